package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Plans tell what could be promised, and try what would be if something were
// otherwise. Nothing that is promised changes.
type Plans interface {
	ToPromise(ctx context.Context, sku wms.SKU) (wms.ToPromise, error)
	WhatIf(ctx context.Context, c Call, in wms.WhatIf) (wms.WhatIfReport, error)
	WhatIfs(ctx context.Context) ([]wms.WhatIfReport, error)
	WhatIfReport(ctx context.Context, id string) (wms.WhatIfReport, error)
	CompareWhatIfs(ctx context.Context, a, b string) (wms.WhatIfCompared, error)
}

func (f *face) planRoutes() []route {
	none := f.Plans == nil
	return []route{
		{method: "GET", unlimited: true, path: "/v1/items/:sku/to-promise", roles: lookers, missing: none, do: toPromise},
		{method: "POST", unlimited: true, path: "/v1/allocations/what-if", roles: sellers, missing: none, do: whatIf},
		{method: "GET", unlimited: true, path: "/v1/allocations/what-if", roles: lookers, missing: none, do: listWhatIfs},
		{method: "GET", unlimited: true, path: "/v1/allocations/what-if/:id", roles: lookers, missing: none, do: getWhatIf},
		{method: "GET", unlimited: true, path: "/v1/allocations/compare", roles: lookers, query: []string{"a", "b"}, missing: none, do: compareWhatIfs},
	}
}

func toPromise(r *request) (answer, error) {
	sku, err := r.id("sku")
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Plans.ToPromise(r.ctx, wms.SKU(sku))
	if err != nil {
		return answer{}, err
	}
	out.Dates = filled(out.Dates)
	return ok(out), nil
}

func whatIf(r *request) (answer, error) {
	var in wms.WhatIf
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Plans.WhatIf(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return created(tidyReport(out)), nil
}

// tidyReport makes every list a JSON list.
func tidyReport(rep wms.WhatIfReport) wms.WhatIfReport {
	rep.Changes, rep.Examples = filled(rep.Changes), filled(rep.Examples)
	for _, f := range []*wms.PlanFigures{&rep.Now, &rep.Base, &rep.Changed} {
		f.Warehouses, f.Flows = filled(f.Warehouses), filled(f.Flows)
	}
	return rep
}

func listWhatIfs(r *request) (answer, error) {
	list, err := r.face.Plans.WhatIfs(r.ctx)
	if err != nil {
		return answer{}, err
	}
	for i := range list {
		list[i] = tidyReport(list[i])
	}
	return listed(list, ""), nil
}

func getWhatIf(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Plans.WhatIfReport(r.ctx, id)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyReport(out)), nil
}

func compareWhatIfs(r *request) (answer, error) {
	a, b := r.Query("a"), r.Query("b")
	if a == "" || b == "" {
		return answer{}, invalid(codeInvalidField, "a and b must be the ids of two what-ifs").With("field", "a")
	}
	out, err := r.face.Plans.CompareWhatIfs(r.ctx, a, b)
	if err != nil {
		return answer{}, err
	}
	out.A, out.B = tidyReport(out.A), tidyReport(out.B)
	out.Difference.Warehouses = filled(out.Difference.Warehouses)
	return ok(out), nil
}
