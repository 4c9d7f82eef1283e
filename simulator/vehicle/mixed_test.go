package vehicle_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
	"github.com/aisle-wms/aisle/simulator/vehicle"
	"github.com/aisle-wms/aisle/simulator/world"
)

// rider is one vehicle of a mixed run, with a unit of its own that it carries
// to and fro between OUT at N2 and IN at N6.
type rider struct {
	t     *testing.T
	id    string
	world *world.World
	twin  *vehicle.Vehicle
	agv   *vda5050.Vehicle
	done  atomic.Int64 // transports
	began int          // orders
	rest  []devices.Step
}

// where is the place of the rider's unit, without its name.
func (r *rider) where() (place string) {
	_ = r.world.View(func(tx *world.Tx) error {
		u, _ := tx.HandlingUnit("HU-" + r.id)
		place = strings.TrimSuffix(strings.TrimPrefix(u.Place, "W/"), "-"+r.id)
		return nil
	})
	return place
}

// ride carries the unit to and fro until ctx ends. Whatever happens to an
// order, the next one goes on from what the vehicle and the world say.
func (r *rider) ride(ctx context.Context) {
	to := "IN"
	for ctx.Err() == nil {
		if r.where() == to {
			r.done.Add(1)
			to = map[string]string{"IN": "OUT", "OUT": "IN"}[to]
		}
		v := r.agv.State()
		var at int
		if n, err := fmt.Sscanf(v.LastNode, "N%d", &at); !v.Online || !v.Idle || n != 1 || err != nil || v.Mode != "AUTOMATIC" || !v.PositionKnown {
			r.pause(ctx)
			continue
		}
		if err := r.send(at, to, len(v.Loads) > 0); err != nil {
			r.pause(ctx)
			continue
		}
		r.follow(ctx)
	}
}

func (r *rider) pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
}

func (r *rider) orderID() string { return fmt.Sprint(r.id, "-", r.began) }

// send starts an order from node at: to the unit if it is not on board, and to
// where it belongs. Its second half is released as an update.
func (r *rider) send(at int, to string, loaded bool) error {
	r.began++
	places := map[string]int{"OUT": 2, "IN": 6}
	steps := []devices.Step{node(at)}
	steps[0].AllowedDeviation = 3000
	visit := func(place, kind string) {
		goal := places[place]
		for at != goal {
			from := at
			at += (goal - at) / max(goal-at, at-goal)
			steps = append(steps, node(at))
			steps[len(steps)-1].Edge = fmt.Sprintf("N%d-N%d", from, at)
		}
		last := &steps[len(steps)-1]
		last.Actions = append(last.Actions, devices.Action{ID: r.orderID() + kind, Type: kind, Station: place + "-" + r.id, HandlingUnit: "HU-" + r.id})
	}
	if !loaded {
		visit(map[string]string{"IN": "OUT", "OUT": "IN"}[to], "pick")
	}
	visit(to, "drop")
	half := max(1, len(steps)/2)
	r.rest = steps[half:]
	return r.agv.Start(devices.Order{ID: r.orderID(), Steps: steps[:half], Horizon: steps[half:]})
}

func node(i int) devices.Step {
	return devices.Step{Node: fmt.Sprintf("N%d", i), X: int64(i) * 2000, Map: floor, AllowedDeviation: 200}
}

// follow extends the order under way and waits until it is over, one way or
// another. An order that nothing is heard of is cancelled.
func (r *rider) follow(ctx context.Context) {
	id, extended := r.orderID(), false
	for end := time.Now().Add(patience); ctx.Err() == nil; r.pause(ctx) {
		v := r.agv.State()
		switch {
		case v.Rejected == id || v.Cancelled == id || v.OrderID == id && v.Idle && extended || v.Online && v.OrderID == "" && v.Idle:
			return
		case v.OrderID == id && !extended && v.StepsReached > 0:
			extended = len(r.rest) == 0 || r.agv.Extend(id, r.rest, nil) == nil
		case time.Now().After(end):
			_ = r.agv.Cancel(id)
			end = time.Now().Add(patience)
		}
	}
}

