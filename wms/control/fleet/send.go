package fleet

import (
	"cmp"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/routing/traffic"
)

// send turns grants into a new order or the growth of the one under way.
func (f *Fleet) send(v *vehicle, grants []traffic.Grant) {
	if !v.placed || v.stuck() != "" || len(f.tr.Territory(v.n)) == 0 {
		return
	}
	if v.order.id == "" || v.order.closed {
		if v.ready {
			f.begin(v, grants)
		}
		return
	}
	if len(grants) == 0 {
		f.checkAction(v)
		return
	}
	steps := make([]devices.Step, 0, len(grants))
	for _, g := range grants {
		steps = append(steps, f.step(v, g.Node, g.Edge))
	}
	f.emit(Extend{v.id, v.order.id, steps, f.horizon(v)})
}

// checkAction covers a vehicle that stands at its station on an order that was
// released without the action there: only a fresh order can add it.
func (f *Fleet) checkAction(v *vehicle) {
	m, t := v.mission, f.tr.Territory(v.n)
	if m == nil || len(t) > 1 || v.order.cancelled {
		return
	}
	if m.phase == toPick && !m.pickGiven && t[0] == m.from || m.phase == toDrop && !m.dropGiven && t[0] == m.to {
		f.cancelOrder(v)
	}
}

// begin starts an order if there is something to do: nodes granted, or an
// action where the vehicle stands.
func (f *Fleet) begin(v *vehicle, grants []traffic.Grant) {
	territory := f.tr.Territory(v.n)
	here := territory[0]
	m := v.mission
	if m != nil && m.phase < committed {
		return
	}
	o := order{reached: 1, id: f.orderID(v)}
	switch {
	case m != nil:
		o.purpose = carry
	case v.charger != routing.None:
		o.purpose = charge
	default:
		o.purpose = park
	}
	was := v.order
	v.order = o
	first := f.step(v, here, routing.None)
	if len(grants) == 0 && len(first.Actions) == 0 {
		v.order = was
		return
	}
	if v.state.Charging && len(grants) > 0 {
		first.Actions = append([]devices.Action{{ID: o.id + "-stop", Type: "stopCharging"}}, first.Actions...)
	}
	steps := []devices.Step{first}
	for _, g := range grants {
		steps = append(steps, f.step(v, g.Node, g.Edge))
	}
	if m != nil {
		m.usedOwnID = true
		if m.phase == committed {
			m.phase = toPick
		}
	}
	f.emit(Start{v.id, devices.Order{ID: o.id, Steps: steps, Horizon: f.horizon(v)}})
}

// orderID of the next order: the mission's id the first time, else a new one.
func (f *Fleet) orderID(v *vehicle) string {
	m := v.mission
	if m == nil || m.usedOwnID || v.state.Cancelled == string(m.ID) || v.state.Rejected == string(m.ID) {
		return f.cfg.NewID()
	}
	return string(m.ID)
}

// step describes a node of the order under way, with what is to be done there.
func (f *Fleet) step(v *vehicle, n routing.Node, e routing.Edge) devices.Step {
	s := f.bare(n, e)
	m, o := v.mission, &v.order
	switch {
	case m != nil && o.purpose == carry && m.phase <= toPick && n == m.from && !m.pickGiven && n == f.tr.Target(v.n):
		m.pickGiven = true
		s.Actions = []devices.Action{{ID: m.pickID(), Type: "pick", Station: m.FromStation, HandlingUnit: string(m.HandlingUnit)}}
	case m != nil && o.purpose == carry && m.phase == toDrop && n == m.to && !m.dropGiven && n == f.tr.Target(v.n):
		m.dropGiven = true
		s.Actions = []devices.Action{{ID: m.dropID(), Type: "drop", Station: m.ToStation, HandlingUnit: string(m.HandlingUnit)}}
	case o.purpose == charge && n == v.charger && n == f.tr.Target(v.n) && !v.state.Charging:
		s.Actions = []devices.Action{{ID: o.id + "-charge", Type: "startCharging"}}
	}
	return s
}

func (f *Fleet) bare(n routing.Node, e routing.Edge) devices.Step {
	spec := f.rm.Spec(n)
	s := devices.Step{Node: spec.ID, X: spec.XMM, Y: spec.YMM, AllowedDeviation: f.cfg.DeviationMM, Map: cmp.Or(spec.Map, f.cfg.Map)}
	if e != routing.None {
		es := f.rm.EdgeSpec(e)
		s.Edge, s.MaxSpeedMMPerS, s.MaxHeightMM = es.ID, es.MaxSpeedMMPerS, es.MaxHeightMM
	}
	return s
}

// horizon announces the way planned beyond the base. Empty moves have none, so
// that a mission may take their place when the base is driven.
func (f *Fleet) horizon(v *vehicle) []devices.Step {
	if v.order.purpose != carry || f.cfg.HorizonNodes < 0 {
		return nil
	}
	territory := f.tr.Territory(v.n)
	at := territory[len(territory)-1]
	path := f.tr.Path(v.n)
	var steps []devices.Step
	for _, n := range path[:min(len(path), f.cfg.HorizonNodes)] {
		e := f.rm.EdgeBetween(at, n)
		if e == routing.None {
			break
		}
		steps = append(steps, f.bare(n, e))
		at = n
	}
	return steps
}
