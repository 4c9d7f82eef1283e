package trade

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/supply"
)

// placer brings stock from the first warehouse to the others.
type placer struct {
	*trade
	looks  int
	levels [][]supply.Level // by place, item; under PlaceForecast
	usual  []int64          // by item
	kept   []int64          // by item: what does not leave the first warehouse
	fixed  [][2]int64       // [item*places+place]: at what to bring more, and up to what
	wanted []map[int]bool   // by place: the items that may be kept there
}

func newPlacer(t *trade) *placer {
	p := &placer{trade: t, levels: make([][]supply.Level, t.places), usual: make([]int64, len(t.Items)), kept: make([]int64, len(t.Items)), wanted: make([]map[int]bool, t.places)}
	return p
}

// Fixed rules, under PlaceFixed: at so many weeks of past demand, up to so many.
const fixedLeast, fixedMost = 1, 3

// review looks at the past, on a Monday.
func (p *placer) review() {
	if p.pol.Place == PlaceNone || p.places < 2 {
		return
	}
	for i := range p.Items {
		if p.pol.Place == PlaceFixed {
			p.kept[i] = int64(math.Ceil(p.past.quarter(p.past.at[i*p.places])))
		}
		if p.pol.Usual > 0 {
			p.usual[i] = p.past.usualQty(i, p.pol.Usual, week(p.now))
		}
	}
	if p.pol.Place == PlaceFixed && p.fixed == nil {
		p.fixed = make([][2]int64, len(p.Items)*p.places)
		for k := range p.fixed {
			mean := p.past.quarter(p.past.at[k])
			p.fixed[k] = [2]int64{int64(math.Ceil(mean * fixedLeast)), int64(math.Ceil(mean * fixedMost))}
		}
	}
	if p.pol.Place == PlaceForecast {
		p.foresee()
	}
	for w := 1; w < p.places; w++ {
		p.choose(w)
	}
}

// refresh is every how many weeks places are forecast anew.
const refresh = 4

// foresee chooses the levels of all items at all places: of the first, what
// does not leave it.
func (p *placer) foresee() {
	if p.looks++; p.looks%refresh != 1 {
		return
	}
	here := p.levelsAt(0, wms.SupplyRule{LeadDays: p.pol.Keep * 7, ReviewDays: 7, ServicePermille: keptService}, func(i int) int64 { return p.Items[i].PriceMinor })
	for i, l := range here {
		p.kept[i] = l.Qty
	}
	for w := 1; w < p.places; w++ {
		p.levels[w] = p.worth(w)
	}
}

// keptService is how sure the first warehouse must be of its own customers'
// lines before anything leaves it.
const keptService = 998

// placeServices are tried for a place: the more items of an order must be there
// together, the surer each must be.
var placeServices = []int64{900, 950, 980, 990, 996}

// placePast is from how many weeks a place is judged, and over how many what
// lies there must pay for the way it came.
const placePast = 26

// placeMargin is replenish.Place's.
const placeMargin = 1.3

// worth chooses levels of the items that a place should keep; of others they are 0.
func (p *placer) worth(w int) (best []supply.Level) {
	best = make([]supply.Level, len(p.Items))
	var tr *config.Transfer
	for k := range p.Net.Transfers {
		if x := &p.Net.Transfers[k]; p.placeOf(x.To) == w && p.placeOf(x.From) == 0 {
			tr = x
		}
	}
	if tr == nil {
		return best
	}
	now, most := week(p.now), 0.0
	var orders []replenish.PlacedOrder
	for _, x := range p.past.elsewhere {
		if x.home == w && x.week >= now-placePast && x.week < now {
			orders = append(orders, x.PlacedOrder)
		}
	}
	items := make([]replenish.PlacedItem, len(p.Items))
	freight, idle := make([]float64, len(items)), make([]float64, len(items))
	for i, it := range p.Items {
		freight[i] = p.pallets(i, 1) * float64(tr.PerPallet)
		idle[i] = freight[i]/placePast + 7*float64(p.Net.Warehouses[w].Costs.StoragePerM3Day-p.Net.Warehouses[0].Costs.StoragePerM3Day)*float64(it.VolumeML)/1e6
	}
	for _, service := range placeServices {
		rule := wms.SupplyRule{LeadDays: (tr.Hours + 23) / 24, ReviewDays: 7, ServicePermille: service}
		levels := p.levelsAt(w, rule, func(i int) int64 { return max(1, int64(1000*idle[i])) })
		for i, l := range levels {
			k := i*p.places + w
			can := p.stock[k] + p.coming[k] + max(0, p.stock[i*p.places]-p.kept[i]) // there, or to spare
			items[i] = replenish.PlacedItem{Level: float64(min(l.Qty, can)), Found: l.Found, Freight: freight[i], Idle: idle[i] * l.Stock}
			if can < l.Qty {
				items[i].Found *= float64(can) / float64(l.Qty)
			}
		}
		if keep, saves := replenish.Place(orders, items, float64(min(placePast, p.past.weeks)), placeMargin); saves > most {
			most = saves
			for i := range best {
				if best[i] = (supply.Level{}); keep[i] {
					best[i] = levels[i]
				}
			}
		}
	}
	return best
}

