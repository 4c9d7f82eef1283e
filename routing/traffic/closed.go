package traffic

import (
	"slices"

	"github.com/aisle-wms/aisle/routing"
)

// SetClosed says which step from a node to the next is closed for now, to
// everybody; nil: none. What is granted stays granted.
func (t *Traffic) SetClosed(closed func(from, to routing.Node) bool) {
	t.closed = closed
	t.vers++
}

// SetGate gives the doors and lifts: an edge is granted to a vehicle only while
// its gate is open to it; by is the vehicle that it waits for there, or Nobody.
// It is asked last, when nothing else is in the way: who waits for it has the
// reason Gated. nil: none. A gate must open some time to whoever waits for it,
// or be named by SetWalls.
func (t *Traffic) SetGate(gate func(v int, e routing.Edge) (by int, open bool)) {
	t.gate = gate
	t.vers++
}

// SetWalls says which edges cannot be used until it is said otherwise: gates
// out of order. Ways are planned around them, and nobody is let into where he
// could be shut in by them.
func (t *Traffic) SetWalls(edges []routing.Edge) {
	if slices.Equal(t.walls, edges) {
		return
	}
	t.walls = slices.Clone(edges)
	t.vers++
}

func (t *Traffic) walled(e routing.Edge) bool { return slices.Contains(t.walls, e) }

// mayPass asks the gate of an edge.
func (t *Traffic) mayPass(v int, e routing.Edge, n routing.Node) bool {
	if t.gate == nil {
		return true
	}
	by, open := t.gate(v, e)
	if !open {
		t.wait(v, Gated, by, n)
		t.v[v].waiting.Edge = e
	}
	return open
}

// putUp marks the walls as taken, for the test with those that stand for ever.
func (s *safety) putUp() {
	for _, e := range s.t.walls {
		s.edges[e]++
	}
}
