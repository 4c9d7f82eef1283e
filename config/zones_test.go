package config

import (
	"maps"
	"testing"

	"github.com/paulmach/orb"
)

// TestZonesOnTheRoadmap: no lane leads through what is blocked, those through
// a limit are no faster, on the zone's own floor only.
func TestZonesOnTheRoadmap(t *testing.T) {
	square := []ZoneCorner{{XMM: 1000, YMM: 0}, {XMM: 2000, YMM: 0}, {XMM: 2000, YMM: 1000}, {XMM: 1000, YMM: 1000}}
	build := func(zones ...RoadZone) map[string]int64 {
		r := Roadmap{Map: "floor", Zones: zones, Nodes: []Node{{ID: "a", XMM: 0, YMM: 500}, {ID: "b", XMM: 3000, YMM: 500}, {ID: "c", XMM: 3000, YMM: 5000}, {ID: "u", Map: "up", XMM: 0, YMM: 500}, {ID: "v", Map: "up", XMM: 3000, YMM: 500}},
			Edges: []Edge{{ID: "ab", From: "a", To: "b", MaxSpeedMMPerS: 900}, {ID: "bc", From: "b", To: "c"}, {ID: "uv", From: "u", To: "v"}}}
		r.applyZones()
		out := map[string]int64{}
		for _, e := range r.Edges {
			out[e.ID] = e.MaxSpeedMMPerS
		}
		return out
	}
	limit := func(mm int64, floor string) RoadZone {
		return RoadZone{ID: "l", Kind: "speed_limit", MaxSpeedMMPerS: mm, Map: floor, Corners: square}
	}
	if got := build(limit(500, ""), limit(700, "")); got["ab"] != 500 || got["bc"] != 0 || got["uv"] != 0 {
		t.Errorf("limits: %v", got)
	}
	if got := build(limit(500, "up")); got["ab"] != 900 || got["uv"] != 500 {
		t.Errorf("a limit upstairs: %v", got)
	}
	if got := build(RoadZone{ID: "z", Kind: "blocked", Map: "floor", Corners: square}); len(got) != 2 || got["uv"] != 0 {
		t.Errorf("blocked: %v", got)
	}
	if got := build(RoadZone{ID: "z", Kind: "release", Corners: square}); len(got) != 3 {
		t.Errorf("a release zone takes nothing out: %v", got)
	}
	z := RoadZone{Corners: square}
	for _, x := range []struct {
		a, b orb.Point
		want bool
	}{{orb.Point{0, 500}, orb.Point{1500, 500}, true}, {orb.Point{1200, 200}, orb.Point{1300, 300}, true}, {orb.Point{0, 2000}, orb.Point{3000, 2000}, false}, {orb.Point{0, 1500}, orb.Point{1500, 2900}, false}} {
		if z.touches(x.a, x.b) != x.want {
			t.Errorf("%v to %v: want %v", x.a, x.b, x.want)
		}
	}
}

// TestZonesThatSteer: what a way counts, and which ways are left, where zones
// prefer, avoid and direct.
func TestZonesThatSteer(t *testing.T) {
	square := []ZoneCorner{{XMM: 0, YMM: 0}, {XMM: 2000, YMM: 0}, {XMM: 2000, YMM: 2000}, {XMM: 0, YMM: 2000}}
	build := func(zones ...RoadZone) map[string]int64 {
		for i := range zones {
			zones[i].ID, zones[i].Corners = string(rune('p'+i)), square
			if err := zones[i].checkKind(); err != nil {
				t.Fatal(err)
			}
		}
		r := Roadmap{Map: "floor", Zones: zones, Nodes: []Node{{ID: "a", XMM: 500, YMM: 1000}, {ID: "b", XMM: 1500, YMM: 1000}, {ID: "c", XMM: 1500, YMM: 1900}, {ID: "out", XMM: 5000, YMM: 1000}},
			Edges: []Edge{{ID: "ab", From: "a", To: "b"}, {ID: "ba", From: "b", To: "a"}, {ID: "bc", From: "b", To: "c"}, {ID: "b-out", From: "b", To: "out"}}}
		r.applyZones()
		out := map[string]int64{}
		for _, e := range r.Edges {
			out[e.ID] = e.DetourPercent
		}
		return out
	}
	for _, x := range []struct {
		name  string
		zones []RoadZone
		want  map[string]int64
	}{
		{"penalties: the highest", []RoadZone{{Kind: "penalty", FactorPercent: 20}, {Kind: "penalty", FactorPercent: 100}}, map[string]int64{"ab": 900, "ba": 900, "bc": 900, "b-out": 0}},
		{"priorities: the lowest", []RoadZone{{Kind: "priority", FactorPercent: 80}, {Kind: "priority", FactorPercent: 40}}, map[string]int64{"ab": -20, "ba": -20, "bc": -20, "b-out": 0}},
		{"a penalty outweighs", []RoadZone{{Kind: "priority", FactorPercent: 80}, {Kind: "penalty", FactorPercent: 10}}, map[string]int64{"ab": 90, "ba": 90, "bc": 90, "b-out": 0}},
		{"directed: not backwards", []RoadZone{{Kind: "directed"}}, map[string]int64{"ab": 0, "bc": 900, "b-out": 0}},
		{"directed, strictly", []RoadZone{{Kind: "directed", Limitation: "strict"}}, map[string]int64{"ab": 0, "b-out": 0}},
		{"directed, softly", []RoadZone{{Kind: "directed", Limitation: "soft", DirectionDeg: 180}}, map[string]int64{"ab": 900, "ba": 0, "bc": 900, "b-out": 0}},
		{"bidirected: not across", []RoadZone{{Kind: "bidirected"}}, map[string]int64{"ab": 0, "ba": 0, "b-out": 0}},
		{"bidirected along y", []RoadZone{{Kind: "bidirected", DirectionDeg: 90, Limitation: "soft"}}, map[string]int64{"ab": 900, "ba": 900, "bc": 0, "b-out": 0}},
		{"only told", []RoadZone{{Kind: "line_guided"}, {Kind: "action", Entry: []ZoneAction{{Type: "horn"}}}}, map[string]int64{"ab": 0, "ba": 0, "bc": 0, "b-out": 0}},
	} {
		if got := build(x.zones...); !maps.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	for _, z := range []RoadZone{{Kind: "penalty"}, {Kind: "release", FactorPercent: 3}, {Kind: "blocked", DirectionDeg: 90}, {Kind: "bidirected", Limitation: "strict"}, {Kind: "action"}, {Kind: "directed", Exit: []ZoneAction{{Type: "x"}}}} {
		if z.checkKind() == nil {
			t.Errorf("%+v passed", z)
		}
	}
}
