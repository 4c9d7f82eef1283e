package fleet

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// TestFewChargers: ten vehicles that all begin low and one charger, with more
// work than they can do, for eight hours: none runs empty, each charges its
// share, all work is done, and who waits for a charger says so.
func TestFewChargers(t *testing.T) {
	rm, stations := demoLayoutWith(t, 1)
	w := newWorld(t, 7, rm, stations, 10)
	for i, tr := range w.trucks {
		tr.battery = 255 + 5*float64(i)
	}
	lowest, waited := 1000.0, map[string]bool{}
	charged := map[string]time.Duration{}
	span := 8 * minutes()
	if underRace {
		span = 24
	}
	for end := time.Duration(span) * time.Minute; w.now < end && !t.Failed(); {
		w.run(10 * time.Second)
		for _, tr := range w.trucks {
			lowest = min(lowest, tr.battery)
			if tr.charging {
				charged[tr.id] += 10 * time.Second
			}
		}
		for _, v := range w.fleet.Explain() {
			if v.Reason == "charger" {
				waited[v.Vehicle] = true
			}
		}
	}
	t.Logf("lowest battery %.0f permille, %d vehicles waited for the charger, %d missions, charging %v", lowest, len(waited), w.delivered, charged)
	if lowest < 50 {
		t.Errorf("a vehicle went down to %.0f permille", lowest)
	}
	if len(waited) == 0 || w.delivered < span {
		t.Errorf("%d vehicles waited for the charger, %d missions", len(waited), w.delivered)
	}
	if minutes() == 60 {
		for _, tr := range w.trucks {
			if charged[tr.id] < 10*time.Minute {
				t.Errorf("%s charged %v in eight hours", tr.id, charged[tr.id])
			}
		}
	}
}

// TestInterruptCharging: a vehicle that charged enough leaves the charger for
// one that must charge, and one that charged too little does not leave it for
// a mission.
func TestInterruptCharging(t *testing.T) {
	rm, stations := demoLayoutWith(t, 1)
	w := newWorld(t, 7, rm, stations, 2)
	w.keep = 0
	a, b := w.trucks[0], w.trucks[1]
	a.battery, b.battery = 200, 900
	w.until("the low one charges", func() bool { return a.charging })
	w.add(Mission{ID: "m-000001", FromStation: stations[0], ToStation: stations[5]})
	w.add(Mission{ID: "m-000002", FromStation: stations[1], ToStation: stations[6]})
	w.until("one mission is done", func() bool { return w.openJobs == 1 })
	if a.battery < 495 && w.missions["m-000001"].vehicle != b.id && w.missions["m-000002"].vehicle != b.id || !a.charging && a.battery < 495 {
		t.Errorf("the low one was sent away at %.0f permille", a.battery)
	}
	w.finishJobs()
	w.until("it charges beyond what it needs", func() bool { return a.charging && a.battery > 600 || b.charging && b.battery > 600 })
	full, low := a, b
	if b.charging {
		full, low = b, a
	}
	low.battery = 150
	w.until("the charger is left to the one that needs it", func() bool { return low.charging && !full.charging })
}

func (w *world) finishJobs() {
	w.t.Helper()
	w.until("all missions are done", func() bool { return w.openJobs == 0 })
}

// TestDispatchOrder: one vehicle takes the urgent before the rest, a deadline
// before what only came sooner, and what waited long before what is a little
// more urgent.
func TestDispatchOrder(t *testing.T) {
	rm, stations := smallLayout(t)
	w := newWorld(t, 1, rm, stations, 1)
	w.keep, w.dwellMax = 0, time.Second
	var took []wms.MissionID
	w.trace = func(string) {}
	add := func(id wms.MissionID, priority int64, deadline time.Duration) {
		m := Mission{ID: id, FromStation: "S1", ToStation: "S3", Priority: priority}
		if deadline > 0 {
			m.Deadline = w.clock().Add(deadline)
		}
		w.add(m)
	}
	run := func() {
		w.until("done", func() bool {
			for id, j := range w.missions {
				if j.picked && !slices.Contains(took, id) {
					took = append(took, id)
				}
			}
			return w.openJobs == 0
		})
	}
	w.advance()
	w.run(5 * time.Second)
	add("m-plain", 30, 0)
	add("m-urgent", 10, 0)
	add("m-deadline", 30, 20*time.Minute)
	run()
	if got := fmt.Sprint(took); got != "[m-urgent m-deadline m-plain]" {
		t.Error(got)
	}
	add("m-old", 8, 0)
	w.run(time.Second)
	add("m-new", 5, 0)
	add("m-late", 20, 0)
	run()
	if got := fmt.Sprint(took[3:]); got != "[m-old m-new m-late]" {
		t.Error(got)
	}
}

// TestReassignedBeforeStart: a mission whose vehicle dies before it was told of
// it goes to another.
func TestReassignedBeforeStart(t *testing.T) {
	rm, stations := smallLayout(t)
	w := newWorld(t, 1, rm, stations, 2)
	w.keep = 0
	w.run(5 * time.Second)
	w.add(Mission{ID: "m-1", FromStation: "S1", ToStation: "S3"})
	var first string
	for _, a := range w.fleet.Step(w.clock()) { // the assignment is not durable yet
		if a, ok := a.(Assigned); ok {
			first = a.Vehicle
		}
	}
	if first == "" {
		t.Fatal("nobody was assigned")
	}
	w.kill(w.truck(first), time.Hour)
	w.run(10 * time.Second)
	w.until("done", func() bool { return w.openJobs == 0 })
	if v := w.missions["m-1"].vehicle; v == first || v == "" {
		t.Errorf("it was carried by %q, first assigned to %q", v, first)
	}
}
