package outbound

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Stranded lists station work that waits for pallets in the aisles of cranes
// that don't work, most urgent first. Pallets in under are on their way out
// already.
func (f Floor) Stranded(r store.Reader, dead map[wms.DeviceID]bool, under map[wms.HandlingUnitID]bool) ([]wms.Task, error) {
	at := map[wms.HandlingUnitID]bool{}
	var failed error
	list, err := tasks.With(r, store.Partition(f.Site.ID), wms.TaskWaiting, wms.TaskStation, 0, func(t wms.Task) bool {
		stranded, seen := at[t.FromUnit]
		if !seen {
			u, _, err := ledger.Unit(r, store.Partition(f.Site.ID), t.FromUnit)
			if err != nil {
				failed = err
			}
			loc, _ := f.Site.Location(u.Location)
			stranded = loc.Kind == wms.KindRackCell && dead[loc.Device] && !under[t.FromUnit]
			at[t.FromUnit] = stranded
		}
		return stranded
	})
	if err == nil {
		err = failed
	}
	return list, err
}

// Elsewhere places the quantity of a stranded task anew, in an aisle that
// works or on a shelf. Where nothing else has it whole, the task waits for its
// crane, and the answer is false. Shut must say that the dead aisle is shut.
func (f Floor) Elsewhere(tx store.Tx, id wms.TaskID) (bool, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil || t.Status != wms.TaskWaiting {
		return false, err
	}
	s, err := Get(tx, tx.Partition(), t.Shipment)
	if err != nil {
		return false, err
	}
	l := s.line(t.Line)
	only := s
	only.Lines = []Line{*l}
	only.Lines[0].Qty = l.Placed + l.Picked + t.Qty
	plan, short, err := f.plan(tx, only, tx.Now())
	if err != nil || len(short) > 0 {
		return false, err
	}
	if _, err := ledger.Unreserve(tx, string(t.ID)); err != nil {
		return false, err
	}
	t.Status = wms.TaskCancelled
	if err := tasks.Put(tx, t); err != nil {
		return false, err
	}
	l.Placed -= t.Qty
	for _, p := range plan {
		p.how = f.sameWork(p)
		if err := f.place(tx, &s, p); err != nil {
			return false, err
		}
	}
	tx.Emit(wms.Event{Type: "task.rerouted", Subject: string(t.ID), Data: map[string]any{"shipment": string(s.ID), "from_unit": string(t.FromUnit)}})
	return true, put(tx, s, s.Status)
}

// sameWork keeps work that was released for a person at a station from turning
// into a whole pallet half-way.
func (f Floor) sameWork(p piece) how {
	if p.how == wholeUnit {
		return fromUnit
	}
	return p.how
}
