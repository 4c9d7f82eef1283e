// Package twin wires the hardware twin of a network: the world it keeps, its
// PLCs and vehicles on their real protocols, its people and its customers
// over HTTP. It reads no store and no ledger.
package twin

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/camera"
	"github.com/aisle-wms/aisle/simulator/demand"
	"github.com/aisle-wms/aisle/simulator/fleetapi"
	"github.com/aisle-wms/aisle/simulator/opening"
	"github.com/aisle-wms/aisle/simulator/people"
	"github.com/aisle-wms/aisle/simulator/plc"
	"github.com/aisle-wms/aisle/simulator/vehicle"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Options of Open.
type Options struct {
	Network *config.Network
	Dir     string // the data folder; the twin keeps its state in its sub-folder twin
	Speed   float64
	Seed    uint64
	MQTT    string      // broker URL
	TLS     *tls.Config // of a broker at ssl://host:port
	OPCUA   string      // host:port instead of the site file's, if set
	Secrets enrolment.Secrets
	Logger  *slog.Logger

	URL    string // of the WMS, for people and customers
	Token  string
	People bool
	Demand bool
	Orders int // how many orders the customers send in all; 0: without end
	Faults people.Faults
	Empty  bool // no goods are in the buildings at the start
}

// Twin is the running simulation. Open it, Run it, Close it.
type Twin struct {
	Options
	World    *world.World
	source   *demand.Source
	receipts []opening.Receipt
	plcs     []*plc.Server
	olds     []*plc.Telegrams
	vehicles []*vehicle.Vehicle
	// Conveyors and Cranes by id: the way to their faults.
	Conveyors map[string]plc.ConveyorHandle
	Cranes    map[string]plc.CraneHandle
	wards     wards
	fleets    []*fleetapi.Fleet
	cameras   []string // host:port of what holds the pictures of vision stations
}

// Open reads or makes the world and builds its machines.
func Open(o Options) (*Twin, error) {
	dir := filepath.Join(o.Dir, "twin")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("twin: %w", err)
	}
	w, err := world.Open(filepath.Join(dir, "world.db"))
	if err != nil {
		return nil, err
	}
	t := &Twin{Options: o, World: w, Conveyors: map[string]plc.ConveyorHandle{}, Cranes: map[string]plc.CraneHandle{}}
	if err := t.build(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return t, nil
}

func (t *Twin) build() (err error) {
	if t.source, err = demand.NewSource(t.Seed); err != nil {
		return err
	}
	if !t.Empty {
		if t.receipts, err = opening.Receipts(t.Network, t.source); err != nil {
			return err
		}
	}
	if err := opening.LoadWorld(t.World, t.Network, t.receipts); err != nil {
		return err
	}
	for _, w := range t.Network.Warehouses {
		for i := range w.Controllers {
			if err := t.addController(w, &w.Controllers[i]); err != nil {
				return w.Controllers[i].At.Errorf("%v", err)
			}
		}
		for i := range w.PLCs {
			if err := t.addPLC(w, &w.PLCs[i]); err != nil {
				return w.PLCs[i].At.Errorf("%v", err)
			}
		}
		for i, d := range w.DevicesOf("vehicle") {
			if err := t.addVehicle(w, d, uint64(i)); err != nil {
				return d.At.Errorf("%v", err)
			}
		}
		for i := range w.Layout.Sorters {
			if err := t.addRobots(w, &w.Layout.Sorters[i]); err != nil {
				return w.Layout.Sorters[i].At.Errorf("%v", err)
			}
		}
	}
	return nil
}

// Close keeps the world for the next start.
func (t *Twin) Close() error { return t.World.Close() }

