package supply

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
)

// Position is what a warehouse has of an item, and what is bound to come.
type Position struct {
	Free    int64 // can be promised now
	OnOrder int64 // announced and not received, or on the road from elsewhere
	Owed    int64 // customers wait for it
}

func (p Position) total() int64 { return p.Free + p.OnOrder - p.Owed }

// oneSide is the quantile of a normal distribution at the upper end of a
// forecast's interval, which holds 80 %.
const oneSide = 1.2815515655446004

// Level is what position an item is ordered up to at a periodic review: the
// demand expected until the goods of the next review arrive, and so much more
// that it suffices in the wanted share of cases, if forecast errors of weeks are
// independent and normal (Silver, Pyke and Thomas 2017, Inventory and
// Production Management in Supply Chains, section 6.9).
func Level(f replenish.Forecast, r wms.SupplyRule) (level int64, perWeek float64) {
	weeks := float64(r.LeadDays+r.ReviewDays) / 7
	mean := 0.0
	for h := range int(math.Ceil(weeks)) {
		mean += f.Mean[min(h, len(f.Mean)-1)] * min(1, weeks-float64(h))
	}
	sigma := (f.High[0] - f.Low[0]) / (2 * oneSide) * math.Sqrt(weeks)
	z := replenish.Normal{Sigma: 1}.Quantile(float64(r.ServicePermille) / 1000)
	return int64(math.Ceil(max(0, mean+z*sigma))), mean / weeks
}

// Need proposes what brings an item to its level, or nothing. atSource is what
// the warehouse the goods come from can spare; a supplier has enough.
func Need(f replenish.Forecast, r wms.SupplyRule, sku wms.SKU, p Position, atSource int64, now time.Time) (wms.Proposal, bool) {
	level, perWeek := Level(f, r)
	want := level - p.total()
	if want <= 0 {
		return wms.Proposal{}, false
	}
	multiple := max(1, r.Multiple)
	qty := (max(want, r.MinQty) + multiple - 1) / multiple * multiple
	out := wms.Proposal{Kind: "purchase", Warehouse: r.Warehouse, SKU: sku, Supplier: r.Supplier, From: r.From, Status: wms.ProposalOpen,
		Free: p.Free, OnOrder: p.OnOrder, Owed: p.Owed, Level: level, PerWeekMilli: int64(math.Round(perWeek * 1000)), CreatedAt: now, DueAt: now.AddDate(0, 0, int(r.LeadDays))}
	less := ""
	if r.From != "" {
		out.Kind = "transfer"
		if qty > atSource {
			qty = atSource / multiple * multiple
			less = fmt.Sprintf(" %s can spare %d.", r.From, atSource)
		}
	}
	if out.Qty = qty; qty <= 0 {
		return out, false
	}
	out.Reason = reason(out, r, perWeek) + less
	return out, true
}

// reason is the proposal in a sentence.
func reason(p wms.Proposal, r wms.SupplyRule, perWeek float64) string {
	at := fmt.Sprintf("%s expects to be asked for %.1f a week and has %d free", p.Warehouse, perWeek, p.Free)
	if p.OnOrder > 0 {
		at += fmt.Sprintf(", %d on the way", p.OnOrder)
	}
	if p.Owed > 0 {
		at += fmt.Sprintf(", and owes %d", p.Owed)
	}
	left := max(0, p.Free+p.OnOrder-p.Owed)
	lasts := ""
	if perWeek > 0 {
		lasts = fmt.Sprintf(": %.1f weeks", float64(left)/perWeek)
	}
	return fmt.Sprintf("%s%s. Goods take %d days, the next look is in %d: %d are wanted to suffice in %.1f %% of cases.",
		at, lasts, r.LeadDays, r.ReviewDays, p.Level, float64(r.ServicePermille)/10)
}

// Matcher finds the rule of an item in a warehouse.
type Matcher struct {
	own     map[wms.WarehouseID]map[wms.SKU]wms.SupplyRule
	general map[wms.WarehouseID]wms.SupplyRule
}

// NewMatcher sorts the rules.
func NewMatcher(all []wms.SupplyRule) Matcher {
	m := Matcher{map[wms.WarehouseID]map[wms.SKU]wms.SupplyRule{}, map[wms.WarehouseID]wms.SupplyRule{}}
	for _, r := range all {
		if r.SKU == "" {
			m.general[r.Warehouse] = r
			continue
		}
		if m.own[r.Warehouse] == nil {
			m.own[r.Warehouse] = map[wms.SKU]wms.SupplyRule{}
		}
		m.own[r.Warehouse][r.SKU] = r
	}
	return m
}

// Of finds the rule; an item's own goes before that of all.
func (m Matcher) Of(w wms.WarehouseID, sku wms.SKU) (wms.SupplyRule, bool) {
	if r, ok := m.own[w][sku]; ok {
		return r, true
	}
	r, ok := m.general[w]
	return r, ok
}

func sorted(asked map[Asked]int64) []Asked {
	out := make([]Asked, 0, len(asked))
	for k := range asked {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b Asked) int {
		return cmp.Or(cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Week, b.Week))
	})
	return out
}
