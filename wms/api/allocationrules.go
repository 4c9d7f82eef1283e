package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// AllocationRules are what planners tell allocation without code.
type AllocationRules interface {
	AllocationRules(ctx context.Context) ([]wms.AllocationRule, error)
	AllocationRule(ctx context.Context, id string) (wms.RuleHistory, error)
	PutAllocationRule(ctx context.Context, c Call, r wms.AllocationRule) (wms.AllocationRule, error)
	DeleteAllocationRule(ctx context.Context, c Call, id string) error
}

func (f *face) allocationRuleRoutes() []route {
	none := f.AllocationRules == nil
	return []route{
		{method: "GET", unlimited: true, path: "/v1/allocation-rules", roles: lookers, missing: none, do: listAllocationRules},
		{method: "GET", unlimited: true, path: "/v1/allocation-rules/:id", roles: lookers, missing: none, do: getAllocationRule},
		{method: "PUT", unlimited: true, path: "/v1/allocation-rules/:id", roles: sellers, missing: none, do: putAllocationRule},
		{method: "DELETE", unlimited: true, path: "/v1/allocation-rules/:id", roles: sellers, missing: none, do: deleteAllocationRule},
	}
}

func listAllocationRules(r *request) (answer, error) {
	all, err := r.face.AllocationRules.AllocationRules(r.ctx)
	if err != nil {
		return answer{}, err
	}
	return listed(all, ""), nil
}

func getAllocationRule(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.AllocationRules.AllocationRule(r.ctx, id)
	if err != nil {
		return answer{}, err
	}
	out.History = filled(out.History)
	return ok(out), nil
}

// newAllocationRule is what a planner may write of a rule.
type newAllocationRule struct {
	Kind      wms.RuleKind    `json:"kind"`
	Warehouse wms.WarehouseID `json:"warehouse"`
	SKU       wms.SKU         `json:"sku"`
	Channel   string          `json:"channel"`
	Country   string          `json:"country"`
	Service   string          `json:"service"`
	UpTo      int64           `json:"up_to"`
	Units     int64           `json:"units"`
	Days      int64           `json:"days"`
	Note      string          `json:"note"`
}

func putAllocationRule(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in newAllocationRule
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.AllocationRules.PutAllocationRule(r.ctx, call, wms.AllocationRule{ID: id, Kind: in.Kind, Warehouse: in.Warehouse, SKU: in.SKU,
		Channel: in.Channel, Country: in.Country, Service: in.Service, UpTo: in.UpTo, Units: in.Units, Days: in.Days, Note: in.Note})
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func deleteAllocationRule(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	if err := r.face.AllocationRules.DeleteAllocationRule(r.ctx, call, id); err != nil {
		return answer{}, err
	}
	return nothing, nil
}
