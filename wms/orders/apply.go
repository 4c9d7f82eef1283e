package orders

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Why a change was not applied.
const (
	Applied       = ""
	OrderChanged  = "order_changed"  // released, cancelled or promised otherwise since the snapshot
	StockNotFree  = "stock_not_free" // taken by others, or not given back yet
	DayFull       = "day_full"       // no more shipments can leave there on that day
	ChangesAtOnce = 20               // of one command
)

// Apply begins a change if its order is still as the snapshot saw it: what it
// shall be served from is held, and its old shipments are asked back. It says
// why it did not.
func (b Book) Apply(tx store.Tx, c Change) (string, error) {
	o, err := Get(tx, c.Order)
	if err != nil {
		return "", err
	}
	if o.fixed() || !sameShipments(o.movable(), c.seen) {
		return OrderChanged, nil
	}
	m := &Move{Targets: c.targets}
	need := map[stockAt]int64{}
	m.each(&o, func(w wms.WarehouseID, sku wms.SKU, qty int64) { need[stockAt{sku, w}] += qty })
	for at, qty := range need {
		if free, err := b.FreeFor(tx, at.sku, at.w, o.Channel); err != nil {
			return "", err
		} else if free < qty {
			return StockNotFree, nil
		}
	}
	if full, err := b.tooFull(tx, &o, m); err != nil || full {
		return DayFull, err
	}
	m.each(&o, func(w wms.WarehouseID, sku wms.SKU, qty int64) {
		if err == nil {
			err = hold(tx, sku, w, qty)
		}
	})
	if err != nil {
		return "", err
	}
	for _, t := range c.targets {
		for _, p := range t.Parts {
			if !slices.Contains(m.Asked, p.From) {
				m.Asked = append(m.Asked, p.From)
			}
		}
	}
	for _, id := range m.Asked {
		if err := askMoved(tx, &o, o.shipment(id)); err != nil {
			return "", err
		}
	}
	o.Move = m
	return Applied, b.put(tx, o, o.Status)
}

// tooFull: a target needs a departure that the order does not have yet and
// that has no room.
func (b Book) tooFull(r store.Reader, o *Order, m *Move) (bool, error) {
	for _, t := range m.Targets {
		d := Departure{t.Warehouse, t.ShipDate, t.Carrier}
		if b.Departures == nil || slices.Contains(o.leaving(), d) {
			continue
		}
		if room, err := b.hasRoom(r, d); err != nil || !room {
			return true, err
		}
	}
	return false, nil
}

// askMoved asks a whole shipment back from its warehouse.
func askMoved(tx store.Tx, o *Order, s *Shipment) error {
	ask := wms.ReduceShipment{Shipment: s.ID, Move: true}
	for _, p := range s.Lines {
		if p.Qty == 0 {
			continue
		}
		sku := o.Lines[p.Line-1].SKU
		ask.Lines = append(ask.Lines, wms.LineQty{Line: p.Line, SKU: sku, Qty: p.Qty})
		st, err := SupplyOf(tx, sku, s.Warehouse)
		if err != nil {
			return err
		}
		st.Asked += p.Qty
		if err := putSupply(tx, sku, s.Warehouse, st); err != nil {
			return err
		}
	}
	return tx.Send(store.Partition(s.Warehouse), wms.MsgReduce, ask)
}

func sameShipments(a, b []Shipment) bool {
	return slices.EqualFunc(a, b, func(x, y Shipment) bool {
		return x.ID == y.ID && x.Warehouse == y.Warehouse && slices.Equal(x.Lines, y.Lines)
	})
}
