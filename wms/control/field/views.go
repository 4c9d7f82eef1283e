package field

import (
	"time"

	"github.com/aisle-wms/aisle/routing/mapf"
)

// wait is what a robot waits for.
type wait struct {
	cell, who int32
	since     time.Time
}

// waiting notes since when a robot has had nowhere to go on to.
func (c *Control) waiting(u *unit, drives bool) {
	cell, who := mapf.None, mapf.None
	if !drives && c.f.Schedule().Backlog(u.a) > 0 {
		cell, who = c.f.Schedule().Before(u.a)
	}
	if cell != u.waits.cell || who != u.waits.who || u.waits.since.IsZero() {
		u.waits = wait{cell, who, c.now}
	}
}

// View says what a robot is doing and, if it waits, why, for whom and since
// when.
type View struct {
	Robot    string
	State    string // idle, driving, waiting, handling, charging, stuck, unknown
	Why      string // if it waits: in words
	Reason   string // the same as a code: occupied, decision, parcel, stuck
	At       string // node it waits to enter
	WaitsFor string // the other robot
	Since    time.Time
	Released []string // nodes ahead that are its own
	Parcel   uint32   // number of the parcel; 0: none
}

// Views lists all robots in their order.
func (c *Control) Views() []View {
	out := make([]View, len(c.units))
	for i, u := range c.units {
		out[i] = c.view(u)
	}
	return out
}

func (c *Control) view(u *unit) View {
	v := View{Robot: u.id, State: "unknown", Parcel: u.number, Since: u.since}
	if u.trouble != "" || !u.placed || !c.settled {
		v.Why, v.Reason = u.trouble, "stuck"
		if u.placed || len(u.stands) > 0 {
			v.State = "stuck"
		}
		return v
	}
	for i := u.reached + 1; i < len(u.steps); i++ {
		if u.steps[i] != u.steps[i-1] {
			id, _, _ := c.c.Node(u.steps[i])
			v.Released = append(v.Released, id)
		}
	}
	r := &c.f.robots[u.a]
	switch {
	case len(v.Released) > 0:
		v.State = "driving"
	case u.waits.cell != mapf.None:
		v.State, v.Since = "waiting", u.waits.since
		v.At, _, _ = c.c.Node(u.waits.cell)
		v.Why, v.Reason = "the way is taken at "+v.At, "occupied"
		if u.waits.who != mapf.None {
			v.WaitsFor = c.units[u.waits.who].id
			v.Why += ", for " + v.WaitsFor
		}
	case r.state == charging:
		v.State = "charging"
	case r.state == loading:
		v.State, v.Why, v.Reason, v.Since = "idle", "waits for a parcel at "+c.c.Inductions[r.place], "parcel", u.waits.since
		if c.f.waiting[r.place] > 0 {
			v.State, v.Why, v.Reason = "handling", "", ""
		}
	case r.state == scanned:
		v.State, v.Why, v.Reason, v.Since = "waiting", "waits for the decision on its parcel", "decision", u.waits.since
	case r.state == tilting:
		v.State = "handling"
	default:
		v.State = "idle"
	}
	return v
}
