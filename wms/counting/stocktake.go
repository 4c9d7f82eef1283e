package counting

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	takes     = store.NewTable[wms.StockTake]("stocktake", 1)
	takePlace = store.NewTable[[]wms.StockTakeRow]("stocktakeat", 1) // take, location
	takeOpen  = store.NewTable[string]("stocktakeopen", 1)
)

// maxShown bounds the differences a stock-take shows.
const maxShown = 1000

// Frozen refuses with stock_take_open while a stock-take holds the warehouse.
func Frozen(r store.Reader, p store.Partition) error {
	id, had, err := takeOpen.Get(r, p, "now")
	if err != nil || !had {
		return err
	}
	return wms.Refuse(wms.Conflict, "stock_take_open", "stock-take %s holds the warehouse: nothing else changes its stock until it is approved or cancelled", id).With("stock_take", id)
}

// OpenTake freezes the warehouse. busy says what still goes on in it.
func (d Desk) OpenTake(tx store.Tx, reason string, who wms.UserID, busy error) (wms.StockTake, error) {
	t := wms.StockTake{Warehouse: d.Site.ID, Reason: reason, Status: Open, OpenedBy: who, OpenedAt: tx.Now(), Differences: []wms.StockTakeDifference{}}
	if reason == "" {
		return t, wms.Refuse(wms.Invalid, "missing_reason", "a stock-take needs a reason, for example \"cut-over\"")
	}
	if err := cmp.Or(Frozen(tx, tx.Partition()), busy); err != nil {
		return t, err
	}
	for _, l := range d.Site.Locations {
		if takesLoose(l.Kind) {
			t.Locations++
		}
	}
	n, err := tx.NextID("stocktake")
	if err != nil {
		return t, err
	}
	t.ID = fmt.Sprintf("%s-ST%05d", tx.Partition(), n)
	if err := takeOpen.Put(tx, t.ID, "now"); err != nil {
		return t, err
	}
	tx.Emit(wms.Event{Type: "stock_take.opened", Subject: t.ID, Data: map[string]any{"reason": reason, "locations": t.Locations}})
	return t, takes.Put(tx, t, t.ID)
}

func takesLoose(k wms.LocationKind) bool {
	return k == wms.KindShelf || k == wms.KindDockIn || k == wms.KindStaging || k == wms.KindCheck
}

// Take reads a stock-take; an open one is compared with the books as they are.
func (d Desk) Take(r store.Reader, id string) (wms.StockTake, error) {
	t, ok, err := takes.Get(r, d.partition(), id)
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_stock_take", "no stock-take %q", id)
	}
	if err != nil || t.Status != Open {
		return t, err
	}
	all, err := d.takeDifferences(r, &t)
	t.Differences = append([]wms.StockTakeDifference{}, all[:min(len(all), maxShown)]...)
	return t, err
}

func (d Desk) takeDifferences(r store.Reader, t *wms.StockTake) ([]wms.StockTakeDifference, error) {
	var out []wms.StockTakeDifference
	t.Counted, t.SurplusQty, t.MissingQty = 0, 0, 0
	err := takePlace.Scan(r, d.partition(), []any{t.ID}, func(_ store.KeyParts, rows []wms.StockTakeRow) (bool, error) {
		t.Counted++
		at := rows[0].Location
		books, err := ledger.InPlace(r, d.partition(), ledger.At(at))
		sums := map[thing]*wms.StockTakeDifference{}
		of := func(sku wms.SKU, lot string) *wms.StockTakeDifference {
			k := thing{sku: sku, lot: lot}
			if sums[k] == nil {
				sums[k] = &wms.StockTakeDifference{Location: at, SKU: sku, Lot: lot}
			}
			return sums[k]
		}
		for _, st := range books {
			of(st.SKU, st.Lot).Expected += st.OnHand
		}
		for _, row := range rows {
			if row.SKU != "" {
				of(row.SKU, row.Lot).Counted += row.Qty
			}
		}
		for _, x := range sums {
			if n := x.Counted - x.Expected; n != 0 {
				out = append(out, *x)
				t.SurplusQty, t.MissingQty = t.SurplusQty+max(n, 0), t.MissingQty+max(-n, 0)
			}
		}
		return true, err
	})
	slices.SortFunc(out, func(a, b wms.StockTakeDifference) int {
		return cmp.Or(cmp.Compare(a.Location, b.Location), cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Lot, b.Lot))
	})
	return out, err
}

