package plant

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// placeServices are tried for a place: the more items of an order must be there
// together, the surer each must be. placeMargin is by how much what the past
// promises must be worth more than it costs.
var placeServices = []int64{900, 950, 980, 990, 996}

const placeMargin = 1.3

// placing is the choice of items for one place.
type placing struct {
	skus   []wms.SKU
	index  map[wms.SKU]int
	orders []replenish.PlacedOrder
	lines  []supply.Past // of the place's orders, by item
	weeks  int
}

// fitting are the past orders that a place would serve cheapest and cheaper
// than where its goods come from.
func (b *balancing) fitting(t config.Transfer) placing {
	x := placing{index: map[wms.SKU]int{}, weeks: 1}
	for _, o := range b.past {
		x.weeks = min(servedWeeks, max(x.weeks, o.ago+1))
	}
	for i := range b.past {
		o := &b.past[i]
		there, ok := o.costs[wms.WarehouseID(t.From)]
		if !ok || o.ago >= x.weeks || o.home(b.plant.Houses) != wms.WarehouseID(t.To) {
			continue
		}
		placed := replenish.PlacedOrder{Saves: there - o.costs[wms.WarehouseID(t.To)]}
		for _, l := range o.Lines {
			k, seen := x.index[l.SKU]
			if !seen {
				k = len(x.skus)
				x.index[l.SKU] = k
				x.skus, x.lines = append(x.skus, l.SKU), append(x.lines, supply.Past{SKU: l.SKU, Lines: make([]float64, x.weeks)})
			}
			x.lines[k].Lines[x.weeks-1-o.ago]++
			x.lines[k].Sizes = supply.AddSize(x.lines[k].Sizes, supply.Size{Units: l.Qty, Times: 1})
			placed.Lines = append(placed.Lines, replenish.PlacedLine{Item: k, Units: float64(l.Qty)})
		}
		x.orders = append(x.orders, placed)
	}
	return x
}

// place advises which items the warehouse at the end of a lane should keep, and
// proposes to bring those that no rule brings there.
func (b *balancing) place(t config.Transfer) (wms.PlaceAdvice, []wms.Proposal) {
	to, from := wms.WarehouseID(t.To), wms.WarehouseID(t.From)
	x := b.fitting(t)
	out := wms.PlaceAdvice{Warehouse: to, From: from, At: b.now, Weeks: int64(x.weeks), Orders: int64(len(b.past)), Fitting: int64(len(x.orders)), Items: []wms.PlaceAdviceItem{}}
	n := len(x.skus)
	freight, idle := make([]float64, n), make([]float64, n)
	for i, sku := range x.skus {
		it := b.items[sku]
		freight[i] = palletsOf(it) * float64(t.PerPallet)
		idle[i] = freight[i]/servedWeeks + 7*float64(b.site(to).Costs.StoragePerM3Day-b.site(from).Costs.StoragePerM3Day)*float64(it.VolumeMM3())/1e9
	}
	var best []supply.Level
	var keep []bool
	var share []float64
	most := 0.0
	for _, service := range placeServices {
		rule := wms.SupplyRule{LeadDays: (t.Hours + 23) / 24, ReviewDays: 7, ServicePermille: service}
		kept := make([]supply.Kept, n)
		for i, sku := range x.skus {
			kept[i] = supply.Kept{SKU: sku, Rule: rule, Demand: b.model.Expect(x.lines[i].Ordered()), Value: max(1, int64(1000*idle[i]))}
		}
		levels := supply.Levels(kept, rule)
		placed := make([]replenish.PlacedItem, n)
		for i, l := range levels {
			have := b.have.of(to, x.skus[i])
			can := have.Free + have.OnOrder + b.canLeave(from, x.skus[i])
			placed[i] = replenish.PlacedItem{Level: float64(min(l.Qty, can)), Found: l.Found, Freight: freight[i], Idle: idle[i] * l.Stock}
			if can < l.Qty {
				placed[i].Found *= float64(can) / float64(l.Qty)
			}
		}
		if k, saves := replenish.Place(x.orders, placed, float64(x.weeks), placeMargin); saves > most {
			best, keep, most, share = levels, k, saves, replenish.Shares(x.orders, placed, k, float64(x.weeks))
		}
	}
	out.SavesMinor = minor(most)
	var bring []wanted
	room := b.kinds(to)
	kept := map[wms.SKU]bool{}
	for _, i := range byShare(keep, share) {
		sku := x.skus[i]
		have := b.have.of(to, sku)
		kept[sku] = true
		line := wms.PlaceAdviceItem{SKU: sku, Keep: true, Level: best[i].Qty, FoundPermille: minor(1000 * best[i].Found), PerWeekMilli: minor(1000 * best[i].PerWeek), Free: have.Free,
			SavesMinor: minor(share[i]), FreightMinor: minor(best[i].PerWeek * freight[i]), IdleMinor: minor(idle[i] * best[i].Stock)}
		lot := max(1, b.items[sku].CaseQty)
		line.Qty = min(max(0, best[i].Qty-have.Free-have.OnOrder), b.canLeave(from, sku)) / lot * lot
		if newKind := have.Free+have.OnOrder == 0; newKind && line.Qty > 0 && room == 0 {
			line.Qty = 0
		} else if newKind && line.Qty > 0 && room > 0 {
			room--
		}
		if line.Qty > 0 && b.levels[to][sku].Qty == 0 && best[i].PerWeek > 0 {
			gain := share[i] * float64(line.Qty) / best[i].PerWeek
			if pallets := float64(line.Qty) * palletsOf(b.items[sku]); gain > pallets*float64(t.PerPallet)+b.perLine(t) {
				bring = append(bring, wanted{line, pallets, gain})
			}
		}
		out.Items = append(out.Items, line)
	}
	out.Items = append(out.Items, b.dropped(to, kept)...)
	return out, b.bring(t, bring)
}

