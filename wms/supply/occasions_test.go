package supply

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestDaysOfOccasions: days fall into their weeks, yearly ones into every year,
// over New Year, too.
func TestDaysOfOccasions(t *testing.T) {
	at := func(day string) int64 { d, _ := time.Parse(time.DateOnly, day); return Week(d) }
	got := DaysIn(wms.Occasion{From: "2026-11-27", To: "2026-11-30"}, at("2026-01-05"), at("2027-06-01"))
	if len(got) != 2 || got[at("2026-11-27")] != 3 || got[at("2026-11-30")] != 1 {
		t.Errorf("Friday to Monday: %v", got)
	}
	got = DaysIn(wms.Occasion{From: "2020-12-28", To: "2021-01-03", Yearly: true}, at("2024-06-03"), at("2026-06-01"))
	sum := 0
	for _, n := range got {
		sum += n
	}
	if sum != 14 {
		t.Errorf("two turns of the year have %d days: %v", sum, got)
	}
	if DaysIn(wms.Occasion{From: "x", To: "y"}, 0, 10) != nil {
		t.Error("days that are none")
	}
}

// Calendar occasions use up the names there may be, promotions none.
func TestNamesOfOccasionsAreBounded(t *testing.T) {
	s, _ := storetest.Open(t)
	put := func(o wms.Occasion) string {
		o.From, o.To = "2026-11-27", "2026-11-30"
		_, err := storetest.Try(s, store.Network, func(tx store.Tx) error {
			_, err := PutOccasion(tx, o, "ann", func(wms.WarehouseID) error { return nil })
			return err
		})
		if err == nil {
			return ""
		}
		return wms.CodeOf(err)
	}
	for i := range maxNames {
		if code := put(wms.Occasion{ID: fmt.Sprintf("C%d", i), Kind: wms.OccasionCalendar, Name: fmt.Sprintf("feast %d", i)}); code != "" {
			t.Fatal(code)
		}
	}
	for code, o := range map[string]wms.Occasion{
		"":                   {ID: "P", Kind: wms.OccasionPromotion, CutPermille: 200, Name: "Winter sale"},
		"invalid_occasion":   {ID: "P2", Kind: wms.OccasionPromotion, CutPermille: 200, Name: strings.Repeat("x", 41)},
		"too_many_occasions": {ID: "C", Kind: wms.OccasionCalendar, Name: "one more"},
	} {
		if got := put(o); got != code {
			t.Errorf("%s: %q, want %q", o.ID, got, code)
		}
	}
}
