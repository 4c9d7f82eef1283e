package api

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Audit looks into the journal: what was, and who did what.
type Audit interface {
	// StockAsOf is a warehouse's stock as it stood after a journal record, or
	// at a time.
	StockAsOf(ctx context.Context, q AuditStock) (wms.StockAsOf, error)
	AuditRecords(ctx context.Context, q AuditQuery, p Page) ([]wms.AuditRecord, string, error)
}

// AuditStock asks for stock as it stood after the record Seq, or at the time
// At if Seq is 0; of one item, or of all if SKU is empty.
type AuditStock struct {
	Warehouse wms.WarehouseID
	SKU       wms.SKU
	Seq       uint64
	At        time.Time
}

// AuditQuery asks for records; what is empty does not matter.
type AuditQuery struct {
	Subject  string
	User     wms.UserID
	From, To time.Time
}

func (f *face) auditRoutes() []route {
	none, auditors := f.Audit == nil, []string{RoleSupervisor, RoleAuditor}
	return []route{
		{method: "GET", path: "/v1/audit/stock", roles: auditors, query: []string{"as_of", "sku", "warehouse"}, slow: true, missing: none, do: auditStock},
		{method: "GET", path: "/v1/audit/records", roles: auditors, unlimited: true, query: []string{"subject", "actor", "from", "to"}, paged: true,
			slow: true, missing: none, do: auditRecords},
	}
}

func auditStock(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	q := AuditStock{Warehouse: w, SKU: wms.SKU(r.q("sku"))}
	if q.Seq, err = strconv.ParseUint(r.q("as_of"), 10, 63); err != nil || q.Seq == 0 {
		if q.At, err = r.when("as_of", time.Time{}); err != nil {
			return answer{}, badParameter("as_of", "must be an RFC 3339 time such as 2026-03-01T08:00:00Z or the number of a journal record")
		}
		if q.At.IsZero() {
			return answer{}, badParameter("as_of", "is needed")
		}
	}
	out, err := r.face.Audit.StockAsOf(r.ctx, q)
	out.Data = filled(out.Data)
	return ok(out), err
}

func auditRecords(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	q := AuditQuery{Subject: r.q("subject"), User: wms.UserID(r.q("actor"))}
	if q.From, err = r.when("from", time.Time{}); err != nil {
		return answer{}, err
	}
	if q.To, err = r.when("to", time.Time{}); err != nil {
		return answer{}, err
	}
	records, next, err := r.face.Audit.AuditRecords(r.ctx, q, p)
	if err != nil {
		return answer{}, err
	}
	records = slices.Clone(records)
	for i := range records {
		records[i].Events = filled(records[i].Events)
	}
	return listed(records, next), nil
}
