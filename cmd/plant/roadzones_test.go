package plant

import (
	"testing"

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
