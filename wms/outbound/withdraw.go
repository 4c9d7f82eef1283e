package outbound

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// withdraw books that units already picked may not go to their customer any
// more: they were recalled, held or found damaged in their tote or carton. The
// shipment goes on without them, a person takes them out (a pull task), and a
// unit with nothing else in it leaves the shipment.
func (f Floor) withdraw(tx store.Tx, res ledger.Reservation) error {
	s, err := Get(tx, tx.Partition(), res.Shipment)
	if err != nil {
		return err
	}
	unit, ok := res.Spot.Place.Unit()
	if !ok || s.Status == wms.ShipmentShipped {
		return wms.Refuse(wms.Conflict, "gone_already", "%d of %s have left with shipment %s", res.Qty, res.Spot.SKU, res.Shipment)
	}
	before := s.Status
	if l := s.line(res.Line); l != nil {
		l.Picked -= res.Qty
	}
	if s.Status == wms.ShipmentPacked {
		s.Status = wms.ShipmentPicking
		if err := f.stopLoading(tx, s.ID); err != nil {
			return err
		}
	}
	left, err := ledger.ReservedIn(tx, tx.Partition(), ledger.In(unit))
	if err != nil {
		return err
	}
	if err := recount(tx, unit, left); err != nil {
		return err
	}
	if len(left) == 0 {
		s.Packages = slices.DeleteFunc(s.Packages, func(p wms.HandlingUnitID) bool { return p == unit })
	}
	if err := put(tx, s, before); err != nil {
		return err
	}
	if before != s.Status {
		if err := tell(tx, s, nil); err != nil {
			return err
		}
	}
	u, err := ledger.MustUnit(tx, tx.Partition(), unit)
	if err != nil {
		return err
	}
	switch {
	case u.Batch != "": // others have goods in it
	case len(left) == 0 && u.Kind == wms.Parcel:
		err = f.dropParcel(tx, s, u)
	case len(left) == 0:
		err = f.release(tx, u)
	}
	if err != nil {
		return err
	}
	if u.Kind == wms.Pallet {
		return nil // it stays as it is, a held pallet
	}
	_, err = tasks.New(tx, wms.Task{Kind: wms.TaskPull, Priority: s.Priority, SKU: res.Spot.SKU, Lot: res.Spot.Lot, Qty: res.Qty,
		Serial: res.Spot.Serial, From: u.Location, FromUnit: unit, To: f.setAside(), Ref: string(s.ID)})
	if err != nil || u.Batch == "" {
		return err
	}
	return f.lookInTote(tx, unit)
}

// release takes a unit out of its shipment: nobody carries or packs it now.
func (f Floor) release(tx store.Tx, u wms.HandlingUnit) error {
	open, err := tasks.OfUnit(tx, tx.Partition(), u.ID)
	if err != nil {
		return err
	}
	for _, t := range open {
		t.Status = wms.TaskCancelled
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
	}
	return ledger.BindUnit(tx, u.ID, "", "")
}

