package fleetapi

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/fleetapi/wire"
)

// Protocol as devices.Status names it.
const Protocol = "fleet api 1"

const (
	silentAfter  = 4 * time.Second // without a whole answer: offline
	sendAgain    = time.Second
	settled      = 5 * time.Second // a lost request can't arrive any more
	forgedShown  = time.Minute
	maxOpen      = wire.AskLimit
	queueLimit   = 1024
	finishedKept = 256
)

// fleet is the core: told of the time and of answers, it says what to ask and
// reports. Its methods lock.
type fleet struct {
	id       string
	callback string
	wake     func()
	news     chan struct{}

	mu       sync.Mutex
	carries  []*carry
	finished []devices.CarryState // acknowledged, newest last
	status   wire.Status
	heardAt  time.Time
	forgedAt time.Time
	why      string // what is wrong with the link
	queue    []devices.Report
	last     devices.Status
}

// carry is a transport that has not ended, or whose end nobody acknowledged.
type carry struct {
	devices.Carry
	accepted bool // the controller has had it
	cancel   bool
	permit   devices.Handover
	sentAt   time.Time
	boot     string
	revision uint64
	state    devices.CarryState
}

var _ devices.Carrier = (*fleet)(nil)

// ID of the device.
func (f *fleet) ID() string { return f.id }

// Class of the device.
func (f *fleet) Class() devices.Class { return devices.ClassFleet }

// Status is the last known picture.
func (f *fleet) Status() devices.Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// Run delivers reports until ctx ends.
func (f *fleet) Run(ctx context.Context, report func(devices.Report)) error {
	return devices.DeliverReports(ctx, &f.mu, &f.queue, f.news, report)
}

// Submit hands over a transport.
func (f *fleet) Submit(c devices.Carry) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !wire.Name(c.ID) || c.To == "" || c.HandlingUnit == "" || (c.From == "") == (c.OnBoard == "") {
		return fmt.Errorf("transport %q for %s: it needs an id, a unit, where to and one of from and on board", c.ID, f.id)
	}
	if i := slices.IndexFunc(f.finished, func(s devices.CarryState) bool { return s.ID == c.ID }); i >= 0 {
		s := f.finished[i]
		f.report(devices.Report{Carry: &s})
		return nil
	}
	if f.find(c.ID) != nil {
		return nil
	}
	if len(f.carries) >= maxOpen {
		return fmt.Errorf("transport %s for %s: %d are under way, no more are taken", c.ID, f.id, maxOpen)
	}
	f.carries = append(f.carries, &carry{Carry: c, state: devices.CarryState{ID: c.ID}})
	f.wake()
	return nil
}

func (f *fleet) find(id string) *carry {
	for _, c := range f.carries {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Cancel asks to give a transport up.
func (f *fleet) Cancel(id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.find(id)
	if c == nil || c.state.Phase.Ended() {
		return fmt.Errorf("cancel transport %q on %s: not under way", id, f.id)
	}
	c.cancel = true
	f.wake()
	return nil
}

// Permit lets a hand-over begin that was asked for.
func (f *fleet) Permit(id string, h devices.Handover) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.find(id); c != nil && c.state.Asks == h && c.permit != h {
		c.permit = h
		f.wake()
	}
}

// Acknowledge forgets a transport whose end was made durable.
func (f *fleet) Acknowledge(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.find(id)
	if c == nil || !c.state.Phase.Ended() {
		return
	}
	f.carries = slices.DeleteFunc(f.carries, func(x *carry) bool { return x == c })
	f.finished = append(f.finished, c.state)
	f.finished = slices.Clone(f.finished[max(0, len(f.finished)-finishedKept):])
}

// Fleet is the vehicles as last seen.
func (f *fleet) Fleet() []devices.CarrierVehicle {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]devices.CarrierVehicle, 0, len(f.status.Vehicles))
	for _, v := range f.status.Vehicles {
		out = append(out, devices.CarrierVehicle{ID: v.ID, X: v.XMM, Y: v.YMM, Theta: v.ThetaMrad, BatteryPermille: v.Battery,
			State: v.State, Load: v.Load, CarryID: v.Transport})
	}
	return out
}

