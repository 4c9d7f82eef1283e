package config

import (
	"fmt"
	"math"
)

// Field makes a sorter of robots with tilting trays: a grid of cells on which
// they drive from the inductions to the chutes. A chute of the sorter is a
// hole in the cell in which its place lies, and robots tilt into it from the
// cells east and west of it, or, where those are taken, north and south. An
// induction loads robots on the cell nearest to its place.
type Field struct {
	At      At
	XMM     int64 `cfg:"x_mm,required,min=0"` // middle of the south-west cell
	YMM     int64 `cfg:"y_mm,required,min=0"`
	PitchMM int64 `cfg:"pitch_mm,required,min=200,max=5000"`
	Columns int64 `cfg:"columns,required,min=3,max=400"`
	Rows    int64 `cfg:"rows,required,min=3,max=400"`
	// Blocked are cells that nobody enters: pillars, machines.
	Blocked []Cells `cfg:"blocked"`
	// Parking is where robots wait without work, one on each cell, in the order
	// of the robots.
	Parking  []Cells       `cfg:"parking,required"`
	Charging []Cells       `cfg:"charging,required"`
	Robots   []RobotSeries `cfg:"robots,required"`
	// NoReadPermille of the parcels can not be read at their induction.
	NoReadPermille int64 `cfg:"no_read_permille,min=0,max=1000"`

	free       []bool // by row and column
	inductions []Cell
	chutes     [][]Cell // as the sorter's, the reject lane last
	parking    []Cell
	charging   []Cell
}

// Cells are a rectangle of them; Every takes each second, third … column only.
type Cells struct {
	At      At
	Column  int64 `cfg:"column,required,min=0"`
	Row     int64 `cfg:"row,required,min=0"`
	Columns int64 `cfg:"columns,min=0"` // 0: one
	Rows    int64 `cfg:"rows,min=0"`
	Every   int64 `cfg:"every,min=0"`
}

// RobotSeries are robots of one make. Their ids and serials are the prefix and
// a number of three digits.
type RobotSeries struct {
	At           At
	Prefix       string `cfg:"prefix,required"`
	First        int64  `cfg:"first,required,min=0,max=999"`
	Count        int64  `cfg:"count,required,min=1,max=999"`
	Manufacturer string `cfg:"manufacturer,required"`
	Version      string `cfg:"version,required,oneof=2.1|3.0"`
	Model        string `cfg:"model,required"` // of the vehicles
}

// Cell of a field, from 0 in the south-west.
type Cell struct{ Column, Row int64 }

// Node is a cell's name in orders.
func (c Cell) Node() string { return fmt.Sprintf("C%03d-%03d", c.Column, c.Row) }

// Place is the middle of a cell.
func (f *Field) Place(c Cell) (xMM, yMM int64) {
	return f.XMM + c.Column*f.PitchMM, f.YMM + c.Row*f.PitchMM
}

// Free tells where robots may drive, row by row from the south.
func (f *Field) Free() []bool { return f.free }

// Inductions are the cells of the sorter's inductions, in their order.
func (f *Field) Inductions() []Cell { return f.inductions }

// Chutes are the cells from which robots tilt into the sorter's chutes, in
// their order, the reject lane last.
func (f *Field) Chutes() [][]Cell { return f.chutes }

// ParkingCells is where the robots stand at first, in their order, and what is
// left over.
func (f *Field) ParkingCells() []Cell { return f.parking }

// ChargingCells have a charger.
func (f *Field) ChargingCells() []Cell { return f.charging }

// Field finds the field of a sorter that has one.
func (w *Warehouse) Field(sorter string) (*Sorter, *Field) {
	for i := range w.Layout.Sorters {
		if s := &w.Layout.Sorters[i]; s.Device == sorter && s.Field != nil {
			return s, s.Field
		}
	}
	return nil, nil
}

// addRobots makes devices of a field's robots.
func (w *Warehouse) addRobots() error {
	for i := range w.Layout.Sorters {
		s := &w.Layout.Sorters[i]
		f := s.Field
		if f == nil {
			continue
		}
		var err error
		if f.parking, err = f.list(f.Parking, "parking"); err != nil {
			return err
		}
		n := 0
		for _, r := range f.Robots {
			for k := range r.Count {
				if n >= len(f.parking) {
					return r.At.Errorf("sorter %q: robot %d has no cell to park on, there are %d: add to parking, or take robots off", s.ID, n+1, len(f.parking))
				}
				id := fmt.Sprintf("%s%03d", r.Prefix, r.First+k)
				w.Devices = append(w.Devices, Device{At: r.At, ID: id, Class: "robot", Protocol: "vda5050", Model: r.Model, Manufacturer: r.Manufacturer,
					Serial: id, Version: r.Version, Start: f.parking[n].Node(), Sorter: s.Device})
				n++
			}
		}
	}
	return nil
}

