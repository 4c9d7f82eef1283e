package alerts

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

func known(string, wms.WarehouseID) error { return nil }

func ptr(v float64) *float64 { return &v }

// bench is a store with one rule, looked at as time goes by.
type bench struct {
	*testing.T
	s     *store.Bolt
	clock *storetest.Clock
	rule  wms.AlertRule
}

func newBench(t *testing.T, r wms.AlertRule) *bench {
	s, clock := storetest.Open(t)
	b := &bench{t, s, clock, r}
	b.do(func(tx store.Tx) error { _, err := PutRule(tx, r, "ann", known); return err })
	return b
}

func (b *bench) do(fn func(tx store.Tx) error) { b.Helper(); storetest.Do(b.T, b.s, store.Network, fn) }

// after lets hours pass and looks, and says what is open.
func (b *bench) after(hours int, m Measured) (open []wms.Alert) {
	b.Helper()
	b.clock.Add(time.Duration(hours) * time.Hour)
	b.do(func(tx store.Tx) error { return Look(tx, b.rule, m) })
	_ = b.s.View(func(r store.Reader) (err error) { open, err = List(r, false, 10); return err })
	return open
}

func figure(v float64) Measured { return Measured{Known: true, Value: v} }

// TestOneAlertAtATime: after the time it must be wrong, one alert opens; it
// keeps the worst; a value at the threshold does not close it, one that is
// clearly right does; what is not known changes nothing.
func TestOneAlertAtATime(t *testing.T) {
	b := newBench(t, wms.AlertRule{ID: "fill", Measure: "fill_rate", Below: ptr(0.9), ForHours: 2, DueHours: 24, Level: "warning", Owner: "bob", EscalateTo: "chief"})
	if open := b.after(0, figure(0.8)); len(open) != 0 {
		t.Fatalf("at once: %+v", open)
	}
	if open := b.after(1, figure(0.95)); len(open) != 0 {
		t.Fatalf("right in between: %+v", open)
	}
	b.after(1, figure(0.8))
	open := b.after(2, figure(0.7))
	if len(open) != 1 || open[0].Owner != "bob" || open[0].Value != 0.7 {
		t.Fatalf("after two hours: %+v", open)
	}
	b.after(1, figure(0.6))
	if open = b.after(1, figure(0.91)); len(open) != 1 || open[0].Worst != 0.6 || open[0].Value != 0.91 {
		t.Fatalf("just right is not right yet: %+v", open)
	}
	if open = b.after(1, Measured{}); len(open) != 1 {
		t.Fatalf("unknown: %+v", open)
	}
	if open = b.after(1, figure(0.95)); len(open) != 0 {
		t.Fatalf("right again: %+v", open)
	}
}

// TestEscalatesOnce: what is overdue goes to the next person, once; what is put
// off waits; what a person closes stays closed for a week.
func TestEscalatesOnce(t *testing.T) {
	b := newBench(t, wms.AlertRule{ID: "late", Measure: "supplier_late", Above: ptr(1), DueHours: 10, Level: "critical", Owner: "bob", EscalateTo: "chief"})
	list := Measured{Known: true, Lists: true}
	for range 30 {
		list.Wrong = append(list.Wrong, wms.AlertSubject{ID: "R", Value: 3})
	}
	open := b.after(0, list)
	if len(open) != 1 || open[0].Value != 30 || len(open[0].List) != MaxList {
		t.Fatalf("one alert for all of them: %+v", open)
	}
	id := open[0].ID
	b.do(func(tx store.Tx) error {
		_, err := Change(tx, id, "snooze", wms.AlertChange{Hours: 20}, "bob")
		return err
	})
	if open = b.after(15, list); open[0].Owner != "bob" || open[0].Status != wms.AlertSnoozed {
		t.Fatalf("put off: %+v", open)
	}
	if open = b.after(6, list); open[0].Status != wms.AlertOpen || open[0].EscalatedAt != nil {
		t.Fatalf("woken with time to deal with it: %+v", open)
	}
	open = b.after(11, list)
	if open[0].Owner != "chief" || open[0].EscalatedAt == nil {
		t.Fatalf("overdue: %+v", open)
	}
	at := *open[0].EscalatedAt
	b.do(func(tx store.Tx) error {
		_, err := Change(tx, id, "assign", wms.AlertChange{Owner: "bob"}, "chief")
		return err
	})
	if open = b.after(30, list); open[0].Owner != "bob" || !open[0].EscalatedAt.Equal(at) {
		t.Fatalf("escalated again: %+v", open)
	}
	b.do(func(tx store.Tx) error {
		_, err := Change(tx, id, "close", wms.AlertChange{Note: "they called"}, "bob")
		return err
	})
	if open = b.after(24, list); len(open) != 0 {
		t.Fatalf("closed by a person: %+v", open)
	}
	if _, err := storetest.Try(b.s, store.Network, func(tx store.Tx) error { _, err := Change(tx, id, "acknowledge", wms.AlertChange{}, "bob"); return err }); wms.CodeOf(err) != "alert_done" {
		t.Errorf("a closed one is acknowledged: %v", err)
	}
	if open = b.after(24*7, list); len(open) != 1 || open[0].ID == id {
		t.Fatalf("a week later it is wrong still: %+v", open)
	}
	b.do(func(tx store.Tx) error { return DeleteRule(tx, "late") })
	_ = b.s.View(func(r store.Reader) (err error) { open, err = List(r, false, 10); return err })
	if len(open) != 0 {
		t.Errorf("without its rule: %+v", open)
	}
}

func TestRulesThatMakeNoSense(t *testing.T) {
	s, _ := storetest.Open(t)
	for _, r := range []wms.AlertRule{
		{ID: "a b", Measure: "m", Above: ptr(1), DueHours: 1, Level: "info"}, {ID: "a", Measure: "m", DueHours: 1, Level: "info"},
		{ID: "a", Measure: "m", Above: ptr(1), Below: ptr(2), DueHours: 1, Level: "info"}, {ID: "a", Measure: "m", Above: ptr(1), Level: "info"},
		{ID: "a", Measure: "m", Above: ptr(1), DueHours: 1, Level: "loud"}, {ID: "a", Measure: "m", Above: ptr(1e300), DueHours: 1, Level: "info"},
	} {
		if _, err := storetest.Try(s, store.Network, func(tx store.Tx) error { _, err := PutRule(tx, r, "ann", known); return err }); err == nil {
			t.Errorf("taken: %+v", r)
		}
	}
}
