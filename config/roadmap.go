package config

import (
	"math"
	"slices"
	"strings"

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

// at marks a fault at the node.
func (n *Node) at(code string, parts ...string) mark {
	return mark{code: code, parts: append([]string{n.ID}, parts...), x: n.XMM, y: n.YMM, here: true}
}

// index finds the nodes by id.
func (r *Roadmap) index() map[string]*Node {
	out := make(map[string]*Node, len(r.Nodes))
	for i := range r.Nodes {
		out[r.Nodes[i].ID] = &r.Nodes[i]
	}
	return out
}

// checkRoadmap proves that vehicles reach every stop from every other, that
// none which stands at a stop is in another's way, and that none which keeps
// to the roadmap touches another on a different node, or a shelf.
func (w *Warehouse) checkRoadmap(f *faults) {
	r := w.Layout.Roadmap
	if r == nil {
		if v := w.DevicesOf("vehicle"); len(v) > 0 {
			f.add(mark{code: "no_roadmap", parts: []string{v[0].ID}}.errorf(v[0].At, "vehicle %q has nowhere to drive: add a roadmap to the layout", v[0].ID))
		} else if w.Flow.ToBench == "vehicle" {
			f.add(w.Flow.At.Errorf("to_bench is vehicle, but there is no roadmap"))
		}
		return
	}
	if len(r.Nodes) > maxNodes {
		f.add(r.At.Errorf("%d nodes: a roadmap has at most %d", len(r.Nodes), maxNodes))
		return
	}
	nodes := &ids{what: "node"}
	for i := range r.Nodes {
		n := &r.Nodes[i]
		f.add(n.at("duplicate").of(nodes.add(n.ID, n.At)))
		if n.XMM > w.Layout.WidthMM || n.YMM > w.Layout.DepthMM {
			f.add(n.at("out_of_building").errorf(n.At, "node %q is out of the building", n.ID))
		}
		if f.full() {
			return
		}
	}
	if r.buildEdges(f); f.full() || f.add(w.checkZones()) {
		return
	}
	r.applyZones()
	stops := w.checkStops(f)
	if f.full() {
		return
	}
	if r.checkReach(stops, f); f.full() || f.add(w.checkStarts()) {
		return
	}
	if r.checkLaden(stops, f); f.full() {
		return
	}
	w.checkHeights(f)
	w.checkClearance(f)
}

func (r *Roadmap) buildEdges(f *faults) {
	r.Edges = nil
	seen, nodes := &ids{what: "edge"}, r.index()
	addEdge := func(e Edge) error {
		if err := seen.add(e.ID, e.At); err != nil {
			return e.at(nodes, "duplicate").of(err)
		}
		r.Edges = append(r.Edges, e)
		return nil
	}
	for i := range r.Lanes {
		if r.Lanes[i].edges(nodes, addEdge, f); f.full() {
			return
		}
	}
	f.add(r.addLifts(addEdge))
}

// edges adds those of one lane.
func (l *RoadLane) edges(nodes map[string]*Node, add func(Edge) error, f *faults) {
	if len(l.Through) < 2 {
		f.add(mark{code: "short_lane", parts: l.Through}.errorf(l.At, "a lane goes through at least two nodes"))
		return
	}
	for _, id := range l.Through {
		if nodes[id] == nil {
			f.add(mark{code: "unknown_node", parts: []string{id, strings.Join(l.Through, " – ")}}.errorf(l.At, "lane: node %q is unknown: add it to nodes", id))
			return
		}
	}
	one := func(from, to string) bool {
		return f.add(add(Edge{At: l.At, ID: from + ">" + to, From: from, To: to, MaxSpeedMMPerS: l.MaxSpeedMMPerS, UnladenOnly: l.UnladenOnly, MaxHeightMM: l.MaxHeightMM}))
	}
	for i, to := range l.Through[1:] {
		if one(l.Through[i], to) || l.BothWays && one(to, l.Through[i]) {
			return
		}
	}
}

// at marks a fault in the middle of the edge.
func (e *Edge) at(nodes map[string]*Node, code string, parts ...string) mark {
	a, b := nodes[e.From], nodes[e.To]
	return mark{code: code, parts: append([]string{e.ID}, parts...), x: (a.XMM + b.XMM) / 2, y: (a.YMM + b.YMM) / 2, here: true}
}

// stop is a node at which a vehicle dwells, and the line that says so.
type stop struct {
	node string
	name string // the location, parking or charging
	what string
	at   At
}

// checkStops lists the nodes where vehicles dwell; each is a spur: one way
// in, the same way out, so that who stands there blocks no through lane.
func (w *Warehouse) checkStops(f *faults) []stop {
	r, nodes := w.Layout.Roadmap, w.Layout.Roadmap.index()
	var stops, good []stop
	locations := &ids{what: "station for location"}
	for _, s := range r.Stations {
		m := mark{code: "unknown_location", parts: []string{s.Location, s.Node}}
		if n := nodes[s.Node]; n != nil {
			m.x, m.y, m.here = n.XMM, n.YMM, true
		}
		if _, ok := w.Location(s.Location); !ok {
			f.add(m.errorf(s.At, "station: location %q is unknown in %s", s.Location, w.ID))
		}
		m.code = "duplicate"
		f.add(m.of(locations.add(s.Location, s.At)))
		if f.full() {
			return nil
		}
		stops = append(stops, stop{s.Node, s.Location, "station of " + s.Location, s.At})
	}
	for _, id := range r.Parking {
		stops = append(stops, stop{id, "parking", "parking", r.At})
	}
	for _, id := range r.Charging {
		stops = append(stops, stop{id, "charging", "charging", r.At})
	}
	into, out := r.neighbours()
	taken := map[string]string{}
	for _, s := range stops {
		n := nodes[s.node]
		if n == nil {
			if f.add(mark{code: "unknown_node", parts: []string{s.node, s.name}}.errorf(s.at, "%s: node %q is unknown: add it to nodes", s.what, s.node)) {
				return nil
			}
			continue
		}
		if s.at == r.At {
			s.at = n.At
		}
		if other, dup := taken[s.node]; dup {
			f.add(n.at("two_purposes", other, s.name).errorf(s.at, "node %q is %s and %s: a node serves one purpose", s.node, other, s.what))
		}
		taken[s.node] = s.what
		in, away := into[s.node], out[s.node]
		switch {
		case len(in) == 0 || len(away) == 0:
			f.add(n.at(map[bool]string{true: "stop_not_reached", false: "stop_not_left"}[len(in) == 0], s.name).
				errorf(s.at, "%s: node %q cannot be %s: join it to a lane both ways", s.what, s.node, map[bool]string{true: "reached", false: "left"}[len(in) == 0]))
		case len(in) != 1 || len(away) != 1 || in[0] != away[0]:
			f.add(n.at("stop_in_lane", s.name).errorf(s.at, "%s: node %q lies in a through lane: make it a spur, joined both ways to one node", s.what, s.node))
			good = append(good, s)
		default:
			good = append(good, s)
		}
		if f.full() {
			return nil
		}
	}
	return good
}

// neighbours lists, for each node, from where and to where edges lead.
func (r *Roadmap) neighbours() (into, out map[string][]string) {
	into, out = map[string][]string{}, map[string][]string{}
	for _, e := range r.Edges {
		into[e.To] = append(into[e.To], e.From)
		out[e.From] = append(out[e.From], e.To)
	}
	return into, out
}

// checkReach proves that every stop reaches every other: all lie in one
// strongly connected part.
func (r *Roadmap) checkReach(stops []stop, f *faults) {
	if len(stops) == 0 {
		f.add(mark{code: "no_stops"}.errorf(r.At, "the roadmap has no stations"))
		return
	}
	nodes := r.index()
	back, next := r.neighbours()
	told := map[string]bool{}
	forward, backward := flood(stops[0].node, next), flood(stops[0].node, back)
	for _, s := range stops[1:] {
		n := nodes[s.node]
		switch {
		case !forward[s.node]:
			f.add(n.at("unreachable", s.name, stops[0].name).errorf(s.at, "%s (node %q) cannot be reached from %s: no lane leads there", s.what, s.node, stops[0].what))
		case !backward[s.node]:
			f.add(n.at("no_way_back", s.name, stops[0].name).errorf(s.at, "%s (node %q) has no way back to %s: no lane leads from it", s.what, s.node, stops[0].what))
		default:
			continue
		}
		if told[s.node] = true; f.full() {
			return
		}
	}
	for i := range r.Nodes {
		n := &r.Nodes[i]
		if told[n.ID] || forward[n.ID] && backward[n.ID] {
			continue
		}
		code := "dead_end"
		if !forward[n.ID] {
			code = "node_not_reached"
		}
		if f.add(n.at(code).errorf(n.At, "node %q is a trap or cannot be reached: join it, or take it out", n.ID)) {
			return
		}
	}
}

// checkLaden proves that laden vehicles, too, reach every stop from every
// other. What nobody reaches was told before.
func (r *Roadmap) checkLaden(stops []stop, f *faults) {
	if !slices.ContainsFunc(r.Edges, func(e Edge) bool { return e.UnladenOnly }) || len(f.list) > 0 || len(stops) == 0 {
		return
	}
	laden := Roadmap{Edges: slices.DeleteFunc(slices.Clone(r.Edges), func(e Edge) bool { return e.UnladenOnly })}
	back, next := laden.neighbours()
	forward, backward := flood(stops[0].node, next), flood(stops[0].node, back)
	nodes := r.index()
	for _, s := range stops[1:] {
		if forward[s.node] && backward[s.node] {
			continue
		}
		if f.add(nodes[s.node].at("laden_unreachable", s.name, stops[0].name).errorf(s.at, "%s (node %q) and %s: laden vehicles cannot drive from each to the other; lanes are unladen_only", s.what, s.node, stops[0].what)) {
			return
		}
	}
}

// checkHeights proves that every vehicle fits under every lane, as far as the
// models say how high they are.
func (w *Warehouse) checkHeights(f *faults) {
	r, nodes := w.Layout.Roadmap, w.Layout.Roadmap.index()
	for _, d := range w.DevicesOf("vehicle") {
		m := w.VehicleModel(d)
		for i := range r.Edges {
			e := &r.Edges[i]
			if e.MaxHeightMM == 0 || m.HeightMM <= e.MaxHeightMM {
				continue
			}
			x := e.at(nodes, "too_low", m.ID)
			x.have, x.need = float64(e.MaxHeightMM), float64(m.HeightMM)
			if f.add(x.errorf(e.At, "edge %s is for vehicles of at most %d mm: %s is %d mm high with its load", e.ID, e.MaxHeightMM, m.ID, m.HeightMM)) {
				return
			}
		}
		if len(f.list) > 0 {
			return // one vehicle says enough
		}
	}
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

// vehicleSize is the width and the diagonal that every vehicle fits in.
func (w *Warehouse) vehicleSize() (width, diagonal float64) {
	for _, d := range w.DevicesOf("vehicle") {
		m := w.VehicleModel(d)
		width = max(width, float64(m.WidthMM))
		diagonal = max(diagonal, math.Hypot(float64(m.LengthMM), float64(m.WidthMM)))
	}
	return width, diagonal
}

// checkClearance proves that vehicles on different nodes and edges that do
// not meet cannot touch, and that no lane leads through a shelf or rack.
func (w *Warehouse) checkClearance(f *faults) {
	r, nodes := w.Layout.Roadmap, w.Layout.Roadmap.index()
	width, diagonal := w.vehicleSize()
	for i := range r.Nodes {
		a := &r.Nodes[i]
		for j := range r.Nodes[:i] {
			b := &r.Nodes[j]
			if r.Floor(a) != r.Floor(b) {
				continue
			}
			if d := planar.Distance(a.point(), b.point()); d < diagonal+clearanceMM {
				m := a.at("nodes_too_close", b.ID)
				m.have, m.need = d, math.Ceil(diagonal+clearanceMM)
				if f.add(m.errorf(a.At, "nodes %q and %q are %.0f mm apart: vehicles that turn there need %.0f mm", a.ID, b.ID, d, diagonal+clearanceMM)) {
					return
				}
			}
		}
	}
	solid := slices.DeleteFunc(w.Shapes(), func(s Shape) bool { return !s.Solid })
	for i := range r.Edges {
		e := &r.Edges[i]
		if r.Floor(nodes[e.From]) != r.Floor(nodes[e.To]) {
			continue // a lift's
		}
		r.checkPassing(e, nodes, (diagonal+width)/2+clearanceMM, f)
		r.checkCrossing(e, r.Edges[:i], nodes, f)
		for _, s := range solid {
			a, b := nodes[e.From], nodes[e.To]
			if r.Floor(a) == "" && len(clip.LineString(s.bound().Pad(width/2), orb.LineString{a.point(), b.point()})) > 0 {
				f.add(e.at(nodes, "through_rack", s.ID).errorf(e.At, "edge %s leads through %s %s (line %d)", e.ID, s.Kind, s.ID, s.At.Line))
			}
		}
		if f.full() {
			return
		}
	}
}

// checkPassing proves that an edge keeps its distance to nodes that it does
// not join.
func (r *Roadmap) checkPassing(e *Edge, nodes map[string]*Node, need float64, f *faults) {
	a, b := nodes[e.From].point(), nodes[e.To].point()
	near := orb.LineString{a, b}.Bound().Pad(need)
	for j := range r.Nodes {
		n := &r.Nodes[j]
		if n.ID == e.From || n.ID == e.To || !near.Contains(n.point()) || r.Floor(n) != r.Floor(nodes[e.From]) {
			continue
		}
		if d := planar.DistanceFromSegment(a, b, n.point()); d < need {
			m := n.at("edge_too_close", e.ID)
			m.have, m.need = d, math.Ceil(need)
			if f.add(m.errorf(e.At, "edge %s passes node %q at %.0f mm: a vehicle standing there needs %.0f mm", e.ID, n.ID, d, need)) {
				return
			}
		}
	}
}

// checkCrossing proves that edges meet at nodes only.
func (r *Roadmap) checkCrossing(e *Edge, others []Edge, nodes map[string]*Node, f *faults) {
	a, b := nodes[e.From].point(), nodes[e.To].point()
	floor := r.Floor(nodes[e.From])
	for _, o := range others {
		if e.From == o.From || e.From == o.To || e.To == o.From || e.To == o.To {
			continue
		}
		c, d := nodes[o.From], nodes[o.To]
		if floor == r.Floor(c) && floor == r.Floor(d) && cross(a, b, c.point(), d.point()) &&
			f.add(e.at(nodes, "edges_cross", o.ID).errorf(e.At, "edges %s and %s cross where there is no node: put one there", e.ID, o.ID)) {
			return
		}
	}
}

// cross says whether the inner parts of two segments meet.
func cross(a, b, c, d orb.Point) bool {
	side := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0
}
