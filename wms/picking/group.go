package picking

import (
	"cmp"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Job is what is batched as a whole.
type Job struct {
	Stops   []Stop
	Size    int // what it takes of the batch's capacity, at least 1
	Urgency int // 0 is most urgent
}

// Options bound the work of a search.
type Options struct {
	Seed   uint64
	Budget int         // walks measured while improving; 0 for a first plan only
	Stop   func() bool // asked between walks; nil for never

	mixPenalty int
}

// Grouping says which jobs go together.
type Grouping struct {
	Groups [][]int // jobs by index, ascending; groups by their first job
	Cost   int     // sum of the walks and of the penalties for mixed urgency
	Used   int     // walks measured
	Proven bool    // there is no better grouping
}

// Group batches jobs so that no batch holds more than capacity and the sum of
// the walks is small.
func Group(jobs []Job, capacity int, w Walker, o Options) (Grouping, error) {
	if err := checkJobs(jobs, capacity); err != nil {
		return Grouping{}, err
	}
	s := newSearch(jobs, capacity, w, o)
	s.construct()
	s.anneal()
	return s.grouping(), nil
}

func checkJobs(jobs []Job, capacity int) error {
	for i, j := range jobs {
		if j.Size < 1 {
			return fmt.Errorf("job %d has size %d, must be at least 1", i, j.Size)
		}
		if j.Size > capacity {
			return fmt.Errorf("job %d has size %d, above the capacity of %d by itself", i, j.Size, capacity)
		}
	}
	return nil
}

// search is the state of one run.
type search struct {
	jobs     []Job
	capacity int
	w        Walker
	o        Options
	rng      *rand.Rand
	aisles   [][]uint64 // by job, the aisles it stops in
	keys     []uint64   // by job, a random number; a batch's key is their xor
	known    map[uint64]int
	used     int
	scratch  []Stop

	batches []batch
	of      []int // by job, its batch
	cost    int
}

type batch struct {
	members []int
	load    int
	cost    int
}

func newSearch(jobs []Job, capacity int, w Walker, o Options) *search {
	s := &search{jobs: jobs, capacity: capacity, w: w, o: o,
		rng:   rand.New(rand.NewPCG(o.Seed, 0x70636b)),
		known: map[uint64]int{}, of: make([]int, len(jobs))}
	words := 1
	for _, j := range jobs {
		for _, p := range j.Stops {
			words = max(words, p[0]/64+1)
		}
	}
	for _, j := range jobs {
		set := make([]uint64, words)
		for _, p := range j.Stops {
			set[p[0]/64] |= 1 << (p[0] % 64)
		}
		s.aisles = append(s.aisles, set)
		s.keys = append(s.keys, s.rng.Uint64())
	}
	return s
}

// maxKnown bounds the memory for walks already measured.
const maxKnown = 1 << 20

// measure is the cost of a batch of members (and one more, if extra is not -1).
func (s *search) measure(members []int, extra int) int {
	var key uint64
	for _, m := range members {
		key ^= s.keys[m]
	}
	if extra >= 0 {
		key ^= s.keys[extra]
	}
	s.used++
	if cost, ok := s.known[key]; ok {
		return cost
	}
	s.scratch = s.scratch[:0]
	first, sum, n := 1<<30, 0, 0
	add := func(m int) {
		s.scratch = append(s.scratch, s.jobs[m].Stops...)
		first, sum, n = min(first, s.jobs[m].Urgency), sum+s.jobs[m].Urgency, n+1
	}
	for _, m := range members {
		add(m)
	}
	if extra >= 0 {
		add(extra)
	}
	cost := 0
	if n > 0 {
		cost = s.w.Length(s.scratch) + s.o.mixPenalty*(sum-n*first)
	}
	if len(s.known) >= maxKnown {
		clear(s.known)
	}
	s.known[key] = cost
	return cost
}

func (s *search) stopped() bool { return s.o.Stop != nil && s.o.Stop() }

// construct builds batches one after the other: the most urgent job that is
// left, the widest of them first, then whatever fits and adds least. Only the
// few that promise most by the aisles they share are measured.
func (s *search) construct() {
	left := make([]int, len(s.jobs))
	width := make([]int, len(s.jobs))
	for i := range left {
		left[i] = i
		width[i] = count(s.aisles[i])
	}
	slices.SortStableFunc(left, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.jobs[a].Urgency, s.jobs[b].Urgency), cmp.Compare(width[b], width[a]))
	})
	for len(left) > 0 {
		seed := left[0]
		left = left[1:]
		b := batch{members: []int{seed}, load: s.jobs[seed].Size}
		set := slices.Clone(s.aisles[seed])
		b.cost = s.measure(b.members, -1)
		for b.load < s.capacity {
			i, cost := s.nextFor(&b, set, left)
			if i < 0 {
				break
			}
			j := left[i]
			left = slices.Delete(left, i, i+1)
			b.members = append(b.members, j)
			b.load += s.jobs[j].Size
			b.cost = cost
			for w := range set {
				set[w] |= s.aisles[j][w]
			}
		}
		for _, m := range b.members {
			s.of[m] = len(s.batches)
		}
		s.cost += b.cost
		s.batches = append(s.batches, b)
	}
}

// nextFor finds the job in left that suits a batch best.
func (s *search) nextFor(b *batch, set []uint64, left []int) (best, bestCost int) {
	const measured = 3
	type candidate struct{ at, score int }
	var top []candidate
	urgency := s.jobs[b.members[0]].Urgency
	for i, j := range left {
		if b.load+s.jobs[j].Size > s.capacity {
			continue
		}
		fresh, shared := 0, 0
		for w, bits_ := range s.aisles[j] {
			fresh += bits.OnesCount64(bits_ &^ set[w])
			shared += bits.OnesCount64(bits_ & set[w])
		}
		// Urgency in the surrogate weighs one aisle a step.
		score := 2*fresh - shared
		if s.o.mixPenalty > 0 {
			score += 2 * min(s.jobs[j].Urgency-urgency, 1<<20)
		}
		if len(top) == measured && score >= top[measured-1].score {
			continue
		}
		k, _ := slices.BinarySearchFunc(top, score, func(c candidate, s int) int {
			if c.score <= s {
				return -1
			}
			return 1
		})
		top = slices.Insert(top, k, candidate{i, score})
		top = top[:min(len(top), measured)]
	}
	best = -1
	bestGain := 0
	for _, c := range top {
		j := left[c.at]
		cost := s.measure(b.members, j)
		gain := s.measure([]int{j}, -1) + b.cost - cost
		if best < 0 || gain > bestGain {
			best, bestCost, bestGain = c.at, cost, gain
		}
	}
	return best, bestCost
}

func count(set []uint64) int {
	n := 0
	for _, w := range set {
		n += bits.OnesCount64(w)
	}
	return n
}

// grouping is the answer in a form that does not depend on the search's path.
func (s *search) grouping() Grouping {
	g := Grouping{Cost: s.cost, Used: s.used}
	for _, b := range s.batches {
		if len(b.members) > 0 {
			g.Groups = append(g.Groups, slices.Sorted(slices.Values(b.members)))
		}
	}
	slices.SortFunc(g.Groups, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return g
}
