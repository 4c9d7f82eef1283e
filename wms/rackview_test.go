package wms

import (
	"fmt"
	"slices"
	"testing"
)

func TestRackView(t *testing.T) {
	s := &Site{Locations: []Location{{ID: "DOCK", Kind: KindDockIn}}}
	for bay := int64(1); bay <= 24; bay++ {
		for level := int64(1); level <= 4; level++ {
			s.Locations = append(s.Locations, Location{ID: LocationID(fmt.Sprintf("S-%d-%d", bay, level)), Kind: KindShelf, Zone: "s", Aisle: 3, Bay: bay, Level: level})
		}
	}
	s.Index()
	for _, c := range []struct {
		at   LocationID
		bays []int64
		more [2]bool
	}{
		{"S-1-2", []int64{1, 3, 5, 7, 9, 11, 13}, [2]bool{false, true}},
		{"S-13-2", []int64{7, 9, 11, 13, 15, 17, 19}, [2]bool{true, true}},
		{"S-24-2", []int64{12, 14, 16, 18, 20, 22, 24}, [2]bool{true, false}},
	} {
		v, ok := s.View(c.at)
		if !ok || !slices.Equal(v.Bays, c.bays) || v.More != c.more || v.Levels != 4 || v.Level != 2 || v.Aisle != 3 {
			t.Errorf("%s: %+v, %v", c.at, v, ok)
		}
	}
	for _, at := range []LocationID{"DOCK", "nowhere"} {
		if v, ok := s.View(at); ok {
			t.Errorf("%s: %+v", at, v)
		}
	}
}
