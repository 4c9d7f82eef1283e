package replenish

import (
	"bufio"
	"compress/gzip"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// weeklySales are units per item and week of the real orders (UCI Online Retail
// II, D. Chen 2019, doi 10.24432/C5CG6D, CC BY 4.0), one item in every so many.
func weeklySales(t *testing.T, every int) [][]float64 {
	t.Helper()
	file, err := os.Open("../simulator/demand/data/order_lines_2009-12_2010-05.tsv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2009, 12, 1, 0, 0, 0, 0, time.UTC)
	sales := map[string][]float64{}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		day, err := time.Parse(time.DateOnly, f[3][:min(10, len(f[3]))])
		if err != nil {
			continue // the header
		}
		week := int(day.Sub(first).Hours() / 24 / 7)
		qty, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		if sales[f[1]] == nil {
			sales[f[1]] = make([]float64, 26)
		}
		if week < 26 {
			sales[f[1]][week] += qty
		}
	}
	var skus []string
	for sku, y := range sales {
		n := 0
		for _, v := range y {
			if v > 0 {
				n++
			}
		}
		if n >= 5 {
			skus = append(skus, sku)
		}
	}
	slices.Sort(skus)
	var panel [][]float64
	for i, sku := range skus {
		if i%every == 0 {
			panel = append(panel, sales[sku])
		}
	}
	return panel
}

func TestTheChoiceBeatsSingleMethodsOnRealWeeks(t *testing.T) {
	every, origins := 12, 2
	if os.Getenv("AISLE_FORECAST_FULL") != "" { // the figures of the report
		every, origins = 1, 5
	}
	panel := weeklySales(t, every)
	scores, used := backTest(panel, 8, 52, origins, quickMethods())
	by := map[string]Score{}
	for _, s := range scores {
		by[s.Method] = s
		t.Logf("%-15s WAPE %.4f MASE %.3f bias %+.3f covered %.3f", s.Method, s.WAPE, s.MASE, s.Bias, s.Covered)
	}
	if used != origins || len(scores) != len(Methods)-1+2 { // ETS is too slow for all items
		t.Fatalf("%d origins, %d scores", used, len(scores))
	}
	for _, m := range []string{"naive", "mean-8", "ses", "theta", "sba", "tsb", "adida", "median-13"} {
		if by["choice-median"].WAPE >= by[m].WAPE {
			t.Errorf("median: WAPE %.4f, %s alone %.4f", by["choice-median"].WAPE, m, by[m].WAPE)
		}
		if math.Abs(by[m].Bias) < 0.15 && by["choice-mean"].WAPE >= 0.97*by[m].WAPE {
			t.Errorf("mean: WAPE %.4f, %s alone %.4f", by["choice-mean"].WAPE, m, by[m].WAPE)
		}
	}
	if c := by["choice-mean"].Covered; c < 0.75 || c > 0.85 {
		t.Errorf("%.3f of the weeks fall into the 80 %% interval", c)
	}
	if b := by["choice-mean"].Bias; math.Abs(b) > 0.25 {
		t.Errorf("the mean is off by %+.2f of the whole", b)
	}
}

// Odd series, alone and among many, get forecasts within what was ever sold.
func TestOddSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odd := rapid.SampledFrom([][]float64{
			{0, 0, 0, 0, 0, 0, 0, 0}, {7}, {0}, {-3, -4, -1, -2, -5}, {5, -2, 6, 4, -8, 5, 5},
			{1, 1, 1, 1, 1, 1000, 1, 1, 1, 1}, {10, 10, 10, 10, 10, 10, 90, 90, 90, 90, 90, 90},
			{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9},
		}).Draw(t, "odd")
		panel := [][]float64{odd}
		if rapid.Bool().Draw(t, "among many") {
			for i := range 30 {
				y := make([]float64, 20)
				for w := range y {
					y[w] = float64((i*7+w*w*3)%11) * float64(i%3)
				}
				panel = append(panel, y)
			}
		}
		weeks := rapid.IntRange(1, 12).Draw(t, "weeks")
		season := rapid.SampledFrom([]int{0, 4, 52}).Draw(t, "season")
		f := Learn(panel, weeks, season)
		got := f.Forecast(odd)
		most := max(0, slices.Max(odd))
		for h, v := range got.Low {
			if v > got.High[h] {
				t.Fatalf("%v: from %v to %v", odd, got.Low, got.High)
			}
		}
		for _, list := range [][]float64{got.Mean, got.Median, got.Low, got.High} {
			if len(list) != weeks {
				t.Fatalf("%d weeks, want %d", len(list), weeks)
			}
			for _, v := range list {
				if !(v >= 0 && v <= most) {
					t.Fatalf("%v forecast %v", odd, list)
				}
			}
		}
		if len(panel) == 1 {
			BackTest(panel, weeks, season, 1)
		}
		for _, m := range Methods {
			if past := soldSince(odd); true {
				for _, v := range m.Forecast(past, weeks, season) {
					if !(v >= 0 && v <= 1e6) {
						t.Fatalf("%s: %v forecast %v", m.Name, odd, v)
					}
				}
			}
		}
	})
}

