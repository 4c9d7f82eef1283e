package traffic

import (
	"slices"

	"github.com/aisle-wms/aisle/routing"
)

// safety holds the arrays of the test whether everybody can get to its refuge.
type safety struct {
	t            *Traffic
	nodes, edges []int32 // how many standing vehicles come too near
	refugeN      []int32 // how many refuges come too near
	refugeE      []int32
	seen         []uint32
	by           []routing.Node // from where the search came
	stamp        uint32
	queue        []routing.Node
	left         []bool
	saved        []routing.Node
}

func (s *safety) init(t *Traffic) {
	n, e := t.rm.Nodes(), t.rm.Edges()
	s.t = t
	s.nodes, s.edges = make([]int32, n), make([]int32, e)
	s.refugeN, s.refugeE = make([]int32, n), make([]int32, e)
	s.seen, s.by = make([]uint32, n), make([]routing.Node, n)
	s.left = make([]bool, len(t.v))
	s.saved = make([]routing.Node, len(t.v))
}

func (s *safety) add(nodes, edges []int32, n routing.Node, d int32) {
	for _, m := range s.t.cf.NodeNodes[n] {
		nodes[m] += d
	}
	for _, e := range s.t.cf.NodeEdges[n] {
		edges[e] += d
	}
}

// setRefuge gives v the bay r, or none.
func (s *safety) setRefuge(v int, r routing.Node) {
	veh := &s.t.v[v]
	if veh.refuge == r {
		return
	}
	if veh.refuge != routing.None {
		s.add(s.refugeN, s.refugeE, veh.refuge, -1)
	}
	veh.refuge = r
	if r != routing.None {
		s.add(s.refugeN, s.refugeE, r, 1)
	}
}

// stand marks where v stands: at its end, or, if it stands for ever, on all of
// its territory.
func (s *safety) stand(v int, forEver bool, d int32) {
	veh := &s.t.v[v]
	if !forEver {
		s.add(s.nodes, s.edges, veh.end(), d)
		return
	}
	for _, n := range veh.nodes {
		s.add(s.nodes, s.edges, n, d)
	}
	for _, n := range veh.extra {
		s.add(s.nodes, s.edges, n, d)
	}
	for _, e := range veh.edges {
		for _, m := range s.t.cf.EdgeNodes[e] {
			s.nodes[m] += d
		}
		for _, f := range s.t.cf.EdgeEdges[e] {
			s.edges[f] += d
		}
	}
}

// evacuate sends everybody to its refuge in thought, one after the other, and
// says who is left over. With stuckForEver, stuck vehicles are walls and not
// counted.
func (s *safety) evacuate(stuckForEver bool) (left []bool, count int) {
	clear(s.nodes)
	clear(s.edges)
	t := s.t
	if stuckForEver {
		s.putUp()
	}
	for v := range t.v {
		s.left[v] = false
		if veh := &t.v[v]; veh.placed {
			wall := stuckForEver && veh.stuck != ""
			s.stand(v, wall, 1)
			s.left[v] = !wall
			count += b2i(!wall)
		}
	}
	for progress := true; progress && count > 0; {
		progress = false
		for v := range t.v {
			if s.left[v] && s.getsAway(v) {
				s.left[v] = false
				count--
				progress = true
			}
		}
	}
	return s.left, count
}

// getsAway tries v and, if it gets to its refuge, takes it off the floor. Ways
// never lead past another's refuge: so who got away is in nobody's way, and
// the order of trying does not matter.
func (s *safety) getsAway(v int) bool {
	veh := &s.t.v[v]
	s.stand(v, false, -1)
	if veh.end() == veh.refuge {
		return true
	}
	ok := false
	if r := veh.refuge; r != routing.None {
		s.add(s.refugeN, s.refugeE, r, -1)
		ok = s.search(v, veh.end(), func(n routing.Node) bool { return n == r }) != routing.None
		s.add(s.refugeN, s.refugeE, r, 1)
	}
	if !ok {
		s.stand(v, false, 1)
	}
	return ok
}

// search looks for a node over ground free for v, nearest in steps first.
func (s *safety) search(v int, from routing.Node, found func(routing.Node) bool) routing.Node {
	s.stamp++
	s.seen[from] = s.stamp
	s.queue = append(s.queue[:0], from)
	rm := s.t.rm
	for i := 0; i < len(s.queue); i++ {
		for _, e := range rm.Out(s.queue[i]) {
			n := rm.To(e)
			if s.seen[n] == s.stamp || s.nodes[n]+s.refugeN[n] > 0 || s.edges[e]+s.refugeE[e] > 0 || s.t.barred(v, e) {
				continue
			}
			s.seen[n], s.by[n] = s.stamp, s.queue[i]
			if found(n) {
				return n
			}
			s.queue = append(s.queue, n)
		}
	}
	return routing.None
}

