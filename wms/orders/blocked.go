package orders

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Block keeps units of a warehouse's supply from new promises, at once and
// before the warehouse itself has booked why (a recall); a negative qty ends
// it, and who waits for the item is served.
func (b Book) Block(tx store.Tx, sku wms.SKU, w wms.WarehouseID, qty int64) error {
	if qty == 0 {
		return nil
	}
	st, err := SupplyOf(tx, sku, w)
	if err != nil {
		return err
	}
	st.Blocked += qty
	if err := putSupply(tx, sku, w, st); err != nil || qty > 0 {
		return err
	}
	return b.serveWaiting(tx, sku)
}

// EachWaiting visits the orders that wait for an item, item by item, with how
// many units each waits for.
func EachWaiting(r store.Reader, fn func(sku wms.SKU, id wms.OrderID, qty int64) (bool, error)) error {
	return waiting.Scan(r, store.Network, nil, func(k store.KeyParts, id wms.OrderID) (bool, error) {
		sku := wms.SKU(k.Str())
		o, err := Get(r, id)
		if err != nil {
			return false, err
		}
		return fn(sku, id, o.wants(sku))
	})
}
