package mapf

import "slices"

// lns improves a plan: again and again it takes some agents out and plans them
// anew, one after the other, and keeps what is no worse (Li, Chen, Harabor,
// Stuckey, Koenig, "Anytime multi-agent path finding via large neighborhood
// search", 2021). Which agents: those in the way of a delayed one, those that
// meet at a crossing, or any; what helped is tried more often.
type lns struct {
	g      *Grid
	r      *reservations
	starts []int32
	goals  []int32
	dist   []int32 // shortest, of each agent
	paths  [][]int32
	rnd    rng
	weight [3]float64
	size   [len(sizes)]float64
	tabu   []bool
	picked []int32
	in     []bool
	spare  [][]int32 // paths under trial
	cross  []int32   // cells with three or more neighbours
	field  func(a int32) []uint16
	sum    int // of all costs
}

var sizes = [...]int{2, 4, 8, 16, 32}

// newLNS takes a plan given as one path per agent; slack is how many steps
// longer than the longest path a path may become.
func newLNS(g *Grid, agents []Agent, paths [][]int32, slack int, seed uint64, field func(a int32) []uint16) *lns {
	longest := 0
	for _, p := range paths {
		longest = max(longest, len(p))
	}
	l := &lns{g: g, r: newReservations(g, longest+slack), paths: make([][]int32, len(paths)), rnd: newRNG(seed),
		tabu: make([]bool, len(paths)), in: make([]bool, len(paths)), spare: make([][]int32, len(paths)), field: field}
	for i := range l.weight {
		l.weight[i] = 1
	}
	for i := range l.size {
		l.size[i] = 1
	}
	for a, p := range paths {
		l.starts, l.goals = append(l.starts, agents[a].Start), append(l.goals, agents[a].Goal)
		l.dist = append(l.dist, int32(field(int32(a))[agents[a].Start]))
		l.paths[a] = append(make([]int32, 0, longest+slack), p...)
		l.spare[a] = make([]int32, 0, longest+slack)
		l.r.add(int32(a), p)
		l.sum += len(p) - 1
	}
	for c := range g.Cells() {
		if g.Degree[c] > 2 {
			l.cross = append(l.cross, int32(c))
		}
	}
	return l
}

func (l *lns) delay(a int32) int { return len(l.paths[a]) - 1 - int(l.dist[a]) }

// run makes iterations until stop says so.
func (l *lns) run(stop func(iteration int) bool) {
	for i := 0; !stop(i); i++ {
		w, s := draw(l.weight[:], &l.rnd), draw(l.size[:], &l.rnd)
		l.choose(w, sizes[s])
		gain := 0
		if len(l.picked) > 0 {
			gain = l.replan()
		}
		for _, a := range l.picked {
			l.in[a] = false
		}
		score := float64(gain) / float64(sizes[s])
		l.weight[w] += 0.02 * (score + 0.01 - l.weight[w])
		l.size[s] += 0.02 * (score + 0.01 - l.size[s])
	}
}

// draw picks an index by weight; none is left out for good.
func draw(w []float64, rnd *rng) int {
	sum := 0.0
	for _, x := range w {
		sum += x + 0.02
	}
	at := float64(rnd.next()>>11) / (1 << 53) * sum
	for i, x := range w {
		if at -= x + 0.02; at < 0 {
			return i
		}
	}
	return len(w) - 1
}

// replan plans the picked agents anew in random order and says how many steps
// that saved; if it would cost steps, all stays as it was.
func (l *lns) replan() int {
	old := 0
	for _, a := range l.picked {
		old += len(l.paths[a])
		l.r.remove(a, l.paths[a])
	}
	for i := len(l.picked) - 1; i > 0; i-- {
		j := l.rnd.intn(i + 1)
		l.picked[i], l.picked[j] = l.picked[j], l.picked[i]
	}
	least := 0
	for _, a := range l.picked {
		least += int(l.dist[a]) + 1
	}
	sum, done := 0, 0
	for _, a := range l.picked {
		least -= int(l.dist[a]) + 1
		p, ok := l.r.plan(l.starts[a], l.goals[a], old-sum-least-1, &l.rnd, l.spare[a])
		if !ok {
			break
		}
		l.spare[a] = p
		l.r.add(a, p)
		sum += len(p)
		done++
	}
	if done == len(l.picked) {
		for _, a := range l.picked {
			l.paths[a], l.spare[a] = l.spare[a], l.paths[a]
		}
		l.sum -= old - sum
		return old - sum
	}
	for _, a := range l.picked[:done] {
		l.r.remove(a, l.spare[a])
	}
	for _, a := range l.picked {
		l.r.add(a, l.paths[a])
	}
	return 0
}

