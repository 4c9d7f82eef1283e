package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	networkWide["PUT /v1/box-types/:id"] = "cartons are the network's"
	bodies["POST /v1/cartons/:id/weight"] = `{"weight_g":500}`
	bodies["POST /v1/tasks/:id/accept-weight"] = `{"reason":"a lighter model"}`
	systemNouns["PackedCarton"], systemNouns["BenchCarton"], systemNouns["PackState"] = wms.PackedCarton{}, wms.BenchCarton{}, wms.PackState{}
	systemNouns["Content"], systemNouns["CartonScale"] = wms.Content{}, cartonWeight{}
	bodies["PUT /v1/box-types/:id"] = `{"length_mm":300,"width_mm":200,"height_mm":150,"max_g":20000}`
}

func (f *fake) PutBoxType(_ context.Context, c Call, v wms.BoxType) (wms.BoxType, error) {
	return once(f, "PutBoxType", c, v, func() wms.BoxType { return v })
}

func (f *fake) BoxType(_ context.Context, id string) (wms.BoxType, error) {
	return wms.BoxType{ID: id, LengthMM: 1, WidthMM: 1, HeightMM: 1, MaxG: 1}, f.saw("BoxType", id)
}

func (f *fake) ListBoxTypes(_ context.Context, p Page) ([]wms.BoxType, string, error) {
	return []wms.BoxType{{ID: "s", LengthMM: 1, WidthMM: 1, HeightMM: 1, MaxG: 1}}, "", f.saw("ListBoxTypes", p)
}

func (f *fake) CartonsFor(_ context.Context, id wms.TaskID) (wms.CartonPlan, error) {
	return wms.CartonPlan{Cartons: []wms.PlannedCarton{{Box: "s", Content: []wms.ContentLine{{SKU: "S1", Qty: 1}}}}, AtLeast: 1}, f.saw("CartonsFor", id)
}

func (f *fake) Carton(_ context.Context, id wms.HandlingUnitID) (wms.PackedCarton, error) {
	return wms.PackedCarton{ID: id, Warehouse: "central", Kind: wms.Carton, Status: "packed"}, f.saw("Carton", id)
}

func (f *fake) CartonsOf(_ context.Context, id wms.ShipmentID) ([]wms.PackedCarton, error) {
	return []wms.PackedCarton{{ID: "1", Warehouse: "central", Kind: wms.Carton, Shipment: id, Status: "packed"}}, f.saw("CartonsOf", id)
}

func (f *fake) AtScale(_ context.Context, label wms.HandlingUnitID) (wms.Task, error) {
	return wms.Task{ID: "central-T000001", Warehouse: "central", Kind: wms.TaskPack}, f.saw("AtScale", label)
}

func (f *fake) WeighCarton(_ context.Context, c Call, task wms.TaskID, _ wms.HandlingUnitID, g int64) (wms.Step, error) {
	return once(f, "WeighCarton", c, g, func() wms.Step { return wms.Step{Task: task, Kind: wms.TaskPack, Step: "scan_place"} })
}

func (f *fake) AcceptWeight(_ context.Context, c Call, task wms.TaskID, reason string) (wms.Step, error) {
	return once(f, "AcceptWeight", c, reason, func() wms.Step { return wms.Step{Task: task, Kind: wms.TaskPack, Step: "scan_place"} })
}
