package plc

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Conveyor describes a route of stations in a row; a unit stands on a station,
// or is on its way from one to the next.
type Conveyor struct {
	ID, Prefix, Warehouse, Model string
	Places                       []string // of the stations, in the order of travel
	StationMM, SpeedMMPerS       int64
	Start                        time.Duration // of belts that stood
	SleepAfter                   time.Duration // without work the belts stop; 0: never
}

// route is what makes a job device a conveyor instead of a crane. Belts and
// their sleep are volatile: after a boot they stand.
type route struct {
	cfg      Conveyor
	jammed   map[int]bool // fault injection: nothing gets onto these stations
	awake    bool
	wakes    int
	workedAt time.Time
}

// Faults of a conveyor.
const (
	faultJam  = 301
	faultStop = 900
)

// waitAhead is how often a belt looks whether the station ahead is free again.
const waitAhead = 500 * time.Millisecond

func (c Conveyor) stations() []Station {
	out := make([]Station, len(c.Places))
	for i, p := range c.Places {
		out[i] = Station{Place: p, Direction: 3}
	}
	out[0].Direction, out[len(out)-1].Direction = 1, 2
	return out
}

// judgeRoute takes jobs from a station to one further on.
func (c *crane) judgeRoute(typ devices.JobType) int {
	l := c.jobOf(0).Legs[0]
	switch {
	case typ != devices.JobRelocate:
		return reasonType
	case l.Src.Kind != devices.SpotStation || c.place(l.Src) == "":
		return reasonSource
	case l.Dst.Kind != devices.SpotStation || c.place(l.Dst) == "" || l.Dst.X <= l.Src.X:
		return reasonDestination
	}
	return reasonNone
}

// roll begins the way from the station where the load is to the next.
func (c *crane) roll(now time.Time) {
	j := c.mem.Job
	if j.At == 0 {
		j.At = int(j.Legs[0].Src.X)
	}
	d := time.Duration(float64(c.route.cfg.StationMM) / float64(max(1, c.route.cfg.SpeedMMPerS)) * float64(time.Second))
	if !c.route.awake {
		d += c.route.cfg.Start
	}
	c.route.run(now)
	c.phaseFrom, c.phaseEnd, c.running = now, now.Add(c.scaled(d)), true
}

// rolled concludes it: the load is on the next station, or it is known why not.
func (c *crane) rolled(at time.Time) {
	j := c.mem.Job
	l := &j.Legs[0]
	from, to := c.cfg.Stations[j.At-1].Place, c.cfg.Stations[j.At].Place
	c.running = false
	c.route.workedAt = at
	if c.route.jammed[j.At+1] {
		c.raise(faultJam, 700, fmt.Sprintf("jam between station %d and %d", j.At, j.At+1))
		c.commit(nil)
		c.showFault()
		return
	}
	result := devices.ResultDone
	ok := c.commit(func(tx *world.Tx) error {
		unit := ""
		if unit, result = c.onStation(tx, l, from); result != devices.ResultDone {
			return errImpossible
		}
		if len(tx.At(to)) > 0 || tx.MoveHandlingUnit(unit, from, to) != nil {
			result = devices.ResultDestOccupied
			return errImpossible
		}
		j.At++
		if j.At == int(l.Dst.X) {
			return c.conclude(tx, at, devices.ResultDone, 0)
		}
		return nil
	})
	switch {
	case ok && c.mem.Job == nil:
		c.showDone()
	case ok:
		c.begin(at)
	case result == devices.ResultDestOccupied: // it closes up when the one ahead is gone
		c.phaseFrom, c.phaseEnd, c.running = at, at.Add(c.scaled(waitAhead)), true
	case result == devices.ResultDone: // the world could not be written
	case j.At > int(l.Src.X):
		c.finish(at, devices.ResultFailed, int32(result))
	default:
		c.finish(at, result, 0)
	}
}

func (c *crane) onStation(tx *world.Tx, l *leg, place string) (string, devices.JobResult) {
	units := tx.At(place)
	if len(units) == 0 {
		return "", devices.ResultSourceEmpty
	}
	if l.HandlingUnit == "" {
		return units[0], devices.ResultDone
	}
	if u, ok := tx.ByLabel(place, l.HandlingUnit); ok {
		return u.ID, devices.ResultDone
	}
	return "", devices.ResultOtherUnit
}

