package plant

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing/mapf"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/control/field"
	"github.com/aisle-wms/aisle/wms/control/fleet"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/outbound"
	"github.com/aisle-wms/aisle/wms/store"
)

// sortField is a field of robots as the sorter that it is to everybody else: a
// parcel on a tray is an item that passed the scanner, a tilt is a divert.
type sortField struct {
	id     string
	plant  *Plant
	house  *House
	log    *slog.Logger
	robots map[string]devices.Vehicle
	heard  chan devices.Report // states of its robots
	places []wms.LocationID    // inductions, in the field's order
	chutes []chutePlace

	mu      sync.Mutex
	ctl     *field.Control
	numbers []uint32 // parcels' numbers that are durable as given
	live    []devices.Chute
	since   time.Time
}

type chutePlace struct {
	number   int
	place    wms.LocationID
	capacity int64
}

const (
	// fieldTick is the wall time between two looks of a field's loop.
	fieldTick = 10 * time.Millisecond
	// fieldLook is that between two looks at what lies where.
	fieldLook = 100 * time.Millisecond
	// numbersAtOnce are made durable together.
	numbersAtOnce = 1000
	// talkTime is how long a robot's word and the answer may take on the wire;
	// at speed the robot needs more cells before it.
	talkTime = 25 * time.Millisecond
)

var _ devices.Sorter = (*sortField)(nil)

// fields makes the sorters of a house that are fields.
func (p *Plant) fields(h *House) ([]*sortField, error) {
	var out []*sortField
	for i := range h.Config.Layout.Sorters {
		if s := &h.Config.Layout.Sorters[i]; s.Field != nil {
			f, err := p.newField(h, s)
			if err != nil {
				return nil, s.At.Errorf("%v", err)
			}
			out = append(out, f)
		}
	}
	return out, nil
}

func (p *Plant) newField(h *House, s *config.Sorter) (*sortField, error) {
	f := &sortField{id: s.Device, plant: p, house: h, log: p.Logger.With("field", s.Device), robots: map[string]devices.Vehicle{},
		heard: make(chan devices.Report, reportQueue), since: time.Now()}
	c := s.Field
	grid := mapf.NewGrid(int(c.Columns), int(c.Rows), c.Free())
	at := func(x config.Cell) int32 { return grid.At(int(x.Column), int(x.Row)) }
	set := field.Settings{ID: s.Device, Map: s.ID, NewID: uuid.NewString, NextNumber: f.nextNumber,
		WaitForStates: time.Duration(p.Speed * float64(waitForVehicles)), Config: field.Config{Grid: grid, Seed: 1},
		Node: func(cell int32) (string, int64, int64) {
			x, y := grid.XY(cell)
			xy := config.Cell{Column: int64(x), Row: int64(y)}
			xMM, yMM := c.Place(xy)
			return xy.Node(), xMM, yMM
		}}
	var slowest *config.VehicleModel
	for _, d := range h.Config.DevicesOf("robot") {
		if d.Sorter != s.Device {
			continue
		}
		set.Config.Homes = append(set.Config.Homes, at(c.ParkingCells()[len(set.Robots)]))
		set.Robots = append(set.Robots, d.ID)
		m := h.Config.VehicleModel(d)
		if slowest == nil || m.SpeedMMPerS < slowest.SpeedMMPerS {
			slowest = m
		}
		set.ChargeBelow = int32(m.ChargeAtPermille)
	}
	speed, brake := float64(slowest.SpeedMMPerS), float64(slowest.SpeedMMPerS*slowest.SpeedMMPerS)/float64(2*slowest.AccelMMPerS2)
	set.Pace = time.Duration(float64(c.PitchMM) / speed * float64(time.Second))
	set.Config.Lookahead = min(12, 1+int(math.Ceil((brake+speed*p.Speed*talkTime.Seconds())/float64(c.PitchMM))))
	for i, x := range c.Inductions() {
		set.Config.Inductions = append(set.Config.Inductions, at(x))
		set.Inductions = append(set.Inductions, s.Inductions[i].ID)
		f.places = append(f.places, wms.LocationID(s.Inductions[i].ID))
	}
	for i, cells := range c.Chutes() {
		chute := s.Reject
		if i < len(s.Chutes) {
			chute = s.Chutes[i]
		}
		x := field.Chute{Number: int(chute.Number)}
		for _, cell := range cells {
			x.Cells = append(x.Cells, at(cell))
		}
		set.Config.Chutes = append(set.Config.Chutes, x)
		set.Chutes = append(set.Chutes, chute.Location)
		f.chutes = append(f.chutes, chutePlace{x.Number, wms.LocationID(chute.Location), chute.Capacity})
		f.live = append(f.live, devices.Chute{Number: int32(chute.Number), Enabled: true})
	}
	for _, x := range c.ChargingCells() {
		set.Config.Chargers = append(set.Config.Chargers, at(x))
	}
	var err error
	if set.Standing, err = f.standing(); err != nil {
		return nil, err
	}
	f.ctl, err = field.NewControl(set)
	return f, err
}

