// Package orders keeps customers' orders and what was promised to them, in
// the network's partition. It never promises more than a warehouse said it
// has: stock to promise is counted here, by item and warehouse, and changed
// only in the command that promises, or by messages of the warehouses.
//
// The nouns: supply is what a warehouse can sell of an item; a promise binds
// part of it to an order's line; what no supply covers is open (backordered)
// and is promised when supply comes. A Shipment here is the network's picture
// of the part that one warehouse serves.
package orders

import (
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Line of an order. Promised counts what shipments hold and have shipped.
type Line struct {
	SKU      wms.SKU `cbor:"1,keyasint"`
	Qty      int64   `cbor:"2,keyasint"`
	Promised int64   `cbor:"3,keyasint,omitempty"`
	Shipped  int64   `cbor:"4,keyasint,omitempty"`
	Lot      string  `cbor:"5,keyasint,omitempty"` // the only one that will do
	MinDays  int64   `cbor:"6,keyasint,omitempty"` // of shelf life that must be left
	// Replaced units are served by substitutes, which are lines of their own; For
	// is the line, from 1, that a substitute serves. Qty is without them.
	Replaced int64 `cbor:"7,keyasint,omitempty"`
	For      int   `cbor:"8,keyasint,omitempty"`
}

// Shipment is what the network knows of one.
type Shipment struct {
	ID        wms.ShipmentID       `cbor:"1,keyasint"`
	Warehouse wms.WarehouseID      `cbor:"2,keyasint"`
	Status    wms.ShipmentStatus   `cbor:"3,keyasint"`
	Carrier   string               `cbor:"4,keyasint,omitempty"`
	ShipDate  string               `cbor:"5,keyasint,omitempty"`
	Packages  []wms.HandlingUnitID `cbor:"6,keyasint,omitempty"`
	Lines     []Part               `cbor:"7,keyasint,omitempty"`
	ShippedAt time.Time            `cbor:"8,keyasint"`
	Days      int                  `cbor:"9,keyasint,omitempty"` // after ShipDate it is with the customer
}

// Part is the quantity of an order's line in a shipment.
type Part struct {
	Line int   `cbor:"1,keyasint"`
	Qty  int64 `cbor:"2,keyasint"`
}

// Order is stored under its id. Nothing in it is personal: Lat and Lon are
// where the customer lives to about a kilometre, the rest is with Personal.
type Order struct {
	ID            wms.OrderID     `cbor:"1,keyasint"`
	Seq           uint64          `cbor:"2,keyasint"` // of placing: the older goes first
	Status        wms.OrderStatus `cbor:"3,keyasint"`
	Channel       string          `cbor:"4,keyasint,omitempty"`
	Country       string          `cbor:"5,keyasint,omitempty"`
	Lat           *float64        `cbor:"6,keyasint,omitempty"`
	Lon           *float64        `cbor:"7,keyasint,omitempty"`
	Service       string          `cbor:"8,keyasint,omitempty"`
	PlacedAt      time.Time       `cbor:"9,keyasint"`
	ShipBy        *time.Time      `cbor:"10,keyasint,omitempty"`
	ShippedAt     time.Time       `cbor:"11,keyasint"`
	Lines         []Line          `cbor:"12,keyasint"`
	Shipments     []Shipment      `cbor:"13,keyasint,omitempty"`
	Cancelled     bool            `cbor:"14,keyasint,omitempty"`
	ShipmentsEver int             `cbor:"15,keyasint,omitempty"`
	EndedAt       time.Time       `cbor:"16,keyasint,omitzero"` // when it was shipped or cancelled
	// Warehouse serves a transfer and To receives it; empty for customers.
	Warehouse wms.WarehouseID `cbor:"17,keyasint,omitempty"`
	To        wms.WarehouseID `cbor:"18,keyasint,omitempty"`
	Move      *Move           `cbor:"19,keyasint,omitempty"`
	Booked    []Departure     `cbor:"20,keyasint,omitempty"` // that count its shipments
	// Substitutes may stand in for what is in stock nowhere.
	Substitutes bool `cbor:"21,keyasint,omitempty"`
}

// Stock to promise of an item in a warehouse. Asked is how much of it a
// warehouse has been asked to give back after a loss and has not answered.
type Stock struct {
	Supply   int64 `cbor:"1,keyasint"`
	Promised int64 `cbor:"2,keyasint,omitempty"`
	Asked    int64 `cbor:"3,keyasint,omitempty"`
	// Blocked units are recalled; the warehouse has not booked it yet.
	Blocked int64 `cbor:"4,keyasint,omitempty"`
}

// Free is what may be promised.
func (s Stock) Free() int64 { return max(0, s.Supply-s.Promised-s.Blocked) }

var (
	table    = store.NewTable[Order]("order", 1)
	byStatus = store.NewTable[wms.OrderID]("orderix", 1)
	counts   = store.NewTable[int64]("ordercount", 1)
	supply   = store.NewTable[Stock]("supply", 1)
	waiting  = store.NewTable[wms.OrderID]("backorder", 1) // sku, seq
	promises = store.NewTable[wms.OrderID]("promiseix", 1) // warehouse, sku, seq
)

// Archivable are the rows of orders that have ended, with their places in the
// lists.
var Archivable = []store.Archivable{
	table.Archivable(func(_ store.Reader, _ store.Partition, _ store.KeyParts, o Order) (time.Time, error) {
		return o.closed(), nil
	}),
	byStatus.Archivable(func(r store.Reader, _ store.Partition, _ store.KeyParts, id wms.OrderID) (time.Time, error) {
		o, err := Get(r, id)
		return o.closed(), err
	}),
}

// closed says since when nothing changes an order any more; zero if it may.
func (o *Order) closed() time.Time {
	if s := o.status(); s != wms.OrderShipped && s != wms.OrderCancelled {
		return time.Time{}
	}
	at := o.EndedAt
	if at.IsZero() {
		at = o.PlacedAt // an order that ended before that was noted
	}
	for _, s := range o.Shipments {
		if s.Status != wms.ShipmentShipped && s.Status != wms.ShipmentCancelled {
			return time.Time{}
		}
		if s.ShippedAt.After(at) {
			at = s.ShippedAt
		}
	}
	return at
}

// Get reads an order or refuses with unknown_order.
func Get(r store.Reader, id wms.OrderID) (Order, error) {
	o, ok, err := table.Get(r, store.Network, string(id))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_order", "no order %q", id)
	}
	return o, err
}

