package plant

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

type obj = map[string]any

// problem expects a refusal with a code.
func (c *client) refused(code, method, path string, body any) {
	c.t.Helper()
	var out struct{ Code string }
	if status := c.problem(method, path, body, &out); status < 300 || out.Code != code {
		c.t.Errorf("%s %s: %d %s, want a refusal with %s", method, path, status, out.Code, code)
	}
}

// available of an item, over all places.
func (c *client) available(sku string) (n int64) {
	c.t.Helper()
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?limit=1000&sku="+sku, nil, &stock)
	for _, r := range stock.Data {
		n += r.Available
	}
	return n
}

// inStatus is what is on hand of an item with a status.
func (c *client) inStatus(sku string, s wms.StockStatus) (n int64) {
	c.t.Helper()
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?limit=1000&sku="+sku, nil, &stock)
	for _, r := range stock.Data {
		if r.Status == s {
			n += r.OnHand
		}
	}
	return n
}

// ship sells and ships qty of an item from the overseas site.
func (c *client) ship(sku string, qty int64) wms.OrderView {
	c.t.Helper()
	var o wms.OrderView
	c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "DE"}, "lines": []obj{{"sku": sku, "qty": qty}}}, &o)
	c.workAll("overseas", func() bool {
		c.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
		return o.Status == wms.OrderShipped
	})
	return o
}

func (c *client) shelve(sku, lot string, qty int64) {
	c.t.Helper()
	c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "overseas", "location": firstShelf(c, "overseas"), "sku": sku, "lot": lot, "delta": qty, "reason": "test"}, nil)
}

