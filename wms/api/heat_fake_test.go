package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func (f *fake) Heat(_ context.Context, w wms.WarehouseID, by wms.HeatKind) (wms.Heat, error) {
	return wms.Heat{Warehouse: w, By: by}, f.saw("Heat", w)
}
