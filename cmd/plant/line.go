package plant

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control"
	"github.com/aisle-wms/aisle/wms/control/fleet"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

// Line is the machines of one house and the loop that keeps them busy. All
// decisions are made in one goroutine; what the sorter reports is answered in
// another, because it has a deadline.
type Line struct {
	plant *Plant
	house *House
	log   *slog.Logger

	all      map[wms.DeviceID]devices.Device
	cranes   map[wms.DeviceID]devices.Crane
	vehicles map[wms.DeviceID]devices.Vehicle
	sorters  map[wms.DeviceID]devices.Sorter
	visions  map[wms.DeviceID]devices.Vision
	fleet    *fleet.Fleet // nil without vehicles

	reports chan devices.Report
	sorting chan devices.Report
	planned struct { // the last look: it is not repeated while nothing changed
		seq uint64
		at  time.Time
	}
	views atomic.Pointer[[]fleet.VehicleView]
}

const (
	// controlTick is the wall time between two looks of the control loop when
	// nothing is reported.
	controlTick = 25 * time.Millisecond
	// lookAgain is the wall time after which the floor is looked at although
	// nothing was written: a machine may have become free.
	lookAgain = 100 * time.Millisecond
	// reportQueue bounds what devices may have said and nobody has handled.
	reportQueue = 4096
)

// NewLine makes the line of a house from its machines.
func NewLine(p *Plant, h *House, all []devices.Device, f *fleet.Fleet) *Line {
	l := &Line{plant: p, house: h, log: p.Logger.With("warehouse", string(h.Site.ID)), fleet: f,
		all: map[wms.DeviceID]devices.Device{}, cranes: map[wms.DeviceID]devices.Crane{}, vehicles: map[wms.DeviceID]devices.Vehicle{},
		sorters: map[wms.DeviceID]devices.Sorter{}, visions: map[wms.DeviceID]devices.Vision{},
		reports: make(chan devices.Report, reportQueue), sorting: make(chan devices.Report, reportQueue)}
	for _, d := range all {
		id := wms.DeviceID(d.ID())
		l.all[id] = d
		switch d := d.(type) {
		case devices.Crane:
			l.cranes[id] = d
		case devices.Vehicle:
			l.vehicles[id] = d
		case devices.Sorter:
			l.sorters[id] = d
		case devices.Vision:
			l.visions[id] = d
		}
	}
	h.Line = l
	return l
}

// Run runs the devices and the loops until ctx ends.
func (l *Line) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	errs := make(chan error, len(l.all)+2)
	start := func(name string, fn func() error) {
		wg.Go(func() {
			if err := fn(); err != nil && ctx.Err() == nil {
				errs <- fmt.Errorf("%s: %w", name, err)
				cancel()
			}
		})
	}
	for id, d := range l.all {
		start(string(id), func() error { return d.Run(ctx, func(r devices.Report) { l.take(ctx, r) }) })
	}
	start("control", func() error { return l.loop(ctx) })
	start("sorting", func() error { return l.sortLoop(ctx) })
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// take queues a report; a full queue holds the device up, not the loop.
func (l *Line) take(ctx context.Context, r devices.Report) {
	to := l.reports
	if r.Induct != nil || r.Divert != nil || r.Scan != nil {
		to = l.sorting
	}
	select {
	case to <- r:
	case <-ctx.Done():
	}
}

func (l *Line) loop(ctx context.Context) error {
	if err := l.resume(ctx); err != nil {
		return ignoreDone(ctx, err)
	}
	tick := time.NewTicker(controlTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case r := <-l.reports:
			if err := l.handle(ctx, r); err != nil {
				return ignoreDone(ctx, err)
			}
			for more := true; more; {
				select {
				case r := <-l.reports:
					if err := l.handle(ctx, r); err != nil {
						return ignoreDone(ctx, err)
					}
				default:
					more = false
				}
			}
		}
		if err := l.step(ctx); err != nil {
			return ignoreDone(ctx, err)
		}
	}
}

// resume gives the machines their missions back after a start: what was
// durable before it was sent is sent again, and they sort out what they know.
func (l *Line) resume(ctx context.Context) error {
	var open []wms.Transport
	err := l.plant.Store.View(func(r store.Reader) (err error) {
		open, err = transports.Open(r, l.house.Partition())
		return err
	})
	if err != nil {
		return err
	}
	jobs := map[wms.MissionID]bool{}
	crane := map[wms.MissionID]wms.DeviceID{}
	for _, t := range open {
		if t.Status != transports.Active {
			continue
		}
		m := t.Missions[len(t.Missions)-1]
		if m.Class == string(devices.ClassCrane) {
			jobs[m.Job], crane[m.Job] = true, m.Device
			continue
		}
		if err := l.offer(ctx, t, m); err != nil {
			return err
		}
	}
	for id := range jobs {
		if err := l.submit(crane[id], l.missionsOf(open, id)); err != nil {
			return err
		}
	}
	return nil
}

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
	c, ok := l.cranes[device]
	if !ok || len(legs) == 0 {
		return nil
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
	return c.Submit(job)
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

// handle books what a crane or vehicle reported.
func (l *Line) handle(ctx context.Context, r devices.Report) error {
	switch {
	case r.Vehicle != nil && l.fleet != nil:
		l.fleet.Update(l.plant.Clock.Now(), r.Device, *r.Vehicle)
	case r.Job != nil:
		return l.jobDone(ctx, wms.DeviceID(r.Device), *r.Job)
	case r.Status != nil:
		l.watch(r.Device, *r.Status)
	}
	return nil
}

func (l *Line) watch(device string, s devices.Status) {
	now := l.plant.Clock.Now()
	key := device + "/offline"
	if s.Online {
		l.plant.alarms.clear(key)
	} else {
		l.plant.alarms.raise(now, key, device, "device_offline", device+" is not heard of", "warning")
	}
	if s.Fault == "" {
		l.plant.alarms.clear(device + "/fault")
	} else {
		l.plant.alarms.raise(now, device+"/fault", device, "device_fault", device+": "+s.Fault, "critical")
	}
}

// jobDone books the end of a crane's job and then, and only then, frees the
// crane.
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
	l.cranes[device].Acknowledge(d.JobID)
	return nil
}

func (l *Line) bookLeg(tx store.Tx, device wms.DeviceID, leg craneLeg, result devices.JobResult, reason int32) error {
	switch result {
	case devices.ResultDone:
		return transports.Finish(tx, leg.mission.ID, func(u wms.HandlingUnitID, at wms.LocationID) error {
			return l.house.Floor.Arrived(tx, u, at)
		})
	case devices.ResultNotAttempted, devices.ResultRejected, devices.ResultNone:
		return transports.Fail(tx, leg.mission.ID, fmt.Sprintf("not done by the crane (result %d, reason %d)", result, reason), true)
	}
	text := fmt.Sprintf("%s could not bring %s from %s to %s: result %d, reason %d", device, leg.unit, leg.mission.From, leg.mission.To, result, reason)
	l.plant.alarms.raise(tx.Now(), string(leg.mission.ID), string(device), "transport_stuck", text, "critical")
	tx.Emit(wms.Event{Type: "transport.stuck", Subject: string(leg.unit), Data: map[string]any{"reason": text}})
	return transports.Fail(tx, leg.mission.ID, text, false)
}

// step looks at the floor, makes its decisions durable, and sends them.
func (l *Line) step(ctx context.Context) error {
	seq := l.plant.Store.Seq()
	if seq == l.planned.seq && time.Since(l.planned.at) < lookAgain {
		return l.drive(ctx)
	}
	l.planned.seq, l.planned.at = seq, time.Now()
	var d control.Decisions
	err := l.plant.Store.View(func(r store.Reader) error {
		s, err := l.snapshot(r)
		if err == nil {
			d = control.Plan(s)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, n := range d.New {
		if _, err := l.plant.do(ctx, l.house.Partition(), "transport.new", func(tx store.Tx) error {
			if idle, err := l.house.Floor.LeavesStation(tx, n.Unit); err != nil || (!idle && l.atStation(tx, n.Unit)) {
				return err // work came in since the look
			}
			_, err := transports.New(tx, l.house.Site, wms.Transport{HandlingUnit: n.Unit, To: n.To, Priority: n.Priority})
			return err
		}); err != nil && wms.CodeOf(err) == "internal" {
			return err
		}
	}
	for _, leg := range d.Vehicles {
		if err := l.vehicleLeg(ctx, leg); err != nil {
			return err
		}
	}
	for _, j := range d.Jobs {
		if err := l.craneJob(ctx, j); err != nil {
			return err
		}
	}
	return l.drive(ctx)
}

func (l *Line) atStation(r store.Reader, id wms.HandlingUnitID) bool {
	u, _, err := ledger.Unit(r, l.house.Partition(), id)
	return err == nil && l.house.Site.Kind(u.Location) == wms.KindStation
}

func (l *Line) vehicleLeg(ctx context.Context, leg control.Leg) error {
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
	return l.offer(ctx, t, t.Missions[len(t.Missions)-1])
}

// offer hands a mission to the fleet; one that no vehicle can ever do ends
// its transport, and a person must look.
func (l *Line) offer(ctx context.Context, t wms.Transport, m wms.Mission) error {
	refusal := l.addToFleet(t, m)
	if refusal == nil {
		return nil
	}
	l.plant.alarms.raise(l.plant.Clock.Now(), string(t.ID), string(t.HandlingUnit), "transport_impossible", refusal.Error(), "critical")
	_, err := l.plant.do(ctx, l.house.Partition(), "mission.fail", func(tx store.Tx) error {
		return transports.Fail(tx, m.ID, refusal.Error(), false)
	})
	return err
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
			if err := transports.AddMission(tx, j.Legs[i].Transport, leg.mission); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return l.submit(j.Device, legs)
}

// drive carries out what the fleet controller wants, in its order.
func (l *Line) drive(ctx context.Context) error {
	if l.fleet == nil {
		return nil
	}
	for _, a := range l.fleet.Step(l.plant.Clock.Now()) {
		if err := l.act(ctx, a); err != nil {
			return err
		}
	}
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
	case fleet.PickedUp:
		err = book("mission.pickup", func(tx store.Tx) error {
			return transports.PickedUp(tx, a.Mission, outbound.Deck(wms.DeviceID(a.Vehicle)))
		})
	case fleet.Delivered:
		err = book("mission.deliver", func(tx store.Tx) error {
			return transports.Finish(tx, a.Mission, func(u wms.HandlingUnitID, at wms.LocationID) error {
				return l.house.Floor.Arrived(tx, u, at)
			})
		})
	case fleet.Failed:
		l.log.Warn("vehicle mission failed", "mission", a.Mission, "vehicle", a.Vehicle, "reason", a.Reason)
		err = book("mission.fail", func(tx store.Tx) error { return transports.Fail(tx, a.Mission, a.Reason, true) })
	case fleet.Start:
		l.complain(l.vehicles[wms.DeviceID(a.Vehicle)].Start(a.Order))
	case fleet.Extend:
		l.complain(l.vehicles[wms.DeviceID(a.Vehicle)].Extend(a.OrderID, a.Steps, a.Horizon))
	case fleet.Cancel:
		l.complain(l.vehicles[wms.DeviceID(a.Vehicle)].Cancel(a.OrderID))
	}
	return err
}

func (l *Line) complain(err error) {
	if err != nil {
		l.log.Warn("vehicle", "error", err)
	}
}

// snapshot is what control looks at.
func (l *Line) snapshot(r store.Reader) (control.Snapshot, error) {
	p, floor := l.house.Partition(), l.house.Floor
	s := control.Snapshot{Site: l.house.Site, Cranes: map[wms.DeviceID]control.Crane{}, Vehicles: l.fleet != nil,
		At: func(loc wms.LocationID) []wms.HandlingUnitID {
			ids, _ := ledger.UnitsAt(r, p, loc)
			return ids
		},
		UnitAt: func(id wms.HandlingUnitID) wms.LocationID {
			u, _, _ := ledger.Unit(r, p, id)
			return u.Location
		},
		Empty: func(id wms.HandlingUnitID) bool {
			in, err := ledger.InPlace(r, p, ledger.In(id))
			return err == nil && len(in) == 0
		}}
	var err error
	if s.Transports, err = transports.Open(r, p); err != nil {
		return s, err
	}
	busy := map[wms.DeviceID]bool{}
	for _, t := range s.Transports {
		if t.Status == transports.Active {
			busy[t.Missions[len(t.Missions)-1].Device] = true
		}
	}
	for id, c := range l.cranes {
		st := c.Status()
		s.Cranes[id] = control.Crane{Online: st.Online && st.Fault == "", Free: st.Ready && c.Busy() == "" && !busy[id]}
	}
	if s.Wanted, err = floor.WantedAtStations(r); err != nil {
		return s, err
	}
	if s.Whole, err = floor.WholePallets(r); err != nil {
		return s, err
	}
	return s, l.standing(r, &s)
}

// standing finds what stands where vehicles take over: pallets at stations
// that are done with, totes at hand-over places, pallets at inbound places
// that vehicles reach.
func (l *Line) standing(r store.Reader, s *control.Snapshot) error {
	for _, place := range l.house.Site.Of(wms.KindStation) {
		for _, u := range s.At(place) {
			done, err := l.house.Floor.LeavesStation(r, u)
			if err != nil {
				return err
			}
			if unit, _, _ := ledger.Unit(r, l.house.Partition(), u); done && unit.Kind == wms.Pallet {
				s.Leaving = append(s.Leaving, u)
			}
		}
	}
	bench := l.house.Site.Of(wms.KindBench)
	for _, place := range l.house.Site.Of(wms.KindHandover) {
		for i, u := range s.At(place) {
			s.Incoming = append(s.Incoming, control.Incoming{Unit: u, To: bench[i%len(bench)]})
		}
	}
	for id := range l.visions {
		for _, u := range s.At(l.visionPlace(id, wms.KindStaging)) {
			s.Incoming = append(s.Incoming, control.Incoming{Unit: u})
		}
	}
	for _, place := range l.house.Site.Of(wms.KindPnDIn) { // after a failed store: the cell is chosen anew
		for _, u := range s.At(place) {
			s.Incoming = append(s.Incoming, control.Incoming{Unit: u})
		}
	}
	return nil
}
