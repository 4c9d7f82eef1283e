package plant

import (
	"context"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/channels"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/rules"
	"github.com/aisle-wms/aisle/wms/store"
)

// servedAtOnce bounds the items whose waiting orders one changed rule serves;
// the others are served when their supply changes.
const servedAtOnce = 200

// AllocationRules implements api.AllocationRules.
func (p *Plant) AllocationRules(context.Context) ([]wms.AllocationRule, error) {
	return view(p, rules.All)
}

// AllocationRule implements api.AllocationRules.
func (p *Plant) AllocationRule(_ context.Context, id string) (wms.RuleHistory, error) {
	return view(p, func(r store.Reader) (wms.RuleHistory, error) { return rules.Get(r, id) })
}

// PutAllocationRule implements api.AllocationRules.
func (p *Plant) PutAllocationRule(ctx context.Context, c api.Call, n wms.AllocationRule) (wms.AllocationRule, error) {
	out, _, err := command(ctx, p, c, store.Network, "allocation.rule", func(tx store.Tx) (wms.AllocationRule, error) {
		return rules.Put(tx, n, c.Actor.User, rules.World{Item: p.known(tx),
			Place:   func(w wms.WarehouseID) error { _, err := p.House(w); return err },
			Country: p.country})
	})
	if err == nil {
		err = p.ruled(ctx)
	}
	return out, err
}

// country finds the code of a country, or refuses one that nothing delivers to.
func (p *Plant) country(name string) (string, error) {
	if _, err := (lanes{p.Network}).region(name); err != nil {
		return "", err
	}
	return countryCode(name), nil
}

func countryCode(name string) string {
	if code, ok := config.Country(name); ok {
		return code
	}
	return name
}

// DeleteAllocationRule implements api.AllocationRules.
func (p *Plant) DeleteAllocationRule(ctx context.Context, c api.Call, id string) error {
	_, _, err := command(ctx, p, c, store.Network, "allocation.rule", func(tx store.Tx) (wms.AllocationRule, error) {
		return rules.Delete(tx, id, c.Actor.User)
	})
	if err == nil {
		err = p.ruled(ctx)
	}
	return err
}

// ruled makes changed rules felt: orders that wait may be served now, channels
// may sell more or less, and promises may be better elsewhere.
func (p *Plant) ruled(ctx context.Context) error {
	p.replans.because("rules")
	_, err := p.do(ctx, store.Network, "allocation.serve", func(tx store.Tx) error {
		skus, err := orders.Waited(tx, servedAtOnce)
		for _, sku := range skus {
			if err == nil {
				err = p.Book.Serve(tx, sku)
			}
		}
		if err != nil {
			return err
		}
		all, err := channels.All(tx)
		if err != nil || len(all) == 0 {
			return err
		}
		return orders.EachSupply(tx, "", func(sku wms.SKU, _ wms.WarehouseID, _ orders.Stock) (bool, error) {
			return true, orders.MarkChanged(tx, sku)
		})
	})
	return err
}

// ruling is the rules in force, asked for one order.
type ruling struct {
	set   *rules.Set
	asked wms.Asked
	plant *Plant
	r     store.Reader
}

// rulesFor implements Book.Rules.
func (p *Plant) rulesFor(r store.Reader, a wms.Asked) (orders.Ruling, error) {
	set, err := p.rules.At(r)
	if err != nil || set.Empty() {
		return nil, err
	}
	a.Country = countryCode(a.Country)
	return ruling{set, a, p, r}, nil
}

func (g ruling) Forbids(w wms.WarehouseID, sku wms.SKU) string { return g.set.Forbids(g.asked, w, sku) }

func (g ruling) Handicap(w wms.WarehouseID) (int64, string) { return g.set.Handicap(g.asked, w) }

func (g ruling) Keeps(w wms.WarehouseID, sku wms.SKU) string {
	st, err := orders.SupplyOf(g.r, sku, w)
	if err != nil || st.Free() == 0 {
		return ""
	}
	_, rule := g.set.Kept(sku, w, g.asked.Channel, g.plant.dailyOf)
	return rule
}

func (p *Plant) dailyOf(sku wms.SKU, w wms.WarehouseID) float64 {
	if d := p.demand.Load(); d != nil {
		return d.Of(sku, w)
	}
	return 0
}

// keepBack implements Book.KeepBack: what channels fence, what is out of
// reach, and what rules keep.
func (p *Plant) keepBack(r store.Reader, sku wms.SKU, w wms.WarehouseID, channel string) (int64, error) {
	n, err := channels.KeepBack(r, sku, w, channel)
	if err != nil {
		return 0, err
	}
	set, err := p.rules.At(r)
	if err != nil {
		return 0, err
	}
	kept, _ := set.Kept(sku, w, channel, p.dailyOf)
	return n + kept, nil
}
