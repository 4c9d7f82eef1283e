package vda5050

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// order is the order under way, or the last one.
type order struct {
	id        string
	confirmed bool         // the vehicle has taken it over
	update    message.Uint // confirmed by the vehicle
	used      message.Uint // highest update id given away
	base      []leg        // released and confirmed, as sent; after a restart only the last
	next      []leg        // released, for the next message
	horizon   []devices.Step
	horizonIn bool // horizon differs from what was sent
	sent      *message.Order
	flying    []leg // released in sent
	sentAt    time.Time
	tries     int             // how often it was sent
	before    map[string]bool // errors that stood there when sent
	ending    bool            // its horizon is taken back for the next order
	over      bool            // cancelled: no update any more
	actions   map[string]devices.ActionState
}

// last is the last released node that the vehicle has confirmed.
func (o *order) last() message.Node { return o.base[len(o.base)-1].node }

// end is the last released node, confirmed or not.
func (o *order) end() message.Node {
	for _, legs := range [][]leg{o.next, o.flying} {
		if len(legs) > 0 {
			return legs[len(legs)-1].node
		}
	}
	return o.last()
}

func (s *session) start(d devices.Order) error {
	if d.ID == "" || len(d.Steps) == 0 {
		return fmt.Errorf("vda5050: vehicle %s: order %q needs an id and at least the node it starts on", s.vehicle, d.ID)
	}
	first := nodeOf(d.Steps[0], 0, true)
	if err := checkSteps(d.ID, first, d.Steps[1:], d.Horizon); err != nil {
		return err
	}
	if s.waiting != nil {
		if s.waiting.ID == d.ID {
			return nil
		}
		return fmt.Errorf("vda5050: vehicle %s cannot start order %s: order %s waits for its first state", s.vehicle, d.ID, s.waiting.ID)
	}
	if !s.known {
		s.waiting = &d
		return nil
	}
	underWay := s.order != nil && s.order.id == d.ID && s.order.confirmed && !s.order.over
	if s.cancelled == d.ID || s.rejected == d.ID && !underWay {
		return fmt.Errorf("vda5050: vehicle %s: order %s was cancelled or refused: a new one needs a new id", s.vehicle, d.ID)
	}
	if s.order != nil && s.order.id == d.ID {
		s.remember(first, d.Steps[1:])
		return nil
	}
	if !s.free() {
		return fmt.Errorf("vda5050: vehicle %s cannot start order %s: it is busy with order %s", s.vehicle, d.ID, s.busyWith())
	}
	s.waiting = &d
	s.startWaiting()
	return nil
}

func (s *session) busyWith() string {
	if s.cancel != nil {
		return s.cancel.orderID + ", being cancelled"
	}
	return s.state.OrderID
}

// open begins a new order on an idle vehicle.
func (s *session) open(d devices.Order) {
	first := nodeOf(d.Steps[0], 0, true)
	s.order = &order{
		id: d.ID, base: []leg{{node: first}}, next: legsAfter(first, d.Steps[1:], true),
		horizon: d.Horizon, horizonIn: true, actions: map[string]devices.ActionState{},
	}
	s.rejected, s.complaint = "", nil
	s.prepare()
}

// startWaiting opens the order that waits: for the first state, or for the
// last order's horizon to be taken back. A vehicle with a horizon is busy by
// the standard, though it has nothing to do.
func (s *session) startWaiting() {
	d := s.waiting
	if d == nil {
		return
	}
	o := s.order
	switch {
	case o != nil && o.id == d.ID:
		s.waiting = nil
		s.remember(nodeOf(d.Steps[0], 0, true), d.Steps[1:])
	case s.free() && len(s.state.NodeStates) == 0:
		s.waiting = nil
		s.open(*d)
	case s.free() && o != nil && o.confirmed && !o.over && !o.ending:
		o.horizon, o.horizonIn, o.ending = nil, true, true
		s.prepare()
	case o != nil && o.sent != nil && s.done(): // the horizon is being taken back
	default:
		s.waiting = nil
		s.reject(d.ID, message.Error{
			ErrorType: "aisle:busy", ErrorLevel: message.LevelWarning,
			ErrorDescription: "the vehicle is busy with order " + s.busyWith(),
		})
	}
}

