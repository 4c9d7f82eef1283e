package plant

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/slotting"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// Bounds of a slotting plan.
const (
	slotLines      = 20_000 // of the past
	slotBudget     = 1_000_000
	fewestBaskets  = 40
	slotLearnShare = 0.6 // of the orders; the others judge
	moveS          = 95  // of a move beside the walk: a trip, taking it out, putting it away (docs/picking.md)
)

// slotFloor is a shelf area with the goods that may move in it.
type slotFloor struct {
	pp      *pickPlanner
	places  []wms.LocationID // slots by number
	stops   []slotting.Stop
	skus    []wms.SKU // items by number
	items   []wms.Item
	stock   []ledger.Stock // by item, what would move
	rules   []wms.LocationRule
	locs    []wms.Location // slots by number
	may     map[[2]int32]bool
	current []int32
	number  map[wms.SKU]int32
	fixed   int
	lines   []outbound.OpenLine // picked in the area, the latest first
	since   time.Time
	orders  [][]int32
	picks   []int
}

// slotFloor reads what lies in an area, and who asked for it.
func (p *Plant) slotFloor(r store.Reader, h *House, pp *pickPlanner) (*slotFloor, error) {
	f := &slotFloor{pp: pp, number: map[wms.SKU]int32{}, may: map[[2]int32]bool{}}
	type place struct {
		id   wms.LocationID
		rows []ledger.Stock
	}
	var all []place
	main := map[wms.SKU]int64{} // units in the place that holds most
	at := map[wms.SKU]wms.LocationID{}
	for _, id := range h.Site.Of(wms.KindShelf) {
		if !pp.has(id) {
			continue
		}
		rows, err := ledger.InPlace(r, h.Partition(), ledger.At(id))
		if err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, func(s ledger.Stock) bool { return s.OnHand == 0 })
		all = append(all, place{id, rows})
		for _, s := range rows {
			if s.OnHand > main[s.SKU] {
				main[s.SKU], at[s.SKU] = s.OnHand, id
			}
		}
	}
	keep, err := p.keptPlaces(r, h)
	if err != nil {
		return nil, err
	}
	rules, err := masterdata.Rules(r, h.Partition())
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		may := p.maySwap(r, h, x.id, rules[x.id], x.rows, keep)
		if !may || len(x.rows) == 1 && at[x.rows[0].SKU] != x.id {
			f.fixed++
			continue
		}
		loc, _ := h.Site.Location(x.id)
		f.places, f.stops, f.locs, f.rules = append(f.places, x.id), append(f.stops, pp.at(loc)), append(f.locs, loc), append(f.rules, rules[x.id])
		if len(x.rows) == 1 {
			sku := x.rows[0].SKU
			it, err := items.Get(r, sku)
			if err != nil {
				return nil, err
			}
			f.number[sku] = int32(len(f.skus))
			f.skus, f.items, f.stock = append(f.skus, sku), append(f.items, it), append(f.stock, x.rows[0])
			f.current = append(f.current, int32(len(f.places)-1))
		}
	}
	lines, err := h.Floor.Picked(r, slotLines)
	if err != nil {
		return nil, err
	}
	f.lines = slices.DeleteFunc(lines, func(l outbound.OpenLine) bool { return !pp.has(l.From) })
	f.learn(f.lines)
	return f, nil
}

// learn turns picked lines, the latest first, into orders, the oldest first.
func (f *slotFloor) learn(lines []outbound.OpenLine) {
	f.picks = make([]int, len(f.skus))
	of := map[wms.ShipmentID]int{}
	for _, l := range slices.Backward(lines) {
		i, known := f.number[l.SKU]
		if !known || !f.pp.has(l.From) {
			continue
		}
		k, began := of[l.Shipment]
		if !began {
			k = len(f.orders)
			of[l.Shipment], f.orders = k, append(f.orders, nil)
			if k == 0 {
				f.since = l.At
			}
		}
		f.picks[i]++
		if !slices.Contains(f.orders[k], i) {
			f.orders[k] = append(f.orders[k], i)
		}
	}
}

// slotPlan learns where things should be, judges it on later orders, and says
// what the way there costs.
func (f *slotFloor) plan(ctx context.Context, in wms.SlotPlanRequest, now time.Time) (wms.SlotPlan, error) {
	out := wms.SlotPlan{Area: in.Area, Orders: len(f.orders), Since: f.since, Items: len(f.skus), Fixed: f.fixed, MovesPerDay: in.MovesPerDay, QuietFrom: in.QuietFrom, QuietTo: in.QuietTo, Moves: []wms.SlotMove{}}
	if len(f.orders) < fewestBaskets {
		return out, wms.Refuse(wms.Conflict, "too_few_orders", "of area %s only %d orders were picked that can be learned from; %d are needed", in.Area, len(f.orders), fewestBaskets)
	}
	began := time.Now()
	opts := slotting.Options{Seed: in.Seed + 1, Budget: slotBudget}
	problem := slotting.Problem{Slots: f.stops, Items: len(f.skus), Orders: f.orders, Current: f.current, MaxMoves: in.MaxMoves, May: f.mayBeIn, Reach: f.reach, Families: f.families(in.Families, now), Forecast: replenish.Popularity}
	early := problem
	split := int(slotLearnShare * float64(len(f.orders)))
	early.Orders = f.orders[:split]
	tried, err := slotting.Learn(early, f.pp.solver, opts)
	if err != nil {
		return out, err
	}
	later := f.orders[split:]
	out.Judged, out.NowMM, out.ThenMM = len(later), f.mean(f.current, later), f.mean(tried.At, later)
	if ctx.Err() != nil {
		return out, wms.Refuse(wms.Unavailable, "slotting_stopped", "planning took too long (%s)", time.Since(began).Round(time.Second))
	}
	at := f.current
	reached := f.reachGain(tried.At, later)
	tidied := f.tidied(problem.Families, tried.At)
	if float64(out.NowMM-out.ThenMM)+reached+tidied > 0 && len(tried.Moves) > 0 {
		learned, err := slotting.Learn(problem, f.pp.solver, opts)
		if err != nil {
			return out, err
		}
		at = learned.At
		out.FamiliesSADay = float64(f.tidiedSADay(in.Families, problem.Families, at))
		out.ReachSADay = reached / pickStandards.WalkPerS * f.aDay(now)
	} else {
		out.Warning, out.ThenMM = "no_gain", out.NowMM
	}
	out.Families = f.faults(in.Families, problem.Families, at)
	f.steps(&out, at)
	f.worth(&out, now)
	f.paint(&out, at)
	out.Faces = f.faceAdvice()
	return out, nil
}

