package field

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing/mapf"
)

// fake is a vehicle as its adapter shows it: it drives a cell each beat, when
// it drives, and says so sooner or later.
type fake struct {
	s      devices.VehicleState
	steps  []devices.Step // of the order under way
	at     int            // index of the step it has reached
	done   int            // actions done at that step
	busy   int            // beats left of the action under way
	parcel string         // on its tray
	dead   int            // beats that it does nothing
	silent bool           // then it is not heard of either
	news   bool
}

// yard is a control with fakes, parcels and what watches them.
type yard struct {
	t       *testing.T
	rnd     *rand.Rand
	set     Settings
	ctl     *Control
	robots  map[string]*fake
	now     time.Time
	ids     int
	next    uint32
	lying   map[string][]string // at each induction
	chuted  map[string]string   // parcel → station
	read    map[uint32]string   // parcel of each number, as scanned
	decided map[uint32][2]int
	told    map[uint32]Diverted
	answers []func()
	rude    bool // robots refuse and forget orders
	lost    map[string]bool
	deaths  int
	stands  map[string][]string // as remembered
}

func newYard(t *testing.T, robots int, seed uint64) *yard {
	t.Helper()
	const width, height = 14, 12
	free := make([]bool, width*height)
	for i := range free {
		x, y := i%width, i/width
		free[i] = x%4 != 3 || y%3 != 1 || y > 8
	}
	g := mapf.NewGrid(width, height, free)
	y := &yard{t: t, rnd: rand.New(rand.NewPCG(seed, 3)), robots: map[string]*fake{}, now: time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC),
		lying: map[string][]string{}, chuted: map[string]string{}, read: map[uint32]string{}, decided: map[uint32][2]int{}, told: map[uint32]Diverted{}, lost: map[string]bool{}, stands: map[string][]string{}}
	y.set = Settings{ID: "field-1", Map: "hall", Pace: 500 * time.Millisecond, Inductions: []string{"IND-1", "IND-2", "IND-3"},
		Node: func(c int32) (string, int64, int64) {
			x, y := g.XY(c)
			return fmt.Sprintf("C%03d-%03d", x, y), int64(x) * 700, int64(y) * 700
		},
		NewID:      func() string { y.ids++; return fmt.Sprint("id", y.ids) },
		NextNumber: func() uint32 { y.next++; return y.next },
		Config:     Config{Grid: g, Seed: seed, Lookahead: 3, Inductions: []int32{g.At(1, 0), g.At(6, 0), g.At(11, 0)}, Chargers: []int32{g.At(0, 9), g.At(13, 9)}}}
	for yy := range height {
		for x := range width {
			if x%4 == 3 && yy%3 == 1 && yy <= 8 {
				n := len(y.set.Chutes)
				y.set.Config.Chutes = append(y.set.Config.Chutes, Chute{n, []int32{g.At(x-1, yy), g.At(x+1, yy)}})
				y.set.Chutes = append(y.set.Chutes, fmt.Sprint("CHUTE-", n))
			}
		}
	}
	for i := range robots {
		id := fmt.Sprintf("r%02d", i)
		home := g.At(1+2*(i%6), 10+i/6)
		node, _, _ := y.set.Node(home)
		y.set.Robots, y.set.Config.Homes = append(y.set.Robots, id), append(y.set.Config.Homes, home)
		y.robots[id] = &fake{news: true, s: devices.VehicleState{Online: true, LastNode: node, Idle: true, Mode: "AUTOMATIC", BatteryPermille: 900 - int32(i)}}
	}
	y.restart()
	return y
}

// restart begins with a control that knows nothing.
func (y *yard) restart() {
	y.set.Standing = y.stands
	var err error
	if y.ctl, err = NewControl(y.set); err != nil {
		y.t.Fatal(err)
	}
	y.answers = nil
	for id, r := range y.robots {
		if r.news = true; r.silent && len(y.stands[id]) == 0 {
			r.silent, r.s.Online = false, true // else it would be taken to be off the field
		}
	}
}

