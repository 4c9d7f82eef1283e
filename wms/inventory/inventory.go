// Package inventory changes stock outside the flow of orders: adjustments,
// moves, holds. A loss or hold of what is reserved succeeds, because what is
// not there can't be kept by a promise; it frees the latest reservations.
package inventory

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// Adjust changes what is on hand at a location by a counted difference.
func Adjust(tx store.Tx, site *wms.Site, a wms.Adjustment) (wms.Adjusted, []ledger.Reservation, error) {
	out := wms.Adjusted{Warehouse: a.Warehouse, Location: a.Location, SKU: a.SKU, Freed: []wms.Freed{}}
	if a.Delta == 0 || a.Delta > 1_000_000_000 || a.Delta < -1_000_000_000 {
		return out, nil, wms.Refuse(wms.Invalid, "invalid_delta", "delta must not be 0 and at most 1,000,000,000 either way, not %d", a.Delta)
	}
	if a.Reason == "" {
		return out, nil, wms.Refuse(wms.Invalid, "missing_reason", "an adjustment needs a reason, for example \"count\"")
	}
	loc, err := site.MustLocation(a.Location)
	if err != nil {
		return out, nil, err
	}
	if !holdsLoose(loc.Kind) {
		return out, nil, wms.Refuse(wms.Invalid, "no_loose_stock", "%s is a %s and holds no loose units; adjust a shelf or dock", a.Location, loc.Kind)
	}
	spot := ledger.Spot{SKU: a.SKU, Place: ledger.At(a.Location), Lot: a.Lot}
	var freed []ledger.Reservation
	if a.Delta > 0 {
		err = ledger.Move(tx, spot.In(ledger.Adjustment), spot, a.Delta, "adjust")
	} else {
		freed, err = ledger.Lose(tx, spot, spot.In(ledger.Adjustment), -a.Delta, "adjust")
	}
	if err != nil {
		return out, nil, err
	}
	row, err := ledger.RowAt(tx, tx.Partition(), spot)
	out.OnHand = row.OnHand
	tx.Emit(wms.Event{Type: "stock.adjusted", Subject: string(a.SKU), Data: map[string]any{
		"location": string(a.Location), "delta": a.Delta, "reason": a.Reason}})
	return out, freed, err
}

func holdsLoose(k wms.LocationKind) bool {
	return k == wms.KindShelf || k == wms.KindDockIn || k == wms.KindStaging || k == wms.KindCheck
}

// Move brings free units of a SKU, or a whole handling unit, to another
// location of the same warehouse. The places on both ends may be handling
// units' locations: then the units inside go along.
func Move(tx store.Tx, site *wms.Site, m wms.StockMove) error {
	to, err := site.MustLocation(m.To)
	if err != nil {
		return err
	}
	if m.HandlingUnit != "" {
		if m.SKU != "" || m.Qty != 0 {
			return wms.Refuse(wms.Invalid, "invalid_move", "move either a handling_unit, whole, or qty of a sku, not both")
		}
		return moveUnit(tx, m, to)
	}
	if m.SKU == "" || m.Qty <= 0 {
		return wms.Refuse(wms.Invalid, "invalid_move", "a move needs a handling_unit, or a sku and a qty of 1 or more")
	}
	if _, err := site.MustLocation(m.From); err != nil {
		return err
	}
	if !holdsLoose(to.Kind) {
		return wms.Refuse(wms.Invalid, "no_loose_stock", "%s is a %s and holds no loose units; move them to a shelf, or move a handling unit", m.To, to.Kind)
	}
	from, err := source(tx, m)
	if err != nil {
		return err
	}
	return ledger.Move(tx, from, from.In(ledger.At(m.To)), m.Qty, "move")
}

