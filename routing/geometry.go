package routing

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// Footprint is the size of a vehicle with its load. Clearance is what must
// stay free between two vehicles; it also has to cover how far a vehicle may
// stray from its line.
type Footprint struct {
	LengthMM, WidthMM, ClearanceMM int64
}

// TurningDiameterMM is the diameter of the circle swept when turning on the
// spot.
func (f Footprint) TurningDiameterMM() int64 {
	return int64(math.Ceil(math.Hypot(float64(f.LengthMM), float64(f.WidthMM))))
}

// Conflicts says which parts of a roadmap two vehicles may not hold at once.
// A vehicle at a node takes the circle it turns in; on an edge it takes a
// strip of its width (near the ends it is inside the circles of the end
// nodes, which it holds too). Two parts conflict where these come nearer than
// the clearance. Every part conflicts with itself. All lists are sorted.
type Conflicts struct {
	NodeNodes [][]Node // per node
	NodeEdges [][]Edge // per node
	EdgeNodes [][]Node // per edge
	EdgeEdges [][]Edge // per edge
}

// Conflicts computes what is too near for vehicles of this footprint.
func (rm *Roadmap) Conflicts(f Footprint) (*Conflicts, error) {
	if f.LengthMM <= 0 || f.WidthMM <= 0 || f.ClearanceMM < 0 {
		return nil, fmt.Errorf("footprint %d x %d mm with clearance %d mm: length and width must be positive", f.LengthMM, f.WidthMM, f.ClearanceMM)
	}
	c := &Conflicts{
		NodeNodes: make([][]Node, len(rm.nodes)), NodeEdges: make([][]Edge, len(rm.nodes)),
		EdgeNodes: make([][]Node, len(rm.edges)), EdgeEdges: make([][]Edge, len(rm.edges)),
	}
	parts := rm.parts(f)
	clear := float64(f.ClearanceMM)
	reach := clear
	for _, p := range parts {
		reach = max(reach, 2*p.radius+clear)
	}
	sort.SliceStable(parts, func(i, j int) bool { return parts[i].minX < parts[j].minX })
	for i, p := range parts {
		c.add(p, p)
		for _, q := range parts[i+1:] {
			if q.minX > p.maxX+reach {
				break
			}
			need := p.radius + q.radius + clear
			if rm.meet(p, q) && q.minX <= p.maxX+need && p.minY <= q.maxY+need && q.minY <= p.maxY+need && segmentDistance(p.line, q.line) < need {
				c.add(p, q)
				c.add(q, p)
			}
		}
	}
	rm.joinCars(c)
	c.sort()
	return c, nil
}

// meet tells whether two parts have a map in common.
func (rm *Roadmap) meet(p, q part) bool {
	a, b := rm.mapsOf(p)
	c, d := rm.mapsOf(q)
	return a == c || a == d || b == c || b == d
}

func (rm *Roadmap) mapsOf(p part) (a, b string) {
	if p.node != None {
		return rm.nodes[p.node].Map, rm.nodes[p.node].Map
	}
	return rm.nodes[rm.from[p.edge]].Map, rm.nodes[rm.to[p.edge]].Map
}

// joinCars makes the nodes of a lift car conflict: only one vehicle is in it,
// whichever floor it came from.
func (rm *Roadmap) joinCars(c *Conflicts) {
	add := func(a, b Node) {
		if !slices.Contains(c.NodeNodes[a], b) {
			c.NodeNodes[a] = append(c.NodeNodes[a], b)
		}
	}
	for e := range rm.edges {
		if a, b := rm.from[e], rm.to[e]; rm.nodes[a].Map != rm.nodes[b].Map {
			add(a, b)
			add(b, a)
		}
	}
}

// part is a node or an edge as a thick line.
type part struct {
	node                   Node
	edge                   Edge
	line                   segment
	radius                 float64
	minX, maxX, minY, maxY float64
}

func (rm *Roadmap) parts(f Footprint) []part {
	turn := math.Hypot(float64(f.LengthMM), float64(f.WidthMM)) / 2
	half := float64(f.WidthMM) / 2
	parts := make([]part, 0, len(rm.nodes)+len(rm.edges))
	for n := range rm.nodes {
		p := rm.at(Node(n))
		parts = append(parts, newPart(Node(n), None, segment{p, p}, turn))
	}
	for e := range rm.edges {
		parts = append(parts, newPart(None, Edge(e), segment{rm.at(rm.from[e]), rm.at(rm.to[e])}, half))
	}
	return parts
}

func newPart(n Node, e Edge, s segment, radius float64) part {
	return part{n, e, s, radius, min(s.a.x, s.b.x), max(s.a.x, s.b.x), min(s.a.y, s.b.y), max(s.a.y, s.b.y)}
}

func (rm *Roadmap) at(n Node) point {
	return point{float64(rm.nodes[n].XMM), float64(rm.nodes[n].YMM)}
}

func (c *Conflicts) add(p, q part) {
	switch {
	case p.node != None && q.node != None:
		c.NodeNodes[p.node] = append(c.NodeNodes[p.node], q.node)
	case p.node != None:
		c.NodeEdges[p.node] = append(c.NodeEdges[p.node], q.edge)
	case q.node != None:
		c.EdgeNodes[p.edge] = append(c.EdgeNodes[p.edge], q.node)
	default:
		c.EdgeEdges[p.edge] = append(c.EdgeEdges[p.edge], q.edge)
	}
}

func (c *Conflicts) sort() {
	for _, lists := range [][][]Node{c.NodeNodes, c.EdgeNodes} {
		for _, l := range lists {
			sort.Slice(l, func(i, j int) bool { return l[i] < l[j] })
		}
	}
	for _, lists := range [][][]Edge{c.NodeEdges, c.EdgeEdges} {
		for _, l := range lists {
			sort.Slice(l, func(i, j int) bool { return l[i] < l[j] })
		}
	}
}

// NodesNear lists the nodes of a map at which a vehicle would touch one that
// stands at a point off the roadmap.
func (rm *Roadmap) NodesNear(xMM, yMM int64, floor string, f Footprint) []Node {
	var near []Node
	need := float64(f.TurningDiameterMM() + f.ClearanceMM)
	for i, n := range rm.nodes {
		if n.Map == floor && math.Hypot(float64(n.XMM-xMM), float64(n.YMM-yMM)) < need {
			near = append(near, Node(i))
		}
	}
	return near
}

type point struct{ x, y float64 }

type segment struct{ a, b point }

// segmentDistance is the least distance of two line segments.
func segmentDistance(s, t segment) float64 {
	if crosses(s, t) {
		return 0
	}
	return min(pointDistance(s.a, t), pointDistance(s.b, t), pointDistance(t.a, s), pointDistance(t.b, s))
}

func pointDistance(p point, s segment) float64 {
	dx, dy := s.b.x-s.a.x, s.b.y-s.a.y
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(1, max(0, ((p.x-s.a.x)*dx+(p.y-s.a.y)*dy)/l))
	}
	return math.Hypot(p.x-s.a.x-t*dx, p.y-s.a.y-t*dy)
}

// crosses tells whether the insides of two segments cross properly; touching
// ends are found by the distances of the ends.
func crosses(s, t segment) bool {
	side := func(a, b, p point) float64 { return (b.x-a.x)*(p.y-a.y) - (b.y-a.y)*(p.x-a.x) }
	return side(s.a, s.b, t.a)*side(s.a, s.b, t.b) < 0 && side(t.a, t.b, s.a)*side(t.a, t.b, s.b) < 0
}
