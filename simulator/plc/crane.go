package plc

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Crane describes a stacker crane of the twin.
type Crane struct {
	ID, Prefix, Warehouse, Model string
	// CellPlace is the world's place of a rack cell, "" if the rack has none.
	CellPlace func(devices.Spot) string
	// Stations by number, from 1.
	Stations                                                 []Station
	BayPitchMM, LevelPitchMM                                 int64
	XSpeedMMPerS, XAccelMMPerS2, YSpeedMMPerS, YAccelMMPerS2 int64
	Fork                                                     time.Duration // one pick or put at depth 1; half as long again for each depth beyond
	// FailAfterRestart ends the job that ran with Result 5; otherwise the
	// crane finishes it before it goes Idle.
	FailAfterRestart bool
	// Gate makes a door or lift of it: it carries nothing, and a station grants
	// entry while the machine stands there.
	Gate bool
}

// Station is a pick-up-and-drop station.
type Station struct {
	Place     string
	Direction int32 // 1 in, 2 out, 3 both
	XMM, YMM  int64 // where the crane stands before it; bay 1, level 1 is 0, 0
}

// Reasons of D.Ack.Reason.
const (
	reasonNone = iota
	reasonBusy
	reasonNotReady
	reasonType
	reasonSource
	reasonDestination
	reasonStale
	reasonDoneOpen
	reasonFault
	reasonNotReconciled
	_
	reasonFields
	reasonNothingToAbort
)

// phase of a leg; each ends with one update of the world.
type phase int

const (
	toSource phase = iota
	picking
	toDestination
	putting
)

// leg of a job, with how it ended.
type leg struct {
	JobID        string            `json:"id,omitempty"`
	HandlingUnit string            `json:"hu,omitempty"`
	Src          devices.Spot      `json:"src"`
	Dst          devices.Spot      `json:"dst"`
	Result       devices.JobResult `json:"res,omitempty"`
	Reason       int32             `json:"why,omitempty"`
	Moved        bool              `json:"moved,omitempty"`
}

// job under way.
type job struct {
	Seq   uint32          `json:"seq"`
	Type  devices.JobType `json:"type"`
	Legs  []leg           `json:"legs"`
	Leg   int             `json:"leg"`
	Phase phase           `json:"phase"`
	At    int             `json:"at,omitempty"` // of a conveyor: the station of the load
}

// done is what D.Done shows.
type done struct {
	JobID           string            `json:"id,omitempty"`
	Result, Result2 devices.JobResult `json:",omitempty"`
	Reason, Reason2 int32             `json:",omitempty"`
	At              time.Time         `json:"at"`
	Seq             uint32            `json:"seq,omitempty"`
}

// craneMemory survives a restart.
type craneMemory struct {
	CmdText   map[string]string `json:"text"` // the command registers, by type
	CmdI32    map[string]int32  `json:"i32"`
	CmdU32    map[string]uint32 `json:"u32"`
	AckSeq    uint32            `json:"ack"`
	AckResult int32             `json:"ackResult"`
	AckReason int32             `json:"ackReason"`
	Done      done              `json:"done"`
	DoneAck   uint32            `json:"doneAck"`
	Job       *job              `json:"job,omitempty"`
	XMM       int64             `json:"x"`
	YMM       int64             `json:"y"`
	Fault     fault             `json:"fault"`
	EStop     bool              `json:"estop,omitempty"`
}

// crane is the core.
type crane struct {
	device
	cfg      Crane
	route    *route // of a conveyor; nil: this is a crane
	mem      craneMemory
	executed []done // the last 64, oldest first; in a memory of its own

	// volatile
	resume     bool // the job under way was accepted before this boot
	running    bool // phaseFrom, phaseEnd and the target are valid
	phaseFrom  time.Time
	phaseEnd   time.Time
	fromX      int64
	fromY      int64
	targetX    int64
	targetY    int64
	hideAcks   int // fault injection: so many acknowledgements are not shown at first
	losses     losses
	doneLost   bool // fault injection: the Done is not shown until it is asked for again
	blocked    map[string]bool
	ackVisible bool
}

