// Package inbound receives goods: an expected delivery (ASN) or a blind one,
// line by line as it comes off the truck, with lots, expiry and handling
// units. What was received stands at the inbound dock, and may be sold, until
// it is put away.
package inbound

import (
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	table = store.NewTable[wms.Receipt]("receipt", 1)
)

// States of a receipt.
const (
	Expected  = "expected"
	Receiving = "receiving"
	Closed    = "closed"
)

// MaxLines bounds one receipt.
const MaxLines = 20_000

// Open records an expected delivery. known says whether an item exists.
func Open(tx store.Tx, r wms.Receipt, known func(sku wms.SKU) error) (wms.Receipt, error) {
	if len(r.Lines) > MaxLines {
		return r, wms.Refuse(wms.Invalid, "invalid_lines", "a receipt has at most %d lines, this one has %d", MaxLines, len(r.Lines))
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Qty <= 0 {
			return r, wms.Refuse(wms.Invalid, "invalid_qty", "line %d: quantity must be 1 or more, not %d", i+1, l.Qty)
		}
		if err := known(l.SKU); err != nil {
			return r, err
		}
		l.Received = 0
	}
	if r.ID == "" {
		n, err := tx.NextID("receipt")
		if err != nil {
			return r, err
		}
		r.ID = wms.ReceiptID(fmt.Sprintf("%s-R%06d", tx.Partition(), n))
	}
	if _, had, err := table.Get(tx, tx.Partition(), string(r.ID)); err != nil {
		return r, err
	} else if had {
		return r, wms.Refuse(wms.Conflict, "receipt_exists", "receipt %s exists already", r.ID)
	}
	r.Status = Expected
	if r.Lines == nil {
		r.Lines = []wms.ReceiptLine{}
	}
	tx.Emit(wms.Event{Type: "receipt.opened", Subject: string(r.ID), Data: map[string]any{"lines": len(r.Lines), "supplier": r.Supplier}})
	return r, table.Put(tx, r, string(r.ID))
}

// Get reads a receipt of a warehouse or refuses with unknown_receipt.
func Get(r store.Reader, p store.Partition, id wms.ReceiptID) (wms.Receipt, error) {
	rec, ok, err := table.Get(r, p, string(id))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_receipt", "no receipt %q", id)
	}
	return rec, err
}

// List reads up to limit receipts of a warehouse behind an id.
func List(r store.Reader, p store.Partition, after wms.ReceiptID, limit int) ([]wms.Receipt, error) {
	var out []wms.Receipt
	err := table.ScanFrom(r, p, nil, []any{string(after)}, func(_ store.KeyParts, rec wms.Receipt) (bool, error) {
		if rec.ID != after {
			out = append(out, rec)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Receive books what came off the truck. More than was expected, or an item
// that was not, is booked too and stands in the receipt: the goods are there.
func Receive(tx store.Tx, site *wms.Site, id wms.ReceiptID, l wms.ReceiveLine, known func(sku wms.SKU) error) (wms.Receipt, error) {
	rec, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return rec, err
	}
	if rec.Status == Closed {
		return rec, wms.Refuse(wms.Conflict, "receipt_closed", "receipt %s is closed; open another for what comes now", id)
	}
	if err := known(l.SKU); err != nil {
		return rec, err
	}
	if l.Qty <= 0 || l.Qty > 1_000_000_000 {
		return rec, wms.Refuse(wms.Invalid, "invalid_qty", "quantity must be 1 to 1,000,000,000, not %d", l.Qty)
	}
	if len(l.Serials) > 0 && int64(len(l.Serials)) != l.Qty {
		return rec, wms.Refuse(wms.Invalid, "serials_differ", "%d serials for %d units", len(l.Serials), l.Qty)
	}
	if l.Expires != nil && l.Expires.Before(tx.Now()) && !l.Damaged {
		return rec, wms.Refuse(wms.Invalid, "expired", "lot %q expired on %s; receive it as damaged or refuse it", l.Lot, l.Expires.Format(time.DateOnly))
	}
	dock := l.Location
	if dock == "" {
		dock = site.First(wms.KindDockIn)
	}
	if loc, err := site.MustLocation(dock); err != nil {
		return rec, err
	} else if loc.Kind != wms.KindDockIn && loc.Kind != wms.KindStaging {
		return rec, wms.Refuse(wms.Invalid, "not_a_dock", "%s is a %s; goods are received at an inbound dock", dock, loc.Kind)
	}
	if err := book(tx, l, dock); err != nil {
		return rec, err
	}
	count(&rec, l)
	rec.Status = Receiving
	tx.Emit(wms.Event{Type: "receipt.received", Subject: string(id), Data: map[string]any{"sku": string(l.SKU), "qty": l.Qty, "lot": l.Lot, "unit": string(l.HandlingUnit)}})
	return rec, table.Put(tx, rec, string(id))
}

func book(tx store.Tx, l wms.ReceiveLine, dock wms.LocationID) error {
	spot := ledger.Spot{SKU: l.SKU, Place: ledger.At(dock), Lot: strings.TrimSpace(l.Lot)}
	if l.Damaged {
		spot.Status = wms.Damaged
	}
	if l.HandlingUnit != "" {
		spot.Place = ledger.In(l.HandlingUnit)
		u, ok, err := ledger.Unit(tx, tx.Partition(), l.HandlingUnit)
		if err != nil {
			return err
		}
		if ok && u.Location != dock {
			return wms.Refuse(wms.Conflict, "handling_unit_elsewhere", "handling unit %s stands at %s, not at dock %s", l.HandlingUnit, u.Location, dock)
		}
		if !ok {
			if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: l.HandlingUnit, Kind: wms.Pallet, Location: dock}); err != nil {
				return err
			}
		}
	}
	var expires time.Time
	if l.Expires != nil {
		expires = l.Expires.UTC()
	}
	if len(l.Serials) == 0 {
		return ledger.Receive(tx, spot, l.Qty, expires, "receive")
	}
	for _, serial := range l.Serials {
		spot.Serial = serial
		if err := ledger.Receive(tx, spot, 1, expires, "receive"); err != nil {
			return err
		}
	}
	return nil
}

// count books a delivery against the expected line of its item and lot, or
// adds a line that was not expected.
func count(rec *wms.Receipt, l wms.ReceiveLine) {
	for i := range rec.Lines {
		x := &rec.Lines[i]
		if x.SKU == l.SKU && x.Received < x.Qty && (x.Lot == "" || x.Lot == l.Lot) {
			x.Received += l.Qty
			return
		}
	}
	rec.Lines = append(rec.Lines, wms.ReceiptLine{SKU: l.SKU, Lot: l.Lot, Expires: l.Expires, Received: l.Qty})
}

// Close ends a receipt and says by how much each line differs.
func Close(tx store.Tx, id wms.ReceiptID) (wms.Receipt, error) {
	rec, err := Get(tx, tx.Partition(), id)
	if err != nil || rec.Status == Closed {
		return rec, err
	}
	rec.Status = Closed
	over, under := int64(0), int64(0)
	for _, l := range rec.Lines {
		over += max(0, l.Received-l.Qty)
		under += max(0, l.Qty-l.Received)
	}
	tx.Emit(wms.Event{Type: "receipt.closed", Subject: string(id), Data: map[string]any{"over": over, "under": under}})
	return rec, table.Put(tx, rec, string(id))
}
