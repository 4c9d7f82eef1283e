package twin_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/cmd/twin"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/simulator/client"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/users"
)

const pallet = "095200010000000018"

// TestLiftAndDoor: a pallet goes upstairs and comes down again, by vehicles of
// both versions of VDA 5050, through a lift and a door that are job devices
// over OPC UA.
func TestLiftAndDoor(t *testing.T) {
	s := startSite(t, "lift.yaml")
	s.do("PUT", "/v1/items/SKU", wms.Item{SKU: "SKU", LengthMM: 100, WidthMM: 100, HeightMM: 80, WeightG: 150, CaseQty: 24, PalletQty: 600}, nil)
	s.do("POST", "/v1/receipts", wms.Receipt{ID: "OPEN-1", Warehouse: "one"}, nil)
	s.do("POST", "/v1/receipts/OPEN-1/lines", wms.ReceiveLine{SKU: "SKU", Qty: 600, HandlingUnit: pallet}, nil)
	s.must(s.twin.World.Update(func(tx *world.Tx) error {
		return tx.Create(world.HandlingUnit{ID: pallet, Kind: "pallet", Place: "one/IN", Units: map[string]int64{"SKU": 600}})
	}))
	used := map[string]bool{}
	for _, to := range []string{"UP-1", "DOWN-1"} {
		var tr wms.Transport
		s.do("POST", "/v1/transports", map[string]any{"warehouse": "one", "handling_unit": pallet, "to": to}, &tr)
		s.until("the pallet is at "+to, func() bool {
			for _, id := range []string{"door-1", "lift-1"} {
				var d wms.DeviceView
				s.do("GET", "/v1/devices/"+id, nil, &d)
				if inside, _ := d.Detail["inside"].(string); inside != "" && d.Detail["open"] == true {
					used[id] = true
				}
			}
			s.do("GET", "/v1/transports/"+string(tr.ID), nil, &tr)
			return tr.Status == "done" || tr.Status == "failed"
		})
		if place := s.place(); tr.Status != "done" || place != "one/"+to {
			t.Fatalf("transport to %s is %s, the pallet stands at %s: %+v", to, tr.Status, place, tr)
		}
	}
	if !used["lift-1"] || !used["door-1"] {
		t.Errorf("nobody was seen in %v", used)
	}
	var d wms.DeviceView
	s.do("POST", "/v1/devices/door-1/release", nil, &d) // nobody is in it: nothing to be said against
}

// running is a site with its machines.
type running struct {
	t     *testing.T
	twin  *twin.Twin
	admin *client.Client
	sent  int
}

func (s *running) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func startSite(t *testing.T, file string) *running {
	t.Helper()
	const speed = 40
	s := &running{t: t}
	n, err := config.Load(filepath.Join("testdata", file))
	s.must(err)
	dir, log := t.TempDir(), slog.New(slog.DiscardHandler)
	secrets, err := enrolment.Ensure(dir, n)
	s.must(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	opcua := l.Addr().String()
	s.must(l.Close())
	ctx, cancel := context.WithCancel(context.Background())
	b, err := broker.Start(ctx, broker.Config{Addr: "127.0.0.1:0", Users: plant.BrokerUsers(n, secrets, nil), Logger: log})
	s.must(err)
	p, err := plant.Open(ctx, plant.Options{Network: n, Dir: dir, Speed: speed, Logger: log})
	s.must(err)
	s.must(p.ConnectMachines(plant.Wires{Secrets: secrets, MQTT: "tcp://" + b.Addr(), OPCUA: opcua}))
	s.twin, err = twin.Open(twin.Options{Network: n, Dir: dir, Speed: speed, MQTT: "tcp://" + b.Addr(), OPCUA: opcua, Secrets: secrets, Logger: log, Empty: true})
	s.must(err)
	server := httptest.NewServer(p.Handler(nil))
	ran := make(chan error, 2)
	go func() { ran <- p.Run(ctx) }()
	go func() { ran <- s.twin.Run(ctx) }()
	t.Cleanup(func() {
		server.Close()
		cancel()
		if err := errors.Join(<-ran, <-ran, s.twin.Close(), p.Close(), b.Close()); err != nil {
			t.Error(err)
		}
	})
	token, err := users.AdminTokenFile(p.TokenFile())
	s.must(err)
	s.admin = &client.Client{URL: server.URL, Token: token, HTTP: client.Pool(2)}
	return s
}

func (s *running) do(method, path string, in, out any) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	key := ""
	if method != "GET" {
		s.sent++
		key = fmt.Sprint("t-", s.sent)
	}
	_, err := s.admin.Call(ctx, method, path, key, in, out)
	s.must(err)
}

func (s *running) until(what string, cond func() bool) {
	s.t.Helper()
	for end := time.Now().Add(2 * time.Minute); !cond(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			var fleet struct{ Data []wms.LiveVehicle }
			s.do("GET", "/v1/fleet", nil, &fleet)
			s.t.Fatalf("never: %s; %+v", what, fleet.Data)
		}
	}
}

func (s *running) place() (place string) {
	_ = s.twin.World.View(func(tx *world.Tx) error {
		u, _ := tx.HandlingUnit(pallet)
		place = u.Place
		return nil
	})
	return place
}
