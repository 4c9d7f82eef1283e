package plant

import (
	"time"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/wms"
)

// dweller is a crane that waits for work in a place of its own.
type dweller struct {
	crane   wms.DeviceID
	learned bool
	after   time.Duration
	in      int64 // number of its P&D in
	since   time.Time
	moved   bool   // in this time without work
	job     string // of its last move without a load
}

const (
	dwellAfter = 20 * time.Second
	// dwellGainS is the least mean saving for which a crane moves without a
	// load: every move costs energy and wear.
	dwellGainS = 2
	// dwellGrid is into how many parts bays and levels are cut in looking for
	// the best place.
	dwellGrid = 8
)

// dwellersOf reads the site file.
func dwellersOf(w *config.Warehouse) (out []dweller) {
	for i := range w.Devices {
		d := &w.Devices[i]
		m := w.CraneModel(d)
		if d.Class != "crane" || m == nil || m.Dwell == "" || m.Dwell == "stay" {
			continue
		}
		x := dweller{crane: wms.DeviceID(d.ID), learned: m.Dwell == "learned", after: time.Duration(m.DwellAfterS) * time.Second}
		if x.after == 0 {
			x.after = dwellAfter
		}
		for _, r := range w.Layout.Racks {
			for _, p := range r.PnDs {
				if r.Device == d.ID && p.Direction == "in" {
					x.in = p.Number
				}
			}
		}
		out = append(out, x)
	}
	return out
}

// dwell sends cranes without work to where they wait best, once in each time
// without work.
func (l *Line) dwell() {
	now := l.plant.Clock.Now()
	for i := range l.dwellers {
		d := &l.dwellers[i]
		c, y := l.cranes[d.crane], l.cycles[d.crane]
		if c == nil || y == nil {
			continue
		}
		st, busy := c.Status(), c.Busy()
		switch {
		case !works(st), busy != "" && busy != d.job: // it has work, or can't work
			d.since, d.moved = time.Time{}, false
			continue
		case busy != "", !st.Ready:
			continue
		case d.since.IsZero():
			d.since = now
			continue
		case d.moved || now.Sub(d.since) < d.after:
			continue
		}
		d.moved = true
		spot, at, gain := y.bestDwell(d.learned, d.in)
		if gain < dwellGainS {
			continue
		}
		d.job = uuid.NewString()
		if err := c.Submit(devices.Job{Type: devices.JobMove, Leg: devices.Leg{JobID: d.job, Dst: spot}}); err != nil {
			l.log.Warn("crane does not go to its dwell point", "crane", d.crane, "error", err)
			continue
		}
		y.stands(at)
	}
}

func (c *craneCycles) stands(at asrs.Point) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// bestDwell is where the way to the next job is shortest in the mean: jobs
// begin at the P&D in or at any cell alike, as often as they did so far
// (expected travel, after Bozer and White 1984, by enumeration). Gain is what
// that saves, in seconds, against staying.
func (c *craneCycles) bestDwell(learned bool, in int64) (spot devices.Spot, at asrs.Point, gain float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	atIn := float64(c.starts[0]+1) / float64(c.starts[0]+c.starts[1]+2)
	mean := func(p asrs.Point) float64 {
		sum := 0.0
		for bay := 1; bay <= c.rack.Bays; bay++ {
			for level := 1; level <= c.rack.Levels; level++ {
				sum += c.rack.Crane.Travel(p, c.rack.At(bay, level))
			}
		}
		return atIn*c.rack.Crane.Travel(p, c.rack.In) + (1-atIn)*sum/float64(c.rack.Bays*c.rack.Levels)
	}
	spot, at = devices.Spot{Kind: devices.SpotStation, X: int32(in)}, c.rack.In
	best := mean(at)
	if learned {
		for bay := 1; bay <= c.rack.Bays; bay += max(1, c.rack.Bays/dwellGrid) {
			for level := 1; level <= c.rack.Levels; level += max(1, c.rack.Levels/dwellGrid) {
				p := c.rack.At(bay, level)
				if m := mean(p); m < best {
					spot, at, best = devices.Spot{Kind: devices.SpotCell, Side: 1, X: int32(bay), Y: int32(level), Depth: 1}, p, m
				}
			}
		}
	}
	return spot, at, mean(c.at) - best
}
