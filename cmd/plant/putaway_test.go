package plant

import (
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// deliver receives lines at the overseas site's dock, to be put away.
func (c *client) deliver(lines ...obj) {
	c.t.Helper()
	var r wms.Receipt
	c.must("POST", "/v1/receipts", obj{"warehouse": "overseas", "supplier": "ACME", "lines": []obj{}}, &r)
	for _, l := range lines {
		c.must("POST", "/v1/receipts/"+string(r.ID)+"/lines", l, nil)
	}
}

// putaways waits until n put-away tasks are open.
func (c *client) putaways(n int) []wms.Task {
	c.t.Helper()
	var list struct{ Data []wms.Task }
	for range 400 {
		c.must("GET", "/v1/tasks?kind=putaway&status=open&warehouse=overseas", nil, &list)
		if len(list.Data) == n {
			return list.Data
		}
		time.Sleep(25 * time.Millisecond)
	}
	c.t.Fatalf("%d put-away tasks open, want %d: %+v", len(list.Data), n, list.Data)
	return nil
}

// scan claims a task and confirms scans one by one.
func (c *client) scan(t wms.Task, scans ...string) (s wms.Step) {
	c.t.Helper()
	c.must("POST", "/v1/tasks/"+string(t.ID)+"/claim", nil, &s)
	for _, x := range scans {
		c.must("POST", "/v1/tasks/"+string(t.ID)+"/confirm", wms.Confirmation{Scans: []string{x}}, &s)
	}
	return s
}

func (c *client) at(sku string) map[wms.LocationID]int64 {
	c.t.Helper()
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?sku="+sku, nil, &stock)
	out := map[wms.LocationID]int64{}
	for _, r := range stock.Data {
		if r.Location != nil {
			out[*r.Location] += r.OnHand
		}
	}
	return out
}

func (c *client) shelves(n int) []wms.Location {
	c.t.Helper()
	var locs struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/overseas/locations?kind=shelf&limit=1000", nil, &locs)
	return locs.Data[:n]
}

func TestPutAwayByTheRules(t *testing.T) {
	p, c := start(t, t.TempDir())
	for _, sku := range []string{"A", "B"} {
		c.must("PUT", "/v1/items/"+sku, obj{"class": "A", "length_mm": 100, "width_mm": 100, "height_mm": 100, "weight_g": 500}, nil)
	}
	c.deliver(obj{"sku": "A", "qty": 4})
	first := c.putaways(1)[0]
	if first.From == "" || first.To == "" || first.Qty != 4 {
		t.Fatalf("task %+v", first)
	}
	c.refused("not_claimed", "POST", "/v1/tasks/"+string(first.ID)+"/confirm", wms.Confirmation{Scans: []string{"A"}})
	if s := c.scan(first, "A"); s.Step != "scan_place" || !slices.Contains(s.Expect, string(first.To)) {
		t.Fatalf("step %+v", s)
	}
	c.refused("wrong_scan", "POST", "/v1/tasks/"+string(first.ID)+"/confirm", wms.Confirmation{Scans: []string{"NOWHERE"}})
	c.scan(first, string(first.To))
	if at := c.at("A"); at[first.To] != 4 || len(at) != 1 {
		t.Fatalf("stock %v, want 4 at %s", at, first.To)
	}
	// The same item joins it; another one goes elsewhere.
	c.deliver(obj{"sku": "A", "qty": 2}, obj{"sku": "B", "qty": 3})
	for _, x := range c.putaways(2) {
		if (x.SKU == "A") != (x.To == first.To) {
			t.Errorf("%s goes to %s; A lies at %s", x.SKU, x.To, first.To)
		}
		if x.SKU == "B" { // a person chooses: not where A lies, but another free shelf
			c.scan(x, "B")
			c.refused("place_not_allowed", "POST", "/v1/tasks/"+string(x.ID)+"/confirm", wms.Confirmation{Scans: []string{string(first.To)}})
			dock := string(x.From)
			c.refused("place_not_allowed", "POST", "/v1/tasks/"+string(x.ID)+"/confirm", wms.Confirmation{Scans: []string{dock}})
			other := c.shelves(300)[299].ID
			c.scan(x, string(other))
			if at := c.at("B"); at[other] != 3 || other == x.To {
				t.Errorf("stock %v, want 3 at %s", at, other)
			}
			if len(eventsOf(t, p, "putaway.overridden", string(x.ID))) != 1 {
				t.Error("the override is not told")
			}
			continue
		}
		c.scan(x, "A", string(x.To))
	}
	if at := c.at("A"); at[first.To] != 6 {
		t.Errorf("stock %v", at)
	}
}

func TestPutAwayHeedsWhatAPlaceTakes(t *testing.T) {
	_, c := start(t, t.TempDir())
	cold, full := c.shelves(30)[29].ID, c.shelves(31)[30].ID
	c.must("PUT", "/v1/items/ICE", obj{"temperature": "frozen", "weight_g": 1000}, nil)
	var l wms.Location
	c.must("PUT", "/v1/warehouses/overseas/locations/"+string(cold), obj{"temperature": "frozen", "max_weight_g": 5000}, &l)
	c.must("PUT", "/v1/warehouses/overseas/locations/"+string(full), obj{"temperature": "frozen", "max_weight_g": 2000}, nil)
	if l.Rule == nil || l.Rule.MaxWeightG != 5000 {
		t.Fatalf("location %+v", l)
	}
	c.deliver(obj{"sku": "ICE", "qty": 8})
	got := map[wms.LocationID]int64{}
	for _, x := range c.putaways(2) {
		got[x.To] = x.Qty
		c.scan(x, "ICE", string(x.To))
	}
	if got[cold] != 5 || got[full] != 2 {
		t.Errorf("%v, want 5 to %s and 2 to %s", got, cold, full)
	}
	if n := c.available("ICE"); n != 8 {
		t.Errorf("%d available", n)
	}
	var live wms.Live
	c.must("GET", "/v1/live?warehouse=overseas", nil, &live)
	if !slices.ContainsFunc(live.Alarms, func(a wms.Alarm) bool { return a.Code == "no_place" }) {
		t.Errorf("nobody is told that one unit has no place: %+v", live.Alarms)
	}
}

func TestPutAwayThatGoesWrong(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/A", obj{}, nil)
	c.deliver(obj{"sku": "A", "qty": 10})
	x := c.putaways(1)[0]
	c.scan(x)
	c.must("POST", "/v1/tasks/"+string(x.ID)+"/exception", obj{"code": "blocked", "note": "a pallet stands there"}, nil)
	y := c.putaways(1)[0]
	if y.To == x.To || y.Qty != 10 {
		t.Fatalf("%s was blocked; now %+v", x.To, y)
	}
	c.scan(y)
	c.must("POST", "/v1/tasks/"+string(y.ID)+"/exception", obj{"code": "damaged", "qty": 3}, nil)
	z := c.putaways(1)[0]
	if z.Qty != 7 || c.inStatus("A", wms.Damaged) != 3 || c.available("A") != 7 {
		t.Fatalf("3 of 10 broke: %+v, %d damaged, %d available", z, c.inStatus("A", wms.Damaged), c.available("A"))
	}
	c.scan(z)
	c.must("POST", "/v1/tasks/"+string(z.ID)+"/exception", obj{"code": "short", "qty": 5}, nil)
	z = c.putaways(1)[0]
	if z.Qty != 5 || c.available("A") != 5 {
		t.Fatalf("only 5 are there: %+v, %d available", z, c.available("A"))
	}
	// Somebody moves them by hand: the work is gone.
	c.must("POST", "/v1/stock/moves", obj{"warehouse": "overseas", "sku": "A", "qty": 5, "from": z.From, "to": c.shelves(5)[4].ID}, nil)
	c.putaways(0)
}

func TestPutAwayOfHandlingUnits(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/A", obj{}, nil)
	c.must("PUT", "/v1/items/B", obj{}, nil)
	c.deliver(obj{"sku": "A", "qty": 12, "handling_unit": "CASE-1", "handling_unit_kind": "case"},
		obj{"sku": "B", "qty": 40, "handling_unit": "PAL-1"}, obj{"sku": "B", "qty": 8, "handling_unit": "PAL-1"})
	for _, x := range c.putaways(2) {
		c.scan(x, string(x.Unit), string(x.To))
		if at := c.at(map[wms.HandlingUnitID]string{"CASE-1": "A", "PAL-1": "B"}[x.Unit]); at[x.To] == 0 || len(at) != 1 {
			t.Errorf("%s went to %s, but its goods are at %v", x.Unit, x.To, at)
		}
	}
	c.ship("A", 12)
	c.ship("B", 48)
}

// TestCrossDock: an order waits for goods; when they come they are picked at
// the dock, and only what nobody waits for is put away.
func TestCrossDock(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/X", obj{}, nil)
	var o wms.OrderView
	c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "DE"}, "lines": []obj{{"sku": "X", "qty": 6}}}, &o)
	if o.Status != wms.OrderBackordered {
		t.Fatalf("order %+v", o)
	}
	c.deliver(obj{"sku": "X", "qty": 10})
	x := c.putaways(1)[0]
	if x.Qty != 4 {
		t.Errorf("%d are put away, want the 4 that nobody waits for", x.Qty)
	}
	c.becomes(&o, wms.OrderReleased) // else what was put away meanwhile may serve it, too
	c.workAll("overseas", func() bool {
		c.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
		return o.Status == wms.OrderShipped
	})
	var picks struct{ Data []wms.Task }
	c.must("GET", "/v1/tasks?kind=pick&status=done&warehouse=overseas", nil, &picks)
	for _, p := range picks.Data {
		if p.SKU == "X" && p.From != x.From {
			t.Errorf("picked at %s, not at the dock %s", p.From, x.From)
		}
	}
	c.putaways(0)
}

func TestManualWarehouseMakesNoWork(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.must("PUT", "/v1/items/A", obj{}, nil)
	var s wms.Settings
	c.must("GET", "/v1/warehouses/overseas/settings", nil, &s)
	if s.Putaway != wms.PutawayAuto {
		t.Fatalf("settings %+v", s)
	}
	c.must("PUT", "/v1/warehouses/overseas/settings", obj{"putaway": "manual"}, &s)
	c.deliver(obj{"sku": "A", "qty": 10})
	c.must("PUT", "/v1/warehouses/overseas/settings", obj{"putaway": "auto"}, &s)
	c.deliver(obj{"sku": "A", "qty": 1})
	if x := c.putaways(1)[0]; x.Qty != 1 {
		t.Errorf("put-away of what was received by hand: %+v", x)
	}
}
