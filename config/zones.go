package config

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// RoadZone is an area of a map with a rule for vehicles (VDA 5050 3.0, zone
// sets). Vehicles of 3.0 are told of it. For all others the roadmap itself
// keeps the rule where it can: no lane through what is blocked or against a
// direction, none faster than a limit, and detours around what costs more.
type RoadZone struct {
	At   At
	ID   string `cfg:"id,required"`
	Kind string `cfg:"kind,required,oneof=blocked|speed_limit|release|coordinated_replanning|line_guided|priority|penalty|directed|bidirected|action"`
	Map  string `cfg:"map"` // of another floor; left out: the roadmap's own
	// Corners of the polygon, in order.
	Corners []ZoneCorner `cfg:"corners,required"`
	// MaxSpeedMMPerS is of speed_limit.
	MaxSpeedMMPerS int64 `cfg:"max_speed_mm_per_s,min=0,max=10000"`
	// OnLoss is what a vehicle inside a release zone does whose permit is taken
	// back; left out: stop.
	OnLoss string `cfg:"on_loss,oneof=stop|continue|evacuate"`
	// FactorPercent is of priority and penalty: how much the way through is
	// preferred or avoided; 100 is as much as can be.
	FactorPercent int64 `cfg:"factor_percent,min=0,max=100"`
	// DirectionDeg is of directed and bidirected: the way to drive, 0 along x,
	// 90 along y. Limitation says how strictly; left out: restricted.
	DirectionDeg int64  `cfg:"direction_deg,min=-360,max=360"`
	Limitation   string `cfg:"limitation,oneof=soft|restricted|strict"`
	// Entry, During and Exit are of action: what a vehicle of 3.0 does by itself
	// there.
	Entry  []ZoneAction `cfg:"entry"`
	During []ZoneAction `cfg:"during"`
	Exit   []ZoneAction `cfg:"exit"`
}

// ZoneAction is an action of a zone, such as a horn or a light.
type ZoneAction struct {
	At       At
	Type     string `cfg:"type,required"`
	Blocking string `cfg:"blocking,oneof=none|single|soft|hard"` // left out: none
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

// Clockwise tells in which sense the corners go round.
func (z *RoadZone) Clockwise() bool { return z.ring().Orientation() == orb.CW }

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

// concerns tells whether a lane is of the zone. Those that count by where a
// vehicle's centre is (6.4.1.2) leave a lane alone that only ends in them or
// begins there, and is for the larger part outside.
func (z *RoadZone) concerns(a, b orb.Point) bool {
	switch z.Kind {
	case "priority", "penalty", "directed", "bidirected":
		ring, mid := z.ring(), orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
		through := !planar.RingContains(ring, a) && !planar.RingContains(ring, b) && z.touches(a, b)
		return through || planar.RingContains(ring, mid)
	}
	return z.touches(a, b)
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
		}
		if err := z.checkKind(); err != nil {
			return err
		}
		for _, c := range z.Corners {
			if c.XMM > w.Layout.WidthMM || c.YMM > w.Layout.DepthMM {
				return c.At.Errorf("zone %q: this corner is out of the building", z.ID)
			}
		}
	}
	return nil
}

