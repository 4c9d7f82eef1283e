// Package tasks keeps the work of people: it stores tasks, finds them by
// state, person, shipment, handling unit or batch, claims them and walks the
// script of steps of each kind. What a finished task does to stock is the
// business of the process that made it.
//
// It lies below the process packages, beside the ledger, because every
// process hands work to people and none may import another.
package tasks

import (
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	table = store.NewTable[wms.Task]("task", 1)
	index = store.NewTable[wms.TaskID]("taskix", 1)
)

// Archivable are the rows of ended tasks. Those of a shipment stay until it is
// closed too, because its packing looks at all of them; shipmentClosed says
// since when that is, the zero time for one that is not.
func Archivable(shipmentClosed func(r store.Reader, p store.Partition, id wms.ShipmentID) (time.Time, error)) []store.Archivable {
	closed := func(r store.Reader, p store.Partition, t wms.Task) (time.Time, error) {
		if !Ended(t.Status) {
			return time.Time{}, nil
		}
		at := t.CreatedAt
		if t.EndedAt != nil {
			at = *t.EndedAt
		}
		if t.Shipment == "" {
			return at, nil
		}
		since, err := shipmentClosed(r, p, t.Shipment)
		if since.IsZero() || since.After(at) {
			at = since
		}
		return at, err
	}
	return []store.Archivable{
		table.Archivable(func(r store.Reader, p store.Partition, _ store.KeyParts, t wms.Task) (time.Time, error) {
			return closed(r, p, t)
		}),
		index.Archivable(func(r store.Reader, p store.Partition, _ store.KeyParts, id wms.TaskID) (time.Time, error) {
			t, err := Get(r, p, id)
			if err != nil {
				return time.Time{}, err
			}
			return closed(r, p, t)
		}),
	}
}

// Ended tasks never change again.
func Ended(s wms.TaskStatus) bool {
	return s == wms.TaskDone || s == wms.TaskCancelled || s == wms.TaskFailed
}

// indexKeys are the places where a task can be found besides its id.
func indexKeys(t wms.Task) [][]any {
	id := string(t.ID)
	keys := [][]any{{"by", string(t.Status), string(t.Kind), t.Priority, id}}
	if t.Shipment != "" {
		keys = append(keys, []any{"shipment", string(t.Shipment), id})
	}
	if Ended(t.Status) {
		return keys
	}
	if t.Assignee != "" {
		keys = append(keys, []any{"person", string(t.Assignee), t.Batch, int64(t.Seq), id})
	}
	if t.FromUnit != "" {
		keys = append(keys, []any{"from", string(t.FromUnit), id})
	}
	if t.Unit != "" {
		keys = append(keys, []any{"unit", string(t.Unit), id})
	}
	if t.Batch != "" {
		keys = append(keys, []any{"batch", t.Batch, int64(t.Seq), id})
	}
	return keys
}

// New gives the task an id, records it and says so.
func New(tx store.Tx, t wms.Task) (wms.Task, error) {
	n, err := tx.NextID("task")
	if err != nil {
		return t, err
	}
	t.ID = wms.TaskID(fmt.Sprintf("%s-T%06d", tx.Partition(), n))
	t.Warehouse = wms.WarehouseID(tx.Partition())
	t.CreatedAt = tx.Now()
	if t.Status == "" {
		t.Status = wms.TaskOpen
	}
	for _, k := range indexKeys(t) {
		if err := index.Put(tx, t.ID, k...); err != nil {
			return t, err
		}
	}
	tx.Emit(wms.Event{Type: "task.created", Subject: string(t.ID), Data: map[string]any{
		"kind": string(t.Kind), "shipment": string(t.Shipment), "status": string(t.Status)}})
	return t, table.Put(tx, t, string(t.ID))
}

// Put records a changed task. A change of state is an event.
func Put(tx store.Tx, t wms.Task) error {
	old, err := Get(tx, tx.Partition(), t.ID)
	if err != nil {
		return err
	}
	if Ended(old.Status) {
		return wms.Refuse(wms.Conflict, "task_ended", "task %s is %s", t.ID, old.Status)
	}
	if old.Status != t.Status {
		if Ended(t.Status) {
			now := tx.Now()
			t.EndedAt = &now
		}
		tx.Emit(wms.Event{Type: "task." + string(t.Status), Subject: string(t.ID), Data: map[string]any{
			"kind": string(t.Kind), "assignee": string(t.Assignee), "from": string(t.From), "to": string(t.To),
			"shipment": string(t.Shipment), "sku": string(t.SKU), "qty": t.QtyDone}})
	}
	before, after := indexKeys(old), indexKeys(t)
	keep := map[string]bool{}
	for _, k := range after {
		keep[fmt.Sprint(k...)] = true
	}
	for _, k := range before {
		name := fmt.Sprint(k...)
		if keep[name] {
			delete(keep, name)
			continue
		}
		if err := index.Delete(tx, k...); err != nil {
			return err
		}
	}
	for _, k := range after {
		if keep[fmt.Sprint(k...)] {
			if err := index.Put(tx, t.ID, k...); err != nil {
				return err
			}
		}
	}
	return table.Put(tx, t, string(t.ID))
}

// Get reads a task or refuses with unknown_task.
func Get(r store.Reader, p store.Partition, id wms.TaskID) (wms.Task, error) {
	t, ok, err := table.Get(r, p, string(id))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_task", "no task %q", id)
	}
	return t, err
}

// PartitionOf is the warehouse in a task's id.
func PartitionOf(id wms.TaskID) (store.Partition, error) {
	i := strings.LastIndex(string(id), "-T")
	if i < 1 {
		return "", wms.Refuse(wms.NotFound, "unknown_task", "no task %q: ids look like central-T000123", id)
	}
	return store.Partition(id[:i]), nil
}

