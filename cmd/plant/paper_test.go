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
