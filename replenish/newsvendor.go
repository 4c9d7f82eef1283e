package replenish

import (
	"math"
)

// Demand is a distribution of what is asked for in the time that matters.
type Demand interface {
	Mean() float64
	CDF(x float64) float64
	// Quantile is the smallest x with CDF(x) >= q.
	Quantile(q float64) float64
	// Loss is what is asked for above x, on average: E[(D-x)+].
	Loss(x float64) float64
}

// Newsvendor gives the stock level with the least expected cost of what is left
// over and what is missing (Arrow, Harris and Marschak 1951; Snyder and Shen,
// section 4.3): the critical quantile.
func Newsvendor(holding, stockout float64, d Demand) (level, cost float64) {
	level = d.Quantile(stockout / (stockout + holding))
	return level, NewsvendorCost(level, holding, stockout, d)
}

// NewsvendorCost is the expected cost of one period that begins with a level.
func NewsvendorCost(level, holding, stockout float64, d Demand) float64 {
	return holding*(level-d.Mean()) + (holding+stockout)*d.Loss(level)
}

// Normal demand.
type Normal struct{ Mu, Sigma float64 }

func (n Normal) Mean() float64 { return n.Mu }

func (n Normal) CDF(x float64) float64 {
	if n.Sigma == 0 {
		return step(x >= n.Mu)
	}
	return math.Erfc((n.Mu-x)/(n.Sigma*math.Sqrt2)) / 2
}

func (n Normal) Quantile(q float64) float64 {
	if n.Sigma == 0 {
		return n.Mu
	}
	return n.Mu - n.Sigma*math.Sqrt2*math.Erfcinv(2*q)
}

func (n Normal) Loss(x float64) float64 {
	if n.Sigma == 0 {
		return max(0, n.Mu-x)
	}
	z := (x - n.Mu) / n.Sigma
	return n.Sigma * (density(z) - z*math.Erfc(z/math.Sqrt2)/2)
}

// secondLoss is half of E[((D-x)+)^2].
func (n Normal) secondLoss(x float64) float64 {
	if n.Sigma == 0 {
		return max(0, n.Mu-x) * max(0, n.Mu-x) / 2
	}
	z := (x - n.Mu) / n.Sigma
	return n.Sigma * n.Sigma / 2 * ((z*z+1)*math.Erfc(z/math.Sqrt2)/2 - z*density(z))
}

func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }

func step(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// LogNormal demand: its logarithm has mean Mu and standard deviation Sigma.
type LogNormal struct{ Mu, Sigma float64 }

func (l LogNormal) Mean() float64 { return math.Exp(l.Mu + l.Sigma*l.Sigma/2) }
func (l LogNormal) CDF(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return Normal(l).CDF(math.Log(x))
}
func (l LogNormal) Quantile(q float64) float64 { return math.Exp(Normal(l).Quantile(q)) }
func (l LogNormal) Loss(x float64) float64 {
	if x <= 0 {
		return l.Mean() - x
	}
	up := Normal{l.Mu + l.Sigma*l.Sigma, l.Sigma}
	return l.Mean()*(1-up.CDF(math.Log(x))) - x*(1-l.CDF(x))
}

// Uniform demand between two bounds.
type Uniform struct{ Lo, Hi float64 }

func (u Uniform) Mean() float64 { return (u.Lo + u.Hi) / 2 }
func (u Uniform) CDF(x float64) float64 {
	return min(1, max(0, (x-u.Lo)/(u.Hi-u.Lo)))
}
func (u Uniform) Quantile(q float64) float64 { return u.Lo + q*(u.Hi-u.Lo) }
func (u Uniform) Loss(x float64) float64 {
	switch {
	case x <= u.Lo:
		return u.Mean() - x
	case x >= u.Hi:
		return 0
	}
	return (u.Hi - x) * (u.Hi - x) / (2 * (u.Hi - u.Lo))
}

// Exponential demand with a mean.
type Exponential float64

func (e Exponential) Mean() float64 { return float64(e) }
func (e Exponential) CDF(x float64) float64 {
	return -math.Expm1(-max(0, x) / float64(e))
}
func (e Exponential) Quantile(q float64) float64 { return -float64(e) * math.Log1p(-q) }
func (e Exponential) Loss(x float64) float64 {
	if x <= 0 {
		return float64(e) - x
	}
	return float64(e) * math.Exp(-x/float64(e))
}

// Discrete demand: the chance of 0, 1, 2 … units, and tables over them.
type Discrete struct {
	pmf, cdf, loss []float64
	mean           float64
}

// NewDiscrete takes the chances of 0, 1, 2 … units; they are scaled to sum to one.
func NewDiscrete(chances []float64) Discrete {
	d := Discrete{pmf: make([]float64, len(chances)), cdf: make([]float64, len(chances)), loss: make([]float64, len(chances))}
	sum, run := 0.0, 0.0
	for _, p := range chances {
		sum += p
	}
	for i, p := range chances {
		run += p / sum
		d.pmf[i], d.cdf[i] = p/sum, run
		d.mean += p / sum * float64(i)
	}
	// from the far end, where nothing is lost to rounding: E[(D-x)+] = E[(D-x-1)+] + P(D > x)
	above := 0.0
	for i := len(chances) - 2; i >= 0; i-- {
		above += d.pmf[i+1]
		d.loss[i] = d.loss[i+1] + above
	}
	return d
}

// NewPoisson is Poisson demand, cut where less than 1e-17 is left.
func NewPoisson(mean float64) Discrete {
	top := int(mean + 12*math.Sqrt(mean) + 40)
	p := make([]float64, top+1)
	for i := range p {
		lg, _ := math.Lgamma(float64(i) + 1)
		p[i] = math.Exp(float64(i)*math.Log(mean) - mean - lg)
	}
	return NewDiscrete(p)
}

func (d Discrete) Mean() float64 { return d.mean }

func (d Discrete) CDF(x float64) float64 {
	i := int(math.Floor(x))
	switch {
	case i < 0:
		return 0
	case i >= len(d.cdf):
		return 1
	}
	return d.cdf[i]
}

func (d Discrete) Quantile(q float64) float64 {
	for i, c := range d.cdf {
		if c >= q-1e-12 {
			return float64(i)
		}
	}
	return float64(len(d.cdf) - 1)
}

// Loss is exact at whole x and linear between.
func (d Discrete) Loss(x float64) float64 {
	switch i := int(math.Floor(x)); {
	case i < 0:
		return d.mean - x
	case i+1 >= len(d.loss):
		return 0
	default:
		part := x - float64(i)
		return d.loss[i]*(1-part) + d.loss[i+1]*part
	}
}
