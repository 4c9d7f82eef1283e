package fleet

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// More simulated time for each long test: go test -fleet.minutes 480.
var minutesFlag = flag.Int("fleet.minutes", 60, "simulated minutes of each long test")

func minutes() int {
	if underRace {
		return min(*minutesFlag, 8)
	}
	return *minutesFlag
}

// finish lets all work end and says how it went.
func (w *world) finish() {
	w.t.Helper()
	n := w.delivered
	w.drain()
	c := w.counts
	w.t.Logf("%d missions in %d minutes, longest %v, %d failed, %d taken back, %d ways given, %d favours (%v)", n, minutes(), w.longest, len(w.failed), w.unassigned, c.Yields, c.Favours, c.FavourTime)
	if n < minutes()*len(w.trucks)/8 {
		w.t.Errorf("only %d missions in %d minutes by %d vehicles", n, minutes(), len(w.trucks))
	}
	if w.longest > time.Hour {
		w.t.Errorf("a mission took %v", w.longest)
	}
	for _, f := range w.failed {
		w.t.Errorf("failed: %s", f)
	}
}

func TestManyHours(t *testing.T) {
	layouts := []struct {
		name     string
		build    func(testing.TB) (rm roadmap, stations []string)
		vehicles int
	}{{"demo", demoLayout, 12}, {"small", smallLayout, 3}, {"corridor", corridorLayout, 6}}
	for _, l := range layouts {
		for seed := range uint64(min(4, max(1, minutes()/60))) {
			t.Run(fmt.Sprint(l.name, " ", seed), func(t *testing.T) {
				rm, stations := l.build(t)
				w := newWorld(t, seed, rm, stations, l.vehicles)
				w.run(time.Duration(minutes()) * time.Minute)
				w.finish()
			})
		}
	}
}

// TestDeath lets a vehicle stop and fall silent for a minute now and then.
func TestDeath(t *testing.T) {
	rm, stations := demoLayout(t)
	w := newWorld(t, 2, rm, stations, 12)
	for range minutes() / 3 {
		w.run(3 * time.Minute)
		w.kill(w.trucks[w.rng.IntN(len(w.trucks))], time.Minute)
	}
	w.finish()
}

// TestReboot lets vehicles forget their orders where they stand at a node.
func TestReboot(t *testing.T) {
	rm, stations := demoLayout(t)
	w := newWorld(t, 5, rm, stations, 12)
	for range minutes() / 5 {
		w.run(5 * time.Minute)
		tr := w.trucks[w.rng.IntN(len(w.trucks))]
		for range 600 {
			if w.atNode(tr) && tr.acting < 0 {
				w.reboot(tr)
				break
			}
			w.advance()
		}
	}
	w.finish()
}

// TestRestart kills the master at any moment.
func TestRestart(t *testing.T) {
	rm, stations := demoLayout(t)
	w := newWorld(t, 4, rm, stations, 12)
	for range minutes() / 2 {
		w.run(time.Duration(w.rng.Int64N(int64(4 * time.Minute))))
		w.restart()
	}
	w.finish()
}

// TestCancel takes missions back at any moment; what was not on board yet
// stays where it was.
func TestCancel(t *testing.T) {
	rm, stations := demoLayout(t)
	w := newWorld(t, 9, rm, stations, 12)
	cancelled := map[wms.MissionID]bool{}
	for range minutes() {
		w.run(time.Minute)
		n := 1 + w.rng.IntN(len(w.missions))
		id := wms.MissionID(fmt.Sprintf("m-%06d", n))
		for j := w.missions[id]; j.over && n < len(w.missions); j = w.missions[id] {
			n++
			id = wms.MissionID(fmt.Sprintf("m-%06d", n))
		}
		done, err := w.fleet.CancelMission(w.clock(), id)
		if err != nil {
			continue
		}
		cancelled[id] = true
		if done {
			w.over(id, "cancelled")
		}
	}
	w.drain()
	for id := range cancelled {
		j := w.missions[id]
		if !j.over || j.physPick != j.physDrop {
			t.Errorf("cancelled mission %s: over %v, %d picks, %d drops", id, j.over, j.physPick, j.physDrop)
		}
	}
	if len(cancelled) < minutes()/8 || w.delivered < minutes() {
		t.Errorf("%d cancelled, %d delivered", len(cancelled), w.delivered)
	}
}

// TestDeterministic: the same world gives the same actions.
func TestDeterministic(t *testing.T) {
	var logs [2][]string
	for i := range logs {
		rm, stations := demoLayout(t)
		w := newWorld(t, 3, rm, stations, 12)
		w.trace = func(s string) { logs[i] = append(logs[i], s) }
		w.run(time.Duration(min(20, minutes())) * time.Minute)
	}
	if len(logs[0]) == 0 || len(logs[0]) != len(logs[1]) {
		t.Fatalf("%d and %d actions", len(logs[0]), len(logs[1]))
	}
	for i := range logs[0] {
		if logs[0][i] != logs[1][i] {
			t.Fatalf("action %d: %s\nand %s", i, logs[0][i], logs[1][i])
		}
	}
}

// TestRefused: an order that cannot be handed over is tried again under a new
// id, and the mission fails after the last try; the vehicle takes others.
func TestRefused(t *testing.T) {
	rm, stations := smallLayout(t)
	w := newWorld(t, 1, rm, stations, 1)
	w.keep = 0
	m := Mission{ID: "m-000001", FromStation: "S1", ToStation: "S2", HandlingUnit: "hu-m-000001"}
	w.missions[m.ID] = &job{m: m}
	if err := w.fleet.AddMission(w.clock(), m); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for !w.missions[m.ID].over && w.now < time.Hour {
		w.now += time.Second
		tr := w.trucks[0]
		w.report(tr)
		w.fleet.Update(w.clock(), tr.id, tr.toMaster[len(tr.toMaster)-1].v)
		for _, a := range w.fleet.Step(w.clock()) {
			switch a := a.(type) {
			case Assigned:
				w.fleet.Commit(a.Mission)
			case Start:
				ids[a.Order.ID] = true
				w.fleet.Refused(w.clock(), a.Vehicle, a.Order.ID, "no link")
			case Failed:
				w.missions[m.ID].over = true
				if !strings.Contains(a.Reason, "no link") || a.Loaded {
					t.Errorf("%+v", a)
				}
			}
		}
	}
	if len(ids) != 4 || !w.missions[m.ID].over {
		t.Errorf("%d tries, over %v", len(ids), w.missions[m.ID].over)
	}
}
