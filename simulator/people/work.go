package people

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/simulator/client"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// How long things take, in site time.
const (
	pickFirst, pickEach, pickMost          = 6 * time.Second, 500 * time.Millisecond, 25 * time.Second
	stationFirst, stationEach, stationMost = 5 * time.Second, 400 * time.Millisecond, 20 * time.Second
	packTime                               = 31 * time.Second
	labelTime                              = 4 * time.Second
	inductTime                             = 4 * time.Second
	layTime                                = 3 * time.Second // one unit on the sorter
	loadTime                               = 8 * time.Second // per carton
	rejectTime                             = 15 * time.Second
	putAwayTime                            = 10 * time.Second
	cartTime                               = 5 * time.Second // to set up a cart with its totes
)

// do works on a task from the step where it stands.
func (p *person) do(ctx context.Context, a assignment) error {
	t := a.Task
	switch t.Kind {
	case wms.TaskPick:
		return p.pick(ctx, t)
	case wms.TaskStation:
		return p.station(ctx, t)
	case wms.TaskInduct, wms.TaskReject:
		if t.Sorts() {
			return p.layOn(ctx, t, a.Step)
		}
		return p.carry(ctx, t, a.Step)
	case wms.TaskPack:
		return p.pack(ctx, t)
	case wms.TaskLoad:
		return p.load(ctx, t)
	case wms.TaskPutAway:
		return p.putAway(ctx, t)
	}
	return p.giveUp(ctx, t, "nobody showed me how")
}

// pick takes units from a shelf, or a pallet on the floor, into a tote on the
// cart.
func (p *person) pick(ctx context.Context, t wms.Task) error {
	if err := p.startCart(ctx, t); err != nil {
		return err
	}
	if ok, err := p.fetch(ctx, t, string(t.Unit)); err != nil || !ok {
		return err
	}
	from := p.site.placeID(t.From)
	if err := p.walkTo(ctx, from); err != nil {
		return err
	}
	if err := p.spend(ctx, thinking(pickFirst, pickEach, t.Qty, pickMost)); err != nil {
		return err
	}
	_, _, err := p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
		if u, ok := tx.HandlingUnit(string(t.Unit)); !ok || u.Place != p.hands {
			return outcome{}, fmt.Errorf("%s is not on the cart: %w", t.Unit, errElsewhere)
		}
		taken, found := take(tx, from, string(t.SKU), p.wanted(tx, t.Qty, func(n int64) int64 {
			_, found := take(tx, from, string(t.SKU), n)
			return found
		}))
		return p.picked(tx, t, taken, found, string(t.From)), nil
	})
	return err
}

// station takes units from the pallet in front into a tote or case.
func (p *person) station(ctx context.Context, t wms.Task) error {
	from := p.site.placeID(t.From)
	if err := p.walkTo(ctx, from); err != nil {
		return err
	}
	if err := p.spend(ctx, thinking(stationFirst, stationEach, t.Qty, stationMost)); err != nil {
		return err
	}
	if at, known := p.whereIs(string(t.Unit)); known && at != p.hands && p.site.kind(at) != "tote_stack" {
		if ok, err := p.fetch(ctx, t, string(t.Unit)); err != nil || !ok {
			return err
		}
	}
	_, _, err := p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
		pallet, ok := tx.HandlingUnit(string(t.FromUnit))
		if !ok || pallet.Place != from {
			return outcome{}, fmt.Errorf("pallet %s does not stand at %s: %w", t.FromUnit, t.From, errElsewhere)
		}
		taken, found := takeInside(tx, pallet.ID, string(t.SKU), p.wanted(tx, t.Qty, func(n int64) int64 { return min(n, pallet.Units[string(t.SKU)]) }))
		return p.picked(tx, t, taken, found, pallet.Barcode()), nil
	})
	return err
}

// wanted is how many units are taken: what is asked for, or, when this person
// is told to err, twice as many if they are there.
func (p *person) wanted(tx *world.Tx, qty int64, there func(int64) int64) int64 {
	if n := p.Faults.DoublePickNth; n > 0 && tx.Counted(PicksCounter)+1 == int64(n) {
		return there(2 * qty)
	}
	return qty
}