func (t *Twin) addPLC(w *config.Warehouse, c *config.PLC) error {
	_, password, err := t.Secrets.PLCLogin(c)
	if err != nil {
		return err
	}
	addr := t.OPCUA
	if addr == "" {
		u, err := url.Parse(c.URL)
		if err != nil {
			return err
		}
		addr = u.Host
	}
	s, err := plc.NewServer(plc.Config{Addr: addr, CertFile: t.Secrets.PLCCert(c.ID), KeyFile: t.Secrets.PLCKey(c.ID),
		Users: map[string]string{c.User: password}, Speed: t.Speed, Logger: t.Logger}, t.World)
	if err != nil {
		return err
	}
	for i := range w.Devices {
		d := &w.Devices[i]
		if d.PLC != c.ID {
			continue
		}
		switch d.Class {
		case "crane":
			t.Cranes[d.ID], err = s.AddCrane(crane(w, d))
			t.wards.add(w, d.ID, d.Class, ofPLC(t.Cranes[d.ID].Handle)...)
		case "gate":
			_, err = s.AddCrane(gate(w, d))
		case "conveyor":
			h, added := s.AddConveyor(conveyor(w, d))
			t.Conveyors[d.ID], err = h, added
			t.wards.add(w, d.ID, d.Class, append(ofPLC(h.Handle), lasting("jam", func(on bool) { h.Jam(2, on) }), lasting("emergency_stop", h.EmergencyStop))...)
		case "sorter": // one that is a field has no PLC
			h, added := s.AddSorter(t.sorter(w, d))
			err = added
			t.wards.add(w, d.ID, d.Class, ofSorter(h, firstChute(w, d.ID))...)
		case "vision":
			h, added := s.AddVision(t.vision(w, d))
			err = added
			t.wards.add(w, d.ID, d.Class, ofPLC(h)...)
		}
		if err != nil {
			return err
		}
	}
	t.plcs = append(t.plcs, s)
	return nil
}

// addController makes the crane that is reached by telegrams, or the fleet.
func (t *Twin) addController(w *config.Warehouse, c *config.Controller) error {
	u, err := url.Parse(c.URL)
	if err != nil {
		return err
	}
	for i := range w.Devices {
		d := &w.Devices[i]
		if d.Controller != c.ID {
			continue
		}
		if d.Class == "fleet" {
			if err := t.addFleet(w, d, c, u.Host); err != nil {
				return err
			}
			continue
		}
		machine := crane(w, d)
		machine.Prefix = d.ID
		s, _, err := plc.NewTelegrams(u.Host, t.Speed, machine, t.World, t.Logger)
		if err != nil {
			return err
		}
		t.olds = append(t.olds, s)
	}
	return nil
}

func rackOf(w *config.Warehouse, crane string) *config.Rack {
	for i := range w.Layout.Racks {
		if w.Layout.Racks[i].Device == crane {
			return &w.Layout.Racks[i]
		}
	}
	return nil
}

func crane(w *config.Warehouse, d *config.Device) plc.Crane {
	r, m := rackOf(w, d.ID), w.CraneModel(d)
	c := plc.Crane{ID: d.ID, Prefix: d.Prefix, Warehouse: w.ID, Model: d.Model, BayPitchMM: r.BayPitchMM, LevelPitchMM: r.LevelPitchMM,
		XSpeedMMPerS: m.XSpeedMMPerS, XAccelMMPerS2: m.XAccelMMPerS2, YSpeedMMPerS: m.YSpeedMMPerS, YAccelMMPerS2: m.YAccelMMPerS2,
		Fork: time.Duration(m.ForkMS) * time.Millisecond,
		CellPlace: func(s devices.Spot) string {
			if s.Side < 1 || s.Side > 2 || s.X < 1 || int64(s.X) > r.Bays || s.Y < 1 || int64(s.Y) > r.Levels || s.Depth < 1 || int64(s.Depth) > r.Depth {
				return ""
			}
			return opening.PlaceID(w.ID, r.CellID(int64(s.Side), int64(s.X), int64(s.Y), int64(s.Depth)))
		}}
	c.Stations = make([]plc.Station, len(r.PnDs))
	for _, p := range r.PnDs {
		direction := int32(1)
		if p.Direction == "out" {
			direction = 2
		}
		c.Stations[p.Number-1] = plc.Station{Place: opening.PlaceID(w.ID, p.Location), Direction: direction, XMM: p.CraneXMM}
	}
	return c
}

