package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Supply says what to buy and what to bring from warehouse to warehouse.
type Supply interface {
	SupplyRules(ctx context.Context) ([]wms.SupplyRule, error)
	PutSupplyRule(ctx context.Context, c Call, n wms.SupplyRule) (wms.SupplyRule, error)
	DeleteSupplyRule(ctx context.Context, c Call, id string) error
	// AskSupplyRun has all items looked at; a run under way is the answer.
	AskSupplyRun(ctx context.Context, c Call) (wms.SupplyRun, error)
	SupplyRun(ctx context.Context, id string) (wms.SupplyRun, error)
	// Proposals lists those in a state (empty: all) for a warehouse (empty: all).
	Proposals(ctx context.Context, status string, w wms.WarehouseID, p Page) ([]wms.Proposal, string, error)
	DecideProposals(ctx context.Context, c Call, v wms.ProposalVerdict, approve bool) ([]wms.Proposal, error)
	// PlaceAdvices says which items each warehouse deserves to keep.
	PlaceAdvices(ctx context.Context) ([]wms.PlaceAdvice, error)
	ItemForecast(ctx context.Context, w wms.WarehouseID, sku wms.SKU) (wms.ItemForecast, error)
}

var proposalStates = []string{wms.ProposalOpen, wms.ProposalApproved, wms.ProposalRejected, wms.ProposalReplaced}

func (f *face) supplyRoutes() []route {
	none := f.Supply == nil
	return []route{
		{method: "GET", unlimited: true, path: "/v1/supply-rules", roles: lookers, missing: none, do: func(r *request) (answer, error) {
			all, err := r.face.Supply.SupplyRules(r.ctx)
			return listed(all, ""), err
		}},
		{method: "PUT", unlimited: true, path: "/v1/supply-rules/:id", roles: sellers, missing: none, do: putSupplyRule},
		{method: "DELETE", unlimited: true, path: "/v1/supply-rules/:id", roles: sellers, missing: none, do: deleteSupplyRule},
		{method: "POST", unlimited: true, path: "/v1/supply-runs", roles: sellers, missing: none, do: func(r *request) (answer, error) {
			call, err := r.bodyless()
			if err != nil {
				return answer{}, err
			}
			run, err := r.face.Supply.AskSupplyRun(r.ctx, call)
			return answer{status: 202, body: run}, err
		}},
		{method: "GET", unlimited: true, path: "/v1/supply-runs/:id", roles: lookers, missing: none, do: func(r *request) (answer, error) {
			return byID(r, r.face.Supply.SupplyRun)
		}},
		{method: "GET", unlimited: true, path: "/v1/proposals", roles: lookers, paged: true, query: []string{"status", "warehouse"}, missing: none, do: listProposals},
		{method: "POST", unlimited: true, path: "/v1/proposals/approve", roles: sellers, missing: none, do: func(r *request) (answer, error) { return decideProposals(r, true) }},
		{method: "POST", unlimited: true, path: "/v1/proposals/reject", roles: sellers, missing: none, do: func(r *request) (answer, error) { return decideProposals(r, false) }},
		{method: "GET", unlimited: true, path: "/v1/place-advice", roles: lookers, missing: none, do: func(r *request) (answer, error) {
			all, err := r.face.Supply.PlaceAdvices(r.ctx)
			return listed(all, ""), err
		}},
		{method: "GET", unlimited: true, path: "/v1/forecasts/:warehouse/:sku", roles: lookers, missing: none, do: func(r *request) (answer, error) {
			w, err := r.id("warehouse")
			if err != nil {
				return answer{}, err
			}
			sku, err := r.id("sku")
			if err != nil {
				return answer{}, err
			}
			out, err := r.face.Supply.ItemForecast(r.ctx, wms.WarehouseID(w), wms.SKU(sku))
			return ok(out), err
		}},
	}
}

func putSupplyRule(r *request) (answer, error) {
	var in wms.SupplyRule
	call, err := putBody(r, &in, &in.ID)
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Supply.PutSupplyRule(r.ctx, call, in)
	return ok(out), err
}

func deleteSupplyRule(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	return nothing, r.face.Supply.DeleteSupplyRule(r.ctx, call, id)
}

func listProposals(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", proposalStates)
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.Supply.Proposals(r.ctx, status, wms.WarehouseID(r.q("warehouse")), p)
	return listed(list, next), err
}

func decideProposals(r *request, approve bool) (answer, error) {
	var in wms.ProposalVerdict
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Note
	out, err := r.face.Supply.DecideProposals(r.ctx, call, in, approve)
	return listed(out, ""), err
}
