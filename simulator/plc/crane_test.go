package plc_test

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

func TestCrane(t *testing.T) {
	t.Parallel()
	r := newRig(t, 30)
	r.start()
	r.each(r.testCraneStoresRetrievesAndPairs, r.testCraneSaysWhyNot, r.testCraneLostAcknowledgement, r.testCranePLCRestartsMidJob,
		r.testCraneWCSRestartsMidJob, r.testCraneAbortKeepsTheLoad, r.testCraneForkBlockedFaultsAndClears, r.testFrozenHeartbeat)
}

func at(side, x, y, depth int32) devices.Spot {
	return devices.Spot{Kind: devices.SpotCell, Side: side, X: x, Y: y, Depth: depth}
}

func pnd(n int32) devices.Spot { return devices.Spot{Kind: devices.SpotStation, X: n} }

func (r *rig) job(typ devices.JobType, id, unit string, src, dst devices.Spot) devices.Job {
	return devices.Job{Type: typ, Leg: devices.Leg{JobID: r.name(id), HandlingUnit: unit, Src: src, Dst: dst}}
}

// do submits a job, waits for its Done and acknowledges it.
func (w *wcs) do(t *testing.T, j devices.Job) devices.JobDone {
	t.Helper()
	if err := w.crane.Submit(j); err != nil {
		t.Fatal(err)
	}
	d := receive(t, "Done of "+j.JobID, w.jobs)
	if d.JobID != j.JobID {
		t.Fatalf("Done of %q, want %q", d.JobID, j.JobID)
	}
	w.crane.Acknowledge(d.JobID)
	soon(t, "job "+j.JobID+" is off the machine", func() bool { s := w.crane.Status(); return s.Ready || s.Fault != "" })
	return d
}

func (r *rig) testCraneStoresRetrievesAndPairs(t *testing.T) {
	w := r.connect(r.config())

	r.put("HU1", "w/in")
	if d := w.do(t, r.job(devices.JobStore, "j1", "HU1", pnd(1), at(1, 3, 2, 1))); d.Result != devices.ResultDone || d.At.IsZero() {
		t.Fatalf("store: %+v", d)
	}
	if got := r.where("HU1"); got != cell(1, 3, 2, 1) {
		t.Fatalf("HU1 is in %s", got)
	}
	// Dual: store HU2, fetch HU1.
	r.put("HU2", "w/in")
	dual := r.job(devices.JobDual, "j2", "HU2", pnd(1), at(2, 5, 1, 1))
	dual.Second = &devices.Leg{JobID: r.name("j3"), HandlingUnit: "HU1", Src: at(1, 3, 2, 1), Dst: pnd(2)}
	if d := w.do(t, dual); d.Result != devices.ResultDone || d.Result2 != devices.ResultDone {
		t.Fatalf("dual: %+v", d)
	}
	if r.where("HU2") != cell(2, 5, 1, 1) || r.where("HU1") != "w/out" {
		t.Fatalf("after the dual HU2 is in %s, HU1 in %s", r.where("HU2"), r.where("HU1"))
	}
	soon(t, "the picture shows HU1 at station 2", func() bool {
		p := w.crane.Picture()
		return len(p.Stations) == 2 && p.Stations[1].HandlingUnit == "HU1" && p.Stations[1].Grant == 2 && p.Stations[0].Grant == 1
	})
	if n := r.counted("asrs_cycles"); n != 2 {
		t.Fatalf("%d cycles counted, want 2", n)
	}
	// The same JobID again: the old Done, and nothing moves.
	if err := w.crane.Submit(r.job(devices.JobStore, "j1", "HU1", pnd(1), at(1, 3, 2, 1))); err != nil {
		t.Fatal(err)
	}
	if d := receive(t, "old Done", w.jobs); d.JobID != r.name("j1") || d.Result != devices.ResultDone {
		t.Fatalf("old Done: %+v", d)
	}
}

func (r *rig) testCraneSaysWhyNot(t *testing.T) {
	w := r.connect(r.config())
	for _, c := range []struct {
		name  string
		setup func()
		job   devices.Job
		want  devices.JobResult
	}{
		{"source empty", nil, r.job(devices.JobRetrieve, "e1", "X", at(1, 1, 1, 1), pnd(2)), devices.ResultSourceEmpty},
		{"other unit", func() { r.put("A", cell(1, 1, 1, 1)) }, r.job(devices.JobRetrieve, "e2", "X", at(1, 1, 1, 1), pnd(2)), devices.ResultOtherUnit},
		{"behind another", func() { r.put("B", cell(1, 1, 1, 2)) }, r.job(devices.JobRetrieve, "e3", "B", at(1, 1, 1, 2), pnd(2)), devices.ResultBlocked},
		{"destination occupied", func() { r.put("C", cell(1, 2, 1, 1)) }, r.job(devices.JobRelocate, "e4", "C", at(1, 2, 1, 1), at(1, 1, 1, 1)), devices.ResultDestOccupied},
		{"on from the fork", nil, r.job(devices.JobRelocate, "e5", "C", devices.Spot{Kind: devices.SpotOnBoard}, at(2, 2, 1, 1)), devices.ResultDone},
		{"no such cell", nil, r.job(devices.JobRelocate, "e6", "C", at(2, 2, 1, 1), at(9, 9, 9, 9)), devices.ResultRejected},
		{"empty move", nil, r.job(devices.JobMove, "e7", "", devices.Spot{}, at(1, 9, 3, 1)), devices.ResultDone},
		{"home", nil, r.job(devices.JobHome, "e8", "", devices.Spot{}, devices.Spot{}), devices.ResultDone},
	} {
		if c.setup != nil {
			c.setup()
		}
		if d := w.do(t, c.job); d.Result != c.want {
			t.Fatalf("%s: %+v, want result %d", c.name, d, c.want)
		}
	}
	if r.where("C") != cell(2, 2, 1, 1) {
		t.Fatalf("C is in %s", r.where("C"))
	}
}

