package replenish

import "math"

// Theta is the Theta method (Assimakopoulos and Nikolopoulos 2000) in the form of
// Hyndman and Billah (2003): exponential smoothing with half of the fitted line's
// slope as drift. A season that shows (its autocorrelation is significant at 90 %)
// is taken out by classical decomposition and put back. Quantities may come out
// below zero: whoever plans with them cuts there.
func Theta(y []float64, weeks, season int) []float64 {
	n := len(y)
	bare, seas := y, []float64(nil)
	if season > 1 && n > 2*season && seasonal(y, season) {
		seas = decompose(y, season, true)
		bare = make([]float64, n)
		for t, v := range y {
			if math.Abs(seas[t%season]) < 1e-4 {
				bare, seas = y, nil
				break
			}
			bare[t] = v / seas[t%season]
		}
	}
	level, alpha := smoothed(bare)
	_, slope := line(bare)
	out := make([]float64, weeks)
	for h := range out {
		out[h] = level + slope/2*(float64(h)+(1-math.Pow(1-alpha, float64(n)))/alpha)
		if seas != nil {
			out[h] *= seas[(n+h)%season]
		}
	}
	return out
}

// smoothed is simple exponential smoothing with the best constant and start; of a
// series too short for that, with the best of a few.
func smoothed(y []float64) (level, alpha float64) {
	constant := true
	for _, v := range y {
		constant = constant && v == y[0]
	}
	if constant {
		return y[0], 1
	}
	if fit, ok := FitETSModel(y, 1, SES); ok {
		return fit.level, fit.Alpha
	}
	return ses(y)
}

// seasonal tests the autocorrelation a season back against what the shorter ones
// leave to chance.
func seasonal(y []float64, season int) bool {
	m, all := mean(y), 0.0
	for _, v := range y {
		all += (v - m) * (v - m)
	}
	if all == 0 {
		return false
	}
	r, spread := 0.0, 1.0
	for lag := 1; lag <= season; lag++ {
		r = 0
		for t := lag; t < len(y); t++ {
			r += (y[t] - m) * (y[t-lag] - m)
		}
		if r /= all; lag < season {
			spread += 2 * r * r
		}
	}
	return math.Abs(r)/math.Sqrt(spread/float64(len(y))) > 1.6448536269514722
}
