// Package picking turns open pick lines into work for people: totes, cart loads
// (batches) and the order of stops.
//
// The nouns: a Line is so many units of one item to be fetched at one place for
// one shipment. A Tote holds parts of lines of one shipment. A Batch is what one
// picker fetches with one cart in one walk. A Job is anything that is batched as
// a whole: a tote here, an order for plan batches. A Walker knows the floor: it
// says how long the shortest walk past some stops is (routing/tours' Solver is one).
//
// Everything is pure and repeatable: the same input, seed and budget give the
// same plan. The budget counts walks measured, not time; whoever has a deadline
// passes a Stop function, asked between walks.
//
// Batches are built urgent first, each around its most urgent job with the jobs
// that add least walking, and then improved by moving and swapping jobs under
// simulated annealing. That is a heuristic; Search proves small problems optimal
// where it can.
package picking

import (
	"fmt"
	"slices"
	"time"
)

// Stop is a place on the floor: the aisle's index and y in the floor's unit.
type Stop = [2]int

// Walker measures walks. It may keep buffers: one goroutine at a time.
type Walker interface {
	// Check says why a stop cannot be reached, or nil.
	Check(Stop) error
	// Length is the length of the walk past all stops, from start to end.
	Length([]Stop) int
	// Tour is the same with the stops, by index, in the order of visits.
	Tour([]Stop) (length int, visits []int)
}

// Line is one open pick line.
type Line struct {
	ID            string
	Shipment      string
	SKU           string
	At            Stop
	Qty           int64
	UnitVolumeMM3 int64     // 0 if not known: then it takes no room
	UnitWeightG   int64     // likewise
	Fragile       bool      // nothing may lie on it
	ShipBy        time.Time // zero if there is no hurry
}

// Capacity is what one tote takes. Volume is what can really be filled, not the
// outer box; 0 means no limit.
type Capacity struct {
	VolumeMM3 int64
	WeightG   int64
	Lines     int // how many lines share one
}

// Settings say how to plan.
type Settings struct {
	Tote      Capacity
	CartTotes int // totes on a cart, at least 1
	// MaxLines and MaxWeightG bound a cart's picks and load besides; 0: no limit.
	// A cart counts as full by whichever of its bounds is used up first, tote by
	// tote, so that it may be left a little emptier than it had to be. A tote
	// that is above a bound by itself goes alone.
	MaxLines   int
	MaxWeightG int64
	// Single gives each shipment carts of its own.
	Single bool
	// HeavyFirst walks a tour in that one of its two directions which takes the
	// heavy things earlier and the fragile ones later.
	HeavyFirst bool
	// UrgencyStep is the time within which ship-by times count as equal; an
	// hour if 0. Now is the time that urgency counts from.
	UrgencyStep time.Duration
	Now         time.Time
	// MixPenalty is how much more walking is worth one step of urgency of one
	// tote: high keeps urgent totes together, 0 looks at walking only.
	MixPenalty int
	Options
}

// Part is so many units of a line, by index in the lines given.
type Part struct {
	Line int
	Qty  int64
}

// Tote is what goes into one tote.
type Tote struct {
	Shipment  string
	Parts     []Part
	VolumeMM3 int64
	WeightG   int64
	ShipBy    time.Time // the earliest of its lines
}

// Pick is one stop's work: take Qty of a line and put it into a tote.
type Pick struct {
	Line int
	Tote int
	Qty  int64
}

// Batch is one cart's walk.
type Batch struct {
	Totes  []int  // by index in Work.Totes
	Picks  []Pick // in walking order
	Length int
	ShipBy time.Time // the earliest of its totes
}

// Refusal names a line that cannot be planned, and why.
type Refusal struct {
	Line   int
	Reason string
}

// Work is the plan. Every unit of every line that is not refused is in exactly
// one tote, every tote in exactly one batch. Batches stand in the order in which
// they should start.
type Work struct {
	Totes   []Tote
	Batches []Batch
	Refused []Refusal
	Walked  int // sum of the batches' lengths
	Used    int // walks measured
}

