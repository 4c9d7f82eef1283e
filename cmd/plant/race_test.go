package plant

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// crowd sends n requests by 32 clients at once and gives each one's status.
func crowd(t *testing.T, c *client, n int, body func(i int) map[string]any) []int {
	t.Helper()
	status := make([]int, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				raw, err := json.Marshal(body(i))
				if err != nil {
					t.Error(err)
					return
				}
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+"/v1/orders", strings.NewReader(string(raw)))
				if err != nil {
					t.Error(err)
					return
				}
				req.Header.Set("Authorization", "Bearer "+c.token)
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				status[i] = res.StatusCode
				if err := res.Body.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	return status
}

func (c *client) stockUp(warehouse, sku string, qty int) {
	c.t.Helper()
	c.must("PUT", "/v1/items/"+sku, map[string]any{"description": sku}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": warehouse, "location": firstShelf(c, warehouse), "sku": sku,
		"delta": qty, "reason": "test"}, nil)
}

// TestFifteenUnitsFortyBuyers: 32 clients want the last 15 units, spread over
// three warehouses, in 40 orders of one: exactly 15 get them, in each of ten
// rounds.
func TestFifteenUnitsFortyBuyers(t *testing.T) {
	p, c := start(t, t.TempDir())
	for round := range 10 {
		sku := fmt.Sprintf("RACE-%d", round)
		for w, qty := range map[string]int{"central": 4, "front": 5, "overseas": 6} {
			c.stockUp(w, sku, qty)
		}
		got := map[int]int{}
		for _, s := range crowd(t, c, 40, func(int) map[string]any {
			return map[string]any{"ship_to": map[string]any{"country": "GB"}, "allow_backorder": false,
				"lines": []map[string]any{{"sku": sku, "qty": 1}}}
		}) {
			got[s]++
		}
		if got[http.StatusCreated] != 15 || got[http.StatusConflict] != 25 {
			t.Errorf("round %d: %v", round, got)
		}
		wantPromised(t, p, sku, 15)
	}
}

func wantPromised(t *testing.T, p *Plant, sku string, want int64) {
	t.Helper()
	have := int64(0)
	err := p.Store.View(func(r store.Reader) error {
		return orders.EachSupply(r, wms.SKU(sku), func(_ wms.SKU, w wms.WarehouseID, s orders.Stock) (bool, error) {
			if s.Promised > s.Supply || s.Promised < 0 {
				t.Errorf("%s at %s: %+v", sku, w, s)
			}
			have += s.Promised
			return true, nil
		})
	})
	if err != nil || have != want {
		t.Errorf("%d of %s promised, want %d (%v)", have, sku, want, err)
	}
}

// TestOppositeOrdersDoNotMeet: orders that share two items name them in
// opposite orders. Nobody waits for ever, nothing is negative, and those who
// were refused hold nothing.
func TestOppositeOrdersDoNotMeet(t *testing.T) {
	p, c := start(t, t.TempDir())
	for round := range 10 {
		a, b := fmt.Sprintf("OPP-A%d", round), fmt.Sprintf("OPP-B%d", round)
		c.stockUp("overseas", a, 15)
		c.stockUp("central", a, 8)
		c.stockUp("overseas", b, 30)
		accepted := int64(0)
		for i, s := range crowd(t, c, 40, func(i int) map[string]any {
			lines := []map[string]any{{"sku": a, "qty": 2}, {"sku": b, "qty": 1}}
			if i%2 == 1 {
				lines[0], lines[1] = lines[1], lines[0]
			}
			return map[string]any{"ship_to": map[string]any{"country": "GB"}, "allow_backorder": false, "lines": lines}
		}) {
			switch s {
			case http.StatusCreated:
				accepted++
			case http.StatusConflict:
			default:
				t.Errorf("round %d, order %d: status %d", round, i, s)
			}
		}
		if accepted != 11 { // 23 of the first item in twos
			t.Errorf("round %d: %d accepted", round, accepted)
		}
		wantPromised(t, p, a, 2*accepted)
		wantPromised(t, p, b, accepted)
	}
}
