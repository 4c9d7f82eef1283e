package plc

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Sorter describes a sorter of the twin.
type Sorter struct {
	ID, Prefix, Warehouse, Model string
	InductionPlaces              []string
	Chutes                       []Chute // by number; 0 is the reject lane
	LoopMM                       int64   // one round of the belt
	BeltMMPerS                   int64
	GapMM                        int64         // between the fronts of two items
	DecideWithin                 time.Duration // wall time, at least 500 ms
	NoReadPermille               int64
	Seed                         uint64
	MaxRounds                    int // recirculations of one item
	// WeightG weighs a unit; nil: its tare.
	WeightG func(world.HandlingUnit) int64
}

// Chute is one exit.
type Chute struct {
	Place    string
	BeltMM   int64 // along the belt from the scanner
	Capacity int
}

// sorterMemory survives a restart, together with one memory per ring slot.
type sorterMemory struct {
	InductHead  uint32  `json:"ih"`
	InductTail  uint32  `json:"it"`
	ConfirmHead uint32  `json:"ch"`
	ConfirmTail uint32  `json:"ct"`
	Items       []*item `json:"items,omitempty"`
	Fault       fault   `json:"fault"`
}

// item is a unit on the belt.
type item struct {
	Unit    string `json:"unit"`
	Seq     uint32 `json:"seq,omitempty"` // 0: on its way round to the scanner again
	Decided bool   `json:"dec,omitempty"`
	Late    bool   `json:"late,omitempty"`
	Wrong   bool   `json:"wrong,omitempty"` // decided for a chute that is not there
	Target  int32  `json:"to"`
	Alt     int32  `json:"alt"`
	Rounds  int    `json:"rounds,omitempty"`

	passed   time.Time // the scanner
	deadline time.Time
	arrives  time.Time // at the target, or at the scanner
}

type inductSlot struct {
	Seq                                  uint32
	Barcode                              string
	ReadStatus                           int32
	LengthMM, WidthMM, HeightMM, WeightG int32
	Ts                                   time.Time
}

type decideSlot struct {
	Chute, AltChute int32
	Seq             uint32
}

type confirmSlot struct {
	Seq, InductSeq uint32
	Result, Chute  int32
	Ts             time.Time
}

// sorter is the core.
type sorter struct {
	device
	cfg Sorter
	mem sorterMemory

	nextInduct time.Time
	turn       int // induction that is looked at first
	disabled   map[int32]bool
	heldFull   map[int32]bool
	noRead     int64
	decisions  Decisions
}

// Decisions is how soon items were decided, from the moment their Head was
// written, and how many were decided too late or not at all.
type Decisions struct {
	Took []time.Duration // the last decisionsKept
	Late int
}

const decisionsKept = 16384

var _ machine = (*sorter)(nil)

func slot(ring string, seq uint32) string { return fmt.Sprintf("%s[%02d].", ring, seq%ringSlots) }

func (s *sorter) declare() {
	s.declareCommon(s.cfg.Model)
	r := &s.regs
	for n := range uint32(ringSlots) {
		in, dec := slot("Induct", n), slot("Decide", n)
		r.plc(u32, in+"Seq")
		r.plc(text, in+"Barcode")
		r.plc(i32, in+"ReadStatus", in+"LengthMM", in+"WidthMM", in+"HeightMM", in+"WeightG")
		r.plc(stamp, in+"Ts")
		r.wcs(i32, dec+"Chute", dec+"AltChute")
		r.wcs(u32, dec+"Seq")
	}
	declareConfirm(r)
	r.plc(u32, "InductHead")
	r.wcs(u32, "InductTail")
	r.plc(i32, "DecideWithinMS")
	r.set("DecideWithinMS", int32(s.cfg.DecideWithin/time.Millisecond))
	for n := range s.cfg.Chutes {
		c := chute(int32(n))
		r.plc(boolean, c+"Full", c+"Enabled")
		r.plc(u32, c+"Count")
	}
	s.noRead = s.cfg.NoReadPermille
}

func declareConfirm(r *registers) {
	for n := range uint32(ringSlots) {
		c := slot("Confirm", n)
		r.plc(u32, c+"Seq", c+"InductSeq")
		r.plc(i32, c+"Result", c+"Chute")
		r.plc(stamp, c+"Ts")
	}
	r.plc(u32, "ConfirmHead")
	r.wcs(u32, "ConfirmTail")
}

func chute(n int32) string { return fmt.Sprintf("Chute[%02d].", n) }

func (s *sorter) trigger(path string) bool {
	return path == "InductTail" || path == "ConfirmTail" || path == "Fault.ClearSeq" ||
		len(path) == len("Decide[00].Seq") && path[:7] == "Decide[" && path[10:] == ".Seq"
}

func (s *sorter) load(tx *world.Tx) error {
	tx.AddPlace(s.deck(), 0)
	return s.recall(tx)
}

func (s *sorter) recall(tx *world.Tx) error {
	s.mem = sorterMemory{}
	if err := recall(tx, s.key(""), &s.mem); err != nil {
		return err
	}
	s.fault = s.mem.Fault
	for n := range uint32(ringSlots) {
		var in inductSlot
		var dec decideSlot
		if err := recall(tx, s.key(slot("Induct", n)), &in); err != nil {
			return err
		}
		if err := recall(tx, s.key(slot("Decide", n)), &dec); err != nil {
			return err
		}
		s.showInduct(n, in)
		d := slot("Decide", n)
		s.regs.set(d+"Chute", dec.Chute)
		s.regs.set(d+"AltChute", dec.AltChute)
		s.regs.set(d+"Seq", dec.Seq)
	}
	return recallConfirms(tx, &s.device)
}

