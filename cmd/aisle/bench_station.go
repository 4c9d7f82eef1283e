package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/wms/picking"
)

type stationBench struct {
	orders, mostLines, open, racks, copies int
	known                                  float64
	seed                                   uint64
	station                                picking.Station
}

type stationAnswer struct {
	Rule  string  `json:"rule"`
	Ratio float64 `json:"visits_of_first_come"`
	picking.StationResult
}

func newBenchStationCmd() *cobra.Command {
	b := stationBench{station: picking.Station{ExchangeS: 8, LineS: 6}}
	var out string
	cmd := &cobra.Command{
		Use:   "station [--orders 250] [--open 8] [--out FILE]",
		Short: "A goods-to-person station on real orders: first come against most open lines",
		Long: "Takes the last of the real orders within the given size, on the 900 most popular items (spread over\n" +
			"racks by dice). A part is there at the beginning and due within 4 hours; the others arrive over 6 hours\n" +
			"and are due 2 hours later. Writes visits of racks per line and lateness under three rules (JSON).",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			answers, err := b.run()
			if err != nil {
				return err
			}
			return writePickPlan(out, answers)
		},
	}
	cmd.Flags().IntVar(&b.orders, "orders", 250, "how many orders")
	cmd.Flags().IntVar(&b.mostLines, "most-lines", 12, "leave out orders with more lines")
	cmd.Flags().IntVar(&b.open, "open", 8, "orders open at the same time")
	cmd.Flags().IntVar(&b.racks, "racks", 150, "racks, each with as many of the 900 items")
	cmd.Flags().IntVar(&b.copies, "copies", 2, "racks on which each item is")
	cmd.Flags().Float64Var(&b.known, "known", 0.5, "part of the orders that is there at the beginning")
	cmd.Flags().Float64Var(&b.station.UrgentS, "urgent", 600, "seconds before it is due that an order goes first")
	cmd.Flags().Uint64Var(&b.seed, "seed", 1, "seed of the racks")
	cmd.Flags().StringVar(&out, "out", "", "file to write (JSON); standard output if not given")
	return cmd
}

func (b stationBench) run() ([]stationAnswer, error) {
	if b.orders < 1 || b.mostLines < 1 || b.racks < 1 || b.racks > 900 || b.copies < 1 || b.copies > b.racks {
		return nil, fmt.Errorf("--orders %d, --most-lines %d, --racks %d (1 to 900), --copies %d (1 to racks): out of range", b.orders, b.mostLines, b.racks, b.copies)
	}
	if !(b.known >= 0 && b.known <= 1) {
		return nil, fmt.Errorf("--known is %v, must be from 0 to 1", b.known)
	}
	items, err := realItems(b.orders, b.mostLines, 1)
	if err != nil {
		return nil, err
	}
	racks := make([][]int32, b.racks)
	rng := rand.New(rand.NewPCG(b.seed, 0x7261636b))
	perm := rng.Perm(popularItems)
	for n, i := range perm {
		for c := range b.copies {
			r := (n + c*(1+b.racks/3)) % b.racks
			racks[r] = append(racks[r], int32(i))
		}
	}
	orders := make([]picking.StationOrder, len(items))
	early := int(b.known * float64(len(items)))
	for k, list := range items {
		orders[k] = picking.StationOrder{Items: list, Due: 4 * 3600}
		if k >= early {
			orders[k].Arrives = 6 * 3600 * float64(k-early) / float64(len(items)-early)
			orders[k].Due = orders[k].Arrives + 2*3600
		}
	}
	b.station.Open = b.open
	var answers []stationAnswer
	for _, rule := range []picking.Retrieval{picking.FirstCome, picking.FirstComeShared, picking.MostLines} {
		r, err := b.station.Run(orders, racks, rule)
		if err != nil {
			return nil, err
		}
		a := stationAnswer{Rule: rule.String(), Ratio: 1, StationResult: r}
		if len(answers) > 0 {
			a.Ratio = r.VisitsPerLine / answers[0].VisitsPerLine
		}
		answers = append(answers, a)
	}
	return answers, nil
}
