package plant

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// racks are what a house's cranes move in, for the planner of their motion,
// and how often each item was fetched since the start. Of the control loop
// alone.
type racks struct {
	ground  *asrs.Ground
	all     []asrs.Rack
	of      map[wms.DeviceID]int
	fetched map[wms.SKU]int
}

// learntFrom is how many items must have been fetched before their counts say
// anything.
const learntFrom = 20

// newRacks reads the site file; nil if it has no racks or a crane's motion is
// not known.
func newRacks(w *config.Warehouse) *racks {
	x := &racks{of: map[wms.DeviceID]int{}, fetched: map[wms.SKU]int{}}
	var all []asrs.Rack
	for i := range w.Devices {
		d := &w.Devices[i]
		if d.Class != "crane" {
			continue
		}
		m := w.CraneModel(d)
		j := slices.IndexFunc(w.Layout.Racks, func(r config.Rack) bool { return r.Device == d.ID })
		if m == nil || j < 0 {
			return nil
		}
		r := w.Layout.Racks[j]
		rack := asrs.Rack{Crane: asrs.Crane{XSpeed: float64(m.XSpeedMMPerS), XAccel: float64(m.XAccelMMPerS2), YSpeed: float64(m.YSpeedMMPerS),
			YAccel: float64(m.YAccelMMPerS2), ForkS: float64(m.ForkMS) / 1000}, Bays: int(r.Bays), Levels: int(r.Levels),
			BayPitch: float64(r.BayPitchMM), LevelPitch: float64(r.LevelPitchMM)}
		for _, s := range r.PnDs { // of several the nearest one, for most moves use it
			at := asrs.Point{X: float64(s.CraneXMM)}
			if end := &rack.In; s.Direction == "in" && (end.X == 0 || at.X > end.X) {
				*end = at
			}
			if end := &rack.Out; s.Direction == "out" && (end.X == 0 || at.X > end.X) {
				*end = at
			}
		}
		x.of[wms.DeviceID(d.ID)] = len(all)
		all = append(all, rack)
	}
	if len(all) == 0 {
		return nil
	}
	x.ground, x.all = asrs.NewGround(all), all
	return x
}

// cycles are the empty cycle times of each crane.
func (x *racks) cycles(now time.Time) map[wms.DeviceID]*craneCycles {
	out := map[wms.DeviceID]*craneCycles{}
	if x != nil {
		for id, i := range x.of {
			out[id] = newCraneCycles(x.all[i], now)
		}
	}
	return out
}

// look is the racks for one decision.
func (x *racks) look(h *House, r store.Reader) *control.Racks {
	if x == nil {
		return nil
	}
	return &control.Racks{Ground: x.ground, Of: x.of,
		Load:  func(u wms.HandlingUnitID) asrs.Load { return x.load(h, r, u) },
		Same:  func(u wms.HandlingUnitID) map[wms.DeviceID]int { return same(h, r, u) },
		Goods: lotsIn(h, r)}
}

// skuIn is the item that a unit holds most of, "" if it is empty.
func skuIn(h *House, r store.Reader, u wms.HandlingUnitID) (sku wms.SKU, inside []ledger.Stock) {
	inside, err := ledger.InPlace(r, h.Partition(), ledger.In(u))
	if err != nil || len(inside) == 0 {
		return "", nil
	}
	most := slices.MaxFunc(inside, func(a, b ledger.Stock) int { return int(a.OnHand - b.OnHand) })
	return most.SKU, inside
}

// load is how a unit is stored best.
func (x *racks) load(h *House, r store.Reader, u wms.HandlingUnitID) asrs.Load {
	sku, inside := skuIn(h, r, u)
	if sku == "" {
		return asrs.Load{Class: asrs.Slow}
	}
	l := asrs.Load{Class: x.class(sku)}
	for _, s := range inside {
		it, err := items.Get(r, s.SKU)
		if err != nil {
			continue
		}
		if s.SKU == sku {
			switch it.Class {
			case "A":
				l.Class = asrs.Fast
			case "B":
				l.Class = asrs.Medium
			case "C":
				l.Class = asrs.Slow
			}
		}
		l.WeighG += it.WeightG * s.OnHand
	}
	return l
}

// class of an item whose master has none: by what was fetched so far.
func (x *racks) class(sku wms.SKU) asrs.Class {
	if len(x.fetched) < learntFrom {
		return asrs.Medium
	}
	more := 0
	for _, n := range x.fetched {
		if n > x.fetched[sku] {
			more++
		}
	}
	return asrs.ClassOf(float64(more) / float64(len(x.fetched)))
}

// same counts the units of a unit's item in each aisle.
func same(h *House, r store.Reader, u wms.HandlingUnitID) map[wms.DeviceID]int {
	out := map[wms.DeviceID]int{}
	sku, _ := skuIn(h, r, u)
	if sku == "" {
		return out
	}
	stock, err := ledger.OfItem(r, h.Partition(), sku)
	if err != nil {
		return out
	}
	for _, s := range stock {
		if id, ok := s.Place.Unit(); ok && id != u {
			at, _, err := ledger.Unit(r, h.Partition(), id)
			if loc, known := h.Site.Location(at.Location); err == nil && known && loc.Kind == wms.KindRackCell {
				out[loc.Device]++
			}
		}
	}
	return out
}

// lotsIn names the lot that a unit holds if it holds nothing else. Each unit is
// read once.
func lotsIn(h *House, r store.Reader) func(wms.HandlingUnitID) string {
	read := map[wms.HandlingUnitID]string{}
	return func(u wms.HandlingUnitID) string {
		name, had := read[u]
		if !had {
			if _, in := skuIn(h, r, u); len(in) == 1 {
				name = fmt.Sprintf("%q", []string{string(in[0].SKU), in[0].Lot, in[0].Owner, string(in[0].Status), in[0].Expires.UTC().String()})
			}
			read[u] = name
		}
		return name
	}
}

// note counts what is fetched.
func (x *racks) note(h *House, r store.Reader, u wms.HandlingUnitID) {
	if x == nil {
		return
	}
	if sku, _ := skuIn(h, r, u); sku != "" {
		x.fetched[sku]++
	}
}
