package check

import (
	"maps"
	"slices"

	"github.com/aisle-wms/aisle/simulator/people"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// shipments compares what left a warehouse on trucks with the shipments that
// it books as shipped.
func (c *comparison) shipments(b *books) error {
	gone := map[wms.ShipmentID]map[string]int64{}
	for _, d := range c.twin.gone {
		if d.Warehouse != b.ID {
			continue
		}
		if gone[d.Shipment] != nil {
			c.violated("%s: shipment %s left twice", b.ID, d.Shipment)
		}
		gone[d.Shipment] = sum(gone[d.Shipment], d)
	}
	shipped, err := outbound.With(c.r, b.part, wms.ShipmentShipped, 0)
	if err != nil {
		return err
	}
	for _, id := range shipped {
		s, err := outbound.Get(c.r, b.part, id)
		if err != nil {
			return err
		}
		books := map[string]int64{}
		for _, l := range s.Lines {
			books[string(l.SKU)] += l.Picked
		}
		differences(gone[id], books, func(sku string, twin, books int64) {
			c.violated("%s: %d of %s left with shipment %s, the WMS says %d", b.ID, twin, sku, id, books)
		})
		delete(gone, id)
	}
	for _, d := range c.twin.gone {
		if _, left := gone[d.Shipment]; left && d.Warehouse == b.ID && !c.twin.loadOwed(d) {
			c.violated("%s: shipment %s left on a truck, the WMS does not book it as shipped", b.ID, d.Shipment)
		}
	}
	return nil
}

func sum(into map[string]int64, d people.Delivery) map[string]int64 {
	if into == nil {
		into = map[string]int64{}
	}
	for _, units := range d.Units {
		for sku, n := range units {
			into[sku] += n
		}
	}
	return into
}

// orders compares what customers ordered with what left for them and with
// what the network books, and counts what was shipped.
func (c *comparison) orders() error {
	gone := map[wms.OrderID]map[string]int64{}
	owed := map[wms.OrderID]bool{}
	for _, d := range c.twin.gone {
		gone[d.Order] = sum(gone[d.Order], d)
		owed[d.Order] = owed[d.Order] || c.twin.loadOwed(d)
	}
	for _, s := range c.twin.sent {
		if s.Order == "" {
			continue // refused
		}
		o, err := orders.Get(c.r, s.Order)
		if wms.CodeOf(err) == "unknown_order" {
			c.violated("order %s was acknowledged, the WMS does not know it", s.Order)
			continue
		} else if err != nil {
			return err
		}
		differences(wanted(s.Lines), wanted(linesOf(o)), func(sku string, customer, books int64) {
			c.violated("order %s: %d of %s ordered, the WMS says %d", s.Order, customer, sku, books)
		})
		c.order(o, s.Lines, gone[s.Order], owed[s.Order])
		delete(gone, s.Order)
	}
	// Orders of others than the twin's customers: what they wanted the WMS knows.
	for _, id := range slices.Sorted(maps.Keys(gone)) {
		o, err := orders.Get(c.r, id)
		if wms.CodeOf(err) == "unknown_order" {
			c.violated("goods left for order %s, which nobody placed", id)
			continue
		} else if err != nil {
			return err
		}
		c.order(o, linesOf(o), gone[id], owed[id])
	}
	return nil
}

func linesOf(o orders.Order) []wms.OrderLine {
	out := make([]wms.OrderLine, len(o.Lines))
	for i, l := range o.Lines {
		out[i] = wms.OrderLine{SKU: l.SKU, Qty: l.Qty}
	}
	return out
}

func wanted(lines []wms.OrderLine) map[string]int64 {
	out := map[string]int64{}
	for _, l := range lines {
		out[string(l.SKU)] += l.Qty
	}
	return out
}

// order compares one order, and counts its whole lines: what left is given to
// the lines of its item in their order.
func (c *comparison) order(o orders.Order, lines []wms.OrderLine, gone map[string]int64, owed bool) {
	left := maps.Clone(gone)
	whole := int64(0)
	for _, l := range lines {
		if left[string(l.SKU)] >= l.Qty {
			whole++
		}
		if left != nil {
			left[string(l.SKU)] -= min(left[string(l.SKU)], l.Qty)
		}
	}
	for _, sku := range slices.Sorted(maps.Keys(left)) {
		if n := left[sku]; n > 0 {
			c.violated("order %s: %d of %s left beyond what was ordered", o.ID, n, sku)
		}
	}
	for _, n := range gone {
		c.rep.UnitsShipped += n
	}
	c.rep.LinesShipped += whole
	if whole == int64(len(lines)) && whole > 0 {
		c.rep.OrdersShipped++
	}
	if owed || c.behind(o) {
		return
	}
	books := map[string]int64{}
	for _, l := range o.Lines {
		books[string(l.SKU)] += l.Shipped
	}
	differences(gone, books, func(sku string, twin, books int64) {
		c.violated("order %s: %d of %s left for the customer, the network books %d", o.ID, twin, sku, books)
	})
}

// behind says whether the network has not heard yet of a shipment that its
// warehouse booked as shipped: the message is on its way.
func (c *comparison) behind(o orders.Order) bool {
	for _, s := range o.Shipments {
		if s.Status == wms.ShipmentShipped {
			continue
		}
		x, err := outbound.Get(c.r, partition(s.Warehouse), s.ID)
		if err == nil && x.Status == wms.ShipmentShipped {
			return true
		}
	}
	return false
}

func partition(w wms.WarehouseID) store.Partition { return store.Partition(w) }
