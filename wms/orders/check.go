package orders

import (
	"errors"
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Check recomputes what was promised: per item and warehouse, the sum over
// all shipments that have not left must be what the supply's record says; and
// each order's lines must add up. It returns how many orders it looked at.
func Check(r store.Reader) (int, error) {
	type key struct {
		sku wms.SKU
		w   wms.WarehouseID
	}
	promised := map[key]int64{}
	leaving := map[Departure]int64{}
	n := 0
	err := table.Scan(r, store.Network, nil, func(_ store.KeyParts, o Order) (bool, error) {
		n++
		for _, d := range o.Booked {
			leaving[d]++
		}
		held := make([]int64, len(o.Lines))
		o.Move.each(&o, func(w wms.WarehouseID, sku wms.SKU, qty int64) { promised[key{sku, w}] += qty })
		for _, s := range o.Shipments {
			for _, p := range s.Lines {
				if p.Line < 1 || p.Line > len(o.Lines) || p.Qty < 0 {
					return false, fmt.Errorf("net: order %s: shipment %s has %d of line %d", o.ID, s.ID, p.Qty, p.Line)
				}
				held[p.Line-1] += p.Qty
				if s.Status != wms.ShipmentShipped && s.Status != wms.ShipmentCancelled {
					promised[key{o.Lines[p.Line-1].SKU, s.Warehouse}] += p.Qty
				}
			}
		}
		for i, l := range o.Lines {
			if err := checkIndex(r, o, l.SKU); err != nil {
				return false, err
			}
			if l.Promised != held[i] || l.Promised > l.Qty || l.Shipped > l.Promised {
				return false, fmt.Errorf("net: order %s line %d: %d wanted, %d promised, shipments hold %d, %d shipped",
					o.ID, i+1, l.Qty, l.Promised, held[i], l.Shipped)
			}
		}
		return true, nil
	})
	if err != nil {
		return n, err
	}
	err = EachSupply(r, "", func(sku wms.SKU, w wms.WarehouseID, s Stock) (bool, error) {
		if k := (key{sku, w}); s.Promised != promised[k] {
			return false, fmt.Errorf("net: %d of %s promised from %s, but the shipments hold %d", s.Promised, sku, w, promised[k])
		}
		delete(promised, key{sku, w})
		return true, nil
	})
	for k, q := range promised {
		if err == nil && q != 0 {
			err = fmt.Errorf("net: shipments hold %d of %s from %s, where nothing is promised", q, k.sku, k.w)
		}
	}
	for d, want := range leaving { // orders in the archives are counted, too
		if _, have, e := departs(r, d); err == nil && (e != nil || have < want) {
			err = errors.Join(e, fmt.Errorf("net: %d shipments leave %s with %q on %s, but %d are counted", want, d.Warehouse, d.Carrier, d.Date, have))
		}
	}
	return n, err
}

// checkIndex: whoever owes units can be asked for them, and nobody else.
func checkIndex(r store.Reader, o Order, sku wms.SKU) error {
	for _, s := range o.Shipments {
		_, had, err := promises.Get(r, store.Network, string(s.Warehouse), string(sku), o.Seq)
		if err != nil {
			return err
		}
		if had != o.holds(s.Warehouse, sku) {
			return fmt.Errorf("net: order %s and the index of promises differ about %s from %s", o.ID, sku, s.Warehouse)
		}
	}
	return nil
}
