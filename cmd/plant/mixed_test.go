package plant

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/simulator/check"
	"github.com/aisle-wms/aisle/simulator/opening"
	"github.com/aisle-wms/aisle/simulator/people"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// sortingSite is the small site with six chutes for orders beside the two for
// totes, and people who do all the work.
func newSortingSite(t *testing.T) *beltSite {
	chutes := `        - {number: 2, location: C2, routes: [far], x_mm: 22000, y_mm: 6000, belt_mm: 8000, capacity: 10}
`
	for n := 3; n <= 8; n++ {
		chutes += fmt.Sprintf("        - {number: %d, location: C%d, x_mm: %d, y_mm: 6000, belt_mm: %d, capacity: 5}\n", n, n, 22000+500*n, 8000+800*n)
	}
	return newBeltSite(t, [2]string{`        - {number: 2, location: C2, routes: [far], x_mm: 22000, y_mm: 6000, belt_mm: 8000, capacity: 10}
`, chutes}, [2]string{"chutes: [1, 2]", "chutes: [1, 2, 3, 4, 5, 6, 7, 8]"}, [2]string{"open_orders: 5", "open_orders: 30"},
		[2]string{"shipments_per_day: 10, items: 3", "shipments_per_day: 100, items: 30"},
		[2]string{"work: [pick, pack], place: TOTES, simulated: true}", `work: [pick, induct, putaway, reject], place: TOTES, simulated: true}
  - {id: bob, name: Bob, badge: B-bob, pin: "1234", roles: [picker], work: [pick, induct, putaway, reject], place: TOTES, simulated: true}
  - {id: cleo, name: Cleo, badge: B-cleo, pin: "1234", roles: [picker], work: [pack], place: B1, simulated: true}
  - {id: dan, name: Dan, badge: B-dan, pin: "1234", roles: [picker, receiver], work: [load], place: STAGE, simulated: true}`})
}

// lay puts goods on a shelf: so many by the books, and so many really.
func (s *beltSite) lay(shelf wms.LocationID, sku string, booked, really int64) {
	s.t.Helper()
	s.client.must("PUT", "/v1/items/"+sku, obj{"description": sku, "length_mm": 120, "width_mm": 80, "height_mm": 60, "weight_g": 300}, nil)
	s.client.must("POST", "/v1/stock/adjustments", obj{"warehouse": "one", "location": shelf, "sku": sku, "delta": booked, "reason": "test"}, nil)
	if err := s.twin.World.Update(func(tx *world.Tx) error {
		return tx.AddLoose(opening.PlaceID("one", string(shelf)), sku, really)
	}); err != nil {
		s.t.Fatal(err)
	}
}

// play lets the people work until the test ends, or lends its own hands to
// whoever works over HTTP.
func (s *beltSite) play(work func(context.Context, people.Config, *world.World) error) {
	ctx, cancel := context.WithCancel(context.Background())
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("BELT_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	ended := make(chan error, 1)
	go func() {
		ended <- work(ctx, people.Config{URL: s.client.url, Token: s.client.token, Network: s.net, Speed: 20 * beltSpeed, Seed: 1, IdleEvery: 50 * time.Millisecond, Logger: log}, s.twin.World)
	}()
	s.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Error(err)
		}
	})
}

