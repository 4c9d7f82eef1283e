package slotting

import (
	"fmt"
	"math"
	"slices"
)

// Stop is a place on the floor: the aisle's index and y in the floor's unit.
type Stop = [2]int

// Walker measures walks. It may keep buffers: one goroutine at a time.
type Walker interface {
	// Check says why a stop cannot be reached, or nil.
	Check(Stop) error
	// Length is the length of a shortest walk past all stops, start to end.
	Length([]Stop) int
}

// Nowhere is the slot of an item that has none yet.
const Nowhere int32 = -1

// Problem is what is known: the slots, the past, and where things are.
type Problem struct {
	Slots  []Stop
	Items  int       // items count from 0
	Orders [][]int32 // the items of each order, each once; oldest order first
	// Current is each item's slot, or Nowhere; nil if nothing is placed yet.
	Current []int32
	// MaxMoves is how many items at most may leave their slot; a swap of two
	// items is two moves. Negative is no limit. Placing an item that is Nowhere
	// is no move.
	MaxMoves int
	// May says whether an item may be put into a slot; nil: all may. Each
	// item's current slot is taken to be right. It needs Current and MaxMoves,
	// because the simple policies heed no rules.
	May func(item, slot int32) bool
	// Reach is what taking an item from a slot costs beside walking, per order,
	// in the floor's unit: bending down, reaching up. Nil: nothing. It never
	// counts as walking in a Plan.
	Reach func(item, slot int32) int
	// Families are kept together or apart. The simple policies heed them not.
	Families []Family

	// Forecast says in how many orders each item is expected to be, in any unit,
	// from how many it was in, item by item and part by part of the past. Nil:
	// the past is all there is. It is used where it would have helped before.
	Forecast func(past [][]float64) []float64

	weight []float64 // by order
}

// Options bound the work of a search.
type Options struct {
	Seed   uint64
	Budget int // walks measured
	// Progress, if given, rules instead of the budget: how much of the work is
	// used up, from 0 to 1. It is how a caller turns a deadline into work.
	Progress func() float64
}

// Plan is where everything should be.
type Plan struct {
	At    []int32 // by item, its slot
	Moves []Move  // what has to leave its slot, by item
	// Learned is the mean walk over the orders it learned from, Expected what
	// to expect of later ones: Learned corrected by how much worse the later
	// part of the history was when only the earlier part was known.
	Learned  float64
	Expected float64
	Policy   string // the simple policy it started from, or "current"
	// LaterRatio is the mean walk over the later part of the history, learned
	// on the earlier part, out of that of the start; 0 if the history is too
	// short to say. Warning speaks if that shows no clear gain.
	LaterRatio float64
	Warning    string
	Used       int // walks measured
}

// Move takes an item from one slot to another.
type Move struct {
	Item     int
	From, To int32
}

// Check says what is wrong with a problem, if anything.
func (p Problem) Check(w Walker) error {
	if p.Items > len(p.Slots) {
		return fmt.Errorf("item %d fits nowhere: there are %d items and %d slots", len(p.Slots), p.Items, len(p.Slots))
	}
	for s, stop := range p.Slots {
		if err := w.Check(stop); err != nil {
			return fmt.Errorf("slot %d: %w", s, err)
		}
	}
	for k, o := range p.Orders {
		for n, i := range o {
			if i < 0 || int(i) >= p.Items {
				return fmt.Errorf("order %d: item %d does not exist: there are %d, counted from 0", k, i, p.Items)
			}
			if slices.Contains(o[:n], i) {
				return fmt.Errorf("order %d: item %d stands in it twice", k, i)
			}
		}
	}
	for n, g := range p.Families {
		for _, i := range g.Items {
			if i < 0 || int(i) >= p.Items {
				return fmt.Errorf("family %d: item %d does not exist: there are %d, counted from 0", n, i, p.Items)
			}
		}
		if g.Apart < 0 || g.Cost < 0 {
			return fmt.Errorf("family %d: apart and cost must not be negative", n)
		}
	}
	if p.May != nil && (p.Current == nil || p.MaxMoves < 0) {
		return fmt.Errorf("rules of slots need where things are now and a limit of moves")
	}
	if p.Current == nil {
		return nil
	}
	if len(p.Current) != p.Items {
		return fmt.Errorf("current has %d entries for %d items", len(p.Current), p.Items)
	}
	holds := map[int32]int{}
	for i, s := range p.Current {
		if s == Nowhere {
			continue
		}
		if s < 0 || int(s) >= len(p.Slots) {
			return fmt.Errorf("item %d is in slot %d: there are %d, counted from 0", i, s, len(p.Slots))
		}
		if other, taken := holds[s]; taken {
			return fmt.Errorf("items %d and %d are both in slot %d", other, i, s)
		}
		holds[s] = i
	}
	return nil
}

