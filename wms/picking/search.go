package picking

import "math"

// Search is Group for those who can wait: it anneals again and again, each time
// twice as long and from the best grouping so far, until Stop says so or the
// budget is used up. With neither it takes two million measured walks.
func Search(jobs []Job, capacity int, w Walker, o Options) (Grouping, error) {
	if err := checkJobs(jobs, capacity); err != nil {
		return Grouping{}, err
	}
	total := o.Budget
	switch {
	case total <= 0 && o.Stop == nil:
		total = 2_000_000
	case total <= 0:
		total = math.MaxInt / 8
	}
	s := newSearch(jobs, capacity, w, o)
	s.construct()
	for round := 20_000; s.used < total && len(s.batches) > 1 && !s.stopped(); round *= 2 {
		s.o.Budget = min(round, total-s.used)
		before := s.used
		s.anneal()
		if s.used == before {
			break // nothing can be moved
		}
	}
	return s.grouping(), nil
}
