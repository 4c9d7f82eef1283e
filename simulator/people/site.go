package people

import (
	"strings"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// site is a building as people know it: its places by their labels.
type site struct {
	*config.Warehouse
	stack string // where empty totes belong
}

func newSite(w *config.Warehouse) *site {
	return &site{Warehouse: w, stack: w.ID + "/" + w.LocationsOf("tote_stack")[0].ID}
}

// handsOf is the place of what a person carries or pushes on their cart.
func handsOf(warehouse, person string) string { return warehouse + "/" + handsPrefix + person }

const handsPrefix = "@person:"

// PersonAt says whose hands or cart a place of the world is.
func PersonAt(place string) (person string, ok bool) {
	_, local, _ := strings.Cut(place, "/")
	return strings.CutPrefix(local, handsPrefix)
}

func (s *site) placeID(l wms.LocationID) string { return s.ID + "/" + string(l) }

// location is the labelled place of this site behind an id of the world; ok is false for hands and
// machines.
func (s *site) location(place string) (*config.Location, bool) {
	local, here := strings.CutPrefix(place, s.ID+"/")
	if !here {
		return nil, false
	}
	return s.Location(local)
}

func (s *site) kind(place string) string {
	if l, ok := s.location(place); ok {
		return l.Kind
	}
	return ""
}

// reachable says whether a person can take something from a place: not out of
// a machine, nor where one reaches in.
func (s *site) reachable(place string) bool {
	if _, ok := PersonAt(place); ok {
		return strings.HasPrefix(place, s.ID+"/")
	}
	l, ok := s.location(place)
	if !ok {
		return false
	}
	switch l.Kind {
	case "pnd_in", "pnd_out", "vision", "conveyor":
		return false
	case "rack_cell":
		return l.Device == ""
	}
	return true
}

// standing is the location where one stands to reach a place; for a
// colleague's cart it is where they were last.
func (s *site) standing(tx *world.Tx, place string) (*config.Location, bool) {
	if person, ok := PersonAt(place); ok {
		var m memory
		if recall(tx, s.ID, person, &m) != nil {
			return nil, false
		}
		return s.Location(m.At)
	}
	return s.location(place)
}

// zoneOf is the zone that somebody working at a place belongs to: a
// goods-to-person station is a zone of its own, elsewhere one may go anywhere.
func (s *site) zoneOf(place string) string {
	for _, st := range s.Layout.Stations {
		for _, p := range st.Places {
			if p.ID == place {
				return st.ID
			}
		}
	}
	return ""
}

// bench is the pack bench nearest to a place.
func (s *site) bench(from *config.Location) *config.Location {
	var best *config.Location
	for _, b := range s.LocationsOf("bench") {
		if best == nil || distanceMM(s.Warehouse, from, b) < distanceMM(s.Warehouse, from, best) {
			best = b
		}
	}
	return best
}
