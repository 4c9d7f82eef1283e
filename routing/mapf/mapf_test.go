package mapf

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// warehouse draws shelves of 10 x 2 with lanes one or two cells wide between,
// as the warehouse maps of the benchmark.
func warehouse(columns, rows, lane, side int) *Grid {
	w, h := 2*side+columns*(10+lane), rows*(2+lane)+lane+2
	free := make([]bool, w*h)
	for y := range h {
		for x := range w {
			free[y*w+x] = x > 0 && y > 0 && x < w-1 && y < h-1
			if x >= side && x < w-side && (x-side)%(10+lane) < 10 && y > lane && y < h-1-lane && (y-1-lane)%(2+lane) < 2 {
				free[y*w+x] = false
			}
		}
	}
	return NewGrid(w, h, free)
}

// scatter draws different cells.
func scatter(g *Grid, n int, seed uint64) []int32 {
	r := newRNG(seed)
	cells := make([]int32, g.Cells())
	for i := range cells {
		cells[i] = int32(i)
	}
	for i := range n {
		j := i + r.intn(len(cells)-i)
		cells[i], cells[j] = cells[j], cells[i]
	}
	return cells[:n]
}

func agentsOn(g *Grid, n int, seed uint64) []Agent {
	s, e := scatter(g, n, seed), scatter(g, n, seed+1000)
	agents := make([]Agent, n)
	for a := range agents {
		agents[a] = Agent{s[a], e[a]}
	}
	return agents
}

func TestSolveWarehouse(t *testing.T) {
	g := warehouse(5, 10, 1, 10)
	agents := agentsOn(g, 150, 7)
	first, err := Solve(g, agents, Options{First: true})
	if err != nil {
		t.Fatal(err)
	}
	iterations := 100
	better, err := Solve(g, agents, Options{Iterations: iterations})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*Plan{first, better} {
		if err := Check(g, agents, p.Paths); err != nil {
			t.Fatal(err)
		}
		if p.SumOfLoss() < p.LowerBound {
			t.Errorf("loss %d below the lower bound %d", p.SumOfLoss(), p.LowerBound)
		}
	}
	if better.SumOfLoss() >= first.SumOfLoss() {
		t.Errorf("loss %d was not improved: %d", first.SumOfLoss(), better.SumOfLoss())
	}
	again, err := Solve(g, agents, Options{Iterations: iterations})
	if err != nil || !slices.EqualFunc(better.Paths, again.Paths, slices.Equal) {
		t.Errorf("the same input gave another plan (%v)", err)
	}
}

// TestSolveSmall draws small maps, often with dead ends, and looks whether
// Solve says the right thing about each: it compares with a search of all
// configurations.
func TestSolveSmall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 4).Draw(t, "w"), rapid.IntRange(1, 3).Draw(t, "h")
		free := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bool { return rapid.IntRange(0, 3).Draw(t, "f") > 0 }), w*h, w*h).Draw(t, "free")
		g := NewGrid(w, h, free)
		n := min(g.Cells(), rapid.IntRange(0, 3).Draw(t, "n"))
		agents := agentsOn(g, n, rapid.Uint64().Draw(t, "seed"))
		plan, err := Solve(g, agents, Options{Iterations: 20})
		want := solvable(g, agents)
		if want != (err == nil) {
			t.Fatalf("solvable %v, got %v", want, err)
		}
		if err != nil {
			return
		}
		if err := Check(g, agents, plan.Paths); err != nil {
			t.Fatal(err)
		}
	})
}

func solvable(g *Grid, agents []Agent) bool {
	n := len(agents)
	var from, to [3]int32
	for a := range agents {
		from[a], to[a] = agents[a].Start, agents[a].Goal
	}
	seen := map[[3]int32]bool{from: true}
	for queue := [][3]int32{from}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == to {
			return true
		}
		var next func(a int, c [3]int32)
		next = func(a int, c [3]int32) {
			if a == n {
				if !seen[c] && CheckStep(g, queue[0][:n], c[:n]) == nil {
					seen[c] = true
					queue = append(queue, c)
				}
				return
			}
			for _, m := range append(g.Next[queue[0][a]][:], queue[0][a]) {
				if m != None {
					c[a] = m
					next(a+1, c)
				}
			}
		}
		next(0, queue[0])
	}
	return false
}