// judgedShare is the later part of the history that a plan is judged on, and
// fewestJudged how many orders it must have to say anything.
const (
	judgedShare  = 0.3
	fewestJudged = 30
)

// Learn makes a plan.
func Learn(p Problem, w Walker, o Options) (Plan, error) {
	if err := p.Check(w); err != nil {
		return Plan{}, err
	}
	var plan Plan
	split := len(p.Orders) - int(judgedShare*float64(len(p.Orders)))
	worse, trialShare, gained := 1.0, 0.0, true
	var by weighting
	if later := p.Orders[split:]; len(later) >= fewestJudged {
		early := p
		early.Orders = p.Orders[:split]
		by = recency(early, later, w)
		early.weigh(by)
		start, _ := early.start(w)
		trialShare = 0.15
		judged, used := early.improve(start, w, o, 0, trialShare)
		plan.Used += used
		plan.LaterRatio, gained = p.judge(judged, start, later, w)
		if !gained {
			judged = start
		}
		worse = ratio(meanWalk(p.Slots, judged, later, w), meanWalk(p.Slots, judged, early.Orders, w))
	}
	p.weigh(by)
	at, policy := p.start(w)
	plan.Policy = policy
	switch {
	case gained:
		var used int
		at, used = p.improve(at, w, o, trialShare, 1)
		plan.Used += used
	case policy == current:
		plan.Warning = "learning from past orders bought nothing on later ones; everything stays where it is"
	default:
		plan.Warning = "learning from past orders bought nothing on later ones; the plan is the " + policy + " policy"
	}
	plan.At = p.stay(at)
	plan.Learned = meanWalk(p.Slots, plan.At, p.Orders, w)
	plan.Expected = plan.Learned * worse
	for i, from := range p.Current {
		if to := plan.At[i]; from != Nowhere && to != from {
			plan.Moves = append(plan.Moves, Move{Item: i, From: from, To: to})
		}
	}
	return plan, nil
}

// judge compares two assignments on orders neither has learned from: the ratio
// of their walks, and whether the gain, of walking, reaching and families, is clear of
// chance by a standard error.
func (p Problem) judge(learned, start []int32, later [][]int32, w Walker) (r float64, gained bool) {
	n, sum, squares := float64(len(later)), 0.0, 0.0
	tidier := p.faultCost(start) - p.faultCost(learned)
	for k, o := range later {
		gain := tidier + meanWalk(p.Slots, start, later[k:k+1], w) - meanWalk(p.Slots, learned, later[k:k+1], w)
		for _, i := range o {
			if p.Reach != nil {
				gain += float64(p.Reach(i, start[i]) - p.Reach(i, learned[i]))
			}
		}
		sum += gain
		squares += gain * gain
	}
	deviation := math.Sqrt(max(squares/n-sum/n*sum/n, 0) / n)
	return ratio(meanWalk(p.Slots, learned, later, w), meanWalk(p.Slots, start, later, w)), sum/n > deviation
}

// ratio is a/b, and 1 where there is no walking at all.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}

// meanWalk is the mean exact walk over orders; 0 without orders.
func meanWalk(slots []Stop, at []int32, orders [][]int32, w Walker) float64 {
	if len(orders) == 0 {
		return 0
	}
	sum := 0
	var stops []Stop
	for _, o := range orders {
		stops = stops[:0]
		for _, i := range o {
			stops = append(stops, slots[at[i]])
		}
		sum += w.Length(stops)
	}
	return float64(sum) / float64(len(orders))
}

// stay undoes moves between slots at the same place, which gain nothing.
func (p Problem) stay(at []int32) []int32 {
	at = slices.Clone(at)
	if p.Current == nil || p.May != nil || p.Reach != nil {
		return at
	}
	in := make([]int32, len(p.Slots))
	for s := range in {
		in[s] = empty
	}
	for i, s := range at {
		in[s] = int32(i)
	}
	for i, home := range p.Current {
		here := at[i]
		if home == Nowhere || home == here || p.Slots[home] != p.Slots[here] {
			continue
		}
		// Whoever is there now is not at home, or the two would not be two.
		other := in[home]
		in[home], in[here] = int32(i), other
		at[i] = home
		if other != empty {
			at[other] = here
		}
	}
	return at
}

// share maps a search's own progress into its part of the whole work.
func (o Options) share(from, to float64, used func() int) func() float64 {
	return func() float64 {
		if o.Progress != nil {
			return math.Min((o.Progress()-from)/(to-from), 1)
		}
		return math.Min(float64(used())/(float64(o.Budget)*(to-from)), 1)
	}
}
