package inventory

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// States of an adjustment that needs approval.
const (
	Pending  = "pending"
	Approved = "approved"
	Rejected = "rejected"
)

var pending = store.NewTable[wms.PendingAdjustment]("adjustment", 1)

// Ask records an adjustment that somebody else must approve.
func Ask(tx store.Tx, a wms.Adjustment, who wms.UserID) (wms.PendingAdjustment, error) {
	n, err := tx.NextID("adjustment")
	if err != nil {
		return wms.PendingAdjustment{}, err
	}
	x := wms.PendingAdjustment{ID: fmt.Sprintf("%s-A%05d", tx.Partition(), n), Warehouse: wms.WarehouseID(tx.Partition()), Location: a.Location,
		SKU: a.SKU, Delta: a.Delta, Reason: a.Reason, Lot: a.Lot, Status: Pending, By: who, At: tx.Now()}
	tx.Emit(wms.Event{Type: "adjustment.asked", Subject: x.ID, Data: map[string]any{"sku": string(a.SKU), "location": string(a.Location), "delta": a.Delta, "reason": a.Reason}})
	return x, pending.Put(tx, x, x.ID)
}

// Decide approves or rejects a pending adjustment; the caller then books it.
func Decide(tx store.Tx, id string, who wms.UserID, approve bool) (wms.PendingAdjustment, error) {
	x, err := AdjustmentOf(tx, tx.Partition(), id)
	if err != nil {
		return x, err
	}
	if x.Status != Pending {
		return x, wms.Refuse(wms.Conflict, "decided_already", "adjustment %s is %s already", id, x.Status)
	}
	if x.By == who {
		return x, wms.Refuse(wms.Conflict, "same_person", "who asked for adjustment %s can't decide about it", id)
	}
	now := tx.Now()
	x.Status, x.DecidedBy, x.DecidedAt = Rejected, who, &now
	if approve {
		x.Status = Approved
	}
	tx.Emit(wms.Event{Type: "adjustment." + x.Status, Subject: id})
	return x, pending.Put(tx, x, id)
}

// AdjustmentOf reads one or refuses with unknown_adjustment.
func AdjustmentOf(r store.Reader, p store.Partition, id string) (wms.PendingAdjustment, error) {
	x, ok, err := pending.Get(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_adjustment", "no adjustment %q waits or waited for approval", id)
	}
	return x, err
}

// Adjustments lists up to limit of them behind an id.
func Adjustments(r store.Reader, p store.Partition, after string, limit int) ([]wms.PendingAdjustment, error) {
	return page(pending, r, p, after, limit, func(x wms.PendingAdjustment) string { return x.ID })
}

func page[T any](t *store.Table[T], r store.Reader, p store.Partition, after string, limit int, id func(T) string) ([]T, error) {
	var out []T
	err := t.ScanFrom(r, p, nil, []any{after}, func(_ store.KeyParts, v T) (bool, error) {
		if id(v) != after {
			out = append(out, v)
		}
		return len(out) < limit, nil
	})
	return out, err
}
