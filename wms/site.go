package wms

import "slices"

// Site is what a warehouse's processes know of its building and its flow. It
// is built once from the site file and never changes while the program runs.
type Site struct {
	ID   WarehouseID
	Name string
	// ToBench is how a filled tote reaches its pack bench: sorter, vehicle or
	// carry.
	ToBench   string
	Locations []Location
	// Tote limits, and how many totes a picker's cart holds.
	ToteVolumeMM3, ToteMaxG int64
	TotesPerCart            int64
	Totes                   int64 // empty ones at the start
	// BulkFrom: a line of so many units is served from pallets where there
	// are any; 0: never.
	BulkFrom   int64
	OpenOrders int64 // shipments in work at once
	// RouteChutes lists the chutes of a route as the site file has them,
	// CarrierDocks the outbound docks of a carrier; "" is the default for both.
	RouteChutes  map[string][]LocationID
	CarrierDocks map[string][]LocationID
	// Conveyors by the order of the site file.
	Conveyors []Conveyor
	Diverts   []Divert

	belts  map[LocationID][]Belt
	faces  map[rackFace]*faceSize
	byID   map[LocationID]int
	byKind map[LocationKind][]LocationID
}

// Index makes the look-ups ready; it returns its receiver.
func (s *Site) Index() *Site {
	s.byID, s.byKind = map[LocationID]int{}, map[LocationKind][]LocationID{}
	s.belts = map[LocationID][]Belt{}
	s.indexFaces()
	for i, c := range s.Conveyors {
		for n, id := range c.Stations {
			s.belts[id] = append(s.belts[id], Belt{Conveyor: &s.Conveyors[i], Number: n + 1})
		}
	}
	for i, l := range s.Locations {
		s.byID[l.ID] = i
		s.byKind[l.Kind] = append(s.byKind[l.Kind], l.ID)
	}
	return s
}

// Location finds a place; ok is false if there is none of that id.
func (s *Site) Location(id LocationID) (l Location, ok bool) {
	i, ok := s.byID[id]
	if !ok {
		return Location{}, false
	}
	return s.Locations[i], true
}

// MustLocation finds a place or refuses with unknown_location.
func (s *Site) MustLocation(id LocationID) (Location, error) {
	l, ok := s.Location(id)
	if !ok {
		return l, Refuse(NotFound, "unknown_location", "no location %q in warehouse %s", id, s.ID)
	}
	return l, nil
}

// Kind of a place; empty if it is not one of the building's (a cart).
func (s *Site) Kind(id LocationID) LocationKind {
	l, _ := s.Location(id)
	return l.Kind
}

// Of lists the places of a kind in the order of the site file. The result
// must not be changed.
func (s *Site) Of(kind LocationKind) []LocationID { return s.byKind[kind] }

// First place of a kind, "" if there is none.
func (s *Site) First(kind LocationKind) LocationID {
	if l := s.byKind[kind]; len(l) > 0 {
		return l[0]
	}
	return ""
}

// Nearest of some places to a location, by the walk along both axes.
func (s *Site) Nearest(to LocationID, among []LocationID) LocationID {
	l, ok := s.Location(to)
	if !ok || len(among) == 0 {
		return ""
	}
	return slices.MinFunc(among, func(a, b LocationID) int {
		la, _ := s.Location(a)
		lb, _ := s.Location(b)
		return int(dist(l, la) - dist(l, lb))
	})
}

func dist(a, b Location) int64 { return max(a.XMM-b.XMM, b.XMM-a.XMM) + max(a.YMM-b.YMM, b.YMM-a.YMM) }

// DockFor is where a carrier's truck stands.
func (s *Site) DockFor(carrier string) LocationID {
	if d := s.CarrierDocks[carrier]; len(d) > 0 {
		return d[0]
	}
	if d := s.CarrierDocks[""]; len(d) > 0 {
		return d[0]
	}
	return s.First(KindDockOut)
}

// StagingFor is where cartons wait for a carrier's truck: the staging place
// next to its dock, or the dock itself where there is none.
func (s *Site) StagingFor(carrier string) LocationID {
	dock := s.DockFor(carrier)
	var open []LocationID // the small ones are for pallets that machines bring
	for _, id := range s.byKind[KindStaging] {
		if l, _ := s.Location(id); l.CapacityHU == 0 {
			open = append(open, id)
		}
	}
	if p := s.Nearest(dock, open); p != "" {
		return p
	}
	return dock
}
