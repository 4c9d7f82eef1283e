package plant

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/cmd/twin"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/simulator/opening"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

// cable is what lies between us and a PLC, and may be cut.
type cable struct {
	ln  net.Listener
	to  string
	mu  sync.Mutex
	cut bool
	on  map[net.Conn]bool
}

func newCable(t *testing.T, to string) *cable {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{ln: ln, to: to, on: map[net.Conn]bool{}}
	t.Cleanup(func() { c.sever(true); _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			c.mu.Lock()
			if err != nil || c.cut {
				_ = conn.Close()
				if err == nil {
					_ = far.Close()
				}
				c.mu.Unlock()
				continue
			}
			c.on[conn], c.on[far] = true, true
			c.mu.Unlock()
			for _, pair := range [][2]net.Conn{{conn, far}, {far, conn}} {
				go func() { _, _ = io.Copy(pair[0], pair[1]); _ = pair[0].Close(); _ = pair[1].Close() }()
			}
		}
	}()
	return c
}

// sever cuts the cable or joins it again.
func (c *cable) sever(cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = cut
	for conn := range c.on {
		_ = conn.Close()
	}
	clear(c.on)
}

// beltSite is a site with its twin, all on real protocols.
type beltSite struct {
	t       *testing.T
	net     *config.Network
	dir     string
	secrets enrolment.Secrets
	mqtt    string
	cable   *cable
	twin    *twin.Twin
	plant   *Plant
	client  *client
	stop    func()
}

const beltSpeed = 50

