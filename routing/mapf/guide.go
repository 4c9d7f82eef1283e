package mapf

// guide holds, for each agent, its distance to its goal, where a step costs
// more the more others are about to use the cell, and most against their
// direction (after Chen, Harabor, Li, Stuckey, "Traffic flow optimisation for
// lifelong multi-agent path finding", 2024, with distance fields in place of
// single guide paths).
//
// A field covers all cells, or, where that would take too much memory, a
// window around the agent and its goal; outside of it, and before it is made,
// the distance on an empty floor counts.
type guide struct {
	g     *Grid
	w     Weights
	goal  []int32
	field [][]uint16 // of each agent; by cell, or by place in its window
	win   []window
	whole bool        // fields cover all cells
	path  [][]int32   // the way along the field, whose flow is counted
	flow  [][4]uint16 // paths leaving each cell in each direction
	enter []uint16    // paths through each cell
	step  [][4]uint16 // cost of entering a cell from its neighbour in each direction
	near  bool        // whole fields stop a little beyond the agent
	dial  dial
	x, y  []int32 // of each cell
}

// window is the part of the map that a field covers; width 0: none yet.
type window struct{ x, y, width, height int32 }

// Weights of a guide: what a step costs by itself, for each path that uses it
// in the other direction, and for each two paths through the cell it enters.
type Weights struct{ Step, Against, Crowd int32 }

// wholeFields is how many entries whole fields may take before windows are
// used, margin how far a window reaches beyond the agent and its goal.
const (
	wholeFields = 64 << 20
	margin      = 14
)

func newGuide(g *Grid, agents int, w Weights) *guide {
	u := &guide{g: g, w: w, goal: make([]int32, agents), field: make([][]uint16, agents), win: make([]window, agents),
		path: make([][]int32, agents), flow: make([][4]uint16, g.Cells()), enter: make([]uint16, g.Cells()), step: make([][4]uint16, g.Cells()),
		whole: agents*g.Cells() <= wholeFields, x: make([]int32, g.Cells()), y: make([]int32, g.Cells())}
	for c := range u.x {
		x, y := g.XY(int32(c))
		u.x[c], u.y[c] = int32(x), int32(y)
	}
	for a := range u.goal {
		u.goal[a] = None
		u.path[a] = make([]int32, 0, (g.Width+g.Height)*2)
	}
	if u.whole {
		cells := make([]uint16, agents*g.Cells())
		for a := range u.field {
			u.field[a] = cells[a*g.Cells() : (a+1)*g.Cells()]
		}
	}
	for c := range u.step {
		u.step[c] = [4]uint16{uint16(w.Step), uint16(w.Step), uint16(w.Step), uint16(w.Step)}
	}
	u.dial.init(g.Cells())
	return u
}

// cost is how far agent a at cell c is from its goal.
func (u *guide) cost(a, c int32) int32 {
	w := &u.win[a]
	if u.whole && w.width > 0 {
		if f := u.field[a][c]; f != far {
			return int32(f)
		}
		return u.crow(a, c)
	}
	x, y := u.x[c]-w.x, u.y[c]-w.y
	if uint32(x) >= uint32(w.width) || uint32(y) >= uint32(w.height) {
		return u.crow(a, c)
	}
	if f := u.field[a][y*w.width+x]; f != far {
		return int32(f)
	}
	return u.crow(a, c)
}

// crow is the distance without obstacles and traffic, made so that cells in
// the window, if there is one, are better.
func (u *guide) crow(a, c int32) int32 {
	if u.goal[a] == None {
		return 0
	}
	d := u.w.Step * (abs(u.x[c]-u.x[u.goal[a]]) + abs(u.y[c]-u.y[u.goal[a]]))
	if u.win[a].width > 0 {
		d += int32(far)
	}
	return d
}

func abs(x int32) int32 {
	if x < 0 {
		return -x
	}
	return x
}

// forget drops the field of an agent whose goal has changed.
func (u *guide) forget(a, goal int32) {
	u.count(a, ^uint16(0))
	u.path[a] = u.path[a][:0]
	u.goal[a], u.win[a] = goal, window{}
}

// renew makes the field of a anew, as if it did not use its way so far, and
// says how many cells that took.
func (u *guide) renew(a, at int32) int {
	u.count(a, ^uint16(0))
	w := window{0, 0, int32(u.g.Width), int32(u.g.Height)}
	if !u.whole {
		w = u.around(at, u.goal[a])
	}
	u.win[a] = w
	work := 0
	if u.whole {
		until := None
		if u.near {
			until = at
		}
		work = u.dial.fill(u, u.goal[a], until, nil, u.field[a])
	} else {
		work = u.dial.fill(u, u.goal[a], at, &w, u.dial.scratch)
		u.keep(a, w)
	}
	u.walk(a, at)
	u.count(a, 1)
	return work
}

func (u *guide) around(a, b int32) window {
	x0, x1 := min(u.x[a], u.x[b])-margin, max(u.x[a], u.x[b])+margin
	y0, y1 := min(u.y[a], u.y[b])-margin, max(u.y[a], u.y[b])+margin
	x0, y0 = max(0, x0), max(0, y0)
	return window{x0, y0, min(x1, int32(u.g.Width)-1) - x0 + 1, min(y1, int32(u.g.Height)-1) - y0 + 1}
}

