package ledger

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// recalled lots of the whole network: sku, lot → the recall's id. Warehouses
// read it at every move, so that a recall holds everywhere from the command
// that records it.
var recalled = store.NewTable[string]("recalled", 1)

// MarkRecalled records, in the network's partition, that a lot is recalled;
// an empty id lifts the recall.
func MarkRecalled(tx store.Tx, sku wms.SKU, lot, id string) error {
	if id == "" {
		return recalled.Delete(tx, string(sku), lot)
	}
	return recalled.Put(tx, id, string(sku), lot)
}

// Recalled says under which recall a lot is recalled, if it is.
func Recalled(r store.Reader, sku wms.SKU, lot string) (id string, had bool, err error) {
	if lot == "" {
		return "", false, nil
	}
	return recalled.Get(r, store.Network, string(sku), lot)
}

func notRecalled(r store.Reader, s Spot) error {
	id, had, err := Recalled(r, s.SKU, s.Lot)
	if err != nil || !had {
		return err
	}
	return wms.Refuse(wms.Conflict, "lot_recalled", "lot %s of %s is recalled (%s): it may not be picked, packed, loaded or sold",
		s.Lot, s.SKU, id).With("recall", id).With("lot", s.Lot)
}
