package plant

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// standIn is a crane that reports what a test wants and notes its jobs.
type standIn struct {
	id     string
	status devices.Status
	jobs   []devices.Job
}

func (s *standIn) ID() string                                            { return s.id }
func (s *standIn) Class() devices.Class                                  { return devices.ClassCrane }
func (s *standIn) Run(ctx context.Context, _ func(devices.Report)) error { <-ctx.Done(); return nil }
func (s *standIn) Status() devices.Status                                { return s.status }
func (s *standIn) Submit(j devices.Job) error                            { s.jobs = append(s.jobs, j); return nil }
func (s *standIn) Busy() string                                          { return "" }
func (s *standIn) Acknowledge(string)                                    {}
func (s *standIn) Abort(string) error                                    { return nil }
func (s *standIn) Picture() devices.CranePicture                         { return devices.CranePicture{} }

// TestDeadCraneWorkGoesToTheOtherAisle: the oldest pallet of an item is in the
// first aisle, whose crane falls silent before it may begin; the work goes to
// the second. The silent one gets nothing, an alarm says so, and it works on
// by itself when it is heard of again.
func TestDeadCraneWorkGoesToTheOtherAisle(t *testing.T) {
	p, c := start(t, t.TempDir())
	h, err := p.House("central")
	if err != nil {
		t.Fatal(err)
	}
	beside, err := newHouse(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	f, err := newFleet(h.Config, 1)
	if err != nil {
		t.Fatal(err)
	}
	busy, free := devices.Status{Online: true}, devices.Status{Online: true, Ready: true}
	silent := devices.Status{Fault: "the PLC's heartbeat has not changed for more than 2s", Severity: 800}
	first, second := &standIn{id: "crane-1", status: busy}, &standIn{id: "crane-2", status: free}
	line := NewLine(p, beside, []devices.Device{first, second}, f)
	line.deadAfter = time.Millisecond
	step := func() {
		t.Helper()
		line.planned.at, line.rerouted = time.Time{}, time.Time{}
		for _, s := range []*standIn{first, second} {
			if err := line.handle(t.Context(), devices.Report{Device: s.id, Status: &s.status}); err != nil {
				t.Fatal(err)
			}
		}
		if err := line.step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	cell := map[string]wms.LocationID{}
	for _, id := range h.Site.Of(wms.KindRackCell) {
		if loc, _ := h.Site.Location(id); loc.Depth == 1 {
			cell[string(loc.Device)] = id
		}
	}
	c.must("PUT", "/v1/items/A", obj{"weight_g": 100}, nil)
	for i, crane := range []string{"crane-1", "crane-2"} {
		unit := fmt.Sprintf("PAL-%d", i+1)
		c.receive("central", obj{"sku": "A", "qty": 50, "handling_unit": unit})
		u, err := view(p, func(r store.Reader) (wms.HandlingUnit, error) {
			return ledger.MustUnit(r, "central", wms.HandlingUnitID(unit))
		})
		if err != nil {
			t.Fatal(err)
		}
		c.must("POST", "/v1/stock/moves", obj{"handling_unit": unit, "from": u.Location, "to": cell[crane]}, nil)
	}
	c.order(map[string]int{"A": 3})
	wanted := func() (out []wms.HandlingUnitID) {
		out, err := view(p, beside.Floor.WantedAtStations)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	eventually(t, "work waits for a pallet", func() bool { return len(wanted()) == 1 })
	step() // a transport is planned; the crane of the pallet may not begin
	if len(first.jobs)+len(second.jobs) != 0 {
		t.Fatalf("jobs %+v, %+v", first.jobs, second.jobs)
	}
	first.status = silent
	eventually(t, "the other crane fetches the other pallet", func() bool { step(); return len(second.jobs) == 1 })
	if len(first.jobs) != 0 || second.jobs[0].Type != devices.JobRetrieve {
		t.Errorf("jobs %+v, %+v", first.jobs, second.jobs)
	}
	// The working one finds its source empty: a person decides.
	if err := line.jobDone(t.Context(), "crane-2", devices.JobDone{JobID: second.jobs[0].JobID, Result: devices.ResultSourceEmpty, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	var stuck struct{ Data []wms.StuckTransport }
	c.must("GET", "/v1/stuck?warehouse=central", nil, &stuck)
	if len(stuck.Data) != 1 || stuck.Data[0].HandlingUnit != "PAL-2" || stuck.Data[0].Device != "crane-2" || len(stuck.Data[0].Actions) == 0 {
		t.Fatalf("stuck: %+v", stuck.Data)
	}
	path := "/v1/transports/" + string(stuck.Data[0].Transport) + "/resolve"
	c.refused("invalid_field", "POST", path, obj{"action": "forget"})
	c.must("POST", path, obj{"action": "retry", "reason": "it stands there"}, nil)
	c.refused("not_stuck", "POST", path, obj{"action": "cancel"})
	eventually(t, "it is fetched again", func() bool { step(); return len(second.jobs) == 2 })
	alarmed := func() (n int) {
		for _, a := range p.alarms.list() {
			if a.Source == first.id {
				n++
			}
		}
		return n
	}
	if alarmed() != 2 { // offline, and why
		t.Errorf("alarms %+v", p.alarms.list())
	}
	first.status = free
	if step(); alarmed() != 0 {
		t.Errorf("it is back, alarms %+v", p.alarms.list())
	}
	c.order(map[string]int{"A": 60}) // more than the other pallet holds
	eventually(t, "it works again by itself", func() bool { step(); return len(first.jobs) == 1 })
}
