package plant

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/wms"
)

// TestRefusalsOfTheBrokerAreAlarms goes without a running plant: alarms are
// the same one by one or by the thousand, and strangers push nobody out.
func TestRefusalsOfTheBrokerAreAlarms(t *testing.T) {
	net, err := config.Demo()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(t.Context(), Options{Network: net, Dir: t.TempDir(), Speed: 10, Logger: slog.New(slog.DiscardHandler), PINMemoryKiB: 64})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	agv := net.Warehouses[0].DevicesOf("vehicle")
	for _, w := range net.Warehouses {
		if len(agv) == 0 {
			agv = w.DevicesOf("vehicle")
		}
	}
	p.alarms.raise(p.Clock.Now(), "crane", "crane", "fault", wms.Words{Format: "stands"}, "critical")
	now := time.Unix(1_000_000, 0)
	for range 3 {
		p.refusedAt(broker.Refusal{What: broker.Publish, Detail: "uagv/v2/aisle/X/state", User: agv[0].ID, Remote: "192.0.2.7:5"}, now)
	}
	all := p.alarms.list()
	if len(all) != 2 || all[1].Source != agv[0].ID || all[1].Code != "mqtt_refused" {
		t.Fatalf("%+v", all)
	}
	for i := range 1000 {
		p.refusedAt(broker.Refusal{What: broker.LogIn, User: fmt.Sprint("u", i), Remote: fmt.Sprintf("192.0.%d.%d:5", i/250, i%250)}, now)
	}
	if n := len(p.alarms.list()); n > maxIntruders+2 {
		t.Errorf("%d alarms", n)
	}
	p.forgetIntruders(now.Add(intrudersGone - 1))
	if len(p.alarms.list()) < 3 {
		t.Error("gone too early")
	}
	p.forgetIntruders(now.Add(intrudersGone))
	if all = p.alarms.list(); len(all) != 1 || all[0].ID != "crane" {
		t.Errorf("stand after a quiet while: %+v", all)
	}
}

func TestUsersOfVehiclesEnrolledByHand(t *testing.T) {
	net, err := config.Demo()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	s, err := enrolment.Ensure(data, net)
	if err != nil {
		t.Fatal(err)
	}
	find := func(id string) *broker.User {
		all, err := enrolment.ReadAccess(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range BrokerUsers(net, s, all) {
			if u.Name == id {
				return &u
			}
		}
		return nil
	}
	var id string
	for _, w := range net.Warehouses {
		for _, d := range w.DevicesOf("vehicle") {
			id = d.ID
		}
	}
	if u := find(id); u.Password != s.MQTT[id] || u.Password == "" {
		t.Errorf("the twin's: %+v", u)
	}
	if _, err := enrolment.EnrolPassword(data, net, id, time.Now()); err != nil {
		t.Fatal(err)
	}
	if u := find(id); u.Password != "" || u.Hash == "" {
		t.Errorf("with a password: %+v", u)
	}
	if again, err := enrolment.Ensure(data, net); err != nil || again.MQTT[id] != "" {
		t.Errorf("the twin has a password again: %v", err)
	}
	if _, err := enrolment.EnrolCertificate(data, net, id, time.Now()); err != nil {
		t.Fatal(err)
	}
	if u := find(id); u.Password+u.Hash != "" || len(u.Certificates) != 1 {
		t.Errorf("with a certificate: %+v", u)
	}
	if err := enrolment.Revoke(data, net, id, time.Now()); err != nil || find(id) != nil {
		t.Errorf("revoked: %v, %+v", err, find(id))
	}
	if err := enrolment.Revoke(data, net, "nobody", time.Now()); err == nil {
		t.Error("a vehicle that is not there was revoked")
	}
}
