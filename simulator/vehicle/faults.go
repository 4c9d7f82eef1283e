package vehicle

import (
	"math/rand/v2"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// faults are what can be switched on.
type faults struct {
	silent            bool
	lossPermille      int
	duplicatePermille int
	reorderPermille   int
	held              *heldBack // a message that the next one overtakes
}

// heldBack is a message that was to go out.
type heldBack struct {
	topic string
	raw   []byte
}

// mishap is what keeps a vehicle from doing its work until somebody helps.
type mishap struct {
	Lost     bool   // it does not know where it is
	Obstacle bool   // something is in its protective field
	EStop    string // AUTOACK, MANUAL, REMOTE; "" none
	Mode     string // MANUAL, SERVICE, ...; "" AUTOMATIC
}

func (m mishap) stopsDriving() bool { return m != mishap{} }
func (m mishap) stopsHands() bool   { return m.EStop != "" || m.Mode != "" }

func (m mishap) mode() string {
	if m.Mode == "" {
		return message.ModeAutomatic
	}
	return m.Mode
}

func (m mishap) eStop() string {
	if m.EStop == "" {
		return message.EStopNone
	}
	return m.EStop
}

// suffer changes what ails the vehicle.
func (c *core) suffer(change func(*mishap)) {
	c.drift()
	change(&c.mishap)
	if c.mishap.stopsDriving() {
		c.speed = 0
	}
	c.dirty = true
	c.plan()
}

// reboot lets the vehicle start anew. Without its memory it knows where it
// stands and what it carries, but no order.
func (c *core) reboot(forgets bool) {
	c.drift()
	c.speed, c.mishap, c.broken, c.trouble, c.errors, c.dirty = 0, mishap{}, 0, "", nil, true
	if forgets {
		m := &c.mem
		c.mem = memory{LastNode: m.LastNode, X: m.X, Y: m.Y, Theta: m.Theta, Map: m.Map, Loads: m.Loads, Charge: m.Charge, Charging: m.Charging}
	}
	c.plan()
}

func (f *faults) lost(dice *rand.Rand) bool {
	return f.lossPermille > 0 && dice.IntN(1000) < f.lossPermille
}

func (f *faults) reordered(dice *rand.Rand) bool {
	return f.reorderPermille > 0 && dice.IntN(1000) < f.reorderPermille
}

func (f *faults) doubled(dice *rand.Rand) bool {
	return f.duplicatePermille > 0 && dice.IntN(1000) < f.duplicatePermille
}

// SetSilence lets the vehicle drive and hear, but say nothing.
func (v *Vehicle) SetSilence(silent bool) {
	v.mu.Lock()
	v.faults.silent = silent
	v.core.dirty = true
	v.mu.Unlock()
	v.wake()
}

// SetLoss loses that share of the messages in either direction, and sends
// that share of the rest twice. The connection topic is spared: the broker
// answers for it.
func (v *Vehicle) SetLoss(lossPermille, duplicatePermille int) {
	v.mu.Lock()
	v.faults.lossPermille, v.faults.duplicatePermille = lossPermille, duplicatePermille
	v.mu.Unlock()
}

// SetReorder lets that share of the vehicle's states be overtaken by the next.
func (v *Vehicle) SetReorder(permille int) {
	v.mu.Lock()
	v.faults.reorderPermille = permille
	v.mu.Unlock()
}

// SetLost takes the vehicle's position away; initPosition or false gives it
// back. It stands meanwhile.
func (v *Vehicle) SetLost(lost bool) { v.suffer(func(m *mishap) { m.Lost = lost }) }

// SetObstacle puts something into the vehicle's way: it stands.
func (v *Vehicle) SetObstacle(there bool) { v.suffer(func(m *mishap) { m.Obstacle = there }) }

// SetEStop presses an emergency stop (AUTOACK, MANUAL, REMOTE) or releases it
// (""). Driving and handling stop; the order stays.
func (v *Vehicle) SetEStop(kind string) { v.suffer(func(m *mishap) { m.EStop = kind }) }

// SetMode changes the operating mode: MANUAL, SERVICE, TEACHIN, or "" for
// AUTOMATIC. Outside of that the order stays and rests, and others are refused.
func (v *Vehicle) SetMode(mode string) { v.suffer(func(m *mishap) { m.Mode = mode }) }

func (v *Vehicle) suffer(change func(*mishap)) {
	v.mu.Lock()
	v.core.suffer(change)
	v.mu.Unlock()
	v.wake()
}

// Reboot lets the vehicle start anew where it stands, with or without its
// memory of orders.
func (v *Vehicle) Reboot(forgets bool) {
	v.mu.Lock()
	v.core.reboot(forgets)
	v.headers = map[message.Topic]message.Uint{}
	v.mu.Unlock()
	v.wake()
}

// BreakDown stops the vehicle on the spot for a time of its own clock; its
// states carry a FATAL error meanwhile.
func (v *Vehicle) BreakDown(lasting time.Duration, why string) {
	v.mu.Lock()
	v.core.breakDown(lasting, why)
	v.mu.Unlock()
	v.wake()
}
