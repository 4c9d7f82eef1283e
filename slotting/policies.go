package slotting

import (
	"cmp"
	"math"
	"slices"
)

const current = "current"

// start is where the search begins: what is there now if moves are limited,
// else the best simple policy over the orders.
func (p Problem) start(w Walker) (at []int32, policy string) {
	popular := p.byPopularity()
	if p.Current != nil && p.MaxMoves >= 0 {
		return p.placeRest(popular, slotsByDistance(p.Slots, w)), current
	}
	best := 0.0
	for _, c := range []struct {
		name  string
		slots []int32
	}{
		{"nearest", slotsByDistance(p.Slots, w)},
		{"within-aisle", slotsWithinAisle(p.Slots, w)},
		{"across-aisle", slotsAcrossAisle(p.Slots, w)},
	} {
		try := make([]int32, p.Items)
		for rank, i := range popular {
			try[i] = c.slots[rank]
		}
		if mean := meanWalk(p.Slots, try, p.recent(), w); policy == "" || mean < best {
			at, policy, best = try, c.name, mean
		}
	}
	return at, policy
}

// recent is the later half of the orders, on which policies are compared.
func (p Problem) recent() [][]int32 { return p.Orders[len(p.Orders)/2:] }

// byPopularity lists the items by the weight of the orders they are in, most
// first.
func (p Problem) byPopularity() []int32 {
	orders := make([]float64, p.Items)
	for k, o := range p.Orders {
		for _, i := range o {
			orders[i] += p.weight[k]
		}
	}
	list := make([]int32, p.Items)
	for i := range list {
		list[i] = int32(i)
	}
	slices.SortStableFunc(list, func(a, b int32) int { return cmp.Compare(orders[b], orders[a]) })
	return list
}

// placeRest gives the items that are nowhere the nearest free slots.
func (p Problem) placeRest(popular, slots []int32) []int32 {
	at := slices.Clone(p.Current)
	taken := make([]bool, len(p.Slots))
	for _, s := range at {
		if s != Nowhere {
			taken[s] = true
		}
	}
	for _, i := range popular {
		if at[i] != Nowhere {
			continue
		}
		for taken[slots[0]] {
			slots = slots[1:]
		}
		at[i] = slots[0]
		taken[slots[0]] = true
	}
	return at
}

// sorted lists the slots by a key, ties in their own order.
func sorted(n int, compare func(a, b int32) int) []int32 {
	list := make([]int32, n)
	for s := range list {
		list[s] = int32(s)
	}
	slices.SortStableFunc(list, compare)
	return list
}

// distances is the walk to each slot and back, and the least of each aisle.
func distances(slots []Stop, w Walker) (to []int, aisle map[int]int) {
	to, aisle = make([]int, len(slots)), map[int]int{}
	for s, stop := range slots {
		to[s] = w.Length([]Stop{stop})
		if least, ok := aisle[stop[0]]; !ok || to[s] < least {
			aisle[stop[0]] = to[s]
		}
	}
	return to, aisle
}

// slotsByDistance: nearest first.
func slotsByDistance(slots []Stop, w Walker) []int32 {
	to, _ := distances(slots, w)
	return sorted(len(slots), func(a, b int32) int { return cmp.Compare(to[a], to[b]) })
}

// slotsWithinAisle: one aisle after the other, nearest aisle first.
func slotsWithinAisle(slots []Stop, w Walker) []int32 {
	to, aisle := distances(slots, w)
	return sorted(len(slots), func(a, b int32) int {
		x, y := slots[a][0], slots[b][0]
		return cmp.Or(cmp.Compare(aisle[x], aisle[y]), cmp.Compare(x, y), cmp.Compare(to[a], to[b]))
	})
}

// slotsAcrossAisle: the front of every aisle, then deeper and deeper.
func slotsAcrossAisle(slots []Stop, w Walker) []int32 {
	to, aisle := distances(slots, w)
	return sorted(len(slots), func(a, b int32) int {
		x, y := slots[a][0], slots[b][0]
		return cmp.Or(cmp.Compare(to[a]-aisle[x], to[b]-aisle[y]), cmp.Compare(aisle[x], aisle[y]), cmp.Compare(x, y))
	})
}

// recencies are the half-lives tried, as parts of the history: how far back an
// order counts half. 0 counts all alike.
var recencies = []float64{0, 0.5, 0.25}

// ageWeight is how much an order counts that is so old.
func ageWeight(age, halfLife float64) float64 {
	if halfLife == 0 {
		return 1
	}
	return math.Exp2(age / halfLife)
}

// recency is the weighting under which popularity in the earlier orders serves
// the later ones best: what sells drifts, by the season at least.
func recency(early Problem, later [][]int32, w Walker) (best weighting) {
	early.Current = nil
	least := math.Inf(1)
	for _, velocity := range []bool{false, true} {
		if velocity && !early.foresees() {
			continue
		}
		for _, halfLife := range recencies {
			by := weighting{halfLife, velocity}
			early.weigh(by)
			at, _ := early.start(w)
			if mean := meanWalk(early.Slots, at, later, w); mean < least {
				best, least = by, mean
			}
		}
	}
	return best
}
