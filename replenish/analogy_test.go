package replenish

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestAnalogyByHand(t *testing.T) {
	if _, ok := Analogy([][]float64{{1, 2}, {3}, {0, 0}}, 4); ok {
		t.Error("two items make no analogy")
	}
	// 2, 4 and a giant of 1000 a week, which counts as three times the middle one: 12
	f, ok := Analogy([][]float64{{2, 2, 2, 2, 2, 2}, {0, 0, 4, 4, 4, 4, 4, 4}, {1000, 1000, 1000, 1000, 1000, 1000}}, 7)
	if !ok || f.Method != "analogy" || f.Class != Smooth {
		t.Fatalf("%+v", f)
	}
	for h := range f.Mean {
		if math.Abs(f.Mean[h]-6) > 1e-9 || f.Median[h] != 4 || f.Low[h] != 2 || f.High[h] != 12 {
			t.Errorf("week %d: %v, median %v, %v to %v", h+1, f.Mean[h], f.Median[h], f.Low[h], f.High[h])
		}
	}
	// items that begin slowly
	f, _ = Analogy([][]float64{{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}}, 4)
	if f.Mean[0] != 2 || f.Mean[3] != 4 {
		t.Errorf("%v", f.Mean)
	}
}

// Sums agree, nothing moves that agreed, what is sure stays, and no other
// forecasts that agree are nearer.
func TestReconciledSumsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		parent, said, spread := make([]int, n), make([]float64, n), make([]float64, n)
		for i := range n {
			parent[i] = -1
			if i > 0 {
				parent[i] = rapid.IntRange(0, i-1).Draw(t, "parent")
			}
			said[i] = rapid.Float64Range(0, 100).Draw(t, "said")
			spread[i] = rapid.Float64Range(0.1, 10).Draw(t, "spread")
		}
		got := Reconcile(parent, said, spread)
		sums := make([]float64, n)
		children := make([]int, n)
		for i, p := range parent {
			if p >= 0 {
				sums[p] += got[i]
				children[p]++
			}
		}
		far := func(x []float64) (d float64) {
			for i := range x {
				d += (x[i] - said[i]) * (x[i] - said[i]) / spread[i]
			}
			return d
		}
		for i := range n {
			if children[i] > 0 && math.Abs(sums[i]-got[i]) > 1e-9*(1+math.Abs(got[i])) {
				t.Fatalf("%v: %d is %v, its children %v", parent, i, got[i], sums[i])
			}
			if children[i] == 0 { // a little more or less of one item and its sums
				for _, by := range []float64{-0.01, 0.01} {
					other := append([]float64(nil), got...)
					for k := i; k >= 0; k = parent[k] {
						other[k] += by
					}
					if far(other) < far(got) {
						t.Fatalf("%v of %v, %v: %d by %v is nearer", got, said, spread, i, by)
					}
				}
			}
		}
		for i, v := range Reconcile(parent, got, spread) {
			if math.Abs(v-got[i]) > 1e-9*(1+math.Abs(v)) {
				t.Fatalf("what agreed moved: %v to %v", got[i], v)
			}
		}
	})
	got := Reconcile([]int{-1, 0, 0}, []float64{12, 4, 6}, []float64{1, 1, 2}) // 2 too few, by 1:1:2
	for i, want := range []float64{11.5, 4.5, 7} {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("%v", got)
		}
	}
}
