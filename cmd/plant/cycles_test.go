package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing/asrs"
)

// TestCyclesBesideTheirModel: whole jobs count, singles and duals apart, each
// beside what the crane's motion takes for the same moves.
func TestCyclesBesideTheirModel(t *testing.T) {
	rack := asrs.Rack{Crane: asrs.Crane{XSpeed: 1000, XAccel: 1e9, YSpeed: 1000, YAccel: 1e9, ForkS: 5}, Bays: 11, Levels: 2, BayPitch: 1000, LevelPitch: 1000,
		Out: asrs.Point{X: 10_000}}
	now := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	c := newCraneCycles(rack, now)
	cell := devices.Spot{Kind: devices.SpotCell, X: 5, Y: 1}
	in, out := devices.Spot{Kind: devices.SpotStation, X: 1}, devices.Spot{Kind: devices.SpotStation, X: 2}
	run := func(j devices.Job, d devices.JobDone, took time.Duration) {
		c.began(j, now)
		now = now.Add(took)
		d.JobID = j.JobID
		c.ended(d, now)
	}
	store := devices.Job{Leg: devices.Leg{JobID: "a", Src: in, Dst: cell}}
	run(store, devices.JobDone{Result: devices.ResultDone}, 16*time.Second) // 0 m, fork, 4 m, fork: 14 s
	store.JobID = "b"
	run(store, devices.JobDone{Result: devices.ResultSourceEmpty}, time.Hour)
	dual := devices.Job{Leg: devices.Leg{JobID: "c", Src: in, Dst: cell}, Second: &devices.Leg{JobID: "d", Src: cell, Dst: out}}
	run(dual, devices.JobDone{Result: devices.ResultDone, Result2: devices.ResultDone}, 40*time.Second) // 4 + 4 + 0 + 6 m, four forks: 34 s
	dual.JobID = "e"
	run(dual, devices.JobDone{Result: devices.ResultDone, Result2: devices.ResultNotAttempted}, time.Second)
	got := c.detail()
	single, both := got["single"].(map[string]any), got["dual"].(map[string]any)
	if single["jobs"] != 1 || single["measured_s"] != 16.0 || single["same_moves_by_model_s"] != 14.0 || single["fem_9_851_s"] != tenth(rack.SingleCycle()) {
		t.Errorf("single: %v", single)
	}
	if both["jobs"] != 1 || both["measured_s"] != 40.0 || both["same_moves_by_model_s"] != 34.0 || both["fem_9_851_s"] != tenth(rack.DualCycle()) {
		t.Errorf("dual: %v", both)
	}
	for range 3 * maxOpenCycles {
		store.JobID += "x"
		c.began(store, now)
	}
	if len(c.open) > maxOpenCycles {
		t.Errorf("%d jobs without an end are kept", len(c.open))
	}
}
