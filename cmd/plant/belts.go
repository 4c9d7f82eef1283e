package plant

import (
	"context"
	"maps"
	"slices"

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
	for _, c := range l.house.Site.Conveyors {
		b, ok := l.belts[c.Device]
		if !ok {
			continue
		}
		st := b.Status()
		up := works(st) && !down[c.Device]
		s.Conveyors[c.Device] = control.Crane{Online: up, Free: up && st.Ready && b.Busy() == "" && !busy[c.Device]}
		for i, picture := range b.Picture().Stations {
			if i < len(c.Stations) {
				s.Grants[c.Stations[i]] = devices.GrantClosed
				if up {
					s.Grants[c.Stations[i]] = picture.Grant
				}
			}
		}
	}
}

// leftOnBelts finds what stands on a conveyor and nobody waits for, after a
// transport was given up: it goes back into the rack.
func (l *Line) leftOnBelts(s *control.Snapshot) {
	for _, c := range l.house.Site.Conveyors {
		for _, place := range c.Stations {
			if l.house.Site.Kind(place) == wms.KindPnDIn {
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

// announce tells a conveyor what is about to be put on it.
func (l *Line) announce(at wms.LocationID, unit wms.HandlingUnitID) {
	belt, on := l.house.Site.OnConveyor(at)
	if !on {
		return
	}
	if c, ok := l.belts[belt.Device]; ok {
		if err := c.Announce(int32(belt.Number), string(unit)); err != nil {
			l.log.Warn("conveyor", "device", belt.Device, "error", err)
		}
	}
}

// beltLeg makes a leg on a conveyor durable and sends it.
func (l *Line) beltLeg(ctx context.Context, leg control.Leg) error {
	id := wms.MissionID(uuid.NewString())
	m := wms.Mission{ID: id, Class: string(devices.ClassConveyor), Device: leg.Conveyor, From: leg.From, To: leg.To, Job: id}
	if _, err := l.plant.do(ctx, l.house.Partition(), "mission.plan", func(tx store.Tx) error {
		return transports.AddMission(tx, leg.Transport, m)
	}); err != nil {
		return err
	}
	return l.submit(leg.Conveyor, []craneLeg{{m, leg.Unit}})
}

func (l *Line) beltJob(c craneLeg) devices.Job {
	station := func(at wms.LocationID) devices.Spot {
		b, _ := l.house.Site.OnConveyor(at)
		return devices.Spot{Kind: devices.SpotStation, X: int32(b.Number)}
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
