package tours

import (
	"cmp"
	"fmt"
	"slices"
)

// Way is in which direction an aisle may be walked.
type Way int8

const (
	BothWays Way = 0
	Upwards  Way = 1  // from the front to the back only
	Downward Way = -1 // from the back to the front only
)

// ParseWay reads "both", "up" or "down".
func ParseWay(name string) (Way, error) {
	switch name {
	case "both":
		return BothWays, nil
	case "up":
		return Upwards, nil
	case "down":
		return Downward, nil
	}
	return 0, fmt.Errorf("no way %q; there are both, up and down", name)
}

// NarrowTour is a tour in aisles too narrow to turn in: whoever enters between
// two cross aisles goes through to the next. Exact says that no shorter one
// exists.
type NarrowTour struct {
	Length int
	Visits []int
	Exact  bool
}

// Narrow finds a tour past all stops without turning inside an aisle, along the
// ways of the aisles (none given: all both). Cross aisles go both ways. It goes
// through all sets of stretches already walked (Held and Karp 1962), keeping at
// most the width cheapest of each size: where that is enough the tour is exact.
func (l Layout) Narrow(ways []Way, stops []Stop, width int) (NarrowTour, error) {
	if err := l.Check(); err != nil {
		return NarrowTour{}, err
	}
	if ways == nil {
		ways = make([]Way, len(l.AisleX))
	}
	if len(ways) != len(l.AisleX) {
		return NarrowTour{}, fmt.Errorf("%d ways are given for %d aisles", len(ways), len(l.AisleX))
	}
	if most := 1 << 10; len(l.AisleX)*len(l.CrossY) > most {
		return NarrowTour{}, fmt.Errorf("%d corners are more than the %d that narrow aisles are planned for", len(l.AisleX)*len(l.CrossY), most)
	}
	for _, s := range stops {
		if err := l.CheckStop(s); err != nil {
			return NarrowTour{}, err
		}
	}
	n := narrow{layout: l, ways: ways, between: map[int][]int{}}
	list := n.stretches(stops)
	if len(list) > 64 {
		return NarrowTour{}, fmt.Errorf("the stops lie in %d stretches, more than 64 are not planned", len(list))
	}
	start, end := n.corner(l.Start.Aisle, l.Start.Cross), n.corner(l.End.Aisle, l.End.Cross)
	for _, s := range list {
		if !slices.ContainsFunc(s.doors, func(d door) bool {
			return n.from(start)[d.in] < far && n.from(d.out)[end] < far
		}) {
			return NarrowTour{}, fmt.Errorf("aisle %d cannot be reached, walked and left again with these one-way aisles", s.aisle)
		}
	}
	return n.search(list, start, end, max(1, width))
}

// narrow is one problem. Corners are numbered aisle by aisle.
type narrow struct {
	layout  Layout
	ways    []Way
	between map[int][]int // by corner, the walk to each corner
}

// stretch is an aisle between two cross aisles, or a corner, with stops.
type stretch struct {
	aisle int
	doors []door
	stops []visit // by y
}

// door is a way through a stretch.
type door struct{ in, out, length int }

func (n *narrow) corner(aisle, cross int) int { return aisle*len(n.layout.CrossY) + cross }

// stretches sorts the stops to where they lie.
func (n *narrow) stretches(stops []Stop) []stretch {
	var sorted []visit
	for i, s := range stops {
		sorted = append(sorted, visit{aisle: s[0], y: s[1], index: i})
	}
	slices.SortFunc(sorted, func(a, b visit) int {
		return cmp.Or(cmp.Compare(a.aisle, b.aisle), cmp.Compare(a.y, b.y), cmp.Compare(a.index, b.index))
	})
	var list []stretch
	last := [2]int{-1, -1}
	for _, v := range sorted {
		cross, atCorner := slices.BinarySearch(n.layout.CrossY, v.y)
		key := [2]int{v.aisle, 2 * cross}
		if !atCorner {
			key[1]--
		}
		if key != last {
			last = key
			s := stretch{aisle: v.aisle}
			here := n.corner(v.aisle, cross)
			if atCorner {
				s.doors = []door{{here, here, 0}}
			} else {
				length := n.layout.CrossY[cross] - n.layout.CrossY[cross-1]
				if n.ways[v.aisle] != Downward {
					s.doors = append(s.doors, door{here - 1, here, length})
				}
				if n.ways[v.aisle] != Upwards {
					s.doors = append(s.doors, door{here, here - 1, length})
				}
			}
			list = append(list, s)
		}
		list[len(list)-1].stops = append(list[len(list)-1].stops, v)
	}
	return list
}

