package picking

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// lineWalker walks along one aisle.
type lineWalker struct{}

func (lineWalker) Check(Stop) error { return nil }
func (lineWalker) Length(stops []Stop) int {
	far := 0
	for _, s := range stops {
		far = max(far, s[1])
	}
	return 2 * far
}
func (w lineWalker) Tour(stops []Stop) (int, []int) {
	order := make([]int, len(stops))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return stops[a][1] - stops[b][1] })
	return w.Length(stops), order
}

// TestCartBounds: whatever the policy, each unit is in one tote of one cart,
// and no cart is above a bound unless it holds one tote; single carts hold one
// shipment.
func TestCartBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := make([]Line, rapid.IntRange(1, 40).Draw(t, "lines"))
		for i := range lines {
			lines[i] = Line{ID: "l", SKU: "s", Shipment: string(rune('a' + rapid.IntRange(0, 8).Draw(t, "shipment"))), At: Stop{0, rapid.IntRange(0, 100).Draw(t, "y")},
				Qty: rapid.Int64Range(1, 5).Draw(t, "qty"), UnitWeightG: rapid.Int64Range(0, 4000).Draw(t, "g"), Fragile: rapid.Bool().Draw(t, "fragile")}
		}
		s := Settings{Tote: Capacity{WeightG: 20_000}, CartTotes: rapid.IntRange(1, 12).Draw(t, "totes"), MaxLines: rapid.IntRange(0, 20).Draw(t, "most lines"),
			MaxWeightG: rapid.Int64Range(0, 60_000).Draw(t, "most g"), Single: rapid.Bool().Draw(t, "single"), HeavyFirst: rapid.Bool().Draw(t, "heavy"),
			Now: time.Unix(0, 0), Options: Options{Budget: 200}}
		work, err := Plan(lines, lineWalker{}, s)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]int64, len(lines))
		for _, b := range work.Batches {
			g, ships := int64(0), map[string]bool{}
			for _, k := range b.Totes {
				g += work.Totes[k].WeightG
				ships[work.Totes[k].Shipment] = true
			}
			for _, p := range b.Picks {
				got[p.Line] += p.Qty
			}
			if len(b.Totes) > s.CartTotes || s.Single && len(ships) > 1 ||
				len(b.Totes) > 1 && (s.MaxLines > 0 && len(b.Picks) > s.MaxLines || s.MaxWeightG > 0 && g > s.MaxWeightG) {
				t.Fatalf("%+v: a cart of %d totes, %d picks, %d g, %d shipments", s, len(b.Totes), len(b.Picks), g, len(ships))
			}
		}
		for i, l := range lines {
			if got[i] != l.Qty {
				t.Fatalf("line %d: %d of %d units are on carts", i, got[i], l.Qty)
			}
		}
	})
}

// The heavy things come first and the fragile ones last, if the walk allows.
func TestHeavyFirstFragileLast(t *testing.T) {
	lines := []Line{{ID: "pillow", Shipment: "a", At: Stop{0, 1}, Qty: 1, UnitWeightG: 300}, {ID: "iron", Shipment: "a", At: Stop{0, 9}, Qty: 1, UnitWeightG: 9000}}
	order := func() []string {
		work, err := Plan(lines, lineWalker{}, Settings{CartTotes: 1, HeavyFirst: true, Now: time.Unix(0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		return []string{lines[work.Batches[0].Picks[0].Line].ID, lines[work.Batches[0].Picks[1].Line].ID}
	}
	if got := order(); got[0] != "iron" {
		t.Errorf("%v", got)
	}
	lines[1] = Line{ID: "glass", Shipment: "a", At: Stop{0, 1}, Qty: 1, UnitWeightG: 9000, Fragile: true}
	lines[0].At = Stop{0, 9}
	if got := order(); got[1] != "glass" {
		t.Errorf("%v", got)
	}
}
