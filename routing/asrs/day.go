package asrs

import (
	"math"
	"math/rand/v2"
)

// Day plays a stream of requests over racks with one load per cell, to compare
// rules with each other: what is fetched is away for AwaySeconds and comes
// back to be stored. So many requests are open at any time (Open): the cranes
// are what limits.
type Day struct {
	Ground      *Ground
	Loads       []int   // item of each load at the start
	Classes     []Class // by item
	Requests    []int   // items, in the order they are asked for
	Open        int
	AwaySeconds float64
	Seed        uint64
	// Planned: loads are stored by class and aisle and moves are paired.
	// Otherwise a load goes into any empty cell, and every move is made alone
	// in the order in which they came.
	Planned bool
	// Return: not planned, and the crane goes back to the input after each
	// move, as in the single-command cycle that FEM 9.851 reckons with.
	Return bool
}

// Outcome of a Day.
type Outcome struct {
	Moves, Duals int
	Hours        float64
	MovesPerHour float64 // of all cranes together
}

type dayLoad struct {
	item  int
	cell  Cell
	since int // the oldest is fetched first
	asked bool
	away  bool
}

type dayMove struct {
	load  int
	to    Cell // of a store
	since float64
	store bool
}

type day struct {
	Day
	dice  *rand.Rand
	loads []dayLoad
	empty []Cell // of all racks
	by    map[int][]int
	queue [][]dayMove // of each aisle, in the order they came
	ready [][]dayMove // stores that are still on their way; since is when they arrive
	clock []float64
	at    []Point
	next  int // of Requests
	stamp int
	out   Outcome
}

// Run plays the day.
func (d Day) Run() Outcome {
	n := len(d.Ground.racks)
	x := &day{Day: d, dice: rand.New(rand.NewPCG(d.Seed, 6)), by: map[int][]int{}, queue: make([][]dayMove, n), ready: make([][]dayMove, n),
		clock: make([]float64, n), at: make([]Point, n)}
	for i, r := range d.Ground.racks {
		x.at[i] = r.In
		for bay := 1; bay <= r.Bays; bay++ {
			for level := 1; level <= r.Levels; level++ {
				x.empty = append(x.empty, Cell{Rack: i, Bay: bay, Level: level}, Cell{Rack: i, Bay: bay, Level: level}) // two sides
			}
		}
	}
	for _, item := range d.Loads {
		c := x.cellFor(item)
		x.by[item] = append(x.by[item], len(x.loads))
		x.loads = append(x.loads, dayLoad{item: item, cell: c, since: x.stamp})
		x.stamp++
	}
	for range d.Open {
		x.ask(0)
	}
	for x.turn() {
	}
	for _, t := range x.clock {
		x.out.Hours = max(x.out.Hours, t/3600)
	}
	x.out.MovesPerHour = float64(x.out.Moves) / x.out.Hours
	return x.out
}

// cellFor takes an empty cell for a load of an item.
func (x *day) cellFor(item int) Cell {
	i := 0
	if x.Planned {
		aisles := make([]Aisle, len(x.queue))
		for a := range aisles {
			aisles[a].Bound = len(x.queue[a]) + len(x.ready[a])
		}
		for _, l := range x.by[item] {
			if !x.loads[l].away {
				aisles[x.loads[l].cell.Rack].Same++
			}
		}
		i = x.Ground.Choose(Load{Class: x.Classes[item]}, x.empty, aisles)
	} else {
		i = x.dice.IntN(len(x.empty))
	}
	c := x.empty[i]
	x.empty[i] = x.empty[len(x.empty)-1]
	x.empty = x.empty[:len(x.empty)-1]
	return c
}

// ask opens the next request that a load in the racks can serve: the oldest
// one of its item.
func (x *day) ask(now float64) {
	for ; x.next < len(x.Requests); x.next++ {
		best := -1
		for _, i := range x.by[x.Requests[x.next]] {
			if l := x.loads[i]; !l.asked && !l.away && (best < 0 || l.since < x.loads[best].since) {
				best = i
			}
		}
		if best < 0 {
			continue // its loads are all on their way: somebody else is served
		}
		x.next++
		x.loads[best].asked = true
		rack := x.loads[best].cell.Rack
		x.queue[rack] = append(x.queue[rack], dayMove{load: best, since: now})
		return
	}
}

