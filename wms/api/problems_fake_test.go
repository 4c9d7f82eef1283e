package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/problems"] = `{"warehouse":"central","code":"blocked","note":"a broken pallet","photos":["` + photoHash + `"]}`
	bodies["POST /v1/problems/photos"] = `{"warehouse":"central","data":"/9j/4A=="}`
	bodies["POST /v1/problems/:id/close"] = `{"answer":"cleared"}`
	systemNouns["ProblemReport"], systemNouns["ProblemPhoto"] = wms.ProblemReport{}, wms.ProblemPhoto{}
	systemNouns["NewProblem"], systemNouns["NewPhoto"] = wms.NewProblem{}, photoBody{}
}

const photoHash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

func aProblem(id string) wms.ProblemReport {
	return wms.ProblemReport{ID: id, Warehouse: "central", Code: "blocked", By: "ana", At: when,
		Photos: []wms.ProblemPhoto{{Hash: photoHash, State: wms.PhotoKept, Type: "image/jpeg", Width: 640, Height: 480, Bytes: 9}}}
}

func (f *fake) ListProblems(_ context.Context, w wms.WarehouseID, all bool, _ int) ([]wms.ProblemReport, error) {
	return []wms.ProblemReport{aProblem("central-Q00000001")}, f.saw("ListProblems", all)
}

func (f *fake) Problem(_ context.Context, id string) (wms.ProblemReport, error) {
	return aProblem(id), f.saw("Problem", id)
}

func (f *fake) NewProblem(_ context.Context, c Call, n wms.NewProblem) (wms.ProblemReport, error) {
	return once(f, "NewProblem", c, n, func() wms.ProblemReport { return aProblem("central-Q00000001") })
}

func (f *fake) KeepPhoto(_ context.Context, c Call, w wms.WarehouseID, data []byte) (wms.ProblemReport, error) {
	return once(f, "KeepPhoto", c, data, func() wms.ProblemReport { return aProblem("central-Q00000001") })
}

func (f *fake) ProblemPhoto(_ context.Context, id, hash string) (wms.Photo, error) {
	return wms.Photo{Type: "image/jpeg", Data: []byte{0xff, 0xd8, 0xff}}, f.saw("ProblemPhoto", hash)
}

func (f *fake) CloseProblem(_ context.Context, c Call, id, note string) (wms.ProblemReport, error) {
	return once(f, "CloseProblem", c, note, func() wms.ProblemReport { return aProblem(id) })
}

func (f *fake) EraseProblem(_ context.Context, c Call, id string) error {
	_, err := once(f, "EraseProblem", c, id, func() bool { return true })
	return err
}

// A photo is served as what it is and nothing else, and only to supervisors.
func TestAPhotoIsServedAsAPicture(t *testing.T) {
	c := newClient(t)
	w := c.do("GET", "/v1/problems/central-Q00000001/photos/"+photoHash, "supervisor", "")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/jpeg" || w.Header().Get("X-Content-Type-Options") != "nosniff" ||
		w.Header().Get("Cache-Control") != "private, no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
