package api

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/aisle-wms/aisle/wms"
)

// EPCIS says what happened in the words of GS1's EPCIS 2.0: a JSON-LD document
// and the cursor of the next one.
type EPCIS interface {
	EPCIS(ctx context.Context, from, to time.Time, p Page) (document any, next string, err error)
}

const (
	maxExportRows = 500_000
	codeNoExport  = "unknown_export"
)

// exports lists the kinds and their columns. Those of items, stock and orders
// begin as the imports' do, so that a file can come back.
var exports = map[string][]string{
	"items": {"sku", "description", "length_mm", "width_mm", "height_mm", "weight_g", "gtin", "case_qty", "pallet_qty", "class", "value_minor"},
	"locations": {"warehouse", "id", "kind", "zone", "x_mm", "y_mm", "aisle", "bay", "level", "capacity_hu", "side", "depth", "device", "pnd", "chute",
		"max_volume_mm3", "max_weight_g", "temperature", "hazards", "classes", "mixed", "blocked"},
	"stock":    {"warehouse", "location", "sku", "lot", "handling_unit", "owner", "status", "on_hand", "reserved", "available"},
	"orders":   {"id", "status", "channel", "country", "placed_at", "ship_by", "shipped_at", "line", "sku", "qty", "promised", "shipments"},
	"tasks":    {"id", "warehouse", "kind", "status", "assignee", "order", "shipment", "sku", "lot", "qty", "from", "to", "unit", "created_at"},
	"receipts": {"id", "warehouse", "supplier", "status", "expected_at", "sku", "lot", "expires", "qty", "received"},
}

func (f *face) exportRoutes() []route {
	return []route{
		{method: "GET", unlimited: true, path: "/v1/exports/:kind", roles: lookers, query: []string{"format"}, slow: true,
			missing: f.Items == nil || f.Stock == nil, do: exportFile},
		{method: "GET", unlimited: true, path: "/v1/epcis/events", roles: lookers, query: []string{"from", "to"}, paged: true,
			missing: f.EPCIS == nil, do: epcisEvents},
	}
}

// epcisEvents answers a document; Link names the next, as the standard's
// queries do.
func epcisEvents(r *request) (answer, error) {
	from, err := r.when("from", time.Time{})
	if err != nil {
		return answer{}, err
	}
	to, err := r.when("to", time.Time{})
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	doc, next, err := r.face.EPCIS.EPCIS(r.ctx, from, to, p)
	if err != nil {
		return answer{}, err
	}
	r.Header("GS1-EPCIS-Version", "2.0.0")
	r.Header("GS1-CBV-Version", "2.0.0")
	if next != "" {
		q := r.Request.URL.Query()
		q.Del("cursor")
		q.Set("after", encodeCursor(next))
		r.Header("Link", "</v1/epcis/events?"+q.Encode()+`>; rel="next"`)
	}
	return ok(doc), nil
}

// exportFile streams all rows of a kind, page by page.
func exportFile(r *request) (answer, error) {
	kind := r.Param("kind")
	columns, known := exports[kind]
	if !known {
		return answer{}, wms.Refuse(wms.NotFound, codeNoExport, "there is no export %q; there are items, locations, stock, orders, tasks, receipts", kind)
	}
	return r.table(kind, columns, func(row func([]any) error) error { return r.exportRows(kind, row) })
}

// table answers rows as CSV, or as XLSX where the caller asks for that format.
func (r *request) table(name string, columns []string, rows func(row func([]any) error) error) (answer, error) {
	format, err := oneOf(r, "format", []string{"csv", "xlsx"})
	if err != nil {
		return answer{}, err
	}
	if format == "xlsx" {
		return streamed, r.tableBook(name, columns, rows)
	}
	r.Header("Content-Type", "text/csv; charset=utf-8")
	r.Header("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	r.Header("Cache-Control", "no-store")
	r.Status(http.StatusOK)
	w := csv.NewWriter(r.Writer)
	if err := w.Write(columns); err != nil {
		return answer{}, err
	}
	err = rows(func(row []any) error {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = cell(v)
		}
		return w.Write(cells)
	})
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return streamed, err
}

// cell is a value as text. What a spreadsheet would take for a formula gets an
// apostrophe in front.
func cell(v any) string {
	switch v := v.(type) {
	case string:
		if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
			return "'" + v
		}
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', 10, 64)
	case *time.Time:
		if v == nil {
			return ""
		}
		return v.UTC().Format(time.RFC3339)
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	}
	return ""
}

