package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/transfers"] = `{"from":"central","to":"central","lines":[{"sku":"S1","qty":2}]}`
	bodies["POST /v1/transfers/:id/receive"] = `{"handling_unit":"C1"}`
}

func fakeTransfer(id string) wms.Transfer {
	return wms.Transfer{ID: id, From: "central", To: "central", Status: "in_transit", CreatedAt: when,
		Lines: []wms.TransferStateLine{{SKU: "S1", Qty: 2, Promised: 2, Shipped: 2}}, Shipments: []wms.ShipmentView{},
		Units: []wms.TransferUnit{{ID: "C1", Kind: "carton", Content: []wms.TransferLine{{SKU: "S1", Qty: 2}}}}}
}

func (f *fake) NewTransfer(_ context.Context, c Call, n wms.NewTransfer) (wms.Transfer, error) {
	return once(f, "NewTransfer", c, n, func() wms.Transfer { return fakeTransfer("TR-1") })
}

func (f *fake) Transfer(_ context.Context, id string) (wms.Transfer, error) {
	return fakeTransfer(id), f.saw("Transfer", id)
}

func (f *fake) ListTransfers(_ context.Context, p Page) ([]wms.Transfer, string, error) {
	return []wms.Transfer{fakeTransfer("TR-1")}, "", f.saw("ListTransfers", p)
}

func (f *fake) ReceiveTransfer(_ context.Context, c Call, id string, in wms.TransferReceive) (wms.Transfer, error) {
	return once(f, "ReceiveTransfer", c, []any{id, in}, func() wms.Transfer { return fakeTransfer(id) })
}

func (f *fake) CloseTransfer(_ context.Context, c Call, id string) (wms.Transfer, error) {
	return once(f, "CloseTransfer", c, id, func() wms.Transfer { return fakeTransfer(id) })
}

func (f *fake) CancelTransfer(_ context.Context, c Call, id string) (wms.Transfer, error) {
	return once(f, "CancelTransfer", c, id, func() wms.Transfer { return fakeTransfer(id) })
}
