package slotting

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/routing/tours"
)

// orderLines names a file of real order lines (gzipped, tab-separated: invoice,
// sku, …, oldest first, such as UCI "Online Retail II"). The measurement takes
// a minute or two and is skipped without it.
const orderLines = "AISLE_ORDER_LINES"

// realOrders are the orders on the most popular items, oldest first, without
// those that hold more than the given number of these items.
func realOrders(t *testing.T, path string, items, mostLines int) [][]int32 {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var raw [][]string
	times := map[string]int{}
	last := ""
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		col := strings.Split(lines.Text(), "\t")
		if col[0] == "invoice" {
			continue
		}
		if col[0] != last {
			last = col[0]
			raw = append(raw, nil)
		}
		if o := &raw[len(raw)-1]; !slices.Contains(*o, col[1]) {
			*o = append(*o, col[1])
			times[col[1]]++
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	var skus []string
	for sku := range times {
		skus = append(skus, sku)
	}
	slices.SortFunc(skus, func(a, b string) int { return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b)) })
	number := map[string]int32{}
	for i, sku := range skus[:items] {
		number[sku] = int32(i)
	}
	var orders [][]int32
	for _, o := range raw {
		var list []int32
		for _, sku := range o {
			if i, ok := number[sku]; ok {
				list = append(list, i)
			}
		}
		if len(list) > 0 && len(list) <= mostLines {
			orders = append(orders, list)
		}
	}
	return orders
}

// On the 900 most popular items, learned on the first 60 % of the orders: the
// later ones walk at most 0.86 of a random assignment, and no more than under
// any popularity policy.
func TestRealOrders(t *testing.T) {
	path := os.Getenv(orderLines)
	if path == "" {
		t.Skipf("%s is not set", orderLines)
	}
	const items = 900
	var slots []Stop
	for a := range 10 {
		for y := 1; y <= 45; y++ {
			slots = append(slots, Stop{a, y}, Stop{a, y})
		}
	}
	for _, c := range []struct{ crosses, blockLength, depot, mostLines int }{
		{2, 46, 0, 1000}, {2, 46, 5, 12}, {3, 23, 0, 40},
	} {
		l, err := tours.Grid(10, c.crosses, c.blockLength, 5, c.depot)
		if err != nil {
			t.Fatal(err)
		}
		w, err := tours.NewSolver(l)
		if err != nil {
			t.Fatal(err)
		}
		orders := realOrders(t, path, items, c.mostLines)
		past, later := orders[:len(orders)*6/10], orders[len(orders)*6/10:]
		start := make([]int32, items)
		for i, s := range rand.New(rand.NewPCG(1, 1)).Perm(items) {
			start[i] = int32(s)
		}
		random := meanWalk(slots, start, later, w)
		p := Problem{Slots: slots, Items: items, Orders: past, MaxMoves: -1, Forecast: replenish.Popularity}
		p.weigh(weighting{})
		best := random
		for _, order := range [][]int32{slotsByDistance(slots, w), slotsWithinAisle(slots, w), slotsAcrossAisle(slots, w)} {
			at := make([]int32, items)
			for rank, i := range p.byPopularity() {
				at[i] = order[rank]
			}
			best = min(best, meanWalk(slots, at, later, w))
		}
		plan, err := Learn(p, w, Options{Seed: 1, Budget: 4_000_000})
		if err != nil {
			t.Fatal(err)
		}
		got := meanWalk(slots, plan.At, later, w)
		p.Current, p.MaxMoves = start, 90
		few, err := Learn(p, w, Options{Seed: 1, Budget: 4_000_000})
		if err != nil {
			t.Fatal(err)
		}
		p.Orders = later // what could be had if the later orders were known
		known, err := Learn(p, w, Options{Seed: 1, Budget: 4_000_000})
		if err != nil {
			t.Fatal(err)
		}
		fewGot, knownGot := meanWalk(slots, few.At, later, w), meanWalk(slots, known.At, later, w)
		t.Logf("%+v: random %.1f; best policy %.3f of it, learned %.3f (expected %.1f, was %.1f); 90 moves %.3f, chosen on the later orders themselves %.3f",
			c, random, best/random, got/random, plan.Expected, got, fewGot/random, knownGot/random)
		if got > 0.86*random || got > best {
			t.Errorf("%+v: %.1f on later orders, random %.1f, best policy %.1f", c, got, random, best)
		}
	}
}
