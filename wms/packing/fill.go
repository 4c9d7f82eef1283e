package packing

import "slices"

// space is a free block: nothing is in it, and its whole floor is borne by
// the box or by one unit.
type space struct {
	at, size [3]int64
}

// turns are the six ways to turn a block.
var turns = [6][3]int{{0, 1, 2}, {1, 0, 2}, {0, 2, 1}, {2, 0, 1}, {1, 2, 0}, {2, 1, 0}}

// maxSpaces bounds the free blocks that are looked through; the smallest are
// given up.
const maxSpaces = 200

// fill puts units, in their order, into one box and returns those left over.
func fill(units []Unit, boxes []Box, rest []int, box int) (Carton, []int) {
	b := boxes[box]
	c := Carton{Box: box, WeightG: b.TareG}
	free := []space{{size: b.SizeMM}}
	var left []int
	var full [][3]int64 // sizes that have found no place: spaces only shrink
	for _, i := range rest {
		u := units[i]
		if c.WeightG+u.WeightG > b.MaxG || slices.Contains(full, u.SizeMM) {
			left = append(left, i)
			continue
		}
		at, size := place(free, u.SizeMM)
		if at < 0 {
			full = append(full, u.SizeMM)
			left = append(left, i)
			continue
		}
		c.Units = append(c.Units, Placed{Unit: i, AtMM: free[at].at, SizeTurned: size})
		c.WeightG += u.WeightG
		free = split(free, at, size, u)
	}
	return c, left
}

// place finds the lowest space for a block, of those the one it leaves least
// of, and how the block is turned there.
func place(free []space, s [3]int64) (best int, size [3]int64) {
	best = -1
	var slack int64
	for i, f := range free {
		if best >= 0 && f.at[2] > free[best].at[2] {
			continue
		}
		for _, t := range turns {
			d := [3]int64{s[t[0]], s[t[1]], s[t[2]]}
			if d[0] > f.size[0] || d[1] > f.size[1] || d[2] > f.size[2] {
				continue
			}
			sl := min(f.size[0]-d[0], f.size[1]-d[1], f.size[2]-d[2])*1_000_000 + volume(f.size)/max(1, f.size[2])
			if best < 0 || f.at[2] < free[best].at[2] || sl < slack {
				best, size, slack = i, d, sl
			}
		}
	}
	return best, size
}

// split replaces the space that a unit took by what is left of it: beside,
// behind and, unless the unit is fragile, above.
func split(free []space, at int, d [3]int64, u Unit) []space {
	f := free[at]
	free = slices.Delete(free, at, at+1)
	beside := space{[3]int64{f.at[0] + d[0], f.at[1], f.at[2]}, [3]int64{f.size[0] - d[0], f.size[1], f.size[2]}}
	behind := space{[3]int64{f.at[0], f.at[1] + d[1], f.at[2]}, [3]int64{d[0], f.size[1] - d[1], f.size[2]}}
	if f.size[0]-d[0] < f.size[1]-d[1] { // the larger rest stays whole
		beside.size[1], behind.size[0] = d[1], f.size[0]
	}
	above := space{[3]int64{f.at[0], f.at[1], f.at[2] + d[2]}, [3]int64{d[0], d[1], f.size[2] - d[2]}}
	for _, s := range []space{beside, behind, above} {
		if min(s.size[0], s.size[1], s.size[2]) > 0 && (s != above || !u.Fragile) {
			free = append(free, s)
		}
	}
	if len(free) > maxSpaces {
		slices.SortStableFunc(free, func(a, b space) int { return int(min(1, max(-1, volume(b.size)-volume(a.size)))) })
		free = free[:maxSpaces]
	}
	return free
}
