package vehicle_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/devices/vda5050"
	"github.com/aisle-wms/aisle/simulator/vehicle"
	"github.com/aisle-wms/aisle/simulator/world"
)

const (
	patience = 15 * time.Second
	floor    = "floor"
	root     = "uagv/v2/aisle/C001"
)

// site is a broker, a world, one twin vehicle and one master, each of which
// can be stopped and started again.
type site struct {
	t      *testing.T
	addr   string
	broker interface{ Close() error }
	start  func() // the broker
	file   string
	tray   *vehicle.Tray
	speaks vda5050.Version // "": 2.1
	world  *world.World
	twin   *vehicle.Vehicle
	agv    *vda5050.Vehicle

	stopTwin, stopMaster func()

	mu   sync.Mutex
	seen []captured
}

type captured struct {
	topic   string
	payload []byte
}

func newSite(t *testing.T) *site {
	s := &site{t: t, addr: "127.0.0.1:0"}
	s.start = s.startBroker
	return s.open()
}

func (s *site) open() *site {
	t := s.t
	s.file = filepath.Join(t.TempDir(), "world.db")
	s.start()
	t.Cleanup(func() { _ = s.broker.Close() })
	s.capture()
	s.openWorld()
	s.must(s.world.Update(func(tx *world.Tx) error {
		for _, id := range []string{"W/OUT", "W/IN", "W/FULL"} {
			tx.AddPlace(id, 1)
		}
		if err := tx.Create(world.HandlingUnit{ID: "HU1", Kind: "pallet", Place: "W/OUT"}); err != nil {
			return err
		}
		return tx.Create(world.HandlingUnit{ID: "HU2", Kind: "pallet", Place: "W/FULL"})
	}))
	s.startTwin()
	s.startMaster()
	t.Cleanup(func() { s.stopMaster(); s.stopTwin(); _ = s.world.Close(); s.validate() })
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) startBroker() {
	b, err := broker.Start(context.Background(), broker.Config{
		Addr: s.addr, AllowAnonymousRead: true,
		Users: []broker.User{{Name: "master", Password: "m", Master: true}, broker.VehicleUser("C001", "1", s.topics())},
	})
	s.must(err)
	s.broker, s.addr = b, b.Addr()
}

func (s *site) topics() string {
	if s.speaks == vda5050.Version30 {
		return "vda5050/v3/aisle/C001"
	}
	return root
}

// capture listens like mosquitto_sub would.
func (s *site) capture() {
	c := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + s.addr).SetClientID("ear").
		SetMaxReconnectInterval(20 * time.Millisecond).
		SetOnConnectHandler(func(c paho.Client) {
			c.SubscribeMultiple(map[string]byte{"uagv/#": 0, "vda5050/#": 0}, func(_ paho.Client, m paho.Message) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.seen = append(s.seen, captured{m.Topic(), m.Payload()})
			}).WaitTimeout(patience)
		}))
	if t := c.Connect(); !t.WaitTimeout(patience) || t.Error() != nil {
		s.t.Fatal(t.Error())
	}
	s.t.Cleanup(func() { c.Disconnect(50) })
}

func (s *site) openWorld() {
	w, err := world.Open(s.file)
	s.must(err)
	s.world = w
}

func (s *site) startTwin() {
	kin := vehicle.Carrier
	v, err := vehicle.New(vehicle.Config{
		ID: "agv-1", Manufacturer: "aisle", Serial: "C001", Broker: "tcp://" + s.addr, User: "C001", Password: "1",
		Warehouse: "W", Speed: 60, StartNode: "N0", Map: floor, Kinematics: kin, IdleState: 500 * time.Millisecond,
		Tray: s.tray, Version: string(s.speaks),
	}, s.world, nil)
	s.must(err)
	s.twin = v
	s.stopTwin = run(s.t, v.Run)
}

func (s *site) startMaster() {
	f, err := vda5050.New(vda5050.Config{
		URL: "tcp://" + s.addr, User: "master", Password: "m",
		ResendAfter: 100 * time.Millisecond, SilentAfter: 2 * time.Second,
	})
	s.must(err)
	s.agv, err = f.Vehicle("agv-1", "aisle", "C001", s.speaks)
	s.must(err)
	s.stopMaster = run(s.t, func(ctx context.Context) error { return s.agv.Run(ctx, func(devices.Report) {}) })
}

// run starts fn and returns what stops it and waits for its end.
func run(t *testing.T, fn func(context.Context) error) func() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := fn(ctx); err != nil {
			t.Error(err)
		}
	}()
	return func() { cancel(); <-done }
}

// await polls until the vehicle's state is as wanted.
func (s *site) await(what string, ok func(devices.VehicleState) bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); !ok(s.agv.State()); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("%s: never; state %+v", what, s.agv.State())
		}
	}
}

