package plant

import (
	"net/http"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// delivery receives and puts away, at once, a quantity of a lot.
func (c *client) delivery(warehouse, shelf string, line map[string]any) {
	c.t.Helper()
	var rec wms.Receipt
	c.must("POST", "/v1/receipts", map[string]any{"warehouse": warehouse, "lines": []any{}}, &rec)
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", line, nil)
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/close", nil, nil)
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?warehouse="+warehouse+"&sku="+line["sku"].(string), nil, &stock)
	for _, row := range stock.Data {
		if row.Location != nil && *row.Location != wms.LocationID(shelf) && row.Lot == line["lot"] {
			c.must("POST", "/v1/stock/moves", map[string]any{"warehouse": warehouse, "sku": row.SKU, "lot": row.Lot, "from": row.Location, "to": shelf, "qty": row.OnHand}, nil)
			return
		}
	}
	c.t.Fatalf("nothing arrived: %+v", stock.Data)
}

// picked is what the order's pick tasks take, by lot.
func (c *client) picked(warehouse string, body map[string]any) map[string]int64 {
	c.t.Helper()
	var o wms.OrderView
	c.must("POST", "/v1/orders", body, &o)
	lots := map[string]int64{}
	for deadline := time.Now().Add(20 * time.Second); len(lots) == 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		for _, status := range []string{"open", "waiting"} {
			var list struct{ Data []wms.Task }
			c.must("GET", "/v1/tasks?kind=pick&warehouse="+warehouse+"&status="+status, nil, &list)
			for _, t := range list.Data {
				if t.Order == o.ID {
					lots[t.Lot] += t.Qty
				}
			}
		}
		c.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
		if o.Status == wms.OrderBackordered {
			break
		}
	}
	return lots
}

func line(sku string, qty int, more ...any) map[string]any {
	l := map[string]any{"sku": sku, "qty": qty}
	for i := 0; i < len(more); i += 2 {
		l[more[i].(string)] = more[i+1]
	}
	return l
}

func orderOf(lines ...map[string]any) map[string]any {
	return map[string]any{"ship_to": map[string]any{"country": "GB"}, "lines": lines}
}

// TestWhichStockGoesFirst: the earliest expiry by default, the newest where
// the item says so; never what is too short-lived for the customer, and only
// the lot that the customer asked for.
func TestWhichStockGoesFirst(t *testing.T) {
	p, c := start(t, t.TempDir())
	now := p.Clock.Now()
	day := func(n int) string { return now.AddDate(0, 0, n).Format(time.RFC3339) }
	shelf := firstShelf(c, "overseas")
	c.must("PUT", "/v1/items/MILK", map[string]any{"description": "milk", "min_ship_days": 5}, nil)
	c.must("PUT", "/v1/items/SAND", map[string]any{"description": "sand", "rotation": "lifo"}, nil)
	c.delivery("overseas", shelf, line("MILK", 10, "lot", "late", "expires", day(90)))
	c.delivery("overseas", shelf, line("MILK", 10, "lot", "soon", "expires", day(20)))
	c.delivery("overseas", shelf, line("MILK", 10, "lot", "tomorrow", "expires", day(2)))
	for _, tc := range []struct {
		name string
		line map[string]any
		want map[string]int64
	}{
		{"earliest expiry that is left long enough", line("MILK", 3), map[string]int64{"soon": 3}},
		{"a customer who wants 30 days", line("MILK", 2, "min_days", 30), map[string]int64{"late": 2}},
		{"a customer who wants a lot", line("MILK", 1, "lot", "late"), map[string]int64{"late": 1}},
		{"across lots", line("MILK", 9), map[string]int64{"soon": 7, "late": 2}},
	} {
		got := c.picked("overseas", orderOf(tc.line))
		if len(got) != len(tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
		for lot, n := range tc.want {
			if got[lot] != n {
				t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
			}
		}
	}
	c.delivery("overseas", shelf, line("SAND", 5, "lot", "old"))
	p.Clock.mu.Lock()
	p.Clock.site = p.Clock.site.AddDate(0, 0, 2)
	p.Clock.mu.Unlock()
	c.delivery("overseas", shelf, line("SAND", 5, "lot", "new"))
	if got := c.picked("overseas", orderOf(line("SAND", 3))); got["new"] != 3 {
		t.Errorf("last in first out: %v", got)
	}
}

// TestUnitsOfMeasure: orders and stock in cases and in thirds, exact or refused.
func TestUnitsOfMeasure(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/U", map[string]any{"description": "u", "case_qty": 24,
		"packagings": []any{map[string]any{"unit": "third", "base_qty": 1, "per": 3}}}, nil)
	shelf := firstShelf(c, "overseas")
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "U", "delta": 2, "unit": "case", "reason": "t"}, nil)
	var o wms.OrderView
	c.must("POST", "/v1/orders", orderOf(line("U", 1, "unit", "case"), line("U", 6, "unit", "third")), &o)
	if o.Lines[0].Qty != 24 || o.Lines[1].Qty != 2 || o.Status != wms.OrderPromised {
		t.Errorf("%+v", o)
	}
	for _, l := range []map[string]any{line("U", 7, "unit", "third"), line("U", 1, "unit", "barrel"), line("U", 1<<40, "unit", "case")} {
		if code := c.call("POST", "/v1/orders", orderOf(l), nil); code != http.StatusUnprocessableEntity {
			t.Errorf("%v: status %d", l, code)
		}
	}
	var out struct{ Qty int64 }
	c.must("GET", "/v1/items/U/convert?qty=1&from=case&to=third", nil, &out)
	if out.Qty != 72 {
		t.Errorf("a case is %d thirds", out.Qty)
	}
}
