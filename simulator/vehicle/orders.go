package vehicle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// reference is what an error is about.
type reference = message.ErrorReference

// complain reports an error until a new order is taken over. The same
// complaint stands once.
func (c *core) complain(kind, why string, refs ...reference) {
	kind = c.word(kind)
	e := message.Error{ErrorType: kind, ErrorDescription: why, ErrorReferences: refs, ErrorLevel: message.LevelWarning}
	c.dirty = true
	for i := range c.errors {
		if c.errors[i].ErrorType == kind && slices.Equal(c.errors[i].ErrorReferences, refs) {
			c.errors[i] = e
			return
		}
	}
	const most = 8
	if len(c.errors) >= most {
		c.errors = c.errors[1:]
	}
	c.errors = append(c.errors, e)
}

// refusal is why an order is not taken over.
type refusal struct {
	kind, why string
	refs      []reference
}

// order handles an order message: a new order, an update, a repetition.
// After the flow chart of VDA 5050 2.1, section 6.6.2 (figure 8).
func (c *core) order(o message.Order) {
	c.drift()
	r := c.judge(&o)
	switch {
	case r == nil:
		c.dirty = true // a repetition: whoever repeats has not heard our state
		if c.v3 && c.mem.Content != contentOf(&o) {
			c.complain(message.ErrorV3SameUpdate, "another order with the same ids is here already", orderRefs(&o)...)
		}
		return
	case r.kind != "":
		c.complain(r.kind, r.why, append(orderRefs(&o), r.refs...)...)
		return
	}
	if o.OrderID == c.mem.OrderID {
		c.errors = slices.DeleteFunc(c.errors, func(e message.Error) bool { return refusals[e.ErrorType] })
		c.append(&o)
	} else {
		c.errors = nil
		c.begin(&o)
	}
	c.mem.Content = contentOf(&o)
	c.dirty = true
	c.plan()
}

func orderRefs(o *message.Order) []reference {
	return []reference{
		{ReferenceKey: "orderId", ReferenceValue: o.OrderID},
		{ReferenceKey: "orderUpdateId", ReferenceValue: strconv.Itoa(int(o.OrderUpdateID))},
	}
}

// contentOf tells messages apart that have the same ids.
func contentOf(o *message.Order) uint64 {
	raw, err := json.Marshal([]any{o.Nodes, o.Edges})
	if err != nil {
		return 0 // what was read can be written
	}
	return hash(string(raw))
}

// either is a word of 3.0 or of 2.1.
func (c *core) either(v3, v2 string) string {
	if c.v3 {
		return v3
	}
	return v2
}

// word is what the vehicle's version calls an error of 3.0.
func (c *core) word(kind string) string {
	if c.v3 {
		return kind
	}
	return message.ErrorNameV2(kind)
}

// refusals are the errors that end with the next update taken over; those of
// actions stay until the next order.
var refusals = map[string]bool{
	message.ErrorValidation: true, message.ErrorOrder: true, message.ErrorOrderUpdate: true, message.ErrorNoRoute: true,
	message.ErrorV3Validation: true, message.ErrorV3Order: true, message.ErrorV3Action: true, message.ErrorV3Outdated: true, message.ErrorV3SameUpdate: true,
	message.ErrorV3Cancelled: true, message.ErrorV3Busy: true, message.ErrorV3FarAway: true, message.ErrorV3Map: true, message.ErrorV3Mode: true,
}

// judge says why an order is refused; nil for one that is already here, an
// empty refusal for one to be taken over.
func (c *core) judge(o *message.Order) *refusal {
	if err := message.CheckPath(o); err != nil {
		return &refusal{kind: message.ErrorV3Validation, why: err.Error()}
	}
	if o.OrderID == c.mem.OrderID {
		if o.OrderUpdateID == c.mem.UpdateID {
			return nil
		}
		return c.judgeUpdate(o)
	}
	first := &o.Nodes[0]
	if mode := c.mishap.mode(); mode != message.ModeAutomatic {
		return &refusal{kind: message.ErrorV3Mode, why: "the operating mode is " + mode}
	}
	if c.busy() {
		return &refusal{kind: message.ErrorV3Busy, why: "still busy with order " + c.mem.OrderID}
	}
	if r := c.unable(o, 0); r != nil {
		return r
	}
	here := point{c.mem.X, c.mem.Y}
	away := here.to(placeOf(first))
	if away > max(first.NodePosition.AllowedDeviationXY*1000, standsOnMM) {
		return &refusal{kind: message.ErrorV3FarAway,
			why:  fmt.Sprintf("the first node %s is %.0f mm away, its deviation allows %.0f", first.NodeID, away, first.NodePosition.AllowedDeviationXY*1000),
			refs: []reference{{ReferenceKey: "nodeId", ReferenceValue: first.NodeID}}}
	}
	return c.fit(o, nil)
}

// standsOnMM is how near a vehicle must be to stand on a node.
const standsOnMM = 100

func (c *core) judgeUpdate(o *message.Order) *refusal {
	first := &o.Nodes[0]
	id, seq := c.decisionPoint()
	switch {
	case c.mem.Cancelled || c.mem.Cancel != "":
		return &refusal{kind: message.ErrorV3Cancelled, why: "the order was cancelled"}
	case o.OrderUpdateID < c.mem.UpdateID:
		return &refusal{kind: message.ErrorV3Outdated, why: fmt.Sprintf("orderUpdateId %d is here already", c.mem.UpdateID)}
	case first.NodeID != id || first.SequenceID != seq:
		return &refusal{kind: c.either(message.ErrorV3Validation, message.ErrorOrderUpdate),
			why:  fmt.Sprintf("the update begins at %s/%d, the base ends at %s/%d", first.NodeID, first.SequenceID, id, seq),
			refs: []reference{{ReferenceKey: "nodeId", ReferenceValue: first.NodeID}}}
	}
	if r := c.unable(o, 1); r != nil { // the first node is what it was given as
		return r
	}
	return c.fit(o, c.baseTasks())
}

