package plant

import (
	"math"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/demand"
)

// TestWhatTheDemoNetworkCanGain bounds what any allocation can save on the
// demo's 8,470 orders against one central warehouse: every warehouse has
// everything, each order is one shipment, stock moves for nothing. Its figures
// are in docs/allocation.md.
func TestWhatTheDemoNetworkCanGain(t *testing.T) {
	net, err := config.Demo()
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range []uint64{1, 2} {
		src, err := demand.NewSource(seed)
		if err != nil {
			t.Fatal(err)
		}
		weight := map[string]int64{}
		for _, it := range src.Items() {
			weight[string(it.SKU)] = it.WeightG
		}
		var cost, days [3]float64 // central, cheapest, fastest
		for n := range src.Len() {
			c, d := gains(t, lanes{net}, src.Order(n), weight)
			for i := range cost {
				cost[i], days[i] = cost[i]+c[i], days[i]+d[i]
			}
		}
		orders := float64(src.Len())
		for i, plan := range []string{"central only", "cheapest", "fastest"} {
			t.Logf("seed %d, %s: %.3f million pence (%+.1f %%), %.3f days an order (%+.1f %%)", seed, plan,
				cost[i]/1e6, 100*(cost[i]/cost[0]-1), days[i]/orders, 100*(days[i]/days[0]-1))
		}
		if cost[1] > cost[0] || cost[1] > cost[2] || days[2] > days[0] || days[2] > days[1] {
			t.Errorf("seed %d: cost %v, days %v", seed, cost, days)
		}
	}
}

// gains gives cost and days of an order from central, by the cheapest and by
// the fastest lane; of equals the faster, or cheaper, counts.
func gains(t *testing.T, l lanes, o demand.Order, weight map[string]int64) (cost, days [3]float64) {
	grams := int64(0)
	for _, x := range o.Lines {
		grams += x.Qty * weight[string(x.SKU)]
	}
	day := o.Placed.UTC().Truncate(24 * time.Hour)
	for i := range cost {
		cost[i], days[i] = math.Inf(1), math.Inf(1)
	}
	for _, service := range []string{"standard", "same-day"} {
		offers, err := l.Offers(o.Country, &o.Lat, &o.Lon, service, o.Placed)
		if err != nil {
			continue // nobody delivers there as fast
		}
		for _, of := range offers {
			c := of.Price + of.HandlingOrder + of.HandlingLine*float64(len(o.Lines))
			if over := grams - of.FreeG; over > 0 {
				c += of.PerKG * math.Ceil(float64(over)/1000)
			}
			ship, err := time.Parse(time.DateOnly, of.ShipDate)
			if err != nil {
				t.Fatal(err)
			}
			d := float64(of.Days) + math.Round(ship.Sub(day).Hours()/24)
			if of.Warehouse == "central" && service == "standard" {
				cost[0], days[0] = c, d
			}
			if c < cost[1] || c == cost[1] && d < days[1] {
				cost[1], days[1] = c, d
			}
			if d < days[2] || d == days[2] && c < cost[2] {
				cost[2], days[2] = c, d
			}
		}
	}
	return cost, days
}
