package plant

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

type replanned struct {
	Orders     int
	CostBefore float64 `json:"cost_before"`
	CostAfter  float64 `json:"cost_after"`
	LowerBound float64 `json:"lower_bound"`
	Gap        float64
	Moved      []string
	Skipped    []wms.SkippedMove
}

func asleep(o *Options) { // nothing is released
	for _, w := range o.Network.Warehouses {
		w.Flow.OpenOrders = 0
	}
}

func (c *client) orderNow(t *testing.T, id string) wms.OrderView {
	t.Helper()
	var o wms.OrderView
	c.must("GET", "/v1/orders/"+id, nil, &o)
	return o
}

func (c *client) buyFrom(country string, lat, lon float64, lines ...map[string]any) string {
	c.t.Helper()
	var o wms.OrderView
	c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": country, "lat": lat, "lon": lon}, "lines": lines}, &o)
	return string(o.ID)
}

// TestReplanMovesPromises: an order that only the warehouse overseas could
// serve is served from nearby when stock comes there; nothing else changes,
// and its old units can be promised to others.
func TestReplanMovesPromises(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.stockUp("overseas", "MV", 3)
	c.stockUp("overseas", "MV-2", 3)
	far := c.buyFrom("GB", 51.5, -0.12, map[string]any{"sku": "MV", "qty": 2}, map[string]any{"sku": "MV-2", "qty": 1})
	eu := c.buyFrom("DE", 52.5, 13.4, map[string]any{"sku": "MV", "qty": 1})
	c.stockUp("front", "MV", 5)
	c.stockUp("front", "MV-2", 5)
	var r replanned
	c.must("POST", "/v1/allocations/replan", nil, &r)
	if r.Orders != 2 || len(r.Moved) != 1 || r.Moved[0] != far || r.CostAfter >= r.CostBefore || r.LowerBound > r.CostAfter+1e-6 {
		t.Errorf("replan: %+v", r)
	}
	if o := c.orderNow(t, far); len(o.Promises) != 2 || o.Promises[0].Warehouse != "front" || o.Promises[1].Warehouse != "front" || o.Status != wms.OrderPromised {
		t.Errorf("moved order: %+v", o)
	}
	if o := c.orderNow(t, eu); o.Promises[0].Warehouse != "overseas" {
		t.Errorf("order of the continent: %+v", o)
	}
	wantPromised(t, p, "MV", 3)
	if got := c.orderNow(t, c.buyFrom("DE", 52.5, 13.4, map[string]any{"sku": "MV", "qty": 2})).Promises[0].Warehouse; got != "overseas" {
		t.Errorf("freed units are promised from %s", got)
	}
	c.must("POST", "/v1/allocations/replan", nil, &r)
	if len(r.Moved)+len(r.Skipped) != 0 || r.CostAfter != r.CostBefore {
		t.Errorf("a second replan: %+v", r)
	}
}

// TestReplanMakesRoom: an order gets the units that another one of the same
// plan gives up first.
func TestReplanMakesRoom(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.stockUp("front", "RM", 1)
	first := c.buyFrom("DE", 52.5, 13.4, map[string]any{"sku": "RM", "qty": 1})
	c.stockUp("overseas", "RM", 1)
	second := c.buyFrom("GB", 51.5, -0.12, map[string]any{"sku": "RM", "qty": 1})
	c.stockUp("overseas", "RM", 1)
	var r replanned
	c.must("POST", "/v1/allocations/replan", nil, &r)
	if a, b := c.orderNow(t, first).Promises[0].Warehouse, c.orderNow(t, second).Promises[0].Warehouse; a != "overseas" || b != "front" || len(r.Moved) != 2 {
		t.Errorf("the continent is served from %s, London from %s: %+v", a, b, r)
	}
	wantPromised(t, p, "RM", 2)
}

