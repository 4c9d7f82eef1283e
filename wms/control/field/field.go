// Package field runs a field of sorting robots: vehicles with a tilting tray
// that carry one parcel each from an induction to a chute. It is the fleet for
// hundreds of vehicles on a grid, where wms/control/fleet is for dozens on a
// roadmap. No I/O, no clock: whoever drives it says what happened and gets
// what to do.
//
// The nouns: a Parcel waits at an induction; the field sends robots there,
// has one take it (Load) and let it slide into a chute (Tilt), and says what
// became of it (Sorted). Which chute is decided as for the sorter: the one
// that the parcel was given, if that is full or shut its alternative, else the
// reject; a robot on its way turns round when its chute fills up.
//
// Ways are planned by mapf.Lifelong one step ahead of the slowest, without
// rings, and kept as a mapf.Schedule: a cell is granted when those before have
// left it. So robots that are late, broken or still loading delay others, but
// never meet them and never wait for each other in a circle.
//
// Caveats: a robot that stands for good holds up those that were planned to
// pass its cell after it until it is taken away; what the field knows is in
// memory only; there is no battery.
package field

import (
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/routing/mapf"
)

// Reject is the number of the chute for what cannot be sorted.
const Reject = 0

// Config of a field.
type Config struct {
	Grid       *mapf.Grid
	Robots     []int32 // cells on which they stand at first
	Inductions []int32 // cells on which they are loaded
	Chutes     []Chute // one of them the reject
	// Lookahead is how many cells before it a robot needs to drive at full
	// speed; one that is further behind its plan is waited for.
	Lookahead int
	// QueueAt bounds the robots that are sent to one induction; 0: 6.
	QueueAt int
	// MaxWaiting bounds the parcels at one induction; 0: 100.
	MaxWaiting int
	Seed       uint64
}

// Chute and the cells from which robots tilt into it.
type Chute struct {
	Number int
	Cells  []int32
}

// Parcel to be sorted. Alternative is -1 if there is none.
type Parcel struct {
	ID                 string
	Chute, Alternative int
}

// Action is what a robot is to do, or what became of a parcel: Load, Tilt,
// Sorted.
type Action interface{ action() }

// Load takes the parcel at the robot's cell on its tray.
type Load struct {
	Robot  int32
	Parcel Parcel
}

// Tilt lets the parcel slide into the chute.
type Tilt struct {
	Robot  int32
	Parcel Parcel
	Chute  int
}

// Sorted says where a parcel went; Rejected if that is the reject.
type Sorted struct {
	Parcel   Parcel
	Chute    int
	Rejected bool
}

func (Load) action()   {}
func (Tilt) action()   {}
func (Sorted) action() {}

// state of a robot.
type state int

const (
	empty   state = iota // on its way to an induction, or free
	loading              // told to load
	full                 // on its way to a chute
	tilting              // told to tilt
)

type robot struct {
	state    state
	place    int // induction while empty or loading, -1 free; else index of the chute
	parcel   Parcel
	botched  bool // a tilt failed: to the reject
	standing bool // the plan has brought it to its goal, and holds it there
}

// Field of robots. Not safe for concurrent use.
type Field struct {
	c       Config
	plan    *mapf.Lifelong
	way     *mapf.Schedule
	at      []int32 // of the plan, before the step
	robots  []robot
	waiting [][]Parcel // at each induction
	sent    []int      // robots to each induction
	closed  map[int]bool
	index   map[int]int // of each chute's number
	to      map[int32]int
	out     []Action
}

// New makes a field, or says what is wrong with it.
func New(c Config) (*Field, error) {
	if c.QueueAt == 0 {
		c.QueueAt = 6
	}
	if c.MaxWaiting == 0 {
		c.MaxWaiting = 100
	}
	f := &Field{c: c, robots: make([]robot, len(c.Robots)), waiting: make([][]Parcel, len(c.Inductions)), sent: make([]int, len(c.Inductions)),
		closed: map[int]bool{}, index: map[int]int{}, to: map[int32]int{}}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("field: %w", err)
	}
	f.plan = mapf.NewLifelong(c.Grid, c.Robots, mapf.LifelongOptions{NoRings: true, Seed: c.Seed})
	f.way = mapf.NewSchedule(c.Grid, c.Robots)
	f.at = slices.Clone(c.Robots)
	for a := range f.robots {
		f.robots[a].place = -1
		f.free(int32(a))
	}
	return f, nil
}

