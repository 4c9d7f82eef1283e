package control

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/wms"
)

// floor is a small site in which whatever was begun ends, in any order: two
// crane aisles with P&D stations, two pick stations, an empties place.
type floor struct {
	t          *testing.T
	site       *wms.Site
	at         map[wms.HandlingUnitID]wms.LocationID
	transports []*wms.Transport
	next       int
	racks      *Racks
}

func newFloor(t *testing.T) *floor {
	s := &wms.Site{ID: "w"}
	add := func(id string, kind wms.LocationKind, device string, bay, level int64) {
		s.Locations = append(s.Locations, wms.Location{ID: wms.LocationID(id), Kind: kind, Zone: id, Device: wms.DeviceID(device), Bay: bay, Level: level, CapacityHU: 1})
	}
	for _, c := range []string{"c1", "c2"} {
		for bay := int64(1); bay <= 4; bay++ {
			for level := int64(1); level <= 2; level++ {
				add(fmt.Sprintf("%s-%d-%d", c, bay, level), wms.KindRackCell, c, bay, level)
			}
		}
		add(c+"-in", wms.KindPnDIn, c, 0, 0)
		add(c+"-out", wms.KindPnDOut, c, 0, 0)
	}
	add("g1", wms.KindStation, "", 0, 0)
	add("g2", wms.KindStation, "", 0, 0)
	add("totes", wms.KindToteStack, "", 0, 0)
	s.Locations = append(s.Locations, wms.Location{ID: "empties", Kind: wms.KindToteStack})
	return &floor{t: t, site: s.Index(), at: map[wms.HandlingUnitID]wms.LocationID{}}
}

func (f *floor) unitsAt(l wms.LocationID) (out []wms.HandlingUnitID) {
	for u, at := range f.at {
		if at == l {
			out = append(out, u)
		}
	}
	slices.Sort(out)
	return out
}

func (f *floor) look(wanted map[wms.HandlingUnitID]bool) Snapshot {
	s := Snapshot{Racks: f.racks, Site: f.site, At: f.unitsAt, UnitAt: func(u wms.HandlingUnitID) wms.LocationID { return f.at[u] },
		Empty: func(u wms.HandlingUnitID) bool { return u == "P0" }, Vehicles: true,
		Cranes: map[wms.DeviceID]Crane{"c1": {Online: true, Free: true}, "c2": {Online: true, Free: true}}}
	for _, t := range f.transports {
		s.Transports = append(s.Transports, *t)
		if m := active(*t); m != nil && m.Class == "crane" {
			s.Cranes[m.Device] = Crane{Online: true}
		}
	}
	for _, u := range f.sorted() {
		if wanted[u] && f.site.Kind(f.at[u]) != wms.KindStation {
			s.Wanted = append(s.Wanted, u)
		}
		if f.site.Kind(f.at[u]) == wms.KindStation && !wanted[u] {
			s.Leaving = append(s.Leaving, u)
		}
	}
	return s
}

func (f *floor) sorted() []wms.HandlingUnitID {
	var out []wms.HandlingUnitID
	for u := range f.at {
		out = append(out, u)
	}
	slices.Sort(out)
	return out
}

// begin makes the decisions durable, as the caller does.
func (f *floor) begin(d Decisions) {
	for _, n := range d.New {
		f.next++
		f.transports = append(f.transports, &wms.Transport{ID: wms.TransportID(fmt.Sprint(f.next)), HandlingUnit: n.Unit, To: n.To, Status: "waiting", Priority: n.Priority, Planned: true})
	}
	start := func(l Leg, class string) {
		for _, t := range f.transports {
			if t.ID == l.Transport {
				if l.Anew {
					t.To = l.To
				}
				t.Status = "active"
				t.Missions = append(t.Missions, wms.Mission{Class: class, Device: l.Crane + l.Conveyor, From: l.From, To: l.To})
			}
		}
	}
	for _, l := range d.Vehicles {
		start(l, "vehicle")
	}
	for _, l := range d.Belts {
		start(l, "conveyor")
	}
	for _, j := range d.Jobs {
		for _, l := range j.Legs {
			start(l, "crane")
		}
	}
}

// end finishes one active leg, any of them.
func (f *floor) end(r *rand.Rand) bool {
	var under []int
	for i, t := range f.transports {
		if t.Status == "active" {
			under = append(under, i)
		}
	}
	if len(under) == 0 {
		return false
	}
	i := under[r.IntN(len(under))]
	t := f.transports[i]
	m := t.Missions[len(t.Missions)-1]
	f.at[t.HandlingUnit] = m.To
	if l, _ := f.site.Location(m.To); l.CapacityHU > 0 && int64(len(f.unitsAt(m.To))) > l.CapacityHU {
		f.t.Fatalf("%s holds %v", m.To, f.unitsAt(m.To))
	}
	t.Status = "waiting"
	if m.To == t.To {
		f.transports = slices.Delete(f.transports, i, i+1)
	}
	return true
}

