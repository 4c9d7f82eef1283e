package fleet

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/routing/traffic"
	"github.com/aisle-wms/aisle/wms"
)

const (
	tick     = 100 * time.Millisecond
	lengthMM = 1200
	widthMM  = 800
)

// truck is a vehicle of the test's world: its body, its order memory, and the
// messages that are still on their way.
type truck struct {
	id          string
	x, y, theta float64
	orderID     string
	steps       []devices.Step
	horizon     bool
	reached     int // steps reached
	acting      int // index of the running action at the node reached, or -1
	actUntil    time.Duration
	done        int // actions ended at the node reached
	actions     map[string]devices.ActionState
	load        string
	lastNode    string
	battery     float64
	charging    bool
	cancelled   string
	deadUntil   time.Duration
	speed       float64 // mm/s
	toVehicle   []delayed[func(*truck)]
	toMaster    []delayed[devices.VehicleState]
	nextReport  time.Duration
}

type delayed[T any] struct {
	at time.Duration
	v  T
}

// world runs trucks and a fleet on virtual time and checks both.
type world struct {
	t         testing.TB
	rng       *rand.Rand
	rm        *routing.Roadmap
	stations  []string
	cfg       Config
	trucks    []*truck
	fleet     *Fleet
	epoch     time.Time
	now       time.Duration
	ids       int
	missions  map[wms.MissionID]*job
	openJobs  int
	keep      int // open missions to keep up
	delivered int
	longest   time.Duration
	dwellMax  time.Duration
	failed    []string
	counts    traffic.Counts // over all masters
	trace     func(string)
}

// job is a mission as the durable side knows it.
type job struct {
	m        Mission
	at       time.Duration
	vehicle  string
	picked   bool
	over     bool
	physPick int
	physDrop int
}

func newWorld(t testing.TB, seed uint64, rm *routing.Roadmap, stations []string, vehicles int) *world {
	w := &world{t: t, rng: rand.New(rand.NewPCG(seed, 1)), rm: rm, stations: stations, epoch: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
		missions: map[wms.MissionID]*job{}, keep: 2 * vehicles, dwellMax: 20 * time.Second}
	parks := []routing.Node{}
	for n := range rm.Nodes() {
		if rm.Spec(routing.Node(n)).Kind == routing.Park {
			parks = append(parks, routing.Node(n))
		}
	}
	for i := range vehicles {
		spec := rm.Spec(parks[i])
		tr := &truck{id: fmt.Sprintf("agv-%02d", i+1), x: float64(spec.XMM), y: float64(spec.YMM), lastNode: spec.ID,
			acting: -1, battery: 600 + 400*w.rng.Float64(), speed: 1600, actions: map[string]devices.ActionState{}}
		w.trucks = append(w.trucks, tr)
		w.cfg.Vehicles = append(w.cfg.Vehicles, tr.id)
	}
	w.cfg.Footprint = routing.Footprint{LengthMM: lengthMM, WidthMM: widthMM, ClearanceMM: 100}
	w.cfg.NewID = func() string { w.ids++; return fmt.Sprintf("move-%d", w.ids) }
	w.boot()
	return w
}

func (w *world) clock() time.Time { return w.epoch.Add(w.now) }