// picked lays what was taken into the task's tote or case and says so; if it
// is less than asked for, it says that.
func (p *person) picked(tx *world.Tx, t wms.Task, taken deed, found int64, source string) outcome {
	if found == 0 {
		none := int64(0)
		return outcome{exception: &wms.Exception{Code: "not_found", Qty: &none}}
	}
	out := outcome{deed: append(taken, putInto(tx, p.site, string(t.Unit), p.hands, string(t.SKU), found)...)}
	if found < t.Qty {
		out.exception = &wms.Exception{Code: "short", Qty: &found}
		return out
	}
	label := string(t.Unit)
	if u, ok := tx.HandlingUnit(label); ok {
		label = u.Barcode()
	}
	out.scans = []string{source, p.Barcode(string(t.SKU)), label}
	return out
}

func (p *person) whereIs(unit string) (place string, known bool) {
	_ = p.w.View(func(tx *world.Tx) error {
		u, ok := tx.HandlingUnit(unit)
		if known = ok; ok {
			place = u.Place
		}
		return nil
	})
	return place, known
}

// startCart fetches the totes of a new cart load from the stack.
func (p *person) startCart(ctx context.Context, t wms.Task) error {
	if t.Batch == "" || t.Batch == p.mem.Batch {
		return nil
	}
	if err := p.returnEmpties(ctx); err != nil {
		return err
	}
	var mine struct{ Data []wms.Task }
	q := url.Values{"assignee": {p.who.ID}, "warehouse": {p.site.ID}, "limit": {"1000"}}
	if _, err := p.call(ctx, http.MethodGet, "/v1/tasks?"+q.Encode(), "", nil, &mine); err != nil {
		return p.shrug(ctx, err, "asks for their cart's totes")
	}
	if err := p.walkTo(ctx, p.site.stack); err != nil {
		return err
	}
	if err := p.spend(ctx, cartTime); err != nil {
		return err
	}
	return p.change(func(tx *world.Tx) error {
		p.mem.Batch = t.Batch
		for _, x := range mine.Data {
			u, ok := tx.HandlingUnit(string(x.Unit))
			if !ok || x.Batch != t.Batch || x.Kind != wms.TaskPick || u.Place != p.site.stack {
				continue
			}
			if err := tx.MoveHandlingUnit(u.ID, u.Place, p.hands); err != nil {
				return err
			}
		}
		return nil
	})
}

// returnEmpties brings empty totes that are left on the cart to the stack.
func (p *person) returnEmpties(ctx context.Context) error {
	empties := func(tx *world.Tx) (ids []string) {
		for _, id := range tx.At(p.hands) {
			if u, _ := tx.HandlingUnit(id); u.Kind == string(wms.Tote) && len(u.Units) == 0 {
				ids = append(ids, id)
			}
		}
		return ids
	}
	some := false
	_ = p.w.View(func(tx *world.Tx) error { some = len(empties(tx)) > 0; return nil })
	if !some {
		return nil
	}
	if err := p.walkTo(ctx, p.site.stack); err != nil {
		return err
	}
	err := p.change(func(tx *world.Tx) error {
		for _, id := range empties(tx) {
			if err := tx.MoveHandlingUnit(id, p.hands, p.site.stack); err != nil {
				return err
			}
		}
		p.mem.Batch = ""
		return nil
	})
	if impossible(err) {
		return client.Sleep(ctx, cooling) // the stack is full; later
	}
	return err
}

