// Package inbound receives goods: an announced delivery (ASN) or a blind one,
// line by line as it comes off the truck, with lots, expiry, serials and
// handling units. What was received stands at the inbound dock and may be sold
// until it is put away, unless it is damaged, its lot is held, or it waits for
// a quality inspection.
//
// The nouns: a Receipt is a delivery (expected → receiving → closed); an
// Appointment is a truck's time at a dock; an Inspection is a sample that
// decides on received goods; put-away work brings goods from the dock to the
// place that package putaway chose.
package inbound

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var table = store.NewTable[wms.Receipt]("receipt", 1)

// MaxLines bounds one receipt.
const MaxLines = 20_000

// Hall is where one warehouse receives.
type Hall struct {
	Site *wms.Site
	// Item reads the item master, or refuses with unknown_sku.
	Item func(r store.Reader, sku wms.SKU) (wms.Item, error)
	// Held says why units of a lot must not be sold, "" if they may.
	Held func(r store.Reader, sku wms.SKU, lot string) (string, error)
	// SerialAt says where a serial of an item is on hand, "" if nowhere.
	SerialAt func(r store.Reader, sku wms.SKU, serial string) (string, error)
	// Supplier reads one; a supplier nobody recorded is the zero one.
	Supplier func(r store.Reader, id string) (wms.Supplier, error)
	// AQL is at which quality limit goods are inspected, "" if they are not.
	AQL func(r store.Reader, supplier string, sku wms.SKU) (string, error)
	// Mode is how the warehouse puts away what comes in: auto or manual.
	Mode func(r store.Reader, p store.Partition) (string, error)
	// Rules reads what may be put into places.
	Rules func(r store.Reader, p store.Partition) (map[wms.LocationID]wms.LocationRule, error)
	// Block closes a place for new goods.
	Block func(tx store.Tx, id wms.LocationID, reason string) error
	// Bill notes what was done with an owner's goods.
	Bill func(tx store.Tx, owner, kind string, qty int64) error
	// Bound counts the units that machines bring to places, Shut says that a
	// place can't be served now. Nil: none.
	Bound func(r store.Reader, p store.Partition) (map[wms.LocationID]int64, error)
	Shut  func(l wms.Location) bool
}

// Open records an expected delivery.
func (h Hall) Open(tx store.Tx, r wms.Receipt) (wms.Receipt, error) {
	if len(r.Lines) > MaxLines {
		return r, wms.Refuse(wms.Invalid, "invalid_lines", "a receipt has at most %d lines, this one has %d", MaxLines, len(r.Lines))
	}
	if !slices.Contains([]string{"", wms.PutawayAuto, wms.PutawayManual}, r.Putaway) {
		return r, wms.Refuse(wms.Invalid, "invalid_putaway", "putaway must be auto or manual, not %q", r.Putaway)
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Qty <= 0 || l.Qty > maxQty {
			return r, wms.Refuse(wms.Invalid, "invalid_qty", "line %d: quantity must be 1 to %d, not %d", i+1, maxQty, l.Qty)
		}
		if _, err := h.Item(tx, l.SKU); err != nil {
			return r, err
		}
		l.Received, l.Damaged, l.Unannounced = 0, 0, false
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
	r.Status, r.Blind, r.Discrepancies, r.ClosedAt, r.Booked = wms.ReceiptExpected, len(r.Lines) == 0, nil, nil, nil
	if r.Lines == nil {
		r.Lines = []wms.ReceiptLine{}
	}
	tx.Emit(wms.Event{Type: "receipt.opened", Subject: string(r.ID), Data: map[string]any{"lines": len(r.Lines), "supplier": r.Supplier}})
	return r, table.Put(tx, r, string(r.ID))
}

// maxQty bounds one line.
const maxQty = 1_000_000_000

// Archivable are the receipts that are closed.
var Archivable = []store.Archivable{
	table.Archivable(func(_ store.Reader, _ store.Partition, _ store.KeyParts, r wms.Receipt) (time.Time, error) {
		if r.Status != wms.ReceiptClosed || r.ClosedAt == nil {
			return time.Time{}, nil
		}
		return *r.ClosedAt, nil
	}),
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

// Close ends a receipt and lists the items of which another quantity came
// than was expected, or some damaged.
func Close(tx store.Tx, id wms.ReceiptID) (wms.Receipt, error) {
	rec, err := Get(tx, tx.Partition(), id)
	if err != nil || rec.Status == wms.ReceiptClosed {
		return rec, err
	}
	now := tx.Now()
	rec.Status, rec.ClosedAt, rec.Discrepancies = wms.ReceiptClosed, &now, discrepancies(rec)
	over, under := int64(0), int64(0)
	differ := []any{}
	for _, d := range rec.Discrepancies {
		over += max(0, d.Received-d.Expected)
		under += max(0, d.Expected-d.Received)
		differ = append(differ, map[string]any{"sku": string(d.SKU), "expected": d.Expected, "received": d.Received, "damaged": d.Damaged})
	}
	tx.Emit(wms.Event{Type: "receipt.closed", Subject: string(id), Data: map[string]any{
		"over": over, "under": under, "supplier": rec.Supplier, "discrepancies": differ}})
	return rec, table.Put(tx, rec, string(id))
}

func discrepancies(rec wms.Receipt) []wms.Discrepancy {
	out := []wms.Discrepancy{}
	at := map[wms.SKU]int{}
	for _, l := range rec.Lines {
		i, seen := at[l.SKU]
		if !seen {
			i = len(out)
			at[l.SKU] = i
			out = append(out, wms.Discrepancy{SKU: l.SKU})
		}
		out[i].Expected += l.Qty
		out[i].Received += l.Received
		out[i].Damaged += l.Damaged
	}
	return slices.DeleteFunc(out, func(d wms.Discrepancy) bool { return d.Expected == d.Received && d.Damaged == 0 })
}

// count books a delivery against the expected line of its item and lot; what
// nobody expected becomes a line of its own. It says whether it was expected.
func count(rec *wms.Receipt, l wms.ReceiveLine) bool {
	best := -1
	for i, x := range rec.Lines {
		if x.SKU != l.SKU || (x.Lot != "" && x.Lot != l.Lot) || (x.Unannounced && x.Lot != l.Lot) {
			continue
		}
		if best < 0 || rec.Lines[best].Received >= rec.Lines[best].Qty {
			best = i // the first with something open, else the last
		}
	}
	if best < 0 {
		best = len(rec.Lines)
		rec.Lines = append(rec.Lines, wms.ReceiptLine{SKU: l.SKU, Lot: l.Lot, Expires: l.Expires, Unannounced: true})
	}
	x := &rec.Lines[best]
	x.Received += l.Qty
	if l.Damaged {
		x.Damaged += l.Qty
	}
	return !x.Unannounced
}

// wrongLot refuses a lot that was not announced where lots were.
func wrongLot(rec wms.Receipt, l wms.ReceiveLine) error {
	var named []string
	for _, x := range rec.Lines {
		if x.SKU != l.SKU || x.Unannounced {
			continue
		}
		if x.Lot == "" || x.Lot == l.Lot {
			return nil
		}
		named = append(named, x.Lot)
	}
	if len(named) == 0 || l.Unannounced {
		return nil
	}
	return wms.Refuse(wms.Conflict, "wrong_lot", "lot %q of %s was not announced with receipt %s, which names %v; look again, or receive it as unannounced", l.Lot, l.SKU, rec.ID, named).
		With("expected", named)
}

// day is the unit of shelf lives.
const day = 24 * time.Hour
