package replenish

import (
	"errors"
	"math"
)

// EOQ is the economic order quantity and its cost per unit of time
// (Harris 1913; Snyder and Shen, section 3.2).
func EOQ(fixed, holding, demand float64) (quantity, cost float64) {
	return math.Sqrt(2 * fixed * demand / holding), math.Sqrt(2 * fixed * demand * holding)
}

// EOQBackorders lets demand wait at a price (Snyder and Shen, section 3.5):
// stockout is the share of demand that waits.
func EOQBackorders(fixed, holding, stockoutCost, demand float64) (quantity, stockout, cost float64) {
	quantity = math.Sqrt(2 * fixed * demand * (holding + stockoutCost) / (holding * stockoutCost))
	return quantity, holding / (holding + stockoutCost),
		math.Sqrt(2 * fixed * demand * holding * stockoutCost / (holding + stockoutCost))
}

// EPQ fills stock at a finite rate, above demand (Taft 1918; Snyder and Shen, section 3.6).
func EPQ(fixed, holding, demand, production float64) (quantity, cost float64) {
	return EOQ(fixed, holding*(1-demand/production), demand)
}

// EOQAllUnits buys at one price for all units, which falls at each breakpoint
// (Snyder and Shen, section 3.4.1). Holding costs holdingRate times the price.
// The cost includes the goods.
func EOQAllUnits(fixed, holdingRate, demand float64, breakpoints, unitCosts []float64) (quantity float64, region int, cost float64) {
	cost = math.Inf(1)
	for i, price := range unitCosts {
		q, _ := EOQ(fixed, holdingRate*price, demand)
		// in a region that ends below its own best quantity, the next region is cheaper still
		if i+1 < len(breakpoints) && q >= breakpoints[i+1] {
			continue
		}
		q = max(q, breakpoints[i])
		if c := price*demand + fixed*demand/q + holdingRate*price*q/2; c < cost {
			quantity, region, cost = q, i, c
		}
	}
	return quantity, region, cost
}

// EOQIncremental gives each unit the price of its own region
// (Snyder and Shen, section 3.4.2).
func EOQIncremental(fixed, holdingRate, demand float64, breakpoints, unitCosts []float64) (quantity float64, region int, cost float64) {
	cost = math.Inf(1)
	paid := 0.0 // for what lies below the region, above its own price
	for i, price := range unitCosts {
		if i > 0 {
			paid += breakpoints[i] * (unitCosts[i-1] - price)
		}
		q := math.Sqrt(2 * (fixed + paid) * demand / (holdingRate * price))
		if q < breakpoints[i] || i+1 < len(breakpoints) && q >= breakpoints[i+1] {
			continue
		}
		c := price*demand + holdingRate*paid/2 + (fixed+paid)*demand/q + holdingRate*price*q/2
		if c < cost {
			quantity, region, cost = q, i, c
		}
	}
	return quantity, region, cost
}

// WagnerWhitin gives each period's order so that known demand is met at the
// smallest cost (Wagner and Whitin 1958). All lists have one value per period;
// holding is charged on what is left at the end of a period, unit may be nil.
// Of two equally cheap plans the one that orders again sooner wins.
func WagnerWhitin(fixed, holding, unit, demand []float64) (orders []float64, cost float64) {
	n := len(demand)
	best := make([]float64, n+1) // best[t]: cheapest from period t on, with empty stock
	next := make([]int, n)       // the period of the order after the one in t
	for t := n - 1; t >= 0; t-- {
		best[t] = math.Inf(1)
		if demand[t] == 0 {
			best[t], next[t] = best[t+1], t+1
		}
		sum, carry, keep := fixed[t], 0.0, 0.0
		for s := t; s < n; s++ {
			if unit != nil {
				sum += unit[t] * demand[s]
			}
			carry += keep * demand[s]
			keep += holding[s]
			if c := sum + carry + best[s+1]; c < best[t] {
				best[t], next[t] = c, s+1
			}
		}
	}
	orders = make([]float64, n)
	for t := 0; t < n; t = next[t] {
		for s := t; s < next[t]; s++ {
			orders[t] += demand[s]
		}
	}
	return orders, best[0]
}

var errNoAnswer = errors.New("no such policy exists for these costs")
