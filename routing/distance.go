package routing

import "container/heap"

// Unreachable is the distance where there is no way. It can be added to
// without overflow.
const Unreachable = int64(1) << 60

// maxCachedGoals bounds the cache of distances: 8 bytes per node and goal.
const maxCachedGoals = 1024

// DistancesTo gives, for every node, the travel time in ms to goal on the
// empty floor. The slice is shared: do not change it.
func (rm *Roadmap) DistancesTo(goal Node) []int64 {
	if d, ok := rm.cache[goal]; ok {
		return d
	}
	d := rm.dijkstraTo(goal)
	if len(rm.cacheFIFO) >= maxCachedGoals {
		delete(rm.cache, rm.cacheFIFO[0])
		rm.cacheFIFO = rm.cacheFIFO[1:]
	}
	rm.cache[goal] = d
	rm.cacheFIFO = append(rm.cacheFIFO, goal)
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

func (rm *Roadmap) dijkstraTo(goal Node) []int64 {
	d := make([]int64, len(rm.nodes))
	for i := range d {
		d[i] = Unreachable
	}
	d[goal] = 0
	q := Queue{{Node: goal}}
	for len(q) > 0 {
		it := q.PopItem()
		if it.Key > d[it.Node] {
			continue
		}
		for _, e := range rm.in[it.Node] {
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

// Queue is a priority queue of nodes.
type Queue []Item

func (q Queue) Len() int { return len(q) }
func (q Queue) Less(i, j int) bool {
	return q[i].Key < q[j].Key || q[i].Key == q[j].Key && q[i].Node < q[j].Node
}
func (q Queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push and Pop serve container/heap; use PushItem and PopItem.
func (q *Queue) Push(x any) { *q = append(*q, x.(Item)) }
func (q *Queue) Pop() any {
	old := *q
	it := old[len(old)-1]
	*q = old[:len(old)-1]
	return it
}

// PushItem adds an item.
func (q *Queue) PushItem(it Item) { heap.Push(q, it) }

// PopItem takes the smallest item.
func (q *Queue) PopItem() Item { return heap.Pop(q).(Item) }
