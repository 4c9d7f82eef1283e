package traffic

import (
	"time"

	"github.com/aisle-wms/aisle/routing"
)

// A narrow is a single lane driven both ways on which nobody can pass: a chain
// of lane nodes without a turning, and the junction at either end. Vehicles
// cross it in convoys, in turn this way and that. Who waits when a turn begins
// belongs to it, so nobody waits for more than a turn of the others and what is
// left of one of its own side.
type narrow struct {
	ends   [2]routing.Node // the junctions
	turn   int8            // which way it is driven now: +1 from ends[0], -1 from ends[1]
	count  int32           // of turns: who waits when one begins gets its number
	began  time.Duration   // when the turn did
	since  time.Duration   // when somebody set out or entered last, or could have first
	across int64           // ms from end to end
	// of the present step
	inside  [2]int // vehicles inside by way (+1 first); one of them each
	one     [2]int
	waiting [2]int
	first   [2]int   // who waits longest
	coming  [2]int   // of those who wait: who is on the lanes already
	called  int      // of those who wait: who belongs to this turn and has not set out
	far     [2]int64 // of those: ms of the longest way to the narrow
}

// A turn ends when nobody entered for convoyGap, or after longestTurn, if
// others wait for theirs. headwayMS is what one vehicle takes to enter.
const (
	convoyGap   = 10 * time.Second
	longestTurn = 60 * time.Second
	joinTurn    = 20 * time.Second
	headwayMS   = 6000
)

// announce is how many nodes before a narrow a vehicle counts as waiting.
const announce = 64

// crossing is a vehicle's way through a narrow: inside of it or before it.
type crossing struct {
	narrow int32 // index + 1; 0: none
	way    int8
	since  time.Duration
}

func side(way int8) int {
	if way > 0 {
		return 0
	}
	return 1
}

// findNarrows numbers the chains of a roadmap.
func (t *Traffic) findNarrows() {
	n := t.rm.Nodes()
	t.narrowOf, t.narrowPos = make([]int32, n), make([]int32, n)
	for i := range n {
		c := routing.Node(i)
		if t.narrowOf[c] != 0 {
			continue
		}
		if _, _, ok := t.chained(c); !ok {
			continue
		}
		t.addNarrow(c)
	}
	t.findAreas()
}

// findAreas numbers what is connected without narrows. A bay that only a
// narrow leads to is in none.
func (t *Traffic) findAreas() {
	t.area = make([]int32, t.rm.Nodes())
	count := int32(0)
	for i := range t.area {
		if t.area[i] != 0 || t.narrowOf[i] != 0 || t.rm.Bay(routing.Node(i)) {
			continue
		}
		count++
		t.area[i] = count
		for queue := []routing.Node{routing.Node(i)}; len(queue) > 0; queue = queue[1:] {
			visit := func(m routing.Node) {
				if t.area[m] == 0 && t.narrowOf[m] == 0 {
					t.area[m] = count
					queue = append(queue, m)
				}
			}
			for _, e := range t.rm.Out(queue[0]) {
				visit(t.rm.To(e))
			}
			for _, e := range t.rm.In(queue[0]) {
				visit(t.rm.From(e))
			}
		}
	}
}

// chained gives the two neighbours of a node with which it is joined both ways,
// and tells whether these are all the lanes it has.
func (t *Traffic) chained(n routing.Node) (a, b routing.Node, ok bool) {
	a, b = routing.None, routing.None
	if t.rm.Bay(n) {
		return a, b, false
	}
	for _, e := range t.rm.Out(n) {
		m := t.rm.To(e)
		switch {
		case t.rm.Bay(m):
		case t.rm.EdgeBetween(m, n) == routing.None:
			return a, b, false
		case a == routing.None:
			a = m
		case b == routing.None && m != a:
			b = m
		default:
			return a, b, false
		}
	}
	for _, e := range t.rm.In(n) {
		if m := t.rm.From(e); !t.rm.Bay(m) && m != a && m != b {
			return a, b, false
		}
	}
	return a, b, a != routing.None && b != routing.None
}

// addNarrow follows a chain from one of its nodes to both ends.
func (t *Traffic) addNarrow(c routing.Node) {
	a, b, _ := t.chained(c)
	var nw narrow
	index := int32(len(t.narrows) + 1)
	t.narrowOf[c] = index
	for k, next := range []routing.Node{a, b} {
		from, at, step := c, next, int32(1-2*k)
		for {
			x, y, ok := t.chained(at)
			if !ok || t.narrowOf[at] != 0 {
				break
			}
			t.narrowOf[at], t.narrowPos[at] = index, t.narrowPos[from]-step
			if x == from {
				x = y
			}
			from, at = at, x
		}
		nw.ends[k] = at
	}
	nw.turn = 1
	nw.across = t.rm.Distance(nw.ends[0], nw.ends[1])
	t.narrows = append(t.narrows, nw)
}

