package plant

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// Picks are printed, kept from everybody else, and keyed in: a wrong row keeps
// all of them out, a row counts once, a short one is a short pick; the rest of
// the order ships.
func TestWorkOnPaper(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.provide("PA", 10)
	c.provide("PB", 10)
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "lines": []map[string]any{{"sku": "PA", "qty": 2}, {"sku": "PB", "qty": 3}}}, &o)
	eventually(t, "two picks", func() bool {
		var open struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?warehouse=overseas&status=open&kind=pick", nil, &open)
		return len(open.Data) == 2
	})
	var l wms.PaperList
	c.must("POST", "/v1/paper/lists", map[string]any{"warehouse": "overseas", "kind": "pick"}, &l)
	if len(l.Rows) != 2 || l.Status != "open" {
		t.Fatalf("list %+v", l)
	}
	if code := c.call("POST", "/v1/paper/lists", map[string]any{"warehouse": "overseas", "kind": "pick"}, nil); code != 409 {
		t.Errorf("the same work is printed twice: %d", code)
	}
	if code := c.call("POST", "/v1/work/next", map[string]any{"warehouse": "overseas"}, nil); code != 204 {
		t.Errorf("printed work is handed out: %d", code)
	}
	for format, want := range map[string]string{"html": "<h1>" + l.ID, "csv": l.ID + ",1,"} {
		req, _ := http.NewRequestWithContext(t.Context(), "GET", c.url+"/v1/paper/lists/"+l.ID+"?format="+format, nil)
		req.Header.Set("Authorization", "Bearer "+c.token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != 200 || !strings.Contains(string(raw), want) {
			t.Errorf("%s: %d %s", format, res.StatusCode, raw)
		}
	}
	key := func(rows ...map[string]any) int {
		return c.call("POST", "/v1/paper/lists/"+l.ID+"/results", map[string]any{"rows": rows}, &l)
	}
	if code := key(map[string]any{"row": 1}, map[string]any{"row": 2, "qty": 99}); code != 422 {
		t.Errorf("a wrong row: %d", code)
	}
	if c.must("GET", "/v1/paper/lists/"+l.ID, nil, &l); l.Rows[0].Done != nil {
		t.Error("part of a refused keying stands")
	}
	if code := key(map[string]any{"row": 1}, map[string]any{"row": 1}); code != 422 {
		t.Errorf("a row twice: %d", code)
	}
	if code := key(map[string]any{"row": 1}); code != 200 || l.Status != "open" {
		t.Errorf("row 1: %d %s", code, l.Status)
	}
	if code := key(map[string]any{"row": 1}, map[string]any{"row": 2}); code != 422 {
		t.Errorf("row 1 again: %d", code)
	}
	short := l.Rows[1].Qty - 1
	if code := key(map[string]any{"row": 2, "qty": short}); code != 200 || l.Status != "keyed" {
		t.Errorf("row 2: %d %s", code, l.Status)
	}
	c.workAll("overseas", func() bool {
		c.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
		return o.Status == wms.OrderShipped || o.Status == wms.OrderPartlyShipped
	})
	if code := c.call("GET", "/v1/paper/lists/overseas-P99999", nil, nil); code != 404 {
		t.Errorf("unknown list: %d", code)
	}
}