// Plan splits lines to totes, totes to batches, and orders the stops. A line
// that fits nowhere is refused by itself; settings that make no sense are an
// error.
func Plan(lines []Line, w Walker, s Settings) (Work, error) {
	if s.CartTotes < 1 {
		return Work{}, fmt.Errorf("a cart holds %d totes, must be at least 1", s.CartTotes)
	}
	if s.Tote.VolumeMM3 < 0 || s.Tote.WeightG < 0 || s.MixPenalty < 0 || s.UrgencyStep < 0 {
		return Work{}, fmt.Errorf("tote capacity, mix penalty and urgency step must not be negative")
	}
	if s.MaxLines < 0 || s.MaxWeightG < 0 || s.CartTotes > fullCart {
		return Work{}, fmt.Errorf("bounds of a cart must not be negative, and it holds at most %d totes", fullCart)
	}
	totes, refused := Totes(lines, w, s.Tote)
	jobs := make([]Job, len(totes))
	for i, t := range totes {
		jobs[i] = Job{Size: s.size(t), Urgency: urgency(t.ShipBy, s)}
		for _, p := range t.Parts {
			jobs[i].Stops = append(jobs[i].Stops, lines[p.Line].At)
		}
	}
	s.mixPenalty = s.MixPenalty
	work := Work{Totes: totes, Refused: refused}
	for _, among := range s.apart(totes) {
		part := make([]Job, len(among))
		for i, k := range among {
			part[i] = jobs[k]
		}
		groups, err := Group(part, fullCart, w, s.Options)
		if err != nil {
			return Work{}, err
		}
		work.Used += groups.Used
		for _, members := range groups.Groups {
			for i, k := range members {
				members[i] = among[k]
			}
			b := walk(lines, totes, members, w)
			if s.HeavyFirst {
				b.heavyFirst(lines)
			}
			work.Walked += b.Length
			work.Batches = append(work.Batches, b)
		}
	}
	slices.SortStableFunc(work.Batches, func(a, b Batch) int { return earlier(a.ShipBy, b.ShipBy) })
	return work, nil
}

// fullCart is a cart's room in shares of which bounds are made.
const fullCart = 10_000

// size is the share of a cart's room that a tote takes.
func (s *Settings) size(t Tote) int {
	share := fullCart / s.CartTotes
	if s.MaxLines > 0 {
		share = max(share, (len(t.Parts)*fullCart+s.MaxLines-1)/s.MaxLines)
	}
	if s.MaxWeightG > 0 {
		share = max(share, int((min(t.WeightG, s.MaxWeightG)*fullCart+s.MaxWeightG-1)/s.MaxWeightG))
	}
	return min(share, fullCart)
}

// apart parts totes into those that may share carts.
func (s *Settings) apart(totes []Tote) (list [][]int) {
	at := map[string]int{}
	for i, t := range totes {
		name := ""
		if s.Single {
			name = t.Shipment
		}
		n, known := at[name]
		if !known {
			n, at[name] = len(list), len(list)
			list = append(list, nil)
		}
		list[n] = append(list[n], i)
	}
	return list
}

// heavyFirst turns the walk round if that is better: what is taken early should
// be heavy, what is taken late fragile. A tour from and to one place is as long
// either way.
func (b *Batch) heavyFirst(lines []Line) {
	const fragileG = 100_000 // what a fragile thing counts to come later
	score := 0.0
	for i, p := range b.Picks {
		g := float64(lines[p.Line].UnitWeightG * p.Qty)
		if lines[p.Line].Fragile {
			g -= fragileG
		}
		score += g * (float64(i) - float64(len(b.Picks)-1)/2)
	}
	if score > 0 {
		slices.Reverse(b.Picks)
	}
}

// urgency is the number of whole steps until a time; the overdue are equal.
func urgency(by time.Time, s Settings) int {
	const never = 1 << 16
	if by.IsZero() {
		return never
	}
	step := s.UrgencyStep
	if step == 0 {
		step = time.Hour
	}
	return int(min(max(by.Sub(s.Now)/step, 0), never))
}

// earlier compares times, with none at the end.
func earlier(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// walk orders the picks of one cart load.
func walk(lines []Line, totes []Tote, members []int, w Walker) Batch {
	b := Batch{Totes: members}
	var picks []Pick
	var stops []Stop
	for _, t := range members {
		for _, p := range totes[t].Parts {
			picks = append(picks, Pick{Line: p.Line, Tote: t, Qty: p.Qty})
			stops = append(stops, lines[p.Line].At)
		}
		if earlier(totes[t].ShipBy, b.ShipBy) < 0 {
			b.ShipBy = totes[t].ShipBy
		}
	}
	length, visits := w.Tour(stops)
	b.Length = length
	for _, v := range visits {
		b.Picks = append(b.Picks, picks[v])
	}
	return b
}
