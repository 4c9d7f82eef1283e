package control

import "github.com/aisle-wms/aisle/wms"

// lane is the cells behind one opening of a rack, the nearest to the aisle
// first.
type lane struct {
	crane            wms.DeviceID
	side, bay, level int64
}

func laneOf(l wms.Location) lane { return lane{l.Device, l.Side, l.Bay, l.Level} }

// lanes of racks that are deeper than one, by their cells; nil if none is.
func (p *planner) lanes() map[lane][]wms.LocationID {
	if p.deep != nil {
		return p.deep
	}
	p.deep = map[lane][]wms.LocationID{}
	some := false
	for _, id := range p.Site.Of(wms.KindRackCell) {
		loc, _ := p.Site.Location(id)
		some = some || loc.Depth > 1
	}
	if !some {
		return p.deep
	}
	for _, id := range p.Site.Of(wms.KindRackCell) { // depth by depth, as the site lists them
		loc, _ := p.Site.Location(id)
		p.deep[laneOf(loc)] = append(p.deep[laneOf(loc)], id)
	}
	return p.deep
}

// reaches says whether a load may be put into a cell: nothing stands in front
// of it or is bound for there, and what is behind is full and stays, so that
// no load ends in front of one that leaves.
func (p *planner) reaches(id wms.LocationID) bool {
	loc, _ := p.Site.Location(id)
	for _, other := range p.lanes()[laneOf(loc)] {
		if other == id {
			continue
		}
		o, _ := p.Site.Location(other)
		here := p.At(other)
		switch {
		case o.Depth < loc.Depth && (len(here) > 0 || p.target[other] > 0):
			return false
		case o.Depth > loc.Depth && (len(here) == 0 || p.target[other] > 0 || p.moving[here[0]]):
			return false
		}
	}
	return true
}

// infront says whether a place is a cell before another one in its lane.
func (p *planner) infront(place, of wms.LocationID) bool {
	a, _ := p.Site.Location(place)
	b, _ := p.Site.Location(of)
	return a.Kind == wms.KindRackCell && b.Kind == wms.KindRackCell && laneOf(a) == laneOf(b) && a.Depth < b.Depth
}

// clear says whether nothing stands in front of a cell. What does is relocated
// to another cell of its aisle first.
func (p *planner) clear(d *Decisions, id wms.LocationID, priority int64) bool {
	loc, _ := p.Site.Location(id)
	for _, other := range p.lanes()[laneOf(loc)] {
		if o, _ := p.Site.Location(other); o.Depth >= loc.Depth {
			continue
		}
		for _, u := range p.At(other) {
			if !p.moving[u] {
				p.bring(d, u, p.cellInAisle(loc), priority)
			}
			return false
		}
	}
	return true
}

// besides sends a load elsewhere in its aisle that would be put in front of one
// that leaves.
func (p *planner) besides(leg *Leg) {
	to, _ := p.Site.Location(leg.To)
	if to.Kind != wms.KindRackCell || !leg.planned {
		return
	}
	for _, other := range p.lanes()[laneOf(to)] {
		o, _ := p.Site.Location(other)
		if here := p.At(other); o.Depth <= to.Depth || len(here) == 0 || !p.moving[here[0]] {
			continue
		}
		if cell := p.cellInAisle(to); cell != "" {
			p.target[leg.To]--
			p.target[cell]++
			leg.To, leg.Anew = cell, true
		}
		return
	}
}

// cellInAisle is the nearest cell of an aisle, in another lane, that takes a
// load: "" if there is none.
func (p *planner) cellInAisle(from wms.Location) (best wms.LocationID) {
	least := int64(0)
	for _, id := range p.Site.Of(wms.KindRackCell) {
		loc, _ := p.Site.Location(id)
		if loc.Device != from.Device || laneOf(loc) == laneOf(from) {
			continue
		}
		if way := p.apart(from, id); (best == "" || way < least) && p.room(id) && p.reaches(id) {
			best, least = id, way
		}
	}
	return best
}
