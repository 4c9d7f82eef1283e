package plant

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// TestSupplyFromDemandToDeliveryAndTransfer: what customers ordered makes
// forecasts, these make proposals with reasons, approved ones announce a
// delivery and ask for a transfer, and the next look counts them as coming.
func TestSupplyFromDemandToDeliveryAndTransfer(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.must("PUT", "/v1/suppliers/ACME", obj{"name": "Acme"}, nil)
	for _, sku := range []string{"SU-A", "SU-B"} {
		c.must("PUT", "/v1/items/"+sku, obj{"weight_g": 100}, nil)
	}
	rule := func(id string, body obj, want int) {
		t.Helper()
		for k, v := range map[string]any{"lead_days": 14, "review_days": 7, "service_permille": 900} {
			if body[k] == nil {
				body[k] = v
			}
		}
		if code := c.call("PUT", "/v1/supply-rules/"+id, body, nil); code != want {
			t.Errorf("rule %s: %d, want %d", id, code, want)
		}
	}
	rule("central", obj{"warehouse": "central", "supplier": "ACME", "multiple": 12}, 200)
	rule("front", obj{"warehouse": "front", "from": "central", "lead_days": 1}, 200)
	rule("again", obj{"warehouse": "front", "from": "overseas"}, 409)
	rule("b", obj{"warehouse": "central", "sku": "SU-B", "supplier": "ACME", "auto_qty": 1000}, 200)
	for id, bad := range map[string]obj{"none": {"warehouse": "central"}, "self": {"warehouse": "central", "from": "central"}, "who": {"warehouse": "central", "sku": "SU-A", "supplier": "NOBODY"},
		"where": {"warehouse": "nowhere", "supplier": "ACME"}, "days": {"warehouse": "overseas", "supplier": "ACME", "lead_days": 0}} {
		if code := c.call("PUT", "/v1/supply-rules/"+id, bad, nil); code/100 != 4 {
			t.Errorf("rule %s: %d", id, code)
		}
	}
	c.stockUp("central", "SU-A", 500)
	c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "GB"}, "lines": []obj{{"sku": "SU-B", "qty": 30}}}, nil) // nobody has it
	week := supply.Week(p.Clock.Now())
	past := map[supply.Asked][]int64{}
	for ago := int64(1); ago <= 20; ago++ {
		past[supply.Asked{Warehouse: "front", SKU: "SU-A", Week: week - ago}] = []int64{10}
		past[supply.Asked{Warehouse: "central", SKU: "SU-B", Week: week - ago}] = []int64{20}
	}
	if _, err := p.do(t.Context(), store.Network, "test.past", func(tx store.Tx) error { // as if counted in the weeks before
		seen, err := supply.Seen(tx)
		if err != nil {
			return err
		}
		return supply.Count(tx, seen, seen, past)
	}); err != nil {
		t.Fatal(err)
	}
	look := func() (run wms.SupplyRun) {
		t.Helper()
		c.must("POST", "/v1/supply-runs", nil, &run)
		eventually(t, "the run ends", func() bool {
			c.must("GET", "/v1/supply-runs/"+run.ID, nil, &run)
			return run.EndedAt != nil
		})
		if run.Status != "done" || run.Series != 2 || run.Done != 2 {
			t.Fatalf("run %+v", run)
		}
		return run
	}
	list := func(query string) (out []wms.Proposal) {
		t.Helper()
		var page struct{ Data []wms.Proposal }
		c.must("GET", "/v1/proposals"+query, nil, &page)
		return page.Data
	}
	look()
	var f wms.ItemForecast
	c.must("GET", "/v1/forecasts/front/SU-A", nil, &f)
	if len(f.Past) != 20 || f.Past[3] != 10 || f.Mean[0] < 8 || f.Mean[0] > 12 || f.Low[0] > f.Mean[0] || f.High[0] < f.Mean[0] {
		t.Errorf("forecast %+v", f)
	}
	if code := c.call("GET", "/v1/forecasts/overseas/SU-A", nil, nil); code != 404 {
		t.Errorf("forecast of what nobody ordered: %d", code)
	}
	bring := list("?status=proposed&warehouse=front")
	if len(bring) != 1 || bring[0].Kind != "transfer" || bring[0].From != "central" || bring[0].SKU != "SU-A" || bring[0].Qty < 10 || bring[0].Reason == "" {
		t.Fatalf("to bring: %+v", bring)
	}
	bought := list("?status=approved&warehouse=central") // by the rule's limit
	if len(bought) != 1 || bought[0].SKU != "SU-B" || bought[0].Owed != 30 || bought[0].Qty < 90 {
		t.Fatalf("to buy: %+v", bought)
	}
	var ended []wms.Proposal
	verdict := obj{"ids": []string{bring[0].ID}, "qty": map[string]int{bring[0].ID: 11}, "note": "one box"}
	if code := c.call("POST", "/v1/proposals/approve", obj{"ids": []string{bring[0].ID, "B99999999"}}, nil); code != 404 {
		t.Errorf("with one that is not there: %d", code)
	}
	c.must("POST", "/v1/proposals/approve", verdict, nil)
	if code := c.call("POST", "/v1/proposals/reject", obj{"ids": []string{bring[0].ID}}, nil); code != 409 {
		t.Errorf("decided twice: %d", code)
	}
	eventually(t, "both are carried out", func() bool {
		ended = list("?status=approved")
		return len(ended) == 2 && ended[0].Made != "" && ended[1].Made != ""
	})
	for _, x := range ended {
		if x.Kind == "transfer" {
			var tr wms.Transfer
			c.must("GET", "/v1/transfers/"+x.Made, nil, &tr)
			if tr.From != "central" || tr.To != "front" || len(tr.Lines) != 1 || tr.Lines[0].Qty != 11 {
				t.Errorf("transfer %+v", tr)
			}
			continue
		}
		var rec wms.Receipt
		c.must("GET", "/v1/receipts/"+x.Made, nil, &rec)
		if rec.Supplier != "ACME" || len(rec.Lines) != 1 || rec.Lines[0].Qty != x.Qty || rec.ExpectedAt == nil || rec.ExpectedAt.Before(p.Clock.Now().Add(13*24*time.Hour)) {
			t.Errorf("receipt %+v", rec)
		}
	}
	look()
	for _, x := range list("?status=proposed") {
		if x.SKU == "SU-B" || x.OnOrder != 11 {
			t.Errorf("proposed although it is coming: %+v", x)
		}
	}
	if left := list("?status=proposed"); len(left) > 0 {
		c.must("POST", "/v1/proposals/reject", obj{"ids": []string{left[0].ID}, "note": "enough"}, nil)
	}
	c.must("DELETE", "/v1/supply-rules/b", nil, nil)
}
