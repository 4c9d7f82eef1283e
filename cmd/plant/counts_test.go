package plant

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// person gives a client with a token of its own: another person.
func (c *client) person(name string, roles ...string) *client {
	c.t.Helper()
	var tok struct{ Secret string }
	req := map[string]any{"name": name, "roles": roles}
	c.nokey("POST", "/v1/tokens", req, &tok)
	return &client{t: c.t, url: c.url, token: tok.Secret, n: 1_000_000 * (len(name) + int(name[len(name)-1]))}
}

func (c *client) nokey(method, path string, body, out any) {
	c.t.Helper()
	keyless := *c
	keyless.keyless = true
	keyless.must(method, path, body, out)
}

func (c *client) settings(w string, set func(s *wms.StockSettings)) {
	c.t.Helper()
	var s wms.StockSettings
	c.must("GET", "/v1/warehouses/"+w+"/stock-settings", nil, &s)
	set(&s)
	c.must("PUT", "/v1/warehouses/"+w+"/stock-settings", s, nil)
}

// shop is what really lies where, as pickers and counters see it.
type shop struct {
	mu sync.Mutex
	at map[wms.LocationID]map[wms.SKU]int64
	// counts of a location that run now, and that ever began
	running, begun map[wms.LocationID]int
	// reach is held by whoever stands at a location, for the moment of a scan
	// and what the hand does with it.
	reach map[wms.LocationID]*sync.Mutex
}

func (s *shop) take(at wms.LocationID, sku wms.SKU, n int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := min(n, s.at[at][sku])
	s.at[at][sku] -= got
	return got
}

func (s *shop) look(at wms.LocationID) map[wms.SKU]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[wms.SKU]int64{}
	for k, n := range s.at[at] {
		if n > 0 {
			out[k] = n
		}
	}
	return out
}

func (s *shop) counts(at wms.LocationID, by int) (running, begun int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[at] += by
	s.begun[at] += max(0, by)
	return s.running[at], s.begun[at]
}

// TestCountingWhileEightClientsPick plants differences at ten locations and
// counts them all, with recounts by a second person, while eight people pick
// orders from the same locations.
func TestCountingWhileEightClientsPick(t *testing.T) {
	p, c := start(t, t.TempDir())
	var locs struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/overseas/locations?kind=shelf&limit=10", nil, &locs)
	rng := rand.New(rand.NewPCG(7, 7))
	s := &shop{at: map[wms.LocationID]map[wms.SKU]int64{}, running: map[wms.LocationID]int{}, begun: map[wms.LocationID]int{}, reach: map[wms.LocationID]*sync.Mutex{}}
	planted := map[wms.SKU]int64{}
	var where []wms.LocationID
	for i, l := range locs.Data {
		sku := wms.SKU(fmt.Sprintf("C-%d", i))
		c.must("PUT", "/v1/items/"+string(sku), map[string]any{"description": "x", "length_mm": 40, "width_mm": 40, "height_mm": 40, "weight_g": 50}, nil)
		c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": l.ID, "sku": sku, "delta": 60, "reason": "opening"}, nil)
		planted[sku] = rng.Int64N(11) - 5 // found more or fewer than the books say
		s.at[l.ID] = map[wms.SKU]int64{sku: 60 + planted[sku]}
		s.reach[l.ID] = &sync.Mutex{}
		where = append(where, l.ID)
	}
	const orders = 40
	for i := range orders {
		c.order(map[string]int{fmt.Sprintf("C-%d", i%10): 1 + i%4, fmt.Sprintf("C-%d", (i+3)%10): 2})
	}
	done := make(chan struct{})
	var people sync.WaitGroup
	var mu sync.Mutex
	blocked, wrong := 0, []string{}
	for i := range 8 {
		picker := c.person(fmt.Sprintf("picker-%d", i), "picker")
		people.Go(func() { picker.pick(s, done, &mu, &blocked, &wrong) })
	}
	var count wms.Count
	c.must("POST", "/v1/counts", wms.NewCount{Warehouse: "overseas", Locations: where}, &count)
	counters := []*client{c.person("counter-a", "picker"), c.person("counter-b", "picker")}
	var counting sync.WaitGroup
	for _, who := range counters {
		counting.Go(func() { who.count(s, count.ID, c) })
	}
	counting.Wait()
	until(t, "all orders are picked", func() bool {
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?warehouse=overseas&kind=pick&limit=1000", nil, &list)
		return len(list.Data) == 0
	})
	close(done)
	people.Wait()
	c.must("GET", "/v1/counts/"+count.ID, nil, &count)
	if count.Status != "done" || count.Open != 0 {
		t.Errorf("count %+v", count)
	}
	for _, w := range wrong {
		t.Error(w)
	}
	for i, l := range where {
		sku := wms.SKU(fmt.Sprintf("C-%d", i))
		var stock struct{ Data []wms.StockRow }
		c.must("GET", "/v1/stock?warehouse=overseas&sku="+string(sku)+"&location="+string(l), nil, &stock)
		have := int64(0)
		for _, r := range stock.Data {
			have += r.OnHand
		}
		if really := s.look(l)[sku]; have != really {
			t.Errorf("%s: the books say %d, %d lie there (planted %+d)", l, have, really, planted[sku])
		}
	}
	t.Logf("%d picks had to wait for the count of their location", blocked)
	checkBooks(t, p)
}

