package picking

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/routing/tours"
)

var morning = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

func floor(t testing.TB) *tours.Solver {
	l, err := tours.Grid(10, 3, 15_000, 4_000, 0)
	if err != nil {
		t.Fatal(err)
	}
	w, err := tours.NewSolver(l)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func anyLines(t *rapid.T, most int) []Line {
	n := rapid.IntRange(0, most).Draw(t, "lines")
	lines := make([]Line, n)
	for i := range lines {
		lines[i] = Line{
			ID:            fmt.Sprintf("L%d", i),
			Shipment:      fmt.Sprintf("S%d", rapid.IntRange(0, 8).Draw(t, "shipment")),
			SKU:           fmt.Sprintf("K%d", rapid.IntRange(0, 20).Draw(t, "sku")),
			At:            Stop{rapid.IntRange(0, 10).Draw(t, "aisle"), rapid.IntRange(0, 30_000).Draw(t, "y")},
			Qty:           int64(rapid.IntRange(0, 60).Draw(t, "qty")),
			UnitVolumeMM3: int64(rapid.IntRange(0, 1_200_000).Draw(t, "volume")),
			UnitWeightG:   int64(rapid.IntRange(0, 400).Draw(t, "weight")),
			ShipBy:        morning.Add(time.Duration(rapid.IntRange(-2, 6).Draw(t, "hours")) * time.Hour),
		}
	}
	return lines
}

// Whatever comes in, every unit is planned once or its line is refused once,
// nothing holds more than it can, and the walk is as long as it says.
func TestPlanLosesNothing(t *testing.T) {
	w := floor(t)
	layout := w.Layout()
	rapid.Check(t, func(t *rapid.T) {
		lines := anyLines(t, 60)
		s := Settings{Tote: Capacity{VolumeMM3: 1_000_000, WeightG: 3_000}, CartTotes: rapid.IntRange(1, 6).Draw(t, "cart"),
			Now: morning, MixPenalty: 2_000, Options: Options{Seed: 3, Budget: 200}}
		work, err := Plan(lines, w, s)
		if err != nil {
			t.Fatal(err)
		}
		planned := make([]int64, len(lines))
		for _, tote := range work.Totes {
			var volume, weight int64
			for _, p := range tote.Parts {
				l := lines[p.Line]
				planned[p.Line] += p.Qty
				volume += p.Qty * l.UnitVolumeMM3
				weight += p.Qty * l.UnitWeightG
				if l.Shipment != tote.Shipment {
					t.Fatalf("line %d of %s is in a tote of %s", p.Line, l.Shipment, tote.Shipment)
				}
				if l.ShipBy.Before(tote.ShipBy) {
					t.Fatalf("a tote due %v holds a line due %v", tote.ShipBy, l.ShipBy)
				}
			}
			if volume != tote.VolumeMM3 || weight != tote.WeightG || volume > s.Tote.VolumeMM3 || weight > s.Tote.WeightG {
				t.Fatalf("tote %+v holds %d mm³ and %d g", tote, volume, weight)
			}
		}
		for _, r := range work.Refused {
			if planned[r.Line] != 0 {
				t.Fatalf("line %d is planned and refused: %s", r.Line, r.Reason)
			}
			planned[r.Line] = lines[r.Line].Qty
		}
		for i, l := range lines {
			if planned[i] != l.Qty {
				t.Fatalf("line %d: %d units planned of %d", i, planned[i], l.Qty)
			}
		}
		checkBatches(t, work, lines, layout, s)
		again, _ := Plan(lines, w, s)
		if !reflect.DeepEqual(work, again) {
			t.Fatal("the same input and seed gave another plan")
		}
	})
}

func checkBatches(t *rapid.T, work Work, lines []Line, layout tours.Layout, s Settings) {
	batched := make([]int, len(work.Totes))
	sum := 0
	for i, b := range work.Batches {
		if len(b.Totes) > s.CartTotes {
			t.Fatalf("%d totes on a cart for %d", len(b.Totes), s.CartTotes)
		}
		if i > 0 && b.ShipBy.Before(work.Batches[i-1].ShipBy) {
			t.Fatal("a later batch is due earlier")
		}
		parts := map[Pick]int{}
		for _, tote := range b.Totes {
			batched[tote]++
			for _, p := range work.Totes[tote].Parts {
				parts[Pick{Line: p.Line, Tote: tote, Qty: p.Qty}]++
			}
		}
		var stops []Stop
		var order []int
		for k, p := range b.Picks {
			parts[p]--
			stops, order = append(stops, lines[p.Line].At), append(order, k)
		}
		for p, n := range parts {
			if n != 0 {
				t.Fatalf("part %+v is left %d times", p, n)
			}
		}
		if walked := layout.Walk(stops, order); walked != b.Length {
			t.Fatalf("a batch of %d, walked %d", b.Length, walked)
		}
		sum += b.Length
	}
	for i, n := range batched {
		if n != 1 {
			t.Fatalf("tote %d is in %d batches", i, n)
		}
	}
	if sum != work.Walked {
		t.Fatalf("batches sum to %d, Walked is %d", sum, work.Walked)
	}
}

func TestUrgentGoesFirstAndTogether(t *testing.T) {
	w := floor(t)
	var lines []Line
	for i := range 24 {
		due := morning.Add(8 * time.Hour)
		if i%4 == 0 {
			due = morning.Add(time.Hour)
		}
		lines = append(lines, Line{ID: fmt.Sprint(i), Shipment: fmt.Sprint(i), SKU: "K", Qty: 1,
			At: Stop{i % 10, 1_000 * i}, ShipBy: due})
	}
	work, err := Plan(lines, w, Settings{CartTotes: 6, Now: morning, MixPenalty: 100_000, Options: Options{Budget: 2_000}})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(work.Batches[0].Totes); n != 6 {
		t.Fatalf("the first cart takes %d totes", n)
	}
	for _, p := range work.Batches[0].Picks {
		if p.Line%4 != 0 {
			t.Errorf("line %d is not urgent and goes with the first cart", p.Line)
		}
	}
}

func TestRefusals(t *testing.T) {
	w := floor(t)
	good := Line{ID: "L1", Shipment: "S", SKU: "K", Qty: 3, UnitVolumeMM3: 10, UnitWeightG: 10}
	for _, c := range []struct {
		change func(*Line)
		says   string
	}{
		{func(l *Line) { l.Qty = 0 }, "line L1: quantity 0"},
		{func(l *Line) { l.UnitVolumeMM3 = 101 }, "one unit of item K has 101 mm³, a tote takes 100"},
		{func(l *Line) { l.UnitWeightG = 51 }, "one unit of item K weighs 51 g, a tote takes 50"},
		{func(l *Line) { l.UnitWeightG = -1 }, "negative"},
		{func(l *Line) { l.At[0] = 10 }, "aisle 10 does not exist"},
		{func(l *Line) { l.At[1] = 30_001 }, "y 30001 is outside aisle 0"},
	} {
		bad := good
		c.change(&bad)
		work, err := Plan([]Line{good, bad}, w, Settings{Tote: Capacity{VolumeMM3: 100, WeightG: 50}, CartTotes: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(work.Refused) != 1 || work.Refused[0].Line != 1 || !strings.Contains(work.Refused[0].Reason, c.says) {
			t.Errorf("refused %+v, want line 1 with %q", work.Refused, c.says)
		}
		if len(work.Batches) != 1 {
			t.Errorf("the good line is not planned: %+v", work)
		}
	}
	if _, err := Plan(nil, w, Settings{}); err == nil {
		t.Error("a cart without totes was taken")
	}
	if _, err := Group([]Job{{Size: 25}}, 24, w, Options{}); err == nil || !strings.Contains(err.Error(), "above the capacity") {
		t.Errorf("a job above capacity: %v", err)
	}
}

// The release step on the live site plans 2,000 open lines at a time.
func BenchmarkPlan2000Lines(b *testing.B) {
	w := floor(b)
	var lines []Line
	for i := range 2000 {
		lines = append(lines, Line{ID: fmt.Sprint(i), Shipment: fmt.Sprint(i / 13), SKU: "K",
			At: Stop{i * 7 % 10, i * 7919 % 30_000}, Qty: int64(1 + i%12), UnitVolumeMM3: int64(100_000 + i*7907%800_000),
			UnitWeightG: 200, ShipBy: morning.Add(time.Duration(i/400) * time.Hour)})
	}
	s := Settings{Tote: Capacity{VolumeMM3: 40_000_000, WeightG: 20_000}, CartTotes: 6, Now: morning, MixPenalty: 5_000}
	for range b.N {
		if _, err := Plan(lines, w, s); err != nil {
			b.Fatal(err)
		}
	}
}
