package tours

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// One block of length 10, aisles 5 apart, stops in three aisles: small enough
// to walk by hand.
func TestStrategiesByHand(t *testing.T) {
	l, err := Grid(3, 2, 10, 5, 0)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSolver(l)
	if err != nil {
		t.Fatal(err)
	}
	stops := []Stop{{0, 3}, {1, 2}, {1, 9}, {2, 6}}
	for rule, want := range map[Strategy]int{
		SShape:     10 + 5 + 10 + 5 + 12 + 10, // up 0, down 1, into 2 and back, home
		Return:     6 + 5 + 18 + 5 + 12 + 10,
		Midpoint:   10 + 5 + 2 + 5 + 10 + 5 + 4 + 5,
		LargestGap: 10 + 5 + 2 + 5 + 10 + 5 + 4 + 5,
		Combined:   6 + 5 + 10 + 5 + 10 + 10, // turn, up, down
	} {
		length, visits, err := s.Follow(rule, stops)
		if err != nil || length != want {
			t.Errorf("%s: %d (%v), want %d", rule, length, err, want)
		}
		if walked := l.Walk(stops, visits); walked > length {
			t.Errorf("%s: said %d, its visits %v need %d", rule, length, visits, walked)
		}
	}
}

// Every rule visits everything, none beats the exact tour, and Combined is the
// best of those that turn or go through.
func TestStrategiesAgainstExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 500 {
		l := randomLayout(rng, 2+rng.IntN(3), false)
		l.Start.Cross, l.End.Cross = 0, 0
		stops := randomStops(rng, l, rng.IntN(25))
		s, err := NewSolver(l)
		if err != nil {
			t.Fatal(err)
		}
		exact := s.Length(stops)
		got := map[Strategy]int{}
		for rule := SShape; rule <= Combined; rule++ {
			length, visits, err := s.Follow(rule, stops)
			if err != nil {
				t.Fatal(err)
			}
			got[rule] = length
			sorted := slices.Sorted(slices.Values(visits))
			for i := range stops {
				if len(sorted) != len(stops) || sorted[i] != i {
					t.Fatalf("%s visits %v of %d stops", rule, visits, len(stops))
				}
			}
			if walked := l.Walk(stops, visits); walked > length || length < exact {
				t.Fatalf("%s: said %d, walked %d, exact %d: %v in %+v", rule, length, walked, exact, stops, l)
			}
			if again, err := ParseStrategy(rule.String()); err != nil || again != rule {
				t.Fatalf("%s parses to %v, %v", rule, again, err)
			}
		}
		if got[Combined] > min(got[SShape], got[Return]) {
			t.Fatalf("combined %d, s-shape %d, return %d", got[Combined], got[SShape], got[Return])
		}
	}
	l := Layout{AisleX: []int{0}, CrossY: []int{0, 9}, Start: Corner{0, 1}, End: Corner{0, 1}}
	s, _ := NewSolver(l)
	if _, _, err := s.Follow(SShape, nil); err == nil {
		t.Error("a start at the back was taken")
	}
	if _, err := ParseStrategy("zigzag"); err == nil {
		t.Error("zigzag is no strategy")
	}
}