func (y *yard) beat() {
	y.now = y.now.Add(250 * time.Millisecond)
	for _, id := range y.set.Robots {
		r := y.robots[id]
		if r.dead > 0 {
			r.dead--
			if r.s.Online = !r.silent; r.dead == 0 {
				r.s.Mode, r.s.Online, r.silent, r.news = "AUTOMATIC", true, false, true
			}
		} else {
			y.live(id, r)
		}
		if r.news && y.rnd.IntN(3) > 0 {
			r.news = false
			s := r.s
			s.Actions, s.Loads = map[string]devices.ActionState{}, slices.Clone(s.Loads)
			for k, v := range r.s.Actions {
				s.Actions[k] = v
			}
			y.ctl.Update(y.now, id, s)
		}
	}
	y.apart()
	answers := y.answers
	y.answers = nil
	for _, f := range answers {
		f()
	}
	for i, name := range y.set.Inductions {
		y.ctl.SetWaiting(i, len(y.lying[name]))
	}
	for _, d := range y.ctl.Step(y.now) {
		y.carryOut(d)
	}
}

// live lets a robot do something.
func (y *yard) live(id string, r *fake) {
	if len(r.steps) == 0 || y.rnd.IntN(12) == 0 {
		return
	}
	step := r.steps[r.at]
	if r.done < len(step.Actions) {
		y.act(r, step.Actions[r.done])
		return
	}
	if r.at+1 < len(r.steps) {
		r.at, r.done, r.news = r.at+1, 0, true
		r.s.LastNode, r.s.StepsReached = r.steps[r.at].Node, r.at+1
		r.s.BatteryPermille = max(0, r.s.BatteryPermille-y.rnd.Int32N(3))
	}
	y.state(r)
}

func (y *yard) act(r *fake, a devices.Action) {
	r.s.Actions[a.ID] = devices.ActionRunning
	if r.busy++; r.busy < 4 {
		return
	}
	end := devices.ActionFinished
	switch a.Type {
	case "pick":
		there := y.lying[a.Station]
		if len(there) == 0 {
			return // it waits
		}
		if r.parcel != "" {
			y.t.Errorf("a second parcel for a tray with %s", r.parcel)
		}
		r.parcel, y.lying[a.Station] = there[0], there[1:]
		r.s.Loads = []string{r.parcel}
	case "drop":
		if y.rnd.IntN(20) == 0 {
			end = devices.ActionFailed
			break
		}
		if was, twice := y.chuted[r.parcel]; twice || r.parcel == "" {
			y.t.Errorf("%q was tilted into %s, now into %s", r.parcel, was, a.Station)
		}
		y.chuted[r.parcel], r.parcel, r.s.Loads = a.Station, "", nil
	case "startCharging":
		r.s.Charging, r.s.BatteryPermille = true, 950
	case "stopCharging":
		r.s.Charging = false
	}
	r.s.Actions[a.ID] = end
	r.busy, r.done, r.news = 0, r.done+1, true
	y.state(r)
}

func (y *yard) state(r *fake) {
	r.s.Remaining = nil
	for _, st := range r.steps[r.at+1:] {
		r.s.Remaining = append(r.s.Remaining, st.Node)
	}
	r.s.Idle = r.at+1 == len(r.steps) && r.done == len(r.steps[r.at].Actions)
}

// apart: no two robots are at a cell, counting the one they drive to.
func (y *yard) apart() {
	at := map[string]string{}
	for _, id := range y.set.Robots {
		if other, taken := at[y.robots[id].s.LastNode]; taken {
			y.t.Fatalf("%s and %s are both at %s", id, other, y.robots[id].s.LastNode)
		}
		at[y.robots[id].s.LastNode] = id
	}
}

