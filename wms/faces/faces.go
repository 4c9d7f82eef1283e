// Package faces keeps pick faces filled: it makes the work that brings units
// from reserve places to the place where people pick an item, and walks it.
//
// The nouns: a pick face is one place for one item with a least and a most;
// its level is what is free there and what is on its way; reserve is free
// stock of the item in other places that people reach: shelves, and pallets in
// racks without a crane.
//
// Work begins when the level falls below the least, or below what shipments
// that are not released yet want of the item, so that it is there before their
// picks are. Caveats: nothing is reserved for it, an order that needs the units
// where they lie comes first; units with serial numbers stay where they are.
package faces

import (
	"cmp"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

var faces = store.NewTable[wms.PickFace]("pickface", 1)

// Desk is what this package needs of the rest.
type Desk struct {
	Site *wms.Site
	Item func(r store.Reader, sku wms.SKU) (wms.Item, error)
	// Closed says that nothing may be put into, or taken from, a place now.
	Closed func(r store.Reader, l wms.Location) (bool, error)
}

// maxUnits bounds what a face may hold.
const maxUnits = 1_000_000

// Put sets a face.
func (d Desk) Put(tx store.Tx, f wms.PickFace) (wms.PickFace, error) {
	f.Warehouse = d.Site.ID
	l, err := d.Site.MustLocation(f.Location)
	if err != nil {
		return f, err
	}
	if l.Kind != wms.KindShelf {
		return f, wms.Refuse(wms.Invalid, "not_a_shelf", "%s is a %s; pick faces are shelves", l.ID, l.Kind)
	}
	if _, err := d.Item(tx, f.SKU); err != nil {
		return f, err
	}
	if f.Min < 1 || f.Max < f.Min || f.Max > maxUnits {
		return f, wms.Refuse(wms.Invalid, "invalid_min_max", "min must be 1 or more and max from min to %d, not %d and %d", maxUnits, f.Min, f.Max)
	}
	if old, had, err := faces.Get(tx, tx.Partition(), string(f.Location)); err != nil || (had && old == f) {
		return f, err
	}
	tx.Emit(wms.Event{Type: "pick_face.put", Subject: string(f.Location), Data: map[string]any{"sku": string(f.SKU), "min": f.Min, "max": f.Max}})
	return f, faces.Put(tx, f, string(f.Location))
}

// Delete ends a face; its work goes with it.
func (d Desk) Delete(tx store.Tx, id wms.LocationID) error {
	f, had, err := faces.Get(tx, tx.Partition(), string(id))
	if err != nil {
		return err
	}
	if !had {
		return wms.Refuse(wms.NotFound, "unknown_pick_face", "%s is no pick face", id)
	}
	tx.Emit(wms.Event{Type: "pick_face.deleted", Subject: string(id), Data: map[string]any{"sku": string(f.SKU)}})
	return faces.Delete(tx, string(id))
}

// List reads the faces of a warehouse behind a place, in order; limit 0: all.
func (d Desk) List(r store.Reader, after wms.LocationID, limit int) ([]wms.PickFace, error) {
	var out []wms.PickFace
	err := faces.ScanFrom(r, store.Partition(d.Site.ID), nil, []any{string(after)}, func(_ store.KeyParts, f wms.PickFace) (bool, error) {
		if f.Location != after {
			out = append(out, f)
		}
		return limit == 0 || len(out) < limit, nil
	})
	return out, err
}

// look is a picture of the work that is open, and of the places that are
// faces, by item.
type look struct {
	Desk
	r    store.Reader
	work []wms.Task
	at   map[wms.SKU]map[wms.LocationID]bool
}

func (d Desk) look(r store.Reader, all []wms.PickFace) (look, error) {
	k := look{d, r, nil, map[wms.SKU]map[wms.LocationID]bool{}}
	for _, f := range all {
		if k.at[f.SKU] == nil {
			k.at[f.SKU] = map[wms.LocationID]bool{}
		}
		k.at[f.SKU][f.Location] = true
	}
	for _, s := range []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned} {
		list, err := tasks.With(r, store.Partition(d.Site.ID), s, wms.TaskReplenish, 0, nil)
		if err != nil {
			return k, err
		}
		k.work = append(k.work, list...)
	}
	return k, nil
}

// state is a face as it stands.
func (k look) state(f wms.PickFace) (wms.PickFaceState, error) {
	s := wms.PickFaceState{PickFace: f, State: "ok"}
	rows, err := ledger.InPlace(k.r, store.Partition(k.Site.ID), ledger.At(f.Location))
	for _, st := range rows {
		if st.SKU == f.SKU && st.StatusOrAvailable() == wms.Available {
			s.OnHand += st.OnHand
			s.Free += st.Free()
		}
	}
	for _, t := range k.work {
		if t.To == f.Location {
			s.Coming += t.Qty
		}
	}
	return s, err
}

