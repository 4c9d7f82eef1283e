package fleetapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/fleetapi/wire"
	"github.com/aisle-wms/aisle/simulator/world"
)

// Station is a place that the vehicles serve.
type Station struct {
	ID, Place string // as the controller calls it, and in the world
	XMM, YMM  int64
}

// Config of a fleet with its controller.
type Config struct {
	ID, Warehouse     string
	Addr              string // host:port
	CertFile, KeyFile string
	Token             string
	Vehicles          int
	Stations          []Station
	SpeedMMPerS       int64
	Load, Unload      time.Duration
	Speed             float64 // of the site's time
	Seed              uint64
	Logger            *slog.Logger
}

// vehicle of the fleet. It drives straight from station to station.
type vehicle struct {
	ID        string
	X, Y      int64
	Charge    float64 // share
	Transport string
}

// job is a transport in the controller's memory.
type job struct {
	Order wire.Order
	wire.Transport
	Permitted devices.Handover
}

// memory survives a restart, unless the controller forgets.
type memory struct {
	Vehicles []vehicle
	Jobs     []*job // oldest first
}

const (
	jobsKept      = 500
	dropTries     = 5
	emptyPerKM    = 0.01 // share of the battery
	chargePerStep = 0.0002
	workableFrom  = 0.1
)

// Fleet is the vehicles and their controller. Safe for concurrent use.
type Fleet struct {
	cfg   Config
	world *world.World
	log   *slog.Logger

	mu     sync.Mutex
	mem    memory
	boot   string
	drives map[string]*drive // by vehicle
	dice   *rand.Rand
	faults Faults
	dirty  bool // something changed in this step
	calls  chan call
}

// drive is what a vehicle does at the moment.
type drive struct {
	end    time.Time
	x, y   int64 // where it will stand then
	hand   bool  // picking or putting, else driving
	failed int   // puts that found the place full
}

// New makes the fleet in the world, or takes up the one that is there.
func New(cfg Config, w *world.World) (*Fleet, error) {
	if cfg.Vehicles < 1 || cfg.SpeedMMPerS < 1 || cfg.Token == "" || len(cfg.Stations) == 0 {
		return nil, fmt.Errorf("twin fleet %s: vehicles, speed, token or stations are missing", cfg.ID)
	}
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	f := &Fleet{cfg: cfg, world: w, log: cfg.Logger.With("twin", cfg.ID), dice: rand.New(rand.NewPCG(cfg.Seed, 9)), calls: make(chan call, 256)}
	if err := w.Update(func(tx *world.Tx) error {
		for i := range cfg.Vehicles {
			tx.AddPlace(f.deck(f.name(i)), 1)
		}
		return f.recall(tx)
	}); err != nil {
		return nil, fmt.Errorf("twin fleet %s: %w", cfg.ID, err)
	}
	return f, nil
}

func (f *Fleet) name(i int) string          { return fmt.Sprintf("V%d", i+1) }
func (f *Fleet) deck(vehicle string) string { return f.cfg.Warehouse + "/@" + f.cfg.ID + "/" + vehicle }
func (f *Fleet) key() string                { return "fleet/" + f.cfg.Warehouse + "/" + f.cfg.ID }

// recall starts the controller with what it remembers.
func (f *Fleet) recall(tx *world.Tx) error {
	f.mem, f.boot, f.drives = memory{}, uuid.NewString(), map[string]*drive{}
	if raw := tx.Blob(f.key()); raw != nil {
		if err := json.Unmarshal(raw, &f.mem); err != nil {
			return fmt.Errorf("memory: %w", err)
		}
	}
	for i := len(f.mem.Vehicles); i < f.cfg.Vehicles; i++ {
		s := f.cfg.Stations[i%len(f.cfg.Stations)]
		f.mem.Vehicles = append(f.mem.Vehicles, vehicle{ID: f.name(i), X: s.XMM, Y: s.YMM, Charge: 1})
	}
	return nil
}

