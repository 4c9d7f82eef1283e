package outbound

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// batches knows who took a whole cart.
var batches = store.NewTable[wms.UserID]("batch", 1)

// OpenLine is a released pick that no cart has taken yet: what the pick
// planner works on.
type OpenLine struct {
	Task      wms.TaskID
	Shipment  wms.ShipmentID
	SKU       wms.SKU
	From      wms.LocationID
	Qty       int64
	VolumeMM3 int64 // of one unit
	WeightG   int64
	Leaves    time.Time
	Fragile   bool      // filled in by who needs it
	At        time.Time // when it was picked; zero: it was not
}

// OpenLines lists the pick lines that wait for a cart, most urgent first, at
// most limit.
func (f Floor) OpenLines(r store.Reader, limit int) ([]OpenLine, error) {
	p := store.Partition(f.Site.ID)
	waiting, err := tasks.With(r, p, wms.TaskWaiting, wms.TaskPick, limit, nil)
	if err != nil {
		return nil, err
	}
	cache := map[wms.ShipmentID]Shipment{}
	out := make([]OpenLine, 0, len(waiting))
	for _, t := range waiting {
		s, ok := cache[t.Shipment]
		if !ok {
			if s, err = Get(r, p, t.Shipment); err != nil {
				return nil, err
			}
			cache[t.Shipment] = s
		}
		l := s.line(t.Line)
		out = append(out, OpenLine{Task: t.ID, Shipment: t.Shipment, SKU: t.SKU, From: t.From, Qty: t.Qty, VolumeMM3: l.VolumeMM3, WeightG: l.WeightG, Leaves: s.Leaves})
	}
	return out, nil
}

