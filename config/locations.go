package config

import "fmt"

// Location is a labelled place; its id is its barcode, unique in the
// warehouse. Kinds are those of the warehouse's language: shelf, rack_cell,
// pnd_in, pnd_out, station, bench, induction, chute, reject, dock_in,
// dock_out, staging, tote_stack, handover, check, vision, conveyor.
type Location struct {
	At       At // of the part of the file that makes it
	ID       string
	Kind     string
	Zone     string
	XMM, YMM int64 // where a person or vehicle stands to serve it
	// Aisle, Bay and Level count from 1 and Side (1, 2) and Depth too; 0 where
	// they mean nothing. A rack cell's Bay and Level are the PLC's X and Y. A
	// chute's Bay is its number.
	Aisle, Side, Bay, Level, Depth int64
	CapacityHU                     int64 // 0: no limit
	// Device is the crane of a rack cell or P&D, the sorter of an induction or
	// chute, the vision station of its place; empty for others. PnD is the
	// number of a P&D station.
	Device string
	PnD    int64
}

// Locations lists every location of the warehouse, in the order of the file.
// The slice must not be changed.
func (w *Warehouse) Locations() []Location { return w.locations }

// Location finds a location by id.
func (w *Warehouse) Location(id string) (*Location, bool) {
	i, ok := w.byID[id]
	if !ok {
		return nil, false
	}
	return &w.locations[i], true
}

// LocationsOf lists the locations of a kind, in the order of the file.
func (w *Warehouse) LocationsOf(kind string) []*Location {
	var out []*Location
	for i := range w.locations {
		if w.locations[i].Kind == kind {
			out = append(out, &w.locations[i])
		}
	}
	return out
}

// Node is where vehicles stop for a location, if they can reach it.
func (w *Warehouse) Node(location string) (string, bool) {
	if w.Layout.Roadmap == nil {
		return "", false
	}
	for _, s := range w.Layout.Roadmap.Stations {
		if s.Location == location {
			return s.Node, true
		}
	}
	return "", false
}

// build lists the locations; a duplicate id is a fault.
func (w *Warehouse) build(f *faults) {
	w.locations, w.byID = nil, map[string]int{}
	l := &w.Layout
	if f.add(w.checkSize()) || f.add(w.addRobots()) || len(f.list) > 0 {
		return
	}
	for i := range l.ShelfAreas {
		w.locations = append(w.locations, l.ShelfAreas[i].locations()...)
	}
	for i := range l.Racks {
		w.locations = append(w.locations, l.Racks[i].locations()...)
	}
	add := func(loc Location) { w.locations = append(w.locations, loc) }
	for i, s := range l.Stations {
		for _, p := range s.Places {
			add(Location{At: p.At, ID: p.ID, Kind: "station", Zone: s.Zone, XMM: p.XMM, YMM: p.YMM, Aisle: int64(i + 1), CapacityHU: max(1, p.Capacity)})
		}
	}
	for _, b := range l.Benches {
		add(Location{At: b.At, ID: b.ID, Kind: "bench", Zone: b.Zone, XMM: b.XMM, YMM: b.YMM})
	}
	for _, s := range l.Sorters {
		for _, p := range s.Inductions {
			add(Location{At: p.At, ID: p.ID, Kind: "induction", Zone: s.Zone, XMM: p.XMM, YMM: p.YMM, CapacityHU: p.Capacity, Device: s.Device})
		}
		chute := func(c Chute, kind string) {
			add(Location{At: c.At, ID: c.Location, Kind: kind, Zone: s.Zone, XMM: c.XMM, YMM: c.YMM, Bay: c.Number, CapacityHU: c.Capacity, Device: s.Device})
		}
		for _, c := range s.Chutes {
			chute(c, "chute")
		}
		chute(s.Reject, "reject")
	}
	for _, c := range l.Conveyors {
		for _, s := range c.Stations {
			if s.own() {
				add(Location{At: s.At, ID: s.Location, Kind: "conveyor", Zone: c.Zone, XMM: s.XMM, YMM: s.YMM, CapacityHU: 1, Device: c.Device})
			}
		}
	}
	for _, v := range l.Vision {
		add(Location{At: v.Place.At, ID: v.Place.ID, Kind: "vision", Zone: v.Zone, XMM: v.Place.XMM, YMM: v.Place.YMM, CapacityHU: max(1, v.Place.Capacity), Device: v.Device})
		add(Location{At: v.Pass.At, ID: v.Pass.ID, Kind: "staging", Zone: v.Zone, XMM: v.Pass.XMM, YMM: v.Pass.YMM, CapacityHU: max(1, v.Pass.Capacity), Device: v.Device})
		add(Location{At: v.Check.At, ID: v.Check.ID, Kind: "check", Zone: v.Zone, XMM: v.Check.XMM, YMM: v.Check.YMM, CapacityHU: max(1, v.Check.Capacity), Device: v.Device})
	}
	for _, d := range l.Docks {
		add(Location{At: d.At, ID: d.ID, Kind: "dock_" + d.Direction, Zone: d.Zone, XMM: d.XMM, YMM: d.YMM})
	}
	for _, p := range l.Places {
		add(Location{At: p.At, ID: p.ID, Kind: p.Kind, Zone: p.Zone, XMM: p.XMM, YMM: p.YMM, CapacityHU: p.Capacity})
	}
	for i, loc := range w.locations {
		if other, dup := w.byID[loc.ID]; dup {
			m := mark{code: "duplicate", parts: []string{loc.ID}, x: loc.XMM, y: loc.YMM, here: true}
			if f.add(m.errorf(loc.At, "location %q is there already (line %d): give each place of %s its own id", loc.ID, w.locations[other].At.Line, w.ID)) {
				return
			}
		}
		w.byID[loc.ID] = i
	}
}