// crossingOf is the next narrow that a vehicle at a would enter on its path,
// and how many nodes ahead.
func (t *Traffic) crossingOf(at routing.Node, path []routing.Node) (c crossing, ahead int) {
	in := t.narrowOf[at]
	for i, n := range path[:min(len(path), announce)] {
		k := t.narrowOf[n]
		if k != 0 && k != in {
			return crossing{narrow: k, way: t.wayThrough(at, path[i:])}, i
		}
		at, in = n, k
	}
	return crossing{}, 0
}

// wayThrough is the way in which a path enters a narrow that begins with its
// first node.
func (t *Traffic) wayThrough(from routing.Node, path []routing.Node) int8 {
	n := path[0]
	k := t.narrowOf[n]
	if len(path) > 1 && t.narrowOf[path[1]] == k {
		return sign(t.narrowPos[path[1]] - t.narrowPos[n])
	}
	if t.narrowOf[from] == k {
		return sign(t.narrowPos[n] - t.narrowPos[from])
	}
	ends := t.narrows[k-1].ends
	if from == ends[1] || len(path) > 1 && path[1] == ends[0] {
		return -1
	}
	return 1
}

func sign(d int32) int8 {
	if d < 0 {
		return -1
	}
	return 1
}

// survey notes who is in each narrow and who waits before it, and whose turn it
// is.
func (t *Traffic) survey() {
	if len(t.narrows) == 0 {
		return
	}
	for i := range t.narrows {
		nw := &t.narrows[i]
		nw.called = 0
		nw.inside, nw.one, nw.waiting, nw.first, nw.coming, nw.far = [2]int{}, [2]int{Nobody, Nobody}, [2]int{}, [2]int{Nobody, Nobody}, [2]int{}, [2]int64{}
	}
	for v := range t.v {
		if t.v[v].placed {
			t.surveyOne(v)
		}
	}
	for i := range t.narrows {
		nw := &t.narrows[i]
		if !nw.change(t.now) {
			continue
		}
		for v := range t.v {
			if c := t.v[v].crossing; c.narrow == int32(i+1) && c.way == nw.turn && !t.v[v].entered && t.v[v].placed {
				t.v[v].ticket = nw.count
				nw.called += b2i(t.rm.Bay(t.v[v].end()))
			}
		}
	}
}

func (t *Traffic) surveyOne(v int) {
	veh := &t.v[v]
	if in := t.insideOf(veh); in.narrow != 0 {
		veh.crossing = in
		nw, s := &t.narrows[in.narrow-1], side(in.way)
		nw.inside[s]++
		nw.one[s] = v
		return
	}
	c := t.ahead(v)
	if c.narrow == 0 || veh.stuck != "" || veh.atWork() {
		veh.crossing = crossing{}
		return
	}
	c.since = t.now
	if veh.crossing.narrow == c.narrow && veh.crossing.way == c.way && !veh.entered {
		c.since = veh.crossing.since
	}
	veh.crossing, veh.entered = c, false
	nw, s := &t.narrows[c.narrow-1], side(c.way)
	nw.waiting[s]++
	if nw.turn == c.way && veh.ticket != nw.count && t.now-nw.began < joinTurn {
		veh.ticket = nw.count
	}
	if t.rm.Bay(veh.end()) {
		nw.called += b2i(nw.turn == c.way && veh.ticket == nw.count)
	} else {
		nw.coming[s]++
		nw.far[s] = max(nw.far[s], t.rm.Distance(veh.end(), nw.ends[s]))
	}
	if nw.first[s] == Nobody || c.since < t.v[nw.first[s]].crossing.since {
		nw.first[s] = v
	}
}

// ahead is the narrow that v comes to next on its way to its target, also while
// it is led to a place where it waits for that.
func (t *Traffic) ahead(v int) crossing {
	veh := &t.v[v]
	if veh.stage == routing.None {
		c, _ := t.crossingOf(veh.end(), veh.path)
		return c
	}
	s := &t.plan
	s.away = t.shortest(v, s.away[:0], veh.end(), veh.target)
	c, _ := t.crossingOf(veh.end(), s.away)
	return c
}

// shortest is v's way on the empty floor, as far as it matters for narrows.
func (t *Traffic) shortest(v int, path []routing.Node, from, to routing.Node) []routing.Node {
	left := t.rm.DistancesFor(to, t.v[v].laden)
	for at := from; at != to && len(path) < announce; {
		best := routing.Node(routing.None)
		for _, e := range t.rm.Out(at) {
			if n := t.rm.To(e); !t.barred(v, e) && left[n] < routing.Unreachable && (best == routing.None || left[n] < left[best]) {
				best = n
			}
		}
		if best == routing.None || left[best] >= left[at] {
			break
		}
		path, at = append(path, best), best
	}
	return path
}

