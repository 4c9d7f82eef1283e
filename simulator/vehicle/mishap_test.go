package vehicle

import (
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// TestEachRefusalOf30: the predefined errors of 3.0 tell apart what 2.1 lumps
// together.
func TestEachRefusalOf30(t *testing.T) {
	busy := func(c *core) { c.order(order("M0", 0, 0, "A@0,0 B@6000,0 C@12000,0")); drive(c, time.Second) }
	for want, tc := range map[string]struct {
		before func(*core)
		order  message.Order
	}{
		message.ErrorV3Validation: {nil, message.Order{OrderID: "M1"}},
		message.ErrorV3Busy:       {busy, order("M1", 0, 0, "A@0,0 B@6000,0")},
		message.ErrorV3FarAway:    {nil, order("M1", 0, 0, "B@2000,0 C@4000,0")},
		message.ErrorV3Action:     {nil, order("M1", 0, 0, "A@0,0+dance:x")},
		message.ErrorV3Map:        {nil, func() message.Order { o := order("M1", 0, 0, "A@0,0"); o.Nodes[0].NodePosition.MapID = "x"; return o }()},
		message.ErrorV3Mode:       {func(c *core) { c.suffer(func(m *mishap) { m.Mode = message.ModeManual }) }, order("M1", 0, 0, "A@0,0")},
		message.ErrorV3Outdated: {func(c *core) { busy(c); c.order(order("M0", 2, 4, "C@12000,0 D@14000,0")) },
			order("M0", 1, 4, "C@12000,0 E@14000,0")},
		message.ErrorV3SameUpdate: {busy, order("M0", 0, 0, "A@0,0 B@6000,0")},
		message.ErrorV3Cancelled: {func(c *core) {
			c.order(order("M0", 0, 0, "A@0,0 (B@2000,0)"))
			c.instant(message.Action{ActionType: message.ActionCancelOrder, ActionID: "c"})
		}, order("M0", 1, 0, "A@0,0 B@2000,0")},
	} {
		c := car()
		c.v3 = true
		if tc.before != nil {
			tc.before(c)
		}
		had := c.mem.OrderID
		c.order(tc.order)
		if errorOf(c, want) == nil || c.mem.OrderID != had {
			t.Errorf("%s: %+v, order %q", want, c.errors, c.mem.OrderID)
		}
	}
	// A repetition is none, in either version; other content goes unnoticed in 2.1.
	for _, v3 := range []bool{false, true} {
		c := car()
		c.v3 = v3
		busy(c)
		c.order(order("M0", 0, 0, "A@0,0 B@6000,0 C@12000,0"))
		if !v3 {
			c.order(order("M0", 0, 0, "A@0,0 B@6000,0"))
		}
		if len(c.errors) != 0 {
			t.Errorf("v3=%t: %+v", v3, c.errors)
		}
	}
}

// TestMishaps: each stops the vehicle where it is; afterwards it goes on.
func TestMishaps(t *testing.T) {
	for name, change := range map[string]func(*mishap){
		"lost":     func(m *mishap) { m.Lost = !m.Lost },
		"obstacle": func(m *mishap) { m.Obstacle = !m.Obstacle },
		"e-stop": func(m *mishap) {
			m.EStop = map[string]string{"": "MANUAL"}[m.EStop]
		},
		"manual": func(m *mishap) {
			m.Mode = map[string]string{"": message.ModeManual}[m.Mode]
		},
	} {
		c := car()
		c.order(order("M1", 0, 0, "A@0,0 B@6000,0+drop:d1"))
		drive(c, 2*time.Second)
		c.suffer(change)
		x := c.mem.X
		drive(c, time.Minute)
		s := c.state()
		said := s.OperatingMode != message.ModeAutomatic || s.SafetyState.EStop != message.EStopNone || s.SafetyState.FieldViolation || !s.AGVPosition.PositionInitialized
		if x <= 0 || c.mem.X != x || s.Driving || !said {
			t.Errorf("%s: at %v after %v, %+v", name, c.mem.X, x, s)
		}
		c.suffer(change)
		until(t, c)
		if c.mem.LastNode != "B" || status(c, "d1") != message.StatusFinished {
			t.Errorf("%s: it did not go on: %+v", name, c.mem)
		}
	}
	// A stop holds the hands, too.
	c := car()
	c.order(order("M1", 0, 0, "A@0,0+drop:d1"))
	drive(c, time.Second)
	c.suffer(func(m *mishap) { m.EStop = "REMOTE" })
	drive(c, time.Hour)
	if status(c, "d1") != message.StatusRunning {
		t.Errorf("d1 is %s", status(c, "d1"))
	}
}

// TestReboot: with its memory a vehicle goes on, without it knows its load and
// its place only.
func TestReboot(t *testing.T) {
	for _, forgets := range []bool{false, true} {
		c := car()
		c.mem.Loads = []string{"HU1"}
		c.order(order("M1", 0, 0, "A@0,0 B@6000,0"))
		drive(c, 2*time.Second)
		c.reboot(forgets)
		x := c.mem.X
		until(t, c)
		if want := map[bool]string{true: "", false: "M1"}[forgets]; c.mem.OrderID != want || len(c.mem.Loads) != 1 || forgets && c.mem.X != x || !forgets && c.mem.LastNode != "B" {
			t.Errorf("forgets=%t: %+v", forgets, c.mem)
		}
	}
}

func TestClearInstantActions(t *testing.T) {
	c := car()
	c.instant(message.Action{ActionType: message.ActionStateRequest, ActionID: "s"})
	c.instant(message.Action{ActionType: message.ActionClearInstant, ActionID: "k"})
	if status(c, "s") != "" || status(c, "k") != message.StatusFinished {
		t.Errorf("%+v", c.mem.Actions)
	}
}
