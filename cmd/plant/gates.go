package plant

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control/fleet"
)

// gateOver makes a door or lift of a job device.
func gateOver(w *config.Warehouse, d devices.Device) (devices.Device, error) {
	machine, ok := d.(devices.Crane)
	g, known := w.GateOf(d.ID())
	if !ok || !known {
		return nil, fmt.Errorf("device %s: no door or lift is driven over this protocol", d.ID())
	}
	return devices.NewJobGate(machine, g.Door != nil, uuid.NewString), nil
}

// gateSpecs are the doors and lifts as the fleet knows them, by device id.
func gateSpecs(w *config.Warehouse, speed float64) (specs []fleet.GateSpec) {
	for _, d := range w.DevicesOf("gate") {
		g, ok := w.GateOf(d.ID)
		if !ok {
			continue
		}
		s := fleet.GateSpec{ID: d.ID, LateAfter: time.Duration(speed * float64(gateLateAfter))}
		switch {
		case g.Door != nil:
			for i := 0; i+1 < len(g.Door.Between); i += 2 {
				s.Door = append(s.Door, [2]string{g.Door.Between[i], g.Door.Between[i+1]})
			}
		default:
			s.LateAfter += 4 * time.Duration(g.Lift.TravelMS) * time.Millisecond
			for _, stop := range g.Lift.Stops {
				s.Car = append(s.Car, stop.Node)
			}
		}
		specs = append(specs, s)
	}
	return specs
}

// gateLateAfter is the wall time that a door or lift may take to answer; its
// motion comes on top.
const gateLateAfter = 30 * time.Second

// watchGates shows how the doors and lifts are, and raises the alarms of those
// that somebody must look at.
func (l *Line) watchGates() {
	if len(l.gates) == 0 {
		return
	}
	views := l.fleet.Gates()
	l.gateViews.Store(&views)
	for _, g := range views {
		key := g.ID + "/gate"
		switch {
		case g.Trouble == "" || l.plant.Clock.Now().Sub(g.Since) < gateGrace:
			l.plant.alarms.clear(key)
		case g.OutOfUse:
			l.plant.alarms.raise(l.plant.Clock.Now(), key, g.ID, "gate_out_of_use", wms.Say("%s is out of use: %s", g.ID, g.Trouble), "critical")
		default:
			l.plant.alarms.raise(l.plant.Clock.Now(), key, g.ID, "gate_kept", wms.Say("%s is kept open: %s", g.ID, g.Trouble), "warning")
		}
	}
}

// gateGrace is how long a trouble lasts before people are called.
const gateGrace = 20 * time.Second

// gateDetail adds to a device what the fleet knows of the door or lift.
func (l *Line) gateDetail(id wms.DeviceID, v *wms.DeviceView) {
	views := l.gateViews.Load()
	if views == nil {
		return
	}
	for _, g := range *views {
		if g.ID != string(id) {
			continue
		}
		v.Detail = map[string]any{"lift": g.Lift, "stop": g.Stop, "open": g.Open, "inside": strings.Join(g.Inside, ", "),
			"waiting": strings.Join(g.Waiting, ", "), "out_of_use": g.OutOfUse}
		if g.Trouble != "" {
			v.Detail["trouble"], v.Detail["since"] = g.Trouble, g.Since.UTC()
		}
	}
}

// releaseGate hands a person's word that nobody is in a gate to the loop that
// decides.
func (l *Line) releaseGate(ctx context.Context, id string) error {
	type said struct {
		by  string
		err error
	}
	answer := make(chan said, 1)
	ask := func() {
		by, err := l.fleet.ReleaseGate(l.plant.Clock.Now(), id)
		answer <- said{by, err}
	}
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	select {
	case l.asked <- ask:
	case <-ctx.Done():
		return wms.Refuse(wms.Unavailable, "control_busy", "the control loop of %s does not answer: try again", id)
	}
	select {
	case a := <-answer:
		if a.by != "" {
			return wms.Refuse(wms.Conflict, "gate_in_use", "%s reports that it is in %s: drive it out, or switch it off first", a.by, id)
		}
		return a.err
	case <-ctx.Done():
		return wms.Refuse(wms.Unavailable, "control_busy", "the control loop of %s does not answer: look whether it was released", id)
	}
}

// askFor is the wall time for which a request waits for the control loop.
const askFor = 10 * time.Second