var _ machine = (*crane)(nil)

func (c *crane) declare() {
	c.declareCommon(c.cfg.Model)
	r := &c.regs
	r.declare(true, text, 36, "Cmd.JobId")
	r.wcs(i32, "Cmd.Type")
	r.declare(true, text, 20, "Cmd.HandlingUnit")
	r.wcs(u32, "Cmd.BootId")
	declareSpots(r, "Cmd.")
	r.declare(true, text, 36, "Cmd2.JobId")
	r.declare(true, text, 20, "Cmd2.HandlingUnit")
	declareSpots(r, "Cmd2.")
	r.wcs(u32, "Cmd.Seq")
	r.plc(u32, "Ack.Seq")
	r.plc(i32, "Ack.Result", "Ack.Reason")
	r.plc(text, "Done.JobId")
	r.plc(i32, "Done.Result", "Done.Result2", "Done.Reason", "Done.Reason2")
	r.plc(stamp, "Done.Ts")
	r.plc(u32, "Done.Seq")
	r.wcs(u32, "DoneAck")
	r.plc(i32, "Pos.X", "Pos.Y", "Leg")
	r.plc(boolean, "LoadPresent")
	r.plc(text, "LoadHandlingUnit")
	for i, s := range c.cfg.Stations {
		n := station(i + 1)
		r.plc(i32, n+"Direction")
		r.plc(boolean, n+"Occupied")
		r.plc(text, n+"HandlingUnit")
		r.plc(i32, n+"Grant")
		r.declare(true, text, 20, n+"AnnounceHandlingUnit")
		r.wcs(u32, n+"AnnounceSeq")
		r.set(n+"Direction", s.Direction)
	}
}

func station(n int) string { return fmt.Sprintf("Station[%d].", n) }

var spotFields = []string{"Kind", "Side", "X", "Y", "Depth"}

func declareSpots(r *registers, prefix string) {
	for _, end := range []string{"Src.", "Dst."} {
		for _, f := range spotFields {
			r.wcs(i32, prefix+end+f)
		}
	}
}

func (c *crane) spot(prefix string) devices.Spot {
	return devices.Spot{Kind: c.regs.i32(prefix + "Kind"), Side: c.regs.i32(prefix + "Side"),
		X: c.regs.i32(prefix + "X"), Y: c.regs.i32(prefix + "Y"), Depth: c.regs.i32(prefix + "Depth")}
}

func (c *crane) trigger(path string) bool {
	return path == "Cmd.Seq" || path == "DoneAck" || path == "Fault.ClearSeq" || c.route != nil && strings.HasSuffix(path, ".AnnounceSeq")
}

func (c *crane) load(tx *world.Tx) error {
	tx.AddPlace(c.deck(), 1)
	return c.recall(tx)
}

// recall reads what was last written.
func (c *crane) recall(tx *world.Tx) error {
	c.mem, c.executed = craneMemory{}, nil
	if err := recall(tx, c.key(""), &c.mem); err != nil {
		return err
	}
	if err := recall(tx, c.key("executed"), &c.executed); err != nil {
		return err
	}
	c.fault = c.mem.Fault
	return nil
}

func (c *crane) booted(time.Time) {
	for p, v := range c.mem.CmdText {
		c.regs.set(p, v)
	}
	for p, v := range c.mem.CmdI32 {
		c.regs.set(p, v)
	}
	for p, v := range c.mem.CmdU32 {
		c.regs.set(p, v)
	}
	c.regs.set("DoneAck", c.mem.DoneAck)
	c.running, c.ackVisible, c.doneLost, c.resume = false, true, false, c.mem.Job != nil
	if c.route != nil {
		c.route.awake = false
	}
	c.showAck()
	c.showDone()
	c.showPosition(time.Time{})
}