// addField lets a line's vehicles be a field's robots.
func (l *Line) addField(f *sortField) {
	for _, d := range l.house.Config.DevicesOf("robot") {
		if v, ok := l.vehicles[wms.DeviceID(d.ID)]; ok && d.Sorter == f.id {
			f.robots[d.ID] = v
			l.robots[wms.DeviceID(d.ID)] = f
			m := l.house.Config.VehicleModel(d)
			l.sizes[wms.DeviceID(d.ID)] = [2]int64{m.LengthMM, m.WidthMM}
		}
	}
}

// robotViews adds what the robots do to the views of the fleet.
func (l *Line) robotViews(views map[string]fleet.VehicleView) {
	for _, s := range l.sorters {
		f, ok := s.(*sortField)
		if !ok {
			continue
		}
		f.mu.Lock()
		all := f.ctl.Views()
		f.mu.Unlock()
		for _, v := range all {
			x := fleet.VehicleView{Vehicle: v.Robot, State: v.State, Why: v.Why, Reason: v.Reason, At: v.At, WaitsFor: v.WaitsFor, Since: v.Since, Released: v.Released}
			if v.Parcel != 0 {
				x.Mission = wms.MissionID(fmt.Sprintf("%s-%d", f.id, v.Parcel))
			}
			views[v.Robot] = x
		}
	}
}

// ID implements devices.Device.
func (f *sortField) ID() string { return f.id }

// Class implements devices.Device.
func (f *sortField) Class() devices.Class { return devices.ClassSorter }

// Status implements devices.Device: as good as its robots.
func (f *sortField) Status() devices.Status {
	st := devices.Status{Protocol: "field of VDA 5050 robots", Since: f.since, Mode: "Idle"}
	online, ready := 0, 0
	for _, r := range f.robots {
		s := r.Status()
		if s.Online {
			online++
		}
		if s.Ready {
			ready++
		}
		if s.LastSeen.After(st.LastSeen) {
			st.LastSeen = s.LastSeen
		}
	}
	st.Online, st.Ready = online > 0, ready > 0
	if ready > 0 {
		st.Mode = "Execute"
	}
	st.Detail = map[string]any{"robots": len(f.robots), "online": online, "ready": ready}
	return st
}

// Decide implements devices.Sorter.
func (f *sortField) Decide(number uint32, chute, alternative int32) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ctl.Decide(number, int(chute), int(alternative))
	return nil
}

// InductHandled implements devices.Sorter: Decide says it all.
func (f *sortField) InductHandled(uint32) {}

// ConfirmHandled implements devices.Sorter: a robot waits for its own confirm.
func (f *sortField) ConfirmHandled(number uint32) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ctl.Booked(number)
}

// Chutes implements devices.Sorter.
func (f *sortField) Chutes() []devices.Chute {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.live)
}

// Run implements devices.Device: it drives the robots, whose own Run the line
// has begun, until ctx ends.
func (f *sortField) Run(ctx context.Context, report func(devices.Report)) error {
	tick := time.NewTicker(fieldTick)
	defer tick.Stop()
	var looked time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-f.heard:
			f.hear(r)
		case <-tick.C:
		}
		for len(f.heard) > 0 {
			f.hear(<-f.heard)
		}
		if err := f.lease(ctx); err != nil {
			return ignoreDone(ctx, err)
		}
		if time.Since(looked) >= fieldLook {
			looked = time.Now()
			if err := f.look(); err != nil {
				return err
			}
		}
		f.mu.Lock()
		deeds := f.ctl.Step(f.plant.Clock.Now())
		f.mu.Unlock()
		for _, d := range deeds {
			if s, ok := d.(field.Stands); ok {
				if err := f.remember(ctx, s); err != nil {
					return ignoreDone(ctx, err)
				}
				continue
			}
			f.carryOut(d, report)
		}
	}
}

func (f *sortField) hear(r devices.Report) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ctl.Update(f.plant.Clock.Now(), r.Device, *r.Vehicle)
}

