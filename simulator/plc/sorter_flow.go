package plc

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/world"
)

// step is one scan cycle.
func (s *sorter) step(now time.Time) {
	s.beat(now)
	if s.ready(now) {
		s.advance(now)
		s.induct(now)
	}
	if s.due(now) {
		s.mirror()
	}
	s.showState(now)
}

func (s *sorter) showState(now time.Time) {
	state := stateIdle
	switch {
	case s.fault.Active && s.fault.Severity >= 500:
		state = stateAborted
	case !s.ready(now):
		state = stateStopped
	case len(s.mem.Items) > 0:
		state = stateExecute
	}
	s.regs.set("PackML.StateCurrent", state)
}

// induct takes the next unit from an induction place, one per gap.
func (s *sorter) induct(now time.Time) {
	if now.Before(s.nextInduct) || s.wcsStale(now) || s.fault.Active && s.fault.Severity >= 500 || !s.room() {
		return
	}
	place, unit := s.waiting()
	if unit == "" {
		return
	}
	it := &item{Unit: unit, Target: -1, Alt: -1}
	if s.scan(it, now, func(tx *world.Tx) error { return tx.MoveHandlingUnit(unit, place, s.deck()) }) {
		s.nextInduct = now.Add(s.belt(s.cfg.GapMM))
	}
}

// room says whether both rings can take what the belt carries and one more.
func (s *sorter) room() bool {
	return ahead(s.mem.InductHead, s.mem.InductTail) < ringFull &&
		int(ahead(s.mem.ConfirmHead, s.mem.ConfirmTail))+len(s.mem.Items) < ringFull
}

// waiting finds the next unit at the inductions, which take turns.
func (s *sorter) waiting() (place, unit string) {
	_ = s.world.View(func(tx *world.Tx) error {
		for i := range s.cfg.InductionPlaces {
			at := (s.turn + i) % len(s.cfg.InductionPlaces)
			if units := tx.At(s.cfg.InductionPlaces[at]); len(units) > 0 {
				place, unit = s.cfg.InductionPlaces[at], units[0]
				s.turn = at + 1
				return nil
			}
		}
		return nil
	})
	return place, unit
}

// scan publishes an item that passes the scanner under the next Seq.
func (s *sorter) scan(it *item, now time.Time, move func(tx *world.Tx) error) bool {
	seq := next(s.mem.InductHead)
	in := inductSlot{Seq: seq, ReadStatus: int32(readOf(s.cfg.Seed, seq, s.noRead)), Ts: now.UTC()}
	known := slices.Contains(s.mem.Items, it)
	ok := s.commit(func(tx *world.Tx) error {
		if move != nil {
			if err := move(tx); err != nil {
				return errImpossible // somebody was quicker
			}
		}
		u, found := tx.HandlingUnit(it.Unit)
		if !found {
			return errImpossible
		}
		in.measure(*u, s.cfg.WeightG)
		s.mem.InductHead, it.Seq = seq, seq
		if !known {
			s.mem.Items = append(s.mem.Items, it)
		}
		return remember(tx, s.key(slot("Induct", seq)), in)
	})
	if !ok {
		return false
	}
	it.passed, it.deadline = now, now.Add(s.cfg.DecideWithin)
	s.showInduct(seq, in)
	s.regs.set("InductHead", seq)
	return true
}

// measure fills in what the scanner sees of a unit.
func (in *inductSlot) measure(u world.HandlingUnit, weigh func(world.HandlingUnit) int64) {
	in.LengthMM, in.WidthMM, in.HeightMM = int32(u.LengthMM), int32(u.WidthMM), int32(u.HeightMM)
	in.WeightG = weightG(u, weigh)
	in.Barcode = ""
	if in.ReadStatus == int32(devices.ReadOK) {
		in.Barcode = u.Barcode()
	}
}

func weightG(u world.HandlingUnit, weigh func(world.HandlingUnit) int64) int32 {
	if weigh == nil {
		return int32(u.TareG)
	}
	return int32(weigh(u))
}

// advance looks at every item on the belt.
func (s *sorter) advance(now time.Time) {
	for _, it := range slices.Clone(s.mem.Items) {
		switch {
		case it.Seq == 0:
			if !now.Before(it.arrives) && s.room() && !s.wcsStale(now) {
				s.rescan(it, now)
			}
		case !it.Decided && !it.Late:
			if now.After(it.deadline) {
				it.Late, it.Target, it.Alt = true, 0, -1
				s.decisions.Late++
				s.commit(nil)
				s.send(it, now)
			}
		case !now.Before(it.arrives):
			s.arrive(it, now)
		}
	}
}

