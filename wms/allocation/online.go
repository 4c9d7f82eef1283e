package allocation

import (
	"fmt"
	"math"
)

// Prices say what stock and shipments are worth elsewhere and later: the duals
// of a plan. A customer's order is charged them when it is promised, on top of
// what serving it costs, so that it does not take what others will need more.
type Prices struct {
	Unit [][]float64 // by item, by warehouse: of each unit
	Toll []float64   // by warehouse: of each shipment
}

// Price finds opportunity prices from orders that are expected, such as those
// of the recent past: they share the problem's stock and limits, and the prices
// are those under which the bound on their cost is best. This is the manner of
// Acimovic and Graves (Manufacturing & Service Operations Management 17, 2015),
// with a Lagrangian relaxation of the integer problem in place of a linear one.
func Price(p *Problem, opts Options) (Prices, error) {
	if err := p.Check(); err != nil {
		return Prices{}, err
	}
	if opts.Work <= 0 {
		opts.Work = DefaultWork
	}
	d := newDual(newTables(p))
	if opts.Stop != nil {
		d.halt = opts.Stop
	}
	f := frame{make([]uint64, len(p.Orders)), d.tables.reach}
	at := d.newPrices()
	d.raise(d.relax(f, at), at)
	for step := firstStep; step > lastStep && d.choose.work < opts.Work && !d.halt(); step /= 2 {
		d.raise(d.walk(f, at, passesPerStep, step, step/2), at)
	}
	return d.prices(), nil
}

// prices gives the dual's best prices in the shape of its problem.
func (d *dual) prices() Prices {
	out := Prices{Unit: make([][]float64, len(d.Items)), Toll: append([]float64(nil), d.best.toll...)}
	for i := range out.Unit {
		out.Unit[i] = append([]float64(nil), d.best.unit[i*d.warehouses:(i+1)*d.warehouses]...)
	}
	return out
}

// Online promises orders one after the other from what is left. Each is served
// exactly as cheaply as prices, stock and limits allow. An Online is for one
// goroutine.
type Online struct {
	choose *chooser
	prices prices
}

// NewOnline starts with a problem's stock and limits; its orders are not read.
func NewOnline(p *Problem) (*Online, error) {
	q := *p
	q.Orders = nil
	if err := q.Check(); err != nil {
		return nil, err
	}
	q.Orders = make([]Order, 1)
	q.MaxShipments = append([]int64(nil), p.MaxShipments...)
	t := newTables(&q)
	return &Online{choose: newChooser(t), prices: t.newPrices()}, nil
}

// SetPrices replaces the prices, multiplied by a share: 1 trusts them fully, 0
// looks at today's cost only, and one half did best on the orders of a real
// shop. Where a price is above what a unit not served costs, an order is left
// short of what others are expected to need more.
func (o *Online) SetPrices(p Prices, share float64) error {
	t := o.choose.tables
	if len(p.Unit) != len(t.Items) || len(p.Toll) != t.warehouses {
		return fmt.Errorf("prices of %d items and %d warehouses, must be %d and %d", len(p.Unit), len(p.Toll), len(t.Items), t.warehouses)
	}
	for i, unit := range p.Unit {
		if len(unit) != t.warehouses {
			return fmt.Errorf("item %q: prices of %d warehouses, must be %d", t.Items[i], len(unit), t.warehouses)
		}
		for w, price := range unit {
			if !(price >= 0 && price <= maxCost) {
				return fmt.Errorf("item %q at warehouse %q: the price is %v", t.Items[i], t.Warehouses[w], price)
			}
			o.prices.unit[i*t.warehouses+w] = share * price
		}
	}
	for w, toll := range p.Toll {
		if !(toll >= 0 && toll <= maxCost) {
			return fmt.Errorf("warehouse %q: the price of a shipment is %v", t.Warehouses[w], toll)
		}
		o.prices.toll[w] = share * toll
	}
	return nil
}

// Rest is the problem of what is left: stock and limits, no orders.
func (o *Online) Rest() *Problem {
	t := o.choose.tables
	p := &Problem{Warehouses: t.Warehouses, Items: t.Items, Short: t.Short, MaxShipments: append([]int64(nil), t.MaxShipments...)}
	for i := range t.Items {
		p.Stock = append(p.Stock, append([]int64(nil), t.stock[i*t.warehouses:(i+1)*t.warehouses]...))
	}
	return p
}

// Promise serves an order and books what it takes. The answer's Order indices
// are 0; Cost is what serving costs, without prices.
func (o *Online) Promise(order Order) (*Plan, error) {
	t := o.choose.tables
	if err := t.checkOrder(&order); err != nil {
		return nil, err
	}
	t.Orders[0] = order
	t.lay(0)
	c := o.choose
	c.load(0, o.prices.unit, o.prices.toll, 1, nil, t.reach[0])
	c.choose(0, t.reach[0])
	plan := &Plan{Work: 1}
	open := make([]int64, len(order.Lines))
	for l, line := range order.Lines {
		open[l] = line.Qty
	}
	at := [MaxWarehouses]int{}
	line := 0
	c.fill(func(a int, qty int64) {
		for a >= t.lineEnd[0][line] {
			line++
		}
		w := t.arcs[0][a].warehouse
		if at[w] == 0 {
			plan.Shipments = append(plan.Shipments, Shipment{Warehouse: w})
			at[w] = len(plan.Shipments)
			plan.Cost += order.Open[w]
			if t.MaxShipments[w] != NoLimit {
				t.MaxShipments[w]--
			}
		}
		s := &plan.Shipments[at[w]-1]
		s.Lines = append(s.Lines, Line{order.Lines[line].Item, qty})
		plan.Cost += order.unit(line, w) * float64(qty)
		t.stock[t.arcs[0][a].row] -= qty
		open[line] -= qty
	})
	for l, qty := range open {
		if qty > 0 {
			plan.Short = append(plan.Short, Missing{0, order.Lines[l].Item, qty})
			plan.Cost += t.Short * float64(qty)
		}
	}
	plan.LowerBound = math.Inf(-1)
	return plan, nil
}
