package plant

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

const (
	// coverWeeks is for how long a warehouse without a rule keeps what its own
	// customers may ask for, and coverSure how sure that must be, in standard
	// deviations.
	coverWeeks, coverSure = 13, 2.33
	// idleWeeks is at most how long stock is taken to lie idle: freight must
	// come back within half a year.
	idleWeeks = 26
	// wantSteps is in how many steps what is lacked is weighed.
	wantSteps = 6
)

// balancing weighs what is spare in one warehouse against what others lack.
type balancing struct {
	*supplyRun
	model  *replenish.LineModel
	demand map[wms.WarehouseID]map[wms.SKU]replenish.LineDemand
	missed map[wms.WarehouseID]float64 // what a line that it lacks costs
	items  map[wms.SKU]wms.Item
	lanes  []config.Transfer
	past   []servedOrder
}

// newBalancing reads what it needs.
func (s *supplyRun) newBalancing(past map[wms.WarehouseID][]series, model *replenish.LineModel) (*balancing, error) {
	b := &balancing{supplyRun: s, model: model, demand: map[wms.WarehouseID]map[wms.SKU]replenish.LineDemand{}, missed: map[wms.WarehouseID]float64{}, items: map[wms.SKU]wms.Item{}}
	var err error
	if b.past, err = s.plant.servedPast(s.now); err != nil {
		return nil, err
	}
	for _, h := range s.plant.Houses {
		w := h.Site.ID
		b.demand[w] = map[wms.SKU]replenish.LineDemand{}
		for _, x := range past[w] {
			b.demand[w][x.sku] = model.Expect(x.lines)
		}
		for sku, lines := range b.askedLately(w) {
			if _, counted := b.demand[w][sku]; !counted {
				b.demand[w][sku] = model.Expect(lines)
			}
		}
		b.missed[w] = s.plant.missedLine(b.past, w, float64(max(1, s.rules.All(w).ReviewDays)))
	}
	err = s.plant.Store.View(func(r store.Reader) error {
		need := map[wms.SKU]bool{}
		for _, by := range s.have {
			for sku := range by {
				need[sku] = true
			}
		}
		for _, o := range b.past {
			for _, l := range o.Lines {
				need[l.SKU] = true
			}
		}
		for sku := range need {
			it, err := items.Get(r, sku)
			if err != nil && wms.CodeOf(err) != "unknown_sku" {
				return err
			}
			b.items[sku] = it
		}
		return nil
	})
	b.lanes = transferLanes(s.plant.Network)
	return b, err
}

// askedLately is what those orders ask for that a warehouse serves cheapest, this
// week's too: of an item that is new there no week before has counted any.
func (b *balancing) askedLately(w wms.WarehouseID) map[wms.SKU]replenish.LinePast {
	weeks := 1
	for i := range b.past {
		weeks = max(weeks, b.past[i].ago+1)
	}
	by := map[wms.SKU]*supply.Past{}
	for i := range b.past {
		o := &b.past[i]
		if o.home(b.plant.Houses) != w {
			continue
		}
		for _, l := range o.Lines {
			if by[l.SKU] == nil {
				by[l.SKU] = &supply.Past{SKU: l.SKU, Lines: make([]float64, weeks)}
			}
			by[l.SKU].Lines[weeks-1-o.ago]++
			by[l.SKU].Sizes = supply.AddSize(by[l.SKU].Sizes, supply.Size{Units: l.Qty, Times: 1})
		}
	}
	out := map[wms.SKU]replenish.LinePast{}
	for sku, past := range by {
		out[sku] = past.Ordered()
	}
	return out
}

// weeksOf is how long an item's stock in a warehouse must last until more can
// come.
func (b *balancing) weeksOf(w wms.WarehouseID, sku wms.SKU) float64 {
	if r, ok := b.rules.Of(w, sku); ok {
		return float64(r.LeadDays+r.ReviewDays) / 7
	}
	return coverWeeks
}

// keeps is what stays with a giver for its own customers.
func (b *balancing) keeps(w wms.WarehouseID, sku wms.SKU) int64 {
	keep := b.levels[w][sku].Qty
	if d, ok := b.demand[w][sku]; ok {
		mean, sd := d.Over(b.weeksOf(w, sku))
		keep = max(keep, int64(math.Ceil(mean+coverSure*sd)))
	}
	return keep
}

// canLeave is what a giver can spare beyond what it keeps, and beyond what this
// look has bound already.
func (b *balancing) canLeave(w wms.WarehouseID, sku wms.SKU) int64 {
	have := b.have.of(w, sku)
	return max(0, min(b.spare[w][sku], have.Free-have.Owed-b.keeps(w, sku)))
}

