package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Inventory is what changes stock beyond adjustments, moves and holds.
type Inventory interface {
	ListAdjustments(ctx context.Context, w wms.WarehouseID, p Page) ([]wms.PendingAdjustment, string, error)
	Adjustment(ctx context.Context, id string) (wms.PendingAdjustment, error)
	DecideAdjustment(ctx context.Context, c Call, id string, approve bool) (wms.PendingAdjustment, error)
	ListHolds(ctx context.Context, w wms.WarehouseID, p Page) ([]wms.HoldRecord, string, error)
	HoldRecord(ctx context.Context, id string) (wms.HoldRecord, error)
	ReleaseHold(ctx context.Context, c Call, id string) (wms.HoldRecord, error)
	ChangeStatus(ctx context.Context, c Call, s wms.StatusChange) (wms.Changed, error)
	CorrectLot(ctx context.Context, c Call, l wms.LotCorrection) (wms.Changed, error)
	SweepExpiry(ctx context.Context, c Call, w wms.WarehouseID) (wms.Swept, error)
	SerialHistory(ctx context.Context, serial string) (wms.SerialHistory, error)
}

func (f *face) changeRoutes() []route {
	none := f.Inventory == nil
	chiefs, receivers := []string{RoleSupervisor}, []string{RoleReceiver, RoleSupervisor}
	return []route{
		{method: "GET", path: "/v1/stock/adjustments", roles: lookers, query: []string{"warehouse"}, paged: true, missing: none, do: func(r *request) (answer, error) {
			return listMine(r, r.face.Inventory.ListAdjustments, func(x wms.PendingAdjustment) wms.WarehouseID { return x.Warehouse })
		}},
		{method: "POST", path: "/v1/stock/adjustments/:id/approve", roles: chiefs, missing: none, do: func(r *request) (answer, error) { return decideAdjustment(r, true) }},
		{method: "POST", path: "/v1/stock/adjustments/:id/reject", roles: chiefs, missing: none, do: func(r *request) (answer, error) { return decideAdjustment(r, false) }},
		{method: "GET", path: "/v1/stock/holds", roles: join(receivers, lookers), query: []string{"warehouse"}, paged: true, missing: none, do: func(r *request) (answer, error) {
			return listMine(r, r.face.Inventory.ListHolds, func(x wms.HoldRecord) wms.WarehouseID { return x.Warehouse })
		}},
		{method: "POST", path: "/v1/stock/holds/:id/release", roles: chiefs, missing: none, do: releaseHold},
		{method: "POST", path: "/v1/stock/status", roles: receivers, missing: none, do: func(r *request) (answer, error) {
			var in wms.StatusChange
			return change(r, &in, &in.Warehouse, &in.Reason, func(c Call) (wms.Changed, error) { return r.face.Inventory.ChangeStatus(r.ctx, c, in) })
		}},
		{method: "POST", path: "/v1/stock/lots", roles: chiefs, missing: none, do: func(r *request) (answer, error) {
			var in wms.LotCorrection
			return change(r, &in, &in.Warehouse, &in.Reason, func(c Call) (wms.Changed, error) { return r.face.Inventory.CorrectLot(r.ctx, c, in) })
		}},
		{method: "POST", path: "/v1/stock/expiry", roles: chiefs, missing: none, do: func(r *request) (answer, error) {
			var in wms.ExpirySweep
			return change(r, &in, &in.Warehouse, nil, func(c Call) (wms.Swept, error) { return r.face.Inventory.SweepExpiry(r.ctx, c, in.Warehouse) })
		}},
		{method: "GET", path: "/v1/serials/:id", roles: join(floor, lookers), missing: none, do: func(r *request) (answer, error) {
			return byID(r, func(ctx context.Context, id string) (wms.SerialHistory, error) {
				out, err := r.face.Inventory.SerialHistory(ctx, id)
				out.Now = onlyMine(r, out.Now, func(x wms.SerialNow) wms.WarehouseID { return x.Warehouse })
				out.Moves = onlyMine(r, out.Moves, func(x wms.SerialStep) wms.WarehouseID { return x.Warehouse })
				return out, err
			})
		}},
	}
}

// listMine answers a page of a warehouse's records, or of all the caller's.
func listMine[T any](r *request, get func(ctx context.Context, w wms.WarehouseID, p Page) ([]T, string, error), of func(T) wms.WarehouseID) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	list, next, err := get(r.ctx, w, p)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, list, of), next), nil
}

// change reads a body that names a warehouse and maybe a reason, and does it.
func change[T any](r *request, into any, w *wms.WarehouseID, reason *string, do func(c Call) (T, error)) (answer, error) {
	if err := r.decode(into); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(w); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	if reason != nil {
		call.Actor.Reason = *reason
	}
	out, err := do(call)
	return ok(out), err
}

func decideAdjustment(r *request, approve bool) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	x, err := r.face.Inventory.Adjustment(r.ctx, id)
	if err != nil {
		return answer{}, err
	}
	if err := r.mayUse(x.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Inventory.DecideAdjustment(r.ctx, call, id, approve)
	return ok(out), err
}

func releaseHold(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	x, err := r.face.Inventory.HoldRecord(r.ctx, id)
	if err != nil {
		return answer{}, err
	}
	if err := r.mayUse(x.Warehouse); err != nil {
		return answer{}, err
	}
	return act(r, r.face.Inventory.ReleaseHold)
}
