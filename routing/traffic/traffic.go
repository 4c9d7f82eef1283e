package traffic

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/routing"
)

// Options tune the flow, not the safety.
type Options struct {
	// LookaheadMM is how far ahead of the last node it reached a vehicle is
	// granted; it must cover the way driven while a state and an order travel.
	// Default 6000.
	LookaheadMM int64
	// HoldMM is how far from an occupied bay a vehicle waits for it. Default 5000.
	HoldMM int64
	// Patience is how long a vehicle may wait for vehicles that wait themselves,
	// before all others make room. Default 20 s.
	Patience time.Duration
}

func (o Options) withDefaults() Options {
	o.LookaheadMM = cmp.Or(o.LookaheadMM, 6000)
	o.HoldMM = cmp.Or(o.HoldMM, 5000)
	o.Patience = cmp.Or(o.Patience, 20*time.Second)
	return o
}

// Nobody stands for no vehicle.
const Nobody = -1

// maxAhead bounds the nodes granted beyond the last one reached.
const maxAhead = 32

// Grant appends a node to the territory of a vehicle.
type Grant struct {
	Vehicle int
	Edge    routing.Edge
	Node    routing.Node
}

type vehicle struct {
	placed bool
	stuck  string // why it cannot drive; "" if it can
	held   bool   // no grants for the moment
	laden  bool   // it may not drive on edges that are for others only
	nodes  []routing.Node
	edges  []routing.Edge // edges[i] leads from nodes[i] to nodes[i+1]
	extra  []routing.Node // its body may be near these too
	refuge routing.Node   // a bay that it could get to now, its own
	target routing.Node
	rank   int64 // smaller goes first

	path    []routing.Node // the way planned from the end; path[0] is the next node
	planned uint64         // version of the picture that path was planned on
	pathTo  routing.Node
	refused uint64 // version on which the next node was refused as unsafe

	crossing crossing     // of the narrow it is in or comes to
	entered  bool         // it was let into that
	ticket   int32        // the turn at that it belongs to
	stage    routing.Node // a place to park where it waits for its target; or None
	noStage  bool         // there was none beyond the narrow

	waiting    Waiting
	standing   time.Duration // since when it got no grant
	starving   time.Duration // since when it waits for one that waits itself
	delayed    time.Duration // since when it came no nearer to its target
	nearest    int64         // how near it came
	yielding   bool
	yieldSince time.Duration
	yieldFrom  routing.Node
	yieldTo    int
}

func (v *vehicle) end() routing.Node { return v.nodes[len(v.nodes)-1] }

// atWork tells whether it stands where it is told to: it will not make way.
func (v *vehicle) atWork() bool { return v.held || v.end() == v.target }

// Counts says how the flow went since the start.
type Counts struct {
	Grants int
	// Yields is how often a vehicle made way, Favours how often all others had
	// to for one that waited too long.
	Yields, Favours int
	// FavourTime is how long that took.
	FavourTime time.Duration
}

// Traffic is the state of one floor. Not safe for concurrent use.
type Traffic struct {
	rm   *routing.Roadmap
	cf   *routing.Conflicts
	opt  Options
	v    []vehicle
	now  time.Duration
	vers uint64 // counts every change of a territory, target or stuck

	closed func(from, to routing.Node) bool                // nil: none
	gate   func(v int, e routing.Edge) (by int, open bool) // nil: none
	walls  []routing.Edge                                  // gates out of order

	nodeOwners, edgeOwners [][]int32 // vehicles whose territory has the part
	claims                 map[routing.Node]int
	narrows                []narrow
	narrowOf, narrowPos    []int32        // of each node: its narrow (index + 1), its place in that
	area                   []int32        // of each node: what it can be reached from without a narrow; 0: inside of one
	homes                  []routing.Node // park and charge places

	safety   safety
	plan     planner
	favour   int // all others make room for this one; or Nobody
	counts   Counts
	grants   []Grant
	order    []int
	leftOpt  []bool // who could not get away, all stuck ones well
	leftBad  []bool // the same with the stuck ones standing for ever
	baseVers uint64 // version of the picture those were made on
}

