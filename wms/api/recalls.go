package api

import (
	"context"
	"slices"

	"github.com/aisle-wms/aisle/wms"
)

// Recalls take lots out of everything.
type Recalls interface {
	OpenRecall(ctx context.Context, c Call, n wms.NewRecall) (wms.Recall, error)
	ListRecalls(ctx context.Context, p Page) ([]wms.Recall, string, error)
	Recall(ctx context.Context, id string) (wms.RecallReport, error)
	LiftRecall(ctx context.Context, c Call, id string) (wms.Recall, error)
}

// InventoryPorts are the processes that change stock without an order.
type InventoryPorts struct {
	Recalls    Recalls
	Counts     Counts
	Inventory  Inventory
	Transfers  Transfers
	Kits       Kits
	StockTakes StockTakes
}

// inventoryRoutes are the processes that change stock without an order.
func (f *face) inventoryRoutes() []route {
	return slices.Concat(f.recallRoutes(), f.countRoutes(), f.changeRoutes(), f.transferRoutes(), f.kitRoutes(), f.stockTakeRoutes())
}

func (f *face) recallRoutes() []route {
	none := f.Recalls == nil
	chiefs := []string{RoleSupervisor}
	return []route{
		{method: "POST", path: "/v1/recalls", unlimited: true, roles: chiefs, missing: none, do: openRecall},
		{method: "GET", path: "/v1/recalls", unlimited: true, roles: lookers, paged: true, missing: none, do: func(r *request) (answer, error) {
			p, err := r.page()
			if err != nil {
				return answer{}, err
			}
			list, next, err := r.face.Recalls.ListRecalls(r.ctx, p)
			if err != nil {
				return answer{}, err
			}
			return listed(list, next), nil
		}},
		{method: "GET", path: "/v1/recalls/:id", unlimited: true, roles: lookers, missing: none, do: func(r *request) (answer, error) {
			return byID(r, r.face.Recalls.Recall)
		}},
		{method: "POST", path: "/v1/recalls/:id/lift", unlimited: true, roles: chiefs, missing: none, do: func(r *request) (answer, error) {
			return act(r, r.face.Recalls.LiftRecall)
		}},
	}
}

func openRecall(r *request) (answer, error) {
	var in wms.NewRecall
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Reason
	out, err := r.face.Recalls.OpenRecall(r.ctx, call, in)
	return created(out), err
}