func (f Floor) stopLoading(tx store.Tx, id wms.ShipmentID) error {
	all, err := tasks.OfShipment(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Kind == wms.TaskLoad && !tasks.Ended(t.Status) {
			t.Status = wms.TaskCancelled
			if err := tasks.Put(tx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// setAside is where people put what may not be sold.
func (f Floor) setAside() wms.LocationID {
	for _, k := range []wms.LocationKind{wms.KindCheck, wms.KindStaging, wms.KindDockIn, wms.KindShelf} {
		for _, id := range f.Site.Of(k) {
			if l, _ := f.Site.Location(id); l.CapacityHU == 0 {
				return id
			}
		}
	}
	return f.Site.First(wms.KindShelf)
}

// pulled books that a person took such units out, and lets the unit go on.
func (f Floor) pulled(tx store.Tx, t wms.Task) error {
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(t.FromUnit))
	if err != nil {
		return err
	}
	left := t.Qty
	for _, st := range inside {
		n := min(left, st.Free())
		if n <= 0 || st.SKU != t.SKU || st.Lot != t.Lot || st.Serial != t.Serial || st.StatusOrAvailable() == wms.Available {
			continue
		}
		if err := ledger.Move(tx, st.Spot, st.Spot.In(ledger.At(t.To)), n, "pull"); err != nil {
			return err
		}
		left -= n
	}
	if err := f.emptied(tx, t.FromUnit); err != nil {
		return err
	}
	s, had, err := shipments.Get(tx, tx.Partition(), t.Ref)
	if err != nil || !had || s.Status != wms.ShipmentPicking {
		return err
	}
	return f.complete(tx, s)
}

// emptied sends an empty tote back and forgets an empty carton or case.
func (f Floor) emptied(tx store.Tx, id wms.HandlingUnitID) error {
	u, ok, err := ledger.Unit(tx, tx.Partition(), id)
	if err != nil || !ok || u.Shipment != "" || u.Batch != "" {
		return err
	}
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(id))
	if err != nil || len(inside) > 0 {
		return err
	}
	switch u.Kind {
	case wms.Tote:
		return ledger.MoveUnit(tx, id, u.Location, f.Site.First(wms.KindToteStack), "tote.return")
	case wms.Case, wms.Carton:
		return ledger.RemoveUnit(tx, id)
	case wms.Parcel:
		if err := ledger.RemoveUnit(tx, id); err != nil {
			return err
		}
		return f.parcelGone(tx, id)
	}
	return nil
}

// heldInside refuses to go on with a unit that holds what nobody is promised:
// held or recalled goods that must come out first.
func heldInside(tx store.Tx, id wms.HandlingUnitID) error {
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(id))
	if err != nil {
		return err
	}
	for _, st := range inside {
		if st.Free() > 0 {
			return wms.Refuse(wms.Conflict, "unit_on_hold", "%s holds %d of %s that are %s: take them out first", id, st.Free(), st.SKU, st.StatusOrAvailable()).
				With("handling_unit", id).With("sku", st.SKU)
		}
	}
	return nil
}

// swapSerial lets a person take another unit of the same item from the same
// place than the one that was reserved: the reservations change places.
func (f Floor) swapSerial(tx store.Tx, t *wms.Task, c wms.Confirmation) error {
	if t.Serial == "" || (t.Kind != wms.TaskPick && t.Kind != wms.TaskStation) {
		return nil
	}
	mine, had, err := ledger.ReservationOf(tx, tx.Partition(), string(t.ID))
	if err != nil || !had || tasks.ScansSerial(*t, len(c.Scans)) < 0 {
		return err
	}
	scan := tasks.Payload(c.Scans[tasks.ScansSerial(*t, len(c.Scans))])
	if scan == t.Serial {
		return nil
	}
	st, found, err := ledger.SerialIn(tx, tx.Partition(), mine.Spot.Place, t.SKU, scan)
	if err != nil || !found || st.StatusOrAvailable() != wms.Available || st.Owner != mine.Spot.Owner {
		return err // the script refuses it in words
	}
	other := ledger.Reservation{}
	if st.Reserved > 0 {
		all, err := ledger.ReservedIn(tx, tx.Partition(), mine.Spot.Place)
		if err != nil {
			return err
		}
		for _, res := range all {
			if res.Spot == st.Spot {
				other = res
			}
		}
		theirs, err := tasks.Get(tx, tx.Partition(), taskOf(other))
		if err != nil || tasks.ScansSerial(theirs, 99) < 0 {
			return err // it is in somebody's hands
		}
		theirs.Serial, theirs.Lot = t.Serial, mine.Spot.Lot
		if err := tasks.Put(tx, theirs); err != nil {
			return err
		}
		if _, err := ledger.Unreserve(tx, other.ID); err != nil {
			return err
		}
	}
	if _, err := ledger.Unreserve(tx, mine.ID); err != nil {
		return err
	}
	mine.Spot, other.Spot = st.Spot, mine.Spot
	if err := ledger.Reserve(tx, mine); err != nil {
		return err
	}
	if other.ID != "" {
		if err := ledger.Reserve(tx, other); err != nil {
			return err
		}
	}
	t.Serial, t.Lot = scan, st.Lot
	return nil
}
