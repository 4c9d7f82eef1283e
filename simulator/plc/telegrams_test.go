package plc_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	_ "github.com/aisle-wms/aisle/devices/telegram"
	twin "github.com/aisle-wms/aisle/simulator/plc"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestTelegramCraneOnABadDay drives an old crane over telegrams while its line
// is cut and it boots in the middle of jobs: every unit is where the ledger
// says, no job ran twice.
func TestTelegramCraneOnABadDay(t *testing.T) {
	t.Parallel()
	const jobs = 40
	r := &rig{t: t, dir: t.TempDir(), addr: freeAddr(t), base: map[string]int64{}}
	w, err := world.Open(filepath.Join(r.dir, "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	r.world = w
	t.Cleanup(func() { _ = w.Close() })
	books, _ := storetest.Open(t)
	a := newAisle(r, 1, books)
	a.carry = func(unit string) error {
		return w.Update(func(tx *world.Tx) error { return tx.MoveHandlingUnit(unit, a.place(pnd(2)), a.place(pnd(1))) })
	}
	r.update(func(tx *world.Tx) error {
		for _, s := range append([]devices.Spot{pnd(1), pnd(2)}, a.free...) {
			tx.AddPlace(a.place(s), 1)
		}
		return nil
	})
	a.fill(func(unit, place string) { r.put(unit, place) })
	controller, handle, err := twin.NewTelegrams(r.addr, 200, twin.Crane{ID: "crane-1", Prefix: "1", Warehouse: "w", Model: "old", CellPlace: a.place,
		Stations:   []twin.Station{{Place: a.place(pnd(1)), Direction: 1}, {Place: a.place(pnd(2)), Direction: 2}},
		BayPitchMM: 1000, LevelPitchMM: 1500, XSpeedMMPerS: 3500, XAccelMMPerS2: 1200, YSpeedMMPerS: 1200, YAccelMMPerS2: 1000, Fork: 3 * time.Second}, w, logger())
	if err != nil {
		t.Fatal(err)
	}
	run(t, "controller", controller.Run)
	line, addr := newCable(t, r.addr)
	link, err := devices.Open("telegram", devices.Link{ID: "old", URL: "tcp://" + addr, Logger: logger()})
	if err != nil {
		t.Fatal(err)
	}
	d, err := link.Add(devices.Spec{ID: "crane-1", Class: devices.ClassCrane})
	if err != nil {
		t.Fatal(err)
	}
	a.crane = d.(devices.Crane)
	run(t, "link", link.Run)
	a.listen(t)
	var finished atomic.Int64
	ended := make(chan error, 1)
	go func() { ended <- a.work(jobs, &finished) }()
	for i, at := range []int64{8, 16, 24} {
		soon(t, fmt.Sprintf("job %d", at), func() bool { return finished.Load() >= at || len(ended) > 0 })
		if i == 1 { // longer than either side waits
			line.set(true)
			time.Sleep(4 * time.Second)
			line.set(false)
			continue
		}
		if err := handle.Restart(); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(3 * time.Minute):
		t.Fatal("the jobs do not end")
	}
	if n := r.counted("asrs_cycles"); n != jobs {
		t.Errorf("%d jobs were carried out, want %d", n, jobs)
	}
	if err := books.View(func(rd store.Reader) error {
		return ledger.EachUnit(rd, house, func(u wms.HandlingUnit) (bool, error) {
			if got := r.where(string(u.ID)); got != string(u.Location) {
				t.Errorf("%s stands at %s, the ledger says %s", u.ID, got, u.Location)
			}
			return true, nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	// What it can't do it says; a fault shows and clears.
	x := r.job(devices.JobRetrieve, "none", "", at(1, 99, 1, 1), pnd(2))
	if err := a.crane.Submit(x); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, "refusal", a.done); got.Result != devices.ResultRejected || got.Reason != 4 {
		t.Errorf("%+v", got)
	}
	cell := a.free[0]
	handle.BlockBin(a.place(cell), true)
	move := r.job(devices.JobRetrieve, "blocked", "", cell, pnd(2))
	if err := a.crane.Submit(move); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, "Done of the blocked fork", a.done); got.Result != devices.ResultFailed {
		t.Errorf("%+v", got)
	}
	a.crane.Acknowledge(move.JobID)
	soon(t, "the fault shows", func() bool { return a.crane.Status().Fault != "" })
	if err := a.crane.(devices.FaultClearer).ClearFault(context.Background()); err != nil {
		t.Fatal(err)
	}
	soon(t, "the fault is gone", func() bool { s := a.crane.Status(); return s.Fault == "" && s.Ready })
}
