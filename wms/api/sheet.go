package api

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/aisle-wms/aisle/wms"
)

const (
	maxSheetRows    = 100_000
	maxSheetColumns = 64
	maxSheetBytes   = 256 << 20 // of an unpacked workbook
	codeSheet       = "unreadable_file"
)

// readSheet reads a CSV file, or the first sheet of a workbook, header first.
func readSheet(data []byte) ([][]string, error) {
	read := readCSV
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		read = readXLSX
	}
	rows, err := read(data)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, invalid(codeEmptyBody, "the file is empty; its first row must name the columns")
	}
	return rows, nil
}

// readCSV reads comma or, if the header has no comma, semicolon separated
// text. Empty lines are kept as rows so that row numbers are the file's.
func readCSV(data []byte) ([][]string, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, invalid(codeSheet, "the file is neither a workbook (XLSX) nor UTF-8 text (CSV)")
	}
	header, _, _ := bytes.Cut(data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	if bytes.ContainsRune(header, ';') && !bytes.ContainsRune(header, ',') {
		r.Comma = ';'
	}
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			return nil, invalid(codeSheet, "line %d, column %d: %v", parse.Line, parse.Column, parse.Err)
		}
		if err != nil {
			return nil, invalid(codeSheet, "the file is unreadable")
		}
		line, _ := r.FieldPos(0)
		for len(rows) < line-1 && len(rows) < maxSheetRows { // blank lines and quoted line ends
			rows = append(rows, nil)
		}
		if rows = append(rows, row); len(rows) > maxSheetRows+1 || len(row) > maxSheetColumns {
			return nil, errSheetSize
		}
	}
}

var errSheetSize = invalid(codeSheet, "the file has more than %d rows or %d columns", maxSheetRows, maxSheetColumns)

// readXLSX reads the first sheet. A workbook comes from outside, and the
// library is not sure of all of them: a panic of its is a bad file.
func readXLSX(data []byte) (rows [][]string, err error) {
	defer func() {
		if recover() != nil {
			rows, err = nil, invalid(codeSheet, "the workbook is damaged")
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxSheetBytes, UnzipXMLSizeLimit: maxSheetBytes, RawCellValue: true})
	if err != nil {
		return nil, invalid(codeSheet, "the workbook can't be opened")
	}
	defer func() { _ = book.Close() }() // only removes temporary files
	names := book.GetSheetList()
	if len(names) == 0 {
		return nil, invalid(codeSheet, "the workbook has no sheet")
	}
	cursor, err := book.Rows(names[0])
	if err != nil {
		return nil, invalid(codeSheet, "the workbook's first sheet can't be read")
	}
	defer func() { _ = cursor.Close() }()
	for cursor.Next() {
		row, err := cursor.Columns()
		if err != nil {
			return nil, invalid(codeSheet, "row %d of the workbook can't be read", len(rows)+1)
		}
		if rows = append(rows, row); len(rows) > maxSheetRows+1 || len(row) > maxSheetColumns {
			return nil, errSheetSize
		}
	}
	if cursor.Error() != nil {
		return nil, invalid(codeSheet, "row %d of the workbook can't be read", len(rows)+1)
	}
	return rows, nil
}

// column is one of a file's: how its text becomes part of a T.
type column[T any] struct {
	name     string
	required bool
	set      func(*T, string) error
}

// decodeRows makes a T of every row that is not blank. identity, if given,
// must differ between rows.
func decodeRows[T any](rows [][]string, columns []column[T], identity func(T) string) (out []T, at []int, wrong []RowError) {
	places, wrong := findColumns(rows[0], columns)
	if len(wrong) > 0 {
		return nil, nil, wrong
	}
	seen := map[string]int{}
	for i, cells := range rows[1:] {
		number := i + 2
		if blank(cells) {
			continue
		}
		row, errs := decodeRow(cells, columns, places, number)
		if len(errs) == 0 && identity != nil {
			id := identity(row)
			if first, twice := seen[id]; twice {
				errs = append(errs, wrongRow(number, "", codeDuplicateField, "the same entry stands in row %d", first))
			}
			seen[id] = number
		}
		wrong = append(wrong, errs...)
		out, at = append(out, row), append(at, number)
	}
	if len(out) == 0 && len(wrong) == 0 {
		wrong = append(wrong, wrongRow(1, "", codeEmptyBody, "there are no rows below the header"))
	}
	return out, at, wrong
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// findColumns says at which place of a row each column stands, -1 for none.
func findColumns[T any](header []string, columns []column[T]) (places []int, wrong []RowError) {
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice && name != "" {
			wrong = append(wrong, wrongRow(1, name, codeDuplicateField, "the column is there twice"))
		}
		at[name] = i
	}
	for _, c := range columns {
		place, found := at[c.name]
		if !found {
			place = -1
			if c.required {
				wrong = append(wrong, wrongRow(1, c.name, codeInvalidField, "the column %s is missing", c.name))
			}
		}
		places = append(places, place)
		delete(at, c.name)
	}
	for _, name := range slices.Sorted(maps.Keys(at)) {
		if name != "" {
			wrong = append(wrong, wrongRow(1, name, codeUnknownField,
				"there is no column %q; known are %s", name, columnNames(columns)))
		}
	}
	return places, wrong
}

