package plant

import (
	"fmt"
	"math"
	"testing"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// TestForecastAccuracyOverHTTP: what looks of two weeks forecast is judged by the
// next look and can be asked for by item, family, warehouse and network.
func TestForecastAccuracyOverHTTP(t *testing.T) {
	p, c := startWith(t, t.TempDir(), asleep)
	c.must("PUT", "/v1/items/FA-1", obj{"weight_g": 100, "family": "TOYS"}, nil)
	week := supply.Week(p.Clock.Now())
	for _, sku := range []string{"FA-2", "FA-3", "FA-NEW"} {
		c.must("PUT", "/v1/items/"+sku, obj{"weight_g": 100, "family": "TOYS"}, nil)
	}
	asked := map[supply.Asked][]int64{}
	for ago := int64(1); ago <= 20; ago++ {
		asked[supply.Asked{Warehouse: "front", SKU: "FA-1", Week: week - ago}] = []int64{10}
	}
	for ago := int64(1); ago <= 5; ago++ { // asked for elsewhere: no part of front's figures
		for i, sku := range []wms.SKU{"FA-1", "FA-2", "FA-3"} {
			asked[supply.Asked{Warehouse: "overseas", SKU: sku, Week: week - ago}] = []int64{int64(4 + i)}
		}
	}
	said := func(tx store.Tx) error {
		seen, err := supply.Seen(tx)
		if err == nil {
			err = supply.Count(tx, seen, seen, asked)
		}
		for ago := int64(2); ago >= 1 && err == nil; ago-- {
			err = supply.KeepForecasts(tx, "front", week-ago, []supply.Told{{SKU: "FA-1", Family: "TOYS", Mean: []float64{8, 8}, Low: 9, High: 12, Step: 1, Past: []float64{10, 10}}})
		}
		return err
	}
	if _, err := p.do(t.Context(), store.Network, "test.said", said); err != nil {
		t.Fatal(err)
	}
	var run wms.SupplyRun
	c.must("POST", "/v1/supply-runs", nil, &run)
	eventually(t, "the run ends", func() bool {
		c.must("GET", "/v1/supply-runs/"+run.ID, nil, &run)
		return run.EndedAt != nil
	})
	for _, x := range []struct {
		query string
		want  wms.ForecastAccuracy
	}{
		{"?by=item&warehouse=front", wms.ForecastAccuracy{Warehouse: "front", SKU: "FA-1"}},
		{"?by=family&warehouse=front&weeks=26", wms.ForecastAccuracy{Warehouse: "front", Family: "TOYS"}},
		{"", wms.ForecastAccuracy{Warehouse: "front"}},
		{"?by=network", wms.ForecastAccuracy{}},
	} {
		var page struct{ Data []wms.ForecastAccuracy }
		c.must("GET", "/v1/forecasts/accuracy"+x.query, nil, &page)
		if len(page.Data) != 1 {
			t.Errorf("%s: %+v", x.query, page.Data)
			continue
		}
		// both looks said 8 of each week, 10 came: 2 off of each of three forecasts
		got := page.Data[0]
		if got.Warehouse != x.want.Warehouse || got.Family != x.want.Family || got.SKU != x.want.SKU || got.Weeks != 2 || got.Forecasts != 3 || got.Covered != 1 ||
			got.WAPE == nil || math.Abs(*got.WAPE-0.2) > 1e-9 || got.Bias == nil || math.Abs(*got.Bias+0.2) > 1e-9 || got.MASE == nil || math.Abs(*got.MASE-2) > 1e-9 {
			t.Errorf("%s: %+v", x.query, got)
		}
		if x.want.SKU != "" && (got.Signal == nil || *got.Signal != -2 || got.Correction == nil || *got.Correction != 1) {
			t.Errorf("%s: signal and correction %+v", x.query, got)
		}
	}
	for query, want := range map[string]int{"?by=item": 422, "?by=day": 422, "?weeks=0": 422, "?by=network&warehouse=front": 422, "?warehouse=nowhere": 404, "?weeks=1": 200} {
		if code := c.call("GET", "/v1/forecasts/accuracy"+query, nil, nil); code != want {
			t.Errorf("%s: %d, want %d", query, code, want)
		}
	}
	if code := c.call("GET", fmt.Sprintf("/v1/forecasts/front/%s", "FA-1"), nil, nil); code != 200 {
		t.Errorf("the forecast beside it: %d", code)
	}
	var f wms.ItemForecast
	c.must("GET", "/v1/forecasts/overseas/FA-NEW", nil, &f)
	if f.Method != "analogy" || len(f.Past) != 0 || math.Abs(f.Mean[0]-5) > 1e-9 || f.Median[0] != 5 {
		t.Errorf("a new item by its family: %+v", f)
	}
	if code := c.call("GET", "/v1/forecasts/front/FA-NEW", nil, nil); code != 404 {
		t.Errorf("with one item of its family only: %d", code)
	}
}
