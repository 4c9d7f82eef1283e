package replenish

import (
	"math"
	"slices"
)

// ETSModel names an exponential smoothing model by how error, trend and season
// enter: N not at all, A added, M multiplied (Hyndman, Koehler, Ord and Snyder
// 2008, ch. 2). Trends are added or absent: those that multiply run away.
type ETSModel struct {
	Error, Trend, Season byte
	Damped               bool // the trend fades
}

func (m ETSModel) String() string {
	s := string([]byte{m.Error, m.Trend})
	if m.Damped {
		s += "d"
	}
	return s + string(m.Season)
}

// The models by their old names.
var (
	SES         = ETSModel{'A', 'N', 'N', false} // Brown 1956
	Holt        = ETSModel{'A', 'A', 'N', false} // Holt 1957
	DampedHolt  = ETSModel{'A', 'A', 'N', true}  // Gardner and McKenzie 1985
	HoltWinters = ETSModel{'A', 'A', 'A', false} // Winters 1960, season added
	// HoltWintersMultiplied is Winters 1960 with a season that multiplies, by least
	// squares. Selection leaves it out: with added errors it is unstable near zero.
	HoltWintersMultiplied = ETSModel{'A', 'A', 'M', false}
)

// etsModels is what selection chooses from.
var etsModels = func() (list []ETSModel) {
	for _, e := range []byte{'A', 'M'} {
		for _, s := range []byte{'N', 'A', 'M'} {
			if e == 'A' && s == 'M' {
				continue
			}
			list = append(list, ETSModel{e, 'N', s, false}, ETSModel{e, 'A', s, true}, ETSModel{e, 'A', s, false})
		}
	}
	return list
}()

// maxETSSeason is the longest season whose every position is a state of its own;
// longer ones cannot be told from a few years and are left out.
const maxETSSeason = 24

// Bounds of the smoothing constants: level, trend (below that of the level) and
// season from 0.0001 to 0.9999, season at most 1-level, damping 0.8 to 0.98.
const etsLow, etsHigh, phiLow, phiHigh = 1e-4, 0.9999, 0.8, 0.98

// ETSFit is a model with its constants and its state after the last week.
type ETSFit struct {
	Model                   ETSModel
	Alpha, Beta, Gamma, Phi float64
	AICc, Likelihood        float64 // Likelihood is -2 log, but for what all models share
	StartLevel, StartTrend  float64
	MSE                     float64
	level, trend            float64
	season                  []float64 // the next week's first
}

// FitETS chooses the model with the least AICc. Season 1 or 0 is none. Series
// that are constant or shorter than 7 get a flat model.
func FitETS(y []float64, season int) ETSFit {
	best := ETSFit{AICc: math.Inf(1)}
	if len(y) > 6 && slices.Min(y) != slices.Max(y) {
		for _, m := range etsModels {
			if fit, ok := FitETSModel(y, season, m); ok && fit.AICc < best.AICc {
				best = fit
			}
		}
	}
	if math.IsInf(best.AICc, 1) {
		level, alpha := ses(y)
		best = ETSFit{Model: SES, Alpha: alpha, Phi: 1, level: level, AICc: math.Inf(1)}
	}
	return best
}

// FitETSModel fits one model by maximum likelihood; not ok: there is too little
// past for it, it needs a season or quantities above zero, or all weeks are one line.
func FitETSModel(y []float64, season int, m ETSModel) (ETSFit, bool) {
	if m.Season == 'N' {
		season = 1
	} else if season < 2 || season > maxETSSeason || len(y) <= season {
		return ETSFit{}, false
	}
	if len(y) < 4 || (m.Error == 'M' || m.Season == 'M') && slices.Min(y) <= 0 {
		return ETSFit{}, false
	}
	r := etsRun{y: y, m: m, period: season, seas: make([]float64, season)}
	x := r.start()
	n := float64(len(y))
	k := float64(len(x) + 1)
	if len(x) >= len(y)-1 || n-k-1 <= 0 {
		return ETSFit{}, false
	}
	x, lik := nelderMead(r.cost, x, 2000)
	if math.IsInf(lik, 0) || math.IsNaN(lik) {
		return ETSFit{}, false
	}
	r.cost(x) // leaves the last state
	p, _ := r.split(x)
	if m == HoltWintersMultiplied {
		lik = n * math.Log(n*lik)
	}
	return ETSFit{Model: m, Alpha: p.alpha, Beta: p.beta, Gamma: p.gamma, Phi: p.phi, Likelihood: lik, StartLevel: x[r.states()], StartTrend: r.startTrend(x),
		AICc: lik + 2*k + 2*k*(k+1)/(n-k-1), MSE: r.mse, level: r.level, trend: r.trend, season: r.nextSeason()}, true
}

