package control

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
)

// beltNet is a network of conveyors with what really stands on it, apart from
// what the books say. Its PLCs keep job and end over a boot, and answer a job
// that they know with its old end.
type beltNet struct {
	t          *rapid.T
	site       *wms.Site
	routes     map[wms.DeviceID]*beltPLC
	order      []wms.DeviceID
	really     map[wms.HandlingUnitID]wms.LocationID
	books      map[wms.HandlingUnitID]wms.LocationID
	since      map[wms.HandlingUnitID]int // the step from which it stands there in the books
	transports []*wms.Transport
	left       map[wms.HandlingUnitID]wms.LocationID // where people took it away
	step, next int
}

type beltPLC struct {
	conveyor wms.Conveyor
	jam      bool
	job      *beltRun
	done     *beltRun // until it is acknowledged
	executed map[wms.MissionID]bool
}

type beltRun struct {
	id       wms.MissionID
	unit     wms.HandlingUnitID
	from, to wms.LocationID
	at       int
}

// drawNet draws stations in the order of travel, routes between them, and at
// each divert an end as the fallback.
func drawNet(t *rapid.T) *beltNet {
	n := &beltNet{t: t, site: &wms.Site{ID: "w"}, routes: map[wms.DeviceID]*beltPLC{}, really: map[wms.HandlingUnitID]wms.LocationID{},
		books: map[wms.HandlingUnitID]wms.LocationID{}, since: map[wms.HandlingUnitID]int{}, left: map[wms.HandlingUnitID]wms.LocationID{}}
	add := func(id string) wms.LocationID {
		if _, ok := n.site.Location(wms.LocationID(id)); !ok {
			n.site.Locations = append(n.site.Locations, wms.Location{ID: wms.LocationID(id), Kind: wms.KindConveyor, CapacityHU: 1})
			n.site.Index()
		}
		return wms.LocationID(id)
	}
	joints := rapid.IntRange(2, 6).Draw(t, "joints")
	for i := range rapid.IntRange(1, 8).Draw(t, "routes") {
		from := rapid.IntRange(0, joints-2).Draw(t, "from")
		to := rapid.IntRange(from+1, joints-1).Draw(t, "to")
		c := wms.Conveyor{Device: wms.DeviceID(fmt.Sprintf("c%d", i)), Stations: []wms.LocationID{add(fmt.Sprintf("J%d", from))}}
		for k := range rapid.IntRange(0, 2).Draw(t, "between") {
			c.Stations = append(c.Stations, add(fmt.Sprintf("%s-%d", c.Device, k)))
		}
		c.Stations = append(c.Stations, add(fmt.Sprintf("J%d", to)))
		n.site.Conveyors = append(n.site.Conveyors, c)
		n.routes[c.Device], n.order = &beltPLC{conveyor: c, executed: map[wms.MissionID]bool{}}, append(n.order, c.Device)
	}
	n.site.Locations = append(n.site.Locations, wms.Location{ID: "far", Kind: wms.KindStaging})
	n.site.Index()
	for _, l := range n.site.Locations {
		begin := 0
		for _, b := range n.site.Belts(l.ID) {
			if b.Number == 1 {
				begin++
			}
		}
		if begin > 1 {
			n.site.Diverts = append(n.site.Diverts, wms.Divert{At: l.ID, Fallback: rapid.SampledFrom(n.site.EndsFrom(l.ID)).Draw(t, "fallback"),
				BlockedAfter: time.Duration(rapid.IntRange(0, 30).Draw(t, "patience")) * time.Second})
		}
	}
	return n
}

func (n *beltNet) where(places map[wms.HandlingUnitID]wms.LocationID, at wms.LocationID) (out []wms.HandlingUnitID) {
	for u, p := range places {
		if p == at {
			out = append(out, u)
		}
	}
	slices.Sort(out)
	return out
}