// remember takes the released steps of an order that an earlier master began
// (Start was called again after a restart), so that its last released node
// can be sent again as it was.
func (s *session) remember(first message.Node, rest []devices.Step) {
	o := s.order
	if !o.confirmed || len(o.base) > 1 {
		return
	}
	known := append([]leg{{node: first}}, legsAfter(first, rest, true)...)
	last := o.last()
	for i, l := range known {
		if l.node.SequenceID == last.SequenceID && l.node.NodeID == last.NodeID {
			o.base = known[:i+1]
			return
		}
	}
}

func (s *session) extend(id string, steps, horizon []devices.Step) error {
	o := s.order
	switch {
	case !s.known:
		return fmt.Errorf("vda5050: vehicle %s cannot extend order %s: %w", s.vehicle, id, errNoState)
	case o == nil || o.id != id:
		return fmt.Errorf("vda5050: vehicle %s cannot extend order %s: it has order %q", s.vehicle, id, s.state.OrderID)
	case o.over || s.cancel != nil:
		return fmt.Errorf("vda5050: vehicle %s cannot extend order %s: it was cancelled", s.vehicle, id)
	case s.rejected == id && !o.confirmed:
		return fmt.Errorf("vda5050: vehicle %s cannot extend order %s: the vehicle refused it", s.vehicle, id)
	}
	if err := checkSteps(id, o.end(), steps, horizon); err != nil {
		return err
	}
	o.next = append(o.next, legsAfter(o.end(), steps, true)...)
	o.horizon, o.horizonIn = horizon, true
	s.prepare()
	return nil
}

// free: a new order may start, for the last one is complete. What was only
// announced does not count.
func (s *session) free() bool {
	o := s.order
	if s.cancel != nil || o != nil && !o.over && (o.sent != nil || len(o.next) > 0) {
		return false
	}
	return s.done()
}

// done: the vehicle has driven its base and ended its actions.
func (s *session) done() bool {
	for _, n := range s.state.NodeStates {
		if n.Released {
			return false
		}
	}
	for _, a := range s.state.ActionStates {
		if !a.ActionStatus.Ended() && !s.announcedAction(a.ActionID) {
			return false
		}
	}
	return true
}

// announcedAction says that an action belongs to our horizon.
func (s *session) announcedAction(id string) bool {
	if s.order == nil {
		return false
	}
	for _, step := range s.order.horizon {
		for _, a := range step.Actions {
			if a.ID == id {
				return true
			}
		}
	}
	return false
}

// prepare writes the next order message if there is something to say and
// nothing under way.
func (s *session) prepare() {
	o := s.order
	if o == nil || o.sent != nil || o.over || s.cancel != nil || s.rejected == o.id && !o.confirmed {
		return
	}
	if o.confirmed && len(o.next) == 0 && !o.horizonIn {
		return
	}
	n := min(len(o.next), s.nodeLimit()-1)
	o.flying, o.next = o.next[:n:n], o.next[n:]
	legs := o.flying
	if len(o.next) == 0 {
		legs = append(legs, s.announced(o, n)...)
		o.horizonIn = false
	}
	if o.confirmed {
		o.used++
	}
	m := compose(o.id, o.used, o.last(), legs)
	if err := message.CheckPath(m); err != nil {
		// Only what the vehicle itself said can be wrong here.
		s.reject(o.id, message.Error{ErrorType: "aisle:noContinuation", ErrorLevel: message.LevelWarning, ErrorDescription: err.Error()})
		return
	}
	o.sent = m
	o.sentAt, o.tries = time.Time{}, 0
	o.before = map[string]bool{}
	for i := range s.state.Errors {
		o.before[fingerprint(&s.state.Errors[i])] = true
	}
}

