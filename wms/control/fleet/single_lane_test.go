package fleet

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/wms"
)

// twoAreas are two rings with ten stations and eleven places to park each,
// joined by a single lane of 24 m that is driven both ways.
func twoAreas(t testing.TB) (rm *routing.Roadmap, west, east []string) {
	l := &layout{seen: map[string]bool{}}
	l.street([2]int64{2, 12}, [2]int64{26, 12}, [2]int64{26, 4}, [2]int64{2, 4}, [2]int64{2, 12})
	l.street([2]int64{50, 4}, [2]int64{74, 4}, [2]int64{74, 12}, [2]int64{50, 12}, [2]int64{50, 4})
	l.street([2]int64{26, 8}, [2]int64{50, 8})
	l.street([2]int64{50, 8}, [2]int64{26, 8})
	for i := range int64(11) {
		for _, side := range []int64{0, 48} {
			x := side + 4 + 2*i
			l.spur(fmt.Sprintf("PARK-%d-%d", side, i), routing.Park, x, 2, x, 4)
			if i == 10 {
				continue
			}
			id := fmt.Sprintf("S%d-%d", side, i)
			if side == 0 {
				west = append(west, id)
			} else {
				east = append(east, id)
			}
			l.spur(id, routing.Station, x, 14, x, 12)
		}
	}
	return l.build(t), west, east
}

// standing measures for how long vehicles with a mission stand at one node,
// the time of handling not counted.
type standing struct {
	since   map[string]time.Duration
	at      map[string]string
	longest time.Duration
	worst   string
}

func (s *standing) note(now time.Duration, views []VehicleView) {
	for _, v := range views {
		if v.Mission == "" || v.State == "handling" || v.Node != s.at[v.Vehicle] {
			s.since[v.Vehicle], s.at[v.Vehicle] = now, v.Node
			continue
		}
		if d := now - s.since[v.Vehicle]; d > s.longest {
			s.longest, s.worst = d, fmt.Sprintf("%v %+v", now, v)
		}
	}
}

// TestSingleLane: twenty vehicles carry 180 transports an hour through a single
// lane, in turn this way and that. None with work stands longer than two
// minutes, and all transports are done.
func TestSingleLane(t *testing.T) {
	rm, west, east := twoAreas(t)
	for seed := range uint64(min(3, max(1, minutes()/20))) {
		w := newWorld(t, seed, rm, nil, 20)
		w.keep, w.dwellMax = 0, 4*time.Second
		s := standing{since: map[string]time.Duration{}, at: map[string]string{}}
		for count := 0; w.now < time.Duration(minutes())*time.Minute && !t.Failed(); w.run(time.Second) {
			if time.Duration(count)*20*time.Second <= w.now {
				from, to := west, east
				if count%2 == 1 {
					from, to = east, west
				}
				w.add(Mission{ID: wms.MissionID(fmt.Sprintf("m-%06d", count)), FromStation: from[count/2%len(from)], ToStation: to[(count/2*7+3)%len(to)]})
				count++
			}
			s.note(w.now, w.fleet.Explain())
		}
		w.drain()
		t.Logf("%d missions, longest one %v, longest wait %v: %s; %+v", w.delivered, w.longest, s.longest, s.worst, w.counts)
		if s.longest > 2*time.Minute || len(w.failed) > 0 {
			t.Errorf("a vehicle with work stood %v; failed: %v", s.longest, w.failed)
		}
	}
}

// TestSingleLaneCrowded: with more work than the lane can take all is done, too.
func TestSingleLaneCrowded(t *testing.T) {
	rm, west, east := twoAreas(t)
	w := newWorld(t, 3, rm, append(west, east...), 20)
	w.keep = 40
	named := 0
	for range minutes() {
		w.run(time.Minute)
		for _, v := range w.fleet.Explain() { // who waits can say why, and since when
			if v.State == "waiting" && (v.Why == "" || v.Since.After(w.clock()) || v.Since.Before(w.epoch)) {
				t.Errorf("%+v", v)
			}
			if v.WaitsFor != "" && v.WaitsFor != v.Vehicle {
				named++
			}
		}
	}
	if named == 0 {
		t.Error("nobody ever waited for anybody")
	}
	w.finish()
}
