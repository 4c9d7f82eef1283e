package board

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// figure is how one is made: scale times the sum of a fact over that of another,
// or by a function of its own.
type figure struct {
	code, family, unit, better string
	target                     float64 // 0: none
	of, over                   string
	scale                      float64
	network                    bool // of the network only
	special                    func(s *span) (of, over float64)
	behind                     []string // types of events
}

// Figures in their order on the board.
var figures = []figure{
	{code: "turnover", family: "inventory", unit: "a_year", better: "high", target: 12, scale: 1, special: turnover, behind: []string{"stock.moved"}},
	{code: "days_of_cover", family: "inventory", unit: "days", better: "low", scale: 1, special: cover},
	{code: "stock_out_rate", family: "inventory", unit: "share", better: "low", target: 0.02, scale: 1, special: stockOut},
	{code: "dead_stock", family: "inventory", unit: "share", better: "low", scale: 1, special: deadStock},
	{code: "fill_rate", family: "inventory", unit: "share", better: "high", target: 0.98, of: ordersWhole, over: ordersPlaced, scale: 1, network: true, behind: []string{"order.placed", "order.promised", "order.partly_promised", "order.backordered"}},
	{code: "inventory_accuracy", family: "inventory", unit: "share", better: "high", target: 0.99, of: countedRight, over: counted, scale: 1, behind: []string{"count.counted"}},
	{code: "shrinkage", family: "inventory", unit: "share", better: "low", scale: 1, special: shrinkage, behind: []string{"stock.adjusted", "stock.moved"}},

	{code: "order_cycle", family: "logistics", unit: "hours", better: "low", target: 24, of: cycleHours, over: ordersShipped, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "within_48h", family: "logistics", unit: "share", better: "high", target: 0.95, of: ordersIn48, over: ordersShipped, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "on_time", family: "logistics", unit: "share", better: "high", target: 0.98, of: shipmentsOnTime, over: shipmentsShipped, scale: 1, behind: []string{"shipment.shipped"}},
	{code: "receiving", family: "logistics", unit: "hours", better: "low", of: receiptHours, over: receiptsClosed, scale: 1, behind: []string{"receipt.closed"}},
	{code: "returns_turnaround", family: "logistics", unit: "hours", better: "low", target: 48, of: returnHours, over: returnsClosed, scale: 1, behind: []string{"return.closed"}},

	{code: "backordered", family: "orders", unit: "share", better: "low", of: ordersShort, over: ordersPlaced, scale: 1, network: true, behind: []string{"order.partly_promised", "order.backordered"}},
	{code: "split_orders", family: "orders", unit: "share", better: "low", of: ordersSplit, over: ordersShipped, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "promises_lost", family: "orders", unit: "per_100", better: "low", of: promiseFreed, over: ordersPlaced, scale: 100, network: true, behind: []string{"promise.freed"}},
	{code: "promises_delayed", family: "orders", unit: "per_100", better: "low", of: promiseDelayed, over: ordersPlaced, scale: 100, network: true, behind: []string{"promise.delayed"}},
	{code: "cancelled", family: "orders", unit: "share", better: "low", of: ordersCancelled, over: ordersPlaced, scale: 1, network: true, behind: []string{"order.cancelled"}},

	{code: "forecast_error", family: "forecast", unit: "share", better: "low", scale: 1, network: true},
	{code: "forecast_bias", family: "forecast", unit: "share", better: "low", scale: 1, network: true},
	{code: "forecast_covered", family: "forecast", unit: "share", better: "high", target: 0.8, scale: 1, network: true},

	{code: "shipments_per_order", family: "cost", unit: "each", better: "low", of: orderShipments, over: ordersShipped, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "transfers", family: "cost", unit: "per_100", better: "low", of: transfers, over: ordersPlaced, scale: 100, network: true, behind: []string{"transfer.requested"}},
	{code: "labour", family: "cost", unit: "hours_per_100", better: "low", of: labourHours, over: linesPicked, scale: 100, behind: []string{"task.done"}},
	{code: "exceptions", family: "cost", unit: "per_1000", better: "low", of: exceptions, over: linesPicked, scale: 1000, behind: []string{"task.exception"}},

	{code: "lines_per_hour", family: "work", unit: "each", better: "high", of: linesPicked, over: labourHours, scale: 1, behind: []string{"task.done"}},
	{code: "machine_moves", family: "work", unit: "a_day", better: "high", scale: 1, special: movesADay, behind: []string{"mission.done"}},
	{code: "machine_stuck", family: "work", unit: "per_1000", better: "low", of: transportsStuck, over: missionsDone, scale: 1000, behind: []string{"transport.stuck"}},
}

// Behind are the types of events that a figure is made of; nil if there are none
// or no such figure.
func Behind(code string) (types []string, known bool) {
	i := slices.IndexFunc(figures, func(f figure) bool { return f.code == code })
	if i < 0 {
		return nil, false
	}
	return figures[i].behind, true
}

// Codes of all figures.
func Codes() (out []string) {
	for _, f := range figures {
		out = append(out, f.code)
	}
	return out
}

// span is some days of some warehouses, added up.
type span struct {
	days   int
	sum    map[string]float64
	onHand float64 // mean units
	last   float64 // units at the end
	items  map[wms.SKU]*item
	whole  bool // of the network
}

