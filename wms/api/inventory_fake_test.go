package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/stock/status"] = `{"warehouse":"central","location":"A-01","sku":"S1","to":"damaged","reason":"wet"}`
	bodies["POST /v1/stock/lots"] = `{"warehouse":"central","location":"A-01","sku":"S1","from_lot":"A","to_lot":"B","reason":"label"}`
	bodies["POST /v1/stock/expiry"] = `{"warehouse":"central"}`
}

func (f *fake) Adjustment(_ context.Context, id string) (wms.PendingAdjustment, error) {
	return wms.PendingAdjustment{ID: id, Warehouse: "central", Location: "A-01", SKU: "S1", Delta: -50, Reason: "flood", Status: "pending", By: "u", At: when}, f.saw("Adjustment", id)
}

func (f *fake) ListAdjustments(ctx context.Context, w wms.WarehouseID, p Page) ([]wms.PendingAdjustment, string, error) {
	x, err := f.Adjustment(ctx, "central-A00001")
	return []wms.PendingAdjustment{x}, "", err
}

func (f *fake) DecideAdjustment(ctx context.Context, c Call, id string, approve bool) (wms.PendingAdjustment, error) {
	x, _ := f.Adjustment(ctx, id)
	return once(f, "DecideAdjustment", c, []any{id, approve}, func() wms.PendingAdjustment { x.Status = "approved"; return x })
}

func (f *fake) HoldRecord(_ context.Context, id string) (wms.HoldRecord, error) {
	return wms.HoldRecord{ID: id, Warehouse: "central", Lot: "L1", Reason: "test", Qty: 5, Status: "active", At: when}, f.saw("HoldRecord", id)
}

func (f *fake) ListHolds(ctx context.Context, w wms.WarehouseID, p Page) ([]wms.HoldRecord, string, error) {
	x, err := f.HoldRecord(ctx, "central-H00001")
	return []wms.HoldRecord{x}, "", err
}

func (f *fake) ReleaseHold(ctx context.Context, c Call, id string) (wms.HoldRecord, error) {
	x, _ := f.HoldRecord(ctx, id)
	return once(f, "ReleaseHold", c, id, func() wms.HoldRecord { x.Status = "released"; return x })
}

func (f *fake) ChangeStatus(_ context.Context, c Call, s wms.StatusChange) (wms.Changed, error) {
	return once(f, "ChangeStatus", c, s, func() wms.Changed { return wms.Changed{Qty: 5, Freed: []wms.Freed{{Order: "O-1", Line: 1, Qty: 2}}} })
}

func (f *fake) CorrectLot(_ context.Context, c Call, l wms.LotCorrection) (wms.Changed, error) {
	return once(f, "CorrectLot", c, l, func() wms.Changed { return wms.Changed{Qty: 5, Freed: []wms.Freed{}} })
}

func (f *fake) SweepExpiry(_ context.Context, c Call, w wms.WarehouseID) (wms.Swept, error) {
	return once(f, "SweepExpiry", c, w, func() wms.Swept { return wms.Swept{Warehouse: w, Expired: 3} })
}

func (f *fake) SerialHistory(_ context.Context, serial string) (wms.SerialHistory, error) {
	return wms.SerialHistory{Serial: serial, Now: []wms.SerialNow{{Warehouse: "front", SKU: "S1", Status: wms.Available, Location: "A-01", Since: when}},
		Moves: []wms.SerialStep{{Warehouse: "front", At: when, SKU: "S1", From: "@supplier", To: "L:A-01", Status: wms.Available, Why: "receive"}}}, f.saw("SerialHistory", serial)
}
