package plant

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/inventory"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

func (h *House) counting(r store.Reader) (counting.Desk, error) {
	s, err := inventory.SettingsOf(r, h.Partition())
	return counting.Desk{Site: h.Site, Settings: s, Item: items.Get}, err
}

// stepOf is what the handheld shows for a task, whichever process made it.
func (h *House) stepOf(r store.Reader, t wms.Task) (wms.Step, error) {
	if t.Kind == wms.TaskCount && t.Ref != "" {
		d, err := h.counting(r)
		if err != nil {
			return wms.Step{}, err
		}
		step, err := d.Step(r, t)
		return h.sketched(step), err
	}
	return h.sketched(tasks.StepOf(t, h.Floor.Places(t))), nil
}

// confirmTask hands scans to the process that made the task.
func (p *Plant) confirmTask(tx store.Tx, h *House, id wms.TaskID, who wms.UserID, f wms.Confirmation) (wms.Step, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil {
		return wms.Step{}, err
	}
	d, err := h.counting(tx)
	if err != nil {
		return wms.Step{}, err
	}
	if t.Kind == wms.TaskCount && t.Ref != "" {
		step, freed, err := d.Confirm(tx, id, who, f)
		if err != nil {
			return step, err
		}
		if step.Done {
			mine, err := tasks.OfPerson(tx, tx.Partition(), who)
			if err != nil {
				return step, err
			}
			if len(mine) > 0 {
				step.Next = mine[0].ID
			}
		}
		return step, p.freed(tx, freed)
	}
	if err := counting.Guard(tx, tx.Partition(), t, tasks.Script(t, h.Floor.Places(t)), f.Scans, tx.Now()); err != nil {
		return wms.Step{}, err
	}
	step, err := p.confirmWork(tx, h, t, who, f)
	if err != nil || !step.Done || !d.Settings.ZeroCheck {
		return step, err
	}
	if t, err = tasks.Get(tx, tx.Partition(), id); err != nil {
		return step, err
	}
	check, err := d.ZeroCheck(tx, t)
	if check != "" {
		step.Next = check
	}
	return step, err
}

// exceptTask hands a problem to the process that made the task.
func (p *Plant) exceptTask(tx store.Tx, h *House, id wms.TaskID, who wms.UserID, e wms.Exception) (wms.Step, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil {
		return wms.Step{}, err
	}
	if t.Kind == wms.TaskCount && t.Ref != "" {
		d, err := h.counting(tx)
		if err != nil {
			return wms.Step{}, err
		}
		return d.GiveUp(tx, id, who, e)
	}
	if t.Kind == wms.TaskPick {
		if err := counting.Blocked(tx, tx.Partition(), t.From, tx.Now()); err != nil && t.Step < 2 {
			return wms.Step{}, err
		}
	}
	return p.exceptWork(tx, h, t, who, e)
}

// NewCount implements api.Counts.
func (p *Plant) NewCount(ctx context.Context, c api.Call, n wms.NewCount) (wms.Count, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return wms.Count{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "count.begin", func(tx store.Tx) (wms.Count, error) {
		d, err := h.counting(tx)
		if err != nil {
			return wms.Count{}, err
		}
		return d.Begin(tx, n)
	})
	if err != nil {
		return out, err
	}
	return p.Count(ctx, out.ID)
}

// houseByID finds the warehouse in an id such as central-C00012.
func (p *Plant) houseByID(id, mark, what string) (*House, error) {
	if i := strings.LastIndex(id, mark); i > 0 {
		if h, ok := p.houses[wms.WarehouseID(id[:i])]; ok {
			return h, nil
		}
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_"+what, "no %s %q", what, id)
}

// Count implements api.Counts.
func (p *Plant) Count(_ context.Context, id string) (wms.Count, error) {
	h, err := p.houseByID(id, "-C", "count")
	if err != nil {
		return wms.Count{}, err
	}
	return view(p, func(r store.Reader) (wms.Count, error) { return counting.Get(r, h.Partition(), id) })
}

// ListCounts implements api.Counts.
func (p *Plant) ListCounts(_ context.Context, w wms.WarehouseID, page api.Page) ([]wms.Count, string, error) {
	out, err := listAll(p, w, page, counting.List, func(c wms.Count) string { return c.ID })
	return out, nextCursor(out, page, func(c wms.Count) string { return c.ID }), err
}

// listAll lists the records of one or all warehouses in the order of their
// ids, a page of them.
func listAll[T any](p *Plant, w wms.WarehouseID, page api.Page, list func(r store.Reader, part store.Partition, after string, limit int) ([]T, error), id func(T) string) ([]T, error) {
	houses := p.Houses
	if w != "" {
		h, err := p.House(w)
		if err != nil {
			return nil, err
		}
		houses = []*House{h}
	}
	return view(p, func(r store.Reader) ([]T, error) {
		out := []T{}
		for _, h := range houses {
			more, err := list(r, h.Partition(), page.After, page.Limit)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
		slices.SortFunc(out, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
		return out[:min(len(out), page.Limit)], nil
	})
}

// DecideCount implements api.Counts.
func (p *Plant) DecideCount(ctx context.Context, c api.Call, id string, v wms.CountVerdict, approve bool) (wms.Count, error) {
	h, err := p.houseByID(id, "-C", "count")
	if err != nil {
		return wms.Count{}, err
	}
	_, res, err := command(ctx, p, c, h.Partition(), "count.decide", func(tx store.Tx) (wms.Count, error) {
		d, err := h.counting(tx)
		if err != nil {
			return wms.Count{}, err
		}
		out, freed, err := d.Decide(tx, id, c.Actor.User, v, approve)
		if err != nil {
			return out, err
		}
		return out, p.freed(tx, freed)
	})
	if err != nil {
		return wms.Count{}, err
	}
	p.settle(ctx, res)
	return p.Count(ctx, id)
}

// CancelCount implements api.Counts.
func (p *Plant) CancelCount(ctx context.Context, c api.Call, id string) (wms.Count, error) {
	h, err := p.houseByID(id, "-C", "count")
	if err != nil {
		return wms.Count{}, err
	}
	_, _, err = command(ctx, p, c, h.Partition(), "count.cancel", func(tx store.Tx) (wms.Count, error) {
		d, err := h.counting(tx)
		if err != nil {
			return wms.Count{}, err
		}
		return d.Cancel(tx, id)
	})
	if err != nil {
		return wms.Count{}, err
	}
	return p.Count(ctx, id)
}

// StockSettings implements api.Counts.
func (p *Plant) StockSettings(_ context.Context, w wms.WarehouseID) (wms.StockSettings, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.StockSettings{}, err
	}
	return view(p, func(r store.Reader) (wms.StockSettings, error) { return inventory.SettingsOf(r, h.Partition()) })
}

// SetStock implements api.Counts.
func (p *Plant) SetStock(ctx context.Context, c api.Call, s wms.StockSettings) (wms.StockSettings, error) {
	h, err := p.House(s.Warehouse)
	if err != nil {
		return s, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "stock.settings", func(tx store.Tx) (wms.StockSettings, error) { return inventory.Set(tx, s) })
	out.Warehouse = h.Site.ID
	return out, err
}
