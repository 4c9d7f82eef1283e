package faces

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Make makes the work of a plan, as far as the units are still there.
func (d Desk) Make(tx store.Tx, plan []Trip) error {
	for _, trip := range plan {
		it, err := d.Item(tx, trip.Face.SKU)
		if err != nil {
			return err
		}
		t := wms.Task{Kind: wms.TaskReplenish, SKU: trip.Face.SKU, GTIN: it.GTIN, Lot: trip.Lot, Qty: trip.Qty, From: trip.From, FromUnit: trip.Unit, To: trip.Face.Location, Priority: 1}
		if trip.Urgent {
			t.Priority = 0
		}
		if l, ok := d.Site.Location(t.From); ok {
			t.Zone = l.Zone
		}
		if t.Qty, err = d.left(tx, t); err != nil {
			return err
		}
		if t.Qty == 0 {
			continue // taken meanwhile; the next look finds others
		}
		made, err := tasks.New(tx, t)
		if err != nil {
			return err
		}
		tx.Emit(wms.Event{Type: "replenish.planned", Subject: string(made.ID), Data: map[string]any{"sku": string(t.SKU), "qty": t.Qty,
			"from": string(t.From), "to": string(t.To), "urgent": trip.Urgent}})
	}
	return nil
}

// rows lists the stock that a task takes from.
func rows(r store.Reader, p store.Partition, t wms.Task) ([]ledger.Stock, error) {
	place := ledger.At(t.From)
	if t.FromUnit != "" {
		u, known, err := ledger.Unit(r, p, t.FromUnit)
		if err != nil || !known || u.Location != t.From || u.Shipment != "" {
			return nil, err
		}
		place = ledger.In(t.FromUnit)
	}
	all, err := ledger.InPlace(r, p, place)
	return slices.DeleteFunc(all, func(st ledger.Stock) bool {
		return st.SKU != t.SKU || st.Lot != t.Lot || st.Serial != "" || st.StatusOrAvailable() != wms.Available
	}), err
}

// left is how many units of a task can still be brought.
func (d Desk) left(r store.Reader, t wms.Task) (int64, error) {
	list, err := rows(r, store.Partition(d.Site.ID), t)
	free := int64(0)
	for _, st := range list {
		free += st.Free()
	}
	return min(t.Qty, free), err
}

// Stale lists work that nobody has claimed and that has no sense any more: its
// units are gone, or its face.
func (d Desk) Stale(r store.Reader) ([]wms.TaskID, error) {
	open, err := tasks.With(r, store.Partition(d.Site.ID), wms.TaskOpen, wms.TaskReplenish, 0, nil)
	var out []wms.TaskID
	for _, t := range open {
		stale, err := d.stale(r, t)
		if err != nil {
			return nil, err
		}
		if stale {
			out = append(out, t.ID)
		}
	}
	return out, err
}

func (d Desk) stale(r store.Reader, t wms.Task) (bool, error) {
	if t.Ref == "" { // not made for a plan, but for a face
		f, had, err := faces.Get(r, store.Partition(d.Site.ID), string(t.To))
		if err != nil || !had || f.SKU != t.SKU {
			return true, err
		}
	}
	left, err := d.left(r, t)
	return left < t.Qty, err // fewer: made anew for what is there
}

// Drop cancels work that has no sense any more.
func (d Desk) Drop(tx store.Tx, id wms.TaskID) error {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil || t.Status != wms.TaskOpen {
		return err
	}
	if stale, err := d.stale(tx, t); err != nil || !stale {
		return err
	}
	t.Status = wms.TaskCancelled
	return tasks.Put(tx, t)
}

