package kits

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Shop is what people's work on assemblies needs of the rest.
type Shop struct {
	Site *wms.Site
	Item func(r store.Reader, sku wms.SKU) (wms.Item, error)
	// Free says what the network may still promise of an item here.
	Free func(r store.Reader, sku wms.SKU) (int64, error)
	// Back asks for units that lie loose in a place to be put away.
	Back func(tx store.Tx, at wms.LocationID, sku wms.SKU, lot string, qty int64) error
}

// Mine says whether a task is work on an assembly.
func Mine(t wms.Task) bool { return t.Kind == wms.TaskAssemble }

// benchOf checks the place where an assembly is worked on.
func benchOf(site *wms.Site, id wms.LocationID) error {
	l, err := site.MustLocation(id)
	if err == nil && !loose(l.Kind) && l.Kind != wms.KindBench {
		err = wms.Refuse(wms.Invalid, "no_loose_stock", "%s is a %s and holds no loose units; name a shelf or staging place", id, l.Kind)
	}
	return err
}

// makeWork asks people to fetch the components from the n-th on, and to make
// what the assembly makes once they are all at the bench.
func (s Shop) makeWork(tx store.Tx, a wms.Assembly, from int) error {
	for i := from; i < len(a.Parts); i++ {
		if err := s.fetch(tx, a, i); err != nil {
			return err
		}
	}
	if from > 0 {
		return nil
	}
	t := wms.Task{Kind: wms.TaskAssemble, Status: wms.TaskWaiting, Batch: a.ID, Ref: a.ID, Seq: maxLines * maxLines, SKU: a.SKU, Qty: a.Qty, From: a.Bench, To: a.Location}
	if a.Apart {
		t.Note = tasks.TakeApart
	}
	if err := s.name(tx, &t); err != nil {
		return err
	}
	if _, err := tasks.New(tx, t); err != nil {
		return err
	}
	_, err := s.goOn(tx, a, "")
	return err
}

// fetch makes the task of one part, if it does not lie at the bench already.
func (s Shop) fetch(tx store.Tx, a wms.Assembly, i int) error {
	part := a.Parts[i]
	if part.Qty == 0 || part.Location == a.Bench {
		return nil
	}
	t := wms.Task{Kind: wms.TaskAssemble, Batch: a.ID, Ref: a.ID, Line: i + 1, Seq: i + 1, SKU: part.SKU, Lot: part.Lot, Serial: part.Serial,
		Qty: part.Qty, From: part.Location, To: a.Bench}
	if err := s.name(tx, &t); err != nil {
		return err
	}
	_, err := tasks.New(tx, t)
	return err
}

func (s Shop) name(tx store.Tx, t *wms.Task) error {
	it, err := s.Item(tx, t.SKU)
	t.GTIN = it.GTIN
	if l, ok := s.Site.Location(t.From); ok {
		t.Zone = l.Zone
	}
	return err
}

// goOn gives who the next part to fetch, or, when all are at the bench, opens
// the work itself, for who if there is somebody.
func (s Shop) goOn(tx store.Tx, a wms.Assembly, who wms.UserID) (wms.TaskID, error) {
	left, err := tasks.OfBatch(tx, tx.Partition(), a.ID)
	if err != nil {
		return "", err
	}
	fetching := false
	for _, t := range left {
		if t.Line == 0 {
			continue
		}
		fetching = true
		if t.Status == wms.TaskOpen && who != "" {
			_, err := tasks.Claim(tx, t.ID, who)
			return t.ID, err
		}
	}
	for _, t := range left {
		if t.Line != 0 || fetching || t.Status != wms.TaskWaiting {
			continue
		}
		if t.Status = wms.TaskOpen; who != "" {
			t.Status, t.Assignee = wms.TaskAssigned, who
		}
		return t.ID, tasks.Put(tx, t)
	}
	return "", nil
}

// endWork ends the tasks of an assembly that has ended.
func endWork(tx store.Tx, id string) error {
	left, err := tasks.OfBatch(tx, tx.Partition(), id)
	for _, t := range left {
		t.Status = wms.TaskCancelled
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
	}
	return err
}

