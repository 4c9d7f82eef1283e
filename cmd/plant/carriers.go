package plant

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

// carriers are the makers' fleets of a house. Of the control loop alone, but
// for all, which does not change.
type carriers struct {
	all    map[wms.DeviceID]devices.Carrier
	serves map[wms.DeviceID]map[wms.LocationID]bool
	waits  map[wms.MissionID]handover // vehicles that ask leave
	heard  map[wms.MissionID]time.Time
}

// handover is what a vehicle of a maker waits for.
type handover struct {
	device wms.DeviceID
	asks   devices.Handover
}

// carryLate is the site time without news after which people hear of a
// transport that a maker's fleet has.
const carryLate = 15 * time.Minute

func newCarriers() carriers {
	return carriers{all: map[wms.DeviceID]devices.Carrier{}, serves: map[wms.DeviceID]map[wms.LocationID]bool{},
		waits: map[wms.MissionID]handover{}, heard: map[wms.MissionID]time.Time{}}
}

func (l *Line) addCarrier(c devices.Carrier) {
	id := wms.DeviceID(c.ID())
	l.carriers.all[id], l.carriers.serves[id] = c, map[wms.LocationID]bool{}
	if d, ok := l.house.Config.Device(c.ID()); ok {
		for _, p := range d.Places {
			l.carriers.serves[id][wms.LocationID(p)] = true
		}
	}
}

// vehicleOf is the fleet and the vehicle of a deck that belongs to a maker.
func vehicleOf(deck wms.LocationID) (fleet wms.DeviceID, vehicle string, ok bool) {
	name, ok := strings.CutPrefix(string(deck), "@")
	if !ok {
		return "", "", false
	}
	f, v, ok := strings.Cut(name, "/")
	return wms.DeviceID(f), v, ok
}

// carrierFor finds the maker's fleet for a leg: the one whose vehicle has the
// unit, or one that serves both ends. Ours says that our own vehicles may do
// it instead.
func (l *Line) carrierFor(leg control.Leg) (id wms.DeviceID, ours bool) {
	if f, _, ok := vehicleOf(leg.From); ok {
		return f, false
	}
	ours = l.fleet != nil
	for _, c := range slices.Sorted(maps.Keys(l.carriers.all)) {
		s := l.carriers.serves[c]
		if !s[leg.From] || !s[leg.To] {
			continue
		}
		_, from := l.house.Config.Node(string(leg.From))
		_, to := l.house.Config.Node(string(leg.To))
		ours = ours && from && to
		if l.carriers.all[c].Status().Ready && !l.house.access.Look().Down[c] {
			return c, false
		}
		id = c
	}
	return id, ours
}

// carryLeg plans a leg on a maker's fleet: durable first, then sent. While its
// controller is not ready nothing new is planned on it.
func (l *Line) carryLeg(ctx context.Context, id wms.DeviceID, leg control.Leg) error {
	c, ok := l.carriers.all[id]
	if !ok || !c.Status().Ready || l.house.access.Look().Down[id] {
		return nil
	}
	m := wms.Mission{ID: wms.MissionID(uuid.NewString()), Class: string(devices.ClassFleet), Device: id, From: leg.From, To: leg.To}
	var t wms.Transport
	if _, err := l.plant.do(ctx, l.house.Partition(), "mission.plan", func(tx store.Tx) (err error) {
		if err := transports.AddMission(tx, leg.Transport, m); err != nil {
			return err
		}
		t, err = transports.Get(tx, tx.Partition(), leg.Transport)
		return err
	}); err != nil {
		return err
	}
	return l.carry(t, m)
}

