package slotting

import "slices"

// Family is a set of items that should lie together, or should not lie beside
// each other. Two kinds of faults are counted: of a family to be kept together,
// every aisle beyond the first that it lies in; of one to be kept apart, every
// two items in one aisle with less than Apart between them (in the floor's
// unit; what lies on both sides of an aisle is not apart).
type Family struct {
	Items []int32
	Apart int // 0: together
	// Cost is what one fault costs a mean order, in the floor's unit. No swap
	// ever adds a fault, whatever it would save.
	Cost float64
}

// Faults counts the faults of a family in an assignment.
func (g Family) Faults(slots []Stop, at []int32) int {
	n := 0
	if g.Apart == 0 {
		aisles := map[int]bool{}
		for _, i := range g.Items {
			if at[i] != Nowhere {
				aisles[slots[at[i]][0]] = true
			}
		}
		return max(0, len(aisles)-1)
	}
	for k, i := range g.Items {
		for _, j := range g.Items[:k] {
			if at[i] != Nowhere && at[j] != Nowhere && beside(slots[at[i]], slots[at[j]], g.Apart) {
				n++
			}
		}
	}
	return n
}

func beside(a, b Stop, apart int) bool {
	d := a[1] - b[1]
	return a[0] == b[0] && d < apart && -d < apart
}

// faultCost is what all faults of an assignment cost a mean order.
func (p Problem) faultCost(at []int32) float64 {
	sum := 0.0
	for _, g := range p.Families {
		sum += g.Cost * float64(g.Faults(p.Slots, at))
	}
	return sum
}

// kin keeps count while an assignment changes.
type kin struct {
	all    []Family
	cost   []float64       // of a fault, over all orders
	of     map[int32][]int // by item, its families
	aisles []map[int]int   // by family to be kept together, its items by aisle
}

// keep takes in the families.
func (f *fit) keep(list []Family) {
	orders := 0.0
	for _, w := range f.weight {
		orders += w
	}
	f.kin = kin{all: list, of: map[int32][]int{}, aisles: make([]map[int]int, len(list)), cost: make([]float64, len(list))}
	for n, g := range list {
		f.kin.aisles[n], f.kin.cost[n] = map[int]int{}, g.Cost*orders
		for _, i := range g.Items {
			f.kin.of[i] = append(f.kin.of[i], n)
			f.kin.aisles[n][f.slots[f.at[i]][0]]++
		}
		f.sum += f.kin.cost[n] * float64(g.Faults(f.slots, f.at))
	}
	f.bestSum = f.sum
}

// parting is how many faults a swap of two slots would add, and what they
// would cost. A family with both items has none: its places stay the same.
func (f *fit) parting(a, b, s, t int32) (faults int, cost float64) {
	for _, m := range [2]struct{ item, other, from, to int32 }{{a, b, s, t}, {b, a, t, s}} {
		if m.item == empty {
			continue
		}
		for _, n := range f.kin.of[m.item] {
			if m.other != empty && slices.Contains(f.kin.of[m.other], n) {
				continue
			}
			d := f.more(n, m.item, f.slots[m.from], f.slots[m.to])
			faults += d
			cost += f.kin.cost[n] * float64(d)
		}
	}
	return faults, cost
}

// more is how many faults of a family are added when one of its items moves.
func (f *fit) more(n int, item int32, from, to Stop) (d int) {
	g := &f.kin.all[n]
	if g.Apart == 0 {
		if in := f.kin.aisles[n]; from[0] != to[0] {
			if in[from[0]] == 1 {
				d--
			}
			if in[to[0]] == 0 {
				d++
			}
		}
		return d
	}
	for _, j := range g.Items {
		if j == item {
			continue
		}
		there := f.slots[f.at[j]]
		if beside(there, to, g.Apart) {
			d++
		}
		if beside(there, from, g.Apart) {
			d--
		}
	}
	return d
}

// settle counts an item's move between aisles.
func (f *fit) settle(item, from, to int32) {
	for _, n := range f.kin.of[item] {
		f.kin.aisles[n][f.slots[from][0]]--
		f.kin.aisles[n][f.slots[to][0]]++
	}
}
