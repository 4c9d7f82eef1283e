package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/wms"
)

// idler is a crane that does at once what it is told, when the test says so.
type idler struct {
	devices.Crane
	busy string
	jobs []devices.Job
	down bool
}

func (c *idler) Status() devices.Status {
	return devices.Status{Online: !c.down, Ready: c.busy == "" && !c.down}
}
func (c *idler) Busy() string { return c.busy }
func (c *idler) Submit(j devices.Job) error {
	c.jobs, c.busy = append(c.jobs, j), j.JobID
	return nil
}

// TestDwell: a crane without work goes to where it waits best, once, if that
// saves enough; work and trouble begin the time anew.
func TestDwell(t *testing.T) {
	p, _ := start(t, t.TempDir())
	rack := asrs.Rack{Crane: asrs.Crane{XSpeed: 1000, XAccel: 1e9, YSpeed: 1000, YAccel: 1e9, ForkS: 5}, Bays: 41, Levels: 3, BayPitch: 1000, LevelPitch: 1000, Out: asrs.Point{X: -1000}}
	c := &idler{}
	y := newCraneCycles(rack, p.Clock.Now())
	l := &Line{plant: p, log: p.Logger, cranes: map[wms.DeviceID]devices.Crane{"c": c}, cycles: map[wms.DeviceID]*craneCycles{"c": y},
		dwellers: []dweller{{crane: "c", after: time.Nanosecond, in: 7}}}
	idle := func() {
		for range 4 {
			l.dwell()
			time.Sleep(time.Millisecond)
		}
	}
	y.stands(rack.At(41, 3))
	idle()
	if len(c.jobs) != 1 || c.jobs[0].Type != devices.JobMove || c.jobs[0].Dst != (devices.Spot{Kind: devices.SpotStation, X: 7}) {
		t.Fatalf("jobs %+v", c.jobs)
	}
	c.busy = "" // it is there
	idle()
	if len(c.jobs) != 1 {
		t.Errorf("%d moves without work in between", len(c.jobs))
	}
	c.busy = "work"
	l.dwell()
	c.busy = ""
	idle() // it stands at the input already: nothing is gained
	if len(c.jobs) != 1 {
		t.Errorf("it moved from the input to the input: %+v", c.jobs)
	}
	c.busy = "work"
	l.dwell()
	c.busy, c.down = "", true
	y.stands(rack.At(41, 1))
	idle()
	if len(c.jobs) != 1 {
		t.Error("it was sent while it was out of order")
	}
	c.down = false
	idle()
	if len(c.jobs) != 2 {
		t.Errorf("%d moves, want 2", len(c.jobs))
	}
}

// TestBestDwell: who mostly fetches waits in the middle of the rack, who
// mostly stores at the input.
func TestBestDwell(t *testing.T) {
	rack := asrs.Rack{Crane: asrs.Crane{XSpeed: 1000, XAccel: 1e9, YSpeed: 1000, YAccel: 1e9}, Bays: 41, Levels: 3, BayPitch: 1000, LevelPitch: 1000}
	c := newCraneCycles(rack, time.Time{})
	c.at = rack.At(41, 3)
	c.starts = [2]int{1000, 0}
	if spot, _, gain := c.bestDwell(true, 1); spot.Kind != devices.SpotStation || gain < 30 {
		t.Errorf("a crane that stores: %+v, %v s", spot, gain)
	}
	c.starts = [2]int{0, 1000}
	if spot, _, gain := c.bestDwell(true, 1); spot.Kind != devices.SpotCell || spot.X < 15 || spot.X > 27 || gain < 5 {
		t.Errorf("a crane that fetches: %+v, %v s", spot, gain)
	}
	if spot, _, _ := c.bestDwell(false, 1); spot.Kind != devices.SpotStation {
		t.Errorf("told to wait at the input: %+v", spot)
	}
	w := &config.Warehouse{Models: config.Models{Cranes: []config.CraneModel{{ID: "m", Dwell: "learned", DwellAfterS: 5}, {ID: "n"}}},
		Devices: []config.Device{{ID: "a", Class: "crane", Model: "m"}, {ID: "b", Class: "crane", Model: "n"}}, Layout: config.Layout{Racks: []config.Rack{{Device: "a", PnDs: []config.PnD{{Number: 3, Direction: "out"}, {Number: 4, Direction: "in"}}}}}}
	if got := dwellersOf(w); len(got) != 1 || got[0].crane != "a" || got[0].in != 4 || got[0].after != 5*time.Second || !got[0].learned {
		t.Errorf("%+v", got)
	}
}