// gate is a door, moved along x, or a lift, along y.
func gate(w *config.Warehouse, d *config.Device) plc.Crane {
	m := w.CraneModel(d)
	g, _ := w.GateOf(d.ID) // config checked that there is one
	c := plc.Crane{ID: d.ID, Prefix: d.Prefix, Warehouse: w.ID, Model: d.Model, Gate: true, BayPitchMM: 1000, LevelPitchMM: 1000,
		XSpeedMMPerS: m.XSpeedMMPerS, XAccelMMPerS2: m.XAccelMMPerS2, YSpeedMMPerS: m.YSpeedMMPerS, YAccelMMPerS2: m.YAccelMMPerS2}
	if g.Door != nil {
		c.Stations = []plc.Station{{Direction: 3, XMM: g.Door.WidthMM}}
		return c
	}
	for _, s := range g.Lift.Stops {
		c.Stations = append(c.Stations, plc.Station{Direction: 3, YMM: s.HeightMM})
	}
	return c
}

func conveyor(w *config.Warehouse, d *config.Device) plc.Conveyor {
	m := w.ConveyorModel(d)
	c := plc.Conveyor{ID: d.ID, Prefix: d.Prefix, Warehouse: w.ID, Model: d.Model, StationMM: m.StationMM, SpeedMMPerS: m.SpeedMMPerS,
		Start: time.Duration(m.StartMS) * time.Millisecond, SleepAfter: time.Duration(m.SleepAfterMS) * time.Millisecond}
	for _, x := range w.Layout.Conveyors {
		if x.Device == d.ID {
			for _, s := range x.Stations {
				c.Places = append(c.Places, opening.PlaceID(w.ID, s.Location))
			}
		}
	}
	return c
}

// maxRounds is how often an item goes round a sorter before it is rejected.
const maxRounds = 3

func (t *Twin) sorter(w *config.Warehouse, d *config.Device) plc.Sorter {
	m := w.SorterModel(d)
	s := plc.Sorter{ID: d.ID, Prefix: d.Prefix, Warehouse: w.ID, Model: d.Model, BeltMMPerS: m.BeltMMPerS, GapMM: m.GapMM,
		DecideWithin: time.Duration(m.DecideWithinMS) * time.Millisecond, NoReadPermille: m.NoReadPermille, Seed: t.Seed,
		MaxRounds: maxRounds, WeightG: t.weigh}
	for _, so := range w.Layout.Sorters {
		if so.Device != d.ID {
			continue
		}
		s.LoopMM = so.LoopMM
		for _, p := range so.Inductions {
			s.InductionPlaces = append(s.InductionPlaces, opening.PlaceID(w.ID, p.ID))
		}
		most := int64(0)
		for _, c := range so.Chutes {
			most = max(most, c.Number)
		}
		s.Chutes = make([]plc.Chute, most+1)
		for _, c := range append(so.Chutes[:len(so.Chutes):len(so.Chutes)], so.Reject) {
			s.Chutes[c.Number] = plc.Chute{Place: opening.PlaceID(w.ID, c.Location), BeltMM: c.BeltMM, Capacity: int(c.Capacity)}
		}
	}
	return s
}

func (t *Twin) vision(w *config.Warehouse, d *config.Device) plc.Vision {
	v := plc.Vision{ID: d.ID, Prefix: d.Prefix, Warehouse: w.ID, Model: "vision", Measure: 3 * time.Second, Move: 4 * time.Second, Seed: t.Seed, WeightG: t.weigh}
	for _, x := range w.Layout.Vision {
		if x.Device == d.ID {
			v.ScanPlace, v.PassPlace, v.CheckPlace = opening.PlaceID(w.ID, x.Place.ID), opening.PlaceID(w.ID, x.Pass.ID), opening.PlaceID(w.ID, x.Check.ID)
			v.VerdictWithin = time.Duration(x.VerdictWithinMS) * time.Millisecond
			if u, err := url.Parse(x.Pictures); err == nil && u.Host != "" && t.OPCUA == "" && !slices.Contains(t.cameras, u.Host) {
				t.cameras = append(t.cameras, u.Host)
			}
		}
	}
	return v
}

// weigh is what a scale shows: the unit and what is in it.
func (t *Twin) weigh(u world.HandlingUnit) int64 {
	g := u.TareG
	for sku, n := range u.Units {
		if it, ok := t.source.Item(skuOf(sku)); ok {
			g += n * it.WeightG
		}
	}
	return g
}

