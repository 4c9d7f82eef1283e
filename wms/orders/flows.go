package orders

import (
	"cmp"
	"math"
	"slices"

	"github.com/aisle-wms/aisle/wms"
)

// Bounds of the flows of a plan: cells of half a degree (a good 50 km), and
// larger ones where that makes too many.
const (
	finestCell = 0.5
	maxFlows   = 400
)

// flows adds up what goes from where to where.
func (x *Outlook) flows(s Served) []wms.PlanFlow {
	for cell := finestCell; ; cell *= 2 {
		if list := x.flowsBy(s, cell); len(list) <= maxFlows || cell > 60 {
			return list[:min(len(list), maxFlows)]
		}
	}
}

// flowKey is a flow without its figures.
type flowKey struct {
	from     string
	country  string
	placed   bool
	lat, lon float64
}

func (x *Outlook) flowsBy(s Served, cell float64) []wms.PlanFlow {
	at := map[flowKey]int{}
	list := []wms.PlanFlow{}
	for i := range x.orders {
		one := &x.orders[i]
		key := flowKey{country: one.o.Country}
		if one.o.Lat != nil && one.o.Lon != nil {
			key.placed, key.lat, key.lon = true, middle(*one.o.Lat, cell), middle(*one.o.Lon, cell)
		}
		for k, take := range s.by[i] {
			key.from = one.offers[k].Warehouse
			n, seen := at[key]
			if !seen {
				n, at[key] = len(list), len(list)
				f := wms.PlanFlow{Warehouse: wms.WarehouseID(key.from), Country: key.country}
				if key.placed {
					lat, lon := key.lat, key.lon
					f.Lat, f.Lon = &lat, &lon
				}
				list = append(list, f)
			}
			list[n].Shipments++
			for _, qty := range take {
				list[n].Units += qty
			}
		}
	}
	slices.SortFunc(list, func(a, b wms.PlanFlow) int {
		return cmp.Or(cmp.Compare(b.Units, a.Units), cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.Country, b.Country),
			cmp.Compare(orZero(a.Lat), orZero(b.Lat)), cmp.Compare(orZero(a.Lon), orZero(b.Lon)))
	})
	return list
}

// middle is the middle of the cell that a coordinate lies in.
func middle(v, cell float64) float64 { return (math.Floor(v/cell) + 0.5) * cell }

func orZero(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}
