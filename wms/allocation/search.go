package allocation

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// draft is a plan in the making: what each order takes, over its arcs.
type draft struct {
	takes [][]int64 // by order, by arc
	sets  []uint64  // by order
	cost  float64
}

func (t *tables) newDraft() draft {
	d := draft{takes: make([][]int64, len(t.Orders)), sets: make([]uint64, len(t.Orders))}
	for o := range t.Orders {
		d.takes[o] = make([]int64, len(t.arcs[o]))
		d.cost += t.Short * t.units[o]
	}
	return d
}

func (d *draft) copyFrom(e *draft) {
	for o := range d.takes {
		copy(d.takes[o], e.takes[o])
	}
	copy(d.sets, e.sets)
	d.cost = e.cost
}

// search improves a plan by ruin and recreate: a few related orders give back
// what they hold and choose again, one after the other, each exactly from what
// is left (Schrimpf et al., Journal of Computational Physics 159, 2000). Worse
// plans are kept by a falling temperature, in cycles that begin at the best.
// Orders choose under a share of the dual's prices, so that they leave to others
// what others need more, and now and then do without a warehouse.
type search struct {
	*tables
	choose *chooser
	random *rand.Rand
	now    draft
	best   draft
	left   []int64 // by row
	free   []int64 // by warehouse: shipments that may still leave
	p      prices

	contested []int   // items that orders compete for
	users     [][]int // by item
	items     [][]int // by order: its contested items
	scarce    []int   // warehouses whose shipments are contested
	out       []int   // orders being placed again
	isOut     []bool  // by order
	moving    bool    // orders are placed as part of a move
	undo      [][]int64
	undoSets  []uint64

	cycle, step int
	heat        float64
}

func newSearch(t *tables, d *dual, seed uint64) *search {
	s := &search{tables: t, choose: newChooser(t), random: rand.New(rand.NewPCG(seed, 0x616c6c6f63)), now: t.newDraft(), best: t.newDraft(),
		left: append([]int64(nil), t.stock...), free: append([]int64(nil), t.MaxShipments...), p: t.newPrices(),
		users: make([][]int, len(t.Items)), items: make([][]int, len(t.Orders)), scarce: d.tolled, isOut: make([]bool, len(t.Orders)), cycle: 500}
	s.choose.exactUntil = 500
	hot := map[int]bool{}
	for _, row := range d.rows {
		hot[row/t.warehouses] = true
	}
	for o := range t.Orders {
		for _, l := range t.Orders[o].Lines {
			if hot[l.Item] {
				if len(s.users[l.Item]) == 0 {
					s.contested = append(s.contested, l.Item)
				}
				s.users[l.Item] = append(s.users[l.Item], o)
				s.items[o] = append(s.items[o], l.Item)
			}
		}
	}
	return s
}

// place lets an order choose from what is left and books it.
func (s *search) place(o int, share float64) {
	allowed := s.reach[o]
	for w := range s.warehouses {
		if s.free[w] <= 0 {
			allowed &^= 1 << w
		}
	}
	if s.moving && s.random.IntN(10) == 0 {
		allowed &^= 1 << s.random.IntN(s.warehouses)
	}
	s.choose.load(o, s.p.unit, s.p.toll, share, s.left, allowed)
	s.choose.choose(0, allowed)
	takes := s.now.takes[o]
	var used uint64
	s.choose.fill(func(a int, qty int64) {
		arc := &s.arcs[o][a]
		takes[a] = qty
		s.left[arc.row] -= qty
		s.now.cost -= arc.gain * float64(qty)
		used |= 1 << arc.warehouse
	})
	s.now.sets[o] = used
	s.openAll(o, used, 1)
}

func (s *search) openAll(o int, set uint64, sign int64) {
	for ; set != 0; set &= set - 1 {
		w := bits.TrailingZeros64(set)
		if s.MaxShipments[w] != NoLimit {
			s.free[w] -= sign
		}
		s.now.cost += float64(sign) * s.Orders[o].Open[w]
	}
}

// remove gives back what an order holds.
func (s *search) remove(o int) {
	takes := s.now.takes[o]
	for a, qty := range takes {
		if qty > 0 {
			arc := &s.arcs[o][a]
			s.left[arc.row] += qty
			s.now.cost += arc.gain * float64(qty)
			takes[a] = 0
		}
	}
	s.openAll(o, s.now.sets[o], -1)
	s.now.sets[o] = 0
}

// build places all orders anew, in the order given, under a share of prices.
func (s *search) build(order []int, share float64) {
	for o := range s.Orders {
		s.remove(o)
	}
	for _, o := range order {
		s.place(o, share)
	}
	s.keep()
}

func (s *search) keep() {
	if s.now.cost < s.best.cost-1e-9 {
		s.best.copyFrom(&s.now)
	}
}

