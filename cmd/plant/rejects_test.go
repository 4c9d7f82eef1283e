package plant

import (
	"context"
	"testing"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// belt is a sorter that is asked by hand.
type belt struct{}

func (belt) ID() string                                            { return "sorter-1" }
func (belt) Class() devices.Class                                  { return devices.ClassSorter }
func (belt) Run(ctx context.Context, _ func(devices.Report)) error { <-ctx.Done(); return nil }
func (belt) Status() devices.Status                                { return devices.Status{Online: true} }
func (belt) Decide(uint32, int32, int32) error                     { return nil }
func (belt) InductHandled(uint32)                                  {}
func (belt) ConfirmHandled(uint32)                                 {}
func (belt) Chutes() []devices.Chute                               { return nil }

// Whoever takes an item out of the reject lane is told why it is there.
func TestTheRejectLaneSaysWhy(t *testing.T) {
	p, c := start(t, t.TempDir())
	h, err := p.House("central")
	if err != nil {
		t.Fatal(err)
	}
	line := NewLine(p, &House{Config: h.Config, Site: h.Site, Floor: h.Floor}, []devices.Device{belt{}}, nil) // asked by hand
	seq := uint32(0)
	for _, x := range []struct {
		in     devices.Induction
		unit   wms.HandlingUnitID
		result devices.DivertResult
		why    string
	}{
		{devices.Induction{Read: devices.NoRead}, "", devices.Diverted, "no code was read"},
		{devices.Induction{Read: devices.MultiRead}, "", devices.Diverted, "several codes were read"},
		{devices.Induction{Read: devices.ReadOK, Barcode: "WHAT"}, "", devices.Diverted, "code WHAT is not a handling unit of this site"},
		{devices.Induction{}, "T-1", devices.ChuteFull, "its chute and the other one were full"},
		{devices.Induction{}, "T-2", devices.DecidedLate, "the decision came too late"},
		{devices.Induction{}, "T-3", devices.RejectedByPLC, "the sorter gave it up"},
	} {
		seq++
		x.in.Seq = seq
		if x.unit == "" {
			err = line.inducted(t.Context(), "sorter-1", x.in)
		} else {
			_, err = p.do(t.Context(), "central", "test", func(tx store.Tx) error {
				if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: x.unit, Kind: wms.Tote, Location: h.Site.First(wms.KindInduction), Shipment: "central-S9"}); err != nil {
					return err
				}
				_, err := h.Floor.Inducted(tx, "sorter-1", seq, outbound.Decision{Unit: x.unit, Chute: 1, Alternative: -1})
				return err
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := line.diverted(t.Context(), "sorter-1", devices.DivertDone{Seq: seq, InductSeq: seq, Result: x.result}); err != nil {
			t.Fatal(err)
		}
		var list struct{ Data []wms.Task }
		c.must("GET", "/v1/tasks?kind=reject&warehouse=central&status=open", nil, &list)
		found := false
		for _, task := range list.Data {
			found = found || task.Note == x.why && task.Unit == x.unit
		}
		if !found {
			t.Errorf("nobody is told %q of %q: %+v", x.why, x.unit, list.Data)
		}
	}
}
