package mapf

import (
	"fmt"
	"math"
)

// Kinematics describes the vehicles that drive a plan, and what goes wrong.
type Kinematics struct {
	CellMM         float64 `json:"cell_mm"` // distance of two cells
	SpeedMMPerS    float64 `json:"speed_mm_per_s"`
	AccelMMPerS2   float64 `json:"accel_mm_per_s2"`
	TurnMS         float64 `json:"turn_ms"` // for a quarter turn on the spot
	LengthMM       float64 `json:"length_mm"`
	WidthMM        float64 `json:"width_mm"`
	DelayShare     float64 `json:"delay_share"`         // of all moves to a next cell
	DelayMS        float64 `json:"delay_ms"`            // how long such a delay lasts
	BreakdownsPerH float64 `json:"breakdowns_per_hour"` // of each vehicle
	BreakdownMS    float64 `json:"breakdown_ms"`
}

// Check names the first value that makes no sense. Vehicles turn on any cell
// beside others that do, so the circle they turn in must fit in a cell.
func (k Kinematics) Check() error {
	for _, v := range []struct {
		name  string
		value float64
	}{{"cell_mm", k.CellMM}, {"speed_mm_per_s", k.SpeedMMPerS}, {"accel_mm_per_s2", k.AccelMMPerS2}, {"length_mm", k.LengthMM}, {"width_mm", k.WidthMM}} {
		if !(v.value > 0) {
			return fmt.Errorf("%s must be positive", v.name)
		}
	}
	if k.TurnMS < 0 || k.DelayMS < 0 || k.BreakdownMS < 0 || k.BreakdownsPerH < 0 || k.DelayShare < 0 || k.DelayShare > 1 {
		return fmt.Errorf("turn_ms, delay_ms, breakdown_ms, breakdowns_per_hour must not be negative, delay_share is from 0 to 1")
	}
	if d := math.Hypot(k.LengthMM, k.WidthMM); d > k.CellMM {
		return fmt.Errorf("a vehicle of %.0f x %.0f mm turns in %.0f mm: cell_mm must be at least that", k.LengthMM, k.WidthMM, d)
	}
	return nil
}

// Drive is a simulation of vehicles that drive a Schedule in continuous time.
type Drive struct {
	g   *Grid
	k   Kinematics
	s   *Schedule
	v   []body
	rnd rng
	now float64 // seconds
	at  [][]int32
	hit map[[2]int32]bool

	// OnReached, if given, is called when a vehicle has reached a cell.
	OnReached func(a int32)
	// Collisions counts pairs that began to overlap.
	Collisions int
	// StillS is for how long no vehicle that could move has moved.
	StillS float64
	// LongestS is for how long a vehicle that had somewhere to go and was not
	// broken stood still, and Jammed counts those that did for jamS.
	LongestS float64
	Jammed   int
}

// jamS is far longer than others can hold up a vehicle without a deadlock.
const jamS = 600

// body is a vehicle: on its way from cell 0 of its way to cell 1.
type body struct {
	s, v    float64 // mm from cell 0, mm/s
	dir     int     // 0 right, 1 down, 2 left, 3 up; -1 not yet set
	turn    float64 // quarter turns still to make, signed
	stopped float64 // until when it stands still
	waits   float64 // for how long it has stood for others
}

// TickS is the length of a step of the simulation.
const TickS = 0.1

// NewDrive puts vehicles on the first cells of their ways.
func NewDrive(g *Grid, s *Schedule, k Kinematics, seed uint64) *Drive {
	d := &Drive{g: g, k: k, s: s, v: make([]body, len(s.ways)), rnd: newRNG(seed), at: make([][]int32, g.Cells()), hit: map[[2]int32]bool{}}
	for a := range d.v {
		d.v[a] = body{dir: -1}
	}
	return d
}

// Continue drives on by a schedule that was made anew with Resume, from where
// all vehicles are.
func (d *Drive) Continue(s *Schedule) { d.s = s }

// Break stops a vehicle for some seconds.
func (d *Drive) Break(a int32, seconds float64) { d.v[a].stopped = d.now + seconds }

// Broken tells whether a vehicle is broken down.
func (d *Drive) Broken(a int32) bool { return d.v[a].stopped > d.now }

// Lookahead is how many cells a vehicle needs before it to drive at full
// speed.
func (k Kinematics) Lookahead() int {
	brake := k.SpeedMMPerS * k.SpeedMMPerS / (2 * k.AccelMMPerS2)
	return int(math.Ceil((brake+k.SpeedMMPerS*TickS)/k.CellMM)) + 1
}

// Tick lets time pass.
func (d *Drive) Tick() {
	d.now += TickS
	moved, could := false, false
	for a := range d.v {
		b := &d.v[a]
		if d.k.BreakdownsPerH > 0 && b.stopped <= d.now && d.rnd.float() < d.k.BreakdownsPerH*TickS/3600 {
			b.stopped = d.now + d.k.BreakdownMS/1000
		}
		if b.stopped > d.now {
			b.v = 0
			moved = true // it is not stuck, it is repaired
			continue
		}
		could = could || d.s.Backlog(int32(a)) > 0
		drove := d.move(int32(a), b)
		moved = drove || moved
		d.standing(b, drove || d.s.Backlog(int32(a)) == 0)
	}
	d.StillS += TickS
	if moved || !could {
		d.StillS = 0
	}
	d.overlaps()
}