func TestASpikeOrAShiftIsJudgedSanely(t *testing.T) {
	spike := []float64{2, 3, 2, 1, 2, 3, 2, 2, 2000, 2, 3, 1, 2, 2}
	if got := Learn([][]float64{spike}, 8, 52).Forecast(spike); got.Mean[0] > 10 || got.Median[0] != 2 {
		t.Errorf("spike: mean %v, median %v; want about 2", got.Mean[0], got.Median[0])
	}
	shift := []float64{10, 11, 9, 10, 10, 10, 11, 9, 10, 60, 61, 59, 60, 62, 58, 60, 60, 61, 60}
	if got := Learn([][]float64{shift}, 8, 52).Forecast(shift); got.Mean[0] < 45 || got.Mean[0] > 65 || got.Median[0] < 45 {
		t.Errorf("shift: mean %v, median %v; want about 60", got.Mean[0], got.Median[0])
	}
}

func TestSingleMethodsByHand(t *testing.T) {
	y := []float64{0, 4, 0, 0, 8, 0}
	// sizes 4 then 8: 4.4; gaps 2 then 3: 2.1
	if got := croston(y, 1); math.Abs(got-4.4/2.1) > 1e-12 {
		t.Errorf("Croston %v", got)
	}
	if got := croston(y, 0.95); math.Abs(got-0.95*4.4/2.1) > 1e-12 {
		t.Errorf("SBA %v", got)
	}
	// chance 1/2, faded twice, up, faded
	if got, want := tsb(y), 4.4*(0.5*0.81*0.9+0.1)*0.9; math.Abs(got-want) > 1e-12 {
		t.Errorf("TSB %v, want %v", got, want)
	}
	for want, y := range map[Class][]float64{Smooth: {5, 6, 5, 4}, Erratic: {1, 9, 1, 1, 1}, Intermittent: {5, 0, 5, 0}, Lumpy: {1, 0, 0, 9, 0, 1, 0, 1}} {
		if got := Classify(y); got != want {
			t.Errorf("%v is %v, want %v", y, got, want)
		}
	}
	if got := seasonalNaive([]float64{1, 2, 3, 4, 5}, 5, 3); !slices.Equal(got, []float64{3, 4, 5, 3, 4}) {
		t.Errorf("seasonal naive %v", got)
	}
}

// Series with years of past that keep their level or trend are forecast as well as
// by the best single method for such series.
func TestSteadySeriesAreForecastByTheirTrend(t *testing.T) {
	var panel [][]float64
	for _, s := range refereedSeries(t)[:90] {
		panel = append(panel, append(slices.Clone(s.past), s.came...))
	}
	scores, used := backTest(panel, 8, 0, 1, quickMethods())
	by := map[string]Score{}
	for _, s := range scores {
		by[s.Method] = s
	}
	t.Logf("%+v", by)
	if used != 1 || by["choice-mean"].MASE > 1.03*by["theta"].MASE || by["choice-median"].MASE > 1.03*by["theta"].MASE {
		t.Errorf("%d origins, MASE %.3f and %.3f, Theta alone %.3f", used, by["choice-mean"].MASE, by["choice-median"].MASE, by["theta"].MASE)
	}
}
