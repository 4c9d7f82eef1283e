package fleet

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/wms"
)

// twoFloors are two rings, one above the other, with a lift between them and a
// fast door across a lane of each.
func twoFloors(t testing.TB) (*routing.Roadmap, []string, []GateSpec) {
	l := &layout{seen: map[string]bool{}}
	l.street([2]int64{2, 10}, [2]int64{16, 10}, [2]int64{16, 4}, [2]int64{2, 4}, [2]int64{2, 10})
	l.street([2]int64{104, 4}, [2]int64{118, 4}, [2]int64{118, 10}, [2]int64{104, 10}, [2]int64{104, 4})
	l.street([2]int64{16, 6}, [2]int64{20, 6})
	l.street([2]int64{20, 6}, [2]int64{16, 6})
	l.street([2]int64{100, 6}, [2]int64{104, 6})
	l.street([2]int64{104, 6}, [2]int64{100, 6})
	var stations []string
	for i := range int64(4) {
		for _, side := range []int64{0, 102} {
			id := fmt.Sprintf("S%d-%d", side, i+1)
			stations = append(stations, id)
			l.spur(id, routing.Station, side+4+2*i, 12, side+4+2*i, 10)
			l.spur(fmt.Sprintf("PARK%d-%d", side, i+1), routing.Park, side+4+2*i, 2, side+4+2*i, 4)
		}
	}
	for i := range l.nodes {
		if l.nodes[i].XMM > 90_000 {
			l.nodes[i].Map = "upstairs"
		}
	}
	car0, car1 := l.node(20, 6), l.node(100, 6)
	l.edges = append(l.edges, routing.EdgeSpec{ID: car0 + ">" + car1, From: car0, To: car1, LengthMM: 27_000},
		routing.EdgeSpec{ID: car1 + ">" + car0, From: car1, To: car0, LengthMM: 27_000})
	return l.build(t), stations, []GateSpec{
		{ID: "LIFT", Car: []string{car0, car1}},
		{ID: "DOOR-0", Door: [][2]string{{l.node(2, 6), l.node(2, 8)}, {l.node(2, 8), l.node(2, 6)}}},
		{ID: "DOOR-1", Door: [][2]string{{l.node(108, 4), l.node(110, 4)}}},
	}
}

func gateWorld(t testing.TB, seed uint64, vehicles int) *world {
	rm, stations, gates := twoFloors(t)
	return newWorld(t, seed, rm, stations, vehicles, gates...)
}

// settleGates wants all gates shut, and nobody to be named, once all is done.
func (w *world) settleGates() {
	w.t.Helper()
	w.run(5 * time.Minute)
	for _, g := range w.fleet.Gates() {
		if g.Open || g.Trouble != "" || len(g.Inside)+len(g.Waiting) > 0 {
			w.t.Errorf("at the end: %+v", g)
		}
	}
}

// TestGates: vehicles carry units between two floors through doors and a lift
// while doors jam, crawl and fall silent, vehicles die and forget, missions are
// cancelled and the master restarts. In every tick nobody is in a door that is
// not fully open, at most one is in the lift, and it stands in its middle
// whenever the lift is not open; all is done in the end.
func TestGates(t *testing.T) {
	seeds := []uint64{56, 44, 0, 1, 2}
	if underRace {
		seeds = seeds[:2]
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := gateWorld(t, seed, 5)
			w.keep = 6
			cancelled := 0
			for range minutes() * 2 / 3 {
				w.run(time.Duration(10+w.rng.IntN(80)) * time.Second)
				m, tr := w.gates[w.rng.IntN(len(w.gates))], w.trucks[w.rng.IntN(len(w.trucks))]
				bad := time.Duration(5+w.rng.IntN(90)) * time.Second
				switch w.rng.IntN(9) {
				case 0:
					m.jammedUntil = w.now + bad
				case 1:
					m.deafUntil = w.now + bad
				case 2:
					m.slowUntil = w.now + bad
				case 3:
					w.kill(tr, bad)
				case 4:
					if w.atNode(tr) && tr.acting < 0 {
						w.reboot(tr)
					}
				case 5:
					if !w.anyDead() { // of one that is silent a new master knows nothing
						w.restart()
					}
				default:
					cancelled += w.cancelSome()
				}
			}
			w.drain()
			w.settleGates()
			lift := w.gate("LIFT")
			t.Logf("%d delivered, %d cancelled, longest %v; lift %d trips, doors opened %d and %d times; %+v", w.delivered, cancelled, w.longest, lift.trips, w.gates[1].opened, w.gates[2].opened, w.counts)
			if lift.trips < minutes()/3 || w.gates[1].opened == 0 || w.delivered < minutes()/4 {
				t.Errorf("too little happened")
			}
		})
	}
}

