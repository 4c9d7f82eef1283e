package orders

import (
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
)

// Snapshot is what a replan looks at: orders whose shipments are not all
// released, what serves them, and the problem of serving them together.
type Snapshot struct {
	Problem *allocation.Problem
	Cost    float64 // of the promises as they are, with what their stock is worth
	// Splits is what the problem's costs hold of split penalties for the first
	// shipment of each order; Cost does not.
	Splits float64

	weights allocation.Weights
	orders  []Order
	offers  [][]Offer // by order
	scales  []*scales
	must    []bool // by order: a rule forbids what serves it
	lines   [][]allocation.Demand
	cost    []float64
	index   map[wms.SKU]int
	stockAt [][]int64
}

// Orders is how many orders the snapshot has.
func (s *Snapshot) Orders() int { return len(s.orders) }

// Change is what a plan changes of one order.
type Change struct {
	Order  wms.OrderID
	Saving float64 // may be negative: it makes room for others
	Must   bool    // a rule forbids what serves it

	seen    []Shipment
	targets []Target
}

// movable are an order's shipments that may still be served from elsewhere.
func (o *Order) movable() (out []Shipment) {
	for _, s := range o.Shipments {
		if s.Status == wms.ShipmentPromised && slices.ContainsFunc(s.Lines, func(p Part) bool { return p.Qty > 0 }) {
			out = append(out, s)
		}
	}
	return out
}

// fixed: a transfer, and a promise of a lot or of shelf life, is kept where it
// was made.
func (o *Order) fixed() bool {
	return o.Move != nil || o.Warehouse != "" || o.Cancelled || slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Lot != "" || l.MinDays > 0 })
}

// TakeSnapshot reads up to limit orders that may be replanned, the oldest
// first.
func (b Book) TakeSnapshot(r store.Reader, now time.Time, limit int) (*Snapshot, error) {
	s := &Snapshot{weights: b.Weights, index: map[wms.SKU]int{}, Problem: &allocation.Problem{Short: b.Weights.Short}}
	places := map[wms.WarehouseID]int{}
	for _, status := range []wms.OrderStatus{wms.OrderPromised, wms.OrderPartlyPromised} {
		list, err := List(r, status, 0, limit)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			if len(s.orders) == limit || o.fixed() || len(o.movable()) == 0 {
				continue
			}
			offers, err := b.offers(r, &o, now)
			if err != nil {
				continue // its lane is gone: the promise stands as it was made
			}
			weigh, err := b.scales(r, o.asked(), offers)
			if err != nil {
				return nil, err
			}
			for k := range offers {
				offers[k].Toll = weigh.plain[k].Toll
			}
			s.orders, s.offers, s.scales = append(s.orders, o), append(s.offers, offers), append(s.scales, weigh)
			for _, of := range offers {
				if _, seen := places[wms.WarehouseID(of.Warehouse)]; !seen {
					places[wms.WarehouseID(of.Warehouse)] = len(s.Problem.Warehouses)
					s.Problem.Warehouses = append(s.Problem.Warehouses, of.Warehouse)
				}
			}
		}
	}
	for range s.Problem.Warehouses {
		s.Problem.MaxShipments = append(s.Problem.MaxShipments, allocation.NoLimit)
	}
	for i := range s.orders {
		if err := s.add(b, r, i, places); err != nil {
			return nil, err
		}
	}
	s.Problem.Stock = s.stockAt
	return s, nil
}

// add lays one order into the problem. Its costs are at most what a plan will
// really cost, so that the bound holds: weight above the free weight counts
// from the first gram, and begun kilograms not as whole ones.
func (s *Snapshot) add(b Book, r store.Reader, i int, places map[wms.WarehouseID]int) error {
	o, p := &s.orders[i], s.Problem
	order := blank(string(o.ID), len(places))
	var demands []allocation.Demand
	var skus []wms.SKU
	at := map[wms.SKU]int{}
	has := map[wms.WarehouseID]bool{}
	for _, sh := range o.movable() {
		has[sh.Warehouse] = true
		for _, part := range sh.Lines {
			sku := o.Lines[part.Line-1].SKU
			if _, seen := at[sku]; !seen && part.Qty > 0 {
				it, err := b.Item(r, sku)
				if err != nil {
					return err
				}
				at[sku] = len(demands)
				demands = append(demands, allocation.Demand{WeightG: it.WeightG, Worth: s.scales[i].prices.worth(sku, s.offers[i])})
				skus = append(skus, sku)
			}
			if part.Qty > 0 {
				demands[at[sku]].Qty += part.Qty
			}
		}
	}
	for l, d := range demands {
		item, err := s.item(b, r, o, skus[l])
		if err != nil {
			return err
		}
		order.Lines = append(order.Lines, allocation.Line{Item: item, Qty: d.Qty})
		order.Each = append(order.Each, make([]float64, len(places)))
	}
	for _, sh := range o.movable() {
		for _, part := range sh.Lines {
			s.stockAt[s.index[o.Lines[part.Line-1].SKU]][places[sh.Warehouse]] += part.Qty
		}
	}
	latest := movableDue(o)
	s.must = append(s.must, false)
	layCosts(&order, s.offers[i], places, demands, s.weights.Split, func(k int) bool {
		of := &s.offers[i][k]
		here := has[wms.WarehouseID(of.Warehouse)]
		if slices.ContainsFunc(skus, func(sku wms.SKU) bool { return s.scales[i].forbids(k, sku) != "" }) {
			s.must[i] = s.must[i] || here
			return false
		}
		return here || dueDate(of.ShipDate, of.Days) <= latest
	})
	p.Orders = append(p.Orders, order)
	s.lines = append(s.lines, demands)
	now := make(map[string][][]int64)
	for _, sh := range o.movable() {
		now[string(sh.Warehouse)] = append(now[string(sh.Warehouse)], s.takeOf(i, sh))
	}
	cost := s.costOf(i, now)
	s.cost, s.Cost, s.Splits = append(s.cost, cost), s.Cost+cost, s.Splits+s.weights.Split
	return nil
}

