package replenish

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Trial replays weekly reviewed stock over the last weeks of a panel of sales:
// a review at the beginning of each week, goods after Lead weeks, and what is
// not there is not sold. Nobody knows more than what lay before each review.
type Trial struct {
	Items   int       // those that sold in most weeks before the trial
	Held    int       // weeks that count, at the end of the panel
	Lead    int       // weeks from order to goods, at least 1
	Targets []float64 // fill rates to reach, each between 0 and 1
	// ShortCosts are prices of a lost unit, where holding one for a week costs 1:
	// for each, the policy of least cost is run, and the rules "at two weeks'
	// cover, order up to so many".
	ShortCosts []float64
}

// TrialResult is what one policy did in the weeks that count.
type TrialResult struct {
	Policy    string  `json:"policy"`
	Target    float64 `json:"target,omitempty"`
	ShortCost float64 `json:"short_cost,omitempty"`
	Fill      float64 `json:"fill_rate"`       // units sold out of units asked for
	ItemFill  float64 `json:"item_fill_rate"`  // the mean of the items' own
	Stock     float64 `json:"mean_stock"`      // units at the end of a week, over all items
	Lost      float64 `json:"lost_units"`      // over all weeks
	Cost      float64 `json:"cost,omitempty"`  // holding and shortage, over all weeks
	Ratio     float64 `json:"ratio,omitempty"` // of the cost to that of the best of the rules
}

// runIn is how many weeks before those that count the replay begins, so that
// stock has come to rest and safety has been learned.
const runIn = 10

// Run replays them all.
func (t Trial) Run(panel [][]float64, season int) ([]TrialResult, error) {
	weeks := 0
	for _, y := range panel {
		weeks = max(weeks, len(y))
	}
	begin := weeks - t.Held
	if t.Lead < 1 || t.Held < 1 || begin-runIn < 6 {
		return nil, fmt.Errorf("%d weeks are too few for %d that count, %d before them and 6 to begin with, at a lead time of %d", weeks, t.Held, runIn, t.Lead)
	}
	for _, short := range t.ShortCosts {
		if !(short > 0) {
			return nil, fmt.Errorf("the price of a lost unit is %v, must be above 0", short)
		}
	}
	for _, target := range t.Targets {
		if !(target > 0 && target < 1) {
			return nil, fmt.Errorf("target is %v, must be a fill rate between 0 and 1", target)
		}
	}
	full := make([][]float64, len(panel))
	for i, y := range panel {
		full[i] = append(make([]float64, weeks-len(y)), y...)
		for w, v := range full[i] {
			full[i][w] = max(0, v)
		}
	}
	r := t.prepare(full, begin, season)
	var out []TrialResult
	for _, target := range t.Targets {
		o := r.run(r.learnt(weeks, target, reach(target)), begin, weeks)
		out = append(out, o.result("fill rate", target, 0))
	}
	for _, short := range t.ShortCosts {
		best := math.Inf(1)
		var rules []TrialResult
		for _, upTo := range []float64{3, 4, 6, 8} {
			x := r.run(r.cover(2, upTo), begin, weeks).result(fmt.Sprintf("at 2 weeks' cover, up to %v", upTo), 0, short)
			rules, best = append(rules, x), min(best, x.Cost)
		}
		ours := r.run(r.learnt(weeks, firstShare, cheapest(short)), begin, weeks).result("least cost", 0, short)
		for _, x := range append([]TrialResult{ours}, rules...) {
			x.Ratio = x.Cost / best
			out = append(out, x)
		}
	}
	return out, nil
}

// firstShare is used while nothing is known of the tails.
const firstShare = 0.9

// replay is a panel with what was known at each review.
type replay struct {
	sales      [][]float64
	from, lead int
	mean       [][]float64 // by week from the first review, by item: demand until the next goods
	spread     [][]float64
	class      [][]Class
}

// prepare chooses the items and forecasts them at every review.
func (t Trial) prepare(panel [][]float64, begin, season int) *replay {
	order := make([]int, len(panel))
	sold := make([]float64, len(panel))
	for i, y := range panel {
		order[i] = i
		for _, v := range y[:begin] {
			sold[i] += min(1, v)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sold[b], sold[a]) })
	order = order[:min(t.Items, len(order))]
	r := &replay{from: begin - runIn, lead: t.Lead}
	for _, i := range order {
		r.sales = append(r.sales, panel[i])
	}
	weeks, cover := len(panel[0]), t.Lead+1
	for now := r.from; now < weeks; now++ {
		past := make([][]float64, len(panel))
		for i, y := range panel {
			past[i] = y[:now]
		}
		f := Learn(past, cover, season)
		mean, spread, class := make([]float64, len(order)), make([]float64, len(order)), make([]Class, len(order))
		for k, i := range order {
			said := f.Forecast(past[i])
			for h := range cover {
				mean[k] += said.Mean[h]
			}
			class[k] = said.Class
			spread[k] = (said.High[0]-said.Low[0])/2*math.Sqrt(float64(cover)) + mean[k]/2 + 1
		}
		r.mean, r.spread, r.class = append(r.mean, mean), append(r.spread, spread), append(r.class, class)
	}
	return r
}

// rule says how many units to order, in a week, of an item with so many at hand
// and on order.
type rule func(week, item int, position float64) float64