// carry hands a mission over; the adapter asks before it sends, so that a
// second time does no harm.
func (l *Line) carry(t wms.Transport, m wms.Mission) error {
	c, ok := l.carriers.all[m.Device]
	if !ok {
		return nil // its fleet is no longer in the site file: a person sees it open
	}
	l.carriers.heard[m.ID] = l.plant.Clock.Now()
	x := devices.Carry{ID: string(m.ID), HandlingUnit: string(t.HandlingUnit), From: string(m.From), To: string(m.To), Priority: t.Priority}
	at := m.From
	if m.Status == transports.Loaded {
		_ = l.plant.Store.View(func(r store.Reader) error { at = l.unitAt(r, t.HandlingUnit); return nil })
	}
	if _, vehicle, ok := vehicleOf(at); ok {
		x.From, x.OnBoard = "", vehicle
	}
	if t.Deadline != nil {
		x.Deadline = *t.Deadline
	}
	if err := c.Submit(x); err != nil {
		return err
	}
	// Whoever cancelled before it was handed over found nobody to tell.
	t, err := view(l.plant, func(r store.Reader) (wms.Transport, error) { return transports.Get(r, l.house.Partition(), t.ID) })
	if err == nil {
		l.withdraw(t)
	}
	return err
}

// giveUp asks a maker's fleet to give a transport up that it has not picked
// up. False: no fleet has it, or it is too late.
func (l *Line) giveUp(tx store.Tx, id wms.TransportID) (t wms.Transport, asked bool, err error) {
	if t, err = transports.Get(tx, tx.Partition(), id); err != nil || t.Status != transports.Active {
		return t, false, err
	}
	m := t.Missions[len(t.Missions)-1]
	if m.Class != string(devices.ClassFleet) || m.Status != transports.Assigned {
		return t, false, nil
	}
	t, err = transports.Unwanted(tx, id)
	return t, err == nil, err
}

// withdraw says so to the controller, once it is durable.
func (l *Line) withdraw(t wms.Transport) {
	if n := len(t.Missions); n > 0 && t.Unwanted && t.Status == transports.Active {
		m := t.Missions[n-1]
		if c, ok := l.carriers.all[m.Device]; ok {
			if err := c.Cancel(string(m.ID)); err != nil {
				l.log.Info("cancel", "mission", m.ID, "err", err)
			}
		}
	}
}

// carried books what a maker's controller says of a mission and then, and
// only then, lets the adapter forget it.
func (l *Line) carried(ctx context.Context, device wms.DeviceID, s devices.CarryState) error {
	id, now := wms.MissionID(s.ID), l.plant.Clock.Now()
	l.carriers.heard[id] = now
	delete(l.carriers.waits, id)
	if s.Asks != devices.HandoverNone {
		l.carriers.waits[id] = handover{device, s.Asks}
	}
	_, err := l.plant.do(ctx, l.house.Partition(), "carrier."+string(s.Phase), func(tx store.Tx) error {
		t, ok, err := transports.OfMission(tx, tx.Partition(), id)
		if err != nil || !ok {
			return err
		}
		m := t.Missions[len(t.Missions)-1]
		switch s.Phase {
		case devices.CarryCarrying:
			return transports.PickedUp(tx, id, outbound.Deck(device)+wms.LocationID("/"+s.Vehicle))
		case devices.CarryDelivered:
			return transports.Finish(tx, id, l.arrivedIn(tx))
		case devices.CarryFailed, devices.CarryCancelled:
			again := m.Status != transports.Loaded && s.Again
			words := wms.Say("%s could not bring it: %s", device, s.Reason)
			if s.Phase == devices.CarryCancelled {
				words = wms.Say("%s: cancelled at the fleet's controller", device)
			}
			reason := words.String()
			if s.Phase == devices.CarryCancelled && m.Status != transports.Loaded {
				return l.cancelled(tx, t, id, reason)
			}
			if !again {
				l.plant.alarms.raise(tx.Now(), s.ID, string(device), "transport_stuck", words, "critical")
				tx.Emit(wms.Event{Type: "transport.stuck", Subject: string(t.HandlingUnit), Data: map[string]any{"reason": reason}})
			}
			return transports.Fail(tx, id, reason, again)
		}
		return nil
	})
	if err != nil || !s.Phase.Ended() {
		return err
	}
	delete(l.carriers.heard, id)
	l.plant.alarms.clear(s.ID + "/late")
	l.carriers.all[device].Acknowledge(s.ID)
	return nil
}

