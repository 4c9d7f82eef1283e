package api

import (
	"context"
	"slices"

	"github.com/aisle-wms/aisle/wms"
)

// Stuck is what machines gave up, for people to decide about.
type Stuck interface {
	// StuckTransports lists them, of one warehouse or of all ("").
	StuckTransports(ctx context.Context, w wms.WarehouseID) ([]wms.StuckTransport, error)
	// ResolveTransport carries out a decision that is safe for it now.
	ResolveTransport(ctx context.Context, c Call, id wms.TransportID, action wms.StuckResolve) (wms.Transport, error)
}

func (f *face) stuckRoutes() []route {
	none := f.Stuck == nil
	watchers := append([]string{RoleDevice}, lookers...)
	return []route{
		{method: "GET", path: "/v1/stuck", roles: watchers, query: []string{"warehouse"}, missing: none, do: listStuck},
		{method: "POST", path: "/v1/transports/:id/resolve", roles: []string{RoleSupervisor}, missing: none, do: resolveTransport},
	}
}

func listStuck(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Stuck.StuckTransports(r.ctx, w)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, all, func(s wms.StuckTransport) wms.WarehouseID { return s.Warehouse }), ""), nil
}

// resolveBody is a person's decision; its reason stands in the journal.
type resolveBody struct {
	Action wms.StuckResolve `json:"action"`
	Reason string           `json:"reason"`
}

func resolveTransport(r *request) (answer, error) {
	t, err := r.myTransport()
	if err != nil {
		return answer{}, err
	}
	var in resolveBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if !slices.Contains(wms.StuckResolves, in.Action) {
		return answer{}, invalid(codeInvalidField, "action %q is not one of %v", in.Action, wms.StuckResolves).With("field", "action")
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Reason
	if t, err = r.face.Stuck.ResolveTransport(r.ctx, call, t.ID, in.Action); err != nil {
		return answer{}, err
	}
	return ok(tidyTransport(t)), nil
}
