package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Counts find out what really lies in a warehouse, and keep its rules for
// that.
type Counts interface {
	NewCount(ctx context.Context, c Call, n wms.NewCount) (wms.Count, error)
	Count(ctx context.Context, id string) (wms.Count, error)
	ListCounts(ctx context.Context, w wms.WarehouseID, p Page) ([]wms.Count, string, error)
	DecideCount(ctx context.Context, c Call, id string, v wms.CountVerdict, approve bool) (wms.Count, error)
	CancelCount(ctx context.Context, c Call, id string) (wms.Count, error)
	StockSettings(ctx context.Context, w wms.WarehouseID) (wms.StockSettings, error)
	SetStock(ctx context.Context, c Call, s wms.StockSettings) (wms.StockSettings, error)
}

func (f *face) countRoutes() []route {
	none := f.Counts == nil
	chiefs := []string{RoleSupervisor}
	return []route{
		{method: "POST", path: "/v1/counts", roles: sellers, missing: none, do: newCount},
		{method: "GET", path: "/v1/counts", roles: lookers, query: []string{"warehouse"}, paged: true, missing: none, do: listCounts},
		{method: "GET", path: "/v1/counts/:id", roles: lookers, missing: none, do: func(r *request) (answer, error) {
			c, err := r.myCount()
			return ok(c), err
		}},
		{method: "POST", path: "/v1/counts/:id/approve", roles: chiefs, missing: none, do: func(r *request) (answer, error) { return decideCount(r, true) }},
		{method: "POST", path: "/v1/counts/:id/reject", roles: chiefs, missing: none, do: func(r *request) (answer, error) { return decideCount(r, false) }},
		{method: "POST", path: "/v1/counts/:id/cancel", roles: chiefs, missing: none, do: func(r *request) (answer, error) {
			if _, err := r.myCount(); err != nil {
				return answer{}, err
			}
			return act(r, r.face.Counts.CancelCount)
		}},
		{method: "GET", path: "/v1/warehouses/:id/stock-settings", roles: lookers, missing: none, do: stockSettings},
		{method: "PUT", path: "/v1/warehouses/:id/stock-settings", roles: chiefs, missing: none, do: setStock},
	}
}

func newCount(r *request) (answer, error) {
	var in wms.NewCount
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Counts.NewCount(r.ctx, call, in)
	return created(out), err
}

func listCounts(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.Counts.ListCounts(r.ctx, w, p)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, list, func(c wms.Count) wms.WarehouseID { return c.Warehouse }), next), nil
}

// myCount is the count of the path, if the caller may use its warehouse.
func (r *request) myCount() (wms.Count, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Count{}, err
	}
	c, err := r.face.Counts.Count(r.ctx, id)
	if err != nil {
		return c, err
	}
	return c, r.mayUse(c.Warehouse)
}

func decideCount(r *request, approve bool) (answer, error) {
	c, err := r.myCount()
	if err != nil {
		return answer{}, err
	}
	var in wms.CountVerdict
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Reason
	out, err := r.face.Counts.DecideCount(r.ctx, call, c.ID, in, approve)
	return ok(out), err
}

// pathWarehouse is the warehouse of the path, if the caller may use it.
func (r *request) pathWarehouse() (wms.WarehouseID, error) {
	id, err := r.id("id")
	if err != nil {
		return "", err
	}
	return wms.WarehouseID(id), r.mayUse(wms.WarehouseID(id))
}

func stockSettings(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Counts.StockSettings(r.ctx, w)
	return ok(out), err
}

func setStock(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var in wms.StockSettings
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if in.Warehouse != "" && in.Warehouse != w {
		return answer{}, invalid(codeInvalidField, "warehouse is %q in the path and %q in the body", w, in.Warehouse).With("field", "warehouse")
	}
	in.Warehouse = w
	out, err := r.face.Counts.SetStock(r.ctx, call, in)
	return ok(out), err
}
