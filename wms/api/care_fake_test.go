package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	systemNouns["StockCare"], systemNouns["StockCareReport"], systemNouns["StockCareClass"] = wms.StockCare{}, wms.StockCareReport{}, wms.StockCareClass{}
}

func (f *fake) StockCare(_ context.Context, w wms.WarehouseID, class string) (wms.StockCareReport, error) {
	cover, since := 60.5, 14
	return wms.StockCareReport{At: when, Series: 3, Sums: []wms.StockCareClass{{Warehouse: "central", Class: "excess", Items: 1, Units: 90, BoundMinor: 900, WorthMinor: 400}},
		Data: []wms.StockCare{{Warehouse: "central", SKU: "S1", Class: "excess", Free: 90, OnOrder: 4, PerWeekMilli: 1500, CoverWeeks: &cover, WeeksSinceSale: &since, BoundMinor: 900, ExcessUnits: 12, ExpiringUnits: 3,
			ExpiresOn: "2026-05-01", Advice: "markdown", Units: 12, To: "front", CutPermille: 150, WorthMinor: 400}}}, f.saw("StockCare", []any{w, class})
}
