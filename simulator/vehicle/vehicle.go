package vehicle

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Config of a twin vehicle.
type Config struct {
	ID                   string
	Manufacturer, Serial string
	Version              string // of VDA 5050: 3.0; all else is 2.1
	InterfaceName        string // empty: uagv; vda5050 for 3.0
	Broker               string // tcp://host:port
	User, Password       string
	TLS                  *tls.Config // for a broker at ssl://host:port
	Warehouse            string
	Speed                float64 // how much faster than the wall clock it moves; 0: 1

	// Where the vehicle is first switched on; mm and milliradians.
	StartNode   string
	X, Y, Theta int64
	Map         string
	Maps        []string // others that it knows
	Kinematics  Kinematics
	Seed        uint64 // of message loss

	// Tray makes it a sorting robot; nil: it is none.
	Tray *Tray

	// IdleState is the time between two states of a standing vehicle, 0: 10 s.
	// The standard wants one at least every 30 s.
	IdleState time.Duration
}

// Vehicle is a running twin. Safe for concurrent use.
type Vehicle struct {
	cfg    Config
	world  *world.World
	log    *slog.Logger
	root   string // of its topics, with the last slash
	speech *speech
	deck   string
	key    string // of its memory
	inbox  chan arrival
	kick   chan struct{}

	mu      sync.Mutex
	core    core
	faults  faults
	dice    *rand.Rand
	client  paho.Client
	online  bool // connected and subscribed
	headers map[message.Topic]message.Uint
	stated  time.Time    // last state sent
	shown   time.Time    // last visualization sent
	told    message.Uint // header id of the last state
}

// arrival is a message as it came.
type arrival struct {
	topic   message.Topic
	payload []byte
}

// Wall times of the protocol.
const (
	drivingState = time.Second
	visualEvery  = 200 * time.Millisecond
	patience     = 5 * time.Second
	retryAfter   = time.Second
	keepAlive    = 15 * time.Second
	inboxSize    = 64
)

// New makes a vehicle and its deck in the world, or takes up the one whose
// memory is there.
func New(cfg Config, w *world.World, log *slog.Logger) (*Vehicle, error) {
	if err := cfg.complete(); err != nil {
		return nil, fmt.Errorf("twin vehicle %s: %w", cfg.ID, err)
	}
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	v := &Vehicle{
		cfg: cfg, world: w, log: log.With("twin", cfg.ID),
		speech: speechOf(cfg.Version),
		root:   cfg.InterfaceName + "/" + speechOf(cfg.Version).topics + "/" + cfg.Manufacturer + "/" + cfg.Serial + "/",
		deck:   cfg.Warehouse + "/@" + cfg.ID,
		key:    "vehicle/" + cfg.Warehouse + "/" + cfg.ID,
		inbox:  make(chan arrival, inboxSize), kick: make(chan struct{}, 1),
		dice:    rand.New(rand.NewPCG(cfg.Seed, hash(cfg.ID))),
		headers: map[message.Topic]message.Uint{},
	}
	if err := w.Update(v.wakeUp); err != nil {
		return nil, fmt.Errorf("twin vehicle %s: %w", cfg.ID, err)
	}
	return v, nil
}

func (cfg *Config) complete() error {
	if cfg.InterfaceName == "" {
		cfg.InterfaceName = speechOf(cfg.Version).face
	}
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	if cfg.IdleState == 0 {
		cfg.IdleState = 10 * time.Second
	}
	k := cfg.Kinematics
	switch {
	case cfg.ID == "" || cfg.Warehouse == "" || cfg.Broker == "":
		return errors.New("id, warehouse or broker is missing")
	case cfg.Map == "" || cfg.StartNode == "":
		return errors.New("map or start node is missing")
	case cfg.Speed < 0:
		return fmt.Errorf("speed %v is negative", cfg.Speed)
	case k.SpeedMMPerS <= 0 || k.AccelMMPerS2 <= 0 || k.TurnMradPerS <= 0 || k.LoadMS < 0 || k.UnloadMS < 0:
		return fmt.Errorf("kinematics %+v: speed, acceleration and turn rate must be positive", k)
	}
	return errors.Join(message.CheckName("manufacturer", cfg.Manufacturer), message.CheckName("serial", cfg.Serial))
}

// wakeUp reads the vehicle's memory, or begins a new one.
func (v *Vehicle) wakeUp(tx *world.Tx) error {
	tx.AddPlace(v.deck, 1)
	v.core = core{kin: v.cfg.Kinematics, dirty: true, v3: v.speech.v3, maps: v.cfg.Maps, tray: v.cfg.Tray != nil}
	if blob := tx.Blob(v.key); blob != nil {
		if err := json.Unmarshal(blob, &v.core.mem); err != nil {
			return fmt.Errorf("its memory: %w", err)
		}
	} else {
		v.core.mem = memory{
			LastNode: v.cfg.StartNode, X: float64(v.cfg.X), Y: float64(v.cfg.Y),
			Theta: float64(v.cfg.Theta) / 1000, Map: v.cfg.Map, Charge: 1,
		}
	}
	v.core.mem.Loads = tx.At(v.deck)
	v.core.plan()
	return v.remember(tx)
}

