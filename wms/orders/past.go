package orders

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Past records an order that was shipped already, as it is given: the history
// of a site that moves in. It touches no stock, makes no shipment and tells
// nobody.
func Past(tx store.Tx, o Order) error {
	if o.status() != wms.OrderShipped || o.closed().IsZero() {
		return wms.Refuse(wms.Invalid, "not_past", "order %s is %s; only shipped ones are past", o.ID, o.status())
	}
	if _, had, err := table.Get(tx, store.Network, string(o.ID)); err != nil {
		return err
	} else if had {
		return wms.Refuse(wms.Conflict, "order_exists", "order %s exists already", o.ID)
	}
	seq, err := tx.NextID("order")
	if err != nil {
		return err
	}
	o.Seq, o.Status = seq, wms.OrderShipped
	if err := moveStatus(tx, o, ""); err != nil {
		return err
	}
	return table.Put(tx, o, string(o.ID))
}
