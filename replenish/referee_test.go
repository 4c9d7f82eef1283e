package replenish

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// refereed is a series with what came after it.
type refereed struct {
	id         string
	season     int
	past, came []float64
}

// refereedSeries are 300 weekly series drawn from a seed (levels that wander, with
// and without trend, jumps and waves), 60 monthly ones with a season, and the weekly
// sales of 144 real items.
func refereedSeries(t *testing.T) (list []refereed) {
	rnd := rand.New(rand.NewPCG(2026, 9))
	round := func(v float64) float64 { return math.Round(v*100) / 100 }
	add := func(id string, season, ahead int, y []float64) {
		list = append(list, refereed{id, season, y[:len(y)-ahead], y[len(y)-ahead:]})
	}
	for i := range 300 {
		n := 80 + rnd.IntN(140)
		level, slope := 500+4000*rnd.Float64(), 8*rnd.NormFloat64()
		wander, noise, wave := 5+60*rnd.Float64(), 5+60*rnd.Float64(), 80*rnd.Float64()*float64(i%2)
		y := make([]float64, n+13)
		for k := range y {
			if slope += 0.3 * rnd.NormFloat64() * float64(i%3); rnd.Float64() < 0.005 {
				level *= 0.8 + 0.4*rnd.Float64()
			}
			level = max(50, level+slope*float64((i/3)%2)+wander*rnd.NormFloat64())
			y[k] = round(max(1, level+noise*rnd.NormFloat64()+wave*math.Sin(2*math.Pi*float64(k)/52)))
		}
		add(fmt.Sprint("weekly-", i), 1, 13, y)
	}
	for i := range 60 {
		y := make([]float64, 48+12*rnd.IntN(8)+8)
		level, slope, size := 200+800*rnd.Float64(), 3*rnd.NormFloat64(), 0.4*rnd.Float64()
		var waves [12]float64
		for k := range waves {
			waves[k] = size * rnd.NormFloat64()
		}
		for k := range y {
			level = max(60, level+slope+8*rnd.NormFloat64())
			w := level * waves[k%12]
			if i%2 == 0 {
				w = 400 * waves[k%12]
			}
			y[k] = round(max(1, level+w+15*rnd.NormFloat64()))
		}
		add(fmt.Sprint("monthly-", i), 12, 8, y)
	}
	for i, y := range weeklySales(t, 20) {
		add(fmt.Sprint("item-", i), 1, 8, y)
	}
	return list
}

func numbers(y []float64) string {
	var s []string
	for _, v := range y {
		s = append(s, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return strings.Join(s, " ")
}

// ETS and Theta forecast as well as R's forecast package (Hyndman and Khandakar 2008)
// does on the same series, and nearly always the same. testdata/referee.R made what
// is compared with, from what AISLE_REFEREE=FILE writes.
func TestETSAndThetaAgreeWithRForecast(t *testing.T) {
	all := refereedSeries(t)
	if to := os.Getenv("AISLE_REFEREE"); to != "" {
		var b strings.Builder
		b.WriteString("id,season,weeks,past\n")
		for _, s := range all {
			fmt.Fprintf(&b, "%s,%d,%d,%s\n", s.id, s.season, len(s.came), numbers(s.past))
		}
		if err := os.WriteFile(to, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	file, err := os.Open("testdata/referee.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bufio.NewReader(z)).ReadAll() // id, season, model, R's ETS, R's Theta
	if err != nil || len(rows) != len(all)+1 {
		t.Fatalf("%d rows (%v), want %d", len(rows), err, len(all)+1)
	}
	type tally struct{ ours, theirs, count, same float64 }
	sums := map[string]*tally{}
	for i, s := range all {
		if i%10 != 0 && os.Getenv("AISLE_FORECAST_FULL") == "" { // a tenth, for the time it takes
			continue
		}
		row := rows[i+1]
		if row[0] != s.id {
			t.Fatalf("row %d is of %s, want %s", i+2, row[0], s.id)
		}
		kind, _, _ := strings.Cut(s.id, "-")
		fit := FitETS(s.past, s.season)
		for name, two := range map[string][2][]float64{
			"ets":   {fit.Forecast(len(s.came)), fields(t, row[3])},
			"theta": {Theta(s.past, len(s.came), s.season), fields(t, row[4])},
		} {
			sum := sums[kind+" "+name]
			if sum == nil {
				sum = &tally{}
				sums[kind+" "+name] = sum
			}
			ours, theirs, apart := 0.0, 0.0, 0.0
			for h, y := range s.came {
				ours += math.Abs(two[0][h] - y)
				theirs += math.Abs(two[1][h] - y)
				apart += math.Abs(two[0][h] - two[1][h])
			}
			per := float64(len(s.came)) * seasonStep(s.past, s.season)
			if per == 0 {
				continue
			}
			sum.count++
			sum.ours += ours / per
			sum.theirs += theirs / per
			if apart/per < 0.02 {
				sum.same++
			} else if os.Getenv("AISLE_REFEREE_SHOW") != "" {
				t.Logf("%s %s: %v %+v, R %s, apart %.3f", s.id, name, fit.Model, fit, row[2], apart/per)
			}
		}
	}
	for name, s := range sums {
		t.Logf("%-14s MASE %.4f, R %.4f; the same within 0.02 of a step: %.0f of %.0f", name, s.ours/s.count, s.theirs/s.count, s.same, s.count)
		if off := s.ours/s.theirs - 1; math.Abs(off) > 0.01 {
			t.Errorf("%s: MASE %.4f, R %.4f", name, s.ours/s.count, s.theirs/s.count)
		}
		if s.same < 0.9*s.count {
			t.Errorf("%s: only %.0f of %.0f forecasts are R's", name, s.same, s.count)
		}
	}
}

// seasonStep is the mean error of the seasonal naive forecast within the past.
func seasonStep(y []float64, season int) float64 {
	s := 0.0
	for i := season; i < len(y); i++ {
		s += math.Abs(y[i] - y[i-season])
	}
	return s / float64(len(y)-season)
}

func fields(t *testing.T, s string) (out []float64) {
	for f := range strings.FieldsSeq(s) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}
