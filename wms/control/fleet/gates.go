package fleet

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/routing/traffic"
)

// GateSpec is a door or a lift of the roadmap. A door stands across the edges
// between pairs of nodes; a lift has one node for its car on each floor, in the
// order of its stops, joined by an edge between every two that it travels.
type GateSpec struct {
	ID   string
	Door [][2]string
	Car  []string
	// LateAfter is how long it may take for what it was told. Default: a door
	// 30 s, a lift 2 minutes.
	LateAfter time.Duration
}

// doorLinger is for how long a door stays open that nobody needs any more.
const doorLinger = 3 * time.Second

// gate is what we know of a door or lift. Who may drive through is decided in
// the same step as what it is told: it is told to shut or to move only while
// nobody is in it, and nobody is granted an edge of it unless it confirmed that
// it is open after it took the last order.
type gate struct {
	GateSpec
	car     []routing.Node
	stopOf  map[routing.Edge]int // where it must be open for an edge
	edges   []routing.Edge
	pic     devices.GatePicture
	heard   bool
	want    devices.GateWant
	toldAt  time.Time // when want was said last
	needed  time.Time // when somebody needed it last
	holder  *vehicle  // of a lift: for whom it comes, or who is in it
	inside  []*vehicle
	doubted []*vehicle // who could be in it and cannot be asked
	asking  []*vehicle // who waits for it, longest first
	trouble string     // why it is out of order, or who keeps it; "" if all is well
	since   time.Time  // of trouble
	broken  bool
}

func (g *gate) lift() bool { return len(g.car) > 0 }

func (f *Fleet) buildGates() error {
	f.gateOf = map[routing.Edge]*gate{}
	for _, spec := range f.cfg.Gates {
		g := &gate{GateSpec: spec, stopOf: map[routing.Edge]int{}}
		add := f.addDoor
		if len(spec.Car) > 0 {
			add = f.addLift
		}
		if err := add(g); err != nil {
			return err
		}
		if g.LateAfter == 0 {
			g.LateAfter = map[bool]time.Duration{false: 30 * time.Second, true: 2 * time.Minute}[g.lift()]
		}
		for e, stop := range g.stopOf {
			if o := f.gateOf[e]; o != nil {
				return fmt.Errorf("gate %s: edge %q belongs to gate %s already", g.ID, f.rm.EdgeSpec(e).ID, o.ID)
			}
			g.edges, f.gateOf[e], g.stopOf[e] = append(g.edges, e), g, stop
		}
		slices.Sort(g.edges)
		f.gates = append(f.gates, g)
	}
	if len(f.gates) > 0 {
		f.tr.SetGate(f.mayPass)
	}
	return f.checkCars()
}

func (f *Fleet) addDoor(g *gate) error {
	need := f.cfg.Footprint.TurningDiameterMM() + 2*(f.cfg.Footprint.ClearanceMM+f.cfg.DeviationMM)
	for _, pair := range g.Door {
		a, okA := f.rm.Node(pair[0])
		b, okB := f.rm.Node(pair[1])
		if !okA || !okB {
			return fmt.Errorf("door %s: no nodes %q and %q on the roadmap", g.ID, pair[0], pair[1])
		}
		for _, e := range []routing.Edge{f.rm.EdgeBetween(a, b), f.rm.EdgeBetween(b, a)} {
			if e == routing.None {
				continue
			}
			if mm := f.rm.EdgeSpec(e).LengthMM; mm < need {
				return fmt.Errorf("door %s: its nodes %q and %q are %d mm apart: vehicles that wait clear of it need %d mm", g.ID, pair[0], pair[1], mm, need)
			}
			g.stopOf[e] = 0
		}
	}
	if len(g.stopOf) == 0 {
		return fmt.Errorf("door %s: no edge leads through it", g.ID)
	}
	return nil
}

