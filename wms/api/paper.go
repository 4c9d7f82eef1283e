package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"html/template"
	"net/http"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
)

// Paper is work without handhelds.
type Paper interface {
	PrintList(ctx context.Context, c Call, w wms.WarehouseID, kind wms.TaskKind, limit int) (wms.PaperList, error)
	PrintReceipt(ctx context.Context, c Call, w wms.WarehouseID, id wms.ReceiptID) (wms.PaperList, error)
	PaperList(ctx context.Context, id string) (wms.PaperList, error)
	PaperPDF(ctx context.Context, l wms.PaperList) ([]byte, error)
	KeyIn(ctx context.Context, c Call, id string, results []wms.PaperResult) (wms.PaperList, []RowError, error)
}

func (f *face) paperRoutes() []route {
	none := f.Paper == nil
	chiefs := []string{RoleSupervisor}
	return []route{
		{method: "POST", path: "/v1/paper/lists", roles: chiefs, missing: none, do: printList},
		{method: "GET", path: "/v1/paper/lists/:id", roles: chiefs, query: []string{"format"}, missing: none, do: getList},
		{method: "POST", path: "/v1/paper/lists/:id/results", roles: chiefs, missing: none, do: keyIn},
	}
}

type newPaperList struct {
	Warehouse wms.WarehouseID `json:"warehouse"`
	Kind      wms.TaskKind    `json:"kind"`
	Limit     int             `json:"limit"`
	Receipt   wms.ReceiptID   `json:"receipt"` // of kind receive
}

type paperResults struct {
	Rows []wms.PaperResult `json:"rows"`
}

func printList(r *request) (answer, error) {
	var in newPaperList
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
	var out wms.PaperList
	if in.Kind == wms.PaperReceive {
		out, err = r.face.Paper.PrintReceipt(r.ctx, call, in.Warehouse, in.Receipt)
	} else {
		out, err = r.face.Paper.PrintList(r.ctx, call, in.Warehouse, in.Kind, in.Limit)
	}
	if err != nil {
		return answer{}, err
	}
	return created(out), nil
}

func (r *request) myList() (wms.PaperList, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.PaperList{}, err
	}
	l, err := r.face.Paper.PaperList(r.ctx, id)
	if err != nil {
		return l, err
	}
	return l, r.mayUse(l.Warehouse)
}

// paperPage is what comes out of the printer.
var paperPage = template.Must(template.New("paper").Parse(`<!doctype html><meta charset="utf-8"><title>{{.ID}}</title>
<h1>{{.ID}}</h1><p>{{.Kind}} · {{.Warehouse}} · {{.CreatedAt.UTC.Format "2006-01-02 15:04"}} UTC</p>
<table border="1" cellpadding="6" cellspacing="0"><tr><th>row<th>from<th>item<th>lot<th>qty<th>into / unit<th>to<th>done</tr>
{{range .Rows}}<tr><td>{{.Row}}<td>{{.From}}<td>{{.SKU}}<td>{{.Lot}}<td>{{.Qty}}<td>{{.Unit}}<td>{{.To}}<td>{{with .Done}}{{.}}{{end}}</tr>
{{end}}</table><p>name: ____________________ time: __________</p>
`))

func getList(r *request) (answer, error) {
	l, err := r.myList()
	if err != nil {
		return answer{}, err
	}
	format, err := oneOf(r, "format", []string{"json", "html", "csv", "pdf"})
	if err != nil {
		return answer{}, err
	}
	switch format {
	case "pdf":
		doc, err := r.face.Paper.PaperPDF(r.ctx, l)
		if err != nil {
			return answer{}, err
		}
		r.Header("Cache-Control", "no-store")
		r.Data(http.StatusOK, "application/pdf", doc)
		return streamed, nil
	case "html":
		var page bytes.Buffer
		if err := paperPage.Execute(&page, l); err != nil {
			return answer{}, err
		}
		r.Data(http.StatusOK, "text/html; charset=utf-8", page.Bytes())
		return streamed, nil
	case "csv":
		var page bytes.Buffer
		w := csv.NewWriter(&page)
		_ = w.Write([]string{"list", "row", "from", "sku", "lot", "qty", "unit", "to", "done"}) // a buffer never fails
		for _, x := range l.Rows {
			_ = w.Write([]string{l.ID, strconv.Itoa(x.Row), cell(string(x.From)), cell(string(x.SKU)), cell(x.Lot), strconv.FormatInt(x.Qty, 10),
				cell(string(x.Unit)), cell(string(x.To)), ""})
		}
		w.Flush()
		r.Data(http.StatusOK, "text/csv; charset=utf-8", page.Bytes())
		return streamed, nil
	}
	return ok(l), nil
}

func keyIn(r *request) (answer, error) {
	l, err := r.myList()
	if err != nil {
		return answer{}, err
	}
	var in paperResults
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if len(in.Rows) == 0 || len(in.Rows) > maxLimit {
		return answer{}, invalid(codeInvalidField, "results hold 1 to %d rows, not %d", maxLimit, len(in.Rows)).With("field", "rows")
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, wrong, err := r.face.Paper.KeyIn(r.ctx, call, l.ID, in.Rows)
	if err != nil {
		return answer{}, err
	}
	if len(wrong) > 0 {
		return answer{}, importRefused(wrong)
	}
	return ok(out), nil
}