type item struct {
	Moved
	now  int64
	mean float64
}

func turnover(s *span) (float64, float64) {
	return s.sum[unitsShipped] * 365 / float64(s.days), s.onHand
}

func cover(s *span) (float64, float64) {
	return s.last, s.sum[unitsShipped] / float64(s.days)
}

func stockOut(s *span) (out, all float64) {
	for _, i := range s.items {
		all++
		if i.now <= 0 {
			out++
		}
	}
	return out, all
}

func deadStock(s *span) (dead, all float64) {
	for _, i := range s.items {
		if i.now <= 0 {
			continue
		}
		all += float64(i.now)
		if i.Shipped == 0 {
			dead += float64(i.now)
		}
	}
	return dead, all
}

func shrinkage(s *span) (float64, float64) {
	return s.sum[unitsLost] - s.sum[unitsFound], s.sum[unitsShipped]
}

func movesADay(s *span) (float64, float64) { return s.sum[missionsDone], float64(s.days) }

// value of a figure over a span; nil if there is nothing to measure.
func (f figure) value(s *span) (v *float64, of, over float64) {
	switch {
	case f.network && !s.whole:
		return nil, 0, 0
	case f.special != nil:
		of, over = f.special(s)
	default:
		of, over = s.sum[f.of], s.sum[f.over]
	}
	if over == 0 {
		return nil, of, over
	}
	x := f.scale * of / over
	return &x, of, over
}

// span adds up days. Warehouses is those that count; items are counted for the
// last day alone where trend is set.
func (b *Book) span(from, to time.Time, warehouses []wms.WarehouseID, whole bool, only wms.SKU) *span {
	s := &span{days: int(to.Sub(from).Hours()/24) + 1, sum: map[string]float64{}, items: map[wms.SKU]*item{}, whole: whole}
	of := func(sku wms.SKU) *item {
		if s.items[sku] == nil {
			s.items[sku] = &item{}
		}
		return s.items[sku]
	}
	for _, w := range warehouses {
		for sku, n := range b.state.OnHand[w] {
			if only == "" || sku == only {
				of(sku).now += n
				of(sku).mean += float64(n) * float64(s.days)
			}
		}
	}
	today, _ := time.Parse(time.DateOnly, b.state.Today)
	for _, w := range warehouses {
		for at := today; !at.Before(from); at = at.AddDate(0, 0, -1) { // back from what is there now
			d := b.days[Key{w, at.Format(time.DateOnly)}]
			if d == nil {
				continue
			}
			in := !at.After(to)
			for sku, m := range d.Items {
				if only != "" && sku != only {
					continue
				}
				i := of(sku)
				if at.After(to) { // after the span: was different all through it
					i.now -= m.Delta
					i.mean -= float64(m.Delta) * float64(s.days)
					continue
				}
				i.mean -= float64(m.Delta) * (at.Sub(from).Hours() / 24)
				i.Shipped, i.Received, i.Returned, i.Lost = i.Shipped+m.Shipped, i.Received+m.Received, i.Returned+m.Returned, i.Lost+m.Lost
			}
			if in {
				for fact, n := range d.Sum {
					s.sum[fact] += n
				}
			}
		}
	}
	for _, i := range s.items {
		i.mean /= float64(s.days)
		s.onHand += max(0, i.mean)
		s.last += float64(max(0, i.now))
	}
	if only != "" {
		i := of(only)
		s.sum = map[string]float64{unitsShipped: float64(i.Shipped), unitsReceived: float64(i.Received), unitsLost: float64(i.Lost)}
	}
	return s
}

// daily are the days of a span one by one, without items: what is on hand is
// that of the end of the day.
func (b *Book) daily(from, to time.Time, warehouses []wms.WarehouseID, whole bool, only wms.SKU) []*span {
	out := make([]*span, int(to.Sub(from).Hours()/24)+1)
	for n := range out {
		out[n] = &span{days: 1, sum: map[string]float64{}, whole: whole}
	}
	today, _ := time.Parse(time.DateOnly, b.state.Today)
	for _, w := range warehouses {
		end := float64(b.state.OnHand[w][only])
		if only == "" {
			end = float64(b.units(w))
		}
		for at := to; !at.Before(from); at = at.AddDate(0, 0, -1) {
			if at.After(today) {
				out[int(at.Sub(from).Hours()/24)].last += end
			}
		}
		for at := today; !at.Before(from); at = at.AddDate(0, 0, -1) {
			d := b.days[Key{w, at.Format(time.DateOnly)}]
			if !at.After(to) {
				s := out[int(at.Sub(from).Hours()/24)]
				s.last += end
				if d != nil && only == "" {
					for fact, n := range d.Sum {
						s.sum[fact] += n
					}
				}
				if d != nil && only != "" {
					m := d.Items[only]
					s.sum[unitsShipped] += float64(m.Shipped)
					s.sum[unitsLost] += float64(m.Lost)
				}
			}
			if d != nil {
				end -= d.delta(only)
			}
		}
	}
	for _, s := range out {
		s.onHand = s.last
	}
	return out
}

// delta of what is on hand over a day, of an item or of all.
func (d *Day) delta(only wms.SKU) (n float64) {
	if only != "" {
		return float64(d.Items[only].Delta)
	}
	for _, m := range d.Items {
		n += float64(m.Delta)
	}
	return n
}
