package orders

import (
	"cmp"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// SupplyChanged handles wms.MsgSupply. More supply goes to the orders that
// wait for it; a loss below what is promised asks the
// latest promises back.
func (b Book) SupplyChanged(tx store.Tx, m wms.SupplyChange) error {
	st, err := SupplyOf(tx, m.SKU, m.Warehouse)
	if err != nil {
		return err
	}
	st.Supply += m.Delta
	if err := putSupply(tx, m.SKU, m.Warehouse, st); err != nil {
		return err
	}
	if m.Delta > 0 {
		return b.serveWaiting(tx, m.SKU)
	}
	return b.askBack(tx, m.SKU, m.Warehouse, st)
}

// maxServed bounds the work of one message; the next one goes on.
const maxServed = 200

// serveWaiting promises what is free of an item to those who wait for it: who
// wants it sooner comes first, then who ordered sooner.
func (b Book) serveWaiting(tx store.Tx, sku wms.SKU) error {
	queue, err := waitingFor(tx, sku)
	if err != nil {
		return err
	}
	for _, o := range queue {
		before, had := o.Status, len(o.Shipments)
		if err := b.promise(tx, &o); err != nil {
			return err
		}
		if len(o.Shipments) == had {
			if left, err := freeAnywhere(tx, sku); err != nil || left == 0 || b.KeepBack == nil {
				return err // nothing left for it, nor for those behind it
			}
			continue // what is left may be fenced for a channel behind it
		}
		if err := b.wait(tx, &o); err != nil {
			return err
		}
		if err := b.put(tx, o, before); err != nil {
			return err
		}
	}
	return nil
}

func waitingFor(r store.Reader, sku wms.SKU) (queue []Order, err error) {
	err = waiting.Scan(r, store.Network, []any{string(sku)}, func(_ store.KeyParts, id wms.OrderID) (bool, error) {
		o, err := Get(r, id)
		queue = append(queue, o)
		return len(queue) < maxServed, err
	})
	slices.SortStableFunc(queue, func(a, b Order) int {
		switch {
		case a.ShipBy != nil && b.ShipBy != nil:
			return a.ShipBy.Compare(*b.ShipBy)
		case a.ShipBy != nil:
			return -1
		case b.ShipBy != nil:
			return 1
		}
		return 0
	})
	return queue, err
}

// askBack asks the warehouse to give back the latest promises until they fit
// the supply again.
func (b Book) askBack(tx store.Tx, sku wms.SKU, w wms.WarehouseID, st Stock) error {
	missing := st.Promised - st.Asked - st.Supply
	if missing <= 0 {
		return nil
	}
	var ids []wms.OrderID
	err := promises.ScanBack(tx, store.Network, []any{string(w), string(sku)}, func(_ store.KeyParts, id wms.OrderID) (bool, error) {
		ids = append(ids, id)
		return len(ids) < maxServed, nil
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		o, err := Get(tx, id)
		if err != nil {
			return err
		}
		for i := len(o.Shipments) - 1; i >= 0 && missing > 0; i-- {
			s := &o.Shipments[i]
			if s.Warehouse != w || s.Status != wms.ShipmentPromised {
				continue
			}
			ask := wms.ReduceShipment{Shipment: s.ID}
			for _, p := range s.Lines {
				if n := min(p.Qty, missing); o.Lines[p.Line-1].SKU == sku && n > 0 {
					ask.Lines = append(ask.Lines, wms.LineQty{Line: p.Line, SKU: sku, Qty: n})
					missing -= n
					st.Asked += n
				}
			}
			if len(ask.Lines) > 0 {
				if err := tx.Send(store.Partition(w), wms.MsgReduce, ask); err != nil {
					return err
				}
			}
		}
		if missing <= 0 {
			break
		}
	}
	return putSupply(tx, sku, w, st)
}

// Progressed handles wms.MsgProgress: the shipment's state is the warehouse's
// word. What was shipped leaves supply and promise together.
func (b Book) Progressed(tx store.Tx, m wms.ShipmentProgress) error {
	o, err := Get(tx, m.Order)
	if err != nil {
		return err
	}
	s := o.shipment(m.Shipment)
	if s == nil || s.Status == wms.ShipmentShipped || s.Status == wms.ShipmentCancelled {
		return nil
	}
	before := o.Status
	s.Status, s.Packages, s.Carrier = m.Status, m.Packages, cmp.Or(m.Carrier, s.Carrier)
	switch m.Status {
	case wms.ShipmentShipped:
		s.ShippedAt = m.At
		for _, q := range m.Lines {
			o.Lines[q.Line-1].Shipped += q.Qty
			if err := b.settle(tx, &o, m.Warehouse, q, -q.Qty); err != nil {
				return err
			}
		}
	case wms.ShipmentCancelled:
		for _, q := range m.Lines {
			if err := b.free(tx, &o, s, q); err != nil {
				return err
			}
		}
		if !o.Cancelled { // another shipment was too late
			if err := b.again(tx, &o); err != nil {
				return err
			}
		}
	}
	return b.put(tx, o, before)
}

// CancelledTooLate handles wms.MsgTooLate: the order stands, with what its
// other shipments gave back already promised anew.
func (b Book) CancelledTooLate(tx store.Tx, m wms.TooLate) error {
	o, err := Get(tx, m.Order)
	if err != nil || !o.Cancelled {
		return err
	}
	before := o.Status
	o.Cancelled = false
	tx.Emit(wms.Event{Type: "order.cancel_refused", Subject: string(o.ID), Data: map[string]any{"shipment": string(m.Shipment)}})
	if err := b.again(tx, &o); err != nil {
		return err
	}
	return b.put(tx, o, before)
}

// again promises what is open of an order, or lets it wait.
func (b Book) again(tx store.Tx, o *Order) error {
	if err := b.promiseOrReplace(tx, o); err != nil {
		return err
	}
	return b.wait(tx, o)
}

// settle changes supply by delta and takes the promise of q out of the books.
func (b Book) settle(tx store.Tx, o *Order, w wms.WarehouseID, q wms.LineQty, delta int64) error {
	st, err := SupplyOf(tx, q.SKU, w)
	if err != nil {
		return err
	}
	st.Supply += delta
	st.Promised -= q.Qty
	if err := putSupply(tx, q.SKU, w, st); err != nil {
		return err
	}
	if o.holds(w, q.SKU) {
		return nil // the rest of the promise can still be asked back
	}
	return promises.Delete(tx, string(w), string(q.SKU), o.Seq)
}

// holds says whether a warehouse still owes the order units of an item.
func (o *Order) holds(w wms.WarehouseID, sku wms.SKU) bool {
	for _, s := range o.Shipments {
		if s.Warehouse != w || s.Status == wms.ShipmentShipped || s.Status == wms.ShipmentCancelled {
			continue
		}
		for _, p := range s.Lines {
			if p.Qty > 0 && o.Lines[p.Line-1].SKU == sku {
				return true
			}
		}
	}
	return false
}

// free takes a quantity off a shipment's promise: the line is open again.
func (b Book) free(tx store.Tx, o *Order, s *Shipment, q wms.LineQty) error {
	p := s.part(q.Line)
	q.Qty = min(q.Qty, p.Qty)
	p.Qty -= q.Qty
	o.Lines[q.Line-1].Promised -= q.Qty
	if err := b.settle(tx, o, s.Warehouse, q, 0); err != nil {
		return err
	}
	if !o.Cancelled {
		return nil
	}
	return b.serveWaiting(tx, q.SKU)
}

// GivenBack handles wms.MsgShort: the units are open again, and promised from
// elsewhere if any place has them.
func (b Book) GivenBack(tx store.Tx, m wms.ShipmentShort) error {
	o, err := Get(tx, m.Order)
	if err != nil {
		return err
	}
	s := o.shipment(m.Shipment)
	if s == nil {
		return nil
	}
	before := o.Status
	for _, q := range m.Asked {
		st, err := SupplyOf(tx, q.SKU, m.Warehouse)
		if err != nil {
			return err
		}
		st.Asked = max(0, st.Asked-q.Qty)
		if err := putSupply(tx, q.SKU, m.Warehouse, st); err != nil {
			return err
		}
	}
	if m.Move && o.Move.waitsFor(m.Shipment) {
		return b.moved(tx, o, m)
	}
	due, open := o.due(), o.openUnits()
	for _, q := range m.Lines {
		if !m.Move { // else the order was cancelled meanwhile
			tx.Emit(wms.Event{Type: "promise.freed", Subject: string(o.ID), Data: map[string]any{
				"line": q.Line, "qty": q.Qty, "sku": string(q.SKU), "warehouse": string(m.Warehouse)}})
		}
		if err := b.free(tx, &o, s, q); err != nil {
			return err
		}
	}
	if m.Empty {
		s.Status = wms.ShipmentCancelled
	}
	if !o.Cancelled && len(m.Lines) > 0 {
		if err := b.again(tx, &o); err != nil {
			return err
		}
		o.sayIfDelayed(tx, due, open)
	}
	return b.put(tx, o, before)
}