func (w *world) anyDead() bool {
	return slices.ContainsFunc(w.trucks, func(tr *truck) bool { return w.now < tr.deadUntil })
}

// cancelSome takes a mission back, one of a vehicle that waits for or is in a
// gate if there is one.
func (w *world) cancelSome() int {
	var id wms.MissionID
	for _, v := range w.fleet.Explain() {
		if v.Mission != "" && (id == "" || v.Gate != "") {
			id = v.Mission
		}
	}
	done, err := w.fleet.CancelMission(w.clock(), id)
	if err != nil {
		return 0
	}
	if done {
		w.over(id, "cancelled")
	}
	return 1
}

// until runs the world until a condition holds.
func (w *world) until(what string, cond func() bool) {
	w.t.Helper()
	for end := w.now + time.Hour; !cond(); w.advance() {
		if w.now > end {
			w.explain()
			w.t.Fatalf("never: %s; %+v", what, w.fleet.Gates())
		}
	}
}

func (w *world) view(id string) GateView {
	for _, g := range w.fleet.Gates() {
		if g.ID == id {
			return g
		}
	}
	return GateView{}
}

// TestDeadInDoor: the door a vehicle died in stays open, with the reason, and
// shuts when a person says that the vehicle was taken out; not before.
func TestDeadInDoor(t *testing.T) {
	w := gateWorld(t, 1, 1)
	w.keep, w.dwellMax = 0, time.Second
	w.add(Mission{ID: "m-000001", FromStation: "S0-1", ToStation: "S0-4"})
	tr, door := w.trucks[0], w.gate("DOOR-0")
	w.until("in the door", func() bool { return tr.x < 2100 && tr.y > 6800 && tr.y < 7200 })
	w.kill(tr, 24*time.Hour)
	w.run(10 * time.Minute)
	if v := w.view("DOOR-0"); door.openness < 1 || v.Trouble == "" || len(v.Inside) != 1 {
		t.Fatalf("door %.1f open: %+v", door.openness, v)
	}
	w.restart()
	w.run(10 * time.Minute)
	if v := w.view("DOOR-0"); door.openness < 1 || v.Trouble == "" {
		t.Fatalf("after a restart, which knows nothing of the vehicle: door %.1f open: %+v", door.openness, v)
	}
	tr.x, tr.y = 60_000, 60_000 // carried away
	if by, err := w.fleet.ReleaseGate(w.clock(), "DOOR-0"); err != nil || by != "" {
		t.Fatal(by, err)
	}
	w.until("shut", func() bool { return door.openness == 0 })
	if v := w.view("DOOR-0"); v.Trouble != "" {
		t.Errorf("%+v", v)
	}
	n, _ := w.rm.Node("P-PARK0-1") // it is put back, switched on, and forgot
	tr.x, tr.y, tr.lastNode, tr.deadUntil = float64(w.rm.Spec(n).XMM), float64(w.rm.Spec(n).YMM), "P-PARK0-1", 0
	w.reboot(tr)
	w.until("delivered", func() bool { return w.openJobs == 0 })
}

// TestReleaseRefused: a vehicle that says itself that it is in a gate is not
// talked away.
func TestReleaseRefused(t *testing.T) {
	w := gateWorld(t, 1, 1)
	w.keep = 0
	w.add(Mission{ID: "m-000001", FromStation: "S0-1", ToStation: "S102-4"})
	tr := w.trucks[0]
	w.until("in the lift", func() bool { return tr.lastNode == "N2006" })
	w.run(2 * time.Second)
	if by, err := w.fleet.ReleaseGate(w.clock(), "LIFT"); by != tr.id || err != nil {
		t.Error("the lift was released with a vehicle in it")
	}
	if _, err := w.fleet.ReleaseGate(w.clock(), "LIFT-9"); err == nil {
		t.Error("released a lift that is not there")
	}
	w.drain()
}

