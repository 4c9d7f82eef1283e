package twin_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// TestSortingRobots: filled totes are put down at the inductions of a field of
// twelve robots of both versions of VDA 5050, which takes each to a chute of
// its route, as the chutes are assigned meanwhile; one that nobody knows goes
// to the reject lane. Where the books have a tote, the building has it.
func TestSortingRobots(t *testing.T) {
	s := startSite(t, "field.yaml")
	s.do("PUT", "/v1/items/SKU", wms.Item{SKU: "SKU", LengthMM: 100, WidthMM: 100, HeightMM: 80, WeightG: 150}, nil)
	var locs struct{ Data []wms.Location }
	s.do("GET", "/v1/warehouses/one/locations?kind=shelf&limit=1", nil, &locs)
	s.do("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "one", "location": locs.Data[0].ID, "sku": "SKU", "delta": 500, "reason": "test"}, nil)
	// Chute 1 takes what goes far too: 3 and 4 do no longer.
	s.do("PUT", "/v1/sorters/field-1/chutes/1", map[string]any{"routes": []string{"far"}, "reason": "test"}, nil)
	for _, n := range []string{"3", "4"} {
		s.do("PUT", "/v1/sorters/field-1/chutes/"+n, map[string]any{"routes": []string{"near"}, "reason": "test"}, nil)
	}
	s.must(s.twin.World.Update(func(tx *world.Tx) error {
		return tx.Create(world.HandlingUnit{ID: "STRANGE", Kind: "tote", Place: "one/IND-2"})
	}))
	const orders = 6
	route := map[wms.OrderID]string{}
	for i := range orders {
		country := []string{"Home", "France"}[i%2]
		var o wms.OrderView
		s.do("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": country}, "lines": []map[string]any{{"sku": "SKU", "qty": 2 + i}}}, &o)
		route[o.ID] = country
	}
	totes := map[string]wms.OrderID{}
	s.until("all totes are picked and put down", func() bool {
		var open struct{ Data []wms.Task }
		s.do("GET", "/v1/tasks?status=open&warehouse=one", nil, &open)
		for _, task := range open.Data {
			if task.Kind != wms.TaskPick && task.Kind != wms.TaskInduct {
				continue
			}
			put := s.work(task)
			if task.Kind == wms.TaskInduct {
				totes[string(task.Unit)] = task.Order
				s.must(s.twin.World.Update(func(tx *world.Tx) error {
					return tx.MoveHandlingUnit(string(task.Unit), "one/TOTES", "one/"+put)
				}))
			}
		}
		return len(totes) == orders
	})
	wanted := map[string][]string{"France": {"CHUTE-1"}, "Home": {"CHUTE-2", "CHUTE-3", "CHUTE-4"}}
	s.until("each tote lies in a chute of its route, and the strange one in the reject lane", func() bool {
		for tote, order := range totes {
			if place := s.placeOf(tote); !slices.Contains(wanted[route[order]], strings.TrimPrefix(place, "one/")) {
				if strings.HasPrefix(place, "one/CHUTE") || place == "one/REJECT" {
					t.Fatalf("%s to %s lies in %s", tote, route[order], place)
				}
				return false
			}
		}
		return s.placeOf("STRANGE") == "one/REJECT"
	})
	s.until("the books have them there too", func() bool {
		var stock struct{ Data []wms.StockRow }
		s.do("GET", "/v1/stock?sku=SKU&limit=100", nil, &stock)
		found := 0
		for _, row := range stock.Data {
			if row.HandlingUnit != "" && row.Location != nil && "one/"+string(*row.Location) == s.placeOf(string(row.HandlingUnit)) {
				found++
			}
		}
		return found == orders
	})
	var live wms.Live
	s.do("GET", "/v1/live?warehouse=one", nil, &live)
	if len(live.Vehicles) != 12 || len(live.Chutes) != 5 || live.Vehicles[0].LengthMM != 700 {
		t.Errorf("%d robots and %d chutes are shown: %+v", len(live.Vehicles), len(live.Chutes), live.Vehicles)
	}
	var floor wms.Floor
	s.do("GET", "/v1/layout?warehouse=one", nil, &floor)
	if len(floor.Fields) != 1 || floor.Fields[0].Columns != 12 || len(floor.Fields[0].Blocked) != 5 {
		t.Errorf("the floor shows %+v", floor.Fields)
	}
	var d wms.DeviceView
	s.do("GET", "/v1/devices/field-1", nil, &d)
	if d.Class != "sorter" || !d.Ready || d.Detail["robots"] != 12.0 {
		t.Errorf("the field shows as %+v", d)
	}
}

// work does a task as it asks for it, and says where its unit was put.
func (s *running) work(task wms.Task) (put string) {
	s.t.Helper()
	var step wms.Step
	s.do("POST", "/v1/tasks/"+string(task.ID)+"/claim", nil, &step)
	for n := 0; !step.Done; n++ {
		if n > 20 || len(step.Expect) == 0 {
			s.t.Fatalf("task %s does not end: %+v", task.ID, step)
		}
		put = step.Expect[0]
		s.do("POST", "/v1/tasks/"+string(task.ID)+"/confirm", wms.Confirmation{Scans: []string{put}}, &step)
	}
	return put
}

func (s *running) placeOf(unit string) (place string) {
	_ = s.twin.World.View(func(tx *world.Tx) error {
		if u, ok := tx.HandlingUnit(unit); ok {
			place = u.Place
		}
		return nil
	})
	return place
}
