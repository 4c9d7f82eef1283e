package outbound

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// CartOf is the place of what a person carries.
func CartOf(u wms.UserID) wms.LocationID { return wms.LocationID("CART-" + string(u)) }

// Places lists what may be scanned at the last step of a task, where several
// places would do.
func (f Floor) Places(t wms.Task) []string {
	var ids []wms.LocationID
	switch t.Kind {
	case wms.TaskInduct, wms.TaskReject:
		if t.SKU != "" { // a parcel goes to one place
			return []string{string(t.To)}
		}
		from := t.From
		if t.Kind == wms.TaskReject {
			from = t.To
		}
		ids = f.carryTo(from)
	case wms.TaskPack:
		return []string{string(t.To)}
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// Confirm walks a task's script by what was scanned and, at its end, does
// what the task was for. A wrong scan refuses the whole confirmation.
func (f Floor) Confirm(tx store.Tx, id wms.TaskID, who wms.UserID, c wms.Confirmation) (wms.Step, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil {
		return wms.Step{}, err
	}
	if t.Status == wms.TaskDone && t.Assignee == who && t.Kind == wms.TaskInduct {
		return tasks.StepOf(t, nil), nil // the sorter reported the tote before its carrier did
	}
	if tasks.Ended(t.Status) {
		return wms.Step{}, wms.Refuse(wms.Conflict, "task_ended", "task %s is %s already", id, t.Status)
	}
	if t.Status != wms.TaskAssigned || t.Assignee != who {
		return wms.Step{}, wms.Refuse(wms.Conflict, "not_claimed", "claim task %s before you confirm it", id)
	}
	if t.StartedAt == nil {
		now := tx.Now()
		t.StartedAt = &now
	}
	if t.Kind == wms.TaskReject && t.Unit == "" {
		if err := f.identify(tx, &t, &c); err != nil {
			return wms.Step{}, err
		}
	}
	if err := f.swapSerial(tx, &t, c); err != nil {
		return wms.Step{}, err
	}
	places := f.Places(t)
	last, finished := "", false
	switch {
	case t.Kind == wms.TaskPack:
		finished, err = f.pack(tx, &t, c)
	case t.Sorts():
		finished, err = f.layOn(tx, &t, c)
	default:
		last, finished, err = tasks.Advance(&t, c, places)
	}
	if err != nil {
		return wms.Step{}, err
	}
	t.Capture(c.Captured)
	if !finished {
		return tasks.StepOf(t, places), tasks.Put(tx, t)
	}
	t.Status, t.QtyDone = wms.TaskDone, t.Qty
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, err
	}
	if err := f.effect(tx, t, wms.LocationID(last)); err != nil {
		return wms.Step{}, err
	}
	step := tasks.StepOf(t, places)
	step.Next, err = f.nextOf(tx, t)
	return step, err
}

// identify learns which unit lies in the reject lane when the sorter could
// not read it: the first scan says so.
func (f Floor) identify(tx store.Tx, t *wms.Task, c *wms.Confirmation) error {
	if len(c.Scans) == 0 {
		return wms.Refuse(wms.Invalid, "nothing_scanned", "scan the unit that lies in %s", t.From)
	}
	code := tasks.Payload(c.Scans[0])
	u, known, err := f.parcelBy(tx, code, append(f.Site.Of(wms.KindInduction), t.From)...)
	if known {
		c.Scans = append([]string{string(u.ID)}, c.Scans[1:]...)
	} else if err == nil {
		u, err = ledger.MustUnit(tx, tx.Partition(), wms.HandlingUnitID(code))
	}
	if err != nil {
		return err
	}
	// Only from where an unread unit is believed to be: the sorter may have
	// taken it again, and further, before this confirmation came.
	if k := f.Site.Kind(u.Location); k == wms.KindInduction || u.Location == CartOf(t.Assignee) {
		if err := ledger.MoveUnit(tx, u.ID, u.Location, t.From, "found"); err != nil {
			return err
		}
	}
	t.Unit, t.Shipment = u.ID, u.Shipment
	if u.Kind == wms.Parcel {
		if t.SKU, t.GTIN, err = f.inParcel(tx, u); err != nil {
			return err
		}
		t.Qty = 1
	}
	return f.endCarryBut(tx, u.ID, t.ID)
}

func (f Floor) nextOf(r store.Reader, t wms.Task) (wms.TaskID, error) {
	mine, err := tasks.OfPerson(r, store.Partition(f.Site.ID), t.Assignee)
	if err != nil || len(mine) == 0 {
		return "", err
	}
	return mine[0].ID, nil
}

func (f Floor) effect(tx store.Tx, t wms.Task, last wms.LocationID) error {
	switch t.Kind {
	case wms.TaskPick, wms.TaskStation:
		if t.OfBatch() {
			if _, err := f.pickedMixed(tx, t); err != nil {
				return err
			}
			return f.toteFilled(tx, t.Unit)
		}
		return f.picked(tx, t)
	case wms.TaskInduct:
		if t.Sorts() {
			return f.toteSorted(tx, t)
		}
		return f.carried(tx, t, last)
	case wms.TaskReject:
		return f.placed(tx, t.Unit, last)
	case wms.TaskPack:
		return f.packed(tx, t)
	case wms.TaskLoad:
		return f.shipped(tx, t)
	case wms.TaskPull:
		return f.pulled(tx, t)
	case wms.TaskPutAway:
		if t.Note == wholePallet {
			return f.palletStaged(tx, t)
		}
		return f.putAwayTote(tx, t, last)
	}
	return fmt.Errorf("task %s of kind %s has no effect in outbound", t.ID, t.Kind)
}

// picked moves what a pick took into its tote or case.
func (f Floor) picked(tx store.Tx, t wms.Task) error {
	if err := f.ensureUnit(tx, t); err != nil {
		return err
	}
	if err := ledger.MoveReserved(tx, string(t.ID), ledger.In(t.Unit), t.QtyDone, "pick"); err != nil {
		return err
	}
	s, err := Get(tx, tx.Partition(), t.Shipment)
	if err != nil {
		return err
	}
	before := s.Status
	l := s.line(t.Line)
	l.Placed -= t.QtyDone
	l.Picked += t.QtyDone
	s.Status = wms.ShipmentPicking
	if err := put(tx, s, before); err != nil {
		return err
	}
	if before != s.Status {
		if err := tell(tx, s, nil); err != nil {
			return err
		}
	}
	return f.pickEnded(tx, t)
}

// pickEnded goes on after a pick was done or given up: the tote is carried on
// once nothing more goes into it.
func (f Floor) pickEnded(tx store.Tx, t wms.Task) error {
	if t.Kind == wms.TaskStation {
		return f.closeStationTotes(tx, t.Shipment)
	}
	if t.Unit == "" {
		return nil
	}
	return f.toteFilled(tx, t.Unit)
}

// ensureUnit brings the tote into the picker's hands, or records the new case.
func (f Floor) ensureUnit(tx store.Tx, t wms.Task) error {
	u, ok, err := ledger.Unit(tx, tx.Partition(), t.Unit)
	if err != nil {
		return err
	}
	here := CartOf(t.Assignee)
	if !ok {
		return ledger.AddUnit(tx, wms.HandlingUnit{ID: t.Unit, Kind: wms.Case, Location: here, Shipment: t.Shipment})
	}
	if f.Site.Kind(u.Location) == wms.KindToteStack {
		return ledger.MoveUnit(tx, t.Unit, u.Location, here, "tote.take")
	}
	return nil
}

// carried records where a filled tote was put down. A sorter or vehicle may
// have reported it further on before the person's confirmation came through:
// then its word holds.
func (f Floor) carried(tx store.Tx, t wms.Task, to wms.LocationID) error {
	return f.placed(tx, t.Unit, to)
}

func (f Floor) placed(tx store.Tx, id wms.HandlingUnitID, to wms.LocationID) error {
	u, err := ledger.MustUnit(tx, tx.Partition(), id)
	if err != nil {
		return err
	}
	switch kind := f.Site.Kind(u.Location); {
	case kind == wms.KindChute && u.Kind == wms.Parcel && u.Location != to && f.Site.Kind(to) == wms.KindChute: // it came to the chute of another
	case kind == wms.KindChute || kind == wms.KindBench || kind == wms.KindToteStack:
		return nil
	}
	if l, _ := f.Site.Location(f.Site.First(wms.KindInduction)); u.Location == sorterInside(f.Site) && !f.down(l.Device) {
		return nil
	}
	if err := ledger.MoveUnit(tx, id, u.Location, to, "carry"); err != nil {
		return err
	}
	if u.Kind == wms.Parcel && f.Site.Kind(to) == wms.KindChute {
		return f.landed(tx, u, to)
	}
	if f.Site.Kind(to) == wms.KindBench {
		return f.packable(tx, id, to)
	}
	return nil
}

// sorterInside is the place of what rides on the sorter.
func sorterInside(s *wms.Site) wms.LocationID {
	if l, ok := s.Location(s.First(wms.KindInduction)); ok && l.Device != "" {
		return Deck(l.Device)
	}
	return ""
}

// Deck is the place of what a machine carries.
func Deck(d wms.DeviceID) wms.LocationID { return wms.LocationID(deckMark + string(d)) }

const deckMark = "@"
