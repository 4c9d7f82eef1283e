package trade

import (
	"math"

	"github.com/aisle-wms/aisle/wms/allocation"
)

// Bound is what no way to serve a setup's orders can beat, on the average of
// its orders: each is one shipment from wherever is best for it, everything is
// there in time, and nothing is left over. Stock moves at the price of a full
// transfer; storage and splits cost nothing.
type Bound struct {
	Central, Cheapest, Fastest struct{ Cost, Days float64 }
}

// Limits finds the bounds. Without transfers stock moves for nothing.
func Limits(s *Setup, transfers bool) (Bound, error) {
	var b Bound
	t, err := newTrade(&Setup{Net: s.Net, Items: s.Items, Orders: s.Orders, Premises: s.Premises}, Policy{Place: PlaceNone})
	if err != nil {
		return b, err
	}
	freight := make([]float64, t.places)
	for _, tr := range s.Net.Transfers {
		if w := t.placeOf(tr.To); w > 0 && transfers {
			freight[w] = float64(tr.PerPallet)
		}
	}
	for i := range s.Orders {
		if err := t.bound(&s.Orders[i], freight, &b); err != nil {
			return b, err
		}
	}
	n := float64(len(s.Orders))
	b.Central.Days, b.Cheapest.Days, b.Fastest.Days = b.Central.Days/n, b.Cheapest.Days/n, b.Fastest.Days/n
	return b, nil
}

func (t *trade) bound(o *Order, freight []float64, b *Bound) error {
	lines, all, pallets := make([]allocation.Demand, len(o.Lines)), make([]int64, len(o.Lines)), 0.0
	for l, x := range o.Lines {
		lines[l], all[l] = allocation.Demand{Qty: x.Qty, WeightG: t.weigh(x.Item)}, x.Qty
		pallets += t.placer.pallets(x.Item, x.Qty)
	}
	least, quick := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(1), math.Inf(1)} // cost and days
	for _, service := range []string{standard, sameDay} {
		ways, err := t.tariff.ways(o, service, o.Placed)
		if err != nil && service == standard {
			return err
		}
		for _, w := range ways {
			cost, _ := allocation.ShipmentCost(&w.Offer.Offer, lines, all)
			cost += freight[w.place] * pallets
			days := daysFrom(o.Placed, w.given)
			if w.place == 0 && service == standard {
				b.Central.Cost += cost
				b.Central.Days += days
			}
			if cost < least[0] || cost == least[0] && days < least[1] {
				least = [2]float64{cost, days}
			}
			if days < quick[1] || days == quick[1] && cost < quick[0] {
				quick = [2]float64{cost, days}
			}
		}
	}
	b.Cheapest.Cost += least[0]
	b.Cheapest.Days += least[1]
	b.Fastest.Cost += quick[0]
	b.Fastest.Days += quick[1]
	return nil
}
