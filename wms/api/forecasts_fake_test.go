package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func (f *fake) ForecastAccuracy(_ context.Context, by string, w wms.WarehouseID, weeks int64, _ Page) ([]wms.ForecastAccuracy, string, error) {
	wape := 0.5
	return []wms.ForecastAccuracy{{Warehouse: w, Weeks: weeks, Forecasts: 3, WAPE: &wape, Covered: 0.8}}, "", f.saw("ForecastAccuracy", by)
}
