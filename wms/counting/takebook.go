package counting

import (
	"cmp"
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// takePlaces are the locations that a stock-take wants counted: all that hold
// loose units, and those others where the books have a pallet or carton. A
// rack's other cells may be counted too.
func (d Desk) takePlaces(r store.Reader) (map[wms.LocationID]bool, error) {
	out := map[wms.LocationID]bool{}
	for _, l := range d.Site.Locations {
		if takesLoose(l.Kind) {
			out[l.ID] = true
		}
	}
	err := ledger.EachUnit(r, d.partition(), func(u wms.HandlingUnit) (bool, error) {
		if u.Kind != wms.Tote {
			out[u.Location] = true
		}
		return true, nil
	})
	return out, err
}

// takeUnit checks a counted handling unit.
func (d Desk) takeUnit(r store.Reader, l wms.Location, id wms.HandlingUnitID) error {
	if len(id) > 20 {
		return wms.Refuse(wms.Invalid, "invalid_handling_unit", "a handling unit's id has 1 to 20 bytes, %q has %d", id, len(id))
	}
	switch l.Kind {
	case wms.KindShelf, wms.KindToteStack, wms.KindDevice, wms.KindCart:
		return wms.Refuse(wms.Invalid, "no_units_here", "%s is a %s: no pallet stands there", l.ID, l.Kind)
	}
	u, known, err := ledger.Unit(r, d.partition(), id)
	if err == nil && known && u.Kind == wms.Tote {
		err = wms.Refuse(wms.Invalid, "tote_counted", "%s is a tote: totes are empty during a stock-take and are not counted", id)
	}
	return err
}

// oneToACell refuses two handling units in one cell of a rack.
func (d Desk) oneToACell(at wms.LocationID, rows []wms.StockTakeRow) error {
	for _, row := range rows {
		if d.Site.Kind(at) == wms.KindRackCell && row.HandlingUnit != rows[0].HandlingUnit {
			return wms.Refuse(wms.Invalid, "one_unit_per_cell", "rack cell %s holds one handling unit, the count has %q and %q", at, rows[0].HandlingUnit, row.HandlingUnit)
		}
	}
	return nil
}

// taken is all that a stock-take has counted. Twice refuses a unit that was
// counted at two places.
type taken struct {
	rows  map[wms.LocationID][]wms.StockTakeRow
	at    map[wms.HandlingUnitID]wms.LocationID
	twice error
}

func (d Desk) taken(r store.Reader, id string) (taken, error) {
	out := taken{rows: map[wms.LocationID][]wms.StockTakeRow{}, at: map[wms.HandlingUnitID]wms.LocationID{}}
	err := takePlace.Scan(r, d.partition(), []any{id}, func(_ store.KeyParts, rows []wms.StockTakeRow) (bool, error) {
		here := rows[0].Location
		out.rows[here] = rows
		for _, row := range rows {
			if other, had := out.at[row.HandlingUnit]; had && other != here && row.HandlingUnit != "" {
				out.twice = wms.Refuse(wms.Conflict, "unit_twice", "handling unit %s was counted at %s and at %s: count the place again where it is not", row.HandlingUnit, other, here)
			}
			out.at[row.HandlingUnit] = here
		}
		return true, nil
	})
	return out, err
}

// takeDifferences compares what was counted with the books: first the units
// that were found, then what is in places and units, then the units that are
// missing, which is the order to book them in.
func (d Desk) takeDifferences(r store.Reader, t *wms.StockTake) ([]wms.StockTakeDifference, error) {
	places, err := d.takePlaces(r)
	if err != nil {
		return nil, err
	}
	counted, err := d.taken(r, t.ID)
	if err != nil {
		return nil, err
	}
	t.Counted, t.SurplusQty, t.MissingQty = len(counted.rows), 0, 0
	for at := range counted.rows {
		places[at] = true
	}
	t.Locations = len(places)
	var found, inside, missing []wms.StockTakeDifference
	for at, rows := range counted.rows {
		loose, err := d.takeDiffers(r, ledger.At(at), at, "", rows)
		if err != nil {
			return nil, err
		}
		inside = append(inside, loose...)
		here := map[wms.HandlingUnitID]bool{"": true}
		for _, row := range rows {
			id := row.HandlingUnit
			if here[id] {
				continue
			}
			here[id] = true
			u, known, err := ledger.Unit(r, d.partition(), id)
			if err != nil {
				return nil, err
			}
			if !known || u.Location != at {
				found = append(found, wms.StockTakeDifference{Location: at, HandlingUnit: id, Counted: 1})
			}
			in, err := d.takeDiffers(r, ledger.In(id), at, id, rows)
			if err != nil {
				return nil, err
			}
			inside = append(inside, in...)
		}
		gone, err := d.unitsGone(r, t, at, here, counted)
		if err != nil {
			return nil, err
		}
		missing = append(missing, gone...)
	}
	for _, x := range inside {
		t.SurplusQty, t.MissingQty = t.SurplusQty+max(x.Counted-x.Expected, 0), t.MissingQty+max(x.Expected-x.Counted, 0)
	}
	for _, part := range [][]wms.StockTakeDifference{found, inside, missing} {
		slices.SortFunc(part, func(a, b wms.StockTakeDifference) int {
			return cmp.Or(cmp.Compare(a.Location, b.Location), cmp.Compare(a.HandlingUnit, b.HandlingUnit), cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Lot, b.Lot))
		})
	}
	return slices.Concat(found, inside, missing), nil
}

