package allocation

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// lanes are a near, dear and a far, cheap warehouse.
func lanes() []Offer {
	return []Offer{{Warehouse: "near", Price: 310, FreeG: 2000, PerKG: 35, HandlingOrder: 115, HandlingLine: 22},
		{Warehouse: "far", Price: 365, FreeG: 2000, PerKG: 35, HandlingOrder: 90, HandlingLine: 18}}
}

func TestPromiseTakesTheCheapestWhole(t *testing.T) {
	c := Promise(lanes(), []Demand{{Qty: 2, WeightG: 100, Available: []int64{5, 5}}, {Qty: 1, WeightG: 100, Available: []int64{1, 0}}}, Weights{Split: 60, Short: 1e5})
	if want := [][]int64{{2, 1}, {0, 0}}; !reflect.DeepEqual(c.Take, want) || c.Cost != 310+115+2*22 {
		t.Errorf("%+v", c)
	}
	if c.Alone[0] != c.Cost || c.Alone[1] != 365+90+18+1e5 {
		t.Errorf("alone %v", c.Alone)
	}
}

func TestPromiseSplitsBeforeItIsShort(t *testing.T) {
	c := Promise(lanes(), []Demand{{Qty: 7, WeightG: 500, Available: []int64{3, 2}}}, Weights{Split: 60, Short: 1e5})
	if want := [][]int64{{3}, {2}}; !reflect.DeepEqual(c.Take, want) || c.Short[0] != 2 {
		t.Errorf("%+v", c)
	}
}

func TestPromiseLeavesWhatIsWorthMoreElsewhere(t *testing.T) {
	lines := []Demand{{Qty: 1, WeightG: 100, Available: []int64{1, 9}, Worth: []float64{40, 0}}}
	w := Weights{Split: 60, Short: 1e5}
	c := Promise(lanes(), lines, w)
	if c.Take[1][0] != 1 || c.Cost != 365+90+18 {
		t.Errorf("the last unit near is worth 40 more, far costs 26 more: %+v", c)
	}
	lines[0].Worth[0] = 20
	if c := Promise(lanes(), lines, w); c.Take[0][0] != 1 {
		t.Errorf("20 are not worth the detour: %+v", c)
	}
	offers := lanes()
	offers[0].Toll = 10
	if c := Promise(offers, lines, w); c.Take[1][0] != 1 {
		t.Errorf("with a toll of 10 they are: %+v", c)
	}
	lines[0].Available[1] = 0
	if c := Promise(offers, lines, w); c.Take[0][0] != 1 {
		t.Errorf("a price never leaves a customer short: %+v", c)
	}
}

// TestPromiseWithoutWorth: prices of zero change nothing.
func TestPromiseWithoutWorth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		offers, lines := randomOffers(r, 1+r.IntN(5), 1+r.IntN(4))
		plain := Promise(offers, lines, Weights{Split: 60, Short: 1e5})
		for l := range lines {
			lines[l].Worth = make([]float64, len(offers))
		}
		if priced := Promise(offers, lines, Weights{Split: 60, Short: 1e5}); !reflect.DeepEqual(plain, priced) {
			t.Fatalf("%+v and %+v", plain, priced)
		}
		for l, d := range lines {
			sum := plain.Short[l]
			for o := range offers {
				if sum += plain.Take[o][l]; plain.Take[o][l] > d.Available[o] {
					t.Fatalf("oversold: %+v", plain)
				}
			}
			if sum != d.Qty {
				t.Fatalf("line %d: %d of %d accounted for", l, sum, d.Qty)
			}
		}
		for _, alone := range plain.Alone {
			if plain.Cost > alone+1e-9 {
				t.Fatalf("%v alone would cost less than %v", plain.Alone, plain.Cost)
			}
		}
	}
}

func randomOffers(r *rand.Rand, offers, lines int) ([]Offer, []Demand) {
	o := make([]Offer, offers)
	for i := range o {
		o[i] = Offer{Price: 300 + math.Floor(300*r.Float64()), FreeG: 2000, PerKG: 35, HandlingOrder: 100, HandlingLine: 20}
	}
	d := make([]Demand, lines)
	for i := range d {
		d[i] = Demand{Qty: 1 + r.Int64N(20), WeightG: r.Int64N(900), Available: make([]int64, offers)}
		for w := range d[i].Available {
			d[i].Available[w] = max(0, r.Int64N(40)-15)
		}
	}
	return o, d
}

func BenchmarkPromise8Offers20Lines(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	offers, lines := randomOffers(r, 8, 20)
	for b.Loop() {
		Promise(offers, lines, Weights{Split: 60, Short: 1e5})
	}
}
