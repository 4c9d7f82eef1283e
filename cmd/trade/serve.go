package trade

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms/allocation"
)

// open is an order of which something is not served.
type open struct {
	order *Order
	left  []Line
	track
}

// track is what is known of an order's way until all of it is served.
type track struct {
	due       time.Time
	shipments int
	shipped   time.Time // when the last shipment leaves
	given     time.Time // the last delivery
	short     int       // lines that were not there
	counts    bool
}

// short is what a unit not served costs when an order is promised: far above
// any tariff.
const short = 1e6

// take places an order at its moment.
func (t *trade) take(o *Order) error {
	t.advance(o.Placed)
	home, saves, err := t.home(o)
	if err != nil {
		return err
	}
	t.past.add(o, home, saves)
	t.recent = append(t.recent, o)
	due, err := t.due(o)
	if err != nil {
		return err
	}
	x := &open{order: o, left: slices.Clone(o.Lines), track: track{due: due, counts: t.counting()}}
	if x.counts {
		t.res.Orders++
		t.res.Lines += len(o.Lines)
		for _, l := range o.Lines {
			t.res.Asked += l.Qty
		}
	}
	if err := t.serve(x); err != nil {
		return err
	}
	if len(x.left) > 0 && t.Premises.Lost {
		for _, l := range x.left {
			if x.short++; x.counts {
				t.res.Lost += l.Qty
				t.res.LostLines++
			}
		}
		x.left = nil
	}
	if len(x.left) > 0 {
		if x.counts {
			t.res.LostLines += len(x.left)
		}
		x.short = len(x.left)
		t.waiting = append(t.waiting, x)
		return nil
	}
	t.done(x)
	return nil
}

// done counts an order of which nothing is left.
func (t *trade) done(x *open) {
	if !x.counts {
		return
	}
	if x.shipments > 1 {
		t.res.Split++
	}
	within := func(limit time.Time) bool { return x.shipments > 0 && !x.shipped.After(limit) }
	if within(x.order.Placed.Add(2 * day)) {
		t.in48++
		if x.short == 0 || !t.Premises.Lost {
			t.full48++
		}
	}
	if x.shipments == 0 {
		return
	}
	days := daysFrom(x.order.Placed, x.given)
	t.sumDays += days
	if days <= 2 {
		t.given48++
	}
	if late := int(math.Round(x.given.Sub(x.due).Hours() / 24)); late > 0 {
		t.res.LateDays += late
	}
}

// retry serves those that wait, first come first served, as soon as all that
// is left of an order is there.
func (t *trade) retry() {
	kept := t.waiting[:0]
	for _, x := range t.waiting {
		if t.there(x.left) && t.serve(x) == nil && len(x.left) == 0 {
			t.done(x)
			continue
		}
		kept = append(kept, x)
	}
	t.waiting = kept
}

func (t *trade) there(lines []Line) bool {
	for _, l := range lines {
		have := int64(0)
		for w := range t.places {
			if w == 0 || t.pol.Serve != ServeCentral {
				have += t.stock[l.Item*t.places+w]
			}
		}
		if have < l.Qty {
			return false
		}
	}
	return true
}

// serve takes what there is for what is left of an order.
func (t *trade) serve(x *open) error {
	ways, err := t.tariff.best(x.order, t.now, t.pol.DayValue)
	if err != nil {
		return err
	}
	ways = slices.DeleteFunc(ways, func(w way) bool { return t.pol.Serve == ServeCentral && w.place != 0 })
	for i := range ways {
		t.notFull(&ways[i])
	}
	lines := make([]allocation.Demand, len(x.left))
	for l, want := range x.left {
		d := allocation.Demand{Qty: want.Qty, WeightG: t.weigh(want.Item), Available: make([]int64, len(ways))}
		for i, w := range ways {
			d.Available[i] = t.stock[want.Item*t.places+w.place]
		}
		d.Worth = t.worth(want.Item, ways)
		lines[l] = d
	}
	var take [][]int64
	if t.pol.Serve == ServeNearest {
		take = nearest(ways, lines)
	} else {
		offers := make([]allocation.Offer, len(ways))
		for i, w := range ways {
			offers[i] = w.Offer.Offer
			offers[i].Toll = t.pol.DayValue*daysFrom(x.order.Placed, w.given) + t.toll(w.place)
		}
		take = allocation.Promise(offers, lines, allocation.Weights{Split: float64(t.Net.SplitPenalty), Short: short}).Take
	}
	for i := range ways {
		t.ship(x, &ways[i], lines, take[i])
	}
	x.left = slices.DeleteFunc(x.left, func(l Line) bool { return l.Qty == 0 })
	return nil
}

// notFull moves a way to the first day on which its warehouse can still ship.
func (t *trade) notFull(w *way) {
	for w.PerDay > 0 {
		if by := t.shipped[w.ship.Format(time.DateOnly)]; by == nil || by[w.place] < w.PerDay {
			return
		}
		w.ship, w.given = w.ship.Add(day), w.given.Add(day)
	}
}

// nearest fills each line from the nearest warehouse on.
func nearest(ways []way, lines []allocation.Demand) [][]int64 {
	order := make([]int, len(ways))
	out := make([][]int64, len(ways))
	for i := range ways {
		order[i], out[i] = i, make([]int64, len(lines))
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ways[a].KM, ways[b].KM) })
	for l, d := range lines {
		left := d.Qty
		for _, i := range order {
			out[i][l] = min(left, d.Available[i])
			left -= out[i][l]
		}
	}
	return out
}

// ship takes a shipment's goods out of stock and counts what it costs.
func (t *trade) ship(x *open, w *way, lines []allocation.Demand, take []int64) {
	cost, any := allocation.ShipmentCost(&w.Offer.Offer, lines, take)
	if !any {
		return
	}
	date := w.ship.Format(time.DateOnly)
	if t.shipped[date] == nil {
		t.shipped[date] = make([]int64, t.places)
	}
	t.shipped[date][w.place]++
	x.shipments++
	if w.given.After(x.given) {
		x.given = w.given
	}
	if leaves := t.leaves(w); leaves.After(x.shipped) {
		x.shipped = leaves
	}
	handling := w.HandlingOrder
	for l, n := range take {
		if n == 0 {
			continue
		}
		item := x.left[l].Item
		handling += w.HandlingLine
		t.put(item, w.place, -n)
		t.left += n
		x.left[l].Qty -= n
		if x.counts {
			t.res.Served += n
			t.soldFor += float64(n * t.Items[item].PriceMinor)
		}
	}
	if !x.counts {
		return
	}
	t.res.Shipments++
	t.res.by[w.Warehouse]++
	c := &t.res.Costs
	c.Shipping += w.Price - w.customs
	c.Customs += w.customs
	c.Handling += handling
	c.Weight += cost - w.Price - handling
	t.paid += cost
	if x.shipments > 1 {
		c.Split += float64(t.Net.SplitPenalty)
		t.paid += float64(t.Net.SplitPenalty)
	}
}

// leaves is when a shipment is handed to its carrier: at the cut-off of its
// day, by which the day's shipments are ready.
func (t *trade) leaves(w *way) time.Time {
	house := t.Net.Warehouses[w.place]
	y, m, d := w.ship.Date()
	return time.Date(y, m, d, int(house.CutOff)/60, int(house.CutOff)%60, 0, 0, house.Zone)
}
