package allocation

import (
	"math"
	"math/bits"
)

// prices is what a unit of each row and a shipment of each warehouse is worth
// beyond its tariff.
type prices struct {
	unit []float64 // by row
	toll []float64 // by warehouse
}

func (t *tables) newPrices() prices {
	return prices{make([]float64, len(t.stock)), make([]float64, t.warehouses)}
}

func (p prices) copyFrom(q prices) {
	copy(p.unit, q.unit)
	copy(p.toll, q.toll)
}

func (p prices) clone() prices {
	return prices{append([]float64(nil), p.unit...), append([]float64(nil), p.toll...)}
}

// frame fixes for each order which warehouses must and which may serve it.
type frame struct{ must, may []uint64 }

func (f frame) clone() frame {
	return frame{append([]uint64(nil), f.must...), append([]uint64(nil), f.may...)}
}

// dual finds prices under which orders, each choosing for itself, cost most:
// the Lagrangian dual over stock and shipment limits. Any prices give a lower
// bound; as each order's choice of warehouses is exact, the best ones give a
// better bound than the linear relaxation.
//
// Prices move after each single order's choice, in falling steps: the
// incremental subgradient method (Nedić and Bertsekas, SIAM Journal on
// Optimization 12, 2001), which here comes as near in tens of passes as methods
// that move once per pass do in a thousand.
type dual struct {
	*tables
	choose *chooser
	rows   []int // that the orders together could overdraw
	tolled []int // warehouses whose shipments the orders could overdraw
	hot    []bool
	isToll []bool

	top   prices    // how far a price may have to go
	asked []float64 // by row: units that arcs could carry
	reach []float64 // by warehouse: orders that it could serve

	best   prices
	bound  float64
	mean   []float64 // by order and warehouse: how often it served of late
	serves []int64   // scratch, by arc

	halt func() bool // says that time is up; never nil
}

func newDual(t *tables) *dual {
	d := &dual{tables: t, choose: newChooser(t), hot: make([]bool, len(t.stock)), isToll: make([]bool, t.warehouses),
		halt: func() bool { return false }, top: t.newPrices(), asked: make([]float64, len(t.stock)), reach: make([]float64, t.warehouses),
		best: t.newPrices(), bound: math.Inf(-1), mean: make([]float64, len(t.Orders)*t.warehouses)}
	for row, arcs := range t.rowArcs {
		for _, a := range arcs {
			arc := &t.arcs[a.order][a.arc]
			d.asked[row] += float64(arc.most)
			d.top.unit[row] = max(d.top.unit[row], arc.gain)
		}
		if d.asked[row] > float64(t.stock[row]) {
			d.rows = append(d.rows, row)
			d.hot[row] = true
		}
	}
	for o, reach := range t.reach {
		for s := reach; s != 0; s &= s - 1 {
			w := bits.TrailingZeros64(s)
			d.reach[w]++
			d.top.toll[w] = max(d.top.toll[w], 30*t.Orders[o].Open[w])
		}
	}
	for w, limit := range t.MaxShipments {
		if limit > 0 && d.reach[w] > float64(limit) {
			d.tolled = append(d.tolled, w)
			d.isToll[w] = true
		}
	}
	return d
}

// relax is the bound that prices give within a frame.
func (d *dual) relax(f frame, p prices) float64 {
	sum := 0.0
	for _, row := range d.rows {
		sum -= p.unit[row] * float64(d.stock[row])
	}
	for _, w := range d.tolled {
		sum -= p.toll[w] * float64(d.MaxShipments[w])
	}
	c := d.choose
	for o := range d.Orders {
		c.load(o, p.unit, p.toll, 1, nil, f.must[o]|f.may[o])
		sum += d.Short*d.units[o] - c.choose(f.must[o], f.may[o]) - c.slack
	}
	return sum
}

// Steps of a whole climb, each passesPerStep passes that halve it.
const (
	firstStep     = 0.25
	lastStep      = 0.0005
	passesPerStep = 12
)

// raise keeps prices that give a better bound.
func (d *dual) raise(bound float64, at prices) {
	if bound > d.bound {
		d.bound = bound
		d.best.copyFrom(at)
	}
}

// walk moves prices through some passes over all orders, with steps that fall
// from one to another, and returns the bound at the end; none if it must halt.
func (d *dual) walk(f frame, p prices, passes int, from, to float64) float64 {
	for pass := range passes {
		step := from
		if passes > 1 {
			step *= math.Pow(to/from, float64(pass)/float64(passes-1))
		}
		for i := range d.Orders {
			if i%64 == 0 && d.halt() {
				return math.Inf(-1)
			}
			if pass%2 == 0 {
				d.react(f, p, i, step)
			} else {
				d.react(f, p, len(d.Orders)-1-i, step)
			}
		}
	}
	return d.relax(f, p)
}

// react lets one order choose, and moves the prices of what it asked for up
// and of what it left down, each order having its share of what there is.
func (d *dual) react(f frame, p prices, o int, step float64) {
	c := d.choose
	c.load(o, p.unit, p.toll, 1, nil, f.must[o]|f.may[o])
	c.choose(f.must[o], f.may[o])
	arcs := d.arcs[o]
	d.serves = append(d.serves[:0], make([]int64, len(arcs))...)
	c.fill(func(a int, qty int64) { d.serves[a] = qty })
	for a := range arcs {
		r := arcs[a].row
		if d.hot[r] {
			over := float64(d.serves[a])/float64(d.stock[r]) - float64(arcs[a].most)/d.asked[r]
			p.unit[r] = min(d.top.unit[r], max(0, p.unit[r]+step*d.top.unit[r]*over))
		}
	}
	mean := d.mean[o*d.warehouses:]
	for s := d.tables.reach[o]; s != 0; s &= s - 1 {
		w := bits.TrailingZeros64(s)
		served := float64(c.set >> w & 1)
		mean[w] += 0.1 * (served - mean[w])
		if d.isToll[w] {
			over := served/float64(d.MaxShipments[w]) - 1/d.reach[w]
			p.toll[w] = max(0, p.toll[w]+step*d.top.toll[w]*over)
		}
	}
}
