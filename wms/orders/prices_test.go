package orders

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/allocation"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// lanesOf is a fake: country to offers.
type lanesOf map[string][]Offer

func (l lanesOf) Offers(country string, _, _ *float64, _ string, _ time.Time) ([]Offer, error) {
	offers, ok := l[country]
	if !ok {
		return nil, wms.Refuse(wms.Invalid, "unknown_country", "no lane delivers to %q", country)
	}
	return slices.Clone(offers), nil
}

func offer(w string, price float64, perDay int64) Offer {
	return Offer{Offer: allocation.Offer{Warehouse: w, Price: price, HandlingLine: 10, Days: 1}, ShipDate: "2026-01-05", PerDay: perDay}
}

type nobody struct{}

func (nobody) Keep(store.Tx, wms.OrderID, wms.ShipTo) error { return nil }
func (nobody) Ended(store.Tx, wms.OrderID, time.Time) error { return nil }

func book(l Lanes) Book {
	return Book{Item: func(_ store.Reader, sku wms.SKU) (wms.Item, error) { return wms.Item{SKU: sku, WeightG: 100}, nil },
		Lanes: l, Weights: allocation.Weights{Split: 60, Short: 1e7}, Personal: nobody{}}
}

func supplied(t testing.TB, b Book, db store.Store, w wms.WarehouseID, sku wms.SKU, qty int64) {
	t.Helper()
	storetest.Do(t, db, store.Network, func(tx store.Tx) error {
		return b.SupplyChanged(tx, wms.SupplyChange{Warehouse: w, SKU: sku, Delta: qty})
	})
}

func placed(t testing.TB, b Book, db store.Store, country string, lines ...wms.OrderLine) (v wms.OrderView) {
	t.Helper()
	storetest.Do(t, db, store.Network, func(tx store.Tx) (err error) {
		v, err = b.Place(tx, wms.NewOrder{ShipTo: wms.ShipTo{Country: country}, Lines: lines})
		return err
	})
	return v
}