// open lists the transports to ask for.
func (f *fleet) open() (ids []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.carries {
		if !c.state.Phase.Ended() {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// verb is what the controller is asked to do about a transport.
type verb string

const (
	submit verb = "submit"
	permit verb = "permit"
	cancel verb = "cancel"
)

// ask is one request to send.
type ask struct {
	verb  verb
	id    string
	order wire.Order
	step  devices.Handover
}

// heard takes a whole answer, about the transports that were open when they
// were asked for, and says what to send.
func (f *fleet) heard(now time.Time, asked []string, list wire.List, status wire.Status) (asks []ask) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if list.Boot != status.Boot || len(f.queue) >= queueLimit {
		return nil // it started anew between two questions, or nobody takes reports: ask again
	}
	f.heardAt, f.why, f.status = now, "", status
	told := map[string]wire.Transport{}
	for _, t := range list.Transports {
		told[t.ID] = t
	}
	for _, c := range f.carries {
		if c.state.Phase.Ended() || !slices.Contains(asked, c.ID) {
			continue
		}
		t, known := told[c.ID]
		if known {
			c.accepted = true
			f.follow(now, c, t, list.Boot)
			asks = append(asks, c.answers(now)...)
		} else if a, ok := f.unknown(now, c); ok {
			asks = append(asks, a)
		}
	}
	f.tell(now)
	return asks
}

// follow takes what the controller says of a transport, unless it is older
// than what it said before.
func (f *fleet) follow(now time.Time, c *carry, t wire.Transport, boot string) {
	if boot == c.boot && t.Revision <= c.revision {
		return
	}
	c.boot, c.revision = boot, t.Revision
	s := devices.CarryState{ID: c.ID, Phase: t.State, Vehicle: t.Vehicle, Asks: t.Asks, Reason: t.Reason}
	if s.Vehicle == "" {
		s.Vehicle = c.state.Vehicle
	}
	if s.Phase.Ended() {
		s.Asks = devices.HandoverNone
	}
	if s.Phase == devices.CarryFailed {
		s.Again = t.Code == wire.CodeNoVehicle || t.Code == wire.CodeVehicleFault
		if s.Reason == "" {
			s.Reason = "failed: " + t.Code
		}
	}
	if s.Asks != c.state.Asks {
		c.permit = devices.HandoverNone
	}
	f.becomes(now, c, s)
}

func (f *fleet) becomes(now time.Time, c *carry, s devices.CarryState) {
	if s == c.state {
		return
	}
	c.state = s
	f.report(devices.Report{At: now, Carry: &s})
}

// answers to what a transport asks for.
func (c *carry) answers(now time.Time) (out []ask) {
	if c.state.Phase.Ended() {
		return nil
	}
	if c.permit != devices.HandoverNone && c.permit == c.state.Asks {
		out = append(out, ask{verb: permit, id: c.ID, step: c.permit})
	}
	if c.cancel && now.Sub(c.sentAt) >= sendAgain {
		c.sentAt = now
		out = append(out, ask{verb: cancel, id: c.ID})
	}
	return out
}

// unknown to the controller: it has not got it yet, or has forgotten it. Where
// the load is says what is left to do.
func (f *fleet) unknown(now time.Time, c *carry) (ask, bool) {
	if now.Sub(c.sentAt) < sendAgain {
		return ask{}, false
	}
	fail := func(reason string) {
		f.becomes(now, c, devices.CarryState{ID: c.ID, Phase: devices.CarryFailed, Vehicle: c.state.Vehicle, Reason: reason})
	}
	o := wire.Order{ID: c.ID, From: c.From, To: c.To, Load: c.HandlingUnit, Priority: c.Priority, Callback: f.callback}
	if !c.Deadline.IsZero() {
		o.Deadline = &c.Deadline
	}
	vehicle, station := f.where(c.HandlingUnit)
	switch {
	case vehicle != "":
		o.From, o.Vehicle = "", vehicle
	case station == c.To && (c.accepted || c.OnBoard != ""):
		f.becomes(now, c, devices.CarryState{ID: c.ID, Phase: devices.CarryDelivered, Vehicle: c.state.Vehicle})
		return ask{}, false
	case station != "" && station != c.From:
		fail(fmt.Sprintf("%s stands at %s, and %s knows nothing of its transport", c.HandlingUnit, station, f.id))
		return ask{}, false
	case station == "" && (c.OnBoard != "" || c.state.Phase == devices.CarryCarrying):
		fail(fmt.Sprintf("%s was on vehicle %s%s, and %s knows nothing of it", c.HandlingUnit, c.OnBoard, c.state.Vehicle, f.id))
		return ask{}, false
	case c.cancel:
		if now.Sub(c.sentAt) > settled {
			f.becomes(now, c, devices.CarryState{ID: c.ID, Phase: devices.CarryCancelled})
		}
		return ask{}, false
	}
	c.sentAt = now
	return ask{verb: submit, id: c.ID, order: o}, true
}

// where a load is, as vehicles and readers say.
func (f *fleet) where(load string) (vehicle, station string) {
	for _, v := range f.status.Vehicles {
		if v.Load == load {
			return v.ID, ""
		}
	}
	for _, s := range f.status.Stations {
		if s.Load == load {
			return "", s.ID
		}
	}
	return "", ""
}

// answered takes the answer to a request. What has no answer is asked about
// before it is sent again.
func (f *fleet) answered(now time.Time, a ask, code int, problem string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.find(a.id)
	if c == nil || a.verb != submit || c.state.Phase.Ended() {
		return
	}
	switch code {
	case 200, 201, 202, 409:
		c.accepted = true
	case 400, 404, 422:
		f.becomes(now, c, devices.CarryState{ID: c.ID, Phase: devices.CarryFailed, Reason: fmt.Sprintf("%s refuses it (%d): %s", f.id, code, problem)})
	}
}

// failed says that a question had no good answer.
func (f *fleet) failed(now time.Time, why string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.why = why
	f.tell(now)
}

// forged notes a callback that the controller did not sign.
func (f *fleet) forged(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forgedAt = now
	f.tell(now)
}

// tell reports the status if it changed.
func (f *fleet) tell(now time.Time) {
	online := !f.heardAt.IsZero() && now.Sub(f.heardAt) < silentAfter
	s := devices.Status{Online: online, Mode: "offline", LastSeen: f.heardAt, Protocol: Protocol, Since: f.last.Since,
		Ready: online && f.why == "" && len(f.carries) < maxOpen, Detail: map[string]any{"transports": len(f.carries), "vehicles": len(f.status.Vehicles)}}
	if online {
		s.Mode = "connected"
	}
	switch {
	case f.why != "" && (!online || refused(f.why)):
		s.Fault, s.Severity = f.why, 800
	case !f.forgedAt.IsZero() && now.Sub(f.forgedAt) < forgedShown:
		s.Fault, s.Severity = "a callback that the controller did not sign was refused", 300
	}
	if s.Online != f.last.Online || s.Ready != f.last.Ready || s.Fault != f.last.Fault {
		s.Since = now
		f.report(devices.Report{At: now, Status: &s})
	}
	f.last = s
}

func (f *fleet) report(r devices.Report) {
	r.Device = f.id
	f.queue = append(f.queue, r)
	select {
	case f.news <- struct{}{}:
	default:
	}
}