// rescan: an item that went round passes the scanner again, under a new Seq.
func (s *sorter) rescan(it *item, now time.Time) {
	it.Decided, it.Late, it.Wrong, it.Target, it.Alt = false, false, false, -1, -1
	s.scan(it, now, nil)
}

// arrive diverts an item, or finds out why not.
func (s *sorter) arrive(it *item, now time.Time) {
	if s.takes(it.Target) {
		s.divert(it, now)
		return
	}
	switch {
	case s.exists(it.Alt) && it.Alt != it.Target:
		it.Target, it.Alt = it.Alt, -1
		s.onward(it, now)
	case it.Target != 0 && it.Rounds < s.cfg.MaxRounds:
		s.conclude(it, now, devices.Recirculates, it.Target, "")
	case it.Target != 0:
		it.Target, it.Alt, it.Rounds = 0, -1, s.cfg.MaxRounds+1
		s.onward(it, now)
	default: // the reject lane is full: round and round until somebody empties it
		it.arrives = now.Add(s.belt(s.cfg.LoopMM))
	}
}

// onward carries an item from where it is to another target.
func (s *sorter) onward(it *item, now time.Time) {
	it.arrives = it.passed.Add(s.belt(s.cfg.Chutes[it.Target].BeltMM))
	for loop := max(s.belt(s.cfg.LoopMM), time.Millisecond); it.arrives.Before(now); {
		it.arrives = it.arrives.Add(loop)
	}
}

// takes says whether a chute is enabled and has room.
func (s *sorter) takes(n int32) bool {
	if s.disabled[n] || s.heldFull[n] {
		return false
	}
	free := false
	_ = s.world.View(func(tx *world.Tx) error {
		c := s.cfg.Chutes[n]
		free = c.Capacity <= 0 || len(tx.At(c.Place)) < c.Capacity
		return nil
	})
	return free
}

// divert puts the item into its target.
func (s *sorter) divert(it *item, now time.Time) {
	result := devices.Diverted
	switch {
	case it.Late:
		result = devices.DecidedLate
	case it.Wrong:
		result = devices.RejectedByPLC
	case it.Rounds > s.cfg.MaxRounds:
		result = devices.ChuteFull
	}
	s.conclude(it, now, result, it.Target, s.cfg.Chutes[it.Target].Place)
}

// conclude closes an item's Seq with a confirm; place is where the unit went,
// "" if it stays on the belt.
func (s *sorter) conclude(it *item, now time.Time, result devices.DivertResult, n int32, place string) {
	c := confirmSlot{Seq: next(s.mem.ConfirmHead), InductSeq: it.Seq, Result: int32(result), Chute: n, Ts: now.UTC()}
	ok := s.commit(func(tx *world.Tx) error {
		if place != "" {
			if err := s.release(tx, it, place, &c); err != nil {
				return err
			}
			s.mem.Items = slices.DeleteFunc(s.mem.Items, func(o *item) bool { return o == it })
		} else {
			it.Seq, it.Rounds = 0, it.Rounds+1
		}
		if c.Result == int32(devices.Diverted) {
			tx.Count("sorter_diverts", 1)
		}
		s.mem.ConfirmHead = c.Seq
		return remember(tx, s.key(slot("Confirm", c.Seq)), c)
	})
	if !ok {
		return
	}
	it.arrives = it.passed.Add(s.belt(s.cfg.LoopMM))
	showConfirm(&s.regs, c.Seq, c)
	s.regs.set("ConfirmHead", c.Seq)
}

// release puts the unit down; one that somebody took off the belt is lost.
func (s *sorter) release(tx *world.Tx, it *item, place string, c *confirmSlot) error {
	if u, ok := tx.HandlingUnit(it.Unit); !ok || u.Place != s.deck() {
		c.Result, c.Chute = int32(devices.Lost), -1
		return nil
	}
	if tx.MoveHandlingUnit(it.Unit, s.deck(), place) != nil {
		return errImpossible // filled in the meantime; the next scan finds it full
	}
	return nil
}

// mirror copies the world's view of the chutes.
func (s *sorter) mirror() {
	_ = s.world.View(func(tx *world.Tx) error {
		for n, c := range s.cfg.Chutes {
			count := len(tx.At(c.Place))
			p := chute(int32(n))
			s.regs.set(p+"Count", uint32(count))
			s.regs.set(p+"Full", s.heldFull[int32(n)] || c.Capacity > 0 && count >= c.Capacity)
			s.regs.set(p+"Enabled", !s.disabled[int32(n)])
		}
		return nil
	})
}
