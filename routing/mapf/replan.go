package mapf

import "slices"

// Without is the grid with cells taken out: their numbers stay, but no way
// leads to them or from them.
func (g *Grid) Without(cells []int32) *Grid {
	out := *g
	out.Next, out.Degree = slices.Clone(g.Next), slices.Clone(g.Degree)
	for _, c := range cells {
		for dir, n := range out.Next[c] {
			if n == None {
				continue
			}
			out.Next[c][dir] = None
			for back, to := range out.Next[n] {
				if to == c {
					out.Next[n][back] = None
					out.Degree[n]--
				}
			}
		}
		out.Degree[c] = 0
	}
	return &out
}

// Parts numbers the parts of the grid that hang together, by cell.
func (g *Grid) Parts() []int32 {
	part := make([]int32, g.Cells())
	for c := range part {
		part[c] = None
	}
	var todo []int32
	for c := range part {
		if part[c] != None {
			continue
		}
		part[c] = int32(c)
		for todo = append(todo[:0], int32(c)); len(todo) > 0; {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, n := range g.Next[at] {
				if n != None && part[n] == None {
					part[n] = int32(c)
					todo = append(todo, n)
				}
			}
		}
	}
	return part
}

// Resume makes a schedule of vehicles that are on their way: ways[a] is the
// cell that a is at and those that were granted to it beyond. No cell may be
// in two ways.
func Resume(g *Grid, ways [][]int32) *Schedule {
	s := &Schedule{visits: make([]queue, g.Cells()), ways: make([]queue, len(ways)), number: make([]queue, len(ways)), at: make([]int32, len(ways)), ahead: make([]int, len(ways))}
	for a, way := range ways {
		for _, c := range way {
			s.visit(a, c)
		}
		s.ahead[a] = len(way) - 1
	}
	return s
}

// Owned is the cell a vehicle is at and those that were granted to it beyond.
func (s *Schedule) Owned(a int32) []int32 {
	w := &s.ways[a]
	return slices.Clone(w.list[w.head : w.head+s.ahead[a]+1])
}

// Before is who visits, before a vehicle may, the next cell of its way that is
// not granted to it; None if nobody does, or it has none.
func (s *Schedule) Before(a int32) (cell, who int32) {
	i := s.ahead[a] + 1
	if i >= s.ways[a].len() {
		return None, None
	}
	cell = s.ways[a].get(i)
	first := s.visits[cell].get(0)
	if first == s.number[a].get(i) {
		return cell, None
	}
	for b := range s.ways {
		n := &s.number[b]
		if j, found := slices.BinarySearch(n.list[n.head:], first); found && s.ways[b].get(j) == cell {
			return cell, int32(b)
		}
	}
	return cell, None
}
