package orders

import (
	"math"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
)

// Prices are what stock and shipments of the warehouses are worth to the
// orders that are expected, above where they are worth least: a promise takes
// what others will need less. Nil prices are none.
type Prices struct {
	places map[wms.WarehouseID]int
	unit   map[wms.SKU][]float64
	toll   []float64
	Orders int // of the past that they were learnt from
}

// Unit is what a unit of an item at a warehouse is worth.
func (p *Prices) Unit(sku wms.SKU, w wms.WarehouseID) float64 {
	if p == nil {
		return 0
	}
	i, ok := p.places[w]
	if by := p.unit[sku]; ok && by != nil {
		return by[i]
	}
	return 0
}

// Toll is what a shipment from a warehouse is worth.
func (p *Prices) Toll(w wms.WarehouseID) float64 {
	if p == nil {
		return 0
	}
	if i, ok := p.places[w]; ok {
		return p.toll[i]
	}
	return 0
}

// Bounds of what prices are learnt from.
const (
	minPast    = 20 // fewer orders tell nothing
	maxPast    = 300
	aheadDays  = 7      // stock is expected to last so long
	priceWork  = 20_000 // order choices per future
	priceShare = 0.5    // of the plan's prices are believed
)

// History is what prices are learnt from: orders of the last days, and what is
// left of their items.
type History struct {
	orders  int // expected until stock comes
	problem *allocation.Problem
	past    []allocation.Order
	places  map[wms.WarehouseID]int
}

// TakeHistory reads what Learn needs; nil if there were too few orders.
func (b Book) TakeHistory(r store.Reader, now time.Time) (*History, error) {
	h := &History{places: map[wms.WarehouseID]int{}}
	list, offers, err := b.recent(r, now, h.places)
	if err != nil || len(list) < minPast {
		return nil, err
	}
	days := max(1, now.Sub(list[len(list)-1].PlacedAt).Hours()/24)
	h.orders = min(maxPast, int(math.Ceil(float64(len(list))*aheadDays/days)))
	h.problem = &allocation.Problem{Warehouses: make([]string, len(h.places)), MaxShipments: make([]int64, len(h.places))}
	for w, i := range h.places {
		h.problem.Warehouses[i], h.problem.MaxShipments[i] = string(w), allocation.NoLimit
	}
	ahead := float64(h.orders) / float64(len(list)) * days
	index := map[wms.SKU]int{}
	for i := range list {
		if err := h.add(b, r, &list[i], offers[i], index); err != nil {
			return nil, err
		}
		for _, of := range offers[i] {
			if w := h.places[wms.WarehouseID(of.Warehouse)]; of.PerDay > 0 {
				h.problem.MaxShipments[w] = max(1, int64(float64(of.PerDay)*ahead))
			}
			// An order may stay unserved at about the price of the dearest lane.
			h.problem.Short = max(h.problem.Short, of.Price+of.HandlingOrder+b.Weights.Split)
		}
	}
	return h, nil
}

// recent lists the latest customers' orders, the newest first, with the offers
// they would have now.
func (b Book) recent(r store.Reader, now time.Time, places map[wms.WarehouseID]int) (list []Order, offers [][]Offer, err error) {
	err = byStatus.ScanBack(r, store.Network, []any{""}, func(_ store.KeyParts, id wms.OrderID) (bool, error) {
		o, err := Get(r, id)
		if err != nil || now.Sub(o.PlacedAt) > aheadDays*24*time.Hour {
			return false, err
		}
		if o.Cancelled || o.Warehouse != "" {
			return true, nil
		}
		found, err := b.Lanes.Offers(o.Country, o.Lat, o.Lon, o.Service, now)
		if err != nil {
			return true, nil // its lane is gone
		}
		for _, of := range found {
			if _, seen := places[wms.WarehouseID(of.Warehouse)]; !seen {
				places[wms.WarehouseID(of.Warehouse)] = len(places)
			}
		}
		list, offers = append(list, o), append(offers, found)
		return len(list) < maxPast, nil
	})
	return list, offers, err
}

// Daily is how many units of each item were promised from each warehouse in a
// day, over the orders of the past days.
type Daily map[stockAt]float64

// Of an item in a warehouse.
func (d Daily) Of(sku wms.SKU, w wms.WarehouseID) float64 { return d[stockAt{sku, w}] }

// maxDaily bounds the orders that Daily is counted over.
const maxDaily = 2000

