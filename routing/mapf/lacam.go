package mapf

import (
	"math"
	"slices"
)

// lacam looks for any plan: depth-first over configurations, each next one
// made by PIBT under constraints that are added lazily (Okumura, "LaCAM:
// search-based algorithm for quick multi-agent pathfinding", 2023). Without
// dead ends it is one run of PIBT; with them it always finishes, since every
// configuration is tried in the end.
type lacam struct {
	p     *pibt
	goals []int32
	known map[uint64][]*config
	open  []*config
	keys  []uint64 // scratch
	// patience, if set, is how many steps it may take until one more agent is
	// at its goal than ever before; then solve answers the way so far.
	patience int
	best     int // agents at their goals
	since    int // configurations since then
}

// config is a node of the search: where all agents are.
type config struct {
	at     []int32
	parent *config
	prio   []float32
	order  []int32
	tree   []constraint // low-level nodes not yet tried, first in first out
	next   int
}

// constraint says that an agent must go to a cell; -1 for the root.
type constraint struct {
	parent    int32 // index in the tree
	agent, to int32
	depth     int32
}

func newLacam(p *pibt, goals []int32, dist func(a, c int32) int32) *lacam {
	l := &lacam{p: p, goals: goals, known: map[uint64][]*config{}, keys: make([]uint64, len(goals))}
	p.goals = goals
	prio := make([]float32, len(goals))
	for a := range prio {
		prio[a] = float32(dist(int32(a), p.at[a])) / 65536
	}
	l.add(p.at, nil, prio)
	return l
}

// add makes a node of a configuration and puts it on top.
func (l *lacam) add(at []int32, parent *config, prio []float32) {
	c := &config{at: slices.Clone(at), parent: parent, prio: prio, order: make([]int32, len(at)), tree: []constraint{{None, None, None, 0}}}
	for a, p := range prio {
		l.keys[a] = uint64(^math.Float32bits(p))<<32 | uint64(a) // positive floats sort as their bits
	}
	slices.Sort(l.keys)
	for i, k := range l.keys {
		c.order[i] = int32(uint32(k))
	}
	h := l.hash(at)
	l.known[h] = append(l.known[h], c)
	l.open = append(l.open, c)
}

func (l *lacam) hash(at []int32) uint64 {
	h := uint64(1469598103934665603)
	for _, c := range at {
		h = (h ^ uint64(c)) * 1099511628211
		h ^= h >> 29
	}
	return h
}

func (l *lacam) find(at []int32) *config {
	for _, c := range l.known[l.hash(at)] {
		if slices.Equal(c.at, at) {
			return c
		}
	}
	return nil
}

// solve searches until a plan is found or stop says so; then it answers nil.
// The answer is the configurations from start to goal, or, when patience ran
// out, to the last one. exhausted: there is no plan.
func (l *lacam) solve(stop func() bool) (steps [][]int32, exhausted bool) {
	for i := 0; len(l.open) > 0; i++ {
		if i%8 == 0 && stop != nil && stop() {
			return nil, false
		}
		c := l.open[len(l.open)-1]
		if l.arrived(c) {
			return c.plan(), false
		}
		if c.next >= len(c.tree) {
			l.open = l.open[:len(l.open)-1]
			continue
		}
		if l.patience > 0 && l.since > l.patience {
			return c.plan(), false
		}
		l.expand(c)
	}
	return nil, true
}

// arrived tells whether all are at their goals, and counts how many are.
func (l *lacam) arrived(c *config) bool {
	n := 0
	for a, at := range c.at {
		if at == l.goals[a] {
			n++
		}
	}
	l.since++
	if n > l.best {
		l.best, l.since = n, 0
	}
	return n == len(c.at)
}

// expand makes the next configuration that c leads to.
func (l *lacam) expand(c *config) {
	i := int32(c.next)
	c.next++
	l.grow(c, i)
	if !l.generate(c, i) {
		return
	}
	if k := l.find(l.p.to); k != nil {
		l.open = append(l.open, k)
		return
	}
	prio := slices.Clone(c.prio)
	for a, to := range l.p.to {
		if to == l.goals[a] {
			prio[a] -= float32(int32(prio[a])) // keeps the fraction
		} else {
			prio[a]++
		}
	}
	l.add(l.p.to, c, prio)
}

func (c *config) plan() (plan [][]int32) {
	for ; c != nil; c = c.parent {
		plan = append(plan, c.at)
	}
	slices.Reverse(plan)
	return plan
}

// grow adds the children of a low-level node: one more agent bound.
func (l *lacam) grow(c *config, i int32) {
	t := c.tree[i]
	if int(t.depth) >= len(c.order) {
		return
	}
	a := c.order[t.depth]
	cells := append([]int32{c.at[a]}, l.p.g.Next[c.at[a]][:]...)
	for k := len(cells) - 1; k > 0; k-- {
		j := l.p.rng.intn(k + 1)
		cells[k], cells[j] = cells[j], cells[k]
	}
	for _, to := range cells {
		if to != None {
			c.tree = append(c.tree, constraint{i, a, to, t.depth + 1})
		}
	}
}

// generate makes the next configuration under the constraints of node i.
func (l *lacam) generate(c *config, i int32) bool {
	p := l.p
	for a := range p.at {
		p.occupant[p.at[a]] = None
	}
	for a, at := range c.at {
		if p.to[a] != None {
			p.reserved[p.to[a]] = None
		}
		p.to[a] = None
		p.at[a] = at
	}
	for a, at := range c.at {
		p.occupant[at] = int32(a)
	}
	for t := c.tree[i]; t.agent != None; t = c.tree[t.parent] {
		if p.reserved[t.to] != None {
			return false
		}
		if b := p.occupant[t.to]; b != None && b != t.agent && p.to[b] == p.at[t.agent] {
			return false
		}
		p.to[t.agent], p.reserved[t.to] = t.to, t.agent
	}
	for _, a := range c.order {
		if p.to[a] == None && !p.plan(a, None) && p.reserved[p.to[a]] != a {
			return false
		}
	}
	return p.consistent() && !(p.noRings && p.hasRing())
}

// consistent tells whether everybody has a cell of its own: PIBT may leave one
// on a cell that a constraint gave to another.
func (p *pibt) consistent() bool {
	for a, to := range p.to {
		if to == None || p.reserved[to] != int32(a) {
			return false
		}
	}
	return true
}

// hasRing tells whether a constraint made agents move round a ring.
func (p *pibt) hasRing() bool {
	for a, to := range p.to {
		if to != p.at[a] && p.closesRing(int32(a), p.occupant[to]) {
			return true
		}
	}
	return false
}