// announced writes the horizon behind n released legs, as far as it fits.
func (s *session) announced(o *order, n int) []leg {
	h := legsAfter(o.end(), o.horizon, false)
	return h[:min(len(h), s.nodeLimit()-1-n)]
}

// nodeLimit is how many nodes the vehicle takes in one message.
func (s *session) nodeLimit() int {
	const most = 400 // keeps a message well below the broker's limit
	if s.factsheet != nil {
		if n := int(s.factsheet.ProtocolLimits.MaxArrayLens.OrderNodes); n >= 2 {
			return min(n, most)
		}
	}
	return most
}

// sendOrder publishes the message under way, first or again.
func (s *session) sendOrder(now time.Time) {
	o := s.order
	if o == nil || o.sent == nil || s.cancel != nil || !s.obeys() || now.Sub(o.sentAt) < s.resendAfter {
		return
	}
	o.sentAt = now
	o.tries++
	m := *o.sent
	m.Header = s.header(now, &s.headers.order)
	s.out = append(s.out, action{order: &m})
}

func (s *session) header(now time.Time, count *message.Uint) message.Header {
	h := s.identity
	h.HeaderID, h.Timestamp = *count, message.Timestamp(now)
	*count++
	return h
}

// followOrder compares the order under way with what the vehicle says of it.
func (s *session) followOrder(now time.Time) {
	st, o := &s.state, s.order
	if o == nil || o.id != st.OrderID {
		s.followOther()
		o = s.order
	} else if s.confirms(o) {
		o.confirmed = true
		o.base = append(o.base, o.flying...)
		o.update, o.sent, o.flying = o.sent.OrderUpdateID, nil, nil
		s.rejected, s.complaint = "", nil
	}
	if o == nil {
		return
	}
	s.checkRejection(o)
	if o.id != st.OrderID || !o.confirmed {
		return
	}
	if st.OrderUpdateID != o.update && o.sent == nil || st.OrderUpdateID < o.update {
		s.rebuild(o)
	}
	s.noteActions(o)
	s.prepare()
}

func (s *session) confirms(o *order) bool {
	return o.sent != nil && s.state.OrderUpdateID >= o.sent.OrderUpdateID
}

// followOther handles a state that speaks of another order than ours.
func (s *session) followOther() {
	o := s.order
	if o != nil && !o.confirmed && o.sent != nil {
		return // ours is still on its way
	}
	if o != nil && o.confirmed && !o.over {
		s.reject(o.id, message.Error{
			ErrorType: "aisle:orderLost", ErrorLevel: message.LevelWarning,
			ErrorDescription: fmt.Sprintf("the vehicle had this order and now has order %q: look at its loads before sending it again", s.state.OrderID),
		})
	}
	if s.state.OrderID == "" {
		if o != nil && o.confirmed {
			s.order = nil
		}
		return
	}
	if o != nil && !o.confirmed && !o.over && s.rejected == o.id {
		// The refused order is forgotten; the one before it is what counts.
		s.order = nil
	}
	s.adopt()
}

// adopt takes over an order that this process did not send.
func (s *session) adopt() {
	st := &s.state
	s.order = &order{id: st.OrderID, confirmed: true, actions: map[string]devices.ActionState{}}
	s.rebuild(s.order)
	for _, a := range st.ActionStates {
		if cancels(a.ActionID, st.OrderID) {
			if a.ActionStatus == message.StatusFinished {
				s.order.over = true
				s.cancelled = st.OrderID
			} else if !a.ActionStatus.Ended() && s.cancel == nil {
				s.cancel = &cancellation{orderID: st.OrderID, actionID: a.ActionID, listed: true}
			}
		}
	}
}

