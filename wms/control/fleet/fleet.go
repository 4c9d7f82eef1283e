package fleet

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/routing/traffic"
	"github.com/aisle-wms/aisle/wms"
)

// Config of a fleet.
type Config struct {
	Vehicles  []string          // device ids
	Footprint routing.Footprint // of the largest vehicle with load
	Map       string            // map id put into every step
	NewID     func() string     // unique ids for orders without a mission
	Traffic   traffic.Options
	// DeviationMM is allowed at every node. Default 100.
	DeviationMM int64
	// HorizonNodes are announced beyond what is released. Default 6; -1 none.
	HorizonNodes int
	// WaitForStates is how long to wait at the start for vehicles that say
	// nothing. Default 10 s.
	WaitForStates time.Duration
	// Battery levels: below ChargeBelow a vehicle must charge, an idle one
	// charges below ChargeIdleBelow, and a charging one takes missions again
	// from ChargeUntil. Defaults 250, 800 and 500.
	ChargeBelow, ChargeIdleBelow, ChargeUntil int32
	// RetryAfter is how long to wait after a vehicle refused an order, Retries
	// how often to try again. Defaults 10 s and 3.
	RetryAfter time.Duration
	Retries    int
	// ReassignAfter is how long a vehicle may be unable to go on before a
	// mission that it has not picked up goes to another. Default 30 s; negative:
	// never, neither to a nearer one.
	ReassignAfter time.Duration
	// Gates are the doors and lifts of the roadmap.
	Gates []GateSpec
	// MaxMissions bounds the open missions. Default 10000.
	MaxMissions int
}

func (c Config) withDefaults() Config {
	orElse(&c.DeviationMM, 100)
	orElse(&c.HorizonNodes, 6)
	orElse(&c.WaitForStates, 10*time.Second)
	orElse(&c.ChargeBelow, 250)
	orElse(&c.ChargeIdleBelow, 800)
	orElse(&c.ChargeUntil, 500)
	orElse(&c.RetryAfter, 10*time.Second)
	orElse(&c.Retries, 3)
	orElse(&c.ReassignAfter, 30*time.Second)
	orElse(&c.MaxMissions, 10000)
	return c
}

