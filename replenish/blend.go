package replenish

import (
	"math"
	"slices"
)

// sample is one item seen from one past week: what was forecast for each week
// after it, by each ingredient, and what came.
type sample struct {
	parts  [][]float64 // [ingredient][week]
	came   []float64
	weight float64
	class  Class
	band   band
}

// blend is how much of each ingredient to take.
type blend []float64

// fitBlend looks for the blend with the least absolute error, where too low
// counts tau and too high 1-tau (Koenker and Bassett 1978), by reweighted least
// squares, drawn towards a prior blend as if it had been seen in strength of the data.
func fitBlend(samples []sample, prior blend, tau, strength float64) blend {
	n := len(prior)
	w := slices.Clone(prior)
	gram, right, x := make([]float64, n*n), make([]float64, n), make([]float64, n)
	for range 12 {
		clear(gram)
		clear(right)
		floor := 0.0
		for i := range samples {
			floor += mean(samples[i].came)
		}
		floor = floor/float64(max(1, len(samples)))/50 + 1e-9
		for i := range samples {
			s := &samples[i]
			for h, y := range s.came {
				at := 0.0
				for k := range x {
					x[k] = s.parts[k][h]
					at += w[k] * x[k]
				}
				r := y - at
				wt := tau
				if r < 0 {
					wt = 1 - tau
				}
				wt *= s.weight / max(math.Abs(r), floor)
				for k, xk := range x {
					if xk == 0 {
						continue
					}
					right[k] += wt * xk * y
					for l := k; l < n; l++ {
						gram[k*n+l] += wt * xk * x[l]
					}
				}
			}
		}
		trace := 0.0
		for k := range n {
			trace += gram[k*n+k]
		}
		pull := strength*trace/float64(n) + 1e-9
		for k := range n {
			gram[k*n+k] += pull
			right[k] += pull * prior[k]
			for l := range k {
				gram[k*n+l] = gram[l*n+k]
			}
		}
		solve(gram, right, w)
	}
	return w
}

// solve a positive definite system by Cholesky factors, in place.
func solve(a, b, x []float64) {
	n := len(b)
	for j := range n {
		for i := j; i < n; i++ {
			v := a[i*n+j]
			for k := range j {
				v -= a[i*n+k] * a[j*n+k]
			}
			if i == j {
				a[j*n+j] = math.Sqrt(max(v, 1e-12))
			} else {
				a[i*n+j] = v / a[j*n+j]
			}
		}
	}
	for i := range n {
		v := b[i]
		for k := range i {
			v -= a[i*n+k] * x[k]
		}
		x[i] = v / a[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= a[k*n+i] * x[k]
		}
		x[i] /= a[i*n+i]
	}
}

// clearlyBetter is the error of the blend below which a single ingredient replaces it.
const clearlyBetter = 0.97

// single takes one ingredient alone where that came clearly closer than the blend
// to the weeks seen: a blend is drawn towards levels, and a steady trend is none.
func single(samples []sample, all blend) blend {
	off := make([]float64, len(all)+1)
	for i := range samples {
		s := &samples[i]
		for h, y := range s.came {
			for k := range all {
				off[k] += s.weight * math.Abs(y-s.parts[k][h])
			}
			off[len(all)] += s.weight * math.Abs(y-all.at(s.parts, h))
		}
	}
	best, least := -1, clearlyBetter*off[len(all)]
	for k := range all {
		if off[k] < least {
			best, least = k, off[k]
		}
	}
	if best < 0 {
		return all
	}
	alone := make(blend, len(all))
	alone[best] = 1
	return alone
}

func (b blend) at(parts [][]float64, h int) float64 {
	v := 0.0
	for k, w := range b {
		v += w * parts[k][h]
	}
	return max(0, v)
}
