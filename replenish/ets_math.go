package replenish

import "math"

// nelderMead looks for the least of a function without its slopes (Nelder and
// Mead 1965, as J. C. Nash gives it in Compact Numerical Methods, 1990). It begins
// with a simplex of a tenth of the largest coordinate.
func nelderMead(f func([]float64) float64, x []float64, most int) ([]float64, float64) {
	const big = 1e35
	at := func(x []float64) float64 {
		if v := f(x); !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v
		}
		return big
	}
	n, size := len(x), 0.0
	first := at(x)
	if first == big {
		return x, math.Inf(1)
	}
	enough := 1.49e-8 * (math.Abs(first) + 1.49e-8)
	for _, v := range x {
		size = max(size, 0.1*math.Abs(v))
	}
	if size == 0 {
		size = 0.1
	}
	points, values := make([][]float64, n+1), make([]float64, n+1)
	points[0], values[0] = append([]float64(nil), x...), first
	spread := 0.0
	for i := range n {
		p := append([]float64(nil), x...)
		for step := size; p[i] == x[i]; step *= 10 {
			p[i] = x[i] + step
			spread += step
		}
		points[i+1] = p
	}
	calls, fresh := 1, true
	centre, tried, wider := make([]float64, n), make([]float64, n), make([]float64, n)
	low, high := 0, 0
	for calls < most {
		if fresh {
			for i := range points {
				if i != low {
					values[i] = at(points[i])
					calls++
				}
			}
			fresh = false
		}
		low, high = 0, 0
		for i, v := range values {
			if v < values[low] {
				low = i
			}
			if v > values[high] {
				high = i
			}
		}
		if values[high] <= values[low]+enough {
			break
		}
		worst := points[high]
		for j := range n {
			s := -worst[j]
			for _, p := range points {
				s += p[j]
			}
			centre[j] = s / float64(n)
			tried[j] = 2*centre[j] - worst[j]
		}
		v := at(tried)
		calls++
		if v < values[low] {
			for j := range n {
				wider[j] = 2*tried[j] - centre[j]
			}
			calls++
			if w := at(wider); w < v {
				copy(worst, wider)
				values[high] = w
			} else {
				copy(worst, tried)
				values[high] = v
			}
			continue
		}
		before := values[high]
		if v < before {
			copy(worst, tried)
			values[high] = v
		}
		for j := range n {
			wider[j] = (worst[j] + centre[j]) / 2
		}
		calls++
		if w := at(wider); w < values[high] {
			copy(worst, wider)
			values[high] = w
		} else if v >= before {
			now := 0.0
			for i, p := range points {
				for j := range p {
					if i != low {
						p[j] = (p[j] + points[low][j]) / 2
						now += math.Abs(p[j] - points[low][j])
					}
				}
			}
			if fresh = now < spread; !fresh {
				break // it can't shrink any more
			}
			spread = now
		}
	}
	return points[low], values[low]
}

// line fitted by least squares: its height at the first week and its slope.
func line(y []float64) (at, slope float64) {
	n, sxy := float64(len(y)), 0.0
	for i, v := range y {
		sxy += (float64(i) - (n-1)/2) * v
	}
	if n > 1 {
		slope = 12 * sxy / (n * (n*n - 1))
	}
	return mean(y) - slope*(n-1)/2, slope
}

func sum(y []float64) float64 {
	s := 0.0
	for _, v := range y {
		s += v
	}
	return s
}

// decompose finds the season classically: what is above a centred moving average
// over a season, by position, so that the whole adds nothing (or multiplies by one).
func decompose(y []float64, period int, times bool) []float64 {
	seas, seen := make([]float64, period), make([]float64, period)
	half := period / 2
	for t := half; t < len(y)-half; t++ {
		trend := 0.0
		for k := t - half; k <= t+half; k++ {
			w := 1.0
			if period%2 == 0 && (k == t-half || k == t+half) {
				w = 0.5
			}
			trend += w * y[k]
		}
		trend /= float64(period)
		v := y[t] - trend
		if times {
			if trend == 0 {
				continue
			}
			v = y[t] / trend
		}
		seas[t%period] += v
		seen[t%period]++
	}
	for i := range seas {
		seas[i] /= max(1, seen[i])
	}
	m := mean(seas)
	for i := range seas {
		if times && m != 0 {
			seas[i] /= m
		} else {
			seas[i] -= m
		}
	}
	return seas
}

// waveSeason finds the season of fewer than three by a line and one wave a season,
// fitted together; the season is what the first one is off the line.
func waveSeason(y []float64, period int, times bool) []float64 {
	const k = 4
	gram, right, x := make([]float64, k*k), make([]float64, k), make([]float64, k)
	n := k
	if period == 2 {
		n = 3 // the wave's other half is zero
	}
	for t, v := range y {
		a := 2 * math.Pi * float64(t+1) / float64(period)
		row := [k]float64{1, float64(t + 1), math.Cos(a), math.Sin(a)}
		for i := range n {
			right[i] += row[i] * v
			for j := range n {
				gram[i*n+j] += row[i] * row[j]
			}
		}
	}
	solve(gram[:n*n], right[:n], x[:n])
	seas := make([]float64, period)
	for i := range seas {
		trend := x[0] + x[1]*float64(i+1)
		seas[i] = y[i] - trend
		if times {
			seas[i] = y[i] / trend
		}
	}
	return seas
}

// withinCircle says whether all roots lie within the unit circle, by the Schur-Cohn
// recursion; coefficients stand highest power first.
func withinCircle(c []float64) bool {
	a := append([]float64(nil), c...)
	for n := len(a) - 1; n > 0; n-- {
		k := a[n] / a[0]
		if math.Abs(k) > 1+1e-9 {
			return false
		}
		if n > 1 && 1-k*k < 1e-12 {
			return false // some root is not within
		}
		for i, j := 0, n; i <= j; i, j = i+1, j-1 {
			a[i], a[j] = a[i]-k*a[j], a[j]-k*a[i]
		}
		a = a[:n]
	}
	return true
}
