package counting

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Understand turns the GS1 codes that a counter scanned into what a count's
// steps take: the item, its lot or serial, and the quantity where the code or
// its packaging says it. What is no GS1 code stays as it is.
func (d Desk) Understand(r store.Reader, t wms.Task, c wms.Confirmation, read func(raw string, among func(wms.SKU) bool) (tasks.Goods, error)) (wms.Confirmation, error) {
	l, _, err := locations.Get(r, d.partition(), t.Ref, string(t.From))
	if err != nil {
		return c, err
	}
	var here []wms.SKU
	for _, x := range l.Tally {
		here = append(here, x.SKU)
	}
	among := func(s wms.SKU) bool { return slices.Contains(here, s) }
	scans := []string{}
	told, items := int64(1), 0
	counted := false
	var it wms.Item // of the code before
	for _, raw := range c.Scans {
		if tasks.Payload(raw) == string(t.From) {
			scans = append(scans, raw)
			continue
		}
		g, err := read(raw, among)
		switch {
		case err != nil:
			return c, err
		case g.Text != "":
			scans = append(scans, raw)
			continue
		case g.SSCC != "" && g.SKU == "":
			scans = append(scans, g.SSCC)
			continue
		case g.SKU == "" && it.SKU != "" && (g.Lot != "" || g.Serial != ""): // the second code of the same goods
		case g.SKU == "":
			return c, wms.Refuse(wms.Invalid, "no_item_in_scan", "Scanned %s, which names no item: scan the code with the item's GTIN.", g.Shown).With("scanned", g.Shown)
		default:
			if it, err = d.Item(r, g.SKU); err != nil {
				return c, err
			}
			items++
			scans = append(scans, string(g.SKU))
		}
		if g.Lot != "" && it.LotTracked {
			scans = append(scans, g.Lot)
		}
		if g.Serial != "" && it.SerialTracked {
			scans = append(scans, g.Serial)
		}
		if g.Per > 1 || g.Count > 0 {
			told, counted = max(1, g.Per)*max(1, g.Count), true
			if g.Count > 0 && c.Qty != nil && *c.Qty != g.Count {
				return c, wms.Refuse(wms.Invalid, "qty_differs", "the code says %d, you say %d: say what you count, without the code's quantity", g.Count, *c.Qty).With("expected_qty", g.Count)
			}
			if g.Count == 0 && c.Qty != nil {
				told *= *c.Qty
			}
		}
	}
	if counted && items > 1 {
		return c, wms.Refuse(wms.Invalid, "one_at_a_time", "a code that says a quantity is confirmed alone: scan one item at a time")
	}
	c.Scans = scans
	if counted {
		c.Qty = &told
	}
	return c, nil
}
