package field

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// Settings of a Control.
type Settings struct {
	ID     string // of the field: begins the ids of actions
	Config Config
	Robots []string // device ids, as Config.Homes
	Map    string
	// Node is a cell as vehicles know it.
	Node func(cell int32) (id string, xMM, yMM int64)
	// Inductions and Chutes are the places' names, as in Config.
	Inductions, Chutes []string
	Pace               time.Duration // for a cell at full speed
	NewID              func() string
	// NextNumber is a parcel's number, never given twice.
	NextNumber func() uint32
	// Standing are the cells of robots that were in trouble when the last control
	// ended, as it said by Stands: walls until they are heard of.
	Standing map[string][]string
	// AwayAfter is for how long a robot may stand still with trouble before the
	// others are led around it. Default 5 s.
	AwayAfter time.Duration
	// WaitForStates is how long to wait at the start for robots that say
	// nothing. Default 10 s.
	WaitForStates time.Duration
	// ChargeBelow is when a robot must charge, ChargeIdleBelow when one without
	// work does if a charger is free, ChargeUntil when it works again, in per
	// mille. Defaults 250, 700 and 900.
	ChargeBelow, ChargeIdleBelow, ChargeUntil int32
}

// Deed is what a Control wants done or says: Start, Extend, Cancel go to
// devices.Vehicle; Scanned asks for Decide, Diverted for Booked, each when the
// answer is durable. Both may come again after a restart.
type Deed interface{ deed() }

type (
	Start struct {
		Robot string
		Order devices.Order
	}
	Extend struct {
		Robot, OrderID string
		Steps          []devices.Step
	}
	Cancel struct{ Robot, OrderID string }
	// Stands is to be remembered: where a robot is that the others are led
	// around; no nodes: it drives again.
	Stands struct {
		Robot string
		Nodes []string
	}
	Scanned struct {
		Robot   string
		Number  uint32
		Barcode string // "": not read
	}
	Diverted struct {
		Robot  string
		Number uint32
		Chute  int // -1: lost
		Result devices.DivertResult
	}
)

func (Start) deed()    {}
func (Extend) deed()   {}
func (Cancel) deed()   {}
func (Stands) deed()   {}
func (Scanned) deed()  {}
func (Diverted) deed() {}

// kind of an action under way.
type kind uint8

const (
	nothing kind = iota
	pick
	tilt
	charge
)

// unit is a robot as a vehicle.
type unit struct {
	id     string
	a      int32
	s      devices.VehicleState
	seen   bool
	placed bool    // its cells are its own in the plan
	fresh  bool    // they are its steps: the plan does not have it yet
	stands []int32 // not heard of yet, it has these

	order     string // under way, "" none: the next steps begin a new one
	confirmed bool   // the vehicle named it
	cancelled bool
	steps     []int32 // cells of the order's steps
	base      int     // what StepsReached counts for the first of them
	reached   int     // index of the last that was reached

	want    *devices.Action // to be sent
	doing   string          // id of the action that is awaited
	what    kind
	tries   int
	number  uint32 // of its parcel; 0: none
	ended   *Diverted
	moved   *int32 // stands at this cell without an order, and not where the plan has it
	notTill time.Time

	out     bool // of service
	trouble string
	since   time.Time // of the trouble, or of the wait
	away    bool
	waits   wait
}

// Control drives a field's vehicles. Not safe for concurrent use.
type Control struct {
	c       Settings
	f       *Field
	units   []*unit
	byID    map[string]*unit
	cell    map[string]int32 // of each node
	start   time.Time
	now     time.Time
	next    time.Time // when the plan goes on
	settled bool
	again   bool // arrange anew
	out     []Deed
}