// mishaps are what may happen to a vehicle, each with its end.
var mishaps = []struct {
	begin, end func(*vehicle.Vehicle)
}{
	{func(v *vehicle.Vehicle) { v.SetLoss(150, 150) }, func(v *vehicle.Vehicle) { v.SetLoss(0, 0) }},
	{func(v *vehicle.Vehicle) { v.SetReorder(300) }, func(v *vehicle.Vehicle) { v.SetReorder(0) }},
	{func(v *vehicle.Vehicle) { v.SetSilence(true) }, func(v *vehicle.Vehicle) { v.SetSilence(false) }},
	{func(v *vehicle.Vehicle) { v.SetObstacle(true) }, func(v *vehicle.Vehicle) { v.SetObstacle(false) }},
	{func(v *vehicle.Vehicle) { v.SetLost(true) }, func(v *vehicle.Vehicle) { v.SetLost(false) }},
	{func(v *vehicle.Vehicle) { v.SetEStop("MANUAL") }, func(v *vehicle.Vehicle) { v.SetEStop("") }},
	{func(v *vehicle.Vehicle) { v.SetEStop("AUTOACK") }, func(v *vehicle.Vehicle) { v.SetEStop("") }},
	{func(v *vehicle.Vehicle) { v.SetMode("MANUAL") }, func(v *vehicle.Vehicle) { v.SetMode("") }},
	{func(v *vehicle.Vehicle) { v.SetMode("TEACHIN") }, func(v *vehicle.Vehicle) { v.SetMode("") }},
	{func(v *vehicle.Vehicle) { v.Reboot(false) }, func(*vehicle.Vehicle) {}},
	{func(v *vehicle.Vehicle) { v.Reboot(true) }, func(*vehicle.Vehicle) {}},
	{func(v *vehicle.Vehicle) { v.BreakDown(5*time.Second, "tripped") }, func(*vehicle.Vehicle) {}},
}

// aisleZones has one RELEASE zone between N2 and N5, and a slow piece before.
var aisleZones = message.ZoneSet{MapID: floor, ZoneSetID: "aisle", Zones: []message.Zone{
	{ZoneID: "crossing", Type: message.ZoneRelease, ReleaseLoss: "CONTINUE", Vertices: box(5, 9)},
	{ZoneID: "slow", Type: message.ZoneSpeedLimit, MaximumSpeed: 0.8, Vertices: box(0.5, 1.5)},
}}

func box(x0, x1 float64) []message.ControlPoint {
	return []message.ControlPoint{{X: x0, Y: -1}, {X: x1, Y: -1}, {X: x1, Y: 1}, {X: x0, Y: 1}}
}

// checkZones reads from the messages of 3.0 that never two vehicles were in the
// zone by their own word, and that they shared their ways.
func (m *mixed) checkZones() {
	m.site.mu.Lock()
	defer m.site.mu.Unlock()
	inside, last := map[string]bool{}, map[string]message.State{}
	entered, planned, eta := 0, 0, 0
	for _, c := range m.site.seen {
		if !strings.HasPrefix(c.topic, "vda5050/v3/") || !strings.HasSuffix(c.topic, "/state") {
			continue
		}
		s, _, err := message.UnmarshalStateV3(c.payload)
		before := last[c.topic]
		if err != nil || s.Time().Before(before.Time()) || s.Timestamp == before.Timestamp && s.HeaderID <= before.HeaderID {
			continue // late, or doubled; a reboot counts headers from 0
		}
		last[c.topic] = s
		was := inside[c.topic]
		delete(inside, c.topic)
		if s.Extra == nil {
			continue
		}
		for _, r := range s.Extra.ZoneRequests {
			if r.Status == message.RequestGranted {
				inside[c.topic] = true
			}
		}
		if !was && inside[c.topic] {
			entered++
		}
		if len(inside) > 1 {
			m.t.Errorf("in the zone at once: %v, at %s", inside, s.Timestamp)
		}
		if s.Extra.PlannedPath != nil {
			planned++
		}
		if s.Extra.IntermediatePath != nil {
			eta++
		}
	}
	m.t.Logf("3.0: %d times into the zone, %d states with a planned path, %d with times of arrival", entered, planned, eta)
	if entered == 0 || planned == 0 || eta == 0 {
		m.t.Error("no vehicle of 3.0 asked for the zone or shared its way")
	}
}

// mixed is a broker, a world, and vehicles of both versions on one master.
type mixed struct {
	t      *testing.T
	addr   string
	world  *world.World
	riders []*rider
	site   *site // what listens and validates
}

