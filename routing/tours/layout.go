package tours

import "fmt"

// MaxCrossAisles bounds the state space of the exact programme.
const MaxCrossAisles = 6

// maxSpan bounds positions, so that no sum of walks can overflow.
const maxSpan = 1 << 40

// Stop is a place on an aisle: the aisle's index and y. It is an alias, so that
// planners that do not import this package can speak of the same thing.
type Stop = [2]int

// Corner is where an aisle meets a cross aisle, both by index.
type Corner struct{ Aisle, Cross int }

// Layout is the walkable floor.
type Layout struct {
	AisleX []int // x of each aisle, strictly ascending
	CrossY []int // y of each cross aisle, strictly ascending; 2 to MaxCrossAisles
	Start  Corner
	End    Corner // equal to Start for a round trip
}

// Grid is the regular layout: aisle a at x = a·aisleSpacing, cross aisles at
// y = 0, L, 2L, … for L = blockLength, and the depot at the front of an aisle.
func Grid(aisles, crossAisles, blockLength, aisleSpacing, depotAisle int) (Layout, error) {
	switch {
	case aisles < 1 || aisles > 10_000:
		return Layout{}, fmt.Errorf("aisles is %d, must be 1 to 10000", aisles)
	case crossAisles < 2 || crossAisles > MaxCrossAisles:
		return Layout{}, fmt.Errorf("cross_aisles is %d, must be 2 to %d", crossAisles, MaxCrossAisles)
	case blockLength < 1 || blockLength > maxSpan/MaxCrossAisles:
		return Layout{}, fmt.Errorf("block_length is %d, must be positive and at most %d", blockLength, maxSpan/MaxCrossAisles)
	case aisleSpacing < 1 || aisleSpacing > maxSpan/aisles:
		return Layout{}, fmt.Errorf("aisle_spacing is %d, must be positive and at most %d", aisleSpacing, maxSpan/aisles)
	case depotAisle < 0 || depotAisle >= aisles:
		return Layout{}, fmt.Errorf("depot_aisle is %d, must be 0 to %d", depotAisle, aisles-1)
	}
	l := Layout{Start: Corner{Aisle: depotAisle}, End: Corner{Aisle: depotAisle}}
	for a := range aisles {
		l.AisleX = append(l.AisleX, a*aisleSpacing)
	}
	for c := range crossAisles {
		l.CrossY = append(l.CrossY, c*blockLength)
	}
	return l, nil
}

// Check says what is wrong with the layout, if anything.
func (l Layout) Check() error {
	if len(l.AisleX) == 0 {
		return fmt.Errorf("the layout has no aisles")
	}
	if n := len(l.CrossY); n < 2 || n > MaxCrossAisles {
		return fmt.Errorf("the layout has %d cross aisles, must be 2 to %d", n, MaxCrossAisles)
	}
	if err := ascending("aisle", l.AisleX); err != nil {
		return err
	}
	if err := ascending("cross aisle", l.CrossY); err != nil {
		return err
	}
	for _, c := range []struct {
		name string
		Corner
	}{{"start", l.Start}, {"end", l.End}} {
		if c.Aisle < 0 || c.Aisle >= len(l.AisleX) || c.Cross < 0 || c.Cross >= len(l.CrossY) {
			return fmt.Errorf("the %s is at aisle %d, cross aisle %d; there are %d aisles and %d cross aisles, counted from 0",
				c.name, c.Aisle, c.Cross, len(l.AisleX), len(l.CrossY))
		}
	}
	return nil
}

func ascending(what string, at []int) error {
	for i, v := range at {
		if v < -maxSpan || v > maxSpan {
			return fmt.Errorf("%s %d is at %d, beyond ±%d", what, i, v, maxSpan)
		}
		if i > 0 && v <= at[i-1] {
			return fmt.Errorf("%s %d is at %d, not beyond the one before it at %d", what, i, v, at[i-1])
		}
	}
	return nil
}

// CheckStop says why a picker cannot go there, or nil.
func (l Layout) CheckStop(s Stop) error {
	if s[0] < 0 || s[0] >= len(l.AisleX) {
		return fmt.Errorf("aisle %d does not exist: there are %d, counted from 0", s[0], len(l.AisleX))
	}
	if lo, hi := l.CrossY[0], l.CrossY[len(l.CrossY)-1]; s[1] < lo || s[1] > hi {
		return fmt.Errorf("y %d is outside aisle %d, which reaches from %d to %d", s[1], s[0], lo, hi)
	}
	return nil
}

// StartStop and EndStop are the ends of every tour as places.
func (l Layout) StartStop() Stop { return Stop{l.Start.Aisle, l.CrossY[l.Start.Cross]} }
func (l Layout) EndStop() Stop   { return Stop{l.End.Aisle, l.CrossY[l.End.Cross]} }

// Distance is the shortest walk between two places.
func (l Layout) Distance(a, b Stop) int {
	if a[0] == b[0] {
		return abs(a[1] - b[1])
	}
	best := -1
	for _, y := range l.CrossY {
		if d := abs(a[1]-y) + abs(b[1]-y); best < 0 || d < best {
			best = d
		}
	}
	return best + abs(l.AisleX[a[0]]-l.AisleX[b[0]])
}

// Walk is the length of the walk from the start past stops in the given order
// of visits to the end, each leg the shortest.
func (l Layout) Walk(stops []Stop, visits []int) int {
	at, sum := l.StartStop(), 0
	for _, v := range visits {
		sum += l.Distance(at, stops[v])
		at = stops[v]
	}
	return sum + l.Distance(at, l.EndStop())
}

func abs(v int) int {
	if v < 0 {
		return -v
	}
	return v
}
