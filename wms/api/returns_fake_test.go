package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/returns"] = `{"order":"o-1","warehouse":"central","lines":[{"sku":"S1","qty":1,"reason":"too small"}]}`
	bodies["POST /v1/returns/:id/inspect"] = `{"line":1,"qty":1,"verdict":"restock"}`
}

func aReturn(id wms.ReturnID) wms.Return {
	return wms.Return{ID: id, Order: "o-1", Warehouse: "central", Status: wms.ReturnExpected, CreatedAt: when}
}

func (f *fake) NewReturn(_ context.Context, c Call, n wms.NewReturn) (wms.Return, error) {
	return once(f, "NewReturn", c, n, func() wms.Return { return aReturn("central-A000001") })
}

func (f *fake) Return(_ context.Context, id wms.ReturnID) (wms.Return, error) {
	return aReturn(id), f.saw("Return", id)
}

func (f *fake) ListReturns(_ context.Context, status string, _ Page) ([]wms.Return, string, error) {
	return []wms.Return{aReturn("central-A000001")}, "", f.saw("ListReturns", status)
}

func (f *fake) ReceiveReturn(_ context.Context, c Call, id wms.ReturnID) (wms.Return, error) {
	return once(f, "ReceiveReturn", c, id, func() wms.Return { return aReturn(id) })
}

func (f *fake) InspectReturn(_ context.Context, c Call, id wms.ReturnID, i wms.Inspection) (wms.Return, error) {
	return once(f, "InspectReturn", c, i, func() wms.Return { return aReturn(id) })
}

func (f *fake) CloseReturn(_ context.Context, c Call, id wms.ReturnID) (wms.Return, error) {
	return once(f, "CloseReturn", c, id, func() wms.Return { return aReturn(id) })
}
