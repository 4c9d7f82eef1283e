package orders

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Move is a change of an order's promises under way: some of its shipments
// were asked back from their warehouses, and what shall serve it instead is
// held. Until the last answer the old promises stand; then those that were
// given back change places in one command. A shipment that was released
// meanwhile stays as it is.
type Move struct {
	Asked   []wms.ShipmentID    `cbor:"1,keyasint"` // not answered yet
	Given   []wms.ShipmentShort `cbor:"2,keyasint,omitempty"`
	Targets []Target            `cbor:"3,keyasint"`
}

// Target is what a warehouse shall serve after a Move.
type Target struct {
	Warehouse wms.WarehouseID `cbor:"1,keyasint"`
	Carrier   string          `cbor:"2,keyasint,omitempty"`
	Route     string          `cbor:"3,keyasint,omitempty"`
	ShipDate  string          `cbor:"4,keyasint,omitempty"`
	Days      int             `cbor:"5,keyasint,omitempty"`
	Parts     []Taken         `cbor:"6,keyasint"`
}

// Taken is a part of a Target and the shipment that gives it up. Units that
// stay in their warehouse are still bound by that shipment; all others are
// held.
type Taken struct {
	Line int            `cbor:"1,keyasint"`
	Qty  int64          `cbor:"2,keyasint"`
	From wms.ShipmentID `cbor:"3,keyasint"`
	Held bool           `cbor:"4,keyasint,omitempty"`
}

func (m *Move) waitsFor(id wms.ShipmentID) bool { return m != nil && slices.Contains(m.Asked, id) }

// each visits what a move holds of supply.
func (m *Move) each(o *Order, fn func(w wms.WarehouseID, sku wms.SKU, qty int64)) {
	if m == nil {
		return
	}
	for _, t := range m.Targets {
		for _, p := range t.Parts {
			if p.Held {
				fn(t.Warehouse, o.Lines[p.Line-1].SKU, p.Qty)
			}
		}
	}
}

// unhold gives back all that a move holds.
func (m *Move) unhold(tx store.Tx, o *Order) (err error) {
	m.each(o, func(w wms.WarehouseID, sku wms.SKU, qty int64) {
		if err == nil {
			err = hold(tx, sku, w, -qty)
		}
	})
	return err
}

func hold(tx store.Tx, sku wms.SKU, w wms.WarehouseID, qty int64) error {
	st, err := SupplyOf(tx, sku, w)
	if err != nil {
		return err
	}
	st.Promised += qty
	return putSupply(tx, sku, w, st)
}

// moved handles the answer of one shipment that a move asked back.
func (b Book) moved(tx store.Tx, o Order, m wms.ShipmentShort) error {
	before := o.Status
	o.Move.Asked = slices.DeleteFunc(o.Move.Asked, func(id wms.ShipmentID) bool { return id == m.Shipment })
	o.Move.Given = append(o.Move.Given, m)
	if len(o.Move.Asked) > 0 {
		return b.put(tx, o, before)
	}
	due, open := o.due(), o.openUnits()
	done := o.Move
	freed, err := b.giveUp(tx, &o)
	if err != nil {
		return err
	}
	given := map[wms.ShipmentID]map[int]int64{}
	for _, g := range done.Given {
		given[g.Shipment] = map[int]int64{}
		for _, q := range g.Lines {
			given[g.Shipment][q.Line] += q.Qty
		}
	}
	for _, t := range done.Targets {
		if err := b.shipTarget(tx, &o, t, given); err != nil {
			return err
		}
	}
	if o.openUnits() > open { // stock was lost where it was held
		if err := b.promise(tx, &o); err != nil {
			return err
		}
	}
	if err := b.wait(tx, &o); err != nil {
		return err
	}
	o.sayIfDelayed(tx, due, open)
	if err := b.put(tx, o, before); err != nil {
		return err
	}
	for _, at := range freed {
		st, err := SupplyOf(tx, at.sku, at.w)
		if err != nil {
			return err
		}
		if err := b.askBack(tx, at.sku, at.w, st); err != nil {
			return err
		}
		if err := b.serveWaiting(tx, at.sku); err != nil {
			return err
		}
	}
	return nil
}

