package tours

// quickCrosses is up to how many cross aisles the states of round trips are so
// few that going through all of them beats keeping track of those reached.
const quickCrosses = 4

// far is dearer than any tour and can be added to without overflow.
const far = unreached / 4

// table is the machine of round trips as flat lists: every transition there is,
// to be relaxed one after the other without a branch.
type table struct {
	number []int32 // the machine's state number, by number here
	of     []int32 // the other way round, -1 if round trips never come there
	once   [][]arc // by block
	twice  [][]arc
	low    [][]arc
	high   [][]arc
	ends   [][]arc
	right  []arc
}

// arc leads from one state to another; edges counts as in goOn.
type arc struct{ from, to, edges int32 }

// newTable keeps the states that can be reached when start and end are one.
func newTable(m *machine) *table {
	t := &table{of: make([]int32, len(m.states))}
	for i := range t.of {
		t.of[i] = -1
	}
	add := func(s int32) {
		if s != invalid && t.of[s] < 0 {
			t.of[s] = int32(len(t.number))
			t.number = append(t.number, s)
		}
	}
	add(nothing)
	add(finished)
	for i := 0; i < len(t.number); i++ {
		s := t.number[i]
		for v := range m.c {
			add(m.touch[v][s])
		}
		for b := range m.c - 1 {
			add(m.single[b][s])
			add(m.double[b][s])
		}
		for _, on := range m.right[s] {
			add(on.to)
		}
	}
	arcs := func(to func(s int32) int32) (list []arc) {
		for i, s := range t.number {
			if n := to(s); n != invalid {
				list = append(list, arc{from: int32(i), to: t.of[n]})
			}
		}
		return list
	}
	for b := range m.c - 1 {
		t.once = append(t.once, arcs(func(s int32) int32 { return m.single[b][s] }))
		t.twice = append(t.twice, arcs(func(s int32) int32 { return m.double[b][s] }))
		t.low = append(t.low, arcs(func(s int32) int32 { return m.touch[b][s] }))
		t.high = append(t.high, arcs(func(s int32) int32 { return m.touch[b+1][s] }))
		t.ends = append(t.ends, arcs(func(s int32) int32 {
			if s = m.touch[b][s]; s == invalid {
				return s
			}
			return m.touch[b+1][s]
		}))
	}
	for i, s := range t.number {
		for _, on := range m.right[s] {
			t.right = append(t.right, arc{from: int32(i), to: t.of[on.to], edges: on.edges})
		}
	}
	return t
}

// quick is run for round trips with few cross aisles, without a trace.
func (s *Solver) quick() int {
	l, t := &s.layout, s.m.table
	first, last := l.Start.Aisle, l.Start.Aisle
	if n := len(s.sorted); n > 0 {
		first, last = min(first, s.sorted[0].aisle), max(last, s.sorted[n-1].aisle)
	}
	cur, next := s.flat[0][:len(t.number)], s.flat[1][:len(t.number)]
	for i := range cur {
		cur[i] = far
	}
	cur[t.of[nothing]] = 0
	rest := s.sorted
	for a := first; ; a++ {
		n := 0
		for n < len(rest) && rest[n].aisle == a {
			n++
		}
		stops := rest[:n]
		rest = rest[n:]
		if n > 0 || a == l.Start.Aisle {
			cur, next = s.quickCorners(a, stops, cur, next)
		}
		if n > 0 || s.m.c > 2 {
			for b := range s.m.c - 1 {
				stops = s.quickBlock(b, stops, cur, next)
				cur, next = next, cur
			}
		}
		if a == last {
			break
		}
		fill(next)
		relaxRight(t.right, cur, next, l.AisleX[a+1]-l.AisleX[a])
		cur, next = next, cur
	}
	// Whatever can be closed without walking on is a tour.
	best := cur[t.of[finished]]
	for _, a := range t.right {
		if a.to == t.of[finished] {
			best = min(best, cur[a.from])
		}
	}
	if best >= far {
		panic("tours: no tour; a stop was not checked against the layout")
	}
	return best
}

// quickCorners marks the corners that must be visited, one after the other.
func (s *Solver) quickCorners(a int, stops []visit, cur, next []int) (_, _ []int) {
	for c, y := range s.layout.CrossY {
		must := s.layout.Start == Corner{Aisle: a, Cross: c}
		for _, v := range stops {
			must = must || v.y == y
		}
		if !must {
			continue
		}
		marks := s.m.table.low
		if c == len(marks) {
			marks, c = s.m.table.high, c-1
		}
		fill(next)
		relax(marks[c], cur, next, 0)
		cur, next = next, cur
	}
	return cur, next
}

// quickBlock adds a sub-aisle and returns the stops beyond it.
func (s *Solver) quickBlock(b int, stops []visit, cur, next []int) []visit {
	low, high := s.layout.CrossY[b], s.layout.CrossY[b+1]
	t, length := s.m.table, high-low
	for len(stops) > 0 && stops[0].y <= low {
		stops = stops[1:]
	}
	n, widest := 0, 0
	for n < len(stops) && stops[n].y < high {
		if n > 0 {
			widest = max(widest, stops[n].y-stops[n-1].y)
		}
		n++
	}
	if n == 0 {
		copy(next, cur)
		relax(t.once[b], cur, next, length)
		relax(t.twice[b], cur, next, 2*length)
		return stops
	}
	fill(next)
	relax(t.once[b], cur, next, length)
	relax(t.twice[b], cur, next, 2*length)
	relax(t.low[b], cur, next, 2*(stops[n-1].y-low))
	relax(t.high[b], cur, next, 2*(high-stops[0].y))
	if widest > 0 {
		relax(t.ends[b], cur, next, 2*(length-widest))
	}
	return stops[n:]
}

func fill(costs []int) {
	for i := range costs {
		costs[i] = far
	}
}

func relax(arcs []arc, cur, next []int, cost int) {
	for _, a := range arcs {
		next[a.to] = min(next[a.to], cur[a.from]+cost)
	}
}

func relaxRight(arcs []arc, cur, next []int, width int) {
	for _, a := range arcs {
		next[a.to] = min(next[a.to], cur[a.from]+int(a.edges)*width)
	}
}
