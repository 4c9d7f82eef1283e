package plant

import (
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

func (c *client) stockBy(warehouse, sku string) map[wms.StockStatus]int64 {
	c.t.Helper()
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?warehouse="+warehouse+"&sku="+sku, nil, &stock)
	out := map[wms.StockStatus]int64{}
	for _, r := range stock.Data {
		out[r.Status] += r.OnHand
	}
	return out
}

func TestAdjustmentsAboveTheLimitWaitForApproval(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.settings("overseas", func(s *wms.StockSettings) { s.AdjustLimitQty = 100 })
	shelf := firstShelf(c, "overseas")
	c.must("PUT", "/v1/items/AD", map[string]any{"description": "a"}, nil)
	adjust := func(delta int) (out wms.Adjusted, code int) {
		code = c.call("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "AD", "delta": delta, "reason": "t"}, &out)
		return out, code
	}
	if out, code := adjust(100); code != 200 || out.OnHand != 100 || out.Pending != "" {
		t.Fatalf("at the limit: %d %+v", code, out)
	}
	big, code := adjust(101)
	if code != 202 || big.Pending == "" {
		t.Fatalf("above the limit: %d %+v", code, big)
	}
	no, _ := adjust(500)
	if n, _ := c.onHand("overseas", "AD"); n != 100 {
		t.Errorf("booked before approval: %d", n)
	}
	if code := c.call("POST", "/v1/stock/adjustments/"+big.Pending+"/approve", nil, nil); code != 409 {
		t.Errorf("approved by who asked: %d", code)
	}
	boss := c.person("boss1", "supervisor")
	var x wms.PendingAdjustment
	boss.must("POST", "/v1/stock/adjustments/"+big.Pending+"/approve", nil, &x)
	boss.must("POST", "/v1/stock/adjustments/"+no.Pending+"/reject", nil, nil)
	if n, _ := c.onHand("overseas", "AD"); n != 201 || x.Status != "approved" {
		t.Errorf("after approval: %d on hand, %+v", n, x)
	}
	if code := boss.call("POST", "/v1/stock/adjustments/"+big.Pending+"/approve", nil, nil); code != 409 {
		t.Errorf("approved twice: %d", code)
	}
	var list struct{ Data []wms.PendingAdjustment }
	c.must("GET", "/v1/stock/adjustments?warehouse=overseas", nil, &list)
	if len(list.Data) != 2 || list.Data[1].Status != "rejected" {
		t.Errorf("list %+v", list.Data)
	}
}

func TestHoldsAreListedAndReleased(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/H", map[string]any{"description": "h", "lot_tracked": true}, nil)
	c.receive("overseas", map[string]any{"sku": "H", "qty": 10, "lot": "A"}, map[string]any{"sku": "H", "qty": 5, "lot": "B", "handling_unit": "HU-1"})
	var lot, unit wms.Held
	c.must("POST", "/v1/stock/holds", map[string]any{"warehouse": "overseas", "lot": "B", "reason": "smell"}, &lot)
	c.must("POST", "/v1/stock/holds", map[string]any{"handling_unit": "HU-1", "reason": "dented"}, &unit)
	if len(lot.Holds) != 1 || len(unit.Holds) != 1 {
		t.Fatalf("holds %+v %+v", lot, unit)
	}
	var rec wms.HoldRecord
	c.must("POST", "/v1/stock/holds/"+lot.Holds[0]+"/release", nil, &rec)
	if by := c.stockBy("overseas", "H"); rec.Released != 0 || by[wms.OnHold] != 5 {
		t.Errorf("the unit's own hold should keep it: %+v %v", rec, by)
	}
	c.must("POST", "/v1/stock/holds/"+unit.Holds[0]+"/release", nil, &rec)
	if by := c.stockBy("overseas", "H"); rec.Released != 5 || by[wms.Available] != 15 {
		t.Errorf("released: %+v %v", rec, by)
	}
	var list struct{ Data []wms.HoldRecord }
	c.must("GET", "/v1/stock/holds?warehouse=overseas", nil, &list)
	if len(list.Data) != 2 || list.Data[0].Status != "released" {
		t.Errorf("list %+v", list.Data)
	}
}

// A carton that waits for its truck is held: its order is served from other
// stock, and the held goods are taken out of it.
func TestHeldGoodsLeaveTheirCarton(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/HC", map[string]any{"description": "h", "lot_tracked": true, "length_mm": 50, "width_mm": 50, "height_mm": 50}, nil)
	c.receive("overseas", map[string]any{"sku": "HC", "qty": 3, "lot": "OLD"})
	o := c.order(map[string]int{"HC": 3})
	c.work("overseas", []wms.TaskKind{wms.TaskPick, wms.TaskInduct, wms.TaskPack}, func() bool { return c.status(o.ID) == wms.OrderPacked })
	c.receive("overseas", map[string]any{"sku": "HC", "qty": 7, "lot": "NEW"})
	c.must("POST", "/v1/stock/holds", map[string]any{"warehouse": "overseas", "lot": "OLD", "reason": "smell"}, nil)
	c.work("overseas", append(floorKinds, wms.TaskPull), func() bool { return c.status(o.ID) == wms.OrderShipped })
	c.work("overseas", []wms.TaskKind{wms.TaskPull}, func() bool {
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?warehouse=overseas&kind=pull", nil, &list)
		return len(list.Data) == 0
	})
	if by := c.stockBy("overseas", "HC"); by[wms.OnHold] != 3 || by[wms.Available] != 4 {
		t.Errorf("stock %v", by)
	}
}

func TestStatusAndLotChanges(t *testing.T) {
	_, c := start(t, t.TempDir())
	shelf := firstShelf(c, "overseas")
	c.must("PUT", "/v1/items/S", map[string]any{"description": "s"}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "S", "delta": 10, "reason": "t"}, nil)
	change := func(want int, body map[string]any) (out wms.Changed) {
		body["warehouse"], body["location"], body["sku"], body["reason"] = "overseas", shelf, "S", "t"
		path := "/v1/stock/status"
		if _, lots := body["to_lot"]; lots {
			path = "/v1/stock/lots"
		}
		if code := c.call("POST", path, body, &out); code != want {
			t.Errorf("%v: %d, want %d", body, code, want)
		}
		return out
	}
	c.order(map[string]int{"S": 8})
	if out := change(200, map[string]any{"to": "damaged", "qty": 4}); out.Qty != 4 || len(out.Freed) == 0 {
		t.Errorf("damaged: %+v", out)
	}
	change(409, map[string]any{"to": "quarantine", "qty": 7})
	change(422, map[string]any{"to": "sold"})
	change(200, map[string]any{"from": "damaged", "to": "scrap", "qty": 1})
	change(200, map[string]any{"from": "damaged", "to": "available", "qty": 1})
	if by := c.stockBy("overseas", "S"); by[wms.Available] != 7 || by[wms.Damaged] != 2 {
		t.Errorf("stock %v", by)
	}
	change(200, map[string]any{"from_lot": "", "to_lot": "L1", "expires": time.Now().AddDate(1, 0, 0)})
	change(422, map[string]any{"from_lot": "L1", "to_lot": "L1"})
	change(409, map[string]any{"from_lot": "NONE", "to_lot": "L1"})
	c.must("POST", "/v1/recalls", wms.NewRecall{SKU: "S", Lot: "BAD", Reason: "t"}, nil)
	change(200, map[string]any{"from_lot": "L1", "to_lot": "BAD", "qty": 2})
	if by := c.stockBy("overseas", "S"); by[wms.Recalled] != 2 {
		t.Errorf("units of a recalled lot: %v", by)
	}
	change(409, map[string]any{"from": "recalled", "to": "available"})
}

func TestExpiredStockLeavesAvailability(t *testing.T) {
	p, c := start(t, t.TempDir())
	now := p.Clock.Now()
	c.must("PUT", "/v1/items/EX", map[string]any{"description": "e", "lot_tracked": true, "expiry_tracked": true, "min_ship_days": 3}, nil)
	for lot, in := range map[string]time.Duration{"GONE": 20 * time.Second, "SHORT": 60 * time.Hour, "SOON": 10 * 24 * time.Hour, "LONG": 400 * 24 * time.Hour} {
		c.receive("overseas", map[string]any{"sku": "EX", "qty": 5, "lot": lot, "expires": now.Add(in)})
	}
	until(t, "the first lot expires", func() bool { return p.Clock.Now().After(now.Add(21 * time.Second)) })
	var swept wms.Swept
	c.must("POST", "/v1/stock/expiry", map[string]any{"warehouse": "overseas"}, &swept)
	if swept.Expired > 5 || swept.TooShort > 5 || swept.Warned > 1 {
		t.Errorf("swept %+v", swept) // the day's own sweep may have come first
	}
	c.must("POST", "/v1/stock/expiry", map[string]any{"warehouse": "overseas"}, &swept)
	if swept.Expired+swept.TooShort != 0 || swept.Warned != 0 {
		t.Errorf("swept again: %+v", swept)
	}
	by := c.stockBy("overseas", "EX")
	if by[wms.Expired] != 5 || by[wms.OnHold] != 5 || by[wms.Available] != 10 {
		t.Errorf("stock %v", by)
	}
	o := c.order(map[string]int{"EX": 5})
	if code := c.call("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "allow_backorder": false,
		"lines": []map[string]any{{"sku": "EX", "qty": 6}}}, nil); code != 409 {
		t.Errorf("expired units were promised: %d", code)
	}
	c.work("overseas", floorKinds, func() bool { return c.status(o.ID) == wms.OrderShipped })
	var left struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?warehouse=overseas&sku=EX&lot=SOON", nil, &left)
	if len(left.Data) != 0 {
		t.Errorf("the lot that expires first should have gone first: %+v", left.Data)
	}
}

