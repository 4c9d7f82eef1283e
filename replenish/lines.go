package replenish

import (
	"cmp"
	"math"
	"slices"
)

// LinePast is what customers asked for of an item, as order lines: how many a
// week, oldest first, and how many units each had.
type LinePast struct {
	Lines []float64
	Sizes []LineSize
}

// LineSize is how often a line had so many units.
type LineSize struct{ Units, Times float64 }

// LineModel has learned from the past of many items how order lines come: how
// fast the past fades, how much more the lines of some weeks stray from what was
// expected than chance alone would have them, and what sizes lines have beside
// an item's usual one.
type LineModel struct {
	fade   float64
	stray  [strayBands][]strayAt
	ratios []LineSize // size over the item's median
}

// strayAt is the squared coefficient of variation, beyond Poisson's, of the
// lines of so many weeks.
type strayAt struct{ weeks, square float64 }

// Bands of items by expected lines a week.
const strayBands = 3

func strayBand(perWeek float64) int {
	switch {
	case perWeek < 0.5:
		return 0
	case perWeek < 2:
		return 1
	}
	return 2
}

var (
	fades     = []float64{1, 0.98, 0.95, 0.9, 0.8}
	strayOver = []int{1, 2, 4, 8, 12}
)

const (
	lineLooks  = 12 // least weeks before an origin
	leastStray = 0.02
	mostStray  = 3
)

// LearnLines reads a panel; all items' weeks end in the same one.
func LearnLines(panel []LinePast) *LineModel {
	m := &LineModel{fade: 1}
	best := math.Inf(1)
	for _, fade := range fades {
		if off := deviance(panel, fade); off < best {
			best, m.fade = off, fade
		}
	}
	for b := range m.stray {
		m.stray[b] = []strayAt{{1, 0.3}}
	}
	var fits [strayBands][]strayAt
	for _, h := range strayOver {
		for b, v := range stray(panel, m.fade, h) {
			if v >= 0 {
				fits[b] = append(fits[b], strayAt{float64(h), min(mostStray, max(leastStray, v))})
			}
		}
	}
	for b := range fits {
		if len(fits[b]) > 0 {
			m.stray[b] = fits[b]
		}
	}
	m.ratios = ratios(panel)
	return m
}

// eachOrigin visits what was expected a week and what came in the next weeks,
// from every past week that has enough before it.
func eachOrigin(panel []LinePast, fade float64, over int, visit func(perWeek, came float64)) {
	for _, p := range panel {
		for now := lineLooks; now+over <= len(p.Lines); now++ {
			perWeek := lineRate(p.Lines[:now], fade)
			if perWeek <= 0 {
				continue
			}
			came := 0.0
			for _, n := range p.Lines[now : now+over] {
				came += n
			}
			visit(perWeek, came)
		}
	}
}

// deviance is Poisson's, over four weeks at a time.
func deviance(panel []LinePast, fade float64) float64 {
	sum := 0.0
	eachOrigin(panel, fade, 4, func(perWeek, came float64) {
		mu := 4*perWeek + 0.05
		sum += mu
		if came > 0 {
			sum += came*math.Log(came/mu) - came
		}
	})
	return sum
}

// stray fits, by moments, how lines vary beyond Poisson; below zero where too
// little was seen.
func stray(panel []LinePast, fade float64, over int) (out [strayBands]float64) {
	var extra, square, seen [strayBands]float64
	eachOrigin(panel, fade, over, func(perWeek, came float64) {
		mu, b := perWeek*float64(over), strayBand(perWeek)
		// Of the square by its expectation, so that no big item rules.
		extra[b] += ((came-mu)*(came-mu) - mu) / (mu + 0.5*mu*mu)
		square[b] += mu * mu / (mu + 0.5*mu*mu)
		seen[b]++
	})
	for b := range out {
		if out[b] = -1; seen[b] >= 50 && square[b] > 0 {
			out[b] = max(0, extra[b]/square[b])
		}
	}
	return out
}

// lineRate is the lines expected a week. A past counts from so long before its
// first line as lies between lines on average: what began late was not seldom.
func lineRate(lines []float64, fade float64) float64 {
	first, n := -1, 0.0
	for w, v := range lines {
		if v > 0 && first < 0 {
			first = w
		}
		n += v
	}
	if first < 0 {
		return 0
	}
	before := min(float64(first), float64(len(lines))/(n+1))
	sum, weight, share := 0.0, 0.0, 1.0
	for w := len(lines) - 1; w >= first; w-- {
		sum += share * lines[w]
		weight += share
		share *= fade
	}
	return sum / (weight + share*before)
}

