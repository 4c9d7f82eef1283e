package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

func (c *client) availability(channel, sku string) int64 {
	c.t.Helper()
	var out struct{ Data []wms.Availability }
	c.must("GET", "/v1/channels/"+channel+"/availability?sku="+sku, nil, &out)
	return out.Data[0].Available
}

// becomes waits until the order has the status: what waits is served by the
// outbox, after the answer to what made it possible.
func (c *client) becomes(o *wms.OrderView, want wms.OrderStatus) {
	c.t.Helper()
	eventually(c.t, string(o.ID)+" becomes "+string(want), func() bool {
		c.must("GET", "/v1/orders/"+string(o.ID), nil, o)
		return o.Status == want
	})
}

// Stock fenced for a channel is not promised to others, not even to those who
// wait for it, until the fence is lowered; each channel hears what it can sell.
func TestFencesAndBuffers(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep, func(o *Options) { o.HostRetry = 5 * time.Millisecond })
	e := newERP(t, testSecret)
	c.must("PUT", "/v1/hosts/web", map[string]any{"kind": "shop", "url": e.srv.URL, "secret": testSecret, "channel": "web", "events": []string{"channel.availability"}}, nil)
	c.provide("F1", 10)
	c.must("PUT", "/v1/channels/web", map[string]any{"fences": []map[string]any{{"sku": "F1", "warehouse": "overseas", "qty": 6}}, "buffer": 1}, nil)
	c.must("PUT", "/v1/channels/market", map[string]any{"buffers": []map[string]any{{"sku": "F1", "qty": 3}}}, nil)
	if web, market := c.availability("web", "F1"), c.availability("market", "F1"); web != 9 || market != 1 {
		t.Fatalf("web can sell %d, want 9; market %d, want 1", web, market)
	}
	place := func(channel string, qty int, backorder bool) (int, wms.OrderView) {
		var o wms.OrderView
		code := c.call("POST", "/v1/orders", map[string]any{"channel": channel, "allow_backorder": backorder, "ship_to": map[string]any{"country": "DE"},
			"lines": []map[string]any{{"sku": "F1", "qty": qty}}}, &o)
		return code, o
	}
	if code, _ := place("market", 5, false); code != 409 {
		t.Errorf("5 of 4 for the market: %d", code)
	}
	if code, o := place("market", 4, false); code != 201 || o.Status != wms.OrderPromised { // the buffer is for such orders
		t.Errorf("4 of 4 for the market: %d %s", code, o.Status)
	}
	_, waits := place("market", 2, true)
	_, plain := place("", 1, true)
	if waits.Status != wms.OrderBackordered || plain.Status != wms.OrderBackordered {
		t.Fatalf("behind the fence: %s, %s", waits.Status, plain.Status)
	}
	// more stock: the market's order is served, as the fence holds no more than 6
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": firstShelf(c, "overseas"), "sku": "F1", "delta": 1, "reason": "found"}, nil)
	c.becomes(&waits, wms.OrderPartlyPromised)
	if code, o := place("web", 2, false); code != 201 || o.Status != wms.OrderPromised {
		t.Errorf("web: %d %s", code, o.Status)
	}
	c.must("PUT", "/v1/channels/web", map[string]any{"buffer": 1}, nil) // the fence goes
	c.becomes(&waits, wms.OrderPromised)
	c.becomes(&plain, wms.OrderPromised)
	// 11 units less 4, 2, 2 and 1 are 2, less the buffer
	eventually(t, "the shop hears of the last change", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		all := e.byKey["channel:web/F1"]
		return len(all) > 0 && all[len(all)-1].Data["available"] == 1.0
	})
	e.mu.Lock()
	defer e.mu.Unlock()
	for key := range e.byKey {
		if key != "channel:web/F1" {
			t.Errorf("the shop was told %s", key)
		}
	}
	if p.lag.quantile(1) <= 0 {
		t.Error("no lag was measured")
	}
	for _, wrong := range []map[string]any{{"buffer": -1}, {"fences": []map[string]any{{"sku": "F1", "warehouse": "mars", "qty": 1}}},
		{"fences": []map[string]any{{"sku": "none", "warehouse": "overseas", "qty": 1}}}, {"fences": []map[string]any{{"sku": "F1", "warehouse": "overseas", "qty": 0}}}} {
		if code := c.call("PUT", "/v1/channels/web", wrong, nil); code != 422 && code != 404 {
			t.Errorf("%v: %d", wrong, code)
		}
	}
}

// Many changes of an item in a burst are told as few.
func TestBurstsAreToldTogether(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.provide("B1", 100)
	c.must("PUT", "/v1/channels/web", map[string]any{}, nil)
	for range 60 {
		c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "lines": []map[string]any{{"sku": "B1", "qty": 1}}}, nil)
	}
	count := func() (n int, last any) {
		var out struct{ Data []wms.Published }
		for after := "0"; ; {
			var page struct {
				Data []wms.Published
				Next *string
			}
			c.must("GET", "/v1/events?limit=1000&after="+after, nil, &page)
			out.Data = append(out.Data, page.Data...)
			if page.Next == nil {
				break
			}
			after = *page.Next
		}
		for _, e := range out.Data {
			if e.Type == "channel.availability" {
				n++
				last = e.Data["available"]
			}
		}
		return n, last
	}
	eventually(t, "40 left", func() bool { _, last := count(); return last == 40.0 })
	if n, _ := count(); n > 50 {
		t.Errorf("%d messages for 60 changes", n)
	}
}
