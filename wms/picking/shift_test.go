package picking

import (
	"cmp"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/routing/tours"
)

func someOrders(seed uint64, n int) Orders {
	rng := rand.New(rand.NewPCG(seed, 1))
	orders := make(Orders, n)
	for k := range orders {
		for range 1 + rng.IntN(9) {
			orders[k] = append(orders[k], Stop{rng.IntN(10), 1000 * (1 + rng.IntN(29))})
		}
	}
	return orders
}

func somePlaces(n int) []Stop {
	rng := rand.New(rand.NewPCG(8, 8))
	places := make([]Stop, n)
	for i := range places {
		places[i] = Stop{rng.IntN(10), 1000 * (1 + rng.IntN(29))}
	}
	return places
}

var standards = Standards{WalkPerS: 1000, TripS: 60, ToteS: 6, PickS: 10, SortS: 3, PutAwayS: 25}

func sorted(stops []Stop) []Stop {
	stops = slices.Clone(stops)
	slices.SortFunc(stops, func(a, b Stop) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return stops
}

// policies are all ways to make trips of the same work.
func policies(t *testing.T, orders Orders, places []Stop, w *tours.Solver) map[string][]Trip {
	t.Helper()
	batched, err := orders.Batched(40, w, Options{Seed: 1, Budget: 2000})
	if err != nil {
		t.Fatal(err)
	}
	clustered, err := orders.Clustered(8, w, Options{Seed: 1, Budget: 2000})
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]Trip{
		"discrete":    WithPutAways(orders.Discrete(w.Tour), places, w),
		"batched":     WithPutAways(batched, places, w),
		"interleaved": Interleaved(clustered, places, 2, w),
		"tight":       Interleaved(clustered[:1], places, 2, w), // most loads go by themselves
	}
}

func TestTripsLoseNothing(t *testing.T) {
	w, orders, places := floor(t), someOrders(1, 60), somePlaces(17)
	layout := w.Layout()
	for name, trips := range policies(t, orders, places, w) {
		var picked, put []Stop
		for _, trip := range trips {
			for n, stop := range trip.Stops {
				if slices.Contains(trip.PutAways, n) {
					put = append(put, stop)
				} else {
					picked = append(picked, stop)
				}
			}
			visits := make([]int, len(trip.Stops))
			for n := range visits {
				visits[n] = n
			}
			if got := layout.Walk(trip.Stops, visits); got != trip.Length {
				t.Errorf("%s: a walk of %d is said to be %d", name, got, trip.Length)
			}
			if most := map[string]int{"interleaved": 2, "tight": 2}[name]; most > 0 && len(trip.PutAways) > most {
				t.Errorf("%s: %d loads on one trip", name, len(trip.PutAways))
			}
		}
		if !slices.Equal(sorted(put), sorted(places)) {
			t.Errorf("%s: %d loads are put away, %d were there", name, len(put), len(places))
		}
		if name != "tight" && !slices.Equal(sorted(picked), sorted(slices.Concat(orders...))) {
			t.Errorf("%s: %d lines are picked, %d were asked", name, len(picked), len(slices.Concat(orders...)))
		}
	}
}

func TestShift(t *testing.T) {
	w := floor(t)
	layout := w.Layout()
	trips := policies(t, someOrders(2, 300), somePlaces(40), w)
	shift := Shift{Pickers: 4, Standard: standards, Between: layout.Distance, From: layout.StartStop(), Seed: 3}
	got := map[string]ShiftResult{}
	for name, list := range trips {
		r, err := shift.Run(list)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := shift.Run(list); !reflect.DeepEqual(r, again) {
			t.Errorf("%s: the same seed gave another shift", name)
		}
		if name != "tight" && math.Abs(r.FinishS/r.PredictedS-1) > 0.1 {
			t.Errorf("%s: predicted %.0f s, was %.0f", name, r.PredictedS, r.FinishS)
		}
		got[name] = r
	}
	if a, b, c := got["discrete"].LinesPerHour, got["batched"].LinesPerHour, got["interleaved"].LinesPerHour; !(a < b && a < c) {
		t.Errorf("lines an hour: %.0f order by order, %.0f in batches, %.0f in clusters", a, b, c)
	}
	// Eight at one place: they wait for each other.
	var same Orders
	for range 8 {
		same = append(same, []Stop{{0, 1000}})
	}
	crowd := same.Discrete(w.Tour)
	shift.Pickers = 8
	r, err := shift.Run(crowd)
	if err != nil || r.WaitedS <= 0 || r.Lines != 8 || r.Trips != 8 || r.Walked != 8*2000 {
		t.Errorf("%+v, %v", r, err)
	}
	if want := 60 + 6 + 10 + 2.0; shift.Predict(crowd) != want {
		t.Errorf("predicted %v s, want %v", shift.Predict(crowd), want)
	}
	for says, bad := range map[string]Shift{
		"0 pickers":        {Standard: standards},
		"walking speed":    {Pickers: 1},
		"standard time is": {Pickers: 1, Standard: Standards{WalkPerS: 1, PickS: -1}},
	} {
		if _, err := bad.Run(crowd); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}
