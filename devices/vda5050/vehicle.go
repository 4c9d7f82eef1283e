package vda5050

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

var (
	_ devices.Vehicle = (*Vehicle)(nil)
	_ devices.Pauser  = (*Vehicle)(nil)
)

// Vehicle is one vehicle of a Fleet. Safe for concurrent use.
//
// Version 2.1 has no action that clears faults, so a Vehicle is no
// devices.FaultClearer: a person clears them at the vehicle.
type Vehicle struct {
	fleet   *Fleet
	id      string
	root    string // of its topics, with the last slash
	profile *profile
	log     *slog.Logger
	inbox   chan arrival
	kick    chan struct{}
	noted   string // the last breach of the schema that was logged

	mu      sync.Mutex
	session *session
	todo    []action // waits for the goroutine of Run
}

// arrival is a message as it came.
type arrival struct {
	kind    message.Topic
	payload []byte
}

const inboxSize = 256

func newVehicle(f *Fleet, id, root string, p *profile, header message.Header) *Vehicle {
	var permits *permits
	if p.asks {
		permits = f.permits
	}
	return &Vehicle{
		fleet: f, id: id, root: root, profile: p, log: f.log.With("vehicle", id),
		inbox: make(chan arrival, inboxSize), kick: make(chan struct{}, 1),
		session: newSession(settings{
			vehicle: id, resendAfter: f.cfg.ResendAfter, silentAfter: f.cfg.SilentAfter,
			identity: header, nonce: f.nonce, protocolName: p.name, dialect: p.dialect, permits: permits,
		}),
	}
}

// ID is our name of the vehicle.
func (v *Vehicle) ID() string { return v.id }

// Class is vehicle.
func (v *Vehicle) Class() devices.Class { return devices.ClassVehicle }

// Status is the last known picture.
func (v *Vehicle) Status() devices.Status {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := time.Now()
	st := v.session.status(now)
	if p := v.session.factsheet; p != nil {
		st.Detail = map[string]any{"series": p.TypeSpecification.SeriesName}
	}
	return st
}

// State is the last state, and how far our orders got.
func (v *Vehicle) State() devices.VehicleState {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.session.vehicleState(time.Now())
}

// Start opens an order.
func (v *Vehicle) Start(o devices.Order) error { return v.event(evStart{o}) }

// Extend releases further steps.
func (v *Vehicle) Extend(orderID string, steps, horizon []devices.Step) error {
	return v.event(evExtend{orderID, steps, horizon})
}

// Cancel gives an order up.
func (v *Vehicle) Cancel(orderID string) error { return v.event(evCancel{orderID}) }

// Pause stops the vehicle where it is; its state says when it did.
func (v *Vehicle) Pause(context.Context) error {
	return v.event(evInstant{message.Action{ActionType: message.ActionStartPause}})
}

// Resume is Pause undone.
func (v *Vehicle) Resume(context.Context) error {
	return v.event(evInstant{message.Action{ActionType: message.ActionStopPause}})
}

// StopCharging ends charging at once, for vehicles that take no order while
// they charge.
func (v *Vehicle) StopCharging(context.Context) error {
	return v.event(evInstant{message.Action{ActionType: message.ActionStopCharging}})
}

// InitPosition tells a lost vehicle where it stands: mm and milliradians.
func (v *Vehicle) InitPosition(x, y, theta int64, mapID, node string) error {
	p := func(key string, value any) message.Parameter { return message.Parameter{Key: key, Value: value} }
	return v.event(evInstant{message.Action{ActionType: message.ActionInitPosition, Parameters: []message.Parameter{
		p("x", metres(x)), p("y", metres(y)), p("theta", metres(theta)), p("mapId", mapID), p("lastNodeId", node),
	}}})
}

// SetZones says which zone sets a vehicle of 3.0 shall have in use, one for
// each map.
func (v *Vehicle) SetZones(sets []message.ZoneSet) error {
	if !v.profile.asks && len(sets) > 0 {
		return fmt.Errorf("vda5050: vehicle %s speaks %s, which has no zones", v.id, v.profile.name)
	}
	for i := range sets {
		if err := message.CheckZoneSet(&sets[i]); err != nil {
			return fmt.Errorf("vda5050: vehicle %s: %w", v.id, err)
		}
	}
	return v.event(evZones{sets})
}

