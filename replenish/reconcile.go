package replenish

// Reconcile makes forecasts of a tree of sums agree: items, families, warehouses
// and the network, each forecast by itself. parent tells each one's sum, -1 at the
// top; spread is the variance of each forecast's error. What they disagree by is
// shared so that the least weighted squares are changed (MinT with a diagonal
// covariance: Wickramasuriya, Athanasopoulos and Hyndman 2019): the surer a forecast,
// the less it moves. Parents stand before their children. Results may be below zero
// where forecasts disagree by more than an item has.
//
// It is solved exactly in two walks over the tree: upwards each sum is pooled with
// what its children say together, downwards the difference is handed out.
func Reconcile(parent []int, said, spread []float64) []float64 {
	n := len(parent)
	leaf := make([]bool, n)
	for i := range leaf {
		leaf[i] = true
	}
	for _, p := range parent {
		if p >= 0 {
			leaf[p] = false
		}
	}
	sums, vars := make([]float64, n), make([]float64, n) // of the children's best
	best, left := make([]float64, n), make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		best[i], left[i] = said[i], spread[i]
		if !leaf[i] {
			if all := spread[i] + vars[i]; all > 0 {
				best[i] = (said[i]*vars[i] + sums[i]*spread[i]) / all
				left[i] = spread[i] * vars[i] / all
			} else {
				best[i], left[i] = sums[i], 0
			}
		}
		if p := parent[i]; p >= 0 {
			sums[p] += best[i]
			vars[p] += left[i]
		}
	}
	for i := range n { // parents first
		p := parent[i]
		if p >= 0 && vars[p] > 0 {
			best[i] += left[i] / vars[p] * (best[p] - sums[p])
		}
	}
	return best
}
