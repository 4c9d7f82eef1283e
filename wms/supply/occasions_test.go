package supply

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
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
