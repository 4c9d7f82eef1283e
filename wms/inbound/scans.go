package inbound

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Fill puts what the scanned codes of one line say into it: item, lot, expiry,
// serials, quantity and the SSCC. What the line says already must be the same;
// two codes of one line may not name two items. A GTIN of a packaging makes the
// quantity one of packagings. sku says whether a text is an item's own number.
func Fill(l *wms.ReceiveLine, goods []tasks.Goods, sku func(string) (bool, error)) error {
	set := func(into *string, v string, no *wms.Error) error {
		if v == "" || *into == v {
			return nil
		}
		if *into != "" {
			return no.With("scanned", v).With("expected", []string{*into})
		}
		*into = v
		return nil
	}
	if len(goods) == 0 {
		return nil
	}
	count, lastUnit := int64(0), ""
	item, unit, hu := string(l.SKU), l.Unit, string(l.HandlingUnit)
	for _, g := range goods {
		if g.Text != "" {
			is, err := sku(g.Text)
			if err != nil {
				return err
			}
			if !is {
				return wms.Refuse(wms.Invalid, "unknown_scan", "%s is neither a GS1 code nor an item's number", g.Text)
			}
			g.SKU, g.Unit, g.Per = wms.SKU(g.Text), "", 1
		}
		if err := set(&item, string(g.SKU), wms.Refuse(wms.Invalid, "wrong_item", "the code is that of item %s, the line is of %s", g.SKU, item)); err != nil {
			return err
		}
		if err := set(&l.Lot, g.Lot, wms.Refuse(wms.Invalid, "wrong_lot", "the code says lot %s, the line says %s", g.Lot, l.Lot)); err != nil {
			return err
		}
		if g.SSCC != "" && hu == string(wms.NewUnit) {
			hu = g.SSCC // it has a number already
		}
		if err := set(&hu, g.SSCC, wms.Refuse(wms.Invalid, "wrong_handling_unit", "the code is that of unit %s, the line is of %s", g.SSCC, hu)); err != nil {
			return err
		}
		if g.SKU != "" && g.Per > 1 {
			lastUnit = g.Unit
		}
		if g.Count > 0 {
			if count > 0 && count != g.Count {
				return quantityDiffers(g.Count, count)
			}
			count = g.Count
		}
		if g.Serial != "" && !slices.Contains(l.Serials, g.Serial) {
			l.Serials = append(l.Serials, g.Serial)
		}
		if g.Expires == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, g.Expires)
		if err != nil {
			return err
		}
		if l.Expires != nil && l.Expires.UTC().Format(time.DateOnly) != g.Expires {
			return wms.Refuse(wms.Invalid, "wrong_expiry", "the code says it expires on %s, the line says %s", g.Expires, l.Expires.UTC().Format(time.DateOnly))
		}
		if l.Expires == nil {
			l.Expires = &day
		}
	}
	if item == "" {
		return wms.Refuse(wms.Invalid, "no_item_in_scan", "Scanned %s, which names no item: scan the code with the item's GTIN.", goods[0].Shown).With("scanned", goods[0].Shown)
	}
	if err := set(&unit, lastUnit, wms.Refuse(wms.Invalid, "wrong_unit", "the code is that of a %s, the line counts in %s", lastUnit, unit)); err != nil {
		return err
	}
	l.SKU, l.Unit, l.HandlingUnit = wms.SKU(item), unit, wms.HandlingUnitID(hu)
	switch {
	case l.Qty == 0 && count > 0:
		l.Qty = count
	case l.Qty == 0:
		l.Qty = max(1, int64(len(l.Serials)))
	case count > 0 && count != l.Qty:
		return quantityDiffers(count, l.Qty)
	}
	return nil
}

func quantityDiffers(scanned, said int64) error {
	return wms.Refuse(wms.Invalid, "qty_differs", "the code says %d, the line says %d: count again, and say the right quantity without the code's", scanned, said).
		With("expected_qty", said)
}