func (s *search) setTo(d *draft) {
	for o := range s.Orders {
		s.remove(o)
	}
	s.now.copyFrom(d)
	s.now.cost = d.cost
	for o, takes := range s.now.takes {
		for a, qty := range takes {
			s.left[s.arcs[o][a].row] -= qty
		}
		for set := s.now.sets[o]; set != 0; set &= set - 1 {
			if w := bits.TrailingZeros64(set); s.MaxShipments[w] != NoLimit {
				s.free[w]--
			}
		}
	}
}

// improve makes moves for some work, or until it must halt.
func (s *search) improve(work int64, halt func() bool) {
	end := s.choose.work + work
	for n := 0; s.choose.work < end && len(s.Orders) > 0 && (n%16 > 0 || !halt()); n++ {
		if s.step == s.cycle {
			s.step, s.cycle = 0, min(2*s.cycle, 1<<20)
			s.setTo(&s.best)
		}
		if s.step == 0 {
			s.heat = 0.3 * s.typicalShipment()
		}
		s.step++
		t := s.heat * math.Pow(0.003, float64(s.step)/float64(s.cycle))
		s.move(t)
	}
}

// typicalShipment is the mean cost of the plan's shipments.
func (s *search) typicalShipment() float64 {
	sum, n := 0.0, 0
	for o, set := range s.now.sets {
		for ; set != 0; set &= set - 1 {
			sum += s.Orders[o].Open[bits.TrailingZeros64(set)]
			n++
		}
	}
	if n == 0 {
		return 1
	}
	return sum / float64(n)
}

func (s *search) move(heat float64) {
	s.ruin(2 + s.random.IntN(7))
	before := s.now.cost
	for len(s.undo) < len(s.out) {
		s.undo = append(s.undo, nil)
		s.undoSets = append(s.undoSets, 0)
	}
	for i, o := range s.out {
		s.undo[i] = append(s.undo[i][:0], s.now.takes[o]...)
		s.undoSets[i] = s.now.sets[o]
		s.remove(o)
	}
	s.random.Shuffle(len(s.out), func(i, j int) {
		s.out[i], s.out[j] = s.out[j], s.out[i]
		s.undo[i], s.undo[j] = s.undo[j], s.undo[i]
		s.undoSets[i], s.undoSets[j] = s.undoSets[j], s.undoSets[i]
	})
	share := [...]float64{0.5, 0.7, 0.9, 1}[s.random.IntN(4)]
	s.moving = true
	for _, o := range s.out {
		s.place(o, share)
		s.isOut[o] = false
	}
	s.moving = false
	if s.now.cost <= before+1e-9 || s.random.Float64() < math.Exp((before-s.now.cost)/heat) {
		s.keep()
		return
	}
	for _, o := range s.out {
		s.remove(o)
	}
	for i, o := range s.out {
		copy(s.now.takes[o], s.undo[i])
		s.now.sets[o] = s.undoSets[i]
		for a, qty := range s.undo[i] {
			s.left[s.arcs[o][a].row] -= qty
			s.now.cost -= s.arcs[o][a].gain * float64(qty)
		}
		s.openAll(o, s.undoSets[i], 1)
	}
}

// ruin picks up to n orders that compete with each other.
func (s *search) ruin(n int) {
	s.out = s.out[:0]
	n = min(n, len(s.Orders))
	kind := s.random.IntN(8)
	switch {
	case kind < 5 && len(s.contested) > 0: // along the items that orders share
		item := s.contested[s.random.IntN(len(s.contested))]
		for tries := 0; len(s.out) < n && tries < 4*n; tries++ {
			users := s.users[item]
			o := users[s.random.IntN(len(users))]
			s.take(o)
			if s.random.IntN(3) == 0 {
				item = s.items[o][s.random.IntN(len(s.items[o]))]
			}
		}
	case kind < 7 && len(s.scarce) > 0: // those that a warehouse with a limit serves
		w := s.scarce[s.random.IntN(len(s.scarce))]
		for tries := 0; len(s.out) < n && tries < 8*n; tries++ {
			if o := s.random.IntN(len(s.Orders)); s.reach[o]&(1<<w) != 0 {
				s.take(o)
			}
		}
	}
	for tries := 0; len(s.out) < min(n, 2) && tries < 8; tries++ {
		s.take(s.random.IntN(len(s.Orders)))
	}
}

func (s *search) take(o int) {
	if !s.isOut[o] {
		s.isOut[o] = true
		s.out = append(s.out, o)
	}
}

// adopt takes over a plan made elsewhere if it is better.
func (s *search) adopt(d *draft) {
	if d.cost < s.best.cost-1e-9 {
		s.best.copyFrom(d)
	}
}
