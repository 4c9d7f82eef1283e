package orders

import (
	"fmt"
	"math"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
)

// Preview says what Place would promise, why each warehouse won or lost, and
// when what is short is expected.
func (b Book) Preview(r store.Reader, n wms.NewOrder, now time.Time, announced Arrivals) (wms.Preview, error) {
	offers, err := b.lanes(r, wms.ShipTo{Country: n.ShipTo.Country, Lat: coarse(n.ShipTo.Lat, 90), Lon: coarse(n.ShipTo.Lon, 180)}, n.Service, n.ShipBy, now)
	if err != nil {
		return wms.Preview{}, err
	}
	weigh, err := b.scales(r, wms.Asked{Channel: n.Channel, Country: n.ShipTo.Country, Service: n.Service}, offers)
	if err != nil {
		return wms.Preview{}, err
	}
	demands := make([]allocation.Demand, len(n.Lines))
	for i, l := range n.Lines {
		if l.Qty <= 0 {
			return wms.Preview{}, wms.Refuse(wms.Invalid, "invalid_qty", "line %d: quantity must be 1 or more, not %d", i+1, l.Qty)
		}
		it, err := b.Item(r, l.SKU)
		if err != nil {
			return wms.Preview{}, err
		}
		if demands[i], err = weigh.demand(r, it); err != nil {
			return wms.Preview{}, err
		}
		demands[i].Qty = l.Qty
	}
	c := allocation.Promise(weigh.plain, demands, b.Weights)
	p := wms.Preview{Promises: []wms.Promise{}, Cost: c.Cost, Considered: []wms.ConsideredPlace{}}
	for i, o := range offers {
		place := weigh.explain(i, n.Lines, demands, c)
		for l := range demands {
			if qty := c.Take[i][l]; qty > 0 {
				p.Promises = append(p.Promises, wms.Promise{Line: l + 1, Warehouse: place.Warehouse, Qty: qty, ShipDate: o.ShipDate})
			}
		}
		p.Considered = append(p.Considered, place)
	}
	for l, qty := range c.Short {
		if qty > 0 {
			queue, err := unitsBefore(r, "", n.Lines[l].SKU)
			if err != nil {
				return p, err
			}
			p.Short = append(p.Short, wms.Backorder{Line: l + 1, Qty: qty, ExpectedAt: covered(announced(n.Lines[l].SKU), queue+qty)})
		}
	}
	return p, nil
}

// explain says what an offer would cost, and why it won or lost.
func (s *scales) explain(i int, lines []wms.OrderLine, demands []allocation.Demand, c allocation.Choice) wms.ConsideredPlace {
	o := &s.offers[i]
	place := wms.ConsideredPlace{Warehouse: wms.WarehouseID(o.Warehouse), Cost: c.Alone[i], Days: o.Days,
		Parts: map[string]float64{"lane": o.Price, "handling_order": o.HandlingOrder, "handling_line": o.HandlingLine,
			"per_kg": o.PerKG, "km": math.Round(o.KM)}}
	missing, worth, rule := int64(0), s.plain[i].Toll-s.handicap(i)-s.late(i), ""
	for l, d := range demands {
		place.Chosen = place.Chosen || c.Take[i][l] > 0
		if short := d.Qty - d.Available[i]; short > 0 {
			missing += short
			if id := s.blame(i, lines[l].SKU); rule == "" {
				rule = id
			}
		}
		if d.Worth != nil {
			worth += d.Worth[i] * float64(min(d.Qty, d.Available[i]))
		}
	}
	place.Parts["opportunity"] = math.Round(worth)
	if behind := s.handicap(i); behind > 0 {
		place.Parts["rules"] = behind
	}
	if late := s.late(i); late > 0 {
		place.Parts["late"] = late
	}
	switch {
	case place.Chosen:
		place.Reason = "part of the cheapest way to serve all that is in stock"
	case rule != "":
		place.Reason = fmt.Sprintf("%d units may not be taken here by rule %s", missing, rule)
	case missing > 0:
		place.Reason = fmt.Sprintf("%d units are not in stock here", missing)
	case c.Alone[i] > c.Cost:
		place.Reason = fmt.Sprintf("alone it would cost %.0f, the choice costs %.0f", c.Alone[i], c.Cost)
	case s.handicap(i) > 0:
		_, rule = s.ruling.Handicap(place.Warehouse)
		place.Reason = fmt.Sprintf("another warehouse is preferred by rule %s", rule)
	case s.late(i) > 0:
		place.Reason = fmt.Sprintf("it could leave %d days late, on %s", o.Late, o.ShipDate)
	default:
		place.Reason = fmt.Sprintf("its stock is worth %.0f more to other orders that are expected", worth)
	}
	return place
}
