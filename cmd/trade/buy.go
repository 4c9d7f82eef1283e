package trade

import (
	"hash/fnv"
	"math"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/supply"
)

// buyer orders goods for the network; all come to the first warehouse.
type buyer struct {
	*trade
	weekly map[int64][]int64 // under BuyInvoiced: what will be invoiced, by week and item
	least  []int64           // under BuyMinMax
	most   []int64
	levels []supply.Level // under BuyForecast
}

func newBuyer(t *trade) *buyer {
	b := &buyer{trade: t}
	switch t.pol.Buy {
	case BuyInvoiced:
		b.weekly = map[int64][]int64{}
		for _, list := range [][]Order{t.Orders, t.Next} {
			for _, o := range list {
				w := week(o.Placed)
				if b.weekly[w] == nil {
					b.weekly[w] = make([]int64, len(t.Items))
				}
				for _, l := range o.Lines {
					b.weekly[w][l.Item] += l.Qty
				}
			}
		}
	case BuyMinMax:
		t.past.close(week(t.Orders[0].Placed))
		for i := range t.Items {
			mean := t.past.mean(t.past.all[i])
			lead := t.supplierOf(i).LeadDaysMean / 7
			b.least = append(b.least, int64(math.Ceil(mean*(lead+1+t.pol.Cover))))
			b.most = append(b.most, int64(math.Ceil(mean*(lead+1+3*t.pol.Cover))))
		}
	}
	return b
}

// supplierOf draws each item's supplier by their shares, always the same.
func (s *Setup) supplierOf(item int) *config.Supplier {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s.Items[item].SKU))
	at := float64(h.Sum64()%10_000) / 10_000
	for i := range s.Net.Suppliers {
		if at -= s.Net.Suppliers[i].ShareOfItems; at < 0 || i == len(s.Net.Suppliers)-1 {
			return &s.Net.Suppliers[i]
		}
	}
	return &config.Supplier{LeadDaysMean: 7}
}

// opening is what lies in the first warehouse at the beginning.
func (b *buyer) opening() (out []Line) {
	add := func(item int, qty int64) {
		if qty > 0 {
			out = append(out, Line{item, qty})
		}
	}
	switch b.pol.Buy {
	case BuyInvoiced:
		first := week(b.Orders[0].Placed)
		for i := range b.Items {
			sum := int64(0)
			for w := first; w < first+b.coverWeeks(); w++ {
				if by := b.weekly[w]; by != nil {
					sum += by[i]
				}
			}
			add(i, sum+int64(math.Ceil(b.pol.Slack*b.past.mean(b.past.all[i]))))
		}
	case BuyMinMax:
		for i := range b.Items {
			add(i, b.most[i])
		}
	case BuyForecast:
		b.levels = b.levelsOf()
		for i := range b.Items {
			add(i, b.levels[i].Qty)
		}
	}
	return out
}

func (b *buyer) coverWeeks() int64 { return int64(max(1, math.Round(b.pol.Cover))) }

// review buys, on a Monday.
func (b *buyer) review() {
	now := week(b.now)
	if b.pol.Buy == BuyInvoiced {
		if by := b.weekly[now+b.coverWeeks()-1]; by != nil && now > week(b.Orders[0].Placed) {
			var goods []Line
			for i, n := range by {
				if n > 0 {
					goods = append(goods, Line{i, n})
				}
			}
			b.send(arrival{at: b.now, goods: goods, new: true})
			b.advance(b.now)
		}
		return
	}
	if b.pol.Buy == BuyForecast {
		b.levels = b.levelsOf()
	}
	orders := map[*config.Supplier][]Line{}
	for i := range b.Items {
		if n := b.want(i); n > 0 {
			s := b.supplierOf(i)
			orders[s] = append(orders[s], Line{i, n})
		}
	}
	for i := range b.Net.Suppliers { // in their order, so that a run repeats
		s := &b.Net.Suppliers[i]
		if goods := orders[s]; len(goods) > 0 {
			lead := max(1, s.LeadDaysMean+s.LeadDaysSD*b.rand.NormFloat64())
			b.send(arrival{at: b.now.Add(time.Duration(lead * float64(day))), goods: goods, new: true})
			if b.counting() {
				b.res.Costs.Buying += float64(s.OrderCost)
			}
		}
	}
}

// want is how much of an item to order.
func (b *buyer) want(item int) int64 {
	p := b.position(item)
	if b.pol.Buy == BuyMinMax {
		if have := p.Free + p.OnOrder - p.Owed; have <= b.least[item] && have < b.most[item] {
			return max(b.most[item]-have, b.supplierOf(item).MinOrderUnits)
		}
		return 0
	}
	made, needed := supply.Need(b.levels[item], b.rule(item), b.Items[item].SKU, p, 0, b.now)
	if !needed {
		return 0
	}
	return made.Qty
}

// position is what the network has of an item.
func (b *buyer) position(item int) (p supply.Position) {
	for w := range b.places {
		p.Free += b.stock[item*b.places+w]
		p.OnOrder += b.coming[item*b.places+w]
	}
	for _, o := range b.waiting {
		for _, l := range o.left {
			if l.Item == item {
				p.Owed += l.Qty
			}
		}
	}
	return p
}

// rule is what a planner would set for a supplier; items share the service.
func (b *buyer) rule(item int) wms.SupplyRule {
	s := b.supplierOf(item)
	return wms.SupplyRule{Warehouse: wms.WarehouseID(b.Net.Warehouses[0].ID), SKU: b.Items[item].SKU, Supplier: s.ID,
		LeadDays: int64(math.Round(s.LeadDaysMean)), LeadSDDays: int64(math.Round(s.LeadDaysSD)), ReviewDays: 7, MinQty: s.MinOrderUnits}
}

// levelsOf chooses the levels of all items, as the plant does every night.
func (b *buyer) levelsOf() []supply.Level {
	model := b.learnLines()
	kept := make([]supply.Kept, len(b.Items))
	for i, it := range b.Items {
		kept[i] = supply.Kept{SKU: it.SKU, Rule: b.rule(i), Demand: model.Expect(b.past.linePast(i)), Value: it.PriceMinor}
	}
	return supply.Levels(kept, wms.SupplyRule{ServicePermille: b.pol.Service, DropSlow: b.pol.Drop})
}
