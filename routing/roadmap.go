package routing

import (
	"fmt"
	"math"
)

// Node and Edge are dense indexes into a Roadmap, in the order they were given.
type (
	Node int32
	Edge int32
)

// None stands for no node and no edge.
const None = -1

// Kind says what a node is for.
type Kind uint8

const (
	Normal  Kind = iota // a lane
	Station             // loads change hands here
	Park                // idle vehicles wait here
	Charge              // vehicles charge here
)

var kindNames = [...]string{"normal", "station", "park", "charge"}

func (k Kind) String() string { return kindNames[k] }

// ParseKind reads a kind by its name; "" is normal.
func ParseKind(s string) (Kind, error) {
	if s == "" {
		return Normal, nil
	}
	for i, n := range kindNames {
		if n == s {
			return Kind(i), nil
		}
	}
	return 0, fmt.Errorf("node kind %q is none of normal, station, park, charge", s)
}

// NodeSpec is a node as a site describes it. Station is the id of the station
// at this node, or "". Map is the floor it lies on; "" is one, too. Nodes of
// different maps that an edge joins are one lift car, seen from two floors.
type NodeSpec struct {
	ID      string
	XMM     int64
	YMM     int64
	Station string
	Kind    Kind
	Map     string
}

// EdgeSpec is a directed edge. LengthMM 0 means the straight distance,
// MaxSpeedMMPerS 0 means no limit. DetourPercent makes its cost larger than
// its travel time, or, from -99, smaller. UnladenOnly edges are for vehicles
// without a load; MaxHeightMM is what a vehicle may be high there with its
// load, 0: any.
type EdgeSpec struct {
	ID             string
	From, To       string
	LengthMM       int64
	MaxSpeedMMPerS int64
	DetourPercent  int64
	UnladenOnly    bool
	MaxHeightMM    int64
}

// NominalSpeedMMPerS is the speed that costs are computed with where an edge
// sets no lower limit.
const NominalSpeedMMPerS = 1500

const maxDetourPercent = 10_000

// Error says which part of a roadmap is wrong. Kind is node, edge or station;
// whoever read the roadmap from a file can name the line of ID.
type Error struct {
	Kind, ID, Text string
}

func (e *Error) Error() string { return fmt.Sprintf("roadmap: %s %q: %s", e.Kind, e.ID, e.Text) }

// Roadmap is a checked roadmap. Build it with NewRoadmap.
type Roadmap struct {
	nodes    []NodeSpec
	edges    []EdgeSpec // lengths filled in
	from, to []Node     // of each edge
	costMS   []int64    // of each edge
	out, in  [][]Edge   // of each node, in the order given
	byID     map[string]Node
	edgeByID map[string]Edge
	stations map[string]Node

	unladenOnly bool // some edge is

	cache     map[way][]int64 // distances to a goal
	cacheFIFO []way
}

// NewRoadmap checks and builds a roadmap. The error is an *Error that names
// the first wrong part.
func NewRoadmap(nodes []NodeSpec, edges []EdgeSpec) (*Roadmap, error) {
	rm := &Roadmap{
		byID: make(map[string]Node, len(nodes)), edgeByID: make(map[string]Edge, len(edges)),
		stations: map[string]Node{}, cache: map[way][]int64{},
	}
	if len(nodes) == 0 {
		return nil, &Error{"node", "", "a roadmap needs at least one node"}
	}
	for _, n := range nodes {
		if err := rm.addNode(n); err != nil {
			return nil, err
		}
	}
	rm.out, rm.in = make([][]Edge, len(nodes)), make([][]Edge, len(nodes))
	for _, e := range edges {
		if err := rm.addEdge(e); err != nil {
			return nil, err
		}
	}
	return rm, rm.checkConnected()
}

func (rm *Roadmap) addNode(n NodeSpec) error {
	switch {
	case n.ID == "":
		return &Error{"node", "", "has no id"}
	case has(rm.byID, n.ID):
		return &Error{"node", n.ID, "is given twice"}
	case int(n.Kind) >= len(kindNames):
		return &Error{"node", n.ID, fmt.Sprintf("has unknown kind %d", n.Kind)}
	case n.Station != "" && has(rm.stations, n.Station):
		return &Error{"station", n.Station, fmt.Sprintf("is at node %q and at node %q", rm.nodes[rm.stations[n.Station]].ID, n.ID)}
	case n.Station != "" && n.Kind == Normal:
		n.Kind = Station
	case n.Station == "" && n.Kind == Station:
		return &Error{"node", n.ID, "is of kind station but names no station"}
	}
	i := Node(len(rm.nodes))
	rm.nodes = append(rm.nodes, n)
	rm.byID[n.ID] = i
	if n.Station != "" {
		rm.stations[n.Station] = i
	}
	return nil
}

