package plant

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// benchDay is a trial of packing: cubes and poles, two kinds of boxes, all work
// by hand.
type benchDay struct{ *day }

func newBench(t *testing.T) benchDay {
	t.Helper()
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/box-types/big", obj{"length_mm": 400, "width_mm": 300, "height_mm": 300, "tare_g": 300, "max_g": 20000}, nil)
	c.must("PUT", "/v1/box-types/small", obj{"length_mm": 200, "width_mm": 200, "height_mm": 100, "tare_g": 100, "max_g": 5000}, nil)
	c.provide("CUBE", 20)
	c.provide("POLE", 5)
	c.must("PUT", "/v1/items/CUBE", obj{"length_mm": 100, "width_mm": 100, "height_mm": 100, "weight_g": 500, "gtin": "5901234123457"}, nil)
	c.must("PUT", "/v1/items/POLE", obj{"length_mm": 190, "width_mm": 20, "height_mm": 20}, nil)
	return benchDay{&day{client: c, p: p, sku: "CUBE"}}
}

// atBench orders and carries to the bench.
func (b benchDay) atBench(lines ...obj) (o wms.OrderView, pack wms.Task) {
	b.t.Helper()
	b.must("POST", "/v1/orders", orderOf(lines...), &o)
	at := func() (at wms.Task, n int) {
		var list struct{ Data []wms.Task }
		b.must("GET", "/v1/tasks?status=open&kind=pack", nil, &list)
		for _, t := range list.Data {
			if t.Order == o.ID {
				at, n = t, n+1
			}
		}
		return at, n
	}
	b.work("overseas", []wms.TaskKind{wms.TaskPick, wms.TaskInduct}, func() bool { _, n := at(); return n == 1 })
	pack, _ = at()
	return o, pack
}

func (b benchDay) scan(t wms.Task, qty int64, scans ...string) (s wms.Step) {
	b.t.Helper()
	body := wms.Confirmation{Scans: scans}
	if qty > 0 {
		body.Qty = &qty
	}
	b.must("POST", "/v1/tasks/"+string(t.ID)+"/confirm", body, &s)
	return s
}

func (b benchDay) no(code string, t wms.Task, qty int64, scans ...string) {
	b.t.Helper()
	body := obj{"scans": scans}
	if qty > 0 {
		body["qty"] = qty
	}
	b.refused(code, "POST", "/v1/tasks/"+string(t.ID)+"/confirm", body)
}

func (b benchDay) undo(t wms.Task) (s wms.Step) {
	b.t.Helper()
	b.must("POST", "/v1/tasks/"+string(t.ID)+"/undo", nil, &s)
	return s
}

func (b benchDay) step(s wms.Step, want string) wms.Step {
	b.t.Helper()
	if s.Step != want {
		b.t.Fatalf("step %+v, want %s", s, want)
	}
	return s
}

func (b benchDay) cartonsOf(o wms.OrderView) []wms.PackedCarton {
	b.t.Helper()
	b.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
	var list struct{ Data []wms.PackedCarton }
	b.must("GET", "/v1/shipments/"+string(o.Shipments[0].ID)+"/cartons", nil, &list)
	return list.Data
}

