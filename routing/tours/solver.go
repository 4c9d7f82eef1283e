package tours

import (
	"cmp"
	"math"
	"slices"
)

// Solver finds exact tours in one layout. It keeps buffers between calls: use
// one per goroutine.
type Solver struct {
	layout Layout
	m      *machine
	sorted []visit // the stops by aisle and y
	cur    front
	next   front
	trace  *trace   // while a tour is recorded, else nil
	flat   [2][]int // costs by state of the table, for quick
}

// visit is a stop and its index in the caller's list.
type visit struct {
	aisle int
	y     int
	index int
}

// front holds the states reached so far and what each costs.
type front struct {
	cost    []int // by state number, unreached if never
	reached []int32
}

const unreached = math.MaxInt

// way is how a sub-aisle is walked.
type way uint8

const (
	skip     way = iota // not at all
	once                // through
	twice               // through and back
	fromLow             // in from the corner with the lower y, and back
	fromHigh            // in from the other corner, and back
	twoEnded            // from both corners, leaving out the largest gap
	kept                // not a sub-aisle's step
)

// NewSolver checks the layout and prepares for it.
func NewSolver(l Layout) (*Solver, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	s := &Solver{layout: l, m: machineFor(len(l.CrossY))}
	s.cur, s.next = newFront(len(s.m.states)), newFront(len(s.m.states))
	if s.m.table != nil {
		s.flat = [2][]int{make([]int, len(s.m.table.number)), make([]int, len(s.m.table.number))}
	}
	return s, nil
}

// Layout is the floor the solver was made for.
func (s *Solver) Layout() Layout { return s.layout }

// Check says why the picker cannot reach a stop, or nil.
func (s *Solver) Check(stop Stop) error { return s.layout.CheckStop(stop) }

// Length is the length of a shortest tour past all stops. Every stop must have
// passed Check.
func (s *Solver) Length(stops []Stop) int {
	s.sort(stops)
	if s.m.table != nil && s.layout.Start == s.layout.End {
		return s.quick()
	}
	return s.run()
}

// Tour is a shortest tour: its length, and the stops by index in the order of
// visits. Every stop must have passed Check.
func (s *Solver) Tour(stops []Stop) (length int, visits []int) {
	s.sort(stops)
	s.trace = &trace{}
	length = s.run()
	visits = s.visits()
	s.trace = nil
	return length, visits
}

// sort orders the stops by aisle, then y. Callers often pass them nearly
// sorted and few, where insertion is quickest.
func (s *Solver) sort(stops []Stop) {
	s.sorted = s.sorted[:0]
	for i, p := range stops {
		s.sorted = append(s.sorted, visit{aisle: p[0], y: p[1], index: i})
	}
	if len(stops) > 48 {
		slices.SortFunc(s.sorted, func(a, b visit) int {
			return cmp.Or(cmp.Compare(a.aisle, b.aisle), cmp.Compare(a.y, b.y), cmp.Compare(a.index, b.index))
		})
		return
	}
	for i := 1; i < len(s.sorted); i++ {
		v, j := s.sorted[i], i
		for ; j > 0 && (s.sorted[j-1].aisle > v.aisle || s.sorted[j-1].aisle == v.aisle && s.sorted[j-1].y > v.y); j-- {
			s.sorted[j] = s.sorted[j-1]
		}
		s.sorted[j] = v
	}
}

// run goes through the aisles from the first that matters to the last and
// returns the cost of the closed tour.
func (s *Solver) run() int {
	l := &s.layout
	first, last := min(l.Start.Aisle, l.End.Aisle), max(l.Start.Aisle, l.End.Aisle)
	if n := len(s.sorted); n > 0 {
		first, last = min(first, s.sorted[0].aisle), max(last, s.sorted[n-1].aisle)
	}
	s.cur.clear()
	s.cur.reach(nothing, 0)
	rest := s.sorted
	for a := first; a <= last; a++ {
		n := 0
		for n < len(rest) && rest[n].aisle == a {
			n++
		}
		s.aisle(a, rest[:n])
		rest = rest[n:]
		width := 0
		if a < last {
			width = l.AisleX[a+1] - l.AisleX[a]
		}
		s.onward(a, width, a == last)
	}
	if s.cur.cost[finished] == unreached {
		panic("tours: no tour; a stop was not checked against the layout")
	}
	return s.cur.cost[finished]
}