// turn lets the crane whose time is earliest do its next job.
func (x *day) turn() bool {
	a, when := -1, math.Inf(1)
	for i := range x.queue {
		t := x.clock[i]
		if len(x.queue[i]) == 0 {
			t = math.Inf(1)
			for _, m := range x.ready[i] {
				t = min(t, max(m.since, x.clock[i]))
			}
		}
		if t < when {
			a, when = i, t
		}
	}
	if a < 0 || x.next >= len(x.Requests) {
		return false
	}
	x.clock[a] = when
	x.arrive(a)
	if len(x.queue[a]) == 0 {
		return true
	}
	if x.Planned {
		x.planned(a)
	} else {
		m := x.queue[a][0]
		x.queue[a] = x.queue[a][1:]
		x.carry(a, m)
	}
	return true
}

// arrive queues the stores that have come to the aisle's input.
func (x *day) arrive(a int) {
	later := x.ready[a][:0]
	for _, m := range x.ready[a] {
		if m.since <= x.clock[a] {
			x.queue[a] = append(x.queue[a], m)
		} else {
			later = append(later, m)
		}
	}
	x.ready[a] = later
}

// planned does a pair, or what there is.
func (x *day) planned(a int) {
	r := x.Ground.racks[a]
	var moves [2][]Move // retrieves, stores
	var where [2][]int
	for i, m := range x.queue[a] {
		kind, move := 0, Move{WaitS: x.clock[a] - m.since}
		if m.store {
			kind, move.From, move.To = 1, r.In, r.At(m.to.Bay, m.to.Level)
		} else {
			c := x.loads[m.load].cell
			move.From, move.To = r.At(c.Bay, c.Level), r.Out
		}
		moves[kind], where[kind] = append(moves[kind], move), append(where[kind], i)
	}
	s, f := r.Crane.Pair(x.at[a], moves[1], moves[0])
	if s >= 0 && f >= 0 {
		f = x.onTheWay(&x.queue[a][where[1][s]], moves[0])
	}
	var chosen []dayMove
	drop := map[int]bool{}
	for _, k := range []struct{ kind, i int }{{1, s}, {0, f}} {
		if k.i >= 0 {
			chosen = append(chosen, x.queue[a][where[k.kind][k.i]])
			drop[where[k.kind][k.i]] = true
		}
	}
	rest := x.queue[a][:0]
	for i, m := range x.queue[a] {
		if !drop[i] {
			rest = append(rest, m)
		}
	}
	x.queue[a] = rest
	if len(chosen) == 2 {
		x.out.Duals++
	}
	for _, m := range chosen {
		x.carry(a, m)
	}
}

// onTheWay gives a store the empty cell of its aisle that makes the best trip
// with one of the retrieves, and says with which.
func (x *day) onTheWay(m *dayMove, retrieves []Move) (retrieve int) {
	var cells []Cell
	var where []int
	for i, c := range x.empty {
		if c.Rack == m.to.Rack {
			cells, where = append(cells, c), append(where, i)
		}
	}
	cells = append(cells, m.to)
	i, retrieve := x.Ground.OnTheWay(Load{Class: x.Classes[x.loads[m.load].item]}, cells, retrieves)
	if i < len(where) {
		x.empty[where[i]], m.to = m.to, cells[i]
	}
	return retrieve
}

// carry makes one move and lets what follows from it happen.
func (x *day) carry(a int, m dayMove) {
	r, l := x.Ground.racks[a], &x.loads[m.load]
	from, to := r.In, r.At(m.to.Bay, m.to.Level)
	if !m.store {
		from, to = r.At(l.cell.Bay, l.cell.Level), r.Out
	}
	x.clock[a] += r.Crane.Travel(x.at[a], from) + r.Crane.Travel(from, to) + 2*r.Crane.ForkS
	x.at[a] = to
	if x.Return && !x.Planned {
		x.clock[a] += r.Crane.Travel(to, r.In)
		x.at[a] = r.In
	}
	x.out.Moves++
	now := x.clock[a]
	if m.store {
		l.cell, l.away, l.since = m.to, false, x.stamp
		x.stamp++
		return
	}
	x.empty = append(x.empty, l.cell)
	l.asked, l.away = false, true
	c := x.cellFor(l.item)
	x.ready[c.Rack] = append(x.ready[c.Rack], dayMove{load: m.load, to: c, store: true, since: now + x.AwaySeconds})
	x.ask(now)
}
