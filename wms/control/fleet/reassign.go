package fleet

import (
	"time"

	"github.com/aisle-wms/aisle/routing"
)

// reassign takes missions back from vehicles that have not begun to pick: one
// that cannot go on, or one that is far while another is free nearby. A pick
// that was released to a vehicle counts as begun until the vehicle has given
// its order up, so that no two ever fetch the same load: not even one that
// wakes up an hour later, since it drives no further than it was released to.
func (f *Fleet) reassign() {
	for _, v := range f.v {
		switch {
		case v.stuck() == "":
			v.stuckSince = time.Time{}
		case v.stuckSince.IsZero():
			v.stuckSince = f.now
		}
	}
	if f.cfg.ReassignAfter < 0 || !f.anyAvailable() {
		return
	}
	for _, m := range f.open {
		v := m.vehicle
		if v == nil || m.phase != toPick || m.cancelled || m.PickedUp || len(v.state.Loads) > 0 {
			continue
		}
		if u, _ := f.nearest(m.from); u == nil {
			continue // who is free can't come there
		}
		long := !v.stuckSince.IsZero() && f.now.Sub(v.stuckSince) >= f.cfg.ReassignAfter
		switch {
		case m.pickGiven && long && v.state.Online && !v.order.cancelled && !v.order.closed:
			m.giveUp = true
			f.cancelOrder(v)
		case m.pickGiven:
		case long:
			f.unassign(m)
		case v.stuck() == "" && m.changed < maxChanges && f.better(m, v):
			m.changed++
			f.unassign(m)
		}
	}
}

// maxChanges is how often a mission goes to a better vehicle.
const maxChanges = 2

// better tells whether a free vehicle would be at the pick in less than half of
// the time and minSaving sooner.
func (f *Fleet) better(m *mission, v *vehicle) bool {
	end := f.tr.Territory(v.n)
	if len(end) == 0 || f.now.Sub(m.givenAt) < minSaving {
		return false
	}
	_, there := f.nearest(m.from)
	way := f.rm.Distance(end[len(end)-1], m.from)
	return 2*there < way && way-there > minSaving.Milliseconds()
}

// minSaving is also how long a vehicle keeps a mission at least.
const minSaving = 20 * time.Second

// unassign lets a mission wait for a vehicle again. The one that had it stops
// where it was released to.
func (f *Fleet) unassign(m *mission) {
	v := m.vehicle
	m.phase, m.vehicle, m.giveUp = waiting, nil, false
	v.mission = nil
	v.parked = false
	f.tr.SetTarget(v.n, routing.None, f.emptyRank()) // its place there is the other's now
	f.emit(Unassigned{m.ID})
	if o := &v.order; o.id != "" && !o.closed {
		o.closed = true
		if v.state.Online && !o.cancelled {
			f.cancelOrder(v)
		}
	}
}
