package allocation

import (
	"math"
	"math/bits"
)

// tables is a problem laid out for the search: the arcs over which a line can
// be served, each with its row, which is a stock of an item at a warehouse.
type tables struct {
	*Problem
	warehouses int
	stock      []int64 // by row
	rowArcs    [][]arcOf
	arcs       [][]arc // by order, in the order of lines
	lineEnd    [][]int // by order, by line: where its arcs end
	units      []float64
	reach      []uint64 // by order: warehouses that could serve something
}

// arc is one way to serve a line.
type arc struct {
	warehouse int
	row       int
	most      int64   // units at most
	gain      float64 // saved by each unit served rather than missing
}

// arcOf names an arc of an order.
type arcOf struct{ order, arc int }

func newTables(p *Problem) *tables {
	n := len(p.Warehouses)
	t := &tables{Problem: p, warehouses: n, stock: make([]int64, len(p.Items)*n), rowArcs: make([][]arcOf, len(p.Items)*n),
		arcs: make([][]arc, len(p.Orders)), lineEnd: make([][]int, len(p.Orders)),
		units: make([]float64, len(p.Orders)), reach: make([]uint64, len(p.Orders))}
	for i, stock := range p.Stock {
		copy(t.stock[i*n:], stock)
	}
	for o := range p.Orders {
		t.lay(o)
		for a, arc := range t.arcs[o] {
			t.rowArcs[arc.row] = append(t.rowArcs[arc.row], arcOf{o, a})
		}
	}
	return t
}

// lay finds an order's arcs.
func (t *tables) lay(o int) {
	order := &t.Orders[o]
	t.arcs[o], t.lineEnd[o], t.units[o], t.reach[o] = t.arcs[o][:0], t.lineEnd[o][:0], 0, 0
	for l, line := range order.Lines {
		t.units[o] += float64(line.Qty)
		for w := range t.warehouses {
			row := line.Item*t.warehouses + w
			gain := t.Short - order.unit(l, w)
			if t.stock[row] == 0 || t.MaxShipments[w] == 0 || gain <= 0 || math.IsInf(order.Open[w], 1) {
				continue
			}
			t.arcs[o] = append(t.arcs[o], arc{w, row, min(line.Qty, t.stock[row]), gain})
			t.reach[o] |= 1 << w
		}
		t.lineEnd[o] = append(t.lineEnd[o], len(t.arcs[o]))
	}
}

// chooser finds the set of warehouses that serves one order best, when every
// unit and every shipment may carry a price. For a given set each line is
// filled from its best arc on; what a set saves is submodular in the set (a
// warehouse adds the less, the more there are), so a warehouse that does not
// pay for its shipment now never will with more, and the sum of what each adds
// bounds what all add. With those two cuts the search over sets is exact.
type chooser struct {
	*tables
	order int
	need  []float64
	end   []int
	arcs  []choice // by line, the best first
	fixed [MaxWarehouses]float64
	best  float64 // profit
	set   uint64
	work  int64
	// exactUntil bounds the sets tried for one order; slack is the most by
	// which the best could be better than the one found, 0 unless it was hit.
	exactUntil int
	tried      int
	slack      float64
}

// choice is an arc under prices.
type choice struct {
	bit       uint64 // of the warehouse
	warehouse uint8
	arc       int32
	gain      float64
	most      float64
}

const setsPerOrder = 20_000

func newChooser(t *tables) *chooser { return &chooser{tables: t, exactUntil: setsPerOrder} }

// load prepares an order. price is by row, or nil; toll by warehouse, or nil;
// left, if not nil, is the stock to serve from; both prices are multiplied by
// share. Only warehouses in allowed are used.
func (c *chooser) load(order int, price, toll []float64, share float64, left []int64, allowed uint64) {
	c.order = order
	c.need, c.end, c.arcs = c.need[:0], c.end[:0], c.arcs[:0]
	o := &c.Orders[order]
	first := 0
	for l, end := range c.lineEnd[order] {
		begin := len(c.arcs)
		for a := first; a < end; a++ {
			arc := &c.tables.arcs[order][a]
			if allowed&(1<<arc.warehouse) == 0 {
				continue
			}
			gain, most := arc.gain, arc.most
			if price != nil {
				gain -= share * price[arc.row]
			}
			if left != nil {
				most = min(most, left[arc.row])
			}
			if gain <= 0 || most == 0 {
				continue
			}
			c.arcs = append(c.arcs, choice{})
			at := len(c.arcs) - 1
			for ; at > begin && c.arcs[at-1].gain < gain; at-- {
				c.arcs[at] = c.arcs[at-1]
			}
			c.arcs[at] = choice{1 << arc.warehouse, uint8(arc.warehouse), int32(a), gain, float64(most)}
		}
		first = end
		if len(c.arcs) > begin {
			c.need = append(c.need, float64(o.Lines[l].Qty))
			c.end = append(c.end, len(c.arcs))
		}
	}
	for w := range c.warehouses {
		c.fixed[w] = o.Open[w]
		if toll != nil {
			c.fixed[w] += share * toll[w]
		}
	}
}

