package picking

import (
	"fmt"
	"math"
	"slices"
)

// StationOrder is what a goods-to-person station has to put together. Times are
// in seconds from the beginning.
type StationOrder struct {
	Items        []int32
	Arrives, Due float64
}

// Station is a place to which racks (or other handling units with several items)
// come, and where so many orders are open at a time.
type Station struct {
	Open      int
	ExchangeS float64 // one rack leaves, the next one stands ready
	LineS     float64 // one line is taken and put into its order
	// UrgentS is how long before it is due an order goes first, wherever its
	// racks are. Only the rule MostLines asks.
	UrgentS float64
}

// Retrieval is a rule for what comes next.
type Retrieval uint8

const (
	// FirstCome opens orders as they arrive and fetches what the oldest needs; a
	// rack serves the order it was fetched for.
	FirstCome Retrieval = iota
	// FirstComeShared does so too, but a rack serves every open line it can.
	FirstComeShared
	// MostLines opens the order that most shares racks with those open, fetches
	// the rack that serves most open lines, and serves every one it can; urgent
	// orders go first.
	MostLines
)

func (r Retrieval) String() string {
	return [...]string{"first come", "first come, shared", "most lines"}[r]
}

// StationResult is how it went.
type StationResult struct {
	Lines         int     `json:"lines"`
	Visits        int     `json:"visits"` // of racks
	VisitsPerLine float64 `json:"visits_per_line"`
	Late          int     `json:"late"`
	MeanLateS     float64 `json:"mean_late_s"` // over all orders; early is 0
	MostLateS     float64 `json:"most_late_s"`
	MeanOrderS    float64 `json:"mean_order_s"` // from arrival to the last line
	FinishS       float64 `json:"finish_s"`
}

// Run works through the orders, sorted by arrival. Racks list the items they
// hold, and have enough of them.
func (s Station) Run(orders []StationOrder, racks [][]int32, rule Retrieval) (StationResult, error) {
	if s.Open < 1 || !(s.ExchangeS >= 0) || !(s.LineS >= 0) {
		return StationResult{}, fmt.Errorf("%d open orders, %v s an exchange, %v s a line: there must be room for an order, and no time below 0", s.Open, s.ExchangeS, s.LineS)
	}
	w := newStationWork(s, orders, racks)
	for k, o := range orders {
		if k > 0 && o.Arrives < orders[k-1].Arrives {
			return StationResult{}, fmt.Errorf("order %d arrives before the one before it", k)
		}
		if len(o.Items) == 0 {
			return StationResult{}, fmt.Errorf("order %d has no lines", k)
		}
		for n, i := range o.Items {
			if len(w.at[i]) == 0 {
				return StationResult{}, fmt.Errorf("order %d: item %d is on no rack", k, i)
			}
			if slices.Contains(o.Items[:n], i) {
				return StationResult{}, fmt.Errorf("order %d: item %d stands in it twice", k, i)
			}
		}
	}
	for w.arrived < len(orders) || len(w.waiting) > 0 || len(w.open) > 0 {
		w.arrive()
		if len(w.open) == 0 && len(w.waiting) == 0 {
			w.now = orders[w.arrived].Arrives
			continue
		}
		w.fill(rule, nowhere)
		w.visit(w.next(rule), rule)
	}
	r := w.result
	r.VisitsPerLine = float64(r.Visits) / math.Max(1, float64(r.Lines))
	r.MeanLateS /= math.Max(1, float64(len(orders)))
	r.MeanOrderS /= math.Max(1, float64(len(orders)))
	r.FinishS = w.now
	return r, nil
}

// stationWork is the state of one run.
type stationWork struct {
	Station
	orders  []StationOrder
	racks   [][]int32
	at      map[int32][]int // by item, its racks
	now     float64
	arrived int       // orders so far
	waiting []int     // arrived, not open; by arrival
	open    []int     // in the order in which they were opened
	left    [][]int32 // by order, items not yet there
	wanted  []int     // by rack, open lines it could serve
	result  StationResult
}

func newStationWork(s Station, orders []StationOrder, racks [][]int32) *stationWork {
	w := &stationWork{Station: s, orders: orders, racks: racks, at: map[int32][]int{}, wanted: make([]int, len(racks))}
	for r, items := range racks {
		for _, i := range items {
			w.at[i] = append(w.at[i], r)
		}
	}
	for _, o := range orders {
		w.left = append(w.left, slices.Clone(o.Items))
	}
	return w
}

