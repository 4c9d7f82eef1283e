package picking

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Trip is one round of a picker: what it is made of and the stops in the order
// of visits.
type Trip struct {
	Stops    []Stop
	Length   int   // of the walk, start to end
	PutAways []int // which of the stops, by index, put something away; the others pick a line
	Totes    int
}

// Lines is how many lines the trip picks.
func (t Trip) Lines() int { return len(t.Stops) - len(t.PutAways) }

// Standards are engineered times: what each step takes on average.
type Standards struct {
	WalkPerS float64 // in the floor's unit
	TripS    float64 // take the list and the cart, hand over at the end
	ToteS    float64 // label and set down one tote
	PickS    float64 // find, take and confirm one line
	SortS    float64 // find the line's tote on the cart, if there are several
	PutAwayS float64 // put one unit load away
}

// Check says what is wrong with the standards.
func (s Standards) Check() error {
	for _, v := range []float64{s.TripS, s.ToteS, s.PickS, s.SortS, s.PutAwayS} {
		if !(v >= 0 && v < 1e6) {
			return fmt.Errorf("a standard time is %v s, must not be negative", v)
		}
	}
	if !(s.WalkPerS > 0) {
		return fmt.Errorf("walking speed is %v, must be above 0", s.WalkPerS)
	}
	return nil
}

// at is what a trip's n-th stop takes.
func (s Standards) at(t Trip, n int) float64 {
	switch {
	case slices.Contains(t.PutAways, n):
		return s.PutAwayS
	case t.Totes > 1:
		return s.PickS + s.SortS
	}
	return s.PickS
}

// Expect is what a trip takes on average if nobody is in the way.
func (s Standards) Expect(t Trip) float64 {
	sum := s.TripS + s.ToteS*float64(t.Totes) + float64(t.Length)/s.WalkPerS
	for n := range t.Stops {
		sum += s.at(t, n)
	}
	return sum
}

// Shift is a number of pickers who take the trips one after the other.
type Shift struct {
	Pickers  int
	Standard Standards
	Between  func(a, b Stop) int // the shortest walk
	From     Stop                // where trips begin
	Seed     uint64              // of what makes people differ from standards
}

// ShiftResult is how a shift went.
type ShiftResult struct {
	Trips        int     `json:"trips"`
	Lines        int     `json:"lines"`
	Walked       int     `json:"walked"`         // in the floor's unit
	WorkedS      float64 `json:"worked_s"`       // by all pickers, waiting included
	WaitedS      float64 `json:"waited_s"`       // for somebody at the same place
	LinesPerHour float64 `json:"lines_per_hour"` // of one picker
	FinishS      float64 `json:"finish_s"`
	PredictedS   float64 `json:"predicted_s"` // of the finish, by standard times, before it began
	// EndS is when each trip ends, in the order given.
	EndS []float64 `json:"-"`
}

// Predict is when the last trip ends by standard times.
func (s Shift) Predict(trips []Trip) float64 {
	free := make([]float64, s.Pickers)
	for _, t := range trips {
		first := slices.Index(free, slices.Min(free))
		free[first] += s.Standard.Expect(t)
	}
	return slices.Max(free)
}

// Run lets the shift happen: each person has a pace of their own, each step its
// own luck, and only one at a time stands before a place.
func (s Shift) Run(trips []Trip) (ShiftResult, error) {
	if s.Pickers < 1 {
		return ShiftResult{}, fmt.Errorf("there are %d pickers, must be at least 1", s.Pickers)
	}
	if err := s.Standard.Check(); err != nil {
		return ShiftResult{}, err
	}
	r := ShiftResult{Trips: len(trips), PredictedS: s.Predict(trips), EndS: make([]float64, len(trips))}
	all := len(trips)
	for _, t := range trips {
		r.Lines += t.Lines()
		r.Walked += t.Length
	}
	rng := rand.New(rand.NewPCG(s.Seed, 0x7368696674))
	luck := func(spread float64) float64 { return math.Exp(spread*rng.NormFloat64() - spread*spread/2) }
	var q arrivals
	for p := range s.Pickers {
		q = append(q, &arrival{picker: p, pace: luck(0.08), trip: -1})
	}
	free := map[Stop]float64{}
	for len(q) > 0 {
		a := q[0]
		if a.trip < 0 || a.stop == len(a.on.Stops) { // stands at the start, ready for the next trip
			if a.trip >= 0 {
				r.WorkedS += a.at - a.began
				r.FinishS = max(r.FinishS, a.at)
				r.EndS[a.number] = a.at
			}
			if len(trips) == 0 {
				heap.Pop(&q)
				continue
			}
			a.number = all - len(trips)
			a.on, trips = trips[0], trips[1:]
			a.trip, a.stop, a.began = a.trip+1, 0, a.at
			a.at += (s.Standard.TripS + s.Standard.ToteS*float64(a.on.Totes)) * a.pace * luck(0.2)
			a.at += s.walk(a.on, 0) * a.pace
			heap.Fix(&q, 0)
			continue
		}
		place := a.on.Stops[a.stop]
		start := max(a.at, free[place])
		r.WaitedS += start - a.at
		a.at = start + s.Standard.at(a.on, a.stop)*a.pace*luck(0.4)
		free[place] = a.at
		a.stop++
		a.at += s.walk(a.on, a.stop) * a.pace
		heap.Fix(&q, 0)
	}
	if r.WorkedS > 0 {
		r.LinesPerHour = float64(r.Lines) / r.WorkedS * 3600
	}
	return r, nil
}

// walk is how long the way to the trip's n-th stop takes, or back to the start
// after the last. Whatever the walk is longer than the shortest legs is walked
// on the way back.
func (s Shift) walk(t Trip, n int) float64 {
	from := s.From
	if n > 0 {
		from = t.Stops[n-1]
	}
	if n < len(t.Stops) {
		return float64(s.Between(from, t.Stops[n])) / s.Standard.WalkPerS
	}
	rest, at := t.Length, s.From
	for _, stop := range t.Stops {
		rest -= s.Between(at, stop)
		at = stop
	}
	return float64(rest) / s.Standard.WalkPerS
}

// arrival is a picker who arrives at a stop, or at the start with none left.
type arrival struct {
	at, began, pace    float64
	picker, trip, stop int // trip: how many this picker has begun, less one
	number             int // of the trip
	on                 Trip
}

type arrivals []*arrival

func (q arrivals) Len() int { return len(q) }
func (q arrivals) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].picker < q[j].picker
}
func (q arrivals) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *arrivals) Push(x any)   { *q = append(*q, x.(*arrival)) }
func (q *arrivals) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
