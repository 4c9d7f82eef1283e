package inbound

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Due is goods at a dock that must be put away: units of an item and lot, or
// a whole handling unit.
type Due struct {
	Dock wms.LocationID     `cbor:"1,keyasint"`
	Unit wms.HandlingUnitID `cbor:"2,keyasint,omitempty"`
	SKU  wms.SKU            `cbor:"3,keyasint,omitempty"`
	Lot  string             `cbor:"4,keyasint,omitempty"`
	Qty  int64              `cbor:"5,keyasint,omitempty"`
	// Why is what made it: receive, inspection, return.
	Why string `cbor:"6,keyasint,omitempty"`
}

var dues = store.NewTable[Due]("putawaydue", 1)

func (d Due) parts() []any { return []any{string(d.Dock), string(d.Unit), string(d.SKU), d.Lot} }

// AddDue asks for put-away work; the same goods are asked for once.
func AddDue(tx store.Tx, d Due) error {
	if d.Unit != "" {
		d.SKU, d.Lot, d.Qty = "", "", 1
	}
	old, had, err := dues.Get(tx, tx.Partition(), d.parts()...)
	if err != nil {
		return err
	}
	if had && d.Unit == "" {
		d.Qty += old.Qty
	}
	return dues.Put(tx, d, d.parts()...)
}

// Dues lists goods that wait for put-away work, at most limit.
func Dues(r store.Reader, p store.Partition, limit int) ([]Due, error) {
	var out []Due
	err := dues.Scan(r, p, nil, func(_ store.KeyParts, d Due) (bool, error) {
		out = append(out, d)
		return len(out) < limit, nil
	})
	return out, err
}

// lower takes qty off what is due; nothing left is no row.
func lower(tx store.Tx, d Due, qty int64) error {
	now, had, err := dues.Get(tx, tx.Partition(), d.parts()...)
	if err != nil || !had {
		return err
	}
	if now.Qty -= qty; now.Qty <= 0 {
		return dues.Delete(tx, d.parts()...)
	}
	return dues.Put(tx, now, d.parts()...)
}

// noteReceived marks put-away work of this package.
const noteReceived = "received"

// Mine says whether a task is this package's.
func Mine(t wms.Task) bool { return t.Kind == wms.TaskPutAway && t.Note == noteReceived }

// openWork lists put-away work that has not ended.
func openWork(r store.Reader, p store.Partition) ([]wms.Task, error) {
	var out []wms.Task
	for _, s := range []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned} {
		list, err := tasks.With(r, p, s, wms.TaskPutAway, 0, Mine)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// comingToShelves lists open work that brings units from one place to another:
// to a pick face, or to where an item should live.
func comingToShelves(r store.Reader, p store.Partition) (out []wms.Task, err error) {
	for _, s := range []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned} {
		list, err := tasks.With(r, p, s, wms.TaskReplenish, 0, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// atDock lists what of a due, or of a task, still lies where it was received
// and may be moved: rows of the item and lot that are available.
func atDock(r store.Reader, p store.Partition, dock wms.LocationID, sku wms.SKU, lot string) (rows []ledger.Stock, free int64, err error) {
	all, err := ledger.InPlace(r, p, ledger.At(dock))
	for _, st := range all {
		if st.SKU == sku && st.Lot == lot && st.StatusOrAvailable() == wms.Available && st.Free() > 0 {
			rows = append(rows, st)
			free += st.Free()
		}
	}
	return rows, free, err
}

// unitAtDock says whether a handling unit can be put away from a dock: it
// stands there, nobody takes it elsewhere, and what is in it may be sold.
// Where people pick from pallets where they stand, none of it is reserved.
func (h Hall) unitAtDock(r store.Reader, id wms.HandlingUnitID, dock wms.LocationID) (wms.HandlingUnit, []ledger.Stock, bool, error) {
	p := store.Partition(h.Site.ID)
	u, known, err := ledger.Unit(r, p, id)
	if err != nil || !known || u.Location != dock || u.Shipment != "" || u.Leaving {
		return u, nil, false, err
	}
	inside, err := ledger.InPlace(r, p, ledger.In(id))
	for _, st := range inside {
		if st.StatusOrAvailable() != wms.Available || (st.Reserved > 0 && len(h.Site.Of(wms.KindStation)) == 0) {
			return u, inside, false, err
		}
	}
	return u, inside, len(inside) > 0, err
}
