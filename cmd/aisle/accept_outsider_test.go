package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// TestOutsiderShipsAnOrder drives a site without simulated people or customers
// as a stranger would: with the admin token and the contract. New items are
// stocked by adjustments, ordered, and every task is worked by claiming it and
// scanning what it expects, at the warehouse with the sorter and at the one
// with vehicles, until the orders have shipped.
func TestOutsiderShipsAnOrder(t *testing.T) {
	p, data := freePorts(t), t.TempDir()
	site := start(t, append([]string{"up", "--data", data, "--speed", "30", "--people", "off", "--demand", "off"}, p.flags()...)...)
	site.until(readyLimit, "the site serves", func() bool { return ready(p.http) })
	raw, err := os.ReadFile(filepath.Join(data, "admin.token"))
	if err != nil {
		t.Fatal(err)
	}
	c := outsider{t: t, url: "http://" + p.http, token: strings.TrimSpace(string(raw))}
	for _, warehouse := range []string{"central", "front"} {
		id := c.order(warehouse)
		c.workUntilShipped(warehouse, id)
	}
}

type outsider struct {
	t          *testing.T
	url, token string
	keys       int
}

func (c *outsider) call(method, path string, body, out any) int {
	c.t.Helper()
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, in)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if method != http.MethodGet {
		c.keys++
		req.Header.Set("Idempotency-Key", fmt.Sprintf("outsider-%d", c.keys))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if res.StatusCode < 300 && out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
	if res.StatusCode >= 500 {
		c.t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	return res.StatusCode
}

// order stocks two new items at a warehouse only and orders them.
func (c *outsider) order(warehouse string) wms.OrderID {
	var shelves struct{ Data []wms.Location }
	c.call("GET", "/v1/warehouses/"+warehouse+"/locations?kind=shelf&limit=10", nil, &shelves)
	var lines []wms.OrderLine
	for i, qty := range []int64{3, 40} {
		sku := fmt.Sprintf("%s-item-%d", warehouse, i)
		c.call("PUT", "/v1/items/"+sku, map[string]any{"description": sku, "length_mm": 120, "width_mm": 80, "height_mm": 60, "weight_g": 250}, nil)
		if code := c.call("POST", "/v1/stock/adjustments", wms.Adjustment{Warehouse: wms.WarehouseID(warehouse), Location: shelves.Data[i].ID,
			SKU: wms.SKU(sku), Delta: 100, Reason: "first count"}, nil); code >= 300 {
			c.t.Fatalf("adjustment: %d", code)
		}
		lines = append(lines, wms.OrderLine{SKU: wms.SKU(sku), Qty: qty})
	}
	var o wms.OrderView
	if code := c.call("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "GB", "lat": 51.5, "lon": -0.1, "name": "A. Customer"}, "lines": lines}, &o); code != 201 {
		c.t.Fatalf("order: %d", code)
	}
	if o.Status != wms.OrderPromised || len(o.Promises) != 2 || string(o.Promises[0].Warehouse) != warehouse {
		c.t.Fatalf("order at %s: %+v", warehouse, o)
	}
	return o.ID
}

func (c *outsider) workUntilShipped(warehouse string, id wms.OrderID) {
	c.t.Helper()
	var o wms.OrderView
	for deadline := time.Now().Add(3 * time.Minute); o.Status != wms.OrderShipped; {
		if time.Now().After(deadline) {
			c.t.Fatalf("order %s of %s is %s after 3 minutes", id, warehouse, o.Status)
		}
		var list struct{ Data []wms.Task }
		c.call("GET", "/v1/tasks?status=open", nil, &list)
		for _, task := range list.Data {
			c.work(task.ID)
		}
		if len(list.Data) == 0 {
			time.Sleep(100 * time.Millisecond)
		}
		c.call("GET", "/v1/orders/"+string(id), nil, &o)
	}
	if len(o.Shipments) != 1 || len(o.Shipments[0].SSCC) == 0 {
		c.t.Errorf("order %s shipped without a label: %+v", id, o.Shipments)
	}
}

func (c *outsider) work(id wms.TaskID) {
	var step wms.Step
	if c.call("POST", "/v1/tasks/"+string(id)+"/claim", nil, &step) >= 300 {
		return
	}
	for n := 0; !step.Done; n++ {
		if len(step.Expect) == 0 || n > 50 {
			c.t.Fatalf("task %s does not end: %+v", id, step)
		}
		if code := c.call("POST", "/v1/tasks/"+string(id)+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step); code >= 300 {
			c.t.Fatalf("task %s: scanning %s is refused with %d", id, step.Expect[0], code)
		}
	}
}
