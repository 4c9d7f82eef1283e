package tours

// trace remembers how each state was reached in each step.
type trace struct {
	steps   []step
	origins []origin
}

type stepKind uint8

const (
	stepCorners stepKind = iota // stops on corners, start and end
	stepBlock                   // how one sub-aisle is walked
	stepOnward                  // along the cross aisles to the next aisle
)

type step struct {
	kind  stepKind
	aisle int
	block int
	from  int // where this step's origins begin; the last of a state counts
}

type origin struct {
	to, before int32
	way        way
}

func (t *trace) begin(kind stepKind, aisle, block int) {
	t.steps = append(t.steps, step{kind: kind, aisle: aisle, block: block, from: len(t.origins)})
}

func (t *trace) reach(before, to int32, w way) {
	t.origins = append(t.origins, origin{to: to, before: before, way: w})
}

// back calls see for every step of the cheapest tour, from the last to the first,
// with the state after it.
func (t *trace) back(see func(st step, o origin)) {
	state, end := finished, len(t.origins)
	for i := len(t.steps) - 1; i >= 0; i-- {
		st := t.steps[i]
		for k := end - 1; k >= st.from; k-- {
			if t.origins[k].to == state {
				see(st, t.origins[k])
				state = t.origins[k].before
				break
			}
		}
		end = st.from
	}
}

// walkway is one edge of the tour's graph: walked copies times between two
// places. Places are corners, then stops in sorted order.
type walkway struct {
	to   int32
	twin int32 // the same edge seen from the other end
	gone bool
}

type graph struct{ edges [][]walkway }

func (g *graph) join(a, b, times int) {
	for range times {
		ia, ib := int32(len(g.edges[a])), int32(len(g.edges[b]))
		g.edges[a] = append(g.edges[a], walkway{to: int32(b), twin: ib})
		g.edges[b] = append(g.edges[b], walkway{to: int32(a), twin: ia})
	}
}

// visits turns the traced decisions into a graph in which every corner has an
// even degree (the ends of an open tour apart), walks all its edges in one go
// (Hierholzer 1873), and lists the stops as they are first passed.
func (s *Solver) visits() []int {
	crosses := len(s.layout.CrossY)
	corner := func(aisle, cross int) int { return aisle*crosses + cross }
	corners := len(s.layout.AisleX) * crosses
	g := graph{edges: make([][]walkway, corners+len(s.sorted))}
	s.trace.back(func(st step, o origin) {
		switch st.kind {
		case stepBlock:
			s.addBlock(&g, st, o.way, corner(st.aisle, st.block), corners)
		case stepOnward:
			code := s.m.states[o.to]
			if o.to == nothing || o.to == finished {
				return
			}
			for c := range crosses {
				if label(code, c) != 0 {
					times := 2
					if odd(code, c) {
						times = 1
					}
					g.join(corner(st.aisle, c), corner(st.aisle+1, c), times)
				}
			}
		}
	})
	// Stops that stand on a corner are passed with it.
	atCorner := map[int][]int{}
	for i, v := range s.sorted {
		for c, y := range s.layout.CrossY {
			if v.y == y {
				k := corner(v.aisle, c)
				atCorner[k] = append(atCorner[k], i)
			}
		}
	}
	visits := make([]int, 0, len(s.sorted))
	seen := make([]bool, len(g.edges))
	for _, node := range g.euler(corner(s.layout.Start.Aisle, s.layout.Start.Cross)) {
		if seen[node] {
			continue
		}
		seen[node] = true
		if node >= corners {
			visits = append(visits, s.sorted[node-corners].index)
			continue
		}
		for _, i := range atCorner[node] {
			visits = append(visits, s.sorted[i].index)
		}
	}
	return visits
}

// addBlock adds the edges of one sub-aisle: low corner, stops, high corner.
func (s *Solver) addBlock(g *graph, st step, w way, low, corners int) {
	if w == skip {
		return
	}
	from, to := s.within(st.aisle, st.block)
	chain := []int{low}
	for i := from; i < to; i++ {
		chain = append(chain, corners+i)
	}
	chain = append(chain, low+1)
	left := -1 // the piece of the chain that is not walked
	times := 2
	switch w {
	case once:
		times = 1
	case fromLow:
		left = len(chain) - 2
	case fromHigh:
		left = 0
	case twoEnded:
		i, _ := widestGap(s.sorted[from:to])
		left = i + 1
	}
	for i := range len(chain) - 1 {
		if i != left {
			g.join(chain[i], chain[i+1], times)
		}
	}
}

// within is the range of sorted stops strictly inside a sub-aisle.
func (s *Solver) within(aisle, block int) (from, to int) {
	low, high := s.layout.CrossY[block], s.layout.CrossY[block+1]
	for from < len(s.sorted) && (s.sorted[from].aisle < aisle || s.sorted[from].aisle == aisle && s.sorted[from].y <= low) {
		from++
	}
	to = from
	for to < len(s.sorted) && s.sorted[to].aisle == aisle && s.sorted[to].y < high {
		to++
	}
	return from, to
}

// euler walks every edge once, from start. An open tour ends at the other place
// of odd degree by itself.
func (g *graph) euler(start int) []int {
	var path []int
	stack := []int{start}
	at := make([]int, len(g.edges))
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		for at[v] < len(g.edges[v]) && g.edges[v][at[v]].gone {
			at[v]++
		}
		if at[v] == len(g.edges[v]) {
			path = append(path, v)
			stack = stack[:len(stack)-1]
			continue
		}
		e := &g.edges[v][at[v]]
		e.gone = true
		g.edges[e.to][e.twin].gone = true
		stack = append(stack, int(e.to))
	}
	// Hierholzer finds the path from its end.
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	return path
}
