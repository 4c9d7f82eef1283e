package plant

import (
	"context"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// auditScan is how many records one request looks at.
const auditScan = 500_000

// StockAsOf implements api.Audit. It reads the journal from its beginning, so
// there is one at a time.
func (p *Plant) StockAsOf(ctx context.Context, q api.AuditStock) (out wms.StockAsOf, err error) {
	h, err := p.House(q.Warehouse)
	if err != nil {
		return out, err
	}
	select {
	case p.auditing <- struct{}{}:
		defer func() { <-p.auditing }()
	case <-ctx.Done():
		return out, ctx.Err()
	}
	last := p.Store.Seq()
	if q.Seq == 0 {
		if q.Seq, err = p.Store.SeqAt(q.At.Add(1)); err != nil { // the first behind that moment
			return out, err
		}
		if q.Seq == 0 {
			q.Seq = last + 1
		}
		q.Seq--
	}
	if q.Seq > last {
		return out, wms.Refuse(wms.Invalid, "future_record", "record %d is not written yet, the last is %d", q.Seq, last).With("last", last)
	}
	out = wms.StockAsOf{Seq: q.Seq, Warehouse: q.Warehouse}
	if q.Seq > 0 {
		records, err := p.Store.Records(q.Seq-1, 1)
		if err != nil || len(records) == 0 {
			return out, err
		}
		out.At = records[0].Time
	}
	return out, p.Store.ViewAsOf(ctx, q.Seq, ledger.StockPrefix(h.Partition(), q.SKU), func(r store.Reader) error {
		return ledger.Each(r, h.Partition(), func(s ledger.Stock) (bool, error) {
			if s.Place.Virtual() {
				return true, nil
			}
			row := wms.PastStock{SKU: s.SKU, Lot: s.Lot, Serial: s.Serial, Owner: s.Owner, Status: s.StatusOrAvailable(), OnHand: s.OnHand, Reserved: s.Reserved}
			row.Location, _ = s.Place.Location()
			row.HandlingUnit, _ = s.Place.Unit()
			out.Data = append(out.Data, row)
			return true, nil
		})
	})
}

// AuditRecords implements api.Audit; the cursor is the last record looked at.
func (p *Plant) AuditRecords(ctx context.Context, q api.AuditQuery, page api.Page) ([]wms.AuditRecord, string, error) {
	after := uint64(0)
	if page.After != "" {
		n, err := strconv.ParseUint(page.After, 10, 63)
		if err != nil {
			return nil, "", badCursor(page.After)
		}
		after = n
	}
	records, next, err := p.Store.Audit(ctx, store.AuditQuery{From: q.From, To: q.To, User: q.User, Subject: q.Subject, After: after, Limit: page.Limit, Scan: auditScan})
	if err != nil {
		return nil, "", err
	}
	out := make([]wms.AuditRecord, len(records))
	for i, r := range records {
		out[i] = wms.AuditRecord{Seq: r.Seq, At: r.Time, Part: string(r.Partition), Kind: r.Kind, User: r.Actor.User, From: r.Actor.From,
			Reason: r.Actor.Reason, Cause: r.Cause, Events: r.Events}
	}
	if next == 0 {
		return out, "", nil
	}
	return out, strconv.FormatUint(next, 10), nil
}
