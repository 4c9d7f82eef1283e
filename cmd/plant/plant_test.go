package plant

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// client drives a plant over HTTP as an outsider would: with the admin's
// token and what the contract says, nothing else.
type client struct {
	t     *testing.T
	url   string
	token string
	n     int
	// keyless sends no Idempotency-Key.
	keyless bool
}

func (c *client) call(method, path string, body any, out any) int {
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
	if method != http.MethodGet && !c.keyless {
		c.n++
		req.Header.Set("Idempotency-Key", fmt.Sprintf("%s-%d", c.t.Name(), c.n))
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
	if out != nil && res.StatusCode < 300 && len(raw) > 0 {
		if err := json.Unmarshal(raw, out); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
	if res.StatusCode >= 500 {
		c.t.Errorf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	if out == nil && res.StatusCode >= 300 {
		c.t.Logf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	return res.StatusCode
}

func (c *client) must(method, path string, body any, out any) {
	c.t.Helper()
	if code := c.call(method, path, body, out); code >= 300 {
		c.t.Fatalf("%s %s: %d", method, path, code)
	}
}

// start runs a plant of the demo network without its machines.
func start(t *testing.T, dir string) (*Plant, *client) {
	t.Helper()
	return startWith(t, dir)
}

func startWith(t *testing.T, dir string, change ...func(*Options)) (*Plant, *client) {
	t.Helper()
	return startPrepared(t, dir, func(*Plant) {}, change...)
}

// startPrepared lets a test add machines before the plant runs.
func startPrepared(t *testing.T, dir string, prepare func(*Plant), change ...func(*Options)) (*Plant, *client) {
	t.Helper()
	p, c, _ := startStoppable(t, dir, prepare, change...)
	return p, c
}

// startStoppable is startPrepared with a way to end the plant before the test
// does.
func startStoppable(t *testing.T, dir string, prepare func(*Plant), change ...func(*Options)) (_ *Plant, _ *client, stop func()) {
	t.Helper()
	net, err := config.Demo()
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Network: net, Dir: dir, Speed: 10, Logger: slog.New(slog.DiscardHandler), PINMemoryKiB: 64}
	for _, c := range change {
		c(&o)
	}
	p, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	prepare(p)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	srv := httptest.NewServer(p.Handler(fstest.MapFS{"index.html": {Data: []byte("<html>")}}))
	stop = sync.OnceFunc(func() {
		srv.Close()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		checkBooks(t, p)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	token, err := os.ReadFile(p.TokenFile())
	if err != nil {
		t.Fatal(err)
	}
	return p, &client{t: t, url: srv.URL, token: strings.TrimSpace(string(token))}, stop
}

func checkBooks(t *testing.T, p *Plant) {
	t.Helper()
	err := p.Store.View(func(r store.Reader) error {
		for _, h := range p.Houses {
			if _, err := ledger.Check(r, h.Partition()); err != nil {
				return err
			}
			if _, err := tasks.Check(r, h.Partition()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Errorf("the books are wrong: %v", err)
	}
}

// workAll does all work of a warehouse as a person without a plan would:
// takes any open task and scans what is expected, until nothing is open.
func (c *client) workAll(warehouse string, until func() bool) {
	c.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !until() {
		if time.Now().After(deadline) {
			c.t.Fatalf("not done after 20 s")
		}
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=open&warehouse="+warehouse, nil, &list)
		if len(list.Data) == 0 {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		for _, t := range list.Data {
			var step wms.Step
			if c.call("POST", "/v1/tasks/"+string(t.ID)+"/claim", nil, &step) >= 300 {
				continue
			}
			for n := 0; !step.Done; n++ {
				if n > 50 || len(step.Expect) == 0 {
					c.t.Fatalf("task %s does not end: %+v", t.ID, step)
				}
				c.must("POST", "/v1/tasks/"+string(t.ID)+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step)
			}
		}
	}
}

func TestOrderShipsFromShelfToCustomer(t *testing.T) {
	_, c := start(t, t.TempDir())
	for i := range 5 {
		sku := fmt.Sprintf("SKU-%d", i)
		c.must("PUT", "/v1/items/"+sku, map[string]any{"description": sku, "length_mm": 100, "width_mm": 80, "height_mm": 50, "weight_g": 300}, nil)
		var locs struct{ Data []wms.Location }
		c.must("GET", "/v1/warehouses/overseas/locations?kind=shelf&limit=20", nil, &locs)
		c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": locs.Data[i].ID, "sku": sku, "delta": 50, "reason": "test"}, nil)
	}
	order := map[string]any{"ship_to": map[string]any{"country": "Germany", "name": "Erika Mustermann"},
		"lines": []map[string]any{{"sku": "SKU-0", "qty": 3}, {"sku": "SKU-1", "qty": 50}, {"sku": "SKU-2", "qty": 1}, {"sku": "SKU-0", "qty": 2}}}
	var o wms.OrderView
	c.must("POST", "/v1/orders", order, &o)
	if o.Status != wms.OrderPromised || len(o.Promises) != 4 {
		t.Fatalf("order %+v", o)
	}
	c.workAll("overseas", func() bool {
		c.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
		return o.Status == wms.OrderShipped
	})
	if len(o.Shipments) != 1 || len(o.Shipments[0].SSCC) == 0 {
		t.Errorf("shipments %+v", o.Shipments)
	}
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?sku=SKU-0", nil, &stock)
	onHand, reserved := int64(0), int64(0)
	for _, r := range stock.Data {
		onHand, reserved = onHand+r.OnHand, reserved+r.Reserved
	}
	if onHand != 45 || reserved != 0 {
		t.Errorf("45 on hand and none reserved expected, have %d and %d: %+v", onHand, reserved, stock.Data)
	}
}

func firstShelf(c *client, w string) string {
	var locs struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/"+w+"/locations?kind=shelf&limit=1", nil, &locs)
	return string(locs.Data[0].ID)
}

func TestCancelGivesEverythingBack(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/C", map[string]any{"description": "c"}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": firstShelf(c, "overseas"), "sku": "C", "delta": 10, "reason": "test"}, nil)
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "lines": []map[string]any{{"sku": "C", "qty": 4}}}, &o)
	c.must("POST", "/v1/orders/"+string(o.ID)+"/cancel", nil, &o)
	if o.Status != wms.OrderCancelled {
		t.Fatalf("order %+v", o)
	}
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?sku=C", nil, &stock)
	available := int64(0)
	for _, r := range stock.Data {
		available += r.Available
	}
	if available != 10 {
		t.Errorf("10 available expected, have %d: %+v", available, stock.Data)
	}
	if code := c.call("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "allow_backorder": false,
		"lines": []map[string]any{{"sku": "C", "qty": 10}}}, nil); code != 201 {
		t.Errorf("the 10 units can't be ordered again: %d", code)
	}
}

func TestLossFreesTheLatestPromise(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/L", map[string]any{"description": "l"}, nil)
	shelf := firstShelf(c, "overseas")
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "L", "delta": 10, "reason": "test"}, nil)
	var first, second wms.OrderView
	for _, o := range []*wms.OrderView{&first, &second} {
		c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "lines": []map[string]any{{"sku": "L", "qty": 5}}}, o)
	}
	var adjusted wms.Adjusted
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "L", "delta": -3, "reason": "broken"}, &adjusted)
	if len(adjusted.Freed) == 0 || adjusted.Freed[0].Order != second.ID {
		t.Errorf("the second order's promise should be freed, have %+v", adjusted.Freed)
	}
	c.must("GET", "/v1/orders/"+string(first.ID), nil, &first)
	c.must("GET", "/v1/orders/"+string(second.ID), nil, &second)
	if second.Status != wms.OrderPartlyPromised && second.Status != wms.OrderBackordered {
		t.Errorf("second order is %s", second.Status)
	}
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "L", "delta": 3, "reason": "found"}, nil)
	c.workAll("overseas", func() bool {
		c.must("GET", "/v1/orders/"+string(first.ID), nil, &first)
		c.must("GET", "/v1/orders/"+string(second.ID), nil, &second)
		return first.Status == wms.OrderShipped && second.Status == wms.OrderShipped
	})
}