// TakeRow checks a counted row; TakeCounts keeps rows that are all right.
func (d Desk) TakeRow(r store.Reader, row wms.StockTakeRow) error {
	l, err := d.Site.MustLocation(row.Location)
	if err != nil {
		return err
	}
	if !takesLoose(l.Kind) {
		return wms.Refuse(wms.Invalid, "no_loose_stock", "%s is a %s and holds no loose units", row.Location, l.Kind)
	}
	if row.Qty < 0 || row.Qty > 1_000_000_000 || (row.SKU == "" && (row.Qty != 0 || row.Lot != "")) {
		return wms.Refuse(wms.Invalid, "invalid_qty", "qty must be 0 to 1,000,000,000, and 0 without a sku (the location is empty), not %d", row.Qty)
	}
	if row.SKU == "" || row.Qty == 0 {
		return nil
	}
	it, err := d.Item(r, row.SKU)
	if err != nil {
		return err
	}
	if it.SerialTracked {
		return wms.Refuse(wms.Invalid, "serial_tracked", "item %s has serial numbers: it comes in by receipt and is counted by cycle counts", row.SKU)
	}
	if it.LotTracked && row.Lot == "" {
		return wms.Refuse(wms.Invalid, "missing_lot", "item %s needs a lot", row.SKU)
	}
	if it.ExpiryTracked && row.Expires == "" {
		return wms.Refuse(wms.Invalid, "missing_expiry", "item %s needs expires, a date such as 2027-01-31", row.SKU)
	}
	_, err = expiry(row)
	return err
}

func expiry(row wms.StockTakeRow) (time.Time, error) {
	if row.Expires == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, row.Expires)
	if err != nil {
		return day, wms.Refuse(wms.Invalid, "invalid_expiry", "expires must be a date such as 2027-01-31, not %q", row.Expires)
	}
	return day, nil
}

// TakeCounts keeps what was counted; a location's earlier count is forgotten.
func (d Desk) TakeCounts(tx store.Tx, id string, rows []wms.StockTakeRow) error {
	if _, err := d.openTake(tx, id); err != nil {
		return err
	}
	by := map[wms.LocationID][]wms.StockTakeRow{}
	var order []wms.LocationID
	for _, row := range rows {
		if by[row.Location] == nil {
			order = append(order, row.Location)
		}
		by[row.Location] = append(by[row.Location], row)
	}
	for _, at := range order {
		if err := takePlace.Put(tx, by[at], id, string(at)); err != nil {
			return err
		}
	}
	tx.Emit(wms.Event{Type: "stock_take.counted", Subject: id, Data: map[string]any{"locations": len(order), "rows": len(rows)}})
	return nil
}

func (d Desk) openTake(r store.Reader, id string) (wms.StockTake, error) {
	t, err := d.Take(r, id)
	if err == nil && t.Status != Open {
		err = wms.Refuse(wms.Conflict, "stock_take_ended", "stock-take %s is %s already", id, t.Status)
	}
	return t, err
}

// EndTake books all differences, or none, and opens the warehouse again.
func (d Desk) EndTake(tx store.Tx, id string, who wms.UserID, approve bool) (wms.StockTake, []ledger.Reservation, error) {
	want := Cancelled
	if approve {
		want = Done
	}
	t, err := d.Take(tx, id)
	if err != nil || t.Status == want {
		return t, nil, err
	}
	if t, err = d.openTake(tx, id); err != nil {
		return t, nil, err
	}
	var freed []ledger.Reservation
	if approve {
		if t.Counted < t.Locations {
			return t, nil, wms.Refuse(wms.Conflict, "not_all_counted", "%d of %d locations are counted; an empty one is a row with qty 0 and no sku", t.Counted, t.Locations)
		}
		all, err := d.takeDifferences(tx, &t)
		if err != nil {
			return t, nil, err
		}
		for _, x := range all {
			f, err := d.bookTake(tx, t, x)
			if err != nil {
				return t, nil, err
			}
			freed = append(freed, f...)
		}
	}
	now := tx.Now()
	t.Status, t.EndedBy, t.EndedAt = want, who, &now
	if err := takeOpen.Delete(tx, "now"); err != nil {
		return t, nil, err
	}
	tx.Emit(wms.Event{Type: "stock_take." + want, Subject: id, Data: map[string]any{"surplus_qty": t.SurplusQty, "missing_qty": t.MissingQty, "reason": t.Reason}})
	return t, freed, takes.Put(tx, t, id)
}

// bookTake books one difference: what is found is for sale, what is missing
// leaves available stock first.
func (d Desk) bookTake(tx store.Tx, t wms.StockTake, x wms.StockTakeDifference) ([]ledger.Reservation, error) {
	place := ledger.At(x.Location)
	n := x.Counted - x.Expected
	tx.Emit(wms.Event{Type: "stock.adjusted", Subject: string(x.SKU), Data: map[string]any{"location": string(x.Location), "delta": n, "lot": x.Lot, "reason": t.Reason, "stock_take": t.ID}})
	if n > 0 {
		rows, _, err := takePlace.Get(tx, tx.Partition(), t.ID, string(x.Location))
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(rows, func(r wms.StockTakeRow) bool { return r.SKU == x.SKU && r.Lot == x.Lot })
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
