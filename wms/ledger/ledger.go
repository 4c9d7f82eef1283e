// Package ledger is the only code that changes a quantity or the place of a
// handling unit. It is double-entry: every quantity goes from one spot to
// another, and suppliers, customers, loss and adjustment are spots too, so
// that the sum over all spots of an item is always zero. What lies in a
// building is never negative; reservations stand apart from what is on hand
// and never exceed it.
//
// The nouns: a Place is a location, the inside of a handling unit, or one of
// the four virtual places; a Spot is a place together with what tells stock
// apart (item, lot, serial, owner, status); a Row is what lies in a spot; a
// Reservation binds a quantity in one spot to one purpose.
//
// All functions work inside a command of package store: they check before
// they write, and a refusal leaves nothing because the command fails.
package ledger

import (
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Place says where stock lies.
type Place string

// Virtual places: where stock comes from and goes to. Their balance is the
// negative of what came from them.
const (
	Supplier   Place = "@supplier"
	Customer   Place = "@customer"
	Loss       Place = "@loss"
	Adjustment Place = "@adjustment"
	// Sent is where stock goes that leaves for another warehouse of the
	// network, and where it comes from there: over all partitions it is zero
	// but for what the outboxes hold.
	Sent Place = "@sent"
	// Assembly turns components into kits and back.
	Assembly Place = "@assembly"
)

// At is a location, In the inside of a handling unit.
func At(l wms.LocationID) Place     { return Place("L:" + string(l)) }
func In(u wms.HandlingUnitID) Place { return Place("U:" + string(u)) }

// InTransit is on the road to this warehouse under a transfer: owned, never
// sold before it is received.
func InTransit(transfer string) Place { return Place("T:" + transfer) }

// Transfer is the transfer of an InTransit place.
func (p Place) Transfer() (string, bool) { return strings.CutPrefix(string(p), "T:") }

// Virtual places may go below zero.
func (p Place) Virtual() bool { return strings.HasPrefix(string(p), "@") }

// Unit is the handling unit of an In place.
func (p Place) Unit() (wms.HandlingUnitID, bool) {
	s, ok := strings.CutPrefix(string(p), "U:")
	return wms.HandlingUnitID(s), ok
}

// Location is the location of an At place.
func (p Place) Location() (wms.LocationID, bool) {
	s, ok := strings.CutPrefix(string(p), "L:")
	return wms.LocationID(s), ok
}

// Spot is where stock lies and what tells it from other stock of the item.
type Spot struct {
	SKU    wms.SKU         `cbor:"1,keyasint"`
	Place  Place           `cbor:"2,keyasint"`
	Lot    string          `cbor:"3,keyasint,omitempty"`
	Serial string          `cbor:"4,keyasint,omitempty"`
	Owner  string          `cbor:"5,keyasint,omitempty"`
	Status wms.StockStatus `cbor:"6,keyasint,omitempty"` // empty: available
}

// In another place, otherwise the same stock.
func (s Spot) In(p Place) Spot { s.Place = p; return s }

// StatusOrAvailable is the stock status.
func (s Spot) StatusOrAvailable() wms.StockStatus {
	if s.Status == "" {
		return wms.Available
	}
	return s.Status
}

func (s Spot) parts() []any {
	return []any{string(s.SKU), string(s.Place), s.Lot, s.Serial, s.Owner, string(s.Status)}
}

func (s Spot) byPlace() []any {
	return []any{string(s.Place), string(s.SKU), s.Lot, s.Serial, s.Owner, string(s.Status)}
}

// Row is what lies in a spot. Since is when the oldest of it arrived in the
// building (FIFO), Expires the earliest expiry (FEFO).
type Row struct {
	OnHand   int64     `cbor:"1,keyasint"`
	Reserved int64     `cbor:"2,keyasint,omitempty"`
	Since    time.Time `cbor:"3,keyasint"`
	Expires  time.Time `cbor:"4,keyasint"`
}

// Free is what is on hand and not reserved.
func (r Row) Free() int64 { return r.OnHand - r.Reserved }

// Reservation binds a quantity in a spot to a purpose (a task). Made counts
// up: the largest is the latest promise.
type Reservation struct {
	ID       string         `cbor:"1,keyasint"`
	Spot     Spot           `cbor:"2,keyasint"`
	Qty      int64          `cbor:"3,keyasint"`
	Made     uint64         `cbor:"4,keyasint"`
	Shipment wms.ShipmentID `cbor:"5,keyasint,omitempty"`
	Line     int            `cbor:"6,keyasint,omitempty"`
}

type none struct{}

var (
	rows          = store.NewTable[Row]("stock", 1)
	rowsAt        = store.NewTable[none]("stockat", 1)
	reservations  = store.NewTable[Reservation]("resv", 1)
	reservationAt = store.NewTable[none]("resvat", 1)
)

func spotOf(k store.KeyParts, placeFirst bool) Spot {
	a, b := k.Str(), k.Str()
	if placeFirst {
		a, b = b, a
	}
	return Spot{SKU: wms.SKU(a), Place: Place(b), Lot: k.Str(), Serial: k.Str(), Owner: k.Str(),
		Status: wms.StockStatus(k.Str())}
}

// RowAt reads one spot.
func RowAt(r store.Reader, p store.Partition, s Spot) (Row, error) {
	row, _, err := rows.Get(r, p, s.parts()...)
	return row, err
}

func putRow(tx store.Tx, s Spot, row Row) error {
	if row.OnHand == 0 && row.Reserved == 0 {
		if err := rows.Delete(tx, s.parts()...); err != nil {
			return err
		}
		return rowsAt.Delete(tx, s.byPlace()...)
	}
	_, had, err := rowsAt.Get(tx, tx.Partition(), s.byPlace()...)
	if err != nil {
		return err
	}
	if !had {
		if err := rowsAt.Put(tx, none{}, s.byPlace()...); err != nil {
			return err
		}
	}
	return rows.Put(tx, row, s.parts()...)
}

func sellable(s Spot) bool {
	_, onTheRoad := s.Place.Transfer()
	return !s.Place.Virtual() && !onTheRoad && s.StatusOrAvailable() == wms.Available
}

// Move brings qty units that nobody has reserved from one spot to another.
// Why is a noun.verb that appears in the event. expires is only looked at for
// stock from a virtual place.
func Move(tx store.Tx, from, to Spot, qty int64, why string) error {
	return move(tx, from, to, qty, why, time.Time{}, true)
}

// Receive brings new stock into the building. Of a recalled lot it is taken
// in as recalled: the goods are there, but not for sale.
func Receive(tx store.Tx, to Spot, qty int64, expires time.Time, why string) error {
	return ReceiveFrom(tx, Supplier, to, qty, expires, why)
}

// ReceiveFrom is Receive from another virtual place.
func ReceiveFrom(tx store.Tx, from Place, to Spot, qty int64, expires time.Time, why string) error {
	if sellable(to) {
		if _, had, err := Recalled(tx, to.SKU, to.Lot); err != nil {
			return err
		} else if had {
			to.Status = wms.Recalled
		}
	}
	return move(tx, to.In(from), to, qty, why, expires, true)
}

func move(tx store.Tx, from, to Spot, qty int64, why string, expires time.Time, tell bool) error {
	if qty <= 0 {
		return wms.Refuse(wms.Invalid, "invalid_qty", "quantity of %s must be 1 or more, not %d", from.SKU, qty)
	}
	if from.SKU != to.SKU {
		return wms.Refuse(wms.Invalid, "item_changed", "a move can't turn %s into %s", from.SKU, to.SKU)
	}
	if from == to {
		return nil
	}
	if sellable(to) {
		if err := notRecalled(tx, to); err != nil {
			return err
		}
	}
	if err := moveSerial(tx, from, to, qty, why); err != nil {
		return err
	}
	src, err := RowAt(tx, tx.Partition(), from)
	if err != nil {
		return err
	}
	if !from.Place.Virtual() && src.Free() < qty {
		return wms.Refuse(wms.Conflict, "insufficient_stock", "%d of %s wanted from %s: %d on hand, %d of it reserved",
			qty, from.SKU, from.Place, src.OnHand, src.Reserved).With("sku", from.SKU).With("free", src.Free())
	}
	since := src.Since
	if from.Place.Virtual() {
		since = tx.Now()
	} else {
		expires = src.Expires
	}
	src.OnHand -= qty
	if err := putRow(tx, from, src); err != nil {
		return err
	}
	dst, err := RowAt(tx, tx.Partition(), to)
	if err != nil {
		return err
	}
	if dst.OnHand <= 0 || since.Before(dst.Since) {
		dst.Since = since
	}
	if dst.OnHand <= 0 || (!expires.IsZero() && (dst.Expires.IsZero() || expires.Before(dst.Expires))) {
		dst.Expires = expires
	}
	if to.Place.Virtual() {
		dst.Since, dst.Expires = time.Time{}, time.Time{}
	}
	dst.OnHand += qty
	if err := putRow(tx, to, dst); err != nil {
		return err
	}
	data := map[string]any{"qty": qty, "from": string(from.Place), "to": string(to.Place), "why": why, "lot": from.Lot}
	if from.Status != to.Status {
		data["was"], data["status"] = string(from.StatusOrAvailable()), string(to.StatusOrAvailable())
	}
	tx.Emit(wms.Event{Type: "stock.moved", Subject: string(from.SKU), Data: data})
	if delta := sold(to, qty) - sold(from, qty); tell && delta != 0 {
		return tx.Send(store.Network, wms.MsgSupply, wms.SupplyChange{Warehouse: wms.WarehouseID(tx.Partition()), SKU: from.SKU, Delta: delta})
	}
	return nil
}

func sold(s Spot, qty int64) int64 {
	if sellable(s) {
		return qty
	}
	return 0
}

// Redate sets the expiry of what lies in a spot: a correction, no move.
func Redate(tx store.Tx, s Spot, expires time.Time) error {
	row, err := RowAt(tx, tx.Partition(), s)
	if err != nil || row.OnHand == 0 {
		return err
	}
	row.Expires = expires
	return putRow(tx, s, row)
}

// Stock is a row together with its spot.
type Stock struct {
	Spot
	Row
}

// StockPrefix is what the keys of an item's rows begin with; of all items' rows
// if sku is empty.
func StockPrefix(p store.Partition, sku wms.SKU) []byte {
	if sku == "" {
		return store.Prefix(p, rows.Name())
	}
	return store.Prefix(p, rows.Name(), string(sku))
}

// OfItem lists all rows of an item in a partition, virtual places left out.
func OfItem(r store.Reader, p store.Partition, sku wms.SKU) ([]Stock, error) {
	var out []Stock
	err := rows.Scan(r, p, []any{string(sku)}, func(k store.KeyParts, row Row) (bool, error) {
		if s := spotOf(k, false); !s.Place.Virtual() {
			out = append(out, Stock{s, row})
		}
		return true, nil
	})
	return out, err
}

// InPlace lists all rows in a place.
func InPlace(r store.Reader, p store.Partition, place Place) ([]Stock, error) {
	var spots []Spot
	err := rowsAt.Scan(r, p, []any{string(place)}, func(k store.KeyParts, _ none) (bool, error) {
		spots = append(spots, spotOf(k, true))
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]Stock, 0, len(spots))
	for _, s := range spots {
		row, err := RowAt(r, p, s)
		if err != nil {
			return nil, err
		}
		out = append(out, Stock{s, row})
	}
	return out, nil
}

// Each visits all rows of a partition, virtual places included, in the order
// of items.
func Each(r store.Reader, p store.Partition, fn func(Stock) (bool, error)) error {
	return EachFrom(r, p, "", fn)
}

// EachFrom is Each, beginning at an item or the first one after it.
func EachFrom(r store.Reader, p store.Partition, from wms.SKU, fn func(Stock) (bool, error)) error {
	return rows.ScanFrom(r, p, nil, []any{string(from)}, func(k store.KeyParts, row Row) (bool, error) { return fn(Stock{spotOf(k, false), row}) })
}