// insideOf is the narrow that a vehicle has part of, or was let into.
func (t *Traffic) insideOf(veh *vehicle) crossing {
	k := int32(0)
	for i, n := range veh.nodes {
		if k = t.narrowOf[n]; k == 0 {
			continue
		}
		way := veh.crossing.way
		switch rest := veh.nodes[i:]; {
		case len(rest) > 1:
			way = t.wayThrough(n, rest)
		case len(veh.path) > 0 && t.narrowOf[veh.path[0]] == k:
			way = sign(t.narrowPos[veh.path[0]] - t.narrowPos[n])
		case veh.crossing.narrow != k:
			way = 1
		}
		return crossing{narrow: k, way: way}
	}
	if veh.entered && len(veh.path) > 0 && t.narrowOf[veh.path[0]] == veh.crossing.narrow {
		return veh.crossing // it stands at the junction and goes in next
	}
	veh.entered = false
	return crossing{}
}

// change ends a turn that is over: all who belong to it are in, or it took too
// long. It tells whether it did.
func (nw *narrow) change(now time.Duration) bool {
	s := side(nw.turn)
	if nw.inside[1-s] > 0 {
		nw.since = now // it is not empty yet
	}
	if nw.waiting[1-s] == 0 {
		nw.began = now
		return false
	}
	idle := now-nw.since >= convoyGap
	if now-nw.began < longestTurn && nw.coming[s]+nw.called > 0 && !idle {
		return false
	}
	nw.turn, nw.count, nw.began, nw.since, nw.called = -nw.turn, nw.count+1, now, now, 0
	return true
}

// mayApproach tells whether v may leave its bay to drive through a narrow: in
// its turn, or so early that it is there when that begins.
func (t *Traffic) mayApproach(v int) (by int, ok bool) {
	veh := &t.v[v]
	c := veh.crossing
	if len(t.narrows) == 0 || c.narrow == 0 || veh.entered || veh.yielding || !t.rm.Bay(veh.end()) || t.favour != Nobody || len(veh.path) > 0 && t.narrowOf[veh.path[0]] == c.narrow {
		return Nobody, true
	}
	nw, s := &t.narrows[c.narrow-1], side(c.way)
	free := nw.waiting[1-s] == 0 && nw.inside[1-s] == 0
	if free || nw.turn == c.way && veh.ticket == nw.count {
		return Nobody, true
	}
	if nw.turn != c.way && nw.called == 0 {
		opens := nw.across + max(int64(nw.coming[1-s])*headwayMS, nw.far[1-s])
		if t.rm.Distance(veh.end(), nw.ends[s]) >= opens {
			return Nobody, true
		}
	}
	if nw.inside[1-s] > 0 {
		return nw.one[1-s], false
	}
	return nw.first[1-s], false
}

// letIn tells whether v may drive on to the next node of its path, as far as
// narrows go; if not, for whom it waits. A junction is kept free by those who
// may not go on into the narrow behind it.
func (t *Traffic) letIn(v int) (by int, ok bool) {
	veh := &t.v[v]
	if len(t.narrows) == 0 || veh.entered || veh.yielding || t.favour != Nobody {
		return Nobody, true // making room goes before taking turns
	}
	c, ahead := t.crossingOf(veh.end(), veh.path)
	if c.narrow == 0 || ahead > 1 {
		return Nobody, true
	}
	nw, s := &t.narrows[c.narrow-1], side(c.way)
	if ahead == 1 && veh.path[0] != nw.ends[0] && veh.path[0] != nw.ends[1] {
		return Nobody, true
	}
	switch {
	case nw.inside[1-s] > 0:
		return nw.one[1-s], false
	case nw.waiting[1-s] > 0 && nw.turn != c.way:
		return nw.first[1-s], false
	}
	return Nobody, true
}

// enters notes a grant that lets v into a narrow.
func (t *Traffic) enters(v int) {
	veh := &t.v[v]
	if len(t.narrows) == 0 || veh.entered {
		return
	}
	if k := veh.crossing.narrow; k != 0 && t.rm.Bay(veh.end()) {
		nw := &t.narrows[k-1]
		nw.coming[side(veh.crossing.way)]++
		if nw.turn == veh.crossing.way {
			nw.called, nw.since = max(0, nw.called-1), t.now
		}
	}
	c, ahead := t.crossingOf(veh.end(), veh.path)
	if c.narrow == 0 || ahead > 1 {
		return
	}
	nw, s := &t.narrows[c.narrow-1], side(c.way)
	if ahead == 1 && veh.path[0] != nw.ends[0] && veh.path[0] != nw.ends[1] {
		return
	}
	if nw.turn != c.way {
		nw.turn, nw.count, nw.began = c.way, nw.count+1, t.now
	}
	nw.since = t.now
	nw.inside[s]++
	nw.one[s] = v
	nw.waiting[s] = max(0, nw.waiting[s]-1)
	veh.entered, veh.crossing = true, c
}
