package plant

import (
	"cmp"
	"context"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/counting"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/masterdata"
	"github.com/aisle-wms/aisle/wms/problems"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
	"github.com/aisle-wms/aisle/wms/transports"
)

func (p *Plant) taskHouse(id wms.TaskID) (*House, error) {
	part, err := tasks.PartitionOf(id)
	if err != nil {
		return nil, err
	}
	if h, ok := p.houses[wms.WarehouseID(part)]; ok {
		return h, nil
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_task", "no task %q", id)
}

// ListTasks implements api.Work. Without a status it lists what is not ended.
func (p *Plant) ListTasks(_ context.Context, q api.TaskQuery, page api.Page) ([]wms.Task, string, error) {
	houses := p.Houses
	if q.Warehouse != "" {
		h, err := p.House(q.Warehouse)
		if err != nil {
			return nil, "", err
		}
		houses = []*House{h}
	}
	out := []wms.Task{}
	keep := func(t wms.Task) bool {
		return (q.Assignee == "" || t.Assignee == q.Assignee) && (q.Kind == "" || t.Kind == q.Kind) && string(t.ID) > page.After
	}
	err := p.Store.View(func(r store.Reader) error {
		for _, h := range houses {
			list, err := listTasks(r, h, q, keep)
			if err != nil {
				return err
			}
			out = append(out, list...)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b wms.Task) int { return cmp.Compare(a.ID, b.ID) })
	next := ""
	if len(out) > page.Limit {
		out = out[:page.Limit]
		next = string(out[len(out)-1].ID)
	}
	return out, next, err
}

func listTasks(r store.Reader, h *House, q api.TaskQuery, keep func(wms.Task) bool) ([]wms.Task, error) {
	part := h.Partition()
	statuses := []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned, wms.TaskWaiting}
	if q.Status != "" {
		statuses = []wms.TaskStatus{q.Status}
	}
	if q.Assignee != "" && !tasks.Ended(statuses[0]) {
		mine, err := tasks.OfPerson(r, part, q.Assignee)
		return slices.DeleteFunc(mine, func(t wms.Task) bool { return !keep(t) || !slices.Contains(statuses, t.Status) }), err
	}
	var out []wms.Task
	for _, s := range statuses {
		var list []wms.Task
		var err error
		if q.Kind != "" {
			list, err = tasks.With(r, part, s, q.Kind, 0, keep)
		} else {
			list, err = tasks.WithStatus(r, part, s, 0, keep)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// Task implements api.Work.
func (p *Plant) Task(_ context.Context, id wms.TaskID) (wms.Task, wms.Step, error) {
	h, err := p.taskHouse(id)
	if err != nil {
		return wms.Task{}, wms.Step{}, err
	}
	var step wms.Step
	t, err := view(p, func(r store.Reader) (wms.Task, error) {
		t, err := tasks.Get(r, h.Partition(), id)
		if err == nil {
			step, err = h.stepOf(r, t)
		}
		return t, err
	})
	return t, step, err
}

// Next implements api.Work.
func (p *Plant) Next(ctx context.Context, c api.Call, n api.NextWork) (wms.Task, wms.Step, error) {
	h, err := p.House(n.Warehouse)
	if err != nil {
		return wms.Task{}, wms.Step{}, err
	}
	kinds := n.Kinds
	if len(kinds) == 0 {
		kinds = []wms.TaskKind{wms.TaskPick, wms.TaskStation, wms.TaskInduct, wms.TaskPack, wms.TaskLoad, wms.TaskReplenish, wms.TaskPutAway, wms.TaskAssemble, wms.TaskEmpties, wms.TaskReject, wms.TaskPull, wms.TaskInspect, wms.TaskCount}
	}
	if idle, err := p.nothingToDo(h, c.Actor.User, kinds, n.Zone); err != nil || idle {
		return wms.Task{}, wms.Step{}, err
	}
	t, _, err := command(ctx, p, c, h.Partition(), "task.next", func(tx store.Tx) (wms.Task, error) {
		t, err := h.next(tx, c.Actor.User, kinds, n.Zone)
		if err != nil {
			return t, err
		}
		return t, h.printFor(tx, c.Actor, t)
	})
	if err != nil || t.ID == "" {
		return wms.Task{}, wms.Step{}, err
	}
	p.seen(h, c, t)
	step, err := view(p, func(r store.Reader) (wms.Step, error) { return h.stepOf(r, t) })
	return t, step, err
}

// nothingToDo looks, without a command, whether asking for work can give any:
// idle people ask often.
func (p *Plant) nothingToDo(h *House, who wms.UserID, kinds []wms.TaskKind, zone string) (bool, error) {
	return view(p, func(r store.Reader) (bool, error) {
		mine, err := tasks.OfPerson(r, h.Partition(), who)
		if err != nil || len(mine) > 0 {
			return false, err
		}
		rules, err := masterdata.WorkRulesOf(r, h.Partition())
		if err != nil {
			return false, err
		}
		for _, k := range kinds {
			open, err := tasks.With(r, h.Partition(), wms.TaskOpen, k, 1, func(t wms.Task) bool {
				skill, err := h.lacks(r, &rules, who, t)
				return err == nil && skill == "" && (zone == "" || t.Zone == zone || t.Zone == "")
			})
			if err != nil || len(open) > 0 {
				return false, err
			}
		}
		return true, nil
	})
}

func (p *Plant) seen(h *House, c api.Call, t wms.Task) {
	h.pace.begun(c.Actor.User, p.Clock.Now())
	at := t.From
	if l, ok := h.Site.Location(at); ok {
		h.people.at(c.Actor.User, l, t)
	}
}

// Claim implements api.Work.
func (p *Plant) Claim(ctx context.Context, c api.Call, id wms.TaskID) (wms.Task, wms.Step, error) {
	h, err := p.taskHouse(id)
	if err != nil {
		return wms.Task{}, wms.Step{}, err
	}
	t, _, err := command(ctx, p, c, h.Partition(), "task.claim", func(tx store.Tx) (wms.Task, error) {
		t, err := tasks.Get(tx, tx.Partition(), id)
		if err != nil {
			return t, err
		}
		if err := counting.MayClaim(tx, tx.Partition(), t, c.Actor.User); err != nil {
			return t, err
		}
		if err := h.maySkill(tx, c.Actor.User, t); err != nil {
			return t, err
		}
		if zone, closed := h.closedTask(t); closed {
			return t, wms.Refuse(wms.Conflict, "zone_closed", "task %s is in zone %s, which is closed: leave it", id, zone)
		}
		if t, err = tasks.Claim(tx, id, c.Actor.User); err != nil {
			return t, err
		}
		return t, h.printFor(tx, c.Actor, t)
	})
	if err != nil {
		return t, wms.Step{}, err
	}
	p.seen(h, c, t)
	step, err := view(p, func(r store.Reader) (wms.Step, error) { return h.stepOf(r, t) })
	return t, step, err
}

// Mine implements api.Work.
func (p *Plant) Mine(_ context.Context, w wms.WarehouseID, who wms.UserID) ([]wms.Claimed, error) {
	houses := p.Houses
	if w != "" {
		h, err := p.House(w)
		if err != nil {
			return nil, err
		}
		houses = []*House{h}
	}
	return view(p, func(r store.Reader) ([]wms.Claimed, error) {
		out := []wms.Claimed{}
		for _, h := range houses {
			list, err := inHand(r, h.Partition(), who)
			if err != nil {
				return nil, err
			}
			for _, t := range list {
				whole, err := h.whole(r, t)
				if err != nil {
					return nil, err
				}
				out = append(out, whole)
			}
		}
		return out, nil
	})
}

// whole is a task with its script, whichever process made it.
func (h *House) whole(r store.Reader, t wms.Task) (wms.Claimed, error) {
	if t.Kind != wms.TaskCount || t.Ref == "" {
		return h.sketchedAll(tasks.Whole(t, h.Floor.Places(t))), nil
	}
	d, err := h.counting(r)
	if err != nil {
		return wms.Claimed{}, err
	}
	whole, err := d.Whole(r, t)
	return h.sketchedAll(whole), err
}

// inHand lists a person's tasks and, of their batches, what waits for them.
func inHand(r store.Reader, part store.Partition, who wms.UserID) ([]wms.Task, error) {
	mine, err := tasks.OfPerson(r, part, who)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(mine)
	seen := map[string]bool{"": true}
	for _, t := range mine {
		if seen[t.Batch] {
			continue
		}
		seen[t.Batch] = true
		batch, err := tasks.OfBatch(r, part, t.Batch)
		if err != nil {
			return nil, err
		}
		for _, b := range batch {
			if b.Status == wms.TaskWaiting {
				out = append(out, b)
			}
		}
	}
	return out, nil
}

// Confirm implements api.Work.
func (p *Plant) Confirm(ctx context.Context, c api.Call, id wms.TaskID, f wms.Confirmation) (wms.Step, error) {
	h, err := p.taskHouse(id)
	if err != nil {
		return wms.Step{}, err
	}
	step, _, err := command(ctx, p, c, h.Partition(), "task.confirm", func(tx store.Tx) (wms.Step, error) {
		told, err := understood(tx, h, id, f)
		if err != nil {
			return wms.Step{}, err
		}
		step, err := p.confirmTask(tx, h, id, c.Actor.User, told)
		if err != nil {
			return step, err
		}
		return h.sketched(step), h.printNext(tx, c.Actor, step)
	})
	p.noteWeight(ctx, h, id, f.Qty, err)
	if err == nil && step.Done {
		h.pace.ended(c.Actor.User, step.Kind, p.Clock.Now())
	}
	if err == nil && step.Next != "" {
		if next, err := view(p, func(r store.Reader) (wms.Task, error) { return tasks.Get(r, h.Partition(), step.Next) }); err == nil {
			p.seen(h, c, next)
		}
	}
	return step, err
}

// Except implements api.Work.
func (p *Plant) Except(ctx context.Context, c api.Call, id wms.TaskID, e wms.Exception) (wms.Step, error) {
	h, err := p.taskHouse(id)
	if err != nil {
		return wms.Step{}, err
	}
	step, res, err := command(ctx, p, c, h.Partition(), "task.exception", func(tx store.Tx) (wms.Step, error) {
		before, err := tasks.Get(tx, tx.Partition(), id)
		if err != nil {
			return wms.Step{}, err
		}
		step, err := p.exceptTask(tx, h, id, c.Actor.User, e)
		if err != nil {
			return step, err
		}
		_, err = problems.Report(tx, problemOf(before, c.Actor.User, e), e.Photos)
		return h.sketched(step), err
	})
	if err == nil {
		p.settle(ctx, res)
	}
	return step, err
}

// Undo implements api.Work.
func (p *Plant) Undo(ctx context.Context, c api.Call, id wms.TaskID) (wms.Step, error) {
	h, err := p.taskHouse(id)
	if err != nil {
		return wms.Step{}, err
	}
	step, _, err := command(ctx, p, c, h.Partition(), "task.undo", func(tx store.Tx) (wms.Step, error) {
		t, err := tasks.Get(tx, tx.Partition(), id)
		if err != nil {
			return wms.Step{}, err
		}
		if t.Kind == wms.TaskCount && t.Ref != "" {
			return wms.Step{}, wms.Refuse(wms.Conflict, "nothing_to_undo", "count task %s can not go back a step: count the item again", id)
		}
		if t.Kind == wms.TaskPack {
			t, err = h.Floor.UndoPack(tx, id, c.Actor.User)
		} else {
			t, err = tasks.Undo(tx, id, c.Actor.User)
		}
		if err != nil {
			return wms.Step{}, err
		}
		return h.stepOf(tx, t)
	})
	return step, err
}

// NewTransport implements api.Transports.
func (p *Plant) NewTransport(ctx context.Context, c api.Call, t wms.Transport) (wms.Transport, error) {
	h, err := p.houseFor(t.Warehouse, t.To, t.HandlingUnit)
	if err != nil {
		return t, err
	}
	if h.Line == nil {
		return t, wms.Refuse(wms.Conflict, "no_machines", "warehouse %s has no machines to carry %s", h.Site.ID, t.HandlingUnit)
	}
	out, _, err := command(ctx, p, c, h.Partition(), "transport.new", func(tx store.Tx) (wms.Transport, error) {
		return transports.New(tx, h.Site, t)
	})
	return out, err
}

func (p *Plant) transportHouse(id wms.TransportID) (*House, error) {
	part, err := transports.PartitionOf(id)
	if err != nil {
		return nil, err
	}
	if h, ok := p.houses[wms.WarehouseID(part)]; ok {
		return h, nil
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_transport", "no transport %q", id)
}

// Transport implements api.Transports.
func (p *Plant) Transport(_ context.Context, id wms.TransportID) (wms.Transport, error) {
	h, err := p.transportHouse(id)
	if err != nil {
		return wms.Transport{}, err
	}
	return view(p, func(r store.Reader) (wms.Transport, error) { return transports.Get(r, h.Partition(), id) })
}

// ListTransports implements api.Transports.
func (p *Plant) ListTransports(_ context.Context, w wms.WarehouseID, status string, page api.Page) ([]wms.Transport, string, error) {
	houses := p.Houses
	if w != "" {
		h, err := p.House(w)
		if err != nil {
			return nil, "", err
		}
		houses = []*House{h}
	}
	out, err := view(p, func(r store.Reader) ([]wms.Transport, error) {
		all := []wms.Transport{}
		for _, h := range houses {
			list, err := transports.List(r, h.Partition(), status, wms.TransportID(page.After), page.Limit)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		slices.SortFunc(all, func(a, b wms.Transport) int { return cmp.Compare(a.ID, b.ID) })
		return all[:min(len(all), page.Limit)], nil
	})
	return out, nextCursor(out, page, func(t wms.Transport) string { return string(t.ID) }), err
}

// CancelTransport implements api.Transports.
func (p *Plant) CancelTransport(ctx context.Context, c api.Call, id wms.TransportID) (wms.Transport, error) {
	h, err := p.transportHouse(id)
	if err != nil {
		return wms.Transport{}, err
	}
	out, _, err := command(ctx, p, c, h.Partition(), "transport.cancel", func(tx store.Tx) (wms.Transport, error) {
		if h.Line != nil {
			if t, asked, err := h.Line.giveUp(tx, id); err != nil || asked {
				return t, err
			}
		}
		t, err := transports.Cancel(tx, id)
		if err != nil {
			return t, err
		}
		u, err := ledger.MustUnit(tx, tx.Partition(), t.HandlingUnit)
		if err != nil {
			return t, err
		}
		if err := p.hall(h).TakeBack(tx, u.ID); err != nil {
			return t, err
		}
		return t, h.Floor.Arrived(tx, u.ID, u.Location) // it stays: its work here may go on
	})
	if err == nil && h.Line != nil {
		h.Line.withdraw(out)
	}
	return out, err
}
