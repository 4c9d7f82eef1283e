package api

import (
	"github.com/aisle-wms/aisle/wms"
)

// inboundRoutes are deliveries.
func (f *face) inboundRoutes() []route {
	none := f.Inbound == nil
	receivers := []string{RoleReceiver, RoleSupervisor}
	return []route{
		{method: "POST", path: "/v1/receipts", roles: join(receivers, sellers), missing: none, do: openReceipt},
		{method: "GET", path: "/v1/receipts", roles: join(receivers, lookers), paged: true, missing: none, do: listReceipts},
		{method: "GET", path: "/v1/receipts/:id", roles: join(receivers, lookers), missing: none, do: getReceipt},
		{method: "POST", path: "/v1/receipts/:id/lines", roles: receivers, missing: none, do: receive},
		{method: "POST", path: "/v1/receipts/:id/close", roles: receivers, missing: none, do: closeReceipt},
	}
}

func tidyReceipt(in wms.Receipt) wms.Receipt {
	in.Lines = filled(in.Lines)
	return in
}

func openReceipt(r *request) (answer, error) {
	var in wms.Receipt
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Status != "" {
		return answer{}, invalid(codeInvalidField, "status is not the client's to set").With("field", "status")
	}
	if in.Blind || in.Discrepancies != nil || in.ClosedAt != nil || in.Booked != nil {
		return answer{}, invalid(codeInvalidField, "blind, discrepancies, closed_at and booked are not the client's to set").With("field", "booked")
	}
	for i, line := range in.Lines {
		if line.Received != 0 {
			return answer{}, invalid(codeInvalidField, "lines[%d].received is not the client's to set", i).With("field", "lines")
		}
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Inbound.OpenReceipt(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return created(tidyReceipt(out)), nil
}

func listReceipts(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	receipts, next, err := r.face.Inbound.ListReceipts(r.ctx, p)
	if err != nil {
		return answer{}, err
	}
	receipts = onlyMine(r, receipts, func(x wms.Receipt) wms.WarehouseID { return x.Warehouse })
	for i := range receipts {
		receipts[i] = tidyReceipt(receipts[i])
	}
	return listed(receipts, next), nil
}

// myReceipt is the receipt of the path, if the caller may use its warehouse.
func (r *request) myReceipt() (wms.Receipt, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Receipt{}, err
	}
	receipt, err := r.face.Inbound.Receipt(r.ctx, wms.ReceiptID(id))
	if err != nil {
		return receipt, err
	}
	return receipt, r.mayUse(receipt.Warehouse)
}

func getReceipt(r *request) (answer, error) {
	receipt, err := r.myReceipt()
	if err != nil {
		return answer{}, err
	}
	return ok(tidyReceipt(receipt)), nil
}

func receive(r *request) (answer, error) {
	receipt, err := r.myReceipt()
	if err != nil {
		return answer{}, err
	}
	var in wms.ReceiveLine
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Inbound.Receive(r.ctx, call, receipt.ID, in)
	if err != nil {
		return answer{}, err
	}
	return created(tidyReceipt(out)), nil
}

func closeReceipt(r *request) (answer, error) {
	receipt, err := r.myReceipt()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Inbound.CloseReceipt(r.ctx, call, receipt.ID)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyReceipt(out)), nil
}
