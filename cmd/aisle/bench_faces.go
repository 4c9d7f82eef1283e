package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/wms"
)

func newBenchFacesCmd() *cobra.Command {
	var orders int
	var shiftS, days float64
	var out string
	t := replenish.FaceTrial{ReleasedS: 3600, LeadS: 600, SureS: 1500, LateS: 180, ReviewS: 60, Bulk: 0.5}
	cmd := &cobra.Command{
		Use:   "faces [--orders 2000] [--out FILE]",
		Short: "Pick faces over one shift of real orders: empty ones, and top-ups against hindsight",
		Long: "Spreads the last of the real orders evenly over a shift. Each item's face holds so many days of what\n" +
			"it sold in the orders before, at least three of its usual lines, and is half full at the beginning.\n" +
			"Picks are known when they are released and come earlier or later than planned; a top-up takes ten\n" +
			"minutes, more or less. Writes picks that found too little, and top-ups against the least (JSON).",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if orders < 1 || !(shiftS > 0) || !(days > 0) {
				return fmt.Errorf("--orders is %d, --shift %v, --days %v: all must be above 0", orders, shiftS, days)
			}
			faces, picks, err := realFaces(orders, shiftS, days, t.Seed)
			if err != nil {
				return err
			}
			result, err := t.Run(faces, picks)
			if err != nil {
				return err
			}
			return writePickPlan(out, result)
		},
	}
	cmd.Flags().IntVar(&orders, "orders", 2000, "how many orders")
	cmd.Flags().Float64Var(&shiftS, "shift", 8*3600, "seconds of the shift")
	cmd.Flags().Float64Var(&days, "days", 1, "days of sales that a face holds; a day is as many orders as the shift has")
	cmd.Flags().Float64Var(&t.ReleasedS, "released", t.ReleasedS, "seconds before its planned time that a pick is known")
	cmd.Flags().Float64Var(&t.LeadS, "lead", t.LeadS, "seconds that a top-up takes on average")
	cmd.Flags().Float64Var(&t.SureS, "sure", t.SureS, "seconds that are looked ahead")
	cmd.Flags().Float64Var(&t.LateS, "late", t.LateS, "standard deviation of picks from their planned time, in seconds")
	cmd.Flags().Float64Var(&t.Bulk, "bulk", t.Bulk, "picks of more than this part of a full face come from reserve")
	cmd.Flags().Uint64Var(&t.Seed, "seed", 1, "seed of luck")
	cmd.Flags().StringVar(&out, "out", "", "file to write (JSON); standard output if not given")
	return cmd
}

// realFaces sizes faces by all orders before the last ones, and picks those.
func realFaces(count int, shiftS, days float64, seed uint64) ([]replenish.Face, []replenish.FacePick, error) {
	source, err := demand.NewSource(seed)
	if err != nil {
		return nil, nil, err
	}
	before := source.Len() - count
	if before < count {
		return nil, nil, fmt.Errorf("--orders is %d, the data has %d and as many must be known before", count, source.Len())
	}
	lines := map[wms.SKU][]int64{}
	for n := range before {
		for _, l := range source.Order(n).Lines {
			lines[l.SKU] = append(lines[l.SKU], l.Qty)
		}
	}
	number := map[wms.SKU]int{}
	var faces []replenish.Face
	var picks []replenish.FacePick
	for n := range count {
		for _, l := range source.Order(before + n).Lines {
			past := lines[l.SKU]
			if len(past) < 5 {
				continue // too seldom for a face: picked from reserve
			}
			f, known := number[l.SKU]
			if !known {
				slices.Sort(past)
				sold := int64(0)
				for _, q := range past {
					sold += q
				}
				holds := max(3*past[len(past)*9/10], int64(days*float64(sold)*float64(count)/float64(before)))
				f = len(faces)
				number[l.SKU] = f
				faces = append(faces, replenish.Face{Stock: holds / 2, Capacity: holds})
			}
			picks = append(picks, replenish.FacePick{Face: f, Qty: l.Qty, PlannedS: shiftS * float64(n) / float64(count)})
		}
	}
	return faces, picks, nil
}