// States lists faces as they stand.
func (d Desk) States(r store.Reader, list []wms.PickFace) ([]wms.PickFaceState, error) {
	all, err := d.List(r, "", 0)
	if err != nil {
		return nil, err
	}
	k, err := d.look(r, all)
	if err != nil {
		return nil, err
	}
	out := []wms.PickFaceState{}
	for _, f := range list {
		s, err := k.state(f)
		if err != nil {
			return nil, err
		}
		switch {
		case s.Free >= f.Min:
		case s.Coming > 0:
			s.State = "coming"
		default:
			from, err := k.reserve(f)
			if err != nil {
				return nil, err
			}
			if s.State = "low"; len(from) == 0 {
				s.State = "empty_reserve"
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// Trip is one decision: units from a reserve place to a face.
type Trip struct {
	Face   wms.PickFace
	From   wms.LocationID
	Unit   wms.HandlingUnitID // they lie in it
	Lot    string
	Qty    int64
	Urgent bool // orders wait for them
}

// Plan says what to bring, without writing. wanted is what shipments that are
// not released want of items.
func (d Desk) Plan(r store.Reader, wanted map[wms.SKU]int64) ([]Trip, error) {
	all, err := d.List(r, "", 0)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	k, err := d.look(r, all)
	if err != nil {
		return nil, err
	}
	states := make([]wms.PickFaceState, len(all))
	level := map[wms.SKU]int64{}
	for i, f := range all {
		if states[i], err = k.state(f); err != nil {
			return nil, err
		}
		level[f.SKU] += states[i].Free + states[i].Coming
	}
	var out []Trip
	taken := map[wms.SKU]map[source]int64{}
	for _, s := range states {
		have := s.Free + s.Coming
		urgent := level[s.SKU] < wanted[s.SKU] && have < s.Max
		if have >= s.Min && !urgent {
			continue
		}
		if l, _ := d.Site.Location(s.Location); l.ID != "" {
			if closed, err := d.Closed(r, l); err != nil || closed {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		from, err := k.reserve(s.PickFace)
		if err != nil {
			return nil, err
		}
		if taken[s.SKU] == nil {
			taken[s.SKU] = map[source]int64{}
		}
		want := s.Max - have
		for _, src := range from {
			n := min(want, src.free-taken[s.SKU][src.source])
			if n <= 0 {
				continue
			}
			taken[s.SKU][src.source] += n
			out = append(out, Trip{s.PickFace, src.at, src.unit, src.lot, n, urgent})
			level[s.SKU] += n
			if want -= n; want == 0 {
				break
			}
		}
	}
	return out, nil
}

// source is where units of an item lie.
type source struct {
	at   wms.LocationID
	unit wms.HandlingUnitID
	lot  string
}

type reserve struct {
	source
	free    int64
	expires time.Time
	since   time.Time
}

// reserve lists where units for a face may come from: what expires first, then
// the oldest.
func (k look) reserve(f wms.PickFace) ([]reserve, error) {
	p := store.Partition(k.Site.ID)
	rows, err := ledger.OfItem(k.r, p, f.SKU)
	if err != nil {
		return nil, err
	}
	sum := map[source]*reserve{}
	for _, st := range rows {
		at, ok, err := k.reach(st)
		if err != nil {
			return nil, err
		}
		if !ok || k.at[f.SKU][at] {
			continue
		}
		src := source{at: at, lot: st.Lot}
		if unit, inside := st.Place.Unit(); inside {
			src.unit = unit
		}
		if sum[src] == nil {
			sum[src] = &reserve{source: src, expires: st.Expires, since: st.Since}
		}
		sum[src].free += st.Free()
	}
	for _, t := range k.work {
		if r := sum[source{t.From, t.FromUnit, t.Lot}]; r != nil && t.SKU == f.SKU {
			r.free -= t.Qty
		}
	}
	var out []reserve
	for _, r := range sum {
		if r.free > 0 {
			out = append(out, *r)
		}
	}
	far := func(t time.Time) int64 {
		if t.IsZero() {
			return 1 << 62
		}
		return t.Unix()
	}
	slices.SortFunc(out, func(a, b reserve) int {
		return cmp.Or(cmp.Compare(far(a.expires), far(b.expires)), a.since.Compare(b.since),
			cmp.Compare(a.at, b.at), cmp.Compare(a.unit, b.unit), cmp.Compare(a.lot, b.lot))
	})
	return out, nil
}

// reach says where stock lies, and whether people may take it from there.
func (k look) reach(st ledger.Stock) (wms.LocationID, bool, error) {
	if st.Free() <= 0 || st.Serial != "" || st.StatusOrAvailable() != wms.Available {
		return "", false, nil
	}
	if _, recalled, err := ledger.Recalled(k.r, st.SKU, st.Lot); err != nil || recalled {
		return "", false, err
	}
	at, _ := st.Place.Location()
	if id, inside := st.Place.Unit(); inside {
		u, err := ledger.MustUnit(k.r, store.Partition(k.Site.ID), id)
		if err != nil || u.Shipment != "" || u.Leaving {
			return "", false, err
		}
		at = u.Location
	}
	l, ok := k.Site.Location(at)
	if !ok || (l.Kind != wms.KindShelf && (l.Kind != wms.KindRackCell || l.Device != "")) {
		return "", false, nil
	}
	closed, err := k.Closed(k.r, l)
	return at, !closed, err
}