// checkKind wants what the zone's kind needs, and nothing that is of others.
func (z *RoadZone) checkKind() error {
	factor, directed := z.Kind == "priority" || z.Kind == "penalty", z.Kind == "directed" || z.Kind == "bidirected"
	actions := len(z.Entry) + len(z.During) + len(z.Exit)
	switch {
	case z.Kind == "speed_limit" && z.MaxSpeedMMPerS == 0:
		return z.At.Errorf("zone %q: a speed_limit needs max_speed_mm_per_s", z.ID)
	case z.Kind != "speed_limit" && z.MaxSpeedMMPerS != 0:
		return z.At.Errorf("zone %q: max_speed_mm_per_s is of speed_limit only, this is %s", z.ID, z.Kind)
	case z.Kind != "release" && z.OnLoss != "":
		return z.At.Errorf("zone %q: on_loss is of release only, this is %s", z.ID, z.Kind)
	case factor && z.FactorPercent == 0:
		return z.At.Errorf("zone %q: a %s needs factor_percent, 1 to 100", z.ID, z.Kind)
	case !factor && z.FactorPercent != 0:
		return z.At.Errorf("zone %q: factor_percent is of priority and penalty only, this is %s", z.ID, z.Kind)
	case !directed && (z.DirectionDeg != 0 || z.Limitation != ""):
		return z.At.Errorf("zone %q: direction_deg and limitation are of directed and bidirected only, this is %s", z.ID, z.Kind)
	case z.Kind == "bidirected" && z.Limitation == "strict":
		return z.At.Errorf("zone %q: bidirected is soft or restricted, not strict", z.ID)
	case z.Kind == "action" && (actions == 0 || actions > maxZones):
		return z.At.Errorf("zone %q: an action zone has 1 to %d actions in entry, during and exit", z.ID, maxZones)
	case z.Kind != "action" && actions > 0:
		return z.At.Errorf("zone %q: entry, during and exit are of action only, this is %s", z.ID, z.Kind)
	}
	return nil
}

// applyZones takes the lanes out that run through what is blocked or against a
// direction, slows the others down to the limits they run through, and makes
// them dearer or cheaper to plan over.
func (r *Roadmap) applyZones() {
	var kept []Edge
	for _, e := range r.Edges {
		from, _ := r.Node(e.From)
		to, _ := r.Node(e.To)
		open, preferred := true, int64(0)
		for i := range r.Zones {
			z := &r.Zones[i]
			if from.Map != to.Map || r.Floor(from) != z.floor(r) || !z.concerns(from.point(), to.point()) {
				continue
			}
			switch z.Kind {
			case "blocked":
				open = false
			case "speed_limit":
				if e.MaxSpeedMMPerS == 0 || e.MaxSpeedMMPerS > z.MaxSpeedMMPerS {
					e.MaxSpeedMMPerS = z.MaxSpeedMMPerS
				}
			case "penalty":
				e.DetourPercent = max(e.DetourPercent, z.FactorPercent*dearest/100)
			case "priority":
				if preferred == 0 || z.FactorPercent < preferred {
					preferred = z.FactorPercent // of several the least, 6.4.4 (6)
				}
			case "directed", "bidirected":
				along, avoid := z.along(from.point(), to.point())
				open = open && along
				if avoid {
					e.DetourPercent = max(e.DetourPercent, dearest)
				}
			}
		}
		if e.DetourPercent == 0 && preferred > 0 { // a penalty outweighs a preference, 6.4.4 (6)
			e.DetourPercent = -preferred * cheapest / 100
		}
		if open {
			kept = append(kept, e)
		}
	}
	r.Edges = kept
}

// What factor 1 of a penalty and of a priority count in a route's length, in
// percent: a way through the one is taken instead of one that is ten times as
// long only, one through the other even if it is twice as long.
const (
	dearest  = 900
	cheapest = 50
)

// along tells whether a directed or bidirected zone lets a lane be, and
// whether it is one to avoid: more than 45 degrees off where the zone is
// strict, bidirected or soft, and backwards, at more than 90, where it is
// directed and restricted.
func (z *RoadZone) along(a, b orb.Point) (may, avoid bool) {
	way := math.Atan2(b[1]-a[1], b[0]-a[0]) - float64(z.DirectionDeg)*math.Pi/180
	off := math.Abs(math.Remainder(way, 2*math.Pi))
	if z.Kind == "bidirected" {
		off = min(off, math.Pi-off)
	}
	const slack = 1e-9
	beside := off > math.Pi/4+slack
	switch {
	case z.Limitation == "soft":
		return true, beside
	case z.Kind == "bidirected" || z.Limitation == "strict":
		return !beside, false
	}
	return off <= math.Pi/2+slack, beside
}

func (z *RoadZone) floor(r *Roadmap) string {
	if z.Map == r.Map {
		return ""
	}
	return z.Map
}
