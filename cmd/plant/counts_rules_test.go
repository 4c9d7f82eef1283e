package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// counted finishes a count task with what is said to lie there.
func (c *client) counted(task wms.TaskID, at wms.LocationID, found map[string]int64) {
	c.t.Helper()
	path := "/v1/tasks/" + string(task)
	c.must("POST", path+"/claim", nil, nil)
	var step wms.Step
	c.must("POST", path+"/confirm", wms.Confirmation{Scans: []string{string(at)}}, &step)
	for sku, n := range found {
		c.must("POST", path+"/confirm", wms.Confirmation{Scans: []string{sku}, Qty: &n}, &step)
	}
	for n := 0; !step.Done && n < 3; n++ {
		c.must("POST", path+"/confirm", wms.Confirmation{Scans: []string{string(at)}}, &step)
	}
	if !step.Done {
		c.t.Fatalf("count does not end: %+v", step)
	}
}

func (c *client) onHand(warehouse, sku string) (onHand, available int64) {
	c.t.Helper()
	var stock struct{ Data []wms.StockRow }
	c.must("GET", "/v1/stock?warehouse="+warehouse+"&sku="+sku, nil, &stock)
	for _, r := range stock.Data {
		onHand += r.OnHand
		available += r.Available
	}
	return onHand, available
}

func (c *client) theCount(id string) wms.Count {
	c.t.Helper()
	var out wms.Count
	c.must("GET", "/v1/counts/"+id, nil, &out)
	return out
}

func TestLargeDifferencesAreCountedAgainAndApproved(t *testing.T) {
	_, c := start(t, t.TempDir())
	shelf := wms.LocationID(firstShelf(c, "overseas"))
	c.must("PUT", "/v1/items/BIG", map[string]any{"description": "b"}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "BIG", "delta": 500, "reason": "t"}, nil)
	first := c.order(map[string]int{"BIG": 400})
	var count wms.Count
	c.must("POST", "/v1/counts", wms.NewCount{Warehouse: "overseas", Locations: []wms.LocationID{shelf}}, &count)
	if code := c.call("POST", "/v1/counts", wms.NewCount{Warehouse: "overseas", Locations: []wms.LocationID{shelf}}, nil); code != 409 {
		t.Errorf("counted twice at once: %d", code)
	}
	ann, bob := c.person("ann1", "supervisor"), c.person("bob2", "supervisor")
	ann.counted(count.Locations[0].Task, shelf, map[string]int64{"BIG": 300})
	count = c.theCount(count.ID)
	if count.Locations[0].Status != "recount" {
		t.Fatalf("after the first count: %+v", count.Locations)
	}
	if code := ann.call("POST", "/v1/tasks/"+string(count.Locations[0].Task)+"/claim", nil, nil); code != 409 {
		t.Errorf("the first counter may count again: %d", code)
	}
	bob.counted(count.Locations[0].Task, shelf, map[string]int64{"BIG": 300})
	count = c.theCount(count.ID)
	if count.Status != "approval" || count.Locations[0].Differences[0].Delta() != -200 {
		t.Fatalf("after the recount: %+v", count)
	}
	if n, _ := c.onHand("overseas", "BIG"); n != 500 {
		t.Errorf("booked before approval: %d", n)
	}
	if code := bob.call("POST", "/v1/counts/"+count.ID+"/approve", wms.CountVerdict{}, nil); code != 409 {
		t.Errorf("a counter approves: %d", code)
	}
	c.must("POST", "/v1/counts/"+count.ID+"/approve", wms.CountVerdict{Reason: "stolen"}, &count)
	if n, _ := c.onHand("overseas", "BIG"); n != 300 || count.Status != "done" {
		t.Errorf("after approval %d on hand, count %s", n, count.Status)
	}
	until(t, "the promise is cut to what is there", func() bool {
		var o wms.OrderView
		c.must("GET", "/v1/orders/"+string(first.ID), nil, &o)
		promised := int64(0)
		for _, p := range o.Promises {
			promised += p.Qty
		}
		return promised == 300
	})
}