func learn(t testing.TB, b Book, db store.Store, now time.Time) *Prices {
	t.Helper()
	var h *History
	if err := db.View(func(r store.Reader) (err error) { h, err = b.TakeHistory(r, now); return err }); err != nil {
		t.Fatal(err)
	}
	p, err := h.Learn(nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPricesSpareWhatOthersNeed: town is served a little cheaper from front,
// the island by front at 300 or from far away at 2,000. After a day in which
// the island took most, what is left in front is kept for it; without prices
// it is not, and town is still served when nothing else is left.
func TestPricesSpareWhatOthersNeed(t *testing.T) {
	db, clock := storetest.Open(t)
	b := book(lanesOf{"town": {offer("front", 300, 0), offer("central", 340, 0)}, "island": {offer("front", 300, 0), offer("central", 2000, 0)}})
	var now *Prices
	b.Prices = func() *Prices { return now }
	line := wms.OrderLine{SKU: "A", Qty: 1}
	supplied(t, b, db, "front", "A", 25)
	if got := learn(t, b, db, clock.Now()); got != nil {
		t.Errorf("prices of no history: %+v", got)
	}
	for i := range 30 {
		placed(t, b, db, []string{"island", "island", "town"}[i%3], line)
	}
	supplied(t, b, db, "central", "A", 400)
	supplied(t, b, db, "front", "A", 20)
	clock.Add(24 * time.Hour)
	if from := placed(t, b, db, "town", line).Promises[0].Warehouse; from != "front" {
		t.Fatalf("without prices town is served from %s", from)
	}
	now = learn(t, b, db, clock.Now())
	again := learn(t, b, db, clock.Now())
	if now == nil || !reflect.DeepEqual(now, again) {
		t.Fatalf("the same history gave %+v and %+v", now, again)
	}
	if now.Unit("A", "front") < 40 || now.Unit("A", "central") != 0 {
		t.Errorf("a unit is worth %v in front, %v in central", now.Unit("A", "front"), now.Unit("A", "central"))
	}
	if from := placed(t, b, db, "town", line).Promises[0].Warehouse; from != "central" {
		t.Errorf("town is served from %s", from)
	}
	if from := placed(t, b, db, "island", line).Promises[0].Warehouse; from != "front" {
		t.Errorf("the island is served from %s", from)
	}
	var p wms.Preview
	err := db.View(func(r store.Reader) (err error) {
		p, err = b.Preview(r, wms.NewOrder{ShipTo: wms.ShipTo{Country: "town"}, Lines: []wms.OrderLine{line}}, clock.Now(), func(wms.SKU) []wms.Arrival { return nil })
		return err
	})
	if err != nil || p.Considered[0].Parts["opportunity"] < 40 || p.Considered[0].Chosen || p.Considered[1].Parts["opportunity"] != 0 || !p.Considered[1].Chosen || p.Cost != 350 {
		t.Errorf("preview: %+v %v", p, err)
	}
	// Prices sway the place, never whether: all that is left can be sold.
	var left int64
	if err := db.View(func(r store.Reader) (err error) { left, err = freeAnywhere(r, "A"); return err }); err != nil {
		t.Fatal(err)
	}
	if o := placed(t, b, db, "town", wms.OrderLine{SKU: "A", Qty: left}); o.Status != wms.OrderPromised {
		t.Errorf("with prices %d of the last units can't be sold: %+v", left, o)
	}
}

// TestTollsSpareShipments: front can send 10 orders a day; the island needs
// them more than town does.
func TestTollsSpareShipments(t *testing.T) {
	db, clock := storetest.Open(t)
	b := book(lanesOf{"town": {offer("front", 300, 10), offer("central", 340, 0)}, "island": {offer("front", 300, 10), offer("central", 2000, 0)}})
	supplied(t, b, db, "front", "A", 1000)
	supplied(t, b, db, "central", "A", 1000)
	for i := range 40 {
		placed(t, b, db, []string{"island", "town"}[i%2], wms.OrderLine{SKU: "A", Qty: 1})
	}
	clock.Add(24 * time.Hour)
	p := learn(t, b, db, clock.Now())
	if p.Toll("front") < 40 || p.Toll("central") != 0 || p.Toll("elsewhere") != 0 {
		t.Errorf("tolls: front %v, central %v", p.Toll("front"), p.Toll("central"))
	}
}

// BenchmarkPlace is one promise among 8 warehouses x 4,000 items, with prices,
// in the store.
func BenchmarkPlace(b *testing.B) {
	db, clock := storetest.Open(b)
	var offers []Offer
	for w := range 8 {
		offers = append(offers, offer(fmt.Sprint("w", w), 300+20*float64(w), 1000))
	}
	k := book(lanesOf{"town": offers})
	var now *Prices
	k.Prices = func() *Prices { return now }
	for i := range 4000 {
		storetest.Do(b, db, store.Network, func(tx store.Tx) error {
			for _, o := range offers {
				if err := k.SupplyChanged(tx, wms.SupplyChange{Warehouse: wms.WarehouseID(o.Warehouse), SKU: wms.SKU(fmt.Sprint("S", i)), Delta: 1e6}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	r := rand.New(rand.NewPCG(1, 1))
	draw := func() (lines []wms.OrderLine) {
		for range 1 + r.IntN(20) {
			lines = append(lines, wms.OrderLine{SKU: wms.SKU(fmt.Sprint("S", r.IntN(4000))), Qty: 1 + r.Int64N(12)})
		}
		return lines
	}
	for range maxPast {
		placed(b, k, db, "town", draw()...)
	}
	clock.Add(24 * time.Hour)
	start := time.Now()
	now = learn(b, k, db, clock.Now())
	learning := time.Since(start)
	var took []time.Duration
	storetest.Do(b, db, store.Network, func(tx store.Tx) error {
		for b.Loop() {
			n := wms.NewOrder{ShipTo: wms.ShipTo{Country: "town"}, Lines: draw()}
			start := time.Now()
			if _, err := k.Place(tx, n); err != nil {
				return err
			}
			took = append(took, time.Since(start))
		}
		return nil
	})
	slices.Sort(took)
	b.ReportMetric(float64(learning.Milliseconds()), "learn-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
}
