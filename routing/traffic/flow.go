package traffic

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/routing"
)

// goal is where v is led now: to its target, or to its refuge to make room.
func (t *Traffic) goal(v int) routing.Node {
	veh := &t.v[v]
	if veh.yielding {
		return veh.refuge
	}
	if t.favour != Nobody && v != t.favour && !veh.atWork() {
		if end := veh.end(); t.rm.Bay(end) && end != t.v[t.favour].target {
			return end
		}
		return veh.refuge
	}
	if veh.stage != routing.None && v != t.favour {
		return veh.stage
	}
	return veh.target
}

// standsIn is another vehicle whose end is a bay, or Nobody.
func (t *Traffic) standsIn(bay routing.Node, v int) int {
	for _, o := range t.nodeOwners[bay] {
		if int(o) != v && t.v[o].end() == bay {
			return int(o)
		}
	}
	return Nobody
}

// bayHolder is for whom v waits at its bay.
func (t *Traffic) bayHolder(v int) int {
	if u := t.standsIn(t.v[v].target, v); u != Nobody {
		return u
	}
	if u, ok := t.claims[t.v[v].target]; ok && u != v {
		return u
	}
	return Nobody
}

// mayEnter tells whether v may drive right into its target.
func (t *Traffic) mayEnter(v int) bool {
	b := t.v[v].target
	if b == routing.None || !t.rm.Bay(b) {
		return true
	}
	return t.claims[b] == v && has(t.claims, b) && t.standsIn(b, v) == Nobody
}

// holdsBack tells whether v should not go on to n because its bay is taken:
// out of a bay only if it comes next and the other is about to leave, on the
// lanes up to HoldMM before it.
func (t *Traffic) holdsBack(v int, n routing.Node) bool {
	veh := &t.v[v]
	if v == t.favour && t.rm.Bay(veh.end()) {
		// Its way must be free from end to end, lest it stand in the others' way.
		return len(t.wayAway(v, veh.target, t.plan.away)) == 0
	}
	if t.mayEnter(v) {
		return false
	}
	if t.rm.Bay(veh.end()) {
		if !t.opens(v) {
			return true
		}
	}
	return t.rm.Distance(n, veh.target)*routing.NominalSpeedMMPerS < t.opt.HoldMM*1000
}

// How long a way given must last before it is taken back.
const (
	yieldAfter = 500 * time.Millisecond
	yieldFor   = 2 * time.Second
)

// giveWay decides who makes room, from who waited for whom after the last step.
func (t *Traffic) giveWay() {
	t.dropFavour()
	by := make([]int, len(t.v)) // who waits for each
	for v := range by {
		by[v] = Nobody
	}
	for v := range t.v {
		if w := t.v[v].waiting; t.v[v].placed && t.v[v].stuck == "" && w.For != Nobody && w.For != v {
			by[w.For] = v
		}
	}
	for v := range t.v {
		veh := &t.v[v]
		if !veh.placed || veh.stuck != "" {
			veh.yielding = false
			continue
		}
		if veh.yielding {
			t.endYield(v, by[v] != Nobody)
			continue
		}
		if len(veh.nodes) > 1 || veh.atWork() || by[v] == Nobody ||
			t.now-veh.waiting.Since < yieldAfter {
			continue
		}
		if t.blocksBay(v) && t.setStage(v, t.area[veh.end()]) {
			t.counts.Yields++
			continue
		}
		if veh.target == routing.None || veh.waiting.Reason == BayTaken || veh.waiting.Reason == Blocked || t.gatedBy(v, by[v]) || t.loses(v) {
			if found := t.retreat(v); !found && veh.refuge == veh.end() {
				continue
			}
			t.counts.Yields++
			veh.yielding, veh.yieldSince, veh.yieldFrom, veh.yieldTo = true, t.now, veh.end(), by[v]
			t.vers++
		}
	}
	if t.favour == Nobody {
		t.pickFavour()
		return
	}
	for v := range t.v {
		if veh := &t.v[v]; v != t.favour && veh.placed && veh.stuck == "" && !veh.atWork() &&
			veh.end() == t.v[t.favour].target && veh.refuge == veh.end() {
			t.retreat(v)
		}
	}
}

// longGated is how long one that waits for a door or lift stays in the way of
// others.
const longGated = 15 * time.Second

// gatedBy tells whether v waits for a gate that u must come out of first, or
// has stood before it for long while u waits behind. Who is in a lift stays.
func (t *Traffic) gatedBy(v, u int) bool {
	w := t.v[v].waiting
	return (w.Reason == Gated || w.Reason == Closed) && v != t.favour && !t.inCar(t.v[v].end()) && (w.For == u || t.now-w.Since > longGated)
}

// inCar tells whether a node is that of a lift's car: joined to another map.
func (t *Traffic) inCar(n routing.Node) bool {
	return slices.ContainsFunc(t.rm.Out(n), func(e routing.Edge) bool { return t.rm.Spec(t.rm.To(e)).Map != t.rm.Spec(n).Map })
}

// blocksBay tells whether others want the place where v waits, for its turn at
// a narrow or at its target, and v shall wait elsewhere.
func (t *Traffic) blocksBay(v int) bool {
	veh := &t.v[v]
	if len(t.narrows) == 0 || veh.stage != routing.None || t.favour != Nobody {
		return false
	}
	why := veh.waiting.Reason
	if !t.rm.Bay(veh.end()) {
		c := veh.crossing
		return why == OneWay && c.narrow != 0 && t.narrowOf[veh.end()] == 0 && t.narrows[c.narrow-1].turn != c.way
	}
	return (why == OneWay || why == BayTaken) && t.rm.Spec(veh.end()).Kind == routing.Station
}