func claimed(tx store.Tx, id wms.TaskID, who wms.UserID) (wms.Task, wms.Assembly, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	switch {
	case err != nil:
		return t, wms.Assembly{}, err
	case tasks.Ended(t.Status):
		return t, wms.Assembly{}, wms.Refuse(wms.Conflict, "task_ended", "task %s is %s already", id, t.Status)
	case t.Status != wms.TaskAssigned || t.Assignee != who:
		return t, wms.Assembly{}, wms.Refuse(wms.Conflict, "not_claimed", "claim task %s before you work on it", id)
	}
	a, err := open(tx, t.Ref)
	return t, a, err
}

// Confirm walks work on an assembly by what was scanned.
func (s Shop) Confirm(tx store.Tx, id wms.TaskID, who wms.UserID, c wms.Confirmation) (wms.Step, error) {
	t, a, err := claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, err
	}
	if t.StartedAt == nil {
		now := tx.Now()
		t.StartedAt = &now
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
	step := tasks.StepOf(t, nil)
	if t.Line == 0 {
		_, err := s.Complete(tx, a.ID)
		return step, err
	}
	part := &a.Parts[t.Line-1]
	from := spot(*part)
	if err := ledger.Move(tx, from, from.In(ledger.At(a.Bench)), part.Qty, "assembly.fetch"); err != nil {
		return wms.Step{}, err
	}
	part.Location = a.Bench
	if err := assemblies.Put(tx, a, a.ID); err != nil {
		return wms.Step{}, err
	}
	step.Next, err = s.goOn(tx, a, who)
	return step, err
}

// Except ends or returns work that can't be done as asked. Components that are
// not there, or broken, are replaced by others; where there are none, the
// assembly is cancelled and the rest of it goes back.
func (s Shop) Except(tx store.Tx, id wms.TaskID, who wms.UserID, e wms.Exception) (wms.Step, error) {
	t, a, err := claimed(tx, id, who)
	if err != nil {
		return wms.Step{}, err
	}
	tx.Emit(wms.Event{Type: "task.exception", Subject: string(id), Data: map[string]any{"code": e.Code, "note": e.Note, "from": string(t.From), "to": string(t.To)}})
	over := tasks.StepOf(wms.Task{ID: t.ID, Kind: t.Kind, Status: wms.TaskDone}, nil)
	if t.Line == 0 || !slices.Contains([]string{"short", "damaged", "not_found", "wrong_item"}, e.Code) { // somebody else may try
		t.Status, t.Assignee, t.Step = wms.TaskOpen, "", 0
		return over, tasks.Put(tx, t)
	}
	missing := t.Qty
	if e.Qty != nil {
		if missing = t.Qty - *e.Qty; e.Code == "damaged" {
			missing = *e.Qty
		}
	}
	if missing < 0 || missing > t.Qty {
		return wms.Step{}, wms.Refuse(wms.Invalid, "invalid_qty", "%d of %s are asked for; qty must be 0 to %d, not %d", t.Qty, t.SKU, t.Qty, *e.Qty)
	}
	t.Status = wms.TaskFailed
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, err
	}
	if missing > 0 {
		part := &a.Parts[t.Line-1]
		from := spot(*part)
		to := from
		switch e.Code {
		case "damaged":
			to.Status = wms.Damaged
		case "wrong_item":
			to.Status = wms.Quarantine
		default:
			to = to.In(ledger.Loss)
		}
		if err := ledger.Move(tx, from, to, missing, "assembly."+e.Code); err != nil {
			return wms.Step{}, err
		}
		part.Qty -= missing
	}
	return over, s.replace(tx, a, t.Line-1, missing)
}

// replace sets others aside for components that are missing, and has them,
// and what is left of the part, fetched.
func (s Shop) replace(tx store.Tx, a wms.Assembly, part int, missing int64) error {
	sku, n := a.Parts[part].SKU, len(a.Parts)
	if missing > 0 {
		free, err := s.Free(tx, sku)
		if err != nil {
			return err
		}
		list, have, err := candidates(tx, s.Site, sku)
		if err != nil {
			return err
		}
		if min(free, have) < missing {
			if err := assemblies.Put(tx, a, a.ID); err != nil {
				return err
			}
			_, err := s.Cancel(tx, a.ID)
			return err
		}
		if err := take(tx, &a, list, missing); err != nil {
			return err
		}
	}
	if err := assemblies.Put(tx, a, a.ID); err != nil {
		return err
	}
	if err := s.fetch(tx, a, part); err != nil {
		return err
	}
	if err := s.makeWork(tx, a, n); err != nil {
		return err
	}
	_, err := s.goOn(tx, a, "")
	return err
}
