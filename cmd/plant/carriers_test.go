package plant

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/simulator/fleetapi"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// makersFleet is a twin fleet that serves some places, and the pallets that
// stand in the first of them.
func makersFleet(t *testing.T, places []string, pallets int) (f *fleetapi.Fleet, w *world.World, l devices.Link) {
	t.Helper()
	dir := t.TempDir()
	w, err := world.Open(filepath.Join(dir, "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	ear, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := fleetapi.Config{ID: "amr", Warehouse: "central", Addr: ear.Addr().String(), CertFile: filepath.Join(dir, "c.crt"), KeyFile: filepath.Join(dir, "c.key"),
		Token: "secret", Vehicles: 2, SpeedMMPerS: 1500, Load: 2 * time.Second, Unload: 2 * time.Second, Speed: 100}
	_ = ear.Close()
	thumb, err := devices.EnsureCertificate(devices.Certificate{CertFile: c.CertFile, KeyFile: c.KeyFile, ApplicationURI: "urn:test", Name: "amr", Hosts: []string{"127.0.0.1"}, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Update(func(tx *world.Tx) error {
		for i, p := range places {
			s := fleetapi.Station{ID: p, Place: "central/" + p, XMM: int64(4000 * i)}
			c.Stations = append(c.Stations, s)
			tx.AddPlace(s.Place, 1)
			if i < pallets {
				if err := tx.Create(world.HandlingUnit{ID: fmt.Sprintf("PAL-%d", i+1), Kind: "pallet", Place: s.Place}); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if f, err = fleetapi.New(c, w); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return f, w, devices.Link{ID: "makers", URL: "https://" + c.Addr, ServerThumbprint: thumb, Password: "secret"}
}

// TestTransportsByAMakersFleet: transports over HTTP are carried out by
// vehicles of a maker while answers get lost, its controller forgets, and the
// site itself starts anew in the middle; a cancelled one stays where it
// is. Every unit is where the ledger says, and each ride was made once.
func TestTransportsByAMakersFleet(t *testing.T) {
	places := []string{"STAGE-P1", "STAGE-P2", "STAGE-P3", "STAGE-P4"}
	f, w, link := makersFleet(t, places, 2)
	f.SetFaults(fleetapi.Faults{LoseAnswers: 100})
	dir := t.TempDir()
	begin := func() (*Plant, *client, func()) {
		return startStoppable(t, dir, func(p *Plant) {
			h, err := p.House("central")
			if err != nil {
				t.Fatal(err)
			}
			h.Config.Devices = []config.Device{{ID: "amr", Class: "fleet", Protocol: "fleetapi", Controller: link.ID, Vehicles: 2, Places: places}}
			all, err := p.link(h, "fleetapi", link, func(d *config.Device) bool { return d.Controller == link.ID })
			if err != nil {
				t.Fatal(err)
			}
			NewLine(p, h, all, nil)
		})
	}
	p, c, stop := begin()
	c.must("PUT", "/v1/items/A", obj{"weight_g": 100}, nil)
	at := func(unit string) string {
		u, err := view(p, func(r store.Reader) (wms.HandlingUnit, error) {
			return ledger.MustUnit(r, "central", wms.HandlingUnitID(unit))
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(u.Location)
	}
	for i := range 2 {
		unit := fmt.Sprintf("PAL-%d", i+1)
		c.receive("central", obj{"sku": "A", "qty": 50, "handling_unit": unit})
		c.must("POST", "/v1/stock/moves", obj{"handling_unit": unit, "from": at(unit), "to": places[i]}, nil)
	}
	bring := func(unit, to string) wms.Transport {
		var tr wms.Transport
		c.must("POST", "/v1/transports", obj{"warehouse": "central", "handling_unit": unit, "to": to}, &tr)
		return tr
	}
	status := func(id wms.TransportID) (tr wms.Transport) {
		c.must("GET", "/v1/transports/"+string(id), nil, &tr)
		return tr
	}
	becomes := func(id wms.TransportID, want string) {
		t.Helper()
		eventually(t, string(id)+" is "+want, func() bool { return status(id).Status == want })
	}
	one, two := bring("PAL-1", "STAGE-P3"), bring("PAL-2", "STAGE-P4")
	eventually(t, "one is on its way", func() bool {
		return strings.HasPrefix(at("PAL-1"), "@amr/") || strings.HasPrefix(at("PAL-2"), "@amr/") || status(one.ID).Status == "done"
	})
	if err := f.Restart(true); err != nil {
		t.Fatal(err)
	}
	becomes(one.ID, "done")
	becomes(two.ID, "done")
	var fleet struct{ Data []wms.LiveVehicle }
	c.must("GET", "/v1/fleet", nil, &fleet)
	if len(fleet.Data) != 2 || fleet.Data[0].ID != "amr/V1" || fleet.Data[0].Battery < 1 {
		t.Errorf("fleet: %+v", fleet.Data)
	}
	// Our side stops when the mission is durable, and may have been sent. The
	// controller is silent then: an alarm, and nothing new begins.
	one = bring("PAL-1", "STAGE-P1")
	eventually(t, "it has a mission", func() bool { return status(one.ID).Status != "waiting" })
	stop()
	f.SetFaults(fleetapi.Faults{Down: true})
	n := c.n
	p, c, _ = begin()
	c.n = n
	alarmed := func() bool {
		return slices.ContainsFunc(p.alarms.list(), func(a wms.Alarm) bool { return a.Source == "amr" })
	}
	eventually(t, "an alarm", alarmed)
	two = bring("PAL-2", "STAGE-P2")
	time.Sleep(3 * controlTick)
	if tr := status(two.ID); len(tr.Missions) != 0 {
		t.Errorf("a mission was planned on a silent fleet: %+v", tr.Missions)
	}
	f.SetFaults(fleetapi.Faults{LoseAnswers: 100})
	becomes(one.ID, "done")
	becomes(two.ID, "done")
	eventually(t, "the alarm is gone", func() bool { return !alarmed() })
	// Cancelled: it stays where it is, if it was not picked up before.
	two = bring("PAL-2", "STAGE-P4")
	var after wms.Transport
	cancelled := c.call("POST", "/v1/transports/"+string(two.ID)+"/cancel", nil, &after) < 300
	eventually(t, "it ends", func() bool { s := status(two.ID).Status; return s == "cancelled" || s == "done" })
	if !cancelled && status(two.ID).Status != "done" || status(two.ID).Status == "cancelled" && at("PAL-2") != "STAGE-P2" {
		t.Errorf("cancel accepted %v, then %+v, the unit is at %s", cancelled, status(two.ID), at("PAL-2"))
	}
	_ = w.View(func(tx *world.Tx) error {
		for _, unit := range []string{"PAL-1", "PAL-2"} {
			if u, _ := tx.HandlingUnit(unit); u.Place != "central/"+at(unit) {
				t.Errorf("%s stands at %s, the ledger says %s", unit, u.Place, at(unit))
			}
		}
		want := int64(4)
		if status(two.ID).Status == "done" {
			want++
		}
		if n := tx.Counted("carrier_moves"); n != want {
			t.Errorf("%d rides, want %d", n, want)
		}
		return nil
	})
}