// endYield lets v go on with its own way once it has made room.
func (t *Traffic) endYield(v int, wanted bool) {
	veh := &t.v[v]
	atHome := veh.end() == veh.refuge && len(veh.nodes) == 1
	made := veh.end() != veh.yieldFrom && !wanted && t.now-veh.yieldSince >= yieldFor && !t.onWayOf(veh.yieldTo, veh.end())
	if atHome || made || veh.end() == veh.target {
		veh.yielding = false
		t.vers++
	}
}

// onWayOf tells whether a node is on the way that u still has before it.
func (t *Traffic) onWayOf(u int, n routing.Node) bool {
	if u == Nobody || !t.v[u].placed || t.v[u].atWork() {
		return false
	}
	return slices.Contains(t.v[u].path, n)
}

// loses tells whether v waits in a circle and is the one of it to make room:
// the last by rank of those that do not yet and are not in their refuge.
func (t *Traffic) loses(v int) bool {
	last, u := v, v
	for range t.v {
		u = t.v[u].waiting.For
		if u == Nobody {
			return false
		}
		if u == v {
			return last == v
		}
		veh := &t.v[u]
		if !veh.placed || veh.stuck != "" || veh.atWork() || len(veh.nodes) > 1 {
			return false
		}
		if !veh.yielding && veh.end() != veh.refuge && u != t.favour &&
			(last == t.favour || veh.rank > t.v[last].rank || veh.rank == t.v[last].rank && u > last) {
			last = u
		}
	}
	return false
}

func (t *Traffic) dropFavour() {
	if t.favour == Nobody {
		return
	}
	f := &t.v[t.favour]
	shut := f.waiting.Reason == Blocked || f.waiting.Reason == Closed
	if !f.placed || f.stuck != "" || f.target == routing.None || f.end() == f.target || shut {
		t.favour = Nobody
		t.vers++
	}
}

// pickFavour finds who waited longest and too long for others that could
// drive.
func (t *Traffic) pickFavour() {
	for v := range t.v {
		veh := &t.v[v]
		why := goodReason
		if veh.placed && veh.stuck == "" && veh.target != routing.None && !veh.atWork() {
			why = passing
			if len(veh.nodes) == 1 {
				why = t.reasonOf(v)
			}
		}
		switch why {
		case goodReason:
			veh.starving, veh.delayed = t.now, t.now
		case passing:
			veh.starving = t.now
		}
		if t.now-veh.starving < t.opt.Patience && t.now-veh.delayed < 15*t.opt.Patience {
			continue
		}
		if t.favour == Nobody || veh.starving < t.v[t.favour].starving {
			t.favour = v
		}
	}
	if t.favour != Nobody {
		t.v[t.favour].yielding = false
		t.counts.Favours++
		t.vers++
	}
}

type waitClass uint8

const (
	noReason   waitClass = iota
	passing              // for one that drives
	goodReason           // for one at work or stuck: there is nothing to hurry
)

// reasonOf follows for whom v waits to the end.
func (t *Traffic) reasonOf(v int) waitClass {
	for u, k := v, 0; k <= len(t.v); k++ {
		next := t.v[u].waiting.For
		switch t.v[u].waiting.Reason {
		case OneWay, Gated:
			return passing // its turn comes
		case Closed:
			return goodReason
		}
		if next == Nobody {
			if t.v[u].waiting.Reason == Blocked {
				return goodReason
			}
			return noReason
		}
		n := &t.v[next]
		switch {
		case !n.placed || n.stuck != "" || n.atWork():
			return goodReason
		case len(n.nodes) > 1:
			return passing
		}
		u = next
	}
	return noReason
}

// twoWay tells whether a lane is driven both ways.
func (t *Traffic) twoWay(a, b routing.Node) bool {
	return !t.rm.Bay(a) && !t.rm.Bay(b) && t.rm.EdgeBetween(b, a) != routing.None
}

// oncoming is a vehicle that comes the other way through the two-way lane that
// v is about to enter, or Nobody: it is cheaper to wait for it outside than to
// back out.
func (t *Traffic) oncoming(v int) int {
	veh := &t.v[v]
	a, last := veh.end(), len(veh.edges)-1
	if !t.twoWay(a, veh.path[0]) || last >= 0 && t.twoWay(t.rm.From(veh.edges[last]), a) {
		return Nobody
	}
	for i, b := range veh.path {
		if !t.twoWay(a, b) {
			break
		}
		for _, o := range t.nodeOwners[b] {
			if u := &t.v[o]; int(o) != v && u.stuck == "" && u.end() == b && t.leads(u, a) {
				return int(o)
			}
		}
		for _, o := range t.edgeOwners[t.rm.EdgeBetween(b, a)] {
			if int(o) != v && t.v[o].stuck == "" && slices.Contains(append(veh.path[:i:i], veh.nodes...), t.v[o].end()) {
				return int(o)
			}
		}
		a = b
	}
	return Nobody
}

// leads tells whether u is about to drive to n, or does.
func (t *Traffic) leads(u *vehicle, n routing.Node) bool {
	return len(u.path) > 0 && u.path[0] == n
}
