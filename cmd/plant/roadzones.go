package plant

import (
	"fmt"
	"hash/fnv"
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
		fmt.Fprintf(h, "%+v", out[k].Zones)
		out[k].ZoneSetID = fmt.Sprintf("%s-%s-%08x", w.ID, out[k].MapID, h.Sum32())
	}
	return out
}

func zoneOf(z *config.RoadZone) message.Zone {
	out := message.Zone{ZoneID: z.ID, Type: strings.ToUpper(z.Kind), MaximumSpeed: float64(z.MaxSpeedMMPerS) / 1000}
	if out.Type == message.ZoneRelease {
		out.ReleaseLoss = "STOP"
		if z.OnLoss != "" {
			out.ReleaseLoss = strings.ToUpper(z.OnLoss)
		}
	}
	for _, c := range z.Corners {
		out.Vertices = append(out.Vertices, message.ControlPoint{X: float64(c.XMM) / 1000, Y: float64(c.YMM) / 1000})
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
