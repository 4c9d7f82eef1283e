package rules

import (
	"math"

	"github.com/aisle-wms/aisle/wms"
)

// Set is the rules in force at a version.
type Set struct {
	version int64
	lanes   []wms.AllocationRule // prefer, forbid
	stock   map[wms.WarehouseID][]wms.AllocationRule
}

func newSet(v int64, all []wms.AllocationRule) *Set {
	s := &Set{version: v, stock: map[wms.WarehouseID][]wms.AllocationRule{}}
	for _, r := range all {
		if r.Kind == wms.RulePrefer || r.Kind == wms.RuleForbid {
			s.lanes = append(s.lanes, r)
		} else {
			s.stock[r.Warehouse] = append(s.stock[r.Warehouse], r)
		}
	}
	return s
}

// meets: the asked country is a code of ISO 3166-1, as a rule's is.
func meets(r *wms.AllocationRule, a wms.Asked) bool {
	return (r.Channel == "" || r.Channel == a.Channel) && (r.Country == "" || r.Country == a.Country) && (r.Service == "" || r.Service == a.Service)
}

// Empty says that no rule is about lanes, and none about stock.
func (s *Set) Empty() bool { return len(s.lanes)+len(s.stock) == 0 }

// Forbids names the rule that keeps an order's item from being served by a
// warehouse; empty if none does.
func (s *Set) Forbids(a wms.Asked, w wms.WarehouseID, sku wms.SKU) string {
	for i := range s.lanes {
		r := &s.lanes[i]
		if r.Kind == wms.RuleForbid && r.Warehouse == w && meets(r, a) && (r.SKU == "" || r.SKU == sku) {
			return r.ID
		}
	}
	return ""
}

// Handicap is how much more a shipment from a warehouse counts because others
// are preferred, and the rule that prefers one most.
func (s *Set) Handicap(a wms.Asked, w wms.WarehouseID) (cost int64, rule string) {
	for i := range s.lanes {
		r := &s.lanes[i]
		if r.Kind == wms.RulePrefer && meets(r, a) && r.Warehouse != w && r.UpTo > cost {
			cost, rule = r.UpTo, r.ID
		}
	}
	for i := range s.lanes { // one that is preferred itself is behind by the difference
		r := &s.lanes[i]
		if r.Kind == wms.RulePrefer && meets(r, a) && r.Warehouse == w {
			cost = max(0, cost-r.UpTo)
		}
	}
	if cost == 0 {
		rule = ""
	}
	return cost, rule
}

// Kept is how many of a warehouse's free units of an item may not be promised
// to a channel, and the rule that keeps most of them. Daily is how many are
// asked for there in a day.
func (s *Set) Kept(sku wms.SKU, w wms.WarehouseID, channel string, daily func(wms.SKU, wms.WarehouseID) float64) (units int64, rule string) {
	var safety, most int64
	for i := range s.stock[w] {
		r := &s.stock[w][i]
		if r.SKU != "" && r.SKU != sku {
			continue
		}
		n := r.Units
		switch {
		case r.Kind == wms.RuleFence && r.Channel == channel, r.Kind == wms.RuleKeep && r.Channel != "" && r.Channel != channel:
			continue
		case r.Days > 0 && daily != nil:
			n = int64(math.Ceil(float64(r.Days) * daily(sku, w)))
		}
		if r.Kind == wms.RuleFence {
			units += n
		} else {
			safety = max(safety, n) // keep rules don't add up
		}
		if n > most {
			most, rule = n, r.ID
		}
	}
	return units + safety, rule
}
