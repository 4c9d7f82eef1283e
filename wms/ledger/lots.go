package ledger

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// stopped are the lots that must not be sold, whether any of them is here or
// not: what comes back from a customer must find them.
var stopped = store.NewTable[string]("lotstop", 1)

// StopLot records that a lot must not be sold, of one item or, with an empty
// sku, of any. An empty reason frees it.
func StopLot(tx store.Tx, sku wms.SKU, lot, reason string) error {
	if reason == "" {
		return stopped.Delete(tx, lot, string(sku))
	}
	return stopped.Put(tx, reason, lot, string(sku))
}

// LotStopped says why a lot must not be sold in a warehouse, "" if it may.
// Stock of the lot that is on hold counts too.
func LotStopped(r store.Reader, p store.Partition, sku wms.SKU, lot string) (string, error) {
	if lot == "" {
		return "", nil
	}
	if id, had, err := Recalled(r, sku, lot); err != nil || had {
		return "it is recalled, " + id, err
	}
	for _, of := range []string{string(sku), ""} {
		if reason, had, err := stopped.Get(r, p, lot, of); err != nil || had {
			return reason, err
		}
	}
	rows, err := OfItem(r, p, sku)
	for _, st := range rows {
		if st.Lot == lot && st.StatusOrAvailable() == wms.OnHold {
			return "stock of it is on hold", err
		}
	}
	return "", err
}

// Return brings stock back from the customer.
func Return(tx store.Tx, to Spot, qty int64, expires time.Time, why string) error {
	from := to.In(Customer)
	from.Status = ""
	return move(tx, from, to, qty, why, expires, true)
}
