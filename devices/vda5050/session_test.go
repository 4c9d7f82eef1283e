package vda5050

import (
	"fmt"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

func TestNewOrder(t *testing.T) {
	p := newTalk(t)
	p.link(true)
	p.state("/0 N0/0 aisle-stateRequest-m1-1=FINISHED")
	_ = p.do(evFactsheet{})
	_ = p.start("M1", path("N0 N1 N2+pick:p1"), path("N3 N4"))
	p.state("M1/0 N0/0 N1/2 N2/4 (N3/6) (N4/8) p1=WAITING")
	p.state("M1/0 N1/2 N2/4 (N3/6) (N4/8) p1=WAITING")
	p.state("M1/0 N2/4 (N3/6) (N4/8) p1=RUNNING")
	p.state("M1/0 N2/4 (N3/6) (N4/8) p1=FINISHED")
	p.golden("new-order")
}

func TestStitching(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1+pick:p1"), path("N2"))
	p.note("-- while that is unconfirmed two extensions pile up and go out as one")
	_ = p.extend("M1", path("N2"), path("N3"))
	_ = p.extend("M1", path("N3"), path("N4"))
	p.state("M1/0 N0/0 N1/2 (N2/4) p1=WAITING")
	p.note("-- the vehicle stands on N1 and has done its action: N1 is resent as it was")
	p.state("M1/1 N1/2 N2/4 N3/6 (N4/8) p1=FINISHED")
	p.note("-- the way behind the base changes")
	_ = p.extend("M1", nil, path("N5"))
	p.state("M1/2 N3/6 (N5/8) p1=FINISHED")
	p.note("-- the horizon is taken back, the order is complete, and may still grow")
	_ = p.extend("M1", nil, nil)
	p.state("M1/3 N3/6 p1=FINISHED")
	p.note("-- an action where it stands: a second node")
	_ = p.extend("M1", path("N3+drop:d1"), nil)
	p.state("M1/4 N3/8 p1=FINISHED d1=RUNNING")
	p.golden("stitching")
}

func TestRejection(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1"), nil)
	p.state("/0 N0/0 !orderError:M1/0")
	p.note("-- the same id is refused here, a new one goes out")
	if err := p.start("M1", path("N0 N1"), nil); err == nil {
		t.Error("a refused order was started again")
	}
	_ = p.start("M2", path("N0 N1"), nil)
	p.state("M2/0 N0/0 N1/2")
	p.note("-- an update is refused: the order goes on with its base")
	_ = p.extend("M2", path("N2"), nil)
	p.state("M2/0 N0/0 N1/2 !orderUpdateError:M2/1")
	p.note("-- an old complaint does not refuse the next update")
	_ = p.extend("M2", path("N3"), nil)
	p.state("M2/0 N1/2 !orderUpdateError:M2/1")
	p.state("M2/2 N1/2 N3/4")
	p.note("-- without references, only a new complaint counts")
	_ = p.extend("M2", path("N4"), nil)
	p.state("M2/2 N1/2 N3/4 !noRouteError")
	_ = p.extend("M2", path("N4"), nil)
	p.state("M2/2 N1/2 N3/4 !noRouteError")
	p.state("M2/4 N1/2 N3/4 N4/6")
	p.golden("rejection")
}

func TestCancelDuringDrive(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1 N2+pick:p1"), nil)
	p.state("M1/0 N0/0 N1/2 N2/4 p1=WAITING")
	_ = p.extend("M1", path("N3"), nil)
	_ = p.cancel("M1")
	_ = p.cancel("M1")
	p.note("-- no update and no order before it ended")
	if p.extend("M1", path("N4"), nil) == nil || p.start("M2", path("N1 N5"), nil) == nil {
		t.Error("a cancelled order grew, or the next one began too early")
	}
	p.wait(1100 * time.Millisecond)
	p.state("M1/0 N0/0 N1/2 p1=FAILED aisle-cancel-M1-m1-1=RUNNING")
	p.wait(1100 * time.Millisecond)
	p.state("M1/0 N1/2 p1=FAILED aisle-cancel-M1-m1-1=FINISHED")
	if p.extend("M1", path("N4"), nil) == nil || p.start("M1", path("N1 N4"), nil) == nil {
		t.Error("a cancelled order came back")
	}
	_ = p.start("M2", path("N1 N5"), nil)
	p.state("M2/0 N1/0 N5/2")
	p.golden("cancel-during-drive")
}

func TestCancelWhenThereIsNothingLeft(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1"), nil)
	p.state("M1/0 N1/2")
	_ = p.cancel("M1")
	p.state("M1/0 N1/2 aisle-cancel-M1-m1-1=FAILED !noOrderToCancel")
	if err := p.cancel("M9"); err == nil {
		t.Error("an unknown order was cancelled")
	}
	p.golden("cancel-complete")
}

func TestResendAfterLoss(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1"), path("N2"))
	p.wait(500 * time.Millisecond)
	p.wait(600 * time.Millisecond)
	p.note("-- a state that does not know it confirms nothing")
	p.state("/0 N0/0")
	p.wait(time.Second)
	p.state("M1/0 N0/0 N1/2 (N2/4)")
	p.wait(2 * time.Second)
	p.golden("resend-after-loss")
}

func TestRestartOfMaster(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1+pick:p1 N2"), path("N3"))
	p.state("M1/0 N1/2 N2/4 (N3/6) p1=RUNNING")
	p.note("-- a new master that knows nothing")
	p.s = newSession(testSettings("m2"))
	if p.extend("M1", path("N3"), nil) == nil {
		t.Error("an order was extended that nobody has reported")
	}
	p.link(true)
	_ = p.do(evFactsheet{})
	p.note("-- a state that was on its way already is not the last word")
	p.state("M1/0 N1/2 N2/4 (N3/6) p1=RUNNING")
	if p.extend("M1", path("N3"), nil) == nil {
		t.Error("an order was extended whose last update may still come")
	}
	p.state("M1/0 N1/2 N2/4 (N3/6) p1=FINISHED aisle-stateRequest-m2-1=FINISHED")
	_ = p.extend("M1", path("N3+drop:d1"), nil)
	p.state("M1/1 N2/4 N3/6 p1=FINISHED d1=WAITING")
	p.note("-- once more, at the end of the base; the order is given again in full")
	p.s = newSession(testSettings("m3"))
	_ = p.start("M1", path("N0 N1+pick:p1 N2 N3+drop:d1"), nil)
	p.link(true)
	_ = p.do(evFactsheet{})
	p.note("-- this vehicle does not list instant actions: it is believed after 2 s")
	p.state("M1/1 N3/6 p1=FINISHED d1=FINISHED")
	p.wait(2 * time.Second)
	_ = p.extend("M1", path("N4"), nil)
	p.golden("restart-of-master")
}

func TestRestartOfMasterDuringCancel(t *testing.T) {
	p := newTalk(t)
	p.link(true)
	_ = p.do(evFactsheet{})
	p.state("M1/0 N0/0 N1/2 aisle-cancel-M1-old-1=RUNNING aisle-stateRequest-m1-1=FINISHED")
	if p.extend("M1", path("N2"), nil) == nil {
		t.Error("an order grew that an earlier master cancelled")
	}
	p.state("M1/0 N1/2 aisle-cancel-M1-old-1=FINISHED")
	if p.extend("M1", path("N2"), nil) == nil {
		t.Error("a cancelled order grew")
	}
	_ = p.start("M2", path("N1 N2"), nil)
	p.golden("restart-during-cancel")
}

func TestConnectionBroken(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1 N2"), nil)
	p.state("M1/0 N0/0 N1/2 N2/4")
	p.connection(message.ConnectionBroken)
	p.note("-- nothing is sent to nobody")
	_ = p.extend("M1", path("N3"), nil)
	p.wait(5 * time.Second)
	p.note("-- it drove on meanwhile")
	p.connection(message.ConnectionOnline)
	p.state("M1/0 N2/4")
	p.state("M1/1 N2/4 N3/6")
	p.note("-- an old last will that comes after a state does not outlive the next state")
	p.connection(message.ConnectionBroken)
	p.state("M1/1 N2/4 N3/6")
	p.note("-- our own link breaks")
	p.link(false)
	_ = p.extend("M1", path("N4"), nil)
	p.wait(3 * time.Second)
	p.link(true)
	p.golden("connection-broken")
}

func TestSilence(t *testing.T) {
	p := newTalk(t)
	p.online()
	p.wait(17 * time.Second)
	p.wait(2 * time.Second)
	p.wait(17 * time.Second)
	p.state("/0 N0/0")
	p.golden("silence")
}

func TestVehicleForgets(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1 N2"), nil)
	p.state("M1/0 N0/0 N1/2 N2/4")
	_ = p.extend("M1", path("N3"), nil)
	p.state("M1/1 N1/2 N2/4 N3/6")
	p.note("-- it wakes up with an older memory: what it forgot goes out again")
	p.state("M1/0 N1/2 N2/4")
	p.state("M1/2 N1/2 N2/4 N3/6")
	p.note("-- it wakes up with none")
	p.state("/0 N1/0")
	if p.extend("M1", path("N4"), nil) == nil || p.start("M1", path("N1 N2"), nil) == nil {
		t.Error("a forgotten order went on under its old id")
	}
	_ = p.start("M2", path("N1 N2"), nil)
	p.golden("vehicle-forgets")
}

func TestHorizonIsTakenBackForTheNextOrder(t *testing.T) {
	p := newTalk(t)
	p.online()
	_ = p.start("M1", path("N0 N1"), path("N2"))
	p.state("M1/0 N1/2 (N2/4)")
	_ = p.start("M2", path("N1 N5"), nil)
	p.state("M1/1 N1/2")
	p.state("M2/0 N1/0 N5/2")
	p.golden("horizon-taken-back")
}

func TestPauseAndResume(t *testing.T) {
	p := newTalk(t)
	p.online()
	p.note("pause")
	_ = p.do(evInstant{message.Action{ActionType: message.ActionStartPause}})
	p.wait(1100 * time.Millisecond)
	p.state("/0 N0/0 aisle-startPause-m1-2=RUNNING")
	p.wait(1100 * time.Millisecond)
	p.note("resume")
	_ = p.do(evInstant{message.Action{ActionType: message.ActionStopPause}})
	p.state("/0 N0/0 aisle-startPause-m1-2=FAILED aisle-stopPause-m1-3=FINISHED")
	p.wait(1100 * time.Millisecond)
	p.golden("pause")
}

// The same talk in 3.0: other words on the wire, and a few other manners.
func TestVersion30(t *testing.T) {
	p := newTalk(t)
	p.version = Version30
	set := testSettings("m1")
	set.identity.Version, set.dialect = message.Version30, profiles[Version30].dialect
	p.s = newSession(set)
	p.online()
	_ = p.start("M1", path("N0 N1+pick:p1"), path("N2"))
	p.state("M1/0 N0/0 N1/2 (N2/4) p1=WAITING")
	_ = p.extend("M1", path("N2"), nil)
	p.note("-- a doubled message is no refusal")
	p.state("M1/1 N0/0 N1/2 N2/4 p1=WAITING !SAME_ORDER_UPDATE_ID:M1/1")
	_ = p.cancel("M1")
	p.state("M1/1 N1/2 p1=FAILED aisle-cancel-M1-m1-1=FINISHED")
	_ = p.start("M2", path("N1 N2"), nil)
	p.state("M1/1 N1/2 p1=FAILED aisle-cancel-M1-m1-1=FINISHED !START_NODE_OUT_OF_RANGE:M2/0")
	p.note("-- it lists every instant action it ever got")
	words := "M1/1 N1/2"
	for i := range 21 {
		words += fmt.Sprintf(" aisle-stateRequest-m0-%d=FINISHED", i)
	}
	p.state(words)
	p.state(words)
	p.golden("version-3.0")
}
