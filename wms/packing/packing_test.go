package packing

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestEachUnitLiesInOneCartonThatHoldsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mm := rapid.Int64Range(1, 400)
		size := func(s string) [3]int64 { return [3]int64{mm.Draw(t, s), mm.Draw(t, s), mm.Draw(t, s)} }
		var boxes []Box
		for range rapid.IntRange(0, 4).Draw(t, "boxes") {
			boxes = append(boxes, Box{size("box"), rapid.Int64Range(0, 300).Draw(t, "tare"), rapid.Int64Range(300, 20_000).Draw(t, "max")})
		}
		var units []Unit
		for g := range rapid.IntRange(0, 6).Draw(t, "groups") {
			u := Unit{g, size("unit"), rapid.Int64Range(0, 5000).Draw(t, "weight"), rapid.Bool().Draw(t, "fragile")}
			for range rapid.IntRange(1, 8).Draw(t, "qty") {
				units = append(units, u)
			}
		}
		plan := Pack(units, boxes)
		seen := make([]int, len(units))
		for _, m := range plan.Misfits {
			seen[m.Unit]++
			for _, b := range boxes {
				if u := units[m.Unit]; fits(u.SizeMM, b.SizeMM) && u.WeightG+b.TareG <= b.MaxG {
					t.Fatalf("unit %+v is said to be %s for %+v", u, m.Why, b)
				}
			}
		}
		for _, c := range plan.Cartons {
			b := boxes[c.Box]
			weight := b.TareG
			for i, p := range c.Units {
				seen[p.Unit]++
				u := units[p.Unit]
				weight += u.WeightG
				if !fits(u.SizeMM, p.SizeTurned) || volume(u.SizeMM) != volume(p.SizeTurned) {
					t.Fatalf("%v became %v", u.SizeMM, p.SizeTurned)
				}
				for d := range 3 {
					if p.AtMM[d] < 0 || p.AtMM[d]+p.SizeTurned[d] > b.SizeMM[d] {
						t.Fatalf("%+v stands out of %v", p, b.SizeMM)
					}
				}
				for _, q := range c.Units[:i] {
					if overlap(p, q, 0) && overlap(p, q, 1) {
						if overlap(p, q, 2) {
							t.Fatalf("%+v and %+v are in one place", p, q)
						}
						low := units[q.Unit]
						if p.AtMM[2] < q.AtMM[2] {
							t.Fatalf("%+v was put under %+v", p, q)
						}
						if low.Fragile && p.AtMM[2] == q.AtMM[2]+q.SizeTurned[2] {
							t.Fatalf("%+v lies on fragile %+v", p, q)
						}
						if !u.Fragile && u.WeightG > low.WeightG {
							t.Fatalf("%+v lies over the lighter %+v", u, low)
						}
					}
				}
			}
			if weight != c.WeightG || weight > b.MaxG || len(c.Units) == 0 {
				t.Fatalf("carton of %d g with %d units, said %d, at most %d", weight, len(c.Units), c.WeightG, b.MaxG)
			}
		}
		for i, n := range seen {
			if n != 1 {
				t.Fatalf("unit %d is there %d times", i, n)
			}
		}
		if int64(len(plan.Cartons)) < plan.AtLeast {
			t.Fatalf("%d cartons, but at least %d are needed", len(plan.Cartons), plan.AtLeast)
		}
	})
}

func overlap(p, q Placed, d int) bool {
	return p.AtMM[d] < q.AtMM[d]+q.SizeTurned[d] && q.AtMM[d] < p.AtMM[d]+p.SizeTurned[d]
}

func TestKnownOrders(t *testing.T) {
	boxes := []Box{{[3]int64{200, 200, 100}, 100, 5000}, {[3]int64{400, 400, 200}, 300, 20_000}}
	many := func(n int, u Unit) []Unit {
		var out []Unit
		for range n {
			out = append(out, u)
		}
		return out
	}
	cube := Unit{SizeMM: [3]int64{100, 100, 100}, WeightG: 500}
	for _, c := range []struct {
		what    string
		units   []Unit
		cartons []int // boxes
		misfits int
		atLeast int64
	}{
		{"nothing", nil, nil, 0, 0},
		{"four cubes fill the small box", many(4, cube), []int{0}, 0, 1},
		{"five need the large one", many(5, cube), []int{1}, 0, 1},
		{"32 fill the large one", many(32, cube), []int{1}, 0, 1},
		{"33 need two, one of them small", many(33, cube), []int{0, 1}, 0, 2},
		{"weight limits", many(5, Unit{SizeMM: [3]int64{50, 50, 50}, WeightG: 8000}), []int{1, 1, 1}, 0, 3},
		{"too long", many(1, Unit{SizeMM: [3]int64{401, 10, 10}}), nil, 1, 0},
		{"size unknown", many(1, Unit{WeightG: 5}), nil, 1, 0},
	} {
		plan := Pack(c.units, boxes)
		var got []int
		for _, k := range plan.Cartons {
			got = append(got, k.Box)
		}
		slices.Sort(got)
		if len(got) != len(c.cartons) || len(plan.Misfits) != c.misfits || plan.AtLeast != c.atLeast {
			t.Errorf("%s: boxes %v, misfits %v, at least %d", c.what, got, plan.Misfits, plan.AtLeast)
			continue
		}
		for i := range got {
			if got[i] != c.cartons[i] {
				t.Errorf("%s: boxes %v, not %v", c.what, got, c.cartons)
			}
		}
	}
}
