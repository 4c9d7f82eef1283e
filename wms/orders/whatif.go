package orders

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
)

// Outlook is the problem of serving together all that is promised and not
// released, and all that waits, with the figures of any plan of it. Nothing is
// carried out.
type Outlook struct {
	Problem *allocation.Problem
	Left    int // orders that can't be planned anew

	weights allocation.Weights
	today   string
	orders  []outlook
}

// outlook is one order, or one of its copies.
type outlook struct {
	o      *Order
	offers []Offer
	skus   []wms.SKU
	lines  []allocation.Demand
}

// Otherwise is what an Outlook's stock, demand and sites differ in from the
// store; its Book has the tariffs.
type Otherwise struct {
	Closed map[wms.WarehouseID]bool
	Moved  []wms.WhatIfChange // of kind move_stock
	// Percent of the orders, 100 for those that there are.
	Percent int64
}

// TakeOutlook reads up to limit orders, the oldest first.
func (b Book) TakeOutlook(r store.Reader, now time.Time, limit int, x Otherwise) (*Outlook, error) {
	out := &Outlook{weights: b.Weights, today: now.Format(time.DateOnly), Problem: &allocation.Problem{Short: b.Weights.Short}}
	places := map[wms.WarehouseID]int{}
	n := int64(0)
	for _, status := range []wms.OrderStatus{wms.OrderPromised, wms.OrderPartlyPromised, wms.OrderBackordered} {
		list, err := List(r, status, 0, limit)
		if err != nil {
			return nil, err
		}
		for i := range list {
			o := &list[i]
			copies := (n+1)*x.Percent/100 - n*x.Percent/100
			if n++; n > int64(limit) {
				break
			}
			if o.fixed() {
				out.Left++
				continue
			}
			one, err := b.look(r, o, now, x.Closed, places)
			if err != nil {
				return nil, err
			}
			if len(one.offers) == 0 {
				out.Left++
			}
			for range copies {
				out.orders = append(out.orders, one)
			}
		}
	}
	out.Problem.Warehouses = make([]string, len(places))
	for w, i := range places {
		out.Problem.Warehouses[i] = string(w)
		out.Problem.MaxShipments = append(out.Problem.MaxShipments, allocation.NoLimit)
	}
	return out, out.lay(b, r, places, x.Moved)
}

// look reads what one order needs, and who may serve it.
func (b Book) look(r store.Reader, o *Order, now time.Time, closed map[wms.WarehouseID]bool, places map[wms.WarehouseID]int) (outlook, error) {
	one := outlook{o: o}
	offers, err := b.offers(r, o, now)
	if err != nil {
		offers = nil // its lane is gone
	}
	offers = slices.DeleteFunc(offers, func(of Offer) bool { return closed[wms.WarehouseID(of.Warehouse)] })
	weigh, err := b.scales(r, o.asked(), offers)
	if err != nil {
		return one, err
	}
	for k := range offers {
		offers[k].Toll = weigh.plain[k].Toll
		w := wms.WarehouseID(offers[k].Warehouse)
		if _, seen := places[w]; !seen {
			places[w] = len(places)
		}
	}
	one.offers = offers
	need := map[wms.SKU]int64{}
	for i, l := range o.Lines {
		need[l.SKU] += o.open(i)
	}
	for _, s := range o.movable() {
		for _, p := range s.Lines {
			need[o.Lines[p.Line-1].SKU] += p.Qty
		}
	}
	for _, sku := range slices.Sorted(maps.Keys(need)) {
		if need[sku] == 0 {
			continue
		}
		it, err := b.Item(r, sku)
		if err != nil {
			return one, err
		}
		one.skus = append(one.skus, sku)
		one.lines = append(one.lines, allocation.Demand{Qty: need[sku], WeightG: it.WeightG, Worth: b.swayed(weigh, sku)})
	}
	return one, nil
}

// swayed is what a unit of an item counts at each offer beside what it costs:
// what it is worth to others there, and where a rule forbids it more than
// leaving it out does.
func (b Book) swayed(s *scales, sku wms.SKU) []float64 {
	worth := s.prices.worth(sku, s.offers)
	for k := range s.offers {
		if s.forbids(k, sku) == "" {
			continue
		}
		if worth == nil {
			worth = make([]float64, len(s.offers))
		}
		worth[k] = 2 * b.Weights.Short
	}
	return worth
}

