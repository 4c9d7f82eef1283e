package allocation

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestBatchProvesTheExample(t *testing.T) {
	p := problemOf(t, readFile(t, "testdata/alloc_s.json"))
	plan, err := Batch(p, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Audit(plan); err != nil {
		t.Fatal(err)
	}
	if math.Abs(plan.Cost-708.913) > 0.0005 || !plan.Optimal || plan.LowerBound != plan.Cost {
		t.Errorf("cost %v, bound %v, proven %v; the optimum is 708.913", plan.Cost, plan.LowerBound, plan.Optimal)
	}
}

func TestBatchRepeatsItself(t *testing.T) {
	p := problemOf(t, sample(kind{40, 4, 2500, 8, 50, 1.3, 0.75, 2.4}, 3))
	opts := Options{Seed: 7, Work: 30_000}
	one, _ := Batch(p, opts)
	two, _ := Batch(p, opts)
	if !reflect.DeepEqual(one, two) {
		t.Errorf("two plans of one problem, seed and budget differ: %v and %v", one.Cost, two.Cost)
	}
}

func TestBatchStopsAtOnce(t *testing.T) {
	p := problemOf(t, sample(kind{200, 6, 1000, 20, 50, 1.2, 0.5, 2}, 1))
	plan, err := Batch(p, Options{Stop: func() bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Audit(plan); err != nil {
		t.Error(err)
	}
	if plan.Work > 3*int64(len(p.Orders)) {
		t.Errorf("%d choices after the stop", plan.Work)
	}
}

// small draws a problem that a wrong plan would show in: little of everything.
func small(r *rand.Rand, maxOrders, maxWarehouses, maxItems int, maxQty int64) *Problem {
	p := &Problem{Short: float64(r.IntN(8)) + r.Float64()}
	n := r.IntN(maxWarehouses + 1)
	for w := range n {
		p.Warehouses = append(p.Warehouses, fmt.Sprint("w", w))
		limit := int64(r.IntN(maxOrders + 1))
		if r.IntN(4) == 0 {
			limit = NoLimit
		}
		p.MaxShipments = append(p.MaxShipments, limit)
	}
	for i := range 1 + r.IntN(maxItems) {
		p.Items = append(p.Items, fmt.Sprint("i", i))
		stock := make([]int64, n)
		for w := range stock {
			stock[w] = max(0, r.Int64N(2*maxQty+2)-maxQty/2)
		}
		p.Stock = append(p.Stock, stock)
	}
	for o := range r.IntN(maxOrders + 1) {
		order := Order{ID: fmt.Sprint("o", o), Open: make([]float64, n), Unit: make([]float64, n)}
		for w := range n {
			order.Open[w], order.Unit[w] = 6*r.Float64(), r.Float64()
			if r.IntN(12) == 0 {
				order.Open[w] = math.Inf(1)
			}
			if r.IntN(12) == 0 {
				order.Unit[w] = 9
			}
		}
		for _, item := range r.Perm(len(p.Items))[:r.IntN(len(p.Items)+1)] {
			order.Lines = append(order.Lines, Line{item, 1 + r.Int64N(maxQty)})
		}
		for range len(order.Lines) * (o % 2) { // every second order prices its lines apart
			each := make([]float64, n)
			for w := range each {
				each[w] = r.Float64()
			}
			order.Each = append(order.Each, each)
		}
		p.Orders = append(p.Orders, order)
	}
	return p
}

// TestBatchIsFeasible takes a few hundred random problems, and 10,000 with
// AISLE_ALL set.
func TestBatchIsFeasible(t *testing.T) {
	n := 200
	if os.Getenv("AISLE_ALL") != "" {
		n = 10_000
	}
	r := rand.New(rand.NewPCG(5, 5))
	proven, short := 0, 0
	for i := range n {
		p := small(r, 12, 6, 8, 9)
		plan, err := Batch(p, Options{Seed: uint64(i), Work: 1 + r.Int64N(5000), Searches: i % 3})
		if err != nil {
			t.Fatalf("problem %d: %v", i, err)
		}
		if err := p.Audit(plan); err != nil {
			t.Fatalf("problem %d: %v", i, err)
		}
		if plan.Optimal {
			proven++
		}
		if len(plan.Short) > 0 {
			short++
		}
	}
	t.Logf("%d problems, %d proven, %d with something short", n, proven, short)
}

func TestBatchIsOptimalOnTinyProblems(t *testing.T) {
	n := 80
	if os.Getenv("AISLE_ALL") != "" {
		n = 3000
	}
	r := rand.New(rand.NewPCG(6, 6))
	for i := range n {
		p := small(r, 3, 3, 2, 3)
		plan, err := Batch(p, Options{Seed: 1, Work: 300_000})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Audit(plan); err != nil {
			t.Fatal(err)
		}
		best := cheapest(p)
		if plan.Cost > best+1e-6 || plan.LowerBound > best+1e-6 || !plan.Optimal {
			t.Fatalf("problem %d: cost %v, bound %v, proven %v, but the optimum is %v: %+v", i, plan.Cost, plan.LowerBound, plan.Optimal, best, p)
		}
	}
}

// cheapest tries everything: each unit of each line from each warehouse or none.
func cheapest(p *Problem) float64 {
	type unit struct{ order, item int }
	var units []unit
	for o := range p.Orders {
		for _, l := range p.Orders[o].Lines {
			for range l.Qty {
				units = append(units, unit{o, l.Item})
			}
		}
	}
	left := make([][]int64, len(p.Items))
	for i := range left {
		left[i] = append([]int64(nil), p.Stock[i]...)
	}
	open := make([]uint64, len(p.Orders))
	free := append([]int64(nil), p.MaxShipments...)
	best := math.Inf(1)
	var try func(k, from int, cost float64)
	try = func(k, from int, cost float64) {
		if cost >= best {
			return
		}
		if k == len(units) {
			best = cost
			return
		}
		u := units[k]
		if k == 0 || units[k-1] != u {
			from = -1 // equal units take warehouses in rising order
		}
		if from < 0 {
			try(k+1, -1, cost+p.Short)
		}
		for w := max(0, from); w < len(p.Warehouses); w++ {
			if left[u.item][w] == 0 {
				continue
			}
			step := p.Orders[u.order].unitOf(u.item, w)
			fresh := open[u.order]>>w&1 == 0
			if fresh {
				if free[w] == 0 {
					continue
				}
				step += p.Orders[u.order].Open[w]
				open[u.order] |= 1 << w
				free[w]--
			}
			left[u.item][w]--
			try(k+1, w, cost+step)
			left[u.item][w]++
			if fresh {
				open[u.order] &^= 1 << w
				free[w]++
			}
		}
	}
	try(0, -1, 0)
	return best
}

func TestChooserFindsTheBestSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		tb := newTables(small(r, 4, 7, 6, 9))
		c := newChooser(tb)
		prices := tb.newPrices()
		for row := range prices.unit {
			prices.unit[row] = 2 * r.Float64()
		}
		for o := range tb.Orders {
			must := r.Uint64() & r.Uint64() & r.Uint64() & tb.reach[o]
			may := r.Uint64() & tb.reach[o]
			c.load(o, prices.unit, prices.toll, 1, nil, must|may)
			got := c.choose(must, may)
			best := math.Inf(-1)
			for set := uint64(0); set < 1<<tb.warehouses; set++ {
				if set&must != must || set&^(must|may) != 0 {
					continue
				}
				v := c.saved(set)
				for s := set; s != 0; s &= s - 1 {
					v -= c.fixed[bits.TrailingZeros64(s)]
				}
				best = max(best, v)
			}
			if math.Abs(got-best) > 1e-9 || c.slack != 0 {
				t.Fatalf("order %d: chose %b saving %v, best is %v", o, c.set, got, best)
			}
		}
	})
}

func TestChooserBoundsWhatItDidNotTry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		tb := newTables(small(r, 3, 10, 8, 9))
		exact, hasty := newChooser(tb), newChooser(tb)
		hasty.exactUntil = 1 + r.IntN(5)
		for o := range tb.Orders {
			exact.load(o, nil, nil, 1, nil, tb.reach[o])
			hasty.load(o, nil, nil, 1, nil, tb.reach[o])
			best, found := exact.choose(0, tb.reach[o]), hasty.choose(0, tb.reach[o])
			if found > best+1e-9 || found+hasty.slack < best-1e-9 {
				t.Fatalf("order %d: found %v with slack %v, best is %v", o, found, hasty.slack, best)
			}
		}
	})
}
