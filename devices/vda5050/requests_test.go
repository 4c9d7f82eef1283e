package vda5050

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// asking is a talk in 3.0 with a vehicle that shares permits with others.
func asking(t *testing.T, vehicle string, p *permits) *talk {
	k := newTalk(t)
	k.version = Version30
	set := testSettings("m1")
	set.vehicle, set.identity.SerialNumber = vehicle, vehicle
	set.identity.Version, set.dialect, set.permits = message.Version30, profiles[Version30].dialect, p
	p.expect(vehicle)
	k.s = newSession(set)
	return k
}

func (p *talk) tick() {
	p.now = p.now.Add(10 * time.Millisecond)
	p.note("tick")
	_ = p.do(evTick{})
}

var hall = message.ZoneSet{MapID: "floor", ZoneSetID: "S1", Zones: []message.Zone{
	{ZoneID: "Z1", Type: message.ZoneRelease, ReleaseLoss: "STOP", Vertices: []message.ControlPoint{{X: 3, Y: -1}, {X: 5, Y: -1}, {X: 5, Y: 1}, {X: 3, Y: 1}}},
	{ZoneID: "SLOW", Type: message.ZoneSpeedLimit, MaximumSpeed: 0.5, Vertices: []message.ControlPoint{{X: 5, Y: -1}, {X: 7, Y: -1}, {X: 7, Y: 1}}},
}}

// Two vehicles want one RELEASE zone: the second is queued until the first no
// longer lists its request; a closed zone is taken back from who is inside.
func TestReleaseZone(t *testing.T) {
	permits := newPermits(35 * time.Second)
	a, b := asking(t, "agv-1", permits), asking(t, "agv-2", permits)
	a.online()
	b.online()
	a.note("-- zone sets are sent until they are listed, then enabled")
	_ = a.do(evZones{[]message.ZoneSet{hall}})
	a.wait(2100 * time.Millisecond)
	a.state("/0 N0/0 +S1=DISABLED")
	a.wait(2100 * time.Millisecond)
	a.state("/0 N0/0 +S1=ENABLED")
	a.note("-- the first that asks is granted, again until it heard")
	a.state("/0 N0/0 +S1=ENABLED ?ask-1:Z1=REQUESTED")
	a.wait(1100 * time.Millisecond)
	a.state("/0 N0/0 +S1=ENABLED ?ask-1:Z1=GRANTED")
	b.state("/0 N0/0 ?ask-7:Z1=REQUESTED")
	b.tick()
	b.note("-- no edge of ours has a corridor")
	b.state("/0 N0/0 ?ask-7:Z1=REQUESTED ?ask-8:/E1=REQUESTED")
	if !strings.Contains(b.log.String(), "QUEUED") || strings.Contains(b.log.String(), "GRANTED") {
		t.Errorf("the second is not queued: %s", b.log.String())
	}
	a.note("-- silent, it is still inside")
	_ = a.do(evConnection{message.ConnectionBroken})
	b.wait(60 * time.Second)
	b.state("/0 N0/0 ?ask-7:Z1=REQUESTED")
	if strings.Contains(b.log.String(), "GRANTED") {
		t.Errorf("granted while a silent vehicle is inside: %s", b.log.String())
	}
	a.note("-- it is out")
	a.state("/0 N1/0 +S1=ENABLED")
	b.tick()
	if !strings.Contains(b.log.String(), `"grantType":"GRANTED"`) {
		t.Errorf("the zone is free and the second was not granted: %s", b.log.String())
	}
	b.state("/0 N0/0 ?ask-7:Z1=GRANTED")
	b.note("-- people close the zone")
	permits.close("S1", "Z1", true)
	b.tick()
	b.state("/0 N0/0")
	b.state("/0 N0/0 ?ask-9:Z1=REQUESTED")
	b.note("-- and open it")
	permits.close("S1", "Z1", false)
	b.tick()
	a.golden("release-zone-first")
	b.golden("release-zone-second")
}

// A new master grants nothing before it heard every vehicle: one may be inside.
func TestReleaseZoneAfterRestart(t *testing.T) {
	permits := newPermits(35 * time.Second)
	a, b := asking(t, "agv-1", permits), asking(t, "agv-2", permits)
	a.online()
	a.state("/0 N0/0 ?ask-1:Z1=REQUESTED")
	if strings.Contains(a.log.String(), "GRANTED") {
		t.Fatalf("granted before agv-2 was heard: %s", a.log.String())
	}
	b.link(true)
	_ = b.do(evFactsheet{})
	b.state("/0 N1/0 aisle-stateRequest-m1-1=FINISHED ?ask-5:Z1=GRANTED")
	a.state("/0 N0/0 ?ask-1:Z1=REQUESTED")
	if strings.Contains(a.log.String(), "GRANTED") {
		t.Errorf("granted while agv-2 is inside: %s", a.log.String())
	}
	b.state("/0 N2/0")
	a.tick()
	if !strings.Contains(a.log.String(), "GRANTED") {
		t.Errorf("not granted when agv-2 was out: %s", a.log.String())
	}
}

// Whatever vehicles ask, give back and repeat: one at a time, and nobody waits
// for ever.
func TestPermitsExclusive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPermits(time.Second)
		const vehicles = 4
		status := [vehicles]string{}
		turns := [vehicles]int{}
		ask := func(v int) {
			var asks []message.ZoneRequest
			if status[v] != "" {
				asks = []message.ZoneRequest{{RequestID: "r", ZoneID: "Z", ZoneSetID: "S", Status: status[v]}}
			}
			for _, r := range p.answer(noon, fmt.Sprint(v), asks) {
				if r.Grant == message.AnswerGranted && rapid.Bool().Draw(t, "heard") {
					status[v] = message.RequestGranted
					turns[v]++
				}
				if r.Grant == message.AnswerRevoked {
					t.Fatalf("%d was told to leave and nobody closed anything", v)
				}
			}
			inside := 0
			for _, s := range status {
				if s == message.RequestGranted {
					inside++
				}
			}
			if inside > 1 {
				t.Fatalf("%d vehicles are inside", inside)
			}
		}
		for range rapid.IntRange(10, 60).Draw(t, "steps") {
			v := rapid.IntRange(0, vehicles-1).Draw(t, "vehicle")
			switch status[v] {
			case "":
				status[v] = message.RequestRequested
			case message.RequestGranted:
				status[v] = ""
			}
			ask(v)
		}
		for v := range vehicles { // from now on all want in, and who is in leaves
			turns[v] = 0
			if status[v] == "" {
				status[v] = message.RequestRequested
			}
		}
		for range 200 {
			for v := range vehicles {
				if status[v] == message.RequestGranted {
					status[v] = ""
				} else if status[v] == "" {
					status[v] = message.RequestRequested
				}
				ask(v)
			}
		}
		for v, n := range turns {
			if n == 0 {
				t.Fatalf("%d never got in: %v", v, turns)
			}
		}
	})
}
