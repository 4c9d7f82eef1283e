package allocation

import (
	"fmt"
	"math"
)

// Problem is a batch of orders to be allocated together, as indices into dense
// tables. Every table by warehouse has one entry per warehouse.
type Problem struct {
	Warehouses   []string
	MaxShipments []int64 // by warehouse, over all orders; NoLimit for none
	Items        []string
	Stock        [][]int64 // by item, by warehouse: what may be promised
	Orders       []Order
	Short        float64 // cost of each unit not served
}

// Order is one destination's demand. An item stands in one line only.
type Order struct {
	ID    string
	Lines []Line
	Open  []float64 // by warehouse: cost of one shipment; +Inf where nothing ships
	Unit  []float64 // by warehouse: cost of each unit in it
	// Each, if not nil, is what a unit of a line costs on top of Unit: by line,
	// by warehouse.
	Each [][]float64
}

// unit is what a unit of a line costs from a warehouse.
func (o *Order) unit(line, w int) float64 {
	if o.Each == nil {
		return o.Unit[w]
	}
	return o.Unit[w] + o.Each[line][w]
}

// unitOf is unit by item.
func (o *Order) unitOf(item, w int) float64 {
	if o.Each != nil {
		for l := range o.Lines {
			if o.Lines[l].Item == item {
				return o.unit(l, w)
			}
		}
	}
	return o.Unit[w]
}

// Line is a quantity of one item.
type Line struct {
	Item int
	Qty  int64
}

// NoLimit stands for a warehouse without a limit on shipments.
const NoLimit = int64(math.MaxInt64)

// Bounds of a problem. Warehouses are bits of a word; quantities stay exact in
// a float64.
const (
	MaxWarehouses = 64
	maxUnits      = int64(1e12)
	maxCost       = 1e12
)

// Plan serves a problem as far as stock and shipments allow.
type Plan struct {
	Cost       float64
	LowerBound float64 // no plan costs less
	Optimal    bool    // proven: LowerBound is Cost
	Shipments  []Shipment
	Short      []Missing
	Prices     Prices
	Work       int64 // order choices made
}

// Shipment is what one warehouse sends to one order.
type Shipment struct {
	Order, Warehouse int
	Lines            []Line
}

// Missing is demand that nothing serves.
type Missing struct {
	Order, Item int
	Qty         int64
}

// Check names the first thing that is wrong with a problem.
func (p *Problem) Check() error {
	n := len(p.Warehouses)
	if n > MaxWarehouses {
		return fmt.Errorf("%d warehouses, at most %d can be planned together", n, MaxWarehouses)
	}
	if len(p.MaxShipments) != n {
		return fmt.Errorf("%d limits of shipments for %d warehouses", len(p.MaxShipments), n)
	}
	for w, limit := range p.MaxShipments {
		if limit < 0 {
			return fmt.Errorf("warehouse %q: %d shipments at most, must be 0 or more", p.Warehouses[w], limit)
		}
	}
	if !(p.Short >= 0 && p.Short <= maxCost) {
		return fmt.Errorf("a unit not served costs %v, must be 0 to %g", p.Short, maxCost)
	}
	if len(p.Stock) != len(p.Items) {
		return fmt.Errorf("stock of %d items, but %d items", len(p.Stock), len(p.Items))
	}
	for i, stock := range p.Stock {
		if len(stock) != n {
			return fmt.Errorf("item %q: stock of %d warehouses, but %d warehouses", p.Items[i], len(stock), n)
		}
		for w, qty := range stock {
			if qty < 0 || qty > maxUnits {
				return fmt.Errorf("item %q at warehouse %q: stock is %d, must be 0 to %d", p.Items[i], p.Warehouses[w], qty, maxUnits)
			}
		}
	}
	for o := range p.Orders {
		if err := p.checkOrder(&p.Orders[o]); err != nil {
			return err
		}
	}
	return nil
}

func (p *Problem) checkOrder(o *Order) error {
	if len(o.Open) != len(p.Warehouses) || len(o.Unit) != len(p.Warehouses) {
		return fmt.Errorf("order %q: costs of %d and %d warehouses, must be %d", o.ID, len(o.Open), len(o.Unit), len(p.Warehouses))
	}
	for w := range o.Open {
		if !(o.Open[w] >= 0 && (o.Open[w] <= maxCost || math.IsInf(o.Open[w], 1))) || !(o.Unit[w] >= 0 && o.Unit[w] <= maxCost) {
			return fmt.Errorf("order %q from warehouse %q: a shipment costs %v, a unit %v, must be 0 to %g", o.ID, p.Warehouses[w], o.Open[w], o.Unit[w], maxCost)
		}
	}
	if err := p.checkEach(o); err != nil {
		return err
	}
	seen := make(map[int]bool, len(o.Lines))
	for _, l := range o.Lines {
		switch {
		case l.Item < 0 || l.Item >= len(p.Items):
			return fmt.Errorf("order %q: item %d does not exist, there are %d", o.ID, l.Item, len(p.Items))
		case seen[l.Item]:
			return fmt.Errorf("order %q: item %q stands in two lines", o.ID, p.Items[l.Item])
		case l.Qty < 1 || l.Qty > maxUnits:
			return fmt.Errorf("order %q: %d of %q, must be 1 to %d", o.ID, l.Qty, p.Items[l.Item], maxUnits)
		}
		seen[l.Item] = true
	}
	return nil
}

