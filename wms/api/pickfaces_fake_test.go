package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/warehouses/:id/pick-faces/:location"] = `{"sku":"S1","min":2,"max":10}`
}

func (f *fake) PutPickFace(_ context.Context, c Call, v wms.PickFace) (wms.PickFace, error) {
	return once(f, "PutPickFace", c, v, func() wms.PickFace { return v })
}

func (f *fake) DeletePickFace(_ context.Context, c Call, w wms.WarehouseID, id wms.LocationID) error {
	_, err := once(f, "DeletePickFace", c, []any{w, id}, func() int { return 0 })
	return err
}

func (f *fake) ListPickFaces(_ context.Context, w wms.WarehouseID, p Page) ([]wms.PickFaceState, string, error) {
	return []wms.PickFaceState{{PickFace: wms.PickFace{Warehouse: w, Location: "A-01", SKU: "S1", Min: 2, Max: 10}, OnHand: 5, Free: 4, State: "ok"}}, "", f.saw("ListPickFaces", p)
}
