package board

import (
	"slices"
	"strings"

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
	{code: "days_of_cover", family: "inventory", unit: "days", better: "low", scale: 1, special: cover, behind: []string{"stock.moved"}},
	{code: "stock_out_rate", family: "inventory", unit: "share", better: "low", target: 0.02, scale: 1, special: stockOut, behind: []string{"stock.moved"}},
	{code: "dead_stock", family: "inventory", unit: "share", better: "low", scale: 1, special: deadStock, behind: []string{"stock.moved"}},
	{code: "fill_rate", family: "inventory", unit: "share", better: "high", target: 0.98, of: ordersWhole, over: ordersPlaced, scale: 1, network: true, behind: []string{"order.placed", "order.promised", "order.partly_promised", "order.backordered"}},
	{code: "inventory_accuracy", family: "inventory", unit: "share", better: "high", target: 0.99, of: countedRight, over: counted, scale: 1, behind: []string{"count.counted"}},
	{code: "shrinkage", family: "inventory", unit: "share", better: "low", scale: 1, special: shrinkage, behind: []string{"stock.adjusted", "stock.moved"}},

	{code: "order_cycle", family: "logistics", unit: "hours", better: "low", target: 24, of: cycleHours, over: ordersShipped, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "order_cycle_p95", family: "logistics", unit: "hours", better: "low", target: 48, scale: 1, network: true, special: cycle95, behind: []string{"order.shipped"}},
	{code: "within_48h", family: "logistics", unit: "share", better: "high", target: 0.95, of: ordersIn48, over: ordersShipped, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "on_time", family: "logistics", unit: "share", better: "high", target: 0.98, of: shipmentsOnTime, over: shipmentsShipped, scale: 1, behind: []string{"shipment.shipped"}},
	{code: "on_first_promise", family: "logistics", unit: "share", better: "high", target: 0.98, of: ordersFirst, over: ordersDue, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "receiving", family: "logistics", unit: "hours", better: "low", of: receiptHours, over: receiptsClosed, scale: 1, behind: []string{"receipt.closed"}},
	{code: "returns_turnaround", family: "logistics", unit: "hours", better: "low", target: 48, of: returnHours, over: returnsClosed, scale: 1, behind: []string{"return.closed"}},

	{code: "backordered", family: "orders", unit: "share", better: "low", of: ordersShort, over: ordersPlaced, scale: 1, network: true, behind: []string{"order.partly_promised", "order.backordered"}},
	{code: "split_orders", family: "orders", unit: "share", better: "low", of: ordersSplit, over: ordersShipped, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "promises_lost", family: "orders", unit: "per_100", better: "low", of: promiseFreed, over: ordersPlaced, scale: 100, network: true, behind: []string{"promise.freed"}},
	{code: "promises_delayed", family: "orders", unit: "per_100", better: "low", of: promiseDelayed, over: ordersPlaced, scale: 100, network: true, behind: []string{"promise.delayed"}},
	{code: "cancelled", family: "orders", unit: "share", better: "low", of: ordersCancelled, over: ordersPlaced, scale: 1, network: true, behind: []string{"order.cancelled"}},

	{code: "forecast_error", family: "forecast", unit: "share", better: "low", scale: 1, network: true, behind: []string{"forecast.judged"}},
	{code: "forecast_bias", family: "forecast", unit: "share", better: "low", scale: 1, network: true, behind: []string{"forecast.judged"}},
	{code: "forecast_covered", family: "forecast", unit: "share", better: "high", target: 0.8, scale: 1, network: true, behind: []string{"forecast.judged"}},

	{code: "shipments_per_order", family: "cost", unit: "each", better: "low", of: orderShipments, over: ordersShipped, scale: 1, network: true, behind: []string{"order.shipped"}},
	{code: "transfers", family: "cost", unit: "per_100", better: "low", of: transfers, over: ordersPlaced, scale: 100, network: true, behind: []string{"transfer.requested"}},
	{code: "labour", family: "cost", unit: "hours_per_100", better: "low", of: labourHours, over: linesPicked, scale: 100, behind: []string{"task.done"}},
	{code: "exceptions", family: "cost", unit: "per_1000", better: "low", of: exceptions, over: linesPicked, scale: 1000, behind: []string{"task.exception"}},

	{code: "lines_per_hour", family: "work", unit: "each", better: "high", of: linesPicked, over: labourHours, scale: 1, behind: []string{"task.done"}},
	{code: "machine_moves", family: "work", unit: "a_day", better: "high", scale: 1, special: movesADay, behind: []string{"mission.done"}},
	{code: "machine_use", family: "work", unit: "share", better: "high", scale: 1, special: machineUse, behind: []string{"mission.planned", "mission.assigned", "mission.done"}},
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
	// kept are the items in warehouses that ever moved there, out those with
	// nothing on hand at the end; dead those that lie and were not shipped.
	kept, out int
	empty     map[place]bool
	dead      map[place]bool
}

// place is an item in a warehouse.
type place struct {
	warehouse wms.WarehouseID
	sku       wms.SKU
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

func stockOut(s *span) (out, all float64) { return float64(s.out), float64(s.kept) }

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

// machineUse is the time that machines had missions, over the days on which
// each had any.
func machineUse(s *span) (hours, all float64) {
	for fact, n := range s.sum {
		if strings.HasPrefix(fact, machineDay) {
			all += 24 * n
		}
	}
	return s.sum[machineHours], all
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