// New makes the traffic of a floor for so many vehicles, none placed yet. The
// error says what the roadmap lacks (see Check).
func New(rm *routing.Roadmap, f routing.Footprint, vehicles int, opt Options) (*Traffic, error) {
	cf, err := rm.Conflicts(f)
	if err != nil {
		return nil, err
	}
	if err := Check(rm, cf, f, vehicles); err != nil {
		return nil, err
	}
	t := &Traffic{rm: rm, cf: cf, opt: opt.withDefaults(), v: make([]vehicle, vehicles), vers: 1,
		nodeOwners: make([][]int32, rm.Nodes()), edgeOwners: make([][]int32, rm.Edges()),
		claims: map[routing.Node]int{}, homes: Homes(rm), favour: Nobody,
		leftOpt: make([]bool, vehicles), leftBad: make([]bool, vehicles)}
	t.safety.init(t)
	t.plan.init(rm)
	t.findNarrows()
	for i := range t.v {
		t.v[i] = vehicle{refuge: routing.None, target: routing.None, stage: routing.None, waiting: Waiting{Reason: Unplaced, For: Nobody, Node: routing.None, Edge: routing.None}}
		t.order = append(t.order, i)
	}
	return t, nil
}

// Homes lists the nodes that can be a vehicle's own place: park places, then
// charge places.
func Homes(rm *routing.Roadmap) []routing.Node {
	var homes []routing.Node
	for _, kind := range []routing.Kind{routing.Park, routing.Charge} {
		for n := range rm.Nodes() {
			if rm.Spec(routing.Node(n)).Kind == kind {
				homes = append(homes, routing.Node(n))
			}
		}
	}
	return homes
}

// Place says where a vehicle is: the node it reached last, then the nodes that
// are released to it already. near are nodes that its body may also touch,
// when it does not stand on the first one. What it held before is dropped, and
// its target stays.
func (t *Traffic) Place(v int, nodes, near []routing.Node) error {
	edges := make([]routing.Edge, 0, len(nodes))
	for i := range nodes[:len(nodes)-1] {
		e := t.rm.EdgeBetween(nodes[i], nodes[i+1])
		if e == routing.None {
			return fmt.Errorf("no edge from node %q to node %q", t.rm.Spec(nodes[i]).ID, t.rm.Spec(nodes[i+1]).ID)
		}
		edges = append(edges, e)
	}
	t.disown(v)
	veh := &t.v[v]
	veh.placed = true
	veh.nodes, veh.edges, veh.extra = slices.Clone(nodes), edges, slices.Clone(near)
	veh.path, veh.pathTo = nil, routing.None
	veh.crossing, veh.entered = crossing{}, false
	veh.standing = t.now
	t.own(v)
	return nil
}

// Remove takes a vehicle off the floor: somebody carried it away.
func (t *Traffic) Remove(v int) {
	t.disown(v)
	t.safety.setRefuge(v, routing.None)
	t.v[v].placed = false
	t.v[v].nodes, t.v[v].edges, t.v[v].extra = nil, nil, nil
}

func (t *Traffic) own(v int) {
	veh := &t.v[v]
	for _, n := range veh.nodes {
		t.nodeOwners[n] = append(t.nodeOwners[n], int32(v))
	}
	for _, n := range veh.extra {
		t.nodeOwners[n] = append(t.nodeOwners[n], int32(v))
	}
	for _, e := range veh.edges {
		t.edgeOwners[e] = append(t.edgeOwners[e], int32(v))
	}
	t.vers++
}

func (t *Traffic) disown(v int) {
	veh := &t.v[v]
	for _, n := range veh.nodes {
		t.nodeOwners[n] = dropOne(t.nodeOwners[n], v)
	}
	for _, n := range veh.extra {
		t.nodeOwners[n] = dropOne(t.nodeOwners[n], v)
	}
	for _, e := range veh.edges {
		t.edgeOwners[e] = dropOne(t.edgeOwners[e], v)
	}
	t.vers++
}

func dropOne(owners []int32, v int) []int32 {
	if i := slices.Index(owners, int32(v)); i >= 0 {
		return slices.Delete(owners, i, i+1)
	}
	return owners
}

