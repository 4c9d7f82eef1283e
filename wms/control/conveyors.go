package control

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
)

// Stray is what a conveyor reports on a station where the books have nothing:
// no room for others. One that Asks has stood there long enough to be nobody's
// hand-over, and is sent to the fallback of the next divert.
type Stray struct {
	Unit string // as it was read; "" if it could not be
	Asks bool
}

// onBelt is the way on of a unit on conveyors: over the shortest that leads
// where it must go and has room, as far as there is room. At a divert that is
// the answer to the conveyor's question; a unit that nothing leads on, or that
// was not taken for too long, goes to the fallback.
func (p *planner) onBelt(t wms.Transport, leg Leg) (Leg, bool) {
	goals := p.goals(t, leg.From)
	for _, goal := range goals {
		if p.onward(&leg, goal) {
			return leg, true
		}
	}
	d, asked := p.Site.Divert(leg.From)
	if !asked || slices.Contains(goals, d.Fallback) {
		return leg, false
	}
	switch {
	case len(goals) == 0:
		leg.Fallback = fmt.Sprintf("no conveyor leads from %s to %s", leg.From, t.To)
	case d.BlockedAfter > 0 && p.Stood != nil && p.Stood(t.HandlingUnit) >= d.BlockedAfter:
		leg.Fallback = fmt.Sprintf("the way from %s to %s is blocked", leg.From, t.To)
	default:
		return leg, false
	}
	return leg, p.onward(&leg, d.Fallback)
}

// onward makes the leg one towards a goal.
func (p *planner) onward(leg *Leg, goal wms.LocationID) bool {
	for _, b := range p.Site.Onward(leg.From, goal, func(id wms.DeviceID) bool { return p.Conveyors[id].Online }) {
		if to := p.closeUp(b, goal); to != "" {
			leg.Conveyor, leg.To = b.Device, to
			return true
		}
	}
	return false
}

// closeUp is the station of a conveyor nearest to a goal that has nothing
// before it; "" if the next is taken.
func (p *planner) closeUp(b wms.Belt, goal wms.LocationID) (to wms.LocationID) {
	for _, id := range b.Stations[b.Number:] {
		if !p.vacant(id) {
			break
		}
		to = id
		if id == goal {
			break
		}
	}
	return to
}

// goals are the stations that a unit on conveyors may head for, the best
// first: where its transport ends, the P&D stations of the crane that stores
// it, or else the ends where others take it on. None: at a divert, that no
// conveyor leads there.
func (p *planner) goals(t wms.Transport, at wms.LocationID) []wms.LocationID {
	to, _ := p.Site.Location(t.To)
	ends := p.Site.EndsFrom(at)
	any := func(wms.DeviceID) bool { return true }
	if p.Site.OnConveyor(t.To) {
		if len(p.Site.Onward(at, t.To, any)) > 0 {
			return []wms.LocationID{t.To}
		}
		if _, asked := p.Site.Divert(at); asked {
			return nil
		}
		return ends
	}
	fallback := map[wms.LocationID]bool{}
	for _, d := range p.Site.Diverts {
		fallback[d.Fallback] = true
	}
	var own, others []wms.LocationID
	for _, id := range ends {
		loc, _ := p.Site.Location(id)
		switch {
		case loc.Kind == wms.KindPnDIn && to.Kind == wms.KindRackCell && loc.Device == to.Device:
			own = append(own, id)
		case loc.Kind == wms.KindConveyor && !fallback[id]:
			others = append(others, id)
		}
	}
	slices.SortStableFunc(others, func(a, b wms.LocationID) int { return cmp.Compare(p.between(a, to), p.between(b, to)) })
	switch _, asked := p.Site.Divert(at); {
	case len(own) > 0:
		return own
	case len(others) > 0:
		return others
	case asked:
		return nil
	}
	return ends
}

func (p *planner) between(id wms.LocationID, to wms.Location) int64 {
	l, _ := p.Site.Location(id)
	return abs(l.XMM-to.XMM) + abs(l.YMM-to.YMM)
}