func (v *Vehicle) remember(tx *world.Tx) error {
	blob, err := json.Marshal(&v.core.mem)
	if err != nil {
		return err
	}
	tx.SetBlob(v.key, blob)
	return nil
}

// Run connects and drives until ctx ends. It may be run again.
func (v *Vehicle) Run(ctx context.Context) error {
	v.connect()
	defer v.disconnect()
	v.mu.Lock()
	began := time.Now().Add(-time.Duration(float64(v.core.now) / v.cfg.Speed))
	v.mu.Unlock()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		var sleep time.Duration
		var err error
		select {
		case <-ctx.Done():
			return nil
		case a := <-v.inbox:
			sleep, err = v.turn(began, &a)
		case <-v.kick:
			sleep, err = v.turn(began, nil)
		case <-timer.C:
			sleep, err = v.turn(began, nil)
		}
		if err != nil {
			return fmt.Errorf("twin vehicle %s: %w", v.cfg.ID, err)
		}
		timer.Reset(sleep)
	}
}

// turn lets the vehicle live up to now, handles a message and says what is to
// be said. It returns how long nothing will happen.
func (v *Vehicle) turn(began time.Time, a *arrival) (time.Duration, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := time.Now()
	if err := v.live(time.Duration(float64(now.Sub(began)) * v.cfg.Speed)); err != nil {
		return 0, err
	}
	if a != nil {
		v.hear(a)
		for len(v.inbox) > 0 { // what waits is answered together
			next := <-v.inbox
			v.hear(&next)
		}
	}
	if err := v.tell(now); err != nil {
		return 0, err
	}
	return v.sleep(now, began), nil
}

// live runs the core, and moves what changes hands.
func (v *Vehicle) live(to time.Duration) error {
	for {
		e := v.core.advance(to)
		if e == nil {
			return nil
		}
		if err := v.world.Update(func(tx *world.Tx) error { return v.handle(tx, e) }); err != nil {
			return err
		}
	}
}

// handle moves a load and remembers that it did, in one change of the world.
func (v *Vehicle) handle(tx *world.Tx, e *effect) error {
	station := v.cfg.Warehouse + "/" + e.task.Action.Text("stationName")
	if v.cfg.Tray != nil {
		return v.handleTray(tx, e, station)
	}
	from, to := v.deck, station
	if e.pick {
		from, to = station, v.deck
	}
	failure := carry(tx, e.task.Action.Text("loadId"), from, to)
	if failure == nil && !e.pick {
		tx.Count("agv_missions", 1)
	}
	v.core.settle(e, tx.At(v.deck), failure)
	return v.remember(tx)
}

// carry moves a handling unit, by its id or barcode; without one it is the
// only one there.
func carry(tx *world.Tx, load, from, to string) error {
	if load == "" {
		there := tx.At(from)
		if len(there) != 1 {
			return fmt.Errorf("no loadId given and %d loads in %s", len(there), from)
		}
		load = there[0]
	} else if u, ok := tx.ByLabel(from, load); ok {
		load = u.ID
	}
	return tx.MoveHandlingUnit(load, from, to)
}

func (v *Vehicle) hear(a *arrival) {
	if v.faults.lost(v.dice) {
		return
	}
	switch a.topic {
	case message.TopicOrder:
		o, err := v.speech.order(a.payload)
		if err != nil {
			v.core.malformed(a.topic, err)
			return
		}
		v.core.order(o)
	case message.TopicInstantActions:
		m, err := v.speech.instant(a.payload)
		if err != nil {
			v.core.malformed(a.topic, err)
			return
		}
		for _, action := range m.Actions {
			v.core.instant(action)
		}
	case message.TopicResponses:
		m, err := message.UnmarshalResponses(a.payload)
		if err != nil {
			v.core.malformed(a.topic, err)
			return
		}
		for _, r := range m.Responses {
			v.core.response(r)
		}
	case message.TopicZoneSet:
		m, err := message.UnmarshalZoneSet(a.payload)
		if err != nil {
			v.core.malformed(a.topic, err)
			return
		}
		v.core.zoneSet(m.ZoneSet)
	}
}

// tell remembers and publishes what changed, and what is due by the clock.
func (v *Vehicle) tell(now time.Time) error {
	every := v.cfg.IdleState
	if v.core.driving() {
		every = drivingState
	}
	if v.core.dirty || now.Sub(v.stated) >= every {
		// First into memory: nobody may hear of what could be forgotten.
		if err := v.world.Update(v.remember); err != nil {
			return err
		}
		v.core.dirty, v.stated, v.shown = false, now, now
		v.sendState(now)
	} else if v.core.driving() && now.Sub(v.shown) >= visualEvery {
		v.shown = now
		v.sendVisualization(now)
	}
	if v.core.factsheet {
		v.core.factsheet = false
		v.sendFactsheet(now)
	}
	return nil
}

// sleep is the time to the next thing by itself.
func (v *Vehicle) sleep(now, began time.Time) time.Duration {
	wake := v.stated.Add(v.cfg.IdleState)
	if v.core.driving() {
		wake = v.shown.Add(visualEvery)
	}
	if at, _ := v.core.next(); at != never {
		if t := began.Add(time.Duration(float64(at) / v.cfg.Speed)); t.Before(wake) {
			wake = t
		}
	}
	return max(time.Millisecond, wake.Sub(now))
}
