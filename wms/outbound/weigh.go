package outbound

import (
	"fmt"
	"strings"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// maxCartonG bounds what a scale may say.
const maxCartonG = 1_000_000

// atScale says whether the next step of a task is to weigh a carton.
func (f Floor) atScale(t wms.Task) bool {
	if t.Kind != wms.TaskPack || t.Status != wms.TaskAssigned || t.Pack.Last() == nil {
		return false
	}
	script := tasks.Script(t, f.Places(t))
	return t.Step < len(script) && script[t.Step].Code == tasks.WeighCarton
}

// weigh compares what a closed carton weighs with what it should.
func (f Floor) weigh(tx store.Tx, t *wms.Task, g int64) error {
	if g < 1 || g > maxCartonG {
		return wms.Refuse(wms.Invalid, "invalid_weight", "a carton weighs 1 to %d g, not %d", maxCartonG, g)
	}
	check, err := f.Bench.Check(tx, tx.Partition())
	if err != nil {
		return err
	}
	k := t.Pack.Last()
	far := check.Tolerance(k.ExpectedG)
	light, heavy := g < k.ExpectedG-far, g > k.ExpectedG+far && len(k.Unweighed) == 0
	if check.On && (light || heavy) {
		return wms.Refuse(wms.Conflict, "weight_differs", "carton %s should weigh %d g (%d g more or less), the scale says %d g: take a step back and count it again, or a supervisor accepts it with a reason", k.Label, k.ExpectedG, far, g).
			With("carton", k.Label).With("expected_g", k.ExpectedG).With("tolerance_g", far).With("measured_g", g)
	}
	k.MeasuredG = g
	tx.Emit(wms.Event{Type: "carton.weighed", Subject: string(k.Label), Data: weightFacts(*t, *k)})
	return f.goOnPacking(tx, t)
}

func weightFacts(t wms.Task, k wms.BenchCarton) map[string]any {
	data := map[string]any{"task": string(t.ID), "shipment": string(t.Shipment), "expected_g": k.ExpectedG, "measured_g": k.MeasuredG}
	if len(k.Unweighed) > 0 {
		skipped := make([]any, len(k.Unweighed))
		for i, s := range k.Unweighed {
			skipped[i] = string(s)
		}
		data["unweighed"] = skipped
	}
	return data
}

// WeightDiffers keeps what a scale said of a carton that it was refused for,
// so that a supervisor can see and accept it.
func (f Floor) WeightDiffers(tx store.Tx, id wms.TaskID, g int64) error {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil || !f.atScale(t) {
		return err
	}
	k := t.Pack.Last()
	k.MeasuredG = g
	tx.Emit(wms.Event{Type: "carton.weight_differs", Subject: string(k.Label), Data: weightFacts(t, *k)})
	return tasks.Put(tx, t)
}

// AcceptWeight lets a carton go on whose weight differs; the reason stands in
// its record, in the event and in the journal.
func (f Floor) AcceptWeight(tx store.Tx, id wms.TaskID, by wms.UserID, reason string) (wms.Task, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil {
		return t, err
	}
	if strings.TrimSpace(reason) == "" || len(reason) > 500 {
		return t, wms.Refuse(wms.Invalid, "missing_reason", "say in 1 to 500 bytes why the carton may go on").With("field", "reason")
	}
	if !f.atScale(t) || t.Pack.Last().MeasuredG == 0 {
		return t, wms.Refuse(wms.Conflict, "nothing_weighed", "no carton of task %s waits with a weight that differs", id)
	}
	k := t.Pack.Last()
	k.AcceptedBy, k.Reason = by, reason
	data := weightFacts(t, *k)
	data["by"] = string(by)
	tx.Emit(wms.Event{Type: "carton.weight_accepted", Subject: string(k.Label), Data: data})
	if err := f.goOnPacking(tx, &t); err != nil {
		return t, err
	}
	return t, tasks.Put(tx, t)
}

// AtScale finds the task and person whose carton with this label is to be
// weighed now.
func (f Floor) AtScale(r store.Reader, label wms.HandlingUnitID) (wms.Task, bool, error) {
	found, err := tasks.With(r, store.Partition(f.Site.ID), wms.TaskAssigned, wms.TaskPack, 1, func(t wms.Task) bool {
		return f.atScale(t) && t.Pack.Last().Label == label
	})
	if err != nil || len(found) == 0 {
		return wms.Task{}, false, err
	}
	return found[0], true, nil
}

// UndoPack takes back the last thing done at the bench: a carton's closing,
// what was put in last, its opening.
func (f Floor) UndoPack(tx store.Tx, id wms.TaskID, who wms.UserID) (wms.Task, error) {
	t, err := tasks.Get(tx, tx.Partition(), id)
	if err != nil {
		return t, err
	}
	k := t.Pack.Last()
	if k == nil || t.Assignee != who || t.Status != wms.TaskAssigned || t.Step == 0 {
		return tasks.Undo(tx, id, who)
	}
	n := len(t.Pack.Cartons)
	switch {
	case k.Closed && k.Whole:
		t.Pack.Cartons = t.Pack.Cartons[:n-1]
	case k.Closed:
		k.Closed, k.Rest, k.CartonWeight = false, nil, wms.CartonWeight{}
	case len(k.Put) > 0:
		k.Put = k.Put[:len(k.Put)-1]
	default:
		t.Pack.Cartons = t.Pack.Cartons[:n-1]
	}
	t.Step = 1
	if len(t.Pack.Cartons) == 0 {
		weigh := t.Pack.Weigh
		t.Pack = nil
		if weigh {
			t.Pack = &wms.PackState{Weigh: true}
		}
		return t, tasks.Put(tx, t)
	}
	if t.Pack.Left, err = left(tx, t); err != nil && wms.CodeOf(err) != "packing_changed" {
		return t, err
	}
	return t, tasks.Put(tx, t)
}

// cartons keeps what was packed into each package of a shipment.
var cartons = store.NewTable[wms.PackedCarton]("carton", 1)

// keepCarton records a package and what lies in it.
func keepCarton(tx store.Tx, s Shipment, u wms.HandlingUnit, t wms.Task, k wms.BenchCarton) error {
	content, err := inside(tx, tx.Partition(), u.ID)
	if err != nil {
		return err
	}
	c := wms.PackedCarton{ID: u.ID, Warehouse: wms.WarehouseID(tx.Partition()), Kind: u.Kind, Shipment: s.ID, Order: s.Order, Carrier: s.Carrier,
		Route: s.Route, Box: k.Box, Content: content, Task: t.ID, PackedBy: t.Assignee, PackedAt: tx.Now(), CartonWeight: k.CartonWeight}
	lines := make([]any, len(content))
	for i, x := range content {
		line := map[string]any{"sku": string(x.SKU), "qty": x.Qty}
		if x.Lot != "" {
			line["lot"] = x.Lot
		}
		if x.Serial != "" {
			line["serial"] = x.Serial
		}
		lines[i] = line
	}
	tx.Emit(wms.Event{Type: "carton.packed", Subject: string(u.ID), Data: map[string]any{"shipment": string(s.ID), "order": string(s.Order),
		"kind": string(u.Kind), "box": k.Box, "expected_g": k.ExpectedG, "measured_g": k.MeasuredG, "content": lines}})
	return cartons.Put(tx, c, string(u.ID))
}

// recount notes what is left in a package that units were taken out of.
func recount(tx store.Tx, id wms.HandlingUnitID, left []ledger.Reservation) error {
	c, had, err := cartons.Get(tx, tx.Partition(), string(id))
	if err != nil || !had {
		return err
	}
	c.Content = nil
	for _, res := range left {
		c.Content = wms.AddContent(c.Content, contentOf(res))
	}
	return cartons.Put(tx, c, string(id))
}

// CartonOf reads a package by its label, also one that has left.
func CartonOf(r store.Reader, p store.Partition, id wms.HandlingUnitID) (wms.PackedCarton, error) {
	c, ok, err := cartons.Get(r, p, string(id))
	if err != nil {
		return c, err
	}
	if !ok {
		return c, wms.Refuse(wms.NotFound, "unknown_carton", "no carton %q was packed in %s", id, p)
	}
	s, err := Get(r, p, c.Shipment)
	if err != nil {
		return c, err
	}
	c.Status, c.Of = "removed", len(s.Packages)
	for i, id := range s.Packages {
		if id == c.ID {
			c.Status, c.Number = string(s.Status), i+1
		}
	}
	if s.Status == wms.ShipmentCancelled {
		c.Status = string(s.Status)
	}
	return c, nil
}

// CartonsOf lists the packages of a shipment with their content.
func CartonsOf(r store.Reader, p store.Partition, id wms.ShipmentID) ([]wms.PackedCarton, error) {
	s, err := Get(r, p, id)
	if err != nil {
		return nil, err
	}
	out := make([]wms.PackedCarton, 0, len(s.Packages))
	for _, unit := range s.Packages {
		c, err := CartonOf(r, p, unit)
		if wms.CodeOf(err) == "unknown_carton" {
			continue // packed before contents were kept
		}
		if err != nil {
			return nil, fmt.Errorf("carton %s: %w", unit, err)
		}
		out = append(out, c)
	}
	return out, nil
}
