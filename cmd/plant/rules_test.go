package plant

import (
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// TestAllocationRules: promise, preview and replan keep to planners' rules,
// each from the command that sets it to the one that takes it away.
func TestAllocationRules(t *testing.T) {
	_, c := startWith(t, t.TempDir(), asleep)
	c.stockUp("front", "RU", 10)
	c.stockUp("central", "RU", 10)
	london := func(channel string, backorder bool, qty int) map[string]any {
		return map[string]any{"channel": channel, "allow_backorder": backorder, "ship_to": map[string]any{"country": "GB", "lat": 51.5, "lon": -0.12},
			"lines": []map[string]any{{"sku": "RU", "qty": qty}}}
	}
	from := func(o wms.OrderView) (out []string) {
		for _, q := range o.Promises {
			out = append(out, string(q.Warehouse))
		}
		return out
	}
	buy := func(channel string, qty int) (o wms.OrderView) {
		c.must("POST", "/v1/orders", london(channel, true, qty), &o)
		return o
	}
	set := func(id string, rule map[string]any) (r wms.AllocationRule) {
		c.must("PUT", "/v1/allocation-rules/"+id, rule, &r)
		return r
	}
	take := func(id string) { c.must("DELETE", "/v1/allocation-rules/"+id, nil, nil) }
	why := func(w string) (reason string, parts map[string]float64) {
		var pre wms.Preview
		c.must("POST", "/v1/allocations/preview", london("", true, 1), &pre)
		for _, place := range pre.Considered {
			if string(place.Warehouse) == w {
				reason, parts = place.Reason, place.Parts
			}
		}
		return reason, parts
	}

	first := buy("", 1)
	if got := from(first); len(got) != 1 || got[0] != "front" {
		t.Fatalf("without rules London is served from %v", got)
	}

	// Forbid: new orders go elsewhere, and so does, at the next replan, the
	// promise that stands.
	rule := set("strike", map[string]any{"kind": "forbid", "warehouse": "front", "country": "United Kingdom", "note": "strike"})
	if rule.Version != 1 || rule.By == "" || rule.Country != "GB" {
		t.Errorf("the rule: %+v", rule)
	}
	if got := from(buy("", 1)); len(got) != 1 || got[0] != "central" {
		t.Errorf("where front is forbidden London is served from %v", got)
	}
	if reason, _ := why("front"); !strings.Contains(reason, "rule strike") {
		t.Errorf("front lost because %q", reason)
	}
	var r replanned
	c.must("POST", "/v1/allocations/replan", nil, &r)
	if got := from(c.orderNow(t, string(first.ID))); len(r.Moved) != 1 || got[0] != "central" {
		t.Errorf("the first order stays at %v: %+v", got, r)
	}
	take("strike")

	// Prefer: up to what it may cost more.
	set("near", map[string]any{"kind": "prefer", "warehouse": "central", "up_to": 1})
	if reason, parts := why("front"); parts["rules"] != 1 || !strings.Contains(reason, "part of the cheapest") {
		t.Errorf("a preference of 1: %q %v", reason, parts)
	}
	set("near", map[string]any{"kind": "prefer", "warehouse": "central", "up_to": 500})
	if got := from(buy("", 1)); len(got) != 1 || got[0] != "central" {
		t.Errorf("where central is preferred London is served from %v", got)
	}
	if reason, _ := why("front"); !strings.Contains(reason, "rule near") {
		t.Errorf("front lost because %q", reason)
	}
	take("near")

	// Keep and fence: 7 are left in central, 10 in front.
	set("safety", map[string]any{"kind": "keep", "warehouse": "central", "units": 7})
	set("web", map[string]any{"kind": "fence", "warehouse": "front", "sku": "RU", "channel": "web", "units": 6})
	c.refused("insufficient_stock", "POST", "/v1/orders", london("", false, 5))
	waits := buy("", 5)
	if waits.Status != wms.OrderPartlyPromised || waits.Promises[0].Qty != 4 {
		t.Errorf("5 of what is 4 to all: %+v", waits)
	}
	if reason, _ := why("central"); !strings.Contains(reason, "rule safety") {
		t.Errorf("central lost because %q", reason)
	}
	if got := buy("web", 6); got.Status != wms.OrderPromised {
		t.Errorf("the fence is not for its channel: %+v", got)
	}
	take("safety")
	until(t, "the kept units serve who waits", func() bool { return c.orderNow(t, string(waits.ID)).Status == wms.OrderPromised })

	var one wms.RuleHistory
	c.must("GET", "/v1/allocation-rules/web", nil, &one)
	var list struct{ Data []wms.AllocationRule }
	c.must("GET", "/v1/allocation-rules", nil, &list)
	if len(one.History) != 1 || len(list.Data) != 1 || list.Data[0].ID != "web" || list.Data[0].At.IsZero() {
		t.Errorf("rules: %+v, history %+v", list.Data, one.History)
	}
	c.refused("invalid_rule", "PUT", "/v1/allocation-rules/x", map[string]any{"kind": "prefer", "warehouse": "front"})
	c.refused("unknown_country", "PUT", "/v1/allocation-rules/x", map[string]any{"kind": "forbid", "warehouse": "front", "country": "Narnia"})
	c.refused("unknown_rule", "DELETE", "/v1/allocation-rules/near", nil)
}