// boot starts a master from what is durable.
func (w *world) boot() {
	f, err := New(w.rm, w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.fleet = f
	ids := make([]string, 0, len(w.missions))
	for id, j := range w.missions {
		if !j.over {
			ids = append(ids, string(id))
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		j := w.missions[wms.MissionID(id)]
		m := j.m
		m.FixedVehicle, m.PickedUp = j.vehicle, j.picked
		if err := f.AddMission(w.clock(), m); err != nil {
			w.t.Fatal(err)
		}
	}
}

// restart kills the master; messages on their way arrive meanwhile.
func (w *world) restart() {
	w.addCounts()
	w.fleet = nil
	for range 20 {
		w.advance()
	}
	for _, tr := range w.trucks {
		tr.toMaster = nil
	}
	w.boot()
}

func (w *world) addCounts() {
	c := w.fleet.tr.Counts()
	w.counts.Yields += c.Yields
	w.counts.Favours += c.Favours
	w.counts.FavourTime += c.FavourTime
}

// roadmap shortens signatures.
type roadmap = *routing.Roadmap

func (w *world) run(d time.Duration) {
	for end := w.now + d; w.now < end && !w.t.Failed(); {
		w.advance()
	}
}

// drain stops new work and waits for all missions to be over.
func (w *world) drain() {
	w.keep = 0
	for end := w.now + 2*time.Hour; w.openJobs > 0 && w.now < end && !w.t.Failed(); {
		w.advance()
	}
	w.addCounts()
	if w.openJobs > 0 {
		w.t.Errorf("after two hours without new work %d missions are open", w.openJobs)
		w.explain()
	}
}

func (w *world) advance() {
	w.now += tick
	for _, tr := range w.trucks {
		for len(tr.toVehicle) > 0 && tr.toVehicle[0].at <= w.now && w.now >= tr.deadUntil {
			tr.toVehicle[0].v(tr)
			tr.toVehicle = tr.toVehicle[1:]
		}
		w.drive(tr)
	}
	w.checkOverlaps()
	if w.fleet == nil {
		return
	}
	news := w.now%(500*time.Millisecond) == 0
	for _, tr := range w.trucks {
		for len(tr.toMaster) > 0 && tr.toMaster[0].at <= w.now {
			w.fleet.Update(w.clock(), tr.id, tr.toMaster[0].v)
			tr.toMaster = tr.toMaster[1:]
			news = true
		}
	}
	for w.openJobs < w.keep {
		w.addJob()
	}
	if news {
		w.carryOut(w.fleet.Step(w.clock()))
	}
}

func (w *world) addJob() {
	a, b := w.rng.IntN(len(w.stations)), w.rng.IntN(len(w.stations)-1)
	if b >= a {
		b++
	}
	id := fmt.Sprintf("m-%06d", len(w.missions)+1)
	j := &job{at: w.now, m: Mission{ID: wms.MissionID(id), FromStation: w.stations[a], ToStation: w.stations[b],
		HandlingUnit: wms.HandlingUnitID("hu-" + id), Priority: int64(w.rng.IntN(5))}}
	w.missions[j.m.ID] = j
	w.openJobs++
	if err := w.fleet.AddMission(w.clock(), j.m); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) truck(id string) *truck {
	return w.trucks[slices.IndexFunc(w.trucks, func(t *truck) bool { return t.id == id })]
}

func (w *world) carryOut(actions []Action) {
	for _, a := range actions {
		if w.trace != nil {
			w.trace(fmt.Sprintf("%v %T %+v", w.now, a, a))
		}
		switch a := a.(type) {
		case Assigned:
			w.missions[a.Mission].vehicle = a.Vehicle
			w.fleet.Commit(a.Mission)
		case PickedUp:
			w.missions[a.Mission].picked = true
		case Delivered:
			w.over(a.Mission, "")
		case Failed:
			w.over(a.Mission, a.Reason)
		case Start:
			w.tell(a.Vehicle, func(tr *truck) { w.takeOrder(tr, a.Order) })
		case Extend:
			w.tell(a.Vehicle, func(tr *truck) { w.takeUpdate(tr, a) })
		case Cancel:
			w.tell(a.Vehicle, func(tr *truck) { w.takeCancel(tr, a.OrderID) })
		}
	}
}

func (w *world) over(id wms.MissionID, failure string) {
	j := w.missions[id]
	if j.over {
		return // told again after a restart
	}
	j.over = true
	w.openJobs--
	w.longest = max(w.longest, w.now-j.at)
	if failure != "" {
		w.failed = append(w.failed, string(id)+": "+failure)
		return
	}
	w.delivered++
	if j.physPick != 1 || j.physDrop != 1 {
		w.t.Errorf("%v mission %s delivered: %d picks, %d drops", w.now, id, j.physPick, j.physDrop)
	}
}

func (w *world) tell(id string, fn func(*truck)) {
	tr := w.truck(id)
	at := w.now + w.delay()
	if n := len(tr.toVehicle); n > 0 {
		at = max(at, tr.toVehicle[n-1].at)
	}
	tr.toVehicle = append(tr.toVehicle, delayed[func(*truck)]{at, fn})
}

func (w *world) delay() time.Duration { return time.Duration(20+w.rng.IntN(400)) * time.Millisecond }

func (w *world) takeOrder(tr *truck, o devices.Order) {
	if o.Steps[0].Node != tr.lastNode || !w.idle(tr) {
		w.t.Errorf("%v %s at %q idle=%v gets order %s that begins at %q", w.now, tr.id, tr.lastNode, w.idle(tr), o.ID, o.Steps[0].Node)
		return
	}
	tr.orderID, tr.steps, tr.horizon = o.ID, o.Steps, len(o.Horizon) > 0
	tr.reached, tr.done, tr.acting = 1, 0, -1
	tr.actions = map[string]devices.ActionState{}
	w.announce(tr, o.Steps)
}

func (w *world) takeUpdate(tr *truck, a Extend) {
	if a.OrderID != tr.orderID {
		if tr.cancelled != a.OrderID && tr.orderID != "" {
			w.t.Errorf("%v %s has order %q, gets an update of %q", w.now, tr.id, tr.orderID, a.OrderID)
		}
		return
	}
	from := tr.steps[len(tr.steps)-1].Node
	for _, s := range a.Steps {
		if s.Edge != from+">"+s.Node {
			w.t.Errorf("%v %s: step to %q over %q does not follow %q", w.now, tr.id, s.Node, s.Edge, from)
		}
		from = s.Node
	}
	tr.steps = append(slices.Clone(tr.steps), a.Steps...)
	tr.horizon = len(a.Horizon) > 0
	w.announce(tr, a.Steps)
}

func (w *world) announce(tr *truck, steps []devices.Step) {
	for _, s := range steps {
		for _, a := range s.Actions {
			tr.actions[a.ID] = devices.ActionWaiting
		}
	}
	w.report(tr)
}

func (w *world) takeCancel(tr *truck, id string) {
	if tr.orderID != id {
		return
	}
	// It stops at the next node.
	tr.steps, tr.horizon = tr.steps[:min(len(tr.steps), tr.reached+1)], false
	for i := range tr.steps[tr.reached:] {
		tr.steps[tr.reached+i].Actions = nil
	}
	tr.cancelled = id
}

func (w *world) idle(tr *truck) bool {
	return tr.orderID == "" || tr.reached == len(tr.steps) && !tr.horizon && tr.done == len(tr.steps[tr.reached-1].Actions)
}

func (w *world) report(tr *truck) {
	tr.nextReport = w.now + time.Second
	if w.now < tr.deadUntil {
		return
	}
	s := devices.VehicleState{Online: true, OrderID: tr.orderID, LastNode: tr.lastNode, StepsReached: tr.reached,
		StepsReleased: len(tr.steps), X: int64(tr.x), Y: int64(tr.y), PositionKnown: true, Mode: "AUTOMATIC",
		BatteryPermille: int32(tr.battery), Charging: tr.charging, Idle: w.idle(tr), Actions: map[string]devices.ActionState{}}
	for k, v := range tr.actions {
		s.Actions[k] = v
	}
	if tr.load != "" {
		s.Loads = []string{tr.load}
	}
	for _, st := range tr.steps[min(tr.reached, len(tr.steps)):] {
		s.Remaining = append(s.Remaining, st.Node)
	}
	if tr.cancelled != "" && s.Idle {
		s.Cancelled = tr.cancelled
	}
	at := w.now + w.delay()
	if n := len(tr.toMaster); n > 0 {
		at = max(at, tr.toMaster[n-1].at)
	}
	tr.toMaster = append(tr.toMaster, delayed[devices.VehicleState]{at, s})
}

// kill makes a truck stop and fall silent.
func (w *world) kill(tr *truck, d time.Duration) {
	tr.deadUntil = w.now + d
	tr.toMaster = append(tr.toMaster, delayed[devices.VehicleState]{w.now + 3*time.Second, devices.VehicleState{}})
}

// reboot makes a truck forget its order; it stands where it stands.
func (w *world) reboot(tr *truck) {
	tr.orderID, tr.steps, tr.horizon, tr.reached, tr.done, tr.acting = "", nil, false, 0, 0, -1
	tr.actions = map[string]devices.ActionState{}
	w.report(tr)
}

func (w *world) atNode(tr *truck) bool {
	n, _ := w.rm.Node(tr.lastNode)
	spec := w.rm.Spec(n)
	return math.Hypot(tr.x-float64(spec.XMM), tr.y-float64(spec.YMM)) < 1
}

func (w *world) drive(tr *truck) {
	if w.now < tr.deadUntil {
		return
	}
	if w.now >= tr.nextReport {
		w.report(tr)
	}
	if tr.charging {
		tr.battery = min(1000, tr.battery+0.05)
	} else {
		tr.battery = max(1, tr.battery-0.003)
	}
	if tr.orderID == "" || tr.reached == 0 {
		return
	}
	if here := tr.steps[tr.reached-1]; tr.done < len(here.Actions) {
		w.act(tr, here.Actions[tr.done])
		return
	}
	if tr.reached < len(tr.steps) {
		w.move(tr, tr.steps[tr.reached])
	}
}

func (w *world) act(tr *truck, a devices.Action) {
	if tr.acting < 0 {
		tr.acting = tr.done
		dwell := time.Duration(w.rng.Int64N(int64(w.dwellMax)))
		if w.rng.IntN(40) == 0 {
			dwell += 3 * time.Minute // the station is not ready
		}
		tr.actUntil = w.now + time.Second + dwell
		tr.actions[a.ID] = devices.ActionRunning
		w.report(tr)
		return
	}
	if w.now < tr.actUntil {
		return
	}
	switch a.Type {
	case "pick":
		if tr.load != "" {
			w.t.Errorf("%v %s picks %s and carries %s", w.now, tr.id, a.HandlingUnit, tr.load)
		}
		tr.load = a.HandlingUnit
		w.jobOf(tr).physPick++
		if j := w.jobOf(tr); tr.lastNode != "P-"+j.m.FromStation {
			w.t.Errorf("%v %s picks at %s instead of %s", w.now, tr.id, tr.lastNode, j.m.FromStation)
		}
	case "drop":
		if tr.load != a.HandlingUnit {
			w.t.Errorf("%v %s drops %s and carries %q", w.now, tr.id, a.HandlingUnit, tr.load)
			break
		}
		w.jobOf(tr).physDrop++
		if j := w.jobOf(tr); tr.lastNode != "P-"+j.m.ToStation {
			w.t.Errorf("%v %s drops at %s instead of %s", w.now, tr.id, tr.lastNode, j.m.ToStation)
		}
		tr.load = ""
	case "startCharging":
		tr.charging = true
	case "stopCharging":
		tr.charging = false
	}
	tr.actions[a.ID] = devices.ActionFinished
	tr.done, tr.acting = tr.done+1, -1
	w.report(tr)
}

func (w *world) jobOf(tr *truck) *job { return w.missions[wms.MissionID(tr.load[len("hu-"):])] }

func (w *world) move(tr *truck, to devices.Step) {
	if tr.charging {
		w.t.Errorf("%v %s drives off while charging", w.now, tr.id)
	}
	dx, dy := float64(to.X)-tr.x, float64(to.Y)-tr.y
	dist := math.Hypot(dx, dy)
	if dist > 1 {
		want := math.Atan2(dy, dx)
		turn := math.Remainder(want-tr.theta, 2*math.Pi)
		most := 1.2 * tick.Seconds()
		if math.Abs(turn) > 1e-3 {
			tr.theta += max(-most, min(most, turn))
			return
		}
	}
	speed := tr.speed * (0.5 + 0.5*w.rng.Float64())
	if to.MaxSpeedMMPerS > 0 {
		speed = min(speed, float64(to.MaxSpeedMMPerS))
	}
	if w.rng.IntN(200) == 0 {
		tr.deadTime(w)
	}
	step := speed * tick.Seconds()
	if step < dist {
		tr.x += dx / dist * step
		tr.y += dy / dist * step
		return
	}
	tr.x, tr.y, tr.lastNode = float64(to.X), float64(to.Y), to.Node
	tr.reached, tr.done, tr.acting = tr.reached+1, 0, -1
	w.report(tr)
}

// deadTime is a short halt: somebody walked past.
func (tr *truck) deadTime(w *world) {
	tr.actUntil = 0
	tr.nextReport = min(tr.nextReport, w.now+time.Second)
	if w.rng.IntN(10) == 0 {
		tr.deadUntil = w.now + time.Duration(w.rng.Int64N(int64(4*time.Second)))
	}
}

func (w *world) checkOverlaps() {
	for i, a := range w.trucks {
		for _, b := range w.trucks[i+1:] {
			if math.Hypot(a.x-b.x, a.y-b.y) < 1500 && overlap(a, b) {
				w.t.Errorf("%v %s at (%.0f, %.0f) overlaps %s at (%.0f, %.0f)", w.now, a.id, a.x, a.y, b.id, b.x, b.y)
				w.explain()
				w.t.FailNow()
			}
		}
	}
}

// overlap of two turned rectangles by their separating axes.
func overlap(a, b *truck) bool {
	for _, theta := range []float64{a.theta, a.theta + math.Pi/2, b.theta, b.theta + math.Pi/2} {
		ux, uy := math.Cos(theta), math.Sin(theta)
		half := func(t *truck) float64 {
			c, s := math.Cos(t.theta), math.Sin(t.theta)
			return lengthMM/2*math.Abs(c*ux+s*uy) + widthMM/2*math.Abs(-s*ux+c*uy)
		}
		if math.Abs((a.x-b.x)*ux+(a.y-b.y)*uy) >= half(a)+half(b) {
			return false
		}
	}
	return true
}

func (w *world) explain() {
	if w.fleet == nil {
		return
	}
	for _, v := range w.fleet.Explain() {
		tr := w.truck(v.Vehicle)
		w.t.Logf("%v: %+v loads %q order %q %d/%d idle %v", w.now, v, tr.load, tr.orderID, tr.reached, len(tr.steps), w.idle(tr))
	}
}