// choose finds the set that saves most among those that hold all of must and
// nothing outside of must and may. It returns what is saved.
func (c *chooser) choose(must, may uint64) float64 {
	c.work++
	c.tried, c.slack = 0, 0
	c.best, c.set = math.Inf(-1), must
	profit := c.saved(must)
	for s := must; s != 0; s &= s - 1 {
		profit -= c.fixed[bits.TrailingZeros64(s)]
	}
	c.extend(must, may&^must, profit)
	return c.best
}

// saved is what a set saves, before shipments are paid.
func (c *chooser) saved(set uint64) float64 {
	if set == 0 {
		return 0
	}
	sum, a := 0.0, 0
	for l, end := range c.end {
		for left := c.need[l]; a < end && left > 0; a++ {
			if h := &c.arcs[a]; set&h.bit != 0 {
				n := min(left, h.most)
				sum += n * h.gain
				left -= n
			}
		}
		a = end
	}
	return sum
}

func (c *chooser) extend(set, rest uint64, profit float64) {
	if profit > c.best {
		c.best, c.set = profit, set
	}
	if rest == 0 {
		return
	}
	var adds [MaxWarehouses]float64
	c.marginal(set, rest, adds[:c.warehouses])
	var by [MaxWarehouses]uint8 // those that pay, the best first
	n, bound := 0, profit
	for s := rest; s != 0; s &= s - 1 {
		w := uint8(bits.TrailingZeros64(s))
		adds[w] -= c.fixed[w]
		if adds[w] <= 1e-12 {
			continue
		}
		bound += adds[w]
		at := n
		for ; at > 0 && adds[by[at-1]] < adds[w]; at-- {
			by[at] = by[at-1]
		}
		by[at] = w
		n++
	}
	var later uint64
	for _, w := range by[:n] {
		later |= 1 << w
	}
	for _, w := range by[:n] {
		if bound <= c.best+1e-9 {
			return
		}
		if c.tried++; c.tried > c.exactUntil {
			c.slack = max(c.slack, bound-c.best)
			if profit+adds[w] > c.best {
				c.best, c.set = profit+adds[w], set|1<<w
			}
			return
		}
		later &^= 1 << w
		c.extend(set|1<<w, later, profit+adds[w])
		bound -= adds[w]
	}
}

// marginal is what each warehouse of rest would add to what set saves. A new
// arc takes its place in the row and pushes out units of those behind it.
func (c *chooser) marginal(set, rest uint64, adds []float64) {
	first := 0
	for l, end := range c.end {
		room := c.need[l]
		for a := first; a < end && room > 0; a++ {
			h := &c.arcs[a]
			if set&h.bit != 0 {
				room -= h.most
				continue
			}
			if rest&h.bit == 0 {
				continue
			}
			n := min(room, h.most)
			add, open := n*h.gain, room
			if set != 0 {
				for b := a + 1; b < end && open > 0; b++ {
					if g := &c.arcs[b]; set&g.bit != 0 {
						add -= (min(open, g.most) - max(0, min(open-n, g.most))) * g.gain
						open -= g.most
					}
				}
			}
			adds[h.warehouse] += add
		}
		first = end
	}
}

// fill calls serve for each arc of the chosen set that carries something.
func (c *chooser) fill(serve func(arc int, qty int64)) {
	a := 0
	for l, end := range c.end {
		for left := c.need[l]; a < end && left > 0; a++ {
			if h := &c.arcs[a]; c.set&h.bit != 0 {
				n := min(left, h.most)
				serve(int(h.arc), int64(n))
				left -= n
			}
		}
		a = end
	}
}
