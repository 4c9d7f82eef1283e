package supply

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Position is what a warehouse has of an item, and what is bound to come.
type Position struct {
	Free    int64 // can be promised now
	OnOrder int64 // announced and not received, or on the road from elsewhere
	Owed    int64 // customers wait for it
}

func (p Position) total() int64 { return p.Free + p.OnOrder - p.Owed }

// Need proposes what brings an item to its level, or nothing. atSource is what
// the warehouse the goods come from can spare; a supplier has enough.
func Need(l Level, r wms.SupplyRule, sku wms.SKU, p Position, atSource int64, now time.Time) (wms.Proposal, bool) {
	want := l.Qty - p.total()
	if want <= 0 {
		return wms.Proposal{}, false
	}
	multiple := max(1, r.Multiple)
	qty := (max(want, r.MinQty) + multiple - 1) / multiple * multiple
	out := wms.Proposal{Kind: "purchase", Warehouse: r.Warehouse, SKU: sku, Supplier: r.Supplier, From: r.From, Status: wms.ProposalOpen,
		Free: p.Free, OnOrder: p.OnOrder, Owed: p.Owed, Level: l.Qty, PerWeekMilli: int64(math.Round(l.PerWeek * 1000)), CreatedAt: now, DueAt: now.AddDate(0, 0, int(r.LeadDays))}
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
	out.Reason = reason(out, r, l) + less
	return out, true
}

// reason is the proposal in a sentence.
func reason(p wms.Proposal, r wms.SupplyRule, l Level) string {
	perWeek := l.PerWeek
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
	lead := fmt.Sprint(r.LeadDays)
	if r.LeadSDDays > 0 {
		lead += fmt.Sprintf(" ± %d", r.LeadSDDays)
	}
	return fmt.Sprintf("%s%s. Goods take %s days, the next look is in %d. %s", at, lasts, lead, r.ReviewDays, l.explain())
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

// All is the rule for all items of a warehouse that have none of their own.
func (m Matcher) All(w wms.WarehouseID) wms.SupplyRule { return m.general[w] }

// Of finds the rule; an item's own goes before that of all.
func (m Matcher) Of(w wms.WarehouseID, sku wms.SKU) (wms.SupplyRule, bool) {
	if r, ok := m.own[w][sku]; ok {
		return r, true
	}
	r, ok := m.general[w]
	return r, ok
}

func sorted(asked map[Asked][]int64) []Asked {
	out := make([]Asked, 0, len(asked))
	for k := range asked {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b Asked) int {
		return cmp.Or(cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Week, b.Week))
	})
	return out
}
