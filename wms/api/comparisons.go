package api

import (
	"bytes"
	"context"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Comparisons set another system's stock against ours.
type Comparisons interface {
	Compare(ctx context.Context, c Call, id wms.HostID, in wms.NewComparison) (wms.Comparison, error)
	Comparison(ctx context.Context, id wms.HostID, n uint64) (wms.Comparison, error)
	ListComparisons(ctx context.Context, id wms.HostID, p Page) ([]wms.Comparison, string, error)
}

func (f *face) comparisonRoutes() []route {
	none := f.Comparisons == nil
	return []route{
		{method: "POST", path: "/v1/hosts/:id/comparisons", roles: sellers, unlimited: true, query: []string{"at"}, slow: true, missing: none, do: compare},
		{method: "GET", path: "/v1/hosts/:id/comparisons", roles: lookers, unlimited: true, paged: true, missing: none, do: listComparisons},
		{method: "GET", path: "/v1/hosts/:id/comparisons/:n", roles: lookers, unlimited: true, missing: none, do: getComparison},
	}
}

var hostStockColumns = []column[wms.HostStock]{
	{"warehouse", true, text(func(s *wms.HostStock) *wms.WarehouseID { return &s.Warehouse })},
	{"sku", true, text(func(s *wms.HostStock) *wms.SKU { return &s.SKU })},
	{"qty", true, number(-1<<40, func(s *wms.HostStock) *int64 { return &s.Qty })},
}

// compare takes the host's stock as JSON, CSV or XLSX.
func compare(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	if err := r.readFile(); err != nil {
		return answer{}, err
	}
	var in wms.NewComparison
	if bytes.HasPrefix(bytes.TrimSpace(r.body), []byte("{")) {
		if err := decodeJSON(r.body, &in); err != nil {
			return answer{}, err
		}
	} else if in.Rows, err = stockSheet(r.body); err != nil {
		return answer{}, err
	}
	if r.q("at") != "" {
		at, err := r.when("at", time.Time{})
		if err != nil {
			return answer{}, err
		}
		in.At = &at
	}
	if len(in.Rows) > maxSheetRows {
		return answer{}, errSheetSize
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Comparisons.Compare(r.ctx, call, id, in)
	if err != nil {
		return answer{}, err
	}
	return created(tidyComparison(out)), nil
}

func stockSheet(body []byte) ([]wms.HostStock, error) {
	rows, err := readSheet(body)
	if err != nil {
		return nil, err
	}
	out, _, wrong := decodeRows(rows, hostStockColumns, nil)
	if len(wrong) > 0 {
		return nil, importRefused(wrong)
	}
	return out, nil
}

func tidyComparison(c wms.Comparison) wms.Comparison {
	c.Differences = filled(c.Differences)
	for i := range c.Differences {
		c.Differences[i].Causes = filled(c.Differences[i].Causes)
	}
	return c
}

func listComparisons(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	all, next, err := r.face.Comparisons.ListComparisons(r.ctx, id, p)
	if err != nil {
		return answer{}, err
	}
	for i := range all {
		all[i] = tidyComparison(all[i])
	}
	return listed(all, next), nil
}

func getComparison(r *request) (answer, error) {
	id, err := r.hostID()
	if err != nil {
		return answer{}, err
	}
	text, err := r.id("n")
	if err != nil {
		return answer{}, err
	}
	n, err := strconv.ParseUint(text, 10, 62)
	if err != nil {
		return answer{}, wms.Refuse(wms.NotFound, "unknown_comparison", "host %s has no comparison %q", id, text)
	}
	out, err := r.face.Comparisons.Comparison(r.ctx, id, n)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyComparison(out)), nil
}
