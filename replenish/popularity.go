package replenish

// Popularity is how often each item will be asked for, in any unit, over half
// as many parts of time to come as its past has; the parts of all items are
// the same.
func Popularity(past [][]float64) []float64 {
	out := make([]float64, len(past))
	if len(past) == 0 {
		return out
	}
	f := Learn(past, len(past[0])/2+1, 52)
	for i, y := range past {
		for _, v := range f.Forecast(y).Mean {
			out[i] += v
		}
	}
	return out
}
