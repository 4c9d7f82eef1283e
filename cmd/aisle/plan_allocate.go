package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/wms/allocation"
)

type allocateAnswer struct {
	Cost       float64            `json:"cost"`
	LowerBound float64            `json:"lower_bound"`
	Shipments  []allocateShipment `json:"shipments"`
	Short      []allocateShort    `json:"short"`
	ElapsedMS  float64            `json:"elapsed_ms"`
}

type allocateShipment struct {
	Order     string                `json:"order"`
	Warehouse string                `json:"warehouse"`
	Lines     []allocation.FileLine `json:"lines"`
}

type allocateShort struct {
	Order string `json:"order"`
	SKU   string `json:"sku"`
	Qty   int64  `json:"qty"`
}

func newPlanAllocateCmd() *cobra.Command {
	var in, out string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "allocate --in FILE [--out FILE]",
		Short: "Which warehouse ships what to which order, at the least cost",
		Long: "Reads warehouses with stock and limits of shipments, orders and one tariff, and writes\n" +
			"the shipments, what stays short, the cost and a lower bound: no plan can cost less. The\n" +
			"plan is proven optimal when the two are equal. time_limit_ms in the file bounds the work;\n" +
			"without it, small problems take up to 0.8 s and large ones up to 4.4 s.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return planAllocate(in, out, seed) },
	}
	pickPlanFlags(cmd, &in, &out)
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of the search")
	return cmd
}

func planAllocate(in, out string, seed uint64) error {
	var file allocation.File
	if err := readPickPlan(in, &file); err != nil {
		return err
	}
	start := time.Now()
	problem, err := file.Problem()
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	end := start.Add(allocateTime(&file))
	plan, err := allocation.Batch(problem, allocation.Options{Seed: seed, Work: 1 << 50, Searches: min(4, runtime.NumCPU()),
		Stop: func() bool { return !time.Now().Before(end) }})
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	answer := allocateAnswer{Cost: plan.Cost, LowerBound: plan.LowerBound,
		Shipments: make([]allocateShipment, len(plan.Shipments)), Short: make([]allocateShort, len(plan.Short)),
		ElapsedMS: float64(time.Since(start).Microseconds()) / 1e3}
	for i, s := range plan.Shipments {
		to := allocateShipment{Order: problem.Orders[s.Order].ID, Warehouse: problem.Warehouses[s.Warehouse]}
		for _, l := range s.Lines {
			to.Lines = append(to.Lines, allocation.FileLine{SKU: problem.Items[l.Item], Qty: l.Qty})
		}
		answer.Shipments[i] = to
	}
	for i, m := range plan.Short {
		answer.Short[i] = allocateShort{problem.Orders[m.Order].ID, problem.Items[m.Item], m.Qty}
	}
	return writePickPlan(out, answer)
}

// allocateTime is the file's time limit or, without one, what a problem of its
// size deserves: 0.8 to 4.4 s.
func allocateTime(f *allocation.File) time.Duration {
	if f.TimeLimitMS != nil {
		return time.Duration(*f.TimeLimitMS * float64(time.Millisecond))
	}
	pairs := len(f.Orders) * len(f.Warehouses)
	return min(max(800*time.Millisecond, time.Duration(pairs)*1100*time.Microsecond), 4400*time.Millisecond)
}