// commit makes a change of world and memory durable, or neither.
func (f *Fleet) commit(fn func(tx *world.Tx) error) error {
	return f.world.Update(func(tx *world.Tx) error {
		if fn != nil {
			if err := fn(tx); err != nil {
				return err
			}
		}
		raw, err := json.Marshal(f.mem)
		if err == nil {
			tx.SetBlob(f.key(), raw)
		}
		return err
	})
}

func (f *Fleet) station(id string) (Station, bool) {
	i := slices.IndexFunc(f.cfg.Stations, func(s Station) bool { return s.ID == id })
	if i < 0 {
		return Station{}, false
	}
	return f.cfg.Stations[i], true
}

func (f *Fleet) job(id string) *job {
	for _, j := range f.mem.Jobs {
		if j.Order.ID == id {
			return j
		}
	}
	return nil
}

// changes notes a transport's new state and tells it.
func (f *Fleet) changes(j *job, state devices.CarryPhase) {
	j.State, j.Asks, j.Permitted = state, devices.HandoverNone, devices.HandoverNone
	f.bump(j)
}

func (f *Fleet) bump(j *job) {
	j.Revision++
	f.dirty = true
	f.tell(j)
}

// Step lets the fleet do what is due.
func (f *Fleet) Step(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dirty = false
	for i := range f.mem.Vehicles {
		v := &f.mem.Vehicles[i]
		for range 4 { // a short drive may end within one step
			if !f.turn(v, now) {
				break
			}
		}
	}
	f.assign()
	if f.dirty {
		if err := f.commit(nil); err != nil {
			f.log.Error("twin fleet cannot write its world", "err", err)
		}
	}
}

// turn moves a vehicle on; true if there may be more to do at once.
func (f *Fleet) turn(v *vehicle, now time.Time) bool {
	j := f.job(v.Transport)
	if j == nil {
		v.Transport, v.Charge = "", min(1, v.Charge+chargePerStep)
		return false
	}
	d := f.drives[v.ID]
	if d == nil {
		return f.begin(v, j, now)
	}
	if now.Before(d.end) {
		return false
	}
	if !d.hand {
		v.Charge = max(0, v.Charge-emptyPerKM*math.Hypot(float64(d.x-v.X), float64(d.y-v.Y))/1e6)
		v.X, v.Y, f.dirty = d.x, d.y, true
		delete(f.drives, v.ID)
		return true
	}
	delete(f.drives, v.ID)
	if j.State == devices.CarryCarrying {
		f.put(v, j, now, d)
	} else {
		f.pick(v, j)
	}
	return true
}

// begin the next thing a transport needs: a drive, leave, or the hand-over.
func (f *Fleet) begin(v *vehicle, j *job, now time.Time) bool {
	at, step, hand := j.Order.From, devices.HandoverPick, f.cfg.Load
	if j.State == devices.CarryCarrying {
		at, step, hand = j.Order.To, devices.HandoverDrop, f.cfg.Unload
	}
	s, _ := f.station(at)
	if v.X != s.XMM || v.Y != s.YMM {
		way := math.Hypot(float64(s.XMM-v.X), float64(s.YMM-v.Y))
		f.drives[v.ID] = &drive{x: s.XMM, y: s.YMM, end: now.Add(f.scaled(time.Duration(way / float64(f.cfg.SpeedMMPerS) * float64(time.Second))))}
		return true
	}
	if j.Permitted != step {
		if j.Asks != step {
			j.Asks = step
			f.bump(j)
		}
		return false
	}
	if step == devices.HandoverPick && j.State != devices.CarryPicking {
		j.State = devices.CarryPicking
		f.bump(j)
	}
	f.drives[v.ID] = &drive{x: v.X, y: v.Y, hand: true, end: now.Add(f.scaled(hand))}
	return true
}

func (f *Fleet) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / f.cfg.Speed)
}

