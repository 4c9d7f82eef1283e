package fleet

import (
	"cmp"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing"
)

// maxConsidered bounds the missions looked at in one step.
const maxConsidered = 64

// maxPerStation is how many vehicles may be on their way to pick at one
// station.
const maxPerStation = 2

// dispatch gives waiting missions to vehicles, by when they are due and how far
// the nearest vehicle has to go. Waiting makes a mission due sooner than later
// ones of higher urgency (a minute each step of priority), so none starves.
func (f *Fleet) dispatch() {
	f.takeBack()
	f.reassign()
	var todo []*mission
	toStation, toDropAt := map[routing.Node]int{}, map[routing.Node]int{}
	for _, m := range f.open {
		switch {
		case m.phase == waiting && m.restoredFor == nil:
			todo = append(todo, m)
		case m.phase >= assigned && m.phase <= toPick:
			toStation[m.from]++
			toDropAt[m.to]++
		case m.phase == toDrop:
			toDropAt[m.to]++
		}
	}
	slices.SortStableFunc(todo, func(a, b *mission) int { return cmp.Compare(a.dueMS, b.dueMS) })
	todo = todo[:min(len(todo), maxConsidered)]
	for f.anyAvailable() {
		m, v := f.bestOf(todo, toStation, toDropAt)
		if m == nil {
			return
		}
		m.phase, m.vehicle, v.mission, m.givenAt = assigned, v, m, f.now
		toStation[m.from]++
		toDropAt[m.to]++
		f.emit(Assigned{m.ID, v.id})
	}
}

// bestOf is the mission to be given next, and its vehicle: the one due first,
// but a mission that is near a vehicle goes before one that is far from all,
// as long as it is not due later by more than the way is longer; and so does
// one at whose stations fewer vehicles will meet.
func (f *Fleet) bestOf(todo []*mission, toStation, toDropAt map[routing.Node]int) (best *mission, by *vehicle) {
	var cost int64
	for _, m := range todo {
		if m.phase != waiting || toStation[m.from] >= maxPerStation {
			continue
		}
		if best != nil && m.dueMS >= cost {
			break // no way is shorter than none
		}
		v, way := f.nearest(m.from)
		if v == nil {
			continue
		}
		others := toStation[m.from] + toDropAt[m.from] + toStation[m.to] + toDropAt[m.to]
		if c := m.dueMS + wayWeight*way + int64(others)*queueMS; best == nil || c < cost {
			best, by, cost = m, v, c
		}
	}
	return best, by
}

// queueMS is how much later a mission may be served for each vehicle that goes
// to its stations already.
const queueMS = 60_000

// wayWeight is how much later than others a mission may be served for each
// unit of time that the way to it is longer.
const wayWeight = 2

// takeBack frees missions whose vehicle cannot begin them.
func (f *Fleet) takeBack() {
	for _, m := range f.open {
		if v := m.vehicle; (m.phase == assigned || m.phase == committed) && v.stuck() != "" {
			f.unassign(m)
		}
	}
}

func (f *Fleet) available(v *vehicle) bool {
	return v.seen && v.placed && v.mission == nil && len(v.state.Loads) == 0 && v.stuck() == "" &&
		!v.charging && !f.now.Before(v.retryAt)
}

func (f *Fleet) anyAvailable() bool {
	return slices.ContainsFunc(f.v, f.available)
}

// nearest is the available vehicle with the shortest way to a node, in ms.
func (f *Fleet) nearest(from routing.Node) (best *vehicle, cost int64) {
	cost = routing.Unreachable
	toThere := f.rm.DistancesTo(from)
	for _, v := range f.v {
		if !f.available(v) {
			continue
		}
		t := f.tr.Territory(v.n)
		if c := toThere[t[len(t)-1]]; c < cost {
			best, cost = v, c
		}
	}
	return best, cost
}

// direct tells traffic where each vehicle shall go.
func (f *Fleet) direct(v *vehicle) {
	v.ready = false
	if !v.placed {
		return
	}
	f.battery(v)
	o, m := &v.order, v.mission
	if o.purpose != v.wants() {
		o.closed = true // what is to be done now needs an order of its own
	}
	v.ready = (o.id == "" || o.closed) && !o.cancelled && f.idle(v)
	f.dropHorizon(v)
	busy := o.cancelled || (o.id == "" || o.closed) && !v.ready
	if busy || f.now.Before(v.retryAt) || m != nil && m.phase == assigned {
		f.tr.SetHeld(v.n, true)
		return
	}
	f.tr.SetHeld(v.n, false)
	parked := v.parked
	v.parked = false
	switch {
	case m != nil && m.phase == toDrop:
		f.tr.SetTarget(v.n, m.to, m.dueMS)
	case m != nil:
		f.tr.SetTarget(v.n, m.from, m.dueMS)
	case v.charger != routing.None:
		f.tr.SetTarget(v.n, v.charger, f.emptyRank())
	default:
		v.parked = parked
		f.parkIdle(v)
	}
}

