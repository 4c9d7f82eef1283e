package supply

import (
	"regexp"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var occasions = store.NewTable[wms.Occasion]("occasion", 1)

// Bounds of occasions.
const (
	MaxOccasions = 500
	maxNames     = 30 // of calendar occasions
	maxTouched   = 1000
	maxLastDays  = 92
	maxCut       = 900
)

var occasionName = regexp.MustCompile(`^[\pL\pN][\pL\pN .'_-]{0,39}$`)

// PutOccasion sets an occasion.
func PutOccasion(tx store.Tx, n wms.Occasion, who wms.UserID, place func(wms.WarehouseID) error) (wms.Occasion, error) {
	if err := checkOccasion(n); err != nil {
		return n, err
	}
	for _, w := range n.Warehouses {
		if err := place(w); err != nil {
			return n, err
		}
	}
	all, err := Occasions(tx)
	if err != nil {
		return n, err
	}
	names := map[string]bool{}
	if n.Kind == wms.OccasionCalendar {
		names[n.Name] = true
	}
	for _, o := range all {
		if o.ID != n.ID && o.Kind == wms.OccasionCalendar {
			names[o.Name] = true
		}
	}
	if len(names) > maxNames {
		return n, wms.Refuse(wms.Invalid, "too_many_occasions", "calendar occasions have %d names, the most is %d: use one again", len(names), maxNames)
	}
	if len(all) >= MaxOccasions && !slices.ContainsFunc(all, func(o wms.Occasion) bool { return o.ID == n.ID }) {
		return n, wms.Refuse(wms.Invalid, "too_many_occasions", "there are %d occasions, which is the most", MaxOccasions)
	}
	n.PutBy, n.PutAt, n.Learned = who, tx.Now(), nil
	tx.Emit(wms.Event{Type: "occasion.put", Subject: n.ID, Data: map[string]any{"kind": n.Kind, "name": n.Name, "from": n.From, "to": n.To}})
	return n, occasions.Put(tx, n, n.ID)
}

func checkOccasion(n wms.Occasion) error {
	from, err := time.Parse(time.DateOnly, n.From)
	to, also := time.Parse(time.DateOnly, n.To)
	switch {
	case !ruleID.MatchString(n.ID):
		return wms.Refuse(wms.Invalid, "invalid_id", "an occasion's id has 1 to 60 letters, digits, dots, colons, dashes, not %q", n.ID)
	case n.Kind != wms.OccasionPromotion && n.Kind != wms.OccasionCalendar:
		return wms.Refuse(wms.Invalid, "invalid_occasion", "kind is promotion or calendar, not %q", n.Kind).With("field", "kind")
	case err != nil || also != nil:
		return wms.Refuse(wms.Invalid, "invalid_occasion", "from and to are days such as 2026-11-27, not %.20q and %.20q", n.From, n.To).With("field", "from")
	case to.Before(from) || to.Sub(from) > maxLastDays*24*time.Hour:
		return wms.Refuse(wms.Invalid, "invalid_occasion", "an occasion ends on the day it begins or up to %d days later, not from %s to %s", maxLastDays, n.From, n.To).With("field", "to")
	case n.Kind == wms.OccasionPromotion && n.Name != "" && !occasionName.MatchString(n.Name):
		return wms.Refuse(wms.Invalid, "invalid_occasion", "a promotion's name, if it has one, is 1 to 40 letters, digits, spaces, dots or dashes, not %.60q", n.Name).With("field", "name")
	case n.Kind == wms.OccasionCalendar && !occasionName.MatchString(n.Name):
		return wms.Refuse(wms.Invalid, "invalid_occasion", "a calendar occasion has a name of 1 to 40 letters, digits, spaces, dots or dashes, not %.60q", n.Name).With("field", "name")
	case n.Kind == wms.OccasionPromotion && (n.CutPermille == 0 || n.CutPermille > maxCut || n.CutPermille < -maxCut):
		return wms.Refuse(wms.Invalid, "invalid_occasion", "a promotion cuts the price by 1 to %d thousandths (below 0: raises it), not %d", maxCut, n.CutPermille).With("field", "cut_permille")
	case n.Kind == wms.OccasionPromotion && n.Yearly:
		return wms.Refuse(wms.Invalid, "invalid_occasion", "a promotion is not yearly: enter each").With("field", "yearly")
	case len(n.SKUs)+len(n.Families)+len(n.Warehouses) > maxTouched:
		return wms.Refuse(wms.Invalid, "invalid_occasion", "an occasion names at most %d items, families and warehouses", maxTouched).With("field", "skus")
	}
	return nil
}

// DeleteOccasion takes an occasion away: nothing is learned from it any more.
func DeleteOccasion(tx store.Tx, id string) error {
	if _, had, err := occasions.Get(tx, store.Network, id); err != nil || !had {
		if err == nil {
			err = wms.Refuse(wms.NotFound, "unknown_occasion", "no occasion %q", id)
		}
		return err
	}
	tx.Emit(wms.Event{Type: "occasion.deleted", Subject: id})
	return occasions.Delete(tx, id)
}

// Occasions lists all of them by id.
func Occasions(r store.Reader) ([]wms.Occasion, error) {
	out := []wms.Occasion{}
	err := occasions.Scan(r, store.Network, nil, func(_ store.KeyParts, o wms.Occasion) (bool, error) {
		out = append(out, o)
		return true, nil
	})
	return out, err
}

// Touches says whether an occasion is about an item in a warehouse.
func Touches(o wms.Occasion, w wms.WarehouseID, sku wms.SKU, family string) bool {
	if len(o.Warehouses) > 0 && !slices.Contains(o.Warehouses, w) {
		return false
	}
	return len(o.SKUs)+len(o.Families) == 0 || slices.Contains(o.SKUs, sku) || family != "" && slices.Contains(o.Families, family)
}

// DaysIn is how many days of an occasion each week has, from the first week to
// the last; only weeks with some are told.
func DaysIn(o wms.Occasion, first, last int64) map[int64]int {
	from, err := time.Parse(time.DateOnly, o.From)
	to, also := time.Parse(time.DateOnly, o.To)
	if err != nil || also != nil {
		return nil
	}
	out := map[int64]int{}
	years := []int{0}
	if o.Yearly {
		years = nil
		for y := Monday(first).Year() - 1; y <= Monday(last).Year()+1; y++ {
			years = append(years, y-from.Year())
		}
	}
	days := int(to.Sub(from).Hours() / 24)
	for _, y := range years {
		begin := from.AddDate(y, 0, 0)
		for d := range days + 1 {
			if w := Week(begin.AddDate(0, 0, d)); w >= first && w <= last {
				out[w]++
			}
		}
	}
	return out
}
