package vda5050

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// settings of a session; all times are wall time.
type settings struct {
	vehicle      string        // our id of it
	resendAfter  time.Duration // an unconfirmed message goes out again
	silentAfter  time.Duration // without a state: offline
	identity     message.Header
	nonce        string // makes the ids of instant actions unique over restarts
	protocolName string
	dialect      dialect
	permits      *permits // of 3.0, shared by all vehicles of a fleet; nil: it does not ask
}

// Events that a session understands.
type (
	evStart  struct{ order devices.Order }
	evExtend struct {
		orderID        string
		steps, horizon []devices.Step
	}
	evCancel        struct{ orderID string }
	evInstant       struct{ action message.Action }
	evState         struct{ state message.State }
	evConnection    struct{ state string }
	evVisualization struct{ visualization message.Visualization }
	evFactsheet     struct{ factsheet message.Factsheet }
	evZones         struct{ sets []message.ZoneSet }
	evLink          struct{ up bool } // our own connection to the broker
	evTick          struct{}
)

// action is what a session wants done: exactly one field is set.
type action struct {
	order     *message.Order
	instant   *message.InstantActions
	responses *message.Responses
	zones     *message.ZoneSetMessage
	report    *devices.Report
}

// session is the talk with one vehicle. It does no I/O and keeps no clock; not
// safe for concurrent use.
type session struct {
	settings
	linked bool

	// The vehicle's word.
	connection string // the last connection message, "" if none
	seen       time.Time
	known      bool // a state has come
	state      message.State
	early      *message.State // came before the answer to our first request
	position   *message.AGVPosition
	factsheet  *message.Factsheet

	// Our will.
	waiting  *devices.Order // Start that cannot be sent yet
	order    *order
	cancel   *cancellation
	instants []*instant

	cancelled, rejected string
	complaint           *message.Error // why rejected, if the vehicle no longer says so
	nextInstant         int
	askSoon             bool
	asked               int // how often since the link, or the vehicle, came up
	firstAskedAt        time.Time
	askedAt             time.Time // last stateRequest
	factsheetAsked      int
	factsheetAt         time.Time
	headers             struct{ order, instant, responses, zones message.Uint }
	answered            map[string]said // requests, by id
	zones               []message.ZoneSet
	zonesAt             time.Time
	clearedAt           time.Time
	lastStatus          devices.Status
	out                 []action
}

func newSession(s settings) *session { return &session{settings: s} }

// step handles an event and returns what is to be done about it. An error
// refuses the event: nothing has changed.
func (s *session) step(now time.Time, event any) ([]action, error) {
	err := s.handle(now, event)
	s.due(now)
	s.reportStatus(now)
	out := s.out
	s.out = nil
	return out, err
}

func (s *session) handle(now time.Time, event any) error {
	switch e := event.(type) {
	case evStart:
		return s.start(e.order)
	case evExtend:
		return s.extend(e.orderID, e.steps, e.horizon)
	case evCancel:
		return s.cancelOrder(now, e.orderID)
	case evInstant:
		return s.instantAction(e.action)
	case evState:
		s.onState(now, e.state)
	case evConnection:
		s.onConnection(e.state)
	case evVisualization:
		if p := e.visualization.AGVPosition; p != nil {
			s.position = p
		}
	case evFactsheet:
		f := e.factsheet
		s.factsheet = &f
	case evZones:
		s.zones, s.zonesAt = e.sets, time.Time{}
	case evLink:
		s.linked = e.up
		s.resendNow()
		s.askSoon, s.askedAt, s.asked = true, time.Time{}, 0
	case evTick:
	default:
		panic(fmt.Sprintf("vda5050: unknown event %T", event))
	}
	return nil
}

func (s *session) onConnection(state string) {
	if state == message.ConnectionOnline && s.connection != state {
		s.resendNow()
		s.askSoon, s.askedAt, s.asked = true, time.Time{}, 0
		s.factsheetAsked = 0
	}
	s.connection = state
}

// resendNow makes everything unconfirmed due.
func (s *session) resendNow() {
	if s.order != nil {
		s.order.sentAt = time.Time{}
	}
	for _, i := range s.instants {
		i.sentAt = time.Time{}
	}
}

// stale says that a state is older than one already seen. A vehicle that
// restarts its count is far away; one that never counts moves its timestamp.
func (s *session) stale(st *message.State) bool {
	if !s.known {
		return false
	}
	behind := int32(s.state.HeaderID - st.HeaderID)
	return behind >= 0 && behind < 64 && !st.Time().After(s.state.Time())
}

