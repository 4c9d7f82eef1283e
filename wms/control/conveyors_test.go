package control

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
)

// withBelts lets the first crane's P&D stations be reached over conveyors: one
// of four stations out of the rack, one of three into it.
func withBelts(f *floor) {
	add := func(ids ...string) (out []wms.LocationID) {
		for _, id := range ids {
			out = append(out, wms.LocationID(id))
			if _, ok := f.site.Location(wms.LocationID(id)); !ok {
				f.site.Locations = append(f.site.Locations, wms.Location{ID: wms.LocationID(id), Kind: wms.KindConveyor, CapacityHU: 1})
			}
		}
		return out
	}
	f.site.Conveyors = []wms.Conveyor{{Device: "out", Stations: add("c1-out", "o2", "o3", "o4")}, {Device: "in", Stations: add("i1", "i2", "c1-in")}}
	f.site.Index()
}

// belts is what conveyors say: those that are down let nobody on.
func (f *floor) belts(s *Snapshot, down map[wms.DeviceID]bool) {
	s.Conveyors, s.Grants = map[wms.DeviceID]Crane{}, map[wms.LocationID]int32{}
	for _, c := range f.site.Conveyors {
		up := !down[c.Device]
		s.Conveyors[c.Device] = Crane{Online: up, Free: up}
		for i, id := range c.Stations {
			full := len(f.unitsAt(id)) > 0
			switch {
			case !up:
				s.Grants[id] = devices.GrantClosed
			case full && i > 0:
				s.Grants[id] = devices.GrantTake
			case !full && i < len(c.Stations)-1:
				s.Grants[id] = devices.GrantPut
			}
		}
	}
	for _, t := range f.transports {
		if m := active(*t); m != nil && m.Class == "conveyor" {
			s.Conveyors[m.Device] = Crane{Online: s.Conveyors[m.Device].Online}
		}
	}
}

// TestBeltsNeverWedge: with everything wanted, conveyors that fall out for a
// while and legs that end in any order, every pallet comes to a station and
// back, and no station of a conveyor holds two.
func TestBeltsNeverWedge(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		f := newFloor(t)
		withBelts(f)
		wanted := map[wms.HandlingUnitID]bool{}
		for i, l := range f.site.Of(wms.KindRackCell)[:15] {
			id := wms.HandlingUnitID(fmt.Sprintf("P%d", i+1))
			f.at[id], wanted[id] = l, true
		}
		down, used, most := map[wms.DeviceID]bool{}, map[wms.LocationID]bool{}, 0
		for step := 0; len(wanted) > 0 || len(f.transports) > 0; step++ {
			if step > 3000 {
				t.Fatalf("seed %d: %d pallets still wanted, %d transports open, at %v", seed, len(wanted), len(f.transports), f.at)
			}
			if r.IntN(20) == 0 {
				down[[]wms.DeviceID{"out", "in"}[r.IntN(2)]] = r.IntN(2) == 0
			}
			s := f.look(wanted)
			f.belts(&s, down)
			d := Plan(s)
			for _, l := range d.Belts {
				if down[l.Conveyor] {
					t.Fatalf("seed %d: a leg on a conveyor that is down: %+v", seed, l)
				}
			}
			for _, j := range d.Jobs {
				for _, l := range j.Legs {
					if f.site.Starts(l.To) && down[f.site.Belts(l.To)[0].Device] {
						t.Fatalf("seed %d: %+v ends on a conveyor that is down", seed, l)
					}
				}
			}
			f.begin(d)
			moved := f.end(r)
			waiting := 0
			for _, c := range f.site.Conveyors {
				for _, id := range c.Stations {
					if len(f.unitsAt(id)) > 0 {
						used[id] = true
						if c.Device == "out" {
							waiting++
						}
					}
				}
			}
			most = max(most, waiting)
			for _, g := range f.site.Of(wms.KindStation) {
				if at := f.unitsAt(g); len(at) > 0 && (!moved || r.IntN(3) == 0) {
					delete(wanted, at[0])
				}
			}
		}
		if !used["o4"] || !used["i1"] || most > 4 {
			t.Fatalf("seed %d: conveyors carried %v, at most %d at once", seed, used, most)
		}
	}
}

// What waits on a conveyor closes up to its end; the rack brings no more than
// there is room for.
func TestUnitsCloseUpOnABelt(t *testing.T) {
	f := newFloor(t)
	withBelts(f)
	f.at["A"], f.at["B"], f.at["C"], f.at["D"] = "o4", "o2", "c1-out", "c1-1-1"
	for i, u := range []wms.HandlingUnitID{"A", "B", "C", "D"} {
		f.transports = append(f.transports, &wms.Transport{ID: wms.TransportID(fmt.Sprint(i + 1)), HandlingUnit: u, To: []wms.LocationID{"g1", "g2", "totes", "empties"}[i], Status: "waiting"})
	}
	s := f.look(nil)
	f.belts(&s, nil)
	d := Plan(s)
	if len(d.Belts) != 1 || d.Belts[0].Unit != "B" || d.Belts[0].To != "o3" || len(d.Jobs) != 0 || len(d.Vehicles) != 1 || d.Vehicles[0].Unit != "A" {
		t.Fatalf("want B to close up to o3 behind A, A to leave by vehicle and D to wait in the rack: %+v", d)
	}
	f.at["B"] = "o3"
	s.Grants = nil
	f.transports = slices.Delete(f.transports, 0, 1)
	s = f.look(nil)
	f.belts(&s, map[wms.DeviceID]bool{"out": true})
	if d := Plan(s); len(d.Belts)+len(d.Jobs)+len(d.Vehicles) != 0 {
		t.Errorf("the conveyor is down, and yet: %+v", d)
	}
}
