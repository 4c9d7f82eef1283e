package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// looseOf are the places of a warehouse that hold loose units.
func looseOf(p *Plant, w wms.WarehouseID) (out []wms.StockTakeRow) {
	h, _ := p.House(w)
	for _, l := range h.Site.Locations {
		switch l.Kind {
		case wms.KindShelf, wms.KindDockIn, wms.KindStaging, wms.KindCheck:
			out = append(out, wms.StockTakeRow{Location: l.ID})
		}
	}
	return out
}

func TestOpeningStockTakeFreezesCountsAndGoesLive(t *testing.T) {
	p, c := start(t, t.TempDir())
	shelf := firstShelf(c, "overseas")
	c.must("PUT", "/v1/items/ST1", map[string]any{"description": "a"}, nil)
	c.must("PUT", "/v1/items/ST2", map[string]any{"description": "b"}, nil)
	adjust := map[string]any{"warehouse": "overseas", "location": shelf, "sku": "ST1", "delta": 10, "reason": "old books"}
	c.must("POST", "/v1/stock/adjustments", adjust, nil)
	var take wms.StockTake
	open := map[string]any{"warehouse": "overseas", "reason": "cut-over"}
	c.must("POST", "/v1/stock-takes", open, &take)
	url := "/v1/stock-takes/" + take.ID
	for path, body := range map[string]any{"/v1/stock/adjustments": adjust, "/v1/stock-takes": open,
		"/v1/stock/moves": map[string]any{"warehouse": "overseas", "sku": "ST1", "qty": 1, "from": shelf, "to": shelf}} {
		if code := c.call("POST", path, body, nil); code != 409 {
			t.Errorf("%s during a stock-take: %d", path, code)
		}
	}
	c.order(map[string]int{"ST1": 4}) // promised, not released
	counts := func(want int, query string, rows ...wms.StockTakeRow) {
		t.Helper()
		if code := c.call("POST", url+"/counts"+query, map[string]any{"rows": rows}, nil); code != want {
			t.Errorf("counts: %d, want %d", code, want)
		}
	}
	at := wms.LocationID(shelf)
	counts(422, "", wms.StockTakeRow{Location: at, SKU: "ST1", Qty: 1}, wms.StockTakeRow{Location: at, SKU: "NONE", Qty: 1})
	counts(200, "?dry_run=true", wms.StockTakeRow{Location: at, SKU: "ST1", Qty: 1})
	c.must("GET", url, nil, &take)
	if take.Counted != 0 {
		t.Errorf("a refused and a dry run left %d counts", take.Counted)
	}
	counts(200, "", looseOf(p, "overseas")...)
	counts(200, "", wms.StockTakeRow{Location: at, SKU: "ST1", Qty: 3}) // again: the later one holds
	counts(200, "", wms.StockTakeRow{Location: at, SKU: "ST1", Qty: 7}, wms.StockTakeRow{Location: at, SKU: "ST2", Lot: "L2", Qty: 5})
	c.must("GET", url, nil, &take)
	if take.Counted != take.Locations || take.MissingQty != 3 || take.SurplusQty != 5 || len(take.Differences) != 2 {
		t.Fatalf("before going live: %+v", take)
	}
	if by := c.stockBy("overseas", "ST1"); by[wms.Available] != 10 {
		t.Errorf("booked before approval: %v", by)
	}
	for range 2 {
		c.must("POST", url+"/approve", nil, &take)
	}
	if by := c.stockBy("overseas", "ST2"); take.Status != "done" || by[wms.Available] != 5 {
		t.Errorf("ST2 %v, %+v", by, take)
	}
	if by := c.stockBy("overseas", "ST1"); by[wms.Available] != 7 {
		t.Errorf("ST1 %v", by)
	}
	if code := c.call("POST", url+"/cancel", nil, nil); code != 409 {
		t.Errorf("cancelled after going live: %d", code)
	}
	c.must("POST", "/v1/stock/adjustments", adjust, nil)
}

