package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/wms"
)

// benchASRSAnswer is what bench asrs writes.
type benchASRSAnswer struct {
	Loads        int          `json:"loads"`
	Requests     int          `json:"requests"`
	FEMSingleS   float64      `json:"fem_single_s"`
	FEMDualS     float64      `json:"fem_dual_s"`
	MeanSingleS  float64      `json:"mean_single_s"`
	Single       asrs.Outcome `json:"single_fcfs"`
	Straight     asrs.Outcome `json:"single_fcfs_without_return"`
	Planned      asrs.Outcome `json:"planned"`
	GainPercent  float64      `json:"gain_percent"`
	OverStraight float64      `json:"gain_percent_without_return"`
	OrdersBefore int          `json:"orders_before"`
	OrdersPlayed int          `json:"orders_played"`
}

// rackOfDemo is the rack of the demo's central warehouse: an aisle of 40 bays
// and 8 levels on two sides.
var rackOfDemo = asrs.Rack{Crane: asrs.Crane{XSpeed: 3500, XAccel: 1200, YSpeed: 1200, YAccel: 1000, ForkS: 6}, Bays: 40, Levels: 8,
	BayPitch: 1000, LevelPitch: 1500, In: asrs.Point{X: -800}, Out: asrs.Point{X: -800}}

func newBenchASRSCmd() *cobra.Command {
	var out string
	var aisles, open, fill int
	var away float64
	var seed uint64
	cmd := &cobra.Command{
		Use:   "asrs",
		Short: "Stacker cranes on real orders: paired moves and planned cells against single moves as they come",
		Long: "The racks are filled with pallets of the items of the demo's real orders; the first half of the orders says what is\n" +
			"fetched often, the lines of the second half fetch pallets, which come back after a while. The same requests are\n" +
			"played three times: every move alone in the order it came and into any empty cell, with and without a return to the\n" +
			"input between two moves, then with dual commands and cells by class.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if aisles < 1 || aisles > 20 || open < 1 || fill < 1 || fill > 97 || away < 0 {
				return fmt.Errorf("--aisles 1 to 20, --open at least 1, --fill 1 to 97 percent, --away not negative")
			}
			answer, err := benchASRS(aisles, open, fill, away, seed)
			if err != nil {
				return err
			}
			if out != "" {
				if err := writeJSONFile(out, answer); err != nil {
					return err
				}
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d loads, %d requests: %.1f moves/h in single-command cycles, %.1f planned (%+.1f %%); %.1f if a crane stays where a move ends (%+.1f %%)\n"+
				"mean single cycle over all cells %.2f s, by FEM 9.851 %.2f s\n", answer.Loads, answer.Requests, answer.Single.MovesPerHour,
				answer.Planned.MovesPerHour, answer.GainPercent, answer.Straight.MovesPerHour, answer.OverStraight, answer.MeanSingleS, answer.FEMSingleS)
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&aisles, "aisles", 2, "cranes, each with an aisle of 640 cells")
	f.IntVar(&open, "open", 20, "how many requests are open at any time")
	f.IntVar(&fill, "fill", 85, "how full the racks are, in percent")
	f.Float64Var(&away, "away", 300, "seconds until a fetched pallet comes back")
	f.Uint64Var(&seed, "seed", 1, "seed of the random choices")
	f.StringVar(&out, "out", "", "file for the answer (JSON)")
	return cmd
}

// benchASRS plays the later half of the orders both ways.
func benchASRS(aisles, open, fill int, away float64, seed uint64) (benchASRSAnswer, error) {
	source, err := demand.NewSource(seed)
	if err != nil {
		return benchASRSAnswer{}, err
	}
	half := source.Len() / 2
	lines := map[wms.SKU]int{}
	for n := range half {
		for _, l := range source.Order(n).Lines {
			lines[l.SKU]++
		}
	}
	var skus []wms.SKU
	for s := range lines {
		skus = append(skus, s)
	}
	slices.SortFunc(skus, func(a, b wms.SKU) int { return cmp.Or(cmp.Compare(lines[b], lines[a]), cmp.Compare(a, b)) })
	racks := make([]asrs.Rack, aisles)
	for i := range racks {
		racks[i] = rackOfDemo
	}
	cells := aisles * rackOfDemo.Bays * rackOfDemo.Levels * 2
	skus = skus[:min(len(skus), cells*fill/100*2/3)] // a third of the loads are second ones of what sells most
	d := asrs.Day{Ground: asrs.NewGround(racks), Open: open, AwaySeconds: away, Seed: seed}
	item := map[wms.SKU]int{}
	for i, s := range skus {
		item[s] = i
		d.Classes = append(d.Classes, asrs.ClassOf(float64(i)/float64(len(skus))))
	}
	for i := range cells * fill / 100 {
		d.Loads = append(d.Loads, i%len(skus))
	}
	dice := rand.New(rand.NewPCG(seed, 5)) // the racks were not filled in the order of what sells
	dice.Shuffle(len(d.Loads), func(i, j int) { d.Loads[i], d.Loads[j] = d.Loads[j], d.Loads[i] })
	for n := half; n < source.Len(); n++ {
		for _, l := range source.Order(n).Lines {
			if i, ok := item[l.SKU]; ok {
				d.Requests = append(d.Requests, i)
			}
		}
	}
	a := benchASRSAnswer{Loads: len(d.Loads), Requests: len(d.Requests), FEMSingleS: rackOfDemo.SingleCycle(), FEMDualS: rackOfDemo.DualCycle(),
		MeanSingleS: rackOfDemo.Cycle(), OrdersBefore: half, OrdersPlayed: source.Len() - half}
	a.Straight = d.Run()
	d.Return = true
	a.Single = d.Run()
	d.Planned = true
	a.Planned = d.Run()
	a.GainPercent = 100 * (a.Planned.MovesPerHour/a.Single.MovesPerHour - 1)
	a.OverStraight = 100 * (a.Planned.MovesPerHour/a.Straight.MovesPerHour - 1)
	return a, nil
}