func (f *Field) check() error {
	if len(f.c.Robots) == 0 || len(f.c.Inductions) == 0 {
		return fmt.Errorf("%d robots and %d inductions: both are needed", len(f.c.Robots), len(f.c.Inductions))
	}
	ends := slices.Clone(f.c.Inductions)
	for i, c := range f.c.Chutes {
		if _, twice := f.index[c.Number]; twice || len(c.Cells) == 0 {
			return fmt.Errorf("chute %d is given twice, or without a cell", c.Number)
		}
		f.index[c.Number] = i
		ends = append(ends, c.Cells...)
	}
	if _, there := f.index[Reject]; !there {
		return fmt.Errorf("chute %d, the reject, is missing", Reject)
	}
	for what, cells := range map[string][]int32{"robots": f.c.Robots, "inductions and chutes": ends} {
		seen := map[int32]bool{}
		for _, c := range cells {
			if c < 0 || int(c) >= f.c.Grid.Cells() || seen[c] {
				return fmt.Errorf("%s: cell %d is not on the grid, or given twice", what, c)
			}
			seen[c] = true
		}
	}
	from := f.c.Grid.Distances(f.c.Robots[0])
	for _, c := range slices.Concat(f.c.Robots, ends) {
		if from[c] == ^uint16(0) {
			x, y := f.c.Grid.XY(c)
			return fmt.Errorf("no way leads to the cell at %d,%d", x, y)
		}
		if f.c.Grid.Degree[c] < 2 {
			x, y := f.c.Grid.XY(c)
			return fmt.Errorf("the cell at %d,%d is a dead end: robots could not leave it past those who wait", x, y)
		}
	}
	if len(f.c.Robots)*2 > f.c.Grid.Cells() {
		return fmt.Errorf("%d robots on %d cells: at most every second one may be taken", len(f.c.Robots), f.c.Grid.Cells())
	}
	return nil
}

// Schedule is who may drive where: for whoever moves the robots.
func (f *Field) Schedule() *mapf.Schedule { return f.way }

// Waiting is how many parcels lie at an induction.
func (f *Field) Waiting(induction int) int { return len(f.waiting[induction]) }

// Place puts a parcel down at an induction.
func (f *Field) Place(induction int, p Parcel) error {
	if len(f.waiting[induction]) >= f.c.MaxWaiting {
		return fmt.Errorf("field: %d parcels lie at induction %d: no room for %s", f.c.MaxWaiting, induction, p.ID)
	}
	f.waiting[induction] = append(f.waiting[induction], p)
	return nil
}

// SetChute says whether a chute takes parcels. Robots on their way to one that
// does no longer turn round at once.
func (f *Field) SetChute(number int, isFull, enabled bool) {
	was, is := f.closed[number], isFull || !enabled
	f.closed[number] = is
	if is == was || !is {
		return
	}
	for a := range f.robots {
		r := &f.robots[a]
		if r.state == full && f.c.Chutes[r.place].Number == number {
			f.carry(int32(a))
		}
	}
}

// choose is the chute for a parcel now.
func (f *Field) choose(r *robot) int {
	for _, n := range []int{r.parcel.Chute, r.parcel.Alternative} {
		if i, known := f.index[n]; known && !f.closed[n] && !r.botched {
			return i
		}
	}
	return f.index[Reject]
}

