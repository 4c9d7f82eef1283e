package field

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing/mapf"
)

// retryAfter is how long a robot rests after it refused or failed something.
const retryAfter = 5 * time.Second

// follow draws the conclusions from a state: how far the robot is, and how its
// action went.
func (c *Control) follow(u *unit) {
	s := &u.s
	if u.order == "" || s.OrderID != u.order || s.StepsReached == 0 {
		return
	}
	u.confirmed = true
	last, known := c.cell[s.LastNode]
	i := s.StepsReached - u.base
	if !known || i < 0 || i >= len(u.steps) || u.steps[i] != last {
		return
	}
	for u.reached < i {
		u.reached++
		if u.steps[u.reached] != u.steps[u.reached-1] {
			c.f.Schedule().Reached(u.a)
			c.do(c.f.Reached(u.a))
		}
	}
	const most = 200 // steps of an order that is not begun anew
	if len(u.steps) > most && u.reached == len(u.steps)-1 && u.doing == "" {
		u.order, u.steps, u.reached = "", nil, 0
	}
	if u.doing == "" || u.want != nil {
		return
	}
	switch s.Actions[u.doing] {
	case devices.ActionFinished:
		c.ended(u, true)
	case devices.ActionFailed:
		c.ended(u, false)
	}
}

// ended is the end of the action under way, and of its order.
func (c *Control) ended(u *unit, ok bool) {
	what := u.what
	u.order, u.steps, u.reached, u.doing, u.what, u.cancelled = "", nil, 0, "", nothing, false
	if !ok {
		u.notTill = c.now.Add(retryAfter)
	}
	switch what {
	case pick:
		if ok = ok && len(u.s.Loads) > 0; ok {
			c.f.Loaded(u.a, true)
			c.scanned(u)
			return
		}
		u.number = 0
		c.f.Loaded(u.a, false)
	case tilt:
		c.tilted(u, ok)
	case charge:
		if !ok {
			c.f.free(u.a)
		}
	}
}

func (c *Control) scanned(u *unit) {
	c.out = append(c.out, Scanned{u.id, u.number, u.s.Loads[0]})
}

// tilted says what became of a parcel, or has it tried elsewhere.
func (c *Control) tilted(u *unit, ok bool) {
	r := &c.f.robots[u.a]
	chute := c.f.c.Chutes[r.place].Number
	d := Diverted{Robot: u.id, Number: u.number, Chute: chute, Result: devices.Diverted}
	switch {
	case !ok && len(u.s.Loads) > 0:
		c.do(c.f.Tilted(u.a, false))
		return
	case !ok:
		d.Chute, d.Result = -1, devices.Lost
	case chute == Reject && r.parcel.Chute == Reject:
		d.Result = devices.RejectedByPLC
	case chute == Reject:
		d.Result = devices.ChuteFull
	}
	u.ended, u.tries = &d, 0
	c.out = append(c.out, d)
}

// trouble says why a robot cannot drive, or "".
func trouble(s *devices.VehicleState) string {
	switch {
	case !s.Online:
		return "offline"
	case s.Mode != "" && s.Mode != "AUTOMATIC" && s.Mode != "SEMIAUTOMATIC":
		return "mode " + s.Mode
	case s.EStop != "" && s.EStop != "NONE":
		return "emergency stop " + s.EStop
	case s.Paused:
		return "paused"
	}
	for _, e := range s.Errors {
		if e.Level == "FATAL" {
			return "fault " + e.Type
		}
	}
	return ""
}

// review judges a robot: its trouble, an order that is gone, a place where the
// plan does not have it.
func (c *Control) review(u *unit) {
	was := u.trouble
	u.trouble = trouble(&u.s)
	switch {
	case !u.seen:
		u.trouble = "not heard of"
	case u.trouble == "" && u.out:
		u.trouble = "out of service"
	}
	if u.trouble != was {
		u.since = c.now
	}
	if u.trouble != "" && !u.away && c.now.Sub(u.since) >= c.c.AwayAfter || u.trouble == "" && u.away {
		u.away = u.trouble != ""
		c.again = c.again || u.placed
		if u.placed && !u.fresh {
			c.stands(u)
		}
	}
	if !u.seen || u.trouble != "" {
		return
	}
	c.charge(u)
	if !u.placed || u.fresh {
		c.again = c.again || u.fresh || c.claim(u) != mapf.None
		return
	}
	s := &u.s
	switch {
	case u.moved != nil:
	case u.order != "" && (s.Cancelled == u.order || s.Rejected == u.order && !u.confirmed || u.confirmed && s.OrderID == ""):
		c.gone(u)
	case u.cancelled && s.Idle && c.now.After(u.notTill):
		c.gone(u)
	case u.order != "" && s.Rejected == u.order && !u.cancelled:
		c.cancel(u)
	case u.order == "" && s.Idle && !s.Driving && s.LastNode != "" && c.cell[s.LastNode] != c.f.Schedule().Cell(u.a, 0):
		c.gone(u)
	}
}

