package replenish

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Worked examples of R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles
// and Practice, 2nd edition (OTexts 2018), ch. 7: data, constants and forecasts.
var (
	oil = []float64{445.36, 453.20, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43, 521.28, 508.95, 488.89, 509.87,
		456.72, 473.82, 525.95, 549.83, 542.34} // Saudi Arabia, million tonnes, 1996-2013
	air = []float64{17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19, 31.58, 32.58, 33.48, 39.02, 41.39, 41.60,
		44.66, 46.95, 48.73, 51.49, 50.03, 60.64, 63.36, 66.36, 68.20, 68.12, 69.78, 72.60} // passengers, Australia, 1990-2016
	tourists = []float64{42.20566, 24.64917, 32.66734, 37.25735, 45.24246, 29.35048, 36.34421, 41.78208, 49.27660, 31.27540,
		37.85063, 38.83704, 51.23690, 31.83855, 41.32342, 42.79900, 55.70836, 33.40714, 42.31664, 45.15712, 59.57608, 34.83733,
		44.84168, 46.97125, 60.01903, 38.37118, 46.97586, 50.73380, 61.64687, 39.29957, 52.67121, 54.33232, 66.83436, 40.87119,
		51.82854, 57.49191, 65.25147, 43.06121, 54.76076, 59.83447, 73.25703, 47.69662, 61.09777, 66.05576} // nights, Australia, quarters 2005-2015
)

func TestPublishedExamples(t *testing.T) {
	for _, x := range []struct {
		name                     string
		y                        []float64
		season                   int
		model                    ETSModel
		alpha, beta, gamma, phi  float64
		within                   float64 // of the constants, as printed
		startLevel, startTrend   float64
		said                     []float64
		levelWithin, trendWithin float64
	}{
		{"7.1 oil", oil, 1, SES, 0.8339, 0, 0, 1, 1e-3, 446.5868, 0, []float64{542.6806, 542.6806}, 0.05, 0},
		{"7.2 air", air, 1, Holt, 0.8302, 0.0001, 0, 1, 1e-3, 15.5715, 2.1017, []float64{74.60, 76.70, 78.80, 80.91, 83.01}, 0.05, 0.005},
		{"7.3 tourists, added", tourists, 4, HoltWinters, 0.306, 0.0001, 0.426, 1, 0.003, 32.26, 0.7014, []float64{76.10, 51.60, 63.97, 68.37, 78.90, 54.41, 66.77, 71.18}, 0.2, 0.02},
		{"7.3 tourists, multiplied", tourists, 4, HoltWintersMultiplied, 0.441, 0.0134, 0.002, 1, 0.003, 32.49, 0.6974, []float64{80.09, 50.15, 63.34, 68.18, 83.80, 52.45, 66.21, 71.23}, 0.2, 0.02},
	} {
		fit, ok := FitETSModel(x.y, x.season, x.model)
		t.Logf("%s: %+v, %.2f", x.name, fit, fit.Forecast(len(x.said)))
		if !ok {
			t.Errorf("%s: no fit", x.name)
			continue
		}
		for _, c := range [][2]float64{{fit.Alpha, x.alpha}, {fit.Beta, x.beta}, {fit.Gamma, x.gamma}, {fit.Phi, x.phi}} {
			if math.Abs(c[0]-c[1]) > x.within {
				t.Errorf("%s: %.4f, published %.4f", x.name, c[0], c[1])
			}
		}
		if math.Abs(fit.StartLevel-x.startLevel) > x.levelWithin || math.Abs(fit.StartTrend-x.startTrend) > x.trendWithin {
			t.Errorf("%s: starts at %.4f, %.4f; published %.4f, %.4f", x.name, fit.StartLevel, fit.StartTrend, x.startLevel, x.startTrend)
		}
		for h, v := range fit.Forecast(len(x.said)) {
			if math.Abs(v-x.said[h]) > 0.002*x.said[h] {
				t.Errorf("%s: %d ahead %.3f, published %.3f", x.name, h+1, v, x.said[h])
			}
		}
	}
	// 7.6 (beta of the multiplied season is R's, forecast 8.20): the model chosen for tourists, with its criterion and forecast constants.
	fit := FitETS(tourists, 4)
	t.Logf("chosen %+v", fit)
	if fit.Model != (ETSModel{'M', 'A', 'M', false}) || math.Abs(fit.AICc-230.1569) > 0.05 || math.Abs(fit.Alpha-0.1908) > 0.005 || math.Abs(fit.Beta-0.0392) > 0.003 {
		t.Errorf("chosen %v, AICc %.4f, alpha %.4f, beta %.4f", fit.Model, fit.AICc, fit.Alpha, fit.Beta)
	}
}

// No model does better than the one chosen, and its constants stay where they may.
func TestETSKeepsItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(-5, 200), 1, 40).Draw(t, "y")
		season := rapid.SampledFrom([]int{0, 1, 2, 4, 52}).Draw(t, "season")
		best := FitETS(y, season)
		for _, m := range etsModels {
			fit, ok := FitETSModel(y, season, m)
			if !ok {
				continue
			}
			if fit.AICc < best.AICc && len(y) > 6 {
				t.Fatalf("%v %.3f, chosen %v %.3f", m, fit.AICc, best.Model, best.AICc)
			}
			if fit.Alpha < etsLow || fit.Alpha > etsHigh || fit.Beta > fit.Alpha || fit.Gamma > 1-fit.Alpha || m.Damped && (fit.Phi < phiLow || fit.Phi > phiHigh) {
				t.Fatalf("%v %+v", m, fit)
			}
		}
		for _, v := range append(best.Forecast(9), Theta(y, 9, season)...) {
			if math.IsNaN(v) || math.Abs(v) > 1e5 {
				t.Fatalf("%v forecast %v", y, v)
			}
		}
	})
}

func TestRootsWithinTheCircle(t *testing.T) {
	for _, x := range []struct {
		c    []float64
		want bool
	}{
		{[]float64{1, -0.5}, true}, {[]float64{1, -1.5}, false}, {[]float64{1, 0, 0.81}, true}, {[]float64{1, 0, 1.21}, false},
		{[]float64{1, -1.8, 0.97}, true}, {[]float64{1, -2.5, 1}, false}, // roots 0.9±0.4i; 2 and 0.5
	} {
		if got := withinCircle(x.c); got != x.want {
			t.Errorf("%v: %v", x.c, got)
		}
	}
}