// Reached says that a vehicle is now at the i-th node of its territory: what
// lies behind it becomes free.
func (t *Traffic) Reached(v, i int) {
	veh := &t.v[v]
	if i <= 0 || i >= len(veh.nodes) {
		return
	}
	for k := range i {
		t.nodeOwners[veh.nodes[k]] = dropOne(t.nodeOwners[veh.nodes[k]], v)
		t.edgeOwners[veh.edges[k]] = dropOne(t.edgeOwners[veh.edges[k]], v)
	}
	for _, n := range veh.extra {
		t.nodeOwners[n] = dropOne(t.nodeOwners[n], v)
	}
	veh.nodes, veh.edges, veh.extra = slices.Delete(veh.nodes, 0, i), slices.Delete(veh.edges, 0, i), nil
	t.vers++
}

// SetTarget says where a vehicle shall go. It stays at its target until it
// gets another one; None means: stay at the end of what it was granted, but
// give way. Smaller ranks go first.
func (t *Traffic) SetTarget(v int, target routing.Node, rank int64) {
	veh := &t.v[v]
	veh.rank = rank
	if veh.target == target {
		return
	}
	veh.target, veh.stage, veh.yielding = target, routing.None, false
	veh.standing, veh.delayed, veh.nearest = t.now, t.now, routing.Unreachable
	t.vers++
}

// SetStuck says why a vehicle cannot drive, "" that it can.
func (t *Traffic) SetStuck(v int, why string) {
	if t.v[v].stuck == why {
		return
	}
	t.v[v].stuck = why
	t.v[v].standing = t.now
	t.vers++
}

// SetLaden says whether a vehicle carries something. It stands in a bay when
// that changes, or somebody did it by hand.
func (t *Traffic) SetLaden(v int, laden bool) {
	if t.v[v].laden != laden {
		t.v[v].laden = laden
		t.vers++
	}
}

// barred tells whether v may not drive on an edge as it is laden now.
func (t *Traffic) barred(v int, e routing.Edge) bool {
	return t.v[v].laden && t.rm.UnladenOnly(e)
}

// distance is the travel time of v on the empty floor.
func (t *Traffic) distance(v int, a, b routing.Node) int64 {
	return t.rm.DistancesFor(b, t.v[v].laden)[a]
}

// SetHeld says that a vehicle shall get no grants for the moment: it is ending
// an order. It counts as at work.
func (t *Traffic) SetHeld(v int, held bool) {
	if t.v[v].held != held {
		t.v[v].held = held
		t.v[v].standing = t.now
		t.vers++
	}
}

// Territory is what a vehicle holds: the node it reached last and those
// granted beyond. Empty: not placed. Do not change it.
func (t *Traffic) Territory(v int) []routing.Node { return t.v[v].nodes }

// Target and Path are where a vehicle goes and the way planned beyond its
// territory (do not change it).
func (t *Traffic) Target(v int) routing.Node { return t.v[v].target }
func (t *Traffic) Path(v int) []routing.Node { return t.v[v].path }

// Counts says how the flow went.
func (t *Traffic) Counts() Counts { return t.counts }

// Waiting says why a vehicle does not drive on.
func (t *Traffic) Waiting(v int) Waiting { return t.v[v].waiting }

