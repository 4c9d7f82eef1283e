package plc_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/plc"
	twin "github.com/aisle-wms/aisle/simulator/plc"
	"github.com/aisle-wms/aisle/simulator/world"
)

// belt is a conveyor of five stations on a server of its own, and our side.
type belt struct {
	*rig
	handle twin.ConveyorHandle
	device devices.Conveyor
	jobs   chan devices.JobDone
	stop   func()
}

func beltPlace(n int) string { return fmt.Sprintf("w/b%d", n) }

func newBelt(t *testing.T) *belt {
	b := &belt{rig: &rig{t: t, dir: t.TempDir(), addr: freeAddr(t)}, jobs: make(chan devices.JobDone, 100)}
	w, err := world.Open(filepath.Join(b.dir, "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	b.world = w
	t.Cleanup(func() { _ = w.Close() })
	cfg := twin.Conveyor{ID: "conveyor-1", Prefix: "Conveyor1", Warehouse: "w", Model: "twin", StationMM: 1500, SpeedMMPerS: 300,
		Start: 2 * time.Second, SleepAfter: 20 * time.Second}
	b.update(func(tx *world.Tx) error {
		for n := 1; n <= 5; n++ {
			tx.AddPlace(beltPlace(n), 1)
			cfg.Places = append(cfg.Places, beltPlace(n))
		}
		return nil
	})
	if b.server, err = twin.NewServer(twin.Config{Addr: b.addr, CertFile: cert(t, "server.crt"), KeyFile: cert(t, "server.key"),
		Users: map[string]string{"wcs": password}, Speed: 40, Logger: logger()}, w); err != nil {
		t.Fatal(err)
	}
	if b.handle, err = b.server.AddConveyor(cfg); err != nil {
		t.Fatal(err)
	}
	b.start()
	b.connect()
	return b
}

func (b *belt) connect() {
	b.t.Helper()
	s, err := plc.New(b.config())
	if err != nil {
		b.t.Fatal(err)
	}
	b.device = s.Conveyor("conveyor-1", "Conveyor1", 5)
	link := run(b.t, "connection", s.Run)
	reports := run(b.t, "conveyor-1", func(ctx context.Context) error {
		return b.device.Run(ctx, func(r devices.Report) {
			if r.Job != nil {
				b.jobs <- *r.Job
			}
		})
	})
	b.stop = func() { link(); reports() }
	soon(b.t, "the conveyor is ready", func() bool { return b.device.Status().Ready })
}

func (b *belt) bring(id, unit string, from, to int32) {
	b.t.Helper()
	if err := b.device.Submit(devices.Job{Type: devices.JobRelocate, Leg: devices.Leg{JobID: id, HandlingUnit: unit, Src: pnd(from), Dst: pnd(to)}}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *belt) done(id string, want devices.JobResult) {
	b.t.Helper()
	d := receive(b.t, "Done of "+id, b.jobs)
	if d.JobID != id || d.Result != want {
		b.t.Fatalf("%+v, want result %d of %s", d, want, id)
	}
	b.device.Acknowledge(id)
	soon(b.t, "the conveyor is free", func() bool { s := b.device.Status(); return s.Ready || s.Fault != "" })
}

func (b *belt) station(n int) devices.Station { return b.device.Picture().Stations[n-1] }

func TestConveyor(t *testing.T) {
	t.Parallel()
	b := newBelt(t)
	// Belts stand; what is announced wakes them, and they doze off again.
	if run, _ := b.handle.Belts(); run {
		t.Error("the belts run without work")
	}
	if err := b.device.Announce(1, "A"); err != nil {
		t.Fatal(err)
	}
	soon(t, "the belts run for what was announced", func() bool { _, starts := b.handle.Belts(); return starts == 1 })
	if b.device.Announce(6, "A") == nil || b.device.Announce(1, "a unit with far too long a name") == nil {
		t.Error("announced where there is no station, or what does not fit")
	}
	soon(t, "the belts stand again", func() bool { run, _ := b.handle.Belts(); return !run })

	// Units close up behind a full end, each tracked from station to station.
	soon(t, "the first station lets others put", func() bool { return b.station(1).Grant == devices.GrantPut })
	b.put("A", beltPlace(1))
	b.bring("j1", "A", 1, 5)
	b.done("j1", devices.ResultDone)
	b.put("B", beltPlace(1))
	b.bring("j2", "B", 1, 4)
	b.done("j2", devices.ResultDone)
	soon(t, "the picture shows both, and lets them be taken", func() bool {
		return b.station(4).HandlingUnit == "B" && b.station(5).HandlingUnit == "A" && b.station(5).Grant == devices.GrantTake
	})
	// Whoever orders a unit onto a full station anyhow waits before it.
	b.bring("j3", "B", 4, 5)
	soon(t, "it waits", func() bool { return b.device.Status().Mode == "Execute" })
	b.update(func(tx *world.Tx) error { return tx.Remove("A") })
	b.done("j3", devices.ResultDone)
	if got := b.where("B"); got != beltPlace(5) {
		t.Errorf("B is at %s", got)
	}

	// What cannot be done is said.
	b.bring("j4", "C", 1, 3)
	b.done("j4", devices.ResultSourceEmpty)
	b.put("D", beltPlace(1))
	b.bring("j5", "C", 1, 3)
	b.done("j5", devices.ResultOtherUnit)
	b.bring("j6", "D", 3, 2)
	b.done("j6", devices.ResultRejected)

	// A jam: the job waits, and goes on when the cause is gone and the fault
	// was cleared.
	b.handle.Jam(3, true)
	b.bring("j7", "D", 1, 4)
	soon(t, "the jam is shown", func() bool { return b.device.Status().Fault == "301: jam between station 2 and 3" })
	clear := func() { _ = b.device.(devices.FaultClearer).ClearFault(t.Context()) }
	clear()
	soon(t, "stations are closed", func() bool { return b.station(2).Grant == devices.GrantClosed })
	b.handle.Jam(3, false)
	soon(t, "the fault falls", func() bool { clear(); return b.device.Status().Fault == "" })
	b.done("j7", devices.ResultDone)

	// An emergency stop outlives a restart of the PLC; so does the job.
	b.put("E", beltPlace(1))
	b.handle.Jam(3, true)
	b.bring("j8", "E", 1, 3)
	soon(t, "it is under way", func() bool { return b.device.Status().Fault != "" })
	b.handle.EmergencyStop(true)
	b.handle.Jam(3, false)
	if err := b.handle.Restart(); err != nil {
		t.Fatal(err)
	}
	soon(t, "it is still stopped", func() bool { s := b.device.Status(); return s.Online && s.Fault == "900: emergency stop" })
	b.stop() // our side starts anew too
	b.jobs = make(chan devices.JobDone, 100)
	b.handle.EmergencyStop(false)
	if b.where("E") == beltPlace(3) {
		t.Error("it moved while it was stopped")
	}
	s, err := plc.New(b.config())
	if err != nil {
		t.Fatal(err)
	}
	b.device = s.Conveyor("conveyor-1", "Conveyor1", 5)
	run(t, "connection", s.Run)
	run(t, "conveyor-1", func(ctx context.Context) error {
		return b.device.Run(ctx, func(r devices.Report) {
			if r.Job != nil {
				b.jobs <- *r.Job
			}
		})
	})
	b.bring("j8", "E", 1, 3) // it is sent again, and not done twice
	soon(t, "the fault falls", func() bool { clear(); s := b.device.Status(); return s.Online && s.Fault == "" })
	b.done("j8", devices.ResultDone)
	if got := b.where("E"); got != beltPlace(3) || b.handle.Jobs() != 7 {
		t.Errorf("E is at %s after %d jobs, want station 3 and 7", got, b.handle.Jobs())
	}
}
