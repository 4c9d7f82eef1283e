package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// TestPlanningInTheBackground: when stock comes nearer, a promise moves there
// without being asked, and says why; prices are learnt from orders, and a
// preview shows them.
func TestPlanningInTheBackground(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep, func(o *Options) {
		o.Planning = Planning{Replan: true, Prices: true, Pause: 50 * time.Millisecond}
	})
	c.stockUp("overseas", "BG", 30)
	id := c.buyFrom("GB", 51.5, -0.12, map[string]any{"sku": "BG", "qty": 2})
	due := c.orderNow(t, id).Promises[0]
	c.stockUp("front", "BG", 60)
	until(t, "the promise to move to front", func() bool {
		o := c.orderNow(t, id)
		return len(o.Promises) == 1 && o.Promises[0].Warehouse == "front" && o.Status == wms.OrderPromised
	})
	if now := c.orderNow(t, id).Promises[0]; now.ShipDate > due.ShipDate {
		t.Errorf("moved to leave on %s, it was %s", now.ShipDate, due.ShipDate)
	}
	until(t, "the replan to say why", func() bool {
		var page struct {
			Data []struct {
				Type string
				Data map[string]any
			}
		}
		c.must("GET", "/v1/events?after=0&limit=1000", nil, &page)
		for _, e := range page.Data {
			if because, _ := e.Data["because"].([]any); e.Type == "allocation.replanned" && len(because) > 0 {
				return true
			}
		}
		return false
	})
	for range 24 {
		c.buyFrom("GB", 51.5, -0.12, map[string]any{"sku": "BG", "qty": 1})
	}
	until(t, "prices to be learnt", func() bool {
		c.buyFrom("GB", 51.5, -0.12, map[string]any{"sku": "BG", "qty": 1})
		return p.prices.Load() != nil
	})
	var preview wms.Preview
	c.must("POST", "/v1/allocations/preview", map[string]any{"ship_to": map[string]any{"country": "GB", "lat": 51.5, "lon": -0.12},
		"lines": []map[string]any{{"sku": "BG", "qty": 1}}}, &preview)
	for _, place := range preview.Considered {
		if worth, has := place.Parts["opportunity"]; !has || worth < 0 {
			t.Errorf("no opportunity price of %s: %v", place.Warehouse, place.Parts)
		}
	}
	c.refused("unknown_country", "POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "Narnia"}, "lines": []map[string]any{{"sku": "BG", "qty": 1}}})
	c.refused("unknown_country", "POST", "/v1/allocations/preview", map[string]any{"ship_to": map[string]any{"country": "Narnia"}, "lines": []map[string]any{{"sku": "BG", "qty": 1}}})
}
