package vehicle

import (
	"math"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// Lengths in mm, angles in radians, times in seconds of the vehicle's clock.

// headingTolerance is how far a course may differ without a turn.
const headingTolerance = 0.02

// nearMM counts as the same place.
const nearMM = 1.0

type point struct{ x, y float64 }

func (p point) to(q point) float64      { return math.Hypot(q.x-p.x, q.y-p.y) }
func (p point) heading(q point) float64 { return math.Atan2(q.y-p.y, q.x-p.x) }

func placeOf(n *message.Node) point { return point{n.NodePosition.X * 1000, n.NodePosition.Y * 1000} }

func turnBetween(from, to float64) float64 { return math.Remainder(to-from, 2*math.Pi) }

// move is one piece of motion: a turn on the spot, or a straight drive with a
// trapezoid of speed. The zero value stands still.
type move struct {
	began   time.Duration
	takes   time.Duration
	turning bool
	driving bool
	reaches bool // the drive ends at the next node
	from    point
	course  float64 // driving: heading; turning: heading at the end
	turn    float64 // turning: by how much
	length  float64
	v0      float64 // speed at the beginning,
	peak    float64 // in the middle
	v1      float64 // and at the end
	accel   float64
}

func seconds(s float64) time.Duration { return time.Duration(math.Ceil(s * 1e9)) }

// trapezoid plans a drive of a length, from speed v0, with at most limit on
// the way and at most exit at its end.
func trapezoid(length, v0, limit, exit, accel float64) (peak, v1, took float64) {
	v0 = min(v0, math.Sqrt(exit*exit+2*accel*length)) // rounding must not ask the impossible
	v1 = min(exit, math.Sqrt(v0*v0+2*accel*length))
	peak = min(max(limit, v0, v1), math.Sqrt((2*accel*length+v0*v0+v1*v1)/2))
	peak = max(peak, v0, v1)
	ramps := (2*peak*peak - v0*v0 - v1*v1) / (2 * accel)
	took = (2*peak - v0 - v1) / accel
	if peak > 0 {
		took += max(0, length-ramps) / peak
	}
	return peak, v1, took
}

// at is how far a drive got after t seconds, and how fast it is then.
func (m *move) at(t float64) (distance, speed float64) {
	up := (m.peak - m.v0) / m.accel
	down := (m.peak - m.v1) / m.accel
	flat := m.takes.Seconds() - up - down
	switch {
	case t <= up:
		return m.v0*t + m.accel*t*t/2, m.v0 + m.accel*t
	case t <= up+flat:
		return (m.v0+m.peak)/2*up + m.peak*(t-up), m.peak
	}
	left := max(0, m.takes.Seconds()-t)
	return m.length - (m.v1*left + m.accel*left*left/2), m.v1 + m.accel*left
}

// drift brings pose and speed to the clock, along the move under way.
func (c *core) drift() {
	m := &c.move
	if m.takes == 0 {
		return
	}
	t := min(c.now-m.began, m.takes)
	switch {
	case m.turning:
		c.mem.Theta = math.Remainder(m.course-m.turn*(1-float64(t)/float64(m.takes)), 2*math.Pi)
	case m.driving:
		d, v := m.at(t.Seconds())
		d = min(max(d, 0), m.length)
		c.mem.X, c.mem.Y = m.from.x+d*math.Cos(m.course), m.from.y+d*math.Sin(m.course)
		c.speed = v
	}
}

// plan decides how the vehicle moves from now on. Pose and speed are up to
// date.
func (c *core) plan() {
	was := c.driving()
	c.leaveZones()
	c.move = c.nextMove()
	if !c.move.driving {
		c.speed = 0
	}
	if c.driving() != was {
		c.dirty = true
	}
}

func (c *core) driving() bool { return c.move.turning || c.move.driving }

func (c *core) nextMove() move {
	here := point{c.mem.X, c.mem.Y}
	accel := float64(c.kin.AccelMMPerS2)
	dead := c.broken > c.now || c.mishap.stopsDriving()
	stops := dead || c.held() || len(c.mem.Nodes) == 0 || !c.mem.Nodes[0].Released || c.barred(0)
	switch {
	case stops && (dead || c.speed == 0):
		return move{}
	case len(c.mem.Nodes) == 0:
		return move{} // cannot be while it moves: it brakes for the end of its base
	}
	next := &c.mem.Nodes[0]
	goal := placeOf(next)
	length := here.to(goal)
	if length < nearMM {
		return c.arrival(next)
	}
	course := here.heading(goal)
	if turn := turnBetween(c.mem.Theta, course); c.speed == 0 && math.Abs(turn) > headingTolerance {
		return c.turn(course, turn)
	}
	m := move{began: c.now, driving: true, reaches: true, from: here, course: course, length: length, v0: c.speed, accel: accel}
	exit := c.exitSpeed(0)
	if stops {
		brake := c.speed * c.speed / (2 * accel)
		if brake < length {
			m.length, m.reaches = brake, false
		}
		exit = math.Sqrt(max(0, c.speed*c.speed-2*accel*length))
		m.peak, m.v1 = c.speed, exit
		m.takes = max(1, seconds((c.speed-exit)/accel))
		return m
	}
	var took float64
	m.peak, m.v1, took = trapezoid(m.length, m.v0, c.limit(0), exit, accel)
	m.takes = max(1, seconds(took))
	return m
}

// arrival is what is left to do at a node's place: the turn it asks for, or
// nothing but to count it as reached.
func (c *core) arrival(n *message.Node) move {
	if theta := n.NodePosition.Theta; theta != nil && !c.held() {
		if turn := turnBetween(c.mem.Theta, *theta); math.Abs(turn) > headingTolerance {
			return c.turn(*theta, turn)
		}
	}
	return move{began: c.now, takes: 1, driving: true, reaches: true, from: placeOf(n), course: c.mem.Theta, v0: c.speed, v1: c.speed, peak: c.speed, accel: 1}
}

func (c *core) turn(to, by float64) move {
	rate := float64(c.kin.TurnMradPerS) / 1000
	return move{began: c.now, turning: true, course: to, turn: by, takes: max(1, seconds(math.Abs(by)/rate))}
}

// limit is the highest speed on remaining edge i.
func (c *core) limit(i int) float64 {
	limit := float64(c.kin.SpeedMMPerS)
	if i < len(c.mem.Edges) && c.mem.Edges[i].MaxSpeed > 0 {
		limit = min(limit, c.mem.Edges[i].MaxSpeed*1000)
	}
	if zone, ok := c.speedLimit(i); ok {
		limit = min(limit, zone)
	}
	return limit
}

// exitSpeed is the highest speed at remaining node i with which the vehicle
// can still keep every limit and stop where it must.
func (c *core) exitSpeed(i int) float64 {
	const lookAhead = 64 // nodes
	if i >= lookAhead || c.mustStopAt(i) {
		return 0
	}
	length := placeOf(&c.mem.Nodes[i]).to(placeOf(&c.mem.Nodes[i+1]))
	entry := c.limit(i + 1)
	if brake := float64(c.kin.AccelMMPerS2); entry*entry > 2*brake*length {
		entry = min(entry, math.Sqrt(c.square(c.exitSpeed(i+1))+2*brake*length))
	}
	return min(c.limit(i), entry)
}

func (c *core) square(v float64) float64 { return v * v }

// mustStopAt says whether the vehicle cannot pass remaining node i without
// stopping.
func (c *core) mustStopAt(i int) bool {
	n := &c.mem.Nodes[i]
	if i+1 >= len(c.mem.Nodes) || !c.mem.Nodes[i+1].Released || i == 0 && c.barred(1) {
		return true
	}
	for _, a := range n.Actions {
		if a.BlockingType != message.BlockingNone {
			return true
		}
	}
	here, next := placeOf(n), placeOf(&c.mem.Nodes[i+1])
	from := point{c.mem.X, c.mem.Y}
	if i > 0 {
		from = placeOf(&c.mem.Nodes[i-1])
	}
	if here.to(next) < nearMM {
		return true
	}
	course := here.heading(next)
	arriving := c.mem.Theta
	if from.to(here) >= nearMM {
		arriving = from.heading(here)
	}
	if theta := n.NodePosition.Theta; theta != nil && math.Abs(turnBetween(arriving, *theta)) > headingTolerance {
		return true
	}
	return math.Abs(turnBetween(arriving, course)) > headingTolerance
}
