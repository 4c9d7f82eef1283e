package fleet

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing"
)

// purpose of an order.
type purpose uint8

const (
	carry purpose = iota
	park
	charge
)

// order is what a vehicle was told last.
type order struct {
	id        string // "" none
	purpose   purpose
	confirmed bool   // the vehicle named it
	closed    bool   // gets no further steps; over when the vehicle is idle
	cancelled bool   // Cancel was sent
	refusal   string // why it could not be handed over
	reached   int    // steps reached, counting the first
}

type vehicle struct {
	id         string
	n          int
	seen       bool
	placed     bool
	state      devices.VehicleState
	mission    *mission
	order      order
	parked     bool // its target is a place to park
	ready      bool // its last order is over: a new one may start
	retryAt    time.Time
	cancelAt   time.Time // when Cancel was sent
	lost       bool      // nobody knows where it stands
	hangsSince time.Time // with an order that ends in a horizon
	stuckSince time.Time // zero: it is not
	cleared    []*gate   // a person says that it is not in these
	chargerAt  time.Time // since when it must charge and has no charger; zero: it has one
	charging   bool      // must charge, takes no mission
	charger    routing.Node
}

// Update takes in a state of a vehicle. Unknown vehicles are ignored.
func (f *Fleet) Update(now time.Time, id string, s devices.VehicleState) {
	f.tick(now)
	v := f.byID[id]
	if v == nil {
		return
	}
	if !s.Online && v.seen {
		// An adapter that lost the vehicle may know nothing: keep what was said last.
		v.state.Online = false
		return
	}
	v.state, v.seen = s, v.seen || s.Online
	if !f.settled || !v.seen {
		return
	}
	if !v.placed {
		f.locate(v)
		return
	}
	f.progress(v)
}

// progress trims the territory to what the vehicle has still before it.
func (f *Fleet) progress(v *vehicle) {
	s := &v.state
	if v.order.id == "" || s.OrderID != v.order.id {
		return
	}
	if s.StepsReached == 0 {
		return // it is still on its way to the vehicle
	}
	v.order.confirmed = true
	territory := f.tr.Territory(v.n)
	last, known := f.rm.Node(s.LastNode)
	if !known || len(territory) == 0 {
		return
	}
	i := s.StepsReached - v.order.reached
	if i < 0 || i >= len(territory) || territory[i] != last {
		if i = slices.Index(territory, last); i < 0 {
			return
		}
	}
	f.tr.Reached(v.n, i)
	v.order.reached += i
	v.order.reached = s.StepsReached
}

// laden tells whether a vehicle carries something, or is just about to say so.
func (v *vehicle) laden() bool {
	return len(v.state.Loads) > 0 || v.mission != nil && v.mission.phase == toDrop
}

// locate places a vehicle where it says it is. Its released nodes are its
// territory; if it stands off its node, its body counts where it is.
func (f *Fleet) locate(v *vehicle) bool {
	s := &v.state
	node, ok := f.rm.Node(s.LastNode)
	off := int64(0)
	if s.PositionKnown && ok {
		spec := f.rm.Spec(node)
		off = int64(math.Hypot(float64(spec.XMM-s.X), float64(spec.YMM-s.Y)))
	}
	if !ok && s.PositionKnown {
		node, off = f.rm.Nearest(s.X, s.Y, f.floor(s.Map))
		ok = off <= 10*f.cfg.DeviationMM
	}
	v.lost = !ok
	if !ok {
		return false
	}
	f.tr.SetLaden(v.n, v.laden())
	nodes := []routing.Node{node}
	if s.OrderID != "" {
		for _, id := range s.Remaining {
			n, known := f.rm.Node(id)
			if !known || f.rm.EdgeBetween(nodes[len(nodes)-1], n) == routing.None {
				break
			}
			nodes = append(nodes, n)
		}
	}
	var near []routing.Node
	if off > 2*f.cfg.DeviationMM && len(nodes) == 1 {
		near = f.rm.NodesNear(s.X, s.Y, f.floor(s.Map), f.cfg.Footprint)
	}
	if err := f.tr.Place(v.n, nodes, near); err != nil {
		return false
	}
	v.placed, v.cleared = true, nil
	v.order = order{id: s.OrderID, confirmed: s.OrderID != "", closed: true, purpose: park, reached: s.StepsReached}
	v.charger = routing.None
	return true
}

// stuck says why a vehicle cannot drive, or "".
func (v *vehicle) stuck() string {
	s := &v.state
	switch {
	case !v.seen || !s.Online:
		return "offline"
	case s.Mode != "" && s.Mode != "AUTOMATIC" && s.Mode != "SEMIAUTOMATIC":
		return "mode " + s.Mode
	case s.EStop != "" && s.EStop != "NONE":
		return "emergency stop " + s.EStop
	case s.Paused:
		return "paused"
	case v.lost:
		return "position unknown"
	}
	for _, e := range s.Errors {
		if e.Level == "FATAL" {
			return "fault " + e.Type
		}
	}
	return ""
}

// refused tells whether the vehicle, or its adapter, does not take the order.
func (v *vehicle) refused() bool { return v.state.Rejected == v.order.id || v.order.refusal != "" }

// Refused says that a Start, Extend or Cancel could not be handed to a
// vehicle. It counts as the vehicle's own refusal.
func (f *Fleet) Refused(now time.Time, id, orderID, reason string) {
	f.tick(now)
	if v := f.byID[id]; v != nil && v.order.id == orderID && orderID != "" {
		v.order.refusal = reason
	}
}