// dropHorizon cancels an order that gets no further steps and still announces
// some: with a horizon a vehicle that has driven its base counts as busy for
// ever. So it is after a restart with an order that is not known any more.
func (f *Fleet) dropHorizon(v *vehicle) {
	s, o := &v.state, &v.order
	hangs := o.id != "" && o.closed && !o.cancelled && !v.ready && v.stuck() == "" && s.OrderID == o.id && !s.Driving && len(f.tr.Territory(v.n)) == 1
	for _, a := range s.Actions {
		hangs = hangs && (a == devices.ActionFinished || a == devices.ActionFailed)
	}
	if !hangs {
		v.hangsSince = time.Time{}
		return
	}
	if v.hangsSince.IsZero() {
		v.hangsSince = f.now
	}
	if f.now.Sub(v.hangsSince) >= f.cfg.RetryAfter {
		f.cancelOrder(v)
	}
}

// wants is what the next order of a vehicle is for.
func (v *vehicle) wants() purpose {
	switch {
	case v.mission != nil:
		return carry
	case v.charger != routing.None:
		return charge
	}
	return park
}

// emptyRank puts moves without load behind all missions.
func (f *Fleet) emptyRank() int64 { return f.now.Sub(f.start).Milliseconds() + 1_000_000_000 }

// parkIdle sends a vehicle to where it is off the way, unless it already is on
// its way there.
func (f *Fleet) parkIdle(v *vehicle) {
	if t := f.tr.Target(v.n); v.parked && t != routing.None {
		return
	}
	f.tr.Park(v.n, f.emptyRank())
	v.parked = true
}

// noteEmpty marks who must charge, before missions are given out: a vehicle
// that is never without work would run empty. It takes missions again when it
// has charged enough.
func (f *Fleet) noteEmpty(v *vehicle) {
	b := v.state.BatteryPermille
	switch {
	case b <= 0 || !f.chargers || v.mission != nil || b >= f.cfg.ChargeUntil:
		v.charging = false
	case b < f.cfg.ChargeBelow:
		v.charging = true
	}
}

// battery decides about charging, and reserves a charger for it.
func (f *Fleet) battery(v *vehicle) {
	b := v.state.BatteryPermille
	if b <= 0 || !f.chargers {
		return // it does not say, or there is nothing to be done about it
	}
	if v.mission != nil {
		v.charger, v.chargerAt = routing.None, time.Time{}
		return
	}
	defer func() {
		switch {
		case !v.charging || v.charger != routing.None:
			v.chargerAt = time.Time{}
		case v.chargerAt.IsZero():
			v.chargerAt = f.now
		}
	}()
	end := f.tr.Territory(v.n)
	at := end[len(end)-1]
	switch {
	case v.charger != routing.None:
		if b >= 980 && at == v.charger && len(end) == 1 {
			v.charger = routing.None // full
		}
	case v.charging && f.emptiest(v):
		if v.charger = f.freeCharger(at); v.charger == routing.None {
			f.clearCharger()
		}
	case v.charging: // others come first
	case b < f.cfg.ChargeIdleBelow && !f.needsCharger():
		v.charger = f.freeCharger(at)
	}
}

// needsCharger tells whether a vehicle that must charge has no place for it.
func (f *Fleet) needsCharger() bool {
	return slices.ContainsFunc(f.v, func(u *vehicle) bool { return u.charging && u.charger == routing.None && u.stuck() == "" })
}

// emptiest tells whether no other that waits for a charger has less left.
func (f *Fleet) emptiest(v *vehicle) bool {
	return !slices.ContainsFunc(f.v, func(u *vehicle) bool {
		return u.charging && u.charger == routing.None && u.placed && u.stuck() == "" && u.mission == nil &&
			u.state.BatteryPermille > 0 && u.state.BatteryPermille < v.state.BatteryPermille
	})
}

// clearCharger takes the charger of the fullest vehicle that could do without.
func (f *Fleet) clearCharger() {
	var best *vehicle
	for _, u := range f.v {
		if u.charger != routing.None && !u.charging && u.stuck() == "" && (best == nil || u.state.BatteryPermille > best.state.BatteryPermille) {
			best = u
		}
	}
	if best != nil {
		best.charger = routing.None
	}
}

// freeCharger is the nearest charger that nobody stands at or goes to.
func (f *Fleet) freeCharger(from routing.Node) routing.Node {
	best, cost := routing.Node(routing.None), routing.Unreachable
	for i := range f.rm.Nodes() {
		n := routing.Node(i)
		if f.rm.Spec(n).Kind != routing.Charge {
			continue
		}
		taken := slices.ContainsFunc(f.v, func(u *vehicle) bool {
			t := f.tr.Territory(u.n)
			return u.charger == n || len(t) > 0 && t[len(t)-1] == n && n != from
		})
		if d := f.rm.Distance(from, n); !taken && d < cost {
			best, cost = n, d
		}
	}
	return best
}