// Forecast tells the coming weeks.
func (f ETSFit) Forecast(weeks int) []float64 {
	out := make([]float64, weeks)
	sum, step := 0.0, 1.0
	for h := range out {
		step *= f.Phi
		sum += step
		out[h] = f.level
		if f.Model.Trend == 'A' {
			out[h] += sum * f.trend
		}
		switch f.Model.Season {
		case 'A':
			out[h] += f.season[h%len(f.season)]
		case 'M':
			out[h] *= f.season[h%len(f.season)]
		}
	}
	return out
}

// etsRun runs a model through a series; its last run's state stays in it.
type etsRun struct {
	y                 []float64
	m                 ETSModel
	period            int
	seas              []float64 // by position in the season; the week t's is t mod period
	level, trend, mse float64
}

type etsParams struct{ alpha, beta, gamma, phi float64 }

// states is how many smoothing constants stand before the states.
func (r *etsRun) states() int {
	n := 1
	for _, has := range []bool{r.m.Trend == 'A', r.m.Season != 'N', r.m.Damped} {
		if has {
			n++
		}
	}
	return n
}

func (r *etsRun) startTrend(x []float64) float64 {
	if r.m.Trend == 'A' {
		return x[r.states()+1]
	}
	return 0
}

// split reads the constants; not ok: they lie outside of what is allowed.
func (r *etsRun) split(x []float64) (p etsParams, ok bool) {
	p, i := etsParams{alpha: x[0], phi: 1}, 1
	ok = p.alpha >= etsLow && p.alpha <= etsHigh
	if r.m.Trend == 'A' {
		p.beta = x[i]
		ok = ok && p.beta >= etsLow && p.beta <= min(p.alpha, etsHigh)
		i++
	}
	if r.m.Season != 'N' {
		p.gamma = x[i]
		ok = ok && p.gamma >= etsLow && p.gamma <= min(1-p.alpha, etsHigh)
		i++
	}
	if r.m.Damped {
		p.phi = x[i]
		ok = ok && p.phi >= phiLow && p.phi <= phiHigh
	}
	return p, ok && (r.m.Season == 'N' || r.forecastable(p))
}

// cost is -2 log likelihood (Hyndman et al. 2008, eq. 5.3, without constants):
// n log of the sum of squared errors and, where errors multiply, twice the sum of
// log forecasts. Infinite outside of what is allowed.
func (r *etsRun) cost(x []float64) float64 {
	p, ok := r.split(x)
	if !ok {
		return math.Inf(1)
	}
	i := r.states()
	r.level, r.trend = x[i], 0
	i++
	if r.m.Trend == 'A' {
		r.trend = x[i]
		i++
	}
	if r.m.Season != 'N' && !r.startSeason(x[i:]) {
		return math.Inf(1)
	}
	squares, raw, logs, at := 0.0, 0.0, 1.0, 0.0
	for t, y := range r.y {
		drift := p.phi * r.trend
		before := r.level + drift
		said, seas, bare := before, 0.0, y
		if r.m.Season != 'N' {
			seas = r.seas[t%r.period]
			if r.m.Season == 'A' {
				said, bare = before+seas, y-seas
			} else {
				said, bare = before*seas, y/seas
			}
		}
		e := y - said
		raw += e * e
		if r.m.Error == 'M' {
			e /= said
			if logs *= math.Abs(said); logs > 1e200 || logs < 1e-200 { // few logarithms: they are dear
				at += math.Log(logs)
				logs = 1
			}
		}
		squares += e * e
		move := p.alpha * (bare - before)
		r.level = before + move
		if r.m.Trend == 'A' {
			r.trend = drift + p.beta/p.alpha*move
		}
		switch r.m.Season {
		case 'A':
			r.seas[t%r.period] = seas + p.gamma*(y-before-seas)
		case 'M':
			r.seas[t%r.period] = seas + p.gamma*(y/before-seas)
		}
	}
	r.mse = raw / float64(len(r.y))
	if r.m == HoltWintersMultiplied {
		return r.mse
	}
	lik := float64(len(r.y)) * math.Log(squares)
	if r.m.Error == 'M' {
		lik += 2 * (at + math.Log(logs))
	}
	if math.IsNaN(lik) {
		return math.Inf(1)
	}
	return max(lik, -1e10)
}