// standing notes for how long a vehicle waits for others.
func (d *Drive) standing(b *body, not bool) {
	if not {
		b.waits = 0
		return
	}
	was := b.waits
	b.waits += TickS
	d.LongestS = max(d.LongestS, b.waits)
	if was < jamS && b.waits >= jamS {
		d.Jammed++
	}
}

// move drives a vehicle for one tick, and tells whether it did.
func (d *Drive) move(a int32, b *body) bool {
	granted := d.s.Granted(a, d.k.Lookahead())
	if granted == 0 {
		b.v = 0
		return false
	}
	dir := d.direction(a, 0)
	if b.s == 0 && !d.facing(b, dir) {
		return true
	}
	run := 1
	for run < granted && d.direction(a, run) == dir {
		run++
	}
	left := float64(run)*d.k.CellMM - b.s
	b.v = min(d.k.SpeedMMPerS, b.v+d.k.AccelMMPerS2*TickS, math.Sqrt(2*d.k.AccelMMPerS2*left))
	b.s += min(max(b.v*TickS, 1), left)
	for b.s >= d.k.CellMM-1e-6 {
		b.s = max(0, b.s-d.k.CellMM)
		if b.s < 1e-6 {
			b.s = 0
		}
		d.s.Reached(a)
		if d.k.DelayShare > 0 && d.rnd.float() < d.k.DelayShare {
			b.stopped = d.now + d.k.DelayMS/1000
		}
		if d.OnReached != nil {
			d.OnReached(a)
		}
		if b.s == 0 {
			break
		}
	}
	return true
}

// facing turns a vehicle that stands on a cell towards the next one, and tells
// whether that is done.
func (d *Drive) facing(b *body, dir int) bool {
	if b.dir == -1 {
		b.dir = dir
	}
	if b.dir != dir {
		quarter := (dir - b.dir + 4) % 4
		b.turn, b.v = float64(quarter), 0
		if quarter == 3 {
			b.turn = -1
		}
		b.dir = dir
	}
	if b.turn == 0 {
		return true
	}
	step := 4.0
	if d.k.TurnMS > 0 {
		step = TickS * 1000 / d.k.TurnMS
	}
	if math.Abs(b.turn) <= step {
		b.turn = 0
	} else {
		b.turn -= math.Copysign(step, b.turn)
	}
	return false
}

// direction from the i-th cell of a's way to the next.
func (d *Drive) direction(a int32, i int) int {
	next := d.s.Cell(a, i+1)
	for k, n := range d.g.Next[d.s.Cell(a, i)] {
		if n == next {
			return k
		}
	}
	panic("mapf: a way that jumps")
}

// pose is where a vehicle is and how it is turned.
func (d *Drive) pose(a int32) (x, y, theta float64) {
	b := &d.v[a]
	cx, cy := d.g.XY(d.s.Cell(a, 0))
	x, y = float64(cx)*d.k.CellMM, float64(cy)*d.k.CellMM
	dir := max(b.dir, 0)
	theta = (float64(dir) - b.turn) * math.Pi / 2
	return x + b.s*[4]float64{1, 0, -1, 0}[dir], y + b.s*[4]float64{0, 1, 0, -1}[dir], theta
}

// overlaps counts the pairs that began to touch. Only vehicles two cells apart
// or less can.
func (d *Drive) overlaps() {
	for a := range d.v {
		c := d.s.Cell(int32(a), 0)
		d.at[c] = append(d.at[c], int32(a))
	}
	for a := range d.v {
		c := d.s.Cell(int32(a), 0)
		x, y := d.g.XY(c)
		for dy := -2; dy <= 2; dy++ {
			for dx := -2; dx <= 2; dx++ {
				if n := d.g.At(x+dx, y+dy); n != None {
					for _, o := range d.at[n] {
						if o > int32(a) {
							d.compare(int32(a), o)
						}
					}
				}
			}
		}
	}
	for a := range d.v {
		c := d.s.Cell(int32(a), 0)
		d.at[c] = d.at[c][:0]
	}
}

func (d *Drive) compare(a, o int32) {
	touch := d.touch(a, o)
	pair := [2]int32{a, o}
	if touch && !d.hit[pair] {
		d.Collisions++
		d.hit[pair] = true
	} else if !touch && d.hit[pair] {
		delete(d.hit, pair)
	}
}

// touch compares two turned rectangles by their separating axes.
func (d *Drive) touch(a, o int32) bool {
	ax, ay, at := d.pose(a)
	ox, oy, ot := d.pose(o)
	if math.Hypot(ax-ox, ay-oy) >= math.Hypot(d.k.LengthMM, d.k.WidthMM) {
		return false
	}
	for _, th := range [4]float64{at, at + math.Pi/2, ot, ot + math.Pi/2} {
		ux, uy := math.Cos(th), math.Sin(th)
		reach := func(t float64) float64 {
			c, s := math.Cos(t), math.Sin(t)
			return d.k.LengthMM/2*math.Abs(c*ux+s*uy) + d.k.WidthMM/2*math.Abs(-s*ux+c*uy)
		}
		if math.Abs((ax-ox)*ux+(ay-oy)*uy) >= reach(at)+reach(ot)-1e-6 {
			return false
		}
	}
	return true
}

// float is a number from 0 to below 1.
func (r *rng) float() float64 { return float64(r.next()>>11) / (1 << 53) }
