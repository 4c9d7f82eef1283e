package orders

import (
	"fmt"
	"math"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
)

func preview(b Book, r store.Reader, n wms.NewOrder, now time.Time) (wms.Preview, error) {
	offers, err := b.Lanes.Offers(n.ShipTo.Country, coarse(n.ShipTo.Lat, 90), coarse(n.ShipTo.Lon, 180), n.Service, now)
	if err != nil {
		return wms.Preview{}, err
	}
	prices := b.prices()
	plain := prices.plain(offers)
	demands := make([]allocation.Demand, len(n.Lines))
	for i, l := range n.Lines {
		if l.Qty <= 0 {
			return wms.Preview{}, wms.Refuse(wms.Invalid, "invalid_qty", "line %d: quantity must be 1 or more, not %d", i+1, l.Qty)
		}
		it, err := b.Item(r, l.SKU)
		if err != nil {
			return wms.Preview{}, err
		}
		free, err := b.freeBy(r, l.SKU, n.Channel, offers)
		if err != nil {
			return wms.Preview{}, err
		}
		demands[i] = allocation.Demand{Qty: l.Qty, WeightG: it.WeightG, Available: free, Worth: prices.worth(l.SKU, offers)}
	}
	c := allocation.Promise(plain, demands, b.Weights)
	p := wms.Preview{Promises: []wms.Promise{}, Cost: c.Cost, Considered: []wms.ConsideredPlace{}}
	for i, o := range offers {
		place := wms.ConsideredPlace{Warehouse: wms.WarehouseID(o.Warehouse), Cost: c.Alone[i], Days: o.Days,
			Parts: map[string]float64{"lane": o.Price, "handling_order": o.HandlingOrder, "handling_line": o.HandlingLine,
				"per_kg": o.PerKG, "km": math.Round(o.KM)}}
		missing, worth := int64(0), plain[i].Toll
		for l, d := range demands {
			if qty := c.Take[i][l]; qty > 0 {
				place.Chosen = true
				p.Promises = append(p.Promises, wms.Promise{Line: l + 1, Warehouse: place.Warehouse, Qty: qty, ShipDate: o.ShipDate})
			}
			missing += max(0, d.Qty-d.Available[i])
			worth += prices.Unit(n.Lines[l].SKU, place.Warehouse) * float64(min(d.Qty, d.Available[i]))
		}
		place.Parts["opportunity"] = math.Round(worth)
		switch {
		case place.Chosen:
			place.Reason = "part of the cheapest way to serve all that is in stock"
		case missing > 0:
			place.Reason = fmt.Sprintf("%d units are not in stock here", missing)
		case worth > 0 && c.Alone[i] <= c.Cost:
			place.Reason = fmt.Sprintf("its stock is worth %.0f more to other orders that are expected", worth)
		default:
			place.Reason = fmt.Sprintf("alone it would cost %.0f, the choice costs %.0f", c.Alone[i], c.Cost)
		}
		p.Considered = append(p.Considered, place)
	}
	return p, nil
}
