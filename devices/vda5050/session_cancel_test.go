package vda5050

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

func talk30(t *testing.T) *talk {
	p := newTalk(t)
	p.version = Version30
	set := testSettings("m1")
	set.identity.Version, set.dialect = message.Version30, profiles[Version30].dialect
	p.s = newSession(set)
	return p
}

func TestCancelDuringAction(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0+pick:p1 N1 N2+drop:d1"), nil)
	p.state("M1/0 N0/0 N1/2 N2/4 p1=RUNNING d1=WAITING")
	_ = p.cancel("M1")
	p.note("-- the pick cannot be broken off: the cancel waits for it, and so do we")
	p.state("M1/0 N0/0 p1=RUNNING d1=FAILED aisle-cancel-M1-m1-1=RUNNING")
	if p.start("M2", path("N0 N1"), nil) == nil {
		t.Error("an order began while the cancel waits for an action")
	}
	p.state("M1/0 N0/0 p1=FINISHED d1=FAILED aisle-cancel-M1-m1-1=FINISHED")
	_ = p.start("M2", path("N0 N1+drop:d2"), nil)
	p.state("M2/0 N0/0 N1/2 d2=WAITING")
	p.golden("cancel-during-action")
}

func TestCancelWhileIdle(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1"), path("N2"))
	p.state("M1/0 N1/2 (N2/4)")
	p.note("-- it stands at the end of its base")
	_ = p.cancel("M1")
	p.state("M1/0 N1/2 aisle-cancel-M1-m1-1=FINISHED")
	p.note("-- nothing is under way: there is nothing to cancel")
	if err := p.cancel("M1"); err == nil {
		p.state("M1/0 N1/2 aisle-cancel-M1-m1-1=FINISHED")
	}
	_ = p.start("M2", path("N1 N2"), nil)
	p.state("M2/0 N1/0 N2/2")
	p.golden("cancel-while-idle")
}

func TestCancelTwice(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1 N2"), nil)
	p.state("M1/0 N0/0 N1/2 N2/4")
	_ = p.cancel("M1")
	_ = p.cancel("M1")
	p.wait(1100 * time.Millisecond)
	p.note("-- the vehicle got it twice, under one id, and did it once")
	p.state("M1/0 N1/2 aisle-cancel-M1-m1-1=FINISHED")
	_ = p.cancel("M1")
	p.wait(1100 * time.Millisecond)
	p.golden("cancel-twice")
}

// TestEachRejection: every predefined error that refuses an order ends the
// order under way; the next one goes out under a new id.
func TestEachRejection(t *testing.T) {
	for name, kinds := range map[string][]string{
		"rejections-2.1": {message.ErrorValidation, message.ErrorOrder, message.ErrorNoRoute},
		"rejections-3.0": {"VALIDATION_FAILURE", "INVALID_ORDER_ACTION", "OTHER_ORDER_ACTIVE", "START_NODE_OUT_OF_RANGE", "NO_ROUTE_TO_TARGET",
			"MOBILE_ROBOT_NOT_AVAILABLE", "UNKNOWN_MAP_ID", "INSUFFICIENT_MEMORY", "UNSUPPORTED_PARAMETER"},
	} {
		p := newTalk(t)
		if name == "rejections-3.0" {
			p = talk30(t)
		}
		p.online()
		for _, kind := range kinds {
			_ = p.start(kind, path("N0 N1"), nil)
			p.state("/0 N0/0 !" + kind + ":" + kind + "/0")
			if err := p.start(kind, path("N0 N1"), nil); err == nil {
				t.Errorf("%s: a refused order was started again", kind)
			}
		}
		_ = p.start("M1", path("N0 N1"), nil)
		p.state("M1/0 N0/0 N1/2")
		updates := []string{message.ErrorOrderUpdate}
		if name == "rejections-3.0" {
			updates = []string{"OUTDATED_ORDER_UPDATE", "ORDER_UPDATE_FOLLOWING_CANCEL"}
		}
		p.note("-- refused updates leave the base")
		for i, kind := range updates {
			_ = p.extend("M1", path("N2"), nil)
			p.state("M1/0 N0/0 N1/2 !" + kind + ":M1/" + string(rune('1'+i)))
		}
		p.golden(name)
	}
}

func TestRestartOfBroker(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1"), path("N2"))
	p.state("M1/0 N0/0 N1/2 (N2/4)")
	_ = p.extend("M1", path("N2"), nil)
	p.note("-- the broker goes down with the update in it")
	p.link(false)
	p.wait(3 * time.Second)
	p.note("-- it comes back without retained messages; the vehicle has driven to the end of its base")
	p.link(true)
	p.state("M1/0 N1/2 (N2/4)")
	p.wait(1100 * time.Millisecond)
	p.state("M1/1 N1/2 N2/4")
	p.wait(2 * time.Second)
	p.golden("restart-of-broker")
}

func TestRestartOfVehicleMidEdge(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1+pick:p1 N2"), nil)
	p.state("M1/0 N0/0 N1/2 N2/4 p1=WAITING")
	p.connection(message.ConnectionBroken)
	_ = p.extend("M1", path("N3"), nil)
	p.wait(2 * time.Second)
	p.note("-- it remembers its order, and begins to count its messages anew")
	p.head = 0
	p.connection(message.ConnectionOnline)
	p.state("M1/0 N1/2 N2/4 p1=RUNNING")
	p.state("M1/1 N1/2 N2/4 N3/6 p1=FINISHED")
	p.note("-- the same without memory, between two nodes: a fresh order, the pick is not given again by us")
	p.connection(message.ConnectionBroken)
	p.connection(message.ConnectionOnline)
	p.state("/0 N1/0")
	_ = p.start("M2", path("N1 N2"), nil)
	p.state("M2/0 N1/0 N2/2")
	p.golden("restart-of-vehicle")
}
