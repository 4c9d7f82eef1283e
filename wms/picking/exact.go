package picking

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Bounds of a proof: more jobs or more possible batches than that are not tried.
const (
	mostProvenJobs = 64
	mostLooks      = 20_000_000 // at batches, while searching in full
)

// column is a possible batch.
type column struct {
	members uint64
	cost    float64
}

// proof looks for the best way to part the jobs into possible batches: all
// batches are listed, a price for each job is found by which no batch is worth
// more than it costs (a dual bound, by subgradients: Held, Wolfe and Crowder
// 1974), batches that cannot be part of anything better are dropped, and what is
// left is searched in full.
type proof struct {
	s       *search
	columns []column
	grain   float64 // all costs are multiples of it
	price   []float64
	best    float64
	chosen  []uint64
	found   []uint64
	byJob   [][]column // columns whose lowest-numbered open job may be this one
	looks   int
}

// prove tries to show that the grouping is the best there is, or finds a better
// one and shows that. It says whether it did; it does not try where there are
// more possible batches than given.
func (s *search) prove(mostColumns int) bool {
	if len(s.jobs) > mostProvenJobs || s.possible(mostColumns) > mostColumns {
		return false
	}
	p := &proof{s: s, best: float64(s.cost)}
	if !p.list(0, 0, 0, nil) {
		return false
	}
	bound := p.bound()
	for _, c := range p.columns {
		if p.reduced(c)+bound <= p.best-p.grain+1e-6 {
			j := bits.TrailingZeros64(c.members)
			p.byJob[j] = append(p.byJob[j], c)
		}
	}
	for j := range p.byJob {
		slices.SortStableFunc(p.byJob[j], func(a, b column) int { return cmp.Compare(p.reduced(a), p.reduced(b)) })
	}
	all := uint64(1)<<len(s.jobs) - 1 // also right for 64 jobs
	if !p.dive(all, bound) {
		return false
	}
	if p.found != nil {
		s.adopt(p.found)
	}
	return true
}

// possible counts the batches that fit, up to some number and one more.
func (s *search) possible(most int) int {
	byLoad := make([]int, s.capacity+1)
	byLoad[0] = 1
	for _, j := range s.jobs {
		for load := s.capacity; load >= j.Size; load-- {
			byLoad[load] = min(byLoad[load]+byLoad[load-j.Size], most+1)
		}
	}
	sum := -1 // the empty one
	for _, n := range byLoad {
		sum = min(sum+n, most+1)
	}
	return sum
}

// list enumerates the batches that fit, by depth first over the jobs.
func (p *proof) list(from, load int, members uint64, chosen []int) bool {
	s := p.s
	for j := from; j < len(s.jobs); j++ {
		if load+s.jobs[j].Size > s.capacity {
			continue
		}
		if len(p.columns)%64 == 0 && s.stopped() {
			return false
		}
		cost := s.measure(chosen, j)
		p.columns = append(p.columns, column{members | 1<<j, float64(cost)})
		p.grain = float64(gcd(int(p.grain), cost))
		if !p.list(j+1, load+s.jobs[j].Size, members|1<<j, append(chosen, j)) {
			return false
		}
	}
	return true
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (p *proof) reduced(c column) float64 {
	cost := c.cost
	for m := c.members; m != 0; m &= m - 1 {
		cost -= p.price[bits.TrailingZeros64(m)]
	}
	return cost
}

// bound finds prices and returns their sum, which no grouping can beat.
func (p *proof) bound() float64 {
	n := len(p.s.jobs)
	p.byJob = make([][]column, n)
	p.price = make([]float64, n)
	for _, b := range p.s.batches {
		for _, m := range b.members {
			p.price[m] = float64(b.cost) * float64(p.s.jobs[m].Size) / float64(b.load)
		}
	}
	best, bestPrice := math.Inf(-1), slices.Clone(p.price)
	step, idle := 1.0, 0
	slope := make([]float64, n)
	live := p.columns
	for round := 0; round < 400 && step > 1e-3 && !p.s.stopped(); round++ {
		value := 0.0
		for j := range slope {
			slope[j] = 1
			value += p.price[j]
		}
		for _, c := range live {
			if r := p.reduced(c); r < 0 {
				value += r
				for m := c.members; m != 0; m &= m - 1 {
					slope[bits.TrailingZeros64(m)]--
				}
			}
		}
		if idle++; value > best+1e-9 {
			best, idle = value, 0
			copy(bestPrice, p.price)
		} else if idle > 15 {
			step, idle = step/2, 0
			copy(p.price, bestPrice)
			continue
		}
		norm := 0.0
		for _, g := range slope {
			norm += g * g
		}
		if norm == 0 {
			break
		}
		for j, g := range slope {
			p.price[j] += step * (1.02*p.best - value) / norm * g
		}
	}
	copy(p.price, bestPrice)
	return p.repair()
}

// repair lowers prices until no batch is worth more than it costs; then their
// sum is a bound.
func (p *proof) repair() float64 {
	for _, c := range p.columns {
		r := p.reduced(c)
		if r >= 0 {
			continue
		}
		share := r / float64(bits.OnesCount64(c.members))
		for m := c.members; m != 0; m &= m - 1 {
			p.price[bits.TrailingZeros64(m)] += share
		}
	}
	sum := 0.0
	for _, u := range p.price {
		sum += u
	}
	return sum
}

// dive covers the open jobs, the lowest first; at is the bound for what was
// chosen so far. It says whether it went to the end.
func (p *proof) dive(open uint64, at float64) bool {
	if open == 0 {
		if at <= p.best-p.grain+1e-6 {
			p.best = at
			p.found = slices.Clone(p.chosen)
		}
		return true
	}
	for _, c := range p.byJob[bits.TrailingZeros64(open)] {
		if p.looks++; p.looks > mostLooks || p.looks%4096 == 0 && p.s.stopped() {
			return false
		}
		next := at + p.reduced(c)
		if next > p.best-p.grain+1e-6 {
			break // the rest is dearer still
		}
		if c.members&^open != 0 {
			continue
		}
		p.chosen = append(p.chosen, c.members)
		done := p.dive(open&^c.members, next)
		p.chosen = p.chosen[:len(p.chosen)-1]
		if !done {
			return false
		}
	}
	return true
}

// adopt makes a partition the search's grouping.
func (s *search) adopt(groups []uint64) {
	var list []batch
	for _, g := range groups {
		b := batch{}
		for m := g; m != 0; m &= m - 1 {
			j := bits.TrailingZeros64(m)
			b.members = append(b.members, j)
			b.load += s.jobs[j].Size
		}
		b.cost = s.measure(b.members, -1)
		list = append(list, b)
	}
	s.restore(list)
}