// NewControl makes one, or says what is wrong with the field.
func NewControl(s Settings) (*Control, error) {
	if len(s.Robots) != len(s.Config.Homes) || len(s.Inductions) != len(s.Config.Inductions) || len(s.Chutes) != len(s.Config.Chutes) || s.NewID == nil || s.NextNumber == nil || s.Node == nil || s.Pace <= 0 {
		return nil, fmt.Errorf("field %s: robots, inductions and chutes need a name each; NewID, NextNumber, Node and Pace must be given", s.ID)
	}
	for v, d := range map[*time.Duration]time.Duration{&s.AwayAfter: 5 * time.Second, &s.WaitForStates: 10 * time.Second} {
		if *v == 0 {
			*v = d
		}
	}
	for v, d := range map[*int32]int32{&s.ChargeBelow: 250, &s.ChargeIdleBelow: 700, &s.ChargeUntil: 900} {
		if *v == 0 {
			*v = d
		}
	}
	f, err := New(s.Config)
	if err != nil {
		return nil, err
	}
	c := &Control{c: s, f: f, byID: map[string]*unit{}, cell: map[string]int32{}}
	for i := range s.Config.Grid.Cells() {
		id, _, _ := s.Node(int32(i))
		c.cell[id] = int32(i)
	}
	for a, id := range s.Robots {
		u := &unit{id: id, a: int32(a)}
		for _, n := range s.Standing[id] {
			if cell, known := c.cell[n]; known {
				u.stands = append(u.stands, cell)
			}
		}
		c.units, c.byID[id] = append(c.units, u), u
	}
	return c, nil
}

// SetWaiting says how many parcels lie at an induction.
func (c *Control) SetWaiting(induction, n int) { c.f.SetWaiting(induction, n) }

// SetOut says whether a robot is out of service: it ends what it was given, and
// the others are led around it.
func (c *Control) SetOut(robot string, out bool) {
	if u := c.byID[robot]; u != nil {
		u.out = out
	}
}

// SetChute says whether a chute takes parcels.
func (c *Control) SetChute(number int, isFull, enabled bool) { c.f.SetChute(number, isFull, enabled) }

// Decide answers Scanned. The first answer holds.
func (c *Control) Decide(number uint32, chute, alternative int) {
	for _, u := range c.units {
		if u.number == number && c.f.robots[u.a].state == scanned {
			c.f.Decided(u.a, Parcel{number, chute, alternative})
		}
	}
}

// Booked answers Diverted.
func (c *Control) Booked(number uint32) {
	for _, u := range c.units {
		if u.number == number && u.ended != nil {
			u.ended, u.number = nil, 0
			c.do(c.f.Tilted(u.a, true))
		}
	}
}

// Refused says that a Start, Extend or Cancel could not be handed to a
// vehicle.
func (c *Control) Refused(robot, order string) {
	if u := c.byID[robot]; u != nil && u.order == order && order != "" {
		u.s.Rejected = order
	}
}

// Update takes in a state of a vehicle. Unknown ones are ignored.
func (c *Control) Update(now time.Time, id string, s devices.VehicleState) {
	c.tick(now)
	u := c.byID[id]
	if u == nil {
		return
	}
	if !s.Online {
		u.s.Online = false // what was said last is kept
		return
	}
	u.s, u.seen = s, true
	if u.placed && !u.fresh {
		c.follow(u)
	}
}

func (c *Control) tick(now time.Time) {
	if c.start.IsZero() {
		c.start = now
	}
	if now.After(c.now) {
		c.now = now
	}
}

// Step says what happens next. Carry the deeds out in their order.
func (c *Control) Step(now time.Time) []Deed {
	c.tick(now)
	if !c.settled && !c.settle() {
		return nil
	}
	for _, u := range c.units {
		c.review(u)
	}
	if c.again {
		c.arrange()
	}
	const most = 4 // steps made up for after a pause
	for i := 0; i < most && !c.next.After(c.now); i++ {
		c.do(c.f.Step())
		c.next = c.next.Add(c.c.Pace)
	}
	if c.next.Before(c.now) {
		c.next = c.now
	}
	for _, u := range c.units {
		c.release(u)
	}
	out := c.out
	c.out = nil
	return out
}

// settle waits for the first states.
func (c *Control) settle() bool {
	all := true
	for _, u := range c.units {
		all = all && u.seen
	}
	if !all && c.now.Sub(c.start) < c.c.WaitForStates {
		return false
	}
	c.settled, c.again, c.next = true, true, c.now
	return true
}

