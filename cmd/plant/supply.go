package plant

import (
	"context"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

const (
	// supplyLook is the wall time between two looks for work of supply.
	supplyLook = time.Second
	// supplyAgain is the wall time after which what was refused is tried again.
	supplyAgain = time.Minute
	// supplyPast and supplyAhead are weeks that a forecast learns from and tells.
	supplyPast, supplyAhead = 104, 13
	// supplyRecords and supplyItems bound one read of the journal and one
	// command of proposals, supplyLines the lines of a receipt or transfer.
	supplyRecords, supplyItems, supplyLines = 2000, 200, 500
)

// supplyDesk is what the planning of supply keeps in memory.
type supplyDesk struct {
	mu         sync.Mutex
	running    string // a run's id, and how many series it has seen
	done       int
	forecaster *replenish.Forecaster // of the last run
	levels     map[wms.WarehouseID]map[wms.SKU]supply.Level
	analogies  map[wms.WarehouseID]map[string]replenish.Forecast // of items that never sold, by family
	day        string                                            // for which the night's run is asked
	triedAt    time.Time                                         // to carry out what was refused before
	effects    map[string]learnedCause                           // of known causes, by the last run
	alertsAt   time.Time                                         // the hour of the last look at what is watched
	alarmed    map[string]bool                                   // overdue alerts among the alarms
}

// keepSupply looks every night, and when somebody asks, at what to buy and
// bring, and carries out what is approved, until ctx ends.
func (p *Plant) keepSupply(ctx context.Context) error {
	for {
		pause(ctx, supplyLook)
		if ctx.Err() != nil {
			return nil
		}
		if err := p.askNightly(ctx); err != nil {
			return ignoreDone(ctx, err)
		}
		var run wms.SupplyRun
		if err := p.Store.View(func(r store.Reader) (err error) { run, _, err = supply.LastRun(r); return err }); err != nil {
			return ignoreDone(ctx, err)
		}
		if run.Status == "waiting" || run.Status == "running" {
			if err := p.runSupply(ctx, run); err != nil {
				return ignoreDone(ctx, err)
			}
		}
		if err := p.carryOut(ctx); err != nil {
			return ignoreDone(ctx, err)
		}
		if err := p.keepVMI(ctx); err != nil {
			return ignoreDone(ctx, err)
		}
		if err := p.keepAlerts(ctx); err != nil {
			return ignoreDone(ctx, err)
		}
	}
}

// askNightly asks for a run at the first look of a day, if there are rules.
func (p *Plant) askNightly(ctx context.Context) error {
	day := wms.DayOf(p.Clock.Now())
	if p.supply.day == day {
		return nil
	}
	var rules []wms.SupplyRule
	var last wms.SupplyRun
	err := p.Store.View(func(r store.Reader) (err error) {
		if last, _, err = supply.LastRun(r); err == nil {
			rules, err = supply.Rules(r)
		}
		return err
	})
	if err != nil {
		return err
	}
	if p.supply.day = day; len(rules) == 0 || wms.DayOf(last.AskedAt) == day {
		return nil
	}
	_, err = p.do(ctx, store.Network, "supply.ask", func(tx store.Tx) error { _, err := supply.Ask(tx, ""); return err })
	return err
}

// runSupply makes a run's proposals. What fails is in the run.
func (p *Plant) runSupply(ctx context.Context, run wms.SupplyRun) error {
	p.supply.progress(run.ID, 0)
	defer p.supply.progress("", 0)
	if _, err := p.do(ctx, store.Network, "supply.begin", func(tx store.Tx) error { return supply.Begin(tx, run) }); err != nil {
		return err
	}
	problem := ""
	if err := p.countDemand(ctx); err == nil {
		err = p.propose(ctx, &run)
		if err != nil {
			problem = err.Error()
		}
	} else {
		problem = err.Error()
	}
	if ctx.Err() != nil {
		return nil // it is begun again
	}
	_, err := p.do(ctx, store.Network, "supply.end", func(tx store.Tx) error { return supply.End(tx, run, problem) })
	return err
}

func (d *supplyDesk) progress(run string, done int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running, d.done = run, done
}

// countDemand counts what the journal says was ordered since the last time.
func (p *Plant) countDemand(ctx context.Context) error {
	until := p.Store.Seq()
	for ctx.Err() == nil {
		var from uint64
		if err := p.Store.View(func(r store.Reader) (err error) { from, err = supply.Seen(r); return err }); err != nil || from >= until {
			return err
		}
		records, err := p.Store.Records(from, supplyRecords)
		if err != nil || len(records) == 0 {
			return err
		}
		asked := map[supply.Asked][]int64{}
		err = p.Store.View(func(r store.Reader) error {
			for _, rec := range records {
				for _, e := range rec.Events {
					if e.Type == "order.placed" {
						if err := p.askedOf(r, wms.OrderID(e.Subject), supply.Week(rec.Time), asked); err != nil {
							return err
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		last := records[len(records)-1].Seq
		if _, err := p.do(ctx, store.Network, "supply.count", func(tx store.Tx) error { return supply.Count(tx, from, last, asked) }); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// askedOf adds an order's lines where they are promised; the rest counts for
// the first warehouse.
func (p *Plant) askedOf(r store.Reader, id wms.OrderID, week int64, asked map[supply.Asked][]int64) error {
	o, err := orders.Get(r, id)
	if err != nil || o.To != "" {
		return err
	}
	left := make([]int64, len(o.Lines))
	for i, l := range o.Lines {
		left[i] = l.Qty
	}
	for _, s := range o.Shipments {
		for _, l := range s.Lines {
			n := min(l.Qty, left[l.Line-1])
			left[l.Line-1] -= n
			k := supply.Asked{Warehouse: s.Warehouse, SKU: o.Lines[l.Line-1].SKU, Week: week}
			asked[k] = append(asked[k], n)
		}
	}
	for i, n := range left {
		if n > 0 {
			k := supply.Asked{Warehouse: p.Houses[0].Site.ID, SKU: o.Lines[i].SKU, Week: week}
			asked[k] = append(asked[k], n)
		}
	}
	return nil
}
