package plant

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

const (
	// careFresh is how long a look at all stock is good, in site time.
	careFresh = 6 * time.Hour
	// careWeeks is over how many weeks the forecast's mean is taken.
	careWeeks = 8
	// careNoLane is the freight of a unit where the network knows no lane.
	careNoLane = math.MaxInt64 / 4
)

// careDesk keeps the last look.
type careDesk struct {
	at   time.Time
	list []wms.StockCare
	n    int
}

// StockCare implements api.StockCare.
func (p *Plant) StockCare(ctx context.Context, w wms.WarehouseID, class string) (wms.StockCareReport, error) {
	if w != "" {
		if _, err := p.House(w); err != nil {
			return wms.StockCareReport{}, err
		}
	}
	p.care.Lock()
	defer p.care.Unlock()
	now := p.Clock.Now()
	if p.careSeen.list == nil || now.Sub(p.careSeen.at) >= careFresh {
		list, n, err := p.lookCare(ctx, now)
		if err != nil {
			return wms.StockCareReport{}, err
		}
		p.careSeen = careDesk{now, list, n}
	}
	out := wms.StockCareReport{At: p.careSeen.at, Series: p.careSeen.n, Sums: []wms.StockCareClass{}, Data: []wms.StockCare{}}
	for _, x := range p.careSeen.list {
		if w != "" && x.Warehouse != w {
			continue
		}
		i := slices.IndexFunc(out.Sums, func(s wms.StockCareClass) bool { return s.Warehouse == x.Warehouse && s.Class == x.Class })
		if i < 0 {
			i = len(out.Sums)
			out.Sums = append(out.Sums, wms.StockCareClass{Warehouse: x.Warehouse, Class: x.Class})
		}
		s := &out.Sums[i]
		s.Items, s.Units, s.BoundMinor, s.WorthMinor = s.Items+1, s.Units+x.Free, s.BoundMinor+x.BoundMinor, s.WorthMinor+x.WorthMinor
		if class == "" || x.Class == class {
			out.Data = append(out.Data, x)
		}
	}
	return out, nil
}

// shelfCare is what lies of an item in a warehouse.
type shelfCare struct {
	lots  []replenish.CareLot
	free  int64
	since time.Time // the oldest of it
}

// lookCare judges all that lies anywhere.
func (p *Plant) lookCare(ctx context.Context, now time.Time) ([]wms.StockCare, int, error) {
	have, err := p.positions(ctx)
	if err != nil {
		return nil, 0, err
	}
	c := careLook{plant: p, now: now, have: have, about: map[wms.SKU]wms.Item{}, shelves: map[wms.WarehouseID]map[wms.SKU]*shelfCare{}, asked: map[wms.WarehouseID]map[wms.SKU]askedFor{}}
	if err := p.Store.View(c.read); err != nil {
		return nil, 0, err
	}
	out := []wms.StockCare{}
	n := 0
	for _, h := range p.Houses {
		for sku, s := range c.shelves[h.Site.ID] {
			if ctx.Err() != nil {
				return nil, 0, wms.Refuse(wms.Unavailable, "care_stopped", "the look at all stock took too long")
			}
			if s.free <= 0 {
				continue
			}
			n++
			if x := c.judge(h.Site.ID, sku, s); x.Class != replenish.CareWell {
				out = append(out, x)
			}
		}
	}
	slices.SortFunc(out, func(a, b wms.StockCare) int {
		return cmp.Or(cmp.Compare(b.WorthMinor, a.WorthMinor), cmp.Compare(b.BoundMinor, a.BoundMinor), cmp.Compare(a.Warehouse, b.Warehouse), cmp.Compare(a.SKU, b.SKU))
	})
	return out, n, nil
}

// askedFor is what was and will be asked for of an item in a warehouse.
type askedFor struct {
	perWeek   float64
	sinceSale int // weeks; less than 0: never
	age       int // weeks since it was first asked for
}

// careLook is one look under way.
type careLook struct {
	plant   *Plant
	now     time.Time
	have    positions
	about   map[wms.SKU]wms.Item
	shelves map[wms.WarehouseID]map[wms.SKU]*shelfCare
	asked   map[wms.WarehouseID]map[wms.SKU]askedFor
	rules   supply.Matcher
}