// keep copies the window of the scratch field to a's.
func (u *guide) keep(a int32, w window) {
	n := int(w.width * w.height)
	if cap(u.field[a]) < n {
		u.field[a] = make([]uint16, n, n+n/4)
	}
	f := u.field[a][:n]
	u.field[a] = f
	for i, y := 0, w.y; y < w.y+w.height; y++ {
		row := u.g.Cell[int(y)*u.g.Width+int(w.x):]
		for x := range int(w.width) {
			f[i] = far
			if c := row[x]; c != None {
				f[i] = u.dial.scratch[c]
			}
			i++
		}
	}
	u.dial.clean()
}

// lost tells whether an agent has left its window.
func (u *guide) lost(a, at int32) bool {
	w := &u.win[a]
	return !u.whole && w.width > 0 && (uint32(u.x[at]-w.x) >= uint32(w.width) || uint32(u.y[at]-w.y) >= uint32(w.height))
}

// walk writes the way along the field.
func (u *guide) walk(a, c int32) {
	path := u.path[a][:0]
	k := u.cost(a, c)
	for len(path) < cap(path) {
		path = append(path, c)
		if c == u.goal[a] {
			break
		}
		best := c
		for _, n := range u.g.Next[c] {
			if n != None {
				if v := u.cost(a, n); v < k {
					best, k = n, v
				}
			}
		}
		if best == c {
			break
		}
		c = best
	}
	u.path[a] = path
}

// count adds the way of a to the flow, or takes it away.
func (u *guide) count(a int32, d uint16) {
	path := u.path[a]
	for i, c := range path {
		u.enter[c] += d
		if i+1 < len(path) {
			for k, n := range u.g.Next[c] {
				if n == path[i+1] {
					u.flow[c][k] += d
				}
			}
		}
		u.reckon(c)
	}
}

// reckon writes the costs of entering a cell.
func (u *guide) reckon(c int32) {
	base := u.w.Step + u.w.Crowd*int32(u.enter[c])/2
	for k, f := range u.flow[c] {
		// Who enters c from its neighbour k meets those who go that way.
		u.step[c][k] = uint16(min(base+u.w.Against*int32(f), ring-1))
	}
}

// shunned is how many paths an agent that stands in the way counts for: more
// than the way around it costs.
const shunned = 24

func (u *guide) shun(c int32, on bool) {
	if on {
		u.enter[c] += shunned
	} else {
		u.enter[c] -= shunned
	}
	u.reckon(c)
}

// dial is Dijkstra's algorithm with a ring of buckets (Dial 1969), kept as
// linked lists in one array.
type dial struct {
	head    [ring]int32
	entries []entry
	scratch []uint16
	touched []int32
}

type entry struct{ cell, next int32 }

const ring = 256

// beyond is how much further than the agent a field reaches that need not be
// whole, in steps.
const beyond = 24

func (d *dial) init(cells int) {
	d.entries = make([]entry, 0, 4*cells)
	d.scratch, d.touched = make([]uint16, cells), make([]int32, 0, cells)
	for i := range d.scratch {
		d.scratch[i] = far
	}
}

func (d *dial) clean() {
	for _, c := range d.touched {
		d.scratch[c] = far
	}
	d.touched = d.touched[:0]
}

// fill writes the cost from each cell to goal, and says how many cells it
// looked at. If at is given, it stops a little beyond that cell; if win is, it
// stays inside, and f is the scratch field.
func (d *dial) fill(u *guide, goal, at int32, win *window, f []uint16) (work int) {
	next, last := u.g.Next, int(far)-ring
	if win == nil {
		for i := range f {
			f[i] = far
		}
	} else {
		d.touched = append(d.touched, goal)
	}
	for i := range d.head {
		d.head[i] = None
	}
	f[goal] = 0
	d.entries = append(d.entries[:0], entry{goal, None})
	d.head[0] = 0
	pending := 1
	for k := 0; pending > 0 && k <= last; k++ {
		for e := d.head[k%ring]; e != None; {
			c := d.entries[e].cell
			e = d.entries[e].next
			pending--
			if int(f[c]) != k {
				continue
			}
			work++
			if c == at {
				last = min(last, k+beyond*int(u.w.Step))
			}
			step := &u.step[c]
			for dir, n := range &next[c] {
				if n == None {
					continue
				}
				v := k + int(step[dir])
				if v >= int(f[n]) || win != nil && (uint32(u.x[n]-win.x) >= uint32(win.width) || uint32(u.y[n]-win.y) >= uint32(win.height)) {
					continue
				}
				if win != nil && f[n] == far {
					d.touched = append(d.touched, n)
				}
				f[n] = uint16(v)
				d.entries = append(d.entries, entry{n, d.head[v%ring]})
				d.head[v%ring] = int32(len(d.entries) - 1)
				pending++
			}
		}
		d.head[k%ring] = None
	}
	return work
}
