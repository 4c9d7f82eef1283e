package wms

import "slices"

// RackView is a shelf or rack as the person before it sees it, for a sketch of
// where a place is: some bays of one side, and all levels.
type RackView struct {
	Aisle  int64   `json:"aisle,omitempty"`
	Bays   []int64 `json:"bays"` // those that are shown, from left to right
	Bay    int64   `json:"bay"`
	Levels int64   `json:"levels"` // level 1 is the lowest
	Level  int64   `json:"level"`
	More   [2]bool `json:"more"` // whether there are bays before and after
}

// baysShown is how many bays a sketch has at most; odd, so that one is in the middle.
const baysShown = 7

type rackFace struct {
	kind  LocationKind
	zone  string
	aisle int64
	side  int64
}

type faceSize struct {
	bays   []int64 // sorted
	levels int64
}

func (s *Site) indexFaces() {
	s.faces = map[rackFace]*faceSize{}
	for _, l := range s.Locations {
		if l.Bay == 0 || l.Level == 0 {
			continue
		}
		k := faceOf(l)
		f := s.faces[k]
		if f == nil {
			f = &faceSize{}
			s.faces[k] = f
		}
		f.levels = max(f.levels, l.Level)
		if i, had := slices.BinarySearch(f.bays, l.Bay); !had {
			f.bays = slices.Insert(f.bays, i, l.Bay)
		}
	}
}

// faceOf is the side of an aisle that a place belongs to. Bays of shelves have
// odd numbers on one side and even ones on the other.
func faceOf(l Location) rackFace {
	side := l.Side
	if side == 0 {
		side = 2 - l.Bay%2
	}
	return rackFace{l.Kind, l.Zone, l.Aisle, side}
}

// View is the rack around a place; ok is false for a place that has no bay and
// level.
func (s *Site) View(id LocationID) (v RackView, ok bool) {
	l, known := s.Location(id)
	if !known || l.Bay == 0 || l.Level == 0 {
		return RackView{}, false
	}
	f := s.faces[faceOf(l)]
	at, _ := slices.BinarySearch(f.bays, l.Bay)
	from := max(0, min(at-baysShown/2, len(f.bays)-baysShown))
	to := min(len(f.bays), from+baysShown)
	return RackView{Aisle: l.Aisle, Bays: f.bays[from:to:to], Bay: l.Bay, Levels: f.levels, Level: l.Level, More: [2]bool{from > 0, to < len(f.bays)}}, true
}
