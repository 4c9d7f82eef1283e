package plant

import (
	"context"
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// series is the past of an item in a warehouse.
type series struct {
	sku   wms.SKU
	weeks []float64
	lines replenish.LinePast
	// touched is by what known causes.
	touched []replenish.Exposure
}

// pasts reads the past of all items of a warehouse.
func (p *Plant) pasts(r store.Reader, w wms.WarehouseID, only wms.SKU, now time.Time) (out []series, err error) {
	week := supply.Week(now)
	err = supply.EachPast(r, w, only, week-supplyPast, week, func(past supply.Past) error {
		y := make([]float64, len(past.Weeks))
		for i, n := range past.Weeks {
			y[i] = float64(n)
		}
		out = append(out, series{sku: past.SKU, weeks: y, lines: past.Ordered()})
		return nil
	})
	return out, err
}

// propose forecasts everything and puts the proposals.
func (p *Plant) propose(ctx context.Context, run *wms.SupplyRun) error {
	now := p.Clock.Now()
	var rules []wms.SupplyRule
	past := map[wms.WarehouseID][]series{}
	var lines []replenish.LinePast
	var book *occasionBook
	worth, families := map[wms.SKU]int64{}, map[wms.SKU]string{}
	err := p.Store.View(func(r store.Reader) (err error) {
		if rules, err = supply.Rules(r); err != nil {
			return err
		}
		if book, err = p.occasionBook(r); err != nil {
			return err
		}
		for _, h := range p.Houses {
			w := h.Site.ID
			if past[w], err = p.pasts(r, w, "", now); err != nil {
				return err
			}
			for _, s := range past[w] {
				lines = append(lines, s.lines)
				if _, ok := worth[s.sku]; ok {
					continue
				}
				item, err := items.Get(r, s.sku)
				if err != nil && wms.CodeOf(err) != "unknown_sku" {
					return err
				}
				worth[s.sku], families[s.sku] = item.ValueMinor, item.Family
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	have, err := p.positions(ctx)
	if err != nil {
		return err
	}
	panel := p.learnOccasions(book, past, families, now)
	run.Series = len(panel)
	f := replenish.Learn(panel, supplyAhead, 52)
	for _, h := range p.Houses {
		if err := p.keepForecasts(ctx, f, book, h.Site.ID, past[h.Site.ID], families, now); err != nil {
			return err
		}
	}
	theirs, err := view(p, suppliersKeep)
	if err != nil {
		return err
	}
	look := supplyRun{plant: p, book: book, run: run, theirs: theirs, rules: supply.NewMatcher(rules), have: have, levels: map[wms.WarehouseID]map[wms.SKU]supply.Level{}, now: now, spare: map[wms.WarehouseID]map[wms.SKU]int64{}}
	model := replenish.LearnLines(lines)
	for _, h := range p.Houses {
		look.levelsOf(h.Site.ID, model, past[h.Site.ID], worth)
	}
	p.supply.mu.Lock()
	p.supply.forecaster, p.supply.levels = f, look.levels
	p.supply.analogies = analogies(past, families)
	p.supply.mu.Unlock()
	for _, h := range p.Houses {
		look.spareOf(h.Site.ID, past[h.Site.ID])
	}
	if err := look.rearrange(ctx, past, model); err != nil {
		return err
	}
	for _, h := range p.Houses {
		if err := look.warehouse(ctx, h.Site.ID, past[h.Site.ID]); err != nil {
			return err
		}
	}
	return nil
}

// supplyRun is one look under way.
type supplyRun struct {
	plant  *Plant
	run    *wms.SupplyRun
	rules  supply.Matcher
	have   positions
	levels map[wms.WarehouseID]map[wms.SKU]supply.Level
	now    time.Time
	spare  map[wms.WarehouseID]map[wms.SKU]int64 // what may leave for other warehouses
	seen   int
	book   *occasionBook
	theirs map[wms.WarehouseID]map[wms.SKU]bool // suppliers keep these in stock by themselves
}

// levelsOf chooses the levels of all items that a warehouse keeps.
func (s *supplyRun) levelsOf(w wms.WarehouseID, model *replenish.LineModel, past []series, worth map[wms.SKU]int64) {
	var kept []supply.Kept
	for _, x := range past {
		if rule, ok := s.rules.Of(w, x.sku); ok {
			kept = append(kept, supply.Kept{SKU: x.sku, Rule: rule, Demand: s.expect(model, x, rule), Value: worth[x.sku]})
		}
	}
	s.levels[w] = map[wms.SKU]supply.Level{}
	for i, l := range supply.Levels(kept, s.rules.All(w)) {
		s.levels[w][kept[i].SKU] = l
	}
}

// expect is the demand until the goods of the next look come, with what is
// known of these weeks.
func (s *supplyRun) expect(model *replenish.LineModel, x series, rule wms.SupplyRule) replenish.LineDemand {
	d := model.Expect(x.lines)
	d.PerWeek *= s.book.ahead(x, min(supplyAhead, int(rule.LeadDays+rule.ReviewDays+6)/7))
	return d
}

// spareOf finds what a warehouse has above its own level.
func (s *supplyRun) spareOf(w wms.WarehouseID, past []series) {
	spare := map[wms.SKU]int64{}
	for sku, have := range s.have[w] {
		spare[sku] = have.Free
	}
	for _, x := range past {
		if level, ok := s.levels[w][x.sku]; ok {
			spare[x.sku] = max(0, spare[x.sku]-level.Qty)
		}
	}
	s.spare[w] = spare
}

// warehouse puts the proposals of one warehouse, some at a time.
func (s *supplyRun) warehouse(ctx context.Context, w wms.WarehouseID, past []series) error {
	left := map[wms.SKU]bool{} // open proposals that this look has not seen
	list, err := view(s.plant, func(r store.Reader) ([]wms.SKU, error) { return supply.Open(r, w) })
	if err != nil {
		return err
	}
	for _, sku := range list {
		left[sku] = true
	}
	type result struct {
		sku wms.SKU
		p   *wms.Proposal
	}
	var batch []result
	flush := func() error {
		_, err := s.plant.do(ctx, store.Network, "supply.propose", func(tx store.Tx) error {
			var auto []string
			for _, x := range batch {
				made, err := supply.Replace(tx, s.run.ID, w, x.sku, x.p)
				if err != nil {
					return err
				}
				if rule, _ := s.rules.Of(w, x.sku); x.p != nil && made.Qty <= rule.AutoQty {
					auto = append(auto, made.ID)
				}
			}
			if len(auto) == 0 {
				return nil
			}
			_, err := supply.Decide(tx, wms.ProposalVerdict{IDs: auto, Note: "within the rule's limit"}, "", true)
			return err
		})
		batch = batch[:0]
		return err
	}
	for _, x := range past {
		s.seen++
		if rule, ok := s.rules.Of(w, x.sku); ok && (rule.From != "" || !s.theirs[w][x.sku]) {
			if prop, needed := supply.Need(s.levels[w][x.sku], rule, x.sku, *s.have.of(w, x.sku), s.spare[rule.From][x.sku], s.now); needed {
				if rule.From != "" {
					s.spare[rule.From][x.sku] -= prop.Qty
				}
				delete(left, x.sku)
				batch = append(batch, result{x.sku, &prop})
				s.run.Proposals++
			}
		}
		if len(batch) == supplyItems {
			if err := flush(); err != nil {
				return err
			}
			s.plant.supply.progress(s.run.ID, s.seen)
		}
	}
	for _, sku := range list { // in their order, so that a replay does the same
		if left[sku] {
			batch = append(batch, result{sku, nil})
		}
	}
	for len(batch) > 0 {
		rest := append([]result{}, batch[min(len(batch), supplyItems):]...)
		batch = batch[:min(len(batch), supplyItems)]
		if err := flush(); err != nil {
			return err
		}
		batch = rest
	}
	return nil
}

// ItemForecast implements api.Supply.
func (p *Plant) ItemForecast(_ context.Context, w wms.WarehouseID, sku wms.SKU) (wms.ItemForecast, error) {
	if _, err := p.House(w); err != nil {
		return wms.ItemForecast{}, err
	}
	now := p.Clock.Now()
	past, err := view(p, func(r store.Reader) ([]series, error) { return p.pasts(r, w, sku, now) })
	if err != nil {
		return wms.ItemForecast{}, err
	}
	if len(past) == 0 {
		if out, ok, err := p.newItemForecast(w, sku, now); ok || err != nil {
			return out, err
		}
		return wms.ItemForecast{}, wms.Refuse(wms.NotFound, "no_demand", "nobody has ordered %s from %s in the last %d weeks, as far as demand was counted", sku, w, supplyPast)
	}
	p.supply.mu.Lock()
	f := p.supply.forecaster
	p.supply.mu.Unlock()
	if f == nil {
		f = replenish.Learn([][]float64{past[0].weeks}, supplyAhead, 52)
	}
	y := past[0].weeks
	book, touched, err := p.touched(w, sku, len(y), now)
	if err != nil {
		return wms.ItemForecast{}, err
	}
	said := book.forecast(f, y, touched)
	correction, err := view(p, func(r store.Reader) (float64, error) { return supply.Correction(r, w, sku) })
	if err != nil {
		return wms.ItemForecast{}, err
	}
	for i := range said.Mean {
		said.Mean[i] *= correction
	}
	out := wms.ItemForecast{Warehouse: w, SKU: sku, Method: said.Method, Class: fmt.Sprint(said.Class), Past: make([]int64, len(y)),
		FirstWeek: supply.Monday(supply.Week(now) - int64(len(y))).Format(time.DateOnly), Mean: said.Mean, Median: said.Median, Low: said.Low, High: said.High}
	for i, v := range y {
		out.Past[i] = int64(v)
	}
	for h := range said.Mean {
		if x := book.effects.Factor(touched, len(y)+h); x != 1 {
			out.Known = append(out.Known, wms.KnownWeek{Week: h, Factor: x})
		}
	}
	return out, nil
}

// touched reads what known causes touch an item in a warehouse.
func (p *Plant) touched(w wms.WarehouseID, sku wms.SKU, weeks int, now time.Time) (*occasionBook, []replenish.Exposure, error) {
	var out []replenish.Exposure
	book, err := view(p, func(r store.Reader) (*occasionBook, error) {
		b, err := p.occasionBook(r)
		if err != nil || len(b.list) == 0 {
			return b, err
		}
		item, err := items.Get(r, sku)
		if err != nil && wms.CodeOf(err) != "unknown_sku" {
			return nil, err
		}
		out = b.exposures(w, sku, item.Family, weeks, now)
		return b, nil
	})
	return book, out, err
}