// stands says where a robot is that the others are led around.
func (c *Control) stands(u *unit) {
	d := Stands{Robot: u.id}
	if u.away {
		for _, cell := range c.f.Schedule().Owned(u.a) {
			node, _, _ := c.c.Node(cell)
			d.Nodes = append(d.Nodes, node)
		}
	}
	c.out = append(c.out, d)
}

func (c *Control) cancel(u *unit) {
	u.cancelled, u.notTill = true, c.now.Add(retryAfter)
	c.out = append(c.out, Cancel{u.id, u.order})
}

// charge says who must charge, and who has charged enough.
func (c *Control) charge(u *unit) {
	r, b := &c.f.robots[u.a], u.s.BatteryPermille
	switch {
	case r.weak && b >= c.c.ChargeUntil:
		c.f.SetWeak(u.a, false)
	case !r.weak && b < c.c.ChargeBelow:
		c.f.SetWeak(u.a, len(c.f.taken) > 0)
	case !r.weak && b < c.c.ChargeIdleBelow && u.placed && !r.away && r.state == empty && r.place < 0 && slices.Contains(c.f.taken, false):
		c.f.SetWeak(u.a, true)
		c.f.free(u.a)
	case r.weak && r.state == loading && u.doing != "" && u.want == nil && u.order != "" && !u.cancelled:
		c.cancel(u) // nothing came
	}
}

// gone: the robot gave its order up, or forgot it, or was carried elsewhere.
// What is on its tray says how it goes on.
func (c *Control) gone(u *unit) {
	s := &u.s
	at, known := c.cell[s.LastNode]
	if !known || s.Driving || !s.Idle && s.Rejected != u.order {
		return
	}
	if by := c.owner(at, u); by != nil {
		if u.trouble = "stands on the way of " + by.id; !u.away && c.now.Sub(u.since) >= c.c.AwayAfter {
			u.away, c.again = true, true
		}
		return
	}
	if s.Rejected == u.order {
		u.notTill = c.now.Add(retryAfter)
	}
	u.order, u.steps, u.reached, u.cancelled, u.want, u.moved, c.again = "", nil, 0, false, nil, &at, true
	r, loaded := &c.f.robots[u.a], len(s.Loads) > 0
	doing := u.what
	u.doing, u.what = "", nothing
	switch {
	case u.ended != nil: // what became of it is told already
	case loaded && (r.state == full || r.state == tilting):
		r.state, r.place = full, -1
	case loaded && r.state == scanned: // waits for its decision
	case loaded:
		if u.number == 0 {
			u.number = c.c.NextNumber()
		}
		r.state = scanned
		c.scanned(u)
	case r.state == tilting && doing == tilt && s.Actions != nil: // it never tilted
		c.lose(u)
	case r.state == tilting:
		c.tilted(u, true) // it forgot the order, not the tilt: the tray is empty
	case r.state == full || r.state == scanned:
		c.lose(u)
	default:
		u.number = 0
		r.state, r.place, r.charger = empty, -1, -1
	}
}

// lose tells that a parcel is not on the tray any more.
func (c *Control) lose(u *unit) {
	r := &c.f.robots[u.a]
	r.state, r.place = tilting, c.f.index[Reject]
	u.ended = &Diverted{Robot: u.id, Number: u.number, Chute: -1, Result: devices.Lost}
	c.out = append(c.out, *u.ended)
}

// owner is another robot that has a cell.
func (c *Control) owner(cell int32, but *unit) *unit {
	for _, o := range c.units {
		has := slices.Contains(o.stands, cell)
		switch {
		case o.fresh:
			has = slices.Contains(o.steps, cell)
		case o.placed && o.moved == nil:
			has = slices.Contains(c.f.Schedule().Owned(o.a), cell)
		case o.placed:
			has = *o.moved == cell
		}
		if o != but && has {
			return o
		}
	}
	return nil
}

// claim is the cell at which a robot stands that is not in the plan, None if
// it can not be put there.
func (c *Control) claim(u *unit) int32 {
	at, known := c.cell[u.s.LastNode]
	if !known {
		u.trouble = "position unknown"
		return mapf.None
	}
	for _, n := range append([]string{u.s.LastNode}, u.s.Remaining...) {
		if cell, ok := c.cell[n]; ok {
			if by := c.owner(cell, u); by != nil {
				u.trouble = "stands on the way of " + by.id
				return mapf.None
			}
		}
	}
	return at
}