// end is an item at a place: what it can give, and what it lacks. What its own
// rule brings from another warehouse is not lacked, and is bound there.
func (b *balancing) end(w wms.WarehouseID, sku wms.SKU) (out replenish.BalancePlace, boundAt wms.WarehouseID, bound int64) {
	have := b.have.of(w, sku)
	out.Kept = have.Free+have.OnOrder > 0
	d := b.demand[w][sku]
	perWeek, _ := d.Over(1)
	if out.Spare = max(0, have.Free-have.Owed-b.keeps(w, sku)); out.Spare > 0 {
		weeks := float64(idleWeeks)
		if perWeek > 0 {
			weeks = min(weeks, float64(out.Spare)/2/perWeek)
		}
		it, house := b.items[sku], b.site(w)
		out.Frees = weeks * (float64(it.ValueMinor)*b.plant.Network.HoldingCostPerYear/52 + 7*float64(house.Costs.StoragePerM3Day)*float64(it.VolumeMM3())/1e9)
		return out, "", 0
	}
	rule, ok := b.rules.Of(w, sku)
	level := b.levels[w][sku].Qty
	base := have.Free + have.OnOrder - have.Owed
	if !ok || level <= base || perWeek <= 0 || b.theirs[w][sku] { // or its supplier brings it
		return out, "", 0
	}
	if rule.From != "" {
		boundAt, bound = rule.From, min(level-base, b.spare[rule.From][sku])
		if base += bound; base >= level {
			return out, boundAt, bound
		}
	}
	weeks := float64(rule.LeadDays) / 7 // then what is bought now is there
	if rule.From != "" {
		weeks = b.weeksOf(w, sku) // its source has no more
	}
	mean, sd := d.Over(weeks)
	usual := max(1, perWeek/max(d.PerWeek, 1e-9))
	lack := level - base
	step := (lack + wantSteps - 1) / wantSteps
	for at := int64(0); at < lack; at += step {
		n := min(step, lack-at)
		likely := replenish.Chance(float64(max(0, base+at))+float64(n)/2, mean, sd)
		out.Wants = append(out.Wants, replenish.BalanceStep{Units: n, Worth: b.missed[w] / usual * likely})
	}
	return out, boundAt, bound
}

func (b *balancing) site(w wms.WarehouseID) *config.Warehouse {
	site, ok := b.plant.Network.Warehouse(string(w))
	if !ok {
		return &config.Warehouse{}
	}
	return site
}

