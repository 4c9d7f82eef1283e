package allocation

import "math"

// transport serves one item best when it is settled which warehouses ship to
// which orders: a flow from warehouses to order lines, found by best augmenting
// paths over warehouses. It is exact, and whole because stock and demand are.
type transport struct {
	*tables
	users   [][]lineOf // by item
	need    []int64    // by user: what is still open
	flow    [][]int64  // by user, by arc of its line
	left    []int64    // by warehouse
	gain    []float64  // by warehouse: best path from a line to here
	from    []int      // by warehouse: warehouse before it, -1 none
	by      []int      // by warehouse: user whose units go over this step
	byArc   []int      // and its arcs to here
	byBack  []int      // and back to the warehouse before
	visited []bool
}

// lineOf is a line of an order with its arcs.
type lineOf struct {
	order, first, end int
	qty               int64
}

func newTransport(t *tables) *transport {
	n := t.warehouses
	tr := &transport{tables: t, users: make([][]lineOf, len(t.Items)), left: make([]int64, n), gain: make([]float64, n),
		from: make([]int, n), by: make([]int, n), byArc: make([]int, n), byBack: make([]int, n), visited: make([]bool, n)}
	for o := range t.Orders {
		first := 0
		for l, end := range t.lineEnd[o] {
			line := t.Orders[o].Lines[l]
			if end > first {
				tr.users[line.Item] = append(tr.users[line.Item], lineOf{o, first, end, line.Qty})
			}
			first = end
		}
	}
	return tr
}

// serve finds what the orders take of an item over the sets of warehouses they
// have, and returns what that saves. flow is by user and arc until the next
// call.
func (t *transport) serve(item int, sets []uint64) float64 {
	users := t.users[item]
	copy(t.left, t.stock[item*t.warehouses:(item+1)*t.warehouses])
	t.need, t.flow = t.need[:0], t.flow[:0]
	for i, u := range users {
		t.need = append(t.need, u.qty)
		if i == cap(t.flow) || len(t.flow[:i+1][i]) < u.end-u.first {
			t.flow = append(t.flow, make([]int64, u.end-u.first))
		} else {
			t.flow = t.flow[:i+1]
		}
		t.flow[i] = t.flow[i][:u.end-u.first]
		clear(t.flow[i])
	}
	saved := 0.0
	for {
		last := t.path(users, sets)
		if last < 0 {
			return saved
		}
		saved += t.augment(last)
	}
}

// path finds the best way to serve one more unit; it returns the warehouse
// that has it, or -1.
func (t *transport) path(users []lineOf, sets []uint64) int {
	for w := range t.gain {
		t.gain[w], t.from[w] = math.Inf(-1), -1
	}
	for i, u := range users {
		if t.need[i] == 0 {
			continue
		}
		for a := u.first; a < u.end; a++ {
			arc := &t.arcs[u.order][a]
			if sets[u.order]>>arc.warehouse&1 == 1 && arc.gain > t.gain[arc.warehouse] {
				t.gain[arc.warehouse], t.by[arc.warehouse], t.byArc[arc.warehouse] = arc.gain, i, a-u.first
			}
		}
	}
	for changed, round := true, 0; changed && round < t.warehouses; round++ {
		changed = false
		for i, u := range users {
			for a := u.first; a < u.end; a++ {
				if t.flow[i][a-u.first] == 0 {
					continue
				}
				here := &t.arcs[u.order][a]
				base := t.gain[here.warehouse] - here.gain
				for b := u.first; b < u.end; b++ {
					to := &t.arcs[u.order][b]
					w := to.warehouse
					if b == a || sets[u.order]>>w&1 == 0 || base+to.gain <= t.gain[w]+1e-9 {
						continue
					}
					t.gain[w], t.from[w], t.by[w], t.byArc[w], t.byBack[w] = base+to.gain, here.warehouse, i, b-u.first, a-u.first
					changed = true
				}
			}
		}
	}
	last, best := -1, 1e-9
	for w, gain := range t.gain {
		if t.left[w] > 0 && gain > best {
			last, best = w, gain
		}
	}
	return last
}

// augment sends as much as fits along the path that ends at a warehouse.
func (t *transport) augment(last int) float64 {
	n := t.left[last]
	w := last
	for steps := 0; t.from[w] >= 0 && steps <= t.warehouses; steps++ {
		n = min(n, t.flow[t.by[w]][t.byBack[w]])
		w = t.from[w]
	}
	n = min(n, t.need[t.by[w]])
	t.left[last] -= n
	for w = last; ; w = t.from[w] {
		t.flow[t.by[w]][t.byArc[w]] += n
		if t.from[w] < 0 {
			t.need[t.by[w]] -= n
			return float64(n) * t.gain[last]
		}
		t.flow[t.by[w]][t.byBack[w]] -= n
	}
}

// settle makes the best plan of given sets of warehouses. Warehouses that ship
// nothing are dropped.
func (t *transport) settle(sets []uint64, into *draft) {
	into.cost = 0
	for o := range t.Orders {
		into.cost += t.Short * t.units[o]
		into.sets[o] = 0
	}
	for item, users := range t.users {
		into.cost -= t.serve(item, sets)
		for i, u := range users {
			for a, qty := range t.flow[i] {
				into.takes[u.order][u.first+a] = qty
				if qty > 0 {
					into.sets[u.order] |= 1 << t.arcs[u.order][u.first+a].warehouse
				}
			}
		}
	}
	for o, set := range into.sets {
		for w, open := range t.Orders[o].Open {
			if set>>w&1 == 1 {
				into.cost += open
			}
		}
	}
}