// TestPlanIsShortest compares the bit planes with a plain search in space and
// time.
func TestPlanIsShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(2, 70).Draw(t, "w"), rapid.IntRange(2, 6).Draw(t, "h")
		free := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bool { return rapid.IntRange(0, 5).Draw(t, "f") > 0 }), w*h, w*h).Draw(t, "free")
		g := NewGrid(w, h, free)
		if g.Cells() < 6 {
			return
		}
		rnd := newRNG(rapid.Uint64().Draw(t, "seed"))
		const steps = 100
		r := newReservations(g, steps)
		var others [][]int32
		goals := scatter(g, 4, rnd.next())
		for a, start := range scatter(g, 3, rnd.next()) {
			p, ok := r.plan(start, goals[a], 60, &rnd, nil)
			if !ok {
				continue
			}
			r.add(int32(a), slices.Clone(p))
			others = append(others, slices.Clone(p))
		}
		start, goal := scatter(g, 5, rnd.next())[4], goals[3]
		bound := rnd.intn(80)
		p, ok := r.plan(start, goal, bound, &rnd, nil)
		want := slowest(g, others, start, goal, bound)
		if !ok && want >= 0 || ok && want != len(p)-1 {
			t.Fatalf("got %v %d, want %d", ok, len(p)-1, want)
		}
		if !ok {
			return
		}
		for t2 := 1; t2 < len(p); t2++ {
			for _, o := range others {
				at, was := o[min(t2, len(o)-1)], o[min(t2-1, len(o)-1)]
				if p[t2] == at || p[t2] == was && p[t2-1] == at {
					t.Fatal("runs into another")
				}
			}
		}
	})
}

// slowest is the earliest arrival by a plain search, or -1.
func slowest(g *Grid, others [][]int32, start, goal int32, bound int) int {
	at := func(o []int32, t int) int32 { return o[min(t, len(o)-1)] }
	now := map[int32]bool{start: true}
	for t := 0; t <= bound; t++ {
		if now[goal] {
			free := true
			for k := t; k < 200; k++ {
				for _, o := range others {
					free = free && at(o, k) != goal
				}
			}
			if free {
				return t
			}
		}
		next := map[int32]bool{}
		for c := range now {
			for _, m := range append(g.Next[c][:], c) {
				ok := m != None
				for _, o := range others {
					ok = ok && at(o, t+1) != m && !(at(o, t) == m && at(o, t+1) == c)
				}
				if ok {
					next[m] = true
				}
			}
		}
		now = next
	}
	return -1
}

func TestLifelong(t *testing.T) {
	g := warehouse(5, 10, 1, 8)
	steps := 120
	run := func(w Weights) (done int, trace []int32) {
		l := NewLifelong(g, scatter(g, 180, 1), LifelongOptions{Weights: w})
		r := newRNG(2)
		for a := range l.At() {
			l.SetGoal(int32(a), int32(r.intn(g.Cells())))
		}
		from := slices.Clone(l.At())
		for range steps {
			l.Step()
			if err := CheckStep(g, from, l.At()); err != nil {
				t.Fatal(err)
			}
			copy(from, l.At())
			for a, c := range from {
				if c == l.Goal(int32(a)) {
					done++
					l.SetGoal(int32(a), int32(r.intn(g.Cells())))
				}
			}
		}
		return done, from
	}
	guided, end := run(Weights{})
	plain, _ := run(Weights{Step: 1})
	if guided < plain*11/10 {
		t.Errorf("guided %d tasks, unguided %d", guided, plain)
	}
	if _, again := run(Weights{}); !slices.Equal(end, again) {
		t.Error("the same input ended elsewhere")
	}
}

// TestStepAllocatesNothing: only what a new goal needs may grow.
func TestStepAllocatesNothing(t *testing.T) {
	g := warehouse(6, 12, 1, 12)
	l := NewLifelong(g, scatter(g, 200, 1), LifelongOptions{})
	for a, c := range scatter(g, 200, 9) {
		l.SetGoal(int32(a), c)
	}
	for range 100 {
		l.Step()
	}
	if n := testing.AllocsPerRun(50, l.Step); n > 0 {
		t.Errorf("%v allocations a step", n)
	}
}

// TestWindows makes the fields of a fleet in windows and lets it drive.
func TestWindows(t *testing.T) {
	g := warehouse(6, 12, 1, 12)
	l := NewLifelong(g, scatter(g, 100, 1), LifelongOptions{Budget: 3000})
	l.u.whole = false
	r := newRNG(4)
	for a := range l.At() {
		l.SetGoal(int32(a), int32(r.intn(g.Cells())))
	}
	done := 0
	for range 300 {
		l.Step()
		for a, c := range l.At() {
			if c == l.Goal(int32(a)) {
				done++
				l.SetGoal(int32(a), int32(r.intn(g.Cells())))
			}
		}
	}
	if done < 250 {
		t.Errorf("%d tasks", done)
	}
}

