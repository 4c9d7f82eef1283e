package plant

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

// jobDevice is a crane or conveyor.
func (l *Line) jobDevice(id wms.DeviceID) (devices.Crane, bool) {
	if c, ok := l.cranes[id]; ok {
		return c, true
	}
	c, ok := l.belts[id]
	return c, ok
}

// lookAtBelts adds the conveyors to what control looks at. What a conveyor
// that does not work last said about its stations no longer counts: they are
// closed.
func (l *Line) lookAtBelts(s *control.Snapshot, down, busy map[wms.DeviceID]bool) {
	s.Conveyors, s.Grants = map[wms.DeviceID]control.Crane{}, map[wms.LocationID]int32{}
	seen := map[wms.LocationID]string{} // what machines that work see, where the books have nothing
	for _, c := range l.house.Site.Conveyors {
		b, ok := l.belts[c.Device]
		if !ok {
			continue
		}
		st := b.Status()
		up := works(st) && !down[c.Device]
		has := b.Busy()
		known := has != "" && busy[c.Device] || has == "" && (st.Ready || st.Fault != "")
		s.Conveyors[c.Device] = control.Crane{Online: up, Free: up && st.Ready && has == "" && !busy[c.Device], Unsure: !st.Online || !known}
		for i, picture := range b.Picture().Stations {
			if i >= len(c.Stations) {
				break
			}
			id, grant := c.Stations[i], devices.GrantClosed
			if up {
				grant = picture.Grant
				if picture.Occupied && len(s.At(id)) == 0 {
					seen[id] = picture.HandlingUnit
				}
			}
			if was, shared := s.Grants[id]; shared {
				grant = l.sharedGrant(c, i, was, grant)
			}
			s.Grants[id] = grant
		}
	}
	s.Stood = l.beltClock.stood(l.plant.Clock.Now(), l.house.Site, s)
	s.Strays = l.beltClock.strays(time.Now(), s, seen)
	l.tellStrays(s.Strays)
}

// sharedGrant is what conveyors that share a station let others do there: not
// what one of them is about to change, else whatever one of them lets.
func (l *Line) sharedGrant(c wms.Conveyor, station int, was, is int32) int32 {
	switch {
	case was == devices.GrantMoving || is == devices.GrantMoving:
		return devices.GrantMoving
	case was == devices.GrantClosed:
		return is
	case is == devices.GrantClosed || station > 0 && !l.house.Site.Ends(c.Stations[station]):
		return was // one that ends here speaks of those that go on from here
	}
	return is
}

// leftOnBelts finds what stands on a conveyor and nobody waits for, after a
// transport was given up: it goes back into the rack, but from an end that no
// vehicle comes to: there people take it away.
func (l *Line) leftOnBelts(s *control.Snapshot) {
	for _, c := range l.house.Site.Conveyors {
		for _, place := range c.Stations {
			if kind := l.house.Site.Kind(place); kind != wms.KindConveyor && kind != wms.KindPnDOut {
				continue // other processes look after it
			}
			if l.house.Site.Ends(place) && !l.vehiclesReach(place) {
				continue
			}
			for _, u := range s.At(place) {
				if !slices.Contains(s.Wanted, u) && !slices.Contains(s.Whole, u) {
					s.Incoming = append(s.Incoming, control.Incoming{Unit: u})
				}
			}
		}
	}
}

func (l *Line) vehiclesReach(place wms.LocationID) bool {
	if _, ok := l.house.Config.Node(string(place)); ok && l.fleet != nil {
		return true
	}
	for _, serves := range l.carriers.serves {
		if serves[place] {
			return true
		}
	}
	return false
}

