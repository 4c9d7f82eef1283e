package message

import (
	"math"
	"strings"
	"testing"
)

// TestZoneKinds: every type of zone as the standard's schema wants it, and
// each without what it needs refused.
func TestZoneKinds(t *testing.T) {
	h := header
	h.Version = Version30
	vertices := []ControlPoint{{X: 0, Y: 0}, {X: 1, Y: 0}, {X: 1, Y: 1}}
	half, over, none := 0.5, 1.5, math.NaN()
	good := []Zone{{Type: ZoneBlocked}, {Type: ZoneLineGuided}, {Type: ZoneReplanning}, {Type: ZoneRelease, ReleaseLoss: "EVACUATE"}, {Type: ZoneSpeedLimit, MaximumSpeed: 0.4},
		{Type: ZonePriority, Priority: new(float64)}, {Type: ZonePenalty, Penalty: &half}, {Type: ZoneDirected, Direction: new(float64), Directed: "STRICT"},
		{Type: ZoneBidirected, Direction: &half, Bidirected: "SOFT"},
		{Type: ZoneOfActions, ZoneActions: &ZoneActions{Entry: []ZoneAction{{ActionType: "horn", BlockingType: BlockingSingle, Parameters: []Parameter{{"tone", 2}}}}, During: []ZoneAction{}, Exit: []ZoneAction{}}}}
	for i := range good {
		good[i].ZoneID, good[i].Vertices = string(rune('a'+i)), vertices
	}
	set := ZoneSet{MapID: "floor", ZoneSetID: "S", Zones: good}
	raw, err := MarshalZoneSet(ZoneSetMessage{Header: h, ZoneSet: set})
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "schema-3.0", TopicZoneSet, raw)
	back, err := UnmarshalZoneSet(raw)
	if err != nil || len(back.ZoneSet.Zones) != len(good) || CheckZoneSet(&back.ZoneSet) != nil || back.ZoneSet.Zones[9].Entry[0].ActionType != "horn" || *back.ZoneSet.Zones[6].Penalty != 0.5 {
		t.Errorf("%v %+v", err, back)
	}
	for _, z := range []Zone{{Type: "ROUND"}, {Type: ZoneRelease}, {Type: ZoneSpeedLimit}, {Type: ZonePriority}, {Type: ZonePenalty, Penalty: &over}, {Type: ZonePenalty, Penalty: &none},
		{Type: ZoneDirected, Directed: "SOFT"}, {Type: ZoneDirected, Direction: &half}, {Type: ZoneBidirected, Direction: &half, Bidirected: "STRICT"}, {Type: ZoneOfActions},
		{Type: ZoneOfActions, ZoneActions: &ZoneActions{During: []ZoneAction{{ActionType: "horn"}}}}} {
		z.ZoneID, z.Vertices = "z", vertices
		err := CheckZoneSet(&ZoneSet{MapID: "floor", ZoneSetID: "S", Zones: []Zone{z}})
		if err == nil || !strings.Contains(err.Error(), "zone z") {
			t.Errorf("%+v: %v", z, err)
		}
	}
}
