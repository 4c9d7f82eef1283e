package outbound

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// openMixed makes a cart load of a batch workable: what several shipments want
// of one thing at one place is one pick, into a tote that holds what it may.
// Each shipment's line goes on as a part of that pick, with the reservation it
// has. A shipment joins the batch only if a chute will be there for it.
func (f Floor) openMixed(tx store.Tx, c Cart) (batch string, err error) {
	n, err := tx.NextID("batch")
	if err != nil {
		return "", err
	}
	batch = fmt.Sprintf("%s-B%05d", tx.Partition(), n)
	room, err := f.chuteRoom(tx)
	if err != nil {
		return "", err
	}
	place := map[wms.TaskID]int{}
	for i, id := range c.Walk {
		place[id] = i
	}
	type pick struct {
		wms.Task
		walk int
	}
	var picks []pick
	var totes []wms.HandlingUnitID
	for _, ids := range c.Totes {
		among := map[ledger.Spot]int{}
		unit := wms.HandlingUnitID("")
		for _, id := range ids {
			t, err := tasks.Get(tx, tx.Partition(), id)
			if err != nil {
				return "", err
			}
			res, had, err := ledger.ReservationOf(tx, tx.Partition(), string(id))
			if err != nil {
				return "", err
			}
			if t.Status != wms.TaskWaiting || t.Kind != wms.TaskPick || !had {
				continue
			}
			if ok, err := join(tx, t.Shipment, &room); err != nil {
				return "", err
			} else if !ok {
				continue
			}
			if unit == "" {
				if unit, err = f.takeTote(tx, ""); err != nil {
					return "", err
				}
				if err := ledger.MarkBatch(tx, unit, batch); err != nil {
					return "", err
				}
				totes = append(totes, unit)
			}
			at, known := among[res.Spot]
			if !known {
				at, among[res.Spot] = len(picks), len(picks)
				picks = append(picks, pick{wms.Task{Kind: wms.TaskPick, Priority: t.Priority, SKU: t.SKU, Lot: t.Lot, Serial: t.Serial, GTIN: t.GTIN,
					From: t.From, Zone: t.Zone, Unit: unit, Batch: batch}, place[id]})
			}
			p := &picks[at]
			p.Qty, p.Parts, p.Priority, p.walk = p.Qty+t.Qty, append(p.Parts, id), min(p.Priority, t.Priority), min(p.walk, place[id])
		}
	}
	slices.SortStableFunc(picks, func(a, b pick) int { return cmp.Compare(a.walk, b.walk) })
	last := map[wms.HandlingUnitID]wms.Task{}
	for i, p := range picks {
		p.Seq = i + 1
		if err := f.openPick(tx, p.Task); err != nil {
			return "", err
		}
		if was, had := last[p.Unit]; had {
			p.Priority = min(p.Priority, was.Priority)
		}
		last[p.Unit] = p.Task
	}
	for i, unit := range totes {
		like := last[unit]
		t := wms.Task{Kind: wms.TaskInduct, Status: wms.TaskWaiting, Priority: like.Priority, Unit: unit, Batch: batch, Seq: len(picks) + i + 1,
			Zone: like.Zone, From: like.From, To: f.sortAt(like.From)}
		if _, err := tasks.New(tx, t); err != nil {
			return "", err
		}
	}
	if len(picks) == 0 {
		return "", nil
	}
	tx.Emit(wms.Event{Type: "batch.opened", Subject: batch, Data: map[string]any{"totes": len(totes), "lines": len(picks)}})
	return batch, nil
}

// openPick records a pick of a batch and makes lines its parts.
func (f Floor) openPick(tx store.Tx, t wms.Task) error {
	lead, err := tasks.New(tx, t)
	if err != nil {
		return err
	}
	for _, id := range lead.Parts {
		part, err := tasks.Get(tx, tx.Partition(), id)
		if err != nil {
			return err
		}
		part.Kind, part.Ref = wms.TaskPart, string(lead.ID)
		if err := tasks.Put(tx, part); err != nil {
			return err
		}
	}
	return nil
}

// parts of a pick that have not ended, the most urgent first.
func parts(r store.Reader, p store.Partition, t wms.Task) (out []wms.Task, err error) {
	for _, id := range t.Parts {
		part, err := tasks.Get(r, p, id)
		if err != nil {
			return nil, err
		}
		if !tasks.Ended(part.Status) {
			out = append(out, part)
		}
	}
	slices.SortStableFunc(out, func(a, b wms.Task) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Shipment, b.Shipment))
	})
	return out, nil
}