// do turns what the field wants into actions of vehicles.
func (c *Control) do(actions []Action) {
	for _, x := range actions {
		switch x := x.(type) {
		case Load:
			u := c.units[x.Robot]
			u.number = c.c.NextNumber()
			c.wish(u, pick, devices.Action{ID: fmt.Sprintf("%s-%d-pick", c.c.ID, u.number), Type: "pick", Station: c.c.Inductions[x.Induction]})
		case Tilt:
			u := c.units[x.Robot]
			u.tries++
			c.wish(u, tilt, devices.Action{ID: fmt.Sprintf("%s-%d-tilt-%d-%d", c.c.ID, u.number, x.Chute, u.tries), Type: "drop", Station: c.c.Chutes[c.f.index[x.Chute]]})
		case Charge:
			c.wish(c.units[x.Robot], charge, devices.Action{ID: c.c.NewID() + "-charge", Type: "startCharging"})
		}
	}
}

func (c *Control) wish(u *unit, what kind, a devices.Action) {
	a.LoadType = "parcel"
	if what == charge {
		a.LoadType = ""
	}
	u.want, u.doing, u.what = &a, a.ID, what
}

// release gives a vehicle the cells that the schedule grants it, and the
// action that waits.
func (c *Control) release(u *unit) {
	if !u.placed || u.fresh || u.away || u.trouble != "" || u.cancelled || u.moved != nil || c.now.Before(u.notTill) {
		return
	}
	way := c.f.Schedule()
	ahead := 0 // cells that it was given
	for i := u.reached + 1; i < len(u.steps); i++ {
		if u.steps[i] != u.steps[i-1] {
			ahead++
		}
	}
	ready := u.order != "" || u.s.Idle && len(u.s.Remaining) == 0
	if !ready {
		return
	}
	var steps []devices.Step
	given := u.steps
	for i, n := ahead+1, way.Granted(u.a, c.f.c.Lookahead); i <= n; i++ {
		steps = append(steps, c.step(way.Cell(u.a, i)))
		given = append(given, way.Cell(u.a, i))
	}
	c.waiting(u, ahead+len(steps) > 0)
	if u.want != nil && len(steps) == 0 && ahead == 0 && u.order != "" {
		end := way.Cell(u.a, 0)
		step := c.step(end)
		step.Actions = []devices.Action{*u.want}
		steps, given, u.want = append(steps, step), append(given, end), nil
	}
	switch {
	case len(steps) == 0 && u.want == nil:
	case u.order != "":
		u.steps = given
		c.out = append(c.out, Extend{u.id, u.order, steps})
	default:
		c.begin(u, steps)
	}
}

// begin starts an order where the vehicle stands.
func (c *Control) begin(u *unit, steps []devices.Step) {
	way := c.f.Schedule()
	first := c.step(way.Cell(u.a, 0))
	id := c.c.NewID()
	if u.number != 0 {
		id = fmt.Sprintf("%s-%d-%s", c.c.ID, u.number, id)
	}
	if u.s.Charging {
		first.Actions = append(first.Actions, devices.Action{ID: id + "-stop", Type: "stopCharging"})
	}
	if u.want != nil && len(steps) == 0 {
		first.Actions = append(first.Actions, *u.want)
		u.want = nil
	}
	u.order, u.confirmed, u.cancelled, u.base, u.reached = id, false, false, 1, 0
	u.steps = []int32{way.Cell(u.a, 0)}
	for i := range steps {
		u.steps = append(u.steps, way.Cell(u.a, i+1))
	}
	c.out = append(c.out, Start{u.id, devices.Order{ID: id, Steps: append([]devices.Step{first}, steps...)}})
}

func (c *Control) step(cell int32) devices.Step {
	id, x, y := c.c.Node(cell)
	return devices.Step{Node: id, X: x, Y: y, AllowedDeviation: 100, Map: c.c.Map}
}
