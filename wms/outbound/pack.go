package outbound

import (
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// packable opens the packing of a tote or case that reached a chute or bench.
func (f Floor) packable(tx store.Tx, id wms.HandlingUnitID, at wms.LocationID) error {
	u, err := ledger.MustUnit(tx, tx.Partition(), id)
	if err == nil && u.Kind == wms.Parcel {
		return f.landed(tx, u, at)
	}
	if err != nil || u.Shipment == "" {
		return err
	}
	open, err := tasks.OfUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Kind == wms.TaskPack {
			return nil // a repeated report
		}
	}
	s, err := Get(tx, tx.Partition(), u.Shipment)
	if err != nil {
		return err
	}
	label, err := f.newSSCC(tx)
	if err != nil {
		return err
	}
	if s, err = f.shipBy(tx, s, label, id); err != nil {
		return err
	}
	zone := ""
	if l, ok := f.Site.Location(at); ok {
		zone = l.Zone
	}
	t := wms.Task{Warehouse: f.Site.ID, Kind: wms.TaskPack, Priority: s.Priority, Order: s.Order, Shipment: s.ID,
		From: at, To: f.Site.StagingFor(s.Carrier), Unit: id, Units: []wms.HandlingUnitID{label}, Zone: zone}
	if err := f.weighs(tx, &t); err != nil {
		return err
	}
	_, err = tasks.New(tx, t)
	return err
}

// ssccPrefix is extension digit 0 and a GS1 company prefix from the range for
// examples; a site sets its own.
const ssccPrefix = "0952110"

// newSSCC counts up a serial shipping container code (GS1 General
// Specifications, section 2.2.1: 17 digits and a check digit). The site's
// number keeps codes of different sites apart.
func (f Floor) newSSCC(tx store.Tx) (wms.HandlingUnitID, error) {
	n, err := tx.NextID("sscc")
	if err != nil {
		return "", err
	}
	site := 0
	for _, c := range string(f.Site.ID) {
		site = (site*31 + int(c)) % 1000
	}
	return wms.HandlingUnitID(wms.WithCheckDigit(fmt.Sprintf("%s%03d%07d", ssccPrefix, site, n%10_000_000))), nil
}

// packed moves the content of a tote or case into labelled cartons at the
// staging place and frees the tote.
func (f Floor) packed(tx store.Tx, t wms.Task) error {
	from := packedFrom(t)
	for _, unit := range from {
		if err := heldInside(tx, unit); err != nil {
			return err
		}
	}
	into, err := f.packedInto(tx, t)
	if err != nil {
		return err
	}
	for _, k := range into {
		if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: k.Label, Kind: wms.Carton, Location: t.To,
			Shipment: t.Shipment, SSCC: string(k.Label), WeightG: k.MeasuredG}); err != nil {
			return err
		}
		if err := fill(tx, from, k); err != nil {
			return err
		}
	}
	for _, unit := range from {
		if err := f.packedOut(tx, unit); err != nil {
			return err
		}
	}
	return f.addPackages(tx, t, into)
}

// packedFrom are the units that a packing empties: a tote or case, or the
// parcels of a chute.
func packedFrom(t wms.Task) []wms.HandlingUnitID {
	if len(t.Parcels) > 0 {
		return t.Parcels
	}
	return []wms.HandlingUnitID{t.Unit}
}

// packedOut sends an emptied tote back; a case or parcel is no more.
func (f Floor) packedOut(tx store.Tx, id wms.HandlingUnitID) error {
	u, err := ledger.MustUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	if u.Kind != wms.Tote {
		if err := ledger.RemoveUnit(tx, id); err != nil {
			return err
		}
		return f.parcelGone(tx, id)
	}
	if err := ledger.BindUnit(tx, id, "", ""); err != nil {
		return err
	}
	if f.LeaveOut != nil && f.LeaveOut.Add(-1) == 0 {
		return nil
	}
	return ledger.MoveUnit(tx, id, u.Location, f.Site.First(wms.KindToteStack), "tote.return")
}

// addPackages records the packages of a shipment, and completes it with the
// last of them.
func (f Floor) addPackages(tx store.Tx, t wms.Task, into []wms.BenchCarton) error {
	s, err := Get(tx, tx.Partition(), t.Shipment)
	if err != nil {
		return err
	}
	for _, k := range into {
		if slices.Contains(s.Packages, k.Label) {
			continue
		}
		s.Packages = append(s.Packages, k.Label)
		u, err := ledger.MustUnit(tx, tx.Partition(), k.Label)
		if err != nil {
			return err
		}
		if err := keepCarton(tx, s, u, t, k); err != nil {
			return err
		}
	}
	if err := put(tx, s, s.Status); err != nil {
		return err
	}
	return f.complete(tx, s)
}