// arrange puts every robot into a new plan where it is.
func (c *Control) arrange() {
	c.again = false
	for _, u := range c.units {
		if !u.placed && u.seen && c.claim(u) != mapf.None {
			c.place(u)
		}
	}
	ways, away := make([][]int32, len(c.units)), make([]bool, len(c.units))
	for i, u := range c.units {
		away[i] = u.away || !u.placed
		switch {
		case !u.placed:
			ways[i] = u.stands
		case u.moved != nil:
			ways[i] = []int32{*u.moved}
		case u.fresh:
			ways[i] = slices.Compact(slices.Clone(u.steps))
		default:
			ways[i] = c.f.Schedule().Owned(u.a)
		}
	}
	if err := c.f.Arrange(ways, away); err != nil {
		c.again = true // who stands on whose way is known: wait for it to be carried off
		return
	}
	for _, u := range c.units {
		u.moved, u.fresh = nil, false
	}
}

// place takes up a robot as its state has it: its released nodes are its
// cells, its order, actions and loads say what it is doing.
func (c *Control) place(u *unit) {
	s := &u.s
	u.placed, u.fresh = true, true
	if len(u.stands) > 0 {
		u.stands = nil
		c.out = append(c.out, Stands{Robot: u.id})
	}
	u.order, u.confirmed, u.base, u.reached = s.OrderID, s.OrderID != "", max(1, s.StepsReached), 0
	u.steps = []int32{c.cell[s.LastNode]}
	for _, n := range s.Remaining {
		cell, known := c.cell[n]
		if !known {
			break
		}
		u.steps = append(u.steps, cell)
	}
	r := robot{place: -1, charger: -1, away: true}
	u.number = c.numberOf(s.OrderID)
	end, loaded := u.steps[len(u.steps)-1], len(s.Loads) > 0
	for id, state := range s.Actions {
		c.recall(u, &r, end, id, state)
	}
	switch {
	case u.what != nothing || u.ended != nil:
	case loaded:
		if u.number == 0 {
			u.number = c.c.NextNumber()
		}
		r.state = scanned
		c.scanned(u)
	default:
		u.number = 0
	}
	if s.Cancelled == s.OrderID || s.Idle && u.what == nothing {
		u.order = ""
	}
	c.f.robots[u.a] = r
	if u.what != nothing {
		return
	}
	u.doing = ""
}

// recall takes up an action of ours that a state speaks of.
func (c *Control) recall(u *unit, r *robot, end int32, id string, state devices.ActionState) {
	number, rest, ours := c.parse(id)
	if !ours {
		return
	}
	loaded, over := len(u.s.Loads) > 0, state == devices.ActionFinished || state == devices.ActionFailed
	switch {
	case rest[0] == "pick" && !over:
		if i := slices.Index(c.f.c.Inductions, end); i >= 0 {
			u.number, u.doing, u.what = number, id, pick
			r.state, r.place = loading, i
		}
	case rest[0] == "pick":
		u.number = number
	case rest[0] == "tilt" && len(rest) > 1:
		chute, err := strconv.Atoi(rest[1])
		i, known := c.f.index[chute]
		if err != nil || !known {
			return
		}
		u.number = number
		if n, err := strconv.Atoi(rest[len(rest)-1]); err == nil {
			u.tries = max(u.tries, n)
		}
		r.parcel = Parcel{number, chute, -1}
		switch {
		case !over:
			u.doing, u.what = id, tilt
			r.state, r.place = tilting, i
		case state == devices.ActionFinished && !loaded:
			r.state, r.place = tilting, i
			u.ended = &Diverted{Robot: u.id, Number: number, Chute: chute, Result: devices.Diverted}
			if chute == Reject {
				u.ended.Result = devices.RejectedByPLC
			}
			c.out = append(c.out, *u.ended)
		}
	}
}

// parse reads an id of ours: field, number, and what follows.
func (c *Control) parse(id string) (number uint32, rest []string, ours bool) {
	tail, ok := strings.CutPrefix(id, c.c.ID+"-")
	if !ok {
		return 0, nil, false
	}
	parts := strings.Split(tail, "-")
	n, err := strconv.ParseUint(parts[0], 10, 32)
	if err != nil || len(parts) < 2 {
		return 0, nil, false
	}
	return uint32(n), parts[1:], true
}

func (c *Control) numberOf(order string) uint32 {
	n, _, _ := c.parse(order)
	return n
}
