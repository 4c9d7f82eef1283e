package replenish

import (
	"math"
	"slices"
)

// Method forecasts one series: the expected quantity of each of the next weeks.
type Method struct {
	Name     string
	Forecast func(past []float64, weeks, season int) []float64
	Slow     bool // a back-test of a large panel leaves it out
}

// Methods are the single methods, with where they were published. Those that
// choose a constant choose the one with the least squared error one week ahead.
var Methods = []Method{
	{"naive", func(y []float64, w, _ int) []float64 { return flat(y[len(y)-1], w) }, false},
	{"mean-4", func(y []float64, w, _ int) []float64 { return flat(mean(last(y, 4)), w) }, false},
	{"mean-8", func(y []float64, w, _ int) []float64 { return flat(mean(last(y, 8)), w) }, false},
	{"mean-13", func(y []float64, w, _ int) []float64 { return flat(mean(last(y, 13)), w) }, false},
	{"median-13", func(y []float64, w, _ int) []float64 { return flat(median(last(y, 13)), w) }, false},
	{"ses", func(y []float64, w, _ int) []float64 { l, _ := ses(y); return flat(l, w) }, false},
	{"holt", func(y []float64, w, _ int) []float64 { return holt(y, w, 1) }, false},
	{"damped", func(y []float64, w, _ int) []float64 { return holt(y, w, 0.9) }, false},
	{"theta", func(y []float64, w, season int) []float64 { return aboveZero(Theta(y, w, season)) }, false},
	{"ets", func(y []float64, w, season int) []float64 { return aboveZero(FitETS(y, season).Forecast(w)) }, true},
	{"croston", func(y []float64, w, _ int) []float64 { return flat(croston(y, 1), w) }, false},
	{"sba", func(y []float64, w, _ int) []float64 { return flat(croston(y, 1-crostonAlpha/2), w) }, false},
	{"tsb", func(y []float64, w, _ int) []float64 { return flat(tsb(y), w) }, false},
	{"adida", func(y []float64, w, _ int) []float64 { return flat(adida(y), w) }, false},
	{"imapa", func(y []float64, w, _ int) []float64 { return flat(imapa(y), w) }, false},
	{"seasonal-naive", seasonalNaive, false},
}

// seasonalNaive repeats the last season; without a full one it is naive.
func seasonalNaive(y []float64, weeks, season int) []float64 {
	f := make([]float64, weeks)
	for i := range f {
		f[i] = y[len(y)-1]
		if season > 0 && len(y) >= season {
			f[i] = y[len(y)-season+i%season]
		}
	}
	return f
}

func flat(v float64, weeks int) []float64 { return slices.Repeat([]float64{v}, weeks) }

func last(y []float64, n int) []float64 { return y[max(0, len(y)-n):] }

func mean(y []float64) float64 {
	sum := 0.0
	for _, v := range y {
		sum += v
	}
	return sum / float64(max(1, len(y)))
}

func median(y []float64) float64 {
	s := slices.Clone(y)
	slices.Sort(s)
	n := len(s)
	if n == 0 {
		return 0
	}
	return (s[(n-1)/2] + s[n/2]) / 2
}

var alphas = []float64{0.05, 0.1, 0.2, 0.3, 0.5, 0.8}

// ses is simple exponential smoothing (Brown 1956); it gives the last level.
func ses(y []float64) (level, alpha float64) {
	best := math.Inf(1)
	start := mean(y[:min(len(y), 6)])
	for _, a := range alphas {
		l, sse := start, 0.0
		for _, v := range y {
			sse += (v - l) * (v - l)
			l += a * (v - l)
		}
		if sse < best {
			best, level, alpha = sse, l, a
		}
	}
	return level, alpha
}

