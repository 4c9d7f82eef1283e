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
		l := Level{Qty: rapid.Int64Range(0, 2000).Draw(t, "level"), PerWeek: rapid.Float64Range(0, 200).Draw(t, "mean")}
		level := l.Qty
		got, needed := Need(l, r, "S", p, spare, time.Unix(0, 0))
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
	count := func(from, until uint64, asked map[Asked][]int64) error {
		_, err := storetest.Try(s, store.Network, func(tx store.Tx) error { return Count(tx, from, until, asked) })
		return err
	}
	week := map[Asked][]int64{{"central", "A", 10}: {3, 1}, {"central", "A", 12}: {1}, {"front", "A", 10}: {9}, {"central", "B", 11}: {2}}
	if err := count(0, 5, week); err != nil {
		t.Fatal(err)
	}
	if err := count(0, 5, week); err == nil {
		t.Error("the same records were counted twice")
	}
	if err := count(5, 6, map[Asked][]int64{{"central", "A", 10}: {3}, {"central", "A", 15}: {100}}); err != nil {
		t.Fatal(err)
	}
	got, lines := map[wms.SKU][]int64{}, map[wms.SKU]Past{}
	err := s.View(func(r store.Reader) error {
		return EachPast(r, "central", "", 10, 14, func(p Past) error {
			got[p.SKU], lines[p.SKU] = slices.Clone(p.Weeks), p
			return nil
		})
	})
	if a := lines["A"]; !slices.Equal(a.Lines, []float64{3, 0, 1, 0}) || !slices.Equal(a.Sizes, []Size{{1, 2}, {3, 2}}) {
		t.Errorf("lines %+v", a)
	}
	if err != nil || !slices.Equal(got["A"], []int64{7, 0, 1, 0}) || !slices.Equal(got["B"], []int64{2, 0, 0}) || len(got) != 2 {
		t.Errorf("%v %v", got, err)
	}
}

// weekly is a past of so many lines a week, each of so many units.
func weekly(lines, units int64) Past {
	p := Past{Sizes: []Size{{units, 26 * lines}}}
	for range 26 {
		p.Lines = append(p.Lines, float64(lines))
	}
	return p
}

func TestItemsShareAServiceOrHaveTheirOwn(t *testing.T) {
	all := wms.SupplyRule{Warehouse: "central", LeadDays: 14, LeadSDDays: 3, ReviewDays: 7, ServicePermille: 950}
	own, shares := all, all
	own.SKU, own.ServicePermille = "OWN", 999
	shares.SKU, shares.ServicePermille, shares.LeadDays = "FAR", 0, 56
	pasts := []Past{weekly(3, 4), weekly(3, 4), weekly(3, 4), weekly(3, 4)}
	var lines []replenish.LinePast
	for _, p := range pasts {
		lines = append(lines, p.Ordered())
	}
	m := replenish.LearnLines(lines)
	var kept []Kept
	for i, k := range []Kept{{SKU: "CHEAP", Rule: all, Value: 10}, {SKU: "DEAR", Rule: all, Value: 5000}, {SKU: "OWN", Rule: own, Value: 5000}, {SKU: "FAR", Rule: shares}} {
		k.Demand = m.Expect(lines[i])
		kept = append(kept, k)
	}
	got := Levels(kept, all)
	cheap, dear, alone, far := got[0], got[1], got[2], got[3]
	if !cheap.Shared || !dear.Shared || !far.Shared || alone.Shared {
		t.Errorf("who shares: %+v", got)
	}
	if cheap.Qty <= dear.Qty || cheap.Found <= dear.Found || alone.Found < 0.999 || alone.Qty <= dear.Qty || far.Qty <= 2*dear.Qty {
		t.Errorf("levels %+v", got)
	}
	if all3 := (cheap.Found + dear.Found + far.Found) / 3; all3 < 0.949 || all3 > 0.99 {
		t.Errorf("%.3f of the lines find all they want, wanted 0.95", all3)
	}
	all.BudgetMinor = 1 // nothing can be had for it
	for i, l := range Levels(kept, all)[:2] {
		if l.Qty > 1 {
			t.Errorf("without money item %d is kept at %d", i, l.Qty)
		}
	}
	all.DropSlow = true
	if l := Levels(kept, all)[1]; l.Qty != 0 || l.explain() == "" {
		t.Errorf("without money and need not be kept: %+v", l)
	}
}

func TestSizesAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []Size
		units, times := int64(0), int64(0)
		for range rapid.IntRange(1, 200).Draw(t, "lines") {
			n := rapid.Int64Range(1, 1_000_000).Draw(t, "units")
			list = AddSize(list, Size{n, 1})
			units, times = units+n, times+1
		}
		sum, count := int64(0), int64(0)
		for i, s := range list {
			if i > 0 && s.Units < list[i-1].Units {
				t.Fatalf("%+v is not by size", list)
			}
			sum, count = sum+s.Units*s.Times, count+s.Times
		}
		if len(list) > maxSizes || count != times || sum < units-units/50-times || sum > units+units/50+times {
			t.Fatalf("%d sizes, %d lines of %d, %d units of %d", len(list), count, times, sum, units)
		}
	})
}
