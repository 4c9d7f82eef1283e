package config

import (
	"testing"
	"time"
)

// TestDepartures: weekends, holidays and a carrier's own days are left out.
func TestDepartures(t *testing.T) {
	w := &Warehouse{CutOff: 18 * 60, Closed: []string{"Sun"}, Holidays: []Date{"2026-12-25"}, Limits: Limits{ShipmentsPerDay: 9},
		Pickups: []Pickup{{Carrier: "road", CutOff: 12 * 60, Closed: []string{"Sat"}, ShipmentsPerDay: 2}}}
	for _, c := range []struct{ carrier, from, want string }{
		{"parcel", "2026-12-24", "2026-12-24"},
		{"parcel", "2026-12-25", "2026-12-26"}, // a Friday
		{"parcel", "2026-12-27", "2026-12-28"},
		{"road", "2026-12-25", "2026-12-28"},
	} {
		day, err := time.Parse(time.DateOnly, c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.DepartureFrom(c.carrier, day).Format(time.DateOnly); got != c.want {
			t.Errorf("%s from %s: %s, want %s", c.carrier, c.from, got, c.want)
		}
	}
	if w.CutOffFor("road") != 12*60 || w.CutOffFor("parcel") != 18*60 {
		t.Error("cut-offs")
	}
	if all, road := w.PerDay("road"); all != 9 || road != 2 {
		t.Errorf("%d and %d a day", all, road)
	}
}