// mean exact walk of some orders, in mm.
func (f *slotFloor) mean(at []int32, orders [][]int32) int64 {
	sum := 0
	var stops []slotting.Stop
	for _, o := range orders {
		stops = stops[:0]
		for _, i := range o {
			stops = append(stops, f.stops[at[i]])
		}
		sum += f.pp.solver.Length(stops)
	}
	return int64(sum / max(1, len(orders)))
}

// steps puts the moves in an order in which each finds its place free.
func (f *slotFloor) steps(out *wms.SlotPlan, at []int32) {
	var moves []slotting.Move
	full := make([]bool, len(f.places))
	for i, from := range f.current {
		full[from] = true
		if at[i] != from {
			moves = append(moves, slotting.Move{Item: i, From: from, To: at[i]})
		}
	}
	// What brings most comes first.
	slices.SortStableFunc(moves, func(a, b slotting.Move) int { return cmp.Compare(f.picks[b.Item], f.picks[a.Item]) })
	var free []int32
	for s, taken := range full {
		if !taken {
			free = append(free, int32(s))
		}
	}
	steps, left := slotting.Sequence(moves, free, f.mayBeIn)
	if len(left) > 0 {
		out.Warning = "no_free_place"
	}
	layout := f.pp.solver.Layout()
	for _, s := range steps {
		m := wms.SlotMove{SKU: f.skus[s.Item], From: f.places[s.From], To: f.places[s.To], Qty: f.stock[s.Item].OnHand, Temporary: s.Temporary, Picks: f.picks[s.Item], Status: wms.SlotWaiting}
		m.CostS = moveS + int64(layout.Distance(f.stops[s.From], f.stops[s.To]))/int64(pickStandards.WalkPerS)
		out.CostS += m.CostS
		out.Moves = append(out.Moves, m)
	}
}

// worth is what a plan saves a day.
func (f *slotFloor) worth(out *wms.SlotPlan, now time.Time) {
	out.SavesSADay = float64(out.NowMM-out.ThenMM)/pickStandards.WalkPerS*f.aDay(now) + out.ReachSADay + out.FamiliesSADay
	if out.SavesSADay > 0 {
		out.PaybackDays = float64(out.CostS) / out.SavesSADay
	}
}

// aDay is how many orders come on a mean day.
func (f *slotFloor) aDay(now time.Time) float64 {
	days := now.Sub(f.since).Hours() / 24
	if days <= 0 {
		return 0
	}
	return float64(len(f.orders)) / max(days, 1.0/24)
}

// paint counts picks by bay, now and then.
func (f *slotFloor) paint(out *wms.SlotPlan, at []int32) {
	type column struct{ aisle, bay int64 }
	bays := map[column]*wms.SlotBay{}
	a := f.pp.area
	for _, id := range f.pp.site.Of(wms.KindShelf) {
		loc, _ := f.pp.site.Location(id)
		k := column{loc.Aisle, loc.Bay}
		if !f.pp.has(id) || bays[k] != nil {
			continue
		}
		x := a.AisleXMM(loc.Aisle) + a.AisleWidthMM/2
		if loc.Bay%2 == 1 {
			x = a.AisleXMM(loc.Aisle) - a.AisleWidthMM/2 - a.ShelfDepthMM
		}
		bays[k] = &wms.SlotBay{Aisle: loc.Aisle, Bay: loc.Bay, XMM: x, YMM: loc.YMM - a.BayWidthMM/2, WidthMM: a.ShelfDepthMM, DepthMM: a.BayWidthMM}
	}
	in := func(slot int32) *wms.SlotBay {
		loc, _ := f.pp.site.Location(f.places[slot])
		return bays[column{loc.Aisle, loc.Bay}]
	}
	for i, n := range f.picks {
		in(f.current[i]).Now += n
		in(at[i]).Then += n
	}
	for _, b := range bays {
		out.Bays = append(out.Bays, *b)
	}
	slices.SortFunc(out.Bays, func(a, b wms.SlotBay) int { return cmp.Or(cmp.Compare(a.Aisle, b.Aisle), cmp.Compare(a.Bay, b.Bay)) })
}