func decodeRow[T any](cells []string, columns []column[T], places []int, number int) (row T, wrong []RowError) {
	for i, c := range columns {
		text := ""
		if place := places[i]; place >= 0 && place < len(cells) {
			text = strings.TrimSpace(cells[place])
		}
		var err error
		switch {
		case text == "" && c.required:
			err = invalid(codeInvalidField, "a value is needed")
		case text == "":
		case len(text) > 1024 || !printable(text):
			err = invalid(codeInvalidField, "the value is too long or not printable")
		default:
			err = c.set(&row, text)
		}
		if err != nil {
			e, _ := refusalOf(err)
			wrong = append(wrong, wrongRow(number, c.name, codeInvalidField, "%s: %s", c.name, e.Words))
		}
	}
	return row, wrong
}

func text[T any, S ~string](field func(*T) *S) func(*T, string) error {
	return func(row *T, s string) error {
		if len(s) > maxIDBytes {
			return invalid(codeInvalidField, "must be at most %d bytes", maxIDBytes)
		}
		*field(row) = S(s)
		return nil
	}
}

func number[T any](least int64, field func(*T) *int64) func(*T, string) error {
	return func(row *T, s string) error {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < least {
			return invalid(codeInvalidField, "%q must be a whole number, at least %d", s, least)
		}
		*field(row) = n
		return nil
	}
}

var itemColumns = []column[wms.Item]{
	{"sku", true, text(func(i *wms.Item) *wms.SKU { return &i.SKU })},
	{"description", false, func(i *wms.Item, s string) error { i.Description = s; return nil }},
	{"length_mm", false, number(0, func(i *wms.Item) *int64 { return &i.LengthMM })},
	{"width_mm", false, number(0, func(i *wms.Item) *int64 { return &i.WidthMM })},
	{"height_mm", false, number(0, func(i *wms.Item) *int64 { return &i.HeightMM })},
	{"weight_g", false, number(0, func(i *wms.Item) *int64 { return &i.WeightG })},
	{"gtin", false, text(func(i *wms.Item) *string { return &i.GTIN })},
	{"case_qty", false, number(0, func(i *wms.Item) *int64 { return &i.CaseQty })},
	{"pallet_qty", false, number(0, func(i *wms.Item) *int64 { return &i.PalletQty })},
	{"class", false, text(func(i *wms.Item) *string { return &i.Class })},
	{"value_minor", false, number(0, func(i *wms.Item) *int64 { return &i.ValueMinor })},
}

var locationColumns = []column[ImportLocation]{
	{"warehouse", true, text(func(l *ImportLocation) *wms.WarehouseID { return &l.Warehouse })},
	{"id", true, text(func(l *ImportLocation) *wms.LocationID { return &l.ID })},
	{"kind", true, func(l *ImportLocation, s string) error {
		for _, kind := range locationKinds {
			if string(kind) == s {
				l.Kind = kind
				return nil
			}
		}
		return invalid(codeInvalidField, "%q is none of %v", s, locationKinds)
	}},
	{"zone", false, text(func(l *ImportLocation) *string { return &l.Zone })},
	{"x_mm", false, number(-1<<40, func(l *ImportLocation) *int64 { return &l.XMM })},
	{"y_mm", false, number(-1<<40, func(l *ImportLocation) *int64 { return &l.YMM })},
	{"aisle", false, number(0, func(l *ImportLocation) *int64 { return &l.Aisle })},
	{"bay", false, number(0, func(l *ImportLocation) *int64 { return &l.Bay })},
	{"level", false, number(0, func(l *ImportLocation) *int64 { return &l.Level })},
	{"capacity_hu", false, number(0, func(l *ImportLocation) *int64 { return &l.CapacityHU })},
	{"side", false, number(0, func(l *ImportLocation) *int64 { return &l.Side })},
	{"depth", false, number(0, func(l *ImportLocation) *int64 { return &l.Depth })},
	{"device", false, text(func(l *ImportLocation) *wms.DeviceID { return &l.Device })},
	{"pnd", false, number(0, func(l *ImportLocation) *int64 { return &l.PnD })},
	{"chute", false, number(0, func(l *ImportLocation) *int64 { return &l.Chute })},
	{"max_volume_mm3", false, number(0, func(l *ImportLocation) *int64 { return &ruleOf(l).MaxVolumeMM3 })},
	{"max_weight_g", false, number(0, func(l *ImportLocation) *int64 { return &ruleOf(l).MaxWeightG })},
	{"temperature", false, text(func(l *ImportLocation) *wms.Temperature { return &ruleOf(l).Temperature })},
	{"hazards", false, func(l *ImportLocation, s string) error { ruleOf(l).Hazards = strings.Fields(s); return nil }},
	{"classes", false, func(l *ImportLocation, s string) error { ruleOf(l).Classes = strings.Fields(s); return nil }},
	{"mixed", false, func(l *ImportLocation, s string) error {
		v, err := strconv.ParseBool(strings.ToLower(s))
		if err != nil {
			return invalid(codeInvalidField, "%q must be true or false", s)
		}
		ruleOf(l).Mixed = v
		return nil
	}},
	{"blocked", false, text(func(l *ImportLocation) *string { return &ruleOf(l).Blocked })},
}

