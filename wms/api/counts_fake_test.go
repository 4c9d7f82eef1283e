package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/counts"] = `{"warehouse":"central","locations":["A-01"]}`
	bodies["POST /v1/counts/:id/approve"] = `{"reason":"seen"}`
	bodies["POST /v1/counts/:id/reject"] = `{"reason":"no"}`
	bodies["PUT /v1/warehouses/:id/stock-settings"] = `{"warehouse":"central","adjust_limit_qty":10,"recount_limit_qty":0,"approve_limit_qty":5,` +
		`"zero_check":true,"count_minutes":15,"days_a":30,"days_b":90,"days_c":180,"warn_days":14}`
}

func fakeCount(id string) wms.Count {
	return wms.Count{ID: id, Warehouse: "central", Status: "open", CreatedAt: when, Total: 1, Open: 1,
		Locations: []wms.CountLocation{{Location: "A-01", Status: "approval", Task: "central-T1", Counters: []wms.UserID{"u"}, CountedAt: &when,
			Differences: []wms.CountDifference{{SKU: "S1", Expected: 5, Counted: 4}}}}}
}

func (f *fake) NewCount(_ context.Context, c Call, n wms.NewCount) (wms.Count, error) {
	return once(f, "NewCount", c, n, func() wms.Count { return fakeCount("central-C00001") })
}

func (f *fake) Count(_ context.Context, id string) (wms.Count, error) {
	return fakeCount(id), f.saw("Count", id)
}

func (f *fake) ListCounts(_ context.Context, w wms.WarehouseID, p Page) ([]wms.Count, string, error) {
	return []wms.Count{fakeCount("central-C00001")}, "", f.saw("ListCounts", []any{w, p})
}

func (f *fake) DecideCount(_ context.Context, c Call, id string, v wms.CountVerdict, approve bool) (wms.Count, error) {
	return once(f, "DecideCount", c, []any{id, v, approve}, func() wms.Count { return fakeCount(id) })
}

func (f *fake) CancelCount(_ context.Context, c Call, id string) (wms.Count, error) {
	return once(f, "CancelCount", c, id, func() wms.Count { return fakeCount(id) })
}

func (f *fake) StockSettings(_ context.Context, w wms.WarehouseID) (wms.StockSettings, error) {
	return wms.StockSettings{Warehouse: w, CountMinutes: 15}, f.saw("StockSettings", w)
}

func (f *fake) SetStock(_ context.Context, c Call, s wms.StockSettings) (wms.StockSettings, error) {
	return once(f, "SetStock", c, s, func() wms.StockSettings { return s })
}
