package replenish

import (
	"math"
	"slices"
)

// quantile of a few values, with linear interpolation.
func quantile(y []float64, q float64) float64 {
	s := slices.Clone(y)
	slices.Sort(s)
	at := q * float64(len(s)-1)
	i := int(at)
	if i+1 >= len(s) {
		return s[len(s)-1]
	}
	return s[i] + (at-float64(i))*(s[i+1]-s[i])
}

// cappedMean cuts each week at so many times the median of the weeks with demand:
// one big customer is no trend.
func cappedMean(y []float64, times float64) float64 {
	var sizes []float64
	for _, v := range y {
		if v > 0 {
			sizes = append(sizes, v)
		}
	}
	top := times * median(sizes)
	sum := 0.0
	for _, v := range y {
		sum += min(v, top)
	}
	return sum / float64(max(1, len(y)))
}

// rootMean is the square of the mean root: between mean and median.
func rootMean(y []float64) float64 {
	sum := 0.0
	for _, v := range y {
		sum += math.Sqrt(max(0, v))
	}
	sum /= float64(max(1, len(y)))
	return sum * sum
}
