package board

import (
	"math"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// story tells records to a book.
type story struct {
	b   *Book
	seq uint64
	at  time.Time
}

func newStory() *story {
	return &story{b: New(State{}, nil, func(wms.WarehouseID) *time.Location { return time.UTC }), at: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
}

func (s *story) tell(p store.Partition, events ...wms.Event) {
	s.seq++
	s.b.Apply(store.Record{Seq: s.seq, Partition: p, Time: s.at, Events: events})
}

func ev(typ, subject string, kv ...any) wms.Event {
	e := wms.Event{Type: typ, Subject: subject, Data: map[string]any{}}
	for i := 0; i+1 < len(kv); i += 2 {
		e.Data[kv[i].(string)] = kv[i+1]
	}
	return e
}

func moved(sku, from, to string, qty int64) wms.Event {
	return ev("stock.moved", sku, "from", from, "to", to, "qty", qty)
}

// week is three days in one warehouse: 100 units come, 30 and 20 leave, 10 are
// lost; two orders, one in two parts and late.
func week() *story {
	s := newStory()
	s.tell("w", moved("A", "@supplier", "L:X", 100), moved("B", "@supplier", "L:Y", 40))
	s.tell(store.Network, ev("order.placed", "O1"), ev("shipment.promised", "S1", "order", "O1", "ship_date", "2026-03-02"), ev("order.promised", "O1"))
	s.tell(store.Network, ev("order.placed", "O2"), ev("shipment.promised", "S2", "order", "O2", "ship_date", "2026-03-03"), ev("shipment.promised", "S3", "order", "O2", "ship_date", "2026-03-03"), ev("order.partly_promised", "O2"))
	s.at = s.at.Add(6 * time.Hour)
	s.tell("w", ev("task.done", "T1", "kind", "pick", "assignee", "ann"))
	s.at = s.at.Add(6 * time.Minute)
	s.tell("w", ev("task.done", "T2", "kind", "pick", "assignee", "ann"))
	s.tell("w", moved("A", "U:C1", "@customer", 30), ev("shipment.shipped", "S1", "order", "O1"))
	s.tell(store.Network, ev("order.shipped", "O1"))
	s.at = s.at.AddDate(0, 0, 2)
	s.tell("w", moved("A", "U:C2", "@customer", 20), ev("shipment.shipped", "S2"), ev("shipment.shipped", "S3"), moved("A", "L:X", "@loss", 10))
	s.tell(store.Network, ev("order.shipped", "O2"), ev("transfer.requested", "T1"), ev("shipment.promised", "S4", "order", "T1", "ship_date", "2026-03-01"))
	s.tell("w", ev("shipment.shipped", "S4")) // a transfer: no promise to a customer
	s.tell("w", ev("count.counted", "C", "differences", 0), ev("count.counted", "C", "differences", 2), moved("A", "L:X", "L:Z", 5))
	return s
}

func (s *story) read(w wms.WarehouseID, sku wms.SKU) (wms.Board, map[string]float64) {
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	out := s.b.Read(day(2), day(4), w, sku, []wms.WarehouseID{"w"})
	values := map[string]float64{}
	for _, f := range out.Figures {
		if f.Value != nil {
			values[f.Code] = *f.Value
		}
	}
	return out, values
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// TestFiguresByHand compares a small story with what a person computes of it.
func TestFiguresByHand(t *testing.T) {
	s := week()
	out, v := s.read("", "")
	mean := (40.0*3 + 100*3 - 30*3 - 30) / 3 // a move counts on its day from the morning
	for code, want := range map[string]float64{
		"turnover": 50 * 365 / 3.0 / mean, "days_of_cover": 80 / (50 / 3.0), "stock_out_rate": 0, "dead_stock": 40 / 80.0, "fill_rate": 0.5, "inventory_accuracy": 0.5, "shrinkage": 0.2,
		"order_cycle": (6.1 + 54.1) / 2, "within_48h": 0.5, "on_time": 1 / 3.0, "backordered": 0.5, "split_orders": 0.5, "shipments_per_order": 1.5,
		"labour": 100 * 0.1 / 2, "lines_per_hour": 20,
	} {
		if got, has := v[code]; !has || !near(got, want) {
			t.Errorf("%s is %v, want %v", code, got, want)
		}
	}
	for _, code := range []string{"returns_turnaround", "receiving", "forecast_error", "machine_stuck"} {
		if _, has := v[code]; has {
			t.Errorf("%s has a value, and there was nothing to measure", code)
		}
	}
	if x := out.Index; x.Value == nil || !near(*x.Response, 50) || !near(*x.Cost, 100/1.5) || !near(*x.Fill, 50) || !near(*x.Stock, 100) || !near(*x.Capacity, 20) {
		t.Errorf("index %+v", x)
	}
	if len(out.Parts) != 1 || len(out.Items) != 2 || out.Items[0].SKU != "A" || out.Items[0].Shipped != 50 || out.Items[0].OnHand != 40 || out.Items[0].Lost != 10 {
		t.Errorf("parts %+v, items %+v", out.Parts, out.Items)
	}
	for _, f := range out.Figures {
		if f.Code == "days_of_cover" && (*f.Trend[0] != 110.0/30 || f.Trend[1] != nil || *f.Trend[2] != 80.0/20) {
			t.Errorf("trend %v %v %v", *f.Trend[0], f.Trend[1], *f.Trend[2])
		}
	}
	if _, v := s.read("w", "A"); !near(v["shrinkage"], 0.2) || !near(v["days_of_cover"], 40/(50/3.0)) {
		t.Errorf("of item A: %v", v)
	}
}

// TestKeptAndTakenUpAgain: what was kept goes on as if nothing had happened,
// and a record counts once.
func TestKeptAndTakenUpAgain(t *testing.T) {
	whole := week()
	state, days, _ := whole.b.Take(400)
	again := &story{b: New(state, days, whole.b.Zone), seq: whole.seq, at: whole.at}
	for _, s := range []*story{whole, again} {
		s.b.Apply(store.Record{Seq: 2, Partition: "w", Time: s.at, Events: []wms.Event{moved("A", "L:X", "@customer", 1)}}) // was counted
		s.tell("w", moved("A", "@customer", "L:X", 2), ev("return.closed", "R", "turnaround_s", int64(7200)))
	}
	a, va := whole.read("", "")
	b, vb := again.read("", "")
	if len(va) != len(vb) || va["returns_turnaround"] != 2 || a.Items[0] != b.Items[0] && a.Items[0].OnHand != b.Items[0].OnHand {
		t.Errorf("%v\n%v", va, vb)
	}
	for k, x := range va {
		if vb[k] != x {
			t.Errorf("%s: %v and %v", k, x, vb[k])
		}
	}
	if _, days, forget := again.b.Take(1); len(days) == 0 || len(forget) == 0 {
		t.Errorf("%d days to keep, %d to forget: the first is older than a day", len(days), len(forget))
	}
}
