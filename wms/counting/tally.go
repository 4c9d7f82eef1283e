package counting

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Step codes of a count.
const (
	CountItem    = "count_item"    // scan an item and say how many; the location again at the end
	ConfirmEmpty = "confirm_empty" // nothing was counted: scan the location again if it is empty
)

// Steps of a count task.
const (
	stepLocation = iota
	stepItems
	stepEmpty
)

// Step is what the handheld shows for a count task.
func (d Desk) Step(r store.Reader, t wms.Task) (wms.Step, error) {
	s := wms.Step{Task: t.ID, Kind: t.Kind, Step: tasks.Done, Prompt: "Done", Expect: []string{}, Done: true}
	if tasks.Ended(t.Status) {
		return s, nil
	}
	at := string(t.From)
	s = wms.Step{Task: t.ID, Kind: t.Kind, Expect: []string{at}, Args: map[string]any{"location": at}}
	switch t.Step {
	case stepLocation:
		s.Step, s.Prompt = tasks.ScanLocation, fmt.Sprintf("Go to %s and scan the location to count it", at)
		return s, nil
	case stepEmpty:
		s.Step, s.Prompt = ConfirmEmpty, fmt.Sprintf("Nothing was counted: scan %s again if it is empty, or scan what lies there", at)
		return s, nil
	}
	s.Step, s.Prompt = CountItem, fmt.Sprintf("Scan each item in %s and say how many; scan %s again at the end", at, at)
	c, had, err := counts.Get(r, d.partition(), t.Ref)
	if err != nil || !had || !c.ShowExpected {
		return s, err
	}
	rows, err := ledger.InPlace(r, d.partition(), ledger.At(t.From))
	expected := []map[string]any{}
	for _, st := range rows {
		expected = append(expected, map[string]any{"sku": string(st.SKU), "lot": st.Lot, "qty": st.OnHand})
		s.Expect = append(s.Expect, string(st.SKU))
	}
	s.Args["expected"] = expected
	return s, err
}

// Whole is a count task with all its steps, for a handheld without network:
// its place, what lies there, and the question where nothing was counted.
func (d Desk) Whole(r store.Reader, t wms.Task) (wms.Claimed, error) {
	out := wms.Claimed{Task: t, At: t.Step, Script: []wms.Step{}}
	for step := stepLocation; step <= stepEmpty; step++ {
		at := t
		at.Step = step
		s, err := d.Step(r, at)
		if err != nil {
			return out, err
		}
		out.Script = append(out.Script, s)
	}
	return out, nil
}

// Confirm takes what a counter scanned. At the end of a location it compares
// with the books and returns the promises that lost their stock.
func (d Desk) Confirm(tx store.Tx, id wms.TaskID, who wms.UserID, c wms.Confirmation) (wms.Step, []ledger.Reservation, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil {
		return wms.Step{}, nil, err
	}
	if tasks.Ended(t.Status) {
		return wms.Step{}, nil, wms.Refuse(wms.Conflict, "task_ended", "task %s is %s already", id, t.Status)
	}
	if t.Status != wms.TaskAssigned || t.Assignee != who {
		return wms.Step{}, nil, wms.Refuse(wms.Conflict, "not_claimed", "claim task %s before you confirm it", id)
	}
	if len(c.Scans) == 0 {
		return wms.Step{}, nil, wms.Refuse(wms.Invalid, "nothing_scanned", "scan what the step asks for")
	}
	l, _, err := locations.Get(tx, tx.Partition(), t.Ref, string(t.From))
	if err != nil {
		return wms.Step{}, nil, err
	}
	if again, err := d.lapsed(tx, &t, &l); err != nil || again {
		if err != nil {
			return wms.Step{}, nil, err
		}
		step, err := d.Step(tx, t)
		step.Prompt = fmt.Sprintf("That took too long and others may have been at %s: scan it to begin again", t.From)
		return step, nil, err
	}
	if t.StartedAt == nil {
		now := tx.Now()
		t.StartedAt = &now
	}
	ended, err := d.walk(tx, &t, &l, c)
	if err != nil {
		return wms.Step{}, nil, err
	}
	var freed []ledger.Reservation
	if ended {
		if freed, err = d.compare(tx, t, l, who); err != nil {
			return wms.Step{}, nil, err
		}
		t.Status = wms.TaskDone
	} else if err := locations.Put(tx, l, t.Ref, string(t.From)); err != nil {
		return wms.Step{}, nil, err
	}
	if err := tasks.Put(tx, t); err != nil {
		return wms.Step{}, nil, err
	}
	step, err := d.Step(tx, t)
	return step, freed, err
}

