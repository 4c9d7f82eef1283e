package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

func shipmentsFrom(f wms.PlanFigures, w wms.WarehouseID) int {
	for _, x := range f.Warehouses {
		if x.Warehouse == w {
			return x.Shipments
		}
	}
	return 0
}

// TestWhatIf: a planner tries what would be, and nothing that is changes.
func TestWhatIf(t *testing.T) {
	_, c := startWith(t, t.TempDir(), asleep)
	c.stockUp("central", "WI", 4)
	c.stockUp("front", "WI", 4)
	london := c.buyFrom("GB", 51.5, -0.12, map[string]any{"sku": "WI", "qty": 2})
	north := c.buyFrom("GB", 53.5, -2.2, map[string]any{"sku": "WI", "qty": 2})
	before := c.orderNow(t, london)
	if before.Promises[0].Warehouse != "front" {
		t.Fatalf("London is served from %s", before.Promises[0].Warehouse)
	}
	ask := func(name string, changes ...obj) (rep wms.WhatIfReport) {
		c.must("POST", "/v1/allocations/what-if", obj{"name": name, "changes": changes}, &rep)
		return rep
	}
	closed := ask("strike", obj{"kind": "close", "warehouse": "front"})
	if shipmentsFrom(closed.Now, "front") != 1 || shipmentsFrom(closed.Changed, "front") != 0 || closed.Changed.Shipments != 2 || closed.Changed.ShortUnits != 0 ||
		closed.Differ != 1 || len(closed.Examples) != 1 || string(closed.Examples[0].Order) != london || closed.Changed.Cost <= closed.Base.Cost || closed.Changed.LowerBound > closed.Changed.Cost {
		t.Errorf("front closed: %+v", closed)
	}
	if f := closed.Changed.Flows; len(f) != 2 || f[0].Warehouse != "central" || f[0].Units != 2 || f[0].Lat == nil || *f[0].Lat != 51.75 && *f[0].Lat != 53.75 {
		t.Errorf("flows with the front closed: %+v", f)
	}
	double := ask("double", obj{"kind": "demand", "percent": 300})
	if double.Changed.Orders != 6 || double.Changed.Units != 8 || double.Changed.ShortUnits != 4 {
		t.Errorf("three times the demand: %+v", double.Changed)
	}
	dear := ask("dear", obj{"kind": "tariff", "percent": 200})
	if d := dear.Changed.Parts["lane"] / dear.Base.Parts["lane"]; d < 1.99 || d > 2.01 || dear.Changed.Parts["handling"] != dear.Base.Parts["handling"] {
		t.Errorf("tariffs doubled: %+v, base %+v", dear.Changed, dear.Base)
	}
	moved := ask("moved", obj{"kind": "move_stock", "sku": "WI", "warehouse": "front", "to": "central", "qty": 4})
	if shipmentsFrom(moved.Changed, "central") != 2 {
		t.Errorf("stock moved: %+v", moved.Changed)
	}
	var list struct{ Data []wms.WhatIfReport }
	if c.must("GET", "/v1/allocations/what-if", nil, &list); len(list.Data) != 4 || list.Data[0].ID != moved.ID {
		t.Errorf("%d reports", len(list.Data))
	}
	var two wms.WhatIfCompared
	c.must("GET", "/v1/allocations/compare?a="+moved.ID+"&b="+double.ID, nil, &two)
	if two.Difference.Orders != 4 || two.Difference.ShortUnits != 4 || two.A.Name != "moved" {
		t.Errorf("compared: %+v", two.Difference)
	}
	rule := func(id string, set obj) { c.must("PUT", "/v1/allocation-rules/"+id, set, nil) }
	rule("no-wi", obj{"kind": "forbid", "warehouse": "central", "sku": "WI"})
	if r := ask("strike, central forbidden", obj{"kind": "close", "warehouse": "front"}); r.Changed.ShortUnits != 4 || r.Base.ShortUnits != 0 || shipmentsFrom(r.Base, "front") != 2 {
		t.Errorf("central may not serve WI: base %+v, changed %+v", r.Base, r.Changed)
	}
	c.must("DELETE", "/v1/allocation-rules/no-wi", nil, nil)
	rule("rather", obj{"kind": "prefer", "warehouse": "central", "up_to": 100_000})
	if r := ask("as before, central preferred", obj{"kind": "demand", "percent": 100}); shipmentsFrom(r.Base, "central") != 2 || r.Base.LowerBound > r.Base.Cost || shipmentsFrom(r.Now, "front") != 1 {
		t.Errorf("central is preferred: now %+v, base %+v", r.Now, r.Base)
	}
	c.must("DELETE", "/v1/allocation-rules/rather", nil, nil)
	for _, x := range []struct {
		code   string
		change obj
	}{
		{"unknown_warehouse", obj{"kind": "close", "warehouse": "mars"}},
		{"unknown_lane", obj{"kind": "tariff", "lane": "moon", "percent": 50}},
		{"unknown_sku", obj{"kind": "move_stock", "sku": "NONE", "warehouse": "front", "to": "central", "qty": 1}},
		{"insufficient_stock", obj{"kind": "move_stock", "sku": "WI", "warehouse": "front", "to": "central", "qty": 5}},
		{"invalid_what_if", obj{"kind": "demand", "percent": 2000}},
		{"invalid_what_if", obj{"kind": "cut_off", "warehouse": "front", "cut_off": "late"}},
		{"invalid_what_if", obj{"kind": "magic"}},
	} {
		c.refused(x.code, "POST", "/v1/allocations/what-if", obj{"changes": []obj{x.change}})
	}
	c.refused("unknown_what_if", "GET", "/v1/allocations/what-if/WI-9", nil)
	for _, id := range []string{london, north} {
		if o := c.orderNow(t, id); o.Status != wms.OrderPromised {
			t.Errorf("order %s is %s", id, o.Status)
		}
	}
	if after := c.orderNow(t, london); after.Promises[0] != before.Promises[0] {
		t.Errorf("a what-if moved a promise: %+v, was %+v", after.Promises[0], before.Promises[0])
	}
}

