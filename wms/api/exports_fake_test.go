package api

import (
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"time"
)

func (f *fake) EPCIS(_ context.Context, from, to time.Time, _ Page) (any, string, error) {
	return map[string]any{"@context": []string{}, "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": when,
		"epcisBody": map[string]any{"eventList": []any{}}}, "7", f.saw("EPCIS", []time.Time{from, to})
}

// Every kind of export has a header and rows of that many cells, in both
// formats, and what is exported can be imported where there is an import.
func TestExports(t *testing.T) {
	c := newClient(t)
	for kind, columns := range exports {
		w := c.do("GET", "/v1/exports/"+kind, admin, "")
		rows, err := csv.NewReader(strings.NewReader(w.Body.String())).ReadAll()
		if w.Code != 200 || err != nil || len(rows) == 0 || len(rows[0]) != len(columns) {
			t.Errorf("%s: %d %v %s", kind, w.Code, err, w.Body)
			continue
		}
		book := c.do("GET", "/v1/exports/"+kind+"?format=xlsx", admin, "")
		sheet, err := readSheet(book.Body.Bytes())
		if book.Code != 200 || err != nil || len(sheet) != len(rows) || len(sheet[0]) != len(columns) {
			t.Errorf("%s as a workbook: %d %v, %d rows for %d", kind, book.Code, err, len(sheet), len(rows))
		}
		if kind == "items" {
			if len(rows) != 11 {
				t.Errorf("%d rows for ten items", len(rows))
			}
			c.wantOK("POST", "/v1/imports/items", admin, w.Body.String(), nil)
			if got := c.fake.last["Import"].(ImportBatch).Items; len(got) != 10 || got[3].SKU != "S3" {
				t.Errorf("the items came back as %v", got)
			}
		}
	}
	c.wantProblem(404, codeNoExport, "GET", "/v1/exports/secrets", admin, "")
	c.wantProblem(422, codeInvalidParameter, "GET", "/v1/exports/items?format=pdf", admin, "")
}

func TestCellsAreNoFormulas(t *testing.T) {
	for in, want := range map[any]string{"=1+1": "'=1+1", "@x": "'@x", "-5": "'-5", "a": "a", "": "", int64(-5): "-5", when: "2026-03-02T08:00:00Z", (*time.Time)(nil): ""} {
		if got := cell(in); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}
