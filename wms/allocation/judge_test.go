package allocation

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cbcCost solves a problem with CBC (Debian: coinor-cbc) for some seconds; with
// relaxed, its linear relaxation. It returns what CBC reached and its bound.
func cbcCost(t testing.TB, p *Problem, seconds int, relaxed bool) (cost, bound float64) {
	t.Helper()
	cbc, err := exec.LookPath("cbc")
	switch {
	case err == nil:
	case os.Getenv("AISLE_NO_SKIP") == "1":
		t.Fatal("cbc (Debian: coinor-cbc) is missing, and AISLE_NO_SKIP=1 says that nothing may be skipped")
	default:
		fmt.Printf("SKIP %s: cbc (Debian: coinor-cbc) is missing\n", t.Name())
		t.SkipNow()
	}
	path := filepath.Join(t.TempDir(), "problem.lp")
	if err := writeLP(path, p, relaxed); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(cbc, path, "-sec", strconv.Itoa(seconds), "-solve").CombinedOutput()
	if err != nil {
		t.Fatalf("cbc: %v\n%s", err, out)
	}
	read := func(expr string) (float64, bool) {
		m := regexp.MustCompile(expr).FindSubmatch(out)
		if m == nil {
			return 0, false
		}
		v, err := strconv.ParseFloat(string(m[1]), 64)
		return v, err == nil
	}
	cost, ok := read(`Objective value:\s+(\S+)`)
	if !ok {
		if cost, ok = read(`Optimal - objective value (\S+)`); !ok {
			t.Fatalf("cbc said no value:\n%s", out)
		}
	}
	if bound, ok = read(`Lower bound:\s+(\S+)`); !ok {
		bound = cost
	}
	return cost, bound
}

// writeLP writes a problem in CPLEX's LP format: x opens a shipment, y counts
// units over an arc. What is short is left out of the rows: each unit served
// saves its penalty, from a total that the constant variable one carries.
func writeLP(path string, p *Problem, relaxed bool) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	t := newTables(p)
	total := 0.0
	for _, u := range t.units {
		total += u
	}
	fmt.Fprintf(w, "Minimize\n obj: %.12g one\n", p.Short*total)
	for o := range p.Orders {
		for wh := range p.Warehouses {
			if t.reach[o]>>wh&1 == 1 {
				fmt.Fprintf(w, " + %.12g x%d_%d\n", p.Orders[o].Open[wh], o, wh)
			}
		}
		for a, arc := range t.arcs[o] {
			fmt.Fprintf(w, " - %.12g y%d_%d\n", arc.gain, o, a)
		}
	}
	fmt.Fprint(w, "Subject To\n")
	for o := range p.Orders {
		a := 0
		for l, end := range t.lineEnd[o] {
			if a == end {
				continue
			}
			fmt.Fprintf(w, " d%d_%d:", o, l)
			for b := a; b < end; b++ {
				fmt.Fprintf(w, " + y%d_%d", o, b)
			}
			fmt.Fprintf(w, " <= %d\n", p.Orders[o].Lines[l].Qty)
			a = end
		}
		for a, arc := range t.arcs[o] {
			fmt.Fprintf(w, " l%d_%d: y%d_%d - %d x%d_%d <= 0\n", o, a, o, a, arc.most, o, arc.warehouse)
		}
	}
	for row, arcs := range t.rowArcs {
		for i, a := range arcs {
			if i == 0 {
				fmt.Fprintf(w, " s%d:", row)
			}
			fmt.Fprintf(w, " + y%d_%d", a.order, a.arc)
			if i == len(arcs)-1 {
				fmt.Fprintf(w, " <= %d\n", t.stock[row])
			}
		}
	}
	for wh, limit := range p.MaxShipments {
		if limit == NoLimit {
			continue
		}
		any := false
		for o := range p.Orders {
			if t.reach[o]>>wh&1 == 1 {
				if !any {
					fmt.Fprintf(w, " c%d:", wh)
				}
				any = true
				fmt.Fprintf(w, " + x%d_%d\n", o, wh)
			}
		}
		if any {
			fmt.Fprintf(w, " <= %d\n", limit)
		}
	}
	fmt.Fprint(w, "Bounds\n one = 1\n")
	for o := range p.Orders {
		for wh := range p.Warehouses {
			if t.reach[o]>>wh&1 == 1 {
				fmt.Fprintf(w, " x%d_%d <= 1\n", o, wh)
			}
		}
	}
	if !relaxed {
		fmt.Fprint(w, "Binaries\n")
		for o := range p.Orders {
			for wh := range p.Warehouses {
				if t.reach[o]>>wh&1 == 1 {
					fmt.Fprintf(w, " x%d_%d\n", o, wh)
				}
			}
		}
	}
	fmt.Fprint(w, "End\n")
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func TestCBCAgreesOnTheExample(t *testing.T) {
	p := problemOf(t, readFile(t, "testdata/alloc_s.json"))
	lp, _ := cbcCost(t, p, 10, true)
	if math.Abs(lp-620.651) > 0.001 {
		t.Errorf("the linear relaxation is %v, the example's file says 620.651", lp)
	}
	cost, _ := cbcCost(t, p, 60, false)
	if math.Abs(cost-708.913) > 0.001 {
		t.Errorf("cbc reaches %v, the optimum is 708.913", cost)
	}
}

