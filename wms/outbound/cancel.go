package outbound

import (
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// CancelShipment handles wms.MsgCancel. Until its loading has begun everything
// can be undone: reservations are freed, open tasks cancelled, and what lies in
// totes and cartons goes back to the shelf as put-away work. Otherwise the
// shipment stays, and the network learns so.
func (f Floor) CancelShipment(tx store.Tx, c wms.CancelShipment) error {
	s, ok, err := shipments.Get(tx, tx.Partition(), string(c.Shipment))
	if err != nil || !ok || s.Status == wms.ShipmentCancelled {
		return err
	}
	all, err := tasks.OfShipment(tx, tx.Partition(), s.ID)
	if err != nil {
		return err
	}
	if late, err := f.tooLate(tx, s, all); err != nil {
		return err
	} else if late {
		return f.stays(tx, s)
	}
	back, err := f.undo(tx, all)
	if err != nil {
		return err
	}
	parcels, err := f.undoParcels(tx, s.ID)
	if err != nil {
		return err
	}
	back = append(back, parcels...)
	for _, unit := range s.Packages {
		if err := freeParts(tx, unit); err != nil {
			return err
		}
		back = append(back, taken{unit, f.Site.First(wms.KindShelf)})
	}
	for _, b := range back {
		if err := f.putBack(tx, b.unit, b.from); err != nil {
			return err
		}
	}
	before := s.Status
	s.Status = wms.ShipmentCancelled
	if err := put(tx, s, before); err != nil {
		return err
	}
	var lines []wms.LineQty
	for _, l := range s.Lines {
		lines = append(lines, wms.LineQty{Line: l.Line, SKU: l.SKU, Qty: l.Qty})
	}
	return tell(tx, s, lines)
}

// tooLate: it has left, somebody loads it, or a whole pallet of it stands at
// the dock.
func (f Floor) tooLate(r store.Reader, s Shipment, all []wms.Task) (bool, error) {
	if s.Status == wms.ShipmentShipped {
		return true, nil
	}
	for _, t := range all {
		if t.Kind == wms.TaskLoad && t.Status == wms.TaskAssigned {
			return true, nil
		}
	}
	for _, unit := range s.Packages {
		u, err := ledger.MustUnit(r, store.Partition(f.Site.ID), unit)
		if err != nil || u.Kind == wms.Pallet {
			return true, err
		}
	}
	return false, nil
}

// stays tells the network that the shipment goes to the customer.
func (f Floor) stays(tx store.Tx, s Shipment) error {
	tx.Emit(wms.Event{Type: "shipment.too_late", Subject: string(s.ID), Data: map[string]any{"order": string(s.Order), "status": string(s.Status)}})
	return tx.Send(store.Network, wms.MsgTooLate, wms.TooLate{Order: s.Order, Shipment: s.ID})
}

// taken is a unit with picked goods and the place the last of them came from.
type taken struct {
	unit wms.HandlingUnitID
	from wms.LocationID
}

// undo frees what a shipment's tasks hold and cancels those that are open. It
// answers the totes and cases that goods lie in.
func (f Floor) undo(tx store.Tx, all []wms.Task) ([]taken, error) {
	var back []taken
	mixed := map[wms.HandlingUnitID]bool{}
	var totes []wms.HandlingUnitID
	var left []wms.Task // parts of picks
	for _, t := range all {
		res, err := ledger.Unreserve(tx, string(t.ID))
		if err != nil {
			return nil, err
		}
		if in, ok := res.Spot.Place.Unit(); ok && in == t.Unit && t.Unit != "" {
			back = noteTaken(back, taken{t.Unit, t.From})
		} else if ok && t.Kind == wms.TaskPart && !mixed[in] {
			mixed[in], totes = true, append(totes, in)
		}
		if tasks.Ended(t.Status) {
			continue
		}
		t.Status = wms.TaskCancelled
		if err := tasks.Put(tx, t); err != nil {
			return nil, err
		}
		if t.Unit != "" && t.Kind != wms.TaskStation {
			if err := f.unbindEmpty(tx, t.Unit); err != nil {
				return nil, err
			}
		}
		if t.Kind == wms.TaskPart {
			left = append(left, t)
		}
	}
	for _, t := range left {
		if err := f.leavesPick(tx, t); err != nil {
			return nil, err
		}
	}
	for _, tote := range totes {
		if err := f.lookInTote(tx, tote); err != nil {
			return nil, err
		}
	}
	return back, nil
}

// freeParts frees what lies in a carton under the id of a part of a pick.
func freeParts(tx store.Tx, unit wms.HandlingUnitID) error {
	all, err := ledger.ReservedIn(tx, tx.Partition(), ledger.In(unit))
	if err != nil {
		return err
	}
	for _, res := range all {
		if _, err := ledger.Unreserve(tx, res.ID); err != nil {
			return err
		}
	}
	return nil
}

func noteTaken(list []taken, t taken) []taken {
	for i := range list {
		if list[i].unit == t.unit {
			list[i].from = t.from
			return list
		}
	}
	return append(list, t)
}

func (f Floor) unbindEmpty(tx store.Tx, id wms.HandlingUnitID) error {
	_, ok, err := ledger.Unit(tx, tx.Partition(), id)
	if err != nil || !ok {
		return err
	}
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(id))
	if err != nil {
		return err
	}
	u, err := ledger.MustUnit(tx, tx.Partition(), id)
	if err != nil || (len(inside) > 0 && u.Kind != wms.Pallet) {
		return err
	}
	return ledger.BindUnit(tx, id, "", "")
}

