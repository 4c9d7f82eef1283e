package config

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/planar"
)

// clearanceMM is kept free between two vehicles that stand on neighbouring
// nodes, and between a standing and a passing one.
const clearanceMM = 100

// maxNodes bounds a roadmap, so that proving it ends in seconds.
const maxNodes = 20_000

// Node finds a node by id.
func (r *Roadmap) Node(id string) (*Node, bool) {
	for i := range r.Nodes {
		if r.Nodes[i].ID == id {
			return &r.Nodes[i], true
		}
	}
	return nil, false
}

func (n *Node) point() orb.Point { return orb.Point{float64(n.XMM), float64(n.YMM)} }

// checkRoadmap proves that vehicles reach every stop from every other, that
// none which stands at a stop is in another's way, and that none which keeps
// to the roadmap touches another on a different node, or a shelf.
func (w *Warehouse) checkRoadmap() error {
	r := w.Layout.Roadmap
	if r == nil {
		if v := w.DevicesOf("vehicle"); len(v) > 0 {
			return v[0].At.Errorf("vehicle %q has nowhere to drive: add a roadmap to the layout", v[0].ID)
		}
		if w.Flow.ToBench == "vehicle" {
			return w.Flow.At.Errorf("to_bench is vehicle, but there is no roadmap")
		}
		return nil
	}
	if len(r.Nodes) > maxNodes {
		return r.At.Errorf("%d nodes: a roadmap has at most %d", len(r.Nodes), maxNodes)
	}
	nodes := &ids{what: "node"}
	for _, n := range r.Nodes {
		if err := nodes.add(n.ID, n.At); err != nil {
			return err
		}
		if n.XMM > w.Layout.WidthMM || n.YMM > w.Layout.DepthMM {
			return n.At.Errorf("node %q is out of the building", n.ID)
		}
	}
	if err := r.buildEdges(); err != nil {
		return err
	}
	if err := w.checkZones(); err != nil {
		return err
	}
	r.applyZones()
	stops, err := w.checkStops()
	if err != nil {
		return err
	}
	if err := r.checkReach(stops); err != nil {
		return err
	}
	if err := w.checkStarts(); err != nil {
		return err
	}
	return w.checkClearance()
}

func (r *Roadmap) buildEdges() error {
	r.Edges = nil
	seen := &ids{what: "edge"}
	addEdge := func(e Edge) error {
		if err := seen.add(e.ID, e.At); err != nil {
			return err
		}
		r.Edges = append(r.Edges, e)
		return nil
	}
	add := func(from, to string, l *RoadLane) error {
		return addEdge(Edge{At: l.At, ID: from + ">" + to, From: from, To: to, MaxSpeedMMPerS: l.MaxSpeedMMPerS})
	}
	for i := range r.Lanes {
		l := &r.Lanes[i]
		if len(l.Through) < 2 {
			return l.At.Errorf("a lane goes through at least two nodes")
		}
		for _, id := range l.Through {
			if _, ok := r.Node(id); !ok {
				return l.At.Errorf("lane: node %q is unknown: add it to nodes", id)
			}
		}
		for i, to := range l.Through[1:] {
			if err := add(l.Through[i], to, l); err != nil {
				return err
			}
			if l.BothWays {
				if err := add(to, l.Through[i], l); err != nil {
					return err
				}
			}
		}
	}
	return r.addLifts(addEdge)
}

// stop is a node at which a vehicle dwells, and the line that says so.
type stop struct {
	node string
	what string
	at   At
}

// checkStops lists the nodes where vehicles dwell; each is a spur: one way
// in, the same way out, so that who stands there blocks no through lane.
func (w *Warehouse) checkStops() ([]stop, error) {
	r := w.Layout.Roadmap
	var stops []stop
	taken := map[string]string{}
	locations := &ids{what: "station for location"}
	for _, s := range r.Stations {
		if _, ok := w.Location(s.Location); !ok {
			return nil, s.At.Errorf("station: location %q is unknown in %s", s.Location, w.ID)
		}
		if err := locations.add(s.Location, s.At); err != nil {
			return nil, err
		}
		stops = append(stops, stop{s.Node, "station of " + s.Location, s.At})
	}
	for _, id := range r.Parking {
		stops = append(stops, stop{id, "parking", r.At})
	}
	for _, id := range r.Charging {
		stops = append(stops, stop{id, "charging", r.At})
	}
	for i, s := range stops {
		n, ok := r.Node(s.node)
		if !ok {
			return nil, s.at.Errorf("%s: node %q is unknown: add it to nodes", s.what, s.node)
		}
		if other, dup := taken[s.node]; dup {
			return nil, s.at.Errorf("node %q is %s and %s: a node serves one purpose", s.node, other, s.what)
		}
		taken[s.node] = s.what
		if stops[i].at == r.At {
			stops[i].at = n.At
		}
		var into, out []string
		for _, e := range r.Edges {
			if e.To == s.node {
				into = append(into, e.From)
			}
			if e.From == s.node {
				out = append(out, e.To)
			}
		}
		if len(into) == 0 || len(out) == 0 {
			return nil, stops[i].at.Errorf("%s: node %q cannot be %s: join it to a lane both ways", s.what, s.node, map[bool]string{true: "reached", false: "left"}[len(into) == 0])
		}
		if len(into) != 1 || len(out) != 1 || into[0] != out[0] {
			return nil, stops[i].at.Errorf("%s: node %q lies in a through lane: make it a spur, joined both ways to one node", s.what, s.node)
		}
	}
	return stops, nil
}