// maxLocations bounds a warehouse: larger than any that is run as one site.
const maxLocations = 1_000_000

// checkSize refuses, before it is built, what would not fit in memory.
func (w *Warehouse) checkSize() error {
	total := int64(0)
	grow := func(n int64, at At) error {
		if total += n; total > maxLocations {
			return at.Errorf("%s has %d locations or more: at most %d make a site", w.ID, total, maxLocations)
		}
		return nil
	}
	for i := range w.Layout.ShelfAreas {
		s := &w.Layout.ShelfAreas[i]
		if err := grow(s.Aisles*2*s.Blocks*s.BaysPerBlock*s.Levels*s.PositionsPerBay, s.At); err != nil {
			return err
		}
	}
	for i := range w.Layout.Racks {
		r := &w.Layout.Racks[i]
		if err := grow(2*r.Bays*r.Levels*r.Depth, r.At); err != nil {
			return err
		}
	}
	return nil
}

func (s *ShelfArea) locations() []Location {
	out := make([]Location, 0, s.Aisles*2*s.Blocks*s.BaysPerBlock*s.Levels*s.PositionsPerBay)
	for aisle := int64(1); aisle <= s.Aisles; aisle++ {
		for bay := int64(1); bay <= 2*s.Blocks*s.BaysPerBlock; bay++ {
			for level := int64(1); level <= s.Levels; level++ {
				for pos := int64(0); pos < s.PositionsPerBay; pos++ {
					id := fmt.Sprintf("%s%02d-%02d-%d", s.ID, aisle, bay, level)
					if s.PositionsPerBay > 1 {
						id += string(rune('A' + pos))
					}
					out = append(out, Location{At: s.At, ID: id, Kind: "shelf", Zone: s.Zone,
						XMM: s.AisleXMM(aisle), YMM: s.bayYMM(bay) + (2*pos+1)*s.BayWidthMM/(2*s.PositionsPerBay),
						Aisle: aisle, Side: 2 - bay%2, Bay: bay, Level: level, Depth: 1})
				}
			}
		}
	}
	return out
}

// bayYMM is the south edge of a bay.
func (s *ShelfArea) bayYMM(bay int64) int64 {
	along := (bay - 1) / 2 // odd bays west, even east
	block, inside := along/s.BaysPerBlock, along%s.BaysPerBlock
	return s.YMM + block*s.BlockLengthMM() + s.CrossAisleMM/2 + inside*s.BayWidthMM
}

func (r *Rack) locations() []Location {
	out := make([]Location, 0, 2*r.Bays*r.Levels*r.Depth+int64(len(r.PnDs)))
	for side := int64(1); side <= 2; side++ {
		for bay := int64(1); bay <= r.Bays; bay++ {
			for level := int64(1); level <= r.Levels; level++ {
				for depth := int64(1); depth <= r.Depth; depth++ {
					x, y := r.cellXY(side, bay, depth)
					out = append(out, Location{At: r.At, ID: r.CellID(side, bay, level, depth), Kind: "rack_cell", Zone: r.Zone,
						XMM: x, YMM: y, Aisle: r.Aisle, Side: side, Bay: bay, Level: level, Depth: depth,
						CapacityHU: 1, Device: r.Device})
				}
			}
		}
	}
	for _, p := range r.PnDs {
		out = append(out, Location{At: p.At, ID: p.Location, Kind: "pnd_" + p.Direction, Zone: r.Zone, XMM: p.XMM, YMM: p.YMM,
			Aisle: r.Aisle, CapacityHU: 1, Device: r.Device, PnD: p.Number})
	}
	return out
}

// CellID is the location id of a cell: R1-A-014-05, with -2 for depth 2.
func (r *Rack) CellID(side, bay, level, depth int64) string {
	id := fmt.Sprintf("%s-%c-%03d-%02d", r.ID, 'A'+rune(side-1), bay, level)
	if depth > 1 {
		id += fmt.Sprintf("-%d", depth)
	}
	return id
}

func (r *Rack) cellXY(side, bay, depth int64) (x, y int64) {
	along := (2*bay - 1) * r.BayPitchMM / 2
	if r.Runs == "west" {
		along = -along
	}
	across := r.AisleWidthMM/2 + (2*depth-1)*r.CellDepthMM/2
	if side == 2 {
		across = -across
	}
	return r.XMM + along, r.YMM + across
}