func (n *beltNet) look() Snapshot {
	s := Snapshot{Site: n.site, At: func(id wms.LocationID) []wms.HandlingUnitID { return n.where(n.books, id) },
		UnitAt:    func(u wms.HandlingUnitID) wms.LocationID { return n.books[u] },
		Stood:     func(u wms.HandlingUnitID) time.Duration { return time.Duration(n.step-n.since[u]) * time.Second },
		Conveyors: map[wms.DeviceID]Crane{}, Grants: map[wms.LocationID]int32{}, Strays: map[wms.LocationID]Stray{}}
	for id, p := range n.routes {
		s.Conveyors[id] = Crane{Online: !p.jam, Free: !p.jam && p.job == nil && p.done == nil, Unsure: n.unsure(p)}
	}
	for _, t := range n.transports {
		s.Transports = append(s.Transports, *t)
		if m := active(*t); m != nil {
			s.Conveyors[m.Device] = Crane{Online: s.Conveyors[m.Device].Online, Unsure: s.Conveyors[m.Device].Unsure}
		}
	}
	for u, at := range n.really {
		if _, known := n.books[u]; len(n.where(n.books, at)) == 0 {
			s.Strays[at] = Stray{Unit: string(u), Asks: !known}
		}
	}
	return s
}

// unsure says whether a conveyor has a job that no transport knows.
func (n *beltNet) unsure(p *beltPLC) bool {
	run := p.job
	if run == nil {
		run = p.done
	}
	return run != nil && !slices.ContainsFunc(n.transports, func(t *wms.Transport) bool { m := active(*t); return m != nil && m.ID == run.id })
}

// decide makes the decisions durable and sends them, unless the program ends
// just then.
func (n *beltNet) decide(dies bool) {
	for _, l := range Plan(n.look()).Belts {
		n.next++
		m := wms.Mission{ID: wms.MissionID(fmt.Sprint(n.next)), Class: "conveyor", Device: l.Conveyor, From: l.From, To: l.To}
		for _, t := range n.transports {
			if t.ID == l.Transport {
				t.Status, t.Missions = "active", append(t.Missions, m)
			}
		}
		if !dies {
			n.send(m, l.Unit)
		}
	}
}

func (n *beltNet) send(m wms.Mission, unit wms.HandlingUnitID) {
	p := n.routes[m.Device]
	run := &beltRun{id: m.ID, unit: unit, from: m.From, to: m.To, at: slices.Index(p.conveyor.Stations, m.From)}
	switch {
	case p.executed[m.ID]:
		p.done = run
	case p.job != nil && p.job.id == m.ID:
	case p.job != nil || p.done != nil:
		n.t.Fatalf("%s gets job %s while it has another", m.Device, m.ID)
	default:
		p.job = run
	}
}

// roll lets a conveyor bring its load one station on, if that is free.
func (n *beltNet) roll(p *beltPLC) {
	j := p.job
	if j == nil || p.jam || p.done != nil {
		return
	}
	here, to := p.conveyor.Stations[j.at], p.conveyor.Stations[j.at+1]
	if n.really[j.unit] != here {
		n.t.Fatalf("job %s of %s: %s is not at %s but at %q", j.id, p.conveyor.Device, j.unit, here, n.really[j.unit])
	}
	if len(n.where(n.really, to)) > 0 {
		return // it closes up when that is gone
	}
	n.really[j.unit] = to
	if j.at++; to == j.to {
		if p.executed[j.id] {
			n.t.Fatalf("job %s was done twice", j.id)
		}
		p.executed[j.id], p.done, p.job = true, j, nil
	}
}

// book takes an end to the books, and answers it unless that is lost.
func (n *beltNet) book(p *beltPLC, lost bool) {
	if p.done == nil {
		return
	}
	for i, t := range n.transports {
		m := active(*t)
		if m == nil || m.ID != p.done.id {
			continue
		}
		n.books[t.HandlingUnit], n.since[t.HandlingUnit], t.Status = m.To, n.step, "waiting"
		if m.To == t.To {
			n.transports = slices.Delete(n.transports, i, i+1)
		}
		break
	}
	if !lost {
		p.done = nil
	}
}

// track takes to the books how far a load has come.
func (n *beltNet) track(p *beltPLC) {
	if p.job == nil {
		return
	}
	for _, t := range n.transports {
		if m := active(*t); m != nil && m.ID == p.job.id {
			n.books[t.HandlingUnit], n.since[t.HandlingUnit] = p.conveyor.Stations[p.job.at], n.step
		}
	}
}

// restart is our side's: what is durable and not known to have ended is sent
// again.
func (n *beltNet) restart() {
	n.since = map[wms.HandlingUnitID]int{}
	for u := range n.books {
		n.since[u] = n.step
	}
	for _, t := range n.transports {
		if m := active(*t); m != nil {
			n.send(*m, t.HandlingUnit)
		}
	}
}