// lapsed begins a count anew whose lock has run out.
func (d Desk) lapsed(tx store.Tx, t *wms.Task, l *wms.CountLocation) (bool, error) {
	if t.Step == stepLocation || (l.Zero && len(l.Tally) == 0) {
		return false, nil
	}
	held, had, err := locks.Get(tx, tx.Partition(), string(t.From))
	if err != nil || (had && held.Task == t.ID && tx.Now().Before(held.Until)) {
		return false, err
	}
	t.Step, l.Tally, l.Unit = stepLocation, nil, ""
	if err := locations.Put(tx, *l, t.Ref, string(t.From)); err != nil {
		return true, err
	}
	return true, tasks.Put(tx, *t)
}

func (d Desk) hold(tx store.Tx, t *wms.Task) error {
	other, had, err := locks.Get(tx, tx.Partition(), string(t.From))
	if err != nil {
		return err
	}
	if had && other.Task != t.ID && tx.Now().Before(other.Until) {
		return Blocked(tx, tx.Partition(), t.From, tx.Now())
	}
	until := tx.Now().Add(time.Duration(max(1, d.Settings.CountMinutes)) * time.Minute)
	return locks.Put(tx, lock{t.ID, until}, string(t.From))
}

// walk takes scan by scan; ended says that the location was scanned at the
// end.
func (d Desk) walk(tx store.Tx, t *wms.Task, l *wms.CountLocation, c wms.Confirmation) (ended bool, err error) {
	at := string(t.From)
	for i := 0; i < len(c.Scans); i++ {
		scan := tasks.Payload(c.Scans[i])
		if ended {
			return false, wms.Refuse(wms.Invalid, "too_many_scans", "the count of %s has ended; %q belongs to nothing", at, scan)
		}
		if t.Step == stepLocation {
			if scan != at {
				return false, wrongPlace(scan, at)
			}
			t.Step = stepItems
			if err := d.hold(tx, t); err != nil {
				return false, err
			}
			continue
		}
		if scan == at {
			if len(l.Tally) == 0 && t.Step == stepItems && !l.Zero {
				t.Step = stepEmpty
				continue
			}
			ended = true
			continue
		}
		if l.Zero && len(l.Tally) == 0 {
			if err := d.hold(tx, t); err != nil {
				return false, err
			}
		}
		if u, known, err := ledger.Unit(tx, tx.Partition(), wms.HandlingUnitID(scan)); err != nil {
			return false, err
		} else if known {
			l.Unit = u.ID
			note(l, wms.CountLine{Unit: u.ID, Qty: 1})
			t.Step = stepItems
			continue
		}
		used, err := d.item(tx, l, c, scan, c.Scans[i+1:], at)
		if err != nil {
			return false, err
		}
		i += used
		t.Step = stepItems
	}
	return ended, nil
}

func wrongPlace(scan, at string) error {
	return wms.Refuse(wms.Invalid, "wrong_scan", "Scanned %s, expected %s %s.", scan, wms.Say("location"), at).
		With("scanned", scan).With("expected", []string{at}).With("step", tasks.ScanLocation)
}

// item notes a scanned item with the lot or serials that follow it, and says
// how many scans those were.
func (d Desk) item(tx store.Tx, l *wms.CountLocation, c wms.Confirmation, scan string, rest []string, at string) (int, error) {
	it, err := d.find(tx, l, scan)
	if err != nil {
		return 0, err
	}
	line := wms.CountLine{Unit: l.Unit, SKU: it.SKU, Qty: 1}
	if c.Qty != nil {
		line.Qty = *c.Qty
	}
	if line.Qty < 0 || line.Qty > 1_000_000_000 {
		return 0, wms.Refuse(wms.Invalid, "invalid_qty", "quantity must be 0 to 1,000,000,000, not %d", line.Qty)
	}
	follows := func(i int) string {
		if i < len(rest) {
			if s := tasks.Payload(rest[i]); s != at {
				return s
			}
		}
		return ""
	}
	used := 0
	if it.LotTracked {
		if line.Lot = follows(0); line.Lot == "" {
			return 0, wms.Refuse(wms.Invalid, "lot_needed", "%s is tracked by lot: scan the item, then its lot", it.SKU)
		}
		used = 1
	}
	if !it.SerialTracked {
		note(l, line)
		return used, nil
	}
	line.Qty = 1
	for s := follows(used); s != ""; s = follows(used) {
		line.Serial = s
		used++
		for _, x := range l.Tally {
			if x.SKU == line.SKU && x.Serial == s {
				return 0, wms.Refuse(wms.Conflict, "serial_twice", "serial %s of %s was counted already", s, it.SKU)
			}
		}
		note(l, line)
	}
	if line.Serial == "" {
		return 0, wms.Refuse(wms.Invalid, "serial_needed", "%s is tracked by serial: scan the item, then each serial", it.SKU)
	}
	return used, nil
}

