package tours

import "sync"

// A machine is the finite part of the dynamic programme for c cross aisles. A
// state describes the c corners at the right edge of a partial tour: for each
// corner whether any walking touches it, whether its degree is odd, and which
// corners are joined to each other further left. Corner v takes bits 4v to
// 4v+3: label (0 untouched, else the component, numbered by first appearance)
// and parity.
type machine struct {
	c      int
	states []uint32 // by state number; numbers 0 and 1 are the two below
	single [][]int32
	double [][]int32
	touch  [][]int32
	flip   [][]int32
	// right[s] are the ways to go on to the next aisle.
	right [][]goOn
	table *table // nil if there are too many states
}

const (
	nothing  int32 = 0 // no walking yet
	finished int32 = 1 // the tour is closed; nothing may be added
	invalid  int32 = -1

	finishedCode = ^uint32(0)
)

// goOn leads to state to when edges walks go along the cross aisles to the next
// aisle; the state says along which.
type goOn struct{ to, edges int32 }

var machines [MaxCrossAisles + 1]struct {
	once sync.Once
	m    *machine
}

// machineFor builds the machine for c cross aisles at its first use.
func machineFor(c int) *machine {
	e := &machines[c]
	e.once.Do(func() { e.m = newMachine(c) })
	return e.m
}

func label(s uint32, v int) uint32 { return s >> (4 * v) & 7 }
func odd(s uint32, v int) bool     { return s>>(4*v)&8 != 0 }

// canonical numbers the components by first appearance.
func canonical(s uint32, c int) uint32 {
	var seen [MaxCrossAisles + 2]uint32
	next, out := uint32(0), uint32(0)
	for v := range c {
		l := label(s, v)
		if l == 0 {
			continue
		}
		if seen[l] == 0 {
			next++
			seen[l] = next
		}
		out |= (s>>(4*v)&8 | seen[l]) << (4 * v)
	}
	return out
}

// touched gives corner v a component of its own if it has none.
func touched(s uint32, v int) uint32 {
	if label(s, v) == 0 {
		s |= (MaxCrossAisles + 1) << (4 * v)
	}
	return s
}

// joined connects corners v and v+1 by one walk or two.
func joined(s uint32, v, c int, two bool) uint32 {
	s = canonical(touched(s, v), c)
	s = canonical(touched(s, v+1), c)
	from, to := label(s, v+1), label(s, v)
	for w := range c {
		if label(s, w) == from {
			s = s&^(7<<(4*w)) | to<<(4*w)
		}
	}
	if !two {
		s ^= 8<<(4*v) | 8<<(4*v+4)
	}
	return canonical(s, c)
}

// dropped ends the walking at corner v, if that leaves every component an end
// to go on from. The last corner of the last component closes the tour.
func dropped(s uint32, v, c int) (uint32, bool) {
	sameLeft, othersLeft := false, false
	for w := range c {
		if w == v || label(s, w) == 0 {
			continue
		}
		if label(s, w) == label(s, v) {
			sameLeft = true
		} else {
			othersLeft = true
		}
	}
	switch {
	case sameLeft:
		return canonical(s&^(15<<(4*v)), c), true
	case othersLeft:
		return 0, false
	}
	return finishedCode, true
}

func newMachine(c int) *machine {
	m := &machine{c: c, states: []uint32{0, finishedCode}}
	number := map[uint32]int32{0: nothing, finishedCode: finished}
	of := func(code uint32) int32 {
		n, ok := number[code]
		if !ok {
			n = int32(len(m.states))
			number[code] = n
			m.states = append(m.states, code)
		}
		return n
	}
	m.single, m.double = make([][]int32, c-1), make([][]int32, c-1)
	m.touch, m.flip = make([][]int32, c), make([][]int32, c)
	for i := 0; i < len(m.states); i++ {
		s := m.states[i]
		closed := s == finishedCode
		add := func(table *[]int32, make func() uint32) {
			to := invalid
			if !closed {
				to = of(make())
			}
			*table = append(*table, to)
		}
		for b := range c - 1 {
			add(&m.single[b], func() uint32 { return joined(s, b, c, false) })
			add(&m.double[b], func() uint32 { return joined(s, b, c, true) })
		}
		for v := range c {
			add(&m.touch[v], func() uint32 { return canonical(touched(s, v), c) })
			add(&m.flip[v], func() uint32 { return canonical(touched(s, v)^8<<(4*v), c) })
		}
		if closed || s == 0 {
			m.right = append(m.right, []goOn{{to: int32(i)}})
			continue
		}
		m.right = append(m.right, nil)
		for _, code := range waysOn(s, c) {
			m.right[i] = append(m.right[i], goOn{to: of(code), edges: edgesRight(code, c)})
		}
	}
	if c <= quickCrosses {
		m.table = newTable(m)
	}
	return m
}

// waysOn lists the states at the next aisle: an odd corner goes on by one walk,
// an even one by two or not at all.
func waysOn(s uint32, c int) []uint32 {
	ways := []uint32{s}
	for v := range c {
		if label(s, v) == 0 || odd(s, v) {
			continue
		}
		for _, w := range ways {
			if w == finishedCode {
				continue
			}
			if d, ok := dropped(w, v, c); ok {
				ways = append(ways, d)
			}
		}
	}
	return ways
}

// edgesRight counts the walks along all cross aisles that a state stands for.
func edgesRight(s uint32, c int) int32 {
	n := int32(0)
	if s == finishedCode {
		return 0
	}
	for v := range c {
		switch {
		case label(s, v) == 0:
		case odd(s, v):
			n++
		default:
			n += 2
		}
	}
	return n
}
