package replenish

import (
	"math"
	"slices"
)

// Forecast is what is expected of one item: the mean of each coming week (sums
// over items come out right) and the median (the least absolute error), and
// between Low and High each week falls four times of five.
type Forecast struct {
	Class        Class
	Method       string
	Mean, Median []float64
	Low, High    []float64
}

// Forecaster has learned from a panel of items how to forecast each of them.
//
// It looks back from several past weeks at what was known then, and fits, pooled
// over all items and then over each class of demand, the blend of levels
// (medians, quantiles, capped means, smoothing) that came closest to the weeks
// after. The mean uses its own blend, scaled so that the total comes out; half
// of that scale (on a logarithm) is kept, since half of it is chance. Both
// choices, and the list of levels, were made on 26 weeks of one retailer: what a
// back-test says about the same weeks is a little too kind.
type Forecaster struct {
	weeks, season int
	seasonal      bool // long enough a past for last season to be an ingredient
	steady        bool // long enough a past for levels and trends that items have of their own
	learned       bool
	median, mean  [classes]blend
	scale         float64
	bands         bands
}

const (
	looks        = 11   // how many weeks back the oldest look lies
	shortest     = 4    // weeks that a look must see come
	fewest       = 200  // looks with demand, below which nothing is learned
	quantileUp   = 0.62 // of the blend for the mean, before it is scaled
	priorWeight  = 0.1
	steadyWeeks  = 52     // of the past, from which smoothing without caps and trends may help
	steadyGrowth = 1.5    // of the most ever sold, up to which a steady item may grow
	slowWeeks    = 50_000 // of a back-test, above which slow methods are left out
)

// Learn reads a panel. All series end in the same week; they may begin in
// different ones. Weeks below zero (returns) count as zero.
func Learn(panel [][]float64, weeks, season int) *Forecaster {
	f := &Forecaster{weeks: weeks, season: season, scale: 1}
	longest := 0
	for _, y := range panel {
		longest = max(longest, len(y))
	}
	f.seasonal = season > 0 && longest-looks >= season
	f.steady = longest-looks >= steadyWeeks
	var all []sample
	for _, y := range panel {
		y = soldSince(y)
		for ago := min(looks, len(y)-5); ago >= shortest; ago-- {
			past := soldSince(y[:len(y)-ago])
			level := mean(past)
			if level <= 0 {
				continue
			}
			n := min(weeks, ago)
			came := slices.Clone(y[len(y)-ago : len(y)-ago+n])
			most := 100 * max(1, cappedMean(past, 3)) // a slip of the keyboard teaches nothing
			for i, v := range came {
				came[i] = min(v, most)
			}
			all = append(all, sample{parts: f.parts(past, n), came: came, class: Classify(past), band: bandOf(past),
				weight: math.Pow(0.9, float64(ago)) * math.Pow(level+1, -0.1)})
		}
	}
	if len(all) >= fewest {
		f.fit(all)
	}
	return f
}

func (f *Forecaster) fit(all []sample) {
	f.learned = true
	n := len(all[0].parts)
	even := make(blend, n)
	for i := range even {
		even[i] = 0.8 / float64(n)
	}
	pooled := fitBlend(all, even, 0.5, 0.05)
	pooledUp := fitBlend(all, pooled, quantileUp, 0.05)
	var byClass [classes][]sample
	for _, s := range all {
		byClass[s.class] = append(byClass[s.class], s)
	}
	said, came := 0.0, 0.0
	for c := range classes {
		f.median[c] = fitBlend(byClass[c], pooled, 0.5, priorWeight)
		f.mean[c] = fitBlend(byClass[c], pooledUp, quantileUp, priorWeight)
		if f.steady {
			f.median[c], f.mean[c] = single(byClass[c], f.median[c]), single(byClass[c], f.mean[c])
		}
		for _, s := range byClass[c] {
			for h, y := range s.came {
				said += f.mean[c].at(s.parts, h)
				came += y
			}
		}
	}
	if said > 0 {
		f.scale = min(2, max(0.5, math.Sqrt(came/said)))
	}
	f.bands = fitBands(all)
}

// Forecast tells the coming weeks of one item.
func (f *Forecaster) Forecast(y []float64) Forecast {
	y = soldSince(y)
	out := Forecast{Class: Classify(y), Method: "none", Mean: make([]float64, f.weeks), Median: make([]float64, f.weeks),
		Low: make([]float64, f.weeks), High: make([]float64, f.weeks)}
	if mean(y) == 0 {
		return out
	}
	most := slices.Max(y)
	low, high := f.interval(y, out.Class, most)
	out.Low, out.High = flat(low, f.weeks), flat(high, f.weeks)
	if !f.learned {
		out.Method = "capped-ses+median-13"
		out.Mean, out.Median = flat(min(most, capped(y)), f.weeks), flat(median(last(y, 13)), f.weeks)
		return out
	}
	out.Method = "blend-" + out.Class.String()
	if f.steady && out.Class == Smooth {
		most *= steadyGrowth
	}
	parts := f.parts(y, f.weeks)
	for h := range f.weeks {
		out.Mean[h] = min(most, f.scale*f.mean[out.Class].at(parts, h))
		out.Median[h] = min(most, f.median[out.Class].at(parts, h))
	}
	return out
}

