package plant

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// The structure of EPCIS 2.0 events, from the standard's JSON schema: which
// fields each type needs and may have, and the words of CBV 2.0 used here.
var (
	epcisNeeds = []string{"type", "eventID", "eventTime", "eventTimeZoneOffset", "action"}
	epcisMay   = map[string][]string{
		"ObjectEvent":      {"epcList", "quantityList", "bizStep", "disposition", "readPoint", "bizLocation", "bizTransactionList"},
		"AggregationEvent": {"parentID", "childEPCs", "childQuantityList", "bizStep", "disposition", "readPoint", "bizLocation", "bizTransactionList"},
		"TransactionEvent": {"parentID", "epcList", "quantityList", "bizStep", "disposition", "readPoint", "bizLocation", "bizTransactionList"},
	}
	cbvSteps = []string{"commissioning", "cycle_counting", "decommissioning", "holding", "inspecting", "loading", "packing", "picking",
		"receiving", "shipping", "storing"}
	cbvDispositions = []string{"active", "inactive", "in_progress", "in_transit", "non_sellable_other", "sellable_accessible"}
	epcisOffset     = regexp.MustCompile(`^[+-]([01]\d|2[0-3]):[0-5]\d$`)
	digitalLink     = regexp.MustCompile(`^https://id\.gs1\.org/(01/\d{14}(/10/[^/]+)?|00/\d{18})$`)
)

func checkEPCIS(t *testing.T, e map[string]any) {
	t.Helper()
	kind, _ := e["type"].(string)
	for _, name := range epcisNeeds {
		if s, is := e[name].(string); !is || s == "" {
			t.Errorf("%s lacks %s: %v", kind, name, e)
		}
	}
	for name := range e {
		if !slices.Contains(epcisNeeds, name) && !slices.Contains(epcisMay[kind], name) {
			t.Errorf("%s may not have %s", kind, name)
		}
	}
	if _, err := time.Parse(time.RFC3339, e["eventTime"].(string)); err != nil || !epcisOffset.MatchString(e["eventTimeZoneOffset"].(string)) {
		t.Errorf("time of %v", e)
	}
	if !slices.Contains([]string{"ADD", "OBSERVE", "DELETE"}, e["action"].(string)) || !slices.Contains(cbvSteps, e["bizStep"].(string)) ||
		!slices.Contains(cbvDispositions, e["disposition"].(string)) {
		t.Errorf("words of %v", e)
	}
	uri := func(v any) {
		s, _ := v.(string)
		if u, err := url.Parse(s); err != nil || u.Scheme == "" || (u.Scheme == "https" && !digitalLink.MatchString(s)) {
			t.Errorf("%q is no URI for an EPC", s)
		}
	}
	things := 0
	for _, name := range []string{"epcList", "childEPCs"} {
		for _, x := range anyList(e[name]) {
			things++
			uri(x)
		}
	}
	for _, name := range []string{"quantityList", "childQuantityList"} {
		for _, x := range anyList(e[name]) {
			things++
			q, _ := x.(map[string]any)
			uri(q["epcClass"])
			if n, is := q["quantity"].(float64); !is || n <= 0 {
				t.Errorf("quantity of %v", e)
			}
		}
	}
	if things == 0 {
		t.Errorf("%s is about nothing: %v", kind, e)
	}
	if kind == "AggregationEvent" {
		uri(e["parentID"])
	}
	if kind == "TransactionEvent" && len(anyList(e["bizTransactionList"])) == 0 {
		t.Errorf("a TransactionEvent needs transactions: %v", e)
	}
	for _, name := range []string{"readPoint", "bizLocation"} {
		if p, is := e[name].(map[string]any); is {
			uri(p["id"])
		}
	}
}

func anyList(v any) []any { l, _ := v.([]any); return l }

// A delivery, a correction, a hold and an order, as EPCIS tells them: the same
// page by page and all at once, each event with an id of its own.
func TestEPCISTellsTheDay(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.provide("E1", 20)
	c.must("PUT", "/v1/items/E2", map[string]any{"description": "with a GTIN", "gtin": "4006381333931", "length_mm": 100, "width_mm": 80, "height_mm": 50, "weight_g": 300}, nil)
	from := p.Clock.Now()
	var rec wms.Receipt
	c.must("POST", "/v1/receipts", map[string]any{"warehouse": "overseas", "lines": []map[string]any{{"sku": "E2", "qty": 7}}}, &rec)
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", map[string]any{"sku": "E2", "qty": 7, "lot": "L/1"}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": firstShelf(c, "overseas"), "sku": "E1", "delta": -2, "reason": "count"}, nil)
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "lines": []map[string]any{{"sku": "E1", "qty": 3}}}, &o)
	c.workAll("overseas", func() bool {
		c.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
		return o.Status == wms.OrderShipped
	})
	c.must("POST", "/v1/stock/holds", map[string]any{"warehouse": "overseas", "location": firstShelf(c, "overseas"), "reason": "look"}, nil)
	var doc struct {
		Context []string `json:"@context"`
		Type    string
		Body    struct{ EventList []map[string]any } `json:"epcisBody"`
	}
	c.must("GET", "/v1/epcis/events?limit=1000&from="+from.Format(time.RFC3339Nano), nil, &doc)
	if doc.Type != "EPCISDocument" || len(doc.Context) != 1 {
		t.Errorf("document %+v", doc)
	}
	steps, ids := map[string]int{}, map[string]bool{}
	for _, e := range doc.Body.EventList {
		checkEPCIS(t, e)
		steps[e["type"].(string)+" "+e["bizStep"].(string)]++
		ids[e["eventID"].(string)] = true
	}
	for _, want := range []string{"ObjectEvent receiving", "ObjectEvent decommissioning", "AggregationEvent picking", "AggregationEvent packing",
		"ObjectEvent shipping", "TransactionEvent shipping", "ObjectEvent holding"} {
		if steps[want] == 0 {
			t.Errorf("no %s among %v", want, steps)
		}
	}
	if len(ids) != len(doc.Body.EventList) || steps["ObjectEvent commissioning"] > 0 {
		t.Errorf("%d ids of %d events; %v", len(ids), len(doc.Body.EventList), steps)
	}
	if first := doc.Body.EventList[0]; !strings.Contains(mustText(t, first), "https://id.gs1.org/01/04006381333931/10/L%2F1") {
		t.Errorf("the delivery is %v", first)
	}
	var none struct {
		Body struct{ EventList []any } `json:"epcisBody"`
	}
	c.must("GET", "/v1/epcis/events?from="+p.Clock.Now().Add(time.Hour).Format(time.RFC3339), nil, &none)
	if len(none.Body.EventList) != 0 {
		t.Errorf("tomorrow: %v", none.Body.EventList)
	}
}

func mustText(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