func (w *stationWork) arrive() {
	for w.arrived < len(w.orders) && w.orders[w.arrived].Arrives <= w.now {
		w.waiting = append(w.waiting, w.arrived)
		w.arrived++
	}
}

// nowhere is the rack that stands at the station when there is none.
const nowhere = -1

// fill opens orders while there is room, and says whether it did.
func (w *stationWork) fill(rule Retrieval, here int) bool {
	some := false
	for len(w.open) < w.Open && len(w.waiting) > 0 {
		n := 0
		if rule == MostLines {
			n = w.bestWaiting(here)
		}
		k := w.waiting[n]
		w.waiting = slices.Delete(w.waiting, n, n+1)
		w.open = append(w.open, k)
		w.count(w.left[k], 1)
		some = true
	}
	return some
}

func (w *stationWork) count(items []int32, by int) {
	for _, i := range items {
		for _, r := range w.at[i] {
			w.wanted[r] += by
		}
	}
}

// bestWaiting is the most urgent order, or the one with the smallest part of its
// lines on racks that would have to come for it alone.
func (w *stationWork) bestWaiting(here int) int {
	best, alone, due := 0, math.Inf(1), math.Inf(1)
	for n, k := range w.waiting {
		if d := w.orders[k].Due; d-w.now < w.UrgentS && d < due {
			best, due = n, d
		}
	}
	if !math.IsInf(due, 1) {
		return best
	}
	for n, k := range w.waiting {
		only := 0.0
		for _, i := range w.left[k] {
			switch {
			case here != nowhere && slices.Contains(w.at[i], here):
				only -= bonus
			case !slices.ContainsFunc(w.at[i], func(r int) bool { return w.wanted[r] > 0 }):
				only++
			}
		}
		if only /= float64(len(w.left[k])); only < alone {
			best, alone = n, only
		}
	}
	return best
}

// bonus is what a line on the rack that stands there anyway counts.
const bonus = 0.5

// next is the rack to fetch.
func (w *stationWork) next(rule Retrieval) int {
	if rule != MostLines {
		return w.at[w.left[w.open[0]][0]][0]
	}
	// Ties go to whoever is due first; urgent orders see only their own racks.
	first := slices.Clone(w.open)
	slices.SortStableFunc(first, func(a, b int) int {
		switch {
		case w.orders[a].Due < w.orders[b].Due:
			return -1
		case w.orders[a].Due > w.orders[b].Due:
			return 1
		}
		return 0
	})
	best, most := -1, 0
	for n, k := range first {
		if n > 0 && w.orders[first[0]].Due-w.now < w.UrgentS {
			break
		}
		for _, i := range w.left[k] {
			for _, r := range w.at[i] {
				if w.wanted[r] > most {
					best, most = r, w.wanted[r]
				}
			}
		}
	}
	return best
}

// visit brings a rack. Where it finishes orders, others take their room before
// it leaves.
func (w *stationWork) visit(rack int, rule Retrieval) {
	w.result.Visits++
	w.now += w.ExchangeS
	if rule == FirstCome {
		w.serve(rack, rule)
		return
	}
	for w.serve(rack, rule) {
		w.arrive()
		if !w.fill(rule, rack) {
			break
		}
	}
}

// serve takes the open lines off a rack and says whether orders were finished.
func (w *stationWork) serve(rack int, rule Retrieval) bool {
	before, oldest := len(w.open), w.open[0]
	w.open = slices.DeleteFunc(w.open, func(k int) bool {
		if rule == FirstCome && k != oldest {
			return false
		}
		w.left[k] = slices.DeleteFunc(w.left[k], func(i int32) bool {
			if !slices.Contains(w.racks[rack], i) {
				return false
			}
			w.count([]int32{i}, -1)
			w.result.Lines++
			w.now += w.LineS
			return true
		})
		if len(w.left[k]) > 0 {
			return false
		}
		late := max(0, w.now-w.orders[k].Due)
		if late > 0 {
			w.result.Late++
		}
		w.result.MeanLateS += late
		w.result.MostLateS = max(w.result.MostLateS, late)
		w.result.MeanOrderS += w.now - w.orders[k].Arrives
		return true
	})
	return len(w.open) < before
}
