package plc

import (
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

func (c *crane) showAck() {
	if !c.ackVisible {
		return
	}
	c.regs.set("Ack.Result", c.mem.AckResult)
	c.regs.set("Ack.Reason", c.mem.AckReason)
	c.regs.set("Ack.Seq", c.mem.AckSeq)
}

func (c *crane) showDone() {
	if c.doneLost {
		return
	}
	d, r := c.mem.Done, &c.regs
	r.set("Done.JobId", d.JobID)
	r.set("Done.Result", int32(d.Result))
	r.set("Done.Result2", int32(d.Result2))
	r.set("Done.Reason", d.Reason)
	r.set("Done.Reason2", d.Reason2)
	r.set("Done.Ts", d.At)
	r.set("Done.Seq", d.Seq)
}

func (c *crane) showState(now time.Time) {
	s := stateIdle
	switch {
	case c.mem.Job != nil && c.ready(now) && !c.fault.Active:
		s = stateExecute
	case c.fault.Active:
		s = stateAborted
	case !c.ready(now):
		s = stateStopped
	case c.mem.Done.Seq != c.mem.DoneAck && !c.doneLost:
		s = stateComplete
	}
	c.regs.set("PackML.StateCurrent", s)
}

// showPosition as bay and level; bay 0 and below are before the rack.
func (c *crane) showPosition(now time.Time) {
	if c.route != nil {
		c.showRoute()
		return
	}
	x, y := c.mem.XMM, c.mem.YMM
	if c.running {
		x, y = c.between(now)
	}
	c.regs.set("Pos.X", steps(x, c.cfg.BayPitchMM))
	c.regs.set("Pos.Y", steps(y, c.cfg.LevelPitchMM))
	leg := int32(0)
	if c.mem.Job != nil {
		leg = int32(c.mem.Job.Leg + 1)
	}
	c.regs.set("Leg", leg)
}

func steps(mm, pitch int64) int32 {
	pitch = max(1, pitch)
	n := (mm + pitch/2) / pitch
	if mm+pitch/2 < 0 {
		n--
	}
	return int32(n + 1)
}

// mirror copies the world's view of fork and stations.
func (c *crane) mirror() {
	_ = c.world.View(func(tx *world.Tx) error {
		load := barcode(tx, c.deck())
		if j := c.mem.Job; j != nil && c.route != nil {
			load = barcode(tx, c.cfg.Stations[max(1, j.At)-1].Place)
		}
		c.regs.set("LoadHandlingUnit", load)
		c.regs.set("LoadPresent", load != "")
		for i, s := range c.cfg.Stations {
			n := station(i + 1)
			unit := barcode(tx, s.Place)
			c.regs.set(n+"HandlingUnit", unit)
			c.regs.set(n+"Occupied", unit != "")
			c.regs.set(n+"Grant", c.grant(int32(i+1), s, unit != ""))
		}
		return nil
	})
}

// grant tells others what they may do at a station.
func (c *crane) grant(number int32, s Station, occupied bool) int32 {
	if c.route != nil {
		return c.grantRoute(int(number), s, occupied)
	}
	if j := c.mem.Job; j != nil {
		l := j.Legs[j.Leg]
		at := devices.Spot{Kind: devices.SpotStation, X: number}
		if same(l.Src, at) && j.Phase <= picking || same(l.Dst, at) && j.Phase >= toDestination {
			return 3
		}
	}
	switch {
	case c.cfg.Gate:
		return int32(b2i(!c.running && c.mem.XMM == s.XMM && c.mem.YMM == s.YMM))
	case occupied && s.Direction != 1:
		return 2
	case !occupied && s.Direction != 2:
		return 1
	}
	return 0
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func same(a, b devices.Spot) bool { return a.Kind == b.Kind && a.X == b.X }

// barcode of the first unit in a place, "" if it is empty.
func barcode(tx *world.Tx, place string) string {
	at := tx.At(place)
	if len(at) == 0 {
		return ""
	}
	u, _ := tx.HandlingUnit(at[0])
	return u.Barcode()
}
