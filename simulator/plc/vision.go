package plc

import (
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Vision describes a vision, dimension and weigh station of the twin.
type Vision struct {
	ID, Prefix, Warehouse, Model     string
	ScanPlace, PassPlace, CheckPlace string
	VerdictWithin                    time.Duration // wall time
	Measure, Move                    time.Duration // how long the two take
	NoReadPermille                   int64
	Seed                             uint64
	WeightG                          func(world.HandlingUnit) int64 // nil: the tare
}

// Chutes of a vision station's confirms.
const (
	visionPass  int32 = 1
	visionCheck int32 = 2
)

type visionMemory struct {
	ScanHead    uint32  `json:"sh"`
	ScanTail    uint32  `json:"st"`
	ConfirmHead uint32  `json:"ch"`
	ConfirmTail uint32  `json:"ct"`
	Scanned     *viewed `json:"scanned,omitempty"` // at most one unit at a time
	Fault       fault   `json:"fault"`
}

// viewed is the unit under the cameras, from its scan to its confirm.
type viewed struct {
	Unit    string `json:"unit"`
	Seq     uint32 `json:"seq"`
	Decided bool   `json:"dec,omitempty"`
	Late    bool   `json:"late,omitempty"`
	Accept  bool   `json:"ok,omitempty"`

	deadline, leaves time.Time
}

type scanSlot struct {
	Seq                                  uint32
	HandlingUnit, Barcode                string
	ReadStatus                           int32
	LengthMM, WidthMM, HeightMM, WeightG int32
	Confidence                           int32
	ImageRef                             string
	Ts                                   time.Time
}

type verdictSlot struct {
	Accept int32
	Seq    uint32
}

// vision is the core.
type vision struct {
	device
	cfg     Vision
	mem     visionMemory
	arrived time.Time // when the unit that is not scanned yet came; zero: none
	unit    string
}

var _ machine = (*vision)(nil)

func (v *vision) declare() {
	v.declareCommon(v.cfg.Model)
	r := &v.regs
	for n := range uint32(ringSlots) {
		s, d := slot("Scan", n), slot("Verdict", n)
		r.plc(u32, s+"Seq")
		r.plc(text, s+"HandlingUnit", s+"Barcode", s+"ImageRef")
		r.plc(i32, s+"ReadStatus", s+"LengthMM", s+"WidthMM", s+"HeightMM", s+"WeightG", s+"Confidence")
		r.plc(stamp, s+"Ts")
		r.wcs(i32, d+"Accept")
		r.wcs(u32, d+"Seq")
	}
	declareConfirm(r)
	r.plc(u32, "ScanHead")
	r.wcs(u32, "ScanTail")
	r.plc(i32, "VerdictWithinMS")
	r.set("VerdictWithinMS", int32(v.cfg.VerdictWithin/time.Millisecond))
}

func (v *vision) trigger(path string) bool {
	return path == "ScanTail" || path == "ConfirmTail" || path == "Fault.ClearSeq" ||
		len(path) == len("Verdict[00].Seq") && path[:8] == "Verdict[" && path[11:] == ".Seq"
}

func (v *vision) load(tx *world.Tx) error { return v.recall(tx) }

func (v *vision) recall(tx *world.Tx) error {
	v.mem = visionMemory{}
	if err := recall(tx, v.key(""), &v.mem); err != nil {
		return err
	}
	v.fault = v.mem.Fault
	for n := range uint32(ringSlots) {
		var s scanSlot
		var d verdictSlot
		if err := recall(tx, v.key(slot("Scan", n)), &s); err != nil {
			return err
		}
		if err := recall(tx, v.key(slot("Verdict", n)), &d); err != nil {
			return err
		}
		v.showScan(n, s)
		v.regs.set(slot("Verdict", n)+"Accept", d.Accept)
		v.regs.set(slot("Verdict", n)+"Seq", d.Seq)
	}
	return recallConfirms(tx, &v.device)
}

func (v *vision) showScan(seq uint32, s scanSlot) {
	p, r := slot("Scan", seq), &v.regs
	r.set(p+"HandlingUnit", s.HandlingUnit)
	r.set(p+"Barcode", s.Barcode)
	r.set(p+"ImageRef", s.ImageRef)
	r.set(p+"ReadStatus", s.ReadStatus)
	r.set(p+"LengthMM", s.LengthMM)
	r.set(p+"WidthMM", s.WidthMM)
	r.set(p+"HeightMM", s.HeightMM)
	r.set(p+"WeightG", s.WeightG)
	r.set(p+"Confidence", s.Confidence)
	r.set(p+"Ts", s.Ts)
	r.set(p+"Seq", s.Seq)
}

func (v *vision) booted(now time.Time) {
	v.arrived, v.unit = time.Time{}, ""
	if s := v.mem.Scanned; s != nil {
		s.deadline, s.leaves = now.Add(bootTime+v.cfg.VerdictWithin), now.Add(v.scaled(v.cfg.Move))
	}
	v.regs.set("ScanHead", v.mem.ScanHead)
	v.regs.set("ScanTail", v.mem.ScanTail)
	v.regs.set("ConfirmHead", v.mem.ConfirmHead)
	v.regs.set("ConfirmTail", v.mem.ConfirmTail)
}

func (v *vision) save(tx *world.Tx) error {
	v.mem.Fault = v.fault
	return remember(tx, v.key(""), v.mem)
}

func (v *vision) commit(fn func(tx *world.Tx) error) bool {
	ok, lost := v.update(fn, v.save)
	if lost {
		_ = v.world.View(v.recall)
		v.booted(v.lastBeat)
	}
	return ok
}

func (v *vision) wrote(path string, now time.Time) {
	switch path {
	case "ScanTail":
		v.mem.ScanTail = v.regs.u32(path)
		v.commit(nil)
	case "ConfirmTail":
		v.mem.ConfirmTail = v.regs.u32(path)
		v.commit(nil)
	case "Fault.ClearSeq":
		v.fault.Cleared = v.regs.u32(path)
		v.clear()
		v.commit(nil)
		v.showFault()
	default:
		v.judge(path[:len("Verdict[00].")], now)
	}
}

// judge takes a verdict: the first one for a Seq, in time.
func (v *vision) judge(prefix string, now time.Time) {
	d := verdictSlot{Accept: v.regs.i32(prefix + "Accept"), Seq: v.regs.u32(prefix + "Seq")}
	s := v.mem.Scanned
	if s == nil || d.Seq != s.Seq || prefix != slot("Verdict", d.Seq) || s.Decided || s.Late || now.After(s.deadline) {
		return
	}
	s.Decided, s.Accept = true, d.Accept == 1
	v.commit(func(tx *world.Tx) error { return remember(tx, v.key(prefix), d) })
	s.leaves = now.Add(v.scaled(v.cfg.Move))
}

// step is one scan cycle.
func (v *vision) step(now time.Time) {
	v.beat(now)
	if v.ready(now) {
		v.look(now)
		v.release(now)
	}
	state := stateIdle
	switch {
	case v.fault.Active:
		state = stateAborted
	case !v.ready(now):
		state = stateStopped
	case v.mem.Scanned != nil:
		state = stateExecute
	}
	v.regs.set("PackML.StateCurrent", state)
}

// look measures a unit that was put into the station.
func (v *vision) look(now time.Time) {
	if v.mem.Scanned != nil || v.wcsStale(now) || v.fault.Active || !v.due(now) || !v.room() {
		return
	}
	unit := ""
	_ = v.world.View(func(tx *world.Tx) error {
		if at := tx.At(v.cfg.ScanPlace); len(at) > 0 {
			unit = at[0]
		}
		return nil
	})
	if unit == "" || unit != v.unit {
		v.unit, v.arrived = unit, now
		return
	}
	if now.Sub(v.arrived) >= v.scaled(v.cfg.Measure) {
		v.scan(unit, now)
	}
}

func (v *vision) room() bool {
	return ahead(v.mem.ScanHead, v.mem.ScanTail) < ringFull && ahead(v.mem.ConfirmHead, v.mem.ConfirmTail) < ringFull
}

func (v *vision) scan(unit string, now time.Time) {
	seq := next(v.mem.ScanHead)
	s := scanSlot{Seq: seq, ReadStatus: int32(readOf(v.cfg.Seed, seq, v.cfg.NoReadPermille)), Confidence: 990, Ts: now.UTC(),
		ImageRef: "twin:" + v.id + "/" + unit}
	got := &viewed{Unit: unit, Seq: seq, deadline: now.Add(v.cfg.VerdictWithin)}
	ok := v.commit(func(tx *world.Tx) error {
		u, found := tx.HandlingUnit(unit)
		if !found || u.Place != v.cfg.ScanPlace {
			return errImpossible
		}
		s.HandlingUnit = u.ID
		s.LengthMM, s.WidthMM, s.HeightMM = int32(u.LengthMM), int32(u.WidthMM), int32(u.HeightMM)
		s.WeightG = weightG(*u, v.cfg.WeightG)
		if s.ReadStatus == int32(devices.ReadOK) {
			s.Barcode = u.Barcode()
		}
		v.mem.ScanHead, v.mem.Scanned = seq, got
		return remember(tx, v.key(slot("Scan", seq)), s)
	})
	if !ok {
		return
	}
	v.unit = ""
	v.showScan(seq, s)
	v.regs.set("ScanHead", seq)
}

// release carries a judged unit to its side; late ones go to the check place.
func (v *vision) release(now time.Time) {
	s := v.mem.Scanned
	if s == nil {
		return
	}
	if !s.Decided && !s.Late {
		if now.After(s.deadline) {
			s.Late = true
			s.leaves = now.Add(v.scaled(v.cfg.Move))
			v.commit(nil)
		}
		return
	}
	if now.Before(s.leaves) {
		return
	}
	c := confirmSlot{Seq: next(v.mem.ConfirmHead), InductSeq: s.Seq, Result: int32(devices.Diverted), Chute: visionPass, Ts: now.UTC()}
	to := v.cfg.PassPlace
	if !s.Accept {
		c.Chute, to = visionCheck, v.cfg.CheckPlace
	}
	if s.Late {
		c.Result = int32(devices.DecidedLate)
	}
	ok := v.commit(func(tx *world.Tx) error {
		if u, found := tx.HandlingUnit(s.Unit); !found || u.Place != v.cfg.ScanPlace {
			c.Result, c.Chute = int32(devices.Lost), -1
		} else if tx.MoveHandlingUnit(s.Unit, v.cfg.ScanPlace, to) != nil {
			return errImpossible // no room there yet
		}
		v.mem.ConfirmHead, v.mem.Scanned = c.Seq, nil
		return remember(tx, v.key(slot("Confirm", c.Seq)), c)
	})
	if !ok {
		s.leaves = now.Add(mirrorEvery)
		return
	}
	showConfirm(&v.regs, c.Seq, c)
	v.regs.set("ConfirmHead", c.Seq)
}
