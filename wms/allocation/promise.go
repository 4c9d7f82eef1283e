// Package allocation decides which warehouses serve which orders. It is pure:
// it takes offers, stock and limits as plain numbers and returns a choice with
// its cost.
//
// Promise is the decision made while a customer waits, over the lanes and
// tariffs of one order. Batch plans many orders together, as a Problem of dense
// tables, and says how far from the best its plan can be at most; File is a
// problem as the command line reads it. Price and Foresee tell what stock and
// shipments are worth elsewhere and later, and Online promises a stream of
// orders under such prices.
//
// Quantities are whole base units. Costs are floats in any one unit of money.
package allocation

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Offer is what it takes to serve one destination from one warehouse: the
// lane that was found for it and the handling. Money in minor units.
type Offer struct {
	Warehouse     string
	Price         float64 // of the lane, with surcharge and customs
	FreeG         int64   // weight included in Price
	PerKG         float64 // each begun kg above FreeG
	HandlingOrder float64
	HandlingLine  float64
	Days          int
	Carrier       string
	Route         string
	KM            float64
	// Toll is what a shipment from here is worth to others, see Prices. It
	// sways the choice and is no part of its cost.
	Toll float64
}

// Demand is one order line with what each offer's warehouse could give.
type Demand struct {
	Qty       int64
	WeightG   int64   // of one unit
	Available []int64 // by offer; never negative
	// Worth, if not nil, is what a unit at each offer's warehouse is worth to
	// others, see Prices. It sways the choice and is no part of its cost.
	Worth []float64
}

// Weights of what is not in a tariff.
type Weights struct {
	Split float64 // each shipment beyond the first
	Short float64 // each unit not served; far above any tariff
}

// Choice says how much of each line each offer serves.
type Choice struct {
	Take  [][]int64 // by offer, by line
	Short []int64   // by line
	Cost  float64
	// Alone is the cost of serving everything it can from one offer only, by
	// offer, with the short penalty for the rest; it explains the choice.
	Alone []float64
}

// MaxOffers bounds the search: all subsets of offers are weighed.
const MaxOffers = 10

// Promise finds the cheapest way to serve the lines: over all subsets of
// offers, each line from the cheapest offer of the subset that has it whole,
// else from several. It is exact for one warehouse and for lines that need no
// split; a line that must be split is filled from the cheapest offer on.
// Offers beyond MaxOffers are left out.
func Promise(offers []Offer, lines []Demand, w Weights) Choice {
	offers = offers[:min(len(offers), MaxOffers)]
	best, next := newTrial(len(offers), len(lines)), newTrial(len(offers), len(lines))
	best.weighed = math.Inf(1)
	alone := make([]float64, len(offers))
	order := byCost(offers, lines)
	for set := uint(0); set < 1<<len(offers); set++ {
		single := bits.OnesCount(set) == 1
		// A set that does not use all of its offers serves as a smaller one
		// does, which was tried; one that uses all pays at least for them.
		if !single && opening(offers, set, w) >= best.weighed {
			continue
		}
		next.serve(offers, lines, w, set, order)
		if single {
			alone[bits.TrailingZeros(set)] = next.Cost
		}
		if next.weighed < best.weighed-1e-9 {
			best, next = next, best
		}
	}
	best.Alone = alone
	return best.Choice
}

// opening is what the shipments of a set cost at least.
func opening(offers []Offer, set uint, w Weights) float64 {
	sum := w.Split * float64(max(0, bits.OnesCount(set)-1))
	for ; set != 0; set &= set - 1 {
		o := &offers[bits.TrailingZeros(set)]
		sum += o.Price + o.HandlingOrder + o.Toll
	}
	return sum
}