// cancelled books that a maker's controller gave a mission up. Its unit stays:
// if nobody wanted it moved, its work where it stands may go on.
func (l *Line) cancelled(tx store.Tx, t wms.Transport, id wms.MissionID, reason string) error {
	if err := transports.GivenUp(tx, id, reason); err != nil || !t.Unwanted || t.Status != transports.Active {
		return err
	}
	return l.house.Floor.Arrived(tx, t.HandlingUnit, l.unitAt(tx, t.HandlingUnit))
}

// permit lets vehicles of makers that wait at a station go on, as soon as the
// books and the machine at the other side allow it, and says which transports
// nothing is heard of.
func (l *Line) permit() error {
	if len(l.carriers.all) == 0 {
		return nil
	}
	now := l.plant.Clock.Now()
	for id, at := range l.carriers.heard {
		if now.Sub(at) > carryLate {
			l.plant.alarms.raise(now, string(id)+"/late", string(id), "carrier_late", wms.Say("no news of %s from its fleet's controller", id), "warning")
		}
	}
	if len(l.carriers.waits) == 0 {
		return nil
	}
	return l.plant.Store.View(func(r store.Reader) error {
		for id, w := range l.carriers.waits {
			t, ok, err := transports.OfMission(r, l.house.Partition(), id)
			if err != nil {
				return err
			}
			if !ok || t.Status != transports.Active {
				delete(l.carriers.waits, id)
				continue
			}
			free, err := l.mayHandOver(r, t, w.asks)
			if err != nil {
				return err
			}
			if free {
				l.carriers.all[w.device].Permit(string(id), w.asks)
				delete(l.carriers.waits, id)
			}
		}
		return nil
	})
}

// mayHandOver says whether a vehicle may take the unit, or set it down, where
// its leg begins or ends: the books have the unit there, or room for it, and a
// crane's P&D station grants it.
func (l *Line) mayHandOver(r store.Reader, t wms.Transport, h devices.Handover) (bool, error) {
	m := t.Missions[len(t.Missions)-1]
	place, grant := m.From, int32(2)
	if h == devices.HandoverDrop {
		place, grant = m.To, 1
		here, err := ledger.UnitsAt(r, l.house.Partition(), place)
		loc, known := l.house.Site.Location(place)
		if err != nil || !known || loc.CapacityHU > 0 && int64(len(here)) >= loc.CapacityHU {
			return false, err
		}
	} else if l.unitAt(r, t.HandlingUnit) != place {
		return false, nil
	}
	return l.granted(place, grant), nil
}

// granted asks the crane's P&D station of a place, if it is one whose state is
// known.
func (l *Line) granted(place wms.LocationID, grant int32) bool {
	loc, _ := l.house.Site.Location(place)
	c, ok := l.cranes[loc.Device]
	if !ok || loc.PnD == 0 {
		return true
	}
	if !c.Status().Online {
		return false
	}
	stations := c.Picture().Stations
	i := slices.IndexFunc(stations, func(s devices.Station) bool { return int64(s.Number) == loc.PnD })
	return i < 0 || stations[i].Grant == grant
}

// carrierVehicles are the vehicles of makers, for the map.
func (l *Line) carrierVehicles() (out []wms.LiveVehicle) {
	for id, c := range l.carriers.all {
		online := c.Status().Online
		for _, v := range c.Fleet() {
			x := wms.LiveVehicle{ID: wms.DeviceID(string(id) + "/" + v.ID), XMM: v.X, YMM: v.Y, ThetaMil: v.Theta, Battery: int64(v.BatteryPermille),
				Load: v.Load, Mission: v.CarryID, State: v.State}
			if !online {
				x.State = "offline"
			}
			out = append(out, x)
		}
	}
	return out
}
