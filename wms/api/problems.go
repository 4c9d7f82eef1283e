package api

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
)

// Problems are what people reported, with their photos.
type Problems interface {
	ListProblems(ctx context.Context, w wms.WarehouseID, all bool, limit int) ([]wms.ProblemReport, error)
	Problem(ctx context.Context, id string) (wms.ProblemReport, error)
	NewProblem(ctx context.Context, c Call, n wms.NewProblem) (wms.ProblemReport, error)
	KeepPhoto(ctx context.Context, c Call, w wms.WarehouseID, data []byte) (wms.ProblemReport, error)
	ProblemPhoto(ctx context.Context, id, hash string) (wms.Photo, error)
	CloseProblem(ctx context.Context, c Call, id, answer string) (wms.ProblemReport, error)
	EraseProblem(ctx context.Context, c Call, id string) error
}

const (
	maxNoteBytes = 500
	problemLimit = 200
)

func (f *face) problemRoutes() []route {
	none := f.Problems == nil
	chiefs := []string{RoleSupervisor}
	return []route{
		{method: "GET", path: "/v1/problems", roles: lookers, query: []string{"warehouse", "state"}, missing: none, do: listProblems},
		{method: "POST", path: "/v1/problems", roles: floor, missing: none, do: newProblem},
		{method: "POST", path: "/v1/problems/photos", roles: floor, missing: none, do: keepPhoto},
		{method: "GET", path: "/v1/problems/:id/photos/:hash", roles: chiefs, missing: none, do: problemPhoto},
		{method: "POST", path: "/v1/problems/:id/close", roles: chiefs, missing: none, do: closeProblem},
		{method: "DELETE", path: "/v1/problems/:id", roles: chiefs, missing: none, do: eraseProblem},
	}
}

func listProblems(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	state, err := oneOf(r, "state", []string{"open", "all"})
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Problems.ListProblems(r.ctx, w, state == "all", problemLimit)
	return listed(onlyMine(r, all, func(p wms.ProblemReport) wms.WarehouseID { return p.Warehouse }), ""), err
}

func newProblem(r *request) (answer, error) {
	var in wms.NewProblem
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	if !slices.Contains(exceptionCodes, in.Code) {
		return answer{}, invalid(codeInvalidField, "code must be one of %v", exceptionCodes).With("field", "code")
	}
	if in.Note = strings.TrimSpace(in.Note); len(in.Note) > maxNoteBytes {
		return answer{}, invalid(codeInvalidField, "the note has at most %d bytes", maxNoteBytes).With("field", "note")
	}
	out, err := r.face.Problems.NewProblem(r.ctx, call, in)
	return created(out), err
}

// photoBody is the body of POST /v1/problems/photos.
type photoBody struct {
	Warehouse wms.WarehouseID `json:"warehouse"`
	Data      string          `json:"data"`
}

func keepPhoto(r *request) (answer, error) {
	var in photoBody
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	data, err := base64.StdEncoding.Strict().DecodeString(in.Data)
	if err != nil || len(data) == 0 {
		return answer{}, invalid(codeInvalidField, "data must be the picture's bytes in base64").With("field", "data")
	}
	out, err := r.face.Problems.KeepPhoto(r.ctx, call, in.Warehouse, data)
	return created(out), err
}

// myProblem is the report of the path, if the caller may use its warehouse.
func (r *request) myProblem() (wms.ProblemReport, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.ProblemReport{}, err
	}
	p, err := r.face.Problems.Problem(r.ctx, id)
	if err != nil {
		return p, err
	}
	return p, r.mayUse(p.Warehouse)
}

func problemPhoto(r *request) (answer, error) {
	p, err := r.myProblem()
	if err != nil {
		return answer{}, err
	}
	hash, err := r.id("hash")
	if err != nil {
		return answer{}, err
	}
	photo, err := r.face.Problems.ProblemPhoto(r.ctx, p.ID, hash)
	if err != nil {
		return answer{}, err
	}
	r.Header("Cache-Control", "private, no-store")
	r.Header("X-Content-Type-Options", "nosniff")
	r.Data(200, photo.Type, photo.Data)
	return streamed, nil
}

func closeProblem(r *request) (answer, error) {
	p, err := r.myProblem()
	if err != nil {
		return answer{}, err
	}
	var in struct {
		Answer string `json:"answer"`
	}
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if in.Answer = strings.TrimSpace(in.Answer); len(in.Answer) > maxNoteBytes {
		return answer{}, invalid(codeInvalidField, "the note has at most %d bytes", maxNoteBytes).With("field", "answer")
	}
	out, err := r.face.Problems.CloseProblem(r.ctx, call, p.ID, in.Answer)
	return ok(out), err
}

func eraseProblem(r *request) (answer, error) {
	p, err := r.myProblem()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	return nothing, r.face.Problems.EraseProblem(r.ctx, call, p.ID)
}
