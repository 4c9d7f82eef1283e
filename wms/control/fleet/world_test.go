package fleet

import (
	"fmt"
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
	paused      bool    // it stands, hears and speaks
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
	t          testing.TB
	rng        *rand.Rand
	rm         *routing.Roadmap
	stations   []string
	cfg        Config
	trucks     []*truck
	fleet      *Fleet
	epoch      time.Time
	now        time.Duration
	ids        int
	missions   map[wms.MissionID]*job
	openJobs   int
	keep       int // open missions to keep up
	delivered  int
	longest    time.Duration
	dwellMax   time.Duration
	failed     []string
	counts     traffic.Counts // over all masters
	trace      func(string)
	gates      []*machine
	unassigned int
	usage      float64 // permille of the battery in a tick
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

func newWorld(t testing.TB, seed uint64, rm *routing.Roadmap, stations []string, vehicles int, gates ...GateSpec) *world {
	w := &world{t: t, rng: rand.New(rand.NewPCG(seed, 1)), rm: rm, stations: stations, epoch: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
		missions: map[wms.MissionID]*job{}, keep: 2 * vehicles, usage: 0.003, dwellMax: 20 * time.Second}
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
	for _, g := range gates {
		w.addGate(g)
	}
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
	for _, m := range w.gates {
		m.run(w)
	}
	w.checkOverlaps()
	if w.fleet == nil {
		return
	}
	for _, m := range w.gates {
		m.deliver(w)
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
	w.add(Mission{ID: wms.MissionID(id), FromStation: w.stations[a], ToStation: w.stations[b], Priority: int64(w.rng.IntN(5))})
}

func (w *world) add(m Mission) {
	m.HandlingUnit = wms.HandlingUnitID("hu-" + m.ID)
	j := &job{at: w.now, m: m}
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
		case Unassigned:
			w.missions[a.Mission].vehicle = ""
			w.unassigned++
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
		case SetGate:
			w.gate(a.Gate).told = a.Want
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
