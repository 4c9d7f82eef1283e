package plant

import (
	"maps"
	"math"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/wms"
)

// craneCycles keeps how long a crane's jobs took since the start, in site
// time, beside what its motion says of the same jobs.
type craneCycles struct {
	rack  asrs.Rack
	since time.Time

	mu   sync.Mutex
	at   asrs.Point // where the last job ended
	open map[string]openCycle
	done [2]cycleSum // single, dual
	// starts of jobs: at a P&D station, and at a cell.
	starts [2]int
}

type openCycle struct {
	began time.Time
	way   []asrs.Point
	dual  int
}

type cycleSum struct {
	n               int
	tookS, expectsS float64
}

// maxOpenCycles bounds the jobs whose end never came.
const maxOpenCycles = 16

func newCraneCycles(r asrs.Rack, now time.Time) *craneCycles {
	return &craneCycles{rack: r, since: now, at: r.In, open: map[string]openCycle{}}
}

// point is where the crane stands for a spot. Several stations of a kind count
// as the nearest of them.
func (c *craneCycles) point(s devices.Spot, put bool) asrs.Point {
	switch {
	case s.Kind == devices.SpotCell:
		return c.rack.At(int(s.X), int(s.Y))
	case put:
		return c.rack.Out
	}
	return c.rack.In
}

// began notes that a job was sent.
func (c *craneCycles) began(j devices.Job, now time.Time) {
	o := openCycle{began: now, way: []asrs.Point{c.point(j.Src, false), c.point(j.Dst, true)}}
	if j.Second != nil {
		o.way, o.dual = append(o.way, c.point(j.Second.Src, false), c.point(j.Second.Dst, true)), 1
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if j.Src.Kind == devices.SpotCell {
		c.starts[1]++
	} else {
		c.starts[0]++
	}
	if len(c.open) >= maxOpenCycles {
		clear(c.open)
	}
	c.open[j.JobID] = o
}

// ended notes how a job ended; only whole ones count.
func (c *craneCycles) ended(d devices.JobDone, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, known := c.open[d.JobID]
	delete(c.open, d.JobID)
	if !known || d.Result != devices.ResultDone || o.dual == 1 && d.Result2 != devices.ResultDone {
		return
	}
	expects, at := 0.0, c.at
	for _, p := range o.way {
		expects += c.rack.Crane.Travel(at, p) + c.rack.Crane.ForkS
		at = p
	}
	c.at = at
	sum := &c.done[o.dual]
	sum.n, sum.tookS, sum.expectsS = sum.n+1, sum.tookS+now.Sub(o.began).Seconds(), sum.expectsS+expects
}

// detail tells the mean of the rack by FEM 9.851, and what was measured beside
// what the crane's motion takes for the very same moves.
func (c *craneCycles) detail() map[string]any {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := func(s cycleSum, fem float64) map[string]any {
		out := map[string]any{"fem_9_851_s": tenth(fem), "jobs": s.n}
		if s.n > 0 {
			out["measured_s"], out["same_moves_by_model_s"] = tenth(s.tookS/float64(s.n)), tenth(s.expectsS/float64(s.n))
		}
		return out
	}
	return map[string]any{"since": c.since.UTC(), "single": one(c.done[0], c.rack.SingleCycle()), "dual": one(c.done[1], c.rack.DualCycle())}
}

func tenth(s float64) float64 { return math.Round(s*10) / 10 }

// cycleDetail adds a crane's cycle times to what is told of it.
func (l *Line) cycleDetail(id wms.DeviceID, v *wms.DeviceView) {
	c := l.cycles[id]
	if c == nil {
		return
	}
	detail := maps.Clone(v.Detail)
	if detail == nil {
		detail = map[string]any{}
	}
	detail["cycles"] = c.detail()
	v.Detail = detail
}