// rematch gives new refuges to those that were left by evacuate, whose marks
// it goes on with: the nearest free park or charge place, else any free bay
// that nobody else claims.
func (s *safety) rematch(left []bool) {
	t := s.t
	old := make([]routing.Node, len(left))
	for v := range t.v {
		if left[v] {
			old[v] = t.v[v].refuge
			s.setRefuge(v, routing.None)
		}
	}
	for progress := true; progress; {
		progress = false
		for v := range t.v {
			if !left[v] {
				continue
			}
			s.stand(v, false, -1)
			r := s.freeBay(v)
			if r == routing.None {
				s.stand(v, false, 1)
				continue
			}
			s.setRefuge(v, r)
			left[v], progress = false, true
		}
	}
	for v := range left {
		if left[v] && old[v] != routing.None && s.refugeN[old[v]] == 0 {
			s.setRefuge(v, old[v])
		}
	}
}

// freeBay is where v could take refuge from where it stands.
func (s *safety) freeBay(v int) routing.Node {
	t := s.t
	at := t.v[v].end()
	if t.rm.Bay(at) && s.refugeN[at] == 0 {
		return at
	}
	free := func(n routing.Node) bool {
		u, claimed := t.claims[n]
		return t.rm.Bay(n) && (!claimed || u == v)
	}
	park := func(n routing.Node) bool { return t.rm.Spec(n).Kind != routing.Station && free(n) }
	if r := s.search(v, at, park); r != routing.None {
		return r
	}
	return s.search(v, at, free)
}

func (s *safety) save() {
	for v := range s.t.v {
		s.saved[v] = s.t.v[v].refuge
	}
}

func (s *safety) restore() {
	for v := range s.t.v {
		s.setRefuge(v, routing.None)
	}
	for v := range s.t.v {
		s.setRefuge(v, s.saved[v])
	}
}

// baseline notes who cannot get away now. Normally nobody; after a vehicle
// was moved by hand or died there may be some, and no grant may add to them.
func (t *Traffic) baseline() {
	if t.baseVers == t.vers {
		return
	}
	for v := range t.v {
		t.leftOpt[v], t.leftBad[v] = true, true
		veh := &t.v[v]
		if veh.placed && !veh.yielding && t.rm.Bay(veh.end()) && t.safety.refugeN[veh.end()] == 0 {
			t.safety.setRefuge(v, veh.end())
		}
	}
	t.check(Nobody)
	t.baseVers = t.vers
}

// check tells whether nobody is shut in that was not before, looking for new
// refuges where the present ones do not do. If somebody is, it names one,
// another than v if there is one. It leaves who was left in the arrays of the
// baseline if v is Nobody.
func (t *Traffic) check(v int) (by int, ok bool) {
	by, ok = t.evacuable(v)
	if ok && v != Nobody || ok && t.nobodyLeft() {
		return by, ok
	}
	s := &t.safety
	s.save()
	optLeft, badLeft := slices.Clone(t.leftOpt), slices.Clone(t.leftBad)
	left, _ := s.evacuate(t.anyStuck())
	s.rematch(left)
	by2, ok2 := t.evacuable(v)
	if !ok2 || v == Nobody && countTrue(t.leftBad) > countTrue(badLeft) {
		s.restore()
		copy(t.leftOpt, optLeft)
		copy(t.leftBad, badLeft)
		return by, ok
	}
	return by2, true
}

// evacuable makes both safety tests against the baseline; for Nobody it takes
// the outcome as the new baseline.
func (t *Traffic) evacuable(v int) (by int, ok bool) {
	left, _ := t.safety.evacuate(false)
	if by, ok = within(left, t.leftOpt, v); !ok {
		return by, false
	}
	if v == Nobody {
		copy(t.leftOpt, left)
	}
	if t.anyStuck() {
		left, _ = t.safety.evacuate(true)
		by, ok = within(left, t.leftBad, v)
	}
	if v == Nobody {
		copy(t.leftBad, left)
	}
	return by, ok
}

func (t *Traffic) nobodyLeft() bool { return countTrue(t.leftOpt)+countTrue(t.leftBad) == 0 }