func (y *yard) carryOut(d Deed) {
	later := func(f func()) { y.answers = append(y.answers, f) }
	switch d := d.(type) {
	case Start:
		r := y.robots[d.Robot]
		switch {
		case !r.s.Idle:
			y.t.Errorf("%s is busy with %s and gets %s", d.Robot, r.s.OrderID, d.Order.ID)
		case d.Order.Steps[0].Node != r.s.LastNode:
			y.t.Errorf("%s stands at %s, its order begins at %s", d.Robot, r.s.LastNode, d.Order.Steps[0].Node)
		case y.rude && y.rnd.IntN(25) == 0:
			r.s.Rejected, r.news = d.Order.ID, true
			return
		}
		r.steps, r.at, r.done, r.busy, r.news = slices.Clone(d.Order.Steps), 0, 0, 0, true
		r.s.OrderID, r.s.StepsReached, r.s.Actions, r.s.Rejected = d.Order.ID, 1, map[string]devices.ActionState{}, ""
		for _, st := range r.steps {
			y.note(r, st)
		}
		y.state(r)
	case Extend:
		r := y.robots[d.Robot]
		if r.s.OrderID != d.OrderID {
			y.ctl.Refused(d.Robot, d.OrderID)
			return
		}
		for _, st := range d.Steps {
			y.note(r, st)
		}
		r.steps, r.news = append(r.steps, d.Steps...), true
		y.state(r)
	case Cancel:
		r := y.robots[d.Robot]
		if r.s.OrderID == d.OrderID {
			r.steps = r.steps[:r.at+1]
			for _, a := range r.steps[r.at].Actions[r.done:] {
				r.s.Actions[a.ID] = devices.ActionFailed
			}
			r.done, r.s.Cancelled, r.news = len(r.steps[r.at].Actions), d.OrderID, true
			y.state(r)
		}
	case Stands:
		y.stands[d.Robot] = d.Nodes
	case Scanned:
		later(func() {
			if was, had := y.read[d.Number]; had && was != d.Barcode {
				y.t.Errorf("number %d is %s and %s", d.Number, was, d.Barcode)
			}
			y.read[d.Number] = d.Barcode
			if _, had := y.decided[d.Number]; !had {
				y.decided[d.Number] = [2]int{1 + y.rnd.IntN(len(y.set.Chutes)-1), y.rnd.IntN(len(y.set.Chutes)) - 1}
			}
			to := y.decided[d.Number]
			y.ctl.Decide(d.Number, to[0], to[1])
		})
	case Diverted:
		later(func() {
			if d.Result == devices.Lost {
				y.lost[y.read[d.Number]] = true
			}
			y.told[d.Number] = d
			y.ctl.Booked(d.Number)
		})
	}
}

func (y *yard) note(r *fake, st devices.Step) {
	for _, a := range st.Actions {
		r.s.Actions[a.ID] = devices.ActionWaiting
	}
}

// settle runs until every parcel that was put down lies in a chute and was
// told of.
func (y *yard) settle(parcels int) {
	y.t.Helper()
	for range 40_000 {
		if len(y.chuted) == parcels && len(y.answers) == 0 && y.allTold() {
			return
		}
		y.beat()
	}
	for _, v := range y.ctl.Views() {
		u, r := y.ctl.byID[v.Robot], y.ctl.f.robots[y.ctl.byID[v.Robot].a]
		y.t.Logf("%+v carries %q; %+v, doing %s (%d), number %d, order %s: %d of %d steps, wants %+v, away %v", v, y.robots[v.Robot].parcel, r, u.doing, u.what, u.number, u.order, u.reached, len(u.steps), u.want, u.away)
	}
	y.t.Fatalf("%d of %d parcels are in chutes, %v lie at inductions", len(y.chuted), parcels, y.lying)
}

func (y *yard) allTold() bool {
	where := map[string]int{}
	for n, d := range y.told {
		where[y.read[n]] = d.Chute
	}
	for p, at := range y.chuted {
		if chute, told := where[p]; !told || y.set.Chutes[chute] != at {
			return false
		}
	}
	return true
}

// trouble makes life hard: robots die or fall silent, or are carried away.
func (y *yard) trouble() {
	if y.rnd.IntN(60) > 0 || !y.ctl.settled {
		return
	}
	r := y.robots[y.set.Robots[y.rnd.IntN(len(y.set.Robots))]]
	if r.dead > 0 {
		return
	}
	y.deaths++
	r.dead, r.news = 20+y.rnd.IntN(400), true
	if r.silent = y.rnd.IntN(2) == 0; !r.silent {
		r.s.Mode = "MANUAL"
	}
}

// TestParcelsArriveOnce through delays, deaths, silence, refused orders, tilts
// that fail and restarts of the control, which then knows nothing.
func TestParcelsArriveOnce(t *testing.T) {
	seeds, beats := uint64(6), 4000
	if raced {
		seeds, beats = 3, 2000
	}
	for seed := uint64(1); seed <= seeds; seed++ {
		y := newYard(t, 12, seed)
		y.rude = seed%2 == 0
		parcels := 0
		for beat := range beats {
			if beat%20 == 0 {
				name := y.set.Inductions[y.rnd.IntN(3)]
				if len(y.lying[name]) < 5 {
					parcels++
					y.lying[name] = append(y.lying[name], fmt.Sprint("P", parcels))
				}
			}
			y.trouble()
			if seed > 2 && beat%900 == 899 {
				y.restart()
			}
			y.beat()
		}
		for _, r := range y.robots {
			r.dead = min(r.dead, 10)
		}
		y.settle(parcels)
		if len(y.lost) > 0 {
			t.Errorf("seed %d: %v are called lost", seed, y.lost)
		}
		for n, d := range y.told {
			to := y.decided[n]
			if d.Result == devices.Diverted && d.Chute != to[0] && d.Chute != to[1] {
				t.Errorf("seed %d: %s was decided for %v and told at %d", seed, y.read[n], to, d.Chute)
			}
		}
		t.Logf("seed %d: %d parcels, %d troubles", seed, parcels, y.deaths)
	}
}