// newBeltSite starts the site of testdata/belt; of each pair of changes to its
// site file the first is replaced by the second.
func newBeltSite(t *testing.T, changes ...[2]string) *beltSite {
	s := &beltSite{t: t, dir: t.TempDir()}
	files := t.TempDir()
	for _, name := range []string{"network.yaml", "site.yaml"} {
		raw, err := os.ReadFile(filepath.Join("testdata", "belt", name))
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		for _, c := range changes {
			if name == "site.yaml" && strings.Count(text, c[0]) != 1 {
				t.Fatalf("%q is %d times in the site file", c[0], strings.Count(text, c[0]))
			}
			text = strings.Replace(text, c[0], c[1], 1)
		}
		if err := os.WriteFile(filepath.Join(files, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if s.net, err = config.Load(filepath.Join(files, "network.yaml")); err != nil {
		t.Fatal(err)
	}
	if s.secrets, err = enrolment.Ensure(s.dir, s.net); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("BELT_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	b, err := broker.Start(t.Context(), broker.Config{Addr: "127.0.0.1:0", Users: BrokerUsers(s.net, s.secrets, nil), Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	s.mqtt = "tcp://" + b.Addr()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := ln.Addr().String()
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	s.cable = newCable(t, at)
	if s.twin, err = twin.Open(twin.Options{Network: s.net, Dir: s.dir, Speed: beltSpeed, Seed: 1, MQTT: s.mqtt, OPCUA: at, Secrets: s.secrets, Logger: log}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.twin.Run(ctx) }()
	s.open(log)
	t.Cleanup(func() {
		s.stop()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := s.twin.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// open starts the WMS on its folder.
func (s *beltSite) open(log *slog.Logger) {
	s.t.Helper()
	p, err := Open(s.t.Context(), Options{Network: s.net, Dir: s.dir, Speed: beltSpeed, Logger: log, PINMemoryKiB: 64})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := p.ConnectMachines(Wires{Secrets: s.secrets, MQTT: s.mqtt, OPCUA: s.cable.ln.Addr().String()}); err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	srv := httptest.NewServer(p.Handler(nil))
	token, err := os.ReadFile(p.TokenFile())
	if err != nil {
		s.t.Fatal(err)
	}
	n := 0
	if s.client != nil {
		n = s.client.n
	}
	s.plant, s.client = p, &client{t: s.t, url: srv.URL, token: strings.TrimSpace(string(token)), n: n}
	s.stop = sync.OnceFunc(func() {
		srv.Close()
		cancel()
		if err := <-ended; err != nil {
			s.t.Error(err)
		}
		checkBooks(s.t, p)
		if err := p.Close(); err != nil {
			s.t.Error(err)
		}
	})
}

// appear lets a pallet stand somewhere that the books do not know.
func (s *beltSite) appear(unit, place string) {
	s.t.Helper()
	if err := s.twin.World.Update(func(tx *world.Tx) error {
		return tx.Create(world.HandlingUnit{ID: unit, Kind: "pallet", Place: opening.PlaceID("one", place), LengthMM: 1200, WidthMM: 800, HeightMM: 1400, TareG: 25_000})
	}); err != nil {
		s.t.Fatal(err)
	}
}

// put lets a pallet stand somewhere, in the building and in the books.
func (s *beltSite) put(unit, cell string) {
	s.t.Helper()
	s.appear(unit, cell)
	if _, err := s.plant.do(s.t.Context(), "one", "test.put", func(tx store.Tx) error {
		return ledger.AddUnit(tx, wms.HandlingUnit{ID: wms.HandlingUnitID(unit), Kind: wms.Pallet, Location: wms.LocationID(cell)})
	}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *beltSite) bring(unit, to string) {
	s.t.Helper()
	h, err := s.plant.House("one")
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.plant.do(s.t.Context(), "one", "test.bring", func(tx store.Tx) error {
		_, err := transports.New(tx, h.Site, wms.Transport{HandlingUnit: wms.HandlingUnitID(unit), To: wms.LocationID(to)})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *beltSite) booked(unit string) wms.LocationID {
	u, err := view(s.plant, func(r store.Reader) (wms.HandlingUnit, error) {
		return ledger.MustUnit(r, "one", wms.HandlingUnitID(unit))
	})
	if err != nil {
		s.t.Error(err)
	}
	return u.Location
}

func (s *beltSite) really(unit string) (place string) {
	_ = s.twin.World.View(func(tx *world.Tx) error {
		if u, ok := tx.HandlingUnit(unit); ok {
			place = u.Place
		}
		return nil
	})
	return strings.TrimPrefix(place, "one/")
}

func (s *beltSite) transports() []wms.Transport {
	all, err := view(s.plant, func(r store.Reader) ([]wms.Transport, error) { return transports.List(r, "one", "", "", 1000) })
	if err != nil {
		s.t.Error(err)
	}
	return all
}

// came says whether a transport brought a unit to a place.
func (s *beltSite) came(unit, to string) bool {
	return slices.ContainsFunc(s.transports(), func(x wms.Transport) bool {
		return x.HandlingUnit == wms.HandlingUnitID(unit) && x.To == wms.LocationID(to) && x.Status == transports.Done
	})
}

// conveyor is what GET /v1/devices/conveyor-1 says.
func (s *beltSite) conveyor() wms.DeviceView {
	var v wms.DeviceView
	s.client.must("GET", "/v1/devices/conveyor-1", nil, &v)
	return v
}

// TestConveyorFromTheCraneToTheVehicle drives pallets from the rack over P&D,
// conveyor and vehicle to the pick station, while the conveyor jams, is stopped by its emergency button, its PLC boots, the cable is cut and the
// WMS starts anew: each pallet is where the books say, no leg was done twice,
// and nobody had to decide anything.
func TestConveyorFromTheCraneToTheVehicle(t *testing.T) {
	s := newBeltSite(t)
	handle := s.twin.Conveyors["conveyor-1"]
	pallets := []string{"PAL-1", "PAL-2"}
	for i, unit := range pallets {
		s.put(unit, fmt.Sprintf("R1-A-%03d-01", i+1))
	}
	eventually(t, "the machines are there", func() bool { return s.conveyor().Ready })

	// A jam is an alarm, and what is on the conveyor waits; when it was cleared
	// it goes on.
	handle.Jam(3, true)
	s.bring("PAL-1", "G1-1")
	eventually(t, "the jam is an alarm", func() bool {
		for _, a := range s.plant.alarms.list() {
			if a.Source == "conveyor-1" && strings.Contains(a.Message, "jam between station 2 and 3") {
				return true
			}
		}
		return false
	})
	if at := s.really("PAL-1"); at != "CV-2" {
		t.Errorf("the jammed pallet is at %s", at)
	}
	handle.Jam(3, false)
	clear := func() bool {
		if s.conveyor().Fault != "" {
			_ = s.plant.Houses[0].Line.belts["conveyor-1"].(devices.FaultClearer).ClearFault(t.Context()) // refused once it fell
			return false
		}
		return true
	}
	eventually(t, "the jam is cleared", clear)
	eventually(t, "the first pallet came to its place", func() bool { return s.came("PAL-1", "G1-1") })

	// The button is pressed while the next is on its way; the PLC boots, the
	// cable is cut, the WMS is started anew.
	handle.Jam(4, true)
	s.bring("PAL-2", "G1-2")
	eventually(t, "the second is on the conveyor", func() bool { return strings.Contains(s.conveyor().Fault, "jam") })
	handle.EmergencyStop(true)
	if err := handle.Restart(); err != nil {
		t.Fatal(err)
	}
	handle.Jam(4, false)
	s.cable.sever(true)
	eventually(t, "it is not heard of", func() bool { return !s.conveyor().Online })
	s.stop()
	s.cable.sever(false)
	s.open(slog.New(slog.DiscardHandler))
	eventually(t, "it is stopped still", func() bool { return strings.Contains(s.conveyor().Fault, "emergency stop") })
	handle.EmergencyStop(false)
	eventually(t, "it is released", clear)
	eventually(t, "the second pallet came to its place", func() bool { return s.came("PAL-2", "G1-2") })
	for unit, goal := range map[string]string{"PAL-1": "G1-1", "PAL-2": "G1-2"} {
		if got := s.really(unit); got != goal || s.booked(unit) != wms.LocationID(goal) {
			t.Errorf("%s is booked at %s and stands at %s, want %s", unit, s.booked(unit), got, goal)
		}
	}
	if stuck := s.stuck(); len(stuck) != 0 {
		t.Errorf("people must decide about %+v", stuck)
	}
	legs := 0
	for _, x := range s.transports() {
		for _, m := range x.Missions {
			if m.Class == string(devices.ClassConveyor) && m.Status == transports.Done && m.From == "R1-OUT" && m.To == "CV-4" {
				legs++
			}
		}
	}
	if legs != 2 || handle.Jobs() != 2 {
		t.Errorf("two pallets went over the conveyor in one leg each: booked %d, done %d", legs, handle.Jobs())
	}
}