// Step grants what can be granted now. The slice is valid until the next call.
func (t *Traffic) Step(now time.Duration) []Grant {
	if t.favour != Nobody {
		t.counts.FavourTime += now - t.now
	}
	t.now = now
	t.grants = t.grants[:0]
	t.baseline()
	t.claim()
	t.survey()
	t.giveWay()
	slices.SortFunc(t.order, func(a, b int) int {
		va, vb := &t.v[a], &t.v[b]
		return cmp.Or(cmp.Compare(b2i(b == t.favour), b2i(a == t.favour)), cmp.Compare(va.standing, vb.standing),
			cmp.Compare(va.rank, vb.rank), cmp.Compare(a, b))
	})
	for _, v := range t.order {
		t.extend(v)
	}
	return t.grants
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// extend grants v what it can have now, up to the lookahead.
func (t *Traffic) extend(v int) {
	veh := &t.v[v]
	switch {
	case !veh.placed:
		t.wait(v, Unplaced, Nobody, routing.None)
		return
	case veh.stuck != "":
		t.wait(v, Stuck, Nobody, routing.None)
		return
	}
	to := t.goal(v)
	if veh.held || to == routing.None || to == veh.end() {
		t.arrived(v)
		return
	}
	for ahead := t.aheadMM(v); ahead < t.opt.LookaheadMM && len(veh.nodes) < maxAhead && veh.end() != to; {
		t.planPath(v, to)
		n, ok := t.next(v, to)
		if !ok {
			return
		}
		e := t.rm.EdgeBetween(veh.end(), n)
		ahead += t.rm.EdgeSpec(e).LengthMM
		t.grant(v, e, n)
	}
	t.wait(v, Moving, Nobody, routing.None)
}

// arrived notes a vehicle that is where it should be, or yields at home.
func (t *Traffic) arrived(v int) {
	veh := &t.v[v]
	if !veh.held && veh.target != veh.end() && veh.target != routing.None {
		if !t.mayEnter(v) {
			t.wait(v, BayTaken, t.bayHolder(v), veh.target)
			return
		}
		t.wait(v, Yielding, t.favour, veh.target)
		return
	}
	veh.standing = t.now
	t.wait(v, Moving, Nobody, routing.None)
}

func (t *Traffic) aheadMM(v int) (mm int64) {
	for _, e := range t.v[v].edges {
		mm += t.rm.EdgeSpec(e).LengthMM
	}
	return mm
}

// next is the next node of v's way, if it may have it now; else the reason
// why not is noted.
func (t *Traffic) next(v int, to routing.Node) (routing.Node, bool) {
	veh := &t.v[v]
	if len(veh.path) == 0 {
		t.wait(v, Blocked, t.plan.blocker, to)
		veh.waiting.Edge = t.plan.wall
		return 0, false
	}
	n := veh.path[0]
	if t.closed != nil && t.closed(veh.end(), n) {
		t.wait(v, Closed, Nobody, n)
		return 0, false
	}
	if by, ok := t.mayApproach(v); !ok {
		t.wait(v, OneWay, by, n)
		return 0, false
	}
	if to == veh.target && t.holdsBack(v, n) {
		t.wait(v, BayTaken, t.bayHolder(v), to)
		return 0, false
	}
	e := t.rm.EdgeBetween(veh.end(), n)
	if by := t.occupant(v, e, n); by != Nobody {
		t.wait(v, Occupied, by, n)
		return 0, false
	}
	if by, ok := t.letIn(v); !ok {
		t.wait(v, OneWay, by, n)
		return 0, false
	}
	if by := t.oncoming(v); by != Nobody {
		t.wait(v, Occupied, by, n)
		return 0, false
	}
	if veh.refused == t.vers {
		return 0, false
	}
	if by, ok := t.safe(v, e, n); !ok {
		veh.refused = t.vers
		t.wait(v, Unsafe, by, n)
		return 0, false
	}
	if !t.mayPass(v, e, n) {
		return 0, false
	}
	return n, true
}

func (t *Traffic) grant(v int, e routing.Edge, n routing.Node) {
	veh := &t.v[v]
	t.enters(v)
	veh.nodes, veh.edges = append(veh.nodes, n), append(veh.edges, e)
	veh.path = veh.path[1:]
	veh.standing = t.now
	if veh.target != routing.None {
		if d := t.distance(v, n, veh.target); d < veh.nearest {
			veh.nearest, veh.delayed = d, t.now
		}
	}
	t.nodeOwners[n] = append(t.nodeOwners[n], int32(v))
	t.edgeOwners[e] = append(t.edgeOwners[e], int32(v))
	t.counts.Grants++
	t.grants = append(t.grants, Grant{v, e, n})
	t.vers++
	veh.planned = t.vers // its own step does not make its way stale
}

// occupant is another vehicle whose territory comes too near to an edge or
// the node it leads to, or Nobody.
func (t *Traffic) occupant(v int, e routing.Edge, n routing.Node) int {
	for _, m := range t.cf.NodeNodes[n] {
		if o := other(t.nodeOwners[m], v); o != Nobody {
			return o
		}
	}
	for _, f := range t.cf.NodeEdges[n] {
		if o := other(t.edgeOwners[f], v); o != Nobody {
			return o
		}
	}
	for _, m := range t.cf.EdgeNodes[e] {
		if o := other(t.nodeOwners[m], v); o != Nobody {
			return o
		}
	}
	for _, f := range t.cf.EdgeEdges[e] {
		if o := other(t.edgeOwners[f], v); o != Nobody {
			return o
		}
	}
	return Nobody
}

func other(owners []int32, v int) int {
	for _, o := range owners {
		if int(o) != v {
			return int(o)
		}
	}
	return Nobody
}

func has[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }
