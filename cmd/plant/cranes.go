package plant

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

type craneLeg struct {
	mission wms.Mission
	unit    wms.HandlingUnitID
}

// missionsOf lists the open legs of a crane's job, the first leg first.
func (l *Line) missionsOf(open []wms.Transport, job wms.MissionID) []craneLeg {
	var out []craneLeg
	for _, t := range open {
		for _, m := range t.Missions {
			if m.Job == job && (m.Status == transports.Assigned || m.Status == transports.Loaded) {
				out = append(out, craneLeg{m, t.HandlingUnit})
			}
		}
	}
	slices.SortFunc(out, func(a, b craneLeg) int {
		if a.mission.ID == job {
			return -1
		}
		return 1
	})
	return out
}

func (l *Line) submit(device wms.DeviceID, legs []craneLeg) error {
	c, ok := l.jobDevice(device)
	if !ok || len(legs) == 0 {
		return nil
	}
	if l.belts[device] != nil {
		return c.Submit(l.beltJob(legs[0]))
	}
	job := devices.Job{Leg: l.leg(legs[0])}
	switch from, to := l.house.Site.Kind(legs[0].mission.From), l.house.Site.Kind(legs[0].mission.To); {
	case from == wms.KindRackCell && to == wms.KindRackCell:
		job.Type = devices.JobRelocate
	case from == wms.KindRackCell:
		job.Type = devices.JobRetrieve
	default:
		job.Type = devices.JobStore
	}
	if len(legs) > 1 {
		second := l.leg(legs[1])
		job.Type, job.Second = devices.JobDual, &second
	}
	err := c.Submit(job)
	if y := l.cycles[device]; y != nil && err == nil {
		y.began(job, l.plant.Clock.Now())
	}
	return err
}

func (l *Line) leg(c craneLeg) devices.Leg {
	return devices.Leg{JobID: string(c.mission.ID), HandlingUnit: string(c.unit), Src: l.spot(c.mission.From), Dst: l.spot(c.mission.To)}
}

func (l *Line) spot(id wms.LocationID) devices.Spot {
	loc, _ := l.house.Site.Location(id)
	if loc.Kind == wms.KindRackCell {
		return devices.Spot{Kind: devices.SpotCell, Side: int32(loc.Side), X: int32(loc.Bay), Y: int32(loc.Level), Depth: int32(loc.Depth)}
	}
	return devices.Spot{Kind: devices.SpotStation, X: int32(loc.PnD)}
}

// jobDone books the end of a crane's or conveyor's job and then, and only then,
// frees the machine.
func (l *Line) jobDone(ctx context.Context, device wms.DeviceID, d devices.JobDone) error {
	_, err := l.plant.do(ctx, l.house.Partition(), "crane.done", func(tx store.Tx) error {
		open, err := transports.Open(tx, tx.Partition())
		if err != nil {
			return err
		}
		for i, leg := range l.missionsOf(open, wms.MissionID(d.JobID)) {
			result, reason := d.Result, d.Reason
			if leg.mission.ID != wms.MissionID(d.JobID) || i > 0 {
				result, reason = d.Result2, d.Reason2
			}
			if err := l.bookLeg(tx, device, leg, result, reason); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if y := l.cycles[device]; y != nil {
		y.ended(d, l.plant.Clock.Now())
	}
	if c, ok := l.jobDevice(device); ok {
		c.Acknowledge(d.JobID)
	}
	return nil
}

func (l *Line) bookLeg(tx store.Tx, device wms.DeviceID, leg craneLeg, result devices.JobResult, reason int32) error {
	switch result {
	case devices.ResultDone:
		return transports.Finish(tx, leg.mission.ID, l.arrivedIn(tx))
	case devices.ResultNotAttempted, devices.ResultRejected, devices.ResultNone, devices.ResultBlocked: // what blocks is relocated first
		return transports.Fail(tx, leg.mission.ID, fmt.Sprintf("not done by the machine (result %d, reason %d)", result, reason), true)
	}
	words := wms.Say("%s could not bring %s from %s to %s: result %d, reason %d", device, leg.unit, leg.mission.From, leg.mission.To, result, reason)
	l.plant.alarms.raise(tx.Now(), string(leg.mission.ID), string(device), "transport_stuck", words, "critical")
	tx.Emit(wms.Event{Type: "transport.stuck", Subject: string(leg.unit), Data: map[string]any{"reason": words.String()}})
	return transports.Fail(tx, leg.mission.ID, words.String(), false)
}

func (l *Line) craneJob(ctx context.Context, j control.CraneJob) error {
	var legs []craneLeg
	job := wms.MissionID(uuid.NewString())
	for i, leg := range j.Legs {
		id := job
		if i > 0 {
			id = wms.MissionID(uuid.NewString())
		}
		legs = append(legs, craneLeg{wms.Mission{ID: id, Class: string(devices.ClassCrane), Device: j.Device, From: leg.From, To: leg.To, Job: job}, leg.Unit})
	}
	_, err := l.plant.do(ctx, l.house.Partition(), "mission.plan", func(tx store.Tx) error {
		for i, leg := range legs {
			if j.Legs[i].Anew {
				if err := transports.Redirect(tx, j.Legs[i].Transport, leg.mission.To); err != nil {
					return err
				}
			}
			if err := transports.AddMission(tx, j.Legs[i].Transport, leg.mission); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, leg := range legs {
		l.announce(leg.mission.To, leg.unit)
	}
	return l.submit(j.Device, legs)
}