// TestStockTakeOfPallets: one is where the books have it with other content,
// one stands elsewhere, one is unknown, one is gone.
func TestStockTakeOfPallets(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	h, err := p.House("central")
	if err != nil {
		t.Fatal(err)
	}
	cells := h.Site.Of(wms.KindRackCell)
	c.must("PUT", "/v1/items/PA", obj{"description": "a"}, nil)
	c.must("PUT", "/v1/items/PB", obj{"description": "b", "lot_tracked": true}, nil)
	at := map[string]wms.LocationID{}
	for i, id := range []string{"P-STAYS", "P-MOVED", "P-GONE"} {
		c.receive("central", obj{"sku": "PA", "qty": 20, "handling_unit": id})
		at[id] = cells[i]
		c.must("POST", "/v1/stock/moves", obj{"handling_unit": id, "from": unitNow(t, p, "central", id).Location, "to": cells[i]}, nil)
	}
	var take wms.StockTake
	c.must("POST", "/v1/stock-takes", obj{"warehouse": "central", "reason": "cut-over"}, &take)
	url := "/v1/stock-takes/" + take.ID
	loose := looseOf(p, "central")
	if take.Locations != len(loose)+3 {
		t.Errorf("%d locations to count, want %d and three with pallets", take.Locations, len(loose))
	}
	row := func(l wms.LocationID, unit, sku, lot string, qty int64) wms.StockTakeRow {
		return wms.StockTakeRow{Location: l, HandlingUnit: wms.HandlingUnitID(unit), SKU: wms.SKU(sku), Lot: lot, Qty: qty}
	}
	counts := func(want int, rows ...wms.StockTakeRow) {
		t.Helper()
		if code := c.call("POST", url+"/counts", obj{"rows": rows}, nil); code != want {
			t.Errorf("counts %+v: %d, want %d", rows, code, want)
		}
	}
	counts(422, row(cells[0], "T-00001", "PA", "", 1))
	counts(422, row(cells[0], "P-1", "PA", "", 1), row(cells[0], "P-2", "PA", "", 1))
	counts(422, row(cells[0], "", "PA", "", 1))
	counts(422, row(h.Site.First(wms.KindShelf), "P-1", "PA", "", 1))
	counts(200, loose...)
	counts(200, row(at["P-STAYS"], "P-STAYS", "PA", "", 18), row(at["P-STAYS"], "P-STAYS", "PB", "L1", 4))
	counts(200, row(at["P-MOVED"], "", "", "", 0), row(at["P-GONE"], "", "", "", 0))
	counts(200, row(cells[5], "P-MOVED", "PA", "", 20), row(cells[6], "P-NEW", "PB", "L2", 7), row(cells[7], "P-MOVED", "PA", "", 20))
	if code := c.call("POST", url+"/approve", nil, nil); code != 409 {
		t.Errorf("a pallet at two places: %d", code)
	}
	counts(200, row(cells[7], "P-EMPTY", "", "", 0))
	c.must("GET", url, nil, &take)
	if take.Counted != take.Locations || take.MissingQty != 22 || take.SurplusQty != 11 {
		t.Errorf("before going live: %+v", take)
	}
	c.must("POST", url+"/approve", nil, &take)
	if a, b := c.stockBy("central", "PA"), c.stockBy("central", "PB"); a[wms.Available] != 38 || b[wms.Available] != 11 {
		t.Errorf("PA %v, PB %v", a, b)
	}
	for id, want := range map[string]wms.LocationID{"P-STAYS": cells[0], "P-MOVED": cells[5], "P-NEW": cells[6], "P-EMPTY": cells[7]} {
		if u := unitNow(t, p, "central", id); u.Location != want || u.Kind != wms.Pallet {
			t.Errorf("%s: %+v, want it at %s", id, u, want)
		}
	}
	if u := unitNow(t, p, "central", "P-GONE"); u.ID != "" {
		t.Errorf("a pallet that nobody saw: %+v", u)
	}
}

// unitNow reads a handling unit from the books; none if there is none.
func unitNow(t *testing.T, p *Plant, w store.Partition, id string) wms.HandlingUnit {
	t.Helper()
	u, err := view(p, func(r store.Reader) (wms.HandlingUnit, error) {
		u, _, err := ledger.Unit(r, w, wms.HandlingUnitID(id))
		return u, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}
