package replenish

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Figures of other textbook cases, from Snyder and Shen (2nd edition) and
// Zheng and Federgruen (1991), as collected by stockpyl.
func TestRelativesOfTheExamples(t *testing.T) {
	line := []Echelon{{3, 1}, {2, 1}, {2, 2}}
	for _, c := range []struct {
		name      string
		demand    StageDemand
		tolerance float64
		want      []float64
	}{ // the published uniform case inverts its distribution numerically
		{"uniform", StageDemand{Lo: 5 - math.Sqrt(12)/2, Hi: 5 + math.Sqrt(12)/2}, 3e-3, []float64{6.421412157038025, 12.050534323695166, 22.90669850224821, 47.386226146435995}},
		{"Poisson", StageDemand{Mean: 5, Poisson: true}, 1e-5, []float64{9, 15, 26, 72.0435433050749}},
		{"normal", StageDemand{Mean: 5, SD: 1}, 1e-5, []float64{6.599662958019763, 11.99662958019757, 22.790562824553184, 47.77466134840843}},
	} {
		s, cost, err := EchelonBaseStock(line, 37.12, c.demand, PublishedGrid)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range append(s, cost) {
			if math.Abs(got-c.want[i]) > c.tolerance {
				t.Errorf("serial %s: %v, want %v", c.name, append(s, cost), c.want)
				break
			}
		}
	}
	if r, q := ReorderEOQ(0.225, 7.5, 8, 1300, Normal{1300. / 12, 150 / math.Sqrt(12)}); math.Abs(r-190.3369965715624) > 1e-4 || math.Abs(q-304.0467800264368) > 1e-4 {
		t.Errorf("EOQ+SS: r %v, Q %v", r, q)
	}
	if r := ReorderPoint(300, 0.225, 7.5, Normal{1300. / 12, 150 / math.Sqrt(12)}); math.Abs(r-129.4272799263067) > 1e-4 {
		t.Errorf("r for Q 300: %v", r)
	}
}

func TestFinerGridsReachTheExactSerialCost(t *testing.T) {
	_, cost, err := EchelonBaseStock([]Echelon{{3, 1}, {2, 1}, {2, 2}}, 37.12, StageDemand{Mean: 5, SD: 1}, SerialGrid{1000, 100})
	if err != nil || math.Abs(cost-47.65) > 0.03 {
		t.Errorf("cost %v (%v), published 47.65", cost, err)
	}
}

// No policy near the exact one costs less, judged by the stationary chain itself.
func TestOrderUpToIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean := rapid.Float64Range(0.2, 12).Draw(t, "mean")
		h, p, k := rapid.Float64Range(0.2, 3).Draw(t, "h"), rapid.Float64Range(1, 30).Draw(t, "p"), rapid.Float64Range(0, 60).Draw(t, "K")
		d := NewPoisson(mean)
		s, S, cost, err := OrderUpTo(h, p, k, d, d)
		if err != nil {
			t.Fatal(err)
		}
		if c := chainCost(s, S, h, p, k, d); math.Abs(c-cost) > 1e-6*(1+cost) {
			t.Fatalf("(%d,%d) costs %v, the chain says %v", s, S, cost, c)
		}
		for ds := -2; ds <= 2; ds++ {
			for dS := -2; dS <= 2; dS++ {
				if s+ds < S+dS {
					if c := chainCost(s+ds, S+dS, h, p, k, d); c < cost-1e-9 {
						t.Fatalf("(%d,%d) costs %v, (%d,%d) only %v", s, S, cost, s+ds, S+dS, c)
					}
				}
			}
		}
	})
}

// chainCost walks expected demand down from S until the position is at s or below.
func chainCost(s, S int, h, p, k float64, d Discrete) float64 {
	visits := make([]float64, S-s) // of position S-j after ordering, in one cycle
	visits[0] = 1
	sum, periods := k, 0.0
	for j := range visits {
		v := visits[j] / (1 - d.pmf[0])
		for l := 1; l < len(d.pmf) && j+l < len(visits); l++ {
			visits[j+l] += v * d.pmf[l]
		}
		sum += v * NewsvendorCost(float64(S-j), h, p, d)
		periods += v
	}
	return sum / periods
}

