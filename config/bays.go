package config

// Bay is a column of places, one above the other, as it is seen from above.
type Bay struct {
	XMM, YMM         int64 // south-west corner
	WidthMM, DepthMM int64
	Locations        []string
}

// Bays lists the bays of all shelves and racks, in the order of the file.
func (w *Warehouse) Bays() []Bay {
	type column struct {
		area             string
		aisle, side, bay int64
	}
	var out []Bay
	at := map[column]int{}
	add := func(c column, loc *Location, box func() Bay) {
		i, seen := at[c]
		if !seen {
			i, at[c] = len(out), len(out)
			out = append(out, box())
		}
		out[i].Locations = append(out[i].Locations, loc.ID)
	}
	l := &w.Layout
	for i := range l.ShelfAreas {
		s := &l.ShelfAreas[i]
		for _, loc := range s.locations() {
			add(column{s.ID, loc.Aisle, loc.Side, loc.Bay}, &loc, func() Bay { return s.bay(&loc) })
		}
	}
	for i := range l.Racks {
		r := &l.Racks[i]
		for _, loc := range r.locations() {
			if loc.Kind == "rack_cell" {
				add(column{r.ID, loc.Aisle, loc.Side, loc.Bay}, &loc, func() Bay { return r.bay(&loc) })
			}
		}
	}
	return out
}

func (s *ShelfArea) bay(loc *Location) Bay {
	x := s.AisleXMM(loc.Aisle) + s.AisleWidthMM/2
	if loc.Side == 1 {
		x = s.AisleXMM(loc.Aisle) - s.AisleWidthMM/2 - s.ShelfDepthMM
	}
	return Bay{XMM: x, YMM: s.bayYMM(loc.Bay), WidthMM: s.ShelfDepthMM, DepthMM: s.BayWidthMM}
}

func (r *Rack) bay(loc *Location) Bay {
	x, _ := r.cellXY(loc.Side, loc.Bay, 1)
	y := r.YMM + r.AisleWidthMM/2
	if loc.Side == 2 {
		y = r.YMM - r.AisleWidthMM/2 - r.Depth*r.CellDepthMM
	}
	return Bay{XMM: x - r.BayPitchMM/2, YMM: y, WidthMM: r.BayPitchMM, DepthMM: r.Depth * r.CellDepthMM}
}
