package plant

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/kits"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

const (
	// duesAtOnce bounds one planning of put-away.
	duesAtOnce = 200
	// putawayAgain is the wall time after which goods that found no place, or
	// are kept for orders, are looked at again.
	putawayAgain = time.Second
	// crossDockWait bounds how long put-away waits until the network has heard
	// of new goods and promised them to orders that wait.
	crossDockWait = 2 * time.Second
)

// planPutaway makes work of what was received. First the network hears of the
// goods: what orders wait for is picked at the dock and never put away.
func (p *Plant) planPutaway(ctx context.Context, h *House) error {
	if time.Since(h.putawayAt) < h.putawayPause {
		return nil
	}
	due, err := view(p, func(r store.Reader) ([]inbound.Due, error) { return inbound.Dues(r, h.Partition(), duesAtOnce) })
	if err != nil {
		return ignoreDone(ctx, err)
	}
	if err := p.dropStale(ctx, h); err != nil || len(due) == 0 {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, crossDockWait)
	_ = p.Store.Settled(wait, p.Store.Seq()) // an outbox that is stuck does not hold up the dock
	cancel()
	hall := p.hall(h)
	var machines []inbound.Way
	plan, err := view(p, func(r store.Reader) (inbound.Planned, error) {
		waits := func(sku wms.SKU) (int64, error) { return h.Floor.WaitsForDock(r, sku) }
		plan, err := hall.PlanPutaway(r, due, waits, h.palletsGoTo())
		if err != nil || h.Line == nil {
			return plan, err
		}
		if len(plan.Without) > 0 { // cells of cranes that don't work are better than none
			any := hall
			any.Shut = nil
			more, err := any.PlanPutaway(r, plan.Without, waits, h.palletsGoTo())
			if err != nil {
				return plan, err
			}
			plan.Ways, plan.Without = append(plan.Ways, more.Ways...), more.Without
		}
		plan.Ways, machines, err = p.splitWays(r, h, plan.Ways)
		return plan, err
	})
	if err != nil {
		return ignoreDone(ctx, err)
	}
	h.putawayAt, h.putawayPause = time.Now(), 0
	key := string(h.Site.ID) + "/no_place"
	if len(plan.Without) > 0 {
		d := plan.Without[0]
		p.alarms.raise(p.Clock.Now(), key, string(h.Site.ID), "no_place", wms.Say("no place is free and allowed for %s%s at %s", d.SKU, d.Unit, d.Dock), "warning")
	} else {
		p.alarms.clear(key)
	}
	for _, w := range machines {
		if err := p.sendByMachine(ctx, h, w); err != nil {
			return ignoreDone(ctx, err)
		}
	}
	if len(plan.Ways)+len(plan.Gone) == 0 {
		h.putawayPause = putawayAgain
		return nil
	}
	_, err = p.do(ctx, h.Partition(), "putaway.plan", func(tx store.Tx) error { return hall.MakePutaway(tx, plan) })
	return ignoreDone(ctx, err)
}

// palletsGoTo is where a person gives received pallets to the machines: the
// vision station, behind which vehicles and cranes take over. Without running
// machines people bring them to the rack.
func (h *House) palletsGoTo() wms.LocationID {
	if h.Line == nil || len(h.Line.visions) == 0 {
		return ""
	}
	return h.Site.First(wms.KindVision)
}

// dropStale cancels put-away work whose goods have left the dock.
func (p *Plant) dropStale(ctx context.Context, h *House) error {
	stale, err := view(p, func(r store.Reader) ([]wms.TaskID, error) { return p.hall(h).Stale(r) })
	for _, id := range stale {
		if err == nil {
			_, err = p.do(ctx, h.Partition(), "putaway.drop", func(tx store.Tx) error { return p.hall(h).Drop(tx, id) })
		}
	}
	return ignoreDone(ctx, err)
}

// confirmWork gives a confirmation to the process whose task it is, and notes
// what the owner of the goods is billed for.
func (p *Plant) confirmWork(tx store.Tx, h *House, t wms.Task, who wms.UserID, f wms.Confirmation) (wms.Step, error) {
	switch {
	case inbound.Mine(t):
		return p.hall(h).Confirm(tx, t.ID, who, f)
	case t.Kind == wms.TaskReplenish:
		return p.faces(h).Confirm(tx, t.ID, who, f)
	case kits.Mine(t):
		return p.kitShop(h).Confirm(tx, t.ID, who, f)
	case t.Kind == wms.TaskEmpties:
		return p.yard(h).Confirm(tx, t.ID, who, f)
	case t.Kind == wms.TaskInspect:
		return p.hall(h).ConfirmInspection(tx, t.ID, who, f)
	}
	var packed []ledger.Stock
	if t.Kind == wms.TaskPack {
		from := t.Parcels
		if len(from) == 0 {
			from = []wms.HandlingUnitID{t.Unit}
		}
		for _, unit := range from {
			in, err := ledger.InPlace(tx, tx.Partition(), ledger.In(unit))
			if err != nil {
				return wms.Step{}, err
			}
			packed = append(packed, in...)
		}
	}
	step, err := h.Floor.Confirm(tx, t.ID, who, f)
	if err == nil && step.Done && !tasks.Ended(t.Status) {
		for _, st := range packed {
			if err := billFor(tx, st.SKU, wms.ActPack, st.OnHand); err != nil {
				return step, err
			}
		}
	}
	if err != nil || !step.Done || tasks.Ended(t.Status) || (t.Kind != wms.TaskPick && t.Kind != wms.TaskStation) {
		return step, err
	}
	return step, billFor(tx, t.SKU, wms.ActPick, t.Qty)
}

// exceptWork gives an exception to the process whose task it is.
func (p *Plant) exceptWork(tx store.Tx, h *House, t wms.Task, who wms.UserID, e wms.Exception) (wms.Step, error) {
	var step wms.Step
	var freed []ledger.Reservation
	var err error
	switch {
	case inbound.Mine(t):
		step, freed, err = p.hall(h).Except(tx, t.ID, who, e)
	case t.Kind == wms.TaskReplenish:
		step, freed, err = p.faces(h).Except(tx, t.ID, who, e)
	case kits.Mine(t):
		return p.kitShop(h).Except(tx, t.ID, who, e)
	case t.Kind == wms.TaskEmpties:
		return p.yard(h).Except(tx, t.ID, who, e)
	default:
		return h.Floor.Except(tx, t.ID, who, e)
	}
	if err != nil {
		return step, err
	}
	return step, h.Floor.Freed(tx, freed)
}
