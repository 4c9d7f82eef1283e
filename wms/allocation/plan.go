package allocation

import (
	"math"
	"math/bits"
)

// Options bound and seed a plan. With the same options and no Stop, the same
// problem gets the same plan.
type Options struct {
	Seed uint64
	// Work is how many order choices may be made; 0 means DefaultWork.
	Work int64
	// Stop, if given, is asked now and then and ends the work early.
	Stop func() bool
}

// DefaultWork is enough for a few hundred orders.
const DefaultWork = 10_000_000

// planner runs the parts of a plan in turn: first any plan, then prices and
// bound, then search and proof side by side.
type planner struct {
	*tables
	opts   Options
	dual   *dual
	search *search
	proof  *branch
	root   frame
	proven bool
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
	t := newTables(p)
	d := newDual(t)
	b := &planner{tables: t, opts: opts, dual: d, search: newSearch(t, d, opts.Seed), root: frame{make([]uint64, len(p.Orders)), t.reach}}
	if opts.Stop != nil {
		d.halt = opts.Stop
	}
	b.run()
	return b.plan(), nil
}

func (b *planner) work() int64 { return b.dual.choose.work + b.search.choose.work }

func (b *planner) done() bool {
	return b.proven || b.work() >= b.opts.Work || b.opts.Stop != nil && b.opts.Stop()
}

func (b *planner) run() {
	file := make([]int, len(b.Orders))
	for o := range file {
		file[o] = o
	}
	b.search.build(file, 0)
	b.raise(b.dual.relax(b.root, b.dual.best), b.dual.best)
	p := b.dual.newPrices()
	for step := 0.25; step > 0.0005 && !b.done(); step /= 2 {
		b.raise(b.dual.walk(b.root, p, 12, step, step/2), p)
		b.search.p.copyFrom(p)
		b.search.build(file, 1)
		b.improve(int64(12 * len(b.Orders)))
	}
	for !b.done() {
		b.improve(int64(20*len(b.Orders)) + 2000)
		if b.worthProving() {
			b.prove(int64(20*len(b.Orders)) + 2000)
		}
	}
}

func (b *planner) raise(bound float64, at prices) {
	if bound > b.dual.bound {
		b.dual.bound = bound
		b.dual.best.copyFrom(at)
	}
	b.proven = b.dual.bound >= b.limit()
}

// limit is the cost from which on a plan would not be worth finding.
func (b *planner) limit() float64 {
	return b.search.best.cost - 1e-7*math.Max(1, b.search.best.cost)
}

func (b *planner) improve(work int64) {
	for end := b.search.choose.work + work; b.search.choose.work < end && !b.done(); {
		b.search.improve(20)
	}
}

func (b *planner) prove(work int64) {
	if b.proof == nil {
		b.proof = newBranch(b.dual, b.root)
	}
	for end := b.dual.choose.work + work; b.dual.choose.work < end && !b.done(); {
		more := b.proof.step(b.limit(), b.search.adopt)
		b.dual.bound = max(b.dual.bound, min(b.proof.least(), b.limit()))
		if !more {
			b.proven = math.IsInf(b.proof.closed, 1)
			return
		}
	}
}

// worthProving is true where branch and bound has a chance: small problems,
// and those that are nearly closed.
func (b *planner) worthProving() bool {
	return len(b.Orders) <= 40 || b.search.best.cost-b.dual.bound <= 0.01*b.search.best.cost
}

func (b *planner) plan() *Plan {
	best := b.search.best
	exact := b.newDraft()
	newTransport(b.tables).settle(best.sets, &exact)
	if exact.cost < best.cost {
		best = exact
	}
	plan := &Plan{Work: b.work(), Optimal: b.proven}
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
					plan.Cost += order.Unit[w] * float64(qty)
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
