package outbound

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Exception codes of a task.
const (
	ExShort     = "short"      // fewer there than asked for; qty says how many
	ExDamaged   = "damaged"    // the units are there but broken
	ExWrongItem = "wrong_item" // something else lies there
	ExNotFound  = "not_found"  // nothing there
	ExBlocked   = "blocked"    // the place can't be reached now
	ExOther     = "other"
)

var exceptions = []string{ExShort, ExDamaged, ExWrongItem, ExNotFound, ExBlocked, ExOther}

// Except ends or returns a task that can't be done as asked. A pick that
// finds too little takes what is there, writes the rest off (or sets it
// aside), and looks for the missing units elsewhere; what no place has goes
// back to the network as short.
func (f Floor) Except(tx store.Tx, id wms.TaskID, who wms.UserID, e wms.Exception) (wms.Step, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil {
		return wms.Step{}, err
	}
	if !slices.Contains(exceptions, e.Code) {
		return wms.Step{}, wms.Refuse(wms.Invalid, "unknown_exception", "exception %q is not one of %v", e.Code, exceptions)
	}
	if t.Status != wms.TaskAssigned || t.Assignee != who {
		return wms.Step{}, wms.Refuse(wms.Conflict, "not_claimed", "claim task %s before you report a problem with it", id)
	}
	tx.Emit(wms.Event{Type: "task.exception", Subject: string(id), Data: map[string]any{"code": e.Code, "note": e.Note, "from": string(t.From)}})
	taking := t.Kind == wms.TaskPick || t.Kind == wms.TaskStation || t.Sorts()
	if !taking || e.Code == ExBlocked || e.Code == ExOther {
		t.Status, t.Assignee, t.Step, t.Note, t.Pack = wms.TaskOpen, "", 0, e.Code+" "+e.Note, nil
		if err := tasks.Put(tx, t); err != nil {
			return wms.Step{}, err
		}
		return tasks.StepOf(wms.Task{ID: id, Kind: t.Kind, Status: wms.TaskDone}, nil), nil
	}
	found := int64(0)
	if e.Qty != nil {
		found = *e.Qty
	}
	if t.Sorts() {
		if err := f.toteShort(tx, t, e.SKU, found, e.Code); err != nil {
			return wms.Step{}, err
		}
		if t, err = tasks.Get(tx, tx.Partition(), id); err != nil {
			return wms.Step{}, err
		}
		step := tasks.StepOf(t, nil)
		step.Next, err = f.nextOf(tx, t)
		return step, err
	}
	if found < 0 || found >= t.Qty {
		return wms.Step{}, wms.Refuse(wms.Invalid, "invalid_qty", "%d of %s are asked for; say how many fewer there are (0 to %d)", t.Qty, t.SKU, t.Qty-1)
	}
	if err := f.takeFewer(tx, t, found, e.Code); err != nil {
		return wms.Step{}, err
	}
	step := tasks.StepOf(wms.Task{ID: id, Kind: t.Kind, Status: wms.TaskDone}, nil)
	step.Next, err = f.nextOf(tx, t)
	return step, err
}

