package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/outbound"
)

// TestSkills: work goes to who has the skill for it; a cart takes lines of one
// set of skills only, so that it is for one person.
func TestSkills(t *testing.T) {
	_, c := start(t, t.TempDir())
	var locs struct{ Data []wms.Location }
	c.must("GET", "/v1/warehouses/overseas/locations?kind=shelf&limit=200", nil, &locs)
	at := map[int64]wms.LocationID{}
	for _, l := range locs.Data {
		at[l.Level] = l.ID
	}
	for sku, level := range map[string]int64{"LOW": 1, "HIGH": 3} {
		c.must("PUT", "/v1/items/"+sku, obj{"description": sku}, nil)
		c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "overseas", "location": at[level], "sku": sku, "delta": 5, "reason": "test"}, nil)
	}
	rules := "/v1/warehouses/overseas/work-rules"
	c.refused("invalid_work_rules", "PUT", rules, obj{"needs": []obj{{"skill": "all"}}, "people": obj{}})
	c.refused("invalid_field", "PUT", rules, obj{"needs": []obj{{"skill": "x", "kind": "dance"}}, "people": obj{}})
	need := []obj{{"skill": "order picker", "kind": "pick", "min_level": 2}}
	c.must("PUT", rules, obj{"needs": need, "people": obj{}}, nil)
	c.order(map[string]int{"LOW": 1, "HIGH": 1})
	walker := c.person("walker", "picker")
	var low struct{ Task wms.Task }
	eventually(t, "the walker gets a pick", func() bool {
		return walker.call("POST", "/v1/work/next", obj{"warehouse": "overseas", "kinds": []string{"pick"}}, &low) == 200
	})
	if low.Task.SKU != "LOW" || low.Task.Assignee == "" {
		t.Fatalf("the walker gets %+v", low.Task)
	}
	var high wms.Task
	eventually(t, "the high pick is open", func() bool {
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?warehouse=overseas&status=open&kind=pick", nil, &list)
		for _, x := range list.Data {
			high = x
		}
		return high.SKU == "HIGH"
	})
	if high.Batch == low.Task.Batch {
		t.Error("both picks are on one cart")
	}
	walker.refused("missing_skill", "POST", "/v1/tasks/"+string(high.ID)+"/claim", nil)
	c.must("PUT", rules, obj{"needs": need, "people": obj{string(low.Task.Assignee): []string{"order picker"}}}, nil)
	walker.must("POST", "/v1/tasks/"+string(high.ID)+"/claim", nil, nil)
}

// TestPeopleDontMeetInAnAisle: of carts that are nearly as urgent the one goes
// first that leads elsewhere; a much less urgent one does not.
func TestPeopleDontMeetInAnAisle(t *testing.T) {
	p, _ := start(t, t.TempDir())
	h := p.houses["overseas"]
	in := map[int64]wms.LocationID{}
	for _, l := range h.Site.Locations {
		if l.Kind == wms.KindShelf {
			in[l.Aisle] = l.ID
		}
	}
	cart := func(id wms.TaskID, aisles ...int64) outbound.Cart {
		c := outbound.Cart{Walk: []wms.TaskID{id}}
		for _, a := range aisles {
			c.From = append(c.From, in[a])
		}
		return c
	}
	others := map[string][]wms.Task{"B1": {{From: in[1]}, {From: in[2]}}}
	for _, x := range []struct {
		carts []outbound.Cart
		first wms.TaskID
	}{
		{[]outbound.Cart{cart("a", 1, 2), cart("b", 3, 4)}, "b"},
		{[]outbound.Cart{cart("a", 3, 2), cart("b", 1, 2), cart("c", 4)}, "a"}, // two places for half a cart
		{[]outbound.Cart{cart("a", 1), cart("b", 1), cart("c", 1), cart("d", 2), cart("e", 3)}, "a"},
		{[]outbound.Cart{cart("a")}, "a"},
		{nil, ""},
	} {
		if h.avoid(x.carts, others); len(x.carts) > 0 && x.carts[0].Walk[0] != x.first {
			t.Errorf("%v goes first, want %s", x.carts[0].Walk[0], x.first)
		}
	}
}