// ratios are the sizes of all items' lines over the item's median, as many
// points as tell a distribution.
func ratios(panel []LinePast) []LineSize {
	var all []LineSize
	for _, p := range panel {
		n := 0.0
		for _, s := range p.Sizes {
			n += s.Times
		}
		if n < 8 {
			continue
		}
		mid := sizeQuantile(p.Sizes, 0.5)
		for _, s := range p.Sizes {
			all = append(all, LineSize{s.Units / mid, s.Times / n})
		}
	}
	if len(all) == 0 {
		return []LineSize{{1, 1}}
	}
	var out []LineSize
	edges := []float64{0, 0.1, 0.3, 0.5, 0.7, 0.85, 0.93, 0.97, 0.99, 0.996, 1}
	for i := 1; i < len(edges); i++ {
		out = append(out, LineSize{sizeQuantile(all, (edges[i-1]+edges[i])/2), edges[i] - edges[i-1]})
	}
	return out
}

func sizeQuantile(sizes []LineSize, q float64) float64 {
	s := slices.Clone(sizes)
	slices.SortFunc(s, func(a, b LineSize) int { return cmp.Compare(a.Units, b.Units) })
	whole := 0.0
	for _, x := range s {
		whole += x.Times
	}
	sum := 0.0
	for _, x := range s {
		if sum += x.Times; sum >= q*whole {
			return x.Units
		}
	}
	return 1
}

// LineDemand is what is expected of an item: lines come by a negative binomial
// distribution, each with a size of its own.
type LineDemand struct {
	PerWeek float64    // lines
	Sizes   []LineSize // their shares add up to 1
	stray   []strayAt
}

// priorLines is how many lines of the panel's sizes count beside an item's own.
const priorLines = 4

// Expect tells the demand of one item.
func (m *LineModel) Expect(p LinePast) LineDemand {
	d := LineDemand{PerWeek: lineRate(p.Lines, m.fade)}
	d.stray = ownStray(p.Lines, d.PerWeek, m.stray[strayBand(d.PerWeek)])
	n := 0.0
	for _, s := range p.Sizes {
		n += s.Times
	}
	if n == 0 {
		return d
	}
	mid := sizeQuantile(p.Sizes, 0.5)
	for _, s := range p.Sizes {
		d.Sizes = append(d.Sizes, LineSize{s.Units, s.Times / (n + priorLines)})
	}
	for _, r := range m.ratios {
		d.Sizes = append(d.Sizes, LineSize{max(1, math.Round(r.Units*mid)), r.Times * priorLines / (n + priorLines)})
	}
	return d
}

// ownLooks is how many stretches of weeks of its kind count beside an item's own.
const ownLooks = 8

// ownStray draws what is usual of a kind towards how an item's own lines vary:
// some come in runs of weeks, others evenly.
func ownStray(lines []float64, perWeek float64, usual []strayAt) []strayAt {
	first := 0
	for first < len(lines) && lines[first] == 0 {
		first++
	}
	lines = lines[first:]
	var out []strayAt
	for _, u := range usual {
		h := int(u.weeks)
		mu := perWeek * u.weeks
		extra, looks := 0.0, 0.0
		for end := len(lines); end >= h; end-- { // they overlap, and count accordingly less
			n := 0.0
			for _, v := range lines[end-h : end] {
				n += v
			}
			extra += ((n-mu)*(n-mu) - mu) / u.weeks
			looks += 1 / u.weeks
		}
		own := (ownLooks*u.square*mu*mu + extra) / ((ownLooks + looks) * max(mu*mu, 1e-12))
		out = append(out, strayAt{u.weeks, min(mostStray, max(leastStray, own))})
	}
	return out
}

// strayOver is how much lines vary beyond Poisson over so many weeks.
func (d LineDemand) strayOver(weeks float64) float64 {
	s := d.stray
	if len(s) == 0 {
		return leastStray
	}
	for i := 1; i < len(s); i++ {
		if weeks <= s[i].weeks {
			at := max(0, (weeks-s[i-1].weeks)/(s[i].weeks-s[i-1].weeks))
			return s[i-1].square + at*(s[i].square-s[i-1].square)
		}
	}
	return s[len(s)-1].square
}

// Size is a quantile of what a line asks for.
func (d LineDemand) Size(q float64) float64 {
	if len(d.Sizes) == 0 {
		return 0
	}
	return sizeQuantile(d.Sizes, q)
}
