package trade

import (
	"math"
	"slices"

	"github.com/aisle-wms/aisle/wms/allocation"
)

// Prices are learnt as the plant learns them (wms/orders): from at most so many
// orders of the last week, as much work, and believed by half.
const (
	pricePast  = 300
	priceWork  = 20_000
	priceShare = 0.5
)

// learnPrices takes what stock is worth from the orders of the last week.
func (t *trade) learnPrices() {
	from := slices.IndexFunc(t.recent, func(o *Order) bool { return t.now.Sub(o.Placed) <= 7*day })
	if from < 0 {
		from = len(t.recent)
	}
	t.recent = t.recent[from:]
	if !t.pol.Prices {
		return
	}
	t.prices = allocation.Prices{}
	past := t.recent[max(0, len(t.recent)-pricePast):]
	if len(past) == 0 {
		return
	}
	p := &allocation.Problem{}
	for _, w := range t.Net.Warehouses {
		p.Warehouses = append(p.Warehouses, w.ID)
		limit := allocation.NoLimit
		if w.Limits.ShipmentsPerDay > 0 {
			limit = w.Limits.ShipmentsPerDay * 7
		}
		p.MaxShipments = append(p.MaxShipments, limit)
	}
	for i, it := range t.Items {
		p.Items = append(p.Items, string(it.SKU))
		p.Stock = append(p.Stock, t.stock[i*t.places:(i+1)*t.places:(i+1)*t.places])
	}
	var orders []allocation.Order
	for _, o := range past {
		if x, ok := t.asExpected(o, p); ok {
			orders = append(orders, x)
		}
	}
	found, err := allocation.Foresee(p, allocation.Outlook{Orders: len(orders), Past: orders, Whole: true, Seed: 1}, allocation.Options{Work: priceWork})
	if err != nil {
		return
	}
	for i, unit := range found.Unit {
		least := math.Inf(1)
		for w, price := range unit {
			if p.Stock[i][w] > 0 {
				least = min(least, price)
			}
		}
		for w := range unit {
			unit[w] = max(0, unit[w]-least) * priceShare
		}
	}
	for w := range found.Toll {
		found.Toll[w] *= priceShare
	}
	t.prices = found
}

// asExpected lays an order's costs out as a plan of many orders reads them.
func (t *trade) asExpected(o *Order, p *allocation.Problem) (allocation.Order, bool) {
	ways, err := t.tariff.best(o, o.Placed, t.pol.DayValue)
	if err != nil {
		return allocation.Order{}, false
	}
	x := allocation.Order{ID: o.ID, Open: make([]float64, t.places), Unit: make([]float64, t.places)}
	for w := range x.Open {
		x.Open[w] = math.Inf(1)
	}
	for _, l := range o.Lines {
		x.Lines = append(x.Lines, allocation.Line{Item: l.Item, Qty: l.Qty})
		x.Each = append(x.Each, make([]float64, t.places))
	}
	for _, w := range ways {
		open := w.Price + w.HandlingOrder + float64(t.Net.SplitPenalty)
		perG := w.PerKG / 1000
		if w.FreeG > 0 {
			perG = min(perG, open/float64(w.FreeG))
			open -= perG * float64(w.FreeG)
		}
		x.Open[w.place] = open + t.pol.DayValue*daysFrom(o.Placed, w.given)
		for l, line := range o.Lines {
			x.Each[l][w.place] = w.HandlingLine/float64(line.Qty) + perG*float64(t.weigh(line.Item))
		}
		p.Short = max(p.Short, w.Price+w.HandlingOrder+float64(t.Net.SplitPenalty))
	}
	return x, true
}

// worth is what a unit of an item is worth at each way's warehouse; nil if
// nothing is known.
func (t *trade) worth(item int, ways []way) []float64 {
	if t.prices.Unit == nil {
		return nil
	}
	out := make([]float64, len(ways))
	for i, w := range ways {
		out[i] = t.prices.Unit[item][w.place]
	}
	return out
}

func (t *trade) toll(place int) float64 {
	if t.prices.Toll == nil {
		return 0
	}
	return t.prices.Toll[place]
}
