package plant

import (
	"context"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/slotting"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/reslot"
	"github.com/aisle-wms/aisle/wms/store"
)

// slotsEvery is the least wall time between two looks at the running plan.
const slotsEvery = 200 * time.Millisecond

// What a request for a plan gets where it says nothing.
const (
	slotMoves  = 90
	slotPerDay = 30
)

func (p *Plant) reslotting(h *House) reslot.Desk {
	return reslot.Desk{Site: h.Site, Item: items.Get, Closed: p.faces(h).Closed, Fits: slotFits(h), Moved: func(tx store.Tx, sku wms.SKU, from, to wms.LocationID) error {
		desk := p.faces(h) // a pick face goes with its item
		all, err := desk.List(tx, "", 0)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(f wms.PickFace) bool { return f.Location == from && f.SKU == sku })
		if i < 0 {
			return nil
		}
		face := all[i]
		face.Location = to
		if _, err := desk.Put(tx, face); err != nil {
			return err
		}
		return desk.Delete(tx, from)
	}}
}

// moveSlots carries the running slotting plan on.
func (p *Plant) moveSlots(ctx context.Context, h *House) error {
	if time.Since(h.slotsAt) < slotsEvery {
		return nil
	}
	h.slotsAt = time.Now()
	desk, local := p.reslotting(h), p.Clock.Now().In(h.Config.Zone)
	due, err := view(p, func(r store.Reader) (bool, error) { return desk.Due(r, local) })
	if err == nil && due {
		_, err = p.do(ctx, h.Partition(), "slotting.step", func(tx store.Tx) error { return desk.Step(tx, local) })
	}
	return ignoreDone(ctx, err)
}

// PlanSlots implements api.Slotting.
func (p *Plant) PlanSlots(ctx context.Context, c api.Call, in wms.SlotPlanRequest) (wms.SlotPlan, error) {
	h, err := p.House(in.Warehouse)
	if err != nil {
		return wms.SlotPlan{}, err
	}
	k := slices.IndexFunc(h.pickers, func(pp *pickPlanner) bool { return pp.area.ID == in.Area })
	if k < 0 {
		return wms.SlotPlan{}, wms.Refuse(wms.NotFound, "unknown_area", "warehouse %s has no shelf area %.40q", h.Site.ID, in.Area).With("field", "area")
	}
	if in.MaxMoves == 0 {
		in.MaxMoves = slotMoves
	}
	if in.MovesPerDay == 0 {
		in.MovesPerDay = slotPerDay
	}
	select {
	case p.comparing <- struct{}{}:
		defer func() { <-p.comparing }()
	case <-ctx.Done():
		return wms.SlotPlan{}, wms.Refuse(wms.Unavailable, "comparison_busy", "another comparison is running; ask again when it has ended")
	}
	pp, err := newPickPlanner(h.pickers[k].area, h.Site) // the work loop has its own
	if err != nil {
		return wms.SlotPlan{}, err
	}
	floor, err := view(p, func(r store.Reader) (*slotFloor, error) { return p.slotFloor(r, h, pp) })
	if err != nil {
		return wms.SlotPlan{}, err
	}
	plan, err := floor.plan(ctx, in, p.Clock.Now())
	if err != nil {
		return wms.SlotPlan{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "slotting.plan", func(tx store.Tx) (wms.SlotPlan, error) {
		return p.reslotting(h).Keep(tx, plan, c.Actor.User)
	})
	return out, err
}

// ListSlotPlans implements api.Slotting.
func (p *Plant) ListSlotPlans(_ context.Context, w wms.WarehouseID) ([]wms.SlotPlan, error) {
	h, err := p.House(w)
	if err != nil {
		return nil, err
	}
	return view(p, func(r store.Reader) ([]wms.SlotPlan, error) { return reslot.List(r, h.Partition()) })
}

// SlotPlan implements api.Slotting.
func (p *Plant) SlotPlan(_ context.Context, w wms.WarehouseID, id string) (wms.SlotPlan, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.SlotPlan{}, err
	}
	return view(p, func(r store.Reader) (wms.SlotPlan, error) {
		plan, err := reslot.Get(r, h.Partition(), id)
		if err != nil || plan.Status != wms.SlotsDone {
			return plan, err
		}
		lines, err := h.Floor.Picked(r, slotLines)
		if err != nil {
			return plan, err
		}
		plan.Measured, err = h.measureSlots(plan, lines)
		return plan, err
	})
}

// StartSlotPlan implements api.Slotting.
func (p *Plant) StartSlotPlan(ctx context.Context, c api.Call, w wms.WarehouseID, id string) (wms.SlotPlan, error) {
	return p.changeSlotPlan(ctx, c, w, "slotting.start", func(tx store.Tx) (wms.SlotPlan, error) { return reslot.Start(tx, id) })
}

// StopSlotPlan implements api.Slotting.
func (p *Plant) StopSlotPlan(ctx context.Context, c api.Call, w wms.WarehouseID, id string) (wms.SlotPlan, error) {
	return p.changeSlotPlan(ctx, c, w, "slotting.stop", func(tx store.Tx) (wms.SlotPlan, error) { return reslot.Stop(tx, id) })
}

func (p *Plant) changeSlotPlan(ctx context.Context, c api.Call, w wms.WarehouseID, name string, change func(store.Tx) (wms.SlotPlan, error)) (wms.SlotPlan, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.SlotPlan{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), name, change)
	return out, err
}

// measureSlots walks the orders that were picked since a plan ended, as they
// were and as they had been with every item where it was before.
func (h *House) measureSlots(plan wms.SlotPlan, lines []outbound.OpenLine) (*wms.SlotMeasure, error) {
	k := slices.IndexFunc(h.pickers, func(pp *pickPlanner) bool { return pp.area.ID == plan.Area })
	if k < 0 || plan.EndedAt == nil {
		return nil, nil //nolint:nilnil // nothing to measure
	}
	pp, err := newPickPlanner(h.pickers[k].area, h.Site)
	if err != nil {
		return nil, err
	}
	was := map[wms.SKU]wms.LocationID{}
	for _, m := range plan.Moves {
		if _, known := was[m.SKU]; !known && m.Status == wms.SlotMoved {
			was[m.SKU] = m.From
		}
	}
	type order struct{ now, before []slotting.Stop }
	orders := map[wms.ShipmentID]*order{}
	for _, l := range lines {
		if !l.At.After(*plan.EndedAt) || !pp.has(l.From) {
			continue
		}
		o := orders[l.Shipment]
		if o == nil {
			o = &order{}
			orders[l.Shipment] = o
		}
		loc, _ := h.Site.Location(l.From)
		o.now = append(o.now, pp.at(loc))
		if old, moved := was[l.SKU]; moved {
			loc, _ = h.Site.Location(old)
		}
		o.before = append(o.before, pp.at(loc))
	}
	out := &wms.SlotMeasure{Orders: len(orders)}
	if out.Orders == 0 {
		return out, nil
	}
	for _, o := range orders {
		out.MM += int64(pp.solver.Length(o.now))
		out.WasMM += int64(pp.solver.Length(o.before))
	}
	out.MM /= int64(out.Orders)
	out.WasMM /= int64(out.Orders)
	return out, nil
}