func (s *session) onState(now time.Time, st message.State) {
	if s.stale(&st) {
		return
	}
	if !s.known && !s.answers(&st) {
		s.early = &st
		return
	}
	s.accept(now, st)
}

// answers says that a state was written after our first request had come. Only
// then has the vehicle also heard all that an earlier master sent, and its
// base is what it says. A vehicle that does not list instant actions is
// believed after a while.
func (s *session) answers(st *message.State) bool {
	for _, a := range st.ActionStates {
		if strings.HasPrefix(a.ActionID, idPrefix+message.ActionStateRequest+"-"+s.nonce+"-") {
			return true
		}
	}
	return false
}

// belief is how long a vehicle has to answer the first request.
func (s *session) belief() time.Duration { return 2 * s.resendAfter }

func (s *session) accept(now time.Time, st message.State) {
	s.early = nil
	s.state, s.known, s.seen = st, true, now
	if st.AGVPosition != nil {
		s.position = st.AGVPosition
	}
	// Who speaks is there, whatever an old last will said.
	s.connection = message.ConnectionOnline
	s.followOrder(now)
	s.followCancel(now)
	s.followInstants()
	s.startWaiting()
	v := s.vehicleState(now)
	s.out = append(s.out, action{report: &devices.Report{Device: s.vehicle, At: now, Vehicle: &v}})
}

// alive: we can reach the vehicle and it speaks.
func (s *session) alive(now time.Time) bool {
	return s.linked && s.known && s.connection != message.ConnectionBroken &&
		s.connection != message.ConnectionOffline && now.Sub(s.seen) < s.silentAfter
}

// obeys: the master is in control of the vehicle.
func (s *session) obeys() bool {
	return s.state.OperatingMode == message.ModeAutomatic || s.state.OperatingMode == message.ModeSemiautomatic
}

// due sends what is unsent or unconfirmed for too long.
func (s *session) due(now time.Time) {
	if !s.linked {
		return
	}
	s.ask(now)
	if s.early != nil && now.Sub(s.firstAskedAt) >= s.belief() {
		s.accept(now, *s.early)
	}
	if !s.alive(now) {
		return
	}
	s.sendOrder(now)
	s.sendInstants(now)
	s.answerRequests(now)
	s.sendZones(now)
	s.clearInstants(now)
}

// ask requests a state from a vehicle that may have spoken unheard, or has
// been silent for half the time we grant it, and its factsheet once.
func (s *session) ask(now time.Time) {
	quiet := !s.known || now.Sub(s.seen) >= s.silentAfter/2
	if (quiet || s.askSoon) && now.Sub(s.askedAt) >= s.askAgain() {
		s.askSoon, s.askedAt = false, now
		if s.asked++; s.asked == 1 {
			s.firstAskedAt = now
		}
		s.sendNow(now, s.newInstant(message.ActionStateRequest))
	}
	if s.factsheet == nil && !quiet && s.factsheetAsked < 3 && now.Sub(s.factsheetAt) >= s.silentAfter/2 {
		s.factsheetAsked++
		s.factsheetAt = now
		s.sendNow(now, s.newInstant(message.ActionFactsheetRequest))
	}
}

// askAgain is how long an answer is waited for: at first not long, the request
// may be lost, or the vehicle be switched off.
func (s *session) askAgain() time.Duration {
	const eager = 5
	if !s.known && s.asked < eager {
		return s.resendAfter
	}
	return s.silentAfter / 4
}

// wake is when step wants evTick at the latest.
func (s *session) wake(now time.Time) time.Time {
	at := now.Add(s.silentAfter / 4)
	soon := func(t time.Time) {
		if t.Before(at) {
			at = t
		}
	}
	if s.order != nil && s.order.sent != nil {
		soon(s.order.sentAt.Add(s.resendAfter))
	}
	if !s.known {
		soon(s.askedAt.Add(s.askAgain()))
	}
	if s.early != nil {
		soon(s.firstAskedAt.Add(s.belief()))
	}
	if len(s.answered) > 0 || len(s.zones) > 0 && now.Sub(s.zonesAt) < s.silentAfter {
		soon(now.Add(s.resendAfter / 2))
	}
	for _, i := range s.instants {
		soon(i.sentAt.Add(s.resendAfter))
	}
	if at.Before(now.Add(s.resendAfter / 4)) {
		at = now.Add(s.resendAfter / 4)
	}
	return at
}