// lay makes the problem: stock is what is free and what the orders hold now.
func (x *Outlook) lay(b Book, r store.Reader, places map[wms.WarehouseID]int, moved []wms.WhatIfChange) error {
	index := map[wms.SKU]int{}
	seen := map[wms.OrderID]bool{}
	for i := range x.orders {
		one := &x.orders[i]
		order := blank(string(one.o.ID), len(places))
		for l, sku := range one.skus {
			at, known := index[sku]
			if !known {
				at, index[sku] = len(index), len(index)
				row := make([]int64, len(places))
				for w, k := range places {
					free, err := b.FreeFor(r, sku, w, "")
					if err != nil {
						return err
					}
					row[k] = free
				}
				x.Problem.Items, x.Problem.Stock = append(x.Problem.Items, string(sku)), append(x.Problem.Stock, row)
			}
			order.Lines = append(order.Lines, allocation.Line{Item: at, Qty: one.lines[l].Qty})
			order.Each = append(order.Each, make([]float64, len(places)))
		}
		layCosts(&order, one.offers, places, one.lines, b.Weights.Split, func(int) bool { return true })
		x.Problem.Orders = append(x.Problem.Orders, order)
		if seen[one.o.ID] {
			continue
		}
		seen[one.o.ID] = true
		for _, s := range one.o.movable() {
			for _, p := range s.Lines {
				if k, open := places[s.Warehouse]; open {
					x.Problem.Stock[index[one.o.Lines[p.Line-1].SKU]][k] += p.Qty
				}
			}
		}
	}
	for _, m := range moved {
		at, wanted := index[m.SKU]
		if !wanted {
			continue // nobody asks for it
		}
		row := x.Problem.Stock[at]
		if k, open := places[m.Warehouse]; open {
			if row[k] < m.Qty {
				return wms.Refuse(wms.Invalid, "insufficient_stock", "change %s: %d of %s can't be moved out of %s, it has %d that are not released", m.Kind, m.Qty, m.SKU, m.Warehouse, row[k]).
					With("sku", m.SKU).With("available", row[k])
			}
			row[k] -= m.Qty
		}
		if k, open := places[m.To]; open {
			row[k] += m.Qty
		}
	}
	return nil
}

// served is how an order is served: by offer, by line.
type served map[int][]int64

// Served is a plan in the terms of an Outlook's orders.
type Served struct {
	by    []served
	bound float64
}

// Of takes a plan of the problem.
func (x *Outlook) Of(plan *allocation.Plan) Served {
	out := Served{by: make([]served, len(x.orders)), bound: plan.LowerBound}
	for _, sh := range plan.Shipments {
		one := &x.orders[sh.Order]
		w := x.Problem.Warehouses[sh.Warehouse]
		at := slices.IndexFunc(one.offers, func(of Offer) bool { return of.Warehouse == w })
		take := make([]int64, len(one.lines))
		for _, q := range sh.Lines {
			for l, line := range x.Problem.Orders[sh.Order].Lines {
				if line.Item == q.Item {
					take[l] += q.Qty
				}
			}
		}
		if out.by[sh.Order] == nil {
			out.by[sh.Order] = served{}
		}
		out.by[sh.Order][at] = take
	}
	out.bound -= x.penalties(out)
	return out
}

// penalties are what a problem's bound has beyond what shipments cost: the
// first shipment's split, units that are short, and what rules and opportunity
// prices count.
func (x *Outlook) penalties(s Served) (sum float64) {
	for i := range x.orders {
		if len(s.by[i]) > 0 {
			sum += x.weights.Split
		}
		one := &x.orders[i]
		sum += float64(one.short(s.by[i])) * x.weights.Short
		for k, take := range s.by[i] {
			sum += one.offers[k].Toll
			for l, d := range one.lines {
				if d.Worth != nil {
					sum += d.Worth[k] * float64(take[l])
				}
			}
		}
	}
	return sum
}

// Promised is what is promised now.
func (x *Outlook) Promised() Served {
	out := Served{by: make([]served, len(x.orders))}
	for i := range x.orders {
		one := &x.orders[i]
		out.by[i] = served{}
		for _, s := range one.o.movable() {
			at := slices.IndexFunc(one.offers, func(of Offer) bool { return of.Warehouse == string(s.Warehouse) })
			if at < 0 {
				continue // its lane is gone
			}
			take := out.by[i][at]
			if take == nil {
				take = make([]int64, len(one.lines))
			}
			for _, p := range s.Lines {
				take[slices.Index(one.skus, one.o.Lines[p.Line-1].SKU)] += p.Qty
			}
			out.by[i][at] = take
		}
	}
	return out
}

