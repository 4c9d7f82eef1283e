package wms

import (
	"cmp"
	"slices"
	"time"
)

// Conveyor is a route of stations in the order of travel, one handling unit on
// each. Routes meet at stations that they share: several end where one begins
// (a merge), one ends where several begin (a divert). They never run in a
// circle; the check of the site file keeps it so.
type Conveyor struct {
	Device   DeviceID
	Stations []LocationID
}

// Divert is a station where it is decided over which conveyor a unit goes on.
// What nobody knows there, or what is not taken where it should go for
// BlockedAfter (0: it waits), goes to Fallback, an end of the network.
type Divert struct {
	At, Fallback LocationID
	BlockedAfter time.Duration
}

// Belt is a place's part in a conveyor: its station number, from 1.
type Belt struct {
	*Conveyor
	Number int
}

// Last says whether the conveyor ends here.
func (b Belt) Last() bool { return b.Number == len(b.Stations) }

// Belts lists the conveyors that a place is a station of. The result must not
// be changed.
func (s *Site) Belts(id LocationID) []Belt { return s.belts[id] }

// OnConveyor says whether a place is a station of one.
func (s *Site) OnConveyor(id LocationID) bool { return len(s.belts[id]) > 0 }

// Starts says whether conveyors begin at a place and none comes there: others
// put units here.
func (s *Site) Starts(id LocationID) bool {
	return s.OnConveyor(id) && !slices.ContainsFunc(s.belts[id], func(b Belt) bool { return b.Number > 1 })
}

// Ends says whether conveyors come to a place and none goes on: others take
// units here.
func (s *Site) Ends(id LocationID) bool {
	return s.OnConveyor(id) && !slices.ContainsFunc(s.belts[id], func(b Belt) bool { return !b.Last() })
}

// Divert finds the divert at a place.
func (s *Site) Divert(id LocationID) (Divert, bool) {
	for _, d := range s.Diverts {
		if d.At == id {
			return d, true
		}
	}
	return Divert{}, false
}

// Onward lists the conveyors over which a unit goes from one place to another,
// the shortest way first, among those that may be used. None: they do not lead
// there.
func (s *Site) Onward(from, to LocationID, usable func(DeviceID) bool) []Belt {
	ways, known := map[*Conveyor]int{}, map[LocationID]int{}
	for _, b := range s.belts[from] {
		if way := s.along(b, to, usable, known); way > 0 {
			ways[b.Conveyor] = way
		}
	}
	var out []Belt
	for _, b := range s.belts[from] {
		if ways[b.Conveyor] > 0 {
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b Belt) int { return cmp.Compare(ways[a.Conveyor], ways[b.Conveyor]) })
	return out
}

// along counts the stations to a place on a conveyor and those after it; 0: it
// does not lead there.
func (s *Site) along(b Belt, to LocationID, usable func(DeviceID) bool, known map[LocationID]int) int {
	if b.Last() || !usable(b.Device) {
		return 0
	}
	if i := slices.Index(b.Stations[b.Number:], to); i >= 0 {
		return i + 1
	}
	end := b.Stations[len(b.Stations)-1]
	rest, seen := known[end]
	if !seen {
		known[end] = 0
		for _, next := range s.belts[end] {
			if way := s.along(next, to, usable, known); way > 0 && (rest == 0 || way < rest) {
				rest = way
			}
		}
		known[end] = rest
	}
	if rest == 0 {
		return 0
	}
	return len(b.Stations) - b.Number + rest
}

// EndsFrom lists the ends that conveyors lead to from a place.
func (s *Site) EndsFrom(id LocationID) []LocationID {
	return s.ahead(id, map[LocationID]bool{}, s.Ends)
}

// DivertsFrom lists the diverts that conveyors lead to from a place, with one
// at the place itself.
func (s *Site) DivertsFrom(id LocationID) []LocationID {
	return s.ahead(id, map[LocationID]bool{}, func(at LocationID) bool { _, ok := s.Divert(at); return ok })
}

func (s *Site) ahead(id LocationID, seen map[LocationID]bool, which func(LocationID) bool) (out []LocationID) {
	if seen[id] || !s.OnConveyor(id) {
		return nil
	}
	seen[id] = true
	if which(id) {
		out = append(out, id)
	}
	for _, b := range s.belts[id] {
		if !b.Last() {
			out = append(out, s.ahead(b.Stations[len(b.Stations)-1], seen, which)...)
		}
	}
	return out
}