// list names the cells of rectangles.
func (f *Field) list(blocks []Cells, what string) ([]Cell, error) {
	var out []Cell
	for _, b := range blocks {
		columns, rows, every := max(1, b.Columns), max(1, b.Rows), max(1, b.Every)
		if b.Column+columns > f.Columns || b.Row+rows > f.Rows {
			return nil, b.At.Errorf("%s: cells %d to %d in rows %d to %d, but the field has %d columns and %d rows, counted from 0", what,
				b.Column, b.Column+columns-1, b.Row, b.Row+rows-1, f.Columns, f.Rows)
		}
		for y := b.Row; y < b.Row+rows; y++ {
			for x := b.Column; x < b.Column+columns; x += every {
				out = append(out, Cell{x, y})
			}
		}
	}
	return out, nil
}

// cellAt is the cell in which a point lies, if it lies in one.
func (f *Field) cellAt(x, y int64) (Cell, bool) {
	half := f.PitchMM / 2
	c := Cell{(x - f.XMM + half) / f.PitchMM, (y - f.YMM + half) / f.PitchMM}
	return c, x >= f.XMM-half && y >= f.YMM-half && c.Column < f.Columns && c.Row < f.Rows
}

// checkFields proves that a field can work: each cell has one purpose, every
// robot has room, and ways lead everywhere and on from there.
func (w *Warehouse) checkFields() error {
	for i := range w.Layout.Sorters {
		s := &w.Layout.Sorters[i]
		d, _ := w.Device(s.Device)
		if (s.Field != nil) != (d != nil && d.Protocol == "field") {
			return s.At.Errorf("sorter %q: device %q speaks %s: one with a field speaks field, and no other does", s.ID, s.Device, d.Protocol)
		}
		if s.Field == nil {
			if s.LoopMM < 1000 {
				return s.At.Errorf("sorter %q: loop_mm is %d: it must be at least 1000 mm, one round of the belt", s.ID, s.LoopMM)
			}
			continue
		}
		if err := w.checkField(s); err != nil {
			return err
		}
	}
	return nil
}

func (w *Warehouse) checkField(s *Sorter) error {
	f := s.Field
	half := f.PitchMM / 2
	if f.XMM < half || f.YMM < half || f.XMM+(f.Columns-1)*f.PitchMM+half > w.Layout.WidthMM || f.YMM+(f.Rows-1)*f.PitchMM+half > w.Layout.DepthMM {
		return f.At.Errorf("field of sorter %q reaches out of the building (%d × %d mm): it takes %d × %d mm", s.ID, w.Layout.WidthMM, w.Layout.DepthMM, f.Columns*f.PitchMM, f.Rows*f.PitchMM)
	}
	robots := 0
	for _, r := range f.Robots {
		robots += int(r.Count)
		for _, m := range w.Models.Vehicles {
			if turns := math.Hypot(float64(m.LengthMM), float64(m.WidthMM)); m.ID == r.Model && turns > float64(f.PitchMM) {
				return r.At.Errorf("robots of model %q turn in %.0f mm: pitch_mm is %d", m.ID, turns, f.PitchMM)
			}
		}
	}
	b := &fieldBuilder{f: f, s: s, used: map[Cell]use{}}
	if err := b.build(); err != nil {
		return err
	}
	cells := 0
	for _, free := range f.free {
		if free {
			cells++
		}
	}
	if robots*2 > cells {
		return f.At.Errorf("sorter %q: %d robots on %d cells: at most every second cell may be taken", s.ID, robots, cells)
	}
	return b.reach()
}

// use is what a cell is for, and the line that says so.
type use struct {
	what  string
	at    At
	end   bool // robots stop there and must get away again
	queue bool // others wait beside it
}

type fieldBuilder struct {
	f    *Field
	s    *Sorter
	used map[Cell]use
}

func (b *fieldBuilder) take(c Cell, u use) error {
	if other, dup := b.used[c]; dup {
		return u.at.Errorf("sorter %q: %s and %s (line %d) are both at column %d, row %d: give each a cell of its own", b.s.ID, u.what, other.what, other.at.Line, c.Column, c.Row)
	}
	b.used[c] = u
	return nil
}

func (b *fieldBuilder) build() error {
	f := b.f
	f.free = make([]bool, f.Columns*f.Rows)
	for i := range f.free {
		f.free[i] = true
	}
	blocked, err := f.list(f.Blocked, "blocked")
	if err != nil {
		return err
	}
	wall := func(c Cell, u use) error {
		f.free[c.Row*f.Columns+c.Column] = false
		return b.take(c, u)
	}
	for _, c := range blocked {
		if err := wall(c, use{what: "a blocked cell", at: f.Blocked[0].At}); err != nil {
			return err
		}
	}
	var holes []Cell
	for _, c := range append(b.s.Chutes[:len(b.s.Chutes):len(b.s.Chutes)], b.s.Reject) {
		hole, in := f.cellAt(c.XMM, c.YMM)
		if !in {
			return c.At.Errorf("sorter %q: %s at (%d, %d) is not on the field, whose cells lie from (%d, %d) to (%d, %d)", b.s.ID, chuteName(c), c.XMM, c.YMM,
				f.XMM, f.YMM, f.XMM+(f.Columns-1)*f.PitchMM, f.YMM+(f.Rows-1)*f.PitchMM)
		}
		if err := wall(hole, use{what: chuteName(c), at: c.At}); err != nil {
			return err
		}
		holes = append(holes, hole)
	}
	return b.ends(holes)
}