// Picked lists lines that were picked from shelves, the last limit of them to
// end, the latest first.
func (f Floor) Picked(r store.Reader, limit int) ([]OpenLine, error) {
	p := store.Partition(f.Site.ID)
	var done []wms.Task
	for _, kind := range []wms.TaskKind{wms.TaskPick, wms.TaskPart} {
		some, err := tasks.With(r, p, wms.TaskDone, kind, 0, func(t wms.Task) bool {
			return t.EndedAt != nil && t.QtyDone > 0 && !t.OfBatch() && f.Site.Kind(t.From) == wms.KindShelf
		})
		if err != nil {
			return nil, err
		}
		done = append(done, some...)
	}
	slices.SortStableFunc(done, func(a, b wms.Task) int { return b.EndedAt.Compare(*a.EndedAt) })
	var out []OpenLine
	for _, t := range done[:min(len(done), limit)] {
		l := OpenLine{Task: t.ID, Shipment: t.Shipment, SKU: t.SKU, From: t.From, Qty: t.QtyDone, At: *t.EndedAt}
		if s, err := Get(r, p, t.Shipment); err == nil {
			if of := s.line(t.Line); of != nil {
				l.VolumeMM3, l.WeightG = of.VolumeMM3, of.WeightG
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// Batches lists the carts in a state: open ones are planned and taken by
// nobody, assigned ones are on their walk.
func (f Floor) Batches(r store.Reader, status wms.TaskStatus) (map[string][]wms.Task, error) {
	out := map[string][]wms.Task{}
	_, err := tasks.With(r, store.Partition(f.Site.ID), status, wms.TaskPick, 0, func(t wms.Task) bool {
		out[t.Batch] = append(out[t.Batch], t)
		return false
	})
	return out, err
}

// Cart is one cart load: totes, each with the pick tasks that fill it, and
// the order in which the tasks are walked.
type Cart struct {
	Totes [][]wms.TaskID // all tasks of a tote serve one shipment, unless Mixed
	Walk  []wms.TaskID
	From  []wms.LocationID // of each task of the walk
	Mixed bool             // goods of many shipments lie in a tote; the sorter parts them
}

// OpenCart makes a planned cart load workable: it binds empty totes, orders
// the tasks and adds the carrying of each tote to where it goes on. If one of
// its lines is gone meanwhile (cancelled, short), the rest still goes.
func (f Floor) OpenCart(tx store.Tx, c Cart) (batch string, err error) {
	if c.Mixed {
		return f.openMixed(tx, c)
	}
	n, err := tx.NextID("batch")
	if err != nil {
		return "", err
	}
	batch = fmt.Sprintf("%s-B%05d", tx.Partition(), n)
	tote := map[wms.TaskID]wms.HandlingUnitID{}
	shipment := map[wms.HandlingUnitID]wms.Task{}
	var order []wms.HandlingUnitID
	for _, ids := range c.Totes {
		var unit wms.HandlingUnitID
		for _, id := range ids {
			t, err := tasks.Get(tx, tx.Partition(), id)
			if err != nil {
				return "", err
			}
			if t.Status != wms.TaskWaiting || t.Kind != wms.TaskPick {
				continue
			}
			if unit == "" {
				if unit, err = f.takeTote(tx, t.Shipment); err != nil {
					return "", err
				}
				order, shipment[unit] = append(order, unit), t
			} else if shipment[unit].Shipment != t.Shipment {
				return "", fmt.Errorf("cart plan mixes shipments %s and %s in one tote", shipment[unit].Shipment, t.Shipment)
			}
			tote[id] = unit
		}
	}
	seq := 0
	for _, id := range c.Walk {
		unit, ok := tote[id]
		if !ok {
			continue
		}
		t, err := tasks.Get(tx, tx.Partition(), id)
		if err != nil {
			return "", err
		}
		seq++
		t.Status, t.Batch, t.Seq, t.Unit = wms.TaskOpen, batch, seq, unit
		if err := tasks.Put(tx, t); err != nil {
			return "", err
		}
	}
	for _, unit := range order {
		seq++
		if err := f.carry(tx, shipment[unit], unit, batch, seq, wms.TaskWaiting); err != nil {
			return "", err
		}
	}
	if seq == 0 {
		return "", nil
	}
	tx.Emit(wms.Event{Type: "batch.opened", Subject: batch, Data: map[string]any{"totes": len(order), "lines": seq - len(order)}})
	return batch, nil
}

// carry adds the task that brings a filled tote to where it goes on: the
// sorter's induction, the hand-over place of vehicles, or the bench.
func (f Floor) carry(tx store.Tx, like wms.Task, unit wms.HandlingUnitID, batch string, seq int, st wms.TaskStatus) error {
	t := wms.Task{Kind: wms.TaskInduct, Status: st, Priority: like.Priority, Order: like.Order, Shipment: like.Shipment,
		Unit: unit, Batch: batch, Seq: seq, Zone: like.Zone, From: like.From}
	t.To = f.carryTo(t.From)[0]
	_, err := tasks.New(tx, t)
	return err
}

// carryTo lists the places where a filled tote may be put next, the nearest
// first.
func (f Floor) carryTo(from wms.LocationID) []wms.LocationID {
	kind := map[string]wms.LocationKind{"sorter": wms.KindInduction, "vehicle": wms.KindHandover, "carry": wms.KindBench}[f.Site.ToBench]
	all := f.working(f.Site.Of(kind))
	if len(all) == 0 {
		all = f.Site.Of(wms.KindBench)
	}
	near := f.Site.Nearest(from, all)
	if near == "" {
		near = all[0]
	}
	out := []wms.LocationID{near}
	for _, l := range all {
		if l != near {
			out = append(out, l)
		}
	}
	return out
}

// sendToBench makes a finished tote or case of a station workable as a carry.
func (f Floor) sendToBench(tx store.Tx, unit wms.HandlingUnitID, like wms.Task) error {
	return f.carry(tx, like, unit, "", 0, wms.TaskOpen)
}

// toteFilled opens the carry of a tote whose picks have all ended; if nothing
// was put in, the tote is free again.
func (f Floor) toteFilled(tx store.Tx, unit wms.HandlingUnitID) error {
	left, err := tasks.OfUnit(tx, tx.Partition(), unit)
	if err != nil {
		return err
	}
	var carry *wms.Task
	for i, t := range left {
		switch t.Kind {
		case wms.TaskPick:
			return nil
		case wms.TaskInduct:
			carry = &left[i]
		}
	}
	if carry == nil || carry.Status != wms.TaskWaiting {
		return nil
	}
	inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(unit))
	if err != nil {
		return err
	}
	if len(inside) == 0 {
		carry.Status = wms.TaskCancelled
		if err := tasks.Put(tx, *carry); err != nil {
			return err
		}
		if err := ledger.MarkBatch(tx, unit, ""); err != nil {
			return err
		}
		return ledger.BindUnit(tx, unit, "", "")
	}
	carry.Status = wms.TaskOpen
	if carry.Sorts() {
		if err := f.fillGoods(tx, carry); err != nil {
			return err
		}
		if len(carry.Goods) == 0 { // all their orders were cancelled
			carry.Status = wms.TaskCancelled
			if err := tasks.Put(tx, *carry); err != nil {
				return err
			}
			return f.toteSorted(tx, *carry)
		}
	}
	if owner, had, err := batches.Get(tx, tx.Partition(), carry.Batch); err != nil {
		return err
	} else if had { // the same person walks the whole cart
		carry.Status, carry.Assignee = wms.TaskAssigned, owner
	}
	return tasks.Put(tx, *carry)
}

// TakeCart gives a planned cart, with all its open tasks, to a person and
// returns the first of them.
func (f Floor) TakeCart(tx store.Tx, batch string, who wms.UserID) (wms.Task, error) {
	if err := batches.Put(tx, who, batch); err != nil {
		return wms.Task{}, err
	}
	work, err := tasks.OfBatch(tx, tx.Partition(), batch)
	if err != nil {
		return wms.Task{}, err
	}
	var first wms.Task
	for _, t := range work {
		if t.Status != wms.TaskOpen {
			continue
		}
		if t, err = tasks.Claim(tx, t.ID, who); err != nil {
			return first, err
		}
		if first.ID == "" {
			first = t
		}
	}
	return first, nil
}
