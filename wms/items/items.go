// Package items is the item master: what a SKU is, how big, how heavy, how it
// is packed. It lives in the network's partition.
package items

import (
	"reflect"
	"slices"
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
	if err != nil || (had && reflect.DeepEqual(old, it)) {
		return it, err
	}
	tx.Emit(wms.Event{Type: "item.put", Subject: string(it.SKU)})
	if err := indexGTINs(tx, old, it); err != nil {
		return it, err
	}
	return it, table.Put(tx, it, string(it.SKU))
}

// Correct takes over what a station measured of an item and a person accepted.
// An item that has gone, or a packaging of it, or a measure that can not be,
// changes nothing.
func Correct(tx store.Tx, c wms.ItemCorrection) error {
	it, had, err := table.Get(tx, store.Network, string(c.SKU))
	if err != nil || !had {
		return err
	}
	set := func(to *int64, v int64) {
		if v > 0 && v <= most {
			*to = v
		}
	}
	set(&it.WeightG, c.WeightG)
	it.Packagings = slices.Clone(it.Packagings)
	for i := range it.Packagings {
		if p := &it.Packagings[i]; p.Unit == c.Unit {
			set(&p.LengthMM, c.LengthMM)
			set(&p.WidthMM, c.WidthMM)
			set(&p.HeightMM, c.HeightMM)
		}
	}
	_, err = Put(tx, it)
	return err
}

func check(it wms.Item) error {
	if s := string(it.SKU); s == "" || len(s) > 64 || strings.TrimSpace(s) != s {
		return wms.Refuse(wms.Invalid, "invalid_sku", "a sku has 1 to 64 bytes without blanks at its ends; %q does not", s)
	}
	for name, v := range map[string]int64{"length_mm": it.LengthMM, "width_mm": it.WidthMM, "height_mm": it.HeightMM,
		"weight_g": it.WeightG, "case_qty": it.CaseQty, "pallet_qty": it.PalletQty, "shelf_life_days": it.ShelfLifeDays,
		"min_receive_days": it.MinReceiveDays, "min_ship_days": it.MinShipDays, "value_minor": it.ValueMinor} {
		if v < 0 || v > most {
			return wms.Refuse(wms.Invalid, "invalid_item", "%s of item %s must be 0 to %d, not %d", name, it.SKU, most, v)
		}
	}
	if !slices.Contains([]wms.Rotation{"", wms.FEFO, wms.FIFO, wms.LIFO}, it.Rotation) {
		return wms.Refuse(wms.Invalid, "invalid_item", "rotation of item %s must be fefo, fifo or lifo, not %q", it.SKU, it.Rotation)
	}
	if !slices.Contains([]wms.Temperature{"", wms.Ambient, wms.Chilled, wms.Frozen}, it.Temperature) {
		return wms.Refuse(wms.Invalid, "invalid_item", "temperature of item %s must be ambient, chilled or frozen, not %q", it.SKU, it.Temperature)
	}
	if len(it.Substitutes) > maxSubstitutes {
		return wms.Refuse(wms.Invalid, "invalid_item", "item %s has %d substitutes; at most %d may be listed", it.SKU, len(it.Substitutes), maxSubstitutes)
	}
	for i, sku := range it.Substitutes {
		if sku == "" || len(sku) > 64 || sku == it.SKU || slices.Contains(it.Substitutes[:i], sku) {
			return wms.Refuse(wms.Invalid, "invalid_item", "substitute %.70q of item %s must be another item's sku, listed once", sku, it.SKU)
		}
	}
	return checkPackagings(it)
}

// maxSubstitutes bounds the substitutes of one item.
const maxSubstitutes = 10

// most bounds every measure of an item.
const most = 100_000_000

// maxPackagings bounds the units of measure of one item.
const maxPackagings = 20

func checkPackagings(it wms.Item) error {
	if len(it.Packagings) > maxPackagings {
		return wms.Refuse(wms.Invalid, "invalid_packaging", "item %s has %d packagings; at most %d may be listed", it.SKU, len(it.Packagings), maxPackagings)
	}
	seen := map[string]bool{wms.Each: true}
	for _, p := range it.Packagings {
		if p.Unit == "" || len(p.Unit) > 32 || seen[p.Unit] {
			return wms.Refuse(wms.Invalid, "invalid_packaging",
				"a packaging's unit has 1 to 32 bytes, stands once and is not \"each\"; %q of item %s does not", p.Unit, it.SKU)
		}
		seen[p.Unit] = true
		if p.BaseQty < 1 || p.BaseQty > most || p.Per < 0 || p.Per > most {
			return wms.Refuse(wms.Invalid, "invalid_packaging",
				"%s of item %s: base_qty must be 1 to %d and per 1 to %d, not %d and %d", p.Unit, it.SKU, most, most, p.BaseQty, p.Per)
		}
		if min(p.LengthMM, p.WidthMM, p.HeightMM, p.WeightG) < 0 || max(p.LengthMM, p.WidthMM, p.HeightMM, p.WeightG) > most {
			return wms.Refuse(wms.Invalid, "invalid_packaging", "%s of item %s: sizes and weight must be 0 to %d", p.Unit, it.SKU, most)
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