func (f *Fleet) addLift(g *gate) error {
	for stop, id := range g.Car {
		n, ok := f.rm.Node(id)
		if !ok || f.rm.Bay(n) {
			return fmt.Errorf("lift %s: %q is no lane node of the roadmap", g.ID, id)
		}
		for _, e := range f.rm.In(n) {
			g.stopOf[e] = stop
		}
		for _, e := range f.rm.Out(n) {
			if _, in := g.stopOf[e]; !in {
				g.stopOf[e] = stop
			}
		}
		g.car = append(g.car, n)
	}
	for stop, n := range g.car { // travel ends where it leads to
		for _, e := range f.rm.In(n) {
			if slices.Contains(g.car, f.rm.From(e)) {
				g.stopOf[e] = stop
			}
		}
	}
	return nil
}

// checkCars wants every edge between floors to be in a lift.
func (f *Fleet) checkCars() error {
	for i := range f.rm.Edges() {
		e := routing.Edge(i)
		if f.rm.Spec(f.rm.From(e)).Map == f.rm.Spec(f.rm.To(e)).Map {
			continue
		}
		if g := f.gateOf[e]; g == nil || !slices.Contains(g.car, f.rm.From(e)) || !slices.Contains(g.car, f.rm.To(e)) {
			return fmt.Errorf("edge %q leads to another map, but not in a lift", f.rm.EdgeSpec(e).ID)
		}
	}
	return nil
}

// UpdateGate takes in how a gate is. Unknown gates are ignored.
func (f *Fleet) UpdateGate(now time.Time, id string, p devices.GatePicture) {
	f.tick(now)
	for _, g := range f.gates {
		if g.ID != id {
			continue
		}
		if !g.heard && p.Online {
			g.adopt(p)
			g.heard, g.toldAt, g.needed = true, f.now, f.now
			f.emit(SetGate{g.ID, g.want})
		}
		g.pic = p
	}
}

// adopt goes on from where a gate is when it is heard for the first time: it
// stays as it is until more is known. The number leaves room for orders of the
// master before that are still on their way.
func (g *gate) adopt(p devices.GatePicture) {
	stop := p.Stop
	if stop < 0 {
		stop = p.Took.Stop
	}
	g.want = devices.GateWant{Seq: p.Took.Seq + 100, Stop: stop, Open: p.Open || p.Took.Open && p.Took.Stop == stop}
}

// mayPass is asked by traffic when nothing but the gate is in the way.
func (f *Fleet) mayPass(v int, e routing.Edge) (by int, open bool) {
	g := f.gateOf[e]
	if g == nil {
		return traffic.Nobody, true
	}
	open = g.confirmed() && g.want.Open && g.want.Stop == g.stopOf[e]
	if open && g.lift() {
		open = g.holder == f.v[v] && len(g.doubted) == 0
	}
	if g.holder != nil && g.holder.n != v {
		return g.holder.n, false
	}
	return traffic.Nobody, open
}

// confirmed tells whether the gate is as it was told.
func (g *gate) confirmed() bool {
	return g.heard && g.pic.Online && g.pic.Fault == "" && g.pic.Took == g.want && g.pic.Open == g.want.Open && g.pic.Stop == g.want.Stop
}

// runGates decides what each gate shall do, from where the vehicles are and
// who was refused for a gate in the last step.
func (f *Fleet) runGates() {
	if len(f.gates) == 0 {
		return
	}
	var walls []routing.Edge
	for _, g := range f.gates {
		f.surveyGate(g)
		f.judge(g)
		if g.broken {
			walls = append(walls, g.edges...)
		}
		if !g.heard {
			continue
		}
		want := g.want
		if g.lift() {
			f.callLift(g, &want)
		} else {
			f.workDoor(g, &want)
		}
		if want.Stop != g.want.Stop || want.Open != g.want.Open {
			want.Seq = g.want.Seq + 1
			g.want, g.toldAt = want, f.now
			f.emit(SetGate{g.ID, want})
		}
	}
	f.tr.SetWalls(walls)
}

