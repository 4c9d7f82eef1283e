package plant

import (
	"fmt"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// cartsNow are the carts that wait, by batch: the shipments and aisles on each.
func cartsNow(t *testing.T, p *Plant, w wms.WarehouseID) (shipments, aisles []map[string]bool) {
	t.Helper()
	h, err := p.House(w)
	if err != nil {
		t.Fatal(err)
	}
	open, err := view(p, func(r store.Reader) (map[string][]wms.Task, error) { return h.Floor.Batches(r, wms.TaskOpen) })
	if err != nil {
		t.Fatal(err)
	}
	for _, cart := range open {
		s, a := map[string]bool{}, map[string]bool{}
		for _, task := range cart {
			if task.Kind == wms.TaskPick {
				l, _ := h.Site.Location(task.From)
				s[string(task.Shipment)], a[fmt.Sprint(l.Aisle)] = true, true
			}
		}
		shipments, aisles = append(shipments, s), append(aisles, a)
	}
	return shipments, aisles
}

// TestPickPolicies: a warehouse's policy is changed while it runs; carts that
// are planned from then on follow it, candidates are compared without a trace,
// and what can't be is refused by name.
func TestPickPolicies(t *testing.T) {
	p, c := start(t, t.TempDir())
	const path = "/v1/warehouses/front/pick-policies"
	var set wms.PickPolicies
	if c.must("GET", path, nil, &set); set.Version != 0 || len(set.Areas) != 1 || set.Areas[0].Area != "S" || set.Areas[0].Mode != wms.PickCluster || set.Areas[0].CartTotes < 2 {
		t.Fatalf("as the site has it: %+v", set)
	}
	h, _ := p.House("front")
	last := h.Config.Layout.ShelfAreas[0].Aisles
	for _, x := range []struct {
		code, field string
		area        obj
	}{
		{"unknown_area", "area", obj{"area": "X", "mode": "cluster"}},
		{"invalid_pick_policy", "mode", obj{"area": "S", "mode": "robotic"}},
		{"invalid_pick_policy", "mode", obj{"area": "S", "mode": "sort"}}, // there is no sorter
		{"invalid_pick_policy", "tour", obj{"area": "S", "mode": "cluster", "tour": "zigzag"}},
		{"invalid_pick_policy", "cart_totes", obj{"area": "S", "mode": "cluster", "cart_totes": 101}},
		{"invalid_pick_policy", "sections", obj{"area": "S", "mode": "zone"}},
		{"invalid_pick_policy", "sections", obj{"area": "S", "mode": "zone", "sections": []obj{{"from": 1, "to": 1}, {"from": 3, "to": last}}}},
		{"invalid_pick_policy", "sections", obj{"area": "S", "mode": "zone", "sections": []obj{{"from": 1, "to": 1}, {"from": 2, "to": last - 1}}}},
		{"invalid_pick_policy", "sections", obj{"area": "S", "mode": "cluster", "sections": []obj{{"from": 1, "to": last}}}},
	} {
		c.refused(x.code, "PUT", path, obj{"version": 0, "areas": []obj{x.area}})
	}
	c.refused("nothing_to_compare", "POST", path+"/compare", obj{"area": "S", "candidates": []obj{{"mode": "discrete"}}})

	// Discrete: one shipment on each cart.
	c.must("PUT", path, obj{"version": 0, "areas": []obj{{"area": "S", "mode": "discrete", "tour": "s-shape", "heavy_first": true}}}, &set)
	if set.Version != 1 || set.ChangedBy == "" || set.Areas[0].Mode != wms.PickDiscrete || set.Areas[0].CartTotes == 0 {
		t.Errorf("the change is told as %+v", set)
	}
	c.refused("policy_changed", "PUT", path, obj{"version": 0, "areas": []obj{{"area": "S", "mode": "cluster"}}})
	far := h.Site.Of(wms.KindShelf)
	place := func(aisle int64) wms.LocationID {
		for _, id := range far {
			if l, _ := h.Site.Location(id); l.Aisle == aisle {
				return id
			}
		}
		t.Fatalf("no shelf in aisle %d", aisle)
		return ""
	}
	for sku, at := range map[string]wms.LocationID{"PP-1": place(1), "PP-2": place(last)} {
		c.must("PUT", "/v1/items/"+sku, obj{"description": sku, "weight_g": 200}, nil)
		c.must("POST", "/v1/stock/adjustments", obj{"warehouse": "front", "location": at, "sku": sku, "delta": 500, "reason": "test"}, nil)
	}
	buy := func() {
		c.buyFrom("GB", 51.5, -0.12, obj{"sku": "PP-1", "qty": 1}, obj{"sku": "PP-2", "qty": 1})
	}
	for range 3 {
		buy()
	}
	eventually(t, "carts of one shipment each wait", func() bool {
		ships, aisles := cartsNow(t, p, "front")
		return len(ships) == cartsAhead && len(ships[0]) == 1 && len(ships[1]) == 1 && len(aisles[0]) == 2
	})

	eventually(t, "the third shipment waits", func() bool {
		waiting, err := view(p, func(r store.Reader) (int, error) { _, n, err := h.linesToCompare(r, 0); return n, err })
		return err == nil && waiting == 2
	})

	// Nothing that waits is planned anew; what is compared leaves no trace:
	// nothing is written but what was still on its way.
	var cmp wms.PickComparison
	eventually(t, "a comparison that writes nothing", func() bool {
		seq := p.Store.Seq()
		cmp = wms.PickComparison{}
		c.must("POST", path+"/compare", obj{"area": "S", "pickers": 3, "candidates": []obj{{"mode": "cluster"}, {"mode": "zone", "sections": []obj{{"from": 1, "to": 1}, {"from": 2, "to": last}}}}}, &cmp)
		return p.Store.Seq() == seq
	})
	if cmp.Orders < 1 || cmp.Lines < 2 || cmp.Waiting != cmp.Lines || cmp.Pickers != 3 || len(cmp.Results) != 3 || !cmp.Results[0].Current || cmp.Results[0].Policy.Tour != "s-shape" || cmp.Results[1].Current {
		t.Fatalf("compared: %+v", cmp)
	}
	for i, r := range cmp.Results {
		if r.Carts < 1 || r.WalkedMM <= 0 || r.LinesPerHour <= 0 || r.FinishS <= 0 || r.PredictedS <= 0 {
			t.Errorf("result %d: %+v", i, r)
		}
	}
	if z := cmp.Results[2]; z.Carts < 2 || z.TogetherS < togetherS {
		t.Errorf("zones split every order here: %+v", z)
	}

	// Zone: from now on no cart leaves its section.
	c.must("PUT", path, obj{"version": 1, "areas": []obj{{"area": "S", "mode": "zone", "sections": []obj{{"from": 1, "to": 1}, {"from": 2, "to": last}}}}}, &set)
	for range 3 {
		buy()
	}
	eventually(t, "a cart of one section waits", func() bool {
		_, aisles := cartsNow(t, p, "front")
		for _, a := range aisles {
			if len(a) == 1 && a[fmt.Sprint(last)] {
				return true
			}
		}
		return false
	})
	var versions struct{ Data []wms.PickPolicies }
	if c.must("GET", path+"/versions", nil, &versions); len(versions.Data) != 2 || versions.Data[0].Version != 2 || versions.Data[1].Areas[0].Mode != wms.PickDiscrete {
		t.Errorf("versions: %+v", versions.Data)
	}
}