// event runs the session; what follows from it is done by Run's goroutine.
func (v *Vehicle) event(e any) error {
	v.mu.Lock()
	acts, err := v.session.step(time.Now(), e)
	v.todo = append(v.todo, acts...)
	v.mu.Unlock()
	select {
	case v.kick <- struct{}{}:
	default:
	}
	return err
}

// receive queues a message without blocking. The oldest one gives way: a newer
// state says all that it said.
func (v *Vehicle) receive(a arrival) bool {
	select {
	case v.inbox <- a:
		return true
	default:
	}
	select {
	case <-v.inbox:
	default:
	}
	select {
	case v.inbox <- a:
	default:
	}
	return false
}

func (v *Vehicle) names() []string {
	var out []string
	for _, t := range subscribed {
		out = append(out, v.root+string(t))
	}
	return out
}

func (v *Vehicle) filters() map[string]byte {
	out := map[string]byte{}
	for _, t := range subscribed {
		out[v.root+string(t)] = route{v, t}.qos()
	}
	return out
}

// Run talks to the vehicle until ctx ends.
func (v *Vehicle) Run(ctx context.Context, report func(devices.Report)) error {
	if err := v.fleet.attach(v); err != nil {
		return err
	}
	defer v.fleet.detach(v)
	defer v.event(evLink{up: false})
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case a := <-v.inbox:
			v.read(a)
		case <-v.kick:
		case <-timer.C:
			_ = v.event(evTick{})
		}
		timer.Reset(v.work(report))
	}
}

// work does what the session wants and says how long Run may sleep.
func (v *Vehicle) work(report func(devices.Report)) time.Duration {
	v.mu.Lock()
	todo := v.todo
	v.todo = nil
	now := time.Now()
	sleep := v.session.wake(now).Sub(now)
	v.mu.Unlock()
	for _, a := range todo {
		switch {
		case a.report != nil:
			report(*a.report)
		case a.order != nil:
			v.publish(message.TopicOrder, func() ([]byte, error) { return v.profile.order(v.profile.dress(*a.order)) })
		case a.responses != nil:
			v.publish(message.TopicResponses, func() ([]byte, error) { return message.MarshalResponses(*a.responses) })
		case a.zones != nil:
			v.publish(message.TopicZoneSet, func() ([]byte, error) { return message.MarshalZoneSet(*a.zones) })
		case a.instant != nil:
			v.publish(message.TopicInstantActions, func() ([]byte, error) { return v.profile.instant(*a.instant) })
		}
	}
	return sleep
}

func (v *Vehicle) publish(topic message.Topic, marshal func() ([]byte, error)) {
	payload, err := marshal()
	if err != nil {
		v.log.Error("a message cannot be written", "topic", topic, "err", err)
		return
	}
	v.fleet.publish(v.root+string(topic), payload)
}

// read decodes a message and hands it to the session.
func (v *Vehicle) read(a arrival) {
	e, note, err := v.decode(a)
	if note != "" && note != v.noted {
		v.noted = note
		v.log.Warn("a message breaks the schema", "topic", a.kind, "note", note)
	}
	if err != nil {
		v.log.Warn("a message was not understood", "topic", a.kind, "err", err)
		return
	}
	_ = v.event(e)
}

func (v *Vehicle) decode(a arrival) (event any, note string, err error) {
	switch a.kind {
	case message.TopicState:
		m, note, err := v.profile.state(a.payload)
		return evState{m}, note, err
	case message.TopicVisualization:
		m, err := v.profile.visual(a.payload)
		return evVisualization{m}, "", err
	case message.TopicConnection:
		m, err := v.profile.connection(a.payload)
		return evConnection{m.ConnectionState}, "", err
	case message.TopicFactsheet:
		m, note, err := v.profile.factsheet(a.payload)
		return evFactsheet{m}, note, err
	}
	return nil, "", fmt.Errorf("topic %q is not ours", a.kind)
}
