package people

import (
	"strings"
	"time"

	"github.com/aisle-wms/aisle/config"
)

// walkMMPerS is how fast people walk.
const walkMMPerS = 1300

// walkTime is the site time of a walk.
func walkTime(mm int64) time.Duration {
	return time.Duration(mm) * time.Second / walkMMPerS
}

// distanceMM is the walk between two locations: along both axes on open
// floor; out of and into the aisles of shelves over their cross aisles.
func distanceMM(w *config.Warehouse, a, b *config.Location) int64 {
	from, to := areaOf(w, a), areaOf(w, b)
	switch {
	case from != nil && from == to && a.Aisle == b.Aisle:
		return abs(a.YMM - b.YMM)
	case from != nil:
		best := int64(-1)
		for _, y := range crossAisles(from) {
			exit := *a
			exit.Kind, exit.YMM = "", y
			rest := abs(exit.XMM-b.XMM) + abs(y-b.YMM) // the last aisle begins where the cross aisle meets it
			if to != nil && to != from {
				rest = distanceMM(w, &exit, b)
			}
			if way := abs(a.YMM-y) + rest; best < 0 || way < best {
				best = way
			}
		}
		return best
	case to != nil:
		return distanceMM(w, b, a)
	}
	return abs(a.XMM-b.XMM) + abs(a.YMM-b.YMM)
}

func crossAisles(s *config.ShelfArea) []int64 {
	out := make([]int64, 0, s.Blocks+1)
	for i := range s.Blocks + 1 {
		out = append(out, s.YMM+i*s.BlockLengthMM())
	}
	return out
}

// areaOf is the shelf area that a location stands in, nil for others.
func areaOf(w *config.Warehouse, l *config.Location) *config.ShelfArea {
	if l.Kind != "shelf" {
		return nil
	}
	for i := range w.Layout.ShelfAreas {
		s := &w.Layout.ShelfAreas[i]
		if strings.HasPrefix(l.ID, s.ID) && s.AisleXMM(l.Aisle) == l.XMM {
			return s
		}
	}
	return nil
}

func abs(v int64) int64 { return max(v, -v) }