func orElse[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

// Mission is one handling unit to be carried. Smaller priorities are more
// urgent: one step is worth a minute of waiting.
type Mission struct {
	ID                     wms.MissionID
	FromStation, ToStation string
	HandlingUnit           wms.HandlingUnitID
	Priority               int64
	Deadline               time.Time // zero: none
	// FixedVehicle has the mission already: it was assigned before a restart,
	// or it has the handling unit on board.
	FixedVehicle string
	// PickedUp: the vehicle reported the pick before the restart.
	PickedUp bool
}

// Action is something the caller shall do (Start, Extend, Cancel) or make
// durable (the others).
type Action interface{ action() }

type (
	// Assigned: make it durable, then call Commit. It may come again with
	// another vehicle until Start.
	Assigned struct {
		Mission wms.MissionID
		Vehicle string
	}
	// Unassigned: the vehicle has it no more, and nobody else yet.
	Unassigned struct{ Mission wms.MissionID }
	// Start, Extend and Cancel go to devices.Vehicle.
	Start struct {
		Vehicle string
		Order   devices.Order
	}
	Extend struct {
		Vehicle, OrderID string
		Steps, Horizon   []devices.Step
	}
	Cancel struct{ Vehicle, OrderID string }
	// PickedUp and Delivered: the vehicle confirmed it.
	PickedUp struct {
		Mission wms.MissionID
		Vehicle string
	}
	Delivered struct {
		Mission wms.MissionID
		Vehicle string
	}
	// SetGate goes to devices.Gate.
	SetGate struct {
		Gate string
		Want devices.GateWant
	}
	// Failed ends a mission. Loaded: the handling unit is on the vehicle, which
	// then waits for a mission with it as FixedVehicle.
	Failed struct {
		Mission wms.MissionID
		Vehicle string
		Reason  string
		Loaded  bool
	}
)

func (Assigned) action()   {}
func (Unassigned) action() {}
func (Start) action()      {}
func (Extend) action()     {}
func (Cancel) action()     {}
func (PickedUp) action()   {}
func (Delivered) action()  {}
func (Failed) action()     {}
func (SetGate) action()    {}

// phase of a mission.
type phase uint8

const (
	waiting   phase = iota // no vehicle
	assigned               // waits for Commit
	committed              // may start
	toPick                 // order under way
	toDrop                 // loaded
	ended
)

type mission struct {
	Mission
	from, to    routing.Node
	phase       phase
	vehicle     *vehicle
	addedAt     time.Time
	dueMS       int64 // since the fleet's start; smaller goes first
	pickGiven   bool  // the action is in a released step
	dropGiven   bool
	refused     int
	cancelled   bool // by the caller, the vehicle was told
	usedOwnID   bool // an order with the mission's id was started
	giveUp      bool // its order is being cancelled, so that another vehicle may do it
	changed     int  // how often it went to a better vehicle
	givenAt     time.Time
	restoredFor *vehicle
}

func (m *mission) pickID() string { return string(m.ID) + "-pick" }
func (m *mission) dropID() string { return string(m.ID) + "-drop" }

// Fleet is the controller. Not safe for concurrent use.
type Fleet struct {
	rm       *routing.Roadmap
	cfg      Config
	tr       *traffic.Traffic
	v        []*vehicle
	byID     map[string]*vehicle
	missions map[wms.MissionID]*mission
	open     []*mission // all that have not ended, in the order they were added
	start    time.Time
	now      time.Time
	settled  bool
	chargers bool // the roadmap has charge nodes
	gates    []*gate
	gateOf   map[routing.Edge]*gate
	maps     map[string]bool // of the nodes, where they name one
	out      []Action
	perV     [][]traffic.Grant
}

// New makes a fleet. It refuses a roadmap on which vehicles could block each
// other (see traffic.Check).
func New(rm *routing.Roadmap, cfg Config) (*Fleet, error) {
	if cfg.NewID == nil {
		return nil, fmt.Errorf("fleet: Config.NewID is missing")
	}
	cfg = cfg.withDefaults()
	tr, err := traffic.New(rm, cfg.Footprint, len(cfg.Vehicles), cfg.Traffic)
	if err != nil {
		return nil, err
	}
	f := &Fleet{rm: rm, cfg: cfg, tr: tr, byID: map[string]*vehicle{}, missions: map[wms.MissionID]*mission{},
		perV: make([][]traffic.Grant, len(cfg.Vehicles))}
	f.maps = map[string]bool{}
	for n := range rm.Nodes() {
		f.maps[rm.Spec(routing.Node(n)).Map] = true
		f.chargers = f.chargers || rm.Spec(routing.Node(n)).Kind == routing.Charge
	}
	for n, id := range cfg.Vehicles {
		if f.byID[id] != nil || id == "" {
			return nil, fmt.Errorf("fleet: vehicle %q is empty or given twice", id)
		}
		v := &vehicle{id: id, n: n, charger: routing.None}
		f.v = append(f.v, v)
		f.byID[id] = v
	}
	return f, f.buildGates()
}

// floor is the map of a vehicle as the roadmap's nodes name it.
func (f *Fleet) floor(m string) string {
	if f.maps[m] {
		return m
	}
	return ""
}

// AddMission takes a mission on. Adding one that is open already changes
// nothing.
func (f *Fleet) AddMission(now time.Time, m Mission) error {
	f.tick(now)
	if f.missions[m.ID] != nil {
		return nil
	}
	from, okFrom := f.rm.Station(m.FromStation)
	to, okTo := f.rm.Station(m.ToStation)
	fixed, known := f.byID[m.FixedVehicle]
	switch {
	case m.ID == "":
		return fmt.Errorf("mission without an id")
	case len(f.open) >= f.cfg.MaxMissions:
		return fmt.Errorf("mission %s: %d missions are open already", m.ID, len(f.open))
	case !okFrom && m.FixedVehicle == "":
		return fmt.Errorf("mission %s: no station %q on the roadmap", m.ID, m.FromStation)
	case !okTo:
		return fmt.Errorf("mission %s: no station %q on the roadmap", m.ID, m.ToStation)
	case okFrom && from == to && m.FixedVehicle == "":
		return fmt.Errorf("mission %s: from and to are both station %q", m.ID, m.ToStation)
	case m.FixedVehicle != "" && !known:
		return fmt.Errorf("mission %s: no vehicle %q in this fleet", m.ID, m.FixedVehicle)
	}
	if !okFrom || from == to {
		from = routing.None // it has the handling unit on board already
	}
	mi := &mission{Mission: m, from: from, to: to, addedAt: now, restoredFor: fixed}
	due := now.Add(time.Duration(m.Priority) * time.Minute)
	if !m.Deadline.IsZero() {
		if latest := m.Deadline.Add(-5 * time.Minute); latest.Before(due) {
			due = latest
		}
	}
	mi.dueMS = due.Sub(f.start).Milliseconds()
	f.missions[m.ID] = mi
	f.open = append(f.open, mi)
	return nil
}

// Commit says that the assignment of a mission is durable.
func (f *Fleet) Commit(id wms.MissionID) {
	if m := f.missions[id]; m != nil && m.phase == assigned {
		m.phase = committed
	}
}

// CancelMission gives a mission up that is not on board yet. If a vehicle was
// told of it already, Failed follows when the vehicle has let go; otherwise it
// is gone at once and done is true.
func (f *Fleet) CancelMission(now time.Time, id wms.MissionID) (done bool, err error) {
	f.tick(now)
	m := f.missions[id]
	switch {
	case m == nil:
		return false, fmt.Errorf("no open mission %s", id)
	case m.phase == toDrop:
		return false, fmt.Errorf("mission %s: the handling unit is on board of %s", id, m.vehicle.id)
	case m.phase < toPick && m.restoredFor == nil:
		f.end(m)
		return true, nil
	}
	m.cancelled = true
	return false, nil
}

// end forgets a mission and frees its vehicle.
func (f *Fleet) end(m *mission) {
	m.phase = ended
	delete(f.missions, m.ID)
	for i, o := range f.open {
		if o == m {
			f.open = append(f.open[:i], f.open[i+1:]...)
			break
		}
	}
	if v := m.vehicle; v != nil && v.mission == m {
		v.mission = nil
		v.order.closed = true
	}
}

func (f *Fleet) tick(now time.Time) {
	if f.start.IsZero() {
		f.start = now
	}
	if now.After(f.now) {
		f.now = now
	}
}

func (f *Fleet) emit(a Action) { f.out = append(f.out, a) }

// Close says of points of the floor whether vehicles may not enter them from
// outside, or, if they are inside already, not drive on. Nothing that was
// released is taken back.
func (f *Fleet) Close(closed func(xMM, yMM int64) (enter, inside bool)) {
	f.tr.SetClosed(func(from, to routing.Node) bool {
		a, b := f.rm.Spec(from), f.rm.Spec(to)
		enter, inside := closed(b.XMM, b.YMM)
		if inside {
			return true
		}
		in, _ := closed(a.XMM, a.YMM)
		return enter && !in
	})
}

// Step decides what happens next. Carry the actions out in their order.
func (f *Fleet) Step(now time.Time) []Action {
	f.tick(now)
	if !f.settled && !f.settle() {
		return nil
	}
	for _, v := range f.v {
		f.review(v)
	}
	f.restore()
	for _, v := range f.v {
		f.noteEmpty(v)
	}
	f.dispatch()
	for _, v := range f.v {
		f.direct(v)
	}
	f.runGates()
	for i := range f.perV {
		f.perV[i] = f.perV[i][:0]
	}
	for _, g := range f.tr.Step(f.now.Sub(f.start)) {
		f.perV[g.Vehicle] = append(f.perV[g.Vehicle], g)
	}
	for _, v := range f.v {
		f.send(v, f.perV[v.n])
	}
	out := f.out
	f.out = nil
	return out
}

// settle waits for the vehicles' first states, then gives everybody its place.
func (f *Fleet) settle() bool {
	all := true
	for _, v := range f.v {
		all = all && v.seen
	}
	if !all && f.now.Sub(f.start) < f.cfg.WaitForStates {
		return false
	}
	for _, v := range f.v {
		if v.seen {
			f.locate(v)
		}
	}
	f.tr.Settle()
	f.settled = true
	return true
}