// TestCancelInLift: cancelled in the lift before the pick, the vehicle comes
// out and the lift serves others.
func TestCancelInLift(t *testing.T) {
	w := gateWorld(t, 3, 2)
	w.keep, w.dwellMax = 0, time.Second
	upstairs := w.trucks[0]
	for _, at := range []string{"waiting", "in the lift", "travelling"} {
		id := wms.MissionID("m-" + at)
		far := map[bool]string{true: "S102-1", false: "S0-1"}[w.floorOf(upstairs) == ""]
		w.add(Mission{ID: id, FromStation: far, ToStation: map[string]string{"S102-1": "S102-3", "S0-1": "S0-3"}[far]})
		w.until(at, func() bool {
			v := w.fleet.Explain()
			inside := len(w.view("LIFT").Inside) > 0
			for _, x := range v {
				if x.Mission == id && (at == "waiting" && x.Gate == "LIFT" && !inside || at == "in the lift" && inside || at == "travelling" && inside && w.gate("LIFT").travel > 0) {
					return true
				}
			}
			return w.missions[id].over
		})
		if _, err := w.fleet.CancelMission(w.clock(), id); err != nil {
			t.Logf("%s: %v", at, err) // the other vehicle was nearer
		}
		w.until("over", func() bool { return w.openJobs == 0 })
		w.settleGates()
	}
	w.add(Mission{ID: "m-last", FromStation: "S0-2", ToStation: "S102-2"})
	w.drain()
	w.settleGates()
}

// TestBrokenDoorGoesAround: a door out of order is driven around, where there
// is a way.
func TestBrokenDoorGoesAround(t *testing.T) {
	l := &layout{seen: map[string]bool{}}
	l.street([2]int64{4, 2}, [2]int64{20, 2}, [2]int64{20, 8}, [2]int64{4, 8}, [2]int64{4, 2})
	l.street([2]int64{20, 8}, [2]int64{20, 14}, [2]int64{4, 14}, [2]int64{4, 8})
	l.spur("A", routing.Station, 22, 4, 20, 4)
	l.spur("B", routing.Station, 2, 6, 4, 6)
	l.spur("P", routing.Park, 8, 4, 8, 2)
	w := newWorld(t, 1, l.build(t), []string{"A", "B"}, 1, GateSpec{ID: "D", Door: [][2]string{{"N1208", "N1008"}}})
	w.keep = 0
	door := w.gate("D")
	w.add(Mission{ID: "m-1", FromStation: "A", ToStation: "B"})
	w.drain()
	if door.opened == 0 {
		t.Fatal("the short way leads through the door")
	}
	door.jammedUntil = w.now + 24*time.Hour
	w.run(5 * time.Second)
	was := door.opened
	w.add(Mission{ID: "m-2", FromStation: "A", ToStation: "B"})
	w.drain()
	if v := w.view("D"); door.opened != was || !v.OutOfUse || v.Trouble != "fault: jammed" {
		t.Errorf("%+v", v)
	}
}

func TestGateRefusals(t *testing.T) {
	rm, _, gates := twoFloors(t)
	for name, bad := range map[string][]GateSpec{
		"no lift":      nil,
		"two in one":   append([]GateSpec{{ID: "X", Door: [][2]string{{"N1606", "N1806"}}}, {ID: "Y", Door: [][2]string{{"N1806", "N1606"}}}}, gates...),
		"unknown node": append([]GateSpec{{ID: "X", Door: [][2]string{{"N1606", "N9999"}}}}, gates...),
		"no edge":      append([]GateSpec{{ID: "X", Door: [][2]string{{"N0204", "N1604"}}}}, gates...),
	} {
		if _, err := New(rm, Config{Vehicles: []string{"a"}, NewID: func() string { return "" }, Footprint: routing.Footprint{LengthMM: 1200, WidthMM: 800}, Gates: bad}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
