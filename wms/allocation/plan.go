package allocation

import (
	"math"
	"math/bits"
	"sync"
)

// Options bound and seed a plan. With the same options and no Stop, the same
// problem gets the same plan.
type Options struct {
	Seed uint64
	// Work is about how many order choices may be made; 0 means DefaultWork.
	Work int64
	// Searches is how many searches run side by side, each on a goroutine that
	// ends with the plan; 0 means 1.
	Searches int
	// Stop, if given, is asked now and then and ends the work early. With more
	// than one search it is asked from several goroutines.
	Stop func() bool
}

// DefaultWork is enough for a few hundred orders.
const DefaultWork = 10_000_000

// planner runs the parts of a plan in rounds: first any plan, then prices and
// bound, then search and proof. Within a round nothing that runs side by side
// looks at the other, so that the plan does not depend on which is faster.
type planner struct {
	*tables
	opts     Options
	dual     *dual
	searches []*search // the first has the best plan known
	proof    *branch
	root     frame
	proven   bool
	alone    bool // no goroutines
}

// Batch plans all orders of a problem together. The plan keeps to stock and
// limits whatever happens; the budget decides how good it is.
func Batch(p *Problem, opts Options) (*Plan, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if opts.Work <= 0 {
		opts.Work = DefaultWork
	}
	if opts.Stop == nil {
		opts.Stop = func() bool { return false }
	}
	t := newTables(p)
	b := &planner{tables: t, opts: opts, dual: newDual(t), root: frame{make([]uint64, len(p.Orders)), t.reach}, alone: opts.Searches < 2}
	b.dual.halt = opts.Stop
	for i := range max(1, opts.Searches) {
		b.searches = append(b.searches, newSearch(t, b.dual, opts.Seed+uint64(i)<<32))
	}
	b.run()
	return b.plan(), nil
}

func (b *planner) work() int64 {
	sum := b.dual.choose.work
	for _, s := range b.searches {
		sum += s.choose.work
	}
	return sum
}

func (b *planner) done() bool { return b.proven || b.work() >= b.opts.Work || b.opts.Stop() }

func (b *planner) run() {
	file := make([]int, len(b.Orders))
	for o := range file {
		file[o] = o
	}
	b.searches[0].build(file, 0)
	p := b.dual.newPrices()
	b.dual.raise(b.dual.relax(b.root, p), p)
	b.share()
	lap := int64(passesPerStep * len(b.Orders))
	for step := firstStep; step > lastStep && !b.done(); step /= 2 {
		for _, s := range b.searches {
			s.p.copyFrom(p)
		}
		b.round(
			func() { b.dual.raise(b.dual.walk(b.root, p, passesPerStep, step, step/2), p) },
			func() {
				if step < firstStep {
					b.searches[0].build(file, 1)
					b.searches[0].improve(lap, b.opts.Stop)
				}
			})
		b.share()
	}
	for _, s := range b.searches {
		s.p.copyFrom(p)
	}
	for lap = 2*lap + 2000; !b.done(); b.share() {
		var tasks []func()
		for i, s := range b.searches {
			if i == len(b.searches)-1 && i > 0 && b.worthProving() {
				break // the proof takes its place
			}
			tasks = append(tasks, func() { s.improve(lap, b.opts.Stop) })
		}
		if b.worthProving() {
			limit := b.limit()
			tasks = append(tasks, func() { b.prove(lap, limit) })
		}
		b.round(tasks...)
	}
}

// round runs tasks that don't look at each other, and waits for them.
func (b *planner) round(tasks ...func()) {
	if b.alone {
		for _, f := range tasks {
			f()
		}
		return
	}
	var wait sync.WaitGroup
	for _, f := range tasks {
		wait.Go(f)
	}
	wait.Wait()
}

// share gives all searches the best plan found, and sees whether it is proven.
func (b *planner) share() {
	best := b.searches[0]
	for _, s := range b.searches[1:] {
		best.adopt(&s.best)
	}
	if b.proof != nil {
		best.adopt(&b.proof.found)
	}
	for _, s := range b.searches[1:] {
		s.adopt(&best.best)
	}
	b.proven = b.proven || b.dual.bound >= b.limit()
}

// limit is the cost from which on a plan would not be worth finding.
func (b *planner) limit() float64 {
	cost := b.searches[0].best.cost
	return cost - 1e-7*math.Max(1, cost)
}

// prove closes parts that cannot hold a plan below a limit.
func (b *planner) prove(work int64, limit float64) {
	if b.proof == nil {
		b.proof = newBranch(b.dual, b.root)
	}
	for end := b.dual.choose.work + work; b.dual.choose.work < end && !b.opts.Stop(); {
		more := b.proof.step(limit)
		limit = min(limit, b.proof.found.cost)
		b.dual.bound = max(b.dual.bound, min(b.proof.least(), limit))
		if !more {
			b.proven = math.IsInf(b.proof.closed, 1)
			return
		}
	}
}

// worthProving is true where branch and bound has a chance: small problems,
// and those that are nearly closed.
func (b *planner) worthProving() bool {
	return len(b.Orders) <= 40 || b.searches[0].best.cost-b.dual.bound <= 0.01*b.searches[0].best.cost
}

func (b *planner) plan() *Plan {
	best := b.searches[0].best
	exact := b.newDraft()
	newTransport(b.tables).settle(best.sets, &exact)
	if exact.cost < best.cost {
		best = exact
	}
	plan := &Plan{Work: b.work(), Optimal: b.proven, Prices: b.dual.prices()}
	for o := range b.Orders {
		order := &b.Orders[o]
		at := map[int]int{}
		for set := best.sets[o]; set != 0; set &= set - 1 {
			w := bits.TrailingZeros64(set)
			at[w] = len(plan.Shipments)
			plan.Shipments = append(plan.Shipments, Shipment{Order: o, Warehouse: w})
			plan.Cost += order.Open[w]
		}
		first := 0
		for l, end := range b.lineEnd[o] {
			left := order.Lines[l].Qty
			for a := first; a < end; a++ {
				if qty := best.takes[o][a]; qty > 0 {
					w := b.arcs[o][a].warehouse
					s := &plan.Shipments[at[w]]
					s.Lines = append(s.Lines, Line{order.Lines[l].Item, qty})
					plan.Cost += order.unit(l, w) * float64(qty)
					left -= qty
				}
			}
			first = end
			if left > 0 {
				plan.Short = append(plan.Short, Missing{o, order.Lines[l].Item, left})
				plan.Cost += b.Short * float64(left)
			}
		}
	}
	plan.LowerBound = min(b.dual.bound, plan.Cost)
	if plan.Optimal {
		plan.LowerBound = plan.Cost
	}
	return plan
}
