package traffic

import (
	"errors"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/routing"
)

// ring is a square of lanes with 2 m between nodes and the bays given.
func ring(t *testing.T, bays ...routing.NodeSpec) *routing.Roadmap {
	t.Helper()
	var nodes []routing.NodeSpec
	var edges []routing.EdgeSpec
	at := [][2]int64{{0, 0}, {2, 0}, {4, 0}, {6, 0}, {6, 2}, {6, 4}, {4, 4}, {2, 4}, {0, 4}, {0, 2}}
	name := func(i int) string { return string(rune('A' + i%len(at))) }
	for i, p := range at {
		nodes = append(nodes, routing.NodeSpec{ID: name(i), XMM: p[0] * 1000, YMM: p[1] * 1000})
		edges = append(edges, routing.EdgeSpec{ID: name(i) + name(i+1), From: name(i), To: name(i + 1)})
	}
	for i, b := range bays {
		nodes = append(nodes, b)
		l := name(i + 1)
		edges = append(edges, routing.EdgeSpec{ID: "in-" + b.ID, From: l, To: b.ID}, routing.EdgeSpec{ID: "out-" + b.ID, From: b.ID, To: l})
	}
	rm, err := routing.NewRoadmap(nodes, edges)
	if err != nil {
		t.Fatal(err)
	}
	return rm
}

var carrier = routing.Footprint{LengthMM: 1200, WidthMM: 800, ClearanceMM: 100}

func TestCheck(t *testing.T) {
	park := func(id string, x, y int64) routing.NodeSpec {
		return routing.NodeSpec{ID: id, XMM: x, YMM: y, Kind: routing.Park}
	}
	station := func(id string, x, y int64) routing.NodeSpec {
		return routing.NodeSpec{ID: id, XMM: x, YMM: y, Station: "S-" + id}
	}
	cases := []struct {
		name     string
		rm       *routing.Roadmap
		vehicles int
		id, says string
	}{
		{"good", ring(t, park("P", 2000, -2000), station("S", 4000, -2000)), 1, "", ""},
		{"too few parks", ring(t, park("P", 2000, -2000)), 2, "", "2 vehicles need 2"},
		{"bay on the lane", ring(t, park("P", 2000, -1000), station("S", 4000, -2000)), 1, "S-S", `"P"`},
		{"bays too near", ring(t, park("P", 2500, -2000), station("S", 3500, -2000)), 1, "P", "1543 mm apart"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(c.rm, carrier, c.vehicles, Options{})
			if c.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v", err)
			}
			var e *routing.Error
			if c.id != "" && (!errors.As(err, &e) || e.ID != c.id) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestWaitsForTheDead: on a one-way ring nobody gets past a dead vehicle, and
// says so; when it is well again, all go on.
func TestWaitsForTheDead(t *testing.T) {
	rm := ring(t, routing.NodeSpec{ID: "P1", XMM: 2000, YMM: -2000, Kind: routing.Park},
		routing.NodeSpec{ID: "P2", XMM: 4000, YMM: -2000, Kind: routing.Park}, routing.NodeSpec{ID: "S", XMM: 8000, Station: "S"})
	tr, err := New(rm, carrier, 2, Options{})
	if err != nil {
		t.Fatal(err)
	}
	node := func(id string) routing.Node { n, _ := rm.Node(id); return n }
	for v, id := range []string{"C", "P1"} {
		if err := tr.Place(v, []routing.Node{node(id)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	tr.Settle()
	tr.SetStuck(0, "offline")
	tr.SetTarget(1, node("S"), 1)
	if g := tr.Step(1); len(g) != 0 {
		t.Fatalf("grants %v", g)
	}
	if w := tr.Waiting(1); w.Reason != Blocked || w.For != 0 || w.Text != "offline" {
		t.Errorf("waits: %+v", w)
	}
	tr.SetStuck(0, "")
	tr.SetTarget(0, node("P2"), 2)
	for i := range 20 {
		for _, g := range tr.Step(2 + 1e9*1) {
			_ = g
		}
		for v := range 2 {
			tr.Reached(v, len(tr.Territory(v))-1)
		}
		if a, b := tr.Territory(0), tr.Territory(1); a[0] == node("P2") && b[0] == node("S") {
			return
		} else if i == 19 {
			t.Errorf("still at %v and %v", rm.Spec(a[0]).ID, rm.Spec(b[0]).ID)
		}
	}
}