func countTrue(b []bool) (n int) {
	for _, x := range b {
		n += b2i(x)
	}
	return n
}

func (t *Traffic) anyStuck() bool {
	if len(t.walls) > 0 {
		return true
	}
	for i := range t.v {
		if t.v[i].placed && t.v[i].stuck != "" {
			return true
		}
	}
	return false
}

// safe tries a grant in thought. If it would shut somebody in, it names one.
func (t *Traffic) safe(v int, e routing.Edge, n routing.Node) (by int, ok bool) {
	veh := &t.v[v]
	veh.nodes, veh.edges = append(veh.nodes, n), append(veh.edges, e)
	by, ok = t.check(v)
	veh.nodes, veh.edges = veh.nodes[:len(veh.nodes)-1], veh.edges[:len(veh.edges)-1]
	return by, ok
}

// within tells whether all of left were left before; else it names one that
// was not, another than v if there is one.
func within(left, before []bool, v int) (int, bool) {
	by, ok := Nobody, true
	for u := range left {
		if left[u] && !before[u] {
			ok = false
			if u != v {
				by = u
			}
		}
	}
	return by, ok
}

// wayAway is v's way to its refuge while all others stand at their ends, if
// there is one: each step of it is safe.
func (t *Traffic) wayAway(v int, to routing.Node, path []routing.Node) []routing.Node {
	s := &t.safety
	clear(s.nodes)
	clear(s.edges)
	s.putUp()
	for u := range t.v {
		if u != v && t.v[u].placed {
			s.stand(u, t.v[u].stuck != "", 1)
		}
	}
	r := t.v[v].refuge
	if r != routing.None {
		s.add(s.refugeN, s.refugeE, r, -1)
	}
	found := s.search(v, t.v[v].end(), func(n routing.Node) bool { return n == to })
	if r != routing.None {
		s.add(s.refugeN, s.refugeE, r, 1)
	}
	if found == routing.None {
		return path[:0]
	}
	path = path[:0]
	for n := to; n != t.v[v].end(); n = s.by[n] {
		path = append(path, n)
	}
	slices.Reverse(path)
	return path
}

// retreat looks for a refuge nearer than the present one, for a vehicle that
// is to make way.
func (t *Traffic) retreat(v int) bool {
	s := &t.safety
	s.save()
	clear(s.nodes)
	clear(s.edges)
	s.putUp()
	for u := range t.v {
		if u != v && t.v[u].placed {
			s.stand(u, t.v[u].stuck != "", 1)
		}
	}
	s.setRefuge(v, routing.None)
	at := t.v[v].end()
	r := s.search(v, at, func(n routing.Node) bool {
		_, claimed := t.claims[n]
		return n != at && !claimed && t.rm.Bay(n) && t.rm.Spec(n).Kind != routing.Station
	})
	if r == routing.None {
		r = s.search(v, at, func(n routing.Node) bool { _, claimed := t.claims[n]; return n != at && !claimed && t.rm.Bay(n) })
	}
	if r != routing.None {
		s.setRefuge(v, r)
		if _, ok := t.evacuable(v); ok {
			t.vers++
			return true
		}
	}
	s.restore()
	return false
}

// Settle looks for refuges for all that were placed: call it when all that are
// on the floor were.
func (t *Traffic) Settle() {
	for v := range t.v {
		t.safety.setRefuge(v, routing.None)
	}
	t.vers++
	t.baseline()
}

// Park sends a vehicle to the nearest park place that nobody is in or goes to,
// and to a charge place only if there is none: those are for who must charge.
func (t *Traffic) Park(v int, rank int64) {
	veh := &t.v[v]
	if !veh.placed {
		return
	}
	best, cost := routing.Node(routing.None), routing.Unreachable
	for _, h := range t.homes {
		d := t.rm.Distance(veh.end(), h)
		if t.rm.Spec(h).Kind == routing.Charge {
			d += chargePlace
		}
		if d < cost && !t.wanted(h, v) {
			best, cost = h, d
		}
	}
	t.SetTarget(v, best, rank)
}

// chargePlace makes every charge place farther than any place to park.
const chargePlace = int64(1) << 40

// wanted tells whether another stands in a bay or goes to it.
func (t *Traffic) wanted(bay routing.Node, v int) bool {
	for u := range t.v {
		if u != v && t.v[u].placed && (t.v[u].target == bay || t.v[u].stage == bay || t.v[u].end() == bay) {
			return true
		}
	}
	return false
}
