package plant

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/board"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestArchivedOrders seals cancelled orders and their journal, while others
// are open, and finds them by id, in lists and as events; their ids stay used.
func TestArchivedOrders(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.stockUp("central", "ARC-1", 100)
	order := func(i int) string { return fmt.Sprintf("ARC-%02d", i) }
	place := func(i int) int {
		return c.call("POST", "/v1/orders", map[string]any{"id": order(i), "ship_to": map[string]any{"country": "GB"},
			"lines": []map[string]any{{"sku": "ARC-1", "qty": 1}}}, nil)
	}
	for i := range 20 {
		if code := place(i); code != http.StatusCreated {
			t.Fatal(code)
		}
		if i%2 == 0 {
			c.must("POST", "/v1/orders/"+order(i)+"/cancel", nil, nil)
		}
	}
	var before, after []wms.OrderView
	var events, eventsAfter []wms.Published
	list := func(orders *[]wms.OrderView, published *[]wms.Published) {
		var page struct{ Data []wms.OrderView }
		c.must("GET", "/v1/orders?limit=200", nil, &page)
		var e struct{ Data []wms.Published }
		c.must("GET", "/v1/events?after=0&limit=1000", nil, &e)
		*orders, *published = page.Data, e.Data
	}
	list(&before, &events)
	var made []store.Archive
	for until := time.Now().Add(20 * time.Second); len(made) == 0 || made[0].Rows < 30; { // ten orders, two places in lists each
		var err error
		if made, err = p.Archive(t.Context(), p.Store.Now(), wms.System("test")); err != nil || time.Now().After(until) {
			t.Fatal(made, err)
		}
	}
	if records, err := p.Store.Records(0, 1); err != nil || len(records) != 1 || records[0].Seq != 1 {
		t.Errorf("the first record: %v %v", records, err)
	}
	list(&after, &eventsAfter)
	ids := func(orders []wms.OrderView) (out []wms.OrderID) {
		for _, o := range orders {
			out = append(out, o.ID)
		}
		return out
	}
	if fmt.Sprint(ids(after)) != fmt.Sprint(ids(before)) || len(after) != 20 {
		t.Errorf("the list of orders was\n%v, is\n%v", ids(before), ids(after))
	}
	if len(eventsAfter) < len(events) || fmt.Sprint(eventsAfter[:len(events)]) != fmt.Sprint(events) {
		t.Error("the events are others than before")
	}
	for i := range 20 {
		var o wms.OrderView
		c.must("GET", "/v1/orders/"+order(i), nil, &o)
		if (o.Status == wms.OrderCancelled) != (i%2 == 0) {
			t.Errorf("%s is %s", o.ID, o.Status)
		}
		if code := place(i); code != http.StatusConflict {
			t.Errorf("order %s was placed twice: %d", order(i), code)
		}
	}
	c.must("POST", "/v1/orders/"+order(0)+"/cancel", nil, nil) // again: nothing changes
}

func TestArchiveDue(t *testing.T) {
	for now, want := range map[string]string{"2026-03-07": "2026-01-01", "2026-03-08": "2026-02-01", "2026-04-05": "2026-03-01", "2026-04-04": "2026-02-01"} {
		at, err := time.Parse(time.DateOnly, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := archiveDue(at, 35).Format(time.DateOnly); got != want {
			t.Errorf("on %s all before %s is sealed, want %s", now, got, want)
		}
	}
}

// TestFiguresAreKept counts on from what was kept, not from the beginning.
func TestFiguresAreKept(t *testing.T) {
	s, clock := storetest.Open(t)
	ship := func(n int) {
		for range n {
			clock.Add(20 * time.Second)
			storetest.Do(t, s, "one", func(tx store.Tx) error {
				tx.Emit(wms.Event{Type: "shipment.shipped", Subject: "x"})
				return nil
			})
		}
	}
	count := func() *counter {
		c := newCounter()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- countJournal(ctx, s, c, board.New(board.State{}, nil, nil)) }()
		for until := time.Now().Add(20 * time.Second); c.totals()["shipments_shipped"] < 30 && time.Now().Before(until); {
			time.Sleep(time.Millisecond)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		return c
	}
	ship(20)
	first := newCounter()
	records, err := s.Records(0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		first.add(r)
	}
	first.total["shipments_shipped"] += 5 // shows that these were not counted again
	if err := first.keep(t.Context(), s, records[len(records)-1].Seq); err != nil {
		t.Fatal(err)
	}
	ship(10)
	c := count()
	if got := c.totals()["shipments_shipped"]; got != 35 {
		t.Errorf("%d shipped, want 35", got)
	}
	if got := c.live("one", clock.Now())["shipments_per_hour"]; got != 30 {
		t.Errorf("%v in the last hour, want 30", got)
	}
}

// TestAuditViews asks who did what, and what lay where before it, also of what
// is sealed.
func TestAuditViews(t *testing.T) {
	p, c := start(t, t.TempDir())
	c.stockUp("central", "AUD-1", 10)
	before := p.Store.Seq()
	c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "central", "location": firstShelf(c, "central"), "sku": "AUD-1",
		"delta": -3, "reason": "broken"}, nil)
	if _, err := p.Archive(t.Context(), p.Store.Now(), wms.System("test")); err != nil {
		t.Fatal(err)
	}
	onHand := func(asOf string) (n int64) {
		var past wms.StockAsOf
		c.must("GET", "/v1/audit/stock?warehouse=central&sku=AUD-1&as_of="+asOf, nil, &past)
		for _, row := range past.Data {
			n += row.OnHand
		}
		return n
	}
	if a, b := onHand(fmt.Sprint(before)), onHand(p.Store.Now().Format(time.RFC3339Nano)); a != 10 || b != 7 {
		t.Errorf("%d units before the loss, %d behind it; want 10 and 7", a, b)
	}
	if n := onHand("2020-01-01T00:00:00Z"); n != 0 {
		t.Errorf("%d units before all", n)
	}
	for path, want := range map[string]int{"as_of=99999999": 422, "as_of=yesterday": 422, "": 422} {
		if code := c.call("GET", "/v1/audit/stock?warehouse=central&"+path, nil, nil); code != want {
			t.Errorf("%s: %d, want %d", path, code, want)
		}
	}
	var page struct{ Data []wms.AuditRecord }
	c.must("GET", "/v1/audit/records?subject=AUD-1&from=2020-01-01T00:00:00Z", nil, &page)
	kinds := map[string]wms.AuditRecord{}
	for _, r := range page.Data {
		kinds[r.Reason] = r
	}
	if r := kinds["broken"]; r.Kind != "stock.adjust" || r.User == "" || r.From == "" || r.At.IsZero() {
		t.Errorf("who did it: %+v of %d records", r, len(page.Data))
	}
	c.must("GET", "/v1/audit/records?subject=AUD-1&actor=nobody", nil, &page)
	if len(page.Data) != 0 {
		t.Errorf("nobody did %d things", len(page.Data))
	}
}
