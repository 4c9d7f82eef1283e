package control

import (
	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/wms"
)

func (p *planner) rackOf(crane wms.DeviceID) (index int, known bool) {
	if p.Racks == nil {
		return 0, false
	}
	index, known = p.Racks.Of[crane]
	return index, known
}

// bestCell chooses a rack cell for a unit: by how often its item is fetched,
// its weight, how busy the aisles are and where the item lies already.
func (p *planner) bestCell(u wms.HandlingUnitID, only wms.DeviceID) wms.LocationID {
	load, same := p.Racks.Load(u), p.Racks.Same(u)
	aisles := map[wms.DeviceID]asrs.Aisle{}
	for id := range p.Racks.Of {
		aisles[id] = asrs.Aisle{Bound: int(p.bound(id)), Same: same[id]}
	}
	best, least := wms.LocationID(""), 0.0
	for _, id := range p.Site.Of(wms.KindRackCell) {
		loc, _ := p.Site.Location(id)
		rack, known := p.rackOf(loc.Device)
		if !known || !p.Cranes[loc.Device].Online || (only != "" && loc.Device != only) {
			continue
		}
		cost := p.Racks.Ground.Cost(load, p.cell(u, rack, loc), aisles[loc.Device])
		if (best == "" || cost < least) && p.room(id) && p.reaches(id) {
			best, least = id, cost
		}
	}
	return best
}

// cell is a place for a unit as the racks' planner counts it.
func (p *planner) cell(u wms.HandlingUnitID, rack int, loc wms.Location) asrs.Cell {
	c := asrs.Cell{Rack: rack, Bay: int(loc.Bay), Level: int(loc.Level)}
	goods := func(u wms.HandlingUnitID) string {
		if p.Racks.Goods == nil {
			return ""
		}
		return p.Racks.Goods(u)
	}
	for _, other := range p.lanes()[laneOf(loc)] {
		if o, _ := p.Site.Location(other); o.Depth <= loc.Depth {
			continue
		}
		for _, behind := range p.At(other) {
			if mine := goods(u); mine == "" || mine != goods(behind) {
				c.Before++
			}
		}
	}
	return c
}

// pair chooses what a crane does next: a store and a retrieve in one trip
// where both wait. A store that nobody chose a cell for gets the one that
// suits the trip.
func (p *planner) pair(rack int, stores, retrieves []Leg) []Leg {
	r := p.Racks.Ground.Rack(rack)
	move := func(legs []Leg) (out []asrs.Move) {
		for _, l := range legs {
			m := asrs.Move{From: p.point(r, l.From, r.In), To: p.point(r, l.To, r.Out)}
			if !l.since.IsZero() && !p.Now.IsZero() {
				m.WaitS = max(0, p.Now.Sub(l.since).Seconds())
			}
			out = append(out, m)
		}
		return out
	}
	fetch := move(retrieves)
	s, f := r.Crane.Pair(r.In, move(stores), fetch)
	var out []Leg
	if s >= 0 {
		store := stores[s]
		if f >= 0 && store.planned {
			f = p.onTheWay(rack, &store, fetch)
		}
		out = append(out, store)
	}
	if f >= 0 {
		out = append(out, retrieves[f])
	}
	return out
}

// point is where the crane stands before a place.
func (p *planner) point(r asrs.Rack, id wms.LocationID, station asrs.Point) asrs.Point {
	if loc, ok := p.Site.Location(id); ok && loc.Kind == wms.KindRackCell {
		return r.At(int(loc.Bay), int(loc.Level))
	}
	return station
}

// onTheWay moves a store to the empty cell of its aisle that makes the best
// trip with one of the retrieves, and says with which.
func (p *planner) onTheWay(rack int, store *Leg, fetch []asrs.Move) (retrieve int) {
	now, _ := p.Site.Location(store.To)
	ids, cells := []wms.LocationID{store.To}, []asrs.Cell{p.cell(store.Unit, rack, now)}
	for _, id := range p.Site.Of(wms.KindRackCell) {
		if loc, _ := p.Site.Location(id); loc.Device == now.Device && p.room(id) && p.reaches(id) {
			ids, cells = append(ids, id), append(cells, p.cell(store.Unit, rack, loc))
		}
	}
	c, f := p.Racks.Ground.OnTheWay(p.Racks.Load(store.Unit), cells, fetch)
	if c > 0 {
		p.target[store.To]--
		store.To, store.Anew = ids[c], true
	}
	return f
}