// aisle adds everything that is walked inside one aisle.
func (s *Solver) aisle(a int, stops []visit) {
	l := &s.layout
	s.corners(a, stops)
	for b := range len(l.CrossY) - 1 {
		low, high := l.CrossY[b], l.CrossY[b+1]
		for len(stops) > 0 && stops[0].y <= low {
			stops = stops[1:]
		}
		n := 0
		for n < len(stops) && stops[n].y < high {
			n++
		}
		s.block(a, b, stops[:n])
		stops = stops[n:]
	}
}

// corners marks the corners of the aisle that must be visited.
func (s *Solver) corners(a int, stops []visit) {
	l, m := &s.layout, s.m
	var must, flips [MaxCrossAisles]bool
	some := false
	for _, v := range stops {
		for c, y := range l.CrossY {
			if y == v.y {
				must[c], some = true, true
			}
		}
	}
	for _, c := range []Corner{l.Start, l.End} {
		if c.Aisle == a {
			must[c.Cross], some = true, true
			flips[c.Cross] = l.Start != l.End
		}
	}
	if !some {
		return
	}
	s.begin(stepCorners, a, 0)
	for _, before := range s.cur.reached {
		to := before
		for c := range l.CrossY {
			switch {
			case to == invalid || !must[c]:
			case flips[c]:
				to = m.flip[c][to]
			default:
				to = m.touch[c][to]
			}
		}
		s.offer(before, to, s.cur.cost[before], kept)
	}
	s.commit()
}

// block adds one sub-aisle in every way that can be part of a shortest tour.
func (s *Solver) block(a, b int, stops []visit) {
	low, high := s.layout.CrossY[b], s.layout.CrossY[b+1]
	m, length := s.m, high-low
	s.begin(stepBlock, a, b)
	if len(stops) == 0 {
		for _, before := range s.cur.reached {
			cost := s.cur.cost[before]
			s.offer(before, before, cost, skip)
			s.offer(before, m.single[b][before], cost+length, once)
			s.offer(before, m.double[b][before], cost+2*length, twice)
		}
		s.commit()
		return
	}
	fromLowCost, fromHighCost := 2*(stops[len(stops)-1].y-low), 2*(high-stops[0].y)
	_, widest := widestGap(stops)
	for _, before := range s.cur.reached {
		cost := s.cur.cost[before]
		s.offer(before, m.single[b][before], cost+length, once)
		s.offer(before, m.double[b][before], cost+2*length, twice)
		s.offer(before, m.touch[b][before], cost+fromLowCost, fromLow)
		s.offer(before, m.touch[b+1][before], cost+fromHighCost, fromHigh)
		if both := m.touch[b][before]; widest > 0 && both != invalid {
			s.offer(before, m.touch[b+1][both], cost+2*(length-widest), twoEnded)
		}
	}
	s.commit()
}

// widestGap is the widest gap between two neighbours, after stops[i].
func widestGap(stops []visit) (i, width int) {
	for k := 1; k < len(stops); k++ {
		if g := stops[k].y - stops[k-1].y; g > width {
			i, width = k-1, g
		}
	}
	return i, width
}

// onward goes along the cross aisles to the next aisle; after the last one
// every tour must be closed.
func (s *Solver) onward(a, width int, last bool) {
	s.begin(stepOnward, a, 0)
	for _, before := range s.cur.reached {
		cost := s.cur.cost[before]
		for _, on := range s.m.right[before] {
			if !last || on.to == finished {
				s.offer(before, on.to, cost+int(on.edges)*width, kept)
			}
		}
	}
	s.commit()
}

// begin opens a step: all of next is built from cur, then commit swaps them.
func (s *Solver) begin(kind stepKind, aisle, block int) {
	s.next.clear()
	if s.trace != nil {
		s.trace.begin(kind, aisle, block)
	}
}

// offer proposes a way to reach a state.
func (s *Solver) offer(before, to int32, cost int, w way) {
	if to == invalid || cost >= s.next.cost[to] {
		return
	}
	s.next.reach(to, cost)
	if s.trace != nil {
		s.trace.reach(before, to, w)
	}
}

func (s *Solver) commit() { s.cur, s.next = s.next, s.cur }

func newFront(states int) front {
	f := front{cost: make([]int, states), reached: make([]int32, 0, states)}
	for i := range f.cost {
		f.cost[i] = unreached
	}
	return f
}

func (f *front) reach(s int32, cost int) {
	if f.cost[s] == unreached {
		f.reached = append(f.reached, s)
	}
	f.cost[s] = cost
}

func (f *front) clear() {
	for _, s := range f.reached {
		f.cost[s] = unreached
	}
	f.reached = f.reached[:0]
}
