package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// PickPolicies say how shelf areas are picked, and compare ways to do it.
type PickPolicies interface {
	PickPolicies(ctx context.Context, w wms.WarehouseID) (wms.PickPolicies, error)
	PickPolicyVersions(ctx context.Context, w wms.WarehouseID) ([]wms.PickPolicies, error)
	PutPickPolicies(ctx context.Context, c Call, set wms.PickPolicies) (wms.PickPolicies, error)
	ComparePickPolicies(ctx context.Context, in PickCandidates) (wms.PickComparison, error)
}

// PickCandidates are ways of picking an area, to be compared with the one in
// force.
type PickCandidates struct {
	Warehouse  wms.WarehouseID  `json:"-"`
	Area       string           `json:"area"`
	Pickers    int              `json:"pickers"` // 0: as many as worked lately
	Candidates []wms.PickPolicy `json:"candidates"`
}

// Bounds of a comparison and of a set of policies.
const (
	maxCandidates  = 6
	maxComparers   = 200
	maxPickAreas   = 100
	maxPickSection = 99
)

func (f *face) pickPolicyRoutes() []route {
	none := f.PickPolicies == nil
	return []route{
		{method: "GET", path: "/v1/warehouses/:id/pick-policies", roles: join(floor, lookers), missing: none, do: getPickPolicies},
		{method: "PUT", path: "/v1/warehouses/:id/pick-policies", roles: sellers, missing: none, do: putPickPolicies},
		{method: "GET", path: "/v1/warehouses/:id/pick-policies/versions", roles: lookers, missing: none, do: listPickPolicies},
		{method: "POST", slow: true, path: "/v1/warehouses/:id/pick-policies/compare", roles: sellers, missing: none, do: comparePickPolicies},
	}
}

// tidyPolicies has lists where nothing was said.
func tidyPolicies(set wms.PickPolicies) wms.PickPolicies {
	set.Areas = filled(set.Areas)
	for i := range set.Areas {
		set.Areas[i].Sections = filled(set.Areas[i].Sections)
	}
	return set
}

func getPickPolicies(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	set, err := r.face.PickPolicies.PickPolicies(r.ctx, w)
	return ok(tidyPolicies(set)), err
}

func listPickPolicies(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	list, err := r.face.PickPolicies.PickPolicyVersions(r.ctx, w)
	for i := range list {
		list[i] = tidyPolicies(list[i])
	}
	return listed(list, ""), err
}

func putPickPolicies(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in wms.PickPolicies
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Warehouse != "" && in.Warehouse != w {
		return answer{}, invalid(codeInvalidField, "the body's warehouse %q is not the path's %q", in.Warehouse, w).With("field", "warehouse")
	}
	if in.Warehouse = w; len(in.Areas) > maxPickAreas {
		return answer{}, invalid(codeInvalidField, "areas has %d entries, at most %d", len(in.Areas), maxPickAreas).With("field", "areas")
	}
	if err := boundSections(in.Areas); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.PickPolicies.PutPickPolicies(r.ctx, call, in)
	return ok(tidyPolicies(out)), err
}

func boundSections(list []wms.PickPolicy) error {
	for i, p := range list {
		if len(p.Sections) > maxPickSection {
			return invalid(codeInvalidField, "policy %d has %d sections, at most %d", i+1, len(p.Sections), maxPickSection).With("field", "sections")
		}
	}
	return nil
}

func comparePickPolicies(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in PickCandidates
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	switch {
	case len(in.Candidates) == 0 || len(in.Candidates) > maxCandidates:
		return answer{}, invalid(codeInvalidField, "candidates has %d entries, must have 1 to %d", len(in.Candidates), maxCandidates).With("field", "candidates")
	case in.Pickers < 0 || in.Pickers > maxComparers:
		return answer{}, invalid(codeInvalidField, "pickers is %d, must be 1 to %d, or 0 for as many as worked lately", in.Pickers, maxComparers).With("field", "pickers")
	}
	if err := boundSections(in.Candidates); err != nil {
		return answer{}, err
	}
	in.Warehouse = w
	out, err := r.face.PickPolicies.ComparePickPolicies(r.ctx, in)
	if err != nil {
		return answer{}, err
	}
	for i := range out.Results {
		out.Results[i].Policy.Sections = filled(out.Results[i].Policy.Sections)
	}
	return ok(out), nil
}
