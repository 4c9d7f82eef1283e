package tours

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// On parallel aisles the exact tour is known: FreeForm sees only distances and
// comes within one percent on average.
func TestFreeFormIsNearExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	sum, best := 0, 0
	for range 60 {
		l := randomLayout(rng, 2+rng.IntN(3), true)
		stops := randomStops(rng, l, rng.IntN(24))
		s, err := NewSolver(l)
		if err != nil {
			t.Fatal(err)
		}
		places := append([]Stop{l.StartStop()}, stops...)
		places = append(places, l.EndStop())
		length, order, err := FreeForm(len(places), func(a, b int) int { return l.Distance(places[a], places[b]) }, 30, 1)
		if err != nil {
			t.Fatal(err)
		}
		visits := make([]int, len(order))
		for i, p := range order {
			visits[i] = p - 1
		}
		sorted := slices.Sorted(slices.Values(visits))
		for i := range stops {
			if len(sorted) != len(stops) || sorted[i] != i {
				t.Fatalf("visits %v of %d stops", visits, len(stops))
			}
		}
		if walked := l.Walk(stops, visits); walked != length {
			t.Fatalf("said %d, walked %d", length, walked)
		}
		sum += length
		best += s.Length(stops)
	}
	if sum < best || float64(sum) > 1.01*float64(best) {
		t.Errorf("walked %d, exact %d", sum, best)
	}
	t.Logf("free form %d, exact %d: %.4f", sum, best, float64(sum)/float64(best))
}

// One-way edges: going round the ring is cheap one way only.
func TestFreeFormKeepsOneWay(t *testing.T) {
	const n = 12
	dist := func(a, b int) int { return ((b-a)%n + n) % n }
	length, order, err := FreeForm(n, dist, 50, 1)
	if err != nil || length != n-1 || !slices.IsSorted(order) {
		t.Errorf("length %d by %v (%v), the ring is %d", length, order, err, n-1)
	}
	if _, _, err := FreeForm(1, dist, 0, 1); err == nil {
		t.Error("a tour without an end was made")
	}
}
