package control

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/wms"
)

// TestDoubleDeep plays a crane over a rack of two cells deep, by the plans and
// nothing else: random loads come in and are wanted out. No job is blocked by a
// nearer load, every wanted load comes out, and no load is lost.
func TestDoubleDeep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		site := &wms.Site{ID: "w", Locations: []wms.Location{{ID: "in", Kind: wms.KindPnDIn, Device: "c", CapacityHU: 1}, {ID: "out", Kind: wms.KindPnDOut, Device: "c", CapacityHU: 1}}}
		for bay := int64(1); bay <= 4; bay++ {
			for depth := int64(1); depth <= 2; depth++ {
				site.Locations = append(site.Locations, wms.Location{ID: wms.LocationID(fmt.Sprintf("R-%d-%d", bay, depth)), Kind: wms.KindRackCell, Device: "c",
					Side: 1, Bay: bay, Level: 1, Depth: depth, CapacityHU: 1})
			}
		}
		site.Index()
		at := map[wms.HandlingUnitID]wms.LocationID{}
		here := func(l wms.LocationID) (out []wms.HandlingUnitID) {
			for u, x := range at {
				if x == l {
					out = append(out, u)
				}
			}
			slices.Sort(out)
			return out
		}
		var open []wms.Transport
		n, loads, wanted := 0, 0, 0
		for range rapid.IntRange(0, 6).Draw(t, "filled") { // lane by lane, from behind
			loads++
			at[wms.HandlingUnitID(fmt.Sprintf("U%02d", loads))] = wms.LocationID(fmt.Sprintf("R-%d-%d", (loads+1)/2, 1+loads%2))
		}
		add := func(u wms.HandlingUnitID, to wms.LocationID) {
			n++
			open = append(open, wms.Transport{ID: wms.TransportID(fmt.Sprintf("T%03d", n)), HandlingUnit: u, To: to, Status: "waiting", Planned: true})
		}
		look := func() {
			d := Plan(Snapshot{Site: site, Transports: open, At: here, UnitAt: func(u wms.HandlingUnitID) wms.LocationID { return at[u] },
				Empty: func(wms.HandlingUnitID) bool { return false }, Cranes: map[wms.DeviceID]Crane{"c": {Online: true, Free: true}},
				Incoming: func() (in []Incoming) {
					for _, u := range here("in") {
						in = append(in, Incoming{Unit: u})
					}
					return in
				}()})
			for _, x := range d.New {
				add(x.Unit, x.To)
			}
			for _, j := range d.Jobs {
				for _, l := range j.Legs {
					for _, end := range []wms.LocationID{l.From, l.To} {
						loc, _ := site.Location(end)
						if front := wms.LocationID(fmt.Sprintf("R-%d-1", loc.Bay)); loc.Depth == 2 && len(here(front)) > 0 {
							t.Fatalf("%s to %s is blocked by %v", l.From, l.To, here(front))
						}
					}
					if len(here(l.To)) > 0 {
						t.Fatalf("%s is taken", l.To)
					}
					at[l.Unit] = l.To
					open = slices.DeleteFunc(open, func(x wms.Transport) bool { return x.ID == l.Transport && (x.To == l.To || l.Anew) })
				}
			}
		}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			racked := slices.DeleteFunc(slices.Sorted(func(yield func(wms.HandlingUnitID) bool) {
				for u := range at {
					if !yield(u) {
						return
					}
				}
			}), func(u wms.HandlingUnitID) bool { return at[u] == "in" })
			if rapid.Bool().Draw(t, "in") && len(here("in")) == 0 && len(at) < 6 {
				loads++
				at[wms.HandlingUnitID(fmt.Sprintf("U%02d", loads))] = "in"
			} else if len(racked) > 0 {
				u := rapid.SampledFrom(racked).Draw(t, "wanted")
				if !slices.ContainsFunc(open, func(x wms.Transport) bool { return x.HandlingUnit == u }) {
					wanted++
					add(u, "out")
				}
			}
			look()
			for _, u := range here("out") {
				delete(at, u)
				wanted--
			}
		}
		for i := 0; i < 60 && wanted > 0; i++ {
			look()
			for _, u := range here("out") {
				delete(at, u)
				wanted--
			}
		}
		if wanted != 0 {
			t.Fatalf("%d wanted loads never came out: %v, open %+v", wanted, at, open)
		}
	})
}

// TestLotsShareALane: before a pallet goes one of its own lot; another one
// goes to a lane of its own, though that is farther.
func TestLotsShareALane(t *testing.T) {
	site := &wms.Site{ID: "w", Locations: []wms.Location{{ID: "in", Kind: wms.KindPnDIn, Device: "c", CapacityHU: 1}}}
	for bay := int64(1); bay <= 4; bay++ {
		for depth := int64(1); depth <= 2; depth++ {
			site.Locations = append(site.Locations, wms.Location{ID: wms.LocationID(fmt.Sprintf("R-%d-%d", bay, depth)), Kind: wms.KindRackCell, Device: "c",
				Side: 1, Bay: bay, Level: 1, Depth: depth, CapacityHU: 1})
		}
	}
	site.Index()
	rack := asrs.Rack{Crane: asrs.Crane{XSpeed: 3000, XAccel: 1000, YSpeed: 1000, YAccel: 800, ForkS: 5}, Bays: 4, Levels: 1, BayPitch: 1000, LevelPitch: 1500}
	for _, c := range []struct {
		in   wms.HandlingUnitID
		full []wms.LocationID // the other lanes
		want wms.LocationID
	}{
		{"X2", nil, "R-1-1"},
		{"Y1", nil, "R-2-2"},
		{"Y1", []wms.LocationID{"R-2-1", "R-2-2", "R-3-1", "R-3-2", "R-4-1", "R-4-2"}, "R-1-1"}, // there is no other
		{"0", nil, "R-2-2"}, // it holds several things, or nothing
	} {
		at := map[wms.LocationID]wms.HandlingUnitID{"R-1-2": "X1", "in": c.in}
		for _, l := range c.full {
			at[l] = "Z1"
		}
		d := Plan(Snapshot{Site: site, Incoming: []Incoming{{Unit: c.in}}, Cranes: map[wms.DeviceID]Crane{"c": {Online: true, Free: true}},
			Empty: func(wms.HandlingUnitID) bool { return false },
			At: func(l wms.LocationID) (out []wms.HandlingUnitID) {
				if u := at[l]; u != "" {
					out = append(out, u)
				}
				return out
			},
			UnitAt: func(wms.HandlingUnitID) wms.LocationID { return "in" },
			Racks: &Racks{Ground: asrs.NewGround([]asrs.Rack{rack}), Of: map[wms.DeviceID]int{"c": 0},
				Load:  func(wms.HandlingUnitID) asrs.Load { return asrs.Load{Class: asrs.Fast} },
				Same:  func(wms.HandlingUnitID) map[wms.DeviceID]int { return nil },
				Goods: func(u wms.HandlingUnitID) string { return string(u[:len(u)-1]) }}})
		if len(d.New) != 1 || d.New[0].To != c.want {
			t.Errorf("%s goes to %+v, want %s", c.in, d.New, c.want)
		}
	}
}
