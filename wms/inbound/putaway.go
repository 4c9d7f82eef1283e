package inbound

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/putaway"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// Way is one decision: goods of a due go to a place.
type Way struct {
	Due Due
	To  wms.LocationID
	Qty int64
	Why string
}

// Planned is what planning found: ways, goods that are kept at the dock for
// orders that wait for them, goods gone from the dock, and goods without a
// place.
type Planned struct {
	Ways    []Way
	Kept    []Due
	Gone    []Due
	Without []Due
}

// PlanPutaway chooses places for what is due, without writing. waits says how
// many units of an item released orders would take from the dock: these are
// not put away (cross-docking). machines, if set, is where whole pallets are
// given to machines, with how many it can take now.
func (h Hall) PlanPutaway(r store.Reader, due []Due, waits func(wms.SKU) (int64, error), machines wms.LocationID) (Planned, error) {
	var out Planned
	part := store.Partition(h.Site.ID)
	work, err := openWork(r, part)
	if err != nil {
		return out, err
	}
	f, err := h.look(r)
	if err != nil {
		return out, err
	}
	room, err := h.roomAt(r, machines, work)
	if err != nil {
		return out, err
	}
	var loads []putaway.Load
	for i, d := range due {
		id := fmt.Sprint(i)
		if d.Unit != "" {
			u, inside, ok, err := h.unitAtDock(r, d.Unit, d.Dock)
			if err != nil {
				return out, err
			}
			switch {
			case len(inside) == 0 || u.Location != d.Dock:
				out.Gone = append(out.Gone, d)
			case !ok: // somebody picks from it, or it is held
			case machines != "" && u.Kind == wms.Pallet:
				if room > 0 {
					room--
					out.Ways = append(out.Ways, Way{d, machines, 1, "machines"})
				}
			default:
				l, err := f.unit(id, u, inside)
				if err != nil {
					return out, err
				}
				loads = append(loads, l)
			}
			continue
		}
		_, free, err := atDock(r, part, d.Dock, d.SKU, d.Lot)
		if err != nil {
			return out, err
		}
		for _, t := range work {
			if t.Unit == "" && t.From == d.Dock && t.SKU == d.SKU && t.Lot == d.Lot {
				free -= t.Qty
			}
		}
		wanted, err := waits(d.SKU)
		if err != nil {
			return out, err
		}
		qty := min(d.Qty, free)
		switch {
		case free <= 0:
			out.Gone = append(out.Gone, d)
			continue
		case wanted >= qty:
			out.Kept = append(out.Kept, d)
			continue
		case wanted > 0:
			out.Kept = append(out.Kept, d)
			qty -= wanted
		}
		l, err := f.loose(id, d.SKU, d.Lot, qty)
		if err != nil {
			return out, err
		}
		loads = append(loads, l)
	}
	if len(loads) == 0 {
		return out, nil
	}
	dock, _ := h.Site.Location(due[0].Dock)
	coming, err := comingToShelves(r, store.Partition(h.Site.ID))
	if err != nil {
		return out, err
	}
	places, err := f.places(dock, append(work, coming...))
	if err != nil {
		return out, err
	}
	parts, left := putaway.Plan(places, loads)
	for _, p := range parts {
		out.Ways = append(out.Ways, Way{due[atoi(p.Load)], wms.LocationID(p.Place), p.Qty, p.Why})
	}
	for _, l := range left {
		out.Without = append(out.Without, due[atoi(l.ID)])
	}
	return out, nil
}

func atoi(s string) (n int) {
	_, _ = fmt.Sscan(s, &n) // our own number
	return n
}

// roomAt is how many pallets the machines' place takes beyond what stands
// there and what work brings.
func (h Hall) roomAt(r store.Reader, id wms.LocationID, work []wms.Task) (int64, error) {
	loc, ok := h.Site.Location(id)
	if !ok {
		return 0, nil
	}
	at, err := ledger.UnitsAt(r, store.Partition(h.Site.ID), id)
	room := max(1, loc.CapacityHU) - int64(len(at))
	for _, t := range work {
		if t.To == id {
			room--
		}
	}
	return room, err
}

// RoomAt is how many more pallets a place takes, beyond what stands there and
// what work brings.
func (h Hall) RoomAt(r store.Reader, id wms.LocationID) (int64, error) {
	part := store.Partition(h.Site.ID)
	work, err := openWork(r, part)
	if err != nil {
		return 0, err
	}
	room, err := h.roomAt(r, id, work)
	if err != nil || h.Bound == nil {
		return room, err
	}
	bound, err := h.Bound(r, part)
	return room - bound[id], err
}

// MakePutaway makes the work of a plan, as far as the goods are still there.
func (h Hall) MakePutaway(tx store.Tx, p Planned) error {
	for _, d := range p.Gone {
		if err := dues.Delete(tx, d.parts()...); err != nil {
			return err
		}
	}
	for _, w := range p.Ways {
		t := wms.Task{Kind: wms.TaskPutAway, From: w.Due.Dock, To: w.To, Unit: w.Due.Unit, SKU: w.Due.SKU, Lot: w.Due.Lot, Qty: w.Qty, Note: noteReceived}
		if loc, ok := h.Site.Location(w.Due.Dock); ok {
			t.Zone = loc.Zone
		}
		if t.Unit == "" {
			_, free, err := atDock(tx, tx.Partition(), t.From, t.SKU, t.Lot)
			if err != nil {
				return err
			}
			if t.Qty = min(t.Qty, free); t.Qty <= 0 {
				continue // the next look finds it gone
			}
			it, err := h.Item(tx, t.SKU)
			if err != nil {
				return err
			}
			t.GTIN = it.GTIN
		}
		made, err := tasks.New(tx, t)
		if err != nil {
			return err
		}
		tx.Emit(wms.Event{Type: "putaway.planned", Subject: string(made.ID), Data: map[string]any{"sku": string(t.SKU), "unit": string(t.Unit),
			"qty": t.Qty, "from": string(t.From), "to": string(t.To), "why": w.Why}})
		if err := lower(tx, w.Due, t.Qty); err != nil {
			return err
		}
	}
	return nil
}

// Stale lists put-away work that nobody has claimed and whose goods are gone:
// picked from the dock, or moved by hand.
func (h Hall) Stale(r store.Reader) ([]wms.TaskID, error) {
	part := store.Partition(h.Site.ID)
	open, err := tasks.With(r, part, wms.TaskOpen, wms.TaskPutAway, 0, Mine)
	var out []wms.TaskID
	for _, t := range open {
		left, err := h.left(r, t)
		if err != nil {
			return nil, err
		}
		if left == 0 {
			out = append(out, t.ID)
		}
	}
	return out, err
}

// left is how much of a put-away task can still be done.
func (h Hall) left(r store.Reader, t wms.Task) (int64, error) {
	if t.Unit != "" {
		_, _, ok, err := h.unitAtDock(r, t.Unit, t.From)
		if !ok {
			return 0, err
		}
		return 1, err
	}
	_, free, err := atDock(r, store.Partition(h.Site.ID), t.From, t.SKU, t.Lot)
	return min(free, t.Qty), err
}

// Drop cancels put-away work whose goods are gone.
func (h Hall) Drop(tx store.Tx, id wms.TaskID) error {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil || tasks.Ended(t.Status) {
		return err
	}
	if left, err := h.left(tx, t); err != nil || left > 0 {
		return err
	}
	t.Status = wms.TaskCancelled
	return tasks.Put(tx, t)
}
