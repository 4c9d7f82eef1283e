package config

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// RoadZone is an area of a map with a rule for vehicles (VDA 5050 3.0, zone
// sets). Vehicles of 3.0 are told of it. For all others the roadmap itself
// keeps the rule where it can: no lane through what is blocked, none faster
// than a limit.
type RoadZone struct {
	At   At
	ID   string `cfg:"id,required"`
	Kind string `cfg:"kind,required,oneof=blocked|speed_limit|release|coordinated_replanning"`
	Map  string `cfg:"map"` // of another floor; left out: the roadmap's own
	// Corners of the polygon, in order.
	Corners []ZoneCorner `cfg:"corners,required"`
	// MaxSpeedMMPerS is of speed_limit.
	MaxSpeedMMPerS int64 `cfg:"max_speed_mm_per_s,min=0,max=10000"`
	// OnLoss is what a vehicle inside a release zone does whose permit is taken
	// back; left out: stop.
	OnLoss string `cfg:"on_loss,oneof=stop|continue|evacuate"`
}

// ZoneCorner is a point of a zone's border.
type ZoneCorner struct {
	At  At
	XMM int64 `cfg:"x_mm,required,min=0"`
	YMM int64 `cfg:"y_mm,required,min=0"`
}

// maxZones bounds the zones of a roadmap, and the corners of each.
const maxZones = 500

func (z *RoadZone) ring() orb.Ring {
	var r orb.Ring
	for _, c := range z.Corners {
		r = append(r, orb.Point{float64(c.XMM), float64(c.YMM)})
	}
	return append(r, r[0])
}

// touches tells whether a straight lane runs through the zone.
func (z *RoadZone) touches(a, b orb.Point) bool {
	ring := z.ring()
	if planar.RingContains(ring, a) || planar.RingContains(ring, b) {
		return true
	}
	for i := range ring[:len(ring)-1] {
		if crosses(a, b, ring[i], ring[i+1]) {
			return true
		}
	}
	return false
}

// crosses tells whether two segments meet inside of both.
func crosses(a, b, c, d orb.Point) bool {
	side := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0
}

// checkZones refuses zones without an area or without what their kind needs.
func (w *Warehouse) checkZones() error {
	r := w.Layout.Roadmap
	if len(r.Zones) > maxZones {
		return r.At.Errorf("%d zones: a roadmap has at most %d", len(r.Zones), maxZones)
	}
	seen := &ids{what: "zone"}
	for i := range r.Zones {
		z := &r.Zones[i]
		if err := seen.add(z.ID, z.At); err != nil {
			return err
		}
		switch {
		case len(z.Corners) < 3 || len(z.Corners) > maxZones:
			return z.At.Errorf("zone %q has %d corners: an area has 3 to %d", z.ID, len(z.Corners), maxZones)
		case planar.Area(orb.Polygon{z.ring()}) == 0:
			return z.At.Errorf("zone %q has no area: its corners lie on one line", z.ID)
		case z.Kind == "speed_limit" && z.MaxSpeedMMPerS == 0:
			return z.At.Errorf("zone %q: a speed_limit needs max_speed_mm_per_s", z.ID)
		case z.Kind != "speed_limit" && z.MaxSpeedMMPerS != 0:
			return z.At.Errorf("zone %q: max_speed_mm_per_s is of speed_limit only, this is %s", z.ID, z.Kind)
		case z.Kind != "release" && z.OnLoss != "":
			return z.At.Errorf("zone %q: on_loss is of release only, this is %s", z.ID, z.Kind)
		}
		for _, c := range z.Corners {
			if c.XMM > w.Layout.WidthMM || c.YMM > w.Layout.DepthMM {
				return c.At.Errorf("zone %q: this corner is out of the building", z.ID)
			}
		}
	}
	return nil
}

// applyZones takes the lanes out that run through what is blocked, and slows
// the others down to the limits they run through.
func (r *Roadmap) applyZones() {
	var kept []Edge
	for _, e := range r.Edges {
		from, _ := r.Node(e.From)
		to, _ := r.Node(e.To)
		blocked := false
		for i := range r.Zones {
			z := &r.Zones[i]
			if from.Map != to.Map || r.Floor(from) != z.floor(r) || !z.touches(from.point(), to.point()) {
				continue
			}
			switch z.Kind {
			case "blocked":
				blocked = true
			case "speed_limit":
				if e.MaxSpeedMMPerS == 0 || e.MaxSpeedMMPerS > z.MaxSpeedMMPerS {
					e.MaxSpeedMMPerS = z.MaxSpeedMMPerS
				}
			}
		}
		if !blocked {
			kept = append(kept, e)
		}
	}
	r.Edges = kept
}

func (z *RoadZone) floor(r *Roadmap) string {
	if z.Map == r.Map {
		return ""
	}
	return z.Map
}