// save keeps the memory together with a physical effect.
func (c *crane) save(tx *world.Tx) error {
	c.mem.Fault = c.fault
	return remember(tx, c.key(""), c.mem)
}

// keepCommand copies the command registers into the memory.
func (c *crane) keepCommand() {
	c.mem.CmdText, c.mem.CmdI32, c.mem.CmdU32 = map[string]string{}, map[string]int32{}, map[string]uint32{}
	for _, reg := range c.regs.list {
		if !reg.wcs || len(reg.path) < 4 || reg.path[:3] != "Cmd" {
			continue
		}
		switch v := reg.value.(type) {
		case string:
			c.mem.CmdText[reg.path] = v
		case int32:
			c.mem.CmdI32[reg.path] = v
		case uint32:
			c.mem.CmdU32[reg.path] = v
		}
	}
}

// commit writes the memory with fn's effect, or nothing if fn found the
// effect impossible. If the world itself fails, what is remembered is what was
// last written.
func (c *crane) commit(fn func(tx *world.Tx) error) bool {
	ok, lost := c.update(fn, c.save)
	if lost {
		_ = c.world.View(c.recall)
		c.running = false
	}
	return ok
}

func (c *crane) wrote(path string, now time.Time) {
	switch path {
	case "Cmd.Seq":
		c.command(now)
	case "DoneAck":
		c.mem.DoneAck = c.regs.u32("DoneAck")
		c.commit(nil)
	case "Fault.ClearSeq":
		c.fault.Cleared = c.regs.u32("Fault.ClearSeq")
		if c.causeGone() {
			c.clear()
		}
		c.commit(nil)
		c.showFault()
	default:
		c.wake(now)
	}
	c.showState(now)
}

// command judges what was written under a new Cmd.Seq.
func (c *crane) command(now time.Time) {
	seq := c.regs.u32("Cmd.Seq")
	if seq == 0 {
		return
	}
	if seq == c.mem.AckSeq { // the WCS repeats itself: it did not see the answer
		c.ackVisible = true
		c.showAck()
		return
	}
	c.keepCommand()
	c.mem.AckSeq = seq
	replay, reason := c.judge(now)
	c.mem.AckReason, c.mem.AckResult = int32(reason), 1
	if reason != reasonNone {
		c.mem.AckResult = 2
	}
	switch {
	case reason != reasonNone:
		c.commit(nil)
	case devices.JobType(c.regs.i32("Cmd.Type")) == devices.JobAbort:
		c.commit(nil)
		c.abort(now)
	case replay != nil:
		c.mem.Done = *replay
		c.mem.Done.Seq = seq
		c.doneLost = false
		c.commit(nil)
		c.showDone()
	default:
		c.mem.Job = c.jobOf(seq)
		c.commit(nil)
		c.running = false
	}
	c.ackVisible = c.hideAcks == 0 && !c.losses.ack()
	if c.hideAcks > 0 {
		c.hideAcks--
	}
	c.showAck()
}

// judge answers the reason for a refusal, or reasonNone and, for a JobId that
// ran already, its old Done.
func (c *crane) judge(now time.Time) (replay *done, reason int) {
	r := &c.regs
	id, typ := r.text("Cmd.JobId"), devices.JobType(r.i32("Cmd.Type"))
	if id == "" {
		return nil, reasonFields
	}
	if typ == devices.JobAbort {
		if c.mem.Job == nil || !slices.ContainsFunc(c.mem.Job.Legs, func(l leg) bool { return l.JobID == id }) {
			return nil, reasonNothingToAbort
		}
		return nil, reasonNone
	}
	open := c.mem.Done.Seq != c.mem.DoneAck
	if i := slices.IndexFunc(c.executed, func(d done) bool { return d.JobID == id }); i >= 0 {
		if c.mem.Job != nil {
			return nil, reasonBusy
		}
		if open && c.mem.Done.JobID != id {
			return nil, reasonDoneOpen
		}
		return &c.executed[i], reasonNone
	}
	switch {
	case r.u32("Cmd.BootId") != c.boot:
		return nil, reasonNotReconciled
	case c.wcsStale(now):
		return nil, reasonStale
	case c.mem.Job != nil:
		return nil, reasonBusy
	case open:
		return nil, reasonDoneOpen
	case c.fault.Active:
		return nil, reasonFault
	case !c.ready(now):
		return nil, reasonNotReady
	}
	return nil, c.judgeLegs(typ)
}

