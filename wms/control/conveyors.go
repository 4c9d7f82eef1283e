package control

import (
	"cmp"
	"slices"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
)

// onBelt is the way of a unit that stands on a conveyor and not at its end: to
// the station nearest to the end that has nothing before it, or to the
// transport's own.
func (p *planner) onBelt(t wms.Transport, leg Leg, b wms.Belt) (Leg, bool) {
	leg.Conveyor, leg.To = b.Device, ""
	for _, id := range b.Stations[b.Number:] {
		if !p.vacant(id, t) {
			break
		}
		leg.To = id
		if id == t.To {
			break
		}
	}
	return leg, leg.To != ""
}

// vacant is room for a transport that may be bound for the place itself.
func (p *planner) vacant(id wms.LocationID, t wms.Transport) bool {
	if id == t.To {
		return len(p.At(id)) == 0
	}
	return p.room(id)
}

// entrance is where a unit for a place is put: the beginning of a conveyor
// that leads there, or the place itself; "" if that is closed now.
func (p *planner) entrance(id wms.LocationID) wms.LocationID {
	b, on := p.Site.OnConveyor(id)
	if !on || b.Number == 1 {
		return id
	}
	if first := b.Stations[0]; p.room(first) && p.granted(first, devices.GrantPut) {
		return first
	}
	return ""
}

// granted says whether a place's machine lets others put or take there; where
// no machine speaks for it, they may.
func (p *planner) granted(id wms.LocationID, want int32) bool {
	g, speaks := p.Grants[id]
	return !speaks || g == want
}

// belts gives each free conveyor the leg nearest to its end, so that what is
// behind can close up.
func (p *planner) belts(d *Decisions, waiting map[wms.DeviceID][]Leg) {
	for id, legs := range waiting {
		if !p.Conveyors[id].Free {
			continue
		}
		l := slices.MaxFunc(legs, func(a, b Leg) int { return cmp.Compare(p.number(a.From), p.number(b.From)) })
		p.target[l.To]++
		d.Belts = append(d.Belts, l)
	}
	slices.SortFunc(d.Belts, func(a, b Leg) int { return cmp.Compare(a.Conveyor, b.Conveyor) })
}

func (p *planner) number(id wms.LocationID) int {
	b, _ := p.Site.OnConveyor(id)
	return b.Number
}