// enter puts a unit on a beginning; goal "" is one that the books don't know.
func (n *beltNet) enter(unit wms.HandlingUnitID, at, goal wms.LocationID) bool {
	for _, t := range n.transports {
		if m := active(*t); m != nil && m.To == at {
			return false
		}
	}
	if len(n.where(n.really, at))+len(n.where(n.books, at)) > 0 {
		return false
	}
	n.really[unit] = at
	if goal != "" {
		n.books[unit], n.since[unit] = at, n.step
		n.transports = append(n.transports, &wms.Transport{ID: wms.TransportID(unit), HandlingUnit: unit, To: goal, Status: "waiting"})
	}
	return true
}

// take lets people take away what has come to an end.
func (n *beltNet) take(end wms.LocationID) {
	for _, u := range n.where(n.really, end) {
		if at, known := n.books[u]; known && at != end {
			continue // its conveyor has not said so yet
		}
		if slices.ContainsFunc(n.transports, func(t *wms.Transport) bool { return t.HandlingUnit == u && t.Status == "active" }) {
			continue
		}
		if slices.ContainsFunc(n.order, func(id wms.DeviceID) bool { d := n.routes[id].done; return d != nil && d.unit == u }) {
			continue
		}
		n.left[u] = end
		delete(n.really, u)
		delete(n.books, u)
		n.transports = slices.DeleteFunc(n.transports, func(t *wms.Transport) bool { return t.HandlingUnit == u })
	}
}

func (n *beltNet) check() {
	n.step++
	for _, places := range []map[wms.HandlingUnitID]wms.LocationID{n.really, n.books} {
		for _, l := range n.site.Locations {
			if at := n.where(places, l.ID); len(at) > 1 {
				n.t.Fatalf("%s holds %v", l.ID, at)
			}
		}
	}
	for u, at := range n.books {
		moves := slices.ContainsFunc(n.transports, func(t *wms.Transport) bool { return t.HandlingUnit == u && t.Status == "active" })
		if !moves && n.really[u] != at {
			n.t.Fatalf("%s is booked at %s and stands at %q", u, at, n.really[u])
		}
	}
}

// TestConveyorNetworks: on random networks with merges and diverts, with jams,
// lost acknowledgements and restarts of either side, no unit is lost or
// doubled, no two stand on one station, and each comes to its goal, to the
// fallback of a divert, or to an end where others take it on.
func TestConveyorNetworks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawNet(t)
		var starts, ends []wms.LocationID
		for _, l := range n.site.Locations {
			if n.site.Starts(l.ID) {
				starts = append(starts, l.ID)
			}
			if n.site.Ends(l.ID) {
				ends = append(ends, l.ID)
			}
		}
		goals := map[wms.HandlingUnitID]wms.LocationID{}
		entry := map[wms.HandlingUnitID]wms.LocationID{}
		var waiting []wms.HandlingUnitID
		for i := range rapid.IntRange(1, 10).Draw(t, "units") {
			u := wms.HandlingUnitID(fmt.Sprintf("U%d", i))
			goals[u] = rapid.SampledFrom(append(slices.Clone(ends), "far", "")).Draw(t, "goal")
			entry[u], waiting = rapid.SampledFrom(starts).Draw(t, "entry"), append(waiting, u)
		}
		plc := func() *beltPLC { return n.routes[rapid.SampledFrom(n.order).Draw(t, "plc")] }
		arrive := func() {
			if len(waiting) > 0 && n.enter(waiting[0], entry[waiting[0]], goals[waiting[0]]) {
				waiting = waiting[1:]
			}
		}
		for range rapid.IntRange(0, 150).Draw(t, "steps") {
			switch rapid.IntRange(0, 10).Draw(t, "what") {
			case 0:
				arrive()
			case 1, 2:
				n.decide(false)
			case 3, 4, 5:
				n.roll(plc())
			case 6:
				n.book(plc(), rapid.Bool().Draw(t, "lost"))
			case 7:
				p := plc()
				p.jam = !p.jam
			case 8:
				n.decide(rapid.Bool().Draw(t, "dies"))
				n.restart()
			case 9:
				n.take(rapid.SampledFrom(ends).Draw(t, "end"))
			case 10:
				n.track(plc())
			}
			n.check()
		}
		n.restart()
		for range 3000 { // calm: whatever can go on does
			for _, id := range n.order {
				n.routes[id].jam = false
				n.track(n.routes[id])
				n.roll(n.routes[id])
				n.book(n.routes[id], false)
			}
			arrive()
			n.decide(false)
			for _, e := range ends {
				n.take(e)
			}
			n.check()
			if len(n.left) == len(goals) {
				break
			}
		}
		for u, goal := range goals {
			end, ok := n.left[u]
			if !ok {
				t.Fatalf("%s, bound for %q, came nowhere: they stand at %v, the books say %v", u, goal, n.really, n.books)
			}
			fallback := slices.ContainsFunc(n.site.Diverts, func(d wms.Divert) bool { return d.Fallback == end })
			reach := slices.Contains(n.site.EndsFrom(entry[u]), goal)
			if reach && end != goal && !fallback || !n.site.Ends(end) {
				t.Fatalf("%s, bound for %q, came to %s", u, goal, end)
			}
		}
	})
}

