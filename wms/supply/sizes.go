package supply

import (
	"cmp"
	"slices"

	"github.com/aisle-wms/aisle/replenish"
)

// Size is how often a line had so many units.
type Size struct {
	Units int64 `cbor:"1,keyasint"`
	Times int64 `cbor:"2,keyasint"`
}

// maxSizes bounds the different sizes that are kept of a week, and of an item's
// whole past.
const maxSizes = 40

// AddSize counts lines of a size. When there are too many different ones, the
// two that are most alike become one between them.
func AddSize(list []Size, s Size) []Size {
	i, found := slices.BinarySearchFunc(list, s.Units, func(x Size, units int64) int { return cmp.Compare(x.Units, units) })
	if found {
		list[i].Times += s.Times
		return list
	}
	if list = slices.Insert(list, i, s); len(list) <= maxSizes {
		return list
	}
	best := 1
	for k := 2; k < len(list); k++ {
		if list[k].Units*list[best-1].Units < list[best].Units*list[k-1].Units {
			best = k
		}
	}
	a, b := list[best-1], list[best]
	list[best-1] = Size{(a.Units*a.Times + b.Units*b.Times + (a.Times+b.Times)/2) / (a.Times + b.Times), a.Times + b.Times}
	return slices.Delete(list, best, best+1)
}

// Ordered is a past as replenish reads it.
func (p Past) Ordered() replenish.LinePast {
	out := replenish.LinePast{Lines: p.Lines}
	for _, s := range p.Sizes {
		out.Sizes = append(out.Sizes, replenish.LineSize{Units: float64(s.Units), Times: float64(s.Times)})
	}
	return out
}
