package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/slotting"
)

type slotProblem struct {
	Layout   pickLayout     `json:"layout"`
	Slots    []pickPlace    `json:"slots"`
	Items    []string       `json:"items"`
	Orders   [][]string     `json:"orders"`
	Current  map[string]int `json:"current"`
	MaxMoves *int           `json:"max_moves"`
}

type slotMove struct {
	SKU  string `json:"sku"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// slotAnswer carries what the plan is expected to be worth next to the plan.
type slotAnswer struct {
	Assignment   map[string]int `json:"assignment"`
	Moves        []slotMove     `json:"moves"`
	ExpectedTour float64        `json:"expected_tour"` // of later orders
	LearnedTour  float64        `json:"learned_tour"`  // of the given orders
	StartedFrom  string         `json:"started_from"`
	LaterRatio   float64        `json:"later_ratio,omitempty"`
	Warning      string         `json:"warning,omitempty"`
	ElapsedMS    float64        `json:"elapsed_ms"`
}

func newPlanSlotsCmd() *cobra.Command {
	var in, out string
	var limit time.Duration
	var seed uint64
	cmd := &cobra.Command{
		Use:   "slots --in FILE [--out FILE]",
		Short: "Where each item should live, so that later orders walk least",
		Long: "Reads one problem (layout, slots as [aisle, y], items, past orders oldest first, and\n" +
			"optionally where things are now and how many moves are allowed) and writes the slot of\n" +
			"each item, the moves, and the mean tour to expect of later orders.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit <= 0 {
				return fmt.Errorf("--time-limit is %v, must be positive", limit)
			}
			return planSlots(in, out, limit, seed, cmd.ErrOrStderr())
		},
	}
	pickPlanFlags(cmd, &in, &out)
	cmd.Flags().DurationVar(&limit, "time-limit", 30*time.Second, "time to search")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of the search")
	return cmd
}

func planSlots(in, out string, limit time.Duration, seed uint64, notes io.Writer) error {
	var file slotProblem
	if err := readPickPlan(in, &file); err != nil {
		return err
	}
	floor, p, left, err := file.problem()
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	if left > 0 {
		fmt.Fprintf(notes, "%s: left out %d order lines whose sku is not among items\n", in, left)
	}
	start := time.Now()
	plan, err := slotting.Learn(p, floor.solver, slotting.Options{Seed: seed,
		Progress: func() float64 { return float64(time.Since(start)) / float64(limit) }})
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	a := slotAnswer{Assignment: map[string]int{}, Moves: []slotMove{}, StartedFrom: plan.Policy,
		ExpectedTour: plan.Expected / floor.scale, LearnedTour: plan.Learned / floor.scale,
		LaterRatio: plan.LaterRatio, Warning: plan.Warning, ElapsedMS: float64(time.Since(start).Microseconds()) / 1e3}
	for i, s := range plan.At {
		a.Assignment[file.Items[i]] = int(s)
	}
	for _, m := range plan.Moves {
		a.Moves = append(a.Moves, slotMove{SKU: file.Items[m.Item], From: int(m.From), To: int(m.To)})
	}
	return writePickPlan(out, a)
}

// problem checks the file and numbers its items. It also counts the order lines
// left out: what is kept elsewhere plays no part here.
func (file slotProblem) problem() (floor *pickFloor, p slotting.Problem, left int, err error) {
	if floor, err = newPickFloor(file.Layout, file.Slots); err != nil {
		return nil, p, 0, err
	}
	if p.Slots, err = floor.stops("slots", file.Slots); err != nil {
		return nil, p, 0, err
	}
	number := make(map[string]int32, len(file.Items))
	for i, sku := range file.Items {
		if _, twice := number[sku]; twice {
			return nil, p, 0, fmt.Errorf("items[%d]: sku %q stands there twice", i, sku)
		}
		if i >= len(file.Slots) {
			return nil, p, 0, fmt.Errorf("items[%d]: sku %q fits nowhere: there are %d items and %d slots", i, sku, len(file.Items), len(file.Slots))
		}
		number[sku] = int32(i)
	}
	p.Items = len(file.Items)
	for _, order := range file.Orders {
		var items []int32
		seen := map[int32]bool{}
		for _, sku := range order {
			i, known := number[sku]
			switch {
			case !known:
				left++
			case !seen[i]:
				seen[i] = true
				items = append(items, i)
			}
		}
		if len(items) > 0 {
			p.Orders = append(p.Orders, items)
		}
	}
	err = file.current(number, &p)
	return floor, p, left, err
}

// current adds where things are now and how many may move.
func (file slotProblem) current(number map[string]int32, p *slotting.Problem) error {
	p.MaxMoves, p.Forecast = -1, replenish.Popularity
	if file.MaxMoves != nil {
		if p.MaxMoves = *file.MaxMoves; p.MaxMoves < 0 {
			return fmt.Errorf("max_moves is %d, must not be negative; null is no limit", p.MaxMoves)
		}
		if file.Current == nil {
			return fmt.Errorf("max_moves is given without current")
		}
	}
	if file.Current == nil {
		return nil
	}
	p.Current = make([]int32, p.Items)
	for i := range p.Current {
		p.Current[i] = slotting.Nowhere
	}
	holds := map[int]string{}
	for sku, s := range file.Current {
		i, known := number[sku]
		if !known {
			return fmt.Errorf("current: sku %q is not among items", sku)
		}
		if s < 0 || s >= len(file.Slots) {
			return fmt.Errorf("current: sku %q is in slot %d: there are %d, counted from 0", sku, s, len(file.Slots))
		}
		if other, taken := holds[s]; taken {
			return fmt.Errorf("current: skus %q and %q are both in slot %d", min(sku, other), max(sku, other), s)
		}
		holds[s] = sku
		p.Current[i] = int32(s)
	}
	return nil
}
