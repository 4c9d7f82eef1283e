package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/vision-checks/:id/decide"] = `{"decision":"release","note":"counted"}`
	systemNouns["VisionCheck"], systemNouns["VisionHeld"], systemNouns["ItemCorrection"] = wms.VisionCheck{}, wms.VisionHeld{}, wms.ItemCorrection{}
	systemNouns["VisionDifference"] = wms.VisionDifference{}
	systemNouns["VisionStation"], systemNouns["NewVisionDecision"] = wms.VisionStation{}, visionDecisionBody{}
}

func aVisionCheck(id string) wms.VisionCheck {
	return wms.VisionCheck{ID: id, Warehouse: "central", Device: "vision-1", Seq: 7, HandlingUnit: "PAL-1", Barcode: "PAL-1", WeightG: 137_000,
		Picture: "camera/PAL-1", At: when, Result: wms.VisionWeight, Reason: "too heavy", Place: "VIS-1-CHECK", VerdictUS: 900,
		Differs: []wms.VisionDifference{{Measure: wms.MeasureWeight, Measured: 137_000, Expected: 125_000, Allowed: 10_000}},
		Held:    []wms.VisionHeld{{SKU: "A", Qty: 100}}, Correction: &wms.ItemCorrection{SKU: "A", WeightG: 1120}}
}

func (f *fake) VisionStations(_ context.Context, w wms.WarehouseID) ([]wms.VisionStation, error) {
	return []wms.VisionStation{{Device: "vision-1", Warehouse: "central", Checks: 1, Waiting: 1, Results: map[wms.VisionResult]int64{wms.VisionWeight: 1}}},
		f.saw("VisionStations", w)
}

func (f *fake) ListVisionChecks(_ context.Context, w wms.WarehouseID, all bool, _ int) ([]wms.VisionCheck, error) {
	return []wms.VisionCheck{aVisionCheck("central-V00000001")}, f.saw("ListVisionChecks", all)
}

func (f *fake) VisionCheck(_ context.Context, id string) (wms.VisionCheck, error) {
	return aVisionCheck(id), f.saw("VisionCheck", id)
}

func (f *fake) VisionPicture(_ context.Context, id string) (wms.Photo, error) {
	return wms.Photo{Type: "image/png", Data: []byte("\x89PNG")}, f.saw("VisionPicture", id)
}

func (f *fake) DecideVisionCheck(_ context.Context, c Call, id string, d wms.VisionDecision, _ string) (wms.VisionCheck, error) {
	return once(f, "DecideVisionCheck", c, d, func() wms.VisionCheck { return aVisionCheck(id) })
}

// A station's picture is served as what it is, and not to those who only look.
func TestAStationsPictureIsServedAsAPicture(t *testing.T) {
	c := newClient(t)
	w := c.do("GET", "/v1/vision-checks/central-V00000001/picture", "receiver", "")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/png" || w.Header().Get("Cache-Control") != "private, no-store" ||
		w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := c.do("GET", "/v1/vision-checks/central-V00000001/picture", "auditor", ""); w.Code != http.StatusForbidden {
		t.Errorf("an auditor sees the picture: %d", w.Code)
	}
	if w := c.do("POST", "/v1/vision-checks/central-V00000001/decide", "supervisor", `{"decision":"burn"}`); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown decision: %d", w.Code)
	}
}
