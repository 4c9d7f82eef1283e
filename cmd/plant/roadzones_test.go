package plant

import (
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// TestZoneSets: one set for each map, as the standard wants them, under a name
// that changes with what is in it.
func TestZoneSets(t *testing.T) {
	corners := []config.ZoneCorner{{XMM: 0, YMM: 0}, {XMM: 2500, YMM: 0}, {XMM: 2500, YMM: 1000}}
	w := &config.Warehouse{ID: "w", Name: "House", Layout: config.Layout{Roadmap: &config.Roadmap{Map: "floor", Zones: []config.RoadZone{
		{ID: "cross", Kind: "release", Corners: corners}, {ID: "slow", Kind: "speed_limit", MaxSpeedMMPerS: 500, Corners: corners},
		{ID: "shaft", Kind: "blocked", Map: "up", Corners: corners}, {ID: "yard", Kind: "coordinated_replanning", Corners: corners}}}}}
	sets := zoneSets(w)
	if len(sets) != 2 || sets[0].MapID != "floor" || len(sets[0].Zones) != 3 || sets[1].MapID != "up" {
		t.Fatalf("%+v", sets)
	}
	for i := range sets {
		if err := message.CheckZoneSet(&sets[i]); err != nil {
			t.Error(err)
		}
	}
	if z := sets[0].Zones; z[0].ReleaseLoss != "STOP" || z[1].MaximumSpeed != 0.5 || z[1].Vertices[1].X != 2.5 || z[2].Type != message.ZoneReplanning {
		t.Errorf("%+v", z)
	}
	back := []config.ZoneCorner{corners[2], corners[1], corners[0]}
	all := []config.RoadZone{{ID: "p", Kind: "priority", FactorPercent: 40, Corners: corners}, {ID: "q", Kind: "penalty", FactorPercent: 90, Corners: corners},
		{ID: "d", Kind: "directed", DirectionDeg: 90, Limitation: "strict", Corners: back}, {ID: "b", Kind: "bidirected", Corners: corners},
		{ID: "l", Kind: "line_guided", Corners: corners}, {ID: "a", Kind: "action", Entry: []config.ZoneAction{{Type: "horn"}}, Corners: corners}}
	w.Layout.Roadmap.Zones = append(w.Layout.Roadmap.Zones, all...)
	sets = zoneSets(w)
	raw, err := message.MarshalZoneSet(message.ZoneSetMessage{Header: message.Header{HeaderID: 1, Timestamp: message.Timestamp(time.Unix(0, 0)), Version: "3.0.0", Manufacturer: "m", SerialNumber: "s"}, ZoneSet: sets[0]})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"priorityFactor":0.4`, `"penaltyFactor":0.9`, `"direction":1.57`, `"directedLimitation":"STRICT"`, `"bidirectedLimitation":"RESTRICTED"`,
		`"entryActions":[{"actionType":"horn","blockingType":"NONE"}],"duringActions":[],"exitActions":[]`, `"zoneType":"LINE_GUIDED"`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("no %s in %s", want, raw)
		}
	}
	if strings.Count(string(raw), "entryActions") != 1 || strings.Count(string(raw), `"vertices":[{"x":0,"y":0},{"x":2.5,"y":0},{"x":2.5,"y":1}]`) != len(sets[0].Zones) {
		t.Errorf("%s", raw)
	}
	if few := sets[0].Only([]string{"RELEASE", "PENALTY"}); len(few.Zones) != 2 || few.ZoneSetID == sets[0].ZoneSetID || few.MapID != sets[0].MapID {
		t.Errorf("for a vehicle that knows two types: %+v", few)
	}
	if again := zoneSets(w)[0]; again.ZoneSetID != sets[0].ZoneSetID {
		t.Errorf("the same zones are %q and %q", again.ZoneSetID, sets[0].ZoneSetID)
	}
	before := sets[0].ZoneSetID
	w.Layout.Roadmap.Zones[0].OnLoss = "evacuate"
	if after := zoneSets(w)[0]; after.ZoneSetID == before || after.Zones[0].ReleaseLoss != "EVACUATE" {
		t.Errorf("%q became %q", before, after.ZoneSetID)
	}
	w.Layout.Roadmap = nil
	if zoneSets(w) != nil {
		t.Error("zones without a roadmap")
	}
}
