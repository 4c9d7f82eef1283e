package mapf

// pibt makes one step for all agents at once: priority inheritance with
// backtracking (Okumura, Machida, Défago, Tamura, "Priority inheritance with
// backtracking for iterative multi-agent path finding", 2022). Flat arrays, no
// allocation per step.
type pibt struct {
	g        *Grid
	at       []int32 // cell of each agent
	to       []int32 // its next cell, None while undecided
	occupant []int32 // agent at each cell, now
	reserved []int32 // agent at each cell, next
	rng      rng
	// cost is how far agent a is from its goal at cell c.
	cost func(a, c int32) int32
	// goals, if given, lets agents change places in corridors on purpose.
	goals []int32
	// noRings forbids agents to move round a ring without a free cell, which
	// only vehicles in lockstep could do.
	noRings bool
	held    []bool // agents that stay where they are, if given
}

func newPIBT(g *Grid, starts []int32, seed uint64, cost func(a, c int32) int32) *pibt {
	p := &pibt{g: g, at: make([]int32, len(starts)), to: make([]int32, len(starts)),
		occupant: make([]int32, g.Cells()), reserved: make([]int32, g.Cells()), rng: newRNG(seed), cost: cost}
	for c := range p.occupant {
		p.occupant[c], p.reserved[c] = None, None
	}
	for a, s := range starts {
		p.at[a], p.to[a] = s, None
		p.occupant[s] = int32(a)
	}
	return p
}

// step moves all agents; those earlier in order have their way.
func (p *pibt) step(order []int32) {
	for a := range p.to {
		p.to[a] = None
	}
	for a, h := range p.held {
		if h {
			p.to[a], p.reserved[p.at[a]] = p.at[a], int32(a)
		}
	}
	for _, a := range order {
		if p.to[a] == None {
			p.plan(a, None)
		}
	}
	p.apply()
}

func (p *pibt) apply() {
	for _, c := range p.at {
		p.occupant[c] = None
	}
	for a, c := range p.to {
		p.reserved[c] = None
		p.at[a], p.occupant[c] = c, int32(a)
	}
}

// plan decides where a goes, pushing others away; from is the cell of who
// pushes it, where it may not go.
func (p *pibt) plan(a, from int32) bool {
	here := p.at[a]
	var cells [5]int32
	var keys [5]int32
	n := 0
	put := func(c int32) {
		k := p.cost(a, c) << 3
		if p.occupant[c] != None && p.occupant[c] != a {
			k |= 4
		}
		k |= int32(p.rng.next() & 3)
		i := n
		for i > 0 && keys[i-1] > k {
			keys[i], cells[i] = keys[i-1], cells[i-1]
			i--
		}
		keys[i], cells[i] = k, c
		n++
	}
	for _, c := range p.g.Next[here] {
		if c != None && p.reserved[c] == None && c != from {
			put(c)
		}
	}
	if p.reserved[here] == None {
		put(here)
	}
	swap := None
	if p.goals != nil {
		if swap = p.swapWith(a, cells[0]); swap != None {
			for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
				cells[i], cells[j] = cells[j], cells[i]
			}
		}
	}
	for i := range n {
		c := cells[i]
		if p.reserved[c] != None {
			continue // taken by one that was pushed meanwhile
		}
		b := p.occupant[c]
		if b != None && b != a && p.to[b] == here {
			continue // a swap
		}
		if p.noRings && p.closesRing(a, b) {
			continue
		}
		p.reserved[c], p.to[a] = a, c
		if b != None && b != a && p.to[b] == None && !p.plan(b, here) {
			continue // b stays, and has reserved c for itself
		}
		if i == 0 && swap != None && p.to[swap] == None && p.reserved[here] == None && !(p.noRings && p.closesRing(swap, a)) {
			p.to[swap], p.reserved[here] = here, swap // pulled along
		}
		return true
	}
	p.to[a], p.reserved[here] = here, a
	return false
}

// closesRing tells whether b, at whose cell a aims, moves on to a cell whose
// agent moves on … to the cell of a.
func (p *pibt) closesRing(a, b int32) bool {
	for b != None && b != a && p.to[b] != None && p.to[b] != p.at[b] {
		next := p.occupant[p.to[b]]
		if next == a {
			return true
		}
		b = next
	}
	return false
}

// swapWith is the agent with which a should change places, or None: in a
// corridor one of two that meet has to back out, and the other follows
// (Okumura, "Improving LaCAM for scalable eventually optimal multi-agent
// pathfinding", 2023). want is the cell a would like best.
func (p *pibt) swapWith(a, want int32) int32 {
	here := p.at[a]
	if want == here {
		return None
	}
	if b := p.occupant[want]; b != None && p.to[b] == None && p.swapNeeded(a, b, here, want) && p.swapPossible(want, here) {
		return b
	}
	for _, n := range p.g.Next[here] {
		if n == None || n == want {
			continue
		}
		if b := p.occupant[n]; b != None && p.swapNeeded(b, a, here, want) && p.swapPossible(want, here) {
			return b
		}
	}
	return None
}

// ways counts where one that is pulled from a cell could go, and names one.
func (p *pibt) ways(from, pusher int32) (n int, to int32) {
	to = None
	for _, c := range p.g.Next[from] {
		if c == None || c == pusher {
			continue
		}
		if b := p.occupant[c]; p.g.Degree[c] == 1 && b != None && p.goals[b] == c {
			continue
		}
		n++
		to = c
	}
	return n, to
}

// swapNeeded walks on in thought until the two could pass each other.
func (p *pibt) swapNeeded(pusher, puller, at, ahead int32) bool {
	for p.cost(pusher, ahead) < p.cost(pusher, at) {
		n, to := p.ways(ahead, at)
		if n >= 2 {
			return false
		}
		if n == 0 {
			break
		}
		at, ahead = ahead, to
	}
	return p.cost(puller, at) < p.cost(puller, ahead) &&
		(p.cost(pusher, at) == 0 || p.cost(pusher, ahead) < p.cost(pusher, at))
}

// swapPossible walks back in thought until there is room to step aside.
func (p *pibt) swapPossible(pusher, puller int32) bool {
	for start := pusher; puller != start; {
		n, to := p.ways(puller, pusher)
		if n >= 2 {
			return true
		}
		if n == 0 {
			return false
		}
		pusher, puller = puller, to
	}
	return false
}

// rng is a small fast generator (splitmix64): the same seed, the same run.
type rng struct{ s uint64 }

func newRNG(seed uint64) rng { return rng{seed*0x9e3779b97f4a7c15 + 1} }

func (r *rng) next() uint64 {
	r.s += 0x9e3779b97f4a7c15
	z := r.s
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// intn is a number below n.
func (r *rng) intn(n int) int { return int(r.next()>>33) * n >> 31 }