// eventsOf counts the journal's events of a type about a subject.
func eventsOf(t *testing.T, p *Plant, kind, subject string) (found []wms.Event) {
	t.Helper()
	var after uint64
	for {
		records, err := p.Store.Records(after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(records) == 0 {
			return found
		}
		for _, rec := range records {
			after = rec.Seq
			for _, e := range rec.Events {
				if e.Type == kind && (subject == "" || e.Subject == subject) {
					found = append(found, e)
				}
			}
		}
	}
}

func TestReturnIsInspectedAndRefundedOnce(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/R", obj{"description": "r"}, nil)
	c.shelve("R", "", 10)
	o := c.ship("R", 6)
	c.refused("more_than_shipped", "POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "R", "qty": 7}}})
	c.refused("not_shipped", "POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "NONE", "qty": 1}}})
	c.refused("unknown_order", "POST", "/v1/returns", obj{"order": "NONE", "lines": []obj{{"sku": "R", "qty": 1}}})
	var r wms.Return
	c.must("POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "R", "qty": 3, "reason": "too small"}, {"sku": "R", "qty": 2, "reason": "broken"}}}, &r)
	if r.Status != wms.ReturnExpected || r.Warehouse != "overseas" || len(r.Lines) != 2 {
		t.Fatalf("return %+v", r)
	}
	c.refused("more_than_shipped", "POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "R", "qty": 2}}})
	url := "/v1/returns/" + string(r.ID)
	c.must("POST", url+"/receive", nil, &r)
	if r.Status != wms.ReturnArrived || r.ArrivedAt == nil || r.TurnaroundHours == nil {
		t.Fatalf("return %+v", r)
	}
	c.refused("more_than_announced", "POST", url+"/inspect", obj{"line": 1, "qty": 4, "verdict": "restock"})
	c.refused("unknown_line", "POST", url+"/inspect", obj{"line": 3, "qty": 1, "verdict": "restock"})
	c.refused("unknown_verdict", "POST", url+"/inspect", obj{"line": 1, "qty": 1, "verdict": "keep"})
	if n := c.available("R"); n != 4 {
		t.Fatalf("%d available before the inspection", n)
	}
	c.must("POST", url+"/inspect", obj{"line": 1, "qty": 2, "verdict": "restock"}, &r)
	if n := c.available("R"); n != 6 {
		t.Errorf("%d available after 2 are restocked, want 6", n)
	}
	c.must("POST", url+"/inspect", obj{"line": 1, "qty": 1, "verdict": "quarantine"}, &r)
	c.must("POST", url+"/inspect", obj{"line": 2, "qty": 1, "verdict": "scrap"}, &r)
	if got := eventsOf(t, p, "refund.due", string(o.ID)); len(got) != 0 || r.Status != wms.ReturnArrived {
		t.Fatalf("refunded before all is decided: %+v, %+v", got, r)
	}
	c.must("POST", url+"/inspect", obj{"line": 2, "qty": 1, "verdict": "scrap"}, &r)
	if r.Status != wms.ReturnClosed || r.ClosedAt == nil {
		t.Fatalf("return %+v", r)
	}
	c.refused("return_closed", "POST", url+"/inspect", obj{"line": 2, "qty": 1, "verdict": "scrap"})
	if got := eventsOf(t, p, "refund.due", string(o.ID)); len(got) != 1 {
		t.Errorf("refund.due %d times: %+v", len(got), got)
	}
	if got := eventsOf(t, p, "return.inspected", string(r.ID)); len(got) != 4 {
		t.Errorf("return.inspected %d times", len(got))
	}
	if a, q, d := c.available("R"), c.inStatus("R", wms.Quarantine), c.inStatus("R", wms.Damaged); a != 6 || q != 1 || d != 0 {
		t.Errorf("%d available, %d quarantined, %d damaged; want 6, 1, 0", a, q, d)
	}
	var kpis map[string]float64
	c.must("GET", "/v1/kpis", nil, &kpis)
	if kpis["returns_closed"] != 1 || kpis["returns_turnaround_hours"] <= 0 || kpis["returns_turnaround_hours"] > 1 {
		t.Errorf("figures %v", kpis)
	}
	c.ship("R", 6) // the two that came back are sold again
}

func TestReturnThatNeverComes(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/R", obj{"description": "r"}, nil)
	c.shelve("R", "", 5)
	o := c.ship("R", 5)
	var r wms.Return
	announce := func(qty int) string {
		c.must("POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "R", "qty": qty}}}, &r)
		return "/v1/returns/" + string(r.ID)
	}
	c.must("POST", announce(5)+"/close", nil, &r)
	if r.Status != wms.ReturnCancelled || len(eventsOf(t, p, "refund.due", "")) != 0 {
		t.Errorf("nothing came, but it is %+v", r)
	}
	url := announce(5) // may be announced again
	c.must("POST", url+"/inspect", obj{"line": 1, "qty": 3, "verdict": "restock"}, &r)
	c.must("POST", url+"/close", nil, &r)
	if r.Status != wms.ReturnClosed || r.Lines[0].Missing != 2 || len(eventsOf(t, p, "refund.due", "")) != 1 {
		t.Errorf("three came: %+v", r)
	}
	announce(2)
	c.refused("more_than_shipped", "POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "R", "qty": 1}}})
}

func TestRecalledLotIsNeverRestocked(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/L", obj{"description": "l", "lot_tracked": true}, nil)
	c.shelve("L", "BAD", 4)
	o := c.ship("L", 4) // all of the lot is with the customer
	c.shelve("L", "GOOD", 4)
	c.must("POST", "/v1/stock/holds", obj{"lot": "BAD", "reason": "recall"}, nil)
	var r wms.Return
	c.must("POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "L", "qty": 4}}}, &r)
	url := "/v1/returns/" + string(r.ID)
	c.refused("lot_held", "POST", url+"/inspect", obj{"line": 1, "qty": 1, "verdict": "restock"})
	c.refused("lot_held", "POST", url+"/inspect", obj{"line": 1, "qty": 1, "verdict": "restock", "lot": "BAD"})
	c.refused("wrong_lot", "POST", url+"/inspect", obj{"line": 1, "qty": 1, "verdict": "restock", "lot": "GOOD"})
	c.must("POST", url+"/inspect", obj{"line": 1, "qty": 3, "verdict": "quarantine"}, &r)
	c.must("POST", url+"/inspect", obj{"line": 1, "qty": 1, "verdict": "scrap"}, &r)
	if a, q := c.available("L"), c.inStatus("L", wms.Quarantine); a != 4 || q != 3 || r.Status != wms.ReturnClosed {
		t.Errorf("%d available, %d quarantined, %s; want 4, 3, closed", a, q, r.Status)
	}
	if n := len(eventsOf(t, p, "refund.due", string(o.ID))); n != 1 {
		t.Errorf("refund.due %d times", n)
	}
}

func TestReturnAfterRecall(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/L", obj{"description": "l", "lot_tracked": true}, nil)
	c.shelve("L", "BAD", 3)
	o := c.ship("L", 3)
	var r wms.Return
	c.must("POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "L", "qty": 3}}}, &r)
	c.must("POST", "/v1/recalls", obj{"sku": "L", "lot": "BAD", "reason": "glass"}, &wms.Recall{})
	url := "/v1/returns/" + string(r.ID) + "/inspect"
	c.refused("lot_held", "POST", url, obj{"line": 1, "qty": 1, "verdict": "restock"})
	c.must("POST", url, obj{"line": 1, "qty": 3, "verdict": "quarantine"}, &r)
	if a, q := c.available("L"), c.inStatus("L", wms.Recalled); a != 0 || q != 3 || r.Status != wms.ReturnClosed {
		t.Errorf("%d available, %d recalled, %s", a, q, r.Status)
	}
}

// TestInspectionRepeatedWithItsKey counts an inspection that is sent twice
// once, also its refund.
func TestInspectionRepeatedWithItsKey(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/R", obj{"description": "r"}, nil)
	c.shelve("R", "", 2)
	o := c.ship("R", 2)
	var r wms.Return
	c.must("POST", "/v1/returns", obj{"order": o.ID, "lines": []obj{{"sku": "R", "qty": 2}}}, &r)
	body := obj{"line": 1, "qty": 2, "verdict": "restock"}
	for range 3 {
		n := c.n
		c.must("POST", "/v1/returns/"+string(r.ID)+"/inspect", body, &r)
		c.n = n
	}
	c.n++
	if n := len(eventsOf(t, p, "refund.due", "")); n != 1 || c.available("R") != 2 {
		t.Errorf("refund.due %d times, %d available", n, c.available("R"))
	}
	checkSupply(t, p, "R", 2)
}

func checkSupply(t *testing.T, p *Plant, sku wms.SKU, want int64) {
	t.Helper()
	st, err := view(p, func(r store.Reader) (orders.Stock, error) { return orders.SupplyOf(r, sku, "overseas") })
	if err != nil || st.Free() != want {
		t.Errorf("the network can promise %d of %s, want %d (%v)", st.Free(), sku, want, err)
	}
}

// problem calls and decodes the answer whatever its status.
func (c *client) problem(method, path string, body, out any) int {
	c.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, bytes.NewReader(raw))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return res.StatusCode
}