// reportStatus reports a change of what devices.Status says.
func (s *session) reportStatus(now time.Time) {
	st := s.status(now)
	last := s.lastStatus
	if st.Online == last.Online && st.Ready == last.Ready && st.Mode == last.Mode && st.Fault == last.Fault && st.Severity == last.Severity && !last.Since.IsZero() {
		return
	}
	st.Since = now
	s.lastStatus = st
	if s.known && st.Online != last.Online {
		v := s.vehicleState(now)
		s.out = append(s.out, action{report: &devices.Report{Device: s.vehicle, At: now, Vehicle: &v}})
	}
	s.out = append(s.out, action{report: &devices.Report{Device: s.vehicle, At: now, Status: &st}})
}

// severities of error levels, on the scale of devices.Status.
var severities = map[string]int{
	message.LevelWarning: 300, message.LevelUrgent: 500, message.LevelCritical: 700, message.LevelFatal: 800,
}

// status is the common picture.
func (s *session) status(now time.Time) devices.Status {
	st := devices.Status{
		Online: s.alive(now), Mode: s.state.OperatingMode, Since: s.lastStatus.Since,
		LastSeen: s.seen, Protocol: s.protocolName,
	}
	fatal := false
	for _, e := range s.state.Errors {
		severity, ok := severities[e.ErrorLevel]
		if !ok {
			severity = severities[message.LevelWarning]
		}
		fatal = fatal || e.ErrorLevel == message.LevelFatal
		if severity > st.Severity {
			st.Severity, st.Fault = severity, e.ErrorType
			if e.ErrorDescription != "" {
				st.Fault += ": " + e.ErrorDescription
			}
		}
	}
	if e := s.state.SafetyState.EStop; e != "" && e != message.EStopNone {
		st.Severity, st.Fault, fatal = 1000, "emergency stop ("+e+")", true
	}
	st.Ready = st.Online && s.obeys() && !fatal && !s.state.Paused
	return st
}

// vehicleState is the picture of package devices.
func (s *session) vehicleState(now time.Time) devices.VehicleState {
	st := &s.state
	v := devices.VehicleState{
		Online: s.alive(now), OrderID: st.OrderID, LastNode: st.LastNodeID, LastSequence: int64(st.LastNodeSequenceID),
		Driving: st.Driving, Paused: st.Paused, BatteryPermille: int32(st.BatteryState.BatteryCharge*10 + 0.5),
		Charging: st.BatteryState.Charging, Mode: st.OperatingMode, EStop: st.SafetyState.EStop,
		Idle: s.known && s.waiting == nil && s.free(), Cancelled: s.cancelled, Rejected: s.rejected,
	}
	for _, l := range st.Loads {
		v.Loads = append(v.Loads, l.LoadID)
	}
	if p := s.position; p != nil {
		v.X, v.Y, v.Theta, v.Map, v.PositionKnown = millimetres(p.X), millimetres(p.Y), millimetres(p.Theta), p.MapID, p.PositionInitialized
	}
	if st.Extra != nil && st.Extra.PlannedPath != nil {
		v.Planned = st.Extra.PlannedPath.TraversedNodes
	}
	for i := range st.Errors {
		v.Errors = append(v.Errors, vehicleError(&st.Errors[i]))
	}
	if s.complaint != nil && s.rejected != "" {
		v.Errors = append(v.Errors, vehicleError(s.complaint))
	}
	switch o := s.order; {
	case s.waiting != nil:
		v.OrderID, v.LastSequence = s.waiting.ID, 0
	case o != nil && !o.confirmed && o.sent != nil:
		v.OrderID, v.LastSequence = o.id, 0
	case o != nil && o.id == st.OrderID:
		v.Actions = maps.Clone(o.actions)
		v.StepsReached, v.StepsReleased, v.Remaining = progress(st)
	}
	return v
}

// progress reads from a state how many steps of its order were reached and
// released, and which released ones remain.
func progress(st *message.State) (reached, released int, remaining []string) {
	reached = int(st.LastNodeSequenceID)/2 + 1
	released = reached
	for i, n := range st.NodeStates {
		if i == 0 {
			reached = int(n.SequenceID) / 2
		}
		if n.Released {
			released = int(n.SequenceID)/2 + 1
			remaining = append(remaining, n.NodeID)
		}
	}
	return reached, released, remaining
}

func vehicleError(e *message.Error) devices.VehicleError {
	v := devices.VehicleError{Type: e.ErrorType, Level: e.ErrorLevel, Description: e.ErrorDescription}
	for _, r := range e.ErrorReferences {
		if v.References == nil {
			v.References = map[string]string{}
		}
		v.References[r.ReferenceKey] = r.ReferenceValue
	}
	return v
}

var errNoState = errors.New("it has not reported yet")
