package slotting

import (
	"cmp"
	"slices"
)

// Step of a plan's execution. To is a temporary place if Temporary is set; the
// item goes on from there in a later step.
type Step struct {
	Item      int
	From, To  int32
	Temporary bool
}

// Sequence puts moves in an order in which no step needs a slot that is still
// full: chains from their free end, and cycles by way of one free slot, of those
// given or those that earlier steps left. Each slot is left by at most one move
// and entered by at most one. Moves for which no slot is free are left over.
func Sequence(moves []Move, free []int32) (steps []Step, left []Move) {
	leaves := map[int32]int{} // by slot, the move out of it
	enters := map[int32]int{} // by slot, the move into it
	for k, m := range moves {
		leaves[m.From], enters[m.To] = k, k
	}
	done := make([]bool, len(moves))
	spare := Nowhere
	for _, s := range free {
		if _, wanted := enters[s]; !wanted {
			spare = s
			break
		}
	}
	for k, m := range moves {
		if _, blocked := leaves[m.To]; blocked {
			continue
		}
		for more := true; more; k, more = enters[m.From] {
			m = moves[k]
			steps, done[k] = append(steps, Step{Item: m.Item, From: m.From, To: m.To}), true
		}
		if spare == Nowhere {
			spare = m.From // nobody comes here
		}
	}
	for k, first := range moves {
		if done[k] {
			continue
		}
		if spare == Nowhere {
			left, done[k] = append(left, first), true
			continue
		}
		steps = append(steps, Step{Item: first.Item, From: first.From, To: spare, Temporary: true})
		for at := enters[first.From]; at != k; at = enters[moves[at].From] {
			m := moves[at]
			steps, done[at] = append(steps, Step{Item: m.Item, From: m.From, To: m.To}), true
		}
		steps, done[k] = append(steps, Step{Item: first.Item, From: spare, To: first.To}), true
	}
	return steps, left
}

// Spot is a slot of one stop, by how far it is from the height that is best to
// reach.
type Spot struct {
	Slot  int32
	OffMM int64
}

// Arrange gives the items that come to equally near slots their heights: what
// is fetched often and is heavy gets the height that is best to reach. Effort is
// by item; items and spots are as many.
func Arrange(items []int, effort func(item int) float64, spots []Spot) map[int]int32 {
	items, spots = sortedBy(items, func(i int) float64 { return -effort(i) }), sortedBy(spots, func(s Spot) float64 { return float64(s.OffMM) })
	out := map[int]int32{}
	for k, i := range items {
		out[i] = spots[k].Slot
	}
	return out
}

func sortedBy[T any](list []T, key func(T) float64) []T {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return out
}