// surveyGate notes who is in a gate, who could be, and who waits for it.
func (f *Fleet) surveyGate(g *gate) {
	g.inside, g.doubted, g.asking = g.inside[:0], g.doubted[:0], g.asking[:0]
	for _, v := range f.v {
		switch {
		case !v.placed:
			if !slices.Contains(v.cleared, g) {
				g.doubted = append(g.doubted, v)
			}
		case f.holds(v, g) || f.bodyIn(v, g):
			g.inside = append(g.inside, v)
		case f.unproven(v, g):
			g.doubted = append(g.doubted, v)
		}
		if w := f.tr.Waiting(v.n); v.placed && w.Reason == traffic.Gated && f.gateOf[w.Edge] == g {
			g.asking = append(g.asking, v)
		}
	}
	slices.SortStableFunc(g.asking, func(a, b *vehicle) int {
		return int(f.tr.Waiting(a.n).Since - f.tr.Waiting(b.n).Since)
	})
	if len(g.inside)+len(g.asking) > 0 {
		g.needed = f.now
	}
}

// holds tells whether a part of a gate is in what a vehicle was granted.
func (f *Fleet) holds(v *vehicle, g *gate) bool {
	t := f.tr.Territory(v.n)
	for i, n := range t {
		if slices.Contains(g.car, n) || i > 0 && f.gateOf[f.rm.EdgeBetween(t[i-1], n)] == g {
			return true
		}
	}
	return false
}

// bodyIn tells whether a vehicle says that it stands in a gate, granted or not.
func (f *Fleet) bodyIn(v *vehicle, g *gate) bool {
	s := &v.state
	if !s.PositionKnown {
		return false
	}
	radius := float64(f.cfg.Footprint.TurningDiameterMM())/2 + float64(f.cfg.Footprint.ClearanceMM)
	at := func(floor string, x, y int64) bool {
		return f.floor(s.Map) == floor && math.Hypot(float64(s.X-x), float64(s.Y-y)) < radius
	}
	for _, n := range g.car {
		if spec := f.rm.Spec(n); at(spec.Map, spec.XMM, spec.YMM) {
			return true
		}
	}
	for _, e := range g.edges {
		a, b := f.rm.Spec(f.rm.From(e)), f.rm.Spec(f.rm.To(e))
		if !g.lift() && at(a.Map, (a.XMM+b.XMM)/2, (a.YMM+b.YMM)/2) {
			return true
		}
	}
	return false
}

// unproven tells whether a vehicle that does not know its position stands next
// to a gate by the last node it named: it may have been on its way through.
func (f *Fleet) unproven(v *vehicle, g *gate) bool {
	if v.state.PositionKnown || slices.Contains(v.cleared, g) {
		return false
	}
	at := f.tr.Territory(v.n)[0]
	return slices.ContainsFunc(g.edges, func(e routing.Edge) bool { return f.rm.From(e) == at || f.rm.To(e) == at })
}

// mayShut tells whether nobody is or could be in the way.
func (g *gate) mayShut() bool { return len(g.inside)+len(g.doubted) == 0 }

func (f *Fleet) workDoor(g *gate, want *devices.GateWant) {
	want.Stop = 0
	switch {
	case len(g.inside)+len(g.asking) > 0:
		want.Open = true
	case g.mayShut() && f.now.Sub(g.needed) >= doorLinger:
		want.Open = false
	}
}

// callLift serves who is in it, then who waits longest. It leaves a stop only
// when the one in it stands still in the middle of the car.
func (f *Fleet) callLift(g *gate, want *devices.GateWant) {
	if len(g.doubted) > 0 || len(g.inside) > 1 {
		return // it stays as it is until that is known
	}
	if len(g.inside) == 1 {
		v := g.inside[0]
		g.holder = v
		w := f.tr.Waiting(v.n)
		if w.Reason != traffic.Gated || f.gateOf[w.Edge] != g {
			return // it drives in or out, or waits for something else
		}
		if stop := g.stopOf[w.Edge]; stop == want.Stop || f.settledIn(v, g) {
			want.Stop, want.Open = stop, true
		}
		return
	}
	if g.holder != nil && !slices.Contains(g.asking, g.holder) {
		g.holder = nil
	}
	if g.holder == nil && len(g.asking) > 0 {
		g.holder = g.asking[0]
	}
	switch {
	case g.holder != nil:
		want.Stop, want.Open = g.stopOf[f.tr.Waiting(g.holder.n).Edge], true
	case f.now.Sub(g.needed) >= doorLinger:
		want.Open = false
	}
}