// The divert's question is answered by where the unit goes; where the branch
// is taken it waits, then makes way to the fallback, and what leads nowhere or
// is not known goes there at once.
func TestAtADivert(t *testing.T) {
	site := func() *wms.Site {
		s := &wms.Site{ID: "w", Conveyors: []wms.Conveyor{{Device: "main", Stations: []wms.LocationID{"M1", "M2"}},
			{Device: "a", Stations: []wms.LocationID{"M2", "A1"}}, {Device: "b", Stations: []wms.LocationID{"M2", "B1", "B2"}}},
			Diverts: []wms.Divert{{At: "M2", Fallback: "B2", BlockedAfter: time.Minute}}}
		for _, id := range []wms.LocationID{"M1", "M2", "A1", "B1", "B2", "else"} {
			s.Locations = append(s.Locations, wms.Location{ID: id, Kind: wms.KindConveyor, CapacityHU: 1})
		}
		return s.Index()
	}()
	up := Crane{Online: true, Free: true}
	for _, c := range []struct {
		name        string
		to, taken   wms.LocationID
		stood       time.Duration
		down, stray bool
		want        string // conveyor, station, and why if it is the fallback
	}{
		{name: "to a", to: "A1", want: "a A1 "},
		{name: "to b", to: "B2", want: "b B2 "},
		{name: "a is taken", to: "A1", taken: "A1", stood: time.Second, want: ""},
		{name: "a is taken for long", to: "A1", taken: "A1", stood: time.Minute, want: "b B2 the way from M2 to A1 is blocked"},
		{name: "a is down", to: "A1", down: true, want: ""},
		{name: "a is down for long", to: "A1", down: true, stood: time.Hour, want: "b B2 the way from M2 to A1 is blocked"},
		{name: "back", to: "M1", want: "b B2 no conveyor leads from M2 to M1"},
		{name: "off the conveyors", to: "else", want: "a A1 "},
		{name: "b closes up", to: "B2", taken: "B2", want: "b B1 "},
		{name: "nobody's", stray: true, want: "b B2 the books have nothing at M2"},
	} {
		at := map[wms.HandlingUnitID]wms.LocationID{}
		if !c.stray {
			at["P"] = "M2"
		}
		if c.taken != "" {
			at["Q"] = c.taken
		}
		s := Snapshot{Site: site, UnitAt: func(u wms.HandlingUnitID) wms.LocationID { return at[u] }, Stood: func(wms.HandlingUnitID) time.Duration { return c.stood },
			At: func(id wms.LocationID) (out []wms.HandlingUnitID) {
				for u, l := range at {
					if l == id {
						out = append(out, u)
					}
				}
				return out
			},
			Conveyors: map[wms.DeviceID]Crane{"main": up, "a": {Online: !c.down, Free: !c.down}, "b": up}, Grants: map[wms.LocationID]int32{"M2": devices.GrantTake}}
		if c.stray {
			s.Strays = map[wms.LocationID]Stray{"M2": {Asks: true}}
		} else {
			s.Transports = []wms.Transport{{ID: "1", HandlingUnit: "P", To: c.to, Status: "waiting"}}
		}
		got := ""
		for _, l := range Plan(s).Belts {
			got += fmt.Sprintf("%s %s %s", l.Conveyor, l.To, l.Fallback)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
