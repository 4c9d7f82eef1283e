package tours

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// leastNarrow goes through all walks from corner to corner, least first.
func leastNarrow(l Layout, ways []Way, stops []Stop) int {
	type state struct {
		aisle, cross int
		seen         uint64
	}
	mark := func(s state, aisle, low, high int) state {
		for i, p := range stops {
			if p[0] == aisle && p[1] >= l.CrossY[low] && p[1] <= l.CrossY[high] {
				s.seen |= 1 << i
			}
		}
		return s
	}
	at := mark(state{l.Start.Aisle, l.Start.Cross, 0}, l.Start.Aisle, l.Start.Cross, l.Start.Cross)
	cost, done := map[state]int{at: 0}, map[state]bool{}
	for {
		best := far
		for s, c := range cost {
			if !done[s] && c < best {
				at, best = s, c
			}
		}
		if best == far {
			return -1
		}
		if at.seen == 1<<len(stops)-1 && at.aisle == l.End.Aisle && at.cross == l.End.Cross {
			return best
		}
		done[at] = true
		offer := func(s state, c int) {
			if old, ok := cost[s]; !ok || c < old {
				cost[s] = c
			}
		}
		for _, step := range []int{-1, 1} {
			if a := at.aisle + step; a >= 0 && a < len(l.AisleX) {
				offer(mark(state{a, at.cross, at.seen}, a, at.cross, at.cross), best+abs(l.AisleX[a]-l.AisleX[at.aisle]))
			}
			if c := at.cross + step; c >= 0 && c < len(l.CrossY) && int(ways[at.aisle]) != -step {
				offer(mark(state{at.aisle, c, at.seen}, at.aisle, min(c, at.cross), max(c, at.cross)), best+abs(l.CrossY[c]-l.CrossY[at.cross]))
			}
		}
	}
}

func TestNarrowEqualsAllWalks(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	impossible := 0
	for i := range 300 {
		l := randomLayout(rng, 2+rng.IntN(2), i%3 == 0)
		stops := randomStops(rng, l, rng.IntN(6))
		ways := make([]Way, len(l.AisleX))
		if i%4 > 0 {
			for a := range ways {
				ways[a] = Way(rng.IntN(3) - 1)
			}
		}
		want := leastNarrow(l, ways, stops)
		got, err := l.Narrow(ways, stops, 1<<16)
		switch {
		case want < 0:
			impossible++
			if err == nil {
				t.Fatalf("case %d: %+v where there is no walk", i, got)
			}
			continue
		case err != nil:
			t.Fatalf("case %d: %v", i, err)
		case got.Length != want || !got.Exact:
			t.Fatalf("case %d: %+v, all walks %d: %v in %+v, ways %v", i, got, want, stops, l, ways)
		}
		if sorted := slices.Sorted(slices.Values(got.Visits)); len(sorted) != len(stops) || len(slices.Compact(sorted)) != len(stops) {
			t.Fatalf("case %d: visits %v of %d stops", i, got.Visits, len(stops))
		}
		// Free to turn, nobody walks farther.
		if free := tour(t, l, stops); free > got.Length {
			t.Fatalf("case %d: %d narrow, %d free", i, got.Length, free)
		}
		if thin, err := l.Narrow(ways, stops, 3); err == nil && thin.Length < want {
			t.Fatalf("case %d: %d with little memory, %d is least", i, thin.Length, want)
		}
	}
	if impossible == 0 || impossible > 200 {
		t.Errorf("%d of 300 cases were impossible", impossible)
	}
}

func TestNarrowByHand(t *testing.T) {
	l, err := Grid(3, 2, 10, 5, 0)
	if err != nil {
		t.Fatal(err)
	}
	stops := []Stop{{1, 7}, {1, 3}, {2, 5}}
	got, err := l.Narrow([]Way{BothWays, Upwards, Downward}, stops, 1000)
	if err != nil || got.Length != 5+10+5+10+10 || !slices.Equal(got.Visits, []int{1, 0, 2}) {
		t.Errorf("%+v, %v", got, err)
	}
	for says, ways := range map[string][]Way{
		"aisle 2 cannot be reached": {Upwards, Upwards, Upwards},
		"2 ways are given for 3":    {Upwards, Upwards},
	} {
		if _, err := l.Narrow(ways, []Stop{{2, 5}}, 1000); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	if _, err := l.Narrow(nil, []Stop{{3, 5}}, 1000); err == nil || !strings.Contains(err.Error(), "aisle 3 does not exist") {
		t.Error(err)
	}
}
