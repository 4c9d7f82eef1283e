package inbound

import (
	"cmp"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/putaway"
	"github.com/aisle-wms/aisle/wms/store"
)

// takesUnits says whether a kind of place is for whole handling units, and
// whether it is a place to put goods away at all.
func takesUnits(k wms.LocationKind) (units, any bool) {
	switch k {
	case wms.KindShelf:
		return false, true
	case wms.KindRackCell:
		return true, true
	}
	return false, false
}

// floor is a picture of where goods may be put.
type floor struct {
	Hall
	r     store.Reader
	rules map[wms.LocationID]wms.LocationRule
	items map[wms.SKU]wms.Item
}

func (h Hall) look(r store.Reader) (*floor, error) {
	rules, err := h.Rules(r, store.Partition(h.Site.ID))
	return &floor{h, r, rules, map[wms.SKU]wms.Item{}}, err
}

func (f *floor) item(sku wms.SKU) (wms.Item, error) {
	if it, ok := f.items[sku]; ok {
		return it, nil
	}
	it, err := f.Item(f.r, sku)
	if err == nil {
		f.items[sku] = it
	}
	return it, err
}

// empty is a place of the site, with nothing in it.
func (f *floor) empty(l wms.Location, dock wms.Location) putaway.Place {
	units, _ := takesUnits(l.Kind)
	rule := f.rules[l.ID]
	return putaway.Place{ID: string(l.ID), TakesUnits: units, DistanceMM: apart(l, dock), Classes: rule.Classes,
		Temperature: string(rule.Temperature), Hazards: rule.Hazards, MaxUnits: l.CapacityHU, MaxVolumeMM3: rule.MaxVolumeMM3,
		MaxWeightG: rule.MaxWeightG, Mixed: rule.Mixed, Blocked: rule.Blocked != "" || (f.Shut != nil && f.Shut(l))}
}

func apart(a, b wms.Location) int64 {
	return max(a.XMM-b.XMM, b.XMM-a.XMM) + max(a.YMM-b.YMM, b.YMM-a.YMM) + levelMM*max(0, a.Level-1)
}

// levelMM is how much walking a level higher counts as.
const levelMM = 2000

// add counts goods that lie in a place or are bound for it.
func (f *floor) add(p *putaway.Place, sku wms.SKU, lot string, qty int64) error {
	it, err := f.item(sku)
	if err != nil {
		return err
	}
	p.VolumeMM3 += qty * it.VolumeMM3()
	p.WeightG += qty * it.WeightG
	p.Content = append(p.Content, putaway.Content{SKU: string(sku), Lot: lotOf(it, lot), Hazard: it.Hazard})
	return nil
}

// lotOf is the lot as far as it keeps goods apart.
func lotOf(it wms.Item, lot string) string {
	if it.LotTracked {
		return lot
	}
	return ""
}

// places are all places of the site where goods may be put, with what is in
// them and what open work brings there.
func (f *floor) places(dock wms.Location, work []wms.Task) ([]putaway.Place, error) {
	var out []putaway.Place
	at := map[wms.LocationID]int{}
	for _, l := range f.Site.Locations {
		if _, any := takesUnits(l.Kind); any {
			at[l.ID] = len(out)
			out = append(out, f.empty(l, dock))
		}
	}
	part := store.Partition(f.Site.ID)
	where := map[wms.HandlingUnitID]wms.LocationID{}
	err := ledger.EachUnit(f.r, part, func(u wms.HandlingUnit) (bool, error) {
		where[u.ID] = u.Location
		if i, ok := at[u.Location]; ok {
			out[i].Units++
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	err = ledger.Each(f.r, part, func(st ledger.Stock) (bool, error) {
		l, loose := st.Place.Location()
		if u, inside := st.Place.Unit(); inside {
			l, loose = where[u], true
		}
		if i, ok := at[l]; ok && loose && st.OnHand > 0 {
			return true, f.add(&out[i], st.SKU, st.Lot, st.OnHand)
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	if f.Bound != nil {
		bound, err := f.Bound(f.r, part)
		if err != nil {
			return nil, err
		}
		for id, n := range bound {
			if i, ok := at[id]; ok {
				out[i].Units += n
			}
		}
	}
	for _, t := range work {
		i, ok := at[t.To]
		if !ok {
			continue
		}
		if t.Unit != "" {
			out[i].Units++
			continue
		}
		if err := f.add(&out[i], t.SKU, t.Lot, t.Qty); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// one is a single place with what is in it, for a person who chose it.
func (f *floor) one(l, dock wms.Location) (putaway.Place, error) {
	part := store.Partition(f.Site.ID)
	p := f.empty(l, dock)
	units, err := ledger.UnitsAt(f.r, part, l.ID)
	if err != nil {
		return p, err
	}
	in := []ledger.Place{ledger.At(l.ID)}
	for _, u := range units {
		p.Units++
		in = append(in, ledger.In(u))
	}
	for _, place := range in {
		rows, err := ledger.InPlace(f.r, part, place)
		if err != nil {
			return p, err
		}
		for _, st := range rows {
			if err := f.add(&p, st.SKU, st.Lot, st.OnHand); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

// loose is a load of units of one item.
func (f *floor) loose(id string, sku wms.SKU, lot string, qty int64) (putaway.Load, error) {
	it, err := f.item(sku)
	return putaway.Load{ID: id, Qty: qty, VolumeMM3: it.VolumeMM3(), WeightG: it.WeightG, Class: it.Class,
		Temperature: string(it.Temperature), Content: []putaway.Content{{SKU: string(sku), Lot: lotOf(it, lot), Hazard: it.Hazard}}}, err
}

// unit is a load of a handling unit. Tote and case are emptied into a shelf,
// a pallet stands as it is. Its temperature and class are those of what is in
// it; the coldest and the fastest count.
func (f *floor) unit(id string, u wms.HandlingUnit, inside []ledger.Stock) (putaway.Load, error) {
	l := putaway.Load{ID: id, Unit: u.Kind == wms.Pallet, Qty: 1}
	if l.Unit && !f.racks() {
		l.Unit = false // a site without a rack has its pallets on the shelves' lowest level
	}
	for _, st := range inside {
		it, err := f.item(st.SKU)
		if err != nil {
			return l, err
		}
		l.VolumeMM3 += st.OnHand * it.VolumeMM3()
		l.WeightG += st.OnHand * it.WeightG
		l.Content = append(l.Content, putaway.Content{SKU: string(st.SKU), Lot: lotOf(it, st.Lot), Hazard: it.Hazard})
		l.Temperature = colder(l.Temperature, string(it.Temperature))
		if l.Class == "" || (it.Class != "" && it.Class < l.Class) {
			l.Class = it.Class
		}
	}
	return l, nil
}

func (f *floor) racks() bool { return len(f.Site.Of(wms.KindRackCell)) > 0 }

func colder(a, b string) string {
	rank := map[string]int{"": 0, "ambient": 0, "chilled": 1, "frozen": 2}
	if cmp.Compare(rank[a], rank[b]) >= 0 {
		return a
	}
	return b
}
