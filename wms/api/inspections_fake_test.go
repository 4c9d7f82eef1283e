package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/inspections/:id/result"] = `{"inspected":13,"defects":0}`
}

func anInspection(id wms.InspectionID) wms.QualityInspection {
	return wms.QualityInspection{ID: id, Warehouse: "central", Receipt: "r-1", SKU: "S1", Qty: 50, AQL: "1.0", Letter: "E", Sample: 13, Reject: 1,
		Status: wms.InspectionWaiting, CreatedAt: when}
}

func (f *fake) Inspection(_ context.Context, id wms.InspectionID) (wms.QualityInspection, error) {
	return anInspection(id), f.saw("Inspection", id)
}

func (f *fake) ListInspections(_ context.Context, w wms.WarehouseID, status string, _ Page) ([]wms.QualityInspection, string, error) {
	return []wms.QualityInspection{anInspection("q-1")}, "", f.saw("ListInspections", status)
}

func (f *fake) JudgeInspection(_ context.Context, c Call, id wms.InspectionID, s wms.SampleResult) (wms.QualityInspection, error) {
	return once(f, "JudgeInspection", c, s, func() wms.QualityInspection { return anInspection(id) })
}
