package plant

import (
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// TestStockCare: of what lies in the warehouses, one item expires before it is
// sold, one has not sold for long and is lacked elsewhere, one has just come;
// what sells well is not told.
func TestStockCare(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.refused("unknown_warehouse", "GET", "/v1/stock-care?warehouse=nowhere", nil)
	for sku, n := range map[string]int{"CA-OLD": 80, "CA-ODD": 40, "CA-WELL": 30} {
		c.stockUp("central", sku, n)
	}
	for _, sku := range []string{"CA-OLD", "CA-ODD", "CA-WELL", "CA-MILK"} {
		c.must("PUT", "/v1/items/"+sku, obj{"weight_g": 100, "length_mm": 100, "width_mm": 100, "height_mm": 100, "value_minor": 900, "lot_tracked": sku == "CA-MILK"}, nil)
	}
	c.must("POST", "/v1/receipts", obj{"id": "R-CARE", "warehouse": "central", "lines": []obj{{"sku": "CA-MILK", "qty": 60, "lot": "M1"}}}, nil)
	c.must("POST", "/v1/receipts/R-CARE/lines", obj{"sku": "CA-MILK", "qty": 60, "lot": "M1", "expires": p.Clock.Now().AddDate(0, 0, 21).Format(time.RFC3339)}, nil)
	week := supply.Week(p.Clock.Now())
	past := map[supply.Asked][]int64{}
	for ago := int64(1); ago <= 30; ago++ {
		past[supply.Asked{Warehouse: "central", SKU: "CA-WELL", Week: week - ago}] = []int64{5}
		past[supply.Asked{Warehouse: "central", SKU: "CA-MILK", Week: week - ago}] = []int64{7}
		past[supply.Asked{Warehouse: "front", SKU: "CA-OLD", Week: week - ago}] = []int64{4}
		if ago > 26 {
			past[supply.Asked{Warehouse: "central", SKU: "CA-OLD", Week: week - ago}] = []int64{3}
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
	var report wms.StockCareReport
	c.must("GET", "/v1/stock-care?warehouse=central", nil, &report)
	got := map[wms.SKU]wms.StockCare{}
	for _, x := range report.Data {
		got[x.SKU] = x
	}
	if x := got["CA-MILK"]; x.Class != "expiring" || x.ExpiringUnits < 35 || x.ExpiringUnits > 46 || x.ExpiresOn == "" {
		t.Errorf("60 units, 7 a week, 21 days: %+v", x)
	}
	if x := got["CA-OLD"]; x.Class != "dead" && x.Class != "excess" || x.Advice != "bring" || x.To != "front" || x.Units < 1 || x.WorthMinor <= 0 || x.BoundMinor != 80*900 {
		t.Errorf("front asks for 4 a week: %+v", x)
	}
	if x := got["CA-ODD"]; x.Class != "new" || x.Advice != "" || x.WeeksSinceSale != nil || x.CoverWeeks != nil {
		t.Errorf("it came just now: %+v", x)
	}
	if x, told := got["CA-WELL"]; told {
		t.Errorf("it sells well: %+v", x)
	}
	c.must("GET", "/v1/stock-care?class=dead", nil, &report)
	for _, x := range report.Data {
		if x.Class != "dead" {
			t.Errorf("among the dead: %+v", x)
		}
	}
	if len(report.Sums) < 2 {
		t.Errorf("sums: %+v", report.Sums)
	}
	if _, kind, doc := c.document("/v1/stock-care/export?class=expiring"); !strings.HasPrefix(kind, "text/csv") || !strings.Contains(string(doc), "CA-MILK,expiring,60") {
		t.Errorf("the table is %s:\n%s", kind, doc)
	}
}
