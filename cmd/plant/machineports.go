package plant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/control/fleet"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// Devices implements api.Machines.
func (p *Plant) Devices() []wms.DeviceView {
	out := []wms.DeviceView{}
	for _, h := range p.Houses {
		if h.Line == nil {
			continue
		}
		for _, d := range h.Line.all {
			out = append(out, deviceView(h, d))
		}
	}
	slices.SortFunc(out, func(a, b wms.DeviceView) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out
}

func deviceView(h *House, d devices.Device) wms.DeviceView {
	s := d.Status()
	v := wms.DeviceView{ID: wms.DeviceID(d.ID()), Warehouse: h.Site.ID, Class: string(d.Class()), Protocol: s.Protocol,
		Online: s.Online, Ready: s.Ready, Mode: s.Mode, Fault: s.Fault, Detail: s.Detail}
	if c, ok := d.(devices.Conveyor); ok {
		v.Detail = beltDetail(s.Detail, c.Picture())
	}
	if h.Line != nil {
		h.Line.cycleDetail(v.ID, &v)
	}
	if !s.LastSeen.IsZero() {
		at := s.LastSeen.UTC()
		v.LastSeen = &at
	}
	if d.Class() == devices.ClassGate && h.Line != nil {
		h.Line.gateDetail(v.ID, &v)
	}
	return v
}

func (p *Plant) device(id wms.DeviceID) (*House, devices.Device, error) {
	for _, h := range p.Houses {
		if h.Line != nil {
			if d, ok := h.Line.all[id]; ok {
				return h, d, nil
			}
		}
	}
	return nil, nil, wms.Refuse(wms.NotFound, "unknown_device", "no device %q", id)
}

// Device implements api.Machines.
func (p *Plant) Device(id wms.DeviceID) (wms.DeviceView, error) {
	h, d, err := p.device(id)
	if err != nil {
		return wms.DeviceView{}, err
	}
	return deviceView(h, d), nil
}

// Command implements api.Machines. It is journalled before it is sent.
func (p *Plant) Command(ctx context.Context, c api.Call, id wms.DeviceID, verb string) error {
	h, d, err := p.device(id)
	if err != nil {
		return err
	}
	var send func(context.Context) error
	switch cap := d.(type) {
	case interface {
		devices.Pauser
		devices.FaultClearer
	}:
		send = map[string]func(context.Context) error{"pause": cap.Pause, "resume": cap.Resume, "clear-fault": cap.ClearFault}[verb]
	case devices.Pauser:
		send = map[string]func(context.Context) error{"pause": cap.Pause, "resume": cap.Resume}[verb]
	case devices.FaultClearer:
		send = map[string]func(context.Context) error{"clear-fault": cap.ClearFault}[verb]
	}
	if verb == "release" && d.Class() == devices.ClassGate && h.Line.fleet != nil {
		send = func(ctx context.Context) error { return h.Line.releaseGate(ctx, string(id)) }
	}
	if send == nil {
		return wms.Refuse(wms.Conflict, "not_supported", "device %s can't %s", id, verb)
	}
	if _, _, err := command(ctx, p, c, h.Partition(), "device."+verb, func(tx store.Tx) (bool, error) {
		tx.Emit(wms.Event{Type: "device." + verb, Subject: string(id)})
		return true, nil
	}); err != nil {
		return err
	}
	if err := send(ctx); err != nil {
		var refusal *wms.Error
		if errors.As(err, &refusal) {
			return err
		}
		return wms.Refuse(wms.Unavailable, "device_refused", "%s: %v", id, err)
	}
	return nil
}

// Fleet implements api.Machines.
func (p *Plant) Fleet() []wms.LiveVehicle {
	out := []wms.LiveVehicle{}
	for _, h := range p.Houses {
		if h.Line != nil {
			out = append(out, h.Line.liveVehicles()...)
		}
	}
	return out
}

func (l *Line) liveVehicles() []wms.LiveVehicle {
	views := map[string]fleet.VehicleView{}
	if v := l.views.Load(); v != nil {
		for _, x := range *v {
			views[x.Vehicle] = x
		}
	}
	l.robotViews(views)
	out := l.carrierVehicles()
	for id, v := range l.vehicles {
		s, x := v.State(), views[string(id)]
		lv := wms.LiveVehicle{ID: id, XMM: s.X, YMM: s.Y, ThetaMil: s.Theta, Battery: int64(s.BatteryPermille),
			Mission: string(x.Mission), State: x.State, Route: x.Released,
			LengthMM: l.sizes[id][0], WidthMM: l.sizes[id][1]}
		if len(s.Loads) > 0 {
			lv.Load = s.Loads[0]
		}
		switch {
		case !s.Online:
			lv.State = "offline"
		case v.Status().Fault != "":
			lv.State = "fault"
		}
		if x.Why != "" {
			lv.Waits, lv.WaitsFor = x.Why, wms.DeviceID(x.WaitsFor)
			lv.WaitsReason, lv.WaitsAt, lv.WaitsGate = x.Reason, x.At, wms.DeviceID(x.Gate)
			if since := x.Since.UTC(); !since.IsZero() {
				lv.WaitsSince = &since
			}
		}
		out = append(out, lv)
	}
	slices.SortFunc(out, func(a, b wms.LiveVehicle) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out
}

// Live implements api.Machines. The picture is made at most every liveEvery,
// however many look at it.
func (p *Plant) Live(w wms.WarehouseID) (wms.Live, error) {
	h, err := p.House(w)
	if err != nil {
		return wms.Live{}, err
	}
	h.live.mu.Lock()
	defer h.live.mu.Unlock()
	if time.Since(h.live.at) < liveEvery {
		return h.live.picture, nil
	}
	picture, err := p.picture(h)
	if err == nil {
		h.live.picture, h.live.at = picture, time.Now()
	}
	return picture, err
}

// liveEvery bounds the pictures per second; slowEvery those of the parts that
// cost reading.
const (
	liveEvery = 80 * time.Millisecond
	slowEvery = time.Second
)

func (p *Plant) picture(h *House) (wms.Live, error) {
	v := wms.Live{Warehouse: h.Site.ID, Time: p.Clock.Now(), Vehicles: []wms.LiveVehicle{}, Cranes: []wms.LiveCrane{},
		Chutes: []wms.LiveChute{}, People: h.people.list(), Alarms: p.alarms.list()}
	if l := h.Line; l != nil {
		v.Vehicles = append(v.Vehicles, l.liveVehicles()...)
		v.Cranes = append(v.Cranes, l.liveCranes()...)
		chutes, err := view(p, l.liveChutes)
		if err != nil {
			return v, err
		}
		v.Chutes = append(v.Chutes, chutes...)
	}
	var err error
	if time.Since(h.live.slowAt) > slowEvery {
		h.live.slow, err = p.slowPart(h)
		h.live.slowAt = time.Now()
	}
	v.Orders, v.KPIs, v.Fill = h.live.slow.Orders, h.live.slow.KPIs, h.live.slow.Fill
	return v, err
}

func (p *Plant) slowPart(h *House) (v wms.Live, err error) {
	err = p.Store.View(func(r store.Reader) error {
		if v.Orders, err = orders.Counts(r); err != nil {
			return err
		}
		v.Fill = map[string][2]int64{}
		for _, id := range h.Site.Of(wms.KindRackCell) {
			loc, _ := h.Site.Location(id)
			key := fmt.Sprintf("%d", loc.Aisle)
			n := v.Fill[key]
			n[1]++
			v.Fill[key] = n
		}
		return ledger.EachUnit(r, h.Partition(), func(u wms.HandlingUnit) (bool, error) {
			if loc, ok := h.Site.Location(u.Location); ok && loc.Kind == wms.KindRackCell {
				key := fmt.Sprintf("%d", loc.Aisle)
				n := v.Fill[key]
				n[0]++
				v.Fill[key] = n
			}
			return true, nil
		})
	})
	v.KPIs = p.counter.live(h.Site.ID, p.Clock.Now())
	return v, err
}

func (l *Line) liveCranes() []wms.LiveCrane {
	var out []wms.LiveCrane
	for id, c := range l.cranes {
		pic, st := c.Picture(), c.Status()
		lc := wms.LiveCrane{ID: id, Bay: int64(pic.X), Level: int64(pic.Y), State: strings.ToLower(st.Mode)}
		if pic.LoadPresent {
			lc.Load = pic.LoadHandlingUnit
		}
		if !st.Online {
			lc.State = "offline"
		}
		for _, r := range l.house.Config.Layout.Racks {
			if r.Device == string(id) {
				along := (2*max(1, lc.Bay) - 1) * r.BayPitchMM / 2
				if lc.Bay <= 0 {
					along = -r.BayPitchMM
				}
				if r.Runs == "west" {
					along = -along
				}
				lc.XMM, lc.YMM = r.XMM+along, r.YMM
			}
		}
		out = append(out, lc)
	}
	slices.SortFunc(out, func(a, b wms.LiveCrane) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out
}

func (l *Line) liveChutes(r store.Reader) ([]wms.LiveChute, error) {
	var out []wms.LiveChute
	for id, s := range l.sorters {
		label := map[int64]string{0: "reject"}
		assigned, err := l.house.chutes(r, id)
		if err != nil {
			return nil, err
		}
		for _, c := range assigned {
			label[c.Chute] = chuteLabel(c.ChuteAssignment)
		}
		for _, c := range s.Chutes() {
			out = append(out, wms.LiveChute{Number: int64(c.Number), Label: label[int64(c.Number)], Count: int64(c.Count), Full: c.Full})
		}
	}
	return out, nil
}
