package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/wms/picking"
)

type batchProblem struct {
	Layout   pickLayout    `json:"layout"`
	Capacity int           `json:"capacity"`
	Orders   [][]pickPlace `json:"orders"`

	// Examples carry these; they are not read.
	Name    json.RawMessage `json:"name"`
	Optimal json.RawMessage `json:"optimal"`
	FCFS    json.RawMessage `json:"first_come_first_served"`
	Savings json.RawMessage `json:"savings"`
	Proven  json.RawMessage `json:"proven"`
}

type batchAnswer struct {
	Batches     [][]int `json:"batches"`
	TotalLength float64 `json:"total_length"`
	Proven      bool    `json:"proven"` // no grouping is better
	ElapsedMS   float64 `json:"elapsed_ms"`
}

func newPlanBatchesCmd() *cobra.Command {
	var in, out string
	var limit time.Duration
	var seed uint64
	cmd := &cobra.Command{
		Use:   "batches --in FILE [--out FILE]",
		Short: "Group orders into cart loads so that the sum of the walks is least",
		Long: "Reads a list of problems (layout, capacity in lines, orders as lists of [aisle, y]) and\n" +
			"writes for each the batches, by order index, and the sum of their shortest tours.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if limit <= 0 {
				return fmt.Errorf("--time-limit is %v, must be positive", limit)
			}
			return planBatches(in, out, limit, seed)
		},
	}
	pickPlanFlags(cmd, &in, &out)
	cmd.Flags().DurationVar(&limit, "time-limit", 2*time.Second, "time for each problem")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of the search")
	return cmd
}

func planBatches(in, out string, limit time.Duration, seed uint64) error {
	var problems []batchProblem
	if err := readPickPlan(in, &problems); err != nil {
		return err
	}
	answers := make([]batchAnswer, len(problems))
	for i, p := range problems {
		floor, jobs, err := p.jobs()
		if err != nil {
			return fmt.Errorf("%s: problem %d: %w", in, i, err)
		}
		start := time.Now()
		end := start.Add(limit)
		g, err := picking.Search(jobs, p.Capacity, floor.solver, picking.Options{Seed: seed,
			Stop: func() bool { return !time.Now().Before(end) }})
		if err != nil {
			return fmt.Errorf("%s: problem %d: %w", in, i, err)
		}
		answers[i] = batchAnswer{Batches: g.Groups, TotalLength: floor.length(g.Cost), Proven: g.Proven,
			ElapsedMS: float64(time.Since(start).Microseconds()) / 1e3}
		if answers[i].Batches == nil {
			answers[i].Batches = [][]int{}
		}
	}
	return writePickPlan(out, answers)
}

// jobs checks the problem and makes each order one job.
func (p batchProblem) jobs() (*pickFloor, []picking.Job, error) {
	if p.Capacity < 1 {
		return nil, nil, fmt.Errorf("capacity is %d, must be at least 1", p.Capacity)
	}
	floor, err := newPickFloor(p.Layout, p.Orders...)
	if err != nil {
		return nil, nil, err
	}
	jobs := make([]picking.Job, len(p.Orders))
	for k, order := range p.Orders {
		what := fmt.Sprintf("orders[%d]", k)
		if len(order) == 0 {
			return nil, nil, fmt.Errorf("%s has no lines", what)
		}
		if len(order) > p.Capacity {
			return nil, nil, fmt.Errorf("%s has %d lines, above the capacity of %d by itself", what, len(order), p.Capacity)
		}
		stops, err := floor.stops(what, order)
		if err != nil {
			return nil, nil, err
		}
		jobs[k] = picking.Job{Stops: stops, Size: len(order)}
	}
	return floor, jobs, nil
}
