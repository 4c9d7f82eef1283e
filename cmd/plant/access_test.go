package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// The sorter fails with totes on their way to it and at its induction: people
// carry them to the benches, and the orders ship.
func TestSorterOutOfService(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/S1", map[string]any{"description": "s", "length_mm": 100, "width_mm": 80, "height_mm": 50, "weight_g": 300}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "central", "location": firstShelf(c, "central"), "sku": "S1", "delta": 50, "reason": "test"}, nil)
	place := func() (o wms.OrderView) {
		c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "GB"}, "lines": []map[string]any{{"sku": "S1", "qty": 2}}}, &o)
		return o
	}
	first := place()
	c.workAll("central", func() bool { // the first tote stands at the induction
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?warehouse=central&status=done&kind=induct", nil, &list)
		return len(list.Data) == 1
	})
	second := place()
	var o wms.Outage
	c.must("POST", "/v1/devices/sorter-1/out-of-service", map[string]any{"reason": "belt torn"}, &o)
	if o.Tasks < 1 {
		t.Errorf("outage %+v", o)
	}
	if code := c.call("POST", "/v1/devices/sorter-1/out-of-service", map[string]any{"reason": "again"}, nil); code != 409 {
		t.Errorf("twice: %d", code)
	}
	c.workAll("central", func() bool {
		c.must("GET", "/v1/orders/"+string(first.ID), nil, &first)
		c.must("GET", "/v1/orders/"+string(second.ID), nil, &second)
		return first.Status == wms.OrderShipped && second.Status == wms.OrderShipped
	})
	c.must("POST", "/v1/devices/sorter-1/in-service", nil, nil)
	place()
	var list struct{ Data []wms.Task }
	c.workAll("central", func() bool {
		c.must("GET", "/v1/tasks?warehouse=central&status=done&kind=induct", nil, &list)
		return len(list.Data) == 4
	})
	last := list.Data[0]
	for _, task := range list.Data {
		if task.ID > last.ID {
			last = task
		}
	}
	if last.To != "IND-1" && last.To[:3] != "IND" {
		t.Errorf("the sorter is in service, but the tote went to %s", last.To)
	}
	if code := c.call("POST", "/v1/devices/sorter-9/out-of-service", map[string]any{"reason": "x"}, nil); code != 404 {
		t.Errorf("unknown device: %d", code)
	}
}

// What only a crane reaches is neither promised nor released while it is out
// of service, also after a restart; in service it is again.
func TestCraneOutOfService(t *testing.T) {
	dir := t.TempDir()
	var cell string
	place := func(c *client) (int, wms.OrderView) {
		var o wms.OrderView
		code := c.call("POST", "/v1/orders", map[string]any{"allow_backorder": false, "ship_to": map[string]any{"country": "GB"}, "lines": []map[string]any{{"sku": "P1", "qty": 3}}}, &o)
		return code, o
	}
	t.Run("out", func(t *testing.T) {
		_, c := start(t, dir)
		c.must("PUT", "/v1/items/P1", map[string]any{"description": "p", "length_mm": 100, "width_mm": 80, "height_mm": 50, "weight_g": 300}, nil)
		var locs struct{ Data []wms.Location }
		c.must("GET", "/v1/warehouses/central/locations?kind=rack_cell&limit=1", nil, &locs)
		cell = string(locs.Data[0].ID)
		crane := string(locs.Data[0].Device)
		var docks struct{ Data []wms.Location }
		c.must("GET", "/v1/warehouses/central/locations?kind=dock_in&limit=1", nil, &docks)
		var rec wms.Receipt
		c.must("POST", "/v1/receipts", map[string]any{"warehouse": "central", "lines": []map[string]any{{"sku": "P1", "qty": 10}}}, &rec)
		c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", map[string]any{"sku": "P1", "qty": 10, "handling_unit": "PAL-1"}, nil)
		c.must("POST", "/v1/stock/moves", map[string]any{"warehouse": "central", "handling_unit": "PAL-1", "from": docks.Data[0].ID, "to": cell}, nil)
		var o wms.Outage
		c.must("POST", "/v1/devices/"+crane+"/out-of-service", map[string]any{"reason": "rope"}, &o)
		if o.Blocked != 10 {
			t.Errorf("outage %+v", o)
		}
		if code, _ := place(c); code != 409 {
			t.Errorf("order of what can't be reached: %d", code)
		}
	})
	t.Run("in", func(t *testing.T) {
		_, c := start(t, dir)
		if code, _ := place(c); code != 409 {
			t.Errorf("after a restart: %d", code)
		}
		var all struct{ Data []wms.Outage }
		c.must("GET", "/v1/outages", nil, &all)
		if len(all.Data) != 1 || all.Data[0].Reason != "rope" {
			t.Fatalf("outages %+v", all.Data)
		}
		c.must("POST", "/v1/devices/"+string(all.Data[0].Device)+"/in-service", nil, nil)
		if code, o := place(c); code != 201 || o.Status != wms.OrderPromised {
			t.Errorf("in service: %d %s", code, o.Status)
		}
	})
}

// In a closed zone no work is handed out and none can be claimed.
func TestClosedZoneHandsOutNoWork(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.provide("Z1", 10)
	var locs struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/overseas/locations?kind=shelf&limit=1", nil, &locs)
	at := locs.Data[0]
	rect := map[string]any{"warehouse": "overseas", "x_mm": at.XMM - 500, "y_mm": at.YMM - 500, "width_mm": 1000, "depth_mm": 1000}
	c.must("PUT", "/v1/zones/Z", rect, nil)
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "lines": []map[string]any{{"sku": "Z1", "qty": 1}}}, nil)
	var open struct{ Data []wms.Task }
	eventually(t, "a pick", func() bool {
		c.must("GET", "/v1/tasks?warehouse=overseas&status=open&kind=pick", nil, &open)
		return len(open.Data) == 1
	})
	if code := c.call("POST", "/v1/zones/Z/evacuate", map[string]any{"reason": ""}, nil); code != 422 {
		t.Errorf("without a reason: %d", code)
	}
	var z wms.Zone
	c.must("POST", "/v1/zones/Z/evacuate", map[string]any{"reason": "fire alarm"}, &z)
	if z.State != wms.ZoneEvacuated || z.By == "" || z.Since == nil {
		t.Errorf("zone %+v", z)
	}
	if code := c.call("POST", "/v1/work/next", map[string]any{"warehouse": "overseas"}, nil); code != 204 {
		t.Errorf("work in the zone is handed out: %d", code)
	}
	if code := c.call("POST", "/v1/tasks/"+string(open.Data[0].ID)+"/claim", nil, nil); code != 409 {
		t.Errorf("work in the zone is claimed: %d", code)
	}
	c.must("PUT", "/v1/zones/Z", rect, &z) // setting the rectangle opens nothing
	if z.State != wms.ZoneEvacuated {
		t.Errorf("zone %+v", z)
	}
	c.must("POST", "/v1/zones/Z/release", nil, &z)
	if code := c.call("POST", "/v1/work/next", map[string]any{"warehouse": "overseas"}, nil); code != 200 {
		t.Errorf("after the release: %d", code)
	}
}
