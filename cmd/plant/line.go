package plant

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/access"
	"github.com/aisle-wms/aisle/wms/control"
	"github.com/aisle-wms/aisle/wms/control/fleet"
	"github.com/aisle-wms/aisle/wms/ledger"
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
	verdicts map[scanKey]time.Duration // of the sorting loop alone
	gates    map[wms.DeviceID]devices.Gate
	belts    map[wms.DeviceID]devices.Conveyor
	beltClock
	fleet    *fleet.Fleet // nil without vehicles
	carriers carriers

	reports   chan devices.Report
	inducting chan devices.Report // answered before what is in sorting
	sorting   chan devices.Report
	toOpen    []wms.HandlingUnitID // pallets at stations with work that waits
	planned   struct {             // the last look: it is not repeated while nothing changed
		seq uint64
		at  time.Time
	}
	views     atomic.Pointer[[]fleet.VehicleView]
	gateViews atomic.Pointer[[]fleet.GateView]
	asked     chan func() // by other goroutines, done between two steps

	deadSince map[wms.DeviceID]time.Time // wall time from which a crane does not work
	deadAfter time.Duration
	robots    map[wms.DeviceID]*sortField // whose field a robot belongs to
	sizes     map[wms.DeviceID][2]int64   // of robots, in mm
	racks     *racks                      // nil: cells are chosen by bay and level
	cycles    map[wms.DeviceID]*craneCycles
	dwellers  []dweller
	rerouted  time.Time

	guarding sync.Mutex // of closed zones
	pausedAt map[wms.DeviceID]time.Time
	nodes    map[string][2]int64 // of the roadmap, in mm
	closedBy *access.Picture     // what the fleet was told
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
		sorters: map[wms.DeviceID]devices.Sorter{}, visions: map[wms.DeviceID]devices.Vision{}, belts: map[wms.DeviceID]devices.Conveyor{}, gates: map[wms.DeviceID]devices.Gate{}, verdicts: map[scanKey]time.Duration{}, asked: make(chan func()),
		reports: make(chan devices.Report, reportQueue), sorting: make(chan devices.Report, reportQueue), inducting: make(chan devices.Report, reportQueue)}
	l.carriers = newCarriers()
	for _, d := range all {
		id := wms.DeviceID(d.ID())
		l.all[id] = d
		switch d := d.(type) {
		case devices.Conveyor:
			l.belts[id] = d
		case devices.Crane:
			l.cranes[id] = d
		case devices.Vehicle:
			l.vehicles[id] = d
		case devices.Sorter:
			l.sorters[id] = d
		case devices.Vision:
			l.visions[id] = d
		case devices.Gate:
			l.gates[id] = d
		case devices.Carrier:
			l.addCarrier(d)
		}
	}
	l.robots, l.sizes = map[wms.DeviceID]*sortField{}, map[wms.DeviceID][2]int64{}
	for _, d := range l.sorters {
		if f, ok := d.(*sortField); ok {
			l.addField(f)
		}
	}
	l.deadAfter, l.racks = deadAfter, newRacks(h.Config)
	l.cycles = l.racks.cycles(l.plant.Clock.Now())
	l.dwellers = dwellersOf(h.Config)
	l.deadSince = map[wms.DeviceID]time.Time{}
	l.beltClock.told = map[wms.LocationID]string{}
	l.pausedAt, l.nodes = map[wms.DeviceID]time.Time{}, map[string][2]int64{}
	if rm := h.Config.Layout.Roadmap; rm != nil {
		for _, n := range rm.Nodes {
			l.nodes[n.ID] = [2]int64{n.XMM, n.YMM}
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
	errs := make(chan error, len(l.all)+3)
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
	start("zones", func() error { return l.guardZones(ctx) })
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
	switch {
	case r.Vehicle != nil && l.robots[wms.DeviceID(r.Device)] != nil:
		to = l.robots[wms.DeviceID(r.Device)].heard
	case r.Induct != nil || r.Scan != nil:
		to = l.inducting
	case r.Divert != nil:
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
		case ask := <-l.asked:
			ask()
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
		l.announce(m.To, t.HandlingUnit)
		if m.Job != "" {
			jobs[m.Job], crane[m.Job] = true, m.Device
			continue
		}
		if m.Class == string(devices.ClassFleet) {
			if err := l.carry(t, m); err != nil {
				return err
			}
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

// handle books what a crane or vehicle reported.
func (l *Line) handle(ctx context.Context, r devices.Report) error {
	switch {
	case r.Vehicle != nil && l.fleet != nil:
		l.fleet.Update(l.plant.Clock.Now(), r.Device, *r.Vehicle)
	case r.Gate != nil && l.fleet != nil:
		l.fleet.UpdateGate(l.plant.Clock.Now(), r.Device, *r.Gate)
	case r.Carry != nil:
		return l.carried(ctx, wms.DeviceID(r.Device), *r.Carry)
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
		l.plant.alarms.raise(now, key, device, "device_offline", wms.Say("%s is not heard of", device), "warning")
	}
	if s.Fault == "" {
		l.plant.alarms.clear(device + "/fault")
	} else {
		level := "critical"
		if s.Severity > 0 && s.Severity < 500 {
			level = "warning"
		}
		l.plant.alarms.raise(now, device+"/fault", device, "device_fault", wms.Say("%s has a fault: %s", device, s.Fault), level)
	}
}

// step looks at the floor, makes its decisions durable, and sends them.
func (l *Line) step(ctx context.Context) error {
	seq := l.plant.Store.Seq()
	if seq == l.planned.seq && time.Since(l.planned.at) < lookAgain {
		return l.drive(ctx)
	}
	l.planned.seq, l.planned.at = seq, time.Now()
	if err := l.giveBack(ctx); err != nil {
		return err
	}
	if err := l.permit(); err != nil {
		return err
	}
	if err := l.trackBelts(ctx); err != nil {
		return err
	}
	if err := l.failover(ctx); err != nil {
		return err
	}
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
	if err := l.reopen(ctx, l.toOpen); err != nil {
		return err
	}
	for _, n := range d.New {
		if _, err := l.plant.do(ctx, l.house.Partition(), "transport.new", func(tx store.Tx) error {
			if idle, err := l.house.Floor.LeavesStation(tx, n.Unit); err != nil || (!idle && l.atStation(tx, n.Unit)) {
				return err // work came in since the look
			}
			if l.house.Site.Kind(n.To) == wms.KindStation {
				l.racks.note(l.house, tx, n.Unit)
			}
			_, err := transports.New(tx, l.house.Site, wms.Transport{HandlingUnit: n.Unit, To: n.To, Priority: n.Priority, Planned: true})
			return err
		}); err != nil && wms.CodeOf(err) == "internal" {
			return err
		}
	}
	for _, leg := range d.Vehicles {
		if err := l.vehicleLeg(ctx, leg); err != nil && wms.CodeOf(err) == "internal" { // else somebody cancelled or resolved it since the look
			return err
		}
	}
	for _, j := range d.Jobs {
		if err := l.craneJob(ctx, j); err != nil && wms.CodeOf(err) == "internal" { // else somebody cancelled or resolved it since the look
			return err
		}
	}
	for _, leg := range d.Belts {
		if err := l.beltLeg(ctx, leg); err != nil && wms.CodeOf(err) == "internal" { // else somebody cancelled or resolved it since the look
			return err
		}
	}
	l.dwell()
	return l.drive(ctx)
}

func (l *Line) atStation(r store.Reader, id wms.HandlingUnitID) bool {
	return l.house.Site.Kind(l.unitAt(r, id)) == wms.KindStation
}

// unitAt is where a unit stands, "" if that can't be read.
func (l *Line) unitAt(r store.Reader, id wms.HandlingUnitID) wms.LocationID {
	u, _, err := ledger.Unit(r, l.house.Partition(), id)
	if err != nil {
		return ""
	}
	return u.Location
}

// arrivedIn tells the processes, in the command that books it, that a unit has
// come to where its transport ends. At a station its work is opened by reopen
// instead: that may be refused (no empty tote), and what a machine did is
// booked all the same.
func (l *Line) arrivedIn(tx store.Tx) func(u wms.HandlingUnitID, at wms.LocationID) error {
	return func(u wms.HandlingUnitID, at wms.LocationID) error {
		if l.house.Site.Kind(at) == wms.KindStation {
			return nil
		}
		if l.house.Site.Kind(at) == wms.KindRackCell {
			if err := l.plant.hall(l.house).Stored(tx, u); err != nil {
				return err
			}
		}
		return l.house.Floor.Arrived(tx, u, at)
	}
}

// reopen opens the work of pallets that stand at a station with work that
// waits.
func (l *Line) reopen(ctx context.Context, pallets []wms.HandlingUnitID) error {
	for _, id := range pallets {
		_, err := l.plant.do(ctx, l.house.Partition(), "station.open", func(tx store.Tx) error {
			u, err := ledger.MustUnit(tx, tx.Partition(), id)
			if err != nil {
				return err
			}
			return l.house.Floor.Arrived(tx, id, u.Location)
		})
		key := string(l.house.Site.ID) + "/station/" + string(id)
		var refusal *wms.Error
		switch {
		case errors.As(err, &refusal):
			l.plant.alarms.raise(l.plant.Clock.Now(), key, string(id), refusal.Code, said(refusal), "warning")
		case err != nil:
			return err
		default:
			l.plant.alarms.clear(key)
		}
	}
	return nil
}