// from is the shortest walk from a corner to each other (Dijkstra 1959).
func (n *narrow) from(corner int) []int {
	if d, known := n.between[corner]; known {
		return d
	}
	l, crosses := n.layout, len(n.layout.CrossY)
	d := slices.Repeat([]int{far}, len(l.AisleX)*crosses)
	done := make([]bool, len(d))
	d[corner] = 0
	for {
		here := -1
		for c := range d {
			if !done[c] && d[c] < far && (here < 0 || d[c] < d[here]) {
				here = c
			}
		}
		if here < 0 {
			break
		}
		done[here] = true
		a, c := here/crosses, here%crosses
		step := func(to, length int) { d[to] = min(d[to], d[here]+length) }
		if a > 0 {
			step(here-crosses, l.AisleX[a]-l.AisleX[a-1])
		}
		if a+1 < len(l.AisleX) {
			step(here+crosses, l.AisleX[a+1]-l.AisleX[a])
		}
		if c > 0 && n.ways[a] != Upwards {
			step(here-1, l.CrossY[c]-l.CrossY[c-1])
		}
		if c+1 < crosses && n.ways[a] != Downward {
			step(here+1, l.CrossY[c+1]-l.CrossY[c])
		}
	}
	n.between[corner] = d
	return d
}

// partial is a walk past a set of stretches that stands behind the last door.
type partial struct {
	set    uint64
	last   int // stretch
	door   int
	cost   int
	before *partial
}

func (n *narrow) search(list []stretch, start, end, width int) (NarrowTour, error) {
	level := []*partial{{last: -1}}
	exact := true
	for range list {
		type key struct {
			set        uint64
			last, door int
		}
		best := map[key]*partial{}
		for _, p := range level {
			at := start
			if p.last >= 0 {
				at = list[p.last].doors[p.door].out
			}
			walk := n.from(at)
			for s := range list {
				if p.set>>s&1 == 1 {
					continue
				}
				for k, d := range list[s].doors {
					cost := p.cost + walk[d.in] + d.length
					id := key{p.set | 1<<s, s, k}
					if old := best[id]; walk[d.in] < far && (old == nil || cost < old.cost) {
						best[id] = &partial{set: id.set, last: s, door: k, cost: cost, before: p}
					}
				}
			}
		}
		level = level[:0:0]
		for _, p := range best {
			level = append(level, p)
		}
		slices.SortFunc(level, func(a, b *partial) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.set, b.set), cmp.Compare(a.last, b.last), cmp.Compare(a.door, b.door))
		})
		if len(level) > width {
			level, exact = level[:width], false
		}
	}
	var done *partial
	length := far
	for _, p := range level {
		at := start
		if p.last >= 0 {
			at = list[p.last].doors[p.door].out
		}
		if all := p.cost + n.from(at)[end]; all < length {
			done, length = p, all
		}
	}
	if done == nil {
		return NarrowTour{}, fmt.Errorf("with these one-way aisles no tour leads past all stops")
	}
	t := NarrowTour{Length: length, Exact: exact}
	for p := done; p.last >= 0; p = p.before {
		s := list[p.last]
		up := s.doors[p.door].in < s.doors[p.door].out
		for i := range s.stops { // backwards, since the whole is turned round below
			if up {
				i = len(s.stops) - 1 - i
			}
			t.Visits = append(t.Visits, s.stops[i].index)
		}
	}
	slices.Reverse(t.Visits)
	return t, nil
}