// leavesPick makes a pick anew without a part that has ended: whoever walks to
// it learns that the old one is over, and is given the new one.
func (f Floor) leavesPick(tx store.Tx, part wms.Task) error {
	lead, err := tasks.Get(tx, tx.Partition(), wms.TaskID(part.Ref))
	if err != nil || tasks.Ended(lead.Status) {
		return err
	}
	rest, err := parts(tx, tx.Partition(), lead)
	if err != nil {
		return err
	}
	again := lead
	lead.Status = wms.TaskCancelled
	if err := tasks.Put(tx, lead); err != nil {
		return err
	}
	again.Parts, again.Qty, again.Step, again.StartedAt = nil, 0, 0, nil
	for _, p := range rest {
		again.Parts, again.Qty = append(again.Parts, p.ID), again.Qty+p.Qty
	}
	if len(rest) == 0 {
		return f.toteFilled(tx, lead.Unit)
	}
	return f.openPick(tx, again)
}

// missed is what a part of a pick did not get.
type missed struct {
	shipment wms.ShipmentID
	line     int
	qty      int64
}

// pickedMixed moves what a pick of a batch took into its tote. What is there
// goes to the most urgent shipments first; the others learn what they miss.
func (f Floor) pickedMixed(tx store.Tx, t wms.Task) (short []missed, err error) {
	if t.QtyDone > 0 {
		if err := f.ensureUnit(tx, t); err != nil {
			return nil, err
		}
	}
	all, err := parts(tx, tx.Partition(), t)
	if err != nil {
		return nil, err
	}
	left := t.QtyDone
	for _, p := range all {
		got := min(left, p.Qty)
		left -= got
		if got > 0 {
			err = ledger.MoveReserved(tx, string(p.ID), ledger.In(t.Unit), got, "pick")
		} else {
			_, err = ledger.Unreserve(tx, string(p.ID))
		}
		if err != nil {
			return nil, err
		}
		if got < p.Qty {
			short = append(short, missed{p.Shipment, p.Line, p.Qty - got})
		}
		p.QtyDone, p.Status = got, wms.TaskDone
		if got == 0 {
			p.Status = wms.TaskFailed
		}
		if err := tasks.Put(tx, p); err != nil {
			return nil, err
		}
		if err := f.partPicked(tx, p); err != nil {
			return nil, err
		}
	}
	return short, nil
}

// partPicked counts what a part got, and what it will not get, for its shipment.
func (f Floor) partPicked(tx store.Tx, p wms.Task) error {
	s, err := Get(tx, tx.Partition(), p.Shipment)
	if err != nil {
		return err
	}
	before := s.Status
	l := s.line(p.Line)
	l.Placed -= p.Qty
	l.Picked += p.QtyDone
	if p.QtyDone > 0 {
		s.Status = wms.ShipmentPicking
	}
	if err := put(tx, s, before); err != nil || before == s.Status {
		return err
	}
	return tell(tx, s, nil)
}

// takeFewerMixed is takeFewer for a pick of a batch: who goes short is chosen,
// the least urgent first, and what they miss is looked for elsewhere.
func (f Floor) takeFewerMixed(tx store.Tx, t wms.Task, found int64, code string) error {
	all, err := parts(tx, tx.Partition(), t)
	if err != nil || len(all) == 0 {
		return err
	}
	res, had, err := ledger.ReservationOf(tx, tx.Partition(), string(all[0].ID))
	if err != nil || !had {
		return err
	}
	missing := t.Qty - found
	t.QtyDone, t.Status = found, wms.TaskDone
	if found == 0 {
		t.Status = wms.TaskFailed
	}
	if err := tasks.Put(tx, t); err != nil {
		return err
	}
	short, err := f.pickedMixed(tx, t)
	if err != nil {
		return err
	}
	freed, err := ledger.Lose(tx, res.Spot, spoilt(res.Spot, code), missing, "pick."+code)
	if err != nil {
		return err
	}
	for _, m := range short {
		if err := f.refill(tx, m.shipment, m.line, m.qty); err != nil {
			return err
		}
	}
	if err := f.Freed(tx, freed); err != nil {
		return err
	}
	return f.toteFilled(tx, t.Unit)
}

// spoilt is where units go that a person did not find as they should be.
func spoilt(from ledger.Spot, code string) ledger.Spot {
	switch code {
	case ExDamaged:
		from.Status = wms.Damaged
		return from
	case ExWrongItem:
		from.Status = wms.Quarantine
		return from
	}
	return from.In(ledger.Loss)
}