// source finds the loose stock that a move means: of the named lot, or the
// only available one that is enough.
func source(r store.Tx, m wms.StockMove) (ledger.Spot, error) {
	spot := ledger.Spot{SKU: m.SKU, Place: ledger.At(m.From), Lot: m.Lot}
	if m.Lot != "" {
		return spot, nil
	}
	rows, err := ledger.InPlace(r, r.Partition(), spot.Place)
	if err != nil {
		return spot, err
	}
	found := 0
	for _, st := range rows {
		if st.SKU == m.SKU && st.StatusOrAvailable() == wms.Available && st.Free() >= m.Qty {
			spot = st.Spot
			found++
		}
	}
	if found > 1 {
		return spot, wms.Refuse(wms.Invalid, "lot_needed", "%s holds several lots of %s; name one", m.From, m.SKU)
	}
	return spot, nil
}

func moveUnit(tx store.Tx, m wms.StockMove, to wms.Location) error {
	if to.CapacityHU > 0 {
		at, err := ledger.UnitsAt(tx, tx.Partition(), to.ID)
		if err != nil {
			return err
		}
		if int64(len(at)) >= to.CapacityHU {
			return wms.Refuse(wms.Conflict, "location_full", "%s holds %d handling units, which is all it can", to.ID, len(at))
		}
	}
	return ledger.MoveUnit(tx, m.HandlingUnit, m.From, m.To, "move")
}

// Hold takes available stock out of sale: all of a location, of a lot, or in
// a handling unit.
func Hold(tx store.Tx, site *wms.Site, h wms.Hold) (wms.Held, []ledger.Reservation, error) {
	out := wms.Held{Freed: []wms.Freed{}}
	n := 0
	for _, set := range []bool{h.Location != "", h.Lot != "", h.HandlingUnit != ""} {
		if set {
			n++
		}
	}
	if n != 1 || h.Reason == "" {
		return out, nil, wms.Refuse(wms.Invalid, "invalid_hold", "a hold names exactly one of location, lot and handling_unit, and a reason")
	}
	rows, err := affected(tx, site, h)
	if err != nil {
		return out, nil, err
	}
	var freed []ledger.Reservation
	for _, st := range rows {
		if st.StatusOrAvailable() != wms.Available || st.OnHand == 0 {
			continue
		}
		to := st.Spot
		to.Status = wms.OnHold
		f, err := ledger.Lose(tx, st.Spot, to, st.OnHand, "hold")
		if err != nil {
			return out, nil, err
		}
		freed = append(freed, f...)
		out.Qty += st.OnHand
	}
	id, err := remember(tx, h, out.Qty)
	if err != nil {
		return out, nil, err
	}
	out.Holds = []string{id}
	tx.Emit(wms.Event{Type: "stock.held", Subject: string(h.Location) + h.Lot + string(h.HandlingUnit), Data: map[string]any{"qty": out.Qty, "reason": h.Reason}})
	return out, freed, nil
}

func affected(tx store.Tx, site *wms.Site, h wms.Hold) ([]ledger.Stock, error) {
	switch {
	case h.HandlingUnit != "":
		if _, err := ledger.MustUnit(tx, tx.Partition(), h.HandlingUnit); err != nil {
			return nil, err
		}
		return ledger.InPlace(tx, tx.Partition(), ledger.In(h.HandlingUnit))
	case h.Location != "":
		if _, err := site.MustLocation(h.Location); err != nil {
			return nil, err
		}
		out, err := ledger.InPlace(tx, tx.Partition(), ledger.At(h.Location))
		if err != nil {
			return nil, err
		}
		units, err := ledger.UnitsAt(tx, tx.Partition(), h.Location)
		for _, u := range units {
			inside, err := ledger.InPlace(tx, tx.Partition(), ledger.In(u))
			if err != nil {
				return nil, err
			}
			out = append(out, inside...)
		}
		return out, err
	}
	var out []ledger.Stock
	err := ledger.Each(tx, tx.Partition(), func(st ledger.Stock) (bool, error) {
		if st.Lot == h.Lot && !st.Place.Virtual() {
			out = append(out, st)
		}
		return true, nil
	})
	return out, err
}
