package trade

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/supply"
)

const day = 24 * time.Hour

// trade is a run under way. Tables by item and warehouse are [item*places+warehouse].
type trade struct {
	*Setup
	pol    Policy
	places int
	tariff *tariff
	rand   *rand.Rand

	stock, coming []int64
	kinds         []int   // by warehouse: items it has or that are coming
	volume        []int64 // by warehouse, in ml
	units, value  int64   // over all warehouses; value at selling prices
	road          arrivals
	waiting       []*open
	shipped       map[string][]int64 // by ship date, by warehouse

	past   demandPast
	buyer  *buyer
	placer *placer
	prices allocation.Prices
	recent []*Order // of the last week, for prices

	res      Result
	now      time.Time
	days     int // that counted
	sumDays  float64
	sumUnits float64
	sumValue float64
	soldFor  float64
	in48     int
	full48   int
	given48  int
	supplied int64 // units that ever came in, for the check of units
	left     int64 // units that ever went out
	paid     float64
	watch    func() // called at every moment, for tests
}

// Run runs a setup under a policy.
func Run(s *Setup, pol Policy) (Result, error) {
	t, err := newTrade(s, pol)
	if err != nil {
		return Result{}, err
	}
	return t.run()
}

func (t *trade) run() (Result, error) {
	s := t.Setup
	begin := supply.Monday(week(s.Orders[0].Placed)).Add(-7 * day)
	end := s.Orders[len(s.Orders)-1].Placed.Truncate(day).Add(day)
	t.open(begin)
	next := 0
	for _, m := range t.moments(begin, end) {
		for ; next < len(s.Orders) && s.Orders[next].Placed.Before(m.at); next++ {
			if err := t.take(&s.Orders[next]); err != nil {
				return t.res, err
			}
		}
		t.advance(m.at)
		m.do()
		if t.watch != nil {
			t.watch()
		}
	}
	for ; next < len(s.Orders); next++ {
		if err := t.take(&s.Orders[next]); err != nil {
			return t.res, err
		}
	}
	// Whoever waits still is served from what is on the road.
	for d := range 120 {
		if len(t.waiting) == 0 {
			break
		}
		t.advance(end.Add(time.Duration(d) * day))
	}
	return t.finish(), nil
}

func newTrade(s *Setup, pol Policy) (*trade, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	w := len(s.Net.Warehouses)
	n := len(s.Items)
	t := &trade{Setup: s, pol: pol, places: w, tariff: newTariff(s), rand: rand.New(rand.NewPCG(s.Seed, 0x5eed)),
		stock: make([]int64, n*w), coming: make([]int64, n*w), kinds: make([]int, w), volume: make([]int64, w),
		shipped: map[string][]int64{}, res: Result{Policy: pol.Name, by: map[string]int{}}}
	t.past = newDemandPast(n, w)
	for i := range s.Past {
		home, saves, err := t.home(&s.Past[i])
		if err != nil {
			return nil, err
		}
		t.past.add(&s.Past[i], home, saves)
	}
	t.buyer, t.placer = newBuyer(t), newPlacer(t)
	return t, nil
}

// moment is when something is looked at.
type moment struct {
	at time.Time
	do func()
}

