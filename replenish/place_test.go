package replenish

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// An item is kept for the orders that it makes whole, and goes with its partner.
func TestPlaceKeepsWhatMakesOrdersWhole(t *testing.T) {
	items := []PlacedItem{
		{Level: 10, Found: 1, Freight: 1, Idle: 2},
		{Level: 10, Found: 1, Freight: 1, Idle: 2},
		{Level: 10, Found: 1, Freight: 1, Idle: 2},
		{Level: 10, Found: 1, Freight: 1, Idle: 90}, // bulky
	}
	orders := []PlacedOrder{
		{Saves: 20, Lines: []PlacedLine{{0, 1}, {1, 1}}}, // worth 18 to both together
		{Saves: 50, Lines: []PlacedLine{{2, 1}, {3, 1}}}, // worth 48, of which 90 would go for the fourth
		{Saves: 900, Lines: []PlacedLine{{2, 11}}},       // more than the level
	}
	keep, saves := Place(orders, items, 1, 1)
	if !slices.Equal(keep, []bool{true, true, false, false}) || saves != 18-2-2 {
		t.Errorf("keeps %v, which saves %v", keep, saves)
	}
	if keep, saves := Place(orders, items, 1, 5); slices.Contains(keep, true) || saves != 0 {
		t.Errorf("with a margin of 5 times: keeps %v, which saves %v", keep, saves)
	}
}

// TestPlaceNeverLoses: what it says to keep saves as much as it says, which is
// never below nothing.
func TestPlaceNeverLoses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "items")
		var items []PlacedItem
		for range n {
			items = append(items, PlacedItem{Level: float64(rapid.IntRange(0, 9).Draw(t, "level")), Found: rapid.Float64Range(0.5, 1).Draw(t, "found"),
				Freight: rapid.Float64Range(0, 9).Draw(t, "freight"), Idle: rapid.Float64Range(0, 20).Draw(t, "idle")})
		}
		var orders []PlacedOrder
		for range rapid.IntRange(0, 9).Draw(t, "orders") {
			o := PlacedOrder{Saves: rapid.Float64Range(0, 100).Draw(t, "saves")}
			for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, n, rapid.ID[int]).Draw(t, "lines") {
				o.Lines = append(o.Lines, PlacedLine{i, float64(rapid.IntRange(1, 9).Draw(t, "units"))})
			}
			orders = append(orders, o)
		}
		keep, saves := Place(orders, items, 2, 1)
		want := 0.0
		for _, o := range orders {
			if !slices.ContainsFunc(o.Lines, func(l PlacedLine) bool { return !keep[l.Item] }) {
				want += o.gain(items, 1) / 2
			}
		}
		for i := range items {
			if keep[i] {
				want -= items[i].Idle
			}
		}
		if saves < 0 || saves > want+1e-9 || saves < want-1e-9 {
			t.Fatalf("keeps %v and says that saves %v; it saves %v", keep, saves, want)
		}
	})
}
