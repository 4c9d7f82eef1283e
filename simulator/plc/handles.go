package plc

import (
	"fmt"
	"github.com/aisle-wms/aisle/devices"
	"math/rand/v2"
	"time"
)

// Handle is the way to a device's faults: what a scenario or a test may do to
// a PLC.
type Handle struct {
	server *Server
	m      machine
}

// Restart boots the PLC again in place: new BootId, memory from the world,
// everything volatile gone. Connections stay.
func (h Handle) Restart() error { return start(h.m, h.server.now()) }

// FreezeHeartbeat lets the PLC's heartbeat stand still, with everything else
// going on.
func (h Handle) FreezeHeartbeat(on bool) { h.with(func(d *device) { d.frozen = on }) }

func (h Handle) with(fn func(d *device)) {
	d := h.m.common()
	d.mu.Lock()
	defer d.mu.Unlock()
	fn(d)
}

// CraneHandle adds the faults of a crane.
type CraneHandle struct {
	Handle
	crane *crane
}

// HideAcks keeps the next n acknowledgements from the nodes until the WCS
// repeats its Seq.
func (h CraneHandle) HideAcks(n int) { h.with(func(*device) { h.crane.hideAcks = n }) }

// Lose lets so many of a thousand acknowledgements, and as many Dones, not
// appear in the nodes until the WCS asks again or the PLC boots. The seed
// chooses which.
func (h CraneHandle) Lose(permille int64, seed uint64) {
	h.with(func(*device) {
		h.crane.losses = losses{permille: permille, dice: rand.New(rand.NewPCG(seed, 1)), acks: h.crane.losses.acks, dones: h.crane.losses.dones}
	})
}

// Lost counts the acknowledgements and Dones that were kept back.
func (h CraneHandle) Lost() (acks, dones int) {
	h.with(func(*device) { acks, dones = h.crane.losses.acks, h.crane.losses.dones })
	return acks, dones
}

// Working says whether a job is under way.
func (h CraneHandle) Working() (yes bool) {
	h.with(func(*device) { yes = h.crane.mem.Job != nil })
	return yes
}

// losses are what a crane keeps back by chance.
type losses struct {
	permille    int64
	dice        *rand.Rand
	acks, dones int
}

func (l *losses) ack() bool {
	if l.permille == 0 || l.dice.Int64N(1000) >= l.permille {
		return false
	}
	l.acks++
	return true
}

func (l *losses) done() bool {
	if l.permille == 0 || l.dice.Int64N(1000) >= l.permille {
		return false
	}
	l.dones++
	return true
}

// BlockBin lets the fork meet resistance at a place of the world.
func (h CraneHandle) BlockBin(place string, on bool) {
	h.with(func(*device) { h.crane.blocked[place] = on })
}

// SorterHandle adds the faults of a sorter.
type SorterHandle struct {
	Handle
	sorter *sorter
}

// NoRead sets how often the scanner reads nothing.
func (h SorterHandle) NoRead(permille int64) { h.with(func(*device) { h.sorter.noRead = permille }) }

// Decisions since the last call.
func (h SorterHandle) Decisions() (d Decisions) {
	h.with(func(*device) { d, h.sorter.decisions = h.sorter.decisions, Decisions{} })
	return d
}

// DisableChute takes a chute out of use.
func (h SorterHandle) DisableChute(n int32, on bool) {
	h.with(func(*device) { h.sorter.disabled[n] = on })
}

// FillChute lets a chute report itself full.
func (h SorterHandle) FillChute(n int32, on bool) {
	h.with(func(*device) { h.sorter.heldFull[n] = on })
}

// AddCrane puts a stacker crane on the server. Call it before Run.
func (s *Server) AddCrane(cfg Crane) (CraneHandle, error) {
	c := &crane{cfg: cfg, blocked: map[string]bool{}}
	if err := s.add(c, cfg.ID, cfg.Prefix, cfg.Warehouse); err != nil {
		return CraneHandle{}, err
	}
	if cfg.Gate && cfg.CellPlace == nil {
		cfg.CellPlace = func(devices.Spot) string { return "" }
		c.cfg = cfg
	}
	if cfg.CellPlace == nil || len(cfg.Stations) == 0 {
		return CraneHandle{}, fmt.Errorf("twin crane %s: it needs CellPlace and at least one station", cfg.ID)
	}
	for i, st := range cfg.Stations {
		if !cfg.Gate && !s.exists(st.Place) {
			return CraneHandle{}, fmt.Errorf("twin crane %s: station %d: no place %q in the world", cfg.ID, i+1, st.Place)
		}
	}
	c.declare()
	return CraneHandle{Handle{s, c}, c}, s.join(c)
}

// AddSorter puts a sorter on the server. Call it before Run.
func (s *Server) AddSorter(cfg Sorter) (SorterHandle, error) {
	o := &sorter{cfg: cfg, disabled: map[int32]bool{}, heldFull: map[int32]bool{}}
	if err := s.add(o, cfg.ID, cfg.Prefix, cfg.Warehouse); err != nil {
		return SorterHandle{}, err
	}
	if len(cfg.Chutes) < 1 || len(cfg.InductionPlaces) < 1 {
		return SorterHandle{}, fmt.Errorf("twin sorter %s: it needs an induction and a reject lane", cfg.ID)
	}
	if cfg.DecideWithin < 500*time.Millisecond {
		return SorterHandle{}, fmt.Errorf("twin sorter %s: decisions within %v, at least 500 ms are due", cfg.ID, cfg.DecideWithin)
	}
	for n, c := range cfg.Chutes {
		if !s.exists(c.Place) {
			return SorterHandle{}, fmt.Errorf("twin sorter %s: chute %d: no place %q in the world", cfg.ID, n, c.Place)
		}
	}
	for _, p := range cfg.InductionPlaces {
		if !s.exists(p) {
			return SorterHandle{}, fmt.Errorf("twin sorter %s: induction: no place %q in the world", cfg.ID, p)
		}
	}
	o.declare()
	return SorterHandle{Handle{s, o}, o}, s.join(o)
}

// AddVision puts a vision station on the server. Call it before Run.
func (s *Server) AddVision(cfg Vision) (Handle, error) {
	v := &vision{cfg: cfg}
	if err := s.add(v, cfg.ID, cfg.Prefix, cfg.Warehouse); err != nil {
		return Handle{}, err
	}
	for _, p := range []string{cfg.ScanPlace, cfg.PassPlace, cfg.CheckPlace} {
		if !s.exists(p) {
			return Handle{}, fmt.Errorf("twin vision station %s: no place %q in the world", cfg.ID, p)
		}
	}
	v.declare()
	return Handle{s, v}, s.join(v)
}
