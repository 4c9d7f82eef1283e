package routing

// Unreachable is the distance where there is no way. It can be added to
// without overflow.
const Unreachable = int64(1) << 60

// maxCachedGoals bounds the cache of distances: 8 bytes per node and goal.
const maxCachedGoals = 1024

// way is where distances lead to, and for whom.
type way struct {
	goal  Node
	laden bool
}

// DistancesTo gives, for every node, the travel time in ms to goal on the
// empty floor, for a vehicle without a load. The slice is shared: do not
// change it.
func (rm *Roadmap) DistancesTo(goal Node) []int64 { return rm.DistancesFor(goal, false) }

// DistancesFor is DistancesTo for a vehicle that is laden or not.
func (rm *Roadmap) DistancesFor(goal Node, laden bool) []int64 {
	key := way{goal, laden && rm.unladenOnly}
	if d, ok := rm.cache[key]; ok {
		return d
	}
	d := rm.dijkstraTo(key)
	if len(rm.cacheFIFO) >= maxCachedGoals {
		delete(rm.cache, rm.cacheFIFO[0])
		rm.cacheFIFO = rm.cacheFIFO[1:]
	}
	rm.cache[key] = d
	rm.cacheFIFO = append(rm.cacheFIFO, key)
	return d
}

// Distance is the travel time in ms from a to b on the empty floor.
func (rm *Roadmap) Distance(a, b Node) int64 { return rm.DistancesTo(b)[a] }

// ShortestPath lists the nodes from a to b, both included. Of equally short
// ways it takes the edge given first.
func (rm *Roadmap) ShortestPath(a, b Node) []Node {
	d := rm.DistancesTo(b)
	path := []Node{a}
	for a != b {
		for _, e := range rm.out[a] {
			if d[a] == rm.costMS[e]+d[rm.to[e]] {
				a = rm.to[e]
				break
			}
		}
		path = append(path, a)
	}
	return path
}

func (rm *Roadmap) dijkstraTo(w way) []int64 {
	d := make([]int64, len(rm.nodes))
	for i := range d {
		d[i] = Unreachable
	}
	d[w.goal] = 0
	q := Queue{{Node: w.goal}}
	for len(q) > 0 {
		it := q.PopItem()
		if it.Key > d[it.Node] {
			continue
		}
		for _, e := range rm.in[it.Node] {
			if w.laden && rm.edges[e].UnladenOnly {
				continue
			}
			n, c := rm.from[e], it.Key+rm.costMS[e]
			if c < d[n] {
				d[n] = c
				q.PushItem(Item{Node: n, Key: c})
			}
		}
	}
	return d
}

// Item is a node in a Queue; smaller keys come first, equal ones by node.
type Item struct {
	Key  int64
	Node Node
}

// Queue is a priority queue of nodes: a binary heap.
type Queue []Item

func (a Item) before(b Item) bool { return a.Key < b.Key || a.Key == b.Key && a.Node < b.Node }

// PushItem adds an item.
func (q *Queue) PushItem(it Item) {
	h := append(*q, it)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !it.before(h[up]) {
			break
		}
		h[i], i = h[up], up
	}
	h[i] = it
	*q = h
}

// PopItem takes the smallest item.
func (q *Queue) PopItem() Item {
	h := *q
	top, it := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	i := 0
	for {
		c := 2*i + 1
		if c >= len(h) {
			break
		}
		if c+1 < len(h) && h[c+1].before(h[c]) {
			c++
		}
		if !h[c].before(it) {
			break
		}
		h[i], i = h[c], c
	}
	if len(h) > 0 {
		h[i] = it
	}
	*q = h
	return top
}
