package config

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

func demoNetwork(t *testing.T) *Network {
	t.Helper()
	n, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDemoHasWhatItsDocumentSays(t *testing.T) {
	n := demoNetwork(t)
	want := map[string]string{
		"central":  "bench:6 check:1 chute:12 crane:2 dock_in:2 dock_out:4 induction:4 pnd_in:4 pnd_out:4 rack_cell:1280 reject:1 shelf:4800 sorter:1 staging:9 station:8 tote_stack:2 vehicle:12 vision:2",
		"front":    "bench:2 dock_in:1 dock_out:2 handover:4 shelf:1120 staging:2 tote_stack:1 vehicle:3",
		"overseas": "bench:2 dock_in:1 dock_out:1 shelf:2304 staging:1 tote_stack:1",
	}
	for _, w := range n.Warehouses {
		counts := map[string]int{}
		for _, l := range w.Locations() {
			counts[l.Kind]++
		}
		for _, d := range w.Devices {
			counts[d.Class]++
		}
		var got []string
		for kind, c := range counts {
			got = append(got, fmt.Sprintf("%s:%d", kind, c))
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != want[w.ID] {
			t.Errorf("%s:\n got %s\nwant %s", w.ID, text, want[w.ID])
		}
	}
}

func TestEveryTaskKindHasSomebody(t *testing.T) {
	n := demoNetwork(t)
	for _, w := range n.Warehouses {
		work := map[string]int{}
		for _, p := range w.People {
			for _, k := range p.Work {
				if p.Simulated {
					work[k]++
				}
			}
		}
		need := []string{"pick", "induct", "pack", "load", "putaway", "count"}
		if len(w.Layout.Stations) > 0 {
			need = append(need, "station", "reject")
		}
		for _, k := range need {
			if work[k] == 0 {
				t.Errorf("%s: nobody does %s", w.ID, k)
			}
		}
	}
}

// routeMM is the length of the shortest way between two nodes.
func routeMM(r *Roadmap, from, to string) float64 {
	dist, done := map[string]float64{from: 0}, map[string]bool{}
	for {
		at, best := "", math.Inf(1)
		for id, d := range dist {
			if !done[id] && d < best {
				at, best = id, d
			}
		}
		if at == to || at == "" {
			return best
		}
		done[at] = true
		a, _ := r.Node(at)
		for _, e := range r.Edges {
			if e.From != at {
				continue
			}
			b, _ := r.Node(e.To)
			if d := best + math.Hypot(float64(a.XMM-b.XMM), float64(a.YMM-b.YMM)); dist[e.To] == 0 || d < dist[e.To] {
				dist[e.To] = d
			}
		}
	}
}

func TestDemoRoutesHaveRealLengths(t *testing.T) {
	w, _ := demoNetwork(t).Warehouse("central")
	shortest, longest, sum, count := math.Inf(1), 0.0, 0.0, 0.0
	for _, out := range w.LocationsOf("pnd_out") {
		for _, station := range w.LocationsOf("station") {
			a, _ := w.Node(out.ID)
			b, _ := w.Node(station.ID)
			d := routeMM(w.Layout.Roadmap, a, b)
			shortest, longest, sum, count = min(shortest, d), max(longest, d), sum+d, count+1
		}
	}
	t.Logf("P&D to station: %.0f to %.0f m, mean %.0f m", shortest/1000, longest/1000, sum/count/1000)
	if shortest < 20_000 || longest > 60_000 {
		t.Errorf("routes of %.0f to %.0f mm: want 20 to 60 m", shortest, longest)
	}
}

// TestDemoDualCycle reckons the mean dual cycle of the demo's crane over all
// cells: to a cell, to another, back; four times the fork.
func TestDemoDualCycle(t *testing.T) {
	w, _ := demoNetwork(t).Warehouse("central")
	r := &w.Layout.Racks[0]
	d, _ := w.Device(r.Device)
	m := w.CraneModel(d)
	travel := func(mm, speed, accel int64) float64 {
		s, v, a := math.Abs(float64(mm)), float64(speed), float64(accel)
		if s < v*v/a {
			return 2 * math.Sqrt(s/a)
		}
		return s/v + v/a
	}
	move := func(bay1, level1, bay2, level2 int64) float64 {
		return max(travel((bay1-bay2)*r.BayPitchMM, m.XSpeedMMPerS, m.XAccelMMPerS2),
			travel((level1-level2)*r.LevelPitchMM, m.YSpeedMMPerS, m.YAccelMMPerS2))
	}
	sum, count := 0.0, 0.0
	for bay1 := int64(1); bay1 <= r.Bays; bay1 += 3 {
		for level1 := int64(1); level1 <= r.Levels; level1++ {
			for bay2 := int64(1); bay2 <= r.Bays; bay2 += 3 {
				for level2 := int64(1); level2 <= r.Levels; level2++ {
					sum += move(0, 1, bay1, level1) + move(bay1, level1, bay2, level2) + move(bay2, level2, 0, 1) + 4*float64(m.ForkMS)/1000
					count++
				}
			}
		}
	}
	t.Logf("mean dual cycle %.1f s", sum/count)
	if mean := sum / count; mean < 40 || mean > 60 {
		t.Errorf("mean dual cycle of %.1f s", mean)
	}
}
