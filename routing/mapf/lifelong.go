package mapf

import "slices"

// Lifelong moves agents from goal to goal for ever: PIBT along guide fields.
// The work of each step is bounded: fields of new goals are made in the order
// they were given, as far as the budget goes; until then an agent follows the
// distance on an empty floor.
type Lifelong struct {
	p       *pibt
	u       *guide
	age     []int32 // steps since the goal was given
	order   []int32
	pending []int32 // agents whose field is to be made, first in first out
	queued  []bool
	turn    int
	opt     LifelongOptions
}

// LifelongOptions tune it. Zero values mean the defaults.
type LifelongOptions struct {
	// Budget is how many cells may be looked at in one step for fields.
	// Default 700,000: some tens of milliseconds.
	Budget int
	// Renew is how many fields are renewed each step beyond those of new
	// goals. Default 2.
	Renew   int
	Weights Weights
	// NoRings: see Schedule.
	NoRings bool
	Seed    uint64
}

// NewLifelong makes a fleet of agents at different cells, without goals.
func NewLifelong(g *Grid, starts []int32, opt LifelongOptions) *Lifelong {
	n := len(starts)
	if opt.Budget == 0 {
		opt.Budget = 700_000
	}
	if opt.Renew == 0 {
		opt.Renew = 2
	}
	if opt.Weights.Step == 0 {
		opt.Weights = Weights{2, 2, 1}
	}
	l := &Lifelong{u: newGuide(g, n, opt.Weights), age: make([]int32, n), order: make([]int32, n),
		pending: make([]int32, 0, n), queued: make([]bool, n), opt: opt}
	for a := range n {
		l.order[a] = int32(a)
	}
	l.p = newPIBT(g, starts, opt.Seed, l.u.cost)
	l.p.noRings, l.p.held = opt.NoRings, make([]bool, n)
	return l
}

// At is where the agents are. Do not change it.
func (l *Lifelong) At() []int32 { return l.p.at }

// Goal is where an agent goes, or None.
func (l *Lifelong) Goal(a int32) int32 { return l.u.goal[a] }

// SetGoal gives an agent its next goal.
func (l *Lifelong) SetGoal(a, goal int32) {
	l.u.forget(a, goal)
	l.age[a] = 0
	l.enqueue(a)
}

// Hold keeps an agent where it is for the steps to come, or lets it go.
func (l *Lifelong) Hold(a int32, hold bool) { l.p.held[a] = hold }

// Shun makes ways around a cell where an agent is held for longer, or no
// longer so. Without it, those whose shortest way leads through it wait.
func (l *Lifelong) Shun(c int32, shun bool) { l.u.shun(c, shun) }

func (l *Lifelong) enqueue(a int32) {
	if !l.queued[a] {
		l.queued[a] = true
		l.pending = append(l.pending, a)
	}
}

// Step moves all agents by one.
func (l *Lifelong) Step() {
	l.fields()
	slices.SortFunc(l.order, func(a, b int32) int {
		if l.age[a] != l.age[b] {
			return int(l.age[b] - l.age[a])
		}
		return int(a - b)
	})
	l.p.step(l.order)
	for a, at := range l.p.at {
		l.age[a]++
		if at == l.u.goal[a] || l.u.goal[a] == None {
			l.age[a] = 0 // it wants nothing: it makes way for whoever does
		}
		if l.u.lost(int32(a), at) {
			l.enqueue(int32(a))
		}
	}
}

// fields makes the fields that are due, within the budget.
func (l *Lifelong) fields() {
	work, done := 0, 0
	for _, a := range l.pending {
		if work >= l.opt.Budget {
			break
		}
		work += l.u.renew(a, l.p.at[a])
		l.queued[a] = false
		done++
	}
	l.pending = l.pending[:copy(l.pending, l.pending[done:])]
	for i := 0; i < l.opt.Renew && work < l.opt.Budget; i++ {
		a := int32(l.turn)
		l.turn = (l.turn + 1) % len(l.age)
		if l.u.goal[a] != None && !l.queued[a] {
			work += l.u.renew(a, l.p.at[a])
		}
	}
}
