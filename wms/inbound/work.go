package inbound

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/putaway"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Places lists what may be scanned besides the planned place: nothing; any
// other allowed place is checked when it is scanned.
func (h Hall) Places(wms.Task) []string { return nil }

// Confirm walks a put-away by what was scanned. Another place than the planned
// one is taken if the rules allow it.
func (h Hall) Confirm(tx store.Tx, id wms.TaskID, who wms.UserID, c wms.Confirmation) (wms.Step, error) {
	t, err := h.claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, err
	}
	if t.StartedAt == nil {
		now := tx.Now()
		t.StartedAt = &now
	}
	left, err := h.left(tx, t)
	if err != nil {
		return wms.Step{}, err
	}
	if left == 0 { // picked for an order meanwhile: nothing to carry
		t.Status = wms.TaskCancelled
		return tasks.StepOf(t, nil), tasks.Put(tx, t)
	}
	if t.Unit == "" && left < t.Qty {
		t.Qty = left
	}
	if err := h.override(tx, &t, c); err != nil {
		return wms.Step{}, err
	}
	_, finished, err := tasks.Advance(&t, c, nil)
	if err != nil {
		return wms.Step{}, err
	}
	if !finished {
		return tasks.StepOf(t, nil), tasks.Put(tx, t)
	}
	t.Status, t.QtyDone = wms.TaskDone, t.Qty
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, err
	}
	if err := h.carry(tx, t); err != nil {
		return wms.Step{}, err
	}
	return tasks.StepOf(t, nil), nil
}

func (h Hall) claimed(tx store.Tx, id wms.TaskID, who wms.UserID) (wms.Task, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	switch {
	case err != nil:
		return t, err
	case tasks.Ended(t.Status):
		return t, wms.Refuse(wms.Conflict, "task_ended", "task %s is %s already", id, t.Status)
	case t.Status != wms.TaskAssigned || t.Assignee != who:
		return t, wms.Refuse(wms.Conflict, "not_claimed", "claim task %s before you work on it", id)
	}
	return t, nil
}

// override makes another scanned place the task's, if goods may be put there.
func (h Hall) override(tx store.Tx, t *wms.Task, c wms.Confirmation) error {
	scans := slices.Clone(c.Scans)
	if c.To != "" {
		scans = append(scans, string(c.To))
	}
	const placeStep = 1 // the second of two
	n := placeStep - t.Step
	if n < 0 || n >= len(scans) {
		return nil
	}
	to := wms.LocationID(tasks.Payload(scans[n]))
	loc, known := h.Site.Location(to)
	if to == t.To || !known {
		return nil // right, or a wrong scan: Advance says so
	}
	if err := h.MayPut(tx, *t, loc); err != nil {
		return err
	}
	tx.Emit(wms.Event{Type: "putaway.overridden", Subject: string(t.ID), Data: map[string]any{"planned": string(t.To), "to": string(to)}})
	t.To = to
	return nil
}

// MayPut refuses a place where the goods of a put-away may not go.
func (h Hall) MayPut(r store.Reader, t wms.Task, loc wms.Location) error {
	if _, any := takesUnits(loc.Kind); !any && loc.Kind != wms.KindVision {
		return wms.Refuse(wms.Conflict, "place_not_allowed", "%s is a %s; goods are put away to shelves and racks", loc.ID, loc.Kind)
	}
	f, err := h.look(r)
	if err != nil {
		return err
	}
	dock, _ := h.Site.Location(t.From)
	p, err := f.one(loc, dock)
	if err != nil {
		return err
	}
	p.TakesUnits = p.TakesUnits || loc.Kind == wms.KindVision
	var l putaway.Load
	if t.Unit == "" {
		l, err = f.loose("", t.SKU, t.Lot, t.Qty)
	} else {
		var u wms.HandlingUnit
		var inside []ledger.Stock
		if u, inside, _, err = h.unitAtDock(r, t.Unit, t.From); err != nil {
			return err
		}
		l, err = f.unit("", u, inside)
	}
	if err != nil {
		return err
	}
	if most, why := putaway.Room(p, l); most < l.Qty {
		if why == "" {
			why = "there is not room for all of it"
		}
		return wms.Refuse(wms.Conflict, "place_not_allowed", "%s can't take this: %s", loc.ID, why).With("place", loc.ID)
	}
	return nil
}

