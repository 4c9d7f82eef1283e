package replenish

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// planted is a panel in which two causes were at work: a price cut of 20 % with
// an elasticity of 3, here and there, and one week in which all customers had
// shut.
func planted(items, weeks int) (panel, without [][]float64, exposures [][]Exposure) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range items {
		level := 20 + 80*rng.Float64()
		y, plain := make([]float64, weeks), make([]float64, weeks)
		var ex []Exposure
		for w := range weeks {
			plain[w] = math.Round(level * math.Exp(0.4*rng.NormFloat64()-0.08))
			y[w] = plain[w]
			if (w+i)%11 == 3 {
				ex = append(ex, Exposure{0, w, math.Log(1 / 0.8)})
				y[w] *= math.Pow(1/0.8, 3)
			}
			if w == 20 {
				ex = append(ex, Exposure{1, w, 1})
				y[w] *= 0.3
			}
		}
		panel, without, exposures = append(panel, y), append(without, plain), append(exposures, ex)
	}
	return panel, without, exposures
}

var bothCauses = []Cause{{PriorElasticity}, {0}}

// TestEffectsAreFoundAgain: what was planted is learned within three standard
// errors, and a forecast of cleaned weeks is nearer to the weeks without causes.
func TestEffectsAreFoundAgain(t *testing.T) {
	panel, without, exposures := planted(120, 40)
	f := LearnEffects(panel, exposures, bothCauses)
	for c, want := range []float64{3, math.Log(0.3)} {
		if math.Abs(f.Beta[c]-want) > 3*f.SE[c]+0.1 || f.SE[c] > 0.5 {
			t.Errorf("cause %d: %.2f ± %.2f, planted %.2f (%d weeks)", c, f.Beta[c], f.SE[c], want, f.Seen[c])
		}
	}
	raw, clean := 0.0, 0.0
	for i, y := range panel {
		c := f.Clean(y, exposures[i])
		for w := range y {
			raw, clean = raw+math.Abs(y[w]-without[i][w]), clean+math.Abs(c[w]-without[i][w])
		}
	}
	if clean > 0.2*raw {
		t.Errorf("cleaned weeks are off by %.0f, raw by %.0f", clean, raw)
	}
}

// TestNoCausesChangeNothing: without exposures all stays to the last bit.
func TestNoCausesChangeNothing(t *testing.T) {
	panel, _, _ := planted(30, 30)
	f := LearnEffects(panel, nil, bothCauses)
	if f.Beta[0] != PriorElasticity || f.Beta[1] != 0 || !math.IsInf(f.SE[0], 1) {
		t.Errorf("learned from nothing: %+v", f)
	}
	learned := Learn(panel, 8, 52)
	for _, y := range panel {
		said := learned.Forecast(f.Clean(y, nil))
		if again := f.Apply(said, nil, len(y)); !slices.Equal(again.Mean, learned.Forecast(y).Mean) {
			t.Fatal("a forecast without causes has changed")
		}
	}
}

// TestEffectsAreSane: whatever is exposed to what, factors stay within their
// bounds and numbers are numbers.
func TestEffectsAreSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var panel [][]float64
		var exposures [][]Exposure
		for range rapid.IntRange(1, 5).Draw(t, "items") {
			y := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 0, 1, 3, 10, -2, 1e9}), 1, 20).Draw(t, "weeks")
			var ex []Exposure
			for range rapid.IntRange(0, 6).Draw(t, "exposures") {
				ex = append(ex, Exposure{rapid.IntRange(0, 1).Draw(t, "cause"), rapid.IntRange(-2, 25).Draw(t, "week"), rapid.Float64Range(-3, 3).Draw(t, "strength")})
			}
			panel, exposures = append(panel, y), append(exposures, ex)
		}
		f := LearnEffects(panel, exposures, bothCauses)
		for i := range panel {
			for w := range 30 {
				if x := f.Factor(exposures[i], w); !(x >= 1/mostEffect && x <= mostEffect) {
					t.Fatalf("factor %v of %+v", x, f)
				}
			}
		}
	})
}

// TestEffectsOnRealWeeks plants price cuts of 25 % with an elasticity of 3 into
// the real weeks, one week in eight, and forecasts the last eight.
func TestEffectsOnRealWeeks(t *testing.T) {
	panel := weeklySales(t, 12)
	if os.Getenv("AISLE_FORECAST_FULL") != "" { // the figures of the report
		panel = weeklySales(t, 1)
	}
	const held = 8
	rng := rand.New(rand.NewPCG(7, 7))
	var past, came [][]float64
	var exposures [][]Exposure
	for _, y := range panel {
		y = slices.Clone(y)
		var ex []Exposure
		for w := range y {
			if rng.IntN(8) == 0 {
				ex = append(ex, Exposure{0, w, math.Log(1 / 0.75)})
				y[w] = math.Round(y[w] * math.Pow(1/0.75, 3))
			}
		}
		past, came, exposures = append(past, y[:len(y)-held]), append(came, y[len(y)-held:]), append(exposures, ex)
	}
	effects := LearnEffects(past, exposures, []Cause{{PriorElasticity}})
	cleaned := make([][]float64, len(past))
	for i := range past {
		cleaned[i] = effects.Clean(past[i], exposures[i])
	}
	without, with := Learn(past, held, 52), Learn(cleaned, held, 52)
	var plain, known scoreSum
	for i, y := range past {
		plain.add(without.Forecast(y).Mean, came[i], 0)
		known.add(effects.Apply(with.Forecast(cleaned[i]), exposures[i], len(y)).Mean, came[i], 0)
	}
	t.Logf("elasticity %.2f ± %.2f of %d weeks; mean forecast: WAPE %.3f without, %.3f with; bias %+.3f, %+.3f", effects.Beta[0], effects.SE[0], effects.Seen[0],
		plain.off/plain.came, known.off/known.came, plain.bias/plain.came, known.bias/known.came)
	if known.off >= plain.off || math.Abs(effects.Beta[0]-3) > 0.8 {
		t.Errorf("elasticity %.2f, planted 3; errors %.0f with it, %.0f without", effects.Beta[0], known.off, plain.off)
	}
}
