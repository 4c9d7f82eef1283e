package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/hosts/:id/comparisons"] = "warehouse,sku,qty\ncentral,S1,5\n"
}

func comparison(id wms.HostID, n uint64) wms.Comparison {
	return wms.Comparison{N: n, Host: id, At: when, MadeAt: when, Rows: 1, Explained: 1, Differences: []wms.Difference{
		{Warehouse: "central", SKU: "S1", Ours: 6, Host: 5, Causes: []wms.Cause{{Kind: "not_confirmed", Qty: 1, What: "receipt"}}}}}
}

func (f *fake) Compare(_ context.Context, c Call, id wms.HostID, in wms.NewComparison) (wms.Comparison, error) {
	return once(f, "Compare", c, in, func() wms.Comparison { return comparison(id, 1) })
}

func (f *fake) Comparison(_ context.Context, id wms.HostID, n uint64) (wms.Comparison, error) {
	return comparison(id, n), f.saw("Comparison", n)
}

func (f *fake) ListComparisons(_ context.Context, id wms.HostID, _ Page) ([]wms.Comparison, string, error) {
	return []wms.Comparison{comparison(id, 1)}, "", f.saw("ListComparisons", id)
}
