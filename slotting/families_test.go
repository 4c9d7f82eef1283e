package slotting

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever it is worth, no plan has more faults than there were, and the count
// kept during the search is that of a recount.
func TestFamiliesNeverGetWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Problem{Items: rapid.IntRange(4, 14).Draw(t, "items"), MaxMoves: rapid.IntRange(1, 14).Draw(t, "moves")}
		for a := range 3 {
			for y := 1; y <= 6; y++ {
				p.Slots = append(p.Slots, Stop{a, 10 * y})
			}
		}
		p.Current = rapid.Permutation(numbers(len(p.Slots))).Draw(t, "places")[:p.Items]
		for range 60 {
			p.Orders = append(p.Orders, rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(p.Items-1)), 1, 3, rapid.ID[int32]).Draw(t, "order"))
		}
		for range rapid.IntRange(1, 3).Draw(t, "families") {
			p.Families = append(p.Families, Family{
				Items: rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(p.Items-1)), 2, 4, rapid.ID[int32]).Draw(t, "family"),
				Apart: rapid.SampledFrom([]int{0, 15, 35}).Draw(t, "apart"),
				Cost:  rapid.SampledFrom([]float64{0, 3, 200}).Draw(t, "cost")})
		}
		plan, err := Learn(p, line{}, Options{Seed: 3, Budget: 4_000})
		if err != nil {
			t.Fatal(err)
		}
		before, after := 0, 0
		for _, g := range p.Families {
			before, after = before+g.Faults(p.Slots, p.Current), after+g.Faults(p.Slots, plan.At)
		}
		if after > before {
			t.Fatalf("%d faults, were %d", after, before)
		}
		p.weigh(weighting{})
		f := newFit(p.Slots, p.Orders, p.weight, p.Items, p.Current, line{}, 1)
		f.home, f.maxMoves = p.Current, p.MaxMoves
		f.keep(p.Families)
		f.anneal(Options{Budget: 2_000}.share(0, 1, func() int { return f.used }))
		again := meanWalk(p.Slots, f.at, p.Orders, line{}) + p.faultCost(f.at)
		if d := f.sum/float64(len(p.Orders)) - again; d > 1e-6 || d < -1e-6 {
			t.Fatalf("the search counts %g, a recount %g", f.sum/float64(len(p.Orders)), again)
		}
	})
}

// Look-alikes that lie side by side are parted, and a family comes into one
// aisle, when that is worth more than the walk.
func TestFamiliesArePartedAndJoined(t *testing.T) {
	p := Problem{Slots: []Stop{{0, 10}, {0, 20}, {0, 900}, {1, 10}, {1, 20}, {1, 900}}, Items: 4, Current: []int32{0, 1, 3, 5}, MaxMoves: 4}
	for range 50 {
		p.Orders = append(p.Orders, []int32{0}, []int32{1}, []int32{2}, []int32{3})
	}
	for _, families := range [][]Family{
		{{Items: []int32{0, 1}, Apart: 50, Cost: 5000}},
		{{Items: []int32{0, 2, 3}, Cost: 5000}},
		{{Items: []int32{0, 1}, Apart: 50, Cost: 5000}, {Items: []int32{0, 2, 3}, Cost: 5000}},
	} {
		p.Families = families
		plan, err := Learn(p, line{}, Options{Seed: 1, Budget: 20_000})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range families {
			if n := g.Faults(p.Slots, plan.At); n != 0 {
				t.Errorf("%+v: %d faults at %v", g, n, plan.At)
			}
		}
	}
	p.Families = []Family{{Items: []int32{0, 9}}}
	if _, err := Learn(p, line{}, Options{Seed: 1, Budget: 10}); err == nil {
		t.Error("a family with an unknown item is not refused")
	}
}

func numbers(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}