// carry brings a tote or case to where it goes on, or something out of the
// reject lane back to the induction. The first scan says what it is, the
// second where it was put.
func (p *person) carry(ctx context.Context, t wms.Task, step wms.Step) error {
	unit, ok, err := p.whatToCarry(ctx, t)
	if err != nil || !ok {
		return err
	}
	if ok, err := p.fetch(ctx, t, unit); err != nil || !ok {
		return err
	}
	if step.Step == "scan_unit" {
		if t.Kind == wms.TaskReject {
			err = p.spend(ctx, rejectTime)
		}
		if err == nil {
			step, ok, err = p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
				u, ok := tx.HandlingUnit(unit)
				if !ok {
					return outcome{}, world.ErrNoUnit
				}
				return outcome{scans: []string{u.Barcode()}}, nil
			})
		}
		if err != nil || !ok || step.Done {
			return err
		}
	}
	places := p.nearestFirst(step.Expect)
	if len(places) == 0 {
		return p.giveUp(ctx, t, "no place is named to put "+unit)
	}
	if err := p.walkTo(ctx, p.site.placeID(wms.LocationID(places[0]))); err != nil {
		return err
	}
	if err := p.spend(ctx, inductTime); err != nil {
		return err
	}
	_, _, err = p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
		if u, ok := tx.HandlingUnit(unit); !ok || u.Place != p.hands {
			return outcome{}, fmt.Errorf("%s is not in my hands: %w", unit, errElsewhere)
		}
		for _, at := range places {
			to := p.site.placeID(wms.LocationID(at))
			if there, ok := tx.Place(to); ok && (there.Capacity == 0 || len(tx.At(to)) < there.Capacity) {
				return outcome{deed: deed{{Do: "carry", Unit: unit, From: p.hands, To: to}}, scans: []string{at}, stays: true}, nil
			}
		}
		return outcome{}, fmt.Errorf("%v: %w", places, world.ErrFull)
	})
	return err
}

// layOn empties a tote of a batch: unit by unit gets its label and is laid on
// the sorter. A unit that the tote does not hold is reported missing.
func (p *person) layOn(ctx context.Context, t wms.Task, step wms.Step) error {
	tote := string(t.Unit)
	if ok, err := p.fetch(ctx, t, tote); err != nil || !ok {
		return err
	}
	if step.Step == "scan_unit" {
		var ok bool
		var err error
		step, ok, err = p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
			u, ok := tx.HandlingUnit(tote)
			if !ok {
				return outcome{}, world.ErrNoUnit
			}
			return outcome{scans: []string{u.Barcode()}}, nil
		})
		if err != nil || !ok || step.Done {
			return err
		}
	}
	if t.To != "" {
		if err := p.walkTo(ctx, p.site.placeID(t.To)); err != nil {
			return err
		}
	}
	if err := p.spend(ctx, layTime); err != nil {
		return err
	}
	label, _ := step.Args["label"].(string)
	at := p.hands // the sorter is out of service
	if t.To != "" {
		at = p.site.placeID(t.To)
	}
	_, _, err := p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
		u, ok := tx.HandlingUnit(tote)
		if !ok || u.Place != p.hands {
			return outcome{}, fmt.Errorf("%s is not in my hands: %w", tote, errElsewhere)
		}
		for _, sku := range step.Expect {
			if u.Units[sku] > 0 {
				return outcome{deed: deed{{Do: "inside", Unit: tote, SKU: sku, Qty: -1}, parcelOf(label, sku, at)}, scans: []string{p.Barcode(sku)}}, nil
			}
		}
		none := int64(0)
		return outcome{exception: &wms.Exception{Code: "not_found", Qty: &none, SKU: wms.SKU(step.Expect[0])}}, nil
	})
	return err
}

// whatToCarry is the unit of a carrying task. If the task names none, the
// sorter could not read it: it is what lies in the reject lane and no other
// task speaks of.
func (p *person) whatToCarry(ctx context.Context, t wms.Task) (unit string, ok bool, err error) {
	if t.Unit != "" {
		return string(t.Unit), true, nil
	}
	lane := p.site.placeID(t.From)
	if err := p.walkTo(ctx, lane); err != nil {
		return "", false, err
	}
	for begun := time.Now(); ; {
		var others struct{ Data []wms.Task }
		q := url.Values{"warehouse": {p.site.ID}, "kind": {string(wms.TaskReject)}, "limit": {"1000"}}
		if _, err := p.call(ctx, http.MethodGet, "/v1/tasks?"+q.Encode(), "", nil, &others); err != nil {
			return "", false, p.shrug(ctx, err, "asks what lies in the reject lane")
		}
		_ = p.w.View(func(tx *world.Tx) error {
			lies := append(tx.At(p.hands), tx.At(lane)...)
			lies = slices.DeleteFunc(lies, func(id string) bool {
				return slices.ContainsFunc(others.Data, func(x wms.Task) bool { return string(x.Unit) == id })
			})
			for _, likely := range []bool{true, false} {
				for _, id := range lies {
					if unit == "" && (!likely || slices.Contains(t.Units, wms.HandlingUnitID(id))) {
						unit = id
					}
				}
			}
			return nil
		})
		if unit != "" {
			return unit, true, nil
		}
		if time.Since(begun) > patience {
			return "", false, p.giveUp(ctx, t, "the reject lane holds nothing of that kind")
		}
		if err := client.Sleep(ctx, 10*lookEvery); err != nil {
			return "", false, err
		}
	}
}

