package replenish

import "slices"

// fewestLike is how many items an analogy needs.
const fewestLike = 3

// Analogy forecasts an item that never sold by items like it: what they sold at
// the same age, in units a week, averaged over the weeks around it. One that sells
// more than three times the middle one counts as that. Not ok: fewer than three
// items like it ever sold.
func Analogy(like [][]float64, weeks int) (f Forecast, ok bool) {
	var ages [][]float64
	var levels []float64
	var kinds [classes]int
	for _, y := range like {
		if y = soldSince(y); mean(y) > 0 {
			ages, levels = append(ages, y), append(levels, mean(y))
			kinds[Classify(y)]++
		}
	}
	if len(ages) < fewestLike {
		return f, false
	}
	top := 3 * median(levels)
	f = Forecast{Method: "analogy", Mean: make([]float64, weeks), Median: make([]float64, weeks), Low: make([]float64, weeks), High: make([]float64, weeks)}
	for c, n := range kinds {
		if n > kinds[f.Class] {
			f.Class = Class(c)
		}
	}
	for h := range weeks {
		var seen []float64 // each item's mean, and all weeks, around that age
		var each []float64
		for i, y := range ages {
			if from := max(0, h-2); from < len(y) {
				around := y[from:min(len(y), h+3)]
				by := min(1, top/levels[i])
				seen = append(seen, by*mean(around))
				each = append(each, scaled(around, by)...)
			}
		}
		if len(seen) < fewestLike { // nobody is as old: as before
			f.Mean[h], f.Median[h], f.Low[h], f.High[h] = f.Mean[max(0, h-1)], f.Median[max(0, h-1)], f.Low[max(0, h-1)], f.High[max(0, h-1)]
			continue
		}
		f.Mean[h], f.Median[h] = mean(seen), median(each)
		f.Low[h], f.High[h] = quantile(each, (1-intervalCover)/2), quantile(each, (1+intervalCover)/2)
	}
	return f, true
}

func scaled(y []float64, by float64) []float64 {
	y = slices.Clone(y)
	for i := range y {
		y[i] *= by
	}
	return y
}
