// Package allocation decides which warehouses serve an order. It is pure: it
// takes offers and stock as plain numbers and returns a choice with its cost.
//
// Promise is the online decision, made while the customer waits.
package allocation

import (
	"math"
	"math/bits"
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
}

// Demand is one order line with what each offer's warehouse could give.
type Demand struct {
	Qty       int64
	WeightG   int64   // of one unit
	Available []int64 // by offer; never negative
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
	best := Choice{Cost: math.Inf(1)}
	alone := make([]float64, len(offers))
	for set := uint(0); set < 1<<len(offers); set++ {
		c := serve(offers, lines, w, set)
		if bits.OnesCount(set) == 1 {
			alone[bits.TrailingZeros(set)] = c.Cost
		}
		if c.Cost < best.Cost-1e-9 {
			best = c
		}
	}
	best.Alone = alone
	return best
}

func serve(offers []Offer, lines []Demand, w Weights, set uint) Choice {
	c := Choice{Take: make([][]int64, len(offers)), Short: make([]int64, len(lines))}
	for o := range offers {
		c.Take[o] = make([]int64, len(lines))
	}
	for l, d := range lines {
		left := d.Qty
		for used := uint(0); left > 0; {
			o := pick(offers, d, set&^used, left)
			if o < 0 {
				break
			}
			used |= 1 << o
			n := min(left, d.Available[o])
			c.Take[o][l] = n
			left -= n
		}
		c.Short[l] = left
		c.Cost += float64(left) * w.Short
	}
	shipments := 0
	for o := range offers {
		if cost, any := shipmentCost(offers[o], lines, c.Take[o]); any {
			c.Cost += cost
			shipments++
		}
	}
	c.Cost += w.Split * float64(max(0, shipments-1))
	return c
}

// pick chooses the next offer for a line: one that has all that is left, the
// cheapest per unit of weight and line; else the one that has most.
func pick(offers []Offer, d Demand, set uint, left int64) int {
	best := -1
	better := func(a, b int) bool {
		wholeA, wholeB := d.Available[a] >= left, d.Available[b] >= left
		if wholeA != wholeB {
			return wholeA
		}
		if !wholeA && d.Available[a] != d.Available[b] {
			return d.Available[a] > d.Available[b]
		}
		return marginal(offers[a], d, left) < marginal(offers[b], d, left)
	}
	for o := range offers {
		if set&(1<<o) != 0 && d.Available[o] > 0 && (best < 0 || better(o, best)) {
			best = o
		}
	}
	return best
}

func marginal(o Offer, d Demand, qty int64) float64 {
	return o.HandlingLine + o.PerKG*float64(d.WeightG*qty)/1000
}

func shipmentCost(o Offer, lines []Demand, take []int64) (float64, bool) {
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
