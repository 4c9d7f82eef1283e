package replenish

import (
	"fmt"
	"math"
)

// Stage is one place of a network with guaranteed service times. Times are whole
// units; whoever has fractions scales them.
type Stage struct {
	ID       string
	Feeds    []int   // stages that take from this one, by index
	Holding  float64 // of one unit of stock, per unit of time
	Bound    float64 // demand in t units of time stays below its mean plus Bound · sd · √t
	DemandSD float64 // of the demand that arises here, not from stages fed
	Time     int     // to process, once all is there
	Inbound  int     // service time of the suppliers outside
	Outbound int     // what customers outside are promised; -1 when there are none
}

// PlaceSafetyStock sets each stage's outgoing service time so that the holding
// cost of safety stock is least, in a network without cycles whatever the
// direction (Graves and Willems 2000, by dynamic programming along the tree;
// Snyder and Shen, section 6.3). Demand at different stages is independent.
func PlaceSafetyStock(stages []Stage) (times []int, cost float64, err error) {
	n := len(stages)
	t := &safetyTree{stages: stages, up: make([][]int, n), sd: make([]float64, n), longest: make([]int, n),
		byOut: make([][]float64, n), byIn: make([][]float64, n), times: make([]int, n), seen: make([]bool, n)}
	if err := t.check(); err != nil {
		return nil, 0, err
	}
	for i := range stages {
		t.reach(i)
	}
	for i := range stages {
		if t.seen[i] {
			continue
		}
		t.solve(i, -1)
		out, c := least(t.byOut[i], 0, len(t.byOut[i])-1)
		cost += c
		t.settle(i, -1, -1, out)
	}
	return t.times, cost, nil
}

type safetyTree struct {
	stages      []Stage
	up          [][]int // who feeds a stage
	sd          []float64
	longest     []int       // longest time from outside through a stage; 0 = not known yet
	byOut, byIn [][]float64 // least cost of the part of the tree behind a stage, by its outgoing and incoming time
	times       []int
	seen        []bool
}

// check finds cycles and fills up and sd.
func (t *safetyTree) check() error {
	group := make([]int, len(t.stages))
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	for i, s := range t.stages {
		for _, j := range s.Feeds {
			if find(i) == find(j) {
				return fmt.Errorf("stage %q feeds %q, which closes a cycle: there must be one way at most between two stages", s.ID, t.stages[j].ID)
			}
			group[find(i)] = find(j)
			t.up[j] = append(t.up[j], i)
		}
	}
	var variance func(i int) float64
	variance = func(i int) float64 {
		v := t.stages[i].DemandSD * t.stages[i].DemandSD
		for _, j := range t.stages[i].Feeds {
			v += variance(j)
		}
		return v
	}
	for i := range t.stages {
		t.sd[i] = math.Sqrt(variance(i))
	}
	return nil
}

// reach is the longest time an order may take to pass a stage.
func (t *safetyTree) reach(i int) int {
	if t.longest[i] == 0 {
		in := t.stages[i].Inbound
		for _, j := range t.up[i] {
			in = max(in, t.reach(j))
		}
		t.longest[i] = in + t.stages[i].Time
	}
	return t.longest[i]
}

// solve fills byOut and byIn of a stage and of all behind it, seen from a neighbour.
func (t *safetyTree) solve(i, from int) {
	t.seen[i] = true
	s := t.stages[i]
	most := t.longest[i] - s.Time // incoming
	in, out := make([]float64, most+1), make([]float64, t.longest[i]+1)
	for _, j := range t.up[i] {
		if j == from {
			continue
		}
		t.solve(j, i)
		best := math.Inf(1) // a feeder must answer within the time we count on
		for x := range in {
			if x < len(t.byOut[j]) {
				best = min(best, t.byOut[j][x])
			}
			in[x] += best
		}
	}
	for _, j := range s.Feeds {
		if j == from {
			continue
		}
		t.solve(j, i)
		best := math.Inf(1) // who takes from here counts on no less than we need
		for x := len(t.byIn[j]) - 1; x >= 0; x-- {
			best = min(best, t.byIn[j][x])
			if x < len(out) {
				out[x] += best
			}
		}
	}
	for x := range out {
		if s.Outbound >= 0 && x > s.Outbound {
			out[x] = math.Inf(1)
		}
	}
	t.byIn[i], t.byOut[i] = make([]float64, len(in)), make([]float64, len(out))
	for x := range out {
		t.byOut[i][x] = math.Inf(1)
	}
	for x := range in {
		t.byIn[i][x] = math.Inf(1)
		if x < s.Inbound {
			continue
		}
		for y := 0; y <= x+s.Time; y++ {
			c := in[x] + out[y] + t.stock(i, x, y)
			t.byIn[i][x] = min(t.byIn[i][x], c)
			t.byOut[i][y] = min(t.byOut[i][y], c)
		}
	}
}

// stock is what safety stock costs at a stage with an incoming and an outgoing time.
func (t *safetyTree) stock(i, in, out int) float64 {
	s := t.stages[i]
	return s.Holding * s.Bound * t.sd[i] * math.Sqrt(float64(in+s.Time-out))
}

// settle takes the incoming or the outgoing time as given (-1: free), and walks on.
func (t *safetyTree) settle(i, from, in, out int) {
	s := t.stages[i]
	best, atIn, atOut := math.Inf(1), 0, 0
	for x := s.Inbound; x < len(t.byIn[i]); x++ {
		if in >= 0 && x != in {
			continue
		}
		for y := 0; y <= x+s.Time; y++ {
			if out >= 0 && y != out || s.Outbound >= 0 && y > s.Outbound {
				continue
			}
			c := t.stock(i, x, y)
			for _, j := range t.up[i] {
				if j != from {
					_, v := least(t.byOut[j], 0, x)
					c += v
				}
			}
			for _, j := range s.Feeds {
				if j != from {
					_, v := least(t.byIn[j], y, len(t.byIn[j])-1)
					c += v
				}
			}
			if c < best-1e-12 {
				best, atIn, atOut = c, x, y
			}
		}
	}
	t.times[i] = atOut
	for _, j := range t.up[i] {
		if j != from {
			y, _ := least(t.byOut[j], 0, atIn)
			t.settle(j, i, -1, y)
		}
	}
	for _, j := range s.Feeds {
		if j != from {
			x, _ := least(t.byIn[j], atOut, len(t.byIn[j])-1)
			t.settle(j, i, x, -1)
		}
	}
}

// least is the place of the smallest value from..to, the first of equals.
func least(v []float64, from, to int) (int, float64) {
	at, best := from, math.Inf(1)
	for i := from; i <= min(to, len(v)-1); i++ {
		if v[i] < best-1e-12 {
			at, best = i, v[i]
		}
	}
	return at, best
}
