package fleetapi_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	_ "github.com/aisle-wms/aisle/devices/fleetapi"
	twin "github.com/aisle-wms/aisle/simulator/fleetapi"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

const token = "a token of the test"

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

func run(t *testing.T, name string, fn func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := fn(ctx); err != nil && ctx.Err() == nil {
			t.Errorf("%s: %v", name, err)
		}
	}()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

// rig is a fleet of the twin with six stations and a unit in four of them.
type rig struct {
	t          *testing.T
	world      *world.World
	fleet      *twin.Fleet
	addr       string
	thumbprint string
	callback   string
}

func newRig(t *testing.T) *rig {
	t.Helper()
	dir := t.TempDir()
	w, err := world.Open(filepath.Join(dir, "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	r := &rig{t: t, world: w, addr: freeAddr(t), callback: freeAddr(t)}
	cert := devices.Certificate{CertFile: filepath.Join(dir, "fleet.crt"), KeyFile: filepath.Join(dir, "fleet.key"), ApplicationURI: "urn:test:fleet",
		Name: "fleet", Hosts: []string{"127.0.0.1"}, Now: time.Now()}
	if r.thumbprint, err = devices.EnsureCertificate(cert); err != nil {
		t.Fatal(err)
	}
	c := twin.Config{ID: "amr", Warehouse: "w", Addr: r.addr, CertFile: cert.CertFile, KeyFile: cert.KeyFile, Token: token, Vehicles: 3,
		SpeedMMPerS: 1500, Load: 4 * time.Second, Unload: 4 * time.Second, Speed: 100, Seed: 1}
	if err := w.Update(func(tx *world.Tx) error {
		for i := range int64(6) {
			s := twin.Station{ID: fmt.Sprintf("S%d", i), Place: fmt.Sprintf("w/S%d", i), XMM: 8000 * i, YMM: 3000 * (i % 2)}
			c.Stations = append(c.Stations, s)
			tx.AddPlace(s.Place, 1)
			if i < 4 {
				if err := tx.Create(world.HandlingUnit{ID: fmt.Sprintf("P%d", i), Kind: "pallet", Place: s.Place}); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if r.fleet, err = twin.New(c, w); err != nil {
		t.Fatal(err)
	}
	run(t, "twin", r.fleet.Run)
	return r
}

// master opens the adapter and runs it; word is called with what the
// controller says of transports.
func (r *rig) master(l devices.Link, word func(devices.CarryState)) (c devices.Carrier, stop func()) {
	r.t.Helper()
	l.ID, l.URL, l.Logger = "fleet", "https://"+r.addr, slog.New(slog.DiscardHandler)
	link, err := devices.Open("fleetapi", l)
	if err != nil {
		r.t.Fatal(err)
	}
	d, err := link.Add(devices.Spec{ID: "amr", Class: devices.ClassFleet})
	if err != nil {
		r.t.Fatal(err)
	}
	c = d.(devices.Carrier)
	a := run(r.t, "link", link.Run)
	b := run(r.t, "device", func(ctx context.Context) error {
		return c.Run(ctx, func(x devices.Report) {
			if x.Carry != nil {
				word(*x.Carry)
			}
		})
	})
	return c, func() { a(); b() }
}

func (r *rig) good() devices.Link {
	return devices.Link{ServerThumbprint: r.thumbprint, Password: token, Callback: r.callback}
}

func (r *rig) counted(name string) (n int64) {
	_ = r.world.View(func(tx *world.Tx) error { n = tx.Counted(name); return nil })
	return n
}

func (r *rig) where(unit string) (place string) {
	_ = r.world.View(func(tx *world.Tx) error {
		u, _ := tx.HandlingUnit(unit)
		place = strings.TrimPrefix(u.Place, "w/")
		return nil
	})
	return place
}

// books keep the ledger as the control loop does: a unit moves when the
// controller says that it was picked up, and when it was set down.
type books struct {
	t  *testing.T
	db store.Store

	mu   sync.Mutex
	c    devices.Carrier
	open map[string]devices.Carry
	last map[string]devices.CarryState
	done int
	n    int
}

func (b *books) move(unit, to string) {
	if _, err := storetest.Try(b.db, "w", func(tx store.Tx) error {
		u, err := ledger.MustUnit(tx, "w", wms.HandlingUnitID(unit))
		if err != nil || string(u.Location) == to {
			return err
		}
		return ledger.MoveUnit(tx, u.ID, u.Location, wms.LocationID(to), "test")
	}); err != nil {
		b.t.Errorf("%s to %s: %v", unit, to, err)
	}
}

func (b *books) at(unit string) string {
	var at wms.LocationID
	if err := b.db.View(func(r store.Reader) error {
		u, err := ledger.MustUnit(r, "w", wms.HandlingUnitID(unit))
		at = u.Location
		return err
	}); err != nil {
		b.t.Error(err)
	}
	return string(at)
}

func (b *books) word(s devices.CarryState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c, ok := b.open[s.ID]
	if !ok {
		return
	}
	b.last[s.ID] = s
	switch s.Phase {
	case devices.CarryCarrying:
		b.move(c.HandlingUnit, "@amr/"+s.Vehicle)
	case devices.CarryDelivered:
		b.move(c.HandlingUnit, c.To)
		delete(b.open, s.ID)
		b.done++
		b.c.Acknowledge(s.ID)
	case devices.CarryFailed, devices.CarryCancelled:
		b.t.Errorf("%s ended as %+v", s.ID, s)
		delete(b.open, s.ID)
	}
	if s.Asks != devices.HandoverNone {
		b.c.Permit(s.ID, s.Asks)
	}
}

// next sends a unit that stands still to a station that nobody is bound for.
func (b *books) next() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken, busy := map[string]bool{}, map[string]bool{}
	for _, c := range b.open {
		taken[c.To], taken[c.From], busy[c.HandlingUnit] = true, true, true
	}
	for i := range 4 {
		taken[b.at(fmt.Sprintf("P%d", i))] = true
	}
	unit, to := fmt.Sprintf("P%d", b.n%4), ""
	for i := range 6 {
		if s := fmt.Sprintf("S%d", (b.n+i)%6); !taken[s] {
			to = s
		}
	}
	if busy[unit] || to == "" {
		return false
	}
	b.n++
	c := devices.Carry{ID: fmt.Sprintf("m-%03d", b.n), HandlingUnit: unit, From: b.at(unit), To: to}
	b.open[c.ID] = c
	if err := b.c.Submit(c); err != nil {
		b.t.Error(err)
	}
	return true
}

// TestFleetOnABadDay: answers get lost, the controller hangs, falls silent and
// starts anew with and without its memory, our side starts anew as well, and
// callbacks come twice and in any order. Every unit is where the ledger says,
// and no ride was made twice.
func TestFleetOnABadDay(t *testing.T) {
	t.Parallel()
	const rides = 15
	r := newRig(t)
	r.fleet.SetFaults(twin.Faults{LoseAnswers: 100, Shuffle: true})
	db, _ := storetest.Open(t)
	b := &books{t: t, db: db, open: map[string]devices.Carry{}, last: map[string]devices.CarryState{}}
	storetest.Do(t, db, "w", func(tx store.Tx) error {
		for i := range 4 {
			if err := ledger.AddUnit(tx, wms.HandlingUnit{ID: wms.HandlingUnitID(fmt.Sprintf("P%d", i)), Kind: wms.Pallet, Location: wms.LocationID(fmt.Sprintf("S%d", i))}); err != nil {
				return err
			}
		}
		return nil
	})
	b.mu.Lock() // nothing is said before the books know whom to answer
	c, stop := r.master(r.good(), b.word)
	b.c = c
	b.mu.Unlock()
	done := func() int { b.mu.Lock(); defer b.mu.Unlock(); return b.done }
	events := map[int]func(){
		3: func() { _ = r.fleet.Restart(false) },
		5: func() { _ = r.fleet.Restart(true) },
		8: func() {
			r.fleet.SetFaults(twin.Faults{Down: true})
			time.Sleep(time.Second)
			r.fleet.SetFaults(twin.Faults{LoseAnswers: 100, Shuffle: true})
		},
		10: func() {
			r.fleet.SetFaults(twin.Faults{Hang: 2500 * time.Millisecond}) // longer than we wait
			time.Sleep(time.Second)
			r.fleet.SetFaults(twin.Faults{LoseAnswers: 100, Shuffle: true})
		},
		12: func() { // both sides, and nobody remembers what was sent
			stop()
			_ = r.fleet.Restart(true)
			b.mu.Lock()
			b.c, stop = r.master(r.good(), b.word)
			for _, c := range b.open {
				if at := b.at(c.HandlingUnit); strings.HasPrefix(at, "@amr/") {
					c.From, c.OnBoard = "", strings.TrimPrefix(at, "@amr/")
				}
				if err := b.c.Submit(c); err != nil {
					t.Error(err)
				}
			}
			b.mu.Unlock()
		},
	}
	soon(t, "all rides", func() bool {
		n := done()
		if fn := events[n]; fn != nil {
			delete(events, n)
			fn()
		}
		b.mu.Lock()
		more := b.n < rides
		b.mu.Unlock()
		if more {
			b.next()
		}
		return n >= rides || t.Failed()
	})
	if n := r.counted("carrier_moves"); n != rides {
		t.Errorf("%d rides were made, want %d", n, rides)
	}
	for i := range 4 {
		if unit := fmt.Sprintf("P%d", i); r.where(unit) != b.at(unit) {
			t.Errorf("%s stands at %s, the ledger says %s", unit, r.where(unit), b.at(unit))
		}
	}
}

// TestFleetThatIsNotOurs: another certificate, another token, nonsense and
// forged callbacks are refused and shown, nothing is commanded, and all is
// well again by itself when the cause is gone.
func TestFleetThatIsNotOurs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ride := devices.Carry{ID: "m-1", HandlingUnit: "P0", From: "S0", To: "S5"}
	refused := func(l devices.Link, want string) {
		t.Helper()
		c, stop := r.master(l, func(devices.CarryState) {})
		defer stop()
		if err := c.Submit(ride); err != nil {
			t.Fatal(err)
		}
		soon(t, want, func() bool { s := c.Status(); return strings.Contains(s.Fault, want) && !s.Ready && s.Severity >= 500 })
	}
	other := r.good()
	other.ServerThumbprint = strings.Repeat("0", 64)
	refused(other, "certificate")
	other = r.good()
	other.Password = "another"
	refused(other, "token")
	r.fleet.SetFaults(twin.Faults{Nonsense: true})
	refused(r.good(), "can't be")
	if n := r.counted("carrier_orders"); n != 0 {
		t.Fatalf("%d transports were commanded", n)
	}
	r.fleet.SetFaults(twin.Faults{})
	var mu sync.Mutex
	var last devices.CarryState
	c, _ := r.master(r.good(), func(s devices.CarryState) { mu.Lock(); last = s; mu.Unlock() })
	phase := func() devices.CarryState { mu.Lock(); defer mu.Unlock(); return last }
	soon(t, "it is ready", func() bool { return c.Status().Ready })
	res, err := http.Post("http://"+r.callback+"/changed", "application/json", bytes.NewReader([]byte(`{"id":"m-1"}`)))
	if err != nil || res.StatusCode != http.StatusUnauthorized {
		t.Fatalf("a forged callback: %v, %v", res, err)
	}
	_ = res.Body.Close()
	soon(t, "the forged callback shows", func() bool { s := c.Status(); return strings.Contains(s.Fault, "callback") && s.Ready })
	// No vehicle takes the load before it may.
	if err := c.Submit(ride); err != nil {
		t.Fatal(err)
	}
	soon(t, "a vehicle asks", func() bool { return phase().Asks == devices.HandoverPick })
	if r.where("P0") != "S0" {
		t.Fatal("the load was taken without leave")
	}
	if err := c.Cancel("m-1"); err != nil {
		t.Fatal(err)
	}
	soon(t, "it is cancelled", func() bool { return phase().Phase == devices.CarryCancelled })
	c.Acknowledge("m-1")
	// What it can't do it says.
	for _, bad := range []devices.Carry{{ID: "m-2", HandlingUnit: "P0", From: "S0", To: "nowhere"}, {ID: "m-3", HandlingUnit: "P9", From: "S5", To: "S4"}} {
		if err := c.Submit(bad); err != nil {
			t.Fatal(err)
		}
		soon(t, bad.ID+" fails", func() bool {
			s := phase()
			if s.ID == bad.ID && s.Asks != "" {
				c.Permit(bad.ID, s.Asks)
			}
			return s.ID == bad.ID && s.Phase == devices.CarryFailed && s.Reason != "" && !s.Again
		})
		c.Acknowledge(bad.ID)
	}
	if len(c.Fleet()) != 3 || c.Fleet()[0].BatteryPermille < 1 {
		t.Errorf("vehicles %+v", c.Fleet())
	}
	r.fleet.SetFaults(twin.Faults{Down: true})
	soon(t, "silence shows", func() bool { s := c.Status(); return !s.Online && !s.Ready && s.Fault != "" })
	r.fleet.SetFaults(twin.Faults{})
	soon(t, "it is heard again", func() bool { return c.Status().Ready })
}