// read takes in stock by lot, demand, items and rules.
func (c *careLook) read(r store.Reader) error {
	rules, err := supply.Rules(r)
	if err != nil {
		return err
	}
	c.rules = supply.NewMatcher(rules)
	past := map[wms.WarehouseID][]series{}
	var panel [][]float64
	for _, h := range c.plant.Houses {
		w := h.Site.ID
		if past[w], err = c.plant.pasts(r, w, "", c.now); err != nil {
			return err
		}
		for _, s := range past[w] {
			panel = append(panel, s.weeks)
		}
		c.shelves[w] = map[wms.SKU]*shelfCare{}
		if err := ledger.Each(r, h.Partition(), func(s ledger.Stock) (bool, error) { return true, c.lot(r, w, s) }); err != nil {
			return err
		}
	}
	f := replenish.Learn(panel, careWeeks, 52)
	for w, list := range past {
		c.asked[w] = map[wms.SKU]askedFor{}
		for _, s := range list {
			a := askedFor{sinceSale: -1, age: len(s.weeks)}
			for ago := range len(s.weeks) {
				if s.weeks[len(s.weeks)-1-ago] > 0 {
					a.sinceSale = ago
					break
				}
			}
			for _, v := range f.Forecast(s.weeks).Mean {
				a.perWeek += v / careWeeks
			}
			c.asked[w][s.sku] = a
		}
	}
	return nil
}

// lot adds what may be sold of a row.
func (c *careLook) lot(r store.Reader, w wms.WarehouseID, s ledger.Stock) error {
	if _, road := s.Place.Transfer(); s.Place.Virtual() || road || s.Free() <= 0 || s.StatusOrAvailable() != wms.Available {
		return nil
	}
	it, known := c.about[s.SKU]
	if !known {
		var err error
		if it, err = items.Get(r, s.SKU); err != nil && wms.CodeOf(err) != "unknown_sku" {
			return err
		}
		c.about[s.SKU] = it
	}
	shelf := c.shelves[w][s.SKU]
	if shelf == nil {
		shelf = &shelfCare{}
		c.shelves[w][s.SKU] = shelf
	}
	days := -1
	if !s.Expires.IsZero() {
		days = max(0, int(s.Expires.Sub(c.now).Hours()/24)-int(it.MinShipDays))
	}
	if shelf.since.IsZero() || s.Since.Before(shelf.since) {
		shelf.since = s.Since
	}
	shelf.free += s.Free()
	shelf.lots = append(shelf.lots, replenish.CareLot{Units: float64(s.Free()), DaysLeft: days})
	return nil
}

// freight of a unit between two warehouses, in minor money: its part of a pallet.
func (c *careLook) freight(from, to wms.WarehouseID, sku wms.SKU) float64 {
	for _, l := range transferLanes(c.plant.Network) {
		if l.From == string(from) && l.To == string(to) {
			return float64(l.PerPallet) * palletsOf(c.about[sku])
		}
	}
	return careNoLane
}

// judge is what is to be said of an item in a warehouse.
func (c *careLook) judge(w wms.WarehouseID, sku wms.SKU, s *shelfCare) wms.StockCare {
	asked, known := c.asked[w][sku]
	if !known {
		asked = askedFor{sinceSale: -1, age: -1}
	}
	asked.age = max(asked.age, int(c.now.Sub(s.since).Hours()/24/7))
	value := c.about[sku].ValueMinor
	onOrder := c.have.of(w, sku).OnOrder
	rule, kept := c.rules.Of(w, sku)
	in := replenish.CareItem{Lots: s.lots, PerWeek: asked.perWeek, OnOrder: float64(onOrder), SinceSale: asked.sinceSale, Age: asked.age, Value: float64(value),
		Supplier: kept && rule.Supplier != ""}
	others := make([]wms.WarehouseID, 0, len(c.plant.Houses))
	for _, h := range c.plant.Houses {
		if h.Site.ID == w {
			continue
		}
		there, is := c.asked[h.Site.ID][sku]
		at := c.have.of(h.Site.ID, sku)
		lacks := there.perWeek*careWeeks - float64(at.Free+at.OnOrder-at.Owed)
		if is && lacks >= 1 {
			in.Lacks = append(in.Lacks, replenish.CareLack{Place: len(others), Units: math.Floor(lacks), Freight: c.freight(w, h.Site.ID, sku)})
		}
		others = append(others, h.Site.ID)
	}
	slices.SortStableFunc(in.Lacks, func(a, b replenish.CareLack) int { return cmp.Compare(b.Units, a.Units) })
	got := replenish.CareDefaults.Look(in)
	out := wms.StockCare{Warehouse: w, SKU: sku, Class: got.Class, Free: s.free, OnOrder: onOrder, PerWeekMilli: int64(math.Round(1000 * asked.perWeek)), BoundMinor: s.free * value,
		ExcessUnits: int64(got.Excess), ExpiringUnits: int64(math.Ceil(got.Expiring)), Advice: got.Advice, Units: int64(math.Ceil(got.Units)), CutPermille: int64(math.Round(1000 * got.Cut)), WorthMinor: int64(got.Worth)}
	if !math.IsInf(got.Cover, 1) {
		out.CoverWeeks = &got.Cover
	}
	if asked.sinceSale >= 0 {
		out.WeeksSinceSale = &asked.sinceSale
	}
	if got.ExpiresIn >= 0 {
		out.ExpiresOn = c.now.UTC().AddDate(0, 0, got.ExpiresIn).Format(time.DateOnly)
	}
	if got.Place >= 0 {
		out.To = others[got.Place]
	}
	return out
}