func TestATotePackedIntoSeveralCartons(t *testing.T) {
	b := newBench(t)
	o, pack := b.atBench(line("CUBE", 6), line("POLE", 2))
	s := b.step(b.claim(pack), "scan_unit")
	first := string(pack.Units[0])
	s = b.step(b.scan(pack, 0, s.Expect[0]), "scan_label")
	b.no("wrong_scan", pack, 0, "huge")
	s = b.step(b.scan(pack, 0, "small"), "pack_item")
	b.no("wrong_scan", pack, 0, "OTHER")
	b.no("more_than_left", pack, 7, "CUBE")
	b.scan(pack, 0, "CUBE", "5901234123457") // one each
	b.scan(pack, 2, "CUBE")                  // two at once
	b.step(b.undo(pack), "pack_item")
	s = b.scan(pack, 2, "CUBE")
	if s.Args["left"] != float64(4) {
		t.Errorf("2 cubes and 2 poles are left, the step says %v", s.Args)
	}
	s = b.step(b.scan(pack, 0, first), "scan_box") // closed
	b.step(b.undo(pack), "pack_item")              // opened again
	s = b.step(b.scan(pack, 0, first), "scan_box")
	if len(s.Expect) != 2 {
		t.Errorf("two box types may be scanned, not %v", s.Expect)
	}
	s = b.step(b.scan(pack, 0, "big"), "pack_item")
	second := s.Expect[len(s.Expect)-1]
	if second == first || len(second) != 18 {
		t.Fatalf("the second carton's label is %q", second)
	}
	if have, _ := b.stock(); have[wms.Available] != 20 {
		t.Errorf("nothing has left yet: %v", have)
	}
	s = b.step(b.scan(pack, 0, second), "scan_place") // all that is left
	b.scan(pack, 0, s.Expect[0])
	b.await(o, wms.OrderPacked)
	all := b.cartonsOf(o)
	if len(all) != 2 || all[0].Box != "small" || all[1].Box != "big" || string(all[1].ID) != second || all[1].Number != 2 || all[1].Of != 2 {
		t.Fatalf("cartons %+v", all)
	}
	if c := all[0].Content; len(c) != 1 || c[0].SKU != "CUBE" || c[0].Qty != 4 || all[0].ExpectedG != 2100 {
		t.Errorf("first carton %+v", all[0])
	}
	if c := all[1].Content; len(c) != 2 || c[0].Qty+c[1].Qty != 4 || all[1].ExpectedG != 1300 || len(all[1].Unweighed) != 1 {
		t.Errorf("second carton %+v", all[1])
	}
	b.shippedSoon(o)
	var one wms.PackedCarton
	b.must("GET", "/v1/cartons/"+second, nil, &one)
	if one.Status != "shipped" || len(one.Content) != 2 {
		t.Errorf("a carton that left: %+v", one)
	}
	b.refused("unknown_carton", "GET", "/v1/cartons/095211019990000017", nil)
	b.wantStock(14, map[wms.StockStatus]int64{wms.Available: 14})

	t.Run("cancelled between cartons and after them", func(t *testing.T) {
		b.t = t
		o, pack := b.atBench(line("CUBE", 4))
		b.claim(pack)
		b.scan(pack, 0, string(pack.Unit), "small", "CUBE", string(pack.Units[0]))
		b.must("POST", "/v1/orders/"+string(o.ID)+"/cancel", nil, nil)
		b.await(o, wms.OrderCancelled)
		o, pack = b.atBench(line("CUBE", 4))
		b.claim(pack)
		s := b.scan(pack, 0, string(pack.Unit), "small", "CUBE", string(pack.Units[0]), "small")
		s = b.scan(pack, 0, s.Expect[len(s.Expect)-1])
		b.scan(pack, 0, s.Expect[0])
		b.await(o, wms.OrderPacked)
		if all := b.cartonsOf(o); len(all) != 2 || all[0].Content[0].Qty != 1 || all[1].Content[0].Qty != 3 {
			t.Errorf("cartons %+v", all)
		}
		b.must("POST", "/v1/orders/"+string(o.ID)+"/cancel", nil, nil)
		b.await(o, wms.OrderCancelled)
		b.workAll("overseas", b.idle)
		b.wantStock(14, map[wms.StockStatus]int64{wms.Available: 14})
	})

	t.Run("held after it was packed", func(t *testing.T) {
		b.t = t
		o, pack := b.atBench(line("CUBE", 3))
		b.claim(pack)
		s := b.scan(pack, 0, string(pack.Unit), "small", "CUBE", string(pack.Units[0]), "small")
		label := s.Expect[len(s.Expect)-1]
		s = b.scan(pack, 0, label)
		b.scan(pack, 0, s.Expect[0])
		b.await(o, wms.OrderPacked)
		b.must("POST", "/v1/stock/holds", obj{"warehouse": "overseas", "handling_unit": label, "reason": "looks wet"}, nil)
		b.shippedSoon(o)
		if have, _ := b.stock(); have[wms.OnHold] != 2 || have[wms.Available] != 9 {
			t.Errorf("2 on hold, 9 left: %v", have)
		}
	})
}

