package api

import (
	"bytes"
	"mime/multipart"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/aisle-wms/aisle/wms"
)

func workbook(t testing.TB, rows ...[]any) string {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func form(t *testing.T, boundary, file string) (body string, h header) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary(boundary); err != nil {
		t.Fatal(err)
	}
	_ = w.WriteField("note", "hello")
	part, err := w.CreateFormFile("file", "items.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte(file))
	_ = w.Close()
	return out.String(), header{"Content-Type": w.FormDataContentType()}
}

func TestItemsComeFromCSVAndWorkbooksAlike(t *testing.T) {
	c := newClient(t)
	csv := "SKU, weight_g ,description\nS1,12,\"a thing, long\"\n\nS2,,\n"
	formed, asForm := form(t, "xyz", csv)
	for name, tc := range map[string]struct {
		body string
		h    header
	}{
		"csv":        {csv, nil},
		"with BOM":   {"\xef\xbb\xbf" + csv, nil},
		"semicolons": {strings.Replace(strings.ReplaceAll(csv, ",", ";"), "thing; long", "thing, long", 1), nil},
		"CRLF":       {strings.ReplaceAll(csv, "\n", "\r\n"), nil},
		"form":       {formed, asForm},
		"xlsx":       {workbook(t, []any{"SKU", " weight_g ", "description"}, []any{"S1", 12, "a thing, long"}, []any{}, []any{"S2"}), nil},
	} {
		var report ImportReport
		c.wantOK("POST", "/v1/imports/items?dry_run=true", "planner", tc.body, &report, tc.h)
		got := c.fake.last["Import"].(ImportBatch)
		if len(got.Items) != 2 || !reflect.DeepEqual(got.Items[0], wms.Item{SKU: "S1", WeightG: 12, Description: "a thing, long"}) || got.Items[1].SKU != "S2" {
			t.Errorf("%s: items %+v", name, got.Items)
		}
		if mustJSON(got.Rows) != "[2,4]" || !report.DryRun || report.Kind != "items" {
			t.Errorf("%s: rows %v, report %+v", name, got.Rows, report)
		}
	}
}

func TestOrdersAreJoinedByID(t *testing.T) {
	c := newClient(t)
	head := "id,sku,qty,country,lat,lon,ship_by,allow_backorder\n"
	rows := "536365,S1,6,GB,51.5,-0.1,2026-03-02T17:00:00Z,false\n536366,S1,1,FR,,,,\n536365,S2,3,GB,51.5,-0.1,2026-03-02T17:00:00Z,false\n"
	c.wantOK("POST", "/v1/imports/orders", "planner", head+rows, nil)
	got := c.fake.last["Import"].(ImportBatch)
	if len(got.Orders) != 2 || len(got.Orders[0].Lines) != 2 || got.Orders[0].Lines[1] != (wms.OrderLine{SKU: "S2", Qty: 3}) ||
		*got.Orders[0].AllowBackorder || *got.Orders[0].ShipTo.Lat != 51.5 || mustJSON(got.Rows) != "[2,3]" {
		t.Fatalf("batch %s", mustJSON(got))
	}
	doc := c.wantProblem(422, codeImport, "POST", "/v1/imports/orders", "planner", head+rows+"536365,S2,3,DE,51.5,-0.1,2026-03-02T17:00:00Z,false\n")
	if !strings.Contains(mustJSON(doc["errors"]), "other values here than in row 2") {
		t.Fatalf("problem %v", doc)
	}
}

func TestStockAndLocationsOfOthersAreRefused(t *testing.T) {
	c := newClient(t)
	places := "warehouse,id,kind,x_mm\ncentral,A-01,shelf,-5\n"
	stock := "warehouse,location,sku,qty,lot\ncentral,A-01,S1,5,L1\n"
	c.wantOK("POST", "/v1/imports/locations", "supervisor@central", places, nil)
	if got := c.fake.last["Import"].(ImportBatch).Locations[0]; got.Warehouse != "central" || got.XMM != -5 {
		t.Fatalf("location %+v", got)
	}
	c.wantOK("POST", "/v1/imports/stock", "supervisor@central", stock, nil)
	for kind, body := range map[string]string{"locations": places, "stock": stock} {
		doc := c.wantProblem(422, codeImport, "POST", "/v1/imports/"+kind, "supervisor@front", body)
		if !strings.Contains(mustJSON(doc["errors"]), codeForbiddenPlace) {
			t.Errorf("problem %v", doc)
		}
	}
}

func TestWrongRowsAreListedAndNothingIsImported(t *testing.T) {
	c := newClient(t)
	for body, want := range map[string]string{
		"sku,weight_g\nS1,heavy\n":     `"message":"weight_g: \"heavy\" must be a whole number, at least 0","row":2}`,
		"sku,weight_g\nS1,-1\n":        `at least 0`,
		"sku\nS1\nS2\nS1\n":            `{"code":"duplicate_field","message":"the same entry stands in row 2","row":4}`,
		"sku,size\nS1,2\n":             `there is no column \"size\"; known are sku, description`,
		"description\nx\n":             `the column sku is missing`,
		"sku,sku\nS1,S1\n":             `the column is there twice`,
		"sku,weight_g\n,1\n":           `sku: a value is needed`,
		"sku\n":                        `no rows below the header`,
		"sku\nA\x01B\n":                `not printable`,
		"sku\n" + longText + "\n":      `at most 128 bytes`,
		"sku,weight_g\nA,1.5\nB,1e3\n": `"row":3}`,
	} {
		doc := c.wantProblem(422, codeImport, "POST", "/v1/imports/items", admin, body)
		if !strings.Contains(mustJSON(doc["errors"]), want) {
			t.Errorf("%q: errors %v lack %s", body, mustJSON(doc["errors"]), want)
		}
	}
	if c.fake.ran["Import"] != 0 {
		t.Error("something was imported")
	}
	c.fake.rowErrors = []RowError{{Row: 2, Column: "sku", Code: "unknown_sku", Message: "no item S1"}}
	doc := c.wantProblem(422, codeImport, "POST", "/v1/imports/items", admin, "sku\nS1\n")
	if doc["error_count"] != 1.0 {
		t.Errorf("problem %v", doc)
	}
}

var longText = strings.Repeat("x", 129)

func TestManyWrongRowsAreCounted(t *testing.T) {
	c := newClient(t)
	doc := c.wantProblem(422, codeImport, "POST", "/v1/imports/items", admin, "sku,weight_g\n"+strings.Repeat("S1,x\n", 250))
	if doc["error_count"] != 250.0 || len(doc["errors"].([]any)) != maxImportErrors {
		t.Errorf("%v errors, %d shown", doc["error_count"], len(doc["errors"].([]any)))
	}
}

func TestUnreadableFilesAreRefused(t *testing.T) {
	c := newClient(t)
	c.wantProblem(404, codeNoImport, "POST", "/v1/imports/users", admin, "sku\nS1\n")
	c.wantProblem(422, codeInvalidParameter, "POST", "/v1/imports/items?dry_run=yes", admin, "sku\nS1\n")
	c.wantProblem(400, codeEmptyBody, "POST", "/v1/imports/items", admin, "")
	for _, body := range []string{"sku\n\"S1\n", "sku\n\xff\n", "PK\x03\x04rubbish", "sku" + strings.Repeat(",a", maxSheetColumns)} {
		c.wantProblem(422, codeSheet, "POST", "/v1/imports/items", admin, body)
	}
	body, h := form(t, "xyz", "sku\nS1\n")
	c.wantProblem(400, codeMalformed, "POST", "/v1/imports/items", admin, body[:len(body)-10], h)
	c.wantProblem(400, codeEmptyBody, "POST", "/v1/imports/items", admin, "--xyz--\r\n", h)
}

func TestRepeatedFormIsTheSameRequest(t *testing.T) {
	c := newClient(t)
	for _, boundary := range []string{"one", "two"} {
		body, h := form(t, boundary, "sku\nS1\n")
		c.wantOK("POST", "/v1/imports/items", admin, body, nil, h, header{"Idempotency-Key": "k"})
	}
	if c.fake.ran["Import"] != 1 {
		t.Fatalf("ran %d times", c.fake.ran["Import"])
	}
}