func TestSerialsFromDockToCustomer(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/PHONE", map[string]any{"description": "p", "serial_tracked": true, "length_mm": 70, "width_mm": 140, "height_mm": 10}, nil)
	c.receive("overseas", map[string]any{"sku": "PHONE", "qty": 3, "serials": []string{"SN1", "SN2", "SN3"}})
	var rec wms.Receipt
	c.must("POST", "/v1/receipts", map[string]any{"warehouse": "overseas"}, &rec)
	if code := c.call("POST", "/v1/receipts/"+string(rec.ID)+"/lines", map[string]any{"sku": "PHONE", "qty": 1, "serials": []string{"SN2"}}, nil); code != 409 {
		t.Errorf("the same serial twice: %d", code)
	}
	o := c.order(map[string]int{"PHONE": 2})
	taken := []string{"SN3", "SN2"} // not those that were reserved
	until(t, "both are picked", func() bool {
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=open&warehouse=overseas&kind=pick", nil, &list)
		for _, task := range list.Data {
			if task.Serial == "" {
				t.Fatalf("no serial in %+v", task)
			}
			var step wms.Step
			path := "/v1/tasks/" + string(task.ID)
			c.must("POST", path+"/claim", nil, &step)
			for !step.Done {
				scan := step.Expect[0]
				if step.Step == "scan_serial" {
					if code := c.call("POST", path+"/confirm", wms.Confirmation{Scans: []string{"SN9"}}, nil); code != 422 {
						t.Errorf("an unknown serial: %d", code)
					}
					scan, taken = taken[0], taken[1:]
				}
				c.must("POST", path+"/confirm", wms.Confirmation{Scans: []string{scan}}, &step)
			}
		}
		return len(taken) == 0
	})
	c.work("overseas", floorKinds, func() bool { return c.status(o.ID) == wms.OrderShipped })
	var h wms.SerialHistory
	c.must("GET", "/v1/serials/SN3", nil, &h)
	var why []string
	for _, m := range h.Moves {
		why = append(why, m.Why)
	}
	if len(h.Now) != 1 || h.Now[0].Left != "customer" || h.Now[0].Order != o.ID || !slices.Contains(why, "pick") || len(why) < 4 {
		t.Errorf("history %+v", h)
	}
	h = wms.SerialHistory{}
	c.must("GET", "/v1/serials/SN1", nil, &h)
	if len(h.Now) != 1 || h.Now[0].Location == "" || h.Now[0].Left != "" {
		t.Errorf("SN1 is still here: %+v", h.Now)
	}
	if code := c.call("GET", "/v1/serials/NONE", nil, nil); code != 404 {
		t.Errorf("an unknown serial: %d", code)
	}
}
