package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

const (
	maxImportBytes  = 16 << 20
	maxImportErrors = 100 // shown; all are counted
	codeImport      = "import_refused"
	codeNoImport    = "unknown_import"
)

func (f *face) importRoutes() []route {
	return []route{{method: "POST", path: "/v1/imports/:kind", roles: sellers, query: []string{"dry_run"}, slow: true,
		missing: f.Imports == nil, do: importFile}}
}

// importFile takes a CSV or XLSX file, as the body itself or as the one file
// of a form: all of its rows or none.
func importFile(r *request) (answer, error) {
	kind := r.Param("kind")
	if importDecoders[kind] == nil {
		return answer{}, unknownImport(kind)
	}
	dryRun, err := r.flag("dry_run")
	if err != nil {
		return answer{}, err
	}
	if err := r.readFile(); err != nil {
		return answer{}, err
	}
	batch, rows, wrong, err := ReadImport(kind, r.body)
	if err != nil {
		return answer{}, err
	}
	wrong = append(wrong, r.foreignRows(batch)...)
	if len(wrong) > 0 {
		return answer{}, importRefused(wrong)
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	if wrong, err = r.face.Imports.Import(r.ctx, call, batch, dryRun); err != nil {
		return answer{}, err
	}
	if len(wrong) > 0 {
		return answer{}, importRefused(wrong)
	}
	return ok(ImportReport{Kind: kind, DryRun: dryRun, Rows: rows}), nil
}

func unknownImport(kind string) error {
	return wms.Refuse(wms.NotFound, codeNoImport, "there is no import %q; there are items, locations, stock, orders, receipts, pick-faces", kind)
}

// ReadImport reads a CSV or XLSX file, or JSON lines of items, orders and
// receipts, and says how many rows it has. Errors by row are not an error of
// the call.
func ReadImport(kind string, data []byte) (b ImportBatch, rows int, wrong []RowError, err error) {
	decode := importDecoders[kind]
	if decode == nil {
		return b, 0, nil, unknownImport(kind)
	}
	b.Kind = kind
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		switch kind {
		case "items":
			b.Items, b.Rows, wrong = jsonLines(data, "sku", func(x wms.Item) string { return string(x.SKU) })
			return b, len(b.Rows), wrong, nil
		case "orders":
			b.Orders, b.Rows, wrong = jsonLines(data, "id", func(x wms.NewOrder) string { return string(x.ID) })
			return b, len(b.Rows), wrong, nil
		case "receipts":
			b.Receipts, b.Rows, wrong = jsonLines(data, "id", func(x wms.Receipt) string { return string(x.ID) })
			return b, len(b.Rows), wrong, nil
		}
	}
	sheet, err := readSheet(data)
	if err != nil {
		return b, 0, nil, err
	}
	b, wrong = decode(sheet)
	b.Kind = kind
	return b, len(sheet) - 1, wrong, nil
}

// jsonLines reads one T per line, as the body of its POST. It must have an id.
func jsonLines[T any](body []byte, name string, id func(T) string) (out []T, at []int, wrong []RowError) {
	for i, line := range bytes.Split(body, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var x T
		if err := decodeJSON(line, &x); err != nil {
			e, _ := refusalOf(err)
			wrong = append(wrong, RowError{Row: i + 1, Code: e.Code, Message: e.Message})
			continue
		}
		if id(x) == "" {
			wrong = append(wrong, RowError{Row: i + 1, Column: name, Code: codeInvalidField, Message: name + ": a value is needed"})
			continue
		}
		if out, at = append(out, x), append(at, i+1); len(out) > maxSheetRows {
			return nil, nil, []RowError{{Row: i + 1, Code: codeSheet, Message: errSheetSize.Message}}
		}
	}
	return out, at, wrong
}

func importRefused(wrong []RowError) *wms.Error {
	shown := wrong[:min(len(wrong), maxImportErrors)]
	return invalid(codeImport, "%d rows are wrong and nothing was imported; the first is row %d: %s",
		len(wrong), wrong[0].Row, wrong[0].words()).With("errors", shown).With("error_count", len(wrong))
}

// flag reads a parameter that is true or false.
func (r *request) flag(name string) (bool, error) {
	switch r.q(name) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, badParameter(name, "must be true or false")
	}
}

// readFile makes r.body the file's bytes, whichever way they came: a form's
// boundary must not make another request of a repeated one.
func (r *request) readFile() error {
	if err := r.read(maxImportBytes); err != nil {
		return err
	}
	kind, params, err := mime.ParseMediaType(r.GetHeader("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil
	}
	form := multipart.NewReader(bytes.NewReader(r.body), params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return invalid(codeEmptyBody, "the form holds no file")
		}
		if err != nil {
			return invalid(codeMalformed, "the form is malformed")
		}
		if part.FileName() == "" {
			continue
		}
		if r.body, err = io.ReadAll(part); err != nil {
			return invalid(codeMalformed, "the form's file is cut off")
		}
		return nil
	}
}