// judgeLegs checks that the places exist and suit the type of job.
func (c *crane) judgeLegs(typ devices.JobType) int {
	if c.route != nil {
		return c.judgeRoute(typ)
	}
	job := c.jobOf(0)
	first := job.Legs[0]
	loaded := c.loaded() != ""
	src, dst := first.Src.Kind, first.Dst.Kind
	switch typ {
	case devices.JobStore, devices.JobDual:
		if src != devices.SpotStation && src != devices.SpotOnBoard {
			return reasonSource
		}
		if dst != devices.SpotCell {
			return reasonDestination
		}
	case devices.JobRetrieve:
		if src != devices.SpotCell && src != devices.SpotOnBoard {
			return reasonSource
		}
		if dst != devices.SpotStation {
			return reasonDestination
		}
	case devices.JobRelocate:
		if src != devices.SpotCell && src != devices.SpotOnBoard {
			return reasonSource
		}
		if dst != devices.SpotCell {
			return reasonDestination
		}
	case devices.JobMove:
		if c.place(first.Dst) == "" && !(c.cfg.Gate && dst == devices.SpotStation && first.Dst.X >= 1 && int(first.Dst.X) <= len(c.cfg.Stations)) {
			return reasonDestination
		}
		return reasonNone
	case devices.JobHome:
		return reasonNone
	default:
		return reasonType
	}
	if loaded && src != devices.SpotOnBoard {
		return reasonSource // the fork is not empty
	}
	if typ == devices.JobDual {
		second := job.Legs[1]
		if second.JobID == "" || second.JobID == first.JobID {
			return reasonFields
		}
		if second.Src.Kind != devices.SpotCell || c.place(second.Src) == "" {
			return reasonSource
		}
		if second.Dst.Kind != devices.SpotStation || c.place(second.Dst) == "" {
			return reasonDestination
		}
	}
	if c.place(first.Src) == "" {
		return reasonSource
	}
	if c.place(first.Dst) == "" {
		return reasonDestination
	}
	return reasonNone
}

// jobOf reads the command registers.
func (c *crane) jobOf(seq uint32) *job {
	r := &c.regs
	j := &job{Seq: seq, Type: devices.JobType(r.i32("Cmd.Type")), Legs: []leg{{JobID: r.text("Cmd.JobId"),
		HandlingUnit: r.text("Cmd.HandlingUnit"), Src: c.spot("Cmd.Src."), Dst: c.spot("Cmd.Dst.")}}}
	if j.Type == devices.JobDual {
		j.Legs = append(j.Legs, leg{JobID: r.text("Cmd2.JobId"), HandlingUnit: r.text("Cmd2.HandlingUnit"),
			Src: c.spot("Cmd2.Src."), Dst: c.spot("Cmd2.Dst.")})
	}
	return j
}

// place of a spot in the world, "" if there is none.
func (c *crane) place(s devices.Spot) string {
	switch s.Kind {
	case devices.SpotCell:
		return c.cfg.CellPlace(s)
	case devices.SpotStation:
		if s.X >= 1 && int(s.X) <= len(c.cfg.Stations) {
			return c.cfg.Stations[s.X-1].Place
		}
	case devices.SpotOnBoard:
		return c.deck()
	}
	return ""
}

// loaded is the unit on the fork, "" if there is none.
func (c *crane) loaded() (unit string) {
	_ = c.world.View(func(tx *world.Tx) error {
		if at := tx.At(c.deck()); len(at) > 0 {
			unit = at[0]
		}
		return nil
	})
	return unit
}