func TestRejectedDifferencesChangeNothing(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.settings("overseas", func(s *wms.StockSettings) { s.RecountLimitQty, s.ApproveLimitQty = 1000, 0 })
	shelf := wms.LocationID(firstShelf(c, "overseas"))
	c.must("PUT", "/v1/items/R", map[string]any{"description": "r"}, nil)
	var count wms.Count
	c.must("POST", "/v1/counts", wms.NewCount{Warehouse: "overseas", Rule: "zero", Limit: 3}, &count)
	if count.Total != 3 {
		t.Fatalf("%d empty locations", count.Total)
	}
	for _, l := range count.Locations {
		c.counted(l.Task, l.Location, map[wms.LocationID]map[string]int64{shelf: {"R": 7}}[l.Location])
	}
	c.person("judge1", "supervisor").must("POST", "/v1/counts/"+count.ID+"/reject", wms.CountVerdict{Reason: "not ours"}, &count)
	if n, _ := c.onHand("overseas", "R"); n != 0 || count.Status != "done" {
		t.Errorf("%d on hand, count %s", n, count.Status)
	}
	for _, rule := range []string{"abc", "zone:", "some", "zone:none"} {
		if code := c.call("POST", "/v1/counts", wms.NewCount{Warehouse: "overseas", Rule: rule}, nil); code != 409 && code != 422 {
			t.Errorf("rule %q: %d", rule, code)
		}
	}
}

func TestWhoEmptiesALocationIsAskedWhetherItIsEmpty(t *testing.T) {
	_, c := start(t, t.TempDir())
	c.settings("overseas", func(s *wms.StockSettings) { s.ZeroCheck = true })
	shelf := wms.LocationID(firstShelf(c, "overseas"))
	c.must("PUT", "/v1/items/Z", map[string]any{"description": "z"}, nil)
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": shelf, "sku": "Z", "delta": 4, "reason": "t"}, nil)
	o := c.order(map[string]int{"Z": 4})
	var next wms.TaskID
	until(t, "the pick is open", func() bool {
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?status=open&warehouse=overseas&kind=pick", nil, &list)
		if len(list.Data) > 0 {
			next = list.Data[0].ID
		}
		return next != ""
	})
	var step wms.Step
	c.must("POST", "/v1/tasks/"+string(next)+"/claim", nil, &step)
	for !step.Done {
		c.must("POST", "/v1/tasks/"+string(next)+"/confirm", wms.Confirmation{Scans: []string{step.Expect[0]}}, &step)
	}
	var asked struct {
		Task wms.Task
		Step wms.Step
	}
	c.must("GET", "/v1/tasks/"+string(step.Next), nil, &asked)
	if asked.Task.Kind != wms.TaskCount || asked.Task.From != shelf || asked.Task.Assignee == "" {
		t.Fatalf("not asked: %+v", asked)
	}
	two := int64(2)
	c.must("POST", "/v1/tasks/"+string(step.Next)+"/confirm", wms.Confirmation{Scans: []string{"Z"}, Qty: &two}, &step)
	c.must("POST", "/v1/tasks/"+string(step.Task)+"/confirm", wms.Confirmation{Scans: []string{string(shelf)}}, &step)
	count := c.theCount(asked.Task.Ref)
	if count.Locations[0].Status != "recount" || count.Locations[0].Differences[0].Delta() != 2 {
		t.Fatalf("two were found: %+v", count.Locations)
	}
	c.person("other1", "picker").counted(count.Locations[0].Task, shelf, map[string]int64{"Z": 2})
	if n, _ := c.onHand("overseas", "Z"); n != 6 {
		t.Errorf("%d on hand: 4 in the tote and 2 on the shelf expected", n)
	}
	c.work("overseas", floorKinds, func() bool { return c.status(o.ID) == wms.OrderShipped })
}
