package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func (f *fake) StockAsOf(_ context.Context, q AuditStock) (wms.StockAsOf, error) {
	return wms.StockAsOf{Seq: q.Seq, At: when, Warehouse: q.Warehouse, Data: []wms.PastStock{
		{SKU: "S1", Location: "A-01", Status: wms.Available, OnHand: 5, Reserved: 2}}}, f.saw("StockAsOf", q)
}

func (f *fake) AuditRecords(_ context.Context, q AuditQuery, _ Page) ([]wms.AuditRecord, string, error) {
	return []wms.AuditRecord{{Seq: 7, At: when, Part: "net", Kind: "order.place", User: "ann", Reason: "why"}}, "8", f.saw("AuditRecords", q)
}
