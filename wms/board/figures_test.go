package board

import (
	"math"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// TestStockOutByWarehouse: an item that one warehouse lacks is short there,
// however much another has; the trend says since when, and the events behind
// are those of what is out.
func TestStockOutByWarehouse(t *testing.T) {
	s := newStory()
	s.tell("w", moved("A", "@supplier", "L:X", 10), moved("B", "@supplier", "L:Y", 10))
	s.tell("v", moved("A", "@supplier", "L:X", 10))
	s.at = s.at.AddDate(0, 0, 1)
	s.tell("w", moved("A", "U:C", "@customer", 10))
	s.at = s.at.AddDate(0, 0, 1)
	s.tell("w", moved("B", "U:C", "@customer", 1))
	s.at = s.at.AddDate(0, 0, 1)
	s.tell("w", moved("C", "@supplier", "L:Z", 1)) // on the fifth: not there before
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	both := []wms.WarehouseID{"w", "v"}
	out := s.b.Read(day(2), day(4), "", "", both)
	for _, f := range out.Figures {
		if f.Code == "stock_out_rate" && (!near(*f.Value, 1/3.0) || *f.Trend[0] != 0 || !near(*f.Trend[1], 1/3.0) || !near(*f.Trend[2], 1/3.0)) {
			t.Errorf("stock-out rate %v, trend %v %v %v", *f.Value, *f.Trend[0], *f.Trend[1], *f.Trend[2])
		}
	}
	for _, f := range s.b.Read(day(1), day(5), "", "", both).Figures {
		if f.Code == "stock_out_rate" && (!near(*f.Value, 1/4.0) || f.Trend[0] != nil || !near(*f.Trend[3], 1/3.0) || !near(*f.Trend[4], 1/4.0)) {
			t.Errorf("to the fifth: %v of %v, trend %v", f.Of, f.Over, f.Trend)
		}
	}
	concerns := s.b.Concerns("stock_out_rate", day(2), day(4), both)
	if !concerns("w", moved("A", "U:C", "@customer", 10)) || concerns("v", moved("A", "U:C", "@customer", 10)) || concerns("w", moved("B", "U:C", "@customer", 1)) {
		t.Error("the events behind are not those of A in w")
	}
	concerns = s.b.Concerns("dead_stock", day(2), day(4), both)
	if concerns("w", moved("B", "L:X", "L:Y", 1)) || !concerns("v", moved("A", "L:X", "L:Y", 1)) {
		t.Error("A in v lies dead, B in w does not")
	}
	concerns = s.b.Concerns("turnover", day(2), day(4), both)
	if concerns("w", moved("B", "L:X", "L:Y", 1)) || !concerns("w", moved("B", "L:X", "@customer", 1)) {
		t.Error("turnover is made of what comes and goes")
	}
}

// TestSlowestOrders: the time within which 95 of 100 orders were shipped, to
// within a class; and by the day first promised, whatever was promised later.
func TestSlowestOrders(t *testing.T) {
	s := newStory()
	begin := s.at
	name := func(n int) string { return "O" + string(rune('A'+n/10)) + string(rune('0'+n%10)) }
	for n := range 100 {
		o := name(n)
		s.tell(store.Network, ev("order.placed", o), ev("shipment.promised", "S"+o, "order", o, "ship_date", "2026-03-02"), ev("order.promised", o))
	}
	s.tell(store.Network, ev("shipment.promised", "SOA0b", "order", "OA0", "ship_date", "2026-03-09"))
	for n := range 100 {
		s.at = begin.Add(time.Duration(n+1) * time.Hour)
		s.tell("w", ev("shipment.shipped", "S"+name(n)))
		s.tell(store.Network, ev("order.shipped", name(n)))
	}
	out := s.b.Read(begin.Truncate(24*time.Hour), begin.AddDate(0, 0, 6).Truncate(24*time.Hour), "", "", []wms.WarehouseID{"w"})
	for _, f := range out.Figures {
		switch f.Code {
		case "order_cycle_p95":
			if f.Value == nil || math.Abs(*f.Value-95) > 5 {
				t.Errorf("95 of 100 within %v h, want about 95", f.Value)
			}
		case "on_first_promise":
			if f.Value == nil || !near(*f.Value, 0.15) { // till midnight of the first day, 16 hours on
				t.Errorf("by the first promise %v of %v", f.Of, f.Over)
			}
		}
	}
}

// TestMachineUse: the time from the first mission of a machine to its last
// counts once, however many it has.
func TestMachineUse(t *testing.T) {
	s := newStory()
	s.tell("w", ev("mission.planned", "M1", "device", "crane-1"), ev("mission.planned", "M2", "device", "crane-1"), ev("mission.planned", "M3", "device", ""))
	s.at = s.at.Add(time.Hour)
	s.tell("w", ev("mission.done", "M1", "device", "crane-1"), ev("mission.assigned", "M3", "device", "agv-1"))
	s.at = s.at.Add(time.Hour)
	s.tell("w", ev("mission.done", "M2", "device", "crane-1"), ev("mission.planned", "M3", "device", ""))
	s.at = s.at.Add(9 * time.Hour)
	_, v := s.read("w", "")
	if got := v["machine_use"]; !near(got, 3/48.0) {
		t.Errorf("use %v, want 2 hours of one and 1 of the other, of 24 each", got)
	}
	state, days, _ := s.b.Take(400)
	if again := New(state, days, s.b.Zone); len(again.state.Busy) != 0 || len(again.state.Missions) != 0 {
		t.Errorf("still at work: %v", again.state.Busy)
	}
}