func (s *site) awaitIdle(order string) {
	s.t.Helper()
	s.await("order "+order+" done", func(v devices.VehicleState) bool { return v.Idle && v.OrderID == order && v.Online })
}

// where says in which place a handling unit stands.
func (s *site) where(unit string) string {
	var place string
	s.must(s.world.View(func(tx *world.Tx) error {
		if u, ok := tx.HandlingUnit(unit); ok {
			place = u.Place
		}
		return nil
	}))
	return place
}

func (s *site) missions() (n int64) {
	s.must(s.world.View(func(tx *world.Tx) error { n = tx.Counted("agv_missions"); return nil }))
	return n
}

// validate holds every captured message against the published schema.
func (s *site) validate() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	count := map[string]int{}
	for _, m := range s.seen {
		kind, version := m.topic[strings.LastIndexByte(m.topic, '/')+1:], "2.1.0"
		if strings.HasPrefix(m.topic, "vda5050/v3/") {
			version = "3.0"
		}
		count[version+" "+kind]++
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(m.payload)))
		if err == nil {
			err = schema(s.t, version, kind).Validate(doc)
		}
		if err != nil {
			s.t.Errorf("%s: %v\n%s", m.topic, err, m.payload)
		}
	}
	s.t.Log("validated: ", count)
}

var schemas sync.Map

func schema(t *testing.T, version, kind string) *jsonschema.Schema {
	if sch, ok := schemas.Load(version + kind); ok {
		return sch.(*jsonschema.Schema)
	}
	raw, err := os.ReadFile("../../devices/vda5050/testdata/schema-" + version + "/" + kind + ".schema")
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(kind, doc); err != nil {
		t.Fatal(err)
	}
	sch, err := c.Compile(kind)
	if err != nil {
		t.Fatal(err)
	}
	schemas.Store(version+kind, sch)
	return sch
}

// way is a row of nodes 2 m apart along x: N0, N1, ...
func way(from, to int, at map[int]devices.Action) []devices.Step {
	var out []devices.Step
	for i := from; i <= to; i++ {
		st := devices.Step{Node: fmt.Sprintf("N%d", i), X: int64(i) * 2000, Map: floor, AllowedDeviation: 200}
		if i > 0 {
			st.Edge = fmt.Sprintf("N%d-N%d", i-1, i)
		}
		if a, ok := at[i]; ok {
			st.Actions = []devices.Action{a}
		}
		out = append(out, st)
	}
	return out
}

func pick(id string) devices.Action {
	return devices.Action{ID: id, Type: "pick", Station: "OUT", HandlingUnit: "HU1"}
}

func drop(id, station string) devices.Action {
	return devices.Action{ID: id, Type: "drop", Station: station, HandlingUnit: "HU1"}
}

// transport runs one load from OUT at N2 to IN at N6, its base growing step
// by step; between is called before each extension.
func (s *site) transport(between func(step int)) {
	s.t.Helper()
	s.await("online", func(v devices.VehicleState) bool { return v.Online })
	steps := way(0, 6, map[int]devices.Action{2: pick("p1"), 6: drop("d1", "IN")})
	s.must(s.agv.Start(devices.Order{ID: "M1", Steps: steps[:2], Horizon: steps[2:]}))
	for i := 2; i < len(steps); i++ {
		if between != nil {
			between(i)
		}
		s.await("base growing", func(v devices.VehicleState) bool {
			return v.OrderID == "M1" && v.StepsReleased >= i && v.StepsReached >= i-1
		})
		s.must(s.agv.Extend("M1", steps[i:i+1], steps[i+1:]))
	}
	s.awaitIdle("M1")
	v := s.agv.State()
	if s.where("HU1") != "W/IN" || s.missions() != 1 || v.StepsReached != 7 || len(v.Loads) != 0 {
		s.t.Fatalf("HU1 in %s, %d missions, %+v", s.where("HU1"), s.missions(), v)
	}
	if v.Actions["p1"] != devices.ActionFinished || v.Actions["d1"] != devices.ActionFinished {
		s.t.Fatalf("actions %v", v.Actions)
	}
}

func TestTransportWithGrowingBase(t *testing.T) {
	newSite(t).transport(nil)
}

func TestTransportSurvivesLossAndBrokerRestart(t *testing.T) {
	s := newSite(t)
	s.await("online", func(v devices.VehicleState) bool { return v.Online })
	s.twin.SetLoss(200, 100)
	s.transport(func(i int) {
		if i == 4 {
			s.must(s.broker.Close())
			s.start()
		}
	})
}

func TestSilentVehicleIsOffline(t *testing.T) {
	s := newSite(t)
	s.await("online", func(v devices.VehicleState) bool { return v.Online })
	s.twin.SetSilence(true)
	s.await("offline", func(v devices.VehicleState) bool { return !v.Online })
	if st := s.agv.Status(); st.Online || st.Ready {
		t.Errorf("%+v", st)
	}
	s.twin.SetSilence(false)
	s.await("online again", func(v devices.VehicleState) bool { return v.Online })
}

