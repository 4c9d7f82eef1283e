package asrs

import "math"

// Crane is a crane's kinematics, in mm and seconds.
type Crane struct {
	XSpeed, XAccel, YSpeed, YAccel float64
	ForkS                          float64 // one pick or one put at depth 1
}

// Point is where a crane stands: along the aisle and up, in mm; bay 1, level 1
// is the origin.
type Point struct{ X, Y float64 }

// Travel is the time between two points, in seconds: both axes move at once.
func (c Crane) Travel(a, b Point) float64 {
	return max(axis(b.X-a.X, c.XSpeed, c.XAccel), axis(b.Y-a.Y, c.YSpeed, c.YAccel))
}

// axis is the time of a move with constant acceleration up to a top speed.
func axis(way, speed, accel float64) float64 {
	s, v, a := math.Abs(way), max(1, speed), max(1, accel)
	if s > v*v/a {
		return s/v + v/a
	}
	return 2 * math.Sqrt(s/a)
}

// Rack is one aisle with its crane.
type Rack struct {
	Crane                Crane
	Bays, Levels         int
	BayPitch, LevelPitch float64 // mm
	In, Out              Point   // where the crane serves its P&D stations
}

// At is where the crane stands before a cell.
func (r Rack) At(bay, level int) Point {
	return Point{float64(bay-1) * r.BayPitch, float64(level-1) * r.LevelPitch}
}

// reference points of FEM 9.851: at a fifth of the length and two thirds of
// the height, and at two thirds of the length and a fifth of the height,
// counted from the input/output point.
func (r Rack) reference() (p1, p2 Point) {
	far := r.At(r.Bays, r.Levels)
	l, h := far.X-r.In.X, far.Y-r.In.Y
	return Point{r.In.X + l/5, r.In.Y + 2*h/3}, Point{r.In.X + 2*l/3, r.In.Y + h/5}
}

// SingleCycle is the mean time of one store or one retrieve over all cells,
// from the input/output point and back, by FEM 9.851.
func (r Rack) SingleCycle() float64 {
	p1, p2 := r.reference()
	there := r.Crane.Travel(r.In, p1) + r.Crane.Travel(r.In, p2)
	back := r.Crane.Travel(p1, r.Out) + r.Crane.Travel(p2, r.Out)
	return (there+back)/2 + 2*r.Crane.ForkS
}

// DualCycle is the mean time of a store and a retrieve in one trip, by FEM
// 9.851.
func (r Rack) DualCycle() float64 {
	p1, p2 := r.reference()
	return r.Crane.Travel(r.In, p1) + r.Crane.Travel(p1, p2) + r.Crane.Travel(p2, r.Out) + 4*r.Crane.ForkS
}

// Cycle is the exact mean of a single cycle over all cells.
func (r Rack) Cycle() float64 {
	sum := 0.0
	for bay := 1; bay <= r.Bays; bay++ {
		for level := 1; level <= r.Levels; level++ {
			p := r.At(bay, level)
			sum += r.Crane.Travel(r.In, p) + r.Crane.Travel(p, r.Out)
		}
	}
	return sum/float64(max(1, r.Bays*r.Levels)) + 2*r.Crane.ForkS
}