// blank is an order that nothing serves.
func blank(id string, warehouses int) allocation.Order {
	o := allocation.Order{ID: id, Open: make([]float64, warehouses), Unit: make([]float64, warehouses)}
	for w := range o.Open {
		o.Open[w] = math.Inf(1)
	}
	return o
}

// layCosts lays the costs of the offers that may serve into a blank order with
// its lines, at most what they will be.
func layCosts(order *allocation.Order, offers []Offer, places map[wms.WarehouseID]int, demands []allocation.Demand, split float64, may func(offer int) bool) {
	grams := int64(0)
	for _, d := range demands {
		grams += d.Qty * d.WeightG
	}
	for k := range offers {
		of := &offers[k]
		if !may(k) {
			continue
		}
		w := places[wms.WarehouseID(of.Warehouse)]
		order.Open[w] = of.Price + of.HandlingOrder + split
		perG := of.PerKG / 1000
		if grams <= of.FreeG {
			perG = 0
		} else if of.FreeG > 0 {
			perG = min(perG, order.Open[w]/float64(of.FreeG))
			order.Open[w] -= perG * float64(of.FreeG)
		}
		order.Open[w] += of.Toll
		for l, d := range demands {
			order.Each[l][w] = of.HandlingLine/float64(d.Qty) + perG*float64(d.WeightG)
			if d.Worth != nil {
				order.Each[l][w] += d.Worth[k]
			}
		}
	}
}

func movableDue(o *Order) (last string) {
	for _, s := range o.movable() {
		last = max(last, s.due())
	}
	return last
}

// item is the row of an item, with what may be promised of it to this order.
func (s *Snapshot) item(b Book, r store.Reader, o *Order, sku wms.SKU) (int, error) {
	i, seen := s.index[sku]
	if !seen {
		i = len(s.Problem.Items)
		s.index[sku] = i
		s.Problem.Items = append(s.Problem.Items, string(sku))
		row := make([]int64, len(s.Problem.Warehouses))
		for w, id := range s.Problem.Warehouses {
			free, err := b.FreeFor(r, sku, wms.WarehouseID(id), o.Channel)
			if err != nil {
				return 0, err
			}
			row[w] = free
		}
		s.stockAt = append(s.stockAt, row)
	}
	return i, nil
}

// costOf is what an order's shipments cost, each a take by line, with what
// they take from orders that are expected.
func (s *Snapshot) costOf(i int, by map[string][][]int64) (cost float64) {
	n := 0
	for k := range s.offers[i] {
		of := &s.offers[i][k]
		for _, take := range by[of.Warehouse] {
			if c, any := allocation.ShipmentCost(&of.Offer, s.lines[i], take); any {
				cost += c + of.Toll
				n++
			}
			for l, d := range s.lines[i] {
				if d.Worth != nil {
					cost += d.Worth[k] * float64(take[l])
				}
			}
		}
	}
	return cost + s.weights.Split*float64(max(0, n-1))
}

