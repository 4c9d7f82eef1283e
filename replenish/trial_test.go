package replenish

import (
	"math"
	"os"
	"strings"
	"testing"
)

// The bars hold on 500 items; on the few of a short run chance is too large for
// more than the order of things.
func TestTrialOnRealWeeks(t *testing.T) {
	every, items, full := 24, 60, os.Getenv("AISLE_FORECAST_FULL") != ""
	if full {
		every, items = 1, 500
	}
	res, err := Trial{Items: items, Held: 10, Lead: 1, Targets: []float64{0.9, 0.95, 0.98}, ShortCosts: []float64{50}}.Run(weeklySales(t, every), 52)
	if err != nil {
		t.Fatal(err)
	}
	if len(res) != 3+5 {
		t.Fatalf("%d results", len(res))
	}
	for i, x := range res {
		t.Logf("%.2f %-30s fill %.3f item %.3f stock %.0f lost %.0f cost %.0f ratio %.3f", x.Target, x.Policy, x.Fill, x.ItemFill, x.Stock, x.Lost, x.Cost, x.Ratio)
		if full && x.Target > 0 && math.Abs(x.Fill-x.Target) > 0.02 {
			t.Errorf("fill rate %.3f, target %v", x.Fill, x.Target)
		}
		if full && x.Policy == "least cost" && x.Ratio > 0.85 {
			t.Errorf("costs %.3f of the best rule of cover", x.Ratio)
		}
		if i > 0 && i < 3 && (x.Fill <= res[i-1].Fill || x.Stock <= res[i-1].Stock) {
			t.Errorf("target %v serves %.3f from %.0f, target %v %.3f from %.0f", x.Target, x.Fill, x.Stock, res[i-1].Target, res[i-1].Fill, res[i-1].Stock)
		}
	}
	if ours, rule := res[3], res[4]; ours.Cost >= rule.Cost {
		t.Errorf("least cost is %.0f, %s costs %.0f", ours.Cost, rule.Policy, rule.Cost)
	}
}

func TestTrialRefusals(t *testing.T) {
	panel := [][]float64{make([]float64, 26)}
	for says, trial := range map[string]Trial{
		"26 weeks are too few":  {Held: 11, Lead: 1},
		"lead time of 0":        {Held: 10},
		"target is 1":           {Held: 10, Lead: 1, Targets: []float64{1}},
		"price of a lost unit ": {Held: 10, Lead: 1, ShortCosts: []float64{0}},
	} {
		if _, err := trial.Run(panel, 0); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, want %q", trial, err, says)
		}
	}
}

// Steady demand needs two weeks of it at the review, of which one is left.
func TestTrialByHand(t *testing.T) {
	y := make([]float64, 26)
	for w := range y {
		y[w] = 10
	}
	res, err := Trial{Items: 1, Held: 10, Lead: 1, ShortCosts: []float64{1}}.Run([][]float64{y}, 0)
	if err != nil {
		t.Fatal(err)
	}
	// Up to 3 weeks: 30, then 20 left are at the mark, 10 more come when 10 are left.
	if x := res[1]; x.Fill != 1 || x.Lost != 0 || x.Stock < 10 || x.Stock > 20 {
		t.Errorf("%+v", x)
	}
}
