package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/cmd/trade"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/demand"
)

// networkRow is one policy's run under one reading of the data.
type networkRow struct {
	Case string `json:"case"`
	Seed uint64 `json:"seed"`
	trade.Result
}

func newPlanNetworkCmd() *cobra.Command {
	var file, out string
	var seeds, orders int
	var sensitivity, year bool
	cmd := &cobra.Command{
		Use:   "network [--config FILE] [--seeds 3] [--sensitivity] [--year] [--out FILE]",
		Short: "Real orders against a network in fast time: what central, nearest-first and Aisle cost",
		Long: "Serves all orders of the demo's data under several policies, with the same supply, and prints\n" +
			"what each costs and how long it delivers. --sensitivity does it with each tariff at half and at one\n" +
			"and a half times its value, and under other readings of the data. --year runs 52 weeks instead, with\n" +
			"suppliers: fixed min-max in one warehouse against forecasts and policies. docs/network-simulation.md\n" +
			"says what is assumed. --out writes everything as JSON.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if seeds < 1 || seeds > 100 {
				return fmt.Errorf("--seeds is %d, must be from 1 to 100", seeds)
			}
			if sensitivity && year {
				return fmt.Errorf("--sensitivity and --year don't go together")
			}
			load := config.Demo
			if file != "" {
				load = func() (*config.Network, error) { return config.Load(file) }
			}
			n := networkRun{load: load, orders: orders, out: cmd.OutOrStdout()}
			var rows []networkRow
			var err error
			switch {
			case year:
				rows, err = n.years(seeds)
			case sensitivity:
				rows, err = n.sensitivity()
			default:
				rows, err = n.seeds(seeds)
			}
			if err != nil || out == "" {
				return err
			}
			return writePickPlan(out, rows)
		},
	}
	cmd.Flags().StringVar(&file, "config", "", "network file; the demo's if not given")
	cmd.Flags().StringVar(&out, "out", "", "file to write (JSON)")
	cmd.Flags().IntVar(&seeds, "seeds", 3, "how many seeds: towns of customers, the past that is known, lead times")
	cmd.Flags().IntVar(&orders, "orders", 0, "only so many orders; 0: all")
	cmd.Flags().BoolVar(&sensitivity, "sensitivity", false, "each tariff at -50 % and +50 %, and other readings")
	cmd.Flags().BoolVar(&year, "year", false, "52 weeks with suppliers")
	return cmd
}

// networkRun runs policies and prints as it goes.
type networkRun struct {
	load   func() (*config.Network, error)
	orders int
	out    io.Writer
}

// Weeks of the past that are known at the beginning, of those after the end,
// and of a block of the resampling.
const (
	pastWeeks, nextWeeks, blockWeeks = 26, 8, 4
)

func (n networkRun) setup(seed uint64) (*trade.Setup, error) {
	net, err := n.load()
	if err != nil {
		return nil, err
	}
	source, err := demand.NewSource(seed)
	if err != nil {
		return nil, err
	}
	b := trade.NewBook(source, net.Warehouses[0].Zone)
	served := b.Orders
	if n.orders > 0 {
		served = served[:min(n.orders, len(served))]
	}
	first, last := trade.Week(served[0].Placed), trade.Week(served[len(served)-1].Placed)
	return &trade.Setup{Net: net, Items: b.Items, Orders: served, Seed: seed, Premises: trade.Defended(),
		Past: b.Draw(first-pastWeeks, pastWeeks, blockWeeks, 2*seed), Next: b.Draw(last+1, nextWeeks, blockWeeks, 2*seed+1)}, nil
}

// supplied gives all policies the same supply: what was invoiced was there four
// weeks before, above nine weeks of safety stock; together about what makes
// stock turn four times a year.
func supplied(p trade.Policy) trade.Policy {
	p.Buy, p.Cover, p.Slack = trade.BuyInvoiced, 4, 9
	return p
}

var (
	onlyCentral = supplied(trade.Policy{Name: "a: central only", Serve: trade.ServeCentral, Place: trade.PlaceNone})
	nearest     = supplied(trade.Policy{Name: "b: nearest-first", Serve: trade.ServeNearest, Place: trade.PlaceFixed})
	asAisle     = supplied(trade.Policy{Name: "c: Aisle", Serve: trade.ServePromise, Place: trade.PlaceForecast, Prices: true, DayValue: 90, Service: 950, Keep: 6})
)

// variants of (b) and (c).
func variants() []trade.Policy {
	like := func(p trade.Policy, name string, change func(*trade.Policy)) trade.Policy {
		p.Name = name
		change(&p)
		return p
	}
	return []trade.Policy{
		like(nearest, "b2: nearest-first, places as (c)", func(p *trade.Policy) { p.Place, p.Service, p.Keep = trade.PlaceForecast, 950, 6 }),
		like(asAisle, "c2: (c), nothing overseas", func(p *trade.Policy) { p.Empty = []string{"overseas"} }),
		like(asAisle, "c3: (c2), a day worth 250", func(p *trade.Policy) { p.Empty, p.DayValue = []string{"overseas"}, 250 }),
		like(asAisle, "c4: (c), nothing at the front", func(p *trade.Policy) { p.Empty = []string{"front"} }),
		like(asAisle, "c5: (c), places as (b)", func(p *trade.Policy) { p.Place = trade.PlaceFixed }),
	}
}

func (n networkRun) seeds(count int) (rows []networkRow, err error) {
	networkHead(n.out)
	for seed := uint64(1); seed <= uint64(count); seed++ {
		s, err := n.setup(seed)
		if err != nil {
			return nil, err
		}
		var base trade.Result
		for i, p := range append([]trade.Policy{onlyCentral, nearest, asAisle}, variants()...) {
			r, err := trade.Run(s, p)
			if err != nil {
				return nil, err
			}
			if i == 0 {
				base = r
			}
			rows = append(rows, networkRow{"as it is", seed, r})
			networkLine(n.out, seed, r, base)
		}
		for _, transfers := range []bool{false, true} {
			b, err := trade.Limits(s, transfers)
			if err != nil {
				return nil, err
			}
			boundLine(n.out, b, transfers)
		}
	}
	return rows, nil
}

func networkHead(w io.Writer) {
	fmt.Fprintln(w, "| seed | policy | shipping | weight | handling | customs | splits | storage | transfers | late | logistics | against (a) | days | against (a) | split orders |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
}

func networkLine(w io.Writer, seed uint64, r, base trade.Result) {
	c := r.Costs
	fmt.Fprintf(w, "| %d | %s |", seed, r.Policy)
	for _, v := range []float64{c.Shipping, c.Weight, c.Handling, c.Customs, c.Split, c.Storage, c.Transfers, c.Late, r.Total} {
		fmt.Fprintf(w, " %.2f |", v/1e6)
	}
	fmt.Fprintf(w, " %s | %.3f | %s | %d |\n", change(r.Total, base.Total), r.MeanDays, change(r.MeanDays, base.MeanDays), r.Split)
}

func boundLine(w io.Writer, b trade.Bound, transfers bool) {
	what := "stock moves for nothing"
	if transfers {
		what = "transfers paid"
	}
	fmt.Fprintf(w, "bound, %s: cheapest %s cost, %s days; fastest %s cost, %s days\n", what, change(b.Cheapest.Cost, b.Central.Cost),
		change(b.Cheapest.Days, b.Central.Days), change(b.Fastest.Cost, b.Central.Cost), change(b.Fastest.Days, b.Central.Days))
}

func change(v, base float64) string {
	if base == 0 {
		return "-"
	}
	return fmt.Sprintf("%+.1f %%", 100*(v/base-1))
}
