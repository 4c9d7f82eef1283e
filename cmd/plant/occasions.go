package plant

import (
	"context"
	"math"
	"time"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// priceCause is the name of the cause that all promotions are.
const priceCause = "price"

// learnedCause is what a supply run learned of a cause.
type learnedCause struct {
	beta, se float64
	seen     int
}

// occasionBook are the known causes, ready to be put into forecasts.
type occasionBook struct {
	list    []wms.Occasion
	names   []string
	causes  []replenish.Cause
	effects replenish.Effects
}

// occasionBook reads the occasions, with what was learned of them before.
func (p *Plant) occasionBook(r store.Reader) (*occasionBook, error) {
	list, err := supply.Occasions(r)
	if err != nil {
		return nil, err
	}
	b := &occasionBook{list: list, names: []string{priceCause}, causes: []replenish.Cause{{Prior: replenish.PriorElasticity}}}
	known := map[string]bool{}
	for _, o := range list {
		if name := causeOf(o); name != priceCause && !known[name] {
			known[name] = true
			b.names, b.causes = append(b.names, name), append(b.causes, replenish.Cause{})
		}
	}
	p.supply.mu.Lock()
	defer p.supply.mu.Unlock()
	for i, name := range b.names {
		l, is := p.supply.effects[name]
		if !is {
			l = learnedCause{b.causes[i].Prior, math.Inf(1), 0}
		}
		b.effects.Beta, b.effects.SE, b.effects.Seen = append(b.effects.Beta, l.beta), append(b.effects.SE, l.se), append(b.effects.Seen, l.seen)
	}
	return b, nil
}

func causeOf(o wms.Occasion) string {
	if o.Kind == wms.OccasionPromotion {
		return priceCause
	}
	return "calendar/" + o.Name
}

func (b *occasionBook) cause(o wms.Occasion) int {
	for i, name := range b.names {
		if name == causeOf(o) {
			return i
		}
	}
	return 0
}

// strength of a whole week of an occasion.
func strength(o wms.Occasion) float64 {
	if o.Kind == wms.OccasionPromotion {
		return -math.Log(1 - float64(o.CutPermille)/1000)
	}
	return 1
}

// exposures of a series of so many weeks that ends before now, and of the weeks
// to come.
func (b *occasionBook) exposures(w wms.WarehouseID, sku wms.SKU, family string, weeks int, now time.Time) []replenish.Exposure {
	var out []replenish.Exposure
	begins := supply.Week(now) - int64(weeks)
	for _, o := range b.list {
		if !supply.Touches(o, w, sku, family) {
			continue
		}
		for week, days := range supply.DaysIn(o, begins, begins+int64(weeks)+supplyAhead-1) {
			out = append(out, replenish.Exposure{Cause: b.cause(o), Week: int(week - begins), Strength: strength(o) * float64(days) / 7})
		}
	}
	return out
}

// learn says what the causes did, from all series, and returns these without it.
func (p *Plant) learnOccasions(b *occasionBook, past map[wms.WarehouseID][]series, families map[wms.SKU]string, now time.Time) (panel [][]float64) {
	var exposed [][]replenish.Exposure
	for _, h := range p.Houses {
		w := h.Site.ID
		for i := range past[w] {
			s := &past[w][i]
			if len(b.list) > 0 {
				s.touched = b.exposures(w, s.sku, families[s.sku], len(s.weeks), now)
			}
			panel, exposed = append(panel, s.weeks), append(exposed, s.touched)
		}
	}
	if len(b.list) == 0 {
		return panel
	}
	b.effects = replenish.LearnEffects(panel, exposed, b.causes)
	learned := map[string]learnedCause{}
	for i, name := range b.names {
		learned[name] = learnedCause{b.effects.Beta[i], b.effects.SE[i], b.effects.Seen[i]}
	}
	p.supply.mu.Lock()
	p.supply.effects = learned
	p.supply.mu.Unlock()
	for i := range panel {
		panel[i] = b.effects.Clean(panel[i], exposed[i])
	}
	return panel
}

// forecast of a series, with the causes of its past taken out and those of the
// weeks to come put in.
func (b *occasionBook) forecast(f *replenish.Forecaster, y []float64, touched []replenish.Exposure) replenish.Forecast {
	return b.effects.Apply(f.Forecast(b.effects.Clean(y, touched)), touched, len(y))
}

// ahead is by what the causes multiply the demand of the coming weeks, on the
// mean.
func (b *occasionBook) ahead(s series, weeks int) float64 {
	if len(s.touched) == 0 || weeks < 1 {
		return 1
	}
	sum := 0.0
	for h := range weeks {
		sum += b.effects.Factor(s.touched, len(s.weeks)+h)
	}
	return sum / float64(weeks)
}

// Occasions implements api.Occasions.
func (p *Plant) Occasions(context.Context) ([]wms.Occasion, error) {
	b, err := view(p, p.occasionBook)
	if err != nil {
		return nil, err
	}
	for i, o := range b.list {
		c, z := b.cause(o), strength(o)
		if b.effects.Seen[c] == 0 {
			continue
		}
		at := func(sd float64) float64 {
			return min(10, max(0.1, math.Exp(z*b.effects.Beta[c]+sd*math.Abs(z)*b.effects.SE[c])))
		}
		b.list[i].Learned = &wms.OccasionEffect{Factor: at(0), Low: at(-1), High: at(1), Weeks: b.effects.Seen[c]}
	}
	return b.list, nil
}

// PutOccasion implements api.Occasions.
func (p *Plant) PutOccasion(ctx context.Context, c api.Call, n wms.Occasion) (wms.Occasion, error) {
	out, _, err := command(ctx, p, c, store.Network, "occasion.put", func(tx store.Tx) (wms.Occasion, error) {
		return supply.PutOccasion(tx, n, c.Actor.User, func(w wms.WarehouseID) error { _, err := p.House(w); return err })
	})
	return out, err
}

// DeleteOccasion implements api.Occasions.
func (p *Plant) DeleteOccasion(ctx context.Context, c api.Call, id string) error {
	_, _, err := command(ctx, p, c, store.Network, "occasion.delete", func(tx store.Tx) (bool, error) { return true, supply.DeleteOccasion(tx, id) })
	return err
}
