package wms

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestConversionsAreExactOrRefused draws packings such as 1/3 and 7/12 and
// converts there and back: the answer is the exact rational number or none.
func TestConversionsAreExactOrRefused(t *testing.T) {
	exact, refused := 0, 0
	ratio := rapid.SampledFrom([]int64{1, 2, 3, 5, 6, 7, 12, 24, 48, 144, 999_983})
	draw := rapid.Custom(func(t *rapid.T) [5]int64 {
		return [5]int64{rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "qty"), ratio.Draw(t, "a"), ratio.Draw(t, "ap"),
			ratio.Draw(t, "b"), ratio.Draw(t, "bp")}
	})
	for i := range 10_000 {
		d := draw.Example(i)
		it := Item{SKU: "x", Packagings: []Packaging{{Unit: "a", BaseQty: d[1], Per: d[2]}, {Unit: "b", BaseQty: d[3], Per: d[4]}}}
		want := new(big.Rat).Mul(big.NewRat(d[0], 1), big.NewRat(d[1]*d[4], d[2]*d[3]))
		got, err := it.Convert(d[0], "a", "b")
		if !want.IsInt() {
			refused++
			if CodeOf(err) != "inexact_quantity" {
				t.Fatalf("%v: %s is no whole number; have %d, %v", d, want, got, err)
			}
			continue
		}
		if !want.Num().IsInt64() {
			if CodeOf(err) != "quantity_overflow" {
				t.Fatalf("%v: %s is too large; have %d, %v", d, want, got, err)
			}
			continue
		}
		exact++
		if err != nil || want.Num().Cmp(big.NewInt(got)) != 0 {
			t.Fatalf("%v: want %s, have %d, %v", d, want, got, err)
		}
		if back, err := it.Convert(got, "b", "a"); err != nil || back != d[0] {
			t.Fatalf("%v: back again it is %d, %v", d, back, err)
		}
	}
	if exact < 1000 || refused < 1000 {
		t.Fatalf("the draw shows too little: %d exact, %d refused", exact, refused)
	}
}

func TestUnitsThatAreNotThere(t *testing.T) {
	it := Item{SKU: "x", CaseQty: 24, Packagings: []Packaging{{Unit: "big", BaseQty: 100_000_000}}}
	if n, err := it.Base(3, "case"); n != 72 || err != nil {
		t.Error(n, err)
	}
	if _, err := it.Base(1, "pallet"); CodeOf(err) != "unknown_unit" {
		t.Error(err)
	}
	if _, err := it.Base(1<<62, "big"); CodeOf(err) != "quantity_overflow" {
		t.Error(err)
	}
}