// carry sends a loaded robot to its chute, to that cell of it to which the
// fewest go.
func (f *Field) carry(a int32) {
	r := &f.robots[a]
	if old := f.plan.Goal(a); r.state == full && old != mapf.None {
		f.to[old]--
	}
	r.state, r.place = full, f.choose(r)
	cells := f.c.Chutes[r.place].Cells
	best := cells[0]
	for _, c := range cells[1:] {
		if f.to[c] < f.to[best] {
			best = c
		}
	}
	f.to[best]++
	f.send(a, best)
}

func (f *Field) send(a, goal int32) {
	f.robots[a].standing = false
	f.plan.Hold(a, false)
	f.plan.SetGoal(a, goal)
}

// free sends an empty robot to the induction with the most parcels for the
// robots that are on their way there.
func (f *Field) free(a int32) {
	r := &f.robots[a]
	r.state, r.parcel, r.botched = empty, Parcel{}, false
	best := -1
	for i, n := range f.sent {
		if n < f.c.QueueAt && (best < 0 || n-len(f.waiting[i]) < f.sent[best]-len(f.waiting[best])) {
			best = i
		}
	}
	r.place, r.standing = best, false
	if best < 0 {
		if f.plan.Goal(a) != f.c.Robots[a] {
			f.send(a, f.c.Robots[a]) // where it began is out of the way
		}
		return
	}
	f.sent[best]++
	f.send(a, f.c.Inductions[best])
}

// Step plans one step more: call it in the time that a cell takes at full
// speed.
func (f *Field) Step() []Action {
	for a := range f.robots {
		r := &f.robots[a]
		if r.state == empty && r.place < 0 {
			f.free(int32(a))
		}
		f.plan.Hold(int32(a), r.standing || f.way.Backlog(int32(a)) > f.c.Lookahead)
	}
	f.plan.Step()
	f.way.Append(f.plan.At())
	for a, c := range f.plan.At() {
		r := &f.robots[a]
		if c != f.plan.Goal(int32(a)) || r.standing {
			continue
		}
		r.standing = r.state == full || r.state == empty && r.place >= 0 && len(f.waiting[r.place]) > 0
	}
	for a := range f.robots {
		f.act(int32(a))
	}
	return f.told()
}

// Reached says that a robot stands on the next cell of its way. The schedule
// knows already.
func (f *Field) Reached(a int32) []Action {
	f.act(a)
	return f.told()
}

func (f *Field) told() []Action {
	out := f.out
	f.out = nil
	return out
}

// act tells a robot that stands at its goal, also really, what to do there.
func (f *Field) act(a int32) {
	r := &f.robots[a]
	if !r.standing || f.way.Backlog(a) > 0 {
		return
	}
	switch {
	case r.state == empty && len(f.waiting[r.place]) == 0:
		r.standing = false // somebody else took the last
	case r.state == empty:
		r.parcel, f.waiting[r.place] = f.waiting[r.place][0], f.waiting[r.place][1:]
		r.state = loading
		f.out = append(f.out, Load{a, r.parcel})
	case r.state == full:
		r.state = tilting
		f.out = append(f.out, Tilt{a, r.parcel, f.c.Chutes[r.place].Number})
	}
}

// Loaded says how a Load ended: one that failed is tried again.
func (f *Field) Loaded(a int32, ok bool) []Action {
	r := &f.robots[a]
	switch {
	case r.state != loading:
	case !ok:
		f.out = append(f.out, Load{a, r.parcel})
	default:
		f.sent[r.place]--
		f.carry(a)
	}
	return f.told()
}

// Tilted says how a Tilt ended: what did not slide off goes to the reject,
// where it is tried until it does.
func (f *Field) Tilted(a int32, ok bool) []Action {
	r := &f.robots[a]
	if r.state != tilting {
		return f.told()
	}
	number := f.c.Chutes[r.place].Number
	switch {
	case !ok && number == Reject:
		f.out = append(f.out, Tilt{a, r.parcel, number})
	case !ok:
		r.botched = true
		f.to[f.plan.Goal(a)]--
		f.carry(a)
	default:
		f.to[f.plan.Goal(a)]--
		f.out = append(f.out, Sorted{r.parcel, number, number == Reject})
		f.free(a)
	}
	return f.told()
}