func claimed(tx store.Tx, id wms.TaskID, who wms.UserID) (wms.Task, error) {
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

// Confirm walks a replenishment by what was scanned.
func (d Desk) Confirm(tx store.Tx, id wms.TaskID, who wms.UserID, c wms.Confirmation) (wms.Step, error) {
	t, err := claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, err
	}
	if t.StartedAt == nil {
		now := tx.Now()
		t.StartedAt = &now
	}
	left, err := d.left(tx, t)
	if err != nil {
		return wms.Step{}, err
	}
	if left == 0 { // orders took all of it meanwhile
		t.Status = wms.TaskCancelled
		return tasks.StepOf(t, nil), tasks.Put(tx, t)
	}
	if t.Step < takenAt { // what is in hand already stays as many as was said
		t.Qty = left
	}
	_, finished, err := tasks.Advance(&t, c, nil)
	if err != nil {
		return wms.Step{}, err
	}
	if !finished {
		return tasks.StepOf(t, nil), tasks.Put(tx, t)
	}
	if err := d.stillFree(tx, t); err != nil {
		return wms.Step{}, err
	}
	t.Qty = min(t.Qty, left)
	t.Status, t.QtyDone = wms.TaskDone, t.Qty
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, err
	}
	list, err := rows(tx, tx.Partition(), t)
	if err != nil {
		return wms.Step{}, err
	}
	qty := t.Qty
	for _, st := range list {
		n := min(qty, st.Free())
		if n == 0 {
			continue
		}
		if err := ledger.Move(tx, st.Spot, st.Spot.In(ledger.At(t.To)), n, "replenish"); err != nil {
			return wms.Step{}, err
		}
		qty -= n
	}
	return tasks.StepOf(t, nil), nil
}

// stillFree refuses to put what a plan moves beside another item that came to
// its place meanwhile.
func (d Desk) stillFree(r store.Reader, t wms.Task) error {
	if t.Ref == "" {
		return nil
	}
	there, err := ledger.InPlace(r, store.Partition(d.Site.ID), ledger.At(t.To))
	for _, st := range there {
		if st.OnHand > 0 && st.SKU != t.SKU {
			return wms.Refuse(wms.Conflict, "place_taken", "%s lies at %s now: bring %s back to %s and report it as blocked", st.SKU, t.To, t.SKU, t.From)
		}
	}
	return err
}

// takenAt is the step by which the units are in a person's hands.
const takenAt = 2

// Exceptions of a replenishment.
const (
	exDamaged   = "damaged"    // qty of the units are broken: they stay there, not for sale
	exShort     = "short"      // only qty are there: the rest is lost
	exNotFound  = "not_found"  // nothing is there
	exWrongItem = "wrong_item" // something else lies there: set aside
)

// Except ends or returns a replenishment that can't be done as asked. What
// lost its stock is returned, for its tasks to find other.
func (d Desk) Except(tx store.Tx, id wms.TaskID, who wms.UserID, e wms.Exception) (wms.Step, []ledger.Reservation, error) {
	t, err := claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, nil, err
	}
	tx.Emit(wms.Event{Type: "task.exception", Subject: string(id), Data: map[string]any{"code": e.Code, "note": e.Note, "from": string(t.From), "to": string(t.To)}})
	over := tasks.StepOf(wms.Task{ID: t.ID, Kind: t.Kind, Status: wms.TaskDone}, nil)
	if !slices.Contains([]string{exDamaged, exShort, exNotFound, exWrongItem}, e.Code) { // somebody else may try
		t.Status, t.Assignee, t.Step = wms.TaskOpen, "", 0
		return over, nil, tasks.Put(tx, t)
	}
	n, err := missing(t, e)
	if err != nil {
		return wms.Step{}, nil, err
	}
	t.Status = wms.TaskFailed
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, nil, err
	}
	list, err := rows(tx, tx.Partition(), t)
	if err != nil {
		return wms.Step{}, nil, err
	}
	var freed []ledger.Reservation
	for _, st := range list {
		k := min(n, st.OnHand)
		if k == 0 {
			break
		}
		to := st.Spot
		switch e.Code {
		case exDamaged:
			to.Status = wms.Damaged
		case exWrongItem:
			to.Status = wms.Quarantine
		default:
			to = to.In(ledger.Loss)
		}
		f, err := ledger.Lose(tx, st.Spot, to, k, "replenish."+e.Code)
		if err != nil {
			return wms.Step{}, nil, err
		}
		freed = append(freed, f...)
		n -= k
	}
	return over, freed, nil
}

// missing is how many of the units asked for are not there or broken.
func missing(t wms.Task, e wms.Exception) (int64, error) {
	said := int64(0)
	if e.Qty != nil {
		said = *e.Qty
	}
	if said < 0 || said > t.Qty {
		return 0, wms.Refuse(wms.Invalid, "invalid_qty", "%d of %s are asked for; qty must be 0 to %d, not %d", t.Qty, t.SKU, t.Qty, said)
	}
	if e.Code == exDamaged && e.Qty != nil {
		return said, nil
	}
	return t.Qty - said, nil
}