// ends gives inductions, chargers, parking and chutes their cells.
func (b *fieldBuilder) ends(holes []Cell) (err error) {
	f := b.f
	if f.charging, err = f.list(f.Charging, "charging"); err != nil {
		return err
	}
	for _, list := range []struct {
		what  string
		cells []Cell
		at    At
	}{{"parking", f.parking, f.Parking[0].At}, {"a charger", f.charging, f.Charging[0].At}} {
		for _, c := range list.cells {
			if err := b.take(c, use{what: list.what, at: list.at, end: true}); err != nil {
				return err
			}
		}
	}
	f.inductions = nil
	for _, p := range b.s.Inductions {
		c := Cell{min(max(0, (p.XMM-f.XMM+f.PitchMM/2)/f.PitchMM), f.Columns-1), min(max(0, (p.YMM-f.YMM+f.PitchMM/2)/f.PitchMM), f.Rows-1)}
		x, y := f.Place(c)
		if away := math.Hypot(float64(p.XMM-x), float64(p.YMM-y)); away > 2*float64(f.PitchMM) {
			return p.At.Errorf("sorter %q: induction %q is %.0f mm away from the field: at most two cells (%d mm)", b.s.ID, p.ID, away, 2*f.PitchMM)
		}
		if err := b.take(c, use{what: "induction " + p.ID, at: p.At, end: true, queue: true}); err != nil {
			return err
		}
		f.inductions = append(f.inductions, c)
	}
	f.chutes = nil
	for i, hole := range holes {
		c := b.s.Reject
		if i < len(b.s.Chutes) {
			c = b.s.Chutes[i]
		}
		var from []Cell
		for _, pair := range [2][2][2]int64{{{-1, 0}, {1, 0}}, {{0, -1}, {0, 1}}} {
			for _, d := range pair {
				n := Cell{hole.Column + d[0], hole.Row + d[1]}
				if _, taken := b.used[n]; !taken && f.isFree(n) {
					from = append(from, n)
				}
			}
			if len(from) > 0 {
				break
			}
		}
		if len(from) == 0 {
			return c.At.Errorf("sorter %q: %s cannot be reached: no cell beside column %d, row %d is free for a robot to tilt from", b.s.ID, chuteName(c), hole.Column, hole.Row)
		}
		for _, n := range from {
			b.used[n] = use{what: "the way to " + chuteName(c), at: c.At, end: true}
		}
		f.chutes = append(f.chutes, from)
	}
	return nil
}

func chuteName(c Chute) string {
	if c.Number == 0 {
		return "the reject lane"
	}
	return fmt.Sprintf("chute %d", c.Number)
}

func (f *Field) isFree(c Cell) bool {
	return c.Column >= 0 && c.Row >= 0 && c.Column < f.Columns && c.Row < f.Rows && f.free[c.Row*f.Columns+c.Column]
}

func (f *Field) around(c Cell) (out []Cell) {
	for _, d := range [4][2]int64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}} {
		if n := (Cell{c.Column + d[0], c.Row + d[1]}); f.isFree(n) {
			out = append(out, n)
		}
	}
	return out
}

// reach proves that a way leads from parking to everywhere, and that robots
// which queue for a cell leave room for the one that comes from it.
func (b *fieldBuilder) reach() error {
	seen := map[Cell]bool{b.f.parking[0]: true}
	for todo := []Cell{b.f.parking[0]}; len(todo) > 0; {
		c := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, n := range b.f.around(c) {
			if !seen[n] {
				seen[n] = true
				todo = append(todo, n)
			}
		}
	}
	for row := range b.f.Rows { // in order: the first error is always the same
		for column := range b.f.Columns {
			c := Cell{column, row}
			u, used := b.used[c]
			if !used || !u.end {
				continue
			}
			beside := b.f.around(c)
			room := 0
			for _, n := range beside {
				if _, taken := b.used[n]; !taken {
					room++
				}
			}
			switch {
			case !seen[c]:
				return u.at.Errorf("sorter %q: no way leads from parking to %s at column %d, row %d", b.s.ID, u.what, column, row)
			case len(beside) < 2:
				return u.at.Errorf("sorter %q: %s at column %d, row %d is a dead end: it needs two free cells beside it", b.s.ID, u.what, column, row)
			case u.queue && room < 2:
				return u.at.Errorf("sorter %q: %s at column %d, row %d has no room for robots that queue: %d of the cells beside it serve nothing else, it needs 2", b.s.ID, u.what, column, row, room)
			}
		}
	}
	return nil
}