// SupplyOf reads what a warehouse can promise of an item.
func SupplyOf(r store.Reader, sku wms.SKU, w wms.WarehouseID) (Stock, error) {
	s, _, err := supply.Get(r, store.Network, string(sku), string(w))
	return s, err
}

// EachSupply visits the stock to promise of an item by warehouse, or of all
// items if sku is empty.
func EachSupply(r store.Reader, sku wms.SKU, fn func(sku wms.SKU, w wms.WarehouseID, s Stock) (bool, error)) error {
	var prefix []any
	if sku != "" {
		prefix = []any{string(sku)}
	}
	return supply.Scan(r, store.Network, prefix, func(k store.KeyParts, s Stock) (bool, error) {
		sku := wms.SKU(k.Str())
		return fn(sku, wms.WarehouseID(k.Str()), s)
	})
}

// List reads up to limit orders of a status (all if empty), oldest first,
// behind the cursor of an earlier answer.
func List(r store.Reader, status wms.OrderStatus, after uint64, limit int) ([]Order, error) {
	var out []Order
	err := byStatus.ScanFrom(r, store.Network, []any{string(status)}, []any{string(status), after + 1},
		func(_ store.KeyParts, id wms.OrderID) (bool, error) {
			o, err := Get(r, id)
			out = append(out, o)
			return len(out) < limit, err
		})
	return out, err
}

// Counts says how many orders are in each status.
func Counts(r store.Reader) (map[wms.OrderStatus]int64, error) {
	out := map[wms.OrderStatus]int64{}
	err := counts.Scan(r, store.Network, nil, func(k store.KeyParts, n int64) (bool, error) {
		status := k.Str()
		if strings.HasPrefix(status, transfersBefore) {
			return true, nil
		}
		out[wms.OrderStatus(status)] = n
		return true, nil
	})
	return out, err
}

// put stores an order under the status that its parts give.
func (b Book) put(tx store.Tx, o Order, before wms.OrderStatus) error {
	o.Status = o.status()
	if err := b.bookDepartures(tx, &o); err != nil {
		return err
	}
	if o.Status == wms.OrderShipped && o.ShippedAt.IsZero() {
		o.ShippedAt = tx.Now()
	}
	if o.Status != before {
		if err := moveStatus(tx, o, before); err != nil {
			return err
		}
		if o.Status == wms.OrderShipped || o.Status == wms.OrderCancelled {
			o.EndedAt = tx.Now()
			if o.To == "" {
				if err := b.Personal.Ended(tx, o.ID, o.EndedAt); err != nil {
					return err
				}
			}
		} else {
			o.EndedAt = time.Time{}
		}
		tx.Emit(wms.Event{Type: o.noun() + string(o.Status), Subject: string(o.ID), Data: map[string]any{"lines": len(o.Lines)}})
	}
	return table.Put(tx, o, string(o.ID))
}