// parts are the ingredients of a blend: levels of the recent past, week by week.
func (f *Forecaster) parts(y []float64, weeks int) [][]float64 {
	quarter, short, end := last(y, 13), last(y, 6), y[len(y)-1]
	levels := []float64{
		median(last(y, 5)), median(last(y, 8)), median(quarter), median(y),
		quantile(quarter, 0.25), quantile(quarter, 0.35), quantile(last(y, 9), 0.42), quantile(quarter, 0.65),
		cappedMean(quarter, 2), cappedMean(short, 2), cappedMean(y, 3),
		rootMean(quarter), rootMean(short), capped(y), (end + min(end, cappedMean(y, 2))) / 2,
	}
	parts := make([][]float64, len(levels), len(levels)+1)
	for i, v := range levels {
		parts[i] = flat(v, weeks)
	}
	if f.steady {
		level, alpha := ses(y)
		damped, drift := flat(level, weeks), flat(level, weeks)
		if len(y) >= steadyWeeks && gap(y) < 1.32 {
			damped = holt(y, weeks, 0.9)
			_, slope := line(y)
			for h := range drift {
				drift[h] = max(0, level+slope/2*(float64(h)+(1-math.Pow(1-alpha, float64(len(y))))/alpha))
			}
		}
		parts = append(parts, flat(level, weeks), damped, drift)
	}
	if f.seasonal {
		before := flat(0, weeks)
		if len(y) >= f.season {
			before = seasonalNaive(y, weeks, f.season)
		}
		parts = append(parts, before)
	}
	return parts
}

// capped smooths a series whose peaks are cut.
func capped(y []float64) float64 {
	top := 2.5 * cappedMean(y, 3) * gap(y)
	cut := make([]float64, len(y))
	for i, v := range y {
		cut[i] = min(v, top)
	}
	level, _ := ses(cut)
	return level
}

// soldSince drops the weeks before the first sale, as long as some are left, and
// counts weeks below zero as zero.
func soldSince(y []float64) []float64 {
	for len(y) > 4 && y[0] <= 0 {
		y = y[1:]
	}
	if !slices.ContainsFunc(y, func(v float64) bool { return v < 0 }) {
		return y
	}
	y = slices.Clone(y)
	for i, v := range y {
		y[i] = max(0, v)
	}
	return y
}

// Score is how well a method did, over all items and weeks of a back-test: error
// against what came (WAPE), against the mean step of the naive forecast in the
// past (MASE, Hyndman and Koehler 2006), and what the total was off by.
type Score struct {
	Method           string
	WAPE, MASE, Bias float64
	Covered          float64 // share of the weeks within the 80 % interval; of the choice only
}

// BackTest forecasts the end of the panel from up to so many past weeks, knowing
// only what lay before each, and scores the choice and every single method. It
// gives nothing when the past is too short. Slow methods are scored when the panel
// has at most 50,000 weeks over all origins.
func BackTest(panel [][]float64, weeks, season, origins int) (scores []Score, used int) {
	all := 0
	for _, y := range panel {
		all += len(y)
	}
	if all*origins <= slowWeeks {
		return backTest(panel, weeks, season, origins, Methods)
	}
	return backTest(panel, weeks, season, origins, quickMethods())
}

func quickMethods() []Method {
	return slices.DeleteFunc(slices.Clone(Methods), func(m Method) bool { return m.Slow })
}

func backTest(panel [][]float64, weeks, season, origins int, methods []Method) (scores []Score, used int) {
	longest := 0
	for _, y := range panel {
		longest = max(longest, len(y))
	}
	names := []string{"choice-median", "choice-mean"}
	for _, m := range methods {
		names = append(names, m.Name)
	}
	sums := make([]scoreSum, len(names))
	inside, all := 0.0, 0.0
	for ago := weeks; ago < weeks+origins && longest-ago >= 6; ago++ {
		used++
		var past, came [][]float64
		for _, y := range panel {
			if y = soldSince(y); len(y)-ago >= 2 && mean(y[:len(y)-ago]) > 0 {
				past = append(past, y[:len(y)-ago])
				came = append(came, y[len(y)-ago:len(y)-ago+weeks])
			}
		}
		f := Learn(past, weeks, season)
		for i, y := range past {
			step := meanStep(y)
			choice := f.Forecast(y)
			sums[0].add(choice.Median, came[i], step)
			sums[1].add(choice.Mean, came[i], step)
			for h, v := range came[i] {
				if all++; v >= choice.Low[h] && v <= choice.High[h] {
					inside++
				}
			}
			for k, m := range methods {
				sums[2+k].add(m.Forecast(y, weeks, season), came[i], step)
			}
		}
	}
	for i, s := range sums {
		if s.came > 0 {
			scores = append(scores, Score{Method: names[i], WAPE: s.off / s.came, MASE: s.scaled / max(1, s.items), Bias: s.bias / s.came})
		}
	}
	for i := range min(2, len(scores)) {
		scores[i].Covered = inside / all
	}
	return scores, used
}

type scoreSum struct{ off, bias, came, scaled, items float64 }

func (s *scoreSum) add(said, came []float64, step float64) {
	off := 0.0
	for h, y := range came {
		off += math.Abs(said[h] - y)
		s.bias += said[h] - y
		s.came += y
	}
	s.off += off
	if step > 0 {
		s.scaled += off / float64(len(came)) / step
		s.items++
	}
}

// NaiveError is the mean error of the naive forecast over a past, the step in
// which MASE counts.
func NaiveError(past []float64) float64 { return meanStep(past) }

func meanStep(y []float64) float64 {
	sum := 0.0
	for i := 1; i < len(y); i++ {
		sum += math.Abs(y[i] - y[i-1])
	}
	return sum / float64(max(1, len(y)-1))
}
