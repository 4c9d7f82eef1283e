package api

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// MasterData is business partners, and what a warehouse and its places are
// told besides their building.
type MasterData interface {
	PutSupplier(ctx context.Context, c Call, v wms.Supplier) (wms.Supplier, error)
	Supplier(ctx context.Context, id string) (wms.Supplier, error)
	ListSuppliers(ctx context.Context, p Page) ([]wms.Supplier, string, error)
	PutCarrier(ctx context.Context, c Call, v wms.Carrier) (wms.Carrier, error)
	Carrier(ctx context.Context, id string) (wms.Carrier, error)
	ListCarriers(ctx context.Context, p Page) ([]wms.Carrier, string, error)
	PutOwner(ctx context.Context, c Call, v wms.Owner) (wms.Owner, error)
	Owner(ctx context.Context, id string) (wms.Owner, error)
	ListOwners(ctx context.Context, p Page) ([]wms.Owner, string, error)
	PutQualityRule(ctx context.Context, c Call, v wms.QualityRule) (wms.QualityRule, error)
	QualityRule(ctx context.Context, id string) (wms.QualityRule, error)
	ListQualityRules(ctx context.Context, p Page) ([]wms.QualityRule, string, error)
	// OwnerActivities lists what was done for an owner by day; the zero times
	// mean from the start and until now.
	OwnerActivities(ctx context.Context, id string, from, to time.Time) ([]wms.Activity, error)
	PutSettings(ctx context.Context, c Call, s wms.Settings) (wms.Settings, error)
	Settings(ctx context.Context, w wms.WarehouseID) (wms.Settings, error)
	PutWorkRules(ctx context.Context, c Call, w wms.WorkRules) (wms.WorkRules, error)
	WorkRules(ctx context.Context, w wms.WarehouseID) (wms.WorkRules, error)
	PutLocationRule(ctx context.Context, c Call, w wms.WarehouseID, id wms.LocationID, rule wms.LocationRule) (wms.Location, error)
	Location(ctx context.Context, w wms.WarehouseID, id wms.LocationID) (wms.Location, error)
}

// masterDataRoutes are partners, settings and rules.
func (f *face) masterDataRoutes() []route {
	none := f.MasterData == nil
	m := f.MasterData
	if none {
		m = noMasterData{}
	}
	seers := []string{RolePicker, RoleReceiver, RoleSupervisor, RolePlanner, RoleAuditor}
	out := []route{
		{method: "GET", path: "/v1/owners/:id/activities", roles: lookers, query: []string{"from", "to"}, missing: none, do: ownerActivities},
		{method: "GET", path: "/v1/warehouses/:id/settings", roles: seers, missing: none, do: getSettings},
		{method: "PUT", path: "/v1/warehouses/:id/settings", roles: []string{RoleSupervisor}, missing: none, do: putSettings},
		{method: "GET", path: "/v1/warehouses/:id/work-rules", roles: seers, missing: none, do: getWorkRules},
		{method: "PUT", path: "/v1/warehouses/:id/work-rules", roles: []string{RoleSupervisor}, missing: none, do: putWorkRules},
		{method: "GET", path: "/v1/warehouses/:id/locations/:location", roles: everybody, missing: none, do: getLocation},
		{method: "PUT", path: "/v1/warehouses/:id/locations/:location", roles: sellers, missing: none, do: putLocation},
	}
	out = append(out, bookRoutes("/v1/suppliers", none, seers, m.ListSuppliers, m.Supplier, m.PutSupplier, func(v *wms.Supplier) *string { return &v.ID })...)
	out = append(out, bookRoutes("/v1/quality-rules", none, seers, m.ListQualityRules, m.QualityRule, m.PutQualityRule, func(v *wms.QualityRule) *string { return &v.ID })...)
	out = append(out, bookRoutes("/v1/carriers", none, seers, m.ListCarriers, m.Carrier, m.PutCarrier, func(v *wms.Carrier) *string { return &v.ID })...)
	return append(out, bookRoutes("/v1/owners", none, seers, m.ListOwners, m.Owner, m.PutOwner, func(v *wms.Owner) *string { return &v.ID })...)
}

// noMasterData stands in where there is none: its methods are never called.
type noMasterData struct{ MasterData }

// bookRoutes list, show and replace entries of one kind.
func bookRoutes[T any](path string, missing bool, seers []string, list func(context.Context, Page) ([]T, string, error),
	get func(context.Context, string) (T, error), put func(context.Context, Call, T) (T, error), idOf func(*T) *string) []route {
	return []route{
		{method: "GET", path: path, roles: seers, paged: true, missing: missing, do: func(r *request) (answer, error) {
			p, err := r.page()
			if err != nil {
				return answer{}, err
			}
			data, next, err := list(r.ctx, p)
			if err != nil {
				return answer{}, err
			}
			return listed(data, next), nil
		}},
		{method: "GET", path: path + "/:id", roles: seers, missing: missing, do: func(r *request) (answer, error) {
			id, err := r.id("id")
			if err != nil {
				return answer{}, err
			}
			v, err := get(r.ctx, id)
			if err != nil {
				return answer{}, err
			}
			return ok(v), nil
		}},
		{method: "PUT", path: path + "/:id", roles: sellers, missing: missing, do: func(r *request) (answer, error) {
			id, err := r.id("id")
			if err != nil {
				return answer{}, err
			}
			var v T
			if err := r.decode(&v); err != nil {
				return answer{}, err
			}
			if own := idOf(&v); *own != "" && *own != id {
				return answer{}, invalid(codeInvalidField, "the body's id %q is not the path's %q", *own, id).With("field", "id")
			}
			*idOf(&v) = id
			call, err := r.call()
			if err != nil {
				return answer{}, err
			}
			if v, err = put(r.ctx, call, v); err != nil {
				return answer{}, err
			}
			return ok(v), nil
		}},
	}
}

func ownerActivities(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	from, err := r.when("from", time.Time{})
	if err != nil {
		return answer{}, err
	}
	to, err := r.when("to", time.Time{})
	if err != nil {
		return answer{}, err
	}
	list, err := r.face.MasterData.OwnerActivities(r.ctx, id, from, to)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, list, func(a wms.Activity) wms.WarehouseID { return a.Warehouse }), ""), nil
}

func getSettings(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	s, err := r.face.MasterData.Settings(r.ctx, w)
	if err != nil {
		return answer{}, err
	}
	return ok(s), nil
}

func putSettings(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	var s wms.Settings
	if err := r.decode(&s); err != nil {
		return answer{}, err
	}
	if s.Warehouse != "" && s.Warehouse != w {
		return answer{}, invalid(codeInvalidField, "the body's warehouse %q is not the path's %q", s.Warehouse, w).With("field", "warehouse")
	}
	s.Warehouse = w
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	if s, err = r.face.MasterData.PutSettings(r.ctx, call, s); err != nil {
		return answer{}, err
	}
	return ok(s), nil
}

func getLocation(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	id, err := r.id("location")
	if err != nil {
		return answer{}, err
	}
	l, err := r.face.MasterData.Location(r.ctx, w, wms.LocationID(id))
	if err != nil {
		return answer{}, err
	}
	return ok(l), nil
}

func putLocation(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	id, err := r.id("location")
	if err != nil {
		return answer{}, err
	}
	var rule wms.LocationRule
	if err := r.decode(&rule); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	l, err := r.face.MasterData.PutLocationRule(r.ctx, call, w, wms.LocationID(id), rule)
	if err != nil {
		return answer{}, err
	}
	return ok(l), nil
}
