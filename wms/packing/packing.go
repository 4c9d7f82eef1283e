package packing

import (
	"cmp"
	"slices"
)

// Unit is one piece to pack. Group says which pieces are alike, and is the
// caller's own.
type Unit struct {
	Group   int
	SizeMM  [3]int64
	WeightG int64
	Fragile bool
}

// Box is a kind of carton: what is inside it, its own weight, and what it may
// weigh when it is full.
type Box struct {
	SizeMM      [3]int64
	TareG, MaxG int64
}

// Placed is a unit at its place, turned as Size says.
type Placed struct {
	Unit       int // index into the units
	AtMM       [3]int64
	SizeTurned [3]int64
}

// Carton is a filled box.
type Carton struct {
	Box     int // index into the boxes
	Units   []Placed
	WeightG int64 // with the box
}

// Why a unit goes into no box.
const (
	TooLarge    = "too_large"
	TooHeavy    = "too_heavy"
	NoBox       = "no_box"       // there is no box at all
	SizeUnknown = "size_unknown" // a size of 0
)

// Misfit is a unit that goes into no box.
type Misfit struct {
	Unit int
	Why  string
}

// Plan is what Pack found.
type Plan struct {
	Cartons []Carton
	Misfits []Misfit
	AtLeast int64
}

func volume(s [3]int64) int64 { return s[0] * s[1] * s[2] }

// Pack puts every unit that goes into some box into one carton. Fewest
// cartons go first, then the least volume of boxes.
func Pack(units []Unit, boxes []Box) Plan {
	var plan Plan
	var rest []int
	for i, u := range units {
		if why := misfit(u, boxes); why != "" {
			plan.Misfits = append(plan.Misfits, Misfit{i, why})
		} else {
			rest = append(rest, i)
		}
	}
	plan.AtLeast = atLeast(units, rest, boxes)
	slices.SortStableFunc(rest, func(a, b int) int { return before(units[a], units[b]) })
	best := int64(-1)
	for main := range boxes {
		cartons := packMainly(units, boxes, rest, main)
		if len(cartons) == 0 {
			break // there is nothing to pack
		}
		total := int64(0)
		for _, c := range cartons {
			total += volume(boxes[c.Box].SizeMM)
		}
		if best < 0 || len(cartons) < len(plan.Cartons) || (len(cartons) == len(plan.Cartons) && total < best) {
			plan.Cartons, best = cartons, total
		}
	}
	return plan
}

// before is the order of packing: fragile last, then heavy first, then large
// first.
func before(a, b Unit) int {
	if a.Fragile != b.Fragile {
		if b.Fragile {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.WeightG, a.WeightG), cmp.Compare(volume(b.SizeMM), volume(a.SizeMM)), cmp.Compare(a.Group, b.Group))
}

func misfit(u Unit, boxes []Box) string {
	if len(boxes) == 0 {
		return NoBox
	}
	if min(u.SizeMM[0], u.SizeMM[1], u.SizeMM[2]) <= 0 {
		return SizeUnknown
	}
	why := TooLarge
	for _, b := range boxes {
		if !fits(u.SizeMM, b.SizeMM) {
			continue
		}
		if b.TareG+u.WeightG <= b.MaxG {
			return ""
		}
		why = TooHeavy
	}
	return why
}

// fits says whether a block goes into a space in some turn.
func fits(s, room [3]int64) bool {
	slices.Sort(s[:])
	slices.Sort(room[:])
	return s[0] <= room[0] && s[1] <= room[1] && s[2] <= room[2]
}

// packMainly fills boxes of one kind as long as the rest fits into no single
// box; where the main kind takes none of the rest, the kind that takes most
// does. Each carton ends in the smallest box that takes its units.
func packMainly(units []Unit, boxes []Box, rest []int, main int) []Carton {
	var out []Carton
	for len(rest) > 0 {
		if c, whole := smallest(units, boxes, rest); whole {
			return append(out, c)
		}
		c, left := fill(units, boxes, rest, main)
		if len(c.Units) == 0 {
			for b := range boxes {
				if other, l := fill(units, boxes, rest, b); len(other.Units) > len(c.Units) {
					c, left = other, l
				}
			}
		}
		var inside []int
		for _, p := range c.Units {
			inside = append(inside, p.Unit)
		}
		if tight, whole := smallest(units, boxes, inside); whole {
			c = tight
		}
		out, rest = append(out, c), left
	}
	return out
}

// smallest finds the smallest box that takes all of some units.
func smallest(units []Unit, boxes []Box, rest []int) (best Carton, found bool) {
	need := int64(0)
	for _, i := range rest {
		need += volume(units[i].SizeMM)
	}
	for b := range boxes {
		v := volume(boxes[b].SizeMM)
		if v < need || (found && v >= volume(boxes[best.Box].SizeMM)) {
			continue
		}
		if c, left := fill(units, boxes, rest, b); len(left) == 0 {
			best, found = c, true
		}
	}
	return best, found
}

// atLeast bounds the number of cartons from below: by volume, and by weight.
func atLeast(units []Unit, rest []int, boxes []Box) int64 {
	var vol, weight, room, net int64
	for _, b := range boxes {
		room, net = max(room, volume(b.SizeMM)), max(net, b.MaxG-b.TareG)
	}
	for _, i := range rest {
		vol += volume(units[i].SizeMM)
		weight += units[i].WeightG
	}
	if len(rest) == 0 {
		return 0
	}
	n := max(1, (vol+room-1)/room)
	if net > 0 {
		n = max(n, (weight+net-1)/net)
	}
	return n
}