// foreignRows are those of warehouses that the caller may not use.
func (r *request) foreignRows(b ImportBatch) []RowError {
	var wrong []RowError
	refused := map[wms.WarehouseID]error{}
	check := func(i int, w wms.WarehouseID) {
		err, seen := refused[w]
		if !seen {
			err = r.mayUse(w)
			refused[w] = err
		}
		if err != nil {
			e, _ := refusalOf(err)
			wrong = append(wrong, RowError{Row: b.Rows[i], Column: "warehouse", Code: e.Code, Message: e.Message, Words: e.Words})
		}
	}
	for i, l := range b.Locations {
		check(i, l.Warehouse)
	}
	for i, s := range b.Stock {
		check(i, s.Warehouse)
	}
	for i, x := range b.Receipts {
		check(i, x.Warehouse)
	}
	for i, x := range b.PickFaces {
		check(i, x.Warehouse)
	}
	return wrong
}

// importDecoders make a batch of a file's rows, the header first.
var importDecoders = map[string]func(rows [][]string) (ImportBatch, []RowError){
	"items": func(rows [][]string) (b ImportBatch, wrong []RowError) {
		b.Items, b.Rows, wrong = decodeRows(rows, itemColumns, func(i wms.Item) string { return string(i.SKU) })
		return b, wrong
	},
	"locations": func(rows [][]string) (b ImportBatch, wrong []RowError) {
		b.Locations, b.Rows, wrong = decodeRows(rows, locationColumns, func(l ImportLocation) string {
			return string(l.Warehouse) + "\x00" + string(l.ID)
		})
		return b, wrong
	},
	"stock": func(rows [][]string) (b ImportBatch, wrong []RowError) {
		b.Stock, b.Rows, wrong = decodeRows(rows, stockColumns, nil)
		return b, wrong
	},
	"pick-faces": func(rows [][]string) (b ImportBatch, wrong []RowError) {
		b.PickFaces, b.Rows, wrong = decodeRows(rows, pickFaceColumns, func(f wms.PickFace) string {
			return string(f.Warehouse) + "\x00" + string(f.Location)
		})
		return b, wrong
	},
	"orders": func(rows [][]string) (b ImportBatch, wrong []RowError) {
		lines, at, wrong := decodeRows(rows, orderColumns, nil)
		if len(wrong) > 0 {
			return b, wrong
		}
		b.Orders, b.Rows, wrong = joinOrders(lines, at)
		return b, wrong
	},
	"receipts": func(rows [][]string) (b ImportBatch, wrong []RowError) {
		lines, at, wrong := decodeRows(rows, receiptColumns, nil)
		if len(wrong) > 0 {
			return b, wrong
		}
		b.Receipts, b.Rows, wrong = joinReceipts(lines, at)
		return b, wrong
	},
}

// joinOrders makes orders of the rows with the same id, which must stand
// together and agree on everything but their lines.
func joinOrders(rows []wms.NewOrder, at []int) (orders []wms.NewOrder, first []int, wrong []RowError) {
	index := map[wms.OrderID]int{}
	for i, row := range rows {
		n, seen := index[row.ID]
		if !seen {
			index[row.ID] = len(orders)
			orders, first = append(orders, row), append(first, at[i])
			continue
		}
		if !sameHead(orders[n], row) {
			wrong = append(wrong, wrongRow(at[i], "id", codeInvalidField,
				"order %s has other values here than in row %d; only sku and qty may differ", row.ID, first[n]))
			continue
		}
		orders[n].Lines = append(orders[n].Lines, row.Lines...)
	}
	return orders, first, wrong
}

func sameHead(a, b wms.NewOrder) bool {
	same := func(x, y *float64) bool { return x == nil && y == nil || x != nil && y != nil && *x == *y }
	to, from := a.ShipTo, b.ShipTo
	coordinates := same(to.Lat, from.Lat) && same(to.Lon, from.Lon)
	to.Lat, to.Lon, from.Lat, from.Lon = nil, nil, nil, nil
	due := a.ShipBy == nil && b.ShipBy == nil || a.ShipBy != nil && b.ShipBy != nil && a.ShipBy.Equal(*b.ShipBy)
	wait := a.AllowBackorder == nil && b.AllowBackorder == nil ||
		a.AllowBackorder != nil && b.AllowBackorder != nil && *a.AllowBackorder == *b.AllowBackorder
	return coordinates && to == from && due && wait && a.Channel == b.Channel && a.Service == b.Service
}

// slowTimeout bounds the requests that take whole files.
const slowTimeout = 5 * time.Minute

// allowSlow gives a slow route's answer the time it needs.
func allowSlow(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(slowTimeout + writeTimeout)) // not all writers can
}

// columnNames lists what a file may hold.
func columnNames[T any](columns []column[T]) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}
