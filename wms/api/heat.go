package api

import (
	"cmp"
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Heats draw a warehouse from above by how full, how quick or how old.
type Heats interface {
	Heat(ctx context.Context, w wms.WarehouseID, by wms.HeatKind) (wms.Heat, error)
}

func (f *face) heatRoutes() []route {
	return []route{{method: "GET", path: "/v1/heat", roles: lookers, query: []string{"warehouse", "by"}, missing: f.Heats == nil, do: heat}}
}

func heat(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	by, err := oneOf(r, "by", wms.HeatKinds)
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Heats.Heat(r.ctx, w, cmp.Or(by, wms.HeatFill))
	if err != nil {
		return answer{}, err
	}
	out.Bays = filled(out.Bays)
	return ok(out), nil
}
