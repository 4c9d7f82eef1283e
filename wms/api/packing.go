package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Packing is the kinds of cartons, and which of them a pack task needs.
type Packing interface {
	PutBoxType(ctx context.Context, c Call, v wms.BoxType) (wms.BoxType, error)
	BoxType(ctx context.Context, id string) (wms.BoxType, error)
	ListBoxTypes(ctx context.Context, p Page) ([]wms.BoxType, string, error)
	// CartonsFor proposes the cartons for what lies in the tote or case of a
	// pack task.
	CartonsFor(ctx context.Context, id wms.TaskID) (wms.CartonPlan, error)
}

// noPacking stands in where there is none: its methods are never called.
type noPacking struct{ Packing }

func (f *face) packingRoutes() []route {
	none, m := f.Packing == nil, f.Packing
	if none {
		m = noPacking{}
	}
	seers := []string{RolePicker, RoleReceiver, RoleSupervisor, RolePlanner, RoleAuditor}
	return append(bookRoutes("/v1/box-types", none, seers, m.ListBoxTypes, m.BoxType, m.PutBoxType, func(v *wms.BoxType) *string { return &v.ID }),
		route{method: "GET", path: "/v1/tasks/:id/cartons", roles: join(floor, lookers), missing: none, do: taskCartons})
}

func taskCartons(r *request) (answer, error) {
	task, _, err := r.myTask()
	if err != nil {
		return answer{}, err
	}
	plan, err := r.face.Packing.CartonsFor(r.ctx, task.ID)
	if err != nil {
		return answer{}, err
	}
	plan.Cartons, plan.Unfit = filled(plan.Cartons), filled(plan.Unfit)
	return ok(plan), nil
}
