// Package returns takes goods back from customers (RMA). The network's
// partition keeps how much of an order has been announced as coming back, so
// that nobody sends back more than was shipped; the warehouse's keeps the
// return itself: expected → arrived → closed, or cancelled. Each unit gets a
// verdict: restock (it may be sold again at once), quarantine or scrap. When
// all are decided the refund is due: one event, once.
//
// The clock runs from arrival to the last decision. Units of a lot that is
// held or recalled never go back to stock.
package returns

import (
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	table = store.NewTable[wms.Return]("return", 1)
	// announced counts, in the network's partition, what comes back of an
	// order's item.
	announced = store.NewTable[int64]("returned", 1)
	// decided holds the milliseconds from arrival to the last decision, by the time
	// of that: figures are sums over a range of it.
	decided = store.NewTable[int64]("returntime", 1)
)

// MaxLines bounds one return.
const MaxLines = 200

// Announce checks a return against what was shipped of its order and not yet
// returned, in the network's partition, and tells the warehouse.
func Announce(tx store.Tx, n wms.NewReturn, to wms.WarehouseID, shipped map[wms.SKU]int64) (wms.Return, error) {
	r := wms.Return{Order: n.Order, Warehouse: to, Status: wms.ReturnExpected, CreatedAt: tx.Now(), Lines: []wms.ReturnLine{}}
	if len(n.Lines) == 0 || len(n.Lines) > MaxLines {
		return r, wms.Refuse(wms.Invalid, "invalid_lines", "a return has 1 to %d lines, this one has %d", MaxLines, len(n.Lines))
	}
	for i, l := range n.Lines {
		if l.Qty <= 0 || l.Qty > 1_000_000_000 {
			return r, wms.Refuse(wms.Invalid, "invalid_qty", "line %d: quantity must be 1 to 1,000,000,000, not %d", i+1, l.Qty)
		}
		if shipped[l.SKU] == 0 {
			return r, wms.Refuse(wms.Conflict, "not_shipped", "line %d: nothing of %s was shipped with order %s", i+1, l.SKU, n.Order).With("sku", l.SKU)
		}
		before, _, err := announced.Get(tx, store.Network, string(n.Order), string(l.SKU))
		if err != nil {
			return r, err
		}
		if l.Qty > shipped[l.SKU]-before {
			return r, wms.Refuse(wms.Conflict, "more_than_shipped", "line %d: %d of %s were shipped with order %s and %d are returned already; %d more can't be",
				i+1, shipped[l.SKU], l.SKU, n.Order, before, l.Qty).With("sku", l.SKU).With("returnable", shipped[l.SKU]-before)
		}
		if err := announced.Put(tx, before+l.Qty, string(n.Order), string(l.SKU)); err != nil {
			return r, err
		}
		r.Lines = append(r.Lines, wms.ReturnLine{Line: i + 1, SKU: l.SKU, Qty: l.Qty, Reason: l.Reason})
	}
	seq, err := tx.NextID("return")
	if err != nil {
		return r, err
	}
	r.ID = wms.ReturnID(fmt.Sprintf("%s-A%06d", to, seq))
	tx.Emit(wms.Event{Type: "return.announced", Subject: string(r.ID), Data: map[string]any{"order": string(r.Order), "warehouse": string(to)}})
	return r, tx.Send(store.Partition(to), wms.MsgReturn, r)
}

// Expected handles wms.MsgReturn in the warehouse.
func Expected(tx store.Tx, r wms.Return) error {
	if _, had, err := table.Get(tx, tx.Partition(), string(r.ID)); err != nil || had {
		return err
	}
	tx.Emit(wms.Event{Type: "return.expected", Subject: string(r.ID), Data: map[string]any{"order": string(r.Order)}})
	return table.Put(tx, r, string(r.ID))
}

// NotComing handles wms.MsgReturnClosed in the network: what did not come may
// be announced again.
func NotComing(tx store.Tx, m wms.ReturnClosedMsg) error {
	for _, q := range m.Missing {
		n, _, err := announced.Get(tx, store.Network, string(m.Order), string(q.SKU))
		if err != nil {
			return err
		}
		if err := announced.Put(tx, max(0, n-q.Qty), string(m.Order), string(q.SKU)); err != nil {
			return err
		}
	}
	return nil
}

// PartitionOf is the warehouse in a return's id.
func PartitionOf(id wms.ReturnID) (store.Partition, error) {
	i := strings.LastIndex(string(id), "-A")
	if i < 1 {
		return "", unknown(id)
	}
	return store.Partition(id[:i]), nil
}

func unknown(id wms.ReturnID) error {
	return wms.Refuse(wms.NotFound, "unknown_return", "no return %q", id)
}

// Get reads a return or refuses with unknown_return. While it is open its
// turnaround is up to now.
func Get(r store.Reader, p store.Partition, id wms.ReturnID, now time.Time) (wms.Return, error) {
	ret, ok, err := table.Get(r, p, string(id))
	if err == nil && !ok {
		err = unknown(id)
	}
	return clocked(ret, now), err
}

func clocked(r wms.Return, now time.Time) wms.Return {
	if r.ArrivedAt == nil {
		return r
	}
	if r.ClosedAt != nil {
		now = *r.ClosedAt
	}
	h := now.Sub(*r.ArrivedAt).Hours()
	r.TurnaroundHours = &h
	return r
}

// List reads up to limit returns of a warehouse behind an id, of a status if
// one is given.
func List(r store.Reader, p store.Partition, status string, after wms.ReturnID, limit int, now time.Time) ([]wms.Return, error) {
	var out []wms.Return
	err := table.ScanFrom(r, p, nil, []any{string(after)}, func(_ store.KeyParts, ret wms.Return) (bool, error) {
		if ret.ID != after && (status == "" || ret.Status == status) {
			out = append(out, clocked(ret, now))
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Turnaround is how many returns were closed between two moments and how long
// they took together, from arrival to decision.
func Turnaround(r store.Reader, p store.Partition, from, to time.Time) (n int64, sum time.Duration, err error) {
	err = decided.ScanFrom(r, p, nil, []any{from}, func(k store.KeyParts, ms int64) (bool, error) {
		if !k.Time().Before(to) {
			return false, nil
		}
		n++
		sum += time.Duration(ms) * time.Millisecond
		return true, nil
	})
	return n, sum, err
}

func put(tx store.Tx, r wms.Return) error {
	r.TurnaroundHours = nil
	return table.Put(tx, r, string(r.ID))
}
