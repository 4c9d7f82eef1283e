package tours

import "fmt"

// Strategy is a simple rule of walking that sites ask for. All of them know only
// the front and the back cross aisle; those between are crossed, not used.
type Strategy uint8

const (
	// SShape walks every aisle with stops through, the last one there and back
	// if it is entered from the front.
	SShape Strategy = iota
	// Return walks into every aisle from the front and back.
	Return
	// Midpoint walks the first and the last aisle through and reaches stops in
	// the front half of the others from the front, the rest from the back.
	Midpoint
	// LargestGap is Midpoint with each aisle parted at its largest gap instead.
	LargestGap
	// Combined decides for each aisle between through and there-and-back so
	// that the sum is least (Roodbergen and de Koster 2001).
	Combined
)

var strategyNames = []string{"s-shape", "return", "midpoint", "largest-gap", "combined"}

func (s Strategy) String() string {
	if int(s) < len(strategyNames) {
		return strategyNames[s]
	}
	return fmt.Sprintf("Strategy(%d)", s)
}

// ParseStrategy is the inverse of String.
func ParseStrategy(name string) (Strategy, error) {
	for i, n := range strategyNames {
		if n == name {
			return Strategy(i), nil
		}
	}
	return 0, fmt.Errorf("no strategy %q; there are %q", name, strategyNames)
}

// Follow is the walk a strategy prescribes: its length, and the stops by index
// in the order of visits. Start and end must be at the front cross aisle. Every
// stop must have passed Check.
func (s *Solver) Follow(rule Strategy, stops []Stop) (length int, visits []int, err error) {
	l := &s.layout
	if l.Start.Cross != 0 || l.End.Cross != 0 {
		return 0, nil, fmt.Errorf("the %s strategy needs start and end at the front cross aisle, not at %d and %d", rule, l.Start.Cross, l.End.Cross)
	}
	if int(rule) >= len(strategyNames) {
		return 0, nil, fmt.Errorf("no strategy %d", rule)
	}
	s.sort(stops)
	w := walker{l: l, aisle: l.Start.Aisle, y: l.CrossY[0], front: l.CrossY[0], back: l.CrossY[len(l.CrossY)-1], visits: make([]int, 0, len(stops))}
	if list := byAisle(s.sorted); len(list) > 0 {
		switch rule {
		case SShape:
			w.through(list, func(i int, atFront bool) bool { return atFront && i == len(list)-1 })
		case Return:
			w.through(list, func(int, bool) bool { return true })
		case Midpoint:
			w.round(list, func(a []visit) int { return w.belowMiddle(a) })
		case LargestGap:
			w.round(list, func(a []visit) int { return w.belowGap(a) })
		case Combined:
			back := w.combined(list)
			w.through(list, func(i int, _ bool) bool { return back[i] })
		}
	}
	w.to(w.front)
	w.along(l.End.Aisle)
	return w.length, w.visits, nil
}

// byAisle parts sorted stops by aisle.
func byAisle(sorted []visit) (list [][]visit) {
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].aisle == sorted[0].aisle {
			n++
		}
		list = append(list, sorted[:n])
		sorted = sorted[n:]
	}
	return list
}

// walker is somewhere on the floor and counts its way.
type walker struct {
	l           *Layout
	aisle, y    int
	front, back int
	length      int
	visits      []int
}

func (w *walker) to(y int) {
	w.length += abs(w.y - y)
	w.y = y
}

// along goes along the cross aisle it stands at.
func (w *walker) along(aisle int) {
	w.length += abs(w.l.AisleX[aisle] - w.l.AisleX[w.aisle])
	w.aisle = aisle
}

// pick visits stops upwards, or downwards if it comes from above them.
func (w *walker) pick(stops []visit) {
	for i := range stops {
		v := stops[i]
		if w.y >= stops[len(stops)-1].y && w.y != w.front {
			v = stops[len(stops)-1-i]
		}
		w.visits = append(w.visits, v.index)
	}
}

// through walks aisle after aisle to the other end, or back to the same one
// where turn says so.
func (w *walker) through(list [][]visit, turn func(i int, atFront bool) bool) {
	for i, stops := range list {
		w.along(stops[0].aisle)
		atFront := w.y == w.front
		w.pick(stops)
		switch {
		case turn(i, atFront) && atFront:
			w.to(stops[len(stops)-1].y)
			w.to(w.front)
		case turn(i, atFront):
			w.to(stops[0].y)
			w.to(w.back)
		case atFront:
			w.to(w.back)
		default:
			w.to(w.front)
		}
	}
}

// round goes up the first aisle, along the back, down the last and along the
// front again; split says how many stops of an aisle are reached from the front.
func (w *walker) round(list [][]visit, split func([]visit) int) {
	last := len(list) - 1
	w.along(list[0][0].aisle)
	if last == 0 {
		w.turnAt(list[0], len(list[0]))
		return
	}
	w.pick(list[0])
	w.to(w.back)
	for _, stops := range list[1:last] {
		w.turnAt(stops, split(stops))
	}
	w.along(list[last][0].aisle)
	w.pick(list[last])
	w.to(w.front)
	for i := last - 1; i > 0; i-- {
		w.turnAt(list[i], split(list[i]))
	}
}

// turnAt reaches the stops on its side of the split and comes back.
func (w *walker) turnAt(stops []visit, split int) {
	if w.y == w.front {
		stops = stops[:split]
	} else {
		stops = stops[split:]
	}
	if len(stops) == 0 {
		return
	}
	w.along(stops[0].aisle)
	end, reach := w.y, stops[0].y
	if w.y == w.front {
		reach = stops[len(stops)-1].y
	}
	w.pick(stops)
	w.to(reach)
	w.to(end)
}

func (w *walker) belowMiddle(stops []visit) int {
	n := 0
	for n < len(stops) && 2*stops[n].y <= w.front+w.back {
		n++
	}
	return n
}

// belowGap parts an aisle at its largest gap, those to its ends included.
func (w *walker) belowGap(stops []visit) int {
	i, widest := widestGap(stops)
	split := i + 1
	if g := stops[0].y - w.front; g > widest {
		split, widest = 0, g
	}
	if g := w.back - stops[len(stops)-1].y; g > widest {
		split = len(stops)
	}
	return split
}

// combined finds where to turn: at each aisle the least walking so far that ends
// at the front and that ends at the back, and how it was reached.
func (w *walker) combined(list [][]visit) []bool {
	type state struct {
		cost int
		turn bool
	}
	states := make([][2]state, len(list))
	before := [2]int{0, far}
	for i, stops := range list {
		through := w.back - w.front
		turnFront := before[0] + 2*(stops[len(stops)-1].y-w.front)
		turnBack := before[1] + 2*(w.back-stops[0].y)
		states[i] = [2]state{{before[1] + through, false}, {before[0] + through, false}}
		if turnFront <= states[i][0].cost {
			states[i][0] = state{turnFront, true}
		}
		if turnBack <= states[i][1].cost {
			states[i][1] = state{turnBack, true}
		}
		before = [2]int{states[i][0].cost, states[i][1].cost}
	}
	turns := make([]bool, len(list))
	side := 0 // it ends at the front
	for i := len(list) - 1; i >= 0; i-- {
		turns[i] = states[i][side].turn
		if !turns[i] {
			side = 1 - side
		}
	}
	return turns
}
