package picking

import "math"

// Search is Group for those who can wait: it anneals again and again, each time
// twice as long and from the best grouping so far, until Stop says so, the
// budget is used up or the grouping is proven to be the best there is (up to
// some 30 jobs). With neither budget nor Stop it takes two million walks.
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
	proven := false
	for round := 20_000; s.used < total && !s.stopped(); round *= 2 {
		s.o.Budget = min(round, total-s.used)
		before := s.used
		s.anneal()
		// Early, so that small problems are done at once; larger ones only with
		// a better grouping, which leaves less to search.
		columns := map[int]int{20_000: 4_000, 160_000: 60_000}[round]
		if proven = columns > 0 && s.prove(columns); proven {
			break
		}
		if s.used == before {
			break // nothing can be moved
		}
	}
	g := s.grouping()
	g.Proven = proven
	return g, nil
}
