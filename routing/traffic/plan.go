package traffic

import "github.com/aisle-wms/aisle/routing"

// What a way through another's territory costs, in ms of travel. Stuck ones
// are walls: a way that costs as much is none.
const (
	penaltyStuck    = int64(1) << 40
	penaltyWorking  = 60_000 // stands where it should be
	penaltyStanding = 8_000  // waits
	penaltyMoving   = 1_500
	penaltyBay      = 60_000 // through a bay that is not the goal
)

// planner finds cheap ways around others: A* (Hart, Nilsson, Raphael 1968)
// with the distances of the empty floor as the estimate.
type planner struct {
	pen     []int64 // of each node, for all vehicles
	vers    uint64
	cost    []int64
	by      []routing.Edge
	seen    []uint32
	stamp   uint32
	queue   routing.Queue
	away    []routing.Node
	blocker int          // the stuck vehicle that closes the last way, or Nobody
	wall    routing.Edge // the gate out of order that does, or None
}

func (p *planner) init(rm *routing.Roadmap) {
	n := rm.Nodes()
	p.pen, p.cost = make([]int64, n), make([]int64, n)
	p.by, p.seen = make([]routing.Edge, n), make([]uint32, n)
	p.blocker, p.wall = Nobody, routing.None
}

// planPath makes veh.path lead from the end of v to the node to; it is empty
// if only stuck vehicles' territory leads there, or, laden, nothing.
func (t *Traffic) planPath(v int, to routing.Node) {
	veh := &t.v[v]
	if veh.planned == t.vers && veh.pathTo == to && len(veh.path) > 0 {
		return
	}
	p := &t.plan
	if to == veh.refuge && to != veh.target {
		if veh.path = t.wayAway(v, to, veh.path); len(veh.path) > 0 {
			veh.planned, veh.pathTo = t.vers, to
			return
		}
	}
	if p.vers != t.vers {
		clear(p.pen)
		for u := range t.v {
			t.addPenalty(u, 1)
		}
		p.vers = t.vers
	}
	t.addPenalty(v, -1)
	veh.path = t.search(veh.path[:0], v, to)
	t.addPenalty(v, 1)
	veh.planned, veh.pathTo = t.vers, to
}

func (t *Traffic) addPenalty(u int, sign int64) {
	veh := &t.v[u]
	if !veh.placed {
		return
	}
	w := int64(penaltyStanding)
	switch {
	case veh.stuck != "":
		w = penaltyStuck
	case len(veh.nodes) > 1:
		w = penaltyMoving
	case veh.atWork():
		w = penaltyWorking
	}
	add := func(nodes []routing.Node) {
		for _, n := range nodes {
			for _, m := range t.cf.NodeNodes[n] {
				t.plan.pen[m] += sign * w
			}
		}
	}
	add(veh.nodes)
	add(veh.extra)
	for _, e := range veh.edges {
		for _, m := range t.cf.EdgeNodes[e] {
			t.plan.pen[m] += sign * w
		}
	}
}

func (t *Traffic) search(path []routing.Node, v int, to routing.Node) []routing.Node {
	p, rm := &t.plan, t.rm
	estimate := rm.DistancesFor(to, t.v[v].laden)
	p.blocker, p.wall = Nobody, routing.None
	start := t.v[v].end()
	if estimate[start] >= routing.Unreachable {
		return path[:0]
	}
	p.stamp++
	p.queue = p.queue[:0]
	p.cost[start], p.seen[start], p.by[start] = 0, p.stamp, routing.None
	p.queue.PushItem(routing.Item{Node: start, Key: estimate[start]})
	for len(p.queue) > 0 {
		it := p.queue.PopItem()
		if it.Node == to {
			break
		}
		if it.Key > p.cost[it.Node]+estimate[it.Node] {
			continue
		}
		for _, e := range rm.Out(it.Node) {
			n := rm.To(e)
			if t.barred(v, e) || estimate[n] >= routing.Unreachable {
				continue
			}
			c := p.cost[it.Node] + rm.CostMS(e) + p.pen[n]
			if n != to && rm.Bay(n) {
				c += penaltyBay
			}
			if t.walled(e) {
				c += penaltyStuck
			}
			if p.seen[n] == p.stamp && p.cost[n] <= c {
				continue
			}
			p.seen[n], p.cost[n], p.by[n] = p.stamp, c, e
			p.queue.PushItem(routing.Item{Node: n, Key: c + estimate[n]})
		}
	}
	for n := to; n != start; n = rm.From(p.by[n]) {
		path = append(path, n)
	}
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	if p.cost[to] >= penaltyStuck {
		p.blocker, p.wall = t.stuckOn(v, path), t.wallOn(start, path)
		return path[:0]
	}
	return path
}

// stuckOn is the first stuck vehicle on a way.
func (t *Traffic) stuckOn(v int, path []routing.Node) int {
	for _, n := range path {
		for _, m := range t.cf.NodeNodes[n] {
			for _, o := range t.nodeOwners[m] {
				if int(o) != v && t.v[o].stuck != "" {
					return int(o)
				}
			}
		}
		for _, e := range t.cf.NodeEdges[n] {
			for _, o := range t.edgeOwners[e] {
				if int(o) != v && t.v[o].stuck != "" {
					return int(o)
				}
			}
		}
	}
	return Nobody
}

// wallOn is the first gate out of order on a way.
func (t *Traffic) wallOn(from routing.Node, path []routing.Node) routing.Edge {
	for _, n := range path {
		if e := t.rm.EdgeBetween(from, n); t.walled(e) {
			return e
		}
		from = n
	}
	return routing.None
}
