package items

import (
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// gtins finds items by the GTIN of each of their units.
var gtins = store.NewTable[wms.SKU]("itemgtin", 1)

// Hit is an item found by a GTIN: the unit whose it is and how many base units
// that holds.
type Hit struct {
	Item wms.Item
	Unit string
	Qty  int64
}

func long(gtin string) string {
	if gtin == "" || len(gtin) > 14 {
		return gtin
	}
	return strings.Repeat("0", 14-len(gtin)) + gtin
}

func gtinsOf(it wms.Item) []string {
	out := []string{}
	if it.GTIN != "" {
		out = append(out, long(it.GTIN))
	}
	for _, p := range it.Packagings {
		if p.GTIN != "" {
			out = append(out, long(p.GTIN))
		}
	}
	return out
}

func indexGTINs(tx store.Tx, old, it wms.Item) error {
	for _, g := range gtinsOf(old) {
		if err := gtins.Delete(tx, g, string(old.SKU)); err != nil {
			return err
		}
	}
	for _, g := range gtinsOf(it) {
		if err := gtins.Put(tx, it.SKU, g, string(it.SKU)); err != nil {
			return err
		}
	}
	return nil
}

// ByGTIN lists the items that have a GTIN. Items that were put before there was
// an index are in none, so what is not found there is looked for among all.
func ByGTIN(r store.Reader, gtin string) ([]Hit, error) {
	gtin = long(gtin)
	var skus []wms.SKU
	add := func(_ store.KeyParts, sku wms.SKU) (bool, error) {
		skus = append(skus, sku)
		return len(skus) < 10, nil
	}
	if err := gtins.Scan(r, store.Network, []any{gtin}, add); err != nil {
		return nil, err
	}
	var out []Hit
	look := func(it wms.Item) {
		if long(it.GTIN) == gtin {
			out = append(out, Hit{it, wms.Each, 1})
			return
		}
		for _, p := range it.Packagings {
			if long(p.GTIN) == gtin {
				out = append(out, Hit{it, p.Unit, max(1, p.BaseQty/max(1, p.Per))})
				return
			}
		}
	}
	for _, sku := range skus {
		it, err := Get(r, sku)
		if err != nil {
			return nil, err
		}
		look(it)
	}
	if len(skus) > 0 {
		return out, nil
	}
	err := table.Scan(r, store.Network, nil, func(_ store.KeyParts, it wms.Item) (bool, error) { look(it); return len(out) < 10, nil })
	return out, err
}
