package plant

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// A difference of every sort is planted, one per item, and two that nothing
// explains: each must come back with its cause, and only those two with a rest.
func TestComparisonExplainsWhatWasPlanted(t *testing.T) {
	p, c := startWith(t, t.TempDir(), func(o *Options) { o.HostRetry = 5 * time.Millisecond })
	e := newERP(t, testSecret)
	skus := []string{"equal", "receipt", "shipped", "adjusted", "untold", "held", "unshipped", "transit", "later", "lost", "both", "unknown-here"}
	for _, sku := range skus[:11] {
		c.provide("C-"+sku, 100)
	}
	c.connect(e, "erp", "receipt.closed", "shipment.shipped", "stock.adjusted")
	current := func() {
		t.Helper()
		eventually(t, "the host is current", func() bool {
			var v wms.HostView
			c.must("GET", "/v1/hosts/erp", nil, &v)
			return v.State == "current"
		})
	}
	theirs := map[string]int64{}
	for _, sku := range skus[:11] {
		theirs["C-"+sku] = 100
	}
	adjust := func(sku string, delta int64) {
		c.must("POST", "/v1/stock/adjustments", map[string]any{"warehouse": "overseas", "location": firstShelf(c, "overseas"), "sku": sku, "delta": delta, "reason": "count"}, nil)
	}
	order := func(sku string, qty int64, ship bool) {
		var o wms.OrderView
		c.must("POST", "/v1/orders", map[string]any{"ship_to": map[string]any{"country": "DE"}, "lines": []map[string]any{{"sku": sku, "qty": qty}}}, &o)
		if ship {
			c.workAll("overseas", func() bool {
				c.must("GET", "/v1/orders/"+string(o.ID), nil, &o)
				return o.Status == wms.OrderShipped
			})
		}
	}
	receive := func(sku string, qty int64, arrived, closed bool) {
		var rec wms.Receipt
		c.must("POST", "/v1/receipts", map[string]any{"warehouse": "overseas", "lines": []map[string]any{{"sku": sku, "qty": qty}}}, &rec)
		if arrived {
			c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", map[string]any{"sku": sku, "qty": qty}, nil)
		}
		if closed {
			c.must("POST", "/v1/receipts/"+string(rec.ID)+"/close", nil, nil)
		}
	}
	// What the host knows in time makes no difference.
	adjust("C-equal", -7)
	theirs["C-equal"] -= 7
	current()
	e.set(func() { e.down = true })

	order("C-shipped", 5, true)          // confirmed, but the host is down
	adjust("C-adjusted", -3)             // the same
	receive("C-receipt", 10, true, true) // the same
	receive("C-both", 4, true, false)    // told when it is closed, which it is not yet
	adjust("C-both", -1)
	order("C-unshipped", 8, false) // the host deducts what it has sold
	theirs["C-unshipped"] -= 8
	receive("C-transit", 20, false, false) // the host counts what is on its way
	theirs["C-transit"] += 20
	var rec wms.Receipt // damaged goods: the host counts only what it can sell
	c.must("POST", "/v1/receipts", map[string]any{"warehouse": "overseas", "lines": []map[string]any{}}, &rec)
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/lines", map[string]any{"sku": "C-held", "qty": 6, "damaged": true}, nil)
	c.must("POST", "/v1/receipts/"+string(rec.ID)+"/close", nil, nil)
	theirs["C-lost"] -= 2 // nothing explains it
	theirs["C-unknown-here"] = 5
	at := p.Clock.Now()
	time.Sleep(20 * time.Millisecond)
	adjust("C-later", -50) // after the host's picture
	e.set(func() { e.down = false })
	current() // now it knows, but did not at that moment

	rows := []map[string]any{}
	for sku, qty := range theirs {
		rows = append(rows, map[string]any{"warehouse": "overseas", "sku": sku, "qty": qty})
	}
	var out wms.Comparison
	c.must("POST", "/v1/hosts/erp/comparisons", map[string]any{"at": at, "rows": rows}, &out)
	want := map[string]string{
		"C-receipt": "not_confirmed receipt 10", "C-shipped": "not_confirmed shipment -5", "C-adjusted": "not_confirmed adjustment -3",
		"C-both": "not_confirmed receipt 4, not_confirmed adjustment -1", "C-unshipped": "unshipped 8", "C-transit": "in_transit -20",
		"C-held": "not_confirmed receipt 6", "C-lost": "rest 2", "C-unknown-here": "rest -5",
	}
	got := map[string]string{}
	for _, d := range out.Differences {
		words := ""
		for _, x := range d.Causes {
			if words != "" {
				words += ", "
			}
			words += x.Kind
			if x.Kind == "not_confirmed" || x.Kind == "not_told" {
				words += " " + x.What
			}
			words += fmt.Sprintf(" %d", x.Qty)
		}
		if d.Rest != 0 {
			words += fmt.Sprintf("rest %d", d.Rest)
		}
		got[string(d.SKU)] = words
	}
	for sku, w := range want {
		if got[sku] != w {
			t.Errorf("%s: %q, want %q", sku, got[sku], w)
		}
		delete(got, sku)
	}
	if len(got) > 0 {
		t.Errorf("differences too many: %v", got)
	}
	if out.Unexplained != 2 || out.Equal != 3 { // equal, untold, later
		t.Errorf("%d unexplained and %d equal", out.Unexplained, out.Equal)
	}

	// The next night: the host took over our figures, but hears of no
	// adjustments any more, and leaves out what it can not sell.
	c.connect(e, "erp", "receipt.closed", "shipment.shipped")
	adjust("C-untold", -9)
	current()
	rows = rows[:0]
	ours := map[string]int64{"C-equal": 93, "C-receipt": 110, "C-shipped": 95, "C-adjusted": 97, "C-both": 99, "C-held": 100, "C-later": 50, "C-lost": 100, "C-transit": 100, "C-untold": 100, "C-unshipped": 100}
	for sku, qty := range ours {
		rows = append(rows, map[string]any{"warehouse": "overseas", "sku": sku, "qty": qty})
	}
	c.must("POST", "/v1/hosts/erp/comparisons", map[string]any{"rows": rows}, &out)
	kinds := map[string]string{}
	for _, d := range out.Differences {
		if d.Rest != 0 || len(d.Causes) != 1 {
			t.Errorf("second night: %+v", d)
			continue
		}
		kinds[string(d.SKU)] = d.Causes[0].Kind
	}
	if len(kinds) != 3 || kinds["C-untold"] != "not_told" || kinds["C-held"] != "held" || kinds["C-both"] != "not_confirmed" {
		t.Errorf("second night: %v", kinds)
	}
	var list struct{ Data []wms.Comparison }
	c.must("GET", "/v1/hosts/erp/comparisons", nil, &list)
	if len(list.Data) != 2 || list.Data[0].N != 2 {
		t.Errorf("comparisons %+v", list.Data)
	}
	c.must("GET", "/v1/hosts/erp/comparisons/1", nil, &out)
	if len(out.Differences) != 9 {
		t.Errorf("the first one has %d differences", len(out.Differences))
	}
}
