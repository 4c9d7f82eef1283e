package plant

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// Bounds of one replan.
const (
	replanOrders = 500
	replanWork   = 400_000 // order choices
	replanBudget = 2 * time.Second
	replanPasses = 3
)

// Replan implements api.Replanner: it plans together what is promised and not
// released, on a snapshot, and moves the promises of the orders that are still
// as the snapshot saw them.
func (p *Plant) Replan(ctx context.Context, c api.Call) (map[string]any, error) {
	select {
	case p.replanning <- struct{}{}:
		defer func() { <-p.replanning }()
	case <-ctx.Done():
		return nil, wms.Refuse(wms.Unavailable, "replan_busy", "another replan is running; ask again when it has ended")
	}
	sum, err := p.replan(ctx)
	if err != nil {
		return nil, err
	}
	out, _, err := command(ctx, p, c, store.Network, "allocation.replan", func(tx store.Tx) (wms.Replanned, error) {
		tx.Emit(wms.Event{Type: "allocation.replanned", Subject: "network", Data: map[string]any{"orders": sum.Orders, "moved": len(sum.Moved)}})
		return sum, nil
	})
	return out.JSON(), err
}

func (p *Plant) replan(ctx context.Context) (wms.Replanned, error) {
	snap, err := view(p, func(r store.Reader) (*orders.Snapshot, error) {
		return p.Book.TakeSnapshot(r, p.Clock.Now(), replanOrders)
	})
	if err != nil {
		return wms.Replanned{}, err
	}
	out := wms.Replanned{Orders: snap.Orders(), CostBefore: snap.Cost, CostAfter: snap.Cost, LowerBound: snap.Cost}
	if snap.Orders() == 0 {
		return out, nil
	}
	end := time.Now().Add(replanBudget)
	plan, err := allocation.Batch(snap.Problem, allocation.Options{Work: replanWork, Seed: 1,
		Stop: func() bool { return ctx.Err() != nil || time.Now().After(end) }})
	if err != nil {
		return wms.Replanned{}, err
	}
	out.LowerBound = min(snap.Cost, max(0, plan.LowerBound-snap.Splits))
	changes := snap.Changes(plan)
	planned, must := 0.0, false
	for _, ch := range changes {
		planned += ch.Saving
		must = must || ch.Must
	}
	if planned <= 0 && !must {
		return out, nil
	}
	return out, p.apply(ctx, changes, &out)
}

// apply begins the changes. One whose stock others of the plan give up first
// waits for the next pass, and those that make room at a cost for others are
// begun only when somebody waits for room.
func (p *Plant) apply(ctx context.Context, changes []orders.Change, out *wms.Replanned) error {
	for pass := 1; len(changes) > 0 && pass <= replanPasses; pass++ {
		var later []orders.Change
		stuck := false
		for len(changes) > 0 {
			n := min(len(changes), orders.ChangesAtOnce)
			var reasons []string
			res, err := p.do(ctx, store.Network, "allocation.move", func(tx store.Tx) error {
				reasons = reasons[:0]
				for _, ch := range changes[:n] {
					why := orders.StockNotFree
					var err error
					if ch.Saving > 0 || ch.Must || pass == 2 {
						why, err = p.Book.Apply(tx, ch)
					}
					if err != nil {
						return err
					}
					reasons = append(reasons, why)
				}
				return nil
			})
			if err != nil {
				return err
			}
			for i, why := range reasons {
				ch := changes[i]
				switch {
				case why == orders.Applied:
					out.Moved = append(out.Moved, ch.Order)
					out.CostAfter -= ch.Saving
				case why == orders.StockNotFree && pass < replanPasses:
					later = append(later, ch)
					stuck = stuck || ch.Saving > 0 || ch.Must
				case ch.Saving > 0 || ch.Must:
					out.Skipped = append(out.Skipped, wms.SkippedMove{Order: ch.Order, Reason: why})
				}
			}
			changes = changes[n:]
			p.settle(ctx, res)
		}
		if changes = later; !stuck {
			return nil
		}
	}
	return nil
}
