package fleet

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// begun waits until a mission has a vehicle that drives to its pick and was
// not released to it yet; nil if it was released at once.
func (w *world) begun(id wms.MissionID) *truck {
	w.t.Helper()
	for range 3000 {
		m := w.fleet.missions[id]
		if m != nil && m.phase == toPick && !m.pickGiven {
			for _, tr := range w.trucks {
				if tr.id == m.vehicle.id && tr.orderID != "" {
					return tr
				}
			}
		}
		w.advance()
	}
	return nil
}

// TestAnotherVehicleTakesOver: when a vehicle dies or is paused on its way to a
// pick, another one does the mission unless the first stands in its way; when
// that goes on it picks nothing. The world checks that nothing is picked twice.
func TestAnotherVehicleTakesOver(t *testing.T) {
	rm, stations := demoLayout(t)
	done := 0
	for seed := range 12 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t, uint64(seed), rm, stations, 4)
			w.keep = 0
			w.run(time.Minute) // everybody parks
			from := stations[(seed*3+1)%len(stations)]
			w.add(Mission{ID: "m-1", FromStation: from, ToStation: stations[(seed*3+8)%len(stations)]})
			first := w.begun("m-1")
			if first == nil {
				return // the pick is too near
			}
			if seed%3 == 0 {
				w.kill(first, 40*time.Minute)
			} else {
				first.paused = true
			}
			w.run(30 * time.Minute)
			j := w.missions["m-1"]
			if j.vehicle == first.id {
				t.Errorf("%s stands still, and has the mission", first.id)
			}
			if j.over {
				done++
			}
			first.paused = false
			w.drain()
			w.run(15 * time.Minute)
			if j.physPick != 1 || j.physDrop != 1 || first.load != "" {
				t.Errorf("%d picks, %d drops; %s carries %q", j.physPick, j.physDrop, first.id, first.load)
			}
		})
	}
	if done < 4 {
		t.Errorf("another vehicle did the mission in %d of 12 cases", done)
	}
}

// TestNobodyTakesOverAReleasedPick: a vehicle that was released to its pick and
// is silent keeps the mission, however long that takes: it may be picking.
func TestNobodyTakesOverAReleasedPick(t *testing.T) {
	rm, stations := demoLayout(t)
	w := newWorld(t, 3, rm, stations, 3)
	w.keep = 0
	w.run(time.Minute)
	w.add(Mission{ID: "m-1", FromStation: stations[0], ToStation: stations[4]})
	var silent *truck
	for range 6000 {
		if m := w.fleet.missions["m-1"]; m != nil && m.phase == toPick && m.pickGiven {
			for _, tr := range w.trucks {
				if tr.id == m.vehicle.id {
					silent = tr
				}
			}
			break
		}
		w.advance()
	}
	if silent == nil {
		t.Fatal("the pick was never released")
	}
	w.kill(silent, 20*time.Minute)
	w.run(15 * time.Minute)
	if j := w.missions["m-1"]; j.over || j.vehicle != silent.id {
		t.Errorf("the mission is with %q, over %v", j.vehicle, j.over)
	}
	w.drain()
	if j := w.missions["m-1"]; j.physPick != 1 || j.physDrop != 1 {
		t.Errorf("%d picks, %d drops", j.physPick, j.physDrop)
	}
}

// TestANearerVehicleTakesOver: a vehicle that becomes free next to a pick gets
// the mission of one that is still far, and each vehicle keeps one for a while.
func TestANearerVehicleTakesOver(t *testing.T) {
	rm, stations := demoLayout(t)
	taken := 0
	for seed := range uint64(8) {
		w := newWorld(t, seed, rm, stations, 3)
		w.run(20 * time.Minute)
		w.drain()
		taken += w.unassigned
		for id, j := range w.missions {
			if j.physPick != 1 || j.physDrop != 1 {
				t.Errorf("seed %d, %s: %d picks, %d drops", seed, id, j.physPick, j.physDrop)
			}
		}
	}
	if taken == 0 {
		t.Error("no mission ever went to a nearer vehicle")
	}
}