func recallConfirms(tx *world.Tx, d *device) error {
	for n := range uint32(ringSlots) {
		var c confirmSlot
		if err := recall(tx, d.key(slot("Confirm", n)), &c); err != nil {
			return err
		}
		showConfirm(&d.regs, n, c)
	}
	return nil
}

func (s *sorter) showInduct(seq uint32, in inductSlot) {
	p := slot("Induct", seq)
	r := &s.regs
	r.set(p+"Barcode", in.Barcode)
	r.set(p+"ReadStatus", in.ReadStatus)
	r.set(p+"LengthMM", in.LengthMM)
	r.set(p+"WidthMM", in.WidthMM)
	r.set(p+"HeightMM", in.HeightMM)
	r.set(p+"WeightG", in.WeightG)
	r.set(p+"Ts", in.Ts)
	r.set(p+"Seq", in.Seq)
}

func showConfirm(r *registers, seq uint32, c confirmSlot) {
	p := slot("Confirm", seq)
	r.set(p+"InductSeq", c.InductSeq)
	r.set(p+"Result", c.Result)
	r.set(p+"Chute", c.Chute)
	r.set(p+"Ts", c.Ts)
	r.set(p+"Seq", c.Seq)
}

func (s *sorter) booted(now time.Time) {
	s.nextInduct = now
	for _, it := range s.mem.Items {
		// Motion begins again at the scanner; an open decision gets its time
		// again, for the WCS has to reconcile first.
		it.passed, it.deadline = now, now.Add(bootTime+s.cfg.DecideWithin)
		if it.Seq == 0 {
			it.arrives = now.Add(s.belt(s.cfg.LoopMM))
		} else if it.Decided || it.Late {
			s.send(it, now)
		}
	}
	s.showTails()
	s.mirror()
}

func (s *sorter) showTails() {
	s.regs.set("InductHead", s.mem.InductHead)
	s.regs.set("InductTail", s.mem.InductTail)
	s.regs.set("ConfirmHead", s.mem.ConfirmHead)
	s.regs.set("ConfirmTail", s.mem.ConfirmTail)
}

func (s *sorter) save(tx *world.Tx) error {
	s.mem.Fault = s.fault
	return remember(tx, s.key(""), s.mem)
}

// commit writes the memory with fn's effect, or nothing if fn found the
// effect impossible. If the world itself fails, what is remembered is what was
// last written.
func (s *sorter) commit(fn func(tx *world.Tx) error) bool {
	ok, lost := s.update(fn, s.save)
	if lost {
		_ = s.world.View(s.recall)
		s.booted(s.lastBeat)
	}
	return ok
}

func (s *sorter) wrote(path string, now time.Time) {
	switch path {
	case "InductTail":
		s.mem.InductTail = s.regs.u32(path)
		s.commit(nil)
	case "ConfirmTail":
		s.mem.ConfirmTail = s.regs.u32(path)
		s.commit(nil)
	case "Fault.ClearSeq":
		s.fault.Cleared = s.regs.u32(path)
		s.clear()
		s.commit(nil)
		s.showFault()
	default:
		s.decide(path[:len("Decide[00].")], now)
	}
}

// decide takes a decision: the first one for a Seq, in time.
func (s *sorter) decide(prefix string, now time.Time) {
	d := decideSlot{Chute: s.regs.i32(prefix + "Chute"), AltChute: s.regs.i32(prefix + "AltChute"), Seq: s.regs.u32(prefix + "Seq")}
	if d.Seq == 0 || prefix != slot("Decide", d.Seq) {
		return
	}
	i := slices.IndexFunc(s.mem.Items, func(it *item) bool { return it.Seq == d.Seq })
	if i < 0 {
		return
	}
	it := s.mem.Items[i]
	if it.Decided || it.Late || now.After(it.deadline) {
		return
	}
	it.Decided, it.Target, it.Alt = true, d.Chute, d.AltChute
	if n := len(s.decisions.Took); n >= decisionsKept {
		s.decisions.Took = slices.Delete(s.decisions.Took, 0, n-decisionsKept+1)
	}
	s.decisions.Took = append(s.decisions.Took, now.Sub(it.passed))
	if !s.exists(d.Chute) {
		it.Wrong, it.Target, it.Alt = true, 0, -1
	}
	s.commit(func(tx *world.Tx) error { return remember(tx, s.key(prefix), d) })
	s.send(it, now)
}

func (s *sorter) exists(n int32) bool { return n >= 0 && int(n) < len(s.cfg.Chutes) }

// belt is the time for a way along the belt.
func (s *sorter) belt(mm int64) time.Duration {
	return s.scaled(time.Duration(float64(mm) / float64(max(1, s.cfg.BeltMMPerS)) * float64(time.Second)))
}

// send starts an item on its way to its target.
func (s *sorter) send(it *item, now time.Time) {
	it.arrives = it.passed.Add(s.belt(s.cfg.Chutes[it.Target].BeltMM))
	if it.arrives.Before(now) {
		it.arrives = now
	}
}

// readOf draws what a scanner makes of an item; the same seed and Seq give the
// same answer.
func readOf(seed uint64, seq uint32, noReadPermille int64) devices.ReadStatus {
	rng := rand.New(rand.NewPCG(seed, uint64(seq)))
	if rng.Int64N(1000) >= noReadPermille {
		return devices.ReadOK
	}
	if rng.IntN(10) == 0 {
		return devices.MultiRead
	}
	return devices.NoRead
}
