package replenish

import "math"

// OrderUpTo gives the (s,S) policy of least cost per period under periodic
// review: when the position at a review is at s or below, order up to S. Demand
// is that of one period; cover that of lead time and one period, from which
// costs are charged (the same as demand without a lead time).
//
// Zheng and Federgruen (1991): costs of policies follow from renewals of demand;
// s and S are each walked once.
func OrderUpTo(holding, stockout, fixed float64, demand, cover Discrete) (s, S int, cost float64, err error) {
	if demand.pmf[0] >= 1 {
		return 0, 0, 0, errNoAnswer
	}
	g := func(y int) float64 { return NewsvendorCost(float64(y), holding, stockout, cover) }
	var r renewal
	r.demand = demand
	// cost of (s,S): fixed plus the expected costs of the levels visited, over the periods of a cycle
	c := func(s, S int) float64 {
		sum, periods := fixed, 0.0
		for j := range S - s {
			m := r.at(j)
			sum += m * g(S-j)
			periods += m
		}
		return sum / periods
	}
	level, _ := Newsvendor(holding, stockout, cover)
	top := int(level)
	s = top - 1
	// walking s down, one term joins the sum: fixed + sum(m·g), sum(m)
	sum, periods := fixed+r.at(0)*g(top), r.at(0)
	for sum/periods > g(s) {
		m := r.at(top - s)
		sum, periods = sum+m*g(s), periods+m
		s--
	}
	S, cost = top, sum/periods
	for y := top + 1; g(y) <= cost; y++ {
		v := c(s, y)
		if v >= cost {
			continue
		}
		S = y
		for v <= g(s+1) {
			s++
			v = c(s, S)
		}
		cost = v
	}
	return s, S, cost, nil
}

// renewal holds how often, on average, each total of demand is met.
type renewal struct {
	demand Discrete
	m      []float64
}

func (r *renewal) at(j int) float64 {
	p := r.demand.pmf
	for k := len(r.m); k <= j; k++ {
		if k == 0 {
			r.m = append(r.m, 1/(1-p[0]))
			continue
		}
		sum := 0.0
		for l := 1; l <= min(k, len(p)-1); l++ {
			sum += p[l] * r.m[k-l]
		}
		r.m = append(r.m, sum/(1-p[0]))
	}
	return r.m[j]
}

// OrderUpToPower is the power approximation of (s,S) for normal demand (Ehrhardt
// and Mosier 1984; Snyder and Shen, section 4.4.5). Cover is the demand over lead
// time and one period.
func OrderUpToPower(holding, stockout, fixed float64, demand, cover Normal) (s, S float64) {
	ratio := cover.Sigma / demand.Mu
	q := 1.30 * math.Pow(demand.Mu, 0.494) * math.Pow(fixed/holding, 0.506) * math.Pow(1+ratio*ratio, 0.116)
	z := math.Sqrt(q / cover.Sigma * holding / stockout)
	s = 0.973*cover.Mu + cover.Sigma*(0.183/z+1.063-2.192*z)
	return s, s + q
}

// ReorderPoint is the best r for a given Q when stock is watched all the time:
// both ends of the cycle cost the same, g(r) = g(r+Q) (Zheng 1992; Snyder and
// Shen, section 5.2). Lead is demand over the lead time.
func ReorderPoint(quantity, holding, stockout float64, lead Normal) float64 {
	hi, _ := Newsvendor(holding, stockout, lead)
	lo := hi - quantity
	g := func(y float64) float64 { return NewsvendorCost(y, holding, stockout, lead) }
	for range 200 {
		r := (lo + hi) / 2
		if g(r) < g(r+quantity) {
			hi = r
		} else {
			lo = r
		}
	}
	return (lo + hi) / 2
}

// ReorderEOQB orders the quantity of the EOQ with backorders (Zheng 1992).
func ReorderEOQB(holding, stockout, fixed, demand float64, lead Normal) (r, quantity float64) {
	quantity, _, _ = EOQBackorders(fixed, holding, stockout, demand)
	return ReorderPoint(quantity, holding, stockout, lead), quantity
}

