package vehicle

import (
	"math"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// Kinematics of a vehicle: motion, handling and battery.
type Kinematics struct {
	SpeedMMPerS       int64
	AccelMMPerS2      int64
	TurnMradPerS      int64
	LoadMS, UnloadMS  int64 // a pick, a drop
	LengthMM, WidthMM int64
	MaxLoadG          int64
	BatteryWh         int64
	DrivingW, IdleW   int64
	ChargingW         int64
}

// Carrier is a small AGV for pallets and totes.
var Carrier = Kinematics{
	SpeedMMPerS: 1500, AccelMMPerS2: 500, TurnMradPerS: 1000, LoadMS: 8000, UnloadMS: 8000,
	LengthMM: 1200, WidthMM: 800, MaxLoadG: 500_000, BatteryWh: 1500, DrivingW: 350, IdleW: 40, ChargingW: 1500,
}

// memory is what survives the process.
type memory struct {
	OrderID   string
	UpdateID  message.Uint
	Content   uint64 // of the last order message taken over
	Cancelled bool   // the order was, it takes no update
	LastNode  string
	LastSeq   message.Uint
	Nodes     []message.Node // not yet reached, base and horizon
	Edges     []message.Edge // Edges[i] leads to Nodes[i]
	Actions   []*task
	Cancel    string // id of the cancelOrder under way
	Pause     bool   // asked for
	X, Y      float64
	Theta     float64
	Map       string
	Loads     []string
	Read      string  // what the scanner read of the load on the tray
	Charge    float64 // 0 to 1
	Charging  bool
}

// task is an action and how far it is.
type task struct {
	Action    message.Action
	Sequence  message.Uint // of its node
	Instant   bool
	Triggered bool // its node was reached
	Status    message.ActionStatus
	Result    string
	Left      time.Duration // while running
	Waits     bool          // a pick: nothing has come yet
}

// core is the vehicle without I/O. Not safe for concurrent use.
type core struct {
	kin   Kinematics
	mem   memory
	now   time.Duration // the vehicle's clock, from 0 at start
	speed float64
	move  move

	errors  []message.Error // until a new order is taken over
	broken  time.Duration   // stands still until then
	trouble string          // why
	mishap  mishap
	maps    []string // that it knows beside the one it is on: it changes map where a node says so
	tray    bool     // it is a sorting robot
	v3      bool     // it speaks 3.0: errors have its names

	zones    []message.ZoneSet // of 3.0; forgotten when it is switched off
	enabled  map[string]string // the set in use, by map
	requests []message.ZoneRequest
	asked    int

	dirty     bool // something changed that a state must tell
	factsheet bool // somebody wants it
}

// effect is a load that changes hands now: whoever runs the core moves it in
// the world and calls settle.
type effect struct {
	task *task
	pick bool
}

// advance lets time pass up to `to`, or up to the moment of an effect, which
// must be settled before time goes on.
func (c *core) advance(to time.Duration) *effect {
	for {
		at, what := c.next()
		if at > to {
			c.pass(to)
			return nil
		}
		c.pass(at)
		if e := what(); e != nil {
			return e
		}
	}
}

const never = time.Duration(math.MaxInt64)

// next is the next thing that happens by itself.
func (c *core) next() (time.Duration, func() *effect) {
	if c.broken > c.now {
		return c.broken, c.repaired
	}
	if c.mishap.stopsHands() {
		return never, nil
	}
	at, what := never, func() *effect { return nil }
	if c.move.takes > 0 {
		at, what = c.move.began+c.move.takes, c.moved
	}
	if t := c.running(); t != nil && c.now+t.Left < at {
		at, what = c.now+t.Left, func() *effect { return c.finish(t) }
	}
	return max(at, c.now), what
}

// pass lets time pass in which nothing happens.
func (c *core) pass(to time.Duration) {
	dt := to - c.now
	if dt <= 0 {
		return
	}
	c.now = to
	c.drain(dt)
	if c.broken >= to || c.mishap.stopsHands() {
		return
	}
	c.drift()
	if t := c.running(); t != nil {
		t.Left = max(0, t.Left-dt)
	}
}

// drain uses the battery.
func (c *core) drain(dt time.Duration) {
	watt := -float64(c.kin.IdleW)
	switch {
	case c.mem.Charging:
		watt = float64(c.kin.ChargingW)
	case c.driving():
		watt = -float64(c.kin.DrivingW)
	}
	if c.kin.BatteryWh > 0 {
		c.mem.Charge = min(1, max(0, c.mem.Charge+watt*dt.Hours()/float64(c.kin.BatteryWh)))
	}
}

func (c *core) repaired() *effect {
	c.broken, c.trouble, c.dirty = 0, "", true
	c.plan()
	return nil
}

// breakDown stops the vehicle at once, for a time.
func (c *core) breakDown(for_ time.Duration, why string) {
	c.drift()
	c.broken, c.trouble, c.speed, c.dirty = c.now+for_, why, 0, true
	c.plan()
}

// moved ends the move under way.
func (c *core) moved() *effect {
	m := c.move
	c.drift()
	if m.driving {
		c.speed = m.v1
		if m.reaches {
			c.reach()
		}
	} else {
		c.mem.Theta = m.course
	}
	c.plan()
	c.settlePause()
	c.settleCancel()
	return nil
}

// reach counts the next node as reached and triggers its actions.
func (c *core) reach() {
	n := c.mem.Nodes[0]
	p := placeOf(&n)
	c.mem.X, c.mem.Y, c.mem.Map = p.x, p.y, n.NodePosition.MapID
	c.mem.LastNode, c.mem.LastSeq = n.NodeID, n.SequenceID
	c.mem.Nodes, c.mem.Edges = c.mem.Nodes[1:], c.mem.Edges[1:]
	c.dirty = true
	c.trigger(n.SequenceID)
}

// held: something forbids driving.
func (c *core) held() bool {
	if c.mem.Pause || c.mem.Charging {
		return true
	}
	for _, t := range c.mem.Actions {
		if t.Triggered && !t.Status.Ended() && t.Action.BlockingType != message.BlockingNone {
			return true
		}
	}
	return false
}

// busy: an order is under way, or its horizon is.
func (c *core) busy() bool {
	if len(c.mem.Nodes) > 0 || c.mem.Cancel != "" {
		return true
	}
	for _, t := range c.mem.Actions {
		if !t.Status.Ended() {
			return true
		}
	}
	return false
}

// paused: it was asked for and the vehicle stands.
func (c *core) paused() bool { return c.mem.Pause && c.speed == 0 }

// state writes the state message, without header.
func (c *core) state() message.State {
	s := message.State{
		OrderID: c.mem.OrderID, OrderUpdateID: c.mem.UpdateID,
		LastNodeID: c.mem.LastNode, LastNodeSequenceID: c.mem.LastSeq,
		AGVPosition: c.position(), Driving: c.driving(), Paused: c.paused(),
		BatteryState:  message.BatteryState{BatteryCharge: math.Round(c.mem.Charge*1000) / 10, Charging: c.mem.Charging},
		OperatingMode: c.mishap.mode(), SafetyState: message.SafetyState{EStop: c.mishap.eStop(), FieldViolation: c.mishap.Obstacle},
		NodeStates: make([]message.NodeState, 0, len(c.mem.Nodes)), EdgeStates: make([]message.EdgeState, 0, len(c.mem.Edges)),
		ActionStates: make([]message.ActionState, 0, len(c.mem.Actions)), Errors: append([]message.Error{}, c.errors...),
		Extra: c.extra(),
	}
	released := 0
	for i := range c.mem.Nodes {
		n, e := &c.mem.Nodes[i], &c.mem.Edges[i]
		s.NodeStates = append(s.NodeStates, message.NodeState{NodeID: n.NodeID, SequenceID: n.SequenceID, Released: n.Released, NodePosition: n.NodePosition})
		s.EdgeStates = append(s.EdgeStates, message.EdgeState{EdgeID: e.EdgeID, SequenceID: e.SequenceID, Released: e.Released})
		if n.Released {
			released++
		}
	}
	s.NewBaseRequest = released <= 1 && released < len(c.mem.Nodes)
	for _, t := range c.mem.Actions {
		s.ActionStates = append(s.ActionStates, message.ActionState{
			ActionID: t.Action.ActionID, ActionType: t.Action.ActionType, ActionStatus: t.Status, ResultDescription: t.Result,
		})
	}
	for _, l := range c.mem.Loads {
		if c.tray {
			l = c.mem.Read
		}
		s.Loads = append(s.Loads, message.Load{LoadID: l})
	}
	if c.mishap.Lost {
		s.Errors = append(s.Errors, message.Error{ErrorType: c.word(message.ErrorV3Localization), ErrorDescription: "the vehicle does not know where it is", ErrorLevel: message.LevelFatal})
	}
	if c.broken > c.now {
		s.Errors = append(s.Errors, message.Error{ErrorType: "breakdown", ErrorDescription: c.trouble, ErrorLevel: message.LevelFatal})
	}
	return s
}

func (c *core) position() *message.AGVPosition {
	// Cut off, not rounded: 3.1416 is more than pi, which the schemas forbid.
	round := func(mm float64) float64 { return math.Round(mm) / 1000 }
	return &message.AGVPosition{X: round(c.mem.X), Y: round(c.mem.Y), Theta: math.Trunc(c.mem.Theta*1e4) / 1e4, MapID: c.mem.Map, PositionInitialized: !c.mishap.Lost}
}

func (c *core) velocity() *message.Velocity {
	v := &message.Velocity{VX: math.Round(c.speed) / 1000}
	if c.move.turning {
		v.Omega = math.Copysign(float64(c.kin.TurnMradPerS)/1000, c.move.turn)
	}
	return v
}
