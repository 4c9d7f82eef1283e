package replenish

import "math"

// Resupply is how an item's goods come.
type Resupply struct {
	LeadWeeks, LeadSDWeeks float64 // from order to goods
	ReviewWeeks            float64 // between two looks
	Lot                    float64 // the least order
}

// StockCurve is what levels of an item do: by level, in steps, the lines and
// units a week that find too little, and the mean stock. At level 0 it is never
// ordered.
type StockCurve struct {
	Step                   float64
	ShortLines, ShortUnits []float64
	Stock                  []float64
	PerWeek, UnitsPerWeek  float64
}

// curveSteps is how fine a curve is.
const curveSteps = 200

// Curve reckons what levels do in a periodic review that orders when stock and
// orders under way are below the level: up to it or, if that is more, a lot.
// Demand until the goods of the next look come is a compound negative binomial,
// summed by Panjer's recursion (1981, ASTIN Bulletin 12); a line finds what the
// lines before it left. Who finds too little is reckoned as if they waited.
func (d LineDemand) Curve(r Resupply) StockCurve {
	c := StockCurve{Step: 1, PerWeek: d.PerWeek, ShortLines: []float64{d.PerWeek}, Stock: []float64{0}}
	for _, s := range d.Sizes {
		c.UnitsPerWeek += d.PerWeek * s.Units * s.Times
	}
	c.ShortUnits = []float64{c.UnitsPerWeek}
	if d.PerWeek <= 0 || len(d.Sizes) == 0 {
		return c
	}
	lines, stray, most := d.until(r)
	c.Step = max(1, math.Ceil(most/curveSteps))
	// With lots above what is asked for between two looks, the position after
	// each lies anywhere from the level to so many steps above.
	above := int(min(r.Lot, max(0, 2*(r.Lot-c.UnitsPerWeek*r.ReviewWeeks))) / c.Step)
	n := int(most/c.Step) + 1
	wide := n + above
	demand := compound(lines, stray, d.steps(c.Step, wide), wide)
	under, left := make([]float64, wide), make([]float64, wide) // that demand is at most a level, and what it leaves of it, in steps
	for y := range wide {
		under[y] = demand[y]
		if y > 0 {
			under[y] += under[y-1]
			left[y] = left[y-1] + under[y-1]
		}
	}
	short, units := make([]float64, wide), make([]float64, wide)
	for y := range wide {
		served, sold := 0.0, 0.0
		for _, s := range d.Sizes {
			if at := float64(y) - s.Units/c.Step; at >= 0 {
				served += s.Times * between(under, at)
				sold += s.Times * (left[y] - between(left, at))
			} else {
				sold += s.Times * left[y]
			}
		}
		short[y] = d.PerWeek * max(0, 1-served)
		units[y] = max(0, c.UnitsPerWeek-d.PerWeek*sold*c.Step)
	}
	for y := range left {
		left[y] *= c.Step
	}
	c.ShortLines, c.ShortUnits, c.Stock = smeared(short, n, above), smeared(units, n, above), smeared(left, n, above)
	c.ShortLines[0], c.ShortUnits[0], c.Stock[0] = c.PerWeek, c.UnitsPerWeek, 0
	return c
}

// until is what is expected until the goods of the next look come: lines, how
// much they vary beyond Poisson, and a level above which nobody looks.
func (d LineDemand) until(r Resupply) (lines, stray, most float64) {
	weeks := r.LeadWeeks + r.ReviewWeeks/2 // to the middle line of those that must be served from it
	lines = d.PerWeek * weeks
	stray = max(leastStray, d.strayOver(weeks)+(r.LeadSDWeeks*r.LeadSDWeeks+r.ReviewWeeks*r.ReviewWeeks/12)/(weeks*weeks))
	mean, square, top := 0.0, 0.0, sizeQuantile(d.Sizes, 0.98) // giant lines don't widen the curve
	for _, s := range d.Sizes {
		u := min(s.Units, top)
		mean += u * s.Times
		square += u * u * s.Times
	}
	return lines, stray, max(8, lines*mean+6*math.Sqrt(lines*square+stray*lines*lines*mean*mean)+top)
}

// steps is the distribution of sizes in steps, shared between the two nearest.
func (d LineDemand) steps(step float64, n int) []float64 {
	out := make([]float64, n)
	for _, s := range d.Sizes {
		at := s.Units / step
		k := int(at)
		if k < n {
			out[k] += (float64(k+1) - at) * s.Times
		}
		if k+1 < n {
			out[k+1] += (at - float64(k)) * s.Times
		}
	}
	return out
}

func between(y []float64, at float64) float64 {
	k := int(at)
	if k+1 >= len(y) {
		return y[len(y)-1]
	}
	return y[k] + (at-float64(k))*(y[k+1]-y[k])
}

// smeared is the mean from each of n values to so many above it.
func smeared(y []float64, n, above int) []float64 {
	out, sum := make([]float64, n), 0.0
	for k := range above {
		sum += y[k]
	}
	for k := range n {
		sum += y[k+above]
		out[k] = sum / float64(above+1)
		sum -= y[k]
	}
	return out
}

// compound is the distribution, up to n, of the sum of sizes of as many lines
// as a negative binomial says.
func compound(lines, stray float64, size []float64, n int) []float64 {
	a := stray * lines / (1 + stray*lines)
	b := (1/stray - 1) * a
	var at []int
	for j := 1; j < len(size); j++ {
		if size[j] > 0 {
			at = append(at, j)
		}
	}
	g := make([]float64, n)
	g[0] = math.Exp((math.Log1p(-a) - math.Log1p(-a*size[0])) / stray)
	for k := 1; k < n; k++ {
		sum, slope := 0.0, b/float64(k)
		for _, j := range at {
			if j > k {
				break
			}
			sum += (a + slope*float64(j)) * size[j] * g[k-j]
		}
		g[k] = sum / (1 - a*size[0])
	}
	return g
}
