package slotting

// Step of a plan's execution. To is a temporary place if Temporary is set; the
// item goes on from there in a later step.
type Step struct {
	Item      int
	From, To  int32
	Temporary bool
}

// Sequence puts moves in an order in which no step needs a slot that is still
// full: chains from their free end, and cycles by way of one free slot, of those
// given or those that earlier steps left, that one of the cycle's items may be
// in. Each slot is left by at most one move and entered by at most one. Moves
// for which no slot is free are left over. May nil: everything may be anywhere.
func Sequence(moves []Move, free []int32, may func(item, slot int32) bool) (steps []Step, left []Move) {
	leaves := map[int32]int{} // by slot, the move out of it
	enters := map[int32]int{} // by slot, the move into it
	for k, m := range moves {
		leaves[m.From], enters[m.To] = k, k
	}
	done := make([]bool, len(moves))
	var spare []int32
	for _, s := range free {
		if _, wanted := enters[s]; !wanted {
			spare = append(spare, s)
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
		spare = append(spare, m.From) // nobody comes here
	}
	for k := range moves {
		if done[k] {
			continue
		}
		var ring []Move
		for at := k; !done[at]; at = enters[moves[at].From] {
			ring, done[at] = append(ring, moves[at]), true
		}
		n, aside := opening(ring, spare, may)
		if aside == Nowhere {
			left = append(left, ring...)
			continue
		}
		first := ring[n]
		steps = append(steps, Step{Item: first.Item, From: first.From, To: aside, Temporary: true})
		for i := 1; i < len(ring); i++ {
			m := ring[(n+i)%len(ring)]
			steps = append(steps, Step{Item: m.Item, From: m.From, To: m.To})
		}
		steps = append(steps, Step{Item: first.Item, From: aside, To: first.To})
	}
	return steps, left
}

// opening finds the item of a cycle that steps aside, and where to.
func opening(ring []Move, spare []int32, may func(item, slot int32) bool) (n int, aside int32) {
	for _, s := range spare {
		for n, m := range ring {
			if may == nil || may(int32(m.Item), s) {
				return n, s
			}
		}
	}
	return 0, Nowhere
}
