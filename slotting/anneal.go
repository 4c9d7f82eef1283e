package slotting

import "math"

// improve anneals an assignment against the problem's orders, using the part of
// the work from one share to another. It returns the best that was seen within
// the moves allowed, and how many walks were measured.
func (p Problem) improve(at []int32, w Walker, o Options, from, to float64) (best []int32, used int) {
	limited := p.Current != nil && p.MaxMoves >= 0
	if len(p.Orders) == 0 || p.Items < 1 || len(p.Slots) < 2 || limited && p.MaxMoves == 0 {
		return at, 0
	}
	f := newFit(p.Slots, p.Orders, p.weight, p.Items, at, w, o.Seed)
	if limited {
		f.home, f.maxMoves = p.Current, p.MaxMoves
	}
	f.may = p.May
	if p.Reach != nil {
		f.heed(p.Reach)
	}
	if len(p.Families) > 0 {
		f.keep(p.Families)
	}
	f.anneal(o.share(from, to, func() int { return f.used }))
	return f.best, f.used
}

// anneal swaps the contents of two slots at a time (simulated annealing,
// Kirkpatrick, Gelatt and Vecchi 1983). Where moves are limited, each move has a
// price; it rises while there are too many and falls while there is room.
func (f *fit) anneal(progress func() float64) {
	hot := f.sum / float64(len(f.of)) / 20
	t := hot
	price := 4 * hot
	if f.home == nil {
		price = 0
	}
	const mostIdle = 1 << 12 // looks at the clock without a walk measured: nothing to gain
	last, idle := f.used, 0
	for trial := 0; ; trial++ {
		f.remember()
		if trial%32 == 0 {
			done := progress()
			if idle++; f.used > last {
				last, idle = f.used, 0
			}
			if done >= 1 || idle > mostIdle {
				return
			}
			t = hot * math.Pow(0.01, done)
			switch {
			case f.home == nil:
			case f.moved > f.maxMoves:
				price = math.Min(price*1.02, f.sum+1)
			default:
				price = math.Max(price/1.02, t/100)
			}
		}
		limit := -t * math.Log(1-f.rng.Float64())
		if f.home != nil && f.moved > 0 && f.rng.IntN(3) == 0 {
			f.sendHome(limit + price)
			continue
		}
		f.swapAny(limit, price)
	}
}

// remember keeps the assignment if it is the best so far that is allowed.
func (f *fit) remember() {
	if f.sum < f.bestSum && (f.home == nil || f.moved <= f.maxMoves) {
		f.bestSum = f.sum
		copy(f.best, f.at)
	}
}

// swapAny tries to exchange two slots drawn at random, one of them used.
func (f *fit) swapAny(limit, price float64) {
	s := f.at[f.rng.IntN(len(f.at))]
	t := int32(f.rng.IntN(len(f.slots)))
	if s == t || f.slots[s] == f.slots[t] && f.reach == nil {
		return
	}
	if f.home != nil {
		limit -= price * float64(f.moreMoves(s, t))
	}
	f.swap(s, t, limit)
}

// sendHome tries to bring an item that has moved back to its own slot. That
// lessens the moves by one at least: whoever is there now is not at home.
func (f *fit) sendHome(limit float64) {
	i := f.rng.IntN(len(f.at))
	for f.home[i] == Nowhere || f.home[i] == f.at[i] {
		i = (i + 1) % len(f.at)
	}
	f.swap(f.at[i], f.home[i], limit)
}

// moreMoves is how many more items are away from home after a swap.
func (f *fit) moreMoves(s, t int32) int {
	more := 0
	away := func(i, slot int32) int {
		if i == empty || f.home[i] == Nowhere || f.home[i] == slot {
			return 0
		}
		return 1
	}
	a, b := f.in[s], f.in[t]
	more += away(a, t) - away(a, s) + away(b, s) - away(b, t)
	return more
}