func (one *outlook) short(by served) (n int64) {
	for l, d := range one.lines {
		n += d.Qty
		for _, take := range by {
			n -= take[l]
		}
	}
	return n
}

// Figures are a plan in numbers.
func (x *Outlook) Figures(s Served) wms.PlanFigures {
	f := wms.PlanFigures{Orders: len(x.orders), Parts: map[string]float64{"lane": 0, "weight": 0, "handling": 0, "split": 0}, Warehouses: []wms.WarehousePlan{}}
	at := map[wms.WarehouseID]*wms.WarehousePlan{}
	days := 0
	f.Flows = x.flows(s)
	for i := range x.orders {
		one, due := &x.orders[i], ""
		f.ShortUnits += one.short(s.by[i])
		f.Parts["split"] += x.weights.Split * float64(max(0, len(s.by[i])-1))
		for _, k := range slices.Sorted(maps.Keys(s.by[i])) {
			of, take := &one.offers[k], s.by[i][k]
			cost, _ := allocation.ShipmentCost(&of.Offer, one.lines, take)
			handling, units := of.HandlingOrder, int64(0)
			for _, qty := range take {
				if units += qty; qty > 0 {
					handling += of.HandlingLine
				}
			}
			f.Parts["lane"] += of.Price
			f.Parts["handling"] += handling
			f.Parts["weight"] += cost - of.Price - handling
			w := at[wms.WarehouseID(of.Warehouse)]
			if w == nil {
				w = &wms.WarehousePlan{Warehouse: wms.WarehouseID(of.Warehouse)}
				at[w.Warehouse] = w
			}
			w.Shipments, w.Units, w.Cost = w.Shipments+1, w.Units+units, w.Cost+cost
			f.Shipments, f.Units = f.Shipments+1, f.Units+units
			arrives := dueDate(of.ShipDate, of.Days)
			days, due = days+daysBetween(x.today, arrives), max(due, arrives)
		}
		if was := movableDue(one.o); was != "" && due > was {
			f.LaterOrders++
		}
	}
	for _, part := range slices.Sorted(maps.Keys(f.Parts)) {
		f.Cost += f.Parts[part]
	}
	f.LowerBound = min(f.Cost, max(0, s.bound))
	if f.Shipments > 0 {
		f.Days = math.Round(100*float64(days)/float64(f.Shipments)) / 100
	}
	for _, w := range at {
		f.Warehouses = append(f.Warehouses, *w)
	}
	slices.SortFunc(f.Warehouses, func(a, b wms.WarehousePlan) int { return cmp.Compare(a.Warehouse, b.Warehouse) })
	return f
}

// maxExamples bounds the orders that a report names.
const maxExamples = 100

// Differ lists the orders that two outlooks' plans serve from other
// warehouses; copies count once, as the first of them is served.
func Differ(base *Outlook, s Served, other *Outlook, t Served) (n int, examples []wms.WhatIfDiffer) {
	theirs := map[wms.OrderID]int{}
	for i := range other.orders {
		if _, had := theirs[other.orders[i].o.ID]; !had {
			theirs[other.orders[i].o.ID] = i
		}
	}
	for i := range base.orders {
		k, there := theirs[base.orders[i].o.ID]
		if !there {
			continue
		}
		from, costFrom := base.orders[i].from(base.weights, s.by[i])
		to, costTo := other.orders[k].from(other.weights, t.by[k])
		if slices.Equal(from, to) {
			continue
		}
		if n++; len(examples) < maxExamples {
			examples = append(examples, wms.WhatIfDiffer{Order: base.orders[i].o.ID, Base: from, Changed: to, Cost: costTo - costFrom})
		}
	}
	return n, examples
}

// from names the warehouses that serve an order, and what that costs.
func (one *outlook) from(weights allocation.Weights, by served) (list []wms.WarehouseID, cost float64) {
	list = []wms.WarehouseID{}
	for _, k := range slices.Sorted(maps.Keys(by)) {
		c, _ := allocation.ShipmentCost(&one.offers[k].Offer, one.lines, by[k])
		list, cost = append(list, wms.WarehouseID(one.offers[k].Warehouse)), cost+c
	}
	slices.Sort(list)
	return list, cost + weights.Split*float64(max(0, len(by)-1))
}
