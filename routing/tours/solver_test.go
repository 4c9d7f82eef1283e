package tours

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

type example struct {
	Aisles       int    `json:"aisles"`
	CrossAisles  int    `json:"cross_aisles"`
	BlockLength  int    `json:"block_length"`
	AisleSpacing int    `json:"aisle_spacing"`
	DepotAisle   int    `json:"depot_aisle"`
	Picks        []Stop `json:"picks"`
	Optimal      int    `json:"optimal"`
}

func (e example) layout(t testing.TB) Layout {
	l, err := Grid(e.Aisles, e.CrossAisles, e.BlockLength, e.AisleSpacing, e.DepotAisle)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func examples(t testing.TB) []example {
	raw, err := os.ReadFile("testdata/tours_examples.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []example
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// tour solves and holds the answer against an independent walk.
func tour(t *testing.T, l Layout, stops []Stop) int {
	t.Helper()
	s, err := NewSolver(l)
	if err != nil {
		t.Fatal(err)
	}
	length, visits := s.Tour(stops)
	if again := s.Length(stops); again != length {
		t.Fatalf("Length %d, Tour %d", again, length)
	}
	sorted := slices.Sorted(slices.Values(visits))
	if len(sorted) != len(stops) {
		t.Fatalf("%d visits of %d stops", len(sorted), len(stops))
	}
	for i, v := range sorted {
		if v != i {
			t.Fatalf("visits %v are not a permutation of %d stops", visits, len(stops))
		}
	}
	if walked := l.Walk(stops, visits); walked != length {
		t.Fatalf("said %d, walked %d: %v past %v in %+v", length, walked, visits, stops, l)
	}
	return length
}

func TestExamplesAreOptimal(t *testing.T) {
	for i, e := range examples(t) {
		if got := tour(t, e.layout(t), e.Picks); got != e.Optimal {
			t.Errorf("example %d: %d, optimal is %d", i, got, e.Optimal)
		}
	}
}

// heldKarp is the exact answer by another road (Held and Karp 1962).
func heldKarp(l Layout, stops []Stop) int {
	n := len(stops)
	if n == 0 {
		return l.Distance(l.StartStop(), l.EndStop())
	}
	full := 1<<n - 1
	cost := make([][]int, full+1)
	for set := range cost {
		cost[set] = make([]int, n)
		for j := range n {
			cost[set][j] = unreached
			switch {
			case set>>j&1 == 0:
			case set == 1<<j:
				cost[set][j] = l.Distance(l.StartStop(), stops[j])
			default:
				for k := range n {
					if k != j && set>>k&1 == 1 {
						cost[set][j] = min(cost[set][j], cost[set&^(1<<j)][k]+l.Distance(stops[k], stops[j]))
					}
				}
			}
		}
	}
	best := unreached
	for j := range n {
		best = min(best, cost[full][j]+l.Distance(stops[j], l.EndStop()))
	}
	return best
}

// randomLayout has uneven gaps, so that no symmetry hides a mistake.
func randomLayout(rng *rand.Rand, crosses int, open bool) Layout {
	var l Layout
	for x, n := 0, 1+rng.IntN(6); len(l.AisleX) < n; x += 1 + rng.IntN(12) {
		l.AisleX = append(l.AisleX, x)
	}
	for y := -3; len(l.CrossY) < crosses; y += 2 + rng.IntN(12) {
		l.CrossY = append(l.CrossY, y)
	}
	at := func() Corner { return Corner{rng.IntN(len(l.AisleX)), rng.IntN(crosses)} }
	l.Start = at()
	l.End = l.Start
	if open {
		l.End = at()
	}
	return l
}

func randomStops(rng *rand.Rand, l Layout, n int) []Stop {
	low, high := l.CrossY[0], l.CrossY[len(l.CrossY)-1]
	stops := make([]Stop, n)
	for i := range stops {
		stops[i] = Stop{rng.IntN(len(l.AisleX)), low + rng.IntN(high-low+1)}
	}
	return stops
}

func TestEqualsHeldKarp(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	for i := range 1000 {
		crosses := 2 + i%4
		if i%50 == 49 {
			crosses = 6
		}
		l := randomLayout(rng, crosses, i%3 == 0)
		stops := randomStops(rng, l, rng.IntN(10))
		if got, want := tour(t, l, stops), heldKarp(l, stops); got != want {
			t.Fatalf("case %d: %d, Held-Karp %d: %v in %+v", i, got, want, stops, l)
		}
	}
}

func benchmarkTour(b *testing.B, crosses, blockLength int) {
	l, _ := Grid(20, crosses, blockLength, 5, 10)
	rng := rand.New(rand.NewPCG(1, 2))
	sets := make([][]Stop, 64)
	for i := range sets {
		sets[i] = randomStops(rng, l, 40)
	}
	s, err := NewSolver(l)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("length", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			s.Length(sets[i%len(sets)])
		}
	})
	b.Run("tour", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			s.Tour(sets[i%len(sets)])
		}
	})
}

// The bars: 200 µs for one block, 2 ms for two.
func BenchmarkOneBlock(b *testing.B)   { benchmarkTour(b, 2, 46) }
func BenchmarkTwoBlocks(b *testing.B)  { benchmarkTour(b, 3, 23) }
func BenchmarkFourBlocks(b *testing.B) { benchmarkTour(b, 5, 12) }
func BenchmarkFiveBlocks(b *testing.B) { benchmarkTour(b, 6, 10) }