// moments are midnights and departures, by time.
func (t *trade) moments(begin, end time.Time) []moment {
	var out []moment
	for d := begin; d.Before(end); d = d.Add(day) {
		out = append(out, moment{d, t.midnight})
		for k := range t.Net.Transfers {
			tr := &t.Net.Transfers[k]
			for _, dep := range tr.Departures {
				if dep.Daily || dep.Weekday == d.Weekday() {
					out = append(out, moment{d.Add(time.Duration(dep.Clock) * time.Minute), func() { t.placer.depart(tr) }})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b moment) int { return a.at.Compare(b.at) })
	return out
}

// midnight ends a day: what lay there is paid for, and on Mondays the week's
// demand is known and more is bought.
func (t *trade) midnight() {
	if t.counting() {
		t.days++
		t.sumUnits += float64(t.units)
		t.sumValue += float64(t.value)
		for w, house := range t.Net.Warehouses {
			t.res.Costs.Storage += float64(house.Costs.StoragePerM3Day) * float64(t.volume[w]) / 1e6
		}
		t.res.Costs.Holding += t.Net.HoldingCostPerYear / 365 * float64(t.value)
	}
	if t.now.Weekday() == time.Monday {
		t.past.close(week(t.now))
		t.placer.review()
		t.buyer.review()
		t.learnPrices()
	}
}

func (t *trade) counting() bool {
	return !t.now.Before(t.Counts) && !t.now.Before(t.Orders[0].Placed.Truncate(day))
}

// arrival is goods on the road to a warehouse; those from outside are new.
type arrival struct {
	at    time.Time
	place int
	goods []Line
	new   bool
}

type arrivals []arrival

func (a arrivals) Len() int           { return len(a) }
func (a arrivals) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a arrivals) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *arrivals) Push(x any)        { *a = append(*a, x.(arrival)) }
func (a *arrivals) Pop() any {
	old := *a
	x := old[len(old)-1]
	*a = old[:len(old)-1]
	return x
}

// send puts goods on the road.
func (t *trade) send(a arrival) {
	for _, g := range a.goods {
		t.note(g.Item, a.place, func(k int) { t.coming[k] += g.Qty })
	}
	heap.Push(&t.road, a)
}

// put changes what a warehouse has.
func (t *trade) put(item, place int, qty int64) {
	t.note(item, place, func(k int) { t.stock[k] += qty })
	t.volume[place] += qty * t.Items[item].VolumeML
	t.units += qty
	t.value += qty * t.Items[item].PriceMinor
}

// note changes stock or what is coming, and counts items with either.
func (t *trade) note(item, place int, change func(k int)) {
	k := item*t.places + place
	had := t.stock[k]+t.coming[k] > 0
	change(k)
	if has := t.stock[k]+t.coming[k] > 0; has != had {
		if has {
			t.kinds[place]++
		} else {
			t.kinds[place]--
		}
	}
}

// advance lets time pass until a moment: what has come lies there, and whoever
// waited for it is served.
func (t *trade) advance(to time.Time) {
	came := false
	for len(t.road) > 0 && !t.road[0].at.After(to) {
		a := heap.Pop(&t.road).(arrival)
		t.now = a.at
		for _, g := range a.goods {
			t.note(g.Item, a.place, func(k int) { t.coming[k] -= g.Qty; t.stock[k] += g.Qty })
			t.volume[a.place] += g.Qty * t.Items[g.Item].VolumeML
			t.units += g.Qty
			t.value += g.Qty * t.Items[g.Item].PriceMinor
			if a.new {
				t.supplied += g.Qty
			}
		}
		came = true
	}
	t.now = to
	if came {
		t.retry()
	}
}

// open lays the opening stock into the first warehouse, by the buyer's rule,
// and lets transfers bring it to its places in the week before the first order.
func (t *trade) open(begin time.Time) {
	t.now = begin
	t.past.close(week(begin))
	t.placer.review()
	for _, g := range t.buyer.opening() {
		t.put(g.Item, 0, g.Qty)
		t.supplied += g.Qty
	}
}

func (t *trade) finish() Result {
	r := &t.res
	n := float64(max(1, r.Orders))
	r.MeanDays = t.sumDays / n
	r.Shipped48, r.Full48, r.Given48 = float64(t.in48)/n, float64(t.full48)/n, float64(t.given48)/n
	days := float64(max(1, t.days))
	r.Stock, r.Value = t.sumUnits/days, t.sumValue/days
	if r.Value > 0 {
		r.Turnover = t.soldFor / r.Value * 365 / days
	}
	for _, o := range t.waiting {
		for _, l := range o.left {
			r.Waiting += l.Qty
		}
	}
	r.Costs.Late = math.Round(float64(r.LateDays) * float64(t.Net.LateDayCost))
	r.Total = r.Costs.Logistics()
	return *r
}

// placeOf is the index of a warehouse.
func (t *trade) placeOf(id string) int {
	return slices.IndexFunc(t.Net.Warehouses, func(w *config.Warehouse) bool { return w.ID == id })
}
