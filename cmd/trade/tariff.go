package trade

import (
	"math"
	"time"

	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/orders"
)

// way is an offer of a warehouse for an order, and what it consists of.
type way struct {
	orders.Offer
	place   int
	customs float64 // part of Price
	ship    time.Time
	given   time.Time // the day of delivery
}

// tariff reads the network's lanes as promises do.
type tariff struct {
	*Setup
	lanes  orders.Lanes
	places map[string]int
}

func newTariff(s *Setup) *tariff {
	t := &tariff{s, plant.LanesOf(s.Net), map[string]int{}}
	for i, w := range s.Net.Warehouses {
		t.places[w.ID] = i
	}
	return t
}

const standard, sameDay = "standard", "same-day"

// ways lists the offers of a service at a moment.
func (t *tariff) ways(o *Order, service string, now time.Time) ([]way, error) {
	offers, err := t.lanes.Offers(o.Country, &o.Lat, &o.Lon, service, now)
	if err != nil {
		return nil, err
	}
	region := t.Net.RegionOf(o.Country)
	out := make([]way, 0, len(offers))
	for _, of := range offers {
		w := way{Offer: of, place: t.places[of.Warehouse]}
		if w.ship, err = time.Parse(time.DateOnly, of.ShipDate); err != nil {
			return nil, err
		}
		lanes, _ := t.Net.LanesTo(of.Warehouse, region)
		for _, l := range lanes {
			if l.Service == service {
				w.customs = float64(l.Customs)
			}
		}
		w.given = w.ship.AddDate(0, 0, of.Days)
		if t.Premises.LaneFree {
			w.FreeG = t.Net.WeightStep.FreeG
		}
		out = append(out, w)
	}
	return out, nil
}

// standard lists the offers of the standard service, and where a faster one is
// worth its price, that in its place.
func (t *tariff) best(o *Order, now time.Time, dayValue float64) ([]way, error) {
	ways, err := t.ways(o, standard, now)
	if err != nil || dayValue <= 0 {
		return ways, err
	}
	fast, err := t.ways(o, sameDay, now)
	if err != nil {
		return ways, nil // nobody delivers there as fast
	}
	for _, f := range fast {
		for i := range ways {
			if ways[i].place == f.place && f.Price+dayValue*daysFrom(now, f.given) < ways[i].Price+dayValue*daysFrom(now, ways[i].given) {
				ways[i] = f
			}
		}
	}
	return ways, nil
}

// daysFrom counts days from the day of a moment.
func daysFrom(placed, given time.Time) float64 {
	return math.Round(given.Sub(placed.Truncate(day)).Hours() / 24)
}

// weigh is what an item of so many units weighs, in g.
func (s *Setup) weigh(item int) int64 {
	return int64(math.Round(float64(s.Items[item].WeightG) * s.Premises.WeightShare))
}

// home is the warehouse that would serve an order best, were everything
// everywhere: by cost, with what days are worth, and what that saves against
// the first warehouse.
func (t *trade) home(o *Order) (home int, saves float64, err error) {
	ways, err := t.tariff.best(o, o.Placed, t.pol.DayValue)
	if err != nil {
		return 0, 0, err
	}
	lines := make([]allocation.Demand, len(o.Lines))
	all := make([]int64, len(o.Lines))
	for l, x := range o.Lines {
		lines[l] = allocation.Demand{Qty: x.Qty, WeightG: t.weigh(x.Item)}
		all[l] = x.Qty
	}
	best, least, first := 0, math.Inf(1), 0.0
	for i := range ways {
		cost, _ := allocation.ShipmentCost(&ways[i].Offer.Offer, lines, all)
		if cost += t.pol.DayValue * daysFrom(o.Placed, ways[i].given); cost < least {
			best, least = ways[i].place, cost
		}
		if ways[i].place == 0 {
			first = cost
		}
	}
	return best, first - least, nil
}

// due is the day an order is late after.
func (t *trade) due(o *Order) (time.Time, error) {
	if t.Premises.Due == DueAtOnce {
		return o.Placed.Truncate(day), nil
	}
	ways, err := t.tariff.ways(o, standard, o.Placed)
	if err != nil {
		return time.Time{}, err
	}
	var due time.Time
	for _, w := range ways {
		if w.place == 0 && t.Premises.Due == DueCentral {
			return w.given, nil
		}
		if due.IsZero() || w.given.Before(due) {
			due = w.given
		}
	}
	return due, nil
}
