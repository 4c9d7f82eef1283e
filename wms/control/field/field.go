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
	Homes      []int32 // of each robot: where it stands without work
	Inductions []int32 // cells on which robots are loaded
	Chutes     []Chute // one of them the reject
	Chargers   []int32
	// Lookahead is how many cells before it a robot needs to drive at full
	// speed; one that is further behind its plan is waited for.
	Lookahead int
	// QueueAt bounds the robots that are sent to one induction; 0: 6.
	QueueAt int
	Seed    uint64
}

// Chute and the cells from which robots tilt into it.
type Chute struct {
	Number int
	Cells  []int32
}

// Parcel on a tray. Alternative is -1 if there is none.
type Parcel struct {
	Number             uint32
	Chute, Alternative int
}

// Action is what a robot is to do at the cell where it stands: Load, Tilt,
// Charge.
type Action interface{ action() }

// Load takes the next parcel of the induction on the tray, when there is one.
type Load struct {
	Robot     int32
	Induction int
}

// Tilt lets the parcel slide into the chute.
type Tilt struct {
	Robot  int32
	Parcel Parcel
	Chute  int
}

// Charge until told to go.
type Charge struct{ Robot int32 }

func (Load) action()   {}
func (Tilt) action()   {}
func (Charge) action() {}

// state of a robot.
type state int

const (
	empty    state = iota // on its way to an induction, home, or to a charger
	loading               // told to load
	scanned               // its parcel waits for a decision
	full                  // on its way to a chute
	tilting               // told to tilt
	charging              // told to charge
)

type robot struct {
	state    state
	place    int // induction of one that is empty, loading or scanned, -1 none; chute of others, -1 none in reach
	charger  int // -1 none
	parcel   Parcel
	botched  bool // a tilt failed: to the reject
	standing bool // the plan has brought it to its goal, and holds it there
	away     bool // the plan goes around it
	weak     bool // it must charge
}

// Field of robots. Not safe for concurrent use.
type Field struct {
	c       Config
	grid    *mapf.Grid // with cells beside the field for robots that are not on it
	garage  []int32
	plan    *mapf.Lifelong
	way     *mapf.Schedule
	part    []int32 // of the grid as the plan sees it
	robots  []robot
	waiting []int // parcels at each induction
	sent    []int // robots to each induction
	taken   []bool
	closed  map[int]bool
	index   map[int]int // of each chute's number
	to      map[int32]int
	out     []Action
}

// New makes a field, or says what is wrong with it. No robot is on it before
// the first Arrange.
func New(c Config) (*Field, error) {
	if c.QueueAt == 0 {
		c.QueueAt = 6
	}
	f := &Field{c: c, robots: make([]robot, len(c.Homes)), waiting: make([]int, len(c.Inductions)), sent: make([]int, len(c.Inductions)),
		taken: make([]bool, len(c.Chargers)), closed: map[int]bool{}, index: map[int]int{}, to: map[int32]int{}}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("field: %w", err)
	}
	f.build()
	for a := range f.robots {
		f.robots[a] = robot{place: -1, charger: -1, away: true}
	}
	return f, f.Arrange(make([][]int32, len(f.robots)), nil)
}

// build adds a row of cells for each robot that is not on the field, behind a
// wall: the numbers of the field's own cells stay as they are.
func (f *Field) build() {
	g := f.c.Grid
	rows := (len(f.robots)+g.Width-1)/g.Width + 1
	free := make([]bool, g.Width*(g.Height+rows))
	for i := range g.Cell {
		free[i] = g.Cell[i] != mapf.None
	}
	for a := range f.robots {
		free[g.Width*(g.Height+1)+a] = true
	}
	f.grid = mapf.NewGrid(g.Width, g.Height+rows, free)
	for a := range f.robots {
		f.garage = append(f.garage, int32(g.Cells()+a))
	}
	f.grid = f.grid.Without(f.garage)
}

func (f *Field) check() error {
	if len(f.c.Homes) == 0 || len(f.c.Inductions) == 0 {
		return fmt.Errorf("%d robots and %d inductions: both are needed", len(f.c.Homes), len(f.c.Inductions))
	}
	ends := slices.Concat(f.c.Inductions, f.c.Chargers)
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
	for what, cells := range map[string][]int32{"robots": f.c.Homes, "inductions, chutes and chargers": ends} {
		seen := map[int32]bool{}
		for _, c := range cells {
			if c < 0 || int(c) >= f.c.Grid.Cells() || seen[c] {
				return fmt.Errorf("%s: cell %d is not on the grid, or given twice", what, c)
			}
			seen[c] = true
		}
	}
	part := f.c.Grid.Parts()
	for _, c := range slices.Concat(f.c.Homes, ends) {
		x, y := f.c.Grid.XY(c)
		if part[c] != part[f.c.Homes[0]] {
			return fmt.Errorf("no way leads to the cell at %d,%d", x, y)
		}
		if f.c.Grid.Degree[c] < 2 {
			return fmt.Errorf("the cell at %d,%d is a dead end: robots could not leave it past those who wait", x, y)
		}
	}
	if len(f.c.Homes)*2 > f.c.Grid.Cells() {
		return fmt.Errorf("%d robots on %d cells: at most every second one may be taken", len(f.c.Homes), f.c.Grid.Cells())
	}
	return nil
}

