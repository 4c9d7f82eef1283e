package mapf

import "math/bits"

// reservations is the space-time table of a plan as bit planes: for each step
// the cells that are used, and for each direction the cells from which a move
// would swap places with somebody. Planning one agent through it is a few word
// operations per row and step. Agents that have arrived are kept apart, by
// the step of their arrival.
type reservations struct {
	g         *Grid
	wpr       int      // words per row, with at least one bit to spare
	words     int      // per plane
	steps     int      // planes, for the steps 0 to steps-1
	free      []uint64 // one plane
	planes    []uint64 // steps x (used, blocked right, down, left, up)
	bit       []int32  // of each cell in a plane
	timeWords int
	busy      []uint64 // per cell: bit t is set if somebody drives over it at t
	who       []uint16 // steps x cells: agent + 1 that drives there
	arrivals  [][]int32
	owner     []int32 // agent that rests at the cell, or None
	arrived   []int32 // since when

	layer []uint64 // scratch of plan: reachable cells of each step
	rest  []uint64 // scratch: cells where somebody rests by now
}

func newReservations(g *Grid, steps int) *reservations {
	r := &reservations{g: g, wpr: (g.Width + 64) / 64, steps: steps}
	r.words = r.wpr * g.Height
	r.free, r.rest = make([]uint64, r.words), make([]uint64, r.words)
	r.planes = make([]uint64, 5*r.words*steps)
	r.layer = make([]uint64, r.words*steps)
	r.bit = make([]int32, g.Cells())
	r.timeWords = (steps + 63) / 64
	r.busy = make([]uint64, g.Cells()*r.timeWords)
	r.who = make([]uint16, g.Cells()*steps)
	r.arrivals = make([][]int32, steps)
	r.owner, r.arrived = make([]int32, g.Cells()), make([]int32, g.Cells())
	for c := range r.bit {
		x, y := g.XY(int32(c))
		r.bit[c] = int32(y*r.wpr*64 + x)
		set(r.free, r.bit[c])
		r.owner[c] = None
	}
	return r
}

func set(p []uint64, bit int32)        { p[bit>>6] |= 1 << (bit & 63) }
func unset(p []uint64, bit int32)      { p[bit>>6] &^= 1 << (bit & 63) }
func isSet(p []uint64, bit int32) bool { return p[bit>>6]>>(bit&63)&1 != 0 }

// plane k of step t: 0 used, 1 to 4 blocked in direction k-1.
func (r *reservations) plane(t, k int) []uint64 {
	at := (5*t + k) * r.words
	return r.planes[at : at+r.words : at+r.words]
}

// add enters a path that ends where its agent rests.
func (r *reservations) add(a int32, path []int32) {
	r.write(a, path, set, func(w *uint64, b uint64) { *w |= b }, uint16(a+1))
	last := len(path) - 1
	goal := path[last]
	r.owner[goal], r.arrived[goal] = a, int32(last)
	r.arrivals[last] = append(r.arrivals[last], goal)
}

// remove takes a path out again.
func (r *reservations) remove(a int32, path []int32) {
	r.write(a, path, unset, func(w *uint64, b uint64) { *w &^= b }, 0)
	last := len(path) - 1
	goal := path[last]
	r.owner[goal] = None
	list := r.arrivals[last]
	for i, c := range list {
		if c == goal {
			list[i] = list[len(list)-1]
			r.arrivals[last] = list[:len(list)-1]
			break
		}
	}
}

func (r *reservations) write(a int32, path []int32, mark func([]uint64, int32), time func(*uint64, uint64), who uint16) {
	for t, c := range path {
		mark(r.plane(t, 0), r.bit[c])
		time(&r.busy[int(c)*r.timeWords+t>>6], 1<<(t&63))
		r.who[t*r.g.Cells()+int(c)] = who
		if t == 0 || path[t-1] == c {
			continue
		}
		// Somebody who goes from c to path[t-1] would swap.
		mark(r.plane(t-1, 1+r.direction(c, path[t-1])), r.bit[c])
	}
}

func (r *reservations) direction(from, to int32) int {
	for k, n := range r.g.Next[from] {
		if n == to {
			return k
		}
	}
	panic("mapf: not neighbours")
}