func find(r store.Reader, p store.Partition, prefix []any, limit int, keep func(wms.Task) bool) ([]wms.Task, error) {
	var out []wms.Task
	err := index.Scan(r, p, prefix, func(_ store.KeyParts, id wms.TaskID) (bool, error) {
		t, err := Get(r, p, id)
		if err != nil {
			return false, err
		}
		if keep == nil || keep(t) {
			out = append(out, t)
		}
		return limit <= 0 || len(out) < limit, nil
	})
	return out, err
}

// With lists the tasks of a state and kind, most urgent first; limit 0 for
// all.
func With(r store.Reader, p store.Partition, s wms.TaskStatus, k wms.TaskKind, limit int, keep func(wms.Task) bool) ([]wms.Task, error) {
	return find(r, p, []any{"by", string(s), string(k)}, limit, keep)
}

// WithStatus lists the tasks of a state over all kinds.
func WithStatus(r store.Reader, p store.Partition, s wms.TaskStatus, limit int, keep func(wms.Task) bool) ([]wms.Task, error) {
	return find(r, p, []any{"by", string(s)}, limit, keep)
}

// OfShipment lists all tasks of a shipment, ended ones too.
func OfShipment(r store.Reader, p store.Partition, s wms.ShipmentID) ([]wms.Task, error) {
	return find(r, p, []any{"shipment", string(s)}, 0, nil)
}

// OfPerson lists what a person has claimed and not ended, in batch order.
func OfPerson(r store.Reader, p store.Partition, u wms.UserID) ([]wms.Task, error) {
	return find(r, p, []any{"person", string(u)}, 0, nil)
}

// FromUnit lists the tasks that take out of a handling unit and are not ended.
func FromUnit(r store.Reader, p store.Partition, u wms.HandlingUnitID) ([]wms.Task, error) {
	return find(r, p, []any{"from", string(u)}, 0, nil)
}

// OfUnit lists the tasks that handle or fill a unit and are not ended.
func OfUnit(r store.Reader, p store.Partition, u wms.HandlingUnitID) ([]wms.Task, error) {
	return find(r, p, []any{"unit", string(u)}, 0, nil)
}

// OfBatch lists a batch's tasks that are not ended, in order.
func OfBatch(r store.Reader, p store.Partition, b string) ([]wms.Task, error) {
	return find(r, p, []any{"batch", b}, 0, nil)
}

// All visits every task of a partition, ended ones too, in order of id.
func All(r store.Reader, p store.Partition, fn func(wms.Task) (bool, error)) error {
	return table.Scan(r, p, nil, func(_ store.KeyParts, t wms.Task) (bool, error) { return fn(t) })
}

// Claim gives an open task to a person. A task that somebody else claimed but
// did not begin can be taken over; one that is begun can't.
func Claim(tx store.Tx, id wms.TaskID, who wms.UserID) (wms.Task, error) {
	t, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return t, err
	}
	switch {
	case t.Assignee == who && t.Status == wms.TaskAssigned:
		return t, nil
	case t.Status == wms.TaskAssigned && t.Step > 0:
		return t, wms.Refuse(wms.Conflict, "task_in_work", "task %s is in work by %s", id, t.Assignee)
	case t.Status == wms.TaskWaiting:
		return t, wms.Refuse(wms.Conflict, "task_waiting", "task %s can't begin yet: what it needs is still on its way", id)
	case Ended(t.Status):
		return t, wms.Refuse(wms.Conflict, "task_ended", "task %s is %s", id, t.Status)
	}
	t.Status, t.Assignee = wms.TaskAssigned, who
	return t, Put(tx, t)
}

// Undo takes back the last step that a person confirmed. Nothing is booked
// before a script's end, so that is always safe; a step that has booked is no
// step of an open task any more.
func Undo(tx store.Tx, id wms.TaskID, who wms.UserID) (wms.Task, error) {
	t, err := Get(tx, tx.Partition(), id)
	switch {
	case err != nil:
		return t, err
	case Ended(t.Status):
		return t, wms.Refuse(wms.Conflict, "task_ended", "task %s is %s", id, t.Status)
	case t.Status != wms.TaskAssigned || t.Assignee != who:
		return t, wms.Refuse(wms.Conflict, "not_claimed", "claim task %s before you take a step of it back", id)
	case t.Sorts() && t.Step > 0:
		return t, wms.Refuse(wms.Conflict, "nothing_to_undo", "units that were scanned are on their way over the sorter: that can't be taken back")
	case t.Step == 0:
		return t, wms.Refuse(wms.Conflict, "nothing_to_undo", "no step of task %s is confirmed yet", id)
	}
	t.Step--
	return t, Put(tx, t)
}

// Check recomputes the index of a partition and counts its tasks.
func Check(r store.Reader, p store.Partition) (int, error) {
	count, want := 0, 0
	err := All(r, p, func(t wms.Task) (bool, error) {
		count++
		for _, k := range indexKeys(t) {
			want++
			if _, had, err := index.Get(r, p, k...); err != nil || !had {
				return false, fmt.Errorf("%s: task %s is missing in the index %v (%v)", p, t.ID, k, err)
			}
		}
		return true, nil
	})
	if err != nil {
		return count, err
	}
	have := 0
	err = index.Scan(r, p, nil, func(store.KeyParts, wms.TaskID) (bool, error) { have++; return true, nil })
	if err == nil && have != want {
		err = fmt.Errorf("%s: %d entries in the task index, %d expected", p, have, want)
	}
	return count, err
}