// startSeason takes all positions but the first, which follows from their sum.
func (r *etsRun) startSeason(free []float64) bool {
	sum := 0.0
	for i, v := range free {
		r.seas[i+1] = v
		sum += v
	}
	r.seas[0] = -sum
	if r.m.Season == 'M' {
		r.seas[0] += float64(r.period)
		return slices.Min(r.seas) >= 0
	}
	return true
}

func (r *etsRun) nextSeason() []float64 {
	at := len(r.y) % r.period
	return append(slices.Clone(r.seas[at:]), r.seas[:at]...)
}

// start is where the search begins (Hyndman et al. 2008, ch. 2.6 and 5.2): the
// season by classical decomposition, level and trend by a line through what is left
// of the first weeks.
func (r *etsRun) start() []float64 {
	alpha := etsLow + 0.2*(etsHigh-etsLow)/float64(r.period)
	x := []float64{alpha}
	if r.m.Trend == 'A' {
		x = append(x, etsLow+0.1*(min(etsHigh, alpha)-etsLow))
	}
	if r.m.Season != 'N' {
		x = append(x, etsLow+0.05*(min(etsHigh, 1-alpha)-etsLow))
	}
	if r.m.Damped {
		x = append(x, phiLow+0.99*(phiHigh-phiLow))
	}
	var seas []float64
	bare := r.y
	if r.m.Season != 'N' {
		seas, bare = r.unseason()
	}
	n := min(max(10, 2*r.period), len(bare))
	if r.m.Trend == 'N' {
		x = append(x, mean(bare[:n]))
	} else {
		at, slope := line(bare[:n])
		if level := at - slope; math.Abs(level+slope) < 1e-8 {
			x = append(x, level*1.001, slope*0.999)
		} else {
			x = append(x, level, slope)
		}
	}
	if len(seas) > 0 {
		x = append(x, seas[1:]...)
	}
	return x
}

// unseason gives a first guess of the season and the series without it.
func (r *etsRun) unseason() (seas, bare []float64) {
	times := r.m.Season == 'M'
	if len(r.y) >= 3*r.period {
		seas = decompose(r.y, r.period, times)
	} else {
		seas = waveSeason(r.y, r.period, times)
	}
	if times {
		for i, v := range seas {
			seas[i] = max(v, 0.01)
		}
		if rest := sum(seas[1:]); rest > float64(r.period) {
			for i := range seas {
				seas[i] /= rest
			}
		}
	}
	bare = make([]float64, len(r.y))
	for t, v := range r.y {
		if times {
			bare[t] = v / seas[t%r.period]
		} else {
			bare[t] = v - seas[t%r.period]
		}
	}
	return seas, bare
}

// forecastable says whether what lies long ago fades (Hyndman et al. 2008, ch. 10):
// all roots of the model's characteristic polynomial lie within the unit circle.
func (r *etsRun) forecastable(p etsParams) bool {
	m := r.period
	if r.m.Trend == 'A' {
		step := p.alpha + p.beta - p.alpha*p.phi
		c := make([]float64, m+2) // highest power first
		c[0], c[1] = 1, p.alpha+p.beta-p.phi
		for i := 2; i < m; i++ {
			c[i] = step
		}
		c[m] += step + p.gamma - 1
		c[m+1] = p.phi * (1 - p.alpha - p.gamma)
		return withinCircle(c)
	}
	c := make([]float64, m+1) // the root at 1, which is always there, taken out
	c[0] = 1
	for i := 1; i < m; i++ {
		c[i] = p.alpha
	}
	c[m] = p.alpha + p.gamma - 1
	return withinCircle(c)
}
