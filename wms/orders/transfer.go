package orders

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
)

// A transfer to another warehouse binds supply and is released, picked, packed
// and loaded like a customer's order, from one warehouse only. It is told
// apart by To and kept out of the lists and counts of orders.

// PlaceTransfer binds the source's supply, all of it or nothing.
func (b Book) PlaceTransfer(tx store.Tx, n wms.NewTransfer) (Order, error) {
	o := Order{Warehouse: n.From, To: n.To, PlacedAt: tx.Now()}
	if n.From == n.To || len(n.Lines) == 0 || len(n.Lines) > MaxLines {
		return o, wms.Refuse(wms.Invalid, "invalid_transfer", "a transfer goes from one warehouse to another and has 1 to %d lines", MaxLines)
	}
	want := map[wms.SKU]int64{}
	for i, l := range n.Lines {
		if l.Qty <= 0 || l.Qty > MaxQty {
			return o, wms.Refuse(wms.Invalid, "invalid_qty", "line %d: quantity must be 1 to %d, not %d", i+1, MaxQty, l.Qty).With("line", i+1)
		}
		it, err := b.Item(tx, l.SKU)
		if err != nil {
			return o, err
		}
		o.Lines = append(o.Lines, Line{SKU: it.SKU, Qty: l.Qty})
		want[l.SKU] += l.Qty
	}
	for _, l := range n.Lines {
		st, err := SupplyOf(tx, l.SKU, n.From)
		if err != nil {
			return o, err
		}
		if st.Free() < want[l.SKU] {
			return o, short(l.SKU, want[l.SKU], st.Free())
		}
	}
	seq, err := tx.NextID("order")
	if err != nil {
		return o, err
	}
	o.Seq, o.ID = seq, wms.OrderID(fmt.Sprintf("TR-%08d", seq))
	tx.Emit(wms.Event{Type: "transfer.requested", Subject: string(o.ID), Data: map[string]any{"from": string(n.From), "to": string(n.To), "lines": len(o.Lines)}})
	if err := b.promise(tx, &o); err != nil {
		return o, err
	}
	if err := b.wait(tx, &o); err != nil {
		return o, err
	}
	return o, b.put(tx, o, "")
}

// offers finds the ways to serve an order: by the lanes to its customer, or
// from the one warehouse of a transfer.
func (b Book) offers(r store.Reader, o *Order, now time.Time) ([]Offer, error) {
	if o.To == "" {
		return b.lanes(r, wms.ShipTo{Country: o.Country, Lat: o.Lat, Lon: o.Lon}, o.Service, o.ShipBy, now)
	}
	return []Offer{{Offer: allocation.Offer{Warehouse: string(o.Warehouse), Carrier: "transfer"}, ShipDate: now.Format(time.DateOnly)}}, nil
}

// lanes finds the offers for a customer, each with its first departure that
// has room.
func (b Book) lanes(r store.Reader, to wms.ShipTo, service string, shipBy *time.Time, now time.Time) ([]Offer, error) {
	found, err := b.Lanes.Offers(to.Country, to.Lat, to.Lon, service, now)
	for i := range found {
		if err == nil {
			err = b.fit(r, &found[i], shipBy)
		}
	}
	return found, err
}

// transfersBefore marks the status of a transfer in the tables of statuses.
const transfersBefore = "transfer/"

func (o *Order) index(s wms.OrderStatus) string {
	if o.To != "" {
		return transfersBefore + string(s)
	}
	return string(s)
}

func (o *Order) noun() string {
	if o.To != "" {
		return "transfer."
	}
	return "order."
}

// Transfers lists up to limit transfers, oldest first, behind the cursor of an
// earlier answer.
func Transfers(r store.Reader, after uint64, limit int) ([]Order, error) {
	return List(r, transfersBefore, after, limit)
}