func (p *placer) levelsAt(w int, rule wms.SupplyRule, value func(i int) int64) []supply.Level {
	model := p.learnLines()
	kept := make([]supply.Kept, len(p.Items))
	for i, it := range p.Items {
		kept[i] = supply.Kept{SKU: it.SKU, Rule: rule, Demand: model.Expect(p.past.linesAt(i, w)), Value: value(i)}
	}
	return supply.Levels(kept, rule)
}

// choose picks the items that a place may keep: those it has, and as many more
// as it has room for, those its own customers ask for most first.
func (p *placer) choose(w int) {
	limit := p.Net.Warehouses[w].Limits.Items
	if limit <= 0 {
		return
	}
	most := make([]int, 0, len(p.Items))
	score := make([]float64, len(p.Items))
	p.wanted[w] = map[int]bool{}
	for i := range p.Items {
		if score[i] = p.past.quarter(p.past.at[i*p.places+w]); score[i] > 0 {
			most = append(most, i)
		}
	}
	slices.SortStableFunc(most, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	for _, i := range most[:min(len(most), int(limit))] {
		p.wanted[w][i] = true
	}
}

// may says whether an item may be brought to a place.
func (p *placer) may(item, w int) bool {
	limit := p.Net.Warehouses[w].Limits.Items
	if limit <= 0 {
		return true
	}
	k := item*p.places + w
	return p.wanted[w][item] && (p.stock[k]+p.coming[k] > 0 || p.kinds[w] < int(limit))
}

// wish is what a transfer would bring.
type wish struct {
	Line
	urgency float64 // share of its level that is there
}

// depart loads what is wanted onto whole pallets, the most urgent first, and
// leaves without if half a pallet is not filled.
func (p *placer) depart(tr *config.Transfer) {
	from, to := p.placeOf(tr.From), p.placeOf(tr.To)
	if p.pol.Place == PlaceNone || from != 0 || to <= 0 || slices.Contains(p.pol.Empty, tr.To) {
		return
	}
	var wishes []wish
	full := 0.0
	for i := range p.Items {
		if x, ok := p.wish(i, to, tr); ok {
			wishes = append(wishes, x)
			full += p.pallets(i, x.Qty)
		}
	}
	pallets := math.Floor(full + 0.5)
	if pallets < 1 {
		return
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(a.urgency, b.urgency) })
	var goods []Line
	room, moved := pallets, int64(0)
	for _, x := range wishes {
		if need := p.pallets(x.Item, x.Qty); need > room {
			x.Qty = int64(float64(x.Qty) * room / need)
		}
		if x.Qty <= 0 || !p.may(x.Item, to) {
			continue
		}
		room -= p.pallets(x.Item, x.Qty)
		p.put(x.Item, from, -x.Qty)
		p.note(x.Item, to, func(k int) { p.coming[k] += x.Qty })
		goods = append(goods, x.Line)
		moved += x.Qty
	}
	for _, g := range goods { // send notes them again
		p.note(g.Item, to, func(k int) { p.coming[k] -= g.Qty })
	}
	if len(goods) == 0 {
		return
	}
	p.send(arrival{at: p.now.Add(time.Duration(tr.Hours) * time.Hour), place: to, goods: goods})
	if p.now.Before(p.Counts) {
		return
	}
	// The first load, before the first order, is paid for as any other.
	p.res.Costs.Transfers += pallets * float64(tr.PerPallet)
	p.res.Pallets += int(pallets)
	p.res.Moved += moved
}

// pallets is how many pallets so many units fill.
func (p *placer) pallets(item int, qty int64) float64 {
	it := &p.Items[item]
	if p.Premises.MasterPallet {
		return float64(qty) / float64(max(1, it.PalletQty))
	}
	return float64(qty) * max(float64(it.VolumeML)/PalletML, float64(p.weigh(item))/PalletG)
}

// wish is what a place lacks of an item and the first warehouse can spare.
func (p *placer) wish(item, w int, tr *config.Transfer) (wish, bool) {
	k := item*p.places + w
	spare := p.stock[item*p.places] - p.kept[item]
	if spare <= 0 || !p.may(item, w) {
		return wish{}, false
	}
	at := supply.Position{Free: p.stock[k], OnOrder: p.coming[k]}
	have := at.Free + at.OnOrder
	if p.pol.Place == PlaceFixed {
		rule := p.fixed[k]
		if have >= rule[0] || rule[1] <= have {
			return wish{}, false
		}
		n := min(rule[1]-have, spare)
		return wish{Line{item, n}, float64(have) / float64(rule[1])}, n > 0
	}
	qty, level := int64(0), int64(0)
	if p.levels[w] != nil {
		rule := wms.SupplyRule{Warehouse: wms.WarehouseID(tr.To), From: wms.WarehouseID(tr.From), LeadDays: (tr.Hours + 23) / 24, ReviewDays: 7, ServicePermille: p.pol.Service}
		if made, needed := supply.Need(p.levels[w][item], rule, p.Items[item].SKU, at, spare, p.now); needed {
			qty, level = made.Qty, made.Level
		}
	}
	if p.pol.Usual > 0 && p.Net.Warehouses[w].Limits.Items == 0 && p.usual[item] > have+qty {
		qty, level = min(p.usual[item]-have, spare), max(level, p.usual[item])
	}
	return wish{Line{item, qty}, float64(have) / float64(max(1, level))}, qty > 0
}
