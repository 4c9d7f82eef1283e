// Package paper keeps lists of work that were printed for when the handhelds
// or the network are down, and takes what people wrote on them.
//
// The nouns: a List is numbered and holds rows, one per task; its tasks are
// claimed by the list itself, so that nobody is handed them twice; a result
// ends a row, once.
package paper

import (
	"fmt"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

var table = store.NewTable[wms.PaperList]("paper", 1)

// Limits of a list.
const (
	DefaultRows = 30
	MaxRows     = 200
)

// Who works the tasks of a list.
func Who(id string) wms.UserID { return wms.UserID("paper:" + id) }

// New prints a list of open tasks of a kind, the most urgent first.
func New(tx store.Tx, kind wms.TaskKind, limit int, by wms.UserID, may func(wms.Task) bool) (wms.PaperList, error) {
	l := wms.PaperList{Warehouse: wms.WarehouseID(tx.Partition()), Kind: kind, Status: "open", By: by, CreatedAt: tx.Now(), Rows: []wms.PaperRow{}}
	if kind != wms.TaskPick && kind != wms.TaskPutAway && kind != wms.TaskInduct && kind != wms.TaskCount {
		return l, wms.Refuse(wms.Invalid, "invalid_kind", "a paper list is of pick, putaway, induct or count tasks or of a delivery to receive, not of %s", kind)
	}
	if limit == 0 {
		limit = DefaultRows
	}
	if limit < 1 || limit > MaxRows {
		return l, wms.Refuse(wms.Invalid, "invalid_limit", "a paper list has 1 to %d rows, not %d", MaxRows, limit)
	}
	open, err := tasks.With(tx, tx.Partition(), wms.TaskOpen, kind, limit, may)
	if err != nil {
		return l, err
	}
	if len(open) == 0 {
		return l, wms.Refuse(wms.Conflict, "nothing_open", "no %s task is open in %s", kind, tx.Partition())
	}
	if err := number(tx, &l); err != nil {
		return l, err
	}
	for i, t := range open {
		if _, err := tasks.Claim(tx, t.ID, Who(l.ID)); err != nil {
			return l, err
		}
		l.Rows = append(l.Rows, wms.PaperRow{Row: i + 1, Task: t.ID, SKU: t.SKU, Lot: t.Lot, Qty: t.Qty, From: t.From, To: t.To, Unit: t.Unit})
	}
	return l, printed(tx, l)
}

// Receive prints what a delivery should still bring.
func Receive(tx store.Tx, rec wms.Receipt, by wms.UserID) (wms.PaperList, error) {
	l := wms.PaperList{Warehouse: wms.WarehouseID(tx.Partition()), Kind: wms.PaperReceive, Status: "open", By: by, CreatedAt: tx.Now(), Rows: []wms.PaperRow{}, Receipt: rec.ID}
	for _, x := range rec.Lines {
		if left := x.Qty - x.Received; left > 0 && rec.Status != wms.ReceiptClosed && len(l.Rows) < MaxRows {
			l.Rows = append(l.Rows, wms.PaperRow{Row: len(l.Rows) + 1, SKU: x.SKU, Lot: x.Lot, Qty: left})
		}
	}
	if len(l.Rows) == 0 {
		return l, wms.Refuse(wms.Conflict, "nothing_open", "delivery %s has nothing left to receive", rec.ID)
	}
	if err := number(tx, &l); err != nil {
		return l, err
	}
	return l, printed(tx, l)
}

func number(tx store.Tx, l *wms.PaperList) error {
	n, err := tx.NextID("paper")
	l.ID = fmt.Sprintf("%s-P%05d", tx.Partition(), n)
	return err
}

func printed(tx store.Tx, l wms.PaperList) error {
	tx.Emit(wms.Event{Type: "paper.printed", Subject: l.ID, Data: map[string]any{"kind": string(l.Kind), "rows": len(l.Rows)}})
	return table.Put(tx, l, l.ID)
}

// PartitionOf is the warehouse in a list's id.
func PartitionOf(id string) (store.Partition, error) {
	i := strings.LastIndex(id, "-P")
	if i < 1 {
		return "", unknown(id)
	}
	return store.Partition(id[:i]), nil
}

func unknown(id string) error {
	return wms.Refuse(wms.NotFound, "unknown_list", "no paper list %q", id)
}

// Get reads a list or refuses with unknown_list.
func Get(r store.Reader, p store.Partition, id string) (wms.PaperList, error) {
	l, ok, err := table.Get(r, p, id)
	if err == nil && !ok {
		err = unknown(id)
	}
	return l, err
}

// Row finds a row that nobody has keyed in yet.
func Row(l *wms.PaperList, n int) (*wms.PaperRow, error) {
	if n < 1 || n > len(l.Rows) {
		return nil, wms.Refuse(wms.Invalid, "unknown_row", "list %s has rows 1 to %d, not %d", l.ID, len(l.Rows), n)
	}
	if l.Rows[n-1].Done != nil {
		return nil, wms.Refuse(wms.Conflict, "row_keyed", "row %d of list %s was keyed in already", n, l.ID)
	}
	return &l.Rows[n-1], nil
}

// Keyed records results; the list is over when all rows are.
func Keyed(tx store.Tx, l wms.PaperList) error {
	left := 0
	for _, r := range l.Rows {
		if r.Done == nil {
			left++
		}
	}
	if left == 0 {
		l.Status = "keyed"
	}
	tx.Emit(wms.Event{Type: "paper.keyed", Subject: l.ID, Data: map[string]any{"left": left}})
	return table.Put(tx, l, l.ID)
}