// TestRobotThatForgets its order where it stands goes on with what is on its
// tray; a tray that is empty then is told as lost.
func TestRobotThatForgets(t *testing.T) {
	for _, emptied := range []bool{false, true} {
		y := newYard(t, 4, 1)
		y.lying["IND-2"] = []string{"P1"}
		var r *fake
		for range 2000 {
			y.beat()
			for _, x := range y.robots {
				if x.parcel != "" && len(x.steps) > 1 && strings.HasPrefix(x.s.OrderID, "field-1-") && x.at > 0 {
					r = x
				}
			}
			if r != nil {
				break
			}
		}
		if r == nil {
			t.Fatal("nobody carries P1")
		}
		r.s.OrderID, r.s.Actions, r.s.StepsReached, r.s.Remaining, r.s.Idle, r.steps, r.news = "", nil, 0, nil, true, nil, true
		if emptied {
			r.parcel, r.s.Loads = "", nil
			for range 400 {
				y.beat()
			}
			if !y.lost["P1"] {
				t.Errorf("P1 is not called lost: %v", y.told)
			}
			continue
		}
		y.settle(1)
	}
}

// TestRobotCarriedElsewhere: somebody takes it off its cell while it has
// nothing to do; the others keep off its new cell.
func TestRobotCarriedElsewhere(t *testing.T) {
	y := newYard(t, 6, 2)
	for range 60 {
		y.beat()
	}
	r := y.robots["r05"]
	r.s.LastNode, r.s.Idle, r.news = "C008-005", true, true
	for i := range 20 {
		y.lying["IND-1"] = append(y.lying["IND-1"], fmt.Sprint("A", i))
	}
	y.settle(20)
}

// TestOutOfService: a robot that is taken out of service gets no parcel, and
// works again when it is back.
func TestOutOfService(t *testing.T) {
	y := newYard(t, 2, 5)
	y.ctl.SetOut("r00", true)
	for range 200 {
		y.beat()
	}
	if v := y.ctl.Views()[0]; v.State != "stuck" || v.Why != "out of service" {
		t.Errorf("%+v", v)
	}
	for _, name := range y.set.Inductions {
		y.lying[name] = []string{"A" + name, "B" + name, "C" + name}
	}
	y.settle(9)
	if n := len(y.robots["r00"].steps); n > 0 {
		t.Errorf("it was given %d steps", n)
	}
	y.ctl.SetOut("r00", false)
	y.lying["IND-1"] = []string{"D1", "D2", "D3", "D4"}
	y.settle(13)
	if len(y.robots["r00"].steps) == 0 {
		t.Error("it does not work again")
	}
}

// TestDeadRobots stand for good where they were driving: the others are led
// around them, and they are named.
func TestDeadRobots(t *testing.T) {
	y := newYard(t, 12, 3)
	parcels := 0
	feed := func(n int) {
		for range n {
			parcels++
			name := y.set.Inductions[parcels%3]
			y.lying[name] = append(y.lying[name], fmt.Sprint("B", parcels))
		}
	}
	feed(6)
	dead := map[string]bool{}
	for beat := 0; len(dead) < 3; beat++ {
		if beat == 5000 {
			t.Fatalf("only %v drive in the middle of the field", dead)
		}
		y.beat()
		for id, r := range y.robots {
			var column, row int
			if _, err := fmt.Sscanf(r.s.LastNode, "C%03d-%03d", &column, &row); err != nil {
				t.Fatal(err)
			}
			if len(dead) < 3 && r.dead == 0 && r.parcel == "" && row >= 2 && row <= 7 && len(r.s.Remaining) > 0 {
				r.dead, r.s.Mode, r.news, dead[id] = 1_000_000, "MANUAL", true, true
			}
		}
	}
	feed(60)
	y.settle(parcels)
	for _, v := range y.ctl.Views() {
		if dead[v.Robot] != (v.State == "stuck") {
			t.Errorf("%+v", v)
		}
	}
}