// cover orders up to so many weeks of the mean of the last eight when the
// position is at or below the other number of weeks.
func (r *replay) cover(at, upTo float64) rule {
	return func(week, item int, position float64) float64 {
		level := mean(last(r.sales[item][:week], 8))
		if position > at*level {
			return 0
		}
		return math.Ceil(upTo * level)
	}
}

// level orders up to the forecast and the spreads that the item's class needed
// in the past at a share of the reviews.
func (r *replay) level(week int, tails *tails, share float64) rule {
	return func(week, item int, _ float64) float64 {
		k := week - r.from
		return math.Ceil(max(0, r.mean[k][item]+tails.at(r.class[k][item], share)*r.spread[k][item]))
	}
}

// tails are, by class and ascending, by how many spreads demand until the next
// goods was above what had been expected.
type tails [classes][]float64

// tailsBefore collects them from what was over before a week.
func (r *replay) tailsBefore(now int) *tails {
	var t tails
	for week := r.from; week+r.lead < now; week++ {
		k := week - r.from
		for i, y := range r.sales {
			came := 0.0
			for _, v := range y[week : week+r.lead+1] {
				came += v
			}
			c := r.class[k][i]
			t[c] = append(t[c], min(farthest, (came-r.mean[k][i])/r.spread[k][i]))
		}
	}
	for c := range t {
		slices.Sort(t[c])
	}
	return &t
}

func (t *tails) at(c Class, share float64) float64 {
	list := t[c]
	if len(list) < 20 {
		return 4*share - 2 // too few of a kind
	}
	return list[min(int(share*float64(len(list))), len(list)-1)]
}

// farthest is how many spreads above what was expected a stock is made for:
// one giant order would otherwise rule the safety of all. Chosen of 3, 5 and 8.
const farthest = 5

// learnt chooses the share anew each week by replaying all weeks before with it:
// the one that is chosen. Until there are enough weeks it is the first.
func (r *replay) learnt(weeks int, first float64, choose func(try func(share float64) outcome) float64) rule {
	enough := r.lead + 4
	calm := r.calm()
	rules := make([]rule, weeks)
	for now := r.from; now < weeks; now++ {
		t := r.tailsBefore(now)
		share := first
		if now-r.from >= enough {
			share = choose(func(share float64) outcome { return calm.run(r.level(now, t, share), max(r.from+1, now-6), now) })
		}
		rules[now] = r.level(now, t, share)
	}
	return func(week, item int, position float64) float64 { return rules[week](week, item, position) }
}

// reach finds the least share that reaches a fill rate.
func reach(target float64) func(try func(float64) outcome) float64 {
	return func(try func(float64) outcome) float64 {
		low, high := 0.3, 0.998
		for range 10 {
			if m := (low + high) / 2; try(m).fill() < target {
				low = m
			} else {
				high = m
			}
		}
		return high
	}
}

// cheapest finds the share with the least cost at a price of a lost unit.
func cheapest(short float64) func(try func(float64) outcome) float64 {
	return func(try func(float64) outcome) float64 {
		best, least := 0.5, math.Inf(1)
		for _, share := range []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.91, 0.94, 0.96, 0.975, 0.985, 0.993} {
			if c := try(share).cost(short); c < least {
				best, least = share, c
			}
		}
		return best
	}
}

// calm is the replay without the part of any week's demand that is farther from
// what had been expected than any stock should be made for.
func (r *replay) calm() *replay {
	c := *r
	c.sales = nil
	for i, y := range r.sales {
		y = slices.Clone(y)
		for k := range r.mean {
			y[r.from+k] = min(y[r.from+k], r.mean[k][i]+farthest*r.spread[k][i])
		}
		c.sales = append(c.sales, y)
	}
	return &c
}

// outcome is what a rule did.
type outcome struct {
	asked, lost, stock []float64 // by item
	weeks              float64
}

// run replays a rule from the first review and counts the weeks from one to
// another. Each item begins with what the rule first asks for.
func (r *replay) run(order rule, count, until int) outcome {
	o := outcome{asked: make([]float64, len(r.sales)), lost: make([]float64, len(r.sales)), stock: make([]float64, len(r.sales)), weeks: float64(until - count)}
	due := make([]float64, until+r.lead+1)
	for i, y := range r.sales {
		clear(due)
		hand, coming := order(r.from, i, 0), 0.0
		for week := r.from; week < until; week++ {
			hand, coming = hand+due[week], coming-due[week]
			if more := order(week, i, hand+coming) - hand - coming; more > 0 {
				due[week+r.lead] += more
				coming += more
			}
			sold := min(hand, y[week])
			hand -= sold
			if week >= count {
				o.asked[i] += y[week]
				o.lost[i] += y[week] - sold
				o.stock[i] += hand
			}
		}
	}
	return o
}

func (o outcome) fill() float64 {
	return 1 - mean(o.lost)/max(mean(o.asked), 1e-9)
}

func (o outcome) cost(short float64) float64 {
	sum := 0.0
	for i := range o.asked {
		sum += o.stock[i] + short*o.lost[i]
	}
	return sum
}

func (o outcome) result(policy string, target, short float64) TrialResult {
	x := TrialResult{Policy: policy, Target: target, ShortCost: short, Fill: o.fill()}
	with := 0.0
	for i, asked := range o.asked {
		x.Stock += o.stock[i] / o.weeks
		x.Lost += o.lost[i]
		if asked > 0 {
			x.ItemFill += 1 - o.lost[i]/asked
			with++
		}
	}
	x.ItemFill /= max(with, 1)
	if short > 0 {
		x.Cost = o.cost(short)
	}
	return x
}