// differ lists what the building and the books do not agree in.
func (s *beltSite) differ() (out []string) {
	s.t.Helper()
	journal, err := check.CountJournal(s.plant.Store.Records)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.plant.Store.View(func(r store.Reader) error {
		rep, err := check.Compare(r, s.net, s.twin.World, check.Options{Journal: journal})
		out = rep.Violations
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// TestBatchThenSort: a wave of ten orders that share three items is picked
// without parting it, laid on the sorter of the twin unit by unit, gathered in
// a chute for each order, packed and shipped. One order is cancelled on the
// way, and of one item two units fewer are there than the books say.
func TestBatchThenSort(t *testing.T) {
	s := newSortingSite(t)
	c := s.client
	const path = "/v1/warehouses/one/pick-policies"
	sorted := obj{"version": 0, "areas": []obj{{"area": "S", "mode": "sort", "max_lines": 20}}}
	c.refused("no_order_chutes", "PUT", path, sorted)
	c.refused("invalid_field", "PUT", "/v1/sorters/sorter-1/chutes/3", obj{"orders": true, "routes": []string{"near"}})
	for n := 3; n <= 8; n++ {
		c.must("PUT", fmt.Sprintf("/v1/sorters/sorter-1/chutes/%d", n), obj{"orders": true}, nil)
	}
	c.must("PUT", path, sorted, nil)
	c.must("PUT", "/v1/warehouses/one/settings", obj{"release": "waves"}, nil)
	h, err := s.plant.House("one")
	if err != nil {
		t.Fatal(err)
	}
	shelves := h.Site.Of(wms.KindShelf)
	s.lay(shelves[0], "A", 40, 40)
	s.lay(shelves[5], "B", 40, 40)
	s.lay(shelves[9], "C", 6, 4) // what the first six orders want
	s.lay(shelves[10], "C", 5, 5)
	var orders []wms.OrderID
	for i := range 10 {
		lines := []obj{{"sku": "A", "qty": 1 + i%3}, {"sku": "C", "qty": 1}}
		if i%2 == 0 {
			lines = append(lines, obj{"sku": "B", "qty": 2})
		}
		var o wms.OrderView
		c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "Home"}, "lines": lines}, &o)
		orders = append(orders, o.ID)
	}
	var w wms.Wave
	until(t, "the wave is planned", func() bool {
		return c.call("POST", "/v1/waves", obj{"warehouse": "one", "name": "ten", "orders": orders, "release": true}, &w) == 201
	})
	now := func() (v wms.WaveView) {
		c.must("GET", "/v1/waves/"+w.ID, nil, &v)
		return v
	}
	until(t, "all are on the floor", func() bool { return now().States[wms.ShipmentReleased] == 10 })
	s.play(people.Run)

	// Never more shipments than chutes are being sorted, and never two in one.
	most := 0
	look := func() (holding int) {
		var list struct{ Data []wms.SorterChute }
		c.must("GET", "/v1/sorters/sorter-1/chutes", nil, &list)
		seen := map[wms.ShipmentID]bool{}
		for _, x := range list.Data {
			if x.Holds == "" {
				continue
			}
			if holding++; seen[x.Holds] || !x.Orders {
				t.Errorf("chutes %+v", list.Data)
			}
			seen[x.Holds] = true
		}
		return holding
	}
	gone := orders[9]
	until(t, "the last order is being picked", func() bool {
		most = max(most, look())
		at := c.status(gone)
		return at != wms.OrderPromised && at != wms.OrderReleased
	})
	cancelled := c.call("POST", "/v1/orders/"+string(gone)+"/cancel", nil, nil) < 300 // or it is on its truck already
	until(t, "the wave is done", func() bool { most = max(most, look()); return now().Status == wms.WaveDone })
	until(t, "nothing is left to do", func() bool {
		for _, status := range []string{"open", "assigned", "waiting"} {
			var list struct{ Data []wms.Task }
			if c.must("GET", "/v1/tasks?warehouse=one&status="+status, nil, &list); len(list.Data) > 0 {
				return false
			}
		}
		return true
	})
	if most < 2 || look() != 0 {
		t.Errorf("%d chutes held an order at once, %d still do", most, look())
	}
	var as [3]int // shipped, cancelled, told short
	for _, id := range orders {
		switch at := c.status(id); at {
		case wms.OrderShipped:
			as[0]++
		case wms.OrderCancelled:
			as[1]++
		case wms.OrderPartlyShipped:
			as[2]++
		default:
			t.Errorf("order %s is %s", id, at)
		}
	}
	want := [3]int{8, 1, 1}
	if !cancelled {
		want = [3]int{9, 0, 1}
	}
	if as != want {
		t.Errorf("shipped, cancelled, short: %v, want %v", as, want)
	}
	var cmp wms.PickComparison
	c.must("POST", path+"/compare", obj{"area": "S", "pickers": 2, "candidates": []obj{{"mode": "cluster"}}}, &cmp)
	if r := cmp.Results; len(r) != 2 || r[0].SortS < 4*20 || r[0].LinesPerHour <= 0 || r[1].SortS != 0 || r[1].LinesPerHour <= 0 {
		t.Errorf("compared: %+v", cmp)
	}
	diverts := 0
	var left []string
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if left = s.differ(); len(left) == 0 {
			break
		}
	}
	for _, v := range left {
		t.Error(v)
	}
	var events struct{ Data []wms.Published }
	c.must("GET", "/v1/events?after=0&limit=1000", nil, &events)
	for _, e := range events.Data {
		if e.Type == "sorter.diverted" {
			diverts++
		}
	}
	if diverts < 20 {
		t.Errorf("%d units went over the sorter", diverts)
	}
}

// guest does all work that is open, scanning what is expected, until done.
func (s *beltSite) guest(done func() bool) {
	s.t.Helper()
	c := s.client
	until(s.t, "the guest has done it all", func() bool {
		var list, mine struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=assigned&warehouse=one", nil, &mine)
		c.must("GET", "/v1/tasks?status=open&warehouse=one", nil, &list)
		for _, t := range append(mine.Data, list.Data...) {
			var step wms.Step
			if c.call("POST", "/v1/tasks/"+string(t.ID)+"/claim", nil, &step) >= 300 {
				continue
			}
			for n := 0; !step.Done && n < 50; n++ {
				c.must("POST", "/v1/tasks/"+string(t.ID)+"/confirm", wms.Confirmation{Scans: step.Expect[:1]}, &step)
			}
		}
		return done()
	})
}

// TestBatchThenSortByAGuest: somebody who is not played does the same over
// HTTP, with the sorter running and, for the last order, out of service; the
// building follows.
func TestBatchThenSortByAGuest(t *testing.T) {
	s := newSortingSite(t)
	c := s.client
	for n := 3; n <= 5; n++ {
		c.must("PUT", fmt.Sprintf("/v1/sorters/sorter-1/chutes/%d", n), obj{"orders": true}, nil)
	}
	c.must("PUT", "/v1/warehouses/one/pick-policies", obj{"version": 0, "areas": []obj{{"area": "S", "mode": "sort"}}}, nil)
	h, err := s.plant.House("one")
	if err != nil {
		t.Fatal(err)
	}
	s.lay(h.Site.Of(wms.KindShelf)[0], "A", 20, 20)
	s.play(people.ActAsHands)
	buy := func(qty int) wms.OrderID {
		var o wms.OrderView
		c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "Home"}, "lines": []obj{{"sku": "A", "qty": qty}}}, &o)
		return o.ID
	}
	a, b := buy(2), buy(1)
	s.guest(func() bool { return c.status(a) == wms.OrderShipped && c.status(b) == wms.OrderShipped })
	c.must("POST", "/v1/devices/sorter-1/out-of-service", obj{"reason": "belt torn"}, nil)
	byHand := buy(2)
	s.guest(func() bool { return c.status(byHand) == wms.OrderShipped })
	until(t, "the building and the books agree", func() bool { return len(s.differ()) == 0 })
}
