package main

import (
	"fmt"

	"github.com/aisle-wms/aisle/cmd/trade"
	"github.com/aisle-wms/aisle/config"
)

// networkCase is one reading of the data.
type networkCase struct {
	name   string
	change func(s *trade.Setup)
}

// networkCases are the data as they are, each tariff by itself at half and at
// one and a half times its value, and readings that a critic may prefer.
func networkCases() []networkCase {
	cases := []networkCase{{"as it is", func(*trade.Setup) {}}}
	for _, t := range tariffs {
		for _, by := range []float64{0.5, 1.5} {
			cases = append(cases, networkCase{fmt.Sprintf("%s %+.0f %%", t.name, (by-1)*100), func(s *trade.Setup) { t.change(s.Net, by) }})
		}
	}
	reading := func(name string, change func(p *trade.Premises)) {
		cases = append(cases, networkCase{name, func(s *trade.Setup) { change(&s.Premises) }})
	}
	reading("item weights -50 %", func(p *trade.Premises) { p.WeightShare = 0.5 })
	reading("item weights +50 %", func(p *trade.Premises) { p.WeightShare = 1.5 })
	reading("item weights -95 %", func(p *trade.Premises) { p.WeightShare = 0.05 })
	reading("a lane's per_kg above 2 kg only", func(p *trade.Premises) { p.LaneFree = true })
	reading("pallets by the item master", func(p *trade.Premises) { p.MasterPallet = true })
	reading("late after the fastest standard lane", func(p *trade.Premises) { p.Due = trade.DueFastest })
	reading("late from the day of the order", func(p *trade.Premises) { p.Due = trade.DueAtOnce })
	return cases
}

func times(v int64, by float64) int64 { return int64(float64(v) * by) }

var tariffs = []struct {
	name   string
	change func(n *config.Network, by float64)
}{
	{"lane prices", func(n *config.Network, by float64) {
		for i := range n.Lanes {
			for b := range n.Lanes[i].Bands {
				n.Lanes[i].Bands[b].Price = times(n.Lanes[i].Bands[b].Price, by)
			}
		}
	}},
	{"weight", func(n *config.Network, by float64) {
		n.WeightStep.PerKG = times(n.WeightStep.PerKG, by)
		for i := range n.Lanes {
			n.Lanes[i].PerKG = times(n.Lanes[i].PerKG, by)
		}
	}},
	{"customs", func(n *config.Network, by float64) {
		for i := range n.Lanes {
			n.Lanes[i].Customs = times(n.Lanes[i].Customs, by)
		}
	}},
	{"handling", func(n *config.Network, by float64) {
		for _, w := range n.Warehouses {
			w.Costs.HandlingOrder, w.Costs.HandlingLine = times(w.Costs.HandlingOrder, by), times(w.Costs.HandlingLine, by)
		}
	}},
	{"storage", func(n *config.Network, by float64) {
		for _, w := range n.Warehouses {
			w.Costs.StoragePerM3Day = times(w.Costs.StoragePerM3Day, by)
		}
	}},
	{"transfers", func(n *config.Network, by float64) {
		for i := range n.Transfers {
			n.Transfers[i].PerPallet = times(n.Transfers[i].PerPallet, by)
		}
	}},
	{"split penalty", func(n *config.Network, by float64) { n.SplitPenalty = times(n.SplitPenalty, by) }},
	{"late day", func(n *config.Network, by float64) { n.LateDayCost = times(n.LateDayCost, by) }},
}

// sensitivity runs the three policies under every case, with one seed.
func (n networkRun) sensitivity() (rows []networkRow, err error) {
	fmt.Fprintln(n.out, "| case | (a) logistics | (a) days | (b) cost | (b) days | (c) cost | (c) days | (c) against (b) | bound of cost, transfers paid |")
	fmt.Fprintln(n.out, "|---|---|---|---|---|---|---|---|---|")
	s, err := n.setup(1)
	if err != nil {
		return nil, err
	}
	for _, c := range networkCases() {
		if s.Net, err = n.load(); err != nil {
			return nil, err
		}
		s.Premises = trade.Defended()
		c.change(s)
		var by []trade.Result
		for _, p := range []trade.Policy{onlyCentral, nearest, asAisle} {
			r, err := trade.Run(s, p)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			by, rows = append(by, r), append(rows, networkRow{c.name, 1, r})
		}
		b, err := trade.Limits(s, true)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(n.out, "| %s | %.2f | %.3f | %s | %s | %s | %s | %s, %s | %s |\n", c.name, by[0].Total/1e6, by[0].MeanDays,
			change(by[1].Total, by[0].Total), change(by[1].MeanDays, by[0].MeanDays), change(by[2].Total, by[0].Total), change(by[2].MeanDays, by[0].MeanDays),
			change(by[2].Total, by[1].Total), change(by[2].MeanDays, by[1].MeanDays), change(b.Cheapest.Cost, b.Central.Cost))
	}
	return rows, nil
}