// pick works pick tasks until done. When the location is in count it asks
// again; a refusal must never outlast that location's count.
func (c *client) pick(s *shop, done chan struct{}, mu *sync.Mutex, blocked *int, wrong *[]string) {
	for {
		select {
		case <-done:
			return
		default:
		}
		var item struct {
			Task wms.Task
			Step wms.Step
		}
		code := c.call("POST", "/v1/work/next", map[string]any{"warehouse": "overseas", "kinds": []string{"pick", "induct"}}, &item)
		if code != 200 {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		step := item.Step
		for n := 0; !step.Done && n < 5000; n++ {
			running, begun := s.counts(item.Task.From, 0)
			reach := s.reach[item.Task.From]
			reach.Lock()
			code := c.call("POST", "/v1/tasks/"+string(item.Task.ID)+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step)
			short := false
			if code < 300 && step.Step == "put_unit" { // the item was scanned: now it is in the hand
				if got := s.take(item.Task.From, item.Task.SKU, item.Task.Qty); got < item.Task.Qty {
					s.take(item.Task.From, item.Task.SKU, -got)
					short = true
				}
			}
			reach.Unlock()
			if code == http.StatusConflict {
				if after, since := s.counts(item.Task.From, 0); running+after == 0 && begun == since {
					mu.Lock()
					*wrong = append(*wrong, fmt.Sprintf("pick at %s was refused while nobody counted there", item.Task.From))
					mu.Unlock()
				}
				mu.Lock()
				*blocked++
				mu.Unlock()
				time.Sleep(3 * time.Millisecond)
				if c.gone(item.Task.ID) {
					break
				}
				continue
			}
			if code >= 300 {
				break
			}
			if short {
				c.must("POST", "/v1/tasks/"+string(item.Task.ID)+"/exception", map[string]any{"code": "not_found"}, nil)
				break
			}
		}
	}
}

func (c *client) gone(id wms.TaskID) bool {
	var it struct{ Task wms.Task }
	c.must("GET", "/v1/tasks/"+string(id), nil, &it)
	return it.Task.Status != wms.TaskAssigned
}

// count works count tasks of a count until it is done: blind, item by item,
// slowly enough that picks happen meanwhile.
func (c *client) count(s *shop, id string, boss *client) {
	for {
		var now wms.Count
		boss2 := &client{t: c.t, url: boss.url, token: boss.token}
		boss2.must("GET", "/v1/counts/"+id, nil, &now)
		if now.Status != "open" {
			return
		}
		var item struct {
			Task wms.Task
			Step wms.Step
		}
		if code := c.call("POST", "/v1/work/next", map[string]any{"warehouse": "overseas", "kinds": []string{"count"}}, &item); code != 200 {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		at, path := item.Task.From, "/v1/tasks/"+string(item.Task.ID)+"/confirm"
		var step wms.Step
		s.counts(at, 1)
		s.reach[at].Lock()
		c.must("POST", path, wms.Confirmation{Scans: []string{string(at)}}, &step)
		s.reach[at].Unlock()
		if len(step.Expect) != 1 || step.Step != "count_item" {
			c.t.Errorf("a blind count shows %+v", step)
		}
		found := s.look(at)
		time.Sleep(20 * time.Millisecond)
		for sku, n := range found {
			c.must("POST", path, wms.Confirmation{Scans: []string{string(sku)}, Qty: &n}, &step)
		}
		if again := s.look(at); fmt.Sprint(again) != fmt.Sprint(found) {
			c.t.Errorf("units left %s while it was counted: %v, then %v", at, found, again)
		}
		c.must("POST", path, wms.Confirmation{Scans: []string{string(at)}}, &step)
		if step.Step == "confirm_empty" {
			c.must("POST", path, wms.Confirmation{Scans: []string{string(at)}}, &step)
		}
		s.counts(at, -1)
	}
}
