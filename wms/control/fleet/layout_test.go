package fleet

import (
	"fmt"
	"testing"

	"github.com/aisle-wms/aisle/routing"
)

// layout builds roadmaps on a grid of 2 m, as the demo's: one-way streets with
// spurs for whatever stands still.
type layout struct {
	nodes []routing.NodeSpec
	edges []routing.EdgeSpec
	seen  map[string]bool
}

func (l *layout) node(x, y int64) string {
	id := fmt.Sprintf("N%02d%02d", x, y)
	if !l.seen[id] {
		l.seen[id] = true
		l.nodes = append(l.nodes, routing.NodeSpec{ID: id, XMM: x * 1000, YMM: y * 1000})
	}
	return id
}

func (l *layout) edge(from, to string, speed int64) {
	l.edges = append(l.edges, routing.EdgeSpec{ID: from + ">" + to, From: from, To: to, MaxSpeedMMPerS: speed})
}

// street leads through corners in one direction, a node every 2 m.
func (l *layout) street(corners ...[2]int64) {
	at := corners[0]
	from := l.node(at[0], at[1])
	for _, c := range corners[1:] {
		for at != c {
			at[0] += 2 * sign(c[0]-at[0])
			at[1] += 2 * sign(c[1]-at[1])
			to := l.node(at[0], at[1])
			l.edge(from, to, 0)
			from = to
		}
	}
}

func sign(d int64) int64 {
	switch {
	case d > 0:
		return 1
	case d < 0:
		return -1
	}
	return 0
}

// spur hangs a bay on a street node.
func (l *layout) spur(id string, kind routing.Kind, x, y, fromX, fromY int64) {
	station := ""
	if kind == routing.Station {
		station = id
	}
	l.nodes = append(l.nodes, routing.NodeSpec{ID: "P-" + id, XMM: x * 1000, YMM: y * 1000, Kind: kind, Station: station})
	at := l.node(fromX, fromY)
	l.edge(at, "P-"+id, 600)
	l.edge("P-"+id, at, 600)
}

func (l *layout) build(t testing.TB) *routing.Roadmap {
	t.Helper()
	rm, err := routing.NewRoadmap(l.nodes, l.edges)
	if err != nil {
		t.Fatal(err)
	}
	return rm
}

// demoLayout is like the demo's central warehouse: P&D stations in the west,
// pick stations and receiving in the east, docks in the south, parking and
// charging between.
func demoLayout(t testing.TB) (*routing.Roadmap, []string) { return demoLayoutWith(t, 4) }

// demoLayoutWith has so many chargers.
func demoLayoutWith(t testing.TB, chargers int) (*routing.Roadmap, []string) {
	l, stations := demoGrid(chargers)
	return l.build(t), stations
}

func demoGrid(chargers int) (*layout, []string) {
	l := &layout{seen: map[string]bool{}}
	l.street([2]int64{50, 60}, [2]int64{50, 42})
	l.street([2]int64{50, 42}, [2]int64{82, 42})
	l.street([2]int64{50, 50}, [2]int64{72, 50})
	l.street([2]int64{58, 42}, [2]int64{58, 60})
	l.street([2]int64{64, 60}, [2]int64{64, 42})
	l.street([2]int64{72, 42}, [2]int64{72, 60})
	l.street([2]int64{82, 42}, [2]int64{82, 60})
	l.street([2]int64{82, 60}, [2]int64{50, 60})
	var stations []string
	station := func(id string, x, y, fx, fy int64) {
		stations = append(stations, id)
		l.spur(id, routing.Station, x, y, fx, fy)
	}
	for i := range int64(2) {
		station(fmt.Sprintf("R%d-IN", i+1), 48, 58-8*i, 50, 58-8*i)
		station(fmt.Sprintf("R%d-OUT", i+1), 48, 56-8*i, 50, 56-8*i)
	}
	for i := range int64(4) {
		station(fmt.Sprintf("G%d", i+1), 74, 44+4*i, 72, 44+4*i)
		station(fmt.Sprintf("DOCK-%d", i+1), 74+2*i, 40, 74+2*i, 42)
	}
	station("VIS", 84, 46, 82, 46)
	for i, y := range []int64{44, 46, 48, 52, 54, 56} {
		l.spur(fmt.Sprintf("PARK-%d", i+1), routing.Park, 56, y, 58, y)
		l.spur(fmt.Sprintf("PARK-%d", i+7), routing.Park, 66, y, 64, y)
	}
	for i, y := range []int64{46, 48, 54, 56}[:chargers] {
		l.spur(fmt.Sprintf("CHARGE-%d", i+1), routing.Charge, 60, y, 58, y)
	}
	return l, stations
}

// smallLayout is one ring with five stations and three places to park.
func smallLayout(t testing.TB) (*routing.Roadmap, []string) {
	l := &layout{seen: map[string]bool{}}
	l.street([2]int64{4, 2}, [2]int64{20, 2}, [2]int64{20, 8}, [2]int64{4, 8}, [2]int64{4, 2})
	var stations []string
	for i := range int64(5) {
		id := fmt.Sprintf("S%d", i+1)
		stations = append(stations, id)
		l.spur(id, routing.Station, 6+2*i, 10, 6+2*i, 8)
	}
	for i := range int64(3) {
		l.spur(fmt.Sprintf("PARK-%d", i+1), routing.Park, 6+4*i, 4, 6+4*i, 2)
	}
	return l.build(t), stations
}

// corridorLayout is two rings joined by a two-way lane 20 m long, so that
// vehicles meet head on.
func corridorLayout(t testing.TB) (*routing.Roadmap, []string) {
	l, stations := corridorGrid()
	return l.build(t), stations
}

func corridorGrid() (*layout, []string) {
	l := &layout{seen: map[string]bool{}}
	l.street([2]int64{2, 10}, [2]int64{10, 10}, [2]int64{10, 4}, [2]int64{2, 4}, [2]int64{2, 10})
	l.street([2]int64{30, 4}, [2]int64{38, 4}, [2]int64{38, 10}, [2]int64{30, 10}, [2]int64{30, 4})
	l.street([2]int64{10, 6}, [2]int64{30, 6})
	l.street([2]int64{30, 6}, [2]int64{10, 6})
	var stations []string
	for i := range int64(3) {
		for _, side := range []int64{0, 28} {
			id := fmt.Sprintf("S%d-%d", side, i+1)
			stations = append(stations, id)
			l.spur(id, routing.Station, side+4+2*i, 12, side+4+2*i, 10)
			l.spur(fmt.Sprintf("PARK%d-%d", side, i+1), routing.Park, side+4+2*i, 2, side+4+2*i, 4)
		}
	}
	return l, stations
}