func (r *request) tableBook(name string, columns []string, rows func(row func([]any) error) error) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // only removes temporary files
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	header := make([]any, len(columns))
	for i, c := range columns {
		header[i] = c
	}
	if err := sheet.SetRow("A1", header); err != nil {
		return err
	}
	n := 1
	if err := rows(func(row []any) error {
		n++
		for i, v := range row {
			switch v.(type) {
			case int64, float64:
			default:
				row[i] = cell(v)
			}
		}
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return sheet.SetRow(at, row)
	}); err != nil {
		return err
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	r.Header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	r.Header("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
	r.Header("Cache-Control", "no-store")
	r.Status(http.StatusOK)
	return book.Write(r.Writer)
}

// pages walks a list to its end, or to the bound.
func pages[T any](r *request, get func(Page) ([]T, string, error), fn func(T) error) error {
	rows := 0
	for p := (Page{Limit: maxLimit}); ; {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		data, next, err := get(p)
		if err != nil {
			return err
		}
		for _, v := range data {
			if rows++; rows > maxExportRows {
				return wms.Refuse(wms.Invalid, "too_many", "an export has at most %d rows", maxExportRows)
			}
			if err := fn(v); err != nil {
				return err
			}
		}
		if p.After = next; next == "" {
			return nil
		}
	}
}

// ruleCells are what may be put into a place; empty where nothing was said.
func ruleCells(x *wms.LocationRule) []any {
	if x == nil {
		return []any{"", "", "", "", "", "", ""}
	}
	return []any{x.MaxVolumeMM3, x.MaxWeightG, string(x.Temperature), strings.Join(x.Hazards, " "), strings.Join(x.Classes, " "), strconv.FormatBool(x.Mixed), x.Blocked}
}

func (r *request) exportRows(kind string, row func([]any) error) error {
	f := r.face
	switch kind {
	case "items":
		return pages(r, func(p Page) ([]wms.Item, string, error) { return f.Items.ListItems(r.ctx, p) }, func(i wms.Item) error {
			return row([]any{string(i.SKU), i.Description, i.LengthMM, i.WidthMM, i.HeightMM, i.WeightG, i.GTIN, i.CaseQty, i.PalletQty, i.Class, i.ValueMinor})
		})
	case "locations":
		for _, w := range f.Sites.Warehouses() {
			err := pages(r, func(p Page) ([]wms.Location, string, error) { return f.Sites.Locations(w.ID, "", p) }, func(l wms.Location) error {
				cells := []any{string(w.ID), string(l.ID), string(l.Kind), l.Zone, l.XMM, l.YMM, l.Aisle, l.Bay, l.Level, l.CapacityHU,
					l.Side, l.Depth, string(l.Device), l.PnD, l.Chute}
				return row(append(cells, ruleCells(l.Rule)...))
			})
			if err != nil {
				return err
			}
		}
		return nil
	case "stock":
		return pages(r, func(p Page) ([]wms.StockRow, string, error) { return f.Stock.ListStock(r.ctx, StockQuery{}, p) }, func(s wms.StockRow) error {
			at := ""
			if s.Location != nil {
				at = string(*s.Location)
			}
			return row([]any{string(s.Warehouse), at, string(s.SKU), s.Lot, string(s.HandlingUnit), s.Owner, string(s.Status), s.OnHand, s.Reserved, s.Available})
		})
	case "orders":
		return pages(r, func(p Page) ([]wms.OrderView, string, error) { return f.Orders.ListOrders(r.ctx, "", p) }, func(o wms.OrderView) error {
			for i, l := range o.Lines {
				promised := int64(0)
				for _, x := range o.Promises {
					if x.Line == i+1 {
						promised += x.Qty
					}
				}
				err := row([]any{string(o.ID), string(o.Status), o.Channel, o.Country, o.PlacedAt, o.ShipBy, o.ShippedAt, int64(i + 1),
					string(l.SKU), l.Qty, promised, int64(len(o.Shipments))})
				if err != nil {
					return err
				}
			}
			return nil
		})
	case "tasks":
		return pages(r, func(p Page) ([]wms.Task, string, error) { return f.Work.ListTasks(r.ctx, TaskQuery{}, p) }, func(t wms.Task) error {
			return row([]any{string(t.ID), string(t.Warehouse), string(t.Kind), string(t.Status), string(t.Assignee), string(t.Order), string(t.Shipment),
				string(t.SKU), t.Lot, t.Qty, string(t.From), string(t.To), string(t.Unit), t.CreatedAt})
		})
	}
	return pages(r, func(p Page) ([]wms.Receipt, string, error) { return f.Inbound.ListReceipts(r.ctx, p) }, func(rec wms.Receipt) error {
		for _, l := range rec.Lines {
			err := row([]any{string(rec.ID), string(rec.Warehouse), rec.Supplier, rec.Status, rec.ExpectedAt, string(l.SKU), l.Lot, l.Expires, l.Qty, l.Received})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