// TakeDaily counts the demand of the last days, the newest orders first.
func TakeDaily(r store.Reader, now time.Time) (Daily, error) {
	out, n, first := Daily{}, 0, now
	err := byStatus.ScanBack(r, store.Network, []any{""}, func(_ store.KeyParts, id wms.OrderID) (bool, error) {
		o, err := Get(r, id)
		if err != nil || now.Sub(o.PlacedAt) > aheadDays*24*time.Hour {
			return false, err
		}
		if n, first = n+1, o.PlacedAt; o.Warehouse != "" {
			return n < maxDaily, nil
		}
		for _, s := range o.Shipments {
			for _, p := range s.Lines {
				out[stockAt{o.Lines[p.Line-1].SKU, s.Warehouse}] += float64(p.Qty)
			}
		}
		return n < maxDaily, nil
	})
	days := float64(aheadDays)
	if n == maxDaily {
		days = max(1, now.Sub(first).Hours()/24)
	}
	for at := range out {
		out[at] /= days
	}
	return out, err
}

func (h *History) add(b Book, r store.Reader, o *Order, offers []Offer, index map[wms.SKU]int) error {
	order := blank(string(o.ID), len(h.places))
	var demands []allocation.Demand
	at := map[wms.SKU]int{}
	for _, l := range o.Lines {
		if k, seen := at[l.SKU]; seen {
			order.Lines[k].Qty += l.Qty
			demands[k].Qty += l.Qty
			continue
		}
		it, err := b.Item(r, l.SKU)
		if err != nil {
			return err
		}
		i, seen := index[l.SKU]
		if !seen {
			i, index[l.SKU] = len(index), len(index)
			row := make([]int64, len(h.places))
			for w, k := range h.places {
				if row[k], err = b.FreeFor(r, l.SKU, w, o.Channel); err != nil {
					return err
				}
			}
			h.problem.Items, h.problem.Stock = append(h.problem.Items, string(l.SKU)), append(h.problem.Stock, row)
		}
		at[l.SKU] = len(demands)
		order.Lines = append(order.Lines, allocation.Line{Item: i, Qty: l.Qty})
		order.Each = append(order.Each, make([]float64, len(h.places)))
		demands = append(demands, allocation.Demand{Qty: l.Qty, WeightG: it.WeightG})
	}
	layCosts(&order, offers, h.places, demands, b.Weights.Split, func(int) bool { return true })
	h.past = append(h.past, order)
	return nil
}

// Learn plans futures like the past and takes the prices of their plans. The
// same history gives the same prices, unless stop ends it early.
func (h *History) Learn(stop func() bool) (*Prices, error) {
	if h == nil {
		return nil, nil
	}
	found, err := allocation.Foresee(h.problem, allocation.Outlook{Orders: h.orders, Past: h.past, Whole: true, Seed: 1},
		allocation.Options{Work: priceWork, Stop: stop})
	if err != nil {
		return nil, err
	}
	out := &Prices{places: h.places, unit: map[wms.SKU][]float64{}, toll: found.Toll, Orders: len(h.past)}
	for w := range out.toll {
		out.toll[w] *= priceShare
	}
	for i, unit := range found.Unit {
		if above(unit, h.problem.Stock[i]) {
			out.unit[wms.SKU(h.problem.Items[i])] = unit
		}
	}
	return out, nil
}

// above turns prices of an item into what they are above the least of where
// there is stock: what is worth the same everywhere sways no choice.
func above(unit []float64, stock []int64) (any bool) {
	least := math.Inf(1)
	for w, price := range unit {
		if stock[w] > 0 {
			least = min(least, price)
		}
	}
	for w := range unit {
		unit[w] = max(0, unit[w]-least) * priceShare
		any = any || unit[w] > 0
	}
	return any
}

// prices are the latest, if there are any.
func (b Book) prices() *Prices {
	if b.Prices == nil {
		return nil
	}
	return b.Prices()
}

// worth is what a unit of an item is worth at each offer's warehouse; nil if
// nothing is known.
func (p *Prices) worth(sku wms.SKU, offers []Offer) []float64 {
	if p == nil || p.unit[sku] == nil {
		return nil
	}
	out := make([]float64, len(offers))
	for i := range offers {
		out[i] = p.Unit(sku, wms.WarehouseID(offers[i].Warehouse))
	}
	return out
}

// plain are the offers as a promise weighs them, with their tolls.
func (p *Prices) plain(offers []Offer) []allocation.Offer {
	out := make([]allocation.Offer, len(offers))
	for i := range offers {
		out[i] = offers[i].Offer
		out[i].Toll = p.Toll(wms.WarehouseID(offers[i].Warehouse))
	}
	return out
}
