package plant

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/camera"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// A unit that does not pass waits for a person, who sees why and the picture,
// and lets it go on, corrects the item, or keeps it.
func TestUnitsThatDoNotPassAreDecidedByAPerson(t *testing.T) {
	pictures := httptest.NewServer(camera.Handler())
	t.Cleanup(pictures.Close)
	p, c := startWith(t, t.TempDir(), func(o *Options) {
		for _, w := range o.Network.Warehouses {
			for i := range w.Layout.Vision {
				w.Layout.Vision[i].Pictures = pictures.URL + "/"
			}
		}
	})
	h, err := p.House("central")
	if err != nil {
		t.Fatal(err)
	}
	beside, err := newHouse(h.Config)
	if err != nil {
		t.Fatal(err)
	}
	station := &scale{}
	line := NewLine(p, beside, []devices.Device{station}, nil) // asked by hand
	place := line.visionPlace("vision-1", wms.KindVision)
	check := line.visionPlace("vision-1", wms.KindCheck)
	c.must("PUT", "/v1/items/A", obj{"weight_g": 1000, "packagings": []obj{{"unit": "pallet", "base_qty": 100, "height_mm": 1400}}}, nil)
	var rec wms.Receipt
	c.must("POST", "/v1/receipts", obj{"warehouse": "central", "putaway": "manual", "lines": []obj{}}, &rec)

	seq := uint32(0)
	// view receives a pallet, puts it before the cameras, and lets the station
	// carry it away; it answers the last check.
	viewed := func(unit string, s devices.VisionScan, result devices.DivertResult) wms.VisionCheck {
		t.Helper()
		c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", obj{"sku": "A", "qty": 100, "handling_unit": unit}, nil)
		if _, err := p.do(t.Context(), "central", "test", func(tx store.Tx) error {
			u, err := ledger.MustUnit(tx, "central", wms.HandlingUnitID(unit))
			if err != nil {
				return err
			}
			return ledger.MoveUnit(tx, u.ID, u.Location, place, "test")
		}); err != nil {
			t.Fatal(err)
		}
		seq++
		s.Seq, s.ImageRef = seq, "camera/"+unit
		if err := line.scanned(t.Context(), "vision-1", s); err != nil {
			t.Fatal(err)
		}
		way := int32(visionPass)
		if !station.verdict || result != devices.Diverted {
			way++
		}
		if err := line.passed(t.Context(), "vision-1", devices.DivertDone{Seq: seq, InductSeq: seq, Result: result, Chute: way}); err != nil {
			t.Fatal(err)
		}
		var all struct{ Data []wms.VisionCheck }
		c.must("GET", "/v1/vision-checks?warehouse=central&state=all", nil, &all)
		return all.Data[0]
	}
	read := func(unit string, g, high int32) devices.VisionScan {
		return devices.VisionScan{Barcode: unit, Read: devices.ReadOK, WeightG: g, HeightMM: high}
	}
	for _, x := range []struct {
		unit   string
		scan   devices.VisionScan
		result devices.DivertResult
		want   wms.VisionResult
	}{
		{"PAL-1", read("PAL-1", 125_000, 1400), devices.Diverted, wms.VisionPassed},
		{"PAL-2", devices.VisionScan{Read: devices.NoRead}, devices.Diverted, wms.VisionNoRead},
		{"PAL-3", devices.VisionScan{Read: devices.MultiRead}, devices.Diverted, wms.VisionMultiRead},
		{"PAL-4", read("PAL-9", 125_000, 1400), devices.Diverted, wms.VisionUnknown},
		{"PAL-5", read("PAL-5", 125_000, 1400), devices.DecidedLate, wms.VisionLate},
		{"PAL-6", read("PAL-6", 145_000, 1400), devices.Diverted, wms.VisionWeight},
		{"PAL-7", read("PAL-7", 125_000, 1600), devices.Diverted, wms.VisionSize},
	} {
		got := viewed(x.unit, x.scan, x.result)
		at := check
		if x.want == wms.VisionPassed {
			at = line.visionPlace("vision-1", wms.KindStaging)
		}
		if got.Result != x.want || got.HandlingUnit != wms.HandlingUnitID(x.unit) || got.Place != at || got.VerdictUS <= 0 || got.Waits() == (x.want == wms.VisionPassed) {
			t.Errorf("%s: %+v, want %s at %s", x.unit, got, x.want, at)
		}
		u, err := view(p, func(r store.Reader) (wms.HandlingUnit, error) {
			return ledger.MustUnit(r, "central", wms.HandlingUnitID(x.unit))
		})
		if err != nil || u.Location != at {
			t.Errorf("%s stands at %s, want %s (%v)", x.unit, u.Location, at, err)
		}
	}
	var waiting struct{ Data []wms.VisionCheck }
	c.must("GET", "/v1/vision-checks?warehouse=central", nil, &waiting)
	if len(waiting.Data) != 6 {
		t.Fatalf("%d wait, want 6", len(waiting.Data))
	}
	tooHigh, tooHeavy, noRead := waiting.Data[0], waiting.Data[1], waiting.Data[5]
	if k := tooHeavy.Correction; k == nil || k.SKU != "A" || k.WeightG != 1200 || len(tooHeavy.Held) != 1 || tooHeavy.Held[0].Qty != 100 {
		t.Errorf("too heavy: %+v", tooHeavy)
	}
	if d := tooHeavy.Differs; len(d) != 1 || d[0] != (wms.VisionDifference{Measure: wms.MeasureWeight, Measured: 145_000, Expected: 125_000, Allowed: 10_000}) {
		t.Errorf("too heavy, against what? %+v", d)
	}
	if d := tooHigh.Differs; len(d) != 1 || d[0].Measure != wms.MeasureHeight || d[0].Measured != 1600 || d[0].Expected != 1400 {
		t.Errorf("too high, against what? %+v", d)
	}

	req, err := http.NewRequestWithContext(t.Context(), "GET", c.url+"/v1/vision-checks/"+tooHeavy.ID+"/picture", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(res.Body)
	if _ = res.Body.Close(); err != nil || !bytes.Equal(raw, camera.Draw("camera/PAL-6")) {
		t.Errorf("%d: the picture of the unit: %v", res.StatusCode, err)
	}
	pictures.Close()
	c.refused("picture_unavailable", "GET", "/v1/vision-checks/"+tooHeavy.ID+"/picture", nil)

	decide := func(x wms.VisionCheck, d string) wms.VisionCheck {
		t.Helper()
		c.must("POST", "/v1/vision-checks/"+x.ID+"/decide", obj{"decision": d, "note": "looked"}, &x)
		return x
	}
	c.refused("nothing_to_correct", "POST", "/v1/vision-checks/"+noRead.ID+"/decide", obj{"decision": "correct"})
	if got := decide(tooHigh, "keep"); got.Decision != wms.VisionKeep || got.DecidedBy == "" {
		t.Errorf("kept: %+v", got)
	}
	if q := c.inStatus("A", wms.Quarantine); q != 200 {
		t.Errorf("%d in quarantine, want 200", q)
	}
	decide(tooHeavy, "correct")
	c.refused("check_decided", "POST", "/v1/vision-checks/"+tooHeavy.ID+"/decide", obj{"decision": "release"})
	decide(noRead, "release")
	if q := c.inStatus("A", wms.Quarantine); q != 100 {
		t.Errorf("%d in quarantine, want those that were kept", q)
	}
	// The item master takes the weight over, and the units are put away.
	var it wms.Item
	var list struct{ Data []wms.Task }
	from := map[wms.HandlingUnitID]bool{}
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline) && (it.WeightG != 1200 || !from["PAL-6"] || !from["PAL-2"]); time.Sleep(20 * time.Millisecond) {
		c.must("GET", "/v1/items/A", nil, &it)
		c.must("GET", "/v1/tasks?kind=putaway&warehouse=central&status=open", nil, &list)
		for _, x := range list.Data {
			from[x.Unit] = from[x.Unit] || x.From == check
		}
	}
	if it.WeightG != 1200 || it.Packagings[0].HeightMM != 1400 || !from["PAL-6"] || !from["PAL-2"] || from["PAL-7"] {
		t.Errorf("item %+v, put away from the check place: %v", it, from)
	}
	if got := eventsOf(t, p, "vision.decided", tooHeavy.ID); len(got) != 1 {
		t.Errorf("who decided? %+v", got)
	}
	var stations struct{ Data []wms.VisionStation }
	c.must("GET", "/v1/vision-stations?warehouse=central", nil, &stations)
	if len(stations.Data) == 0 || stations.Data[0].Checks != 7 || stations.Data[0].Waiting != 3 || stations.Data[0].Results[wms.VisionPassed] != 1 ||
		stations.Data[0].VerdictP50US <= 0 || stations.Data[0].VerdictP99US < stations.Data[0].VerdictP50US {
		t.Errorf("stations %+v", stations.Data)
	}
}
