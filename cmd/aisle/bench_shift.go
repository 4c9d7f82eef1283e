package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/routing/tours"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/picking"
)

// shiftStandards are in metres and seconds; docs/picking.md says what for.
var shiftStandards = picking.Standards{WalkPerS: 1, TripS: 60, ToteS: 6, PickS: 10, SortS: 3, PutAwayS: 25}

type shiftBench struct {
	orders, mostLines, pickers, putAways int
	batchLines, cartTotes, budget        int
	seed                                 uint64
}

type shiftAnswer struct {
	Policy string  `json:"policy"`
	Gain   float64 `json:"times_the_first"`
	picking.ShiftResult
}

func newBenchShiftCmd() *cobra.Command {
	var b shiftBench
	var out string
	cmd := &cobra.Command{
		Use:   "shift [--orders 2000] [--pickers 12] [--out FILE]",
		Short: "One shift of pickers on real orders under four policies",
		Long: "Takes the last of the real orders within the given size, on the 900 most popular items (placed by\n" +
			"dice, 10 aisles, one block), and lets pickers work through them: order by order in S-shape, the same\n" +
			"with exact tours, in batches that a sorter parts, and in clusters of totes with put-aways taken along.\n" +
			"Put-aways are part of every policy. Writes lines per picker hour, walking, waiting, predicted and\n" +
			"actual finish (JSON).",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			answers, err := b.run()
			if err != nil {
				return err
			}
			return writePickPlan(out, answers)
		},
	}
	cmd.Flags().IntVar(&b.orders, "orders", 2000, "how many orders")
	cmd.Flags().IntVar(&b.mostLines, "most-lines", 12, "leave out orders with more lines")
	cmd.Flags().IntVar(&b.pickers, "pickers", 12, "how many people pick")
	cmd.Flags().IntVar(&b.putAways, "put-aways", 250, "unit loads to put away in the same shift")
	cmd.Flags().IntVar(&b.batchLines, "batch-lines", 60, "lines of a batch at most")
	cmd.Flags().IntVar(&b.cartTotes, "cart-totes", 12, "totes on a cart")
	cmd.Flags().IntVar(&b.budget, "budget", 2_000_000, "walks measured to form batches")
	cmd.Flags().Uint64Var(&b.seed, "seed", 1, "seed of places, of the search and of people's luck")
	cmd.Flags().StringVar(&out, "out", "", "file to write (JSON); standard output if not given")
	return cmd
}

func (b shiftBench) run() ([]shiftAnswer, error) {
	for _, v := range []struct {
		flag  string
		value int
	}{{"orders", b.orders}, {"most-lines", b.mostLines}, {"pickers", b.pickers}, {"batch-lines", b.batchLines}, {"cart-totes", b.cartTotes}} {
		if v.value < 1 {
			return nil, fmt.Errorf("--%s is %d, must be at least 1", v.flag, v.value)
		}
	}
	if b.batchLines < b.mostLines {
		return nil, fmt.Errorf("--batch-lines is %d, must be at least the %d lines of an order", b.batchLines, b.mostLines)
	}
	layout, err := tours.Grid(10, 2, 46, 5, 0)
	if err != nil {
		return nil, err
	}
	w, err := tours.NewSolver(layout)
	if err != nil {
		return nil, err
	}
	orders, err := realStops(b.orders, b.mostLines, b.seed)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(b.seed, 0x707574))
	places := make([]picking.Stop, b.putAways)
	for i := range places {
		places[i] = picking.Stop{rng.IntN(10), 1 + rng.IntN(45)}
	}
	options := picking.Options{Seed: b.seed, Budget: b.budget}
	batched, err := orders.Batched(b.batchLines, w, options)
	if err != nil {
		return nil, err
	}
	clustered, err := orders.Clustered(b.cartTotes, w, options)
	if err != nil {
		return nil, err
	}
	sShape := orders.Discrete(func(stops []picking.Stop) (int, []int) {
		length, visits, _ := w.Follow(tours.SShape, stops) // it fails only for depots elsewhere
		return length, visits
	})
	shift := picking.Shift{Pickers: b.pickers, Standard: shiftStandards, Between: layout.Distance, From: layout.StartStop(), Seed: b.seed}
	var answers []shiftAnswer
	for _, p := range []struct {
		name  string
		trips []picking.Trip
	}{
		{"discrete, S-shape", picking.WithPutAways(sShape, places, w)},
		{"discrete, exact", picking.WithPutAways(orders.Discrete(w.Tour), places, w)},
		{"batch, exact, sorted afterwards", picking.WithPutAways(batched, places, w)},
		{"cluster, exact, put-aways interleaved", picking.Interleaved(clustered, places, 2, w)},
	} {
		r, err := shift.Run(p.trips)
		if err != nil {
			return nil, err
		}
		a := shiftAnswer{Policy: p.name, Gain: 1, ShiftResult: r}
		if len(answers) > 0 {
			a.Gain = r.LinesPerHour / answers[0].LinesPerHour
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// popularItems are the most ordered items, on which benches pick.
const popularItems = 900

// realItems are the last real orders on the popular items, each item by its
// rank, the oldest order first.
func realItems(count, mostLines int, seed uint64) ([][]int32, error) {
	source, err := demand.NewSource(seed)
	if err != nil {
		return nil, err
	}
	times := map[wms.SKU]int{}
	for n := range source.Len() {
		for _, l := range source.Order(n).Lines {
			times[l.SKU]++
		}
	}
	items := source.Items()
	skus := make([]wms.SKU, len(items))
	for i, item := range items {
		skus[i] = item.SKU
	}
	slices.SortStableFunc(skus, func(a, b wms.SKU) int { return times[b] - times[a] })
	rank := map[wms.SKU]int32{}
	for i, sku := range skus[:popularItems] {
		rank[sku] = int32(i)
	}
	var orders [][]int32
	for n := source.Len() - 1; n >= 0 && len(orders) < count; n-- {
		var list []int32
		for _, l := range source.Order(n).Lines {
			if i, popular := rank[l.SKU]; popular && !slices.Contains(list, i) {
				list = append(list, i)
			}
		}
		if len(list) > 0 && len(list) <= mostLines {
			orders = append(orders, list)
		}
	}
	if len(orders) < count {
		return nil, fmt.Errorf("--orders is %d, the data has %d of at most %d lines", count, len(orders), mostLines)
	}
	slices.Reverse(orders)
	return orders, nil
}

// realStops are the same orders, the items at places drawn by dice.
func realStops(count, mostLines int, seed uint64) (picking.Orders, error) {
	items, err := realItems(count, mostLines, seed)
	if err != nil {
		return nil, err
	}
	places := rand.New(rand.NewPCG(seed, 0x736b75)).Perm(popularItems)
	orders := make(picking.Orders, len(items))
	for k, list := range items {
		for _, i := range list {
			orders[k] = append(orders[k], picking.Stop{places[i] / 90, 1 + places[i]%90/2})
		}
	}
	return orders, nil
}
