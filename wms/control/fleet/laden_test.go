package fleet

import (
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/routing"
)

const lowMM = 1800

// shut makes edges between the nodes of a street for vehicles without a load
// only, both ways, and low.
func (l *layout) shut(corners ...[2]int64) {
	plain := &layout{seen: map[string]bool{}}
	plain.street(corners...)
	only := map[string]bool{}
	for _, e := range plain.edges {
		only[e.From+">"+e.To], only[e.To+">"+e.From] = true, true
	}
	for i := range l.edges {
		if only[l.edges[i].ID] {
			l.edges[i].UnladenOnly, l.edges[i].MaxHeightMM = true, lowMM
		}
	}
}

// shortcutLayout is the demo's, whose street through the middle is for those
// without a load.
func shortcutLayout(t testing.TB) (*routing.Roadmap, []string) {
	l, stations := demoGrid(4)
	l.shut([2]int64{50, 50}, [2]int64{72, 50})
	return l.build(t), stations
}

// bridgeLayout is two rings: the single lane between them is for those without
// a load, all others go around.
func bridgeLayout(t testing.TB) (*routing.Roadmap, []string) {
	l, stations := corridorGrid()
	l.shut([2]int64{10, 6}, [2]int64{30, 6})
	l.street([2]int64{10, 10}, [2]int64{30, 10})
	l.street([2]int64{30, 4}, [2]int64{10, 4})
	return l.build(t), stations
}

// Laden vehicles keep off edges that are not for them, whatever is in their
// way and whatever is restarted; the others use them; all work is done.
func TestUnladenOnly(t *testing.T) {
	for _, l := range []struct {
		name     string
		build    func(testing.TB) (roadmap, []string)
		vehicles int
	}{{"shortcut", shortcutLayout, 12}, {"bridge", bridgeLayout, 6}} {
		t.Run(l.name, func(t *testing.T) {
			rm, stations := l.build(t)
			w := newWorld(t, 7, rm, stations, l.vehicles)
			used := 0
			for part := range minutes() {
				switch part % 8 {
				case 3:
					w.kill(w.trucks[w.rng.IntN(len(w.trucks))], time.Minute)
				case 5:
					w.restart()
				}
				for end := w.now + time.Minute; w.now < end && !t.Failed(); {
					w.advance()
					used += w.offLimits()
				}
			}
			if used == 0 {
				t.Error("nobody drove where only those without a load may")
			}
			w.finish()
		})
	}
}

// offLimits counts vehicles without a load on edges that are for them only; a
// laden one has none of those before it.
func (w *world) offLimits() (used int) {
	for _, tr := range w.trucks {
		for _, s := range tr.steps[min(tr.reached, len(tr.steps)):] {
			from, to, _ := strings.Cut(s.Edge, ">")
			a, _ := w.rm.Node(from)
			b, _ := w.rm.Node(to)
			switch e := w.rm.EdgeBetween(a, b); {
			case s.Edge == "" || !w.rm.UnladenOnly(e):
			case tr.load != "":
				w.t.Errorf("%v %s carries %s and is to drive over %s", w.now, tr.id, tr.load, s.Edge)
			case s.MaxHeightMM != lowMM:
				w.t.Errorf("%s is not told that %s is low", tr.id, s.Edge)
			default:
				used++
			}
		}
	}
	return used
}