// Every plan of small cases is tried.
func TestWagnerWhitinIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		list := func(name string, hi int) []float64 {
			v := make([]float64, n)
			for i := range v {
				v[i] = float64(rapid.IntRange(0, hi).Draw(t, name))
			}
			return v
		}
		fixed, holding, unit, demand := list("fixed", 100), list("holding", 4), list("unit", 5), list("demand", 30)
		orders, cost := WagnerWhitin(fixed, holding, unit, demand)
		best := math.Inf(1)
		for plan := range 1 << n {
			if c, ok := planCost(plan, fixed, holding, unit, demand); ok {
				best = min(best, c)
			}
		}
		stock, own := 0.0, 0.0
		for i := range orders {
			if orders[i] > 0 {
				own += fixed[i] + unit[i]*orders[i]
			}
			if stock += orders[i] - demand[i]; stock < 0 {
				t.Fatalf("period %d is %v short", i, -stock)
			}
			own += holding[i] * stock
		}
		if math.Abs(cost-best) > 1e-9 || own > best+1e-9 {
			t.Fatalf("cost %v (orders %v cost %v), best %v", cost, orders, own, best)
		}
	})
}

func planCost(plan int, fixed, holding, unit, demand []float64) (cost float64, ok bool) {
	last := -1
	carry := 0.0
	for t, d := range demand {
		if plan>>t&1 == 1 {
			last, carry = t, 0
			cost += fixed[t]
		}
		if d > 0 && last < 0 {
			return 0, false
		}
		if last >= 0 {
			cost += d * (unit[last] + carry)
			carry += holding[t]
		}
	}
	return cost, true
}

// All service times of small trees are tried.
func TestSafetyStockIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "n")
		stages := make([]Stage, n)
		for i := range stages {
			stages[i] = Stage{ID: string(rune('a' + i)), Bound: 1, Outbound: -1,
				Holding: float64(rapid.IntRange(1, 5).Draw(t, "h")), Time: rapid.IntRange(0, 2).Draw(t, "T"),
				Inbound: rapid.IntRange(0, 1).Draw(t, "in"), DemandSD: float64(rapid.IntRange(0, 2).Draw(t, "sd"))}
			if i > 0 { // joined to an earlier stage, either way round
				j := rapid.IntRange(0, i-1).Draw(t, "to")
				if rapid.Bool().Draw(t, "up") {
					stages[i].Feeds = append(stages[i].Feeds, j)
				} else {
					stages[j].Feeds = append(stages[j].Feeds, i)
				}
			}
		}
		for i := range stages {
			if len(stages[i].Feeds) == 0 {
				stages[i].Outbound = rapid.IntRange(0, 2).Draw(t, "out")
			}
		}
		times, cost, err := PlaceSafetyStock(stages)
		if err != nil {
			t.Fatal(err)
		}
		if own := timesCost(stages, times); math.Abs(own-cost) > 1e-9 {
			t.Fatalf("times %v cost %v, not %v", times, own, cost)
		}
		try := make([]int, n)
		for {
			if c := timesCost(stages, try); c < cost-1e-9 {
				t.Fatalf("%v costs %v; %v only %v", times, cost, try, c)
			}
			i := 0
			for ; i < n && try[i] == 7; i++ {
				try[i] = 0
			}
			if i == n {
				return
			}
			try[i]++
		}
	})
}

func timesCost(stages []Stage, out []int) float64 {
	var sd func(i int) float64
	sd = func(i int) float64 {
		v := stages[i].DemandSD * stages[i].DemandSD
		for _, j := range stages[i].Feeds {
			v += sd(j)
		}
		return v
	}
	cost := 0.0
	for i, s := range stages {
		in := s.Inbound
		for j, f := range stages {
			for _, k := range f.Feeds {
				if k == i {
					in = max(in, out[j])
				}
			}
		}
		net := in + s.Time - out[i]
		if net < 0 || s.Outbound >= 0 && out[i] > s.Outbound {
			return math.Inf(1)
		}
		cost += s.Holding * s.Bound * math.Sqrt(sd(i)) * math.Sqrt(float64(net))
	}
	return cost
}

func TestReorderExactIsBest(t *testing.T) {
	d := NewPoisson(6)
	r, q, cost := ReorderExact(1, 9, 20, 3, d)
	exact := func(r, q int) float64 {
		sum := 20.0 * 3
		for y := r + 1; y <= r+q; y++ {
			sum += NewsvendorCost(float64(y), 1, 9, d)
		}
		return sum / float64(q)
	}
	if math.Abs(exact(r, q)-cost) > 1e-9 {
		t.Errorf("(%d,%d): %v, want %v", r, q, cost, exact(r, q))
	}
	for tryR := -5; tryR < 30; tryR++ {
		for tryQ := 1; tryQ < 40; tryQ++ {
			if c := exact(tryR, tryQ); c < cost-1e-9 {
				t.Fatalf("(%d,%d) costs %v, (%d,%d) only %v", r, q, cost, tryR, tryQ, c)
			}
		}
	}
}