// doze stops the belts when there was no work for a while.
func (c *crane) doze(now time.Time) {
	r := c.route
	if c.mem.Job == nil && r.awake && r.cfg.SleepAfter > 0 && now.Sub(r.workedAt) >= c.scaled(r.cfg.SleepAfter) {
		r.awake = false
	}
}

// wake starts the belts for what was announced.
func (c *crane) wake(now time.Time) {
	if !c.fault.Active {
		c.route.run(now)
	}
}

func (r *route) run(now time.Time) {
	if !r.awake {
		r.awake = true
		r.wakes++
	}
	r.workedAt = now
}

// causeGone says whether a fault that was acknowledged may fall.
func (c *crane) causeGone() bool {
	if c.route == nil {
		return true
	}
	if c.mem.EStop {
		return false
	}
	return c.fault.Code != faultJam || c.mem.Job == nil || !c.route.jammed[c.mem.Job.At+1]
}

// showRoute is the live picture: the station of the load, and whether belts run.
func (c *crane) showRoute() {
	at, run, leg := int32(0), int32(0), int32(0)
	if c.mem.Job != nil {
		at, leg = int32(max(1, c.mem.Job.At)), 1
	}
	if c.route.awake && !c.fault.Active {
		run = 1
	}
	c.regs.set("Pos.X", at)
	c.regs.set("Pos.Y", run)
	c.regs.set("Leg", leg)
}

// grantRoute tells others what they may do at a station.
func (c *crane) grantRoute(number int, s Station, occupied bool) int32 {
	if c.fault.Active || c.mem.EStop {
		return devices.GrantClosed
	}
	if j := c.mem.Job; j != nil && number >= max(j.At, int(j.Legs[0].Src.X)) && number <= int(j.Legs[0].Dst.X) {
		return devices.GrantMoving
	}
	switch {
	case occupied && s.Direction != 1:
		return devices.GrantTake
	case !occupied && s.Direction != 2:
		return devices.GrantPut
	}
	return devices.GrantClosed
}

// ConveyorHandle adds the faults of a conveyor.
type ConveyorHandle struct {
	Handle
	crane *crane
}

// Jam keeps loads from getting onto a station until it is taken away.
func (h ConveyorHandle) Jam(station int, on bool) {
	h.with(func(*device) {
		h.crane.route.jammed[station] = on
		h.crane.settle()
	})
}

// EmergencyStop presses or releases the button. What it stopped stays stopped
// until the fault is cleared too, also over a restart of the PLC.
func (h ConveyorHandle) EmergencyStop(on bool) {
	h.with(func(*device) {
		c := h.crane
		if c.mem.EStop = on; on {
			c.running, c.route.awake = false, false
			c.raise(faultStop, 1000, "emergency stop")
		}
		c.commit(nil)
		c.settle()
	})
}

// settle lets a fault fall that was acknowledged before its cause was gone.
func (c *crane) settle() {
	if c.causeGone() {
		c.clear()
		c.commit(nil)
	}
	c.showFault()
	c.showState(time.Now())
}

// Jobs is how many ended since the world was made, at most as many as a PLC
// remembers.
func (h ConveyorHandle) Jobs() (n int) {
	h.with(func(*device) { n = len(h.crane.executed) })
	return n
}

// Belts says whether they run, and how often they were started.
func (h ConveyorHandle) Belts() (run bool, starts int) {
	h.with(func(*device) { run, starts = h.crane.route.awake, h.crane.route.wakes })
	return run, starts
}

// AddConveyor puts a route of stations on the server. Call it before Run.
func (s *Server) AddConveyor(cfg Conveyor) (ConveyorHandle, error) {
	if len(cfg.Places) < 2 || cfg.SpeedMMPerS <= 0 || cfg.StationMM <= 0 {
		return ConveyorHandle{}, fmt.Errorf("twin conveyor %s: it needs two stations or more, their distance and a speed", cfg.ID)
	}
	for i, p := range cfg.Places {
		if !s.exists(p) {
			return ConveyorHandle{}, fmt.Errorf("twin conveyor %s: station %d: no place %q in the world", cfg.ID, i+1, p)
		}
	}
	c := &crane{cfg: Crane{Model: cfg.Model, Stations: cfg.stations(), CellPlace: func(devices.Spot) string { return "" }}, blocked: map[string]bool{},
		route: &route{cfg: cfg, jammed: map[int]bool{}}}
	if err := s.add(c, cfg.ID, cfg.Prefix, cfg.Warehouse); err != nil {
		return ConveyorHandle{}, err
	}
	c.declare()
	return ConveyorHandle{Handle{s, c}, c}, s.join(c)
}