func newMixed(t *testing.T, each int, speed float64) *mixed {
	m := &mixed{t: t, site: &site{t: t}}
	users := []broker.User{{Name: "master", Password: "m", Master: true}}
	versions := []vda5050.Version{vda5050.Version21, vda5050.Version30}
	roots := map[vda5050.Version]string{vda5050.Version21: "uagv/v2/aisle/", vda5050.Version30: "vda5050/v3/aisle/"}
	for i := range each * len(versions) {
		users = append(users, broker.VehicleUser(fmt.Sprint("v", i), "p", fmt.Sprint(roots[versions[i%2]], "V", i)))
	}
	b, err := broker.Start(t.Context(), broker.Config{Addr: "127.0.0.1:0", AllowAnonymousRead: true, Users: users})
	m.site.must(err)
	t.Cleanup(func() { _ = b.Close() })
	m.addr = b.Addr()
	m.site.addr = m.addr
	m.site.capture()
	m.world, err = world.Open(filepath.Join(t.TempDir(), "world.db"))
	m.site.must(err)
	fleet, err := vda5050.New(vda5050.Config{URL: "tcp://" + m.addr, User: "master", Password: "m", ResendAfter: 100 * time.Millisecond, SilentAfter: 3 * time.Second})
	m.site.must(err)
	var stops []func()
	for i := range each * len(versions) {
		version := versions[i%2]
		r := &rider{t: t, id: fmt.Sprint("v", i), world: m.world}
		m.site.must(m.world.Update(func(tx *world.Tx) error {
			tx.AddPlace("W/OUT-"+r.id, 1)
			tx.AddPlace("W/IN-"+r.id, 1)
			return tx.Create(world.HandlingUnit{ID: "HU-" + r.id, Kind: "pallet", Place: "W/OUT-" + r.id})
		}))
		r.twin, err = vehicle.New(vehicle.Config{ID: r.id, Manufacturer: "aisle", Serial: fmt.Sprint("V", i), Version: string(version),
			Broker: "tcp://" + m.addr, User: r.id, Password: "p", Warehouse: "W", Speed: speed, StartNode: "N0", Map: floor,
			Kinematics: vehicle.Carrier, IdleState: 500 * time.Millisecond, Seed: uint64(i)}, m.world, nil)
		m.site.must(err)
		r.agv, err = fleet.Vehicle(r.id, "aisle", fmt.Sprint("V", i), version)
		m.site.must(err)
		if version == vda5050.Version30 {
			m.site.must(r.agv.SetZones([]message.ZoneSet{aisleZones}))
		} else if err := r.agv.SetZones([]message.ZoneSet{aisleZones}); err == nil {
			t.Error("a vehicle of 2.1 took zones")
		}
		stops = append(stops, run(t, r.twin.Run), run(t, func(ctx context.Context) error { return r.agv.Run(ctx, func(devices.Report) {}) }))
		m.riders = append(m.riders, r)
	}
	t.Cleanup(func() {
		slices.Reverse(stops)
		for _, stop := range stops {
			stop()
		}
		_ = m.world.Close()
		m.site.validate()
	})
	return m
}

// TestMixedRun: vehicles of 2.1 and 3.0 carry units to and fro while all that
// can happen to a vehicle happens; every message on the wire validates against
// its version's schema, and each vehicle's unit is where one transport after
// the other must have brought it. AISLE_SOAK=1: one hour of the vehicles' time.
func TestMixedRun(t *testing.T) {
	each, speed, rounds := 2, 60.0, 0
	long := os.Getenv("AISLE_SOAK") != ""
	m := newMixed(t, each, speed)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for _, r := range m.riders {
		wg.Go(func() { r.ride(ctx) })
	}
	dice := rand.New(rand.NewPCG(5, 6))
	began := time.Now()
	for ; rounds < 3 || long && time.Since(began) < time.Duration(float64(time.Hour)/speed); rounds++ {
		for i, r := range m.riders {
			what := mishaps[(rounds*len(m.riders)+i+dice.IntN(2)*rounds)%len(mishaps)]
			what.begin(r.twin)
			time.Sleep(time.Duration(50+dice.IntN(200)) * time.Millisecond)
			what.end(r.twin)
		}
	}
	// All must still be able to do their work when everything is well again.
	for _, r := range m.riders {
		was, end := r.done.Load(), time.Now().Add(60*time.Second)
		for r.done.Load() < was+2 && time.Now().Before(end) {
			time.Sleep(5 * time.Millisecond)
		}
		if v := r.agv.State(); r.done.Load() < was+2 {
			t.Errorf("%s does nothing any more: unit in %s, %+v", r.id, r.where(), v)
		}
	}
	cancel()
	wg.Wait()
	m.checkZones()
	for _, r := range m.riders {
		t.Logf("%s: %d transports, %d orders", r.id, r.done.Load(), r.began)
	}
}
