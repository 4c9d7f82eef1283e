package plant

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// TestOccasions: promotions of the past doubled what was asked for, and one to
// come doubles the forecast of its week alone; the others are as if there had
// been none.
func TestOccasions(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.must("PUT", "/v1/suppliers/ACME", obj{"name": "Acme"}, nil)
	c.must("PUT", "/v1/supply-rules/all", obj{"warehouse": "central", "supplier": "ACME", "lead_days": 7, "review_days": 7, "service_permille": 900}, nil)
	week := supply.Week(p.Clock.Now())
	day := func(w int64, d int) string { return supply.Monday(w).AddDate(0, 0, d).Format(time.DateOnly) }
	past := map[supply.Asked][]int64{}
	for i := range 12 {
		sku := wms.SKU(fmt.Sprintf("OC-%d", i))
		c.must("PUT", "/v1/items/"+string(sku), obj{"weight_g": 100, "family": "mugs"}, nil)
		for ago := int64(1); ago <= 26; ago++ {
			n := int64(20 + (i+int(ago))%3)
			if ago == 6 || ago == 15 {
				n *= 2
			}
			past[supply.Asked{Warehouse: "central", SKU: sku, Week: week - ago}] = []int64{n}
		}
	}
	if _, err := p.do(t.Context(), store.Network, "test.past", func(tx store.Tx) error {
		seen, err := supply.Seen(tx)
		if err != nil {
			return err
		}
		return supply.Count(tx, seen, seen, past)
	}); err != nil {
		t.Fatal(err)
	}
	for id, bad := range map[string]obj{"kind": {"kind": "party", "from": day(week, 0), "to": day(week, 1)}, "days": {"kind": "promotion", "from": day(week, 3), "to": day(week, 1), "cut_permille": 100},
		"cut": {"kind": "promotion", "from": day(week, 0), "to": day(week, 1)}, "name": {"kind": "calendar", "from": day(week, 0), "to": day(week, 1)}} {
		c.refused("invalid_occasion", "PUT", "/v1/occasions/"+id, bad)
	}
	for id, at := range map[string]int64{"a": week - 6, "b": week - 15, "next": week + 2} {
		c.must("PUT", "/v1/occasions/"+id, obj{"kind": "promotion", "from": day(at, 0), "to": day(at, 6), "cut_permille": 250, "families": []string{"mugs"}}, nil)
	}
	var run wms.SupplyRun
	c.must("POST", "/v1/supply-runs", nil, &run)
	eventually(t, "the run ends", func() bool {
		c.must("GET", "/v1/supply-runs/"+run.ID, nil, &run)
		return run.EndedAt != nil
	})
	if run.Status != "done" {
		t.Fatalf("run %+v", run)
	}
	var f wms.ItemForecast
	c.must("GET", "/v1/forecasts/central/OC-3", nil, &f)
	if len(f.Known) != 1 || f.Known[0].Week != 2 || f.Known[0].Factor < 1.6 || f.Known[0].Factor > 2.4 {
		t.Errorf("known weeks: %+v", f.Known)
	}
	if f.Mean[0] < 18 || f.Mean[0] > 23 || f.Mean[2] < 1.6*f.Mean[0] || f.Mean[3] != f.Mean[0] {
		t.Errorf("mean %v", f.Mean)
	}
	var list struct{ Data []wms.Occasion }
	c.must("GET", "/v1/occasions", nil, &list)
	if len(list.Data) != 3 || list.Data[0].Learned == nil || list.Data[0].Learned.Weeks != 24 || list.Data[0].Learned.Low >= list.Data[0].Learned.Factor {
		t.Errorf("occasions: %+v", list.Data)
	}
	c.must("DELETE", "/v1/occasions/next", nil, nil)
	f = wms.ItemForecast{}
	c.must("GET", "/v1/forecasts/central/OC-3", nil, &f)
	if len(f.Known) != 0 {
		t.Errorf("after it is taken away: %+v", f.Known)
	}
}
