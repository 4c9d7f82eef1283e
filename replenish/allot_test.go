package replenish

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// even is a past of so many lines each week, all of one size.
func even(perWeek, units float64) LinePast {
	p := LinePast{Sizes: []LineSize{{units, perWeek * 26}}}
	for range 26 {
		p.Lines = append(p.Lines, perWeek)
	}
	return p
}

// One line of one unit at a time, Poisson: what a level leaves and lacks is
// known in closed form.
func TestCurveOfPoissonLines(t *testing.T) {
	d := LineDemand{PerWeek: 2, Sizes: []LineSize{{1, 1}}, stray: []strayAt{{1, leastStray}}}
	c := d.Curve(Resupply{LeadWeeks: 1.999, ReviewWeeks: 0.002})
	p := NewPoisson(4)
	for level := 1; level < 12; level++ {
		short, stock := 0.0, 0.0
		for k := range 60 {
			mass := p.CDF(float64(k)) - p.CDF(float64(k)-1)
			if k >= level {
				short += 2 * mass
			} else {
				stock += mass * float64(level-k)
			}
		}
		if c.Step != 1 || math.Abs(c.ShortLines[level]-short) > 0.03 || math.Abs(c.ShortUnits[level]-short) > 0.03 || math.Abs(c.Stock[level]-stock) > 0.04 {
			t.Errorf("level %d: %.4f lines and %.4f units short, stock %.4f; want %.4f, %.4f", level, c.ShortLines[level], c.ShortUnits[level], c.Stock[level], short, stock)
		}
	}
	if c.ShortLines[0] != 2 || c.Stock[0] != 0 {
		t.Errorf("at level 0 %v lines are short and %v are there", c.ShortLines[0], c.Stock[0])
	}
}

// A replay of the policy with chance must come to what the curve says.
func TestCurveAgainstReplay(t *testing.T) {
	past := LinePast{Sizes: []LineSize{{2, 30}, {6, 16}, {24, 6}}}
	for w := range 26 {
		past.Lines = append(past.Lines, float64(1+w%3))
	}
	d := LearnLines([]LinePast{past}).Expect(past)
	d.stray = []strayAt{{1, leastStray}}
	for _, lot := range []float64{0, 60} {
		c := d.Curve(Resupply{LeadWeeks: 2, ReviewWeeks: 1, Lot: lot})
		for _, level := range []float64{30, 60, 90} {
			short, stock := replayed(d, level, lot, 20_000)
			k := int(level / c.Step)
			if got := c.ShortLines[k]; math.Abs(got-short) > 0.06 {
				t.Errorf("lot %v, level %v: %.3f lines a week short, replayed %.3f", lot, level, got, short)
			}
			if got := c.Stock[k]; math.Abs(got-stock) > 0.06*stock+1 {
				t.Errorf("lot %v, level %v: stock %.1f, replayed %.1f", lot, level, got, stock)
			}
		}
	}
}

// replayed runs the policy over weeks, line by line; who finds too little waits.
func replayed(d LineDemand, level, lot float64, weeks int) (short, stock float64) {
	r := rand.New(rand.NewPCG(1, 2))
	hand, position := level, level
	var road [2]float64
	for w := range weeks {
		hand += road[w%2]
		road[w%2] = 0
		if position < level {
			more := max(level-position, lot)
			road[w%2] = more
			position += more
		}
		lines := 0
		for x := r.ExpFloat64(); x < d.PerWeek; x += r.ExpFloat64() {
			lines++
		}
		before := hand
		for range lines {
			u, q := r.Float64(), 0.0
			for _, s := range d.Sizes {
				if q = s.Units; u < s.Times {
					break
				}
				u -= s.Times
			}
			if hand < q {
				short++
			}
			hand, position = hand-q, position-q
		}
		stock += (max(0, before) + max(0, hand)) / 2
	}
	return short / float64(weeks), stock / float64(weeks)
}