// settledIn tells whether a vehicle stands still inside a car with nothing of
// it in the landing's door.
func (f *Fleet) settledIn(v *vehicle, g *gate) bool {
	t, s := f.tr.Territory(v.n), &v.state
	if len(t) != 1 || !slices.Contains(g.car, t[0]) || s.Driving || !s.Online {
		return false
	}
	spec := f.rm.Spec(t[0])
	return !s.PositionKnown || math.Hypot(float64(s.X-spec.XMM), float64(s.Y-spec.YMM)) <= 2*float64(f.cfg.DeviationMM)
}

// judge says whether a gate is out of order, or kept by somebody who does not
// move.
func (f *Fleet) judge(g *gate) {
	was := g.trouble
	g.broken, g.trouble = true, ""
	switch {
	case !g.heard || !g.pic.Online:
		g.trouble = "not heard of"
	case g.pic.Fault != "":
		g.trouble = "fault: " + g.pic.Fault
	case !g.confirmed() && f.now.Sub(g.toldAt) > g.LateAfter:
		g.trouble = "does not do what it was told"
	default:
		g.broken = false
		g.trouble = f.keptBy(g)
	}
	if g.trouble != was {
		g.since = f.now
	}
}

func (f *Fleet) keptBy(g *gate) string {
	if len(g.doubted) > 0 {
		return g.doubted[0].id + " may be in it: nobody knows where it is"
	}
	if g.lift() && len(g.inside) > 1 {
		return g.inside[0].id + " and " + g.inside[1].id + " are in it"
	}
	for _, v := range g.inside {
		if why := v.stuck(); why != "" {
			return v.id + " stands in it: " + why
		}
	}
	return ""
}

// ReleaseGate is a person's word that no vehicle is in a gate. Vehicles that
// cannot be asked are taken off the floor until they report where they are; one
// that says itself that it is in the gate is named, and nothing is done.
func (f *Fleet) ReleaseGate(now time.Time, id string) (by string, err error) {
	f.tick(now)
	i := slices.IndexFunc(f.gates, func(g *gate) bool { return g.ID == id })
	if i < 0 {
		return "", fmt.Errorf("no door or lift %q", id)
	}
	for _, g := range f.gates {
		f.surveyGate(g)
	}
	g := f.gates[i]
	for _, v := range g.inside {
		if v.state.Online {
			return v.id, nil
		}
	}
	for _, v := range slices.Concat(g.inside, g.doubted) {
		for _, o := range f.gates {
			if o == g || !slices.Contains(o.inside, v) && !slices.Contains(o.doubted, v) {
				v.cleared = append(v.cleared, o)
			}
		}
	}
	for _, v := range g.inside { // what it said last is no longer true
		f.tr.Remove(v.n)
		v.placed = false
		v.state.PositionKnown, v.state.LastNode, v.state.Remaining = false, "", nil
	}
	return "", nil
}

// GateView says how a gate is and, if somebody must look, why and since when.
type GateView struct {
	ID       string
	Lift     bool
	Stop     int // -1 between stops
	Open     bool
	Online   bool
	Inside   []string
	Waiting  []string
	Trouble  string
	OutOfUse bool
	Since    time.Time // of Trouble
}

// Gates lists all doors and lifts.
func (f *Fleet) Gates() []GateView {
	var views []GateView
	for _, g := range f.gates {
		views = append(views, GateView{ID: g.ID, Lift: g.lift(), Stop: g.pic.Stop, Open: g.pic.Open, Online: g.pic.Online,
			Inside: ids(g.inside), Waiting: ids(g.asking), Trouble: g.trouble, OutOfUse: g.broken, Since: g.since})
	}
	return views
}

func ids(vs []*vehicle) (out []string) {
	for _, v := range vs {
		out = append(out, v.id)
	}
	return out
}
