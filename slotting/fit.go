package slotting

import (
	"math"
	"math/rand/v2"
	"slices"
)

// fit is an assignment that is being improved against orders.
type fit struct {
	slots  []Stop
	orders [][]int32
	w      Walker
	rng    *rand.Rand

	at     []int32   // by item, its slot
	in     []int32   // by slot, its item, or empty
	of     [][]int32 // by item, the orders it is in, shuffled
	sorted [][]Stop  // by order, its stops by aisle and y
	cost   []int     // by order
	weight []float64 // by order
	sum    float64   // of cost·weight
	used   int       // walks measured, and swaps that families forbid

	best    []int32 // the best assignment that was seen and is allowed
	bestSum float64

	may   func(item, slot int32) bool
	reach func(item, slot int32) int
	often []float64 // by item, the weight of its orders
	kin   kin

	home     []int32 // by item, the slot it comes from; nil if moves don't count
	moved    int     // items not at home
	maxMoves int

	mark    []int32 // by order, the last trial that touched it
	trial   int32
	changes []change
	stops   []Stop
}

type change struct {
	order int32
	cost  int
}

const empty int32 = -1

func newFit(slots []Stop, orders [][]int32, weight []float64, items int, at []int32, w Walker, seed uint64) *fit {
	f := &fit{slots: slots, orders: orders, weight: weight, w: w, rng: rand.New(rand.NewPCG(seed, 0x736c6f74)),
		at: slices.Clone(at), in: make([]int32, len(slots)), of: make([][]int32, items),
		sorted: make([][]Stop, len(orders)), cost: make([]int, len(orders)), mark: make([]int32, len(orders))}
	for s := range f.in {
		f.in[s] = empty
	}
	for i, s := range f.at {
		f.in[s] = int32(i)
	}
	for k, o := range orders {
		for _, i := range o {
			f.of[i] = append(f.of[i], int32(k))
		}
		f.sorted[k] = make([]Stop, len(o))
		f.place(int32(k))
		f.cost[k] = w.Length(f.sorted[k])
		f.sum += weight[k] * float64(f.cost[k])
	}
	f.used = len(orders)
	f.best, f.bestSum = slices.Clone(f.at), f.sum
	for _, list := range f.of {
		f.rng.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
	}
	return f
}

func less(a, b Stop) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// place writes an order's stops, sorted.
func (f *fit) place(k int32) {
	list := f.sorted[k]
	for n, i := range f.orders[k] {
		p, j := f.slots[f.at[i]], n
		for ; j > 0 && less(p, list[j-1]); j-- {
			list[j] = list[j-1]
		}
		list[j] = p
	}
}

// with is an order's stops with one of them replaced, sorted.
func (f *fit) with(k int32, old, new Stop) []Stop {
	out := f.stops[:0]
	placed := false
	gone := false
	for _, p := range f.sorted[k] {
		if !gone && p == old {
			gone = true
			continue
		}
		if !placed && less(new, p) {
			out = append(out, new)
			placed = true
		}
		out = append(out, p)
	}
	if !placed {
		out = append(out, new)
	}
	f.stops = out
	return out
}

// swap exchanges the contents of two slots, if the sum of walks then rises by
// less than limit. It looks at the orders in small random parts and gives up as
// soon as the rise is clear.
func (f *fit) swap(s, t int32, limit float64) bool {
	a, b := f.in[s], f.in[t]
	if !f.allowed(a, t) || !f.allowed(b, s) {
		return false
	}
	f.trial++
	f.changes = f.changes[:0]
	var ofA, ofB []int32
	if a != empty {
		ofA = f.of[a]
	}
	if b != empty {
		ofB = f.of[b]
	}
	total := len(ofA) + len(ofB)
	// Orders with both keep their stops: marked, and skipped.
	if len(ofA) > 0 && len(ofB) > 0 {
		f.skipShared(ofA, ofB)
	}
	rise, squares, seen := 0.0, 0.0, 0
	extra := f.reaching(a, s, t) + f.reaching(b, t, s) // what walking does not count
	if len(f.kin.all) > 0 {
		more, cost := f.parting(a, b, s, t)
		if more > 0 {
			f.used++ // work, too
			return false
		}
		extra += cost
	}
	const parts = 8
	for p := range parts {
		for _, side := range [2]struct {
			of       []int32
			old, new Stop
		}{{ofA, f.slots[s], f.slots[t]}, {ofB, f.slots[t], f.slots[s]}} {
			n := len(side.of)
			for _, k := range side.of[n*p/parts : n*(p+1)/parts] {
				seen++
				if f.mark[k] == f.trial {
					continue
				}
				c := f.w.Length(f.with(k, side.old, side.new))
				f.used++
				d := f.weight[k] * float64(c-f.cost[k])
				rise += d
				squares += d * d
				f.changes = append(f.changes, change{k, c})
			}
		}
		if p < parts-1 && seen >= 8 {
			share := float64(total) / float64(seen)
			expect := rise * share
			doubt := math.Sqrt(squares * share * (share - 1))
			if extra+expect-giveUp*doubt > limit {
				return false
			}
		}
	}
	if rise += extra; rise >= limit {
		return false
	}
	if f.home != nil {
		f.moved += f.moreMoves(s, t)
	}
	f.sum += rise
	for _, c := range f.changes {
		f.cost[c.order] = c.cost
	}
	f.exchange(s, t)
	for _, c := range f.changes {
		f.place(c.order)
	}
	return true
}

// allowed says whether what is in a slot may be put into another.
func (f *fit) allowed(i, slot int32) bool {
	return i == empty || f.may == nil || f.home[i] == slot || f.may(i, slot)
}

// reaching is how much more taking an item costs in another slot, over all its
// orders.
func (f *fit) reaching(i, from, to int32) float64 {
	if i == empty || f.reach == nil {
		return 0
	}
	return f.often[i] * float64(f.reach(i, to)-f.reach(i, from))
}

// heed takes in what taking things costs.
func (f *fit) heed(reach func(item, slot int32) int) {
	f.reach, f.often = reach, make([]float64, len(f.at))
	for k, o := range f.orders {
		for _, i := range o {
			f.often[i] += f.weight[k]
		}
	}
	for i, s := range f.at {
		f.sum += f.often[i] * float64(reach(int32(i), s))
	}
	f.bestSum = f.sum
}

// giveUp is how many standard deviations a rise must be beyond the limit to be
// taken for certain before all orders are measured. Measured on real orders:
// from 1 to 2 the search gets about three times as far in the same work.
const giveUp = 1.5

// skipShared marks the orders that hold both items.
func (f *fit) skipShared(a, b []int32) {
	f.trial++
	for _, k := range a {
		f.mark[k] = f.trial - 1
	}
	for _, k := range b {
		if f.mark[k] == f.trial-1 {
			f.mark[k] = f.trial
		}
	}
}

// exchange swaps the contents of two slots and keeps count of the moved.
func (f *fit) exchange(s, t int32) {
	a, b := f.in[s], f.in[t]
	f.in[s], f.in[t] = b, a
	if a != empty {
		f.at[a] = t
		f.settle(a, s, t)
	}
	if b != empty {
		f.at[b] = s
		f.settle(b, t, s)
	}
}
