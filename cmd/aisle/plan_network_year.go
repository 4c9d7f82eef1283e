package main

import (
	"fmt"

	"github.com/aisle-wms/aisle/cmd/trade"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/wms/supply"
)

// yearWeeks count; runInWeeks before them let stock come to rest.
const yearWeeks, runInWeeks = 52, 13

// year is the real weeks, and behind them as many drawn ones as make a year.
func (n networkRun) year(seed uint64) (*trade.Setup, error) {
	net, err := n.load()
	if err != nil {
		return nil, err
	}
	source, err := demand.NewSource(seed)
	if err != nil {
		return nil, err
	}
	b := trade.NewBook(source, net.Warehouses[0].Zone)
	first := trade.Week(b.Orders[0].Placed)
	last := trade.Week(b.Orders[len(b.Orders)-1].Placed)
	orders := append(b.Draw(first-runInWeeks, runInWeeks, blockWeeks, 4*seed), b.Orders...)
	orders = append(orders, b.Draw(last+1, yearWeeks-int(last+1-first), blockWeeks, 4*seed+1)...)
	if n.orders > 0 {
		orders = orders[:min(n.orders, len(orders))]
	}
	p := trade.Defended()
	p.Lost = true
	return &trade.Setup{Net: net, Items: b.Items, Past: b.Draw(first-runInWeeks-pastWeeks, pastWeeks, blockWeeks, 4*seed+2), Orders: orders,
		Counts: supply.Monday(first), Premises: p, Seed: seed}, nil
}

// yearPolicies are one warehouse under a fixed rule at several covers, and
// Aisle at several levels of service.
func yearPolicies() (out []trade.Policy) {
	for _, cover := range []float64{1, 2, 4, 8, 13} {
		out = append(out, trade.Policy{Name: fmt.Sprintf("min-max, %v weeks above the lead time", cover), Serve: trade.ServeCentral, Place: trade.PlaceNone, Buy: trade.BuyMinMax, Cover: cover})
	}
	aisle := func(name string, service int64, change func(*trade.Policy)) {
		p := asAisle
		p.Name, p.Buy, p.Cover, p.Slack, p.Service = name, trade.BuyForecast, 0, 0, service
		change(&p)
		out = append(out, p)
	}
	oneHouse := func(p *trade.Policy) {
		p.Serve, p.Place, p.Prices, p.DayValue = trade.ServeCentral, trade.PlaceNone, false, 0
	}
	for _, drop := range []bool{false, true} {
		name := "Aisle's buying, one warehouse, service %.2f"
		if drop {
			name = "the same, slow items may go, service %.2f"
		}
		for _, service := range []int64{900, 950, 980, 990} {
			aisle(fmt.Sprintf(name, float64(service)/1000), service, func(p *trade.Policy) { oneHouse(p); p.Drop = drop })
		}
	}
	aisle("Aisle, service 0.95", 950, func(*trade.Policy) {})
	return out
}

func (n networkRun) years(count int) (rows []networkRow, err error) {
	fmt.Fprintln(n.out, "| seed | policy | turnover | units not there | lines not there | shipped in 48 h | in full in 48 h | delivered in 2 days | stock, units | logistics | holding | buying |")
	fmt.Fprintln(n.out, "|---|---|---|---|---|---|---|---|---|---|---|---|")
	for seed := uint64(1); seed <= uint64(count); seed++ {
		s, err := n.year(seed)
		if err != nil {
			return nil, err
		}
		for _, p := range yearPolicies() {
			r, err := trade.Run(s, p)
			if err != nil {
				return nil, err
			}
			rows = append(rows, networkRow{"year", seed, r})
			fmt.Fprintf(n.out, "| %d | %s | %.2f | %.2f %% | %.2f %% | %.1f %% | %.1f %% | %.1f %% | %.0f | %.2f | %.2f | %.2f |\n", seed, r.Policy, r.Turnover, 100*r.StockOut(),
				100*r.StockOutLines(), 100*r.Shipped48, 100*r.Full48, 100*r.Given48, r.Stock, r.Total/1e6, r.Costs.Holding/1e6, r.Costs.Buying/1e6)
		}
	}
	return rows, nil
}