// pick takes the load on the deck, or finds that it is not there.
func (f *Fleet) pick(v *vehicle, j *job) {
	s, _ := f.station(j.Order.From)
	was := *j
	err := f.commit(func(tx *world.Tx) error {
		u, ok := tx.ByLabel(s.Place, j.Order.Load)
		if !ok {
			return errImpossible
		}
		f.changes(j, devices.CarryCarrying)
		return tx.MoveHandlingUnit(u.ID, s.Place, f.deck(v.ID))
	})
	if err != nil {
		*j = was
		f.fail(v, j, wire.CodeSourceEmpty, j.Order.Load+" is not at "+j.Order.From)
	}
}

var errImpossible = errors.New("there is no such load")

// put sets the load down; where there is no room it tries again a few times.
func (f *Fleet) put(v *vehicle, j *job, now time.Time, d *drive) {
	s, _ := f.station(j.Order.To)
	was, driving := *j, *v
	err := f.commit(func(tx *world.Tx) error {
		u, ok := tx.ByLabel(f.deck(v.ID), j.Order.Load)
		if !ok {
			return errImpossible
		}
		f.changes(j, devices.CarryDelivered)
		v.Transport = ""
		tx.Count("carrier_moves", 1)
		return tx.MoveHandlingUnit(u.ID, f.deck(v.ID), s.Place)
	})
	if err == nil {
		return
	}
	*j, *v = was, driving
	if d.failed++; d.failed < dropTries && errors.Is(err, world.ErrFull) {
		f.drives[v.ID] = &drive{x: v.X, y: v.Y, hand: true, failed: d.failed, end: now.Add(f.scaled(f.cfg.Unload))}
		return
	}
	f.fail(v, j, wire.CodeTargetFull, j.Order.Load+" cannot be set down at "+j.Order.To)
}

func (f *Fleet) fail(v *vehicle, j *job, code, reason string) {
	j.Code, j.Reason, v.Transport = code, reason, ""
	f.changes(j, devices.CarryFailed)
}

// assign gives waiting transports to vehicles: the most urgent one first, to
// the nearest vehicle that is free and has none on board.
func (f *Fleet) assign() {
	var waiting []*job
	for _, j := range f.mem.Jobs {
		if j.State == devices.CarryQueued {
			waiting = append(waiting, j)
		}
	}
	slices.SortStableFunc(waiting, func(a, b *job) int { return int(a.Order.Priority - b.Order.Priority) })
	for _, j := range waiting {
		v := f.nearest(j)
		if v == nil {
			continue
		}
		v.Transport, j.Transport.Vehicle = j.Order.ID, v.ID
		state := devices.CarryAssigned
		if j.Order.Vehicle != "" {
			state = devices.CarryCarrying
		}
		f.changes(j, state)
	}
}

func (f *Fleet) nearest(j *job) (best *vehicle) {
	s, _ := f.station(j.Order.From)
	for i := range f.mem.Vehicles {
		v := &f.mem.Vehicles[i]
		if j.Order.Vehicle != "" {
			if v.ID == j.Order.Vehicle && v.Transport == "" {
				return v
			}
			continue
		}
		if v.Transport != "" || f.onDeck(v.ID) != "" || v.Charge < workableFrom {
			continue
		}
		if best == nil || math.Hypot(float64(s.XMM-v.X), float64(s.YMM-v.Y)) < math.Hypot(float64(s.XMM-best.X), float64(s.YMM-best.Y)) {
			best = v
		}
	}
	return best
}

// onDeck is the barcode of a vehicle's load, "" if it has none.
func (f *Fleet) onDeck(vehicle string) string { return f.read(f.deck(vehicle)) }

// read is what a reader sees in a place.
func (f *Fleet) read(place string) (code string) {
	_ = f.world.View(func(tx *world.Tx) error {
		if at := tx.At(place); len(at) > 0 {
			u, _ := tx.HandlingUnit(at[0])
			code = u.Barcode()
		}
		return nil
	})
	return code
}
