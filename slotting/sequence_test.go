package slotting

import (
	"testing"

	"pgregory.net/rapid"
)

// TestSequence plays the steps of random plans: no step enters a slot that is
// full, everything ends where the plan has it, and where there is a free slot
// nothing is left over.
func TestSequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slots := rapid.IntRange(1, 12).Draw(t, "slots")
		items := rapid.IntRange(0, slots).Draw(t, "items")
		all := make([]int32, slots)
		for i := range all {
			all[i] = int32(i)
		}
		from := rapid.Permutation(all).Draw(t, "from")
		to := rapid.Permutation(all).Draw(t, "to")
		holds := map[int32]int{}
		for _, s := range all {
			holds[s] = -1
		}
		var moves []Move
		for i := range items {
			holds[from[i]] = i
			if from[i] != to[i] {
				moves = append(moves, Move{Item: i, From: from[i], To: to[i]})
			}
		}
		var free []int32
		for _, s := range all {
			if holds[s] < 0 {
				free = append(free, s)
			}
		}
		ruled := rapid.Bool().Draw(t, "ruled") // then odd items may not be in slots that three divides
		may := func(item, slot int32) bool { return !ruled || item%2 == 0 || slot%3 != 0 }
		steps, left := Sequence(moves, free, may)
		if len(left) > 0 && len(free) > 0 && !ruled {
			t.Fatalf("%d moves are left over, though %v are free", len(left), free)
		}
		if len(left) != len(moves) && len(free) == 0 {
			t.Fatalf("%d of %d moves are left over without a free slot", len(left), len(moves))
		}
		temporary := 0
		for _, s := range steps {
			if holds[s.From] != s.Item || holds[s.To] >= 0 {
				t.Fatalf("%+v: %d holds %d, %d holds %d", s, s.From, holds[s.From], s.To, holds[s.To])
			}
			holds[s.From], holds[s.To] = -1, s.Item
			if s.Temporary {
				if temporary++; !may(int32(s.Item), s.To) {
					t.Fatalf("%+v: the item may not be there", s)
				}
			}
		}
		if len(steps) != len(moves)-len(left)+temporary {
			t.Fatalf("%d steps for %d moves, %d of them by way of a free slot", len(steps), len(moves)-len(left), temporary)
		}
		stays := map[int]bool{}
		for _, m := range left {
			if stays[m.Item] = true; holds[m.From] != m.Item {
				t.Fatalf("item %d is left over and not in slot %d", m.Item, m.From)
			}
		}
		for _, m := range moves {
			if !stays[m.Item] && holds[m.To] != m.Item {
				t.Fatalf("item %d is not in slot %d", m.Item, m.To)
			}
		}
	})
}
