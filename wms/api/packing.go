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
	// Carton reads what was packed, also what has left; CartonsOf that of a
	// shipment.
	Carton(ctx context.Context, id wms.HandlingUnitID) (wms.PackedCarton, error)
	CartonsOf(ctx context.Context, id wms.ShipmentID) ([]wms.PackedCarton, error)
	// AtScale finds the pack task whose carton is to be weighed now.
	AtScale(ctx context.Context, label wms.HandlingUnitID) (wms.Task, error)
	WeighCarton(ctx context.Context, c Call, task wms.TaskID, label wms.HandlingUnitID, weightG int64) (wms.Step, error)
	AcceptWeight(ctx context.Context, c Call, task wms.TaskID, reason string) (wms.Step, error)
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
		route{method: "GET", path: "/v1/tasks/:id/cartons", roles: join(floor, lookers), missing: none, do: taskCartons},
		route{method: "POST", path: "/v1/tasks/:id/accept-weight", roles: []string{RoleSupervisor}, missing: none, do: acceptWeight},
		route{method: "GET", path: "/v1/cartons/:id", roles: join(floor, lookers), missing: none, do: getCarton},
		route{method: "POST", path: "/v1/cartons/:id/weight", roles: join(floor, []string{RoleDevice}), missing: none, do: weighCarton},
		route{method: "GET", path: "/v1/shipments/:id/cartons", roles: join(floor, lookers), missing: none, do: shipmentCartons})
}

// cartonWeight is what a scale says.
type cartonWeight struct {
	WeightG int64 `json:"weight_g"`
}

func weighCarton(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	task, err := r.face.Packing.AtScale(r.ctx, wms.HandlingUnitID(id))
	if err != nil {
		return answer{}, err
	}
	if err := r.mayUse(task.Warehouse); err != nil {
		return answer{}, err
	}
	var in cartonWeight
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	step, err := r.face.Packing.WeighCarton(r.ctx, call, task.ID, wms.HandlingUnitID(id), in.WeightG)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyStep(step)), nil
}

func acceptWeight(r *request) (answer, error) {
	task, _, err := r.myTask()
	if err != nil {
		return answer{}, err
	}
	in, call, err := r.reasoned()
	if err != nil {
		return answer{}, err
	}
	step, err := r.face.Packing.AcceptWeight(r.ctx, call, task.ID, in.Reason)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyStep(step)), nil
}

func getCarton(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	c, err := r.face.Packing.Carton(r.ctx, wms.HandlingUnitID(id))
	if err != nil {
		return answer{}, err
	}
	c.Content = filled(c.Content)
	return ok(c), r.mayUse(c.Warehouse)
}

func shipmentCartons(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Packing.CartonsOf(r.ctx, wms.ShipmentID(id))
	if err != nil {
		return answer{}, err
	}
	for i := range all {
		all[i].Content = filled(all[i].Content)
	}
	return listed(onlyMine(r, all, func(c wms.PackedCarton) wms.WarehouseID { return c.Warehouse }), ""), nil
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
