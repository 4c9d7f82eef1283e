// Package reslot keeps slotting plans and carries them out: a few moves a day,
// in quiet hours, as replenishment tasks that people work on their handhelds.
//
// The nouns: a plan (wms.SlotPlan) is made elsewhere and kept here; a step of
// it takes all free units of one item from one place to another; a step is due
// when its place is free, or becomes so by no earlier step of the plan.
//
// Caveats. Stock moves only by the confirmed task. Orders come first: units
// that are reserved where they lie wait there, and what is left behind is
// fetched later. What has changed since the plan was made is skipped with the
// reason, never forced.
package reslot

import (
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

var plans = store.NewTable[wms.SlotPlan]("slotplan", 1)

const (
	kept    = 20 // plans of a warehouse; the oldest that is not running goes
	atOnce  = 4  // tasks of a plan that are open at a time
	refHead = "slotting:"
)

// Mine says whether a task belongs to a plan.
func Mine(t wms.Task) bool { return t.Kind == wms.TaskReplenish && strings.HasPrefix(t.Ref, refHead) }

// Desk is what this package needs of the rest.
type Desk struct {
	Site *wms.Site
	Item func(r store.Reader, sku wms.SKU) (wms.Item, error)
	// Closed says that nothing may be put into, or taken from, a place now.
	Closed func(r store.Reader, l wms.Location) (bool, error)
	// Fits says whether units of an item may be put into a place, by its rules.
	Fits func(r store.Reader, it wms.Item, lot string, qty int64, to wms.LocationID) (bool, error)
	// Moved is called when an item has got another place.
	Moved func(tx store.Tx, sku wms.SKU, from, to wms.LocationID) error
}

// Keep adds a plan.
func (d Desk) Keep(tx store.Tx, p wms.SlotPlan, who wms.UserID) (wms.SlotPlan, error) {
	n, err := tx.NextID("slotplan")
	if err != nil {
		return p, err
	}
	p.ID, p.Warehouse, p.Status, p.MadeAt, p.MadeBy = fmt.Sprintf("%s-SL%05d", tx.Partition(), n), d.Site.ID, wms.SlotsPlanned, tx.Now(), who
	all, err := List(tx, tx.Partition())
	if err != nil {
		return p, err
	}
	for i := len(all) - 1; i >= 0 && len(all) >= kept; i-- {
		if all[i].Status != wms.SlotsRunning {
			if err := plans.Delete(tx, all[i].ID); err != nil {
				return p, err
			}
			break
		}
	}
	tx.Emit(wms.Event{Type: "slotting.planned", Subject: p.ID, Data: map[string]any{"area": p.Area, "moves": len(p.Moves), "now_mm": p.NowMM, "then_mm": p.ThenMM}})
	return p, plans.Put(tx, p, p.ID)
}

// List reads the plans of a warehouse, the latest first.
func List(r store.Reader, p store.Partition) (list []wms.SlotPlan, err error) {
	err = plans.ScanBack(r, p, nil, func(_ store.KeyParts, x wms.SlotPlan) (bool, error) {
		list = append(list, x)
		return len(list) < 2*kept, nil
	})
	return list, err
}

// Get reads a plan or refuses.
func Get(r store.Reader, p store.Partition, id string) (wms.SlotPlan, error) {
	x, had, err := plans.Get(r, p, id)
	if err == nil && !had {
		err = wms.Refuse(wms.NotFound, "unknown_slot_plan", "no slotting plan %.40q in warehouse %s; the latest %d are kept", id, p, kept)
	}
	return x, err
}

// Start begins to carry a plan out, or goes on with one that was stopped. One
// plan runs in a warehouse at a time.
func Start(tx store.Tx, id string) (wms.SlotPlan, error) {
	p, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return p, err
	}
	if p.Status != wms.SlotsPlanned && p.Status != wms.SlotsStopped {
		return p, wms.Refuse(wms.Conflict, "slot_plan_state", "plan %s is %s; planned and stopped ones can be started", id, p.Status)
	}
	if len(p.Moves) == 0 {
		return p, wms.Refuse(wms.Conflict, "nothing_to_move", "plan %s moves nothing", id)
	}
	all, err := List(tx, tx.Partition())
	if err != nil {
		return p, err
	}
	for _, other := range all {
		if other.Status == wms.SlotsRunning {
			return p, wms.Refuse(wms.Conflict, "slot_plan_running", "plan %s is running; stop it first", other.ID)
		}
	}
	now := tx.Now()
	p.Status, p.EndedAt = wms.SlotsRunning, nil
	if p.StartedAt == nil {
		p.StartedAt = &now
	}
	tx.Emit(wms.Event{Type: "slotting.started", Subject: id, Data: map[string]any{"area": p.Area, "moves": len(p.Moves)}})
	return p, plans.Put(tx, p, id)
}

// Stop makes no more moves; tasks that nobody has claimed go.
func Stop(tx store.Tx, id string) (wms.SlotPlan, error) {
	p, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return p, err
	}
	if p.Status != wms.SlotsRunning {
		return p, wms.Refuse(wms.Conflict, "slot_plan_state", "plan %s is %s; only a running one can be stopped", id, p.Status)
	}
	for i := range p.Moves {
		m := &p.Moves[i]
		if m.Status != wms.SlotOpen {
			continue
		}
		t, err := tasks.Get(tx, tx.Partition(), m.Task)
		if err != nil {
			return p, err
		}
		if t.Status == wms.TaskOpen {
			t.Status = wms.TaskCancelled
			if err := tasks.Put(tx, t); err != nil {
				return p, err
			}
			m.Status, m.Task = wms.SlotWaiting, ""
		}
	}
	now := tx.Now()
	p.Status, p.EndedAt = wms.SlotsStopped, &now
	tx.Emit(wms.Event{Type: "slotting.stopped", Subject: id, Data: map[string]any{"area": p.Area}})
	return p, plans.Put(tx, p, id)
}

// Running is the plan that is carried out, if any.
func Running(r store.Reader, p store.Partition) (wms.SlotPlan, bool, error) {
	all, err := List(r, p)
	for _, x := range all {
		if x.Status == wms.SlotsRunning {
			return x, true, err
		}
	}
	return wms.SlotPlan{}, false, err
}

// quiet says whether moves may be made at a local time.
func quiet(p wms.SlotPlan, local time.Time) bool {
	if p.QuietFrom == "" || p.QuietFrom == p.QuietTo {
		return true
	}
	now := local.Format("15:04")
	if p.QuietFrom < p.QuietTo {
		return p.QuietFrom <= now && now < p.QuietTo
	}
	return p.QuietFrom <= now || now < p.QuietTo // over midnight
}

// stock is what lies in a place, and what of it is the item's and free to go.
func (d Desk) stock(r store.Reader, at wms.LocationID, sku wms.SKU) (mine []ledger.Stock, others bool, err error) {
	all, err := ledger.InPlace(r, store.Partition(d.Site.ID), ledger.At(at))
	for _, s := range all {
		switch {
		case s.OnHand == 0:
		case s.SKU == sku:
			mine = append(mine, s)
		default:
			others = true
		}
	}
	return mine, others, err
}
