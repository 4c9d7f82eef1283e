package tours

import (
	"fmt"
	"math/rand/v2"
)

// FreeForm finds a good tour where there is only a distance function, as on a
// roadmap: from place 0 past places 1 to n-2 to place n-1 (which may be where
// place 0 is). It starts from the nearest neighbour each time, then reverses
// pieces (2-opt, Croes 1958) and moves short ones elsewhere (Or 1976) as long as
// that helps, and shakes the result (double bridge, Martin, Otto and Felten
// 1991) until kicks are used up. Distances need not be symmetric, but the same
// way back should cost about the same. The order lists the places between.
func FreeForm(n int, dist func(from, to int) int, kicks int, seed uint64) (length int, order []int, err error) {
	if n < 2 {
		return 0, nil, fmt.Errorf("a tour needs a start and an end, not %d places", n)
	}
	p := path{dist: dist, at: make([]int, 0, n)}
	p.nearest(n)
	p.length = p.measure(p.at)
	p.improve()
	rng := rand.New(rand.NewPCG(seed, 0x746f7572))
	for range kicks {
		if n < 8 {
			break
		}
		kicked := path{dist: dist, at: doubleBridge(p.at, rng)}
		kicked.length = kicked.measure(kicked.at)
		kicked.improve()
		if kicked.length < p.length {
			p = kicked
		}
	}
	return p.length, p.at[1 : n-1], nil
}

// path is an order of all places, the first and last fixed.
type path struct {
	dist   func(from, to int) int
	at     []int
	length int
}

func (p *path) measure(at []int) int {
	sum := 0
	for i := 1; i < len(at); i++ {
		sum += p.dist(at[i-1], at[i])
	}
	return sum
}

func (p *path) nearest(n int) {
	left := make([]int, 0, n-2)
	for i := 1; i < n-1; i++ {
		left = append(left, i)
	}
	p.at = append(p.at, 0)
	for len(left) > 0 {
		here, best := p.at[len(p.at)-1], 0
		for k := range left {
			if p.dist(here, left[k]) < p.dist(here, left[best]) {
				best = k
			}
		}
		p.at = append(p.at, left[best])
		left[best] = left[len(left)-1]
		left = left[:len(left)-1]
	}
	p.at = append(p.at, n-1)
}

// improve takes every reversal and every move that helps, until none does. A
// candidate is judged by its new length, so one-way distances stay right.
func (p *path) improve() {
	trial := make([]int, len(p.at))
	for better := true; better; {
		better = false
		for i := 1; i < len(p.at)-1; i++ {
			for j := i + 1; j < len(p.at); j++ {
				better = p.reverse(trial, i, j) || better
				for size := 1; size <= 3; size++ {
					better = p.move(trial, i, size, j) || better
				}
			}
		}
	}
}

// gain is what the ends of a change save, for distances that are the same both
// ways; it picks what is worth measuring in full.
func (p *path) gain(old, new [][2]int) int {
	sum := 0
	for _, e := range old {
		sum += p.dist(p.at[e[0]], p.at[e[1]])
	}
	for _, e := range new {
		sum -= p.dist(p.at[e[0]], p.at[e[1]])
	}
	return sum
}

// reverse turns the piece from i to before j around.
func (p *path) reverse(trial []int, i, j int) bool {
	if j-i < 2 || j > len(p.at)-1 || p.gain([][2]int{{i - 1, i}, {j - 1, j}}, [][2]int{{i - 1, j - 1}, {i, j}}) <= 0 {
		return false
	}
	copy(trial, p.at)
	for k := i; k < j; k++ {
		trial[k] = p.at[i+j-1-k]
	}
	return p.take(trial)
}

// move takes a piece of some size at i out and puts it before j, further on.
func (p *path) move(trial []int, i, size, j int) bool {
	if i+size >= j || j > len(p.at)-1 {
		return false
	}
	end := i + size
	if p.gain([][2]int{{i - 1, i}, {end - 1, end}, {j - 1, j}}, [][2]int{{i - 1, end}, {j - 1, i}, {end - 1, j}}) <= 0 {
		return false
	}
	copy(trial, p.at)
	n := copy(trial[i:], p.at[end:j])
	copy(trial[i+n:], p.at[i:end])
	return p.take(trial)
}

func (p *path) take(trial []int) bool {
	length := p.measure(trial)
	if length >= p.length {
		return false
	}
	copy(p.at, trial)
	p.length = length
	return true
}

// doubleBridge exchanges two neighbouring pieces.
func doubleBridge(at []int, rng *rand.Rand) []int {
	n := len(at)
	a := 1 + rng.IntN(n-4)
	b := a + 1 + rng.IntN(n-3-a)
	c := b + 1 + rng.IntN(n-1-b)
	out := append(make([]int, 0, n), at[:a]...)
	out = append(out, at[b:c]...)
	out = append(out, at[a:b]...)
	return append(out, at[c:]...)
}