// Changes turns a plan of the snapshot's problem into changes of orders, those
// that save most first. An order that the plan does not serve in full, or
// later, keeps its promises.
func (s *Snapshot) Changes(plan *allocation.Plan) []Change {
	by := make([]map[string][][]int64, len(s.orders))
	short := make([]bool, len(s.orders))
	for _, m := range plan.Short {
		short[m.Order] = true
	}
	for _, sh := range plan.Shipments {
		if by[sh.Order] == nil {
			by[sh.Order] = map[string][][]int64{}
		}
		take := make([]int64, len(s.lines[sh.Order]))
		for _, q := range sh.Lines {
			for l, line := range s.Problem.Orders[sh.Order].Lines {
				if line.Item == q.Item {
					take[l] += q.Qty
				}
			}
		}
		w := s.Problem.Warehouses[sh.Warehouse]
		by[sh.Order][w] = append(by[sh.Order][w], take)
	}
	var out []Change
	for i := range s.orders {
		if short[i] {
			continue
		}
		if targets := s.targets(i, by[i]); len(targets) > 0 {
			out = append(out, Change{Order: s.orders[i].ID, Must: s.must[i], Saving: s.cost[i] - s.costOf(i, by[i]),
				seen: s.orders[i].movable(), targets: targets})
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int {
		if a.Must != b.Must {
			if a.Must {
				return -1
			}
			return 1
		}
		if a.Saving > b.Saving {
			return -1
		} else if a.Saving < b.Saving {
			return 1
		}
		return 0
	})
	return out
}

// targets says what changes for an order; nil if nothing does, or if a line
// would come later.
func (s *Snapshot) targets(i int, by map[string][][]int64) []Target {
	o := &s.orders[i]
	left, old, kept := map[string][]int64{}, map[string]Shipment{}, map[wms.ShipmentID]bool{}
	for w, takes := range by {
		left[w] = slices.Clone(takes[0]) // a plan has one shipment per order and warehouse
	}
	for _, sh := range o.movable() {
		w := string(sh.Warehouse)
		old[w] = sh
		if slices.Equal(left[w], s.takeOf(i, sh)) {
			kept[sh.ID] = true
			delete(left, w)
		}
	}
	pool := newPool(o, kept)
	var out []Target
	for _, local := range []bool{true, false} { // units that stay come first
		for _, of := range s.offers[i] {
			take := left[of.Warehouse]
			if take == nil {
				continue
			}
			at := slices.IndexFunc(out, func(x Target) bool { return string(x.Warehouse) == of.Warehouse })
			if at < 0 {
				at, out = len(out), append(out, targetOf(of, old))
			}
			for l := range take {
				took, ok := pool.take(s.sku(i, l), &out[at], take[l], local)
				if take[l] -= took; !ok || (!local && take[l] > 0) {
					return nil
				}
			}
		}
	}
	return out
}

// targetOf keeps the date of a warehouse that serves the order already.
func targetOf(of Offer, old map[string]Shipment) Target {
	t := Target{Warehouse: wms.WarehouseID(of.Warehouse), Carrier: of.Carrier, Route: of.Route, ShipDate: of.ShipDate, Days: of.Days}
	if was, ok := old[of.Warehouse]; ok && was.due() < dueDate(t.ShipDate, t.Days) {
		t.ShipDate, t.Days = was.ShipDate, was.Days
	}
	return t
}

func (s *Snapshot) sku(i, line int) wms.SKU {
	return wms.SKU(s.Problem.Items[s.Problem.Orders[i].Lines[line].Item])
}

// takeOf is a shipment by the problem's lines.
func (s *Snapshot) takeOf(i int, sh Shipment) []int64 {
	take := make([]int64, len(s.lines[i]))
	for _, part := range sh.Lines {
		for l := range take {
			if s.sku(i, l) == s.orders[i].Lines[part.Line-1].SKU {
				take[l] += part.Qty
			}
		}
	}
	return take
}

// pool is what an order's shipments give up.
type pool struct {
	o     *Order
	parts []pooled
}

type pooled struct {
	Taken
	w   wms.WarehouseID
	due string
}

func newPool(o *Order, kept map[wms.ShipmentID]bool) *pool {
	p := &pool{o: o}
	for _, s := range o.movable() {
		for _, part := range s.Lines {
			if !kept[s.ID] && part.Qty > 0 {
				p.parts = append(p.parts, pooled{Taken{Line: part.Line, Qty: part.Qty, From: s.ID}, s.Warehouse, s.due()})
			}
		}
	}
	return p
}

// take moves units of an item to a target, from its own warehouse's shipments
// or from the others'. It fails if they would come later.
func (p *pool) take(sku wms.SKU, t *Target, want int64, local bool) (took int64, ok bool) {
	for i := range p.parts {
		part := &p.parts[i]
		n := min(want-took, part.Qty)
		if n <= 0 || p.o.Lines[part.Line-1].SKU != sku || (part.w == t.Warehouse) != local {
			continue
		}
		if dueDate(t.ShipDate, t.Days) > part.due {
			return took, false
		}
		part.Qty -= n
		took += n
		t.Parts = append(t.Parts, Taken{Line: part.Line, Qty: n, From: part.From, Held: !local})
	}
	return took, true
}
