package slotting

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// What was rare and is coming takes the front from what was popular and is
// going, as soon as the forecast says so; without one the past decides.
func TestVelocityDecidesWhatLiesInFront(t *testing.T) {
	p := Problem{Slots: []Stop{{0, 10}, {0, 900}}, Items: 2, MaxMoves: -1}
	for k := range 600 { // item 0 goes, item 1 comes
		item := int32(0)
		if k%20 < k/40 {
			item = 1
		}
		p.Orders = append(p.Orders, []int32{item})
	}
	asked := 0
	p.Forecast = func(past [][]float64) []float64 {
		asked++
		n := len(past[0])
		return []float64{past[0][n-1] / 2, past[1][n-1] * 2}
	}
	plan, err := Learn(p, line{}, Options{Seed: 1, Budget: 5_000})
	if err != nil || plan.At[1] != 0 || asked == 0 {
		t.Errorf("items at %v (%v), %d forecasts asked for", plan.At, err, asked)
	}
}

// Whatever is forecast, weights stay finite, above nothing and bounded.
func TestWeightsStaySane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.IntRange(2, 12).Draw(t, "items")
		expected := rapid.SliceOfN(rapid.Float64Range(0, 1000), items, items).Draw(t, "expected")
		var orders [][]int32
		weight := []float64{}
		for range rapid.IntRange(1, 60).Draw(t, "orders") {
			orders = append(orders, rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(items-1)), 1, 4, rapid.ID[int32]).Draw(t, "order"))
			weight = append(weight, 1)
		}
		rake(orders, weight, expected)
		for _, w := range weight {
			if w <= 0 || math.IsNaN(w) || math.IsInf(w, 0) || w > 1.5*1.5+1e-9 {
				t.Fatalf("weight %v", w)
			}
		}
	})
}