func (f Floor) takeFewer(tx store.Tx, t wms.Task, found int64, code string) error {
	if t.OfBatch() {
		return f.takeFewerMixed(tx, t, found, code)
	}
	res, ok, err := ledger.ReservationOf(tx, tx.Partition(), string(t.ID))
	if err != nil || !ok {
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
	if found > 0 {
		if err := f.picked(tx, t); err != nil { // frees the rest of the reservation
			return err
		}
	} else if _, err := ledger.Unreserve(tx, string(t.ID)); err != nil {
		return err
	}
	freed, err := ledger.Lose(tx, res.Spot, spoilt(res.Spot, code), missing, "pick."+code)
	if err != nil {
		return err
	}
	s, err := Get(tx, tx.Partition(), t.Shipment)
	if err != nil {
		return err
	}
	s.line(t.Line).Placed -= missing
	if err := put(tx, s, s.Status); err != nil {
		return err
	}
	if err := f.refill(tx, t.Shipment, t.Line, missing); err != nil {
		return err
	}
	if err := f.Freed(tx, freed); err != nil {
		return err
	}
	if found == 0 {
		return f.pickEnded(tx, t)
	}
	return nil
}

// Freed finds other stock for reservations that lost theirs, or tells the
// network that the promise can't be kept from here.
func (f Floor) Freed(tx store.Tx, freed []ledger.Reservation) error {
	for _, res := range freed {
		t, err := tasks.Get(tx, tx.Partition(), taskOf(res))
		if err != nil {
			return err
		}
		if tasks.Ended(t.Status) {
			if err := f.withdraw(tx, res); err != nil {
				return err
			}
			if err := f.refill(tx, res.Shipment, res.Line, res.Qty); err != nil {
				return err
			}
			continue
		}
		t.Status = wms.TaskFailed
		if err := tasks.Put(tx, t); err != nil {
			return err
		}
		s, err := Get(tx, tx.Partition(), res.Shipment)
		if err != nil {
			return err
		}
		s.line(res.Line).Placed -= res.Qty
		if err := put(tx, s, s.Status); err != nil {
			return err
		}
		if t.Note == wholePallet {
			if err := ledger.BindUnit(tx, t.Unit, "", ""); err != nil {
				return err
			}
		}
		if t.Kind == wms.TaskPart {
			if err := f.leavesPick(tx, t); err != nil {
				return err
			}
		}
		if err := f.refill(tx, res.Shipment, res.Line, res.Qty); err != nil {
			return err
		}
		if err := f.pickEnded(tx, t); err != nil {
			return err
		}
	}
	return f.goOn(tx, freed)
}

// goOn completes shipments that lost picked units and need nothing else.
func (f Floor) goOn(tx store.Tx, freed []ledger.Reservation) error {
	seen := map[wms.ShipmentID]bool{}
	for _, res := range freed {
		if seen[res.Shipment] || res.Shipment == "" {
			continue
		}
		seen[res.Shipment] = true
		s, err := Get(tx, tx.Partition(), res.Shipment)
		if err != nil {
			return err
		}
		if s.Status == wms.ShipmentPicking {
			if err := f.complete(tx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// refill places units of a line anew; what can't be placed is given back to
// the network.
func (f Floor) refill(tx store.Tx, id wms.ShipmentID, line int, qty int64) error {
	s, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	l := s.line(line)
	only := s
	only.Lines = []Line{*l}
	only.Lines[0].Qty = l.Placed + l.Picked + qty
	plan, short, err := f.plan(tx, only, tx.Now())
	if err != nil {
		return err
	}
	for _, p := range plan {
		if err := f.place(tx, &s, p); err != nil {
			return err
		}
	}
	if len(short) == 0 {
		return put(tx, s, s.Status)
	}
	return f.giveBack(tx, s, short, wms.ReduceShipment{})
}

// giveBack takes units off a shipment because they can't be had here.
func (f Floor) giveBack(tx store.Tx, s Shipment, lines []wms.LineQty, asked wms.ReduceShipment) error {
	left := int64(0)
	for _, q := range lines {
		s.line(q.Line).Qty -= q.Qty
	}
	for _, l := range s.Lines {
		left += l.Qty
	}
	before := s.Status
	if left == 0 {
		s.Status = wms.ShipmentCancelled
	}
	for _, q := range lines {
		if asked.Move {
			break // nothing is short
		}
		tx.Emit(wms.Event{Type: "shipment.short", Subject: string(s.ID), Data: map[string]any{"sku": string(q.SKU), "qty": q.Qty}})
	}
	if err := put(tx, s, before); err != nil {
		return err
	}
	if err := tx.Send(store.Network, wms.MsgShort, wms.ShipmentShort{Order: s.Order, Shipment: s.ID,
		Warehouse: wms.WarehouseID(tx.Partition()), Lines: lines, Asked: asked.Lines, Empty: left == 0, Move: asked.Move}); err != nil {
		return err
	}
	if left == 0 || len(lines) == 0 {
		return nil
	}
	return f.complete(tx, s)
}

// Reduce handles wms.MsgReduce: a promise that is not released yet gives units
// back. A released one keeps what it has, because that stock is really there.
func (f Floor) Reduce(tx store.Tx, m wms.ReduceShipment) error {
	s, err := Get(tx, tx.Partition(), m.Shipment)
	if err != nil {
		return err
	}
	var lines []wms.LineQty
	if s.Status == wms.ShipmentPromised {
		for _, q := range m.Lines {
			if q.Qty = min(q.Qty, s.line(q.Line).Qty); q.Qty > 0 {
				lines = append(lines, q)
			}
		}
	}
	return f.giveBack(tx, s, lines, m)
}
