package plant

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
	"github.com/aisle-wms/aisle/wms"
)

// zoned is a vehicle that can be told of zones.
type zoned interface {
	SetZones([]message.ZoneSet) error
}

// tellZones gives the zone sets of a site to its vehicles of VDA 5050 3.0; a
// set with other zones has another name, so that a changed site file is told
// anew.
func tellZones(w *config.Warehouse, d *config.Device, v devices.Device) error {
	to, can := v.(zoned)
	if sets := zoneSets(w); can && len(sets) > 0 && d.Version == string(vda5050.Version30) && d.Class == "vehicle" {
		return to.SetZones(sets)
	}
	return nil
}

// zoneSets are the zones of a site's roadmap, one set for each map.
func zoneSets(w *config.Warehouse) []message.ZoneSet {
	rm := w.Layout.Roadmap
	if rm == nil {
		return nil
	}
	var out []message.ZoneSet
	at := map[string]int{}
	for i := range rm.Zones {
		z := &rm.Zones[i]
		floor := z.Map
		if floor == "" {
			floor = rm.Map
		}
		k, known := at[floor]
		if !known {
			k, at[floor] = len(out), len(out)
			out = append(out, message.ZoneSet{MapID: floor, Descriptor: w.Name})
		}
		out[k].Zones = append(out[k].Zones, zoneOf(z))
	}
	for k := range out {
		h := fnv.New32a()
		if err := json.NewEncoder(h).Encode(out[k].Zones); err != nil {
			panic(fmt.Sprintf("plant: zones of %s: %v", w.ID, err)) // checked by config
		}
		out[k].ZoneSetID = fmt.Sprintf("%s-%s-%08x", w.ID, out[k].MapID, h.Sum32())
	}
	return out
}

// zoneOf is a zone as the standard has it: in metres, radians and factors up
// to 1, its corners counterclockwise.
func zoneOf(z *config.RoadZone) message.Zone {
	out := message.Zone{ZoneID: z.ID, Type: strings.ToUpper(z.Kind), MaximumSpeed: float64(z.MaxSpeedMMPerS) / 1000}
	factor, direction := float64(z.FactorPercent)/100, float64(z.DirectionDeg)*math.Pi/180
	limitation := strings.ToUpper(cmp.Or(z.Limitation, "restricted"))
	switch out.Type {
	case message.ZoneRelease:
		out.ReleaseLoss = strings.ToUpper(cmp.Or(z.OnLoss, "stop"))
	case message.ZonePriority:
		out.Priority = &factor
	case message.ZonePenalty:
		out.Penalty = &factor
	case message.ZoneDirected:
		out.Direction, out.Directed = &direction, limitation
	case message.ZoneBidirected:
		out.Direction, out.Bidirected = &direction, limitation
	case message.ZoneOfActions:
		out.ZoneActions = &message.ZoneActions{Entry: zoneActions(z.Entry), During: zoneActions(z.During), Exit: zoneActions(z.Exit)}
	}
	for _, c := range z.Corners {
		out.Vertices = append(out.Vertices, message.ControlPoint{X: float64(c.XMM) / 1000, Y: float64(c.YMM) / 1000})
	}
	if z.Clockwise() {
		slices.Reverse(out.Vertices)
	}
	return out
}

func zoneActions(list []config.ZoneAction) []message.ZoneAction {
	out := []message.ZoneAction{}
	for _, a := range list {
		out = append(out, message.ZoneAction{ActionType: a.Type, BlockingType: message.BlockingType(strings.ToUpper(cmp.Or(a.Blocking, "none")))})
	}
	return out
}

// floorZones are the zones for the picture of a floor.
func floorZones(rm *config.Roadmap) (out []wms.FloorZone) {
	for _, z := range rm.Zones {
		f := wms.FloorZone{ID: z.ID, Kind: z.Kind, MaxSpeedMMPerS: z.MaxSpeedMMPerS}
		for _, c := range z.Corners {
			f.Corners = append(f.Corners, [2]int64{c.XMM, c.YMM})
		}
		out = append(out, f)
	}
	return out
}
