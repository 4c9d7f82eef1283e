package vehicle

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// car is a core that stands on A, the origin, looking along x.
func car() *core {
	return &core{kin: Carrier, mem: memory{LastNode: "A", Map: "floor", Charge: 1}}
}

// order writes an order from words: "A@0,0 B@2000,0+pick:p1 (C@4000,0)"; a
// node in brackets is not released. Sequence ids begin at first.
func order(id string, update int, first int, words string) message.Order {
	o := message.Order{
		Header:  message.Header{Version: message.Version21, Manufacturer: "aisle", SerialNumber: "C001", Timestamp: "2026-03-02T12:00:00Z"},
		OrderID: id, OrderUpdateID: message.Uint(update),
	}
	for i, w := range strings.Fields(words) {
		n := message.Node{Released: !strings.HasPrefix(w, "("), SequenceID: message.Uint(first + 2*i)}
		w, act, has := strings.Cut(strings.Trim(w, "()"), "+")
		var x, y float64
		n.NodeID, w, _ = strings.Cut(w, "@")
		_, _ = fmt.Sscanf(w, "%f,%f", &x, &y)
		n.NodePosition = &message.NodePosition{X: x / 1000, Y: y / 1000, MapID: "floor", AllowedDeviationXY: 0.1}
		if has {
			kind, id, _ := strings.Cut(act, ":")
			n.Actions = []message.Action{{ActionType: kind, ActionID: id, BlockingType: message.BlockingHard}}
		}
		if i > 0 {
			prev := o.Nodes[i-1].NodeID
			o.Edges = append(o.Edges, message.Edge{EdgeID: prev + n.NodeID, SequenceID: n.SequenceID - 1, StartNodeID: prev, EndNodeID: n.NodeID, Released: n.Released})
		}
		o.Nodes = append(o.Nodes, n)
	}
	return o
}

// drive lets time pass; effects succeed.
func drive(c *core, d time.Duration) {
	for to := c.now + d; ; {
		e := c.advance(to)
		if e == nil {
			return
		}
		var loads []string
		if e.pick {
			loads = []string{"HU1"}
		}
		c.settle(e, loads, nil)
	}
}

// until drives until the vehicle has nothing more to do by itself.
func until(t *testing.T, c *core) time.Duration {
	t.Helper()
	began := c.now
	for range 10000 {
		at, _ := c.next()
		if at == never {
			return c.now - began
		}
		drive(c, at-c.now)
	}
	t.Fatal("it never comes to rest")
	return 0
}

func errorOf(c *core, kind string) *message.Error {
	for i := range c.errors {
		if c.errors[i].ErrorType == kind {
			return &c.errors[i]
		}
	}
	return nil
}

