package main

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/simulator/check"
	"github.com/aisle-wms/aisle/simulator/people"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// allShipped says whether n orders have left.
func allShipped(r *running, n int) bool {
	var counts map[wms.OrderStatus]int64
	err := r.plant.Store.View(func(rd store.Reader) (err error) {
		counts, err = orders.Counts(rd)
		return err
	})
	return err == nil && counts[wms.OrderShipped]+counts[wms.OrderCancelled] >= int64(n)
}

// quietLimit bounds the wait, after the last order has left, for pallets that
// are still on their way back and totes on their way to the stack.
const quietLimit = 60 * time.Second

// finish waits until the floor is quiet and compares twin, ledger and journal.
func finish(ctx context.Context, s *site, r *running, began time.Time) (*runReport, error) {
	deadline := time.Now().Add(quietLimit)
	for ctx.Err() == nil && time.Now().Before(deadline) && !r.plant.Quiet() {
		time.Sleep(100 * time.Millisecond)
	}
	var rep check.Report
	for try := 0; ; try++ {
		journal, err := check.CountJournal(r.plant.Store.Records)
		if err != nil {
			return nil, err
		}
		err = r.plant.Store.View(func(rd store.Reader) (err error) {
			rep, err = check.Compare(store.Everything(rd), s.net, r.twin.World, check.Options{Journal: journal})
			return err
		})
		if err != nil {
			return nil, err
		}
		// people may still be on their last steps; what remains is real
		if len(rep.Violations) == 0 || try >= 5 || ctx.Err() != nil {
			break
		}
		time.Sleep(time.Second)
	}
	now, first := r.plant.Clock.Now(), r.plant.FirstTime()
	return &runReport{OrdersShipped: rep.OrdersShipped, LinesShipped: rep.LinesShipped, UnitsShipped: rep.UnitsShipped,
		AGVMissions: rep.AGVMissions, ASRSCycles: rep.ASRSCycles, SorterDiverts: rep.SorterDiverts, HumanPicks: rep.HumanPicks,
		SimSeconds: now.Sub(first).Round(time.Second).Seconds(), WallSeconds: time.Since(began).Round(100 * time.Millisecond).Seconds(),
		Violations: len(rep.Violations), what: rep.Violations}, nil
}

// doublePick is which pick takes twice what it confirms.
const doublePick = 5

func twinFaults(fault string) people.Faults {
	if fault == "double-pick" {
		return people.Faults{DoublePickNth: doublePick}
	}
	return people.Faults{}
}

// moveByHand moves an empty tote of the twin to another place, behind
// everybody's back; false if there is none yet.
func moveByHand(_ *site, r *running) bool {
	err := people.MoveByHand(r.twin.World)
	return err == nil
}