// balance proposes the transfers that are worth more than they cost.
func (b *balancing) balance(ctx context.Context) ([]wms.Proposal, error) {
	lanes, trucks, err := b.openLanes()
	if err != nil || len(lanes) == 0 {
		return nil, err
	}
	all := map[wms.SKU]bool{}
	for _, by := range b.have {
		for sku := range by {
			all[sku] = true
		}
	}
	var skus []wms.SKU
	var list []replenish.BalanceItem
	for _, sku := range slices.Sorted(maps.Keys(all)) {
		it := replenish.BalanceItem{Pallets: palletsOf(b.items[sku]), Lot: b.items[sku].CaseQty, Places: make([]replenish.BalancePlace, len(b.plant.Houses))}
		gives, lacks := false, false
		bound := map[wms.WarehouseID]int64{}
		for i, h := range b.plant.Houses {
			place, at, n := b.end(h.Site.ID, sku)
			bound[at] += n
			it.Places[i] = place
			lacks = lacks || len(place.Wants) > 0
		}
		for i, h := range b.plant.Houses {
			it.Places[i].Spare = max(0, it.Places[i].Spare-bound[h.Site.ID])
			gives = gives || it.Places[i].Spare > 0
		}
		if gives && lacks {
			skus, list = append(skus, sku), append(list, it)
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var out []wms.Proposal
	for _, load := range replenish.Balance(list, lanes, b.rooms()) {
		for _, m := range load.Moves {
			out = append(out, b.moved(skus[m.Item], trucks[load.Lane], m))
		}
	}
	return out, nil
}

// openLanes are those on which no transfer was asked for today: one a day.
func (b *balancing) openLanes() (lanes []replenish.BalanceLane, trucks []config.Transfer, err error) {
	day := b.now.Truncate(24 * time.Hour)
	today, err := view(b.plant, func(r store.Reader) ([]orders.Order, error) {
		return orders.RecentTransfers(r, day, servedOrders)
	})
	if err != nil {
		return nil, nil, err
	}
	place := map[string]int{}
	for i, h := range b.plant.Houses {
		place[string(h.Site.ID)] = i
	}
	for _, t := range b.lanes {
		from, ok := place[t.From]
		to, also := place[t.To]
		if !ok || !also || slices.ContainsFunc(today, func(o orders.Order) bool { return string(o.Warehouse) == t.From && string(o.To) == t.To }) {
			continue
		}
		lanes = append(lanes, replenish.BalanceLane{From: from, To: to, PerPallet: float64(t.PerPallet), PerLine: b.perLine(t)})
		trucks = append(trucks, t)
	}
	return lanes, trucks, nil
}

// perLine is what picking an item at one end and putting it away at the other
// costs.
func (b *balancing) perLine(t config.Transfer) float64 {
	return float64(b.site(wms.WarehouseID(t.From)).Costs.HandlingLine + b.site(wms.WarehouseID(t.To)).Costs.HandlingLine)
}

// rooms are how many more items each warehouse may keep.
func (b *balancing) rooms() (out []replenish.BalanceRoom) {
	for _, h := range b.plant.Houses {
		out = append(out, replenish.BalanceRoom{Pallets: -1, Kinds: b.kinds(h.Site.ID)})
	}
	return out
}

func (b *balancing) kinds(w wms.WarehouseID) int {
	limit := int(b.site(w).Limits.Items)
	if limit <= 0 {
		return -1
	}
	for _, have := range b.have[w] {
		if have.Free+have.OnOrder > 0 {
			limit--
		}
	}
	return max(0, limit)
}

// moved is a move as a proposal; what is decided after it counts it.
func (b *balancing) moved(sku wms.SKU, t config.Transfer, m replenish.BalanceMove) wms.Proposal {
	p := b.transfer(sku, t, m.Units)
	p.Cause, p.Level, p.FreightMinor, p.GainMinor = wms.CauseBalance, b.levels[p.Warehouse][sku].Qty, minor(m.Cost), minor(m.Gain)
	p.Reason = fmt.Sprintf("%s has %d free and keeps %d of them for its own customers, who are expected to ask for %.1f a week; %s expects %.1f a week, has %d free and %d on the way, and should have %d. Bringing %d saves %.2f where they are missed or lie idle, for a share of %.2f of the transfer.",
		p.From, p.FromFree, p.FromKeep, float64(p.FromPerWeekMilli)/1000, p.Warehouse, float64(p.PerWeekMilli)/1000, p.Free, p.OnOrder, p.Level, p.Qty, m.Gain/100, m.Cost/100)
	return p
}

// transfer is what a proposal says of both ends; it binds the goods for what is
// decided after it.
func (b *balancing) transfer(sku wms.SKU, t config.Transfer, units int64) wms.Proposal {
	from, to := wms.WarehouseID(t.From), wms.WarehouseID(t.To)
	give, take := b.have.of(from, sku), b.have.of(to, sku)
	here, _ := b.demand[to][sku].Over(1)
	there, _ := b.demand[from][sku].Over(1)
	p := wms.Proposal{Kind: "transfer", Warehouse: to, From: from, SKU: sku, Qty: units, Status: wms.ProposalOpen, CreatedAt: b.now, DueAt: b.now.Add(time.Duration(t.Hours) * time.Hour),
		Free: take.Free, OnOrder: take.OnOrder, Owed: take.Owed, PerWeekMilli: minor(1000 * here), FromFree: give.Free, FromKeep: b.keeps(from, sku), FromPerWeekMilli: minor(1000 * there)}
	give.Free -= units
	take.OnOrder += units
	b.spare[from][sku] = max(0, b.spare[from][sku]-units)
	return p
}

// putMoves puts the transfers that are not proposed to come to a level in the
// place of those of earlier looks, some at a time.
func (s *supplyRun) putMoves(ctx context.Context, list []wms.Proposal, advice []wms.PlaceAdvice) error {
	for more := true; more; {
		if _, err := s.plant.do(ctx, store.Network, "supply.propose", func(tx store.Tx) (err error) {
			more, err = supply.DropMoves(tx, supplyItems)
			return err
		}); err != nil {
			return err
		}
	}
	for len(list) > 0 {
		some := list[:min(len(list), supplyItems)]
		if _, err := s.plant.do(ctx, store.Network, "supply.propose", func(tx store.Tx) error {
			for _, p := range some {
				if err := supply.AddMove(tx, s.run.ID, p); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		s.run.Proposals += len(some)
		list = list[len(some):]
	}
	for _, a := range advice {
		if _, err := s.plant.do(ctx, store.Network, "supply.advise", func(tx store.Tx) error { return supply.Advise(tx, a) }); err != nil {
			return err
		}
	}
	return nil
}
