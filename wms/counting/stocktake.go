package counting

import (
	"cmp"
	"fmt"
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
	places, err := d.takePlaces(tx)
	if err != nil {
		return t, err
	}
	t.Locations = len(places)
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

// TakeRow checks a counted row; TakeCounts keeps rows that are all right.
func (d Desk) TakeRow(r store.Reader, row wms.StockTakeRow) error {
	l, err := d.Site.MustLocation(row.Location)
	if err != nil {
		return err
	}
	if row.HandlingUnit != "" {
		if err := d.takeUnit(r, l, row.HandlingUnit); err != nil {
			return err
		}
	} else if row.SKU != "" && !takesLoose(l.Kind) {
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
		if err := d.oneToACell(at, by[at]); err != nil {
			return err
		}
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
		if freed, err = d.bookAll(tx, &t); err != nil {
			return t, nil, err
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
