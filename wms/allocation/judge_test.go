package allocation

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// cbcCost solves a problem with CBC (Debian: coinor-cbc) for some seconds; with
// relaxed, its linear relaxation. It returns what CBC reached and its bound.
func cbcCost(t testing.TB, p *Problem, seconds int, relaxed bool) (cost, bound float64) {
	t.Helper()
	cbc, err := exec.LookPath("cbc")
	if err != nil {
		t.Skip("cbc (Debian: coinor-cbc) is not installed: nothing to compare with")
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

func TestLinearRelaxationIsBelow(t *testing.T) {
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
