package supply

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// Forecasts are judged against what came, by hand: two items of a family, three
// weeks, each forecast a week, two and three weeks ahead as far as they were told.
func TestForecastsAreJudgedWhenTheirWeeksHavePassed(t *testing.T) {
	s, _ := storetest.Open(t)
	keep := func(now int64, list ...Told) {
		t.Helper()
		storetest.Do(t, s, store.Network, func(tx store.Tx) error { return KeepForecasts(tx, "w", now, list) })
	}
	told := func(sku wms.SKU, mean float64, past ...float64) Told {
		return Told{SKU: sku, Family: "F", Mean: []float64{mean, mean, mean}, Low: mean - 2, High: mean + 2, Step: 2, Past: past}
	}
	keep(100, told("A", 10, 7, 8), told("B", 5, 5))
	keep(100, told("A", 99, 7, 8)) // the same week: what was said stays
	keep(101, told("A", 12, 7, 8, 11), told("B", 5, 5, 0))
	keep(102, told("A", 12, 7, 8, 11, 16), told("B", 5, 5, 0, 6))
	read := func(by string) (out []wms.ForecastAccuracy) {
		t.Helper()
		if err := s.View(func(r store.Reader) (err error) {
			if by == "item" {
				out, _, err = ItemAccuracy(r, "w", 90, "", 10)
				return err
			}
			out, err = Accuracy(r, by, "", 90)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	is := func(what string, got *float64, want float64) {
		t.Helper()
		if got == nil || math.Abs(*got-want) > 1e-9 {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	items := read("item")
	if len(items) != 2 || items[0].SKU != "A" || items[0].Weeks != 2 || items[0].Forecasts != 3 {
		t.Fatalf("%+v", items)
	}
	// A: week 100 said 10, came 11; week 101 said 10 and 12, came 16: off 1+6+4 of 43
	is("WAPE of A", items[0].WAPE, 11.0/43)
	is("MASE of A", items[0].MASE, 11.0/2/3)
	is("bias of A", items[0].Bias, -11.0/43)
	is("signal of A", items[0].Signal, -5*2/5.0)
	if math.Abs(items[0].Covered-1.0/3) > 1e-9 {
		t.Errorf("covered %v", items[0].Covered)
	}
	// B: said 5, came 0; said 5 and 5, came 6: off 5+1+1 of 12
	is("WAPE of B", items[1].WAPE, 7.0/12)
	for _, by := range []string{"family", "warehouse", "network"} {
		all := read(by)
		if len(all) != 1 || all[0].Forecasts != 6 || all[0].Weeks != 2 {
			t.Fatalf("%s: %+v", by, all)
		}
		is("WAPE by "+by, all[0].WAPE, 18.0/55)
		is("bias by "+by, all[0].Bias, -8.0/55)
		// week 100: said 15 came 11; week 101: said 17 came 22
		is("WAPE of sums by "+by, all[0].SumWAPE, 9.0/33)
	}
	if late := read("family"); late[0].Family != "F" || late[0].Warehouse != "w" {
		t.Errorf("%+v", late)
	}
}

// A mean that is always too high or too low is moved until it is not, and one that
// is right stays.
func TestBiasIsCorrected(t *testing.T) {
	for _, x := range []struct{ says, comes, low, high float64 }{{10, 20, 1.8, 2}, {20, 14, 0.62, 0.8}, {10, 10, 1, 1}} {
		s, _ := storetest.Open(t)
		past := []float64{x.comes}
		correction := 0.0
		for week := int64(100); week < 160; week++ {
			storetest.Do(t, s, store.Network, func(tx store.Tx) error {
				return KeepForecasts(tx, "w", week, []Told{{SKU: "A", Mean: []float64{x.says, x.says}, High: 50, Step: 1, Past: past}})
			})
			past = append(past, x.comes+float64(week%3-1)) // about what comes
		}
		if err := s.View(func(r store.Reader) (err error) { correction, err = Correction(r, "w", "A"); return err }); err != nil {
			t.Fatal(err)
		}
		if correction < x.low || correction > x.high {
			t.Errorf("says %v, comes %v: corrected by %v, want %v to %v", x.says, x.comes, correction, x.low, x.high)
		}
	}
}

// Whatever is said and comes, a row stays small, a week is judged once and counts
// for all levels alike.
func TestAccuracyIsBoundedAndAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tr track
		tr.Permille, tr.Until, tr.Since = 1000, 10, 10
		now, past, seen := int64(10), []float64{}, map[int64]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "looks") {
			for _, j := range tr.judge(now, past) {
				if seen[j.Week] || j.Count < 1 || j.Count > AccuracyAhead || j.Inside > j.Count {
					t.Fatalf("%+v, seen %v", j, seen[j.Week])
				}
				seen[j.Week] = true
			}
			tr.correct(now)
			tr.keep(now, Told{Mean: make([]float64, 13), High: rapid.Float64Range(0, 10).Draw(t, "high"), Past: past})
			if len(tr.Said) > AccuracyAhead || len(tr.Judged) > AccuracyWeeks || tr.Permille < 500 || tr.Permille > 2000 {
				t.Fatalf("%+v", tr)
			}
			for range rapid.IntRange(1, 3).Draw(t, "weeks") {
				now++
				past = append(past, rapid.Float64Range(0, 20).Draw(t, "came"))
			}
		}
	})
}
