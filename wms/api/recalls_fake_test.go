package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func (f *fake) OpenRecall(_ context.Context, c Call, n wms.NewRecall) (wms.Recall, error) {
	return once(f, "OpenRecall", c, n, func() wms.Recall {
		return wms.Recall{ID: "RC-000001", SKU: n.SKU, Lot: n.Lot, Reason: n.Reason, Status: "frozen", At: when,
			Parts: []wms.RecallPart{{Warehouse: "central", FrozenAt: &when, Qty: 5}}}
	})
}

func (f *fake) ListRecalls(_ context.Context, p Page) ([]wms.Recall, string, error) {
	return []wms.Recall{{ID: "RC-000001", Status: "freezing", At: when, Parts: []wms.RecallPart{}}}, "", f.saw("ListRecalls", p)
}

func (f *fake) Recall(_ context.Context, id string) (wms.RecallReport, error) {
	return wms.RecallReport{Recall: wms.Recall{ID: id, Status: "frozen", At: when, Parts: []wms.RecallPart{}},
		Stock:     []wms.RecallStock{{Warehouse: "central", Location: "A-01", Place: "shelf", Status: wms.Recalled, Qty: 5}},
		Orders:    []wms.RecallShipped{{Order: "O-1", Shipment: "O-1.1", Warehouse: "central", Qty: 2, At: when, Units: []wms.HandlingUnitID{"C1"}}},
		Transfers: []wms.RecallShipped{}, Assemblies: []wms.RecallShipped{}}, f.saw("Recall", id)
}

func (f *fake) LiftRecall(_ context.Context, c Call, id string) (wms.Recall, error) {
	return once(f, "LiftRecall", c, id, func() wms.Recall {
		return wms.Recall{ID: id, Status: "lifted", At: when, LiftedAt: &when, Parts: []wms.RecallPart{}}
	})
}

func init() { bodies["POST /v1/recalls"] = `{"sku":"S1","lot":"L1","reason":"glass"}` }

func (f *fake) inventoryPorts() InventoryPorts {
	return InventoryPorts{Recalls: f, Counts: f, Inventory: f, Transfers: f, Kits: f, StockTakes: f}
}