// palletOut opens the last walk of a pallet that is shipped whole, once it
// stands where vehicles leave it.
func (f Floor) palletOut(tx store.Tx, id wms.HandlingUnitID, at wms.LocationID) error {
	open, err := tasks.OfUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Note != wholePallet || t.Status != wms.TaskWaiting {
			continue
		}
		t.Status, t.From = wms.TaskOpen, at
		return tasks.Put(tx, t)
	}
	return nil
}

// palletStaged counts a whole pallet as packed: it waits at its dock.
func (f Floor) palletStaged(tx store.Tx, t wms.Task) error {
	if err := ledger.MoveUnit(tx, t.Unit, t.From, t.To, "stage"); err != nil {
		return err
	}
	s, err := Get(tx, tx.Partition(), t.Shipment)
	if err != nil {
		return err
	}
	before := s.Status
	l := s.line(t.Line)
	l.Placed -= t.Qty
	l.Picked += t.Qty
	if s.Status == wms.ShipmentReleased {
		s.Status = wms.ShipmentPicking
	}
	if err := put(tx, s, before); err != nil {
		return err
	}
	return f.addPackages(tx, t, []wms.BenchCarton{{Label: t.Unit}})
}

// complete opens the loading of a shipment when nothing of it is left to
// pick, carry or pack.
func (f Floor) complete(tx store.Tx, s Shipment) error {
	if err := f.gather(tx, s, false); err != nil {
		return err
	}
	if _, sorted, err := sortings.Get(tx, tx.Partition(), string(s.ID)); err != nil || sorted {
		return err
	}
	all, err := tasks.OfShipment(tx, tx.Partition(), s.ID)
	if err != nil {
		return err
	}
	for _, t := range all {
		if !tasks.Ended(t.Status) {
			return nil
		}
	}
	if s.Status == wms.ShipmentPacked || s.Status == wms.ShipmentShipped || len(s.Packages) == 0 {
		return nil
	}
	if busy, err := f.openUnits(tx, s, all); err != nil || busy {
		return err
	}
	before := s.Status
	s.Status = wms.ShipmentPacked
	if err := put(tx, s, before); err != nil {
		return err
	}
	dock := f.Site.DockFor(s.Carrier)
	zone := ""
	if l, ok := f.Site.Location(dock); ok {
		zone = l.Zone
	}
	if _, err := tasks.New(tx, wms.Task{Kind: wms.TaskLoad, Priority: s.Priority, Order: s.Order, Shipment: s.ID,
		From: f.Site.StagingFor(s.Carrier), To: dock, Units: s.Packages, Zone: zone}); err != nil {
		return err
	}
	return tell(tx, s, nil)
}

// openUnits says whether a tote or case of the shipment is still between
// induction and packing.
func (f Floor) openUnits(r store.Reader, s Shipment, all []wms.Task) (bool, error) {
	for _, t := range all {
		if t.Unit == "" || slices.Contains(s.Packages, t.Unit) {
			continue
		}
		u, ok, err := ledger.Unit(r, store.Partition(f.Site.ID), t.Unit)
		if err != nil {
			return false, err
		}
		if ok && u.Shipment == s.ID {
			return true, nil
		}
	}
	return false, nil
}

// shipped hands a loaded shipment to its carrier: its units are the
// customer's now, its promises kept.
func (f Floor) shipped(tx store.Tx, t wms.Task) error {
	s, err := Get(tx, tx.Partition(), t.Shipment)
	if err != nil {
		return err
	}
	if err := f.onManifest(tx, s, t); err != nil {
		return err
	}
	var lines []wms.LineQty
	sent := wms.TransferSent{Transfer: string(s.Order), From: f.Site.ID, To: s.To}
	for _, unit := range s.Packages {
		inside, err := ledger.ReservedIn(tx, tx.Partition(), ledger.In(unit))
		if err != nil {
			return err
		}
		u, err := ledger.MustUnit(tx, tx.Partition(), unit)
		if err != nil {
			return err
		}
		for _, res := range inside {
			if s.To != "" {
				res, row, err := ledger.Send(tx, res.ID)
				if err != nil {
					return err
				}
				sent.Rows = append(sent.Rows, wms.TransferRow{Unit: unit, Kind: u.Kind, SKU: res.Spot.SKU, Lot: res.Spot.Lot,
					Serial: res.Spot.Serial, Owner: res.Spot.Owner, Qty: res.Qty, Expires: row.Expires})
			} else if _, err := ledger.Ship(tx, res.ID); err != nil {
				return err
			}
			lines = append(lines, wms.LineQty{Line: res.Line, SKU: res.Spot.SKU, Qty: res.Qty})
		}
		if err := ledger.RemoveUnit(tx, unit); err != nil {
			return err
		}
	}
	before := s.Status
	s.Status, s.ShippedAt = wms.ShipmentShipped, tx.Now()
	if err := put(tx, s, before); err != nil {
		return err
	}
	if s.To != "" {
		if err := tx.Send(store.Partition(s.To), wms.MsgTransit, sent); err != nil {
			return err
		}
	}
	return tell(tx, s, lines)
}