// TestWhenWaitingOrdersAreServed: what is announced says when a backorder is
// expected, those who wait before it first.
func TestWhenWaitingOrdersAreServed(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.must("PUT", "/v1/items/AT", obj{"description": "a", "weight_g": 100, "length_mm": 10, "width_mm": 10, "height_mm": 10}, nil)
	soon, late := p.Clock.Now().Add(48*time.Hour).Truncate(time.Second), p.Clock.Now().Add(240*time.Hour).Truncate(time.Second)
	for _, x := range []struct {
		at  *time.Time
		qty int
	}{{&late, 5}, {&soon, 3}, {nil, 50}} {
		c.must("POST", "/v1/receipts", obj{"warehouse": "overseas", "supplier": "ACME", "expected_at": x.at, "lines": []obj{{"sku": "AT", "qty": x.qty}}}, nil)
	}
	first := c.buyFrom("GB", 51.5, -0.12, obj{"sku": "AT", "qty": 2})
	second := c.buyFrom("GB", 51.5, -0.12, obj{"sku": "AT", "qty": 2})
	third := c.buyFrom("GB", 51.5, -0.12, obj{"sku": "AT", "qty": 9})
	want := map[string]*time.Time{first: &soon, second: &late, third: nil}
	for id, at := range want {
		eventually(t, "the date of "+id, func() bool {
			o := c.orderNow(t, id)
			if len(o.Backorders) != 1 {
				return false
			}
			got := o.Backorders[0].ExpectedAt
			return at == nil && got == nil || at != nil && got != nil && got.Equal(*at)
		})
	}
	var all wms.ToPromise
	c.must("GET", "/v1/items/AT/to-promise", nil, &all)
	if all.Free != 0 || all.Waiting != 13 || len(all.Dates) != 3 || all.Dates[0].Qty != 3 || all.Dates[1].Available != 0 || all.Dates[2].Available != 45 || all.Dates[2].ExpectedAt != nil {
		t.Errorf("to promise: %+v", all)
	}
	var look wms.Preview
	c.must("POST", "/v1/allocations/preview", obj{"ship_to": obj{"country": "GB"}, "lines": []obj{{"sku": "AT", "qty": 1}}}, &look)
	if len(look.Short) != 1 || look.Short[0].ExpectedAt != nil {
		t.Errorf("preview: %+v", look.Short)
	}
	c.refused("unknown_sku", "GET", "/v1/items/NONE/to-promise", nil)
}