func (p *Problem) checkEach(o *Order) error {
	if o.Each != nil && len(o.Each) != len(o.Lines) {
		return fmt.Errorf("order %q: unit costs of %d lines, but %d lines", o.ID, len(o.Each), len(o.Lines))
	}
	for l, each := range o.Each {
		if len(each) != len(p.Warehouses) {
			return fmt.Errorf("order %q line %d: unit costs of %d warehouses, must be %d", o.ID, l+1, len(each), len(p.Warehouses))
		}
		for w, cost := range each {
			if !(cost >= 0 && cost <= maxCost) {
				return fmt.Errorf("order %q line %d from warehouse %q: a unit costs %v, must be 0 to %g", o.ID, l+1, p.Warehouses[w], cost, maxCost)
			}
		}
	}
	return nil
}

// Audit says whether a plan keeps to stock and limits, whether it accounts for
// every unit of demand, and whether it costs what it says.
func (p *Problem) Audit(plan *Plan) error {
	left := make([][]int64, len(p.Items))
	for i := range left {
		left[i] = append([]int64(nil), p.Stock[i]...)
	}
	open := make([]map[int]int64, len(p.Orders))
	for o := range p.Orders {
		open[o] = make(map[int]int64, len(p.Orders[o].Lines))
		for _, l := range p.Orders[o].Lines {
			open[o][l.Item] = l.Qty
		}
	}
	shipments := make([]int64, len(p.Warehouses))
	twice := map[[2]int]bool{}
	cost := 0.0
	for _, s := range plan.Shipments {
		if s.Order < 0 || s.Order >= len(p.Orders) || s.Warehouse < 0 || s.Warehouse >= len(p.Warehouses) {
			return fmt.Errorf("shipment of order %d from warehouse %d: no such pair", s.Order, s.Warehouse)
		}
		o := &p.Orders[s.Order]
		name := fmt.Sprintf("shipment of order %q from warehouse %q", o.ID, p.Warehouses[s.Warehouse])
		if key := [2]int{s.Order, s.Warehouse}; twice[key] || len(s.Lines) == 0 || math.IsInf(o.Open[s.Warehouse], 1) {
			return fmt.Errorf("%s: it stands twice, is empty or on no lane", name)
		} else {
			twice[key] = true
		}
		if shipments[s.Warehouse]++; shipments[s.Warehouse] > p.MaxShipments[s.Warehouse] {
			return fmt.Errorf("%s: it is number %d, at most %d may leave", name, shipments[s.Warehouse], p.MaxShipments[s.Warehouse])
		}
		cost += o.Open[s.Warehouse]
		for _, l := range s.Lines {
			if l.Qty < 1 || l.Item < 0 || l.Item >= len(p.Items) {
				return fmt.Errorf("%s: %d of item %d", name, l.Qty, l.Item)
			}
			if left[l.Item][s.Warehouse] -= l.Qty; left[l.Item][s.Warehouse] < 0 {
				return fmt.Errorf("%s: oversells %q by %d", name, p.Items[l.Item], -left[l.Item][s.Warehouse])
			}
			if open[s.Order][l.Item] -= l.Qty; open[s.Order][l.Item] < 0 {
				return fmt.Errorf("%s: %d more of %q than ordered", name, -open[s.Order][l.Item], p.Items[l.Item])
			}
			cost += o.unitOf(l.Item, s.Warehouse) * float64(l.Qty)
		}
	}
	for _, m := range plan.Short {
		if m.Order < 0 || m.Order >= len(p.Orders) || m.Qty < 1 || open[m.Order][m.Item] != m.Qty {
			return fmt.Errorf("short: %d of item %d for order %d, which is not what is open", m.Qty, m.Item, m.Order)
		}
		delete(open[m.Order], m.Item)
		cost += p.Short * float64(m.Qty)
	}
	for o := range open {
		for item, qty := range open[o] {
			if qty != 0 {
				return fmt.Errorf("order %q: %d of %q neither served nor short", p.Orders[o].ID, qty, p.Items[item])
			}
		}
	}
	if slack := 1e-9 * (1 + math.Abs(cost)); math.Abs(cost-plan.Cost) > slack || plan.LowerBound > cost+slack {
		return fmt.Errorf("the plan says it costs %v and none costs less than %v, but it costs %v", plan.Cost, plan.LowerBound, cost)
	}
	return nil
}
