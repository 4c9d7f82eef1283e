package fleet

import (
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/devices"
)

// restore gives missions back to the vehicles they were fixed to.
func (f *Fleet) restore() {
	for _, m := range slices.Clone(f.open) {
		v := m.restoredFor
		if v == nil || !v.placed || v.mission != nil && v.mission != m {
			continue
		}
		m.restoredFor = nil
		m.vehicle, v.mission = v, m
		f.attach(v, m)
	}
}

// attach finds out how far a vehicle is with its mission and goes on from
// there: from the order it has, else from what it carries.
func (f *Fleet) attach(v *vehicle, m *mission) {
	s := &v.state
	pick, pickGiven := s.Actions[m.pickID()]
	drop, dropGiven := s.Actions[m.dropID()]
	ours := s.OrderID != "" && v.order.id == s.OrderID && (s.OrderID == string(m.ID) || pickGiven || dropGiven)
	if ours {
		v.order.closed, v.order.purpose, v.order.confirmed = false, carry, true
		m.usedOwnID = true
		m.pickGiven, m.dropGiven = pickGiven, dropGiven
		m.phase = toPick
		if pick == devices.ActionFinished || dropGiven || slices.Contains(s.Loads, string(m.HandlingUnit)) {
			f.loaded(v, m)
		}
		if drop == devices.ActionFinished {
			f.emit(Delivered{m.ID, v.id})
			f.end(m)
		}
		return
	}
	m.pickGiven, m.dropGiven = false, false
	switch {
	case slices.Contains(s.Loads, string(m.HandlingUnit)):
		f.loaded(v, m)
	case m.PickedUp || m.phase == toDrop:
		f.lostLoad(v, m)
	case m.FromStation == "" || m.from < 0:
		f.fail(m, fmt.Sprintf("%s does not carry %s", v.id, m.HandlingUnit))
	default:
		m.phase = committed
	}
}

func (f *Fleet) loaded(v *vehicle, m *mission) {
	if m.phase != toDrop && !m.PickedUp {
		f.emit(PickedUp{m.ID, v.id})
	}
	m.phase, m.PickedUp = toDrop, true
}

// lostLoad: the pick is certain, the load is not on board, and the vehicle
// forgot its order. At its destination it has dropped it.
func (f *Fleet) lostLoad(v *vehicle, m *mission) {
	if s := f.tr.Territory(v.n); len(s) == 1 && s[0] == m.to {
		f.emit(Delivered{m.ID, v.id})
		f.end(m)
		return
	}
	m.phase = toPick
	f.fail(m, fmt.Sprintf("%s no longer carries %s and stands at node %q: look for it", v.id, m.HandlingUnit, v.state.LastNode))
}