// vacant says whether a conveyor may bring a unit to a station now: nothing
// stands there and no other machine is bringing one.
func (p *planner) vacant(id wms.LocationID) bool {
	if _, stray := p.Strays[id]; stray {
		return false
	}
	loc, ok := p.Site.Location(id)
	return ok && (loc.CapacityHU == 0 || int64(len(p.At(id)))+p.going[id] < loc.CapacityHU)
}

// entrance is where a unit for a place is put: the beginning of a conveyor
// that leads there, or the place itself; "" if that is closed now. A crane's
// own P&D is no entrance for others.
func (p *planner) entrance(id wms.LocationID) wms.LocationID {
	if !p.Site.OnConveyor(id) || p.Site.Starts(id) {
		return id
	}
	some := false
	for _, c := range p.Site.Conveyors {
		first := c.Stations[0]
		if !p.Site.Starts(first) || p.Site.Kind(first) == wms.KindPnDOut ||
			len(p.Site.Onward(first, id, func(wms.DeviceID) bool { return true })) == 0 {
			continue
		}
		some = true
		if p.room(first) && p.granted(first, devices.GrantPut) {
			return first
		}
	}
	if some {
		return ""
	}
	return id
}

// granted says whether a place's machine lets others put or take there; where
// no machine speaks for it, they may.
func (p *planner) granted(id wms.LocationID, want int32) bool {
	g, speaks := p.Grants[id]
	return !speaks || g == want
}

// fallback is that of the next divert ahead, "" if there is none.
func (p *planner) fallback(at wms.LocationID) wms.LocationID {
	for _, id := range p.Site.DivertsFrom(at) {
		if d, _ := p.Site.Divert(id); p.Site.Ends(d.Fallback) {
			return d.Fallback
		}
	}
	return ""
}

// strays sends what nobody knows to the fallback of the next divert.
func (p *planner) strays(waiting map[wms.DeviceID][]Leg) {
	for at, s := range p.Strays {
		had := slices.ContainsFunc(p.Site.Belts(at), func(b wms.Belt) bool { return !b.Last() && p.Conveyors[b.Device].Unsure })
		if !s.Asks || had || p.Site.Ends(at) { // a conveyor may be bringing it on already
			continue
		}
		to := p.fallback(at)
		leg := Leg{Unit: wms.HandlingUnitID(s.Unit), From: at, Fallback: "the books have nothing at " + string(at), rank: len(p.Transports)}
		if to == "" {
			for _, end := range p.Site.EndsFrom(at) { // without a divert ahead, to where it is taken away
				if p.Site.Kind(end) == wms.KindConveyor {
					to = end
				}
			}
		}
		if p.onward(&leg, to) {
			waiting[leg.Conveyor] = append(waiting[leg.Conveyor], leg)
		}
	}
}

// belts gives each free conveyor the leg nearest to its end, so that what is
// behind can close up. Where conveyors meet, the most urgent goes first.
func (p *planner) belts(d *Decisions, waiting map[wms.DeviceID][]Leg) {
	var first []Leg
	for id, legs := range waiting {
		if p.Conveyors[id].Free {
			first = append(first, slices.MaxFunc(legs, func(a, b Leg) int { return cmp.Compare(p.number(id, a.From), p.number(id, b.From)) }))
		}
	}
	slices.SortFunc(first, func(a, b Leg) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Conveyor, b.Conveyor)) })
	for _, l := range first {
		if !p.vacant(l.To) {
			continue // another one goes there: the next look finds how far this may go
		}
		p.target[l.To]++
		p.going[l.To]++
		d.Belts = append(d.Belts, l)
	}
	slices.SortFunc(d.Belts, func(a, b Leg) int { return cmp.Compare(a.Conveyor, b.Conveyor) })
}

func (p *planner) number(conveyor wms.DeviceID, id wms.LocationID) int {
	for _, b := range p.Site.Belts(id) {
		if b.Device == conveyor {
			return b.Number
		}
	}
	return 0
}