// login is how a vehicle gets to the broker.
func (t *Twin) login(d *config.Device) (user, password string, err error) {
	user, password = d.ID, t.Secrets.MQTT[d.ID]
	if b := t.Network.MQTT; b.Mode == "external" {
		user, password = b.User, ""
		if b.PasswordFile != "" {
			raw, err := os.ReadFile(b.PasswordFile)
			if err != nil {
				return "", "", err
			}
			password = strings.TrimSpace(string(raw))
		}
	}
	return user, password, nil
}

func (t *Twin) addVehicle(w *config.Warehouse, d *config.Device, n uint64) error {
	m, rm := w.VehicleModel(d), w.Layout.Roadmap
	node, ok := rm.Node(d.Start)
	if !ok {
		return fmt.Errorf("vehicle %s starts at node %q, which the roadmap does not have", d.ID, d.Start)
	}
	user, password, err := t.login(d)
	if err != nil {
		return err
	}
	var floors []string
	for _, n := range rm.Nodes {
		if n.Map != "" && !slices.Contains(floors, n.Map) {
			floors = append(floors, n.Map)
		}
	}
	v, err := vehicle.New(vehicle.Config{ID: d.ID, Manufacturer: d.Manufacturer, Serial: d.Serial, Version: d.Version, Broker: t.MQTT, User: user, Password: password, TLS: t.TLS,
		Warehouse: w.ID, Speed: t.Speed, StartNode: d.Start, X: node.XMM, Y: node.YMM, Map: cmp.Or(node.Map, rm.Map), Maps: append(floors, rm.Map), Seed: t.Seed + n,
		Kinematics: kinematics(m)}, t.World, t.Logger)
	if err != nil {
		return err
	}
	t.vehicles = append(t.vehicles, v)
	t.wards.add(w, d.ID, d.Class, ofVehicle(v)...)
	return nil
}

// Run plays machines, people and customers until ctx ends.
func (t *Twin) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	errs := make(chan error, len(t.plcs)+len(t.olds)+len(t.fleets)+len(t.vehicles)+len(t.cameras)+2)
	start := func(name string, fn func(context.Context) error) {
		wg.Go(func() {
			if err := fn(ctx); err != nil && ctx.Err() == nil {
				errs <- fmt.Errorf("%s: %w", name, err)
				cancel()
			}
		})
	}
	for _, s := range t.olds {
		start("twin controller", s.Run)
	}
	for _, f := range t.fleets {
		start("twin fleet", f.Run)
	}
	for _, s := range t.plcs {
		start("twin PLC", s.Run)
	}
	for _, v := range t.vehicles {
		start("twin vehicle", v.Run)
	}
	for _, addr := range t.cameras {
		start("twin camera", func(ctx context.Context) error {
			if err := camera.Serve(ctx, addr); err != nil { // nothing waits for a picture
				t.Logger.Warn("no pictures", "addr", addr, "error", err)
			}
			return nil
		})
	}
	if t.URL != "" && t.Token != "" {
		start("twin", t.trade)
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// openOrders is how many orders the customers have open at once when the
// floor sets the pace.
const openOrders = 60

// trade brings the opening stock in; then the people work and the customers
// order.
func (t *Twin) trade(ctx context.Context) error {
	if err := opening.Deliver(ctx, opening.DeliverConfig{URL: t.URL, Token: t.Token, Network: t.Network, Source: t.source,
		Receipts: t.receipts, Logger: t.Logger}, t.World); err != nil {
		return err
	}
	var wg sync.WaitGroup
	errs := make(chan error, 2)
	crew := people.Config{URL: t.URL, Token: t.Token, Network: t.Network, Speed: t.Speed, Seed: t.Seed, Barcode: t.barcode, Logger: t.Logger, Faults: t.Faults}
	wg.Go(func() {
		if t.People {
			errs <- people.Run(ctx, crew, t.World)
			return
		}
		errs <- people.ActAsHands(ctx, crew, t.World) // whoever works by the API has hands too
	})
	if t.Demand {
		wg.Go(func() {
			errs <- demand.Run(ctx, demand.Config{URL: t.URL, Token: t.Token, Source: t.source, Speed: t.Speed, Orders: t.Orders, OpenLimit: openOrders, Logger: t.Logger}, t.World)
		})
	}
	wg.Wait()
	close(errs)
	var all error
	for err := range errs {
		all = errors.Join(all, err)
	}
	return all
}