func moveStatus(tx store.Tx, o Order, before wms.OrderStatus) error {
	bump := func(s wms.OrderStatus, by int64) error {
		n, _, err := counts.Get(tx, store.Network, o.index(s))
		if err != nil {
			return err
		}
		return counts.Put(tx, n+by, o.index(s))
	}
	if before != "" {
		if err := byStatus.Delete(tx, o.index(before), o.Seq); err != nil {
			return err
		}
		if err := bump(before, -1); err != nil {
			return err
		}
	} else if err := byStatus.Put(tx, o.ID, o.index(""), o.Seq); err != nil { // all orders, under no status
		return err
	}
	if err := byStatus.Put(tx, o.ID, o.index(o.Status), o.Seq); err != nil {
		return err
	}
	return bump(o.Status, 1)
}

func (o *Order) open(i int) int64 { return o.Lines[i].Qty - o.Lines[i].Promised }

func (o *Order) status() wms.OrderStatus {
	if o.Cancelled {
		return wms.OrderCancelled
	}
	var qty, promised, shipped int64
	for _, l := range o.Lines {
		qty, promised, shipped = qty+l.Qty, promised+l.Promised, shipped+l.Shipped
	}
	switch {
	case shipped == qty:
		return wms.OrderShipped
	case shipped > 0:
		return wms.OrderPartlyShipped
	case promised == 0:
		return wms.OrderBackordered
	case promised < qty:
		return wms.OrderPartlyPromised
	}
	seen := map[wms.ShipmentStatus]int{}
	live := 0
	for _, s := range o.Shipments {
		if s.Status != wms.ShipmentCancelled {
			seen[s.Status]++
			live++
		}
	}
	switch {
	case seen[wms.ShipmentPacked] == live:
		return wms.OrderPacked
	case seen[wms.ShipmentPicking]+seen[wms.ShipmentPacked] > 0:
		return wms.OrderPicking
	case seen[wms.ShipmentReleased] > 0:
		return wms.OrderReleased
	}
	return wms.OrderPromised
}

func (o *Order) shipment(id wms.ShipmentID) *Shipment {
	for i := range o.Shipments {
		if o.Shipments[i].ID == id {
			return &o.Shipments[i]
		}
	}
	return nil
}

func (s *Shipment) part(line int) *Part {
	for i := range s.Lines {
		if s.Lines[i].Line == line {
			return &s.Lines[i]
		}
	}
	s.Lines = append(s.Lines, Part{Line: line})
	return &s.Lines[len(s.Lines)-1]
}

// View is the order as the outside sees it.
func (o *Order) View() wms.OrderView {
	v := wms.OrderView{ID: o.ID, Status: o.status(), Channel: o.Channel, Country: o.Country, PlacedAt: o.PlacedAt,
		ShipBy: o.ShipBy, Lines: []wms.OrderedLine{}, Promises: []wms.Promise{}, Shipments: []wms.ShipmentView{}}
	if !o.ShippedAt.IsZero() {
		at := o.ShippedAt
		v.ShippedAt = &at
	}
	for _, l := range o.Lines {
		v.Lines = append(v.Lines, wms.OrderedLine{OrderLine: wms.OrderLine{SKU: l.SKU, Qty: l.Qty + l.Replaced, Lot: l.Lot, MinDays: l.MinDays}, Replaced: l.Replaced, For: l.For})
	}
	for _, s := range o.Shipments {
		if s.Status == wms.ShipmentCancelled {
			continue
		}
		for _, p := range s.Lines {
			if p.Qty > 0 {
				v.Promises = append(v.Promises, wms.Promise{Line: p.Line, Warehouse: s.Warehouse, Qty: p.Qty, ShipDate: s.ShipDate})
			}
		}
		sv := wms.ShipmentView{ID: s.ID, Warehouse: s.Warehouse, Status: s.Status, Carrier: s.Carrier, SSCC: []string{}}
		for _, p := range s.Packages {
			sv.SSCC = append(sv.SSCC, string(p))
		}
		v.Shipments = append(v.Shipments, sv)
	}
	return v
}

func (o *Order) newShipmentID() wms.ShipmentID {
	o.ShipmentsEver++
	return wms.ShipmentID(fmt.Sprintf("%s.%d", o.ID, o.ShipmentsEver))
}
