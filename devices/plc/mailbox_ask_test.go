package plc

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
)

// A machine that stands idle with our job and shows no Done is asked again
// under a new Seq, and not before askAfter; the Done it then shows is the one.
func TestLostDoneIsAskedFor(t *testing.T) {
	d := newDesk(t, nil).ready()
	d.submit(store)
	d.tick(100 * time.Millisecond)
	d.m.pic["Ack.Seq"], d.m.pic["Ack.Result"] = uint32(1), int32(1)
	d.m.pic["PackML.StateCurrent"] = int32(6)
	for range 20 { // it runs: nobody asks
		d.tick(500 * time.Millisecond)
	}
	d.m.pic["PackML.StateCurrent"] = int32(stateIdle)
	for range 5 {
		d.tick(500 * time.Millisecond)
	}
	if got := d.seqs(); len(got) != 1 {
		t.Fatalf("Seqs %v were written, want only the first", got)
	}
	for range 5 {
		d.tick(500 * time.Millisecond)
	}
	if got := d.seqs(); len(got) < 2 || got[1] != 2 {
		t.Fatalf("Seqs %v were written, want 1 and 2", got)
	}
	if d.m.busy() != store.JobID {
		t.Fatalf("busy with %q", d.m.busy())
	}
	d.m.pic["Ack.Seq"], d.m.pic["Done.JobId"], d.m.pic["Done.Result"], d.m.pic["Done.Seq"] = uint32(2), store.JobID, int32(1), uint32(2)
	d.tick(100 * time.Millisecond)
	if len(d.jobs) != 1 || d.jobs[0].Result != devices.ResultDone {
		t.Fatalf("reported %+v", d.jobs)
	}
}
