package mapf

import (
	"fmt"
	"slices"
)

// Options of Solve.
type Options struct {
	// First: stop at the first plan.
	First bool
	// Stop, if given, is asked now and then whether time is up.
	Stop func() bool
	// OnFirst, if given, is called when the first plan is found.
	OnFirst func()
	// Iterations bounds the improvement. Default none; one of Stop, First and
	// Iterations must end it.
	Iterations int
	// NoRings: see Schedule. The plan is then not improved.
	NoRings bool
	Seed    uint64
}

// Plan is an answer of Solve. Paths end at the last arrival of their agent.
type Plan struct {
	Paths      [][]int32
	LowerBound int // sum of the shortest ways
}

// oneShotWeights make detours dear against waiting: found by trial.
var oneShotWeights = Weights{8, 2, 1}

// patience is how many steps guided agents may go on without one more being
// at its goal, before they follow plain distances.
const patience = 64

// maxSlack is how many steps longer than the longest path the improvement may
// make a path.
const maxSlack = 32

// Solve finds a plan for all agents, then improves it. It answers nil if time
// was up first, and an error if there is no plan.
func Solve(g *Grid, agents []Agent, opt Options) (*Plan, error) {
	if opt.NoRings || opt.Stop == nil && opt.Iterations == 0 {
		opt.First = true
	}
	s, err := newSolver(g, agents, opt)
	if err != nil || len(agents) == 0 {
		return &Plan{}, err
	}
	steps, err := s.first()
	if steps == nil || err != nil {
		return nil, err
	}
	if opt.OnFirst != nil {
		opt.OnFirst()
	}
	plan := &Plan{Paths: cut(steps, s.goals)}
	for a := range agents {
		plan.LowerBound += int(s.plain(int32(a))[s.starts[a]])
	}
	if !opt.First {
		plan.Paths = s.improve(steps, plan)
	}
	return plan, nil
}

type solver struct {
	g             *Grid
	agents        []Agent
	opt           Options
	starts, goals []int32
	dist          [][]uint16 // plain distances, made when first asked for
	queue         []int32
}

func newSolver(g *Grid, agents []Agent, opt Options) (*solver, error) {
	s := &solver{g: g, agents: agents, opt: opt, dist: make([][]uint16, len(agents)), queue: make([]int32, g.Cells())}
	if len(agents) > g.Cells() || len(agents) >= int(far) {
		return nil, fmt.Errorf("%d agents are too many for %d cells", len(agents), g.Cells())
	}
	from, to := map[int32]bool{}, map[int32]bool{}
	for i, a := range agents {
		if from[a.Start] || to[a.Goal] {
			return nil, fmt.Errorf("agent %d shares its start or its goal with another", i+1)
		}
		from[a.Start], to[a.Goal] = true, true
		s.starts, s.goals = append(s.starts, a.Start), append(s.goals, a.Goal)
	}
	return s, nil
}

// plain is the distance on the empty floor to the goal of a.
func (s *solver) plain(a int32) []uint16 {
	if s.dist[a] == nil {
		s.dist[a] = make([]uint16, s.g.Cells())
		s.g.bfs(s.goals[a], s.dist[a], s.queue)
	}
	return s.dist[a]
}

func (s *solver) stopped() bool { return s.opt.Stop != nil && s.opt.Stop() }

// first finds a plan: guided as long as that leads on, then by plain
// distances to the end.
func (s *solver) first() ([][]int32, error) {
	steps := [][]int32{s.starts}
	if u := s.guides(); u != nil {
		search := newLacam(s.pibt(s.starts, u.cost), s.goals, u.cost)
		search.patience = patience
		var exhausted bool
		if steps, exhausted = search.solve(s.opt.Stop); exhausted {
			return nil, s.noPlan()
		}
		if steps == nil {
			return nil, nil
		}
	} else {
		for a := range s.agents {
			if s.plain(int32(a))[s.starts[a]] == far {
				return nil, fmt.Errorf("agent %d cannot reach its goal", a+1)
			}
		}
	}
	at := steps[len(steps)-1]
	if slices.Equal(at, s.goals) {
		return steps, nil
	}
	cost := func(a, c int32) int32 { return int32(s.plain(a)[c]) }
	search := newLacam(s.pibt(at, cost), s.goals, cost)
	rest, exhausted := search.solve(s.opt.Stop)
	if exhausted {
		return nil, s.noPlan()
	}
	if rest == nil {
		return nil, nil
	}
	return append(steps, rest[1:]...), nil
}

