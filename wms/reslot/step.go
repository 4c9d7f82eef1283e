package reslot

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Due says whether Step would change anything, without a command.
func (d Desk) Due(r store.Reader, local time.Time) (bool, error) {
	p, running, err := Running(r, store.Partition(d.Site.ID))
	if err != nil || !running {
		return false, err
	}
	changed, _, err := d.look(r, &p, local)
	return changed, err
}

// Step settles the tasks that have ended and makes those that are due. Local is
// the site's time of day.
func (d Desk) Step(tx store.Tx, local time.Time) error {
	p, running, err := Running(tx, tx.Partition())
	if err != nil || !running {
		return err
	}
	before := make([]wms.SlotMove, len(p.Moves))
	copy(before, p.Moves)
	changed, begin, err := d.look(tx, &p, local)
	if err != nil || !changed {
		return err
	}
	for i, m := range p.Moves {
		switch was := before[i]; {
		case m.Status == was.Status:
		case m.Status == wms.SlotSkipped:
			tx.Emit(wms.Event{Type: "slotting.skipped", Subject: p.ID, Data: map[string]any{"sku": string(m.SKU), "from": string(m.From), "to": string(m.To), "why": m.Why}})
		case m.Status == wms.SlotMoved:
			tx.Emit(wms.Event{Type: "slotting.moved", Subject: p.ID, Data: map[string]any{"sku": string(m.SKU), "from": string(m.From), "to": string(m.To)}})
			if err := d.Moved(tx, m.SKU, m.From, m.To); err != nil {
				return err
			}
		}
	}
	for _, i := range begin {
		if err := d.begin(tx, &p, i); err != nil {
			return err
		}
	}
	ended := true
	for _, m := range p.Moves {
		ended = ended && (m.Status == wms.SlotMoved || m.Status == wms.SlotSkipped)
	}
	if ended {
		now := tx.Now()
		p.Status, p.EndedAt = wms.SlotsDone, &now
		tx.Emit(wms.Event{Type: "slotting.done", Subject: p.ID, Data: map[string]any{"area": p.Area}})
	}
	return plans.Put(tx, p, p.ID)
}

// begin makes the task of a step.
func (d Desk) begin(tx store.Tx, p *wms.SlotPlan, i int) error {
	m := &p.Moves[i]
	mine, _, err := d.stock(tx, m.From, m.SKU)
	if err != nil {
		return err
	}
	it, err := d.Item(tx, m.SKU)
	if err != nil {
		return err
	}
	from, _ := d.Site.Location(m.From)
	t, err := tasks.New(tx, wms.Task{Kind: wms.TaskReplenish, SKU: m.SKU, GTIN: it.GTIN, Lot: mine[0].Lot, Qty: mine[0].Free(), From: m.From, To: m.To,
		Zone: from.Zone, Priority: 2, Ref: fmt.Sprintf("%s%s:%d", refHead, p.ID, i+1)})
	m.Status, m.Task = wms.SlotOpen, t.ID
	return err
}

// look settles what has ended in a plan and finds the steps that are due. It
// changes p alone.
func (d Desk) look(r store.Reader, p *wms.SlotPlan, local time.Time) (changed bool, begin []int, err error) {
	if day := local.Format(time.DateOnly); p.Day != day {
		p.Day, p.Today = day, 0
	}
	open := 0
	for i := range p.Moves {
		m := &p.Moves[i]
		if m.Status == wms.SlotOpen {
			if err := d.settle(r, m); err != nil {
				return false, nil, err
			}
			if m.Status == wms.SlotOpen {
				open++
			} else {
				changed = true
			}
		}
	}
	may := quiet(*p, local)
	for i := range p.Moves {
		m := &p.Moves[i]
		if m.Status != wms.SlotWaiting {
			continue
		}
		ready, why, err := d.ready(r, p, i)
		if err != nil {
			return false, nil, err
		}
		switch {
		case why != "":
			m.Status, m.Why, changed = wms.SlotSkipped, why, true
		case ready && may && open < atOnce && p.Today < p.MovesPerDay:
			begin, changed = append(begin, i), true
			open++
			p.Today++
		}
	}
	return changed, begin, nil
}

// settle looks what became of the task of a step.
func (d Desk) settle(r store.Reader, m *wms.SlotMove) error {
	t, err := tasks.Get(r, store.Partition(d.Site.ID), m.Task)
	if err != nil || !tasks.Ended(t.Status) {
		return err
	}
	mine, _, err := d.stock(r, m.From, m.SKU)
	if err != nil {
		return err
	}
	switch {
	case t.Status == wms.TaskDone && len(mine) == 0:
		m.Status = wms.SlotMoved
	default: // some is left behind, or nobody could do it: looked at again
		m.Status, m.Task = wms.SlotWaiting, ""
	}
	return nil
}

// ready says whether a step can be begun now, or why it never can.
func (d Desk) ready(r store.Reader, p *wms.SlotPlan, i int) (ready bool, why string, err error) {
	m := p.Moves[i]
	comes, clears := false, false // by a step before this one
	for _, e := range p.Moves[:i] {
		if e.Status == wms.SlotWaiting || e.Status == wms.SlotOpen {
			comes = comes || e.To == m.From
			clears = clears || e.From == m.To || e.To == m.To
		}
	}
	if comes || clears {
		return false, "", nil
	}
	mine, _, err := d.stock(r, m.From, m.SKU)
	if err != nil {
		return false, "", err
	}
	there, others, err := d.stock(r, m.To, m.SKU)
	switch {
	case err != nil:
		return false, "", err
	case len(mine) == 0:
		return false, wms.SlotSoldOut, nil
	case others:
		return false, wms.SlotTaken, nil
	case len(mine) > 1 || mine[0].StatusOrAvailable() != wms.Available || mine[0].Serial != "" || len(there) > 1 || len(there) == 1 && there[0].Lot != mine[0].Lot:
		return false, wms.SlotMixed, nil
	case mine[0].Reserved > 0:
		return false, "", nil // orders take theirs first
	}
	for _, id := range []wms.LocationID{m.From, m.To} {
		l, _ := d.Site.Location(id)
		if closed, err := d.Closed(r, l); err != nil || closed {
			return false, "", err
		}
	}
	it, err := d.Item(r, m.SKU)
	if err != nil {
		return false, "", err
	}
	if fits, err := d.Fits(r, it, mine[0].Lot, mine[0].OnHand, m.To); err != nil || !fits {
		return false, wms.SlotUnfit, err
	}
	return true, "", nil
}