// TestFloorNeverWedges keeps more pallets wanted than there are places, with
// the rack full but for one cell, and ends legs in random order: every wanted
// pallet comes to a station and goes back, and no place holds two.
func TestFloorNeverWedges(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 1))
		f := newFloor(t)
		if seed >= 50 { // with cranes whose motion is known
			f.racks = smallRacks()
		}
		wanted := map[wms.HandlingUnitID]bool{}
		for i, l := range f.site.Of(wms.KindRackCell)[:15] {
			id := wms.HandlingUnitID(fmt.Sprintf("P%d", i))
			f.at[id], wanted[id] = l, true
		}
		for step := 0; len(wanted) > 0 || len(f.transports) > 0; step++ {
			if step > 3000 {
				t.Fatalf("seed %d: %d pallets still wanted, %d transports open", seed, len(wanted), len(f.transports))
			}
			f.begin(Plan(f.look(wanted)))
			moved := f.end(r)
			for _, g := range f.site.Of(wms.KindStation) { // people work now and then
				if at := f.unitsAt(g); len(at) > 0 && (!moved || r.IntN(3) == 0) {
					delete(wanted, at[0])
				}
			}
		}
		if f.at["P0"] != "empties" {
			t.Errorf("seed %d: the emptied pallet stands at %s", seed, f.at["P0"])
		}
	}
}

func TestStoreAndRetrieveArePaired(t *testing.T) {
	f := newFloor(t)
	f.at["IN"], f.at["OUT"] = "c1-in", "c1-2-1"
	f.transports = []*wms.Transport{{ID: "1", HandlingUnit: "IN", To: "c1-3-1", Status: "waiting"}, {ID: "2", HandlingUnit: "OUT", To: "g1", Status: "waiting"}}
	d := Plan(f.look(nil))
	if len(d.Jobs) != 1 || len(d.Jobs[0].Legs) != 2 || d.Jobs[0].Legs[0].Unit != "IN" || d.Jobs[0].Legs[1].To != "c1-out" {
		t.Errorf("a store and a retrieve of one crane make one dual command, have %+v", d.Jobs)
	}
}

func TestNothingIsPlannedOnADeadCrane(t *testing.T) {
	f := newFloor(t)
	f.at["P"] = "c1-1-1"
	s := f.look(map[wms.HandlingUnitID]bool{"P": true})
	s.Cranes["c1"] = Crane{}
	if d := Plan(s); len(d.New)+len(d.Jobs) > 0 {
		t.Errorf("planned %+v", d)
	}
}

// smallRacks are those of the floor: even pallets are fetched often.
func smallRacks() *Racks {
	r := asrs.Rack{Crane: asrs.Crane{XSpeed: 3000, XAccel: 1000, YSpeed: 1000, YAccel: 800, ForkS: 5}, Bays: 4, Levels: 2, BayPitch: 1000, LevelPitch: 1500}
	return &Racks{Ground: asrs.NewGround([]asrs.Rack{r, r}), Of: map[wms.DeviceID]int{"c1": 0, "c2": 1},
		Load: func(u wms.HandlingUnitID) asrs.Load { return asrs.Load{Class: asrs.Class(u[len(u)-1] % 2 * 2)} },
		Same: func(wms.HandlingUnitID) map[wms.DeviceID]int { return nil }}
}

// A store that control chose a cell for may get a better one on the way to the
// retrieve; one that a person chose keeps it. Fast goods get near cells.
func TestStoresAreOnTheWay(t *testing.T) {
	f := newFloor(t)
	f.racks = smallRacks()
	f.at["IN"], f.at["OUT"] = "c1-in", "c1-4-1"
	for _, planned := range []bool{true, false} {
		f.transports = []*wms.Transport{{ID: "1", HandlingUnit: "IN", To: "c1-1-2", Status: "waiting", Planned: planned},
			{ID: "2", HandlingUnit: "OUT", To: "g1", Status: "waiting"}}
		d := Plan(f.look(nil))
		if len(d.Jobs) != 1 || len(d.Jobs[0].Legs) != 2 {
			t.Fatalf("%+v", d.Jobs)
		}
		if l := d.Jobs[0].Legs[0]; l.Anew != (l.To != "c1-1-2") || !planned && l.Anew {
			t.Errorf("planned %v: %+v", planned, l)
		}
	}
	f.transports = nil
	f.at = map[wms.HandlingUnitID]wms.LocationID{"P2": "empties", "P1": "totes"}
	s := f.look(nil)
	s.Incoming = []Incoming{{Unit: "P2"}, {Unit: "P1"}}
	d := Plan(s)
	if len(d.New) != 2 {
		t.Fatalf("%+v", d.New)
	}
	fast, _ := f.site.Location(d.New[0].To)
	slow, _ := f.site.Location(d.New[1].To)
	if fast.Bay > slow.Bay || fast.Device == slow.Device {
		t.Errorf("the fast pallet goes to %s, the slow one to %s", fast.ID, slow.ID)
	}
}

// TestTransportsInSequence: one that comes after another does not begin before
// that has ended, even if it is more urgent.
func TestTransportsInSequence(t *testing.T) {
	f := newFloor(t)
	f.at["A"], f.at["B"] = "g1", "g2"
	f.transports = []*wms.Transport{{ID: "2", HandlingUnit: "B", To: "empties", Status: "waiting", Priority: -9, After: []wms.TransportID{"1"}},
		{ID: "1", HandlingUnit: "A", To: "empties", Status: "waiting"}}
	first := Plan(f.look(nil))
	if len(first.Vehicles) != 1 || first.Vehicles[0].Unit != "A" {
		t.Fatalf("begun: %+v", first.Vehicles)
	}
	f.begin(first)
	if d := Plan(f.look(nil)); len(d.Vehicles) != 0 {
		t.Errorf("begun before the first has ended: %+v", d.Vehicles)
	}
	f.at["A"] = "empties"
	f.transports = f.transports[:1] // the first is done, and open no more
	if d := Plan(f.look(nil)); len(d.Vehicles) != 1 || d.Vehicles[0].Unit != "B" {
		t.Errorf("after the first: %+v", d.Vehicles)
	}
}
