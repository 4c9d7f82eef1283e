package plc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/simulator/world"
)

// TestTwinCycleMatchesFEM lets the twin's crane core do random single commands
// on virtual time, in the demo's rack; the mean cycle is within 5 % of FEM
// 9.851 for one input/output point.
func TestTwinCycleMatchesFEM(t *testing.T) {
	const jobs, bays, levels = 1500, 40, 8
	w, err := world.Open(filepath.Join(t.TempDir(), "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	place := func(s devices.Spot) string { return fmt.Sprintf("w/%d-%d", s.X, s.Y) }
	if err := w.Update(func(tx *world.Tx) error {
		for x := int32(1); x <= bays; x++ {
			for y := int32(1); y <= levels; y++ {
				tx.AddPlace(place(devices.Spot{X: x, Y: y}), 1)
			}
		}
		tx.AddPlace("w/pnd", 1)
		return tx.Create(world.HandlingUnit{ID: "P", Kind: "pallet", Place: "w/pnd"})
	}); err != nil {
		t.Fatal(err)
	}
	c := &crane{cfg: Crane{ID: "c", Prefix: "C", Warehouse: "w", CellPlace: place, Stations: []Station{{Place: "w/pnd", Direction: 3, XMM: -800}},
		BayPitchMM: 1000, LevelPitchMM: 1500, XSpeedMMPerS: 3500, XAccelMMPerS2: 1200, YSpeedMMPerS: 1200, YAccelMMPerS2: 1000, Fork: 6 * time.Second},
		blocked: map[string]bool{}}
	c.device = device{id: "c", prefix: "C", warehouse: "w", world: w, speed: 1}
	c.declare()
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	if err := start(c, now); err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(4, 2))
	station := devices.Spot{Kind: devices.SpotStation, X: 1}
	seq := uint32(0)
	// order gives one job and steps the core until its Done; it answers how
	// long it took from the moment it was written.
	order := func(typ devices.JobType, src, dst devices.Spot) time.Duration {
		seq++
		c.wcsBeatAt = now
		c.regs.set("Cmd.JobId", fmt.Sprint(seq))
		c.regs.set("Cmd.Type", int32(typ))
		c.regs.set("Cmd.BootId", c.boot)
		for prefix, s := range map[string]devices.Spot{"Cmd.Src.": src, "Cmd.Dst.": dst} {
			for f, v := range map[string]int32{"Kind": s.Kind, "Side": s.Side, "X": s.X, "Y": s.Y, "Depth": s.Depth} {
				c.regs.set(prefix+f, v)
			}
		}
		c.regs.set("Cmd.Seq", seq)
		c.wrote("Cmd.Seq", now)
		if got := c.regs.i32("Ack.Result"); got != 1 {
			t.Fatalf("job %d is refused: %d", seq, c.regs.i32("Ack.Reason"))
		}
		began := now
		for c.mem.Done.Seq != seq {
			if now = now.Add(100 * time.Millisecond); now.Sub(began) > 5*time.Minute {
				t.Fatal("the job does not end")
			}
			c.step(now)
		}
		if c.mem.Done.Result != devices.ResultDone {
			t.Fatalf("job %d: %+v", seq, c.mem.Done)
		}
		c.regs.set("DoneAck", seq)
		c.wrote("DoneAck", now)
		return c.mem.Done.At.Sub(began)
	}
	now = now.Add(time.Second) // the boot is over
	order(devices.JobMove, devices.Spot{}, station)
	var sum time.Duration
	for range jobs / 2 { // a single command begins and ends at the station
		cell := devices.Spot{Kind: devices.SpotCell, Side: 1, X: 1 + dice.Int32N(bays), Y: 1 + dice.Int32N(levels), Depth: 1}
		sum += order(devices.JobStore, station, cell)
		sum += order(devices.JobMove, devices.Spot{}, station)
		sum += order(devices.JobRetrieve, cell, station)
	}
	mean := sum.Seconds() / jobs
	model := asrs.Rack{Crane: asrs.Crane{XSpeed: 3500, XAccel: 1200, YSpeed: 1200, YAccel: 1000, ForkS: 6}, Bays: bays, Levels: levels,
		BayPitch: 1000, LevelPitch: 1500, In: asrs.Point{X: -800}, Out: asrs.Point{X: -800}}.SingleCycle()
	t.Logf("%d single commands: mean cycle %.2f s, by FEM 9.851 %.2f s (%+.1f %%)", jobs, mean, model, 100*(mean/model-1))
	if math.Abs(mean/model-1) > 0.05 {
		t.Errorf("mean cycle %.2f s, by FEM 9.851 %.2f s", mean, model)
	}
}
