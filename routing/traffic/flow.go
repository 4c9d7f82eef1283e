package traffic

import (
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
	return veh.target
}

// claim gives each wanted bay to one vehicle: it keeps it until it has another
// target. The favoured vehicle comes first, then the rank, then the number.
func (t *Traffic) claim() {
	for bay, v := range t.claims {
		if veh := &t.v[v]; veh.target != bay || !veh.placed || veh.stuck != "" && veh.end() != bay {
			delete(t.claims, bay)
		}
	}
	for v := range t.v {
		veh := &t.v[v]
		if !veh.placed || veh.target == routing.None || !t.rm.Bay(veh.target) || veh.stuck != "" && veh.end() != veh.target {
			continue
		}
		u, taken := t.claims[veh.target]
		if !taken || t.v[u].end() != veh.target && t.outranks(v, u) {
			t.claims[veh.target] = v
		}
	}
}

// outranks tells whether v takes a claim from u that is still on its way.
func (t *Traffic) outranks(v, u int) bool {
	if v == t.favour || u == t.favour {
		return v == t.favour
	}
	return t.v[v].rank < t.v[u].rank
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
		u := t.standsIn(veh.target, v)
		leaving := u != Nobody && t.v[u].target != veh.target && t.v[u].stuck == ""
		if t.claims[veh.target] != v || !leaving {
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
	wanted := make([]bool, len(t.v))
	for v := range t.v {
		if w := t.v[v].waiting; t.v[v].placed && t.v[v].stuck == "" && w.For != Nobody && w.For != v {
			wanted[w.For] = true
		}
	}
	for v := range t.v {
		veh := &t.v[v]
		if !veh.placed || veh.stuck != "" {
			veh.yielding = false
			continue
		}
		if veh.yielding {
			t.endYield(v, wanted[v])
			continue
		}
		if len(veh.nodes) > 1 || veh.atWork() || !wanted[v] ||
			t.now-veh.waiting.Since < yieldAfter {
			continue
		}
		if veh.target == routing.None || veh.waiting.Reason == BayTaken || veh.waiting.Reason == Blocked || t.loses(v) {
			t.retreat(v)
			veh.yielding, veh.yieldSince, veh.yieldFrom = true, t.now, veh.end()
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

// endYield lets v go on with its own way once it has made room.
func (t *Traffic) endYield(v int, wanted bool) {
	veh := &t.v[v]
	atHome := veh.end() == veh.refuge && len(veh.nodes) == 1
	made := veh.end() != veh.yieldFrom && !wanted && t.now-veh.yieldSince >= yieldFor
	if atHome || made || veh.end() == veh.target {
		veh.yielding = false
		t.vers++
	}
}

// loses tells whether v waits in a circle and is the one of it to make room:
// the last by rank of those that do not yet and are not at home.
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
	if f := &t.v[t.favour]; !f.placed || f.stuck != "" || f.target == routing.None || f.end() == f.target {
		t.favour = Nobody
		t.vers++
	}
}

// pickFavour finds who waited longest and too long for others that could
// drive.
func (t *Traffic) pickFavour() {
	for v := range t.v {
		veh := &t.v[v]
		if !veh.placed || veh.stuck != "" || veh.target == routing.None || veh.atWork() || len(veh.nodes) > 1 {
			continue
		}
		waited := t.now - veh.standing
		if waited < t.opt.Patience || !t.mayFavour(v, waited) {
			continue
		}
		if t.favour == Nobody || veh.standing < t.v[t.favour].standing {
			t.favour = v
		}
	}
	if t.favour != Nobody {
		t.v[t.favour].yielding = false
		t.vers++
	}
}

// mayFavour follows for whom v waits: it is no use to hurry one at work or
// stuck, and one that drives is given more time.
func (t *Traffic) mayFavour(v int, waited time.Duration) bool {
	for u, k := v, 0; k <= len(t.v); k++ {
		next := t.v[u].waiting.For
		if next == Nobody {
			return t.v[u].waiting.Reason != Blocked
		}
		n := &t.v[next]
		if !n.placed || n.stuck != "" || n.atWork() && len(n.nodes) == 1 {
			return false
		}
		if len(n.nodes) > 1 {
			return waited > 3*t.opt.Patience
		}
		u = next
	}
	return true
}
