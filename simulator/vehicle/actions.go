package vehicle

import (
	"fmt"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// nodeActions are those that this vehicle can do at a node.
var nodeActions = map[string]bool{
	message.ActionPick: true, message.ActionDrop: true, message.ActionFinePositioning: true,
	message.ActionStartCharging: true, message.ActionStopCharging: true,
}

// takes is how long an action runs.
func (c *core) takes(kind string) time.Duration {
	switch kind {
	case message.ActionPick:
		return time.Duration(c.kin.LoadMS) * time.Millisecond
	case message.ActionDrop:
		return time.Duration(c.kin.UnloadMS) * time.Millisecond
	case message.ActionFinePositioning:
		return 2 * time.Second
	}
	return time.Second
}

// trigger begins the actions of a node that was reached.
func (c *core) trigger(sequence message.Uint) {
	for _, t := range c.mem.Actions {
		if !t.Instant && t.Sequence == sequence && t.Status == message.StatusWaiting {
			t.Triggered = true
			c.dirty = true
		}
	}
	c.runNext()
}

// running is the action under way; they run one after another.
func (c *core) running() *task {
	for _, t := range c.mem.Actions {
		if t.Status == message.StatusRunning && !(t.Instant && waits(t.Action.ActionType)) {
			return t
		}
	}
	return nil
}

// waits: an instant action that ends by what the vehicle does, not by time.
func waits(kind string) bool {
	return kind == message.ActionCancelOrder || kind == message.ActionStartPause
}

func (c *core) runNext() {
	if c.running() != nil {
		return
	}
	for _, t := range c.mem.Actions {
		if t.Triggered && t.Status == message.StatusWaiting {
			t.Status, t.Left = message.StatusRunning, c.takes(t.Action.ActionType)
			c.dirty = true
			return
		}
	}
}

// finish ends an action whose time is over. A load that changes hands is for
// the caller to move and settle.
func (c *core) finish(t *task) *effect {
	switch t.Action.ActionType {
	case message.ActionPick, message.ActionDrop:
		return &effect{task: t, pick: t.Action.ActionType == message.ActionPick}
	case message.ActionStartCharging:
		c.mem.Charging = true
	case message.ActionStopCharging:
		c.mem.Charging = false
	}
	c.ended(t, message.StatusFinished, "")
	return nil
}

// settle tells the core how an effect went; loads is what is on board now.
func (c *core) settle(e *effect, loads []string, failure error) {
	c.mem.Loads = loads
	if failure == nil {
		c.ended(e.task, message.StatusFinished, "")
		return
	}
	a := &e.task.Action
	c.complain(a.ActionType+"Error", failure.Error(), reference{ReferenceKey: "actionId", ReferenceValue: a.ActionID})
	c.ended(e.task, message.StatusFailed, failure.Error())
}

func (c *core) ended(t *task, status message.ActionStatus, result string) {
	t.Status, t.Result, t.Left, c.dirty = status, result, 0, true
	c.runNext()
	c.plan()
	c.settleCancel()
}

// instant handles an instant action. One whose id is known is a repetition.
func (c *core) instant(a message.Action) {
	if slices.ContainsFunc(c.mem.Actions, func(t *task) bool { return t.Action.ActionID == a.ActionID }) {
		c.dirty = true // whoever repeats has not heard our state
		return
	}
	c.drift()
	c.forgetOld()
	t := &task{Action: a, Instant: true, Status: message.StatusRunning}
	c.mem.Actions = append(c.mem.Actions, t)
	c.dirty = true
	done := func() { t.Status = message.StatusFinished }
	fail := func(kind, why string) {
		t.Status, t.Result = message.StatusFailed, why
		c.complain(kind, why, reference{ReferenceKey: "actionId", ReferenceValue: a.ActionID})
	}
	switch a.ActionType {
	case message.ActionStateRequest:
		done()
	case message.ActionFactsheetRequest:
		c.factsheet = true
		done()
	case message.ActionStartPause:
		c.mem.Pause = true
		c.plan()
		c.settlePause()
	case message.ActionStopPause:
		c.mem.Pause = false
		c.settlePause()
		done()
		c.plan()
	case message.ActionCancelOrder:
		if id := a.Text("orderId"); !c.cancellable(t) || id != "" && id != c.mem.OrderID {
			fail(message.ErrorV3NoOrder, "there is no order to cancel")
			return
		}
		c.cancelOrder(t)
	case message.ActionClearInstant:
		c.mem.Actions = slices.DeleteFunc(c.mem.Actions, func(o *task) bool { return o.Instant && o.Status.Ended() })
		done()
	case message.ActionEnableZoneSet:
		if err := c.enableZoneSet(a.Text("zoneSetId")); err != nil {
			fail("actionError", err.Error())
			return
		}
		done()
	case message.ActionInitPosition:
		c.initPosition(t, done, fail)
	case message.ActionStartCharging, message.ActionStopCharging:
		if c.driving() {
			fail("actionError", "the vehicle drives")
			return
		}
		t.Left = c.takes(a.ActionType)
	default:
		fail("actionError", fmt.Sprintf("instant action %q is not known", a.ActionType))
	}
}

// isInstant tells whether an action came as an instant action.
func (c *core) isInstant(id string) bool {
	return slices.ContainsFunc(c.mem.Actions, func(t *task) bool { return t.Instant && t.Action.ActionID == id })
}

// forgetOld keeps the list of ended instant actions short.
func (c *core) forgetOld() {
	const most = 8
	ended := 0
	for i := len(c.mem.Actions) - 1; i >= 0; i-- {
		if t := c.mem.Actions[i]; t.Instant && t.Status.Ended() {
			if ended++; ended > most {
				c.mem.Actions = slices.Delete(c.mem.Actions, i, i+1)
			}
		}
	}
}

// settlePause ends startPause actions when the vehicle stands, or fails them
// when the pause was called off before.
func (c *core) settlePause() {
	for _, t := range c.mem.Actions {
		if t.Action.ActionType != message.ActionStartPause || t.Status.Ended() {
			continue
		}
		switch {
		case c.paused():
			t.Status, c.dirty = message.StatusFinished, true
		case !c.mem.Pause:
			t.Status, t.Result, c.dirty = message.StatusFailed, "stopPause came first", true
		}
	}
}

// cancellable: there is an order that is not done, apart from the
// cancelOrder itself.
func (c *core) cancellable(self *task) bool {
	if c.mem.Cancel != "" || c.mem.Cancelled {
		return false
	}
	return len(c.mem.Nodes) > 0 || slices.ContainsFunc(c.mem.Actions, func(t *task) bool {
		return t != self && !t.Instant && !t.Status.Ended()
	})
}

// cancelOrder gives up all that can be given up: actions that do not run, and
// the way beyond the first node where the vehicle can stop.
func (c *core) cancelOrder(t *task) {
	c.mem.Cancel = t.Action.ActionID
	for _, o := range c.mem.Actions {
		if !o.Instant && (o.Status == message.StatusWaiting || o.Waits && !o.Status.Ended()) {
			o.Status, o.Result = message.StatusFailed, "the order was cancelled"
		}
	}
	keep := c.stopNode()
	c.mem.Nodes, c.mem.Edges = c.mem.Nodes[:keep:keep], c.mem.Edges[:keep:keep]
	for i := range c.mem.Nodes {
		c.mem.Nodes[i].Actions = nil
	}
	c.plan()
	c.settleCancel()
}

// stopNode is how many nodes the vehicle must still drive to, to stop on one.
func (c *core) stopNode() int {
	if c.speed == 0 {
		return 0
	}
	brake := c.square(c.speed) / (2 * float64(c.kin.AccelMMPerS2))
	from, way := point{c.mem.X, c.mem.Y}, 0.0
	for i := range c.mem.Nodes {
		p := placeOf(&c.mem.Nodes[i])
		if way += from.to(p); way+nearMM >= brake {
			return i + 1
		}
		from = p
	}
	return len(c.mem.Nodes)
}

// settleCancel ends the cancelOrder when the vehicle stands and nothing runs.
func (c *core) settleCancel() {
	if c.mem.Cancel == "" || c.speed != 0 || c.driving() || len(c.mem.Nodes) > 0 && !c.mem.Pause {
		return
	}
	for _, t := range c.mem.Actions {
		if !t.Instant && !t.Status.Ended() {
			return
		}
	}
	c.mem.Nodes, c.mem.Edges = nil, nil
	for _, t := range c.mem.Actions {
		if t.Action.ActionID == c.mem.Cancel {
			t.Status = message.StatusFinished
		}
	}
	c.mem.Cancel, c.mem.Cancelled, c.dirty = "", true, true
}

func (c *core) initPosition(t *task, done func(), fail func(kind, why string)) {
	a := &t.Action
	x, okX := a.Number("x")
	y, okY := a.Number("y")
	theta, okT := a.Number("theta")
	switch {
	case !okX || !okY || !okT || a.Text("mapId") == "":
		fail("actionError", "initPosition needs x, y, theta and mapId")
	case c.driving() || len(c.mem.Nodes) > 0:
		fail("actionError", "initPosition during an order")
	default:
		c.mem.X, c.mem.Y, c.mem.Theta, c.mem.Map = x*1000, y*1000, theta, a.Text("mapId")
		if n := a.Text("lastNodeId"); n != "" {
			c.mem.LastNode = n
		}
		c.mishap.Lost = false
		done()
	}
}
