package plant

import (
	"testing"

	"github.com/aisle-wms/aisle/wms"
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
