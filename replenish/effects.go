package replenish

import (
	"math"
	"slices"
)

// Effects are what known causes do to a week's demand: occasions of the calendar,
// promotions, prices. Each multiplies demand by exp(coefficient × strength): the
// strength of an occasion is the share of the week it takes, that of a price cut
// also the logarithm of the old price over the new, so that its coefficient is
// the elasticity.
//
// They are learned over all items together, by a quasi-likelihood with a
// logarithmic link (McCullagh and Nelder 1989, ch. 9) over what the weeks around
// were like, and drawn towards what is believed beforehand (Prior) with the
// weight of ten item-weeks. Caveat: a cause that falls on the same weeks as
// another cannot be told from it.
type Effects struct {
	Beta []float64 // by cause
	SE   []float64 // of Beta; infinite where nothing was seen
	Seen []int     // weeks of items with the cause
}

// Cause is something that may have an effect.
type Cause struct {
	Prior float64
}

// Exposure says that a cause touched an item in a week, and how strongly.
type Exposure struct {
	Cause    int
	Week     int // of the series; from its length on: weeks to come
	Strength float64
}

// What is believed without a look: how much, and how far demand may go.
const (
	// PriorElasticity is that of a price cut: the mean of 1,851 published ones is
	// 2.62 (Bijmolt, van Heerde and Pieters 2005, Journal of Marketing Research
	// 42, 141); a little less is safer.
	PriorElasticity = 2.0
	priorWeeks      = 10.0
	mostEffect      = 10.0 // times
	baseWeeks       = 8    // untouched, around a week, that say what it would have been
	fewestBase      = 4
)

// touched is a week of an item: what came, and what was to come without causes.
type touched struct {
	z      []float64
	came   float64
	usual  float64
	weight float64
}

// LearnEffects learns from a panel; exposures are by item. Without any it says
// that nothing is known but what is believed.
func LearnEffects(panel [][]float64, exposures [][]Exposure, causes []Cause) Effects {
	k := len(causes)
	out := Effects{Beta: make([]float64, k), SE: make([]float64, k), Seen: make([]int, k)}
	var weeks []touched
	for i, y := range panel {
		if i < len(exposures) && len(exposures[i]) > 0 {
			weeks = append(weeks, touches(y, exposures[i], k, out.Seen)...)
		}
	}
	pull := make([]float64, k)
	for c := range causes {
		out.Beta[c], out.SE[c] = causes[c].Prior, math.Inf(1)
		strength := 0.0
		for _, t := range weeks {
			strength += t.z[c] * t.z[c]
		}
		pull[c] = priorWeeks * max(0.01, strength/float64(max(1, out.Seen[c])))
	}
	if len(weeks) == 0 {
		return out
	}
	gram, right, step, stray := make([]float64, k*k), make([]float64, k), make([]float64, k), make([]float64, k)
	for range 30 { // Newton's steps, no longer than one
		clear(gram)
		clear(right)
		clear(stray)
		for c := range causes {
			gram[c*k+c], right[c] = pull[c], pull[c]*(causes[c].Prior-out.Beta[c])
		}
		for _, t := range weeks {
			said := t.usual * out.times(t.z)
			for a, za := range t.z {
				off := t.weight * za * (t.came - said)
				right[a] += off
				stray[a] += off * off
				for b, zb := range t.z {
					gram[a*k+b] += t.weight * said * za * zb
				}
			}
		}
		for c := range causes {
			if out.Seen[c] > 0 {
				out.SE[c] = math.Sqrt(stray[c]+pull[c]) / gram[c*k+c]
			}
		}
		solve(gram, right, step)
		moved := 0.0
		for c := range causes {
			d := min(1, max(-1, step[c]))
			out.Beta[c] += d
			moved = max(moved, math.Abs(d))
		}
		if moved < 1e-6 {
			break
		}
	}
	return out
}

// times is by what strengths of causes multiply demand.
func (f Effects) times(z []float64) float64 {
	sum := 0.0
	for c, v := range z {
		sum += v * f.Beta[c]
	}
	return min(mostEffect, max(1/mostEffect, math.Exp(sum)))
}

// touches are the weeks of an item that causes touched. What was to come is the
// level around, times what untouched weeks were of theirs. Every week of an
// item counts about alike, whatever it sells; a giant order no more than ten
// times its week.
func touches(y []float64, exposures []Exposure, causes int, seen []int) (out []touched) {
	by := map[int][]float64{}
	for _, e := range exposures {
		if e.Week < 0 || e.Week >= len(y) || e.Strength == 0 {
			continue
		}
		if by[e.Week] == nil {
			by[e.Week] = make([]float64, causes)
		}
		by[e.Week][e.Cause] += e.Strength
	}
	if len(by) == 0 {
		return nil
	}
	is := func(w int) bool { return by[w] != nil }
	came := func(w int, base float64) float64 { return min(max(0, y[w]), 10*(base+1)) }
	sum, of, untouched := 0.0, 0.0, 0
	for week := range y {
		if base, ok := around(y, week, is); ok && !is(week) {
			sum, of = sum+came(week, base), of+base
			untouched++
		}
	}
	if untouched < fewestBase || sum == 0 {
		return nil
	}
	for week := range y { // in their order, so that sums come out alike
		base, ok := around(y, week, is)
		if !ok || !is(week) {
			continue
		}
		for c, v := range by[week] {
			if v != 0 {
				seen[c]++
			}
		}
		out = append(out, touched{z: by[week], came: came(week, base), usual: base * sum / of, weight: 1 / (base*sum/of + 5)})
	}
	return out
}

// around is what a week would have been: the mean of the untouched weeks next to
// it, each no more than three times their median.
func around(y []float64, week int, skip func(int) bool) (float64, bool) {
	var near []float64
	for d := 1; d < len(y) && len(near) < baseWeeks; d++ {
		for _, w := range []int{week - d, week + d} {
			if w >= 0 && w < len(y) && !skip(w) && len(near) < baseWeeks {
				near = append(near, max(0, y[w]))
			}
		}
	}
	if len(near) < fewestBase {
		return 0, false
	}
	most := 3 * (median(near) + 1)
	sum := 0.0
	for _, v := range near {
		sum += min(v, most)
	}
	if sum == 0 {
		return 0, false
	}
	return sum / float64(len(near)), true
}

// Factor is by what the causes of a week multiply demand.
func (f Effects) Factor(exposures []Exposure, week int) float64 {
	sum := 0.0
	for _, e := range exposures {
		if e.Week == week && e.Cause < len(f.Beta) {
			sum += f.Beta[e.Cause] * e.Strength
		}
	}
	return min(mostEffect, max(1/mostEffect, math.Exp(sum)))
}

// Clean is a series as it would have been without the causes.
func (f Effects) Clean(y []float64, exposures []Exposure) []float64 {
	if len(exposures) == 0 {
		return y
	}
	out := slices.Clone(y)
	for w := range out {
		out[w] /= f.Factor(exposures, w)
	}
	return out
}

// Apply puts the causes of the weeks to come into a forecast of a series of so
// many weeks.
func (f Effects) Apply(said Forecast, exposures []Exposure, weeks int) Forecast {
	if len(exposures) == 0 {
		return said
	}
	for _, list := range []*[]float64{&said.Mean, &said.Median, &said.Low, &said.High} {
		*list = slices.Clone(*list)
		for h := range *list {
			(*list)[h] *= f.Factor(exposures, weeks+h)
		}
	}
	return said
}
