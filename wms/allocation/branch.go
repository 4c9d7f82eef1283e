package allocation

import (
	"container/heap"
	"math"
	"math/bits"
)

// branch proves a plan optimal, or lifts the bound, by best-first branch and
// bound on "this warehouse ships to this order". Each part is bounded by the
// dual in its frame; pairs whose other choice would cost more than the best
// plan known are fixed; where all pairs are fixed, transport is exact.
type branch struct {
	*dual
	exact *transport
	parts parts
	// closed is the least bound among parts that were given up unproven.
	closed float64
	room   int // parts that may wait at once
	trial  prices
	leaf   draft
	found  draft    // the best plan met
	sets   []uint64 // chosen in the last part's relaxed problem
}

// part is a piece of the problem: a frame and the prices it inherits.
type part struct {
	frame
	prices
	bound float64
}

type parts []*part

func (h parts) Len() int           { return len(h) }
func (h parts) Less(i, j int) bool { return h[i].bound < h[j].bound }
func (h parts) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *parts) Push(x any)        { *h = append(*h, x.(*part)) }
func (h *parts) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

const partBytes = 64 << 20

func newBranch(d *dual, root frame) *branch {
	b := &branch{dual: d, exact: newTransport(d.tables), closed: math.Inf(1), trial: d.newPrices(), leaf: d.newDraft(), found: d.newDraft(), sets: make([]uint64, len(d.Orders)),
		room: partBytes / (16*len(d.Orders) + 8*len(d.stock) + 200)}
	b.parts = parts{{root.clone(), d.best.clone(), d.bound}}
	return b
}

// bound is below every plan that is not known yet.
func (b *branch) least() float64 {
	if len(b.parts) == 0 {
		return b.closed
	}
	return min(b.closed, b.parts[0].bound)
}

// step works on the part with the least bound, which is of interest only below
// a limit. It reports whether parts remain.
func (b *branch) step(limit float64) bool {
	if len(b.parts) == 0 {
		return false
	}
	p := heap.Pop(&b.parts).(*part)
	if p.bound >= limit || !b.full(p.frame) {
		return len(b.parts) > 0
	}
	b.tighten(p)
	if p.bound >= limit {
		return len(b.parts) > 0
	}
	o, w := b.fix(p, limit)
	if p.bound >= limit {
		return len(b.parts) > 0
	}
	if o < 0 {
		b.try(p.must)
		return len(b.parts) > 0
	}
	b.try(b.sets)
	if len(b.parts)+2 > b.room {
		b.closed = min(b.closed, p.bound)
		return len(b.parts) > 0
	}
	with := &part{p.frame.clone(), p.prices.clone(), p.bound}
	with.must[o] |= 1 << w
	with.may[o] &^= 1 << w
	p.may[o] &^= 1 << w
	heap.Push(&b.parts, with)
	heap.Push(&b.parts, p)
	return true
}

// try makes the best plan of given sets of warehouses, if limits allow them.
func (b *branch) try(sets []uint64) {
	for _, w := range b.tolled {
		n := int64(0)
		for _, set := range sets {
			n += int64(set >> w & 1)
		}
		if n > b.MaxShipments[w] {
			return
		}
	}
	b.exact.settle(sets, &b.leaf)
	if b.leaf.cost < b.found.cost {
		b.found.copyFrom(&b.leaf)
	}
}

// full takes warehouses whose shipments are all spoken for out of the other
// orders' choice. It reports whether the frame keeps to the limits.
func (b *branch) full(f frame) bool {
	for _, w := range b.tolled {
		n := int64(0)
		for _, must := range f.must {
			n += int64(must >> w & 1)
		}
		if n > b.MaxShipments[w] {
			return false
		}
		if n == b.MaxShipments[w] {
			for o := range f.may {
				f.may[o] &^= 1 << w
			}
		}
	}
	return true
}

// tighten raises a part's bound by a short walk from its prices.
func (b *branch) tighten(p *part) {
	p.bound = max(p.bound, b.relax(p.frame, p.prices))
	for _, from := range [...]float64{0.02, 0.004} {
		b.trial.copyFrom(p.prices)
		if bound := b.walk(p.frame, b.trial, 6, from, from/5); bound > p.bound {
			p.bound = bound
			p.prices.copyFrom(b.trial)
		}
	}
}

// fix settles pairs whose other choice would reach the limit, and returns the
// pair to branch on, or order -1 if none is left.
func (b *branch) fix(p *part, limit float64) (order, warehouse int) {
	order = -1
	c := b.choose
	bound := b.relax(p.frame, p.prices)
	score := math.Inf(-1)
	for o := range p.may {
		b.sets[o] = p.must[o]
		if p.may[o] == 0 {
			continue
		}
		c.load(o, p.unit, p.toll, 1, nil, p.must[o]|p.may[o])
		best := c.choose(p.must[o], p.may[o])
		slack, chosen := c.slack, c.set
		b.sets[o] = chosen
		for s := p.may[o]; s != 0; s &= s - 1 {
			w := bits.TrailingZeros64(s)
			bit := uint64(1) << w
			var other float64
			if chosen&bit != 0 {
				other = c.choose(p.must[o], p.may[o]&^bit)
			} else {
				other = c.choose(p.must[o]|bit, p.may[o]&^bit)
			}
			if bound+slack+best-other-c.slack >= limit {
				p.may[o] &^= bit
				p.must[o] |= chosen & bit
				continue
			}
			mean := b.mean[o*b.warehouses+w]
			if v := min(mean, 1-mean) * (1 + b.Orders[o].Open[w]); v > score {
				score, order, warehouse = v, o, w
			}
		}
	}
	return order, warehouse
}