// takeDiffers finds the differences of one place: loose, or in a unit. Units
// with serial numbers are not counted here, and stay.
func (d Desk) takeDiffers(r store.Reader, place ledger.Place, at wms.LocationID, unit wms.HandlingUnitID, rows []wms.StockTakeRow) ([]wms.StockTakeDifference, error) {
	books, err := ledger.InPlace(r, d.partition(), place)
	if err != nil {
		return nil, err
	}
	sums := map[thing]*wms.StockTakeDifference{}
	of := func(sku wms.SKU, lot string) *wms.StockTakeDifference {
		k := thing{sku: sku, lot: lot}
		if sums[k] == nil {
			sums[k] = &wms.StockTakeDifference{Location: at, HandlingUnit: unit, SKU: sku, Lot: lot}
		}
		return sums[k]
	}
	for _, st := range books {
		if st.Serial == "" {
			of(st.SKU, st.Lot).Expected += st.OnHand
		}
	}
	for _, row := range rows {
		if row.SKU != "" && row.HandlingUnit == unit {
			of(row.SKU, row.Lot).Counted += row.Qty
		}
	}
	var out []wms.StockTakeDifference
	for _, x := range sums {
		if x.Counted != x.Expected {
			out = append(out, *x)
		}
	}
	return out, nil
}

// unitsGone lists the units that the books have at a place and nobody saw
// there; what is in those that were seen nowhere is missing.
func (d Desk) unitsGone(r store.Reader, t *wms.StockTake, at wms.LocationID, here map[wms.HandlingUnitID]bool, counted taken) ([]wms.StockTakeDifference, error) {
	ids, err := ledger.UnitsAt(r, d.partition(), at)
	if err != nil {
		return nil, err
	}
	var out []wms.StockTakeDifference
	for _, id := range ids {
		u, _, err := ledger.Unit(r, d.partition(), id)
		if err != nil {
			return nil, err
		}
		if here[id] || u.Kind == wms.Tote {
			continue
		}
		out = append(out, wms.StockTakeDifference{Location: at, HandlingUnit: id, Expected: 1})
		if _, elsewhere := counted.at[id]; elsewhere {
			continue
		}
		in, err := ledger.InPlace(r, d.partition(), ledger.In(id))
		if err != nil {
			return nil, err
		}
		for _, st := range in {
			t.MissingQty += st.OnHand // one with serial numbers goes with its pallet
		}
	}
	return out, nil
}

// bookAll brings the books to what was counted.
func (d Desk) bookAll(tx store.Tx, t *wms.StockTake) ([]ledger.Reservation, error) {
	counted, err := d.taken(tx, t.ID)
	if err = cmp.Or(err, counted.twice); err != nil {
		return nil, err
	}
	all, err := d.takeDifferences(tx, t)
	if err != nil {
		return nil, err
	}
	if t.Counted < t.Locations {
		return nil, wms.Refuse(wms.Conflict, "not_all_counted", "%d of %d locations are counted; an empty one is a row with qty 0 and no sku", t.Counted, t.Locations)
	}
	var freed []ledger.Reservation
	for _, x := range all {
		var f []ledger.Reservation
		switch {
		case x.SKU == "" && x.Counted > 0:
			err = d.unitTaken(tx, x)
		case x.SKU == "":
			f, err = d.unitMissing(tx, x.HandlingUnit, x.Location)
		default:
			f, err = d.bookTake(tx, *t, x)
		}
		if err != nil {
			return nil, err
		}
		freed = append(freed, f...)
	}
	return freed, nil
}

// unitTaken puts a unit where it was found; one that nobody knew is a pallet.
func (d Desk) unitTaken(tx store.Tx, x wms.StockTakeDifference) error {
	_, known, err := ledger.Unit(tx, tx.Partition(), x.HandlingUnit)
	if err != nil {
		return err
	}
	if known {
		return d.unitFound(tx, x.HandlingUnit, x.Location)
	}
	return ledger.AddUnit(tx, wms.HandlingUnit{ID: x.HandlingUnit, Kind: wms.Pallet, Location: x.Location})
}

// bookTake books one difference: what is found is for sale, what is missing
// leaves available stock first.
func (d Desk) bookTake(tx store.Tx, t wms.StockTake, x wms.StockTakeDifference) ([]ledger.Reservation, error) {
	place := placeOf(x.Location, x.HandlingUnit)
	n := x.Counted - x.Expected
	tx.Emit(wms.Event{Type: "stock.adjusted", Subject: string(x.SKU), Data: map[string]any{"location": string(x.Location),
		"handling_unit": string(x.HandlingUnit), "delta": n, "lot": x.Lot, "reason": t.Reason, "stock_take": t.ID}})
	if n > 0 {
		rows, _, err := takePlace.Get(tx, tx.Partition(), t.ID, string(x.Location))
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(rows, func(r wms.StockTakeRow) bool {
			return r.SKU == x.SKU && r.Lot == x.Lot && r.HandlingUnit == x.HandlingUnit
		})
		day, err := expiry(rows[i])
		if err != nil {
			return nil, err
		}
		it, err := d.Item(tx, x.SKU)
		if err != nil {
			return nil, err
		}
		return nil, ledger.ReceiveFrom(tx, ledger.Adjustment, ledger.Spot{SKU: x.SKU, Place: place, Lot: x.Lot, Owner: it.Owner}, n, day, "stocktake")
	}
	rows, err := ledger.InPlace(tx, tx.Partition(), place)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b ledger.Stock) int { return cmp.Compare(a.Status, b.Status) })
	var freed []ledger.Reservation
	for _, st := range rows {
		if st.SKU != x.SKU || st.Lot != x.Lot || n == 0 {
			continue
		}
		take := min(-n, st.OnHand)
		f, err := ledger.Lose(tx, st.Spot, st.Spot.In(ledger.Adjustment), take, "stocktake")
		if err != nil {
			return nil, err
		}
		freed, n = append(freed, f...), n+take
	}
	return freed, nil
}
