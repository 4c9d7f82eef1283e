package plant

import (
	"fmt"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// TestSupplyBalancesAndPlaces: stock that lies dead overseas goes to where it
// is lacked, once a day; what customers on the continent order from the centre
// is worth keeping overseas; both say what they cost and save.
func TestSupplyBalancesAndPlaces(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.must("PUT", "/v1/suppliers/ACME", obj{"name": "Acme"}, nil)
	c.must("PUT", "/v1/supply-rules/central", obj{"warehouse": "central", "supplier": "ACME", "lead_days": 14, "review_days": 7, "service_permille": 900}, nil)
	c.stockUp("overseas", "BA-A", 200)
	c.stockUp("central", "BA-B", 600)
	c.must("PUT", "/v1/items/BA-A", obj{"weight_g": 500, "length_mm": 100, "width_mm": 100, "height_mm": 100, "value_minor": 5000, "case_qty": 6}, nil)
	c.must("PUT", "/v1/items/BA-B", obj{"weight_g": 900, "length_mm": 100, "width_mm": 100, "height_mm": 100}, nil)
	for range 30 {
		c.must("POST", "/v1/orders", obj{"ship_to": obj{"country": "NL"}, "lines": []obj{{"sku": "BA-B", "qty": 3}}}, nil)
	}
	week := supply.Week(p.Clock.Now())
	past := map[supply.Asked][]int64{}
	for ago := int64(1); ago <= 20; ago++ {
		past[supply.Asked{Warehouse: "central", SKU: "BA-A", Week: week - ago}] = []int64{5, 5}
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
	look := func() (out []wms.Proposal) {
		t.Helper()
		var run wms.SupplyRun
		c.must("POST", "/v1/supply-runs", nil, &run)
		eventually(t, "the run ends", func() bool {
			c.must("GET", "/v1/supply-runs/"+run.ID, nil, &run)
			return run.EndedAt != nil
		})
		var page struct{ Data []wms.Proposal }
		c.must("GET", "/v1/proposals?status=proposed", nil, &page)
		if run.Status != "done" || run.Proposals != len(page.Data) {
			t.Fatalf("run %+v with %d proposals", run, len(page.Data))
		}
		return page.Data
	}
	by := func(list []wms.Proposal) map[string]wms.Proposal {
		out := map[string]wms.Proposal{}
		for _, x := range list {
			out[fmt.Sprint(x.SKU, " ", x.Kind, " ", x.Cause)] = x
		}
		return out
	}
	look()
	list := by(look()) // which replaces what was proposed before
	moved := list["BA-A transfer balance"]
	if moved.From != "overseas" || moved.Warehouse != "central" || moved.Qty < 20 || moved.Qty > 200 || moved.Qty%6 != 0 || moved.GainMinor <= moved.FreightMinor || moved.FreightMinor < 14500 ||
		moved.FromFree != 200 || moved.FromKeep != 0 || moved.PerWeekMilli < 5000 || moved.Reason == "" {
		t.Errorf("balanced: %+v", moved)
	}
	if bought := list["BA-A purchase "]; bought.OnOrder != moved.Qty && bought.ID != "" {
		t.Errorf("bought beside what comes: %+v", bought)
	}
	brought := list["BA-B transfer place"]
	if brought.From != "central" || brought.Warehouse != "overseas" || brought.Qty < 3 || brought.GainMinor <= brought.FreightMinor || brought.FreightMinor == 0 {
		t.Errorf("placed: %+v", brought)
	}
	var advice struct{ Data []wms.PlaceAdvice }
	c.must("GET", "/v1/place-advice", nil, &advice)
	for _, a := range advice.Data {
		if a.Warehouse != "overseas" {
			continue
		}
		if a.From != "central" || a.Orders != 30 || a.Fitting != 30 || a.SavesMinor <= 0 || len(a.Items) != 2 || a.Items[0].SKU != "BA-B" || !a.Items[0].Keep || a.Items[0].Qty != brought.Qty ||
			a.Items[0].SavesMinor <= a.Items[0].FreightMinor+a.Items[0].IdleMinor || a.Items[1].SKU != "BA-A" || a.Items[1].Keep {
			t.Errorf("advice %+v", a)
		}
	}
	if len(advice.Data) != 2 {
		t.Errorf("advice for %d places", len(advice.Data))
	}
	c.must("POST", "/v1/proposals/reject", obj{"ids": []string{brought.ID}, "note": "not now"}, nil)
	day := wms.DayOf(p.Clock.Now())
	c.must("POST", "/v1/proposals/approve", obj{"ids": []string{moved.ID}, "qty": map[string]int{moved.ID: 6}}, nil) // more is lacked
	eventually(t, "the transfer is asked for", func() bool {
		var page struct{ Data []wms.Proposal }
		c.must("GET", "/v1/proposals?status=approved", nil, &page)
		return len(page.Data) == 1 && page.Data[0].Made != ""
	})
	if again, ok := by(look())["BA-A transfer balance"]; ok && wms.DayOf(p.Clock.Now()) == day {
		t.Errorf("a second transfer on the same day: %+v", again)
	}
}
