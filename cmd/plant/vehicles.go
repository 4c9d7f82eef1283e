package plant

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control"
	"github.com/aisle-wms/aisle/wms/control/fleet"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

func (l *Line) addToFleet(t wms.Transport, m wms.Mission) error {
	if l.fleet == nil {
		return nil
	}
	fm := fleet.Mission{ID: m.ID, FromStation: string(m.From), ToStation: string(m.To), HandlingUnit: t.HandlingUnit,
		Priority: t.Priority / 10, FixedVehicle: string(m.Device), PickedUp: m.Status == transports.Loaded}
	if deck, ok := strings.CutPrefix(string(m.From), "@"); ok {
		fm.FixedVehicle, fm.PickedUp, fm.FromStation = deck, true, string(m.To)
	}
	if t.Deadline != nil {
		fm.Deadline = *t.Deadline
	}
	return l.fleet.AddMission(l.plant.Clock.Now(), fm)
}

func (l *Line) vehicleLeg(ctx context.Context, leg control.Leg) error {
	if carrier, ours := l.carrierFor(leg); carrier != "" && !ours {
		return l.carryLeg(ctx, carrier, leg)
	} else if l.fleet == nil {
		return nil // it waits until somebody can
	}
	m := wms.Mission{ID: wms.MissionID(uuid.NewString()), Class: string(devices.ClassVehicle), From: leg.From, To: leg.To}
	var t wms.Transport
	_, err := l.plant.do(ctx, l.house.Partition(), "mission.plan", func(tx store.Tx) (err error) {
		if err := transports.AddMission(tx, leg.Transport, m); err != nil {
			return err
		}
		t, err = transports.Get(tx, tx.Partition(), leg.Transport)
		return err
	})
	if err != nil {
		return err
	}
	l.announce(leg.To, leg.Unit)
	return l.offer(ctx, t, t.Missions[len(t.Missions)-1])
}

// offer hands a mission to the fleet; one that no vehicle can ever do ends
// its transport, and a person must look.
func (l *Line) offer(ctx context.Context, t wms.Transport, m wms.Mission) error {
	refusal := l.addToFleet(t, m)
	if refusal == nil {
		return nil
	}
	l.plant.alarms.raise(l.plant.Clock.Now(), string(t.ID), string(t.HandlingUnit), "transport_impossible", said(refusal), "critical")
	_, err := l.plant.do(ctx, l.house.Partition(), "mission.fail", func(tx store.Tx) error {
		return transports.Fail(tx, m.ID, refusal.Error(), false)
	})
	return err
}

// drive carries out what the fleet controller wants, in its order.
func (l *Line) drive(ctx context.Context) error {
	if l.fleet == nil {
		return nil
	}
	l.closeNodes()
	for _, a := range l.fleet.Step(l.plant.Clock.Now()) {
		if err := l.act(ctx, a); err != nil {
			return err
		}
	}
	l.watchGates()
	views := l.fleet.Explain()
	l.views.Store(&views)
	return nil
}

func (l *Line) act(ctx context.Context, a fleet.Action) error {
	book := func(kind string, fn func(tx store.Tx) error) error {
		_, err := l.plant.do(ctx, l.house.Partition(), kind, fn)
		return err
	}
	var err error
	switch a := a.(type) {
	case fleet.Assigned:
		err = book("mission.assign", func(tx store.Tx) error { return transports.Assign(tx, a.Mission, wms.DeviceID(a.Vehicle)) })
		if err == nil {
			l.fleet.Commit(a.Mission)
		}
	case fleet.Unassigned:
		err = book("mission.unassign", func(tx store.Tx) error { return transports.Unassign(tx, a.Mission) })
	case fleet.PickedUp:
		err = book("mission.pickup", func(tx store.Tx) error {
			return transports.PickedUp(tx, a.Mission, outbound.Deck(wms.DeviceID(a.Vehicle)))
		})
	case fleet.Delivered:
		l.plant.alarms.clear(a.Vehicle + "/mission")
		err = book("mission.deliver", func(tx store.Tx) error { return transports.Finish(tx, a.Mission, l.arrivedIn(tx)) })
	case fleet.Failed:
		l.log.Warn("vehicle mission failed", "mission", a.Mission, "vehicle", a.Vehicle, "reason", a.Reason)
		l.plant.alarms.raise(l.plant.Clock.Now(), a.Vehicle+"/mission", a.Vehicle, "mission_failed", wms.Say("%s could not do its mission: %s", a.Vehicle, a.Reason), "warning")
		err = book("mission.fail", func(tx store.Tx) error { return transports.Fail(tx, a.Mission, a.Reason, true) })
	case fleet.SetGate:
		if refusal := l.gates[wms.DeviceID(a.Gate)].Set(a.Want); refusal != nil {
			l.log.Warn("gate", "gate", a.Gate, "error", refusal)
		}
	case fleet.Start:
		l.heed(a.Vehicle, a.Order.ID, l.vehicles[wms.DeviceID(a.Vehicle)].Start(a.Order))
	case fleet.Extend:
		l.heed(a.Vehicle, a.OrderID, l.vehicles[wms.DeviceID(a.Vehicle)].Extend(a.OrderID, a.Steps, a.Horizon))
	case fleet.Cancel:
		l.heed(a.Vehicle, a.OrderID, l.vehicles[wms.DeviceID(a.Vehicle)].Cancel(a.OrderID))
	}
	return err
}

// heed tells the fleet controller that an adapter would not take an order, so
// that it does not wait for one nobody has.
func (l *Line) heed(vehicle, order string, refusal error) {
	if refusal != nil {
		l.log.Warn("vehicle", "vehicle", vehicle, "order", order, "error", refusal)
		l.fleet.Refused(l.plant.Clock.Now(), vehicle, order, refusal.Error())
	}
}