func (l *lns) pick(a int32) {
	if a != None && !l.in[a] {
		l.in[a] = true
		l.picked = append(l.picked, a)
	}
}

func (l *lns) choose(how, size int) {
	l.picked = l.picked[:0]
	size = min(size, len(l.paths))
	switch how {
	case 0:
		l.aroundDelayed(size)
	case 1:
		l.atCrossing(size)
	default:
		for tries := 0; len(l.picked) < size && tries < 8*size; tries++ {
			if a := int32(l.rnd.intn(len(l.paths))); l.delay(a) > 0 || tries > 4*size {
				l.pick(a)
			}
		}
	}
}

// aroundDelayed picks the most delayed agent that was not picked lately, and
// those that it meets where it would rather have gone.
func (l *lns) aroundDelayed(size int) {
	a := l.mostDelayed()
	if a == None {
		return
	}
	l.pick(a)
	for tries := 0; len(l.picked) < size && tries < 12; tries++ {
		l.walk(l.picked[l.rnd.intn(len(l.picked))], size)
	}
}

func (l *lns) mostDelayed() int32 {
	best := None
	for range 2 {
		for a := range l.paths {
			if a := int32(a); !l.tabu[a] && l.delay(a) > 0 && (best == None || l.delay(a) > l.delay(best)) {
				best = a
			}
		}
		if best != None {
			l.tabu[best] = true
			return best
		}
		clear(l.tabu)
	}
	return None
}

// walk goes from somewhere on a's path by any way on which a would be faster,
// and picks whom it meets.
func (l *lns) walk(a int32, size int) {
	path, d := l.paths[a], l.field(a)
	t := l.rnd.intn(len(path))
	c := path[t]
	for ; t < len(path)-1 && len(l.picked) < size; t++ {
		var options [5]int32
		n := 0
		for _, m := range append(l.g.Next[c][:], c) {
			if m != None && t+1+int(d[m]) < len(path)-1 {
				options[n] = m
				n++
			}
		}
		if n == 0 {
			return
		}
		to := options[l.rnd.intn(n)]
		b := l.r.at(t+1, to)
		if b != None {
			l.pick(b)
		} else if b = l.r.at(t, to); b != None && l.r.at(t+1, c) == b {
			l.pick(b)
		}
		c = to
	}
}

// atCrossing picks agents that drive over cells around a random crossing.
func (l *lns) atCrossing(size int) {
	if len(l.cross) == 0 {
		return
	}
	c := l.cross[l.rnd.intn(len(l.cross))]
	for range 16 {
		from := l.rnd.intn(l.r.steps)
		for k := 0; k < l.r.steps && len(l.picked) < size; k++ {
			t := from + (k+1)/2
			if k%2 == 0 {
				t = from - k/2
			}
			if t >= 0 && t < l.r.steps {
				l.pick(int32(l.r.who[t*l.g.Cells()+int(c)]) - 1)
			}
		}
		if len(l.picked) >= size {
			return
		}
		for next := None; next == None; {
			next = l.g.Next[c][l.rnd.intn(4)]
			if next != None {
				c = next
			}
		}
	}
}

// cut takes a plan by configurations apart into paths that end at the last
// arrival.
func cut(plan [][]int32, goals []int32) [][]int32 {
	paths := make([][]int32, len(goals))
	for a, goal := range goals {
		end := len(plan) - 1
		for end > 0 && plan[end-1][a] == goal {
			end--
		}
		p := make([]int32, 0, end+1)
		for _, at := range plan[:end+1] {
			p = append(p, at[a])
		}
		paths[a] = slices.Clip(p)
	}
	return paths
}