// cancelled marks the work of bringing goods of a cancelled order back.
const cancelled = "cancelled order"

// putBack makes work of returning the content of a tote, case or carton to a
// shelf. What rides on a machine is work once the machine lets go of it.
func (f Floor) putBack(tx store.Tx, unit wms.HandlingUnitID, to wms.LocationID) error {
	u, ok, err := ledger.Unit(tx, tx.Partition(), unit)
	if err != nil || !ok {
		return err
	}
	if f.Site.Kind(to) != wms.KindShelf {
		to = f.Site.First(wms.KindShelf)
	}
	if err := ledger.BindUnit(tx, unit, "", ""); err != nil {
		return err
	}
	t := wms.Task{Kind: wms.TaskPutAway, From: u.Location, To: to, Unit: unit, Note: cancelled}
	if u.Leaving || strings.HasPrefix(string(u.Location), deckMark) {
		t.Status = wms.TaskWaiting
	}
	_, err = tasks.New(tx, t)
	return err
}

// letGo opens the put-back of a unit that a machine has set down.
func (f Floor) letGo(tx store.Tx, unit wms.HandlingUnitID, at wms.LocationID) error {
	open, err := tasks.OfUnit(tx, tx.Partition(), unit)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Kind != wms.TaskPutAway || t.Note != cancelled {
			continue
		}
		if t.Status == wms.TaskWaiting {
			t.Status = wms.TaskOpen
		}
		t.From = at
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
	}
	return nil
}

// putAwayTote handles the end of such work: the units lie free on the shelf,
// the tote is empty again.
func (f Floor) putAwayTote(tx store.Tx, t wms.Task, to wms.LocationID) error {
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(t.Unit))
	if err != nil {
		return err
	}
	for _, st := range inside {
		if err := ledger.Move(tx, st.Spot, st.Spot.In(ledger.At(to)), st.OnHand, "putback"); err != nil {
			return err
		}
	}
	u, err := ledger.MustUnit(tx, tx.Partition(), t.Unit)
	if err != nil {
		return err
	}
	if u.Kind != wms.Tote {
		if err := ledger.RemoveUnit(tx, t.Unit); err != nil {
			return err
		}
		return f.parcelGone(tx, t.Unit)
	}
	return ledger.MoveUnit(tx, t.Unit, u.Location, f.Site.First(wms.KindToteStack), "tote.return")
}
