package replenish

import (
	"fmt"
	"math"
	"slices"
)

// Echelon is one stage of a line, with the holding cost that it adds.
type Echelon struct{ Holding, LeadTime float64 }

// StageDemand is customers' demand per unit of time: Poisson with Mean, uniform
// between Lo and Hi, or (neither set) normal with Mean and SD.
type StageDemand struct {
	Mean, SD float64
	Poisson  bool
	Lo, Hi   float64
}

// SerialGrid says how finely stock levels and demand are cut. Published figures
// for example 6.1 of Snyder and Shen exist for 100 × 10 (47.7747) and 1000 × 100
// (47.6687); the true optimum is 47.65 at 6.49, 12.02 and 22.71. Poisson demand needs no grid.
type SerialGrid struct{ Levels, Demands int }

// PublishedGrid is the one that most published examples were computed on.
var PublishedGrid = SerialGrid{Levels: 100, Demands: 10}

// EchelonBaseStock gives the echelon base-stock levels of a line with least
// expected cost per unit of time, stage by stage from the customer up (Clark and
// Scarf 1960 as Chen and Zheng 1994 put it; Snyder and Shen, section 6.2.2).
// stages[0] faces the customer. Demand beyond four standard deviations counts
// as being there, as in the published computations.
func EchelonBaseStock(stages []Echelon, stockout float64, d StageDemand, g SerialGrid) (levels []float64, cost float64, err error) {
	total, holding := 0.0, 0.0
	for _, s := range stages {
		total += s.LeadTime
		holding += s.Holding
	}
	all, err := d.over(total)
	if err != nil {
		return nil, 0, err
	}
	_, top := all.bounds(8)
	low, _ := all.bounds(4)
	x := newGrid(low-top, top, g.Levels, d.Poisson)
	bar := make([]float64, x.n) // induced penalty of the stages below, by level
	for i := range bar {
		bar[i] = (stockout + holding) * max(0, -x.at(i))
	}
	far := grid{x.lo - top, x.step, math.MaxInt32} // levels below x, where costs are straight lines
	levels = make([]float64, len(stages))
	behind := 0.0 // mean demand over the lead times of the stages below
	inDelay := make([]float64, 0, len(stages))
	for j, s := range stages {
		for i := range inDelay {
			inDelay[i] += d.mean() * stages[j-1].LeadTime
		}
		inDelay = append(inDelay, 0)
		line := func(v float64) float64 {
			c := -(stockout + holding) * (v - behind)
			for i, delay := range inDelay {
				c += stages[i].Holding * (v - delay)
			}
			return c
		}
		lead, err := d.over(s.LeadTime)
		if err != nil {
			return nil, 0, err
		}
		from, to := lead.bounds(4)
		dem := newGrid(from, to, g.Demands, d.Poisson)
		c := make([]float64, x.n)
		for k := range dem.n {
			v := dem.at(k)
			p := lead.cdf(v+dem.step/2) - lead.cdf(v-dem.step/2)
			if k == 0 { // the tails go to the ends
				p = lead.cdf(v + dem.step/2)
			}
			if k == dem.n-1 {
				p += 1 - lead.cdf(v+dem.step/2)
			}
			for i := range c {
				left := x.at(i) - v
				if left < x.lo {
					c[i] += p * line(far.at(far.nearest(left)))
				} else {
					m := x.nearest(left)
					c[i] += p * (s.Holding*x.at(m) + bar[m])
				}
			}
		}
		best := 0
		for i := range c {
			if c[i] < c[best] {
				best = i
			}
		}
		levels[j], cost = x.at(best), c[best]
		for i := range bar {
			bar[i] = c[min(i, best)]
		}
		behind += d.mean() * s.LeadTime
	}
	return levels, cost, nil
}

// grid is n equal steps from lo.
type grid struct {
	lo, step float64
	n        int
}

