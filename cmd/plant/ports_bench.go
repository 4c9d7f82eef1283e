package plant

import (
	"context"
	"errors"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// bench is what packing asks of the other books.
func bench() outbound.Bench {
	return outbound.Bench{
		Item: items.Get,
		Box: func(r store.Reader, id string) (wms.BoxType, bool, error) {
			b, err := masterdata.BoxTypes.Get(r, id)
			if wms.CodeOf(err) == "unknown_box_type" {
				return b, false, nil
			}
			return b, err == nil && !b.Inactive, err
		},
		Propose: proposeBoxes,
		Goods: func(tx store.Tx, raw string, among func(wms.SKU) bool) (tasks.Goods, error) {
			return goods(tx, tx.Now())(raw, among)
		},
		Check: func(r store.Reader, p store.Partition) (wms.WeightCheck, error) {
			s, err := masterdata.SettingsOf(r, p)
			return wms.WeightCheck{On: s.PackWeigh, Permille: s.PackTolerancePermille, AtLeastGram: s.PackToleranceG}, err
		},
	}
}

// proposeBoxes lists the boxes of the cartons some units would go into, and
// all there are. Nothing is proposed for what is too much or goes into no box.
func proposeBoxes(r store.Reader, content []wms.Content) (cartons, all []string, err error) {
	in, err := packingFor(r, content)
	for _, b := range in.boxes {
		all = append(all, b.ID)
	}
	if wms.CodeOf(err) == "too_many_units" {
		return nil, all, nil
	}
	if err != nil {
		return nil, nil, err
	}
	plan := in.plan()
	if len(plan.Unfit) > 0 {
		return nil, all, nil
	}
	for _, c := range plan.Cartons {
		cartons = append(cartons, c.Box)
	}
	return cartons, all, nil
}

// noteWeight keeps, apart from the confirmation that was refused, what a scale
// said of a carton whose weight differs.
func (p *Plant) noteWeight(ctx context.Context, h *House, id wms.TaskID, g *int64, refused error) {
	if wms.CodeOf(refused) != "weight_differs" || g == nil {
		return
	}
	_, err := p.do(ctx, h.Partition(), "carton.weight", func(tx store.Tx) error { return h.Floor.WeightDiffers(tx, id, *g) })
	if err != nil && ctx.Err() == nil {
		p.Logger.Warn("a carton's weight was refused and is not recorded", "task", id, "err", err)
	}
}

// AtScale implements api.Packing.
func (p *Plant) AtScale(_ context.Context, label wms.HandlingUnitID) (wms.Task, error) {
	return view(p, func(r store.Reader) (wms.Task, error) {
		for _, h := range p.Houses {
			if t, found, err := h.Floor.AtScale(r, label); err != nil || found {
				return t, err
			}
		}
		return wms.Task{}, wms.Refuse(wms.NotFound, "nothing_to_weigh", "carton %s waits on no scale: close it at its bench first", label)
	})
}

// WeighCarton implements api.Packing: what a scale says goes where the packer
// would have said it.
func (p *Plant) WeighCarton(ctx context.Context, c api.Call, id wms.TaskID, label wms.HandlingUnitID, g int64) (wms.Step, error) {
	h, err := p.taskHouse(id)
	if err != nil {
		return wms.Step{}, err
	}
	step, _, err := command(ctx, p, c, h.Partition(), "carton.weigh", func(tx store.Tx) (wms.Step, error) {
		t, found, err := h.Floor.AtScale(tx, label)
		if err == nil && (!found || t.ID != id) {
			err = wms.Refuse(wms.Conflict, "nothing_to_weigh", "carton %s waits on no scale: close it at its bench first", label)
		}
		if err != nil {
			return wms.Step{}, err
		}
		return h.Floor.Confirm(tx, id, t.Assignee, wms.Confirmation{Scans: []string{"OK"}, Qty: &g})
	})
	p.noteWeight(ctx, h, id, &g, err)
	return step, err
}

// AcceptWeight implements api.Packing.
func (p *Plant) AcceptWeight(ctx context.Context, c api.Call, id wms.TaskID, reason string) (wms.Step, error) {
	h, err := p.taskHouse(id)
	if err != nil {
		return wms.Step{}, err
	}
	step, _, err := command(ctx, p, c, h.Partition(), "carton.accept_weight", func(tx store.Tx) (wms.Step, error) {
		t, err := h.Floor.AcceptWeight(tx, id, c.Actor.User, reason)
		if err != nil {
			return wms.Step{}, err
		}
		return h.stepOf(tx, t)
	})
	return step, err
}

// Carton implements api.Packing.
func (p *Plant) Carton(_ context.Context, id wms.HandlingUnitID) (wms.PackedCarton, error) {
	return inSome(p, func(r store.Reader, part store.Partition) (wms.PackedCarton, error) {
		return outbound.CartonOf(r, part, id)
	})
}

// CartonsOf implements api.Packing.
func (p *Plant) CartonsOf(_ context.Context, id wms.ShipmentID) ([]wms.PackedCarton, error) {
	return inSome(p, func(r store.Reader, part store.Partition) ([]wms.PackedCarton, error) {
		return outbound.CartonsOf(r, part, id)
	})
}

// inSome reads from the first warehouse that knows it.
func inSome[T any](p *Plant, fn func(store.Reader, store.Partition) (T, error)) (out T, err error) {
	err = p.Store.View(func(r store.Reader) (err error) {
		for _, h := range p.Houses {
			out, err = fn(r, h.Partition())
			var no *wms.Error
			if !errors.As(err, &no) || no.Kind != wms.NotFound {
				return err
			}
		}
		return err
	})
	return out, err
}
