package replenish

import (
	"cmp"
	"math"
	"slices"
)

// PlacedOrder is an order of the past that a second place could have served:
// what that would have saved, without bringing the goods there, and its lines.
type PlacedOrder struct {
	Saves float64
	Lines []PlacedLine
}

// PlacedLine is a quantity of an item, by its index.
type PlacedLine struct {
	Item  int
	Units float64
}

// PlacedItem is an item as it would be kept at the place.
type PlacedItem struct {
	Level   float64 // units
	Found   float64 // share of its lines that find all they want there
	Freight float64 // of bringing a unit there
	Idle    float64 // of keeping it there, a week: storage, and freight of what lies
}

// Place chooses which items a second place keeps, from the orders of so many
// past weeks. An order saves only if all of it is there, so items are judged by
// the orders that they make whole: from all items down, those go whose orders
// save less than keeping them costs, the worst first, and with each the orders
// that it made whole. What is expected must be worth a margin more than it
// costs (1.3: by three tenths), for what the past promised is not all kept. It
// says what the rest is expected to save a week; where that is nothing, nothing
// is kept.
func Place(orders []PlacedOrder, items []PlacedItem, weeks, margin float64) (keep []bool, saves float64) {
	keep = make([]bool, len(items))
	gain := make([]float64, len(orders))
	with := make([][]int, len(items)) // the orders of an item
	for o := range orders {
		gain[o] = orders[o].gain(items, margin) / max(weeks, 1)
		for _, l := range orders[o].Lines {
			if gain[o] > 0 {
				with[l.Item] = append(with[l.Item], o)
				keep[l.Item] = true
			}
		}
	}
	for {
		type loser struct {
			item int
			net  float64
		}
		var losers []loser
		kept := 0
		for i := range items {
			if !keep[i] {
				continue
			}
			kept++
			net := -margin * items[i].Idle
			for _, o := range with[i] {
				net += max(0, gain[o])
			}
			if net < 0 {
				losers = append(losers, loser{i, net})
			}
		}
		if len(losers) == 0 {
			break
		}
		slices.SortFunc(losers, func(a, b loser) int { return cmp.Or(cmp.Compare(a.net, b.net), cmp.Compare(a.item, b.item)) })
		for _, l := range losers[:min(len(losers), 1+kept/50)] {
			keep[l.item] = false
			for _, o := range with[l.item] {
				gain[o] = 0
			}
		}
	}
	for _, g := range gain {
		saves += max(0, g)
	}
	for i := range items {
		if keep[i] {
			saves -= margin * items[i].Idle
		}
	}
	if saves <= 0 {
		return make([]bool, len(items)), 0
	}
	return keep, saves
}

// gain is what an order is expected to save: if all its lines are found.
func (o PlacedOrder) gain(items []PlacedItem, margin float64) float64 {
	whole, left := 1.0, o.Saves
	for _, l := range o.Lines {
		it := &items[l.Item]
		if l.Units > it.Level {
			return 0
		}
		whole *= it.Found
		left -= margin * l.Units * it.Freight
	}
	return math.Max(0, whole*left)
}

// Shares says what of the orders' savings each kept item brings a week, before
// freight and keeping: an order's are shared evenly by its lines.
func Shares(orders []PlacedOrder, items []PlacedItem, keep []bool, weeks float64) []float64 {
	out := make([]float64, len(items))
	for _, o := range orders {
		whole := o.Saves / max(weeks, 1)
		for _, l := range o.Lines {
			if whole *= items[l.Item].Found; !keep[l.Item] || l.Units > items[l.Item].Level {
				whole = 0
			}
		}
		for _, l := range o.Lines {
			out[l.Item] += whole / float64(len(o.Lines))
		}
	}
	return out
}