// lastUse is the last step at which somebody drives over a cell, or -1.
func (r *reservations) lastUse(c int32) int {
	w := r.busy[int(c)*r.timeWords : int(c+1)*r.timeWords]
	for i := len(w) - 1; i >= 0; i-- {
		if w[i] != 0 {
			return i*64 + 63 - bits.LeadingZeros64(w[i])
		}
	}
	return -1
}

// at is the agent at a cell at step t, or None.
func (r *reservations) at(t int, c int32) int32 {
	if o := r.owner[c]; o != None && int32(t) >= r.arrived[c] {
		return o
	}
	if t >= r.steps {
		return None
	}
	return int32(r.who[t*r.g.Cells()+int(c)]) - 1
}

// plan finds a shortest path that ends by step bound, and writes it into path.
// It spreads what can be reached step by step, within the rows from which the
// goal can still be reached in time.
func (r *reservations) plan(start, goal int32, bound int, rnd *rng, path []int32) ([]int32, bool) {
	g, wpr := r.g, r.wpr
	_, sy := g.XY(start)
	_, gy := g.XY(goal)
	bound = min(bound, r.steps-1)
	clear(r.rest)
	cur := r.layer[:r.words]
	clear(cur)
	set(cur, r.bit[start])
	gb := r.bit[goal]
	earliest := r.lastUse(goal) + 1
	for _, c := range r.arrivals[0] {
		set(r.rest, r.bit[c])
	}
	lo, hi := 0, g.Height-1
	for t := 0; ; t++ {
		if gy >= lo && gy <= hi && isSet(cur, gb) && t >= earliest {
			return r.trace(start, goal, t, rnd, path), true
		}
		if t == bound {
			return nil, false
		}
		for _, c := range r.arrivals[t+1] {
			set(r.rest, r.bit[c])
		}
		next := r.layer[(t+1)*r.words : (t+2)*r.words]
		lo, hi = max(0, sy-t-1, gy-(bound-t-1)), min(g.Height-1, sy+t+1, gy+bound-t-1)
		if lo > hi {
			return nil, false
		}
		clear(next[max(0, lo-2)*wpr : max(0, min(g.Height, hi+3))*wpr])
		if !r.spread(t, cur, next, lo, hi) {
			return nil, false
		}
		cur = next
	}
}

// spread writes to next what can be reached one step later in rows lo to hi,
// and tells whether that is anything. Rows of cur outside of its own range are
// clear up to one row on.
func (r *reservations) spread(t int, cur, next []uint64, lo, hi int) bool {
	wpr := r.wpr
	right, down, left, up := r.plane(t, 1), r.plane(t, 2), r.plane(t, 3), r.plane(t, 4)
	used := r.plane(t+1, 0)
	any := uint64(0)
	for y := lo; y <= hi; y++ {
		for k := range wpr {
			i := y*wpr + k
			v := cur[i]
			v |= (cur[i] &^ right[i]) << 1
			v |= (cur[i] &^ left[i]) >> 1
			if k > 0 {
				v |= (cur[i-1] &^ right[i-1]) >> 63
			}
			if k < wpr-1 {
				v |= (cur[i+1] &^ left[i+1]) << 63
			}
			if y > 0 {
				v |= cur[i-wpr] &^ down[i-wpr]
			}
			if i+wpr < len(cur) {
				v |= cur[i+wpr] &^ up[i+wpr]
			}
			v &= r.free[i] &^ (used[i] | r.rest[i])
			next[i] = v
			any |= v
		}
	}
	return any != 0
}

// trace walks back from the goal, of equally good ways any.
func (r *reservations) trace(start, goal int32, t int, rnd *rng, path []int32) []int32 {
	path = append(path[:0], make([]int32, t+1)...)
	c := goal
	path[t] = c
	for ; t > 0; t-- {
		before := r.layer[(t-1)*r.words : t*r.words]
		var options [5]int32
		n := 0
		if isSet(before, r.bit[c]) {
			options[0], n = c, 1
		}
		for k, m := range r.g.Next[c] {
			// From m to c is the direction opposite to k.
			if m != None && isSet(before, r.bit[m]) && !isSet(r.plane(t-1, 1+(k+2)%4), r.bit[m]) {
				options[n] = m
				n++
			}
		}
		c = options[rnd.intn(n)]
		path[t-1] = c
	}
	return path
}