// Schedule is who may drive where: for whoever moves the robots. Arrange makes
// it anew.
func (f *Field) Schedule() *mapf.Schedule { return f.way }

// Closed is given to SetWaiting for an induction that gets no robots.
const Closed = -1

// SetWaiting says how many parcels lie at an induction.
func (f *Field) SetWaiting(induction, n int) { f.waiting[induction] = n }

// SetWeak says whether a robot must charge.
func (f *Field) SetWeak(a int32, weak bool) {
	r := &f.robots[a]
	r.weak = weak
	if r.state == charging && !weak && !r.away {
		f.free(a)
	}
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
		if r.state == full && r.place >= 0 && !r.away && f.c.Chutes[r.place].Number == number {
			f.carry(int32(a))
		}
	}
}

// Arrange plans anew, with each robot where it is: ways[a] is the cell it is
// at and those that were granted to it beyond, nil if it is not on the field.
// The plan goes around those that are away, which may be nil for none.
func (f *Field) Arrange(ways [][]int32, away []bool) error {
	ways = slices.Clone(ways)
	owner := make([]int32, f.grid.Cells())
	var walls []int32
	for a, way := range ways {
		for _, c := range way {
			if owner[c] != 0 && owner[c] != int32(a)+1 {
				return fmt.Errorf("field: robots %d and %d are both at cell %d", owner[c]-1, a, c)
			}
			owner[c] = int32(a) + 1
		}
	}
	starts := make([]int32, len(ways))
	for a := range ways {
		r := &f.robots[a]
		r.away = ways[a] == nil || away != nil && away[a]
		if r.away {
			walls = append(walls, ways[a]...)
		}
		if ways[a] == nil {
			ways[a] = []int32{f.garage[a]}
		}
		starts[a] = ways[a][len(ways[a])-1]
	}
	seen := f.grid.Without(walls)
	f.part = seen.Parts()
	f.plan = mapf.NewLifelong(seen, starts, mapf.LifelongOptions{NoRings: true, Renew: 8, Seed: f.c.Seed})
	f.way = mapf.Resume(f.grid, ways)
	clear(f.to)
	clear(f.sent)
	clear(f.taken)
	for a := range f.robots {
		f.resume(int32(a))
	}
	for a := range f.robots { // those whose choice depends on the others
		if r := &f.robots[a]; !r.away && !r.standing {
			if r.state == full {
				f.carry(int32(a))
			} else {
				r.place, r.charger = -1, -1
				f.free(int32(a))
			}
		}
	}
	return nil
}

// resume takes up what a robot does where it stands.
func (f *Field) resume(a int32) {
	r := &f.robots[a]
	r.standing = r.state != empty && r.state != full
	f.plan.Hold(a, true)
	switch r.state {
	case loading, scanned:
		if r.place >= 0 {
			f.sent[r.place]++
		}
	case tilting:
		f.to[f.plan.At()[a]]++
	case charging:
		f.taken[r.charger] = true
	}
	if r.standing {
		f.plan.SetGoal(a, f.plan.At()[a])
		f.plan.Shun(f.plan.At()[a], true)
	}
}

// reaches tells whether a robot can get to a cell.
func (f *Field) reaches(a, cell int32) bool { return f.part[f.plan.At()[a]] == f.part[cell] }

func (f *Field) send(a, goal int32) {
	if r := &f.robots[a]; r.standing {
		f.plan.Shun(f.plan.At()[a], false)
		r.standing = false
	}
	f.plan.Hold(a, false)
	f.plan.SetGoal(a, goal)
}

// Step plans one step more: call it in the time that a cell takes at full
// speed.
func (f *Field) Step() []Action {
	f.balance()
	for a := range f.robots {
		r := &f.robots[a]
		f.plan.Hold(int32(a), r.away || r.standing || f.way.Backlog(int32(a)) > f.c.Lookahead)
	}
	f.plan.Step()
	f.way.Append(f.plan.At())
	for a, c := range f.plan.At() {
		r := &f.robots[a]
		if r.away || r.standing || c != f.plan.Goal(int32(a)) {
			continue
		}
		if r.standing = r.place >= 0 || r.charger >= 0; r.standing {
			f.plan.Shun(c, true)
		}
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
	if !r.standing || r.away || f.way.Backlog(a) > 0 {
		return
	}
	switch {
	case r.state == empty && r.charger >= 0:
		r.state = charging
		f.out = append(f.out, Charge{a})
	case r.state == empty && r.place >= 0:
		r.state = loading
		f.out = append(f.out, Load{a, r.place})
	case r.state == full && r.place >= 0:
		r.state = tilting
		f.out = append(f.out, Tilt{a, r.parcel, f.c.Chutes[r.place].Number})
	}
}
