package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Inspections are samples that decide on received goods.
type Inspections interface {
	Inspection(ctx context.Context, id wms.InspectionID) (wms.QualityInspection, error)
	ListInspections(ctx context.Context, w wms.WarehouseID, status string, p Page) ([]wms.QualityInspection, string, error)
	JudgeInspection(ctx context.Context, c Call, id wms.InspectionID, s wms.SampleResult) (wms.QualityInspection, error)
}

func (f *face) inspectionRoutes() []route {
	none := f.Inbound == nil
	receivers := []string{RoleReceiver, RoleSupervisor}
	return []route{
		{method: "GET", path: "/v1/inspections", roles: join(receivers, lookers), query: []string{"warehouse", "status"}, paged: true, missing: none, do: listInspections},
		{method: "GET", path: "/v1/inspections/:id", roles: join(receivers, lookers), missing: none, do: getInspection},
		{method: "POST", path: "/v1/inspections/:id/result", roles: receivers, missing: none, do: judgeInspection},
	}
}

func listInspections(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", wms.InspectionStatuses)
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.Inbound.ListInspections(r.ctx, w, status, p)
	if err != nil {
		return answer{}, err
	}
	list = onlyMine(r, list, func(q wms.QualityInspection) wms.WarehouseID { return q.Warehouse })
	for i := range list {
		list[i].Goods = filled(list[i].Goods)
	}
	return listed(list, next), nil
}

func (r *request) myInspection() (wms.QualityInspection, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.QualityInspection{}, err
	}
	q, err := r.face.Inbound.Inspection(r.ctx, wms.InspectionID(id))
	if err != nil {
		return q, err
	}
	q.Goods = filled(q.Goods)
	return q, r.mayUse(q.Warehouse)
}

func getInspection(r *request) (answer, error) {
	q, err := r.myInspection()
	if err != nil {
		return answer{}, err
	}
	return ok(q), nil
}

func judgeInspection(r *request) (answer, error) {
	q, err := r.myInspection()
	if err != nil {
		return answer{}, err
	}
	var in wms.SampleResult
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	if q, err = r.face.Inbound.JudgeInspection(r.ctx, call, q.ID, in); err != nil {
		return answer{}, err
	}
	q.Goods = filled(q.Goods)
	return ok(q), nil
}
