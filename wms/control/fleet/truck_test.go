package fleet

import (
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
)

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
	// It stops at the next node, or where it stands.
	end := tr.reached + 1
	if tr.paused && w.atNode(tr) {
		end = tr.reached
	}
	tr.steps, tr.horizon = tr.steps[:min(len(tr.steps), end)], false
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
		StepsReleased: len(tr.steps), X: int64(tr.x), Y: int64(tr.y), Map: w.floorOf(tr), PositionKnown: true, Mode: "AUTOMATIC", Paused: tr.paused,
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
		tr.battery = max(1, tr.battery-w.usage)
	}
	if tr.orderID == "" || tr.reached == 0 || tr.paused {
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
		if w.dwellMax > 5*time.Second && w.rng.IntN(40) == 0 {
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
	w.changeFloor(tr, to)
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
			if w.floorOf(a) == w.floorOf(b) && math.Hypot(a.x-b.x, a.y-b.y) < 1500 && overlap(a, b) {
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