// ReorderEOQ orders the EOQ and adds safety stock by the newsvendor
// (Snyder and Shen, section 5.3.2).
func ReorderEOQ(holding, stockout, fixed, demand float64, lead Normal) (r, quantity float64) {
	quantity, _ = EOQ(fixed, holding, demand)
	r, _ = Newsvendor(holding, stockout, lead)
	return r, quantity
}

// mostRounds is far above what the iterations below need; they contract.
const mostRounds = 100_000

// ReorderEIL is the expected-inventory-level approximation (Whitin 1953, Hadley
// and Whitin 1963; Snyder and Shen, section 5.3.1). Stockout is paid once per
// unit that waits.
func ReorderEIL(holding, stockout, fixed, demand float64, lead Normal) (r, quantity, cost float64, err error) {
	quantity, _ = EOQ(fixed, holding, demand)
	for range mostRounds {
		short := quantity * holding / (stockout * demand)
		if short >= 1 { // waiting is cheaper than any stock
			return 0, 0, 0, errNoAnswer
		}
		was, wasQ := r, quantity
		r = lead.Quantile(1 - short)
		quantity = math.Sqrt(2 * demand * (fixed + stockout*lead.Loss(r)) / holding)
		if math.Abs(r-was) < 1e-9*(1+math.Abs(r)) && math.Abs(quantity-wasQ) < 1e-9*quantity {
			break
		}
	}
	cost = holding*(r-lead.Mu+quantity/2) + (fixed+stockout*lead.Loss(r))*demand/quantity
	return r, quantity, cost, nil
}

// ReorderLoss is the loss-function approximation (Hadley and Whitin 1963; Snyder
// and Shen, section 5.3.4).
func ReorderLoss(holding, stockout, fixed, demand float64, lead Normal) (r, quantity float64) {
	quantity, _ = EOQ(fixed, holding, demand)
	for range mostRounds {
		was, wasQ := r, quantity
		r = lead.levelOfLoss(holding * quantity / (holding + stockout))
		quantity = math.Sqrt(2 * (fixed*demand + (holding+stockout)*lead.secondLoss(r)) / holding)
		if math.Abs(r-was) < 1e-9*(1+math.Abs(r)) && math.Abs(quantity-wasQ) < 1e-9*quantity {
			break
		}
	}
	return r, quantity
}

// levelOfLoss is the level above which so much is asked for on average.
func (n Normal) levelOfLoss(loss float64) float64 {
	lo, hi := n.Mu-loss-1, n.Mu+10*n.Sigma
	for n.Loss(lo) < loss {
		lo -= loss + n.Sigma
	}
	for n.Loss(hi) > loss {
		hi += n.Sigma + loss
	}
	for range 200 {
		if mid := (lo + hi) / 2; n.Loss(mid) > loss {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// ReorderExact gives the best whole (r,Q) when units are asked for one by one
// and the position at any time is uniform over r+1 … r+Q: the levels of a cycle
// are taken in order of their cost as long as they bring the mean down
// (Federgruen and Zheng 1992; Snyder and Shen, section 5.5). Demand is its rate;
// lead the demand over the lead time.
func ReorderExact(holding, stockout, fixed, demand float64, lead Discrete) (r, quantity int, cost float64) {
	g := func(y int) float64 { return NewsvendorCost(float64(y), holding, stockout, lead) }
	level, _ := Newsvendor(holding, stockout, lead)
	lo, hi := int(level), int(level) // the cycle's levels
	sum := fixed*demand + g(lo)
	for {
		low, high := g(lo-1), g(hi+1)
		add := min(low, high)
		if add >= sum/float64(hi-lo+1) {
			return lo - 1, hi - lo + 1, sum / float64(hi-lo+1)
		}
		sum += add
		if low <= high {
			lo--
		} else {
			hi++
		}
	}
}