func TestReadersRefuse(t *testing.T) {
	good := "type octile\nheight 2\nwidth 3\nmap\n..@\n...\n"
	g, err := ReadMap(strings.NewReader(good), "good.map")
	if err != nil || g.Cells() != 5 || g.At(2, 0) != None {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, says string }{
		{"", "bad.map:0: the header ends"},
		{"height x\nmap\n", "bad.map:1:"},
		{"type octile\nheight 2\nmap\n", "lacks height or width"},
		{"height 2\nwidth 3\nmap\n..@\n", "row 2 of 2"},
		{"height 2\nwidth 3\nmap\n..@\n..\n", "has 2 characters, want 3"},
	} {
		if _, err := ReadMap(strings.NewReader(c.text), "bad.map"); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
	scen := "version 1\n0\tm\t3\t2\t0\t0\t1\t1\t2\n0\tm\t3\t2\t1\t0\t0\t1\t2\n"
	if a, err := ReadScenario(strings.NewReader(scen), "s", g, 2); err != nil || len(a) != 2 {
		t.Error(err)
	}
	for _, c := range []struct {
		text string
		n    int
		says string
	}{
		{scen, 3, "has 2 agents, 3 are wanted"},
		{"0 m 3 2 0 0\n", 1, "s:1: 6 columns"},
		{"0 m 3 2 0 x 1 1 2\n", 1, "column 6"},
		{"0 m 3 2 2 0 1 1 2\n", 1, "start (2, 0) or goal"},
		{"0 m 3 2 0 0 1 1 2\n0 m 3 2 0 0 0 1 2\n", 2, "s:2: starts where line 1 does"},
	} {
		if _, err := ReadScenario(strings.NewReader(c.text), "s", g, c.n); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
	if c, err := ReadCells(strings.NewReader("2\n0\n5\n"), "c", g); err != nil || len(c) != 2 || c[1] != g.At(2, 1) {
		t.Error(c, err)
	}
	for _, c := range []struct{ text, says string }{{"2\n0\n", "says 2 cells and has 1"}, {"1\n2\n", "c:2: cell 2 is blocked"}, {"1\nq\n", "c:2:"}, {"", "says -1"}} {
		if _, err := ReadCells(strings.NewReader(c.text), "c", g); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

func FuzzReadMap(f *testing.F) {
	f.Add("type octile\nheight 2\nwidth 3\nmap\n..@\n...\n")
	f.Add("height 99999\nwidth 1\nmap\n")
	f.Fuzz(func(t *testing.T, s string) {
		g, err := ReadMap(strings.NewReader(s), "f")
		if err == nil && g.Cells() > len(s) {
			t.Error("more cells than characters")
		}
	})
}

func TestDrive(t *testing.T) {
	g := warehouse(4, 8, 1, 8)
	k := Kinematics{CellMM: 1000, SpeedMMPerS: 1500, AccelMMPerS2: 800, TurnMS: 1000, LengthMM: 800, WidthMM: 500}
	bad := k
	bad.DelayShare, bad.DelayMS, bad.BreakdownsPerH, bad.BreakdownMS = 0.05, 3000, 1, 60_000
	run := func(k Kinematics) DriveResult {
		l := NewLifelong(g, scatter(g, 50, 1), LifelongOptions{NoRings: true})
		r := newRNG(2)
		return DriveLifelong(g, l, k, 200, 3, func(int32) int32 { return int32(r.intn(g.Cells())) })
	}
	well, ill := run(k), run(bad)
	t.Logf("undisturbed %+v, disturbed %+v", well, ill)
	for _, r := range []DriveResult{well, ill} {
		if r.Collisions > 0 || r.Deadlocks > 0 || r.TasksFinished < 50 {
			t.Errorf("%+v", r)
		}
	}
	agents := agentsOn(g, 60, 5)
	plan, err := Solve(g, agents, Options{NoRings: true})
	if err != nil {
		t.Fatal(err)
	}
	if r := DrivePlan(g, plan.Paths, bad, 1); r.TasksFinished != 60 || r.Collisions > 0 || r.Deadlocks > 0 {
		t.Errorf("%+v", r)
	}
}

func TestKinematicsCheck(t *testing.T) {
	good := Kinematics{CellMM: 1000, SpeedMMPerS: 1500, AccelMMPerS2: 800, LengthMM: 800, WidthMM: 500}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	wide, slow, share := good, good, good
	wide.WidthMM, slow.SpeedMMPerS, share.DelayShare = 700, 0, 2
	for _, k := range []Kinematics{wide, slow, share, {}} {
		if k.Check() == nil {
			t.Errorf("%+v passed", k)
		}
	}
}

// TestWarehouseMap: a drawn map has the size and the free cells of the
// benchmark's map of that name.
func TestWarehouseMap(t *testing.T) {
	for _, c := range []struct{ columns, rows, aisle, width, height, cells int }{{10, 20, 1, 161, 63, 5699}, {10, 20, 2, 170, 84, 9776}, {20, 40, 2, 340, 164, 38756}} {
		g, err := ReadMap(strings.NewReader(WarehouseMap(c.columns, c.rows, 10, 2, c.aisle)), "drawn")
		if err != nil {
			t.Fatal(err)
		}
		if g.Width != c.width || g.Height != c.height || g.Cells() != c.cells {
			t.Errorf("%+v: %d x %d with %d free cells", c, g.Width, g.Height, g.Cells())
		}
	}
}
