package picking

import (
	"math"
	"math/bits"
	"slices"
)

// anneal improves the batches by moving a job to another batch, or swapping it
// with one or two jobs of another batch, under simulated annealing (Kirkpatrick,
// Gelatt and Vecchi 1983), and keeps the best it saw.
func (s *search) anneal() {
	if len(s.batches) < 2 || s.o.Budget <= 0 {
		return
	}
	start, end := s.used, s.used+s.o.Budget
	hot := 0.03 * float64(s.cost) / float64(len(s.batches))
	cold := hot / 60
	best, bestCost := s.snapshot(), s.cost
	t := hot
	for step := 0; s.used < end && step < 4*s.o.Budget; step++ {
		if step%64 == 0 {
			if s.stopped() {
				break
			}
			t = hot * math.Pow(cold/hot, float64(s.used-start)/float64(s.o.Budget))
		}
		s.try(t)
		if s.cost < bestCost {
			best, bestCost = s.snapshot(), s.cost
		}
	}
	s.restore(best)
}

// try proposes one change and takes it if it is good enough at temperature t.
func (s *search) try(t float64) {
	i := s.rng.IntN(len(s.jobs))
	j := s.partner(i)
	if j < 0 {
		return
	}
	from, to := s.of[i], s.of[j]
	a, b := &s.batches[from], &s.batches[to]
	var out []int // what leaves b for a
	if s.rng.IntN(3) > 0 {
		out = append(out, j)
		if len(b.members) > 1 && s.rng.IntN(3) == 0 {
			if k := b.members[s.rng.IntN(len(b.members))]; k != j {
				out = append(out, k)
			}
		}
	}
	shift := s.jobs[i].Size
	for _, k := range out {
		shift -= s.jobs[k].Size
	}
	if b.load+shift > s.capacity || a.load-shift > s.capacity {
		return
	}
	newA := append(without(a.members, i), out...)
	newB := append(without(b.members, out...), i)
	costA, costB := s.measure(newA, -1), s.measure(newB, -1)
	change := costA + costB - a.cost - b.cost
	if change > 0 && s.rng.Float64() >= math.Exp(-float64(change)/t) {
		return
	}
	*a = batch{members: newA, load: a.load - shift, cost: costA}
	*b = batch{members: newB, load: b.load + shift, cost: costB}
	s.cost += change
	s.of[i] = to
	for _, k := range out {
		s.of[k] = from
	}
}

// partner draws a job of another batch, of a few the one that shares most
// aisles with i; -1 if there was none.
func (s *search) partner(i int) int {
	best, most := -1, -1
	for range 3 {
		j := s.rng.IntN(len(s.jobs))
		if s.of[j] == s.of[i] {
			continue
		}
		shared := 0
		for w, set := range s.aisles[j] {
			shared += bits.OnesCount64(set & s.aisles[i][w])
		}
		if shared > most {
			best, most = j, shared
		}
	}
	return best
}

func without(members []int, gone ...int) []int {
	kept := make([]int, 0, len(members)+2)
	for _, m := range members {
		if !slices.Contains(gone, m) {
			kept = append(kept, m)
		}
	}
	return kept
}

func (s *search) snapshot() []batch { return slices.Clone(s.batches) }

func (s *search) restore(batches []batch) {
	s.batches, s.cost = batches, 0
	for b := range batches {
		s.cost += batches[b].cost
		for _, m := range batches[b].members {
			s.of[m] = b
		}
	}
}
