package config

import (
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