// TestCBCAgreesOnSmallProblems compares proven plans with CBC's: a few, and 300
// with AISLE_ALL set.
func TestCBCAgreesOnSmallProblems(t *testing.T) {
	n := 10
	if os.Getenv("AISLE_ALL") != "" {
		n = 300
	}
	r := rand.New(rand.NewPCG(8, 8))
	for i := 0; i < n; {
		p := small(r, 14, 5, 8, 9)
		if len(p.Orders) < 5 || len(p.Warehouses) < 2 {
			continue
		}
		i++
		plan, err := Batch(p, Options{Seed: 1, Work: 200_000})
		if err == nil {
			err = p.Audit(plan)
		}
		if err != nil {
			t.Fatal(err)
		}
		cost, _ := cbcCost(t, p, 60, false)
		if slack := 1e-4 * (1 + cost); plan.LowerBound > cost+slack || plan.Cost < cost-slack || plan.Optimal && plan.Cost > cost+slack {
			t.Errorf("problem %d: cost %v, bound %v, proven %v; cbc says %v", i, plan.Cost, plan.LowerBound, plan.Optimal, cost)
		}
		if !plan.Optimal {
			t.Logf("problem %d: cost %v, bound %v not proven; cbc says %v", i, plan.Cost, plan.LowerBound, cost)
		}
	}
}

// judged are problems from scarce to easy: stock that is spread thin over all
// warehouses or lies in a few, limits of shipments that bind hard or hardly.
var judged = []struct {
	kind
	seed uint64
}{
	{kind{60, 4, 3000, 8, 50, 1.3, 0.6, 2.4}, 4},
	{kind{120, 5, 2000, 8, 50, 1.3, 0.75, 2}, 1},
	{kind{120, 5, 2000, 8, 50, 1.3, 0.75, 3.5}, 1},
	{kind{120, 5, 500, 20, 50, 1.2, 0.5, 3}, 3},
	{kind{500, 8, 2000, 8, 50, 1.3, 0.75, 2}, 1},
	{kind{500, 8, 2000, 8, 50, 1.3, 0.75, 3.5}, 2},
	{kind{500, 8, 4000, 8, 50, 1.3, 0.4, 3}, 3},
	{kind{500, 8, 2000, 8, 50, 1.1, 0.4, 1.5}, 1},
	{kind{500, 8, 1000, 30, 50, 1.2, 0.4, 1.5}, 1},
}

const judgedByDefault = 3

// BenchmarkJudge compares plans with what CBC reaches in 120 s: up to 120
// orders x 5 warehouses in 0.8 s must be within 1 %, 500 x 8 in 4.4 s no worse,
// and every bound at least the linear relaxation. All times are processor time.
// CBC's share of a benchmark's time is not counted.
func BenchmarkJudge(b *testing.B) {
	list := judged[:judgedByDefault]
	if os.Getenv("AISLE_ALL") != "" {
		list = judged
	}
	for _, j := range list {
		b.Run(strings.ReplaceAll(j.String(), " ", "_"), func(b *testing.B) {
			p := problemOf(b, sample(j.kind, j.seed))
			lp, _ := cbcCost(b, p, 120, true)
			cbc, cbcBound := cbcCost(b, p, 120, false)
			b.ResetTimer()
			limit, slack := 0.8, 1.01
			if j.orders > 120 {
				limit, slack = 4.4, 1.0
			}
			for range b.N {
				start := processorSeconds()
				plan, err := Batch(p, Options{Seed: 1, Work: 1 << 50, Stop: func() bool { return processorSeconds()-start > limit }})
				if err == nil {
					err = p.Audit(plan)
				}
				if err != nil {
					b.Fatal(err)
				}
				b.Logf("plan %.2f, bound %.2f (gap %.2f %%); cbc %.2f, bound %.2f; linear relaxation %.2f",
					plan.Cost, plan.LowerBound, 100*(plan.Cost/plan.LowerBound-1), cbc, cbcBound, lp)
				b.ReportMetric(plan.Cost/cbc, "cost/cbc")
				b.ReportMetric(plan.LowerBound/lp, "bound/lp")
				if plan.Cost > slack*cbc+1e-6 || plan.LowerBound < lp-1e-6 {
					b.Errorf("worse than the bar")
				}
			}
		})
	}
}

func processorSeconds() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
}
