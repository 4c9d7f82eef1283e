package wms

import (
	"math"
	"math/big"
)

// Packaging is a unit of measure of an item: Per of it hold BaseQty base
// units. {case, 24, 1} is a case of 24; {slice, 1, 3} says that three slices
// are one base unit. The ratio is exact; nothing is ever rounded.
type Packaging struct {
	Unit     string `json:"unit" cbor:"1,keyasint"`
	BaseQty  int64  `json:"base_qty" cbor:"2,keyasint"`
	Per      int64  `json:"per,omitempty" cbor:"3,keyasint,omitempty"` // default 1
	GTIN     string `json:"gtin,omitempty" cbor:"4,keyasint,omitempty"`
	LengthMM int64  `json:"length_mm,omitempty" cbor:"5,keyasint,omitempty"`
	WidthMM  int64  `json:"width_mm,omitempty" cbor:"6,keyasint,omitempty"`
	HeightMM int64  `json:"height_mm,omitempty" cbor:"7,keyasint,omitempty"`
	WeightG  int64  `json:"weight_g,omitempty" cbor:"8,keyasint,omitempty"`
}

// Each is the name of the base unit.
const Each = "each"

// Packaging finds a unit of measure by name, or refuses with unknown_unit.
// Without a line of their own, "case" and "pallet" are CaseQty and PalletQty.
func (i Item) Packaging(unit string) (Packaging, error) {
	if unit == "" || unit == Each {
		return Packaging{Unit: Each, BaseQty: 1, Per: 1}, nil
	}
	for _, p := range i.Packagings {
		if p.Unit == unit {
			p.Per = max(1, p.Per)
			return p, nil
		}
	}
	for name, qty := range map[string]int64{"case": i.CaseQty, "pallet": i.PalletQty} {
		if unit == name && qty > 0 {
			return Packaging{Unit: name, BaseQty: qty, Per: 1}, nil
		}
	}
	return Packaging{}, Refuse(Invalid, "unknown_unit", "item %s has no unit %q; it has each and what its packagings list", i.SKU, unit).
		With("unit", unit)
}

// Convert turns a quantity of one unit into another, exactly, or refuses with
// inexact_quantity or quantity_overflow.
func (i Item) Convert(qty int64, from, to string) (int64, error) {
	a, err := i.Packaging(from)
	if err != nil {
		return 0, err
	}
	b, err := i.Packaging(to)
	if err != nil {
		return 0, err
	}
	if a == b {
		return qty, nil
	}
	// qty · a.BaseQty/a.Per base units, of which b.BaseQty make b.Per.
	have := new(big.Int).Mul(big.NewInt(qty), big.NewInt(a.BaseQty))
	have.Mul(have, big.NewInt(b.Per))
	divisor := new(big.Int).Mul(big.NewInt(a.Per), big.NewInt(b.BaseQty))
	whole, rest := new(big.Int).QuoRem(have, divisor, new(big.Int))
	if rest.Sign() != 0 {
		return 0, Refuse(Invalid, "inexact_quantity", "%d %s of %s are no whole number of %s", qty, a.Unit, i.SKU, b.Unit).
			With("unit", to)
	}
	if !whole.IsInt64() || whole.Int64() == math.MinInt64 {
		return 0, Refuse(Invalid, "quantity_overflow", "%d %s of %s are too many to count in %s", qty, a.Unit, i.SKU, b.Unit)
	}
	return whole.Int64(), nil
}

// Base turns a quantity of a unit into base units.
func (i Item) Base(qty int64, unit string) (int64, error) { return i.Convert(qty, unit, Each) }
