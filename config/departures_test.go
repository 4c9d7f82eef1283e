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
	day := time.Date(2026, 12, 24, 9, 0, 0, 0, time.UTC)
	w.Zone = time.UTC
	for _, c := range []struct {
		carrier         string
		site, pick, cut Clock
		want            string
	}{{"parcel", 0, 0, 0, "20:00"}, {"parcel", 19 * 60, 0, 0, "19:00"}, {"road", 19 * 60, 13 * 60, 0, "13:00"}, {"road", 19 * 60, 0, 0, "14:00"}, {"parcel", 0, 0, 23 * 60, "00:00"}} {
		w.Departs, w.Pickups[0].Departs = c.site, c.pick
		if c.cut != 0 {
			w.CutOff = c.cut
		}
		if got := w.DepartsAt(c.carrier, day).Format("15:04"); got != c.want {
			t.Errorf("%+v departs at %s", c, got)
		}
	}
	if all, road := w.PerDay("road"); all != 9 || road != 2 {
		t.Errorf("%d and %d a day", all, road)
	}
}