func (s *solver) pibt(at []int32, cost func(a, c int32) int32) *pibt {
	p := newPIBT(s.g, at, s.opt.Seed, cost)
	p.noRings = s.opt.NoRings
	return p
}

func (s *solver) noPlan() error {
	return fmt.Errorf("there is no plan for these %d agents", len(s.agents))
}

// guides makes the field of every agent, or nil where the map is too large for
// it or an agent further from its goal than the numbers reach.
func (s *solver) guides() *guide {
	if len(s.agents)*s.g.Cells() > wholeFields {
		return nil
	}
	u := newGuide(s.g, len(s.agents), oneShotWeights)
	copy(u.goal, s.goals)
	u.near = true
	for a, at := range s.starts {
		if a%64 == 0 && s.stopped() {
			return nil
		}
		if u.renew(int32(a), at); u.field[a][at] == far {
			return nil
		}
	}
	return u
}

// improve shortens the paths while there is time.
func (s *solver) improve(steps [][]int32, plan *Plan) [][]int32 {
	l := newLNS(s.g, s.agents, plan.Paths, maxSlack, s.opt.Seed, s.plain)
	l.run(func(i int) bool {
		return s.opt.Iterations > 0 && i >= s.opt.Iterations || l.sum == plan.LowerBound || s.stopped()
	})
	better := Plan{Paths: l.paths}
	if better.SumOfLoss() > (&Plan{Paths: full(steps)}).SumOfLoss() {
		return full(steps) // steps at the goal before the last arrival count only here
	}
	return l.paths
}

// full lists the paths of a plan by configurations.
func full(steps [][]int32) [][]int32 {
	paths := make([][]int32, len(steps[0]))
	for a := range paths {
		for _, at := range steps {
			paths[a] = append(paths[a], at[a])
		}
	}
	return paths
}

// SumOfCosts is the sum of the last arrivals.
func (p *Plan) SumOfCosts() (sum int) {
	for _, path := range p.Paths {
		n := len(path) - 1
		for n > 0 && path[n-1] == path[n] {
			n--
		}
		sum += n
	}
	return sum
}

// SumOfLoss counts each step in which an agent is not resting at its goal.
func (p *Plan) SumOfLoss() (sum int) {
	for _, path := range p.Paths {
		goal := path[len(path)-1]
		for t := range path[1:] {
			if path[t] != goal || path[t+1] != goal {
				sum++
			}
		}
	}
	return sum
}

// Makespan is the step of the last arrival.
func (p *Plan) Makespan() (last int) {
	for _, path := range p.Paths {
		n := len(path) - 1
		for n > 0 && path[n-1] == path[n] {
			n--
		}
		last = max(last, n)
	}
	return last
}

// Check looks at a plan with fresh eyes: it names the first fault, or is nil.
func Check(g *Grid, agents []Agent, paths [][]int32) error {
	if len(paths) != len(agents) {
		return fmt.Errorf("%d paths for %d agents", len(paths), len(agents))
	}
	last := 0
	for a, p := range paths {
		if len(p) == 0 || p[0] != agents[a].Start || p[len(p)-1] != agents[a].Goal {
			return fmt.Errorf("agent %d does not go from its start to its goal", a+1)
		}
		last = max(last, len(p))
	}
	at := func(a, t int) int32 { return paths[a][min(t, len(paths[a])-1)] }
	from, to := make([]int32, len(agents)), make([]int32, len(agents))
	for t := 1; t < last; t++ {
		for a := range agents {
			from[a], to[a] = at(a, t-1), at(a, t)
		}
		if err := CheckStep(g, from, to); err != nil {
			return fmt.Errorf("step %d: %w", t, err)
		}
	}
	return nil
}

// CheckStep tells whether all may move from one configuration to the other.
func CheckStep(g *Grid, from, to []int32) error {
	was := make(map[int32]int, len(from))
	is := make(map[int32]int, len(to))
	for a := range from {
		was[from[a]] = a
	}
	for a, c := range to {
		if b, taken := is[c]; taken {
			return fmt.Errorf("agents %d and %d are at one cell", a+1, b+1)
		}
		is[c] = a
		if c != from[a] && !slices.Contains(g.Next[from[a]][:], c) {
			return fmt.Errorf("agent %d jumps", a+1)
		}
		if b, ok := was[c]; ok && b != a && to[b] == from[a] {
			return fmt.Errorf("agents %d and %d change places", a+1, b+1)
		}
	}
	return nil
}