func TestCancelledOnTheWayAndSentElsewhere(t *testing.T) {
	s := newSite(t)
	s.await("online", func(v devices.VehicleState) bool { return v.Online })
	s.must(s.agv.Start(devices.Order{ID: "M1", Steps: way(0, 9, map[int]devices.Action{9: pick("p1")})}))
	s.await("driving", func(v devices.VehicleState) bool { return v.StepsReached >= 2 })
	s.must(s.agv.Cancel("M1"))
	s.await("cancelled", func(v devices.VehicleState) bool { return v.Cancelled == "M1" && v.Idle })
	v := s.agv.State()
	if v.Actions["p1"] != devices.ActionFailed || v.Driving {
		t.Fatalf("%+v", v)
	}
	at := int(v.X / 2000)
	s.must(s.agv.Start(devices.Order{ID: "M2", Steps: way(at, at+2, nil)}))
	s.awaitIdle("M2")
}

func TestPausedAndResumed(t *testing.T) {
	s := newSite(t)
	s.await("online", func(v devices.VehicleState) bool { return v.Online })
	s.must(s.agv.Start(devices.Order{ID: "M1", Steps: way(0, 9, nil)}))
	s.must(s.agv.Pause(t.Context()))
	s.await("paused", func(v devices.VehicleState) bool { return v.Paused && !v.Driving })
	s.must(s.agv.Resume(t.Context()))
	s.awaitIdle("M1")
}

func TestDropOnAFullPlaceFailsAndTheLoadStaysOnBoard(t *testing.T) {
	s := newSite(t)
	s.await("online", func(v devices.VehicleState) bool { return v.Online })
	s.must(s.agv.Start(devices.Order{ID: "M1", Steps: way(0, 3, map[int]devices.Action{1: pick("p1"), 3: drop("d1", "FULL")})}))
	s.awaitIdle("M1")
	v := s.agv.State()
	if v.Actions["d1"] != devices.ActionFailed || s.where("HU1") != "W/@agv-1" || len(v.Loads) != 1 || v.Loads[0] != "HU1" || s.missions() != 0 {
		t.Fatalf("HU1 in %s, %+v", s.where("HU1"), v)
	}
	if len(v.Errors) != 1 || !strings.Contains(v.Errors[0].Description, "full") {
		t.Errorf("reason: %+v", v.Errors)
	}
	// It goes elsewhere: the completed order grows.
	s.must(s.agv.Extend("M1", way(4, 6, map[int]devices.Action{6: drop("d2", "IN")}), nil))
	s.await("dropped", func(v devices.VehicleState) bool { return v.Actions["d2"] == devices.ActionFinished })
	if s.where("HU1") != "W/IN" || s.missions() != 1 {
		t.Errorf("HU1 in %s", s.where("HU1"))
	}
}

// The same over mosquitto, as an external broker.
func TestTransportOverMosquitto(t *testing.T) {
	program, err := exec.LookPath("mosquitto")
	if err != nil {
		fmt.Println("SKIPPED: mosquitto is not installed: vehicles are not tested with an external broker")
		t.Skip("mosquitto is not installed")
	}
	s := &site{t: t, addr: freeAddr(t)}
	s.start = func() { s.broker = startMosquitto(t, program, s.addr) }
	s.open().transport(func(i int) {
		if i == 3 {
			s.must(s.broker.Close())
			s.start()
		}
	})
}

func freeAddr(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// mosquitto is one running mosquitto.
type mosquitto struct{ cmd *exec.Cmd }

func (m mosquitto) Close() error {
	_ = m.cmd.Process.Kill()
	_ = m.cmd.Wait()
	return nil
}

func startMosquitto(t *testing.T, program, addr string) mosquitto {
	host, port, _ := net.SplitHostPort(addr)
	conf := filepath.Join(t.TempDir(), "mosquitto.conf")
	if err := os.WriteFile(conf, []byte("listener "+port+" "+host+"\nallow_anonymous true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := mosquitto{exec.Command(program, "-c", conf)}
	if err := m.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if c, err := net.Dial("tcp", addr); err == nil {
			_ = c.Close()
			return m
		}
		if time.Now().After(end) {
			_ = m.Close()
			t.Fatal("mosquitto does not listen")
		}
	}
}

func TestMasterRestartedMidOrder(t *testing.T) {
	s := newSite(t)
	s.transport(func(i int) {
		if i == 3 || i == 5 {
			s.stopMaster()
			s.startMaster()
			s.await("order known again", func(v devices.VehicleState) bool { return v.OrderID == "M1" })
		}
	})
}

func TestVehicleKilledMidOrder(t *testing.T) {
	s := newSite(t)
	s.transport(func(i int) {
		if i == 3 || i == 4 || i == 6 {
			s.stopTwin()
			s.must(s.world.Close())
			s.openWorld()
			s.startTwin()
		}
	})
}
