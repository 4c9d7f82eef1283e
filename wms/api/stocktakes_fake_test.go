package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/stock-takes"] = `{"warehouse":"central","reason":"cut-over"}`
	bodies["POST /v1/stock-takes/:id/counts"] = `{"rows":[{"location":"A-01","sku":"S1","qty":3}]}`
}

func (f *fake) StockTake(_ context.Context, id string) (wms.StockTake, error) {
	return wms.StockTake{ID: id, Warehouse: "central", Reason: "cut-over", Status: "open", Locations: 9, OpenedBy: "u", OpenedAt: when,
		Differences: []wms.StockTakeDifference{{Location: "A-01", SKU: "S1", Expected: 1, Counted: 2}}}, f.saw("StockTake", id)
}

func (f *fake) OpenStockTake(ctx context.Context, c Call, n wms.NewStockTake) (wms.StockTake, error) {
	t, _ := f.StockTake(ctx, "central-ST00001")
	return once(f, "OpenStockTake", c, n, func() wms.StockTake { return t })
}

func (f *fake) CountStockTake(_ context.Context, c Call, id string, rows []wms.StockTakeRow, at []int, dryRun bool) ([]RowError, error) {
	return once(f, "CountStockTake", c, []any{id, rows, at, dryRun}, func() []RowError { return nil })
}

func (f *fake) EndStockTake(ctx context.Context, c Call, id string, approve bool) (wms.StockTake, error) {
	t, _ := f.StockTake(ctx, id)
	return once(f, "EndStockTake", c, []any{id, approve}, func() wms.StockTake { return t })
}
