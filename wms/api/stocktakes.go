package api

import (
	"bytes"
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// StockTakes count a whole warehouse that stands still.
type StockTakes interface {
	OpenStockTake(ctx context.Context, c Call, n wms.NewStockTake) (wms.StockTake, error)
	StockTake(ctx context.Context, id string) (wms.StockTake, error)
	// CountStockTake keeps all rows or none; at are their numbers in the file.
	CountStockTake(ctx context.Context, c Call, id string, rows []wms.StockTakeRow, at []int, dryRun bool) ([]RowError, error)
	EndStockTake(ctx context.Context, c Call, id string, approve bool) (wms.StockTake, error)
}

func (f *face) stockTakeRoutes() []route {
	none := f.StockTakes == nil
	chiefs := []string{RoleSupervisor}
	return []route{
		{method: "POST", path: "/v1/stock-takes", roles: chiefs, missing: none, do: openStockTake},
		{method: "GET", path: "/v1/stock-takes/:id", roles: lookers, missing: none, do: func(r *request) (answer, error) {
			t, err := r.myStockTake()
			return ok(t), err
		}},
		{method: "POST", path: "/v1/stock-takes/:id/counts", roles: chiefs, query: []string{"dry_run"}, slow: true, missing: none, do: countStockTake},
		{method: "POST", path: "/v1/stock-takes/:id/approve", roles: chiefs, missing: none, do: func(r *request) (answer, error) { return endStockTake(r, true) }},
		{method: "POST", path: "/v1/stock-takes/:id/cancel", roles: chiefs, missing: none, do: func(r *request) (answer, error) { return endStockTake(r, false) }},
	}
}

func openStockTake(r *request) (answer, error) {
	var in wms.NewStockTake
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Reason
	out, err := r.face.StockTakes.OpenStockTake(r.ctx, call, in)
	return created(out), err
}

// myStockTake is the stock-take of the path, if the caller may use its warehouse.
func (r *request) myStockTake() (wms.StockTake, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.StockTake{}, err
	}
	t, err := r.face.StockTakes.StockTake(r.ctx, id)
	if err != nil {
		return t, err
	}
	return t, r.mayUse(t.Warehouse)
}

var takeColumns = []column[wms.StockTakeRow]{
	{"location", true, text(func(s *wms.StockTakeRow) *wms.LocationID { return &s.Location })},
	{"qty", true, number(0, func(s *wms.StockTakeRow) *int64 { return &s.Qty })},
	{"sku", false, text(func(s *wms.StockTakeRow) *wms.SKU { return &s.SKU })},
	{"lot", false, text(func(s *wms.StockTakeRow) *string { return &s.Lot })},
	{"expires", false, text(func(s *wms.StockTakeRow) *string { return &s.Expires })},
	{"handling_unit", false, text(func(s *wms.StockTakeRow) *wms.HandlingUnitID { return &s.HandlingUnit })},
}

// countStockTake takes rows as JSON, CSV or XLSX.
func countStockTake(r *request) (answer, error) {
	t, err := r.myStockTake()
	if err != nil {
		return answer{}, err
	}
	dryRun, err := r.flag("dry_run")
	if err != nil {
		return answer{}, err
	}
	if err := r.readFile(); err != nil {
		return answer{}, err
	}
	var rows []wms.StockTakeRow
	var at []int
	if bytes.HasPrefix(bytes.TrimSpace(r.body), []byte("{")) {
		var in struct {
			Rows []wms.StockTakeRow `json:"rows"`
		}
		if err := decodeJSON(r.body, &in); err != nil {
			return answer{}, err
		}
		rows = in.Rows
		for i := range rows {
			at = append(at, i+1)
		}
	} else {
		sheet, err := readSheet(r.body)
		if err != nil {
			return answer{}, err
		}
		var wrong []RowError
		if rows, at, wrong = decodeRows(sheet, takeColumns, nil); len(wrong) > 0 {
			return answer{}, importRefused(wrong)
		}
	}
	if len(rows) == 0 || len(rows) > maxSheetRows {
		return answer{}, invalid(codeSheet, "counts have 1 to %d rows, not %d", maxSheetRows, len(rows))
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	wrong, err := r.face.StockTakes.CountStockTake(r.ctx, call, t.ID, rows, at, dryRun)
	if err != nil {
		return answer{}, err
	}
	if len(wrong) > 0 {
		return answer{}, importRefused(wrong)
	}
	return ok(ImportReport{Kind: "counts", DryRun: dryRun, Rows: len(rows)}), nil
}

func endStockTake(r *request, approve bool) (answer, error) {
	t, err := r.myStockTake()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.StockTakes.EndStockTake(r.ctx, call, t.ID, approve)
	return ok(out), err
}
