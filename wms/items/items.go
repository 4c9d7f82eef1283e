// Package items is the item master: what a SKU is, how big, how heavy, how it
// is packed. It lives in the network's partition.
package items

import (
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var table = store.NewTable[wms.Item]("item", 1)

// Put creates or replaces an item.
func Put(tx store.Tx, it wms.Item) (wms.Item, error) {
	if err := check(it); err != nil {
		return it, err
	}
	old, had, err := table.Get(tx, store.Network, string(it.SKU))
	if err != nil || (had && old == it) {
		return it, err
	}
	tx.Emit(wms.Event{Type: "item.put", Subject: string(it.SKU)})
	return it, table.Put(tx, it, string(it.SKU))
}

func check(it wms.Item) error {
	if s := string(it.SKU); s == "" || len(s) > 64 || strings.TrimSpace(s) != s {
		return wms.Refuse(wms.Invalid, "invalid_sku", "a sku has 1 to 64 bytes without blanks at its ends; %q does not", s)
	}
	for name, v := range map[string]int64{"length_mm": it.LengthMM, "width_mm": it.WidthMM, "height_mm": it.HeightMM,
		"weight_g": it.WeightG, "case_qty": it.CaseQty, "pallet_qty": it.PalletQty} {
		if v < 0 || v > 100_000_000 {
			return wms.Refuse(wms.Invalid, "invalid_item", "%s of item %s must be 0 to 100,000,000, not %d", name, it.SKU, v)
		}
	}
	return nil
}

// Get reads an item or refuses with unknown_sku.
func Get(r store.Reader, sku wms.SKU) (wms.Item, error) {
	it, ok, err := table.Get(r, store.Network, string(sku))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_sku", "no item %q; create it with PUT /v1/items/{sku}", sku).With("sku", sku)
	}
	return it, err
}

// List reads up to limit items behind a sku, in order.
func List(r store.Reader, after wms.SKU, limit int) ([]wms.Item, error) {
	var out []wms.Item
	err := table.ScanFrom(r, store.Network, nil, []any{string(after)}, func(_ store.KeyParts, it wms.Item) (bool, error) {
		if it.SKU != after {
			out = append(out, it)
		}
		return len(out) < limit, nil
	})
	return out, err
}