// trackBelts books how far conveyors say that their loads have come: what is
// behind may close up before the job has ended.
func (l *Line) trackBelts(ctx context.Context) error {
	for _, c := range l.house.Site.Conveyors {
		b, ok := l.belts[c.Device]
		if !ok {
			continue
		}
		job, p := wms.MissionID(b.Busy()), b.Picture()
		if job == "" || !b.Status().Online || !p.LoadPresent || p.X < 2 || int(p.X) > len(c.Stations) {
			continue
		}
		at := c.Stations[p.X-1]
		passed := func(r store.Reader) (bool, error) {
			t, ok, err := transports.OfMission(r, l.house.Partition(), job)
			if err != nil || !ok || t.Status != transports.Active || p.LoadHandlingUnit != string(t.HandlingUnit) {
				return false, err
			}
			was := slices.Index(c.Stations, l.unitAt(r, t.HandlingUnit))
			return was >= 0 && was < int(p.X)-1 && int(p.X)-1 < slices.Index(c.Stations, t.Missions[len(t.Missions)-1].To), nil
		}
		if now, err := view(l.plant, passed); err != nil || !now {
			if err != nil {
				return err
			}
			continue
		}
		if _, err := l.plant.do(ctx, l.house.Partition(), "conveyor.passed", func(tx store.Tx) error {
			if now, err := passed(tx); err != nil || !now {
				return err
			}
			return transports.Passed(tx, job, at)
		}); err != nil {
			return err
		}
	}
	return nil
}

// announce tells the conveyors that begin at a place what is about to be put
// there, so that they run when it comes; a conveyor that brings it knows.
func (l *Line) announce(at wms.LocationID, unit wms.HandlingUnitID) {
	for _, belt := range l.house.Site.Belts(at) {
		c, ok := l.belts[belt.Device]
		if !ok || belt.Number > 1 {
			continue
		}
		if err := c.Announce(int32(belt.Number), string(unit)); err != nil {
			l.log.Warn("conveyor", "device", belt.Device, "error", err)
		}
	}
}

// beltLeg makes a leg on a conveyor durable and sends it. A unit that nobody
// knows has no transport: where it is, its conveyor says again after any
// restart.
func (l *Line) beltLeg(ctx context.Context, leg control.Leg) error {
	id := wms.MissionID(uuid.NewString())
	m := wms.Mission{ID: id, Class: string(devices.ClassConveyor), Device: leg.Conveyor, From: leg.From, To: leg.To, Job: id, Reason: leg.Fallback}
	if _, err := l.plant.do(ctx, l.house.Partition(), "mission.plan", func(tx store.Tx) error {
		if leg.Fallback != "" {
			tx.Emit(wms.Event{Type: "conveyor.fallback", Subject: string(leg.Unit), Data: map[string]any{"device": string(leg.Conveyor),
				"transport": string(leg.Transport), "from": string(leg.From), "to": string(leg.To), "reason": leg.Fallback}})
		}
		if leg.Transport == "" {
			return nil
		}
		return transports.AddMission(tx, leg.Transport, m)
	}); err != nil {
		return err
	}
	if leg.Transport == "" {
		delete(l.beltClock.seen, leg.From) // what is still seen there after the job must be seen anew
	}
	l.announce(leg.To, leg.Unit)
	return l.submit(leg.Conveyor, []craneLeg{{m, leg.Unit}})
}

func (l *Line) beltJob(c craneLeg) devices.Job {
	station := func(at wms.LocationID) devices.Spot {
		for _, b := range l.house.Site.Belts(at) {
			if b.Device == c.mission.Device {
				return devices.Spot{Kind: devices.SpotStation, X: int32(b.Number)}
			}
		}
		return devices.Spot{Kind: devices.SpotStation}
	}
	return devices.Job{Type: devices.JobRelocate, Leg: devices.Leg{JobID: string(c.mission.ID), HandlingUnit: string(c.unit),
		Src: station(c.mission.From), Dst: station(c.mission.To)}}
}

// beltStation is a station in the picture of a device.
type beltStation struct {
	Number       int32  `json:"number"`
	Occupied     bool   `json:"occupied"`
	HandlingUnit string `json:"handling_unit,omitempty"`
	Grant        int32  `json:"grant"`
}

// beltDetail adds what stands where on a conveyor.
func beltDetail(detail map[string]any, p devices.CranePicture) map[string]any {
	out := maps.Clone(detail)
	if out == nil {
		out = map[string]any{}
	}
	stations := []beltStation{}
	for _, s := range p.Stations {
		stations = append(stations, beltStation{s.Number, s.Occupied, s.HandlingUnit, s.Grant})
	}
	out["stations"], out["running"] = stations, p.Y != 0
	return out
}
