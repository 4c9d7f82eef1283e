package slotting

// History is cut into so many parts of equally many orders, for a forecast.
const (
	mostParts   = 15
	ordersAPart = 40
	fewestParts = 6
)

// weighting is how orders of the past count: by how long ago they were, and so
// that each item is in as many as are expected to come.
type weighting struct {
	halfLife float64 // as a part of the history; 0: all alike
	velocity bool
}

// weigh makes the orders count.
func (p *Problem) weigh(by weighting) {
	p.weight = make([]float64, len(p.Orders))
	n := float64(len(p.Orders))
	for k := range p.weight {
		p.weight[k] = ageWeight(float64(k+1)-n, by.halfLife*n)
	}
	if by.velocity {
		rake(p.Orders, p.weight, p.Forecast(p.parts()))
	}
}

// foresees says whether there is a forecast, and past enough for it.
func (p *Problem) foresees() bool {
	return p.Forecast != nil && len(p.Orders) >= fewestParts*ordersAPart
}

// parts counts by item the orders that it is in, part by part of the history.
func (p *Problem) parts() [][]float64 {
	n := min(mostParts, len(p.Orders)/ordersAPart)
	out := make([][]float64, p.Items)
	for i := range out {
		out[i] = make([]float64, n)
	}
	for k, o := range p.Orders {
		for _, i := range o {
			out[i][k*n/len(p.Orders)]++
		}
	}
	return out
}

// rake draws the weights of orders towards those under which every item is in
// as many as is expected, by two damped rounds of proportional fitting (Deming
// and Stephan 1940). What is ordered together stays. To the end it would go too
// far: a few orders would stand for all. Measured on real orders
// (docs/picking.md).
func rake(orders [][]int32, weight, expected []float64) {
	const rounds, most = 2, 1.5
	have, factor := make([]float64, len(expected)), make([]float64, len(expected))
	for range rounds {
		clear(have)
		all, want := 0.0, 0.0
		for k, o := range orders {
			for _, i := range o {
				have[i] += weight[k]
			}
		}
		for i, n := range expected {
			all, want = all+have[i], want+n
		}
		if want <= 0 {
			return
		}
		for i, n := range expected {
			if have[i] > 0 {
				factor[i] = min(most, max(1/most, n*all/want/have[i]))
			}
		}
		for k, o := range orders {
			sum := 0.0
			for _, i := range o {
				sum += factor[i]
			}
			if len(o) > 0 {
				weight[k] *= sum / float64(len(o))
			}
		}
	}
}
