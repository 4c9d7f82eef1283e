package replenish

import (
	"math"
	"slices"
)

// intervalCover is the share of weeks that should fall between Low and High.
const intervalCover = 0.8

// band is a first guess of where the weeks of an item fall, from its own last
// quarter: between its deciles.
type band struct {
	low, high float64
	unit      float64 // in which errors of the guess are counted
}

func bandOf(y []float64) band {
	quarter := last(y, 13)
	b := band{low: quantile(quarter, 0.1), high: quantile(quarter, 0.9)}
	b.unit = (b.high-b.low)/2 + cappedMean(quarter, 3)/2 + cappedMean(y, 3)/4
	return b
}

// miss is how far a week lies outside the band (below zero: inside), in units.
// Nothing lies below a band that begins at nothing.
func (b band) miss(v float64) float64 {
	if b.low <= 0 {
		return (v - b.high) / b.unit
	}
	return max(b.low-v, v-b.high) / b.unit
}

// widened by so many units on each side.
func (b band) widened(by float64) (low, high float64) {
	low, high = b.low-by*b.unit, b.high+by*b.unit
	if b.low <= 0 {
		low = 0
	}
	low, high = max(0, low), max(0, high)
	if low > high {
		low = (low + high) / 2
		high = low
	}
	return low, high
}

// bands hold by class, and by whether a band begins at nothing, how much the
// first guess must be widened so that the wanted share of the weeks seen falls
// into it (conformal prediction: Romano, Patterson and Candès 2019).
type bands [classes][2]float64

// kind tells the two sorts of bands apart.
func (b band) kind() int {
	if b.low <= 0 {
		return 1
	}
	return 0
}

func fitBands(all []sample) bands {
	type missed struct{ by, weight float64 }
	var seen [classes][2][]missed
	for i := range all {
		s := &all[i]
		if s.band.unit <= 0 {
			continue
		}
		for _, v := range s.came {
			at := &seen[s.class][s.band.kind()]
			*at = append(*at, missed{s.band.miss(v), s.weight})
		}
	}
	var out bands
	for c := range classes {
		for k, list := range seen[c] {
			slices.SortFunc(list, func(a, b missed) int {
				switch {
				case a.by < b.by:
					return -1
				case a.by > b.by:
					return 1
				}
				return 0
			})
			whole, sum := 0.0, 0.0
			for _, m := range list {
				whole += m.weight
			}
			for _, m := range list {
				if sum += m.weight; sum >= intervalCover*whole {
					out[c][k] = m.by
					break
				}
			}
		}
	}
	return out
}

// interval is where a week of an item will fall four times of five.
func (f *Forecaster) interval(y []float64, c Class, most float64) (low, high float64) {
	b := bandOf(y)
	by := 0.0
	if f.learned && b.unit > 0 {
		by = f.bands[c][b.kind()]
	}
	low, high = b.widened(by)
	return min(low, most), min(math.Ceil(high), most)
}