// look tells the field what lies at its inductions and in its chutes.
func (f *sortField) look() error {
	return f.plant.Store.View(func(r store.Reader) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		p, outages := f.house.Partition(), f.house.access.Look().Down
		down := outages[wms.DeviceID(f.id)]
		for i, at := range f.places {
			units, err := ledger.UnitsAt(r, p, at)
			if err != nil {
				return err
			}
			if n := len(units); down {
				f.ctl.SetWaiting(i, field.Closed)
			} else {
				f.ctl.SetWaiting(i, n)
			}
		}
		for id := range f.robots {
			f.ctl.SetOut(id, outages[wms.DeviceID(id)])
		}
		for i, c := range f.chutes {
			units, err := ledger.UnitsAt(r, p, c.place)
			if err != nil {
				return err
			}
			full := c.capacity > 0 && int64(len(units)) >= c.capacity
			f.live[i].Count, f.live[i].Full = uint32(len(units)), full
			f.ctl.SetChute(c.number, full && c.number != field.Reject, true)
		}
		return nil
	})
}

// lease makes numbers durable as given before they are.
func (f *sortField) lease(ctx context.Context) error {
	f.mu.Lock()
	enough := len(f.numbers) > numbersAtOnce/2
	f.mu.Unlock()
	if enough {
		return nil
	}
	var first uint32
	if _, err := f.plant.do(ctx, f.house.Partition(), "sorter.numbers", func(tx store.Tx) (err error) {
		first, err = outbound.Numbers(tx, wms.DeviceID(f.id), numbersAtOnce)
		return err
	}); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range uint32(numbersAtOnce) {
		f.numbers = append(f.numbers, first+i)
	}
	return nil
}

// robotStands has the cells of each robot that the others are led around.
var robotStands = store.NewTable[[]string]("robotstands", 1) // field, robot

// standing is what remember kept.
func (f *sortField) standing() (map[string][]string, error) {
	return view(f.plant, func(r store.Reader) (map[string][]string, error) {
		out := map[string][]string{}
		for _, d := range f.house.Config.DevicesOf("robot") {
			nodes, had, err := robotStands.Get(r, f.house.Partition(), f.id, d.ID)
			if err != nil {
				return nil, err
			}
			if had && d.Sorter == f.id {
				out[d.ID] = nodes
			}
		}
		return out, nil
	})
}

func (f *sortField) remember(ctx context.Context, s field.Stands) error {
	_, err := f.plant.do(ctx, f.house.Partition(), "robot.stands", func(tx store.Tx) error {
		if len(s.Nodes) == 0 {
			return robotStands.Delete(tx, f.id, s.Robot)
		}
		return robotStands.Put(tx, s.Nodes, f.id, s.Robot)
	})
	return err
}

// nextNumber is called inside Step and Update: no more robots ask in one than
// half of what is leased.
func (f *sortField) nextNumber() uint32 {
	n := f.numbers[0]
	f.numbers = f.numbers[1:]
	return n
}

func (f *sortField) carryOut(d field.Deed, report func(devices.Report)) {
	var robot, order string
	var refusal error
	switch d := d.(type) {
	case field.Start:
		robot, order = d.Robot, d.Order.ID
		refusal = f.robots[robot].Start(d.Order)
	case field.Extend:
		robot, order = d.Robot, d.OrderID
		refusal = f.robots[robot].Extend(order, d.Steps, nil)
	case field.Cancel:
		robot, order = d.Robot, d.OrderID
		refusal = f.robots[robot].Cancel(order)
	case field.Scanned:
		in := devices.Induction{Seq: d.Number, Barcode: d.Barcode, Read: devices.ReadOK, At: time.Now()}
		if d.Barcode == "" {
			in.Read = devices.NoRead
		}
		report(devices.Report{Device: f.id, At: in.At, Induct: &in})
	case field.Diverted:
		now := time.Now()
		report(devices.Report{Device: f.id, At: now, Divert: &devices.DivertDone{Seq: d.Number, InductSeq: d.Number, Result: d.Result, Chute: int32(d.Chute), At: now}})
	}
	if refusal != nil {
		f.log.Warn("robot", "robot", robot, "order", order, "error", refusal)
		f.mu.Lock()
		f.ctl.Refused(robot, order)
		f.mu.Unlock()
	}
}

// floorField is a field's still picture.
func floorField(s *config.Sorter) wms.FloorField {
	f := s.Field
	cells := func(list []config.Cell) [][2]int64 {
		out := [][2]int64{}
		for _, c := range list {
			out = append(out, [2]int64{c.Column, c.Row})
		}
		return out
	}
	var blocked []config.Cell
	for i, free := range f.Free() {
		if !free {
			blocked = append(blocked, config.Cell{Column: int64(i) % f.Columns, Row: int64(i) / f.Columns})
		}
	}
	return wms.FloorField{ID: s.ID, XMM: f.XMM, YMM: f.YMM, PitchMM: f.PitchMM, Columns: f.Columns, Rows: f.Rows,
		Blocked: cells(blocked), Parking: cells(f.ParkingCells()), Charging: cells(f.ChargingCells()), Inductions: cells(f.Inductions())}
}
