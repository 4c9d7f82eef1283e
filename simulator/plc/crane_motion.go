package plc

import (
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

// phasesPerScan bounds the work of one scan cycle.
const phasesPerScan = 8

// step is one scan cycle.
func (c *crane) step(now time.Time) {
	c.beat(now)
	if c.ready(now) && c.resume {
		c.resume = false
		if c.cfg.FailAfterRestart {
			c.finish(now, devices.ResultFailed, 0)
		}
	}
	// A phase begins when the one before ended, not at the next scan, so that
	// fast time loses nothing to the scan cycle.
	for n := 0; c.mem.Job != nil && c.ready(now) && !c.fault.Active && n < phasesPerScan; n++ {
		if !c.running {
			c.begin(now)
		}
		if now.Before(c.phaseEnd) {
			break
		}
		c.end(c.phaseEnd)
	}
	if c.route != nil {
		c.doze(now)
	}
	if c.due(now) {
		c.mirror()
		c.showPosition(now)
	}
	c.showState(now)
}

// begin starts the current phase at now.
func (c *crane) begin(now time.Time) {
	if c.route != nil {
		c.roll(now)
		return
	}
	j := c.mem.Job
	l := &j.Legs[j.Leg]
	if !j.moves() { // Move and Home have one phase
		j.Phase = toDestination
	} else if l.Src.Kind == devices.SpotOnBoard && j.Phase < toDestination {
		j.Phase = toDestination
	}
	c.fromX, c.fromY = c.mem.XMM, c.mem.YMM
	c.targetX, c.targetY = c.fromX, c.fromY
	var d time.Duration
	switch j.Phase {
	case toSource:
		c.targetX, c.targetY = c.position(l.Src)
		d = c.travel()
	case toDestination:
		if j.Type != devices.JobHome {
			c.targetX, c.targetY = c.position(l.Dst)
		} else {
			c.targetX, c.targetY = 0, 0
		}
		d = c.travel()
	case picking:
		d = c.fork(l.Src)
	case putting:
		d = c.fork(l.Dst)
	}
	c.phaseFrom, c.phaseEnd, c.running = now, now.Add(c.scaled(d)), true
}

// moves says whether the job carries a load.
func (j *job) moves() bool { return j.Type != devices.JobMove && j.Type != devices.JobHome }

// position of a spot along the aisle.
func (c *crane) position(s devices.Spot) (x, y int64) {
	if s.Kind == devices.SpotStation {
		st := c.cfg.Stations[s.X-1]
		return st.XMM, st.YMM
	}
	return int64(s.X-1) * c.cfg.BayPitchMM, int64(s.Y-1) * c.cfg.LevelPitchMM
}

// travel time of both axes at once, each with a trapezoid of speed.
func (c *crane) travel() time.Duration {
	return max(trapezoid(c.targetX-c.fromX, c.cfg.XSpeedMMPerS, c.cfg.XAccelMMPerS2),
		trapezoid(c.targetY-c.fromY, c.cfg.YSpeedMMPerS, c.cfg.YAccelMMPerS2))
}

func trapezoid(mm, speedMMPerS, accelMMPerS2 int64) time.Duration {
	s, v, a := math.Abs(float64(mm)), float64(max(1, speedMMPerS)), float64(max(1, accelMMPerS2))
	seconds := 2 * math.Sqrt(s/a)
	if s > v*v/a {
		seconds = s/v + v/a
	}
	return time.Duration(seconds * float64(time.Second))
}

func (c *crane) fork(s devices.Spot) time.Duration {
	if s.Kind == devices.SpotCell && s.Depth > 1 {
		return c.cfg.Fork + time.Duration(s.Depth-1)*c.cfg.Fork/2
	}
	return c.cfg.Fork
}

// end concludes the phase that was due at at.
func (c *crane) end(at time.Time) {
	if c.route != nil {
		c.rolled(at)
		return
	}
	j := c.mem.Job
	l := &j.Legs[j.Leg]
	c.running = false
	c.mem.XMM, c.mem.YMM = c.targetX, c.targetY
	switch j.Phase {
	case toSource:
		j.Phase = picking
		c.commit(nil)
	case picking:
		c.pick(l, at)
	case toDestination:
		if !j.moves() {
			c.finish(at, devices.ResultDone, 0)
			return
		}
		j.Phase = putting
		c.commit(nil)
	case putting:
		c.put(l, at)
	}
	if c.mem.Job != nil && !c.fault.Active {
		c.begin(at)
	}
}

// pick takes the load of a leg onto the fork, or finds out why not.
func (c *crane) pick(l *leg, at time.Time) {
	from := c.place(l.Src)
	if c.blocked[from] {
		c.block(from, at)
		return
	}
	result := devices.ResultDone
	ok := c.commit(func(tx *world.Tx) error {
		var unit string
		unit, result = c.atSource(tx, l, from)
		if result != devices.ResultDone {
			return errImpossible
		}
		c.mem.Job.Phase = toDestination
		return tx.MoveHandlingUnit(unit, from, c.deck())
	})
	if !ok && result != devices.ResultDone {
		c.finish(at, result, 0)
	}
}

// atSource finds the unit a leg is to fetch.
func (c *crane) atSource(tx *world.Tx, l *leg, from string) (string, devices.JobResult) {
	if near := c.nearer(l.Src); near != "" && len(tx.At(near)) > 0 {
		return "", devices.ResultBlocked
	}
	if near := c.nearer(l.Dst); near != "" && near != from && len(tx.At(near)) > 0 {
		return "", devices.ResultBlocked
	}
	units := tx.At(from)
	if len(units) == 0 {
		return "", devices.ResultSourceEmpty
	}
	if l.HandlingUnit == "" {
		return units[0], devices.ResultDone
	}
	if u, ok := tx.ByLabel(from, l.HandlingUnit); ok {
		return u.ID, devices.ResultDone
	}
	return "", devices.ResultOtherUnit
}

// nearer is the place in front of a deep cell, "" if there is none.
func (c *crane) nearer(s devices.Spot) string {
	if s.Kind != devices.SpotCell || s.Depth <= 1 {
		return ""
	}
	s.Depth--
	return c.cfg.CellPlace(s)
}

// put sets the load down, or finds out why not; then it stays on the fork.
func (c *crane) put(l *leg, at time.Time) {
	to := c.place(l.Dst)
	if c.blocked[to] {
		c.block(to, at)
		return
	}
	result := devices.ResultDone
	ok := c.commit(func(tx *world.Tx) error {
		on := tx.At(c.deck())
		if len(on) == 0 {
			result = devices.ResultSourceEmpty
			return errImpossible
		}
		if near := c.nearer(l.Dst); near != "" && len(tx.At(near)) > 0 {
			result = devices.ResultDestOccupied
			return errImpossible
		}
		if l.Dst.Kind == devices.SpotCell && len(tx.At(to)) > 0 {
			result = devices.ResultDestOccupied
			return errImpossible
		}
		if err := tx.MoveHandlingUnit(on[0], c.deck(), to); err != nil {
			result = devices.ResultDestOccupied
			return errImpossible
		}
		l.Moved = true
		return c.conclude(tx, at, devices.ResultDone, 0)
	})
	switch {
	case !ok && result != devices.ResultDone:
		c.finish(at, result, 0)
	case ok:
		c.showDone()
	}
}

// block: the fork met resistance; the job fails, the crane faults.
func (c *crane) block(place string, at time.Time) {
	c.raise(201, 700, "fork blocked at "+place)
	c.finish(at, devices.ResultFailed, 201)
	c.showFault()
}

// finish ends the current leg with a result, and the job if that was the last.
func (c *crane) finish(at time.Time, result devices.JobResult, reason int32) {
	c.commit(func(tx *world.Tx) error { return c.conclude(tx, at, result, reason) })
	c.showDone()
}

// conclude writes the end of the current leg into the memory: the next leg
// begins, or the job is done.
func (c *crane) conclude(tx *world.Tx, at time.Time, result devices.JobResult, reason int32) error {
	j := c.mem.Job
	c.running = false
	j.Legs[j.Leg].Result, j.Legs[j.Leg].Reason = result, reason
	last := j.Leg == len(j.Legs)-1
	if !last {
		// Leg 2 runs if leg 1 left the fork empty and nobody stopped the job.
		if len(tx.At(c.deck())) == 0 && result != devices.ResultAborted && result != devices.ResultFailed {
			j.Leg, j.Phase = j.Leg+1, toSource
			return nil
		}
		j.Legs[j.Leg+1].Result = devices.ResultNotAttempted
	}
	d := done{JobID: j.Legs[0].JobID, Result: j.Legs[0].Result, Reason: j.Legs[0].Reason, At: at.UTC(), Seq: j.Seq}
	c.execute(d)
	if len(j.Legs) > 1 {
		d.Result2, d.Reason2 = j.Legs[1].Result, j.Legs[1].Reason
		c.executed[len(c.executed)-1] = d
		if d.Result2 != devices.ResultNotAttempted {
			c.execute(done{JobID: j.Legs[1].JobID, Result: d.Result2, Reason: d.Reason2, At: d.At})
		}
	}
	if slices.ContainsFunc(j.Legs, func(l leg) bool { return l.Moved }) {
		tx.Count("asrs_cycles", 1)
	}
	c.mem.Done, c.mem.Job = d, nil
	c.doneLost = c.losses.done()
	return remember(tx, c.key("executed"), c.executed)
}

func (c *crane) execute(d done) {
	c.executed = append(c.executed, d)
	if n := len(c.executed); n > executedKept {
		c.executed = slices.Clone(c.executed[n-executedKept:])
	}
}

// abort stops the job where it is; a load on the fork stays there.
func (c *crane) abort(now time.Time) {
	if c.running && c.route == nil { // stop between the two ends of the move
		c.mem.XMM, c.mem.YMM = c.between(now)
	}
	c.finish(now, devices.ResultAborted, 0)
}

// between is where the crane is now, by the share of the phase that is over.
func (c *crane) between(now time.Time) (x, y int64) {
	span := c.phaseEnd.Sub(c.phaseFrom)
	if span <= 0 || !now.Before(c.phaseEnd) {
		return c.targetX, c.targetY
	}
	f := max(0, float64(now.Sub(c.phaseFrom))/float64(span))
	return c.fromX + int64(f*float64(c.targetX-c.fromX)), c.fromY + int64(f*float64(c.targetY-c.fromY))
}