func (r *rig) testCraneLostAcknowledgement(t *testing.T) {
	w := r.connect(r.config())
	r.crane.HideAcks(1)
	r.put("HU1", "w/in")
	if d := w.do(t, r.job(devices.JobStore, "j1", "HU1", pnd(1), at(1, 3, 2, 1))); d.Result != devices.ResultDone {
		t.Fatalf("%+v", d)
	}
	if n := r.counted("asrs_cycles"); n != 1 {
		t.Fatalf("%d cycles, want 1", n)
	}
}

func (r *rig) testCranePLCRestartsMidJob(t *testing.T) {
	w := r.connect(r.config())
	r.put("HU1", "w/in")
	if err := w.crane.Submit(r.job(devices.JobStore, "j1", "HU1", pnd(1), at(1, 3, 2, 1))); err != nil {
		t.Fatal(err)
	}
	soon(t, "HU1 is on the fork", func() bool { return r.where("HU1") == "w/@crane-1" })
	for range 2 {
		if err := r.crane.Restart(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	d := receive(t, "Done", w.jobs)
	if d.JobID != r.name("j1") || d.Result != devices.ResultDone || r.where("HU1") != cell(1, 3, 2, 1) || r.counted("asrs_cycles") != 1 {
		t.Fatalf("%+v, HU1 in %s, %d cycles", d, r.where("HU1"), r.counted("asrs_cycles"))
	}
	w.crane.Acknowledge(r.name("j1"))
	if d := w.do(t, r.job(devices.JobRetrieve, "j2", "HU1", at(1, 3, 2, 1), pnd(2))); d.Result != devices.ResultDone {
		t.Fatalf("after the restart: %+v", d)
	}
}

func (r *rig) testCraneWCSRestartsMidJob(t *testing.T) {
	w := r.connect(r.config())
	r.put("HU1", "w/in")
	store := r.job(devices.JobStore, "j1", "HU1", pnd(1), at(1, 3, 2, 1))
	if err := w.crane.Submit(store); err != nil {
		t.Fatal(err)
	}
	soon(t, "HU1 is on the fork", func() bool { return r.where("HU1") == "w/@crane-1" })
	w.stop()

	w = r.connect(r.config())
	soon(t, "the new process sees the job", func() bool { return w.crane.Busy() == r.name("j1") || len(w.jobs) > 0 })
	if err := w.crane.Submit(store); err != nil { // the new process hands its missions over again
		t.Fatal(err)
	}
	if d := receive(t, "Done", w.jobs); d.JobID != r.name("j1") || d.Result != devices.ResultDone {
		t.Fatalf("%+v", d)
	}
	w.stop() // before it was acknowledged

	w = r.connect(r.config())
	if d := receive(t, "Done again", w.jobs); d.JobID != r.name("j1") {
		t.Fatalf("%+v", d)
	}
	if w.crane.Busy() != r.name("j1") {
		t.Fatalf("busy with %q", w.crane.Busy())
	}
	w.crane.Acknowledge(r.name("j1"))
	if d := w.do(t, r.job(devices.JobRetrieve, "j2", "HU1", at(1, 3, 2, 1), pnd(2))); d.Result != devices.ResultDone {
		t.Fatalf("%+v", d)
	}
	if n := r.counted("asrs_cycles"); n != 2 {
		t.Fatalf("%d cycles, want 2", n)
	}
}

func (r *rig) testCraneAbortKeepsTheLoad(t *testing.T) {
	w := r.connect(r.config())
	r.put("HU1", "w/in")
	if err := w.crane.Submit(r.job(devices.JobStore, "j1", "HU1", pnd(1), at(1, 9, 4, 1))); err != nil {
		t.Fatal(err)
	}
	soon(t, "HU1 is on the fork", func() bool { return r.where("HU1") == "w/@crane-1" })
	if err := w.crane.Abort(r.name("j1")); err != nil {
		t.Fatal(err)
	}
	if d := receive(t, "Done", w.jobs); d.Result != devices.ResultAborted {
		t.Fatalf("%+v", d)
	}
	w.crane.Acknowledge(r.name("j1"))
	soon(t, "the picture shows the load", func() bool { return w.crane.Picture().LoadHandlingUnit == "HU1" })
	onBoard := devices.Spot{Kind: devices.SpotOnBoard}
	if d := w.do(t, r.job(devices.JobStore, "j2", "HU1", onBoard, at(1, 3, 1, 1))); d.Result != devices.ResultDone || r.where("HU1") != cell(1, 3, 1, 1) {
		t.Fatalf("%+v, HU1 in %s", d, r.where("HU1"))
	}
}
