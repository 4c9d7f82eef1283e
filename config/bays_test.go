package config

import (
	"slices"
	"testing"
)

// TestBaysLieInTheirShelves: each bay of the demo lies in one box of the
// drawing, no two in the same place, and every shelf and cell is in one.
func TestBaysLieInTheirShelves(t *testing.T) {
	net, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range net.Warehouses {
		places, seen := 0, map[[2]int64]bool{}
		for _, b := range w.Bays() {
			places += len(b.Locations)
			inside := slices.ContainsFunc(w.Shapes(), func(s Shape) bool {
				return (s.Kind == "shelf" || s.Kind == "rack") && b.XMM >= s.XMM && b.YMM >= s.YMM && b.XMM+b.WidthMM <= s.XMM+s.WidthMM && b.YMM+b.DepthMM <= s.YMM+s.DepthMM
			})
			if !inside || seen[[2]int64{b.XMM, b.YMM}] {
				t.Fatalf("%s: bay %+v lies in no shelf, or upon another", w.ID, b)
			}
			seen[[2]int64{b.XMM, b.YMM}] = true
		}
		if want := len(w.LocationsOf("shelf")) + len(w.LocationsOf("rack_cell")); places != want {
			t.Errorf("%s: %d places in bays, want %d", w.ID, places, want)
		}
	}
}
