package mapf

// Schedule turns a plan in unit steps into an order of visits at each cell,
// which vehicles keep at whatever speed they drive: an action dependency graph
// (Hönig, Kiesel, Tinka, Durham, Ayanian, "Persistent and robust execution of
// MAPF schedules in warehouses", 2019). A vehicle may drive on to the next cell
// of its way when all who visit that cell before it have left it, that is,
// stand on their next cell. Delays of any length do no harm: if no step of the
// plan moves agents round a ring without a free cell (NoRings), the visit that
// is first in the plan's time and not yet done may always be made.
type Schedule struct {
	visits []queue // of each cell: numbers of the visits still to end, in their order
	ways   []queue // of each agent: cells it has still to visit; first the one it is at
	number []queue // of those visits
	count  int32   // visits so far
	at     []int32 // the end of the way
	ahead  []int   // cells of the way that are granted, without the one it is at
}

// queue is first in, first out.
type queue struct {
	list []int32
	head int
}

func (q *queue) len() int           { return len(q.list) - q.head }
func (q *queue) get(i int) int32    { return q.list[q.head+i] }
func (q *queue) push(x int32)       { q.list = append(q.list, x) }
func (q *queue) first(x int32) bool { return q.len() > 0 && q.get(0) == x }

func (q *queue) pop() {
	q.head++
	if q.head > 32 && 2*q.head > len(q.list) {
		q.list = q.list[:copy(q.list, q.list[q.head:])]
		q.head = 0
	}
}

// NewSchedule begins with all agents standing at their cells.
func NewSchedule(g *Grid, at []int32) *Schedule {
	s := &Schedule{visits: make([]queue, g.Cells()), ways: make([]queue, len(at)), number: make([]queue, len(at)), at: make([]int32, len(at)), ahead: make([]int, len(at))}
	for a, c := range at {
		s.visit(a, c)
	}
	return s
}

// Append adds the next step of the plan: where every agent is after it.
func (s *Schedule) Append(at []int32) {
	for a, c := range at {
		if c != s.at[a] {
			s.visit(a, c)
		}
	}
}

func (s *Schedule) visit(a int, c int32) {
	s.visits[c].push(s.count)
	s.ways[a].push(c)
	s.number[a].push(s.count)
	s.at[a] = c
	s.count++
}

// Backlog is how many cells of an agent's way it has not reached.
func (s *Schedule) Backlog(a int32) int { return s.ways[a].len() - 1 }

// Granted is how many cells ahead an agent may drive now, at most most.
func (s *Schedule) Granted(a int32, most int) int {
	w := &s.ways[a]
	for s.ahead[a] < min(most, w.len()-1) && s.visits[w.get(s.ahead[a]+1)].first(s.number[a].get(s.ahead[a]+1)) {
		s.ahead[a]++
	}
	return s.ahead[a]
}

// Cell is the i-th cell of an agent's way; 0 is the one it reached last.
func (s *Schedule) Cell(a int32, i int) int32 { return s.ways[a].get(i) }

// Reached says that an agent stands on the next cell of its way, which was
// granted: the one before is free for the next visitor.
func (s *Schedule) Reached(a int32) {
	s.visits[s.ways[a].get(0)].pop()
	s.ways[a].pop()
	s.number[a].pop()
	s.ahead[a]--
}