// idle tells whether a new order may start: the last one is over.
func (f *Fleet) idle(v *vehicle) bool {
	s := &v.state
	if v.order.id == "" {
		return s.Idle
	}
	switch {
	case s.Cancelled == v.order.id, v.refused() && !v.order.confirmed:
		return true
	case v.order.confirmed && s.OrderID == "":
		return true // it forgot
	}
	return s.Idle && s.OrderID == v.order.id && len(f.tr.Territory(v.n)) <= 1
}

// review draws the conclusions from a vehicle's state: what it did, refused,
// gave up or forgot.
func (f *Fleet) review(v *vehicle) {
	if !v.seen {
		return
	}
	if !v.placed && !f.locate(v) {
		return
	}
	defer func() { f.tr.SetStuck(v.n, v.stuck()); f.tr.SetLaden(v.n, v.laden()) }()
	f.tr.SetStuck(v.n, v.stuck())
	f.tr.SetLaden(v.n, v.laden())
	s := &v.state
	if !s.Online {
		return
	}
	o := &v.order
	switch {
	case o.id == "":
	case s.Cancelled == o.id, o.cancelled && f.idle(v) && f.now.Sub(v.cancelAt) > f.cfg.RetryAfter:
		f.orderGone(v)
		return
	case v.refused() && !o.confirmed:
		f.orderRefused(v)
		return
	case v.refused() && !o.cancelled && s.OrderID == o.id && !o.closed:
		v.retryAt = f.now.Add(f.cfg.RetryAfter)
		if m := v.mission; m != nil {
			m.refused++
		}
		f.cancelOrder(v) // it does not take the update: start afresh
	case o.confirmed && s.OrderID == "":
		f.orderGone(v)
		return
	}
	f.moved(v)
	f.actions(v)
	if m := v.mission; m != nil && m.cancelled {
		f.cancelRunning(v, m)
	}
}

// moved places a vehicle anew that somebody drove elsewhere while it had
// nothing to do.
func (f *Fleet) moved(v *vehicle) {
	territory := f.tr.Territory(v.n)
	last, ok := f.rm.Node(v.state.LastNode)
	if !ok || slices.Contains(territory, last) || !v.state.Idle || v.state.Driving {
		return
	}
	if v.order.id != "" && v.state.OrderID != v.order.id {
		return // it has not taken our order yet
	}
	f.locate(v)
	if m := v.mission; m != nil {
		f.attach(v, m)
	}
}

// actions notes what the vehicle has done of its mission.
func (f *Fleet) actions(v *vehicle) {
	m, s := v.mission, &v.state
	if m == nil || v.order.id == "" || s.OrderID != v.order.id {
		return
	}
	pick, drop := s.Actions[m.pickID()], s.Actions[m.dropID()]
	if m.phase == toPick && (pick == devices.ActionFinished || drop == devices.ActionFinished) {
		m.phase = toDrop
		f.emit(PickedUp{m.ID, v.id})
	}
	switch {
	case drop == devices.ActionFinished:
		f.emit(Delivered{m.ID, v.id})
		f.end(m)
	case m.phase == toPick && pick == devices.ActionFailed:
		f.fail(m, fmt.Sprintf("%s could not pick at %s", v.id, m.FromStation)+v.faults())
	case drop == devices.ActionFailed:
		f.fail(m, fmt.Sprintf("%s could not drop at %s", v.id, m.ToStation)+v.faults())
	}
}

func (v *vehicle) faults() string {
	text := ""
	for _, e := range v.state.Errors {
		text += ": " + e.Type
		if e.Description != "" {
			text += " (" + e.Description + ")"
		}
	}
	return text
}

func (f *Fleet) fail(m *mission, reason string) {
	id, loaded := "", m.phase == toDrop
	if m.vehicle != nil {
		id = m.vehicle.id
		loaded = loaded || slices.Contains(m.vehicle.state.Loads, string(m.HandlingUnit))
	}
	f.emit(Failed{m.ID, id, reason, loaded})
	f.end(m)
}

// cancelRunning takes a mission back that the vehicle was told of.
func (f *Fleet) cancelRunning(v *vehicle, m *mission) {
	switch {
	case m.phase == toDrop:
		m.cancelled = false // too late: it is delivered
	case v.order.id == "" || v.order.closed:
		f.fail(m, "cancelled")
	case !v.order.cancelled:
		f.cancelOrder(v)
	}
}

func (f *Fleet) cancelOrder(v *vehicle) {
	v.order.cancelled, v.cancelAt = true, f.now
	f.emit(Cancel{v.id, v.order.id})
}

// orderGone: the vehicle gave its order up, or forgot it. Where it stands and
// what it carries says how the mission goes on.
func (f *Fleet) orderGone(v *vehicle) {
	if !f.locate(v) {
		return
	}
	v.order = order{closed: true, reached: 1}
	m := v.mission
	if m == nil {
		return
	}
	if m.cancelled && !slices.Contains(v.state.Loads, string(m.HandlingUnit)) {
		f.fail(m, "cancelled")
		return
	}
	if m.giveUp && len(v.state.Loads) == 0 {
		f.unassign(m)
		return
	}
	m.cancelled, m.giveUp = false, false
	if m.refused > f.cfg.Retries {
		f.fail(m, fmt.Sprintf("%s refused to go on", v.id)+v.faults())
		return
	}
	f.attach(v, m)
}

func (f *Fleet) orderRefused(v *vehicle) {
	reason := fmt.Sprintf("%s refused the order", v.id) + v.faults()
	if v.order.refusal != "" {
		reason += ": " + v.order.refusal
	}
	if !f.locate(v) {
		return
	}
	v.order = order{closed: true, reached: 1}
	v.retryAt = f.now.Add(f.cfg.RetryAfter)
	if m := v.mission; m != nil {
		m.refused++
		if m.refused > f.cfg.Retries {
			f.fail(m, reason)
			return
		}
		f.attach(v, m)
	}
}