// find reads an item by its SKU, or by the GTIN of what the books have here.
func (d Desk) find(tx store.Tx, l *wms.CountLocation, scan string) (wms.Item, error) {
	it, err := d.Item(tx, wms.SKU(scan))
	if err == nil || wms.CodeOf(err) != "unknown_sku" {
		return it, err
	}
	rows, e := ledger.InPlace(tx, tx.Partition(), ledger.At(l.Location))
	if e != nil {
		return it, e
	}
	for _, st := range rows {
		if x, e := d.Item(tx, st.SKU); e == nil && x.GTIN == scan {
			return x, nil
		}
	}
	return it, err
}

func note(l *wms.CountLocation, line wms.CountLine) {
	for i := range l.Tally {
		x := &l.Tally[i]
		if x.Unit == line.Unit && x.SKU == line.SKU && x.Lot == line.Lot && x.Serial == line.Serial {
			if line.SKU != "" {
				x.Qty += line.Qty
			}
			return
		}
	}
	l.Tally = append(l.Tally, line)
}

// GiveUp returns a count task that can't be done now.
func (d Desk) GiveUp(tx store.Tx, id wms.TaskID, who wms.UserID, e wms.Exception) (wms.Step, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil {
		return wms.Step{}, err
	}
	if t.Status != wms.TaskAssigned || t.Assignee != who {
		return wms.Step{}, wms.Refuse(wms.Conflict, "not_claimed", "claim task %s before you report a problem with it", id)
	}
	l, had, err := locations.Get(tx, tx.Partition(), t.Ref, string(t.From))
	if err != nil {
		return wms.Step{}, err
	}
	if had {
		if err := d.close(tx, t.Ref, l); err != nil {
			return wms.Step{}, err
		}
	}
	tx.Emit(wms.Event{Type: "task.exception", Subject: string(id), Data: map[string]any{"code": e.Code, "note": e.Note, "from": string(t.From)}})
	t.Status, t.Assignee, t.Step = wms.TaskOpen, "", stepLocation
	return wms.Step{Task: t.ID, Kind: t.Kind, Step: tasks.Done, Prompt: "Done", Expect: []string{}, Done: true}, tasks.Put(tx, t)
}

// ZeroCheck asks the person who emptied a location by a pick whether it is
// empty, before their next pick. It answers the task, or none.
func (d Desk) ZeroCheck(tx store.Tx, pick wms.Task) (wms.TaskID, error) {
	if !d.Settings.ZeroCheck || pick.Kind != wms.TaskPick || pick.Status != wms.TaskDone || d.Site.Kind(pick.From) != wms.KindShelf {
		return "", nil
	}
	if _, had, err := active.Get(tx, tx.Partition(), string(pick.From)); err != nil || had {
		return "", err
	}
	rows, err := ledger.InPlace(tx, tx.Partition(), ledger.At(pick.From))
	if err != nil || len(rows) > 0 {
		return "", err
	}
	seq, err := tx.NextID("count")
	if err != nil {
		return "", err
	}
	c := wms.Count{ID: fmt.Sprintf("%s-C%05d", tx.Partition(), seq), Warehouse: d.Site.ID, Rule: "zero_check", Status: Open,
		CreatedAt: tx.Now(), Total: 1, Open: 1}
	t, err := tasks.New(tx, wms.Task{Kind: wms.TaskCount, Status: wms.TaskAssigned, Assignee: pick.Assignee, Batch: pick.Batch,
		Seq: pick.Seq, Priority: pick.Priority, From: pick.From, Zone: pick.Zone, Ref: c.ID, Note: "zero", Step: stepItems})
	if err != nil {
		return "", err
	}
	l := wms.CountLocation{Location: pick.From, Status: Open, Task: t.ID, Counters: []wms.UserID{}, Zero: true}
	if err := active.Put(tx, c.ID, string(pick.From)); err != nil {
		return "", err
	}
	if err := locations.Put(tx, l, c.ID, string(pick.From)); err != nil {
		return "", err
	}
	return t.ID, counts.Put(tx, c, c.ID)
}
