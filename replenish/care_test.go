package replenish

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestCareByHand: what a person would say of a few shelves.
func TestCareByHand(t *testing.T) {
	lot := func(units float64, days int) []CareLot { return []CareLot{{units, days}} }
	for name, c := range map[string]struct {
		item          CareItem
		class, advice string
	}{
		"sells well":                    {CareItem{Lots: lot(40, -1), PerWeek: 10, Age: 50, Value: 500}, CareWell, ""},
		"dead, nobody takes it":         {CareItem{Lots: lot(40, -1), SinceSale: 30, Age: 50, Value: 500}, CareDead, AdviceClear},
		"dead, a supplier might":        {CareItem{Lots: lot(40, -1), SinceSale: -1, Age: 50, Value: 500, Supplier: true}, CareDead, AdviceGiveBack},
		"dead here, lacked elsewhere":   {CareItem{Lots: lot(40, -1), SinceSale: 30, Age: 50, Value: 500, Lacks: []CareLack{{2, 15, 80}}}, CareDead, AdviceBring},
		"lacked, but freight is dearer": {CareItem{Lots: lot(40, -1), SinceSale: 30, Age: 50, Value: 50, Lacks: []CareLack{{2, 15, 80}}}, CareDead, AdviceClear},
		"just came":                     {CareItem{Lots: lot(40, -1), SinceSale: -1, Age: 2, Value: 500}, CareNew, ""},
		"too early to call it dead":     {CareItem{Lots: lot(40, -1), SinceSale: -1, Age: 10, Value: 500}, CareWell, ""},
		"more on its way":               {CareItem{Lots: lot(900, -1), PerWeek: 10, Age: 50, OnOrder: 100, Value: 500}, CareExcess, AdviceStop},
		"too much":                      {CareItem{Lots: lot(700, -1), PerWeek: 10, Age: 50, Value: 500}, CareExcess, AdviceMarkdown},
		"slow":                          {CareItem{Lots: lot(300, -1), PerWeek: 10, Age: 50, Value: 500}, CareSlow, AdviceWait},
		"expires, cheaper it goes":      {CareItem{Lots: lot(60, 28), PerWeek: 10, Age: 50, Value: 500}, CareExpiring, AdviceMarkdown},
		"expires, far too much":         {CareItem{Lots: lot(600, 7), PerWeek: 10, Age: 50, Value: 500}, CareExpiring, AdviceClear},
		"the later lot waits its turn":  {CareItem{Lots: []CareLot{{40, 28}, {40, 56}}, PerWeek: 10, Age: 50, Value: 500}, CareWell, ""},
	} {
		if got := CareDefaults.Look(c.item); got.Class != c.class || got.Advice != c.advice {
			t.Errorf("%s: %s, %q (%+v), want %s, %q", name, got.Class, got.Advice, got, c.class, c.advice)
		}
	}
	got := CareDefaults.Look(CareItem{Lots: lot(700, -1), PerWeek: 10, Age: 50, Value: 500})
	if got.Excess != 180 || got.Cut != 0.15 { // 700/520 in a year: 1 - 1.346^-1/2 = 0.138
		t.Errorf("too much: %+v", got)
	}
}

// TestExpiringAgainstDayByDay: what expires is what is left when lots are sold
// day by day, first expiring first; never more than there is.
func TestExpiringAgainstDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		perDay := float64(rapid.IntRange(0, 8).Draw(t, "a day"))
		var lots []CareLot
		all := 0.0
		for range rapid.IntRange(1, 6).Draw(t, "lots") {
			l := CareLot{float64(rapid.IntRange(0, 40).Draw(t, "units")), rapid.IntRange(-1, 12).Draw(t, "days")}
			lots, all = append(lots, l), all+l.Units
		}
		got, in := expiring(lots, perDay)
		left := make([]float64, len(lots))
		for k, l := range lots {
			left[k] = l.Units
		}
		for day := range 12 { // sold on days 0 to 11, from what may still be sold then
			room := perDay
			for room > 0 {
				first := -1
				for k, l := range lots {
					if l.DaysLeft > day && left[k] > 0 && (first < 0 || l.DaysLeft < lots[first].DaysLeft) {
						first = k
					}
				}
				if first < 0 {
					break
				}
				n := min(room, left[first])
				left[first] -= n
				room -= n
			}
		}
		want := 0.0
		for k, l := range lots {
			if l.DaysLeft >= 0 {
				want += left[k]
			}
		}
		if math.Abs(got-want) > 1e-6 || got > all || (got > 0) != (in >= 0) {
			t.Fatalf("%v expire (first in %d days), day by day %v, of %v: %v at %v a day", got, in, want, all, lots, perDay)
		}
	})
}

// TestCareIsSane: whatever lies there, no advice is about more than there is, or
// worth less than nothing.
func TestCareIsSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Float64Range(0, 1000)
		i := CareItem{PerWeek: rapid.Float64Range(0, 50).Draw(t, "a week"), OnOrder: units.Draw(t, "on order"), SinceSale: rapid.IntRange(-1, 60).Draw(t, "since"), Age: rapid.IntRange(-1, 60).Draw(t, "age"),
			Value: rapid.Float64Range(0, 1e5).Draw(t, "value"), Supplier: rapid.Bool().Draw(t, "supplier")}
		all := 0.0
		for range rapid.IntRange(0, 4).Draw(t, "lots") {
			l := CareLot{units.Draw(t, "units"), rapid.IntRange(-1, 400).Draw(t, "days")}
			i.Lots, all = append(i.Lots, l), all+l.Units
		}
		if rapid.Bool().Draw(t, "lacked") {
			i.Lacks = []CareLack{{1, units.Draw(t, "lack"), rapid.Float64Range(0, 1e5).Draw(t, "freight")}}
		}
		c := CareDefaults.Look(i)
		if c.Worth < 0 || c.Cut < 0 || c.Cut > deepestCut+0.05 || c.Advice != AdviceStop && c.Units > all+1e-6 || c.Excess > all+1e-6 || c.Expiring > all+1e-6 || math.IsNaN(c.Worth) {
			t.Fatalf("%+v of %+v", c, i)
		}
	})
}
