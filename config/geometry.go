package config

import (
	"fmt"

	"github.com/paulmach/orb"
)

// Shape is a box on the floor: what a picture of the site draws, and what
// nothing else may stand in if Solid.
type Shape struct {
	At      At
	ID      string
	Kind    string // building, shelf, rack, crane_aisle, or a location kind
	Label   string
	XMM     int64 // south-west corner
	YMM     int64
	WidthMM int64
	DepthMM int64
	Solid   bool
}

func (s *Shape) bound() orb.Bound {
	return orb.Bound{Min: orb.Point{float64(s.XMM), float64(s.YMM)}, Max: orb.Point{float64(s.XMM + s.WidthMM), float64(s.YMM + s.DepthMM)}}
}

// placeSizeMM is the side of the box drawn for a single place.
const placeSizeMM = 1200

// Shapes lists the building, shelves, racks and single places.
func (w *Warehouse) Shapes() []Shape {
	l := &w.Layout
	out := []Shape{{At: l.At, ID: w.ID, Kind: "building", Label: w.Name, WidthMM: l.WidthMM, DepthMM: l.DepthMM}}
	for i := range l.ShelfAreas {
		out = append(out, l.ShelfAreas[i].shapes()...)
	}
	for i := range l.Racks {
		out = append(out, l.Racks[i].shapes()...)
	}
	for _, loc := range w.locations {
		if loc.Kind == "shelf" || loc.Kind == "rack_cell" {
			continue
		}
		out = append(out, Shape{At: loc.At, ID: loc.ID, Kind: loc.Kind, Label: loc.ID,
			XMM: loc.XMM - placeSizeMM/2, YMM: loc.YMM - placeSizeMM/2, WidthMM: placeSizeMM, DepthMM: placeSizeMM})
	}
	return out
}

// shapes is one box per row of shelves between two cross aisles.
func (s *ShelfArea) shapes() []Shape {
	var out []Shape
	for aisle := int64(1); aisle <= s.Aisles; aisle++ {
		for block := range s.Blocks {
			for side, x := range []int64{s.AisleXMM(aisle) - s.AisleWidthMM/2 - s.ShelfDepthMM, s.AisleXMM(aisle) + s.AisleWidthMM/2} {
				out = append(out, Shape{At: s.At, ID: fmt.Sprintf("%s%02d-%d%c", s.ID, aisle, block+1, "WE"[side]), Kind: "shelf",
					XMM: x, YMM: s.YMM + block*s.BlockLengthMM() + s.CrossAisleMM/2,
					WidthMM: s.ShelfDepthMM, DepthMM: s.BaysPerBlock * s.BayWidthMM, Solid: true})
			}
		}
	}
	return out
}

// shapes is the aisle and the two rows of cells.
func (r *Rack) shapes() []Shape {
	length, deep := r.Bays*r.BayPitchMM, r.Depth*r.CellDepthMM
	x := r.XMM
	if r.Runs == "west" {
		x -= length
	}
	return []Shape{
		{At: r.At, ID: r.ID + "-A", Kind: "rack", Label: r.ID + " A", XMM: x, YMM: r.YMM + r.AisleWidthMM/2, WidthMM: length, DepthMM: deep, Solid: true},
		{At: r.At, ID: r.ID, Kind: "crane_aisle", XMM: x, YMM: r.YMM - r.AisleWidthMM/2, WidthMM: length, DepthMM: r.AisleWidthMM, Solid: true},
		{At: r.At, ID: r.ID + "-B", Kind: "rack", Label: r.ID + " B", XMM: x, YMM: r.YMM - r.AisleWidthMM/2 - deep, WidthMM: length, DepthMM: deep, Solid: true},
	}
}

// at marks a fault in the middle of the shape.
func (s *Shape) at(code string, parts ...string) mark {
	return mark{code: code, parts: append([]string{s.ID}, parts...), x: s.XMM + s.WidthMM/2, y: s.YMM + s.DepthMM/2, here: true}
}

// checkGeometry proves that everything is inside the building and nothing
// stands in something else.
func (w *Warehouse) checkGeometry(f *faults) {
	l := &w.Layout
	building := orb.Bound{Max: orb.Point{float64(l.WidthMM), float64(l.DepthMM)}}
	var solid, single []Shape
	for _, s := range w.Shapes()[1:] {
		b := s.bound()
		if s.Solid && (!building.Contains(b.Min) || !building.Contains(b.Max)) {
			if f.add(s.at("out_of_building").errorf(s.At, "%s %s reaches out of the building (%d × %d mm): it lies from (%d, %d) to (%d, %d)",
				s.Kind, s.ID, l.WidthMM, l.DepthMM, s.XMM, s.YMM, s.XMM+s.WidthMM, s.YMM+s.DepthMM)) {
				return
			}
		}
		if s.Solid {
			solid = append(solid, s)
		} else {
			single = append(single, s)
		}
	}
	checkSolid(solid, f)
	for i, p := range single {
		if f.full() {
			return
		}
		at := p.bound().Center()
		if !building.Contains(at) {
			f.add(p.at("out_of_building").errorf(p.At, "%s is out of the building (%d × %d mm)", p.ID, l.WidthMM, l.DepthMM))
			continue
		}
		for _, s := range solid {
			if s.bound().Contains(at) {
				f.add(p.at("inside", s.ID).errorf(p.At, "%s stands inside %s %s (line %d): move it", p.ID, s.Kind, s.ID, s.At.Line))
			}
		}
		for _, o := range single[:i] {
			if o.XMM == p.XMM && o.YMM == p.YMM {
				f.add(p.at("same_place", o.ID).errorf(p.At, "%s stands exactly where %s does (line %d): move it", p.ID, o.ID, o.At.Line))
			}
		}
	}
}

func checkSolid(solid []Shape, f *faults) {
	for i, s := range solid {
		for _, o := range solid[:i] {
			if overlap(s.bound(), o.bound()) && f.add(s.at("overlap", o.ID).errorf(s.At, "%s %s overlaps %s %s (line %d): move one of them", s.Kind, s.ID, o.Kind, o.ID, o.At.Line)) {
				return
			}
		}
	}
}

// overlap of two boxes; touching is none.
func overlap(a, b orb.Bound) bool {
	return a.Min[0] < b.Max[0] && b.Min[0] < a.Max[0] && a.Min[1] < b.Max[1] && b.Min[1] < a.Max[1]
}
