package picking

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var rules = []Retrieval{FirstCome, FirstComeShared, MostLines}

// Under every rule each line is served once, and time adds up.
func TestStationServesEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		racks := make([][]int32, rapid.IntRange(1, 8).Draw(t, "racks"))
		const items = 20
		for i := range int32(items) {
			for range 1 + rng.IntN(2) {
				if r := rng.IntN(len(racks)); !slices.Contains(racks[r], i) {
					racks[r] = append(racks[r], i)
				}
			}
		}
		var orders []StationOrder
		lines, at := 0, 0.0
		for range rapid.IntRange(0, 25).Draw(t, "orders") {
			at += rng.Float64() * 60
			o := StationOrder{Arrives: at, Due: at + rng.Float64()*300}
			for _, i := range rng.Perm(items)[:1+rng.IntN(6)] {
				o.Items = append(o.Items, int32(i))
			}
			lines += len(o.Items)
			orders = append(orders, o)
		}
		s := Station{Open: rapid.IntRange(1, 5).Draw(t, "open"), ExchangeS: 8, LineS: 6, UrgentS: 60}
		for _, rule := range rules {
			r, err := s.Run(orders, racks, rule)
			if err != nil {
				t.Fatal(err)
			}
			work := float64(r.Visits)*s.ExchangeS + float64(r.Lines)*s.LineS
			if r.Lines != lines || r.Visits > lines || r.FinishS < work-1e-6 || r.FinishS > at+work+1e-6 {
				t.Fatalf("%v: %+v of %d lines, the last order at %v", rule, r, lines, at)
			}
		}
	})
}

func TestStationByHand(t *testing.T) {
	racks := [][]int32{{0, 1}, {2, 3}}
	orders := []StationOrder{{Items: []int32{0, 2}, Due: 100}, {Items: []int32{1, 3}, Due: 20}, {Items: []int32{0}, Arrives: 1, Due: 100}}
	s := Station{Open: 2, ExchangeS: 10, LineS: 1, UrgentS: 0}
	for rule, want := range map[Retrieval][3]int{
		FirstCome:       {5, 1, 55}, // each order by itself
		FirstComeShared: {3, 1, 35}, // the third order finds no room before the second visit ends
		MostLines:       {3, 1, 35},
	} {
		r, err := s.Run(orders, racks, rule)
		if err != nil || r.Visits != want[0] || r.Late != want[1] || int(r.FinishS) != want[2] {
			t.Errorf("%v: %+v (%v), want %d visits, %d late, done at %d", rule, r, err, want[0], want[1], want[2])
		}
	}
	// With room for three the first rack serves all of them.
	s.Open = 3
	if r, _ := s.Run([]StationOrder{orders[0], orders[1], {Items: []int32{0}, Due: 100}}, racks, MostLines); r.Visits != 2 {
		t.Errorf("%+v, want 2 visits", r)
	}
	for says, bad := range map[string][]StationOrder{
		"item 7 is on no rack": {{Items: []int32{7}}},
		"order 0 has no lines": {{}},
		"stands in it twice":   {{Items: []int32{0, 0}}},
		"order 1 arrives":      {{Items: []int32{0}, Arrives: 5}, {Items: []int32{0}}},
	} {
		if _, err := s.Run(bad, racks, MostLines); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	if _, err := (Station{}).Run(orders, racks, FirstCome); err == nil {
		t.Error("a station without room for an order is taken")
	}
}