// nearestFirst sorts places that would all do by the walk from here.
func (p *person) nearestFirst(places []string) []string {
	here, ok := p.site.Location(p.mem.At)
	out := slices.DeleteFunc(slices.Clone(places), func(id string) bool { _, known := p.site.Location(id); return !known })
	if ok {
		slices.SortStableFunc(out, func(a, b string) int {
			la, _ := p.site.Location(a)
			lb, _ := p.site.Location(b)
			return int(distanceMM(p.site.Warehouse, here, la) - distanceMM(p.site.Warehouse, here, lb))
		})
	}
	return out
}

// pack takes a tote or case from its chute or bench, packs it, and brings the
// carton with its new label to the staging place.
func (p *person) pack(ctx context.Context, t wms.Task) error {
	from := []wms.HandlingUnitID{t.Unit}
	if len(t.Parcels) > 0 {
		from = t.Parcels
	}
	for _, unit := range from {
		if ok, err := p.fetch(ctx, t, string(unit)); err != nil || !ok {
			return err
		}
	}
	if from, ok := p.site.Location(p.mem.At); ok {
		if bench := p.site.bench(from); bench != nil {
			if err := p.walkTo(ctx, p.site.placeID(wms.LocationID(bench.ID))); err != nil {
				return err
			}
		}
	}
	if err := p.spend(ctx, packTime+labelTime); err != nil {
		return err
	}
	if err := p.walkTo(ctx, p.site.placeID(t.To)); err != nil {
		return err
	}
	_, _, err := p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
		first := string(t.From) // the chute of parcels
		for _, unit := range from {
			u, ok := tx.HandlingUnit(string(unit))
			if !ok || u.Place != p.hands {
				return outcome{}, fmt.Errorf("%s is not in my hands: %w", unit, errElsewhere)
			}
			if len(t.Parcels) == 0 {
				first = u.Barcode()
			}
		}
		d, err := pack(tx, p.site, t)
		return outcome{deed: d, scans: []string{first, string(t.Units[0]), string(t.To)}}, err
	})
	return err
}

// load brings a shipment's cartons and pallets onto its truck.
func (p *person) load(ctx context.Context, t wms.Task) error {
	if err := p.walkTo(ctx, p.site.placeID(t.From)); err != nil {
		return err
	}
	if err := p.spend(ctx, loadTime*time.Duration(min(len(t.Units), 500))); err != nil {
		return err
	}
	if err := p.walkTo(ctx, p.site.placeID(t.To)); err != nil {
		return err
	}
	_, _, err := p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
		d, labels, err := load(tx, p.site, t, time.Now().UTC())
		return outcome{deed: d, scans: append(labels, string(t.To))}, err
	})
	return err
}

// putAway brings a pallet to where it waits for its truck, or goods of a
// cancelled order, or new ones, to their shelf.
func (p *person) putAway(ctx context.Context, t wms.Task) error {
	first := p.Barcode(string(t.SKU))
	if t.Unit != "" {
		if ok, err := p.fetch(ctx, t, string(t.Unit)); err != nil || !ok {
			return err
		}
		first = string(t.Unit)
	} else if err := p.walkTo(ctx, p.site.placeID(t.From)); err != nil {
		return err
	}
	if err := p.walkTo(ctx, p.site.placeID(t.To)); err != nil {
		return err
	}
	if err := p.spend(ctx, putAwayTime); err != nil {
		return err
	}
	_, _, err := p.try(ctx, t, func(tx *world.Tx) (outcome, error) {
		if u, ok := tx.HandlingUnit(first); ok {
			first = u.Barcode()
		}
		d, err := putAway(tx, p.site, t)
		return outcome{deed: d, scans: []string{first, string(t.To)}}, err
	})
	return err
}