// byCost lists for each line the offers that have it whole, the cheapest first.
func byCost(offers []Offer, lines []Demand) [][]int {
	order := make([][]int, len(lines))
	all := make([]int, 0, len(lines)*len(offers))
	for l := range lines {
		d := &lines[l]
		first := len(all)
		for o := range offers {
			if d.Available[o] >= d.Qty {
				all = append(all, o)
			}
		}
		order[l] = all[first:len(all):len(all)]
		slices.SortStableFunc(order[l], func(a, b int) int {
			return cmp.Compare(marginal(&offers[a], d, a, d.Qty), marginal(&offers[b], d, b, d.Qty))
		})
	}
	return order
}

// trial is a choice under test, with its cost and what it takes from others.
type trial struct {
	Choice
	weighed float64
}

func newTrial(offers, lines int) *trial {
	t := &trial{Choice: Choice{Take: make([][]int64, offers), Short: make([]int64, lines)}}
	for o := range t.Take {
		t.Take[o] = make([]int64, lines)
	}
	return t
}

func (c *trial) serve(offers []Offer, lines []Demand, w Weights, set uint, order [][]int) {
	c.Cost, c.weighed = 0, 0
	for o := range offers {
		clear(c.Take[o])
	}
	worth := 0.0
	for l := range lines {
		d := &lines[l]
		left := d.Qty
		for used := uint(0); left > 0; {
			o := firstIn(order[l], set)
			if o < 0 || left < d.Qty {
				o = pick(offers, d, set&^used, left)
			}
			if o < 0 {
				break
			}
			used |= 1 << o
			n := min(left, d.Available[o])
			c.Take[o][l] = n
			left -= n
			if d.Worth != nil {
				worth += d.Worth[o] * float64(n)
			}
		}
		c.Short[l] = left
		c.Cost += float64(left) * w.Short
	}
	shipments := 0
	for o := range offers {
		if set&(1<<o) == 0 {
			continue
		}
		if cost, any := ShipmentCost(&offers[o], lines, c.Take[o]); any {
			c.Cost += cost
			worth += offers[o].Toll
			shipments++
		}
	}
	c.Cost += w.Split * float64(max(0, shipments-1))
	c.weighed = c.Cost + worth
}

func firstIn(offers []int, set uint) int {
	for _, o := range offers {
		if set&(1<<o) != 0 {
			return o
		}
	}
	return -1
}

// pick chooses the next offer for a line: one that has all that is left, the
// cheapest per unit of weight and line; else the one that has most.
func pick(offers []Offer, d *Demand, set uint, left int64) int {
	best, bestWhole, bestCost := -1, false, 0.0
	for ; set != 0; set &= set - 1 {
		o := bits.TrailingZeros(set)
		if d.Available[o] <= 0 {
			continue
		}
		whole, cost := d.Available[o] >= left, marginal(&offers[o], d, o, left)
		switch {
		case best < 0:
		case whole != bestWhole:
			if !whole {
				continue
			}
		case !whole && d.Available[o] != d.Available[best]:
			if d.Available[o] < d.Available[best] {
				continue
			}
		case cost >= bestCost:
			continue
		}
		best, bestWhole, bestCost = o, whole, cost
	}
	return best
}

func marginal(offer *Offer, d *Demand, o int, qty int64) float64 {
	cost := offer.HandlingLine + offer.PerKG*float64(d.WeightG*qty)/1000
	if d.Worth != nil {
		cost += d.Worth[o] * float64(qty)
	}
	return cost
}

// ShipmentCost is what one shipment costs on an offer, and whether there is
// anything in it. take is by line.
func ShipmentCost(o *Offer, lines []Demand, take []int64) (float64, bool) {
	var weight int64
	any, cost := false, o.Price+o.HandlingOrder
	for l, n := range take {
		if n > 0 {
			any = true
			cost += o.HandlingLine
			weight += n * lines[l].WeightG
		}
	}
	if over := weight - o.FreeG; over > 0 {
		cost += o.PerKG * math.Ceil(float64(over)/1000)
	}
	return cost, any
}
