package orders

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Items whose supply or promises changed, for those who tell the channels
// what they can sell: one row per item however often it changes, with the
// time of the first change nobody has looked at.
var (
	watched = store.NewTable[bool]("supplywatch", 1)
	dirty   = store.NewTable[time.Time]("supplydirty", 1)
)

// Watch begins or ends the noting of changed items.
func Watch(tx store.Tx, on bool) error {
	if !on {
		return watched.Delete(tx)
	}
	return watched.Put(tx, true)
}

// Changed lists up to limit items whose supply changed and was not looked at.
func Changed(r store.Reader, limit int, fn func(sku wms.SKU, since time.Time) error) error {
	n := 0
	return dirty.Scan(r, store.Network, nil, func(k store.KeyParts, since time.Time) (bool, error) {
		n++
		return n < limit, fn(wms.SKU(k.Str()), since)
	})
}

// MarkChanged notes an item as changed.
func MarkChanged(tx store.Tx, sku wms.SKU) error {
	_, had, err := dirty.Get(tx, store.Network, string(sku))
	if err != nil || had {
		return err
	}
	return dirty.Put(tx, tx.Now(), string(sku))
}

// Looked says that an item's change was looked at.
func Looked(tx store.Tx, sku wms.SKU) error { return dirty.Delete(tx, string(sku)) }

func putSupply(tx store.Tx, sku wms.SKU, w wms.WarehouseID, st Stock) error {
	on, _, err := watched.Get(tx, store.Network)
	if err == nil && on {
		err = MarkChanged(tx, sku)
	}
	if err != nil {
		return err
	}
	return supply.Put(tx, st, string(sku), string(w))
}

func freeAnywhere(r store.Reader, sku wms.SKU) (free int64, err error) {
	err = EachSupply(r, sku, func(_ wms.SKU, _ wms.WarehouseID, s Stock) (bool, error) {
		free += s.Free()
		return true, nil
	})
	return free, err
}

// Serve promises what is free of an item to the orders that wait for it:
// after a fence was lowered.
func (b Book) Serve(tx store.Tx, sku wms.SKU) error { return b.serveWaiting(tx, sku) }

// Waited lists up to limit items that orders wait for.
func Waited(r store.Reader, limit int) (skus []wms.SKU, err error) {
	err = waiting.Scan(r, store.Network, nil, func(k store.KeyParts, _ wms.OrderID) (bool, error) {
		if sku := wms.SKU(k.Str()); len(skus) == 0 || skus[len(skus)-1] != sku {
			skus = append(skus, sku)
		}
		return len(skus) < limit, nil
	})
	return skus, err
}