// carry books a put-away: loose units to the shelf; a pallet stands there as
// it is; a tote or case is emptied there.
func (h Hall) carry(tx store.Tx, t wms.Task) error {
	if t.Unit == "" {
		rows, _, err := atDock(tx, tx.Partition(), t.From, t.SKU, t.Lot)
		if err != nil {
			return err
		}
		qty := t.Qty
		for _, st := range rows {
			n := min(qty, st.Free())
			if n == 0 {
				break
			}
			if err := ledger.Move(tx, st.Spot, st.Spot.In(ledger.At(t.To)), n, "putaway"); err != nil {
				return err
			}
			qty -= n
		}
		return h.bill(tx, t.SKU, t.QtyDone)
	}
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(t.Unit))
	if err != nil {
		return err
	}
	for _, st := range inside {
		if err := h.bill(tx, st.SKU, st.OnHand); err != nil {
			return err
		}
	}
	u, err := ledger.MustUnit(tx, tx.Partition(), t.Unit)
	if err != nil {
		return err
	}
	if u.Kind == wms.Pallet {
		if loc, _ := h.Site.Location(t.To); loc.CapacityHU > 0 {
			at, err := ledger.UnitsAt(tx, tx.Partition(), t.To)
			if err != nil {
				return err
			}
			if int64(len(at)) >= loc.CapacityHU {
				return wms.Refuse(wms.Conflict, "location_full", "%s holds %d handling units, which is all it can; choose another place", t.To, len(at))
			}
		}
		return ledger.MoveUnit(tx, t.Unit, t.From, t.To, "putaway")
	}
	for _, st := range inside {
		if err := ledger.Move(tx, st.Spot, st.Spot.In(ledger.At(t.To)), st.OnHand, "putaway"); err != nil {
			return err
		}
	}
	if u.Kind != wms.Tote {
		return ledger.RemoveUnit(tx, t.Unit)
	}
	return ledger.MoveUnit(tx, t.Unit, u.Location, h.Site.First(wms.KindToteStack), "tote.return")
}

func (h Hall) bill(tx store.Tx, sku wms.SKU, qty int64) error {
	it, err := h.Item(tx, sku)
	if err != nil {
		return err
	}
	return h.Bill(tx, it.Owner, wms.ActPutaway, qty)
}

// Exceptions of a put-away.
const (
	exBlocked  = "blocked"   // the place can't be reached or used: it is closed, another one is found
	exDamaged  = "damaged"   // qty of the units are broken: they stay at the dock, not for sale
	exShort    = "short"     // only qty are there: the rest is lost
	exNotFound = "not_found" // nothing is there
)

// Except ends or returns a put-away that can't be done as asked. What lost
// its stock is returned, for its tasks to find other.
func (h Hall) Except(tx store.Tx, id wms.TaskID, who wms.UserID, e wms.Exception) (wms.Step, []ledger.Reservation, error) {
	t, err := h.claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, nil, err
	}
	tx.Emit(wms.Event{Type: "task.exception", Subject: string(id), Data: map[string]any{"code": e.Code, "note": e.Note, "from": string(t.From), "to": string(t.To)}})
	due := Due{Dock: t.From, Unit: t.Unit, SKU: t.SKU, Lot: t.Lot, Qty: t.Qty, Why: e.Code}
	var freed []ledger.Reservation
	switch e.Code {
	case exBlocked:
		if err := h.Block(tx, t.To, "blocked "+e.Note); err != nil {
			return wms.Step{}, nil, err
		}
	case exDamaged, exShort, exNotFound:
		n, err := h.missing(t, e)
		if err != nil {
			return wms.Step{}, nil, err
		}
		if freed, err = h.writeOff(tx, t, n, e.Code); err != nil {
			return wms.Step{}, nil, err
		}
		if due.Qty -= n; t.Unit != "" {
			due.Qty = 0 // what is left in it is looked at first
		}
	default: // somebody else may try
		t.Status, t.Assignee, t.Step = wms.TaskOpen, "", 0
		return ended(t), nil, tasks.Put(tx, t)
	}
	t.Status = wms.TaskFailed
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, nil, err
	}
	if due.Qty > 0 {
		err = AddDue(tx, due)
	}
	return ended(t), freed, err
}

func ended(t wms.Task) wms.Step {
	return tasks.StepOf(wms.Task{ID: t.ID, Kind: t.Kind, Status: wms.TaskDone}, nil)
}

// missing is how many units of a loose put-away are broken or not there.
func (h Hall) missing(t wms.Task, e wms.Exception) (int64, error) {
	said := int64(0)
	if e.Qty != nil {
		said = *e.Qty
	}
	if said < 0 || said > t.Qty {
		return 0, wms.Refuse(wms.Invalid, "invalid_qty", "%d of %s are asked for; qty must be 0 to %d, not %d", t.Qty, t.SKU, t.Qty, said)
	}
	switch {
	case e.Code == exDamaged && e.Qty == nil:
		return t.Qty, nil
	case e.Code == exDamaged:
		return said, nil
	}
	return t.Qty - said, nil
}

// writeOff takes units out of what may be sold: damaged ones stay at the dock
// as damaged, missing ones are lost. Of a handling unit it is all inside.
func (h Hall) writeOff(tx store.Tx, t wms.Task, n int64, code string) ([]ledger.Reservation, error) {
	rows, _, err := atDock(tx, tx.Partition(), t.From, t.SKU, t.Lot)
	if t.Unit != "" {
		rows, err = ledger.InPlace(tx, tx.Partition(), ledger.In(t.Unit))
		n = 1 << 62
	}
	if err != nil {
		return nil, err
	}
	var freed []ledger.Reservation
	for _, st := range rows {
		k := min(n, st.OnHand)
		if k == 0 || st.StatusOrAvailable() != wms.Available {
			continue
		}
		to := st.Spot.In(ledger.Loss)
		if code == exDamaged {
			to = st.Spot
			to.Status = wms.Damaged
		}
		f, err := ledger.Lose(tx, st.Spot, to, k, "putaway."+code)
		if err != nil {
			return nil, err
		}
		freed = append(freed, f...)
		n -= k
	}
	return freed, nil
}
