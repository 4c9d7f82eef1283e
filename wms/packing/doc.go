// Package packing decides which cartons units of an order go into: by real
// places in the box, not by volume alone, and by weight. It is pure.
//
// The nouns: a Unit is one piece with its outer size and weight; a Box is a
// kind of carton with its inner size; a Carton is one box with the places of
// its units. Fragile units come last and bear nothing; of the others the
// heavier come first, so that within a stack nothing lies on something
// lighter.
//
// Caveat: a unit is a block that may be turned any way; cushioning is not
// counted: give a box the size that is left inside it. The plan is a good one,
// not the best; AtLeast says how far from the best its number can be.
package packing