// TestReplanCancelledMeanwhile: a move whose order is cancelled before the
// warehouse answers holds nothing afterwards.
func TestReplanCancelledMeanwhile(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.stockUp("overseas", "CX", 2)
	id := c.buyFrom("GB", 51.5, -0.12, map[string]any{"sku": "CX", "qty": 2})
	c.stockUp("front", "CX", 2)
	snap, err := view(p, func(r store.Reader) (*orders.Snapshot, error) { return p.Book.TakeSnapshot(r, p.Clock.Now(), 10) })
	if err != nil {
		t.Fatal(err)
	}
	plan, err := allocation.Batch(snap.Problem, allocation.Options{Work: 1000})
	if err != nil {
		t.Fatal(err)
	}
	res, err := p.do(t.Context(), store.Network, "test.move", func(tx store.Tx) error {
		changes := snap.Changes(plan)
		if len(changes) != 1 {
			t.Errorf("%d changes", len(changes))
		}
		for _, ch := range changes {
			if why, err := p.Book.Apply(tx, ch); err != nil || why != orders.Applied {
				t.Errorf("apply: %s %v", why, err)
			}
		}
		_, err := p.Book.Cancel(tx, wms.OrderID(id))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p.settle(t.Context(), res)
	for range 3 { // there, the answer, and what it sets off
		if err := p.Store.Settled(t.Context(), p.Store.Seq()); err != nil {
			t.Fatal(err)
		}
	}
	wantPromised(t, p, "CX", 0)
	if o := c.orderNow(t, id); o.Status != wms.OrderCancelled {
		t.Errorf("order: %+v", o)
	}
}

// TestReplanUnderClients: 64 clients order the last units of twelve items
// from three warehouses, some cancel, the floor releases what it can, and a
// replan runs every 100 ms. Nothing is oversold, and each order has exactly
// the promises that it was told, one consistent set of them.
func TestReplanUnderClients(t *testing.T) {
	p, c := startWith(t, t.TempDir(), func(o *Options) {
		for _, w := range o.Network.Warehouses {
			w.Flow.OpenOrders = 3
		}
	})
	const items, each = 12, 4
	for i := range items {
		c.stockUp("overseas", fmt.Sprintf("LU-%d", i), 2*each)
	}
	stop := make(chan struct{})
	var moved atomic.Int64
	var replans sync.WaitGroup
	replans.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
			}
			var r replanned
			if code := c.send(t, "/v1/allocations/replan", fmt.Sprintf("replan-%d", n), nil, &r); code != http.StatusOK {
				t.Errorf("replan %d: status %d", n, code)
			}
			moved.Add(int64(len(r.Moved)))
		}
	})
	var mu sync.Mutex
	placed, dropped := map[string]int64{}, map[string]bool{}
	var clients sync.WaitGroup
	for k := range 64 {
		clients.Go(func() {
			for n := range 4 {
				to := []map[string]any{{"country": "GB", "lat": 51.5, "lon": -0.12}, {"country": "DE", "lat": 52.5, "lon": 13.4}, {"country": "GB"}}[(k+n)%3]
				a, b := (k*7+n*5)%items, (k*7+n*5+1+k%5)%items
				var o wms.OrderView
				code := c.send(t, "/v1/orders", fmt.Sprintf("lu-%d-%d", k, n), map[string]any{"ship_to": to, "allow_backorder": false,
					"lines": []map[string]any{{"sku": fmt.Sprintf("LU-%d", a), "qty": 1}, {"sku": fmt.Sprintf("LU-%d", b), "qty": 1}}}, &o)
				if code != http.StatusCreated && code != http.StatusConflict {
					t.Errorf("client %d: status %d", k, code)
				}
				if code != http.StatusCreated {
					continue
				}
				mu.Lock()
				placed[string(o.ID)] = 2
				mu.Unlock()
				if k%4 == 0 {
					code := c.send(t, "/v1/orders/"+string(o.ID)+"/cancel", fmt.Sprintf("cx-%d-%d", k, n), nil, nil)
					mu.Lock()
					dropped[string(o.ID)] = code == http.StatusOK
					mu.Unlock()
				}
			}
		})
	}
	for i := range items { // nearer to most of them
		c.stockUp([]string{"central", "front"}[i%2], fmt.Sprintf("LU-%d", i), each)
	}
	clients.Wait()
	for i := range items { // now what is left in overseas for London can move, however the clients' race went
		c.stockUp("front", fmt.Sprintf("LU-%d", i), 2*each)
	}
	for wait := time.Now().Add(time.Minute); moved.Load() == 0 && time.Now().Before(wait); {
		time.Sleep(50 * time.Millisecond)
	}
	close(stop)
	replans.Wait()
	t.Logf("%d orders, %d cancelled, %d moved", len(placed), len(dropped), moved.Load())
	if moved.Load() == 0 {
		t.Error("no replan moved anything: nothing was tried")
	}
	if err := p.Store.Settled(t.Context(), p.Store.Seq()); err != nil {
		t.Fatal(err)
	}
	for id, want := range placed {
		o := c.orderNow(t, id)
		if o.Status == wms.OrderCancelled && dropped[id] {
			continue
		}
		have := map[int]int64{}
		for _, pr := range o.Promises {
			have[pr.Line] += pr.Qty
		}
		if have[1] != 1 || have[2] != 1 || int64(len(have)) != want {
			t.Errorf("order %s: %+v", id, o)
		}
	}
	err := p.Store.View(func(r store.Reader) error {
		if _, err := orders.Check(r); err != nil {
			return err
		}
		return orders.EachSupply(r, "", func(sku wms.SKU, w wms.WarehouseID, s orders.Stock) (bool, error) {
			if s.Promised > s.Supply || s.Promised < 0 || s.Asked != 0 {
				t.Errorf("%s at %s: %+v", sku, w, s)
			}
			return true, nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}

// send is call for many goroutines.
func (c *client) send(t *testing.T, path, key string, body, out any) int {
	raw := []byte{}
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			t.Error(err)
			return 0
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+path, bytes.NewReader(raw))
	if err != nil {
		t.Error(err)
		return 0
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer res.Body.Close()
	if out != nil && res.StatusCode < 300 {
		if err := json.NewDecoder(res.Body).Decode(out); err != nil {
			t.Error(err)
		}
	}
	return res.StatusCode
}
