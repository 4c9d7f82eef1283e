package plant

import (
	"math"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// Bounds of the orders that transfers are judged by.
const (
	servedWeeks  = 26
	servedOrders = 5000
)

// What a pallet of a transfer holds.
const palletMM3, palletG = 1e9, 700_000

// palletsOf is how much of a pallet a unit fills.
func palletsOf(it wms.Item) float64 {
	return max(float64(it.VolumeMM3())/palletMM3, float64(it.WeightG)/palletG)
}

// servedOrder is an order of the past, and what serving all of it from each
// warehouse would cost.
type servedOrder struct {
	orders.Order
	ago   int // whole weeks
	costs map[wms.WarehouseID]float64
	alone map[wms.WarehouseID]float64 // of a shipment with its middle line alone
}

// home is the warehouse that serves it cheapest.
func (o *servedOrder) home(houses []*House) (best wms.WarehouseID) {
	for _, h := range houses {
		if c, ok := o.costs[h.Site.ID]; ok && (best == "" || c < o.costs[best]-1e-9) {
			best = h.Site.ID
		}
	}
	return best
}

// servedPast reads the orders of the last weeks, the newest first, and what
// they would cost by the lanes that promises are made by. A day with the
// customer later counts what a late day does.
func (p *Plant) servedPast(now time.Time) (list []servedOrder, err error) {
	weight := map[wms.SKU]int64{}
	err = p.Store.View(func(r store.Reader) error {
		all, err := orders.Recent(r, now.AddDate(0, 0, -7*servedWeeks), servedOrders)
		for _, o := range all {
			for _, l := range o.Lines {
				if _, seen := weight[l.SKU]; !seen && err == nil {
					var it wms.Item
					if it, err = items.Get(r, l.SKU); wms.CodeOf(err) == "unknown_sku" {
						err = nil
					}
					weight[l.SKU] = it.WeightG
				}
			}
			list = append(list, servedOrder{Order: o, ago: int(max(0, now.Sub(o.PlacedAt)) / (7 * 24 * time.Hour))})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	kept := list[:0]
	for _, o := range list {
		offers, err := p.Book.Lanes.Offers(o.Country, o.Lat, o.Lon, o.Service, now)
		if err != nil || len(o.Lines) == 0 {
			continue // its lane is gone
		}
		lines, all, one := make([]allocation.Demand, len(o.Lines)), make([]int64, len(o.Lines)), make([]int64, len(o.Lines))
		for i, l := range o.Lines {
			lines[i], all[i] = allocation.Demand{Qty: l.Qty, WeightG: weight[l.SKU]}, l.Qty
		}
		one[len(one)/2] = all[len(one)/2]
		o.costs, o.alone = map[wms.WarehouseID]float64{}, map[wms.WarehouseID]float64{}
		for k := range offers {
			of := &offers[k].Offer
			days := p.Book.LateDay * float64(of.Days)
			whole, _ := allocation.ShipmentCost(of, lines, all)
			alone, _ := allocation.ShipmentCost(of, lines, one)
			o.costs[wms.WarehouseID(of.Warehouse)], o.alone[wms.WarehouseID(of.Warehouse)] = whole+days, alone+days
		}
		kept = append(kept, o)
	}
	return kept, nil
}

// missedLine is what a line costs more, on average, that a warehouse lacks for
// an order it would serve cheapest: the whole order goes from the next best, or
// that line from there in a shipment of its own, or, where no other delivers,
// it waits some days. 0: no order was its.
func (p *Plant) missedLine(past []servedOrder, w wms.WarehouseID, waits float64) float64 {
	sum, n := 0.0, 0.0
	for i := range past {
		o := &past[i]
		if o.home(p.Houses) != w {
			continue
		}
		more := waits * p.Book.LateDay
		for _, h := range p.Houses { // in their order: sums come out the same
			g := h.Site.ID
			if c, ok := o.costs[g]; ok && g != w {
				more = min(more, c-o.costs[w], p.Book.Weights.Split+o.alone[g])
			}
		}
		sum, n = sum+max(0, more), n+1
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// transferLanes are the trucks of the network file, each there and, at the
// same price unless it has its own, back.
func transferLanes(net *config.Network) []config.Transfer {
	out := append([]config.Transfer{}, net.Transfers...)
	has := map[[2]string]bool{}
	for _, t := range out {
		has[[2]string{t.From, t.To}] = true
	}
	for _, t := range net.Transfers {
		if back := [2]string{t.To, t.From}; !has[back] {
			has[back] = true
			t.From, t.To = t.To, t.From
			out = append(out, t)
		}
	}
	return out
}

func minor(x float64) int64 { return int64(math.Round(x)) }
