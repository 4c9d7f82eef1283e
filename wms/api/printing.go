package api

import (
	"context"
	"slices"

	"github.com/aisle-wms/aisle/wms"
)

// PrintQuery asks for print jobs of a warehouse, the newest first.
type PrintQuery struct {
	Warehouse wms.WarehouseID
	Printer   wms.PrinterID
	Status    wms.PrintStatus
}

// Printing is printers and what they shall print.
type Printing interface {
	PutPrinter(ctx context.Context, c Call, p wms.Printer) (wms.PrinterView, error)
	Printers(ctx context.Context, w wms.WarehouseID) ([]wms.PrinterView, error)
	Printer(ctx context.Context, id wms.PrinterID) (wms.PrinterView, error)
	// Print refuses who may not see what would be on the label.
	Print(ctx context.Context, c Call, who Identity, n wms.NewPrintJob) (wms.PrintJob, error)
	PrintJob(ctx context.Context, id string) (wms.PrintJob, error)
	PrintJobs(ctx context.Context, q PrintQuery, page Page) ([]wms.PrintJob, string, error)
	CancelPrint(ctx context.Context, c Call, id string) (wms.PrintJob, error)
	ConfirmPrint(ctx context.Context, c Call, id string) (wms.PrintJob, error)
	Reprint(ctx context.Context, c Call, who Identity, id string, printer wms.PrinterID, reason string) (wms.PrintJob, error)
	// Passed tells an applicator that a carton stands at it.
	Passed(ctx context.Context, c Call, printer wms.PrinterID, unit wms.HandlingUnitID) (wms.PrintJob, error)
}

func (f *face) printingRoutes() []route {
	none := f.Printing == nil
	seers := join(floor, []string{RolePlanner, RoleAuditor})
	return []route{
		{method: "GET", path: "/v1/printers", roles: seers, query: []string{"warehouse"}, missing: none, do: listPrinters},
		{method: "GET", path: "/v1/printers/:id", roles: seers, missing: none, do: getPrinter},
		{method: "PUT", path: "/v1/printers/:id", roles: []string{RoleSupervisor}, missing: none, do: putPrinter},
		{method: "POST", path: "/v1/printers/:id/passings", roles: join(floor, []string{RoleDevice}), missing: none, do: passCarton},
		{method: "GET", path: "/v1/print-jobs", roles: seers, query: []string{"warehouse", "printer", "status"}, paged: true, missing: none, do: listPrintJobs},
		{method: "POST", path: "/v1/print-jobs", roles: floor, missing: none, do: newPrintJob},
		{method: "GET", path: "/v1/print-jobs/:id", roles: seers, missing: none, do: getPrintJob},
		{method: "POST", path: "/v1/print-jobs/:id/cancel", roles: floor, missing: none, do: cancelPrint},
		{method: "POST", path: "/v1/print-jobs/:id/confirm", roles: floor, missing: none, do: confirmPrint},
		{method: "POST", path: "/v1/print-jobs/:id/reprint", roles: floor, missing: none, do: reprint},
	}
}

type reprintBody struct {
	Reason  string        `json:"reason"`
	Printer wms.PrinterID `json:"printer,omitempty"`
}

type passingBody struct {
	Unit wms.HandlingUnitID `json:"handling_unit"`
}

func tidyPrinter(p wms.PrinterView) wms.PrinterView {
	p.Stations = filled(p.Stations)
	return p
}

func listPrinters(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	all, err := r.face.Printing.Printers(r.ctx, w)
	if err != nil {
		return answer{}, err
	}
	out := []wms.PrinterView{}
	for _, p := range all {
		if len(r.who.Warehouses) == 0 || slices.Contains(r.who.Warehouses, p.Warehouse) {
			out = append(out, tidyPrinter(p))
		}
	}
	return listed(out, ""), nil
}

// myPrinter is the printer in the path, if the caller may use its warehouse.
func (r *request) myPrinter() (wms.PrinterView, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.PrinterView{}, err
	}
	return r.usablePrinter(wms.PrinterID(id))
}

func (r *request) usablePrinter(id wms.PrinterID) (wms.PrinterView, error) {
	p, err := r.face.Printing.Printer(r.ctx, id)
	if err != nil {
		return p, err
	}
	return p, r.mayUse(p.Warehouse)
}

func getPrinter(r *request) (answer, error) {
	p, err := r.myPrinter()
	if err != nil {
		return answer{}, err
	}
	return ok(tidyPrinter(p)), nil
}

func putPrinter(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in wms.Printer
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.ID != "" && string(in.ID) != id {
		return answer{}, invalid(codeInvalidField, "the body's id %q is not the path's %q", in.ID, id).With("field", "id")
	}
	in.ID = wms.PrinterID(id)
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Printing.PutPrinter(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyPrinter(out)), nil
}

func passCarton(r *request) (answer, error) {
	p, err := r.myPrinter()
	if err != nil {
		return answer{}, err
	}
	var in passingBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Unit == "" || len(in.Unit) > maxIDBytes {
		return answer{}, invalid(codeInvalidField, "handling_unit is the code of the carton that is there").With("field", "handling_unit")
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Printing.Passed(r.ctx, call, p.ID, in.Unit)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func listPrintJobs(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", wms.PrintStatuses)
	if err != nil {
		return answer{}, err
	}
	page, err := r.page()
	if err != nil {
		return answer{}, err
	}
	all, next, err := r.face.Printing.PrintJobs(r.ctx, PrintQuery{Warehouse: w, Printer: wms.PrinterID(r.q("printer")), Status: status}, page)
	if err != nil {
		return answer{}, err
	}
	return listed(all, next), nil
}

func newPrintJob(r *request) (answer, error) {
	var in wms.NewPrintJob
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Printer == "" || len(in.Printer) > maxIDBytes {
		return answer{}, invalid(codeInvalidField, "printer is needed").With("field", "printer")
	}
	if _, err := r.usablePrinter(in.Printer); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Printing.Print(r.ctx, call, r.who, in)
	if err != nil {
		return answer{}, err
	}
	return created(out), nil
}

// myJob is the job in the path, if the caller may use its warehouse.
func (r *request) myJob() (wms.PrintJob, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.PrintJob{}, err
	}
	j, err := r.face.Printing.PrintJob(r.ctx, id)
	if err != nil {
		return j, err
	}
	return j, r.mayUse(j.Warehouse)
}

func getPrintJob(r *request) (answer, error) {
	j, err := r.myJob()
	if err != nil {
		return answer{}, err
	}
	return ok(j), nil
}

func cancelPrint(r *request) (answer, error) { return changeJob(r, Printing.CancelPrint) }

func confirmPrint(r *request) (answer, error) { return changeJob(r, Printing.ConfirmPrint) }

func changeJob(r *request, change func(Printing, context.Context, Call, string) (wms.PrintJob, error)) (answer, error) {
	j, err := r.myJob()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := change(r.face.Printing, r.ctx, call, j.ID)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func reprint(r *request) (answer, error) {
	j, err := r.myJob()
	if err != nil {
		return answer{}, err
	}
	var in reprintBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Printer != "" {
		if _, err := r.usablePrinter(in.Printer); err != nil {
			return answer{}, err
		}
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Printing.Reprint(r.ctx, call, r.who, j.ID, in.Printer, in.Reason)
	if err != nil {
		return answer{}, err
	}
	return created(out), nil
}