// idle says whether nothing is open in the warehouse.
func (b benchDay) idle() bool {
	var list struct{ Data []wms.Task }
	b.must("GET", "/v1/tasks?status=open&warehouse=overseas", nil, &list)
	return len(list.Data) == 0
}

func TestACartonIsWeighed(t *testing.T) {
	b := newBench(t)
	b.refused("missing_tolerance", "PUT", "/v1/warehouses/overseas/settings", obj{"pack_weigh": true})
	b.must("PUT", "/v1/warehouses/overseas/settings", obj{"pack_weigh": true, "pack_tolerance_permille": 20, "pack_tolerance_g": 30}, nil)
	o, pack := b.atBench(line("CUBE", 4))
	b.claim(pack)
	label := string(pack.Units[0])
	s := b.step(b.scan(pack, 0, string(pack.Unit), label), "weigh_carton") // the proposal is one small box: 2100 g, 42 g more or less
	b.no("weight_needed", pack, 0, "OK")
	b.no("invalid_weight", pack, 2_000_000, "OK")
	b.no("weight_differs", pack, 2050, "OK")
	b.refused("weight_differs", "POST", "/v1/cartons/"+label+"/weight", obj{"weight_g": 1600})
	b.refused("nothing_to_weigh", "POST", "/v1/cartons/095211019990000017/weight", obj{"weight_g": 1600})
	b.step(b.undo(pack), "scan_label") // counted again
	b.refused("nothing_weighed", "POST", "/v1/tasks/"+string(pack.ID)+"/accept-weight", obj{"reason": "x"})
	b.step(b.scan(pack, 0, label), "weigh_carton")
	b.no("weight_differs", pack, 1600, "OK")
	b.refused("missing_reason", "POST", "/v1/tasks/"+string(pack.ID)+"/accept-weight", obj{"reason": " "})
	b.must("POST", "/v1/tasks/"+string(pack.ID)+"/accept-weight", obj{"reason": "a lighter model"}, &s)
	b.scan(pack, 0, b.step(s, "scan_place").Expect[0])
	b.await(o, wms.OrderPacked)
	if k := b.cartonsOf(o); len(k) != 1 || k[0].ExpectedG != 2100 || k[0].MeasuredG != 1600 || k[0].Reason != "a lighter model" || k[0].AcceptedBy == "" {
		t.Errorf("cartons %+v", k)
	}
	b.event("carton.weight_differs", label)
	b.event("carton.weight_accepted", label)

	// Two cartons, by scale; POLE has no weight: only too little can be told.
	o, pack = b.atBench(line("CUBE", 2), line("POLE", 1))
	b.claim(pack)
	s = b.step(b.scan(pack, 0, string(pack.Unit), "small", "CUBE", string(pack.Units[0])), "weigh_carton")
	b.must("POST", "/v1/cartons/"+string(pack.Units[0])+"/weight", obj{"weight_g": 610}, &s)
	s = b.step(b.scan(pack, 0, b.step(s, "scan_box").Expect[0]), "pack_item")
	label = s.Expect[len(s.Expect)-1]
	s = b.step(b.scan(pack, 0, label), "weigh_carton")
	b.no("weight_differs", pack, 500, "OK")
	s = b.step(b.scan(pack, 900, "OK"), "scan_place")
	b.scan(pack, 0, s.Expect[0])
	b.await(o, wms.OrderPacked)
	k := b.cartonsOf(o)
	if len(k) != 2 || k[0].MeasuredG != 610 || k[1].MeasuredG != 900 || len(k[1].Unweighed) != 1 || k[1].AcceptedBy != "" {
		t.Errorf("cartons %+v", k)
	}
	b.must("PUT", "/v1/warehouses/overseas/settings", obj{}, nil)
	b.shippedSoon(o)
}

func (b benchDay) event(kind, subject string) {
	b.t.Helper()
	after := uint64(0)
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		var page struct{ Data []wms.Published }
		b.must("GET", fmt.Sprintf("/v1/events?after=%d&limit=1000", after), nil, &page)
		for _, e := range page.Data {
			after = e.Seq
			if e.Type == kind && e.Subject == subject {
				return
			}
		}
	}
	b.t.Errorf("no event %s of %s", kind, subject)
}