// baseTasks are the actions that an update leaves: all but the horizon's.
func (c *core) baseTasks() []*task {
	_, last := c.decisionPoint()
	out := make([]*task, 0, len(c.mem.Actions))
	for _, t := range c.mem.Actions {
		if t.Instant || t.Sequence <= last {
			out = append(out, t)
		}
	}
	return out
}

// decisionPoint is the last released node.
func (c *core) decisionPoint() (string, message.Uint) {
	id, seq := c.mem.LastNode, c.mem.LastSeq
	for _, n := range c.mem.Nodes {
		if n.Released {
			id, seq = n.NodeID, n.SequenceID
		}
	}
	return id, seq
}

// unable names what in the order this vehicle cannot do, from node first on.
func (c *core) unable(o *message.Order, first int) *refusal {
	for i := first; i < len(o.Nodes); i++ {
		n := &o.Nodes[i]
		refs := []reference{{ReferenceKey: "nodeId", ReferenceValue: n.NodeID}}
		if n.NodePosition == nil {
			return &refusal{message.ErrorV3Order, "node " + n.NodeID + " has no nodePosition, which this vehicle needs", refs}
		}
		if m := n.NodePosition.MapID; m != c.mem.Map && !slices.Contains(c.maps, m) {
			return &refusal{message.ErrorV3Map, fmt.Sprintf("map %q is not known, %q is", n.NodePosition.MapID, c.mem.Map), refs}
		}
		for _, a := range n.Actions {
			if !nodeActions[a.ActionType] {
				return &refusal{message.ErrorV3Action, "action " + a.ActionType + " is not known", append(refs, reference{ReferenceKey: "actionId", ReferenceValue: a.ActionID})}
			}
		}
	}
	for _, e := range o.Edges {
		if len(e.Actions) > 0 {
			return &refusal{message.ErrorV3Action, "edge " + e.EdgeID + " has actions, which this vehicle cannot do", []reference{{ReferenceKey: "edgeId", ReferenceValue: e.EdgeID}}}
		}
	}
	return nil
}

// fit checks the order against what the vehicle is doing: the ids of its
// actions, and that it does not tear itself off the charger.
func (c *core) fit(o *message.Order, have []*task) *refusal {
	ids := map[string]bool{}
	charging := c.mem.Charging
	for _, t := range have {
		ids[t.Action.ActionID] = true
		if !t.Status.Ended() {
			charging = chargingAfter(t.Action.ActionType, charging)
		}
	}
	for i, n := range o.Nodes {
		if i > 0 && n.Released && charging {
			return &refusal{kind: message.ErrorV3Order, why: "the vehicle charges: stopCharging comes before driving off", refs: []reference{{ReferenceKey: "nodeId", ReferenceValue: n.NodeID}}}
		}
		if i == 0 && have != nil {
			continue // the stitching node: its actions are known
		}
		for _, a := range n.Actions {
			if ids[a.ActionID] {
				return &refusal{kind: message.ErrorV3Order, why: "actionId " + a.ActionID + " is given twice", refs: []reference{{ReferenceKey: "actionId", ReferenceValue: a.ActionID}}}
			}
			ids[a.ActionID] = true
			charging = chargingAfter(a.ActionType, charging)
		}
	}
	return &refusal{}
}

func chargingAfter(kind string, charging bool) bool {
	switch kind {
	case message.ActionStartCharging:
		return true
	case message.ActionStopCharging:
		return false
	}
	return charging
}

// begin takes over a new order. The vehicle stands on its first node.
func (c *core) begin(o *message.Order) {
	first := o.Nodes[0]
	c.mem.OrderID, c.mem.UpdateID, c.mem.Cancelled = o.OrderID, o.OrderUpdateID, false
	c.mem.LastNode, c.mem.LastSeq = first.NodeID, first.SequenceID
	c.mem.Nodes, c.mem.Edges = slices.Clone(o.Nodes[1:]), slices.Clone(o.Edges)
	c.mem.Actions = nil
	c.addTasks(o.Nodes)
	c.trigger(first.SequenceID)
}

// append takes over an update: it replaces the horizon.
func (c *core) append(o *message.Order) {
	c.mem.UpdateID = o.OrderUpdateID
	keep := slices.IndexFunc(c.mem.Nodes, func(n message.Node) bool { return !n.Released })
	if keep < 0 {
		keep = len(c.mem.Nodes)
	}
	c.mem.Actions = c.baseTasks()
	c.mem.Nodes = append(c.mem.Nodes[:keep:keep], o.Nodes[1:]...)
	c.mem.Edges = append(c.mem.Edges[:keep:keep], o.Edges...)
	c.addTasks(o.Nodes[1:])
}

func (c *core) addTasks(nodes []message.Node) {
	for _, n := range nodes {
		for _, a := range n.Actions {
			c.mem.Actions = append(c.mem.Actions, &task{Action: a, Sequence: n.SequenceID, Status: message.StatusWaiting})
		}
	}
}

// malformed reports a message that cannot be read.
func (c *core) malformed(topic message.Topic, err error) {
	c.complain(message.ErrorV3Validation, err.Error(), reference{ReferenceKey: "topic", ReferenceValue: string(topic)})
}
