package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/paper/lists"] = `{"warehouse":"central","kind":"pick"}`
	bodies["POST /v1/paper/lists/:id/results"] = `{"rows":[{"row":1,"qty":2}]}`
	systemNouns["PaperList"], systemNouns["PaperRow"], systemNouns["PaperResult"] = wms.PaperList{}, wms.PaperRow{}, wms.PaperResult{}
	systemNouns["PaperEntry"] = wms.PaperEntry{}
	systemNouns["NewPaperList"], systemNouns["PaperResults"] = newPaperList{}, paperResults{}
}

func paperList(id string) wms.PaperList {
	return wms.PaperList{ID: id, Warehouse: "central", Kind: wms.TaskPick, Status: "open", CreatedAt: when, Rows: []wms.PaperRow{{Row: 1, Task: "t-1"}}}
}

func (f *fake) PrintList(_ context.Context, c Call, _ wms.WarehouseID, kind wms.TaskKind, _ int) (wms.PaperList, error) {
	return once(f, "PrintList", c, kind, func() wms.PaperList { return paperList("p-1") })
}

func (f *fake) PaperList(_ context.Context, id string) (wms.PaperList, error) {
	return paperList(id), f.saw("PaperList", id)
}

func (f *fake) KeyIn(_ context.Context, c Call, id string, results []wms.PaperResult) (wms.PaperList, []RowError, error) {
	out, err := once(f, "KeyIn", c, results, func() wms.PaperList { return paperList(id) })
	return out, nil, err
}

func (f *fake) PrintReceipt(_ context.Context, c Call, _ wms.WarehouseID, id wms.ReceiptID) (wms.PaperList, error) {
	return once(f, "PrintReceipt", c, id, func() wms.PaperList { return paperList("p-1") })
}

func (f *fake) PaperPDF(_ context.Context, l wms.PaperList) ([]byte, error) {
	return []byte("%PDF"), f.saw("PaperPDF", l.ID)
}
