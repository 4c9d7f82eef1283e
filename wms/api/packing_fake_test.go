package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	networkWide["PUT /v1/box-types/:id"] = "cartons are the network's"
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
