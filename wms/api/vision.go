package api

import (
	"context"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
)

// Vision is what vision, dimension and weigh stations saw.
type Vision interface {
	VisionStations(ctx context.Context, w wms.WarehouseID) ([]wms.VisionStation, error)
	ListVisionChecks(ctx context.Context, w wms.WarehouseID, all bool, limit int) ([]wms.VisionCheck, error)
	VisionCheck(ctx context.Context, id string) (wms.VisionCheck, error)
	VisionPicture(ctx context.Context, id string) (wms.Photo, error)
	DecideVisionCheck(ctx context.Context, c Call, id string, d wms.VisionDecision, note string) (wms.VisionCheck, error)
}

const visionLimit = 200

func (f *face) visionRoutes() []route {
	none := f.Vision == nil
	receivers := []string{RoleReceiver, RoleSupervisor}
	return []route{
		{method: "GET", path: "/v1/vision-stations", roles: lookers, query: []string{"warehouse"}, missing: none, do: listVisionStations},
		{method: "GET", path: "/v1/vision-checks", roles: join(receivers, lookers), query: []string{"warehouse", "state"}, missing: none, do: listVisionChecks},
		{method: "GET", path: "/v1/vision-checks/:id", roles: join(receivers, lookers), missing: none, do: getVisionCheck},
		{method: "GET", path: "/v1/vision-checks/:id/picture", roles: receivers, missing: none, do: visionPicture},
		{method: "POST", path: "/v1/vision-checks/:id/decide", roles: []string{RoleSupervisor}, missing: none, do: decideVisionCheck},
	}
}

func listVisionStations(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Vision.VisionStations(r.ctx, w)
	return listed(onlyMine(r, all, func(s wms.VisionStation) wms.WarehouseID { return s.Warehouse }), ""), err
}

func listVisionChecks(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	state, err := oneOf(r, "state", []string{"waiting", "all"})
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Vision.ListVisionChecks(r.ctx, w, state == "all", visionLimit)
	return listed(onlyMine(r, all, func(c wms.VisionCheck) wms.WarehouseID { return c.Warehouse }), ""), err
}

// myVisionCheck is the check of the path, if the caller may use its warehouse.
func (r *request) myVisionCheck() (wms.VisionCheck, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.VisionCheck{}, err
	}
	c, err := r.face.Vision.VisionCheck(r.ctx, id)
	if err != nil {
		return c, err
	}
	return c, r.mayUse(c.Warehouse)
}

func getVisionCheck(r *request) (answer, error) {
	c, err := r.myVisionCheck()
	return ok(c), err
}

func visionPicture(r *request) (answer, error) {
	c, err := r.myVisionCheck()
	if err != nil {
		return answer{}, err
	}
	photo, err := r.face.Vision.VisionPicture(r.ctx, c.ID)
	if err != nil {
		return answer{}, err
	}
	r.Header("Cache-Control", "private, no-store")
	r.Header("X-Content-Type-Options", "nosniff")
	r.Data(200, photo.Type, photo.Data)
	return streamed, nil
}

// visionDecisionBody is the body of POST /v1/vision-checks/{id}/decide.
type visionDecisionBody struct {
	Decision wms.VisionDecision `json:"decision"`
	Note     string             `json:"note"`
}

func decideVisionCheck(r *request) (answer, error) {
	c, err := r.myVisionCheck()
	if err != nil {
		return answer{}, err
	}
	var in visionDecisionBody
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if !slices.Contains(wms.VisionDecisions, in.Decision) {
		return answer{}, invalid(codeInvalidField, "decision must be one of %v", wms.VisionDecisions).With("field", "decision")
	}
	if in.Note = strings.TrimSpace(in.Note); len(in.Note) > maxNoteBytes {
		return answer{}, invalid(codeInvalidField, "the note has at most %d bytes", maxNoteBytes).With("field", "note")
	}
	out, err := r.face.Vision.DecideVisionCheck(r.ctx, call, c.ID, in.Decision, in.Note)
	return ok(out), err
}