func (rm *Roadmap) addEdge(e EdgeSpec) error {
	from, okFrom := rm.byID[e.From]
	to, okTo := rm.byID[e.To]
	switch {
	case e.ID == "":
		return &Error{"edge", "", fmt.Sprintf("from %q to %q has no id", e.From, e.To)}
	case has(rm.edgeByID, e.ID):
		return &Error{"edge", e.ID, "is given twice"}
	case !okFrom:
		return &Error{"edge", e.ID, fmt.Sprintf("starts at unknown node %q", e.From)}
	case !okTo:
		return &Error{"edge", e.ID, fmt.Sprintf("ends at unknown node %q", e.To)}
	case from == to:
		return &Error{"edge", e.ID, fmt.Sprintf("starts and ends at node %q", e.From)}
	case e.LengthMM < 0 || e.MaxSpeedMMPerS < 0 || e.MaxHeightMM < 0:
		return &Error{"edge", e.ID, "has a negative length, speed or height"}
	case e.DetourPercent <= -100 || e.DetourPercent > maxDetourPercent:
		return &Error{"edge", e.ID, fmt.Sprintf("has a detour of %d percent, must be -99 to %d", e.DetourPercent, maxDetourPercent)}
	}
	if other := rm.EdgeBetween(from, to); other != None {
		return &Error{"edge", e.ID, fmt.Sprintf("goes the same way as edge %q", rm.edges[other].ID)}
	}
	if e.LengthMM == 0 {
		a, b := rm.nodes[from], rm.nodes[to]
		e.LengthMM = max(1, int64(math.Round(math.Hypot(float64(a.XMM-b.XMM), float64(a.YMM-b.YMM)))))
	}
	speed := int64(NominalSpeedMMPerS)
	if e.MaxSpeedMMPerS > 0 {
		speed = min(speed, e.MaxSpeedMMPerS)
	}
	i := Edge(len(rm.edges))
	rm.edges = append(rm.edges, e)
	rm.edgeByID[e.ID] = i
	rm.unladenOnly = rm.unladenOnly || e.UnladenOnly
	rm.from, rm.to = append(rm.from, from), append(rm.to, to)
	rm.costMS = append(rm.costMS, max(1, e.LengthMM*1000/speed*(100+e.DetourPercent)/100))
	rm.out[from] = append(rm.out[from], i)
	rm.in[to] = append(rm.in[to], i)
	return nil
}

func has[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }

// checkConnected wants a way from every node to every other. It looks from
// the first bay (or node), so that the part named is the odd one out.
func (rm *Roadmap) checkConnected() error {
	root := Node(0)
	for n := range rm.nodes {
		if rm.nodes[n].Kind != Normal {
			root = Node(n)
			break
		}
	}
	forth := rm.reach(root, rm.out, rm.to)
	back := rm.reach(root, rm.in, rm.from)
	for _, stationsOnly := range []bool{true, false} {
		for n, spec := range rm.nodes {
			if stationsOnly && spec.Station == "" || forth[n] && back[n] {
				continue
			}
			kind, id := "node", spec.ID
			if spec.Station != "" {
				kind, id = "station", spec.Station
			}
			text := fmt.Sprintf("cannot be reached from node %q: add an edge to node %q", rm.nodes[root].ID, spec.ID)
			if forth[n] {
				text = fmt.Sprintf("has no way back to node %q: add an edge from node %q", rm.nodes[root].ID, spec.ID)
			}
			return &Error{kind, id, text}
		}
	}
	return nil
}

func (rm *Roadmap) reach(root Node, edges [][]Edge, end []Node) []bool {
	seen := make([]bool, len(rm.nodes))
	seen[root] = true
	for queue := []Node{root}; len(queue) > 0; queue = queue[1:] {
		for _, e := range edges[queue[0]] {
			if n := end[e]; !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	return seen
}

// Nodes and Edges are how many there are; indexes run from 0.
func (rm *Roadmap) Nodes() int { return len(rm.nodes) }
func (rm *Roadmap) Edges() int { return len(rm.edges) }

// Spec is the node as it was given, EdgeSpec the edge with its length.
func (rm *Roadmap) Spec(n Node) NodeSpec     { return rm.nodes[n] }
func (rm *Roadmap) EdgeSpec(e Edge) EdgeSpec { return rm.edges[e] }

// UnladenOnly tells whether an edge is for vehicles without a load.
func (rm *Roadmap) UnladenOnly(e Edge) bool { return rm.unladenOnly && rm.edges[e].UnladenOnly }

// From and To are the ends of an edge, CostMS its travel time with its detour.
func (rm *Roadmap) From(e Edge) Node    { return rm.from[e] }
func (rm *Roadmap) To(e Edge) Node      { return rm.to[e] }
func (rm *Roadmap) CostMS(e Edge) int64 { return rm.costMS[e] }

// Out and In are the edges that leave and enter a node. Do not change them.
func (rm *Roadmap) Out(n Node) []Edge { return rm.out[n] }
func (rm *Roadmap) In(n Node) []Edge  { return rm.in[n] }

// Node finds a node by its id, Station by the id of the station at it.
func (rm *Roadmap) Node(id string) (Node, bool)    { n, ok := rm.byID[id]; return n, ok }
func (rm *Roadmap) Station(id string) (Node, bool) { n, ok := rm.stations[id]; return n, ok }

// Bay tells whether a node is off the lanes by its kind.
func (rm *Roadmap) Bay(n Node) bool { return rm.nodes[n].Kind != Normal }

// EdgeBetween is the edge from a to b, or None.
func (rm *Roadmap) EdgeBetween(a, b Node) Edge {
	for _, e := range rm.out[a] {
		if rm.to[e] == b {
			return e
		}
	}
	return None
}

// Nearest is the node of a map nearest to a point and its distance in mm.
func (rm *Roadmap) Nearest(xMM, yMM int64, floor string) (Node, int64) {
	best, bestD := Node(None), math.Inf(1)
	for i, n := range rm.nodes {
		if n.Map != floor {
			continue
		}
		if d := math.Hypot(float64(n.XMM-xMM), float64(n.YMM-yMM)); d < bestD {
			best, bestD = Node(i), d
		}
	}
	if best == None {
		return None, math.MaxInt64
	}
	return best, int64(bestD)
}
