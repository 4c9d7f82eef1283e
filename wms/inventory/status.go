package inventory

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

var goals = []wms.StockStatus{wms.Available, wms.OnHold, wms.Damaged, wms.Quarantine, wms.Expired, wms.ScrapStatus}

// ChangeStatus makes units damaged, quarantined, expired, held or available,
// or writes them off (scrap). Recalled units can only be scrapped.
func ChangeStatus(tx store.Tx, site *wms.Site, c wms.StatusChange) (wms.Changed, []ledger.Reservation, error) {
	out := wms.Changed{Freed: []wms.Freed{}}
	if c.From == "" {
		c.From = wms.Available
	}
	if !slices.Contains(goals, c.To) || c.Reason == "" || c.From == c.To {
		return out, nil, wms.Refuse(wms.Invalid, "invalid_status", "a change of status needs a reason and another status as its goal, one of %v", goals)
	}
	if (c.From == wms.Recalled || c.From == wms.Assembling) && c.To != wms.ScrapStatus {
		return out, nil, wms.Refuse(wms.Conflict, "status_bound", "stock that is %s stays so until that ends, or is scrapped", c.From)
	}
	freed, err := change(tx, site, c.Location, c.HandlingUnit, c.Qty, &out, func(s ledger.Spot) (ledger.Spot, bool) {
		to := s
		if to.Status = c.To; c.To == wms.Available {
			to.Status = ""
		}
		if c.To == wms.ScrapStatus {
			to = s.In(ledger.Loss)
		}
		return to, s.SKU == c.SKU && s.StatusOrAvailable() == c.From && (c.Lot == "" || s.Lot == c.Lot) && (c.Serial == "" || s.Serial == c.Serial)
	}, "status."+string(c.To))
	if err == nil {
		tx.Emit(wms.Event{Type: "stock.status", Subject: string(c.SKU), Data: map[string]any{"location": string(c.Location), "unit": string(c.HandlingUnit),
			"from": string(c.From), "to": string(c.To), "qty": out.Qty, "reason": c.Reason, "lot": c.Lot}})
	}
	return out, freed, err
}

// CorrectLot books units from one lot to another, or gives a lot another
// expiry. Units that turn out to be of a recalled lot are recalled.
func CorrectLot(tx store.Tx, site *wms.Site, c wms.LotCorrection) (wms.Changed, []ledger.Reservation, error) {
	out := wms.Changed{Freed: []wms.Freed{}}
	if c.Reason == "" || (c.FromLot == c.ToLot && c.Expires == nil) {
		return out, nil, wms.Refuse(wms.Invalid, "invalid_lot", "a correction needs a reason and another lot, or another expiry")
	}
	_, recalled, err := ledger.Recalled(tx, c.SKU, c.ToLot)
	if err != nil {
		return out, nil, err
	}
	var changed []ledger.Spot
	freed, err := change(tx, site, c.Location, c.HandlingUnit, c.Qty, &out, func(s ledger.Spot) (ledger.Spot, bool) {
		to := s
		if to.Lot = c.ToLot; recalled {
			to.Status = wms.Recalled
		}
		take := s.SKU == c.SKU && s.Lot == c.FromLot
		if take {
			changed = append(changed, to)
		}
		return to, take
	}, "lot.correct")
	if err != nil {
		return out, nil, err
	}
	if c.Expires != nil {
		for _, s := range changed {
			if err := ledger.Redate(tx, s, c.Expires.UTC()); err != nil {
				return out, nil, err
			}
		}
	}
	tx.Emit(wms.Event{Type: "stock.lot_corrected", Subject: string(c.SKU), Data: map[string]any{"location": string(c.Location),
		"unit": string(c.HandlingUnit), "from": c.FromLot, "to": c.ToLot, "qty": out.Qty, "reason": c.Reason}})
	return out, freed, nil
}

// change moves what fits from spots in a place to other spots; qty 0 is all.
func change(tx store.Tx, site *wms.Site, at wms.LocationID, unit wms.HandlingUnitID, qty int64, out *wms.Changed,
	goal func(ledger.Spot) (ledger.Spot, bool), why string) ([]ledger.Reservation, error) {
	if (at == "") == (unit == "") || qty < 0 {
		return nil, wms.Refuse(wms.Invalid, "invalid_place", "name either location or handling_unit, and a qty of 1 or more, or none for all")
	}
	place := ledger.At(at)
	if unit != "" {
		if _, err := ledger.MustUnit(tx, tx.Partition(), unit); err != nil {
			return nil, err
		}
		place = ledger.In(unit)
	} else if _, err := site.MustLocation(at); err != nil {
		return nil, err
	}
	rows, err := ledger.InPlace(tx, tx.Partition(), place)
	if err != nil {
		return nil, err
	}
	left := qty
	var freed []ledger.Reservation
	for _, st := range rows {
		to, take := goal(st.Spot)
		if !take || (qty > 0 && left == 0) {
			continue
		}
		n := st.OnHand
		if qty > 0 {
			n = min(n, left)
		}
		if st.Spot != to {
			f, err := ledger.Lose(tx, st.Spot, to, n, why)
			if err != nil {
				return nil, err
			}
			freed = append(freed, f...)
		}
		left -= n
		out.Qty += n
	}
	if out.Qty == 0 || left > 0 {
		return nil, wms.Refuse(wms.Conflict, "insufficient_stock", "%s holds %d units that fit, %d are to be changed", place, out.Qty, qty).With("available", out.Qty)
	}
	return freed, nil
}
