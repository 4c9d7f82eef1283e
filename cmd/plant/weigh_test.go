package plant

import (
	"context"
	"testing"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// scale is a vision station that remembers its last verdict.
type scale struct{ verdict bool }

func (s *scale) ID() string                                            { return "vision-1" }
func (s *scale) Class() devices.Class                                  { return devices.ClassVision }
func (s *scale) Run(ctx context.Context, _ func(devices.Report)) error { <-ctx.Done(); return nil }
func (s *scale) Status() devices.Status                                { return devices.Status{Online: true} }
func (s *scale) Verdict(_ uint32, accept bool) error                   { s.verdict = accept; return nil }
func (s *scale) ScanHandled(uint32)                                    {}
func (s *scale) ConfirmHandled(uint32)                                 {}

func TestUnitThatDiffersFromTheMasterIsQuarantined(t *testing.T) {
	p, c := start(t, t.TempDir())
	h, err := p.House("central")
	if err != nil {
		t.Fatal(err)
	}
	station := &scale{}
	beside, err := newHouse(h.Config) // the running one has no line
	if err != nil {
		t.Fatal(err)
	}
	line := NewLine(p, beside, []devices.Device{station}, nil) // asked by hand: its own loops do not run
	c.must("PUT", "/v1/items/A", obj{"weight_g": 1000, "packagings": []obj{{"unit": "pallet", "base_qty": 100, "height_mm": 1400}}}, nil)
	var r wms.Receipt
	c.must("POST", "/v1/receipts", obj{"warehouse": "central", "putaway": "manual", "lines": []obj{}}, &r)
	for i, x := range []struct {
		weight, height int32
		qty            int64
		pass           bool
	}{
		{125_000, 1400, 100, true},  // 100 kg on a pallet of 25 kg
		{134_000, 1400, 100, true},  // within a tenth
		{137_000, 1400, 100, false}, // too heavy
		{100_000, 1400, 100, false}, // a quarter is missing
		{125_000, 1600, 100, false}, // too high
		{75_000, 900, 50, true},     // half a pallet: its height says nothing
	} {
		id := wms.HandlingUnitID("PAL-" + string(rune('1'+i)))
		c.must("POST", "/v1/receipts/"+string(r.ID)+"/lines", obj{"sku": "A", "qty": x.qty, "handling_unit": id}, nil)
		before := c.available("A")
		scan := devices.VisionScan{Seq: uint32(i + 1), Barcode: string(id), HandlingUnit: string(id), Read: devices.ReadOK, ImageRef: "camera/" + string(id), WeightG: x.weight, HeightMM: x.height}
		for range 2 { // a repeated scan changes nothing
			if err := line.scanned(t.Context(), "vision-1", scan); err != nil {
				t.Fatal(err)
			}
		}
		want := before
		if !x.pass {
			want -= x.qty
		}
		if got := c.settled(p, "A"); station.verdict != x.pass || got != want {
			t.Errorf("%s at %d g, %d mm: passed %v, %d available; want %v, %d", id, x.weight, x.height, station.verdict, got, x.pass, want)
		}
		way := int32(visionPass)
		if !x.pass {
			way++
		}
		if err := line.passed(t.Context(), "vision-1", devices.DivertDone{Seq: uint32(i + 1), InductSeq: uint32(i + 1), Result: devices.Diverted, Chute: way}); err != nil {
			t.Fatal(err)
		}
		u, err := view(p, func(r store.Reader) (wms.HandlingUnit, error) { return ledger.MustUnit(r, "central", id) })
		if err != nil || (h.Site.Kind(u.Location) == wms.KindCheck) == x.pass {
			t.Errorf("%s stands at %s (%v)", id, u.Location, err)
		}
	}
	if got := eventsOf(t, p, "vision.mismatch", "PAL-3"); len(got) == 0 || got[0].Data["reason"] == "" {
		t.Errorf("nobody says why: %+v", got)
	}
	if got := eventsOf(t, p, "vision.scanned", "PAL-3"); len(got) == 0 || got[0].Data["image"] != "camera/PAL-3" {
		t.Errorf("where is the picture? %+v", got)
	}
	if q := c.inStatus("A", wms.Quarantine); q != 300 {
		t.Errorf("%d in quarantine, want 300", q)
	}
}

// settled is what of an item is available once the network has heard of all.
func (c *client) settled(p *Plant, sku string) int64 {
	c.t.Helper()
	if err := p.Store.Settled(c.t.Context(), p.Store.Seq()); err != nil {
		c.t.Fatal(err)
	}
	return c.available(sku)
}