func newGrid(lo, hi float64, steps int, whole bool) grid {
	if whole {
		return grid{math.Trunc(lo), 1, int(math.Trunc(hi)-math.Trunc(lo)) + 1}
	}
	if hi <= lo {
		return grid{lo, 1, 1}
	}
	step := (hi - lo) / float64(steps)
	return grid{lo, step, int(math.Ceil((hi+step-lo)/step - 1e-9))}
}

func (g grid) at(i int) float64 { return g.lo + float64(i)*g.step }

func (g grid) nearest(v float64) int {
	return min(g.n-1, max(0, int(math.Ceil((v-g.lo)/g.step-0.5-1e-9))))
}

// leadDemand is demand over some time.
type leadDemand struct {
	mean     float64
	cdf      func(float64) float64
	quantile func(float64) float64
	lo, hi   float64 // support
}

// bounds is where all but the tail beyond so many deviations of a normal lies.
func (l leadDemand) bounds(deviations float64) (lo, hi float64) {
	tail := math.Erfc(deviations/math.Sqrt2) / 2
	lo, hi = l.lo, l.hi
	if math.IsInf(lo, -1) {
		lo = l.quantile(tail)
	}
	if math.IsInf(hi, 1) {
		hi = l.quantile(1 - tail)
	}
	return lo, hi
}

func (d StageDemand) mean() float64 {
	if d.Hi > d.Lo {
		return (d.Lo + d.Hi) / 2
	}
	return d.Mean
}

func (d StageDemand) over(t float64) (leadDemand, error) {
	switch {
	case d.Poisson:
		if t*d.Mean == 0 {
			return leadDemand{cdf: func(x float64) float64 { return step(x >= 0) }}, nil
		}
		p := NewPoisson(d.Mean * t)
		return leadDemand{mean: d.Mean * t, cdf: p.CDF, quantile: p.Quantile, lo: 0, hi: math.Inf(1)}, nil
	case d.Hi > d.Lo:
		if t != math.Trunc(t) || t > 20 {
			return leadDemand{}, fmt.Errorf("lead time %v with uniform demand: it must be whole and, over the line, at most 20", t)
		}
		cdf := func(x float64) float64 { return sumOfUniforms((x-t*d.Lo)/(d.Hi-d.Lo), int(t)) }
		return leadDemand{mean: t * d.mean(), lo: math.Inf(-1), hi: math.Inf(1), cdf: cdf,
			quantile: func(q float64) float64 { return bisect(t*d.Lo, t*d.Hi, func(x float64) bool { return cdf(x) < q }) }}, nil
	}
	n := Normal{d.Mean * t, d.SD * math.Sqrt(t)}
	if n.Sigma == 0 {
		return leadDemand{mean: n.Mu, lo: n.Mu, hi: n.Mu, cdf: n.CDF}, nil
	}
	return leadDemand{mean: n.Mu, cdf: n.CDF, quantile: n.Quantile, lo: math.Inf(-1), hi: math.Inf(1)}, nil
}

// bisect finds where a condition ends to hold.
func bisect(lo, hi float64, below func(float64) bool) float64 {
	for range 200 {
		if mid := (lo + hi) / 2; below(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// sumOfUniforms is the distribution of n uniforms between 0 and 1 (Irwin 1927,
// Hall 1927).
func sumOfUniforms(x float64, n int) float64 {
	if x <= 0 || x >= float64(n) {
		return step(x > 0 || n == 0 && x >= 0)
	}
	if x > float64(n)/2 { // the other tail has fewer terms
		return 1 - sumOfUniforms(float64(n)-x, n)
	}
	terms := make([]float64, 0, n)
	choose, factorial := 1.0, 1.0
	for k := 0; float64(k) <= x; k++ {
		terms = append(terms, choose*math.Pow(x-float64(k), float64(n)))
		choose *= -float64(n-k) / float64(k+1)
	}
	for k := 2; k <= n; k++ {
		factorial *= float64(k)
	}
	slices.SortFunc(terms, func(a, b float64) int { return int(math.Copysign(1, math.Abs(a)-math.Abs(b))) })
	sum := 0.0
	for _, v := range terms {
		sum += v
	}
	return sum / factorial
}