func status(c *core, id string) message.ActionStatus {
	for _, t := range c.mem.Actions {
		if t.Action.ActionID == id {
			return t.Status
		}
	}
	return ""
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-3 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestMotionTakesAsLongAsPhysicsSays(t *testing.T) {
	for words, want := range map[string]float64{
		// 6 m: 3 s up to 1.5 m/s over 2.25 m, 1.5 m at speed, 3 s down.
		"A@0,0 B@6000,0": 7,
		// The same with nodes in between that need no stop.
		"A@0,0 B@1000,0 C@3000,0 D@3500,0 E@6000,0": 7,
		// 2 m is too short for full speed: 2*sqrt(2/0.5).
		"A@0,0 B@2000,0": 4,
		// A corner is a stop and a quarter turn at 1 rad/s.
		"A@0,0 B@2000,0 C@2000,2000": 8 + math.Pi/2,
		// Turn around first.
		"A@0,0 B@-2000,0": 4 + math.Pi,
		// A second node at the same place takes no time.
		"A@0,0 B@2000,0 B@2000,0": 4,
	} {
		c := car()
		c.order(order("M1", 0, 0, words))
		near(t, words, until(t, c).Seconds(), want)
		if c.busy() || c.driving() || c.speed != 0 {
			t.Errorf("%s: not at rest: %+v", words, c.mem)
		}
	}
}

func TestSpeedLimitsOfEdgesHold(t *testing.T) {
	c := car()
	o := order("M1", 0, 0, "A@0,0 B@4000,0 C@8000,0 D@12000,0")
	o.Edges[1].MaxSpeed = 0.5
	c.order(o)
	for c.busy() {
		drive(c, 10*time.Millisecond)
		if c.mem.X > 4000.01 && c.mem.X < 7999.99 && c.speed > 500.001 {
			t.Fatalf("%.0f mm/s at x=%.0f", c.speed, c.mem.X)
		}
		if c.speed > 1500.001 {
			t.Fatalf("%.0f mm/s", c.speed)
		}
	}
	near(t, "x", c.mem.X, 12000)
}

func TestBaseGrowsWithoutStopping(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0 B@6000,0 (C@12000,0)"))
	drive(c, 3500*time.Millisecond) // still before it must brake
	c.order(order("M1", 1, 2, "B@6000,0 C@12000,0"))
	// 12 m in one go: 3 s up, 7.5 m at speed, 3 s down.
	near(t, "time", 3.5+until(t, c).Seconds(), 11)
	if c.mem.LastNode != "C" || c.mem.LastSeq != 4 {
		t.Errorf("stands on %s/%d", c.mem.LastNode, c.mem.LastSeq)
	}
}

func TestItWaitsAtTheEndOfItsBase(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0 B@2000,0 (C@4000,0+pick:p1)"))
	until(t, c)
	s := c.state()
	if s.LastNodeID != "B" || len(s.NodeStates) != 1 || !s.NewBaseRequest || s.Driving || !c.busy() || status(c, "p1") != message.StatusWaiting {
		t.Errorf("%+v", s)
	}
	// The horizon changes: its action goes with it.
	c.order(order("M1", 1, 2, "B@2000,0 D@2000,2000+drop:d1"))
	until(t, c)
	if status(c, "p1") != "" || status(c, "d1") != message.StatusFinished || c.mem.LastNode != "D" {
		t.Errorf("%+v", c.mem)
	}
}

func TestEachRefusal(t *testing.T) {
	busy := func(c *core) { c.order(order("M0", 0, 0, "A@0,0 B@6000,0 C@12000,0")); drive(c, time.Second) }
	for name, tc := range map[string]struct {
		before func(*core)
		order  message.Order
		want   string
		why    string
	}{
		"gap":            {nil, func() message.Order { o := order("M1", 0, 0, "A@0,0 B@1,1"); o.Nodes[1].SequenceID = 9; return o }(), message.ErrorValidation, "gap"},
		"no nodes":       {nil, message.Order{OrderID: "M1"}, message.ErrorValidation, "no nodes"},
		"busy":           {busy, order("M1", 0, 0, "A@0,0 B@6000,0"), message.ErrorOrder, "busy with order M0"},
		"far away":       {nil, order("M1", 0, 0, "B@2000,0 C@4000,0"), message.ErrorNoRoute, "2000 mm away"},
		"unknown action": {nil, order("M1", 0, 0, "A@0,0+dance:x"), message.ErrorOrder, "dance"},
		"action twice":   {nil, order("M1", 0, 0, "A@0,0+pick:x B@2000,0+drop:x"), message.ErrorOrder, "twice"},
		"no position":    {nil, func() message.Order { o := order("M1", 0, 0, "A@0,0 B@1,1"); o.Nodes[1].NodePosition = nil; return o }(), message.ErrorOrder, "nodePosition"},
		"another map":    {nil, func() message.Order { o := order("M1", 0, 0, "A@0,0"); o.Nodes[0].NodePosition.MapID = "x"; return o }(), message.ErrorOrder, "map"},
		"edge action": {nil, func() message.Order {
			o := order("M1", 0, 0, "A@0,0 B@1,1")
			o.Edges[0].Actions = []message.Action{{ActionID: "a", ActionType: "beep", BlockingType: "NONE"}}
			return o
		}(), message.ErrorOrder, "edge"},
		"update elsewhere": {busy, order("M0", 1, 2, "B@6000,0 D@7000,0"), message.ErrorOrderUpdate, "the base ends at C/4"},
		"update too old": {func(c *core) { busy(c); c.order(order("M0", 2, 4, "C@12000,0 D@14000,0")) },
			order("M0", 1, 4, "C@12000,0 E@14000,0"), message.ErrorOrderUpdate, "here already"},
		"update after cancel": {func(c *core) {
			c.order(order("M0", 0, 0, "A@0,0 (B@2000,0)"))
			c.instant(message.Action{ActionType: message.ActionCancelOrder, ActionID: "c"})
		}, order("M0", 1, 0, "A@0,0 B@2000,0"), message.ErrorOrderUpdate, "cancelled"},
		"off the charger": {func(c *core) { c.mem.Charging = true }, order("M1", 0, 0, "A@0,0 B@2000,0"), message.ErrorOrder, "stopCharging"},
	} {
		c := car()
		if tc.before != nil {
			tc.before(c)
		}
		had := c.mem.OrderID
		c.order(tc.order)
		e := errorOf(c, tc.want)
		if e == nil || !strings.Contains(e.ErrorDescription, tc.why) || c.mem.OrderID != had {
			t.Errorf("%s: %+v, order %q", name, c.errors, c.mem.OrderID)
			continue
		}
		if id, _ := e.Reference("orderId"); id != tc.order.OrderID {
			t.Errorf("%s: refers to order %q", name, id)
		}
	}
	// It is reported until a new order is taken over.
	c := car()
	c.order(order("M1", 0, 0, "B@2000,0 C@4000,0"))
	c.order(order("M2", 0, 0, "A@0,0 B@2000,0"))
	if len(c.errors) != 0 || c.mem.OrderID != "M2" {
		t.Errorf("%+v", c.errors)
	}
}

func TestARepeatedOrderIsAnsweredAndDoneOnce(t *testing.T) {
	c := car()
	o := order("M1", 0, 0, "A@0,0 B@2000,0+pick:p1")
	c.order(o)
	until(t, c)
	c.dirty = false
	c.order(o)
	if !c.dirty || c.busy() || len(c.errors) != 0 {
		t.Errorf("dirty %t, busy %t, %v", c.dirty, c.busy(), c.errors)
	}
}

func cancelled(t *testing.T, c *core) {
	t.Helper()
	c.instant(message.Action{ActionType: message.ActionCancelOrder, ActionID: "c1"})
	until(t, c)
	if status(c, "c1") != message.StatusFinished || c.busy() || c.driving() || c.mem.OrderID != "M1" {
		t.Errorf("cancelOrder %s, %+v", status(c, "c1"), c.mem)
	}
	for _, a := range c.mem.Actions {
		if !a.Status.Ended() {
			t.Errorf("%s is %s", a.Action.ActionID, a.Status)
		}
	}
	c.instant(message.Action{ActionType: message.ActionCancelOrder, ActionID: "c2"})
	if status(c, "c2") != message.StatusFailed || errorOf(c, message.ErrorNoOrderToCancel) == nil {
		t.Errorf("a second cancelOrder is %s", status(c, "c2"))
	}
	here := fmt.Sprintf("%s@%.3f,%.3f E@9000,9000", c.mem.LastNode, c.mem.X, c.mem.Y)
	c.order(order("M2", 0, 0, here))
	if c.mem.OrderID != "M2" {
		t.Errorf("no new order after that: %+v", c.errors)
	}
}

func TestCancelDuringDriveStopsAtTheFirstNodeItCan(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0 B@2000,0 C@4000,0 D@6000,0 E@8000,0+pick:p1"))
	drive(c, 3*time.Second) // at 1.5 m/s after 2.25 m, 2.25 m to brake
	c.instant(message.Action{ActionType: message.ActionCancelOrder, ActionID: "c0"})
	if status(c, "c0") != message.StatusRunning || status(c, "p1") != message.StatusFailed {
		t.Errorf("cancelOrder %s, p1 %s", status(c, "c0"), status(c, "p1"))
	}
	until(t, c)
	if c.mem.LastNode != "D" || c.mem.X != 6000 || status(c, "c0") != message.StatusFinished {
		t.Errorf("stands on %s at %v, cancelOrder %s", c.mem.LastNode, c.mem.X, status(c, "c0"))
	}
}

func TestCancelWaitsForTheRunningAction(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0+pick:p1 B@2000,0+drop:d1"))
	drive(c, time.Second)
	cancelled(t, c)
	if status(c, "p1") != "" || c.now != 8*time.Second { // M2 is there by now
		t.Errorf("p1 %q at %v", status(c, "p1"), c.now)
	}
}

func TestCancelWhileWaitingForTheNextBase(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0 B@2000,0 (C@4000,0)"))
	until(t, c)
	cancelled(t, c)
}

func TestCancelWhilePausedBetweenNodes(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0 B@9000,0"))
	drive(c, 3*time.Second)
	c.instant(message.Action{ActionType: message.ActionStartPause, ActionID: "s"})
	until(t, c)
	near(t, "x", c.mem.X, 4500)
	c.instant(message.Action{ActionType: message.ActionCancelOrder, ActionID: "c"})
	if status(c, "c") != message.StatusFinished || c.busy() || c.mem.LastNode != "A" {
		t.Errorf("%+v", c.mem)
	}
	// The first node may lie where it stands, or be the last one with a wide
	// deviation.
	wide := order("M2", 0, 0, "A@0,0 B@9000,0")
	wide.Nodes[0].NodePosition.AllowedDeviationXY = 5
	c.order(wide)
	c.instant(message.Action{ActionType: message.ActionStopPause, ActionID: "e"})
	until(t, c)
	near(t, "x", c.mem.X, 9000)
}

func TestPauseStopsBetweenNodesAndActionsGoOn(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0 B@2000,0 C@4000,0 D@9000,0"))
	drive(c, 3*time.Second)
	c.instant(message.Action{ActionType: message.ActionStartPause, ActionID: "s"})
	if c.state().Paused || status(c, "s") != message.StatusRunning {
		t.Error("paused while it rolls")
	}
	drive(c, time.Hour)
	near(t, "x", c.mem.X, 4500)
	if !c.state().Paused || status(c, "s") != message.StatusFinished || c.mem.LastNode != "C" {
		t.Errorf("%+v", c.state())
	}
	c.instant(message.Action{ActionType: message.ActionStopPause, ActionID: "e"})
	until(t, c)
	if c.state().Paused || c.mem.LastNode != "D" {
		t.Errorf("%+v", c.state())
	}
	c.order(order("M2", 0, 0, "D@9000,0+pick:p1"))
	c.instant(message.Action{ActionType: message.ActionStartPause, ActionID: "s2"})
	until(t, c)
	if status(c, "p1") != message.StatusFinished {
		t.Error("a pause stopped the pick")
	}
}

func TestFailedPickIsReportedWithItsReason(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0+pick:p1"))
	e := c.advance(time.Minute)
	if e == nil || !e.pick || c.now != 8*time.Second {
		t.Fatalf("%+v at %v", e, c.now)
	}
	c.settle(e, nil, errors.New("not there"))
	s := c.state()
	if s.ActionStates[0].ActionStatus != message.StatusFailed || s.ActionStates[0].ResultDescription != "not there" || errorOf(c, "pickError") == nil {
		t.Errorf("%+v", s)
	}
}

func TestChargingAndBattery(t *testing.T) {
	c := car()
	c.mem.Charge = 0.5
	c.order(order("M1", 0, 0, "A@0,0+startCharging:s"))
	drive(c, 2*time.Second)
	if !c.mem.Charging || status(c, "s") != message.StatusFinished {
		t.Fatal("does not charge")
	}
	drive(c, 6*time.Minute) // a tenth of an hour at 1500 W into 1500 Wh
	if c.mem.Charge < 0.59 || c.mem.Charge > 0.61 {
		t.Errorf("charge %v", c.mem.Charge)
	}
	// The update comes before stopCharging is done.
	c.order(order("M2", 0, 0, "A@0,0+stopCharging:e"))
	c.order(order("M2", 1, 0, "A@0,0 B@2000,0"))
	until(t, c)
	if c.mem.LastNode != "B" || c.mem.Charging {
		t.Errorf("%+v %+v", c.mem, c.errors)
	}
}

func TestBreakdownStopsOnTheSpotAndPasses(t *testing.T) {
	c := car()
	c.order(order("M1", 0, 0, "A@0,0 B@6000,0"))
	drive(c, 3*time.Second)
	c.breakDown(time.Minute, "wheel")
	at := c.mem.X
	drive(c, 30*time.Second)
	s := c.state()
	if c.mem.X != at || s.Driving || len(s.Errors) != 1 || s.Errors[0].ErrorLevel != message.LevelFatal {
		t.Errorf("%+v", s)
	}
	until(t, c)
	if c.mem.LastNode != "B" || len(c.state().Errors) != 0 {
		t.Errorf("%+v", c.state())
	}
}

func TestMemorySurvivesAnyMoment(t *testing.T) {
	run := func(cut time.Duration) *core {
		c := car()
		c.order(order("M1", 0, 0, "A@0,0 B@4000,0+pick:p1 C@4000,3000 (D@8000,3000)"))
		drive(c, cut)
		raw, err := json.Marshal(&c.mem)
		if err != nil {
			t.Fatal(err)
		}
		again := &core{kin: Carrier}
		if err := json.Unmarshal(raw, &again.mem); err != nil {
			t.Fatal(err)
		}
		again.plan()
		until(t, again)
		again.order(order("M1", 1, 4, "C@4000,3000 D@8000,3000+drop:d1"))
		until(t, again)
		return again
	}
	for cut := time.Duration(0); cut < 30*time.Second; cut += 370 * time.Millisecond {
		c := run(cut)
		if c.mem.LastNode != "D" || c.mem.LastSeq != 6 || c.busy() || status(c, "p1") != message.StatusFinished || status(c, "d1") != message.StatusFinished {
			t.Fatalf("cut at %v: %+v %+v", cut, c.mem, c.errors)
		}
	}
}

func TestInstantActions(t *testing.T) {
	c := car()
	for i := range 40 {
		c.instant(message.Action{ActionType: message.ActionStateRequest, ActionID: fmt.Sprint(i)})
	}
	if n := len(c.mem.Actions); n > 10 {
		t.Errorf("%d ended actions are kept", n)
	}
	c.instant(message.Action{ActionType: "dance", ActionID: "d"})
	if status(c, "d") != message.StatusFailed {
		t.Error("danced")
	}
	c.instant(message.Action{ActionType: message.ActionInitPosition, ActionID: "i", Parameters: []message.Parameter{
		{Key: "x", Value: 3.0}, {Key: "y", Value: 4.0}, {Key: "theta", Value: 1.0}, {Key: "mapId", Value: "upstairs"}, {Key: "lastNodeId", Value: "U1"}}})
	if p := c.state().AGVPosition; status(c, "i") != message.StatusFinished || p.X != 3 || p.MapID != "upstairs" || c.mem.LastNode != "U1" {
		t.Errorf("%+v", p)
	}
	c.instant(message.Action{ActionType: message.ActionInitPosition, ActionID: "j"})
	if status(c, "j") != message.StatusFailed {
		t.Error("initPosition without a position")
	}
	c.instant(message.Action{ActionType: message.ActionFactsheetRequest, ActionID: "f"})
	if !c.factsheet {
		t.Error("no factsheet")
	}
}

// A vehicle of 3.0 stops before a BLOCKED zone and says that it can't reach
// the node behind it.
func TestBlockedZoneStopsTheWay(t *testing.T) {
	c := car()
	c.v3 = true
	c.zoneSet(message.ZoneSet{MapID: c.mem.Map, ZoneSetID: "S", Zones: []message.Zone{{ZoneID: "wet", Type: message.ZoneBlocked, Vertices: []message.ControlPoint{{X: 3, Y: -1}, {X: 4, Y: -1}, {X: 4, Y: 1}, {X: 3, Y: 1}}}}})
	if err := c.enableZoneSet("S"); err != nil {
		t.Fatal(err)
	}
	c.order(order("M1", 0, 0, "A@0,0 B@2000,0 C@6000,0"))
	until(t, c)
	near(t, "x", c.mem.X, 2000)
	if e := errorOf(c, message.ErrorV3Unreachable); e == nil || len(e.ErrorReferences) != 1 || e.ErrorReferences[0].ReferenceValue != "C" {
		t.Errorf("%+v", c.errors)
	}
}