// wanted is an item to bring to a place.
type wanted struct {
	line    wms.PlaceAdviceItem
	pallets float64
	gain    float64
}

// bring proposes what is wanted, if all of it is worth the pallets that it
// begins.
func (b *balancing) bring(t config.Transfer, list []wanted) (out []wms.Proposal) {
	pallets, gain := 0.0, 0.0
	for _, x := range list {
		pallets, gain = pallets+x.pallets, gain+x.gain
	}
	freight := math.Ceil(pallets-1e-9) * float64(t.PerPallet)
	if gain <= freight+float64(len(list))*b.perLine(t) {
		return nil
	}
	for _, x := range list {
		out = append(out, b.placed(t, x.line, x.gain, freight*x.pallets/pallets+b.perLine(t)))
	}
	return out
}

// byShare lists the items to keep, those that save most first.
func byShare(keep []bool, share []float64) (out []int) {
	for i := range keep {
		if keep[i] {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(share[b], share[a]) })
	return out
}

// placed is a proposal to bring what a place should keep.
func (b *balancing) placed(t config.Transfer, line wms.PlaceAdviceItem, gain, cost float64) wms.Proposal {
	p := b.transfer(line.SKU, t, line.Qty)
	p.Cause, p.Level, p.PerWeekMilli, p.FreightMinor, p.GainMinor = wms.CausePlace, line.Level, line.PerWeekMilli, minor(cost), minor(gain)
	p.Reason = fmt.Sprintf("Of the orders of the last weeks, those that %s serves cheapest would ask it for %.1f a week; %.1f %% of these lines would find all they want at a level of %d. %s has %d free and keeps %d of them. Until the %d are used they save %.2f, for freight and handling of %.2f.",
		p.Warehouse, float64(p.PerWeekMilli)/1000, float64(line.FoundPermille)/10, p.Level, p.From, p.FromFree, p.FromKeep, p.Qty, gain/100, cost/100)
	return p
}

// dropped are the items that a place has or is kept in, and does not deserve.
func (b *balancing) dropped(w wms.WarehouseID, kept map[wms.SKU]bool) (out []wms.PlaceAdviceItem) {
	for _, sku := range slices.Sorted(maps.Keys(b.have[w])) {
		have, level := b.have[w][sku], b.levels[w][sku]
		if kept[sku] || have.Free+have.OnOrder == 0 && level.Qty == 0 {
			continue
		}
		idle := 7 * float64(b.site(w).Costs.StoragePerM3Day) * float64(b.items[sku].VolumeMM3()) / 1e9 * float64(have.Free)
		out = append(out, wms.PlaceAdviceItem{SKU: sku, Level: level.Qty, PerWeekMilli: int64(math.Round(1000 * level.PerWeek)), Free: have.Free, IdleMinor: minor(idle)})
	}
	slices.SortStableFunc(out, func(a, b wms.PlaceAdviceItem) int { return cmp.Compare(b.IdleMinor, a.IdleMinor) })
	return out
}

// rearrange balances stock between warehouses and advises what each should keep.
func (s *supplyRun) rearrange(ctx context.Context, past map[wms.WarehouseID][]series, model *replenish.LineModel) error {
	b, err := s.newBalancing(past, model)
	if err != nil {
		return err
	}
	moves, err := b.balance(ctx)
	if err != nil {
		return err
	}
	var advice []wms.PlaceAdvice
	for _, t := range s.plant.Network.Transfers {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		a, bring := b.place(t)
		advice = append(advice, a)
		for _, p := range bring {
			same := func(x wms.Proposal) bool { return x.Warehouse == p.Warehouse && x.SKU == p.SKU && x.From == p.From }
			if !slices.ContainsFunc(moves, same) {
				moves = append(moves, p)
			}
		}
	}
	return s.putMoves(ctx, moves, advice)
}

// PlaceAdvices implements api.Supply.
func (p *Plant) PlaceAdvices(context.Context) ([]wms.PlaceAdvice, error) {
	return view(p, func(r store.Reader) ([]wms.PlaceAdvice, error) { return supply.Advices(r) })
}
