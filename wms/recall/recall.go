// Package recall takes a lot out of everything at once and says where it is
// and where it went.
//
// A recall is recorded in the network's partition; from that command on the
// ledger refuses to reserve, pick, pack, load or restock the lot in every
// warehouse. Each warehouse then freezes what it has in one command of its
// own: every unit on a shelf, in a tote, on a machine or on the road becomes
// recalled stock, and promises that lose their units are served from elsewhere
// or given back.
package recall

import (
	"fmt"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// States of a recall.
const (
	Freezing = "freezing" // some warehouse has not answered yet
	Frozen   = "frozen"
	Lifted   = "lifted"
)

var table = store.NewTable[wms.Recall]("recall", 1)

// Open records a recall and sends it to every warehouse. The parts of the
// answer say how many units each can not promise any more.
func Open(tx store.Tx, n wms.NewRecall, warehouses []wms.WarehouseID) (wms.Recall, error) {
	n.Lot, n.Reason = strings.TrimSpace(n.Lot), strings.TrimSpace(n.Reason)
	if n.Lot == "" || n.Reason == "" {
		return wms.Recall{}, wms.Refuse(wms.Invalid, "invalid_recall", "a recall names sku, lot and the reason")
	}
	if id, had, err := ledger.Recalled(tx, n.SKU, n.Lot); err != nil {
		return wms.Recall{}, err
	} else if had {
		return wms.Recall{}, wms.Refuse(wms.Conflict, "already_recalled", "lot %s of %s is recalled already, see %s", n.Lot, n.SKU, id).With("recall", id)
	}
	seq, err := tx.NextID("recall")
	if err != nil {
		return wms.Recall{}, err
	}
	r := wms.Recall{ID: fmt.Sprintf("RC-%06d", seq), SKU: n.SKU, Lot: n.Lot, Reason: n.Reason, Status: Freezing, At: tx.Now()}
	if err := ledger.MarkRecalled(tx, n.SKU, n.Lot, r.ID); err != nil {
		return r, err
	}
	for _, w := range warehouses {
		part := wms.RecallPart{Warehouse: w}
		rows, err := OfLot(tx, store.Partition(w), n.SKU, n.Lot)
		if err != nil {
			return r, err
		}
		for _, st := range rows {
			if _, onTheRoad := st.Place.Transfer(); !onTheRoad && st.StatusOrAvailable() == wms.Available {
				part.Blocked += st.OnHand
			}
		}
		r.Parts = append(r.Parts, part)
		if err := tx.Send(store.Partition(w), wms.MsgFreeze, wms.FreezeLot{Recall: r.ID, SKU: n.SKU, Lot: n.Lot}); err != nil {
			return r, err
		}
	}
	tx.Emit(wms.Event{Type: "recall.opened", Subject: r.ID, Data: map[string]any{"sku": string(r.SKU), "lot": r.Lot, "reason": r.Reason}})
	return r, table.Put(tx, r, r.ID)
}

// OfLot lists the stock of a lot in a warehouse, the road to it included.
func OfLot(r store.Reader, p store.Partition, sku wms.SKU, lot string) ([]ledger.Stock, error) {
	all, err := ledger.OfItem(r, p, sku)
	var out []ledger.Stock
	for _, st := range all {
		if st.Lot == lot && st.OnHand > 0 {
			out = append(out, st)
		}
	}
	return out, err
}

// Freeze handles wms.MsgFreeze in a warehouse. It returns the promises that
// lost their units.
func Freeze(tx store.Tx, m wms.FreezeLot) ([]ledger.Reservation, error) {
	rows, err := OfLot(tx, tx.Partition(), m.SKU, m.Lot)
	if err != nil {
		return nil, err
	}
	var freed []ledger.Reservation
	qty := int64(0)
	for _, st := range rows {
		if st.Status == wms.Recalled {
			continue
		}
		to := st.Spot
		to.Status = wms.Recalled
		f, err := ledger.Lose(tx, st.Spot, to, st.OnHand, "recall")
		if err != nil {
			return nil, err
		}
		freed = append(freed, f...)
		qty += st.OnHand
	}
	tx.Emit(wms.Event{Type: "recall.frozen", Subject: m.Recall, Data: map[string]any{"qty": qty, "withdrawn": len(freed)}})
	return freed, tx.Send(store.Network, wms.MsgFrozen, wms.LotFrozen{Recall: m.Recall,
		Warehouse: wms.WarehouseID(tx.Partition()), Qty: qty, Withdrawn: len(freed), At: tx.Now()})
}

// Answered handles wms.MsgFrozen in the network's partition. blocked is what
// may be counted again: the warehouse's own figures hold now.
func Answered(tx store.Tx, m wms.LotFrozen) (r wms.Recall, blocked int64, err error) {
	r, err = Get(tx, m.Recall)
	if err != nil {
		return r, 0, err
	}
	open := 0
	for i := range r.Parts {
		part := &r.Parts[i]
		if part.Warehouse == m.Warehouse {
			at := m.At
			blocked, part.Blocked = part.Blocked, 0
			part.FrozenAt, part.Qty, part.Withdrawn = &at, m.Qty, m.Withdrawn
		}
		if part.FrozenAt == nil {
			open++
		}
	}
	if open == 0 && r.Status == Freezing {
		r.Status = Frozen
	}
	return r, blocked, table.Put(tx, r, r.ID)
}

// Lift ends a recall. What was frozen goes to quarantine, where people decide
// about it.
func Lift(tx store.Tx, id string) (wms.Recall, error) {
	r, err := Get(tx, id)
	if err != nil || r.Status == Lifted {
		return r, err
	}
	if r.Status == Freezing {
		return r, wms.Refuse(wms.Conflict, "still_freezing", "recall %s is not frozen everywhere yet; lift it afterwards", id)
	}
	now := tx.Now()
	r.Status, r.LiftedAt = Lifted, &now
	if err := ledger.MarkRecalled(tx, r.SKU, r.Lot, ""); err != nil {
		return r, err
	}
	for _, part := range r.Parts {
		if err := tx.Send(store.Partition(part.Warehouse), wms.MsgThaw, wms.FreezeLot{Recall: id, SKU: r.SKU, Lot: r.Lot}); err != nil {
			return r, err
		}
	}
	tx.Emit(wms.Event{Type: "recall.lifted", Subject: id})
	return r, table.Put(tx, r, id)
}

// Thaw handles wms.MsgThaw in a warehouse.
func Thaw(tx store.Tx, m wms.FreezeLot) error {
	rows, err := OfLot(tx, tx.Partition(), m.SKU, m.Lot)
	if err != nil {
		return err
	}
	for _, st := range rows {
		if st.Status != wms.Recalled || st.Free() == 0 {
			continue
		}
		to := st.Spot
		to.Status = wms.Quarantine
		if err := ledger.Move(tx, st.Spot, to, st.Free(), "recall.lift"); err != nil {
			return err
		}
	}
	return nil
}

// Get reads a recall or refuses with unknown_recall.
func Get(r store.Reader, id string) (wms.Recall, error) {
	v, ok, err := table.Get(r, store.Network, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_recall", "no recall %q", id)
	}
	return v, err
}

// List reads up to limit recalls behind an id.
func List(r store.Reader, after string, limit int) ([]wms.Recall, error) {
	var out []wms.Recall
	err := table.ScanFrom(r, store.Network, nil, []any{after}, func(_ store.KeyParts, v wms.Recall) (bool, error) {
		if v.ID != after {
			out = append(out, v)
		}
		return len(out) < limit, nil
	})
	return out, err
}