// TestAllotSpendsWhereItSavesMost: no single step up or down of any item does
// better for the same value, and more budget never serves less.
func TestAllotSpendsWhereItSavesMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items []Stocked
		var panel []LinePast
		for range rapid.IntRange(2, 8).Draw(t, "items") {
			panel = append(panel, even(rapid.Float64Range(0.1, 5).Draw(t, "lines"), float64(rapid.IntRange(1, 50).Draw(t, "units"))))
		}
		m := LearnLines(panel)
		for _, p := range panel {
			items = append(items, Stocked{Value: rapid.Float64Range(1, 1000).Draw(t, "value"),
				Curve: m.Expect(p).Curve(Resupply{LeadWeeks: rapid.Float64Range(0.2, 8).Draw(t, "lead"), ReviewWeeks: 1, Lot: float64(rapid.IntRange(0, 100).Draw(t, "lot"))})})
		}
		aim := Aim{Service: rapid.Float64Range(0.6, 0.99).Draw(t, "service")}
		a := Allot(items, aim)
		if a.Service < aim.Service-1e-9 {
			t.Fatalf("service %v, wanted %v", a.Service, aim.Service)
		}
		for i := range items {
			c := &items[i].Curve
			for k := 1; k < len(c.Stock); k++ {
				more := (c.Stock[k] - c.Stock[a.Steps[i]]) * items[i].Value
				if saved := c.ShortLines[a.Steps[i]] - c.ShortLines[k]; saved > a.Price*(more+math.Abs(more)/1000)+1e-9 {
					t.Fatalf("item %d: step %d saves %v for %v more than step %d, at a price of %v", i, k, saved, more, a.Steps[i], a.Price)
				}
			}
		}
		tight, wide := Allot(items, Aim{Budget: a.Value}), Allot(items, Aim{Budget: 2 * a.Value})
		if tight.Value > a.Value*(1+1e-9)+1e-9 || tight.Service < a.Service-1e-6 || wide.Service < tight.Service-1e-9 {
			t.Fatalf("budget %v gives %v at %v (as a service %v), twice gives %v", a.Value, tight.Service, tight.Value, a.Service, wide.Service)
		}
	})
}

// A cheap item that many ask for is hardly ever short; a dear one is.
func TestAllotPrefersCheap(t *testing.T) {
	panel := []LinePast{even(4, 2), even(4, 2)}
	m := LearnLines(panel)
	r := Resupply{LeadWeeks: 2, ReviewWeeks: 1}
	items := []Stocked{{m.Expect(panel[0]).Curve(r), 1}, {m.Expect(panel[1]).Curve(r), 50}}
	a := Allot(items, Aim{Service: 0.95})
	if a.Level(items, 0) <= a.Level(items, 1) {
		t.Errorf("cheap %v, dear %v", a.Level(items, 0), a.Level(items, 1))
	}
	dead := []Stocked{{LineDemand{}.Curve(r), 1}}
	if a := Allot(dead, Aim{Service: 0.95}); a.Level(dead, 0) != 0 || a.Service != 1 {
		t.Errorf("what nobody asks for: %+v", a)
	}
	if a := Allot(nil, Aim{Service: 0.95}); len(a.Steps) != 0 {
		t.Errorf("no items: %+v", a)
	}
}

// The past fades where demand moves, and does not where it rests.
func TestLinesFadeWhereDemandMoves(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var rest, moves []LinePast
	for range 60 {
		a, b := LinePast{Sizes: []LineSize{{1, 1}}}, LinePast{Sizes: []LineSize{{1, 1}}}
		level := 4.0
		for range 52 {
			level = max(0.2, level*math.Exp(0.25*r.NormFloat64()))
			a.Lines = append(a.Lines, poisson(r, 4))
			b.Lines = append(b.Lines, poisson(r, level))
		}
		rest, moves = append(rest, a), append(moves, b)
	}
	still, moving := LearnLines(rest), LearnLines(moves)
	if still.fade < 0.95 || moving.fade >= still.fade {
		t.Errorf("fade %v at rest, %v where it moves", still.fade, moving.fade)
	}
	if s, m := still.stray[2][0].square, moving.stray[2][0].square; s > 0.1 || m <= s {
		t.Errorf("stray %v at rest, %v where it moves", s, m)
	}
	late := make([]float64, 26)
	for w := 20; w < 26; w++ {
		late[w] = 3
	}
	if got := lineRate(late, 1); got < 2 || got > 3 {
		t.Errorf("three a week since six weeks: %v", got)
	}
	if lineRate(make([]float64, 9), 1) != 0 || lineRate(nil, 1) != 0 {
		t.Error("nothing is expected of nothing")
	}
}

func poisson(r *rand.Rand, mean float64) float64 {
	n := -1.0
	for x := 0.0; x < mean; x += r.ExpFloat64() {
		n++
	}
	return max(0, n)
}
