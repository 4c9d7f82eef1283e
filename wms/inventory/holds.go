package inventory

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// States of a hold.
const (
	Active   = "active"
	Released = "released"
)

var (
	holds       = store.NewTable[wms.HoldRecord]("hold", 1)
	activeHolds = store.NewTable[string]("holdactive", 1)
)

// remember keeps a hold until it is released.
func remember(tx store.Tx, h wms.Hold, qty int64) (string, error) {
	n, err := tx.NextID("hold")
	if err != nil {
		return "", err
	}
	x := wms.HoldRecord{ID: fmt.Sprintf("%s-H%05d", tx.Partition(), n), Warehouse: wms.WarehouseID(tx.Partition()), Location: h.Location,
		Lot: h.Lot, HandlingUnit: h.HandlingUnit, Reason: h.Reason, Qty: qty, Status: Active, At: tx.Now()}
	if err := activeHolds.Put(tx, x.ID, x.ID); err != nil {
		return "", err
	}
	return x.ID, holds.Put(tx, x, x.ID)
}

// Holds lists up to limit holds behind an id.
func Holds(r store.Reader, p store.Partition, after string, limit int) ([]wms.HoldRecord, error) {
	return page(holds, r, p, after, limit, func(x wms.HoldRecord) string { return x.ID })
}

// HoldOf reads a hold or refuses with unknown_hold.
func HoldOf(r store.Reader, p store.Partition, id string) (wms.HoldRecord, error) {
	x, ok, err := holds.Get(r, p, id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_hold", "no hold %q", id)
	}
	return x, err
}

// Release ends a hold. What no other hold covers may be sold again, unless it
// expired meanwhile. free says that no other hold is on the lot.
func Release(tx store.Tx, site *wms.Site, id string) (x wms.HoldRecord, free bool, err error) {
	if x, err = HoldOf(tx, tx.Partition(), id); err != nil || x.Status == Released {
		return x, false, err
	}
	if err := activeHolds.Delete(tx, id); err != nil {
		return x, false, err
	}
	var others []wms.HoldRecord
	err = activeHolds.Scan(tx, tx.Partition(), nil, func(_ store.KeyParts, other string) (bool, error) {
		o, err := HoldOf(tx, tx.Partition(), other)
		others = append(others, o)
		return true, err
	})
	if err != nil {
		return x, false, err
	}
	rows, err := affected(tx, site, wms.Hold{Location: x.Location, Lot: x.Lot, HandlingUnit: x.HandlingUnit})
	if wms.CodeOf(err) == "unknown_handling_unit" {
		rows, err = nil, nil // it left or was dissolved
	}
	if err != nil {
		return x, false, err
	}
	for _, st := range rows {
		covered, err := coveredBy(tx, st, others)
		if err != nil {
			return x, false, err
		}
		if st.Status != wms.OnHold || covered || st.Free() == 0 {
			continue
		}
		to := st.Spot
		to.Status = ""
		if !st.Expires.IsZero() && !st.Expires.After(tx.Now()) {
			to.Status = wms.Expired
		}
		if err := ledger.Move(tx, st.Spot, to, st.Free(), "release"); err != nil {
			return x, false, err
		}
		x.Released += st.Free()
	}
	free = true
	for _, o := range others {
		free = free && o.Lot != x.Lot
	}
	now := tx.Now()
	x.Status, x.ReleasedAt = Released, &now
	tx.Emit(wms.Event{Type: "stock.released", Subject: id, Data: map[string]any{"qty": x.Released}})
	return x, free && x.Lot != "", holds.Put(tx, x, id)
}

func coveredBy(r store.Tx, st ledger.Stock, holds []wms.HoldRecord) (bool, error) {
	at, err := ledger.LocationOf(r, r.Partition(), st.Place)
	unit, _ := st.Place.Unit()
	for _, o := range holds {
		if (o.Lot != "" && o.Lot == st.Lot) || (o.Location != "" && o.Location == at) || (o.HandlingUnit != "" && o.HandlingUnit == unit) {
			return true, err
		}
	}
	return false, err
}