// checkReach proves that every stop reaches every other: all lie in one
// strongly connected part.
func (r *Roadmap) checkReach(stops []stop) error {
	if len(stops) == 0 {
		return r.At.Errorf("the roadmap has no stations")
	}
	next, back := map[string][]string{}, map[string][]string{}
	for _, e := range r.Edges {
		next[e.From] = append(next[e.From], e.To)
		back[e.To] = append(back[e.To], e.From)
	}
	forward, backward := flood(stops[0].node, next), flood(stops[0].node, back)
	for _, s := range stops[1:] {
		if !forward[s.node] {
			return s.at.Errorf("%s (node %q) cannot be reached from %s: no lane leads there", s.what, s.node, stops[0].what)
		}
		if !backward[s.node] {
			return s.at.Errorf("%s (node %q) has no way back to %s: no lane leads from it", s.what, s.node, stops[0].what)
		}
	}
	for _, n := range r.Nodes {
		if !forward[n.ID] || !backward[n.ID] {
			return n.At.Errorf("node %q is a trap or cannot be reached: join it, or take it out", n.ID)
		}
	}
	return nil
}

func flood(from string, next map[string][]string) map[string]bool {
	seen, queue := map[string]bool{from: true}, []string{from}
	for len(queue) > 0 {
		var at string
		at, queue = queue[0], queue[1:]
		for _, to := range next[at] {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return seen
}

// checkStarts proves that every vehicle begins at a parking or charging node
// of its own.
func (w *Warehouse) checkStarts() error {
	r := w.Layout.Roadmap
	taken := map[string]string{}
	for _, d := range w.DevicesOf("vehicle") {
		if !slices.Contains(r.Parking, d.Start) && !slices.Contains(r.Charging, d.Start) {
			return d.At.Errorf("vehicle %q: start %q is no parking or charging node", d.ID, d.Start)
		}
		if other, dup := taken[d.Start]; dup {
			return d.At.Errorf("vehicle %q: %q starts at node %q already", d.ID, other, d.Start)
		}
		taken[d.Start] = d.ID
	}
	if n := len(w.DevicesOf("vehicle")); len(r.Parking) < n {
		return r.At.Errorf("%d vehicles, but %d parking nodes: each vehicle needs one", n, len(r.Parking))
	}
	return nil
}

// checkClearance proves that vehicles on different nodes and edges that do
// not meet cannot touch, and that no lane leads through a shelf or rack.
func (w *Warehouse) checkClearance() error {
	r := w.Layout.Roadmap
	var width, diagonal float64
	for _, d := range w.DevicesOf("vehicle") {
		m := w.VehicleModel(d)
		width = max(width, float64(m.WidthMM))
		diagonal = max(diagonal, math.Hypot(float64(m.LengthMM), float64(m.WidthMM)))
	}
	points, floor := map[string]orb.Point{}, map[string]string{}
	for i := range r.Nodes {
		n := &r.Nodes[i]
		points[n.ID], floor[n.ID] = n.point(), r.Floor(n)
	}
	for i, a := range r.Nodes {
		for _, b := range r.Nodes[:i] {
			if floor[a.ID] != floor[b.ID] {
				continue
			}
			if d := planar.Distance(points[a.ID], points[b.ID]); d < diagonal+clearanceMM {
				return a.At.Errorf("nodes %q and %q are %.0f mm apart: vehicles that turn there need %.0f mm", a.ID, b.ID, d, diagonal+clearanceMM)
			}
		}
	}
	solid := slices.DeleteFunc(w.Shapes(), func(s Shape) bool { return !s.Solid })
	for i, e := range r.Edges {
		if floor[e.From] != floor[e.To] {
			continue // a lift's
		}
		a, b := points[e.From], points[e.To]
		near := orb.LineString{a, b}.Bound().Pad((diagonal+width)/2 + clearanceMM)
		for j := range r.Nodes {
			n := &r.Nodes[j]
			if n.ID == e.From || n.ID == e.To || floor[n.ID] != floor[e.From] || !near.Contains(n.point()) {
				continue
			}
			if d := planar.DistanceFromSegment(a, b, n.point()); d < (diagonal+width)/2+clearanceMM {
				return e.At.Errorf("edge %s passes node %q at %.0f mm: a vehicle standing there needs %.0f mm", e.ID, n.ID, d, (diagonal+width)/2+clearanceMM)
			}
		}
		for _, o := range r.Edges[:i] {
			if floor[e.From] == floor[o.From] && floor[o.From] == floor[o.To] && e.From != o.From && e.From != o.To && e.To != o.From && e.To != o.To && cross(a, b, points[o.From], points[o.To]) {
				return e.At.Errorf("edges %s and %s cross where there is no node: put one there", e.ID, o.ID)
			}
		}
		for _, s := range solid {
			if floor[e.From] == "" && len(clip.LineString(s.bound().Pad(width/2), orb.LineString{a, b})) > 0 {
				return e.At.Errorf("edge %s leads through %s %s (line %d)", e.ID, s.Kind, s.ID, s.At.Line)
			}
		}
	}
	return nil
}

// cross says whether the inner parts of two segments meet.
func cross(a, b, c, d orb.Point) bool {
	side := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0
}