// ruleOf is what a row says may be put into its place.
func ruleOf(l *ImportLocation) *wms.LocationRule {
	if l.Rule == nil {
		l.Rule = &wms.LocationRule{}
	}
	return l.Rule
}

var stockColumns = []column[ImportStock]{
	{"warehouse", true, text(func(s *ImportStock) *wms.WarehouseID { return &s.Warehouse })},
	{"location", true, text(func(s *ImportStock) *wms.LocationID { return &s.Location })},
	{"sku", true, text(func(s *ImportStock) *wms.SKU { return &s.SKU })},
	{"qty", true, number(1, func(s *ImportStock) *int64 { return &s.Qty })},
	{"lot", false, text(func(s *ImportStock) *string { return &s.Lot })},
	{"handling_unit", false, text(func(s *ImportStock) *wms.HandlingUnitID { return &s.HandlingUnit })},
}

// line is the one line that a row of an orders file holds.
func line(o *wms.NewOrder) *wms.OrderLine {
	if len(o.Lines) == 0 {
		o.Lines = make([]wms.OrderLine, 1)
	}
	return &o.Lines[0]
}

func degrees(limit float64, field func(*wms.NewOrder) **float64) func(*wms.NewOrder, string) error {
	return func(o *wms.NewOrder, s string) error {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || !(v >= -limit && v <= limit) {
			return invalid(codeInvalidField, "%q must be degrees from %g to %g", s, -limit, limit)
		}
		*field(o) = &v
		return nil
	}
}

var orderColumns = []column[wms.NewOrder]{
	{"id", true, text(func(o *wms.NewOrder) *wms.OrderID { return &o.ID })},
	{"sku", true, text(func(o *wms.NewOrder) *wms.SKU { return &line(o).SKU })},
	{"qty", true, number(1, func(o *wms.NewOrder) *int64 { return &line(o).Qty })},
	{"country", true, text(func(o *wms.NewOrder) *string { return &o.ShipTo.Country })},
	{"name", false, func(o *wms.NewOrder, s string) error { o.ShipTo.Name = s; return nil }},
	{"address", false, func(o *wms.NewOrder, s string) error { o.ShipTo.Address = s; return nil }},
	{"postcode", false, text(func(o *wms.NewOrder) *string { return &o.ShipTo.Postcode })},
	{"phone", false, text(func(o *wms.NewOrder) *string { return &o.ShipTo.Phone })},
	{"email", false, text(func(o *wms.NewOrder) *string { return &o.ShipTo.Email })},
	{"lat", false, degrees(90, func(o *wms.NewOrder) **float64 { return &o.ShipTo.Lat })},
	{"lon", false, degrees(180, func(o *wms.NewOrder) **float64 { return &o.ShipTo.Lon })},
	{"channel", false, text(func(o *wms.NewOrder) *string { return &o.Channel })},
	{"service", false, text(func(o *wms.NewOrder) *string { return &o.Service })},
	{"ship_by", false, func(o *wms.NewOrder, s string) error {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return invalid(codeInvalidField, "%q must be an RFC 3339 time such as 2026-03-01T08:00:00Z", s)
		}
		o.ShipBy = &t
		return nil
	}},
	{"allow_backorder", false, func(o *wms.NewOrder, s string) error {
		v, err := strconv.ParseBool(strings.ToLower(s))
		if err != nil {
			return invalid(codeInvalidField, "%q must be true or false", s)
		}
		o.AllowBackorder = &v
		return nil
	}},
}