// holt is exponential smoothing with a trend (Holt 1957), which fades by a factor
// each week (Gardner and McKenzie 1985).
func holt(y []float64, weeks int, fade float64) []float64 {
	f := make([]float64, weeks)
	best := math.Inf(1)
	for _, a := range alphas {
		for _, b := range []float64{0.02, 0.1, 0.3} {
			l, t, sse := y[0], 0.0, 0.0
			for _, v := range y[1:] {
				e := v - l - fade*t
				sse += e * e
				l, t = l+fade*t+a*e, fade*t+a*b*e
			}
			if sse >= best {
				continue
			}
			best = sse
			sum, step := 0.0, 1.0
			for i := range f {
				step *= fade
				sum += step
				f[i] = max(0, l+sum*t)
			}
		}
	}
	return f
}

// aboveZero cuts forecasts where they would be below nothing.
func aboveZero(f []float64) []float64 {
	for i, v := range f {
		f[i] = max(0, v)
	}
	return f
}

const crostonAlpha = 0.1

// croston smooths quantities and the weeks between them apart (Croston 1972);
// with scale 1-α/2 it is the Syntetos-Boylan approximation (2005).
func croston(y []float64, scale float64) float64 {
	size, gap, since := 0.0, 0.0, 1.0
	for _, v := range y {
		if v <= 0 {
			since++
			continue
		}
		if gap == 0 {
			size, gap = v, since
		} else {
			size += crostonAlpha * (v - size)
			gap += crostonAlpha * (since - gap)
		}
		since = 1
	}
	if gap == 0 {
		return 0
	}
	return scale * size / gap
}

// tsb smooths the chance of demand every week, so that a dying item fades
// (Teunter, Syntetos and Babai 2011).
func tsb(y []float64) float64 {
	size, chance, seen := 0.0, 0.0, false
	for i, v := range y {
		if v > 0 {
			if !seen {
				size, chance, seen = v, 1/float64(i+1), true
				continue
			}
			size += crostonAlpha * (v - size)
			chance += crostonAlpha * (1 - chance)
		} else {
			chance -= crostonAlpha * chance
		}
	}
	return size * chance
}

// adida forecasts sums over as many weeks as lie between sales on average, and
// spreads them evenly (Nikolopoulos et al. 2011).
func adida(y []float64) float64 { return blocks(y, int(math.Round(gap(y)))) }

// imapa averages over all such sums, from one week to the mean gap
// (Petropoulos and Kourentzes 2015).
func imapa(y []float64) float64 {
	n := max(1, int(math.Round(gap(y))))
	sum := 0.0
	for k := 1; k <= n; k++ {
		sum += blocks(y, k)
	}
	return sum / float64(n)
}

// blocks smooths sums over k weeks, counted from the end, per week.
func blocks(y []float64, k int) float64 {
	k = min(max(1, k), max(1, len(y)/2))
	var sums []float64
	for i := len(y) % k; i < len(y); i += k {
		sums = append(sums, mean(y[i:i+k]))
	}
	l, _ := ses(sums)
	return l
}

// gap is the mean number of weeks per week with demand.
func gap(y []float64) float64 {
	n := 0
	for _, v := range y {
		if v > 0 {
			n++
		}
	}
	if n == 0 {
		return float64(len(y))
	}
	return float64(len(y)) / float64(n)
}

// Class is how even demand is (Syntetos, Boylan and Croston 2005).
type Class int

// Demand comes often or seldom (more than 1.32 weeks between), in even or uneven
// quantities (squared coefficient of variation above 0.49).
const (
	Smooth Class = iota
	Erratic
	Intermittent
	Lumpy
	classes
)

func (c Class) String() string {
	return [...]string{"smooth", "erratic", "intermittent", "lumpy"}[c]
}

// Classify tells the class of a series.
func Classify(y []float64) Class {
	var sizes []float64
	for _, v := range y {
		if v > 0 {
			sizes = append(sizes, v)
		}
	}
	m, square := mean(sizes), 0.0
	for _, v := range sizes {
		square += (v - m) * (v - m)
	}
	c := Smooth
	if m > 0 && square/float64(len(sizes))/(m*m) > 0.49 {
		c = Erratic
	}
	if gap(y) > 1.32 {
		c += 2
	}
	return c
}
