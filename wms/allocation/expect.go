package allocation

import (
	"math/rand/v2"
)

// Outlook says what is expected until stock comes again.
type Outlook struct {
	Orders int     // how many
	Share  float64 // of the stock on hand they will ask for; 0 means 0.8
	Past   []Order // orders to draw places and quantities from
	Draws  int     // futures to average over; 0 means 3
	// Whole draws past orders as they were, whatever lies in stock: for stock
	// that is not sold before more comes. Share is not read.
	Whole bool
	Seed  uint64
}

// Foresee finds opportunity prices of a problem's stock and limits for an
// outlook; the problem's own orders are not read. Stock was bought for demand,
// so items are expected to be asked for as they lie there, in the quantities
// and from the places of past orders. A single item's few orders can't be
// foretold, so the prices are means over several futures.
func Foresee(p *Problem, ahead Outlook, opts Options) (Prices, error) {
	q := *p
	q.Orders = nil
	if err := q.Check(); err != nil {
		return Prices{}, err
	}
	n := max(1, ahead.Draws)
	if ahead.Draws == 0 {
		n = 3
	}
	sum := newDual(newTables(&q)).prices()
	if ahead.Orders <= 0 || len(ahead.Past) == 0 {
		return sum, nil
	}
	for i := range n {
		q.Orders = expected(&q, ahead, rand.New(rand.NewPCG(ahead.Seed, uint64(i))))
		one, err := Price(&q, opts)
		if err != nil {
			return Prices{}, err
		}
		sum.add(one, 1/float64(n))
	}
	return sum, nil
}

func (p Prices) add(q Prices, share float64) {
	for i, unit := range q.Unit {
		for w, price := range unit {
			p.Unit[i][w] += share * price
		}
	}
	for w, toll := range q.Toll {
		p.Toll[w] += share * toll
	}
}

// expected draws one future.
func expected(p *Problem, ahead Outlook, r *rand.Rand) []Order {
	var all []int64
	by := make([][]int64, len(p.Items))
	for _, o := range ahead.Past {
		for _, l := range o.Lines {
			by[l.Item] = append(by[l.Item], l.Qty)
			all = append(all, l.Qty)
		}
	}
	orders := make([]Order, ahead.Orders)
	for i := range orders {
		like := &ahead.Past[r.IntN(len(ahead.Past))]
		orders[i] = Order{ID: "expected", Open: like.Open, Unit: like.Unit}
		if ahead.Whole {
			orders[i].Lines, orders[i].Each = like.Lines, like.Each
		}
	}
	if ahead.Whole {
		return orders
	}
	share := ahead.Share
	if share == 0 {
		share = 0.8
	}
	for item, stock := range p.Stock {
		left := int64(0)
		for _, qty := range stock {
			left += qty
		}
		qtys := by[item]
		if len(qtys) == 0 {
			qtys = all
		}
		for want := int64(share*float64(left) + r.Float64()); want > 0 && len(qtys) > 0; {
			qty := min(want, max(1, qtys[r.IntN(len(qtys))]))
			want -= qty
			orders[r.IntN(len(orders))].add(item, qty)
		}
	}
	return orders
}

func (o *Order) add(item int, qty int64) {
	for l := range o.Lines {
		if o.Lines[l].Item == item {
			o.Lines[l].Qty += qty
			return
		}
	}
	o.Lines = append(o.Lines, Line{item, qty})
}
