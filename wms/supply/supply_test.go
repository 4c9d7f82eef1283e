package supply

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

func TestWeeksBeginOnMonday(t *testing.T) {
	for _, day := range []string{"1969-12-29", "1970-01-01", "2026-11-22", "2026-11-23"} {
		at, _ := time.Parse(time.DateOnly, day)
		at = at.Add(23*time.Hour + 59*time.Minute)
		monday := Monday(Week(at))
		if monday.Weekday() != time.Monday || monday.After(at) || at.Sub(monday) >= 7*24*time.Hour {
			t.Errorf("%s is in the week of %s", at, monday)
		}
	}
}

// flat is a forecast of the same for each week.
func flat(mean, half float64) replenish.Forecast {
	f := replenish.Forecast{}
	for range 13 {
		f.Mean = append(f.Mean, mean)
		f.Low, f.High = append(f.Low, mean-half), append(f.High, mean+half)
	}
	return f
}

func TestLevelIsDemandUntilTheNextGoods(t *testing.T) {
	r := wms.SupplyRule{Warehouse: "central", LeadDays: 14, ReviewDays: 7, ServicePermille: 500}
	if level, perWeek := Level(flat(10, 0), r); level != 30 || perWeek != 10 {
		t.Errorf("three certain weeks of 10: level %d, %v a week", level, perWeek)
	}
	// An interval of 12.8 to each side is a standard deviation of 10 a week;
	// 95 % of three weeks are 1.645·10·√3 = 28.5 more.
	r.ServicePermille = 950
	if level, _ := Level(flat(10, 12.816), r); level != 59 {
		t.Errorf("level %d, want 59", level)
	}
	r.LeadDays = 3 // ten days
	if level, perWeek := Level(flat(7, 0), r); level != 10 || perWeek != 7 {
		t.Errorf("ten days of 7 a week: level %d, %v a week", level, perWeek)
	}
}

func TestNeedBringsThePositionToTheLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		qty := rapid.Int64Range(0, 1000)
		r := wms.SupplyRule{Warehouse: "front", LeadDays: rapid.Int64Range(1, 90).Draw(t, "lead"), ReviewDays: rapid.Int64Range(1, 30).Draw(t, "review"),
			ServicePermille: rapid.Int64Range(500, 999).Draw(t, "service"), Multiple: rapid.Int64Range(0, 50).Draw(t, "multiple"), MinQty: rapid.Int64Range(0, 50).Draw(t, "min")}
		if rapid.Bool().Draw(t, "transfer") {
			r.From = "central"
		}
		p := Position{qty.Draw(t, "free"), qty.Draw(t, "on order"), qty.Draw(t, "owed")}
		spare := qty.Draw(t, "spare")
		f := flat(rapid.Float64Range(0, 200).Draw(t, "mean"), rapid.Float64Range(0, 200).Draw(t, "half"))
		level, _ := Level(f, r)
		got, needed := Need(f, r, "S", p, spare, time.Unix(0, 0))
		if !needed {
			if p.total() < level && (r.From == "" || spare >= max(1, r.Multiple)) {
				t.Fatalf("nothing is proposed at position %d, level %d", p.total(), level)
			}
			return
		}
		m := max(1, r.Multiple)
		switch {
		case p.total() >= level:
			t.Fatalf("%d is proposed at position %d, level %d", got.Qty, p.total(), level)
		case got.Qty <= 0 || got.Qty%m != 0:
			t.Fatalf("%d is no multiple of %d", got.Qty, m)
		case r.From != "" && got.Qty > spare:
			t.Fatalf("%d of %d that can be spared", got.Qty, spare)
		case r.From == "" && (p.total()+got.Qty < level || got.Qty < r.MinQty || got.Qty >= max(level-p.total(), r.MinQty)+m):
			t.Fatalf("%d at position %d, level %d, multiple %d, least %d", got.Qty, p.total(), level, m, r.MinQty)
		case got.Reason == "":
			t.Fatal("no reason")
		}
	})
}

func TestDemandIsCountedOnceAndReadByWeek(t *testing.T) {
	s, _ := storetest.Open(t)
	count := func(from, until uint64, asked map[Asked]int64) error {
		_, err := storetest.Try(s, store.Network, func(tx store.Tx) error { return Count(tx, from, until, asked) })
		return err
	}
	week := map[Asked]int64{{"central", "A", 10}: 4, {"central", "A", 12}: 1, {"front", "A", 10}: 9, {"central", "B", 11}: 2}
	if err := count(0, 5, week); err != nil {
		t.Fatal(err)
	}
	if err := count(0, 5, week); err == nil {
		t.Error("the same records were counted twice")
	}
	if err := count(5, 6, map[Asked]int64{{"central", "A", 10}: 3, {"central", "A", 15}: 100}); err != nil {
		t.Fatal(err)
	}
	got := map[wms.SKU][]int64{}
	err := s.View(func(r store.Reader) error {
		return EachSeries(r, "central", "", 10, 14, func(sku wms.SKU, _ int64, weeks []int64) error {
			got[sku] = slices.Clone(weeks)
			return nil
		})
	})
	if err != nil || !slices.Equal(got["A"], []int64{7, 0, 1, 0}) || !slices.Equal(got["B"], []int64{2, 0, 0}) || len(got) != 2 {
		t.Errorf("%v %v", got, err)
	}
}