// rebuild makes the vehicle's word the base: its last released node. What we
// released beyond it was never taken over, or forgotten, and goes out again.
func (s *session) rebuild(o *order) {
	st := &s.state
	last := message.Node{NodeID: st.LastNodeID, SequenceID: st.LastNodeSequenceID, Released: true}
	for _, n := range st.NodeStates {
		if n.Released {
			last = message.Node{NodeID: n.NodeID, SequenceID: n.SequenceID, Released: true, NodePosition: n.NodePosition}
		}
	}
	flying := o.flying
	o.update, o.used, o.sent, o.flying = st.OrderUpdateID, max(o.used, st.OrderUpdateID), nil, nil
	if p := s.position; last.NodePosition == nil && p != nil && p.PositionInitialized {
		// It stands there. The position it was given with is the one that counts.
		last.NodePosition = &message.NodePosition{X: p.X, Y: p.Y, MapID: p.MapID}
	}
	for i, l := range o.base {
		if l.node.SequenceID == last.SequenceID && l.node.NodeID == last.NodeID {
			o.next = slices.Concat(o.base[i+1:], flying, o.next)
			o.base = o.base[:i+1]
			o.horizonIn = len(o.horizon) > 0
			return
		}
	}
	o.base, o.next = []leg{{node: last}}, nil
}

// noteActions keeps the last word on each action of the order: some vehicles
// drop ended ones.
func (s *session) noteActions(o *order) {
	for _, a := range s.state.ActionStates {
		switch state := devices.ActionState(a.ActionStatus); state {
		case devices.ActionWaiting, devices.ActionInitializing, devices.ActionRunning,
			devices.ActionPaused, devices.ActionFinished, devices.ActionFailed:
			if was := o.actions[a.ActionID]; was == devices.ActionFinished || was == devices.ActionFailed || s.ours(a.ActionID) {
				continue // what ended does not begin again
			}
			o.actions[a.ActionID] = state
		}
	}
}

// rejections are the error types that speak of an order not taken over, of 2.1
// and of 3.0. SAME_ORDER_UPDATE_ID is none: that order is there.
var rejections = map[string]bool{
	message.ErrorValidation: true, message.ErrorOrder: true, message.ErrorOrderUpdate: true, message.ErrorNoRoute: true,
	"VALIDATION_FAILURE": true, "INVALID_ORDER": true, "INVALID_ORDER_ACTION": true, "OUTDATED_ORDER_UPDATE": true,
	"ORDER_UPDATE_FOLLOWING_CANCEL": true, "OTHER_ORDER_ACTIVE": true, "START_NODE_OUT_OF_RANGE": true,
	"NO_ROUTE_TO_TARGET": true, "MOBILE_ROBOT_NOT_AVAILABLE": true, "UNKNOWN_MAP_ID": true, "INSUFFICIENT_MEMORY": true,
	"UNSUPPORTED_PARAMETER": true,
}

// checkRejection looks for an error that refuses the message under way.
func (s *session) checkRejection(o *order) {
	if o.sent == nil || o.tries == 0 {
		return
	}
	for i := range s.state.Errors {
		e := &s.state.Errors[i]
		if !rejections[e.ErrorType] {
			continue
		}
		id, hasID := e.Reference("orderId")
		update, hasUpdate := e.Reference("orderUpdateId")
		switch {
		case hasID && id != o.id, hasUpdate && update != strconv.Itoa(int(o.sent.OrderUpdateID)):
			continue
		case !(hasID && hasUpdate) && o.before[fingerprint(e)]:
			continue // it was there before
		}
		s.reject(o.id, *e)
		return
	}
}

// reject gives up the message under way. An update's number is not used
// again: the vehicle may have kept it.
func (s *session) reject(id string, why message.Error) {
	s.rejected, s.complaint = id, nil
	if strings.HasPrefix(why.ErrorType, "aisle:") {
		s.complaint = &why
	}
	if o := s.order; o != nil && o.id == id {
		o.sent, o.flying, o.next, o.horizon, o.horizonIn = nil, nil, nil, nil, false
	}
}

func fingerprint(e *message.Error) string {
	return fmt.Sprint(e.ErrorType, e.ErrorReferences, e.ErrorDescription)
}
