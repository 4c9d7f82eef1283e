package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/printers/:id"] = `{"warehouse":"central","kind":"zpl","address":"10.0.0.7:9100"}`
	bodies["POST /v1/printers/:id/passings"] = `{"handling_unit":"C-1"}`
	bodies["POST /v1/print-jobs"] = `{"printer":"p-1","label":"lpn","of":"C-1"}`
	bodies["POST /v1/print-jobs/:id/reprint"] = `{"reason":"torn"}`
	systemNouns["Printer"], systemNouns["PrinterView"], systemNouns["PrintJob"], systemNouns["NewPrintJob"] = wms.Printer{}, wms.PrinterView{}, wms.PrintJob{}, wms.NewPrintJob{}
	systemNouns["Reprint"], systemNouns["Passing"] = reprintBody{}, passingBody{}
}

func printerView(id wms.PrinterID) wms.PrinterView {
	return wms.PrinterView{Printer: wms.Printer{ID: id, Warehouse: "central", Kind: "zpl", Address: "10.0.0.7:9100", DPI: 203}, State: "idle"}
}

func printJob(id string) wms.PrintJob {
	return wms.PrintJob{ID: id, Warehouse: "central", Printer: "p-1", Status: wms.PrintWaiting, Label: "lpn", Of: "C-1", Copies: 1, By: "ana", CreatedAt: when}
}

func (f *fake) PutPrinter(_ context.Context, c Call, p wms.Printer) (wms.PrinterView, error) {
	return once(f, "PutPrinter", c, p, func() wms.PrinterView { return printerView(p.ID) })
}

func (f *fake) Printers(_ context.Context, w wms.WarehouseID) ([]wms.PrinterView, error) {
	return []wms.PrinterView{printerView("p-1")}, f.saw("Printers", w)
}

func (f *fake) Printer(_ context.Context, id wms.PrinterID) (wms.PrinterView, error) {
	return printerView(id), f.saw("Printer", id)
}

func (f *fake) Print(_ context.Context, c Call, _ Identity, n wms.NewPrintJob) (wms.PrintJob, error) {
	return once(f, "Print", c, n, func() wms.PrintJob { return printJob("central-J0000001") })
}

func (f *fake) PrintJob(_ context.Context, id string) (wms.PrintJob, error) {
	return printJob(id), f.saw("PrintJob", id)
}

func (f *fake) PrintJobs(_ context.Context, q PrintQuery, _ Page) ([]wms.PrintJob, string, error) {
	return []wms.PrintJob{printJob("central-J0000001")}, "", f.saw("PrintJobs", q)
}

func (f *fake) CancelPrint(_ context.Context, c Call, id string) (wms.PrintJob, error) {
	return once(f, "CancelPrint", c, id, func() wms.PrintJob { return printJob(id) })
}

func (f *fake) ConfirmPrint(_ context.Context, c Call, id string) (wms.PrintJob, error) {
	return once(f, "ConfirmPrint", c, id, func() wms.PrintJob { return printJob(id) })
}

func (f *fake) Reprint(_ context.Context, c Call, _ Identity, id string, _ wms.PrinterID, reason string) (wms.PrintJob, error) {
	return once(f, "Reprint", c, reason, func() wms.PrintJob { return printJob(id) })
}

func (f *fake) Passed(_ context.Context, c Call, _ wms.PrinterID, unit wms.HandlingUnitID) (wms.PrintJob, error) {
	return once(f, "Passed", c, unit, func() wms.PrintJob { return printJob("central-J0000001") })
}
