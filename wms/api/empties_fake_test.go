package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	networkWide["PUT /v1/empties/types/:id"] = "types of empties are the network's"
	bodies["PUT /v1/empties/types/:id"] = `{"name":"Pool pallet","deposit":1500}`
	bodies["POST /v1/warehouses/:id/empties/moves"] = `{"type":"EUR","qty":3,"from_partner":"supplier:ACME","to":"A-01"}`
	bodies["POST /v1/warehouses/:id/empties/tasks"] = `{"type":"EUR","qty":3,"from":"A-01","to":"A-02"}`
}

func (f *fake) PutEmptyType(_ context.Context, c Call, t wms.EmptyType) (wms.EmptyType, error) {
	return once(f, "PutEmptyType", c, t, func() wms.EmptyType { return t })
}

func (f *fake) EmptyTypes(context.Context) ([]wms.EmptyType, error) {
	return []wms.EmptyType{{ID: "EUR", Deposit: 1500}}, f.saw("EmptyTypes", "")
}

func (f *fake) EmptiesCounts(_ context.Context, w wms.WarehouseID) ([]wms.EmptiesCount, error) {
	return []wms.EmptiesCount{{Type: "EUR", Location: "A-01", Qty: 3}}, f.saw("EmptiesCounts", w)
}

func (f *fake) EmptiesBalances(_ context.Context, w wms.WarehouseID) ([]wms.EmptiesBalance, error) {
	return []wms.EmptiesBalance{{Warehouse: w, Partner: "supplier:ACME", Type: "EUR", Qty: -3}}, f.saw("EmptiesBalances", w)
}

func (f *fake) EmptiesMoves(_ context.Context, w wms.WarehouseID, p Page) ([]wms.EmptiesMove, string, error) {
	return []wms.EmptiesMove{{ID: "central-E00000001", Warehouse: w, Type: "EUR", Qty: 3, At: when}}, "", f.saw("EmptiesMoves", p)
}

func (f *fake) MoveEmpties(_ context.Context, c Call, m wms.EmptiesMove) (wms.EmptiesMove, error) {
	return once(f, "MoveEmpties", c, m, func() wms.EmptiesMove { m.ID, m.At = "central-E00000001", when; return m })
}

func (f *fake) AskEmpties(_ context.Context, c Call, n wms.EmptiesTask) (wms.Task, error) {
	return once(f, "AskEmpties", c, n, func() wms.Task {
		return wms.Task{ID: "central-T000001", Warehouse: n.Warehouse, Kind: wms.TaskEmpties, Status: wms.TaskOpen, CreatedAt: when}
	})
}