type stockAt struct {
	sku wms.SKU
	w   wms.WarehouseID
}

// giveUp ends an order's move: nothing is held any more, and what was given
// back is open. It says where stock may have come free.
func (b Book) giveUp(tx store.Tx, o *Order) (freed []stockAt, err error) {
	m := o.Move
	o.Move = nil
	if err := m.unhold(tx, o); err != nil {
		return nil, err
	}
	m.each(o, func(w wms.WarehouseID, sku wms.SKU, _ int64) { freed = append(freed, stockAt{sku, w}) })
	for _, g := range m.Given {
		s := o.shipment(g.Shipment)
		for _, q := range g.Asked {
			freed = append(freed, stockAt{q.SKU, g.Warehouse})
		}
		for _, q := range g.Lines {
			if err := b.free(tx, o, s, q); err != nil {
				return nil, err
			}
		}
		if g.Empty {
			s.Status = wms.ShipmentCancelled
		}
	}
	return freed, nil
}

// dropMove ends the move of an order that is being cancelled.
func (b Book) dropMove(tx store.Tx, o *Order) error {
	if o.Move == nil {
		return nil
	}
	freed, err := b.giveUp(tx, o)
	for _, at := range freed {
		if err == nil {
			err = b.serveWaiting(tx, at.sku)
		}
	}
	return err
}

// shipTarget makes a target's shipment of what was really given, as far as
// its warehouse still has it.
func (b Book) shipTarget(tx store.Tx, o *Order, t Target, given map[wms.ShipmentID]map[int]int64) error {
	var facts []wms.Item
	var take []int64
	index := map[wms.SKU]int{}
	for _, p := range t.Parts {
		sku := o.Lines[p.Line-1].SKU
		qty := min(p.Qty, given[p.From][p.Line])
		given[p.From][p.Line] -= qty
		i, seen := index[sku]
		if !seen {
			it, err := b.Item(tx, sku)
			if err != nil {
				return err
			}
			i, index[sku] = len(facts), len(facts)
			facts, take = append(facts, it), append(take, 0)
		}
		take[i] += qty
	}
	for i := range take {
		st, err := SupplyOf(tx, facts[i].SKU, t.Warehouse)
		if err != nil {
			return err
		}
		take[i] = min(take[i], st.Free())
	}
	had := len(o.Shipments)
	offer := Offer{ShipDate: t.ShipDate}
	offer.Warehouse, offer.Carrier, offer.Route, offer.Days = string(t.Warehouse), t.Carrier, t.Route, t.Days
	if err := b.ship(tx, o, offer, take, facts); err != nil || len(o.Shipments) == had {
		return err
	}
	from := map[string]int64{}
	for _, p := range t.Parts {
		from[string(p.From)] += p.Qty
	}
	tx.Emit(wms.Event{Type: "promise.moved", Subject: string(o.ID), Data: map[string]any{"from": from,
		"shipment": string(o.Shipments[had].ID), "warehouse": string(t.Warehouse), "ship_date": t.ShipDate}})
	return nil
}

// due is when the last of what is promised and not shipped will be with the
// customer; empty if nothing is.
func (o *Order) due() (last string) {
	for i := range o.Shipments {
		if s := &o.Shipments[i]; s.Status != wms.ShipmentCancelled && s.Status != wms.ShipmentShipped {
			last = max(last, s.due())
		}
	}
	return last
}

func (s *Shipment) due() string { return dueDate(s.ShipDate, s.Days) }

// dueDate is so many days after a date, as YYYY-MM-DD.
func dueDate(date string, days int) string {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return d.AddDate(0, 0, days).Format(time.DateOnly)
}

func (o *Order) openUnits() (n int64) {
	for i := range o.Lines {
		n += o.open(i)
	}
	return n
}

// sayIfDelayed tells that an order will come later than it was promised, or
// that part of it is not promised any more.
func (o *Order) sayIfDelayed(tx store.Tx, due string, open int64) {
	now, nowOpen := o.due(), o.openUnits()
	if now > due || nowOpen > open {
		tx.Emit(wms.Event{Type: "promise.delayed", Subject: string(o.ID), Data: map[string]any{
			"was_due": due, "due": now, "open": nowOpen}})
	}
}
