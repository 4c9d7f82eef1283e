package picking

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/aisle-wms/aisle/routing/tours"
)

// example is the problem of testdata with the proven optimum.
func example(t testing.TB) (jobs []Job, capacity int, w *tours.Solver, optimal int) {
	raw, err := os.ReadFile("testdata/batches_example.json")
	if err != nil {
		t.Fatal(err)
	}
	var problems []struct {
		Layout struct {
			Aisles       int `json:"aisles"`
			CrossAisles  int `json:"cross_aisles"`
			BlockLength  int `json:"block_length"`
			AisleSpacing int `json:"aisle_spacing"`
			DepotAisle   int `json:"depot_aisle"`
		}
		Capacity int
		Orders   [][]Stop
		Optimal  float64
	}
	if err := json.Unmarshal(raw, &problems); err != nil {
		t.Fatal(err)
	}
	p := problems[0]
	l, err := tours.Grid(p.Layout.Aisles, p.Layout.CrossAisles, p.Layout.BlockLength, p.Layout.AisleSpacing, p.Layout.DepotAisle)
	if err != nil {
		t.Fatal(err)
	}
	if w, err = tours.NewSolver(l); err != nil {
		t.Fatal(err)
	}
	for _, o := range p.Orders {
		jobs = append(jobs, Job{Stops: o, Size: len(o)})
	}
	return jobs, p.Capacity, w, int(p.Optimal)
}

func TestSearchProvesTheExample(t *testing.T) {
	jobs, capacity, w, optimal := example(t)
	g, err := Search(jobs, capacity, w, Options{Seed: 1, Budget: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	if g.Cost != optimal || !g.Proven {
		t.Errorf("cost %d, proven %v; the optimum is %d", g.Cost, g.Proven, optimal)
	}
}

// bruteForce tries every way to part the jobs.
func bruteForce(s *search, job int, groups [][]int, loads []int) int {
	if job == len(s.jobs) {
		sum := 0
		for _, g := range groups {
			sum += s.measure(g, -1)
		}
		return sum
	}
	best := 1 << 60
	for k := range groups {
		if loads[k]+s.jobs[job].Size <= s.capacity {
			groups[k], loads[k] = append(groups[k], job), loads[k]+s.jobs[job].Size
			best = min(best, bruteForce(s, job+1, groups, loads))
			groups[k], loads[k] = groups[k][:len(groups[k])-1], loads[k]-s.jobs[job].Size
		}
	}
	return min(best, bruteForce(s, job+1, append(groups, []int{job}), append(loads, s.jobs[job].Size)))
}

// What prove calls proven is what trying everything finds, from however poor a
// start.
func TestProofEqualsBruteForce(t *testing.T) {
	_, _, w, _ := example(t)
	rng := rand.New(rand.NewPCG(7, 7))
	for range 40 {
		jobs := make([]Job, 1+rng.IntN(7))
		for i := range jobs {
			jobs[i].Size = 1 + rng.IntN(4)
			jobs[i].Urgency = rng.IntN(3)
			for range jobs[i].Size {
				jobs[i].Stops = append(jobs[i].Stops, Stop{rng.IntN(10), 1 + rng.IntN(45)})
			}
		}
		s := newSearch(jobs, 8, w, Options{mixPenalty: rng.IntN(2) * 15})
		s.construct()
		want := bruteForce(s, 0, nil, nil)
		if !s.prove(10_000) {
			t.Fatalf("%d jobs are not proven", len(jobs))
		}
		if s.cost != want {
			t.Fatalf("proven %d, the best is %d", s.cost, want)
		}
		held := make([]bool, len(jobs))
		for _, b := range s.batches {
			load := 0
			for _, m := range b.members {
				held[m], load = !held[m], load+jobs[m].Size
			}
			if load > 8 || load != b.load {
				t.Fatalf("a batch of %d for 8", load)
			}
		}
		for j := range held {
			if !held[j] {
				t.Fatalf("job %d is in no batch", j)
			}
		}
	}
}

func TestSearchEndsWithoutWork(t *testing.T) {
	_, _, w, _ := example(t)
	for _, jobs := range [][]Job{nil, {{Size: 1, Stops: []Stop{{1, 1}}}}} {
		g, err := Search(jobs, 1, w, Options{Stop: func() bool { return false }})
		if err != nil || len(g.Groups) != len(jobs) {
			t.Errorf("%+v, %v for %d jobs", g, err, len(jobs))
		}
	}
}