// Counts and deliveries are printed and keyed in, once; what is counted on
// paper is kept from others until then; a list is a PDF too.
func TestCountsAndDeliveriesOnPaper(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/PC", map[string]any{"description": "counted"}, nil)
	c.must("PUT", "/v1/items/PL", map[string]any{"description": "with lots", "lot_tracked": true}, nil)
	c.must("PUT", "/v1/warehouses/overseas/settings", map[string]any{"putaway": "manual"}, nil)
	var locs struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/overseas/locations?kind=shelf&limit=3", nil, &locs)
	full, empty, later := locs.Data[0].ID, locs.Data[1].ID, locs.Data[2].ID
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": full, "sku": "PC", "delta": 10, "reason": "test"}, nil)
	var n wms.Count
	c.must("POST", "/v1/counts", map[string]any{"warehouse": "overseas", "locations": []wms.LocationID{full, empty, later}}, &n)
	var l wms.PaperList
	c.must("POST", "/v1/paper/lists", map[string]any{"warehouse": "overseas", "kind": "count"}, &l)
	if len(l.Rows) != 3 {
		t.Fatalf("list %+v", l)
	}
	if got := c.refusal("POST", "/v1/stock/moves", map[string]any{"warehouse": "overseas", "sku": "PC", "from": full, "to": later, "qty": 1}); got != "location_in_count" {
		t.Errorf("what is counted on paper is moved: %s", got)
	}
	if status, kind, doc := c.document("/v1/paper/lists/" + l.ID + "?format=pdf"); status != 200 || kind != "application/pdf" || !strings.HasPrefix(string(doc), "%PDF") {
		t.Errorf("pdf: %d %s", status, kind)
	}
	path := "/v1/paper/lists/" + l.ID + "/results"
	row := func(at wms.LocationID, more map[string]any) map[string]any {
		for _, x := range l.Rows {
			if x.From == at {
				more["row"] = x.Row
			}
		}
		return more
	}
	nine := map[string]any{"rows": []map[string]any{row(full, map[string]any{"entries": []map[string]any{{"sku": "PC", "qty": 9}}}), row(empty, map[string]any{}), row(later, map[string]any{"skip": true})}}
	if code := c.call("POST", path, map[string]any{"rows": []map[string]any{row(full, map[string]any{"qty": 9})}}, nil); code != 422 {
		t.Errorf("a count without entries: %d", code)
	}
	c.must("POST", path, nine, &l)
	if l.Status != "keyed" {
		t.Errorf("list %+v", l)
	}
	if code := c.call("POST", path, nine, nil); code != 422 {
		t.Errorf("keyed in twice: %d", code)
	}
	c.must("GET", "/v1/counts/"+n.ID, nil, &n)
	for _, x := range n.Locations {
		switch {
		case x.Location == full && (len(x.Differences) != 1 || x.Differences[0].Counted != 9),
			x.Location == empty && x.Status != "done", x.Location == later && x.Status != "open":
			t.Errorf("%+v", x)
		}
	}

	var rec wms.Receipt
	c.must("POST", "/v1/receipts", map[string]any{"id": "PAPER-1", "warehouse": "overseas", "lines": []map[string]any{{"sku": "PC", "qty": 20}, {"sku": "PL", "qty": 6, "lot": "L1"}}}, &rec)
	c.must("POST", "/v1/paper/lists", map[string]any{"warehouse": "overseas", "kind": "receive", "receipt": "PAPER-1"}, &l)
	came := map[string]any{"rows": []map[string]any{{"row": 1, "entries": []map[string]any{{"qty": 18}, {"qty": 2, "damaged": true}}}, {"row": 2, "entries": []map[string]any{{"qty": 6}}}}}
	c.must("POST", "/v1/paper/lists/"+l.ID+"/results", came, &l)
	if code := c.call("POST", "/v1/paper/lists/"+l.ID+"/results", came, nil); code != 422 {
		t.Errorf("received twice: %d", code)
	}
	c.must("GET", "/v1/receipts/PAPER-1", nil, &rec)
	if l.Status != "keyed" || rec.Lines[0].Received != 20 || rec.Lines[0].Damaged != 2 || rec.Lines[1].Received != 6 {
		t.Errorf("received %+v", rec.Lines)
	}
	if got := c.refusal("POST", "/v1/paper/lists", map[string]any{"warehouse": "overseas", "kind": "receive", "receipt": "PAPER-1"}); got != "nothing_open" {
		t.Errorf("nothing is left to receive: %s", got)
	}
}
