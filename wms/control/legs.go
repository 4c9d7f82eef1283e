package control

import (
	"slices"
	"strings"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
)

// legs begins the next leg of every transport that waits, as far as the
// places ahead are free, and gives each free crane a job.
func (p *planner) legs(d *Decisions) {
	stores := map[wms.DeviceID][]Leg{}
	retrieves := map[wms.DeviceID][]Leg{}
	belts := map[wms.DeviceID][]Leg{}
	for rank, t := range p.Transports {
		if t.Status != "waiting" || p.comesAfter(t) {
			continue
		}
		leg, store, ok := p.nextLeg(t)
		if !ok {
			continue
		}
		if leg.Crane != "" {
			p.besides(&leg)
			if !p.clear(d, leg.From, t.Priority) || !p.clear(d, leg.To, t.Priority) {
				continue
			}
		}
		leg.rank = rank
		switch {
		case leg.Conveyor != "":
			belts[leg.Conveyor] = append(belts[leg.Conveyor], leg)
		case leg.Crane == "":
			if p.Vehicles && p.granted(leg.From, devices.GrantTake) {
				p.take(leg, t)
				d.Vehicles = append(d.Vehicles, leg)
			}
		case !p.Cranes[leg.Crane].Free:
		case store:
			stores[leg.Crane] = append(stores[leg.Crane], leg)
		default:
			retrieves[leg.Crane] = append(retrieves[leg.Crane], leg)
		}
	}
	p.strays(belts)
	p.belts(d, belts)
	cranes := make([]wms.DeviceID, 0, len(p.Cranes))
	for id := range p.Cranes {
		cranes = append(cranes, id)
	}
	slices.Sort(cranes)
	for _, id := range cranes {
		if job, ok := p.craneJob(id, stores[id], retrieves[id]); ok {
			d.Jobs = append(d.Jobs, job)
		}
	}
}

// comesAfter tells whether a transport waits for another one to be done.
func (p *planner) comesAfter(t wms.Transport) bool {
	return len(t.After) > 0 && slices.ContainsFunc(p.Transports, func(o wms.Transport) bool { return slices.Contains(t.After, o.ID) })
}

// take binds the place that a leg ends at, if it is not the transport's end,
// which is bound already.
func (p *planner) take(l Leg, t wms.Transport) {
	if l.To != t.To {
		p.target[l.To]++
	}
}

// nextLeg is the way on from where a unit stands: out of the rack by its
// crane, across the floor by a vehicle, into the rack by its crane.
func (p *planner) nextLeg(t wms.Transport) (leg Leg, store, ok bool) {
	at := p.UnitAt(t.HandlingUnit)
	from, okFrom := p.Site.Location(at)
	to, okTo := p.Site.Location(t.To)
	if !okTo || at == t.To {
		return Leg{}, false, false
	}
	if !okFrom { // on a vehicle's deck: it goes on with it
		leg = Leg{Transport: t.ID, Unit: t.HandlingUnit, From: at, To: t.To, planned: t.Planned, since: t.CreatedAt}
		if to.Kind == wms.KindRackCell {
			leg.To = p.freePnD(wms.KindPnDIn, to.Device, "")
		} else {
			leg.To = p.entrance(t.To)
		}
		return leg, false, leg.To != "" && strings.HasPrefix(string(at), "@")
	}
	leg = Leg{Transport: t.ID, Unit: t.HandlingUnit, From: at, To: t.To, planned: t.Planned, since: t.CreatedAt}
	if p.Site.OnConveyor(at) && !p.Site.Ends(at) {
		leg, ok = p.onBelt(t, leg)
		return leg, false, ok
	}
	switch {
	case from.Kind == wms.KindRackCell && to.Kind == wms.KindRackCell && from.Device == to.Device:
		leg.Crane = from.Device
	case from.Kind == wms.KindRackCell:
		leg.Crane = from.Device
		leg.To = p.freePnD(wms.KindPnDOut, from.Device, t.To)
	case to.Kind == wms.KindRackCell && from.Kind == wms.KindPnDIn && from.Device == to.Device:
		leg.Crane = from.Device
		return leg, true, true
	case to.Kind == wms.KindRackCell:
		leg.To = p.freePnD(wms.KindPnDIn, to.Device, "")
	default:
		leg.To = p.entrance(t.To)
	}
	return leg, false, leg.To != ""
}

// freePnD is a free P&D station of a crane, or the beginning of a conveyor that
// leads there; last, if it is such a station itself, is where the transport
// ends.
func (p *planner) freePnD(kind wms.LocationKind, crane wms.DeviceID, last wms.LocationID) wms.LocationID {
	if loc, ok := p.Site.Location(last); ok && loc.Kind == kind && loc.Device == crane {
		return last
	}
	leads := func(id wms.LocationID) bool {
		return len(p.Site.Onward(id, last, func(wms.DeviceID) bool { return true })) > 0
	}
	byBelt := slices.ContainsFunc(p.Site.Of(kind), func(id wms.LocationID) bool {
		loc, _ := p.Site.Location(id)
		return loc.Device == crane && leads(id)
	})
	for _, id := range p.Site.Of(kind) {
		if loc, _ := p.Site.Location(id); loc.Device != crane || byBelt && !leads(id) {
			continue
		}
		if to := p.entrance(id); to != id {
			if to != "" {
				return to
			}
		} else if p.room(id) && p.granted(id, devices.GrantPut) {
			return id
		}
	}
	return ""
}

// craneJob pairs a store with a retrieve where both wait: a dual command saves
// one empty run.
func (p *planner) craneJob(id wms.DeviceID, stores, retrieves []Leg) (CraneJob, bool) {
	job := CraneJob{Device: id}
	if rack, known := p.rackOf(id); known {
		job.Legs = p.pair(rack, stores, retrieves)
	} else {
		job.Legs = append(job.Legs, stores[:min(1, len(stores))]...)
		if len(retrieves) > 0 {
			job.Legs = append(job.Legs, p.nearest(stores, retrieves))
		}
	}
	if len(job.Legs) == 2 && p.infront(job.Legs[0].To, job.Legs[1].From) {
		// The store would shut in what is to be fetched: it comes later.
		for _, l := range stores {
			if l.Unit == job.Legs[0].Unit && l.To != job.Legs[0].To {
				p.target[l.To]++ // it is bound for there as before
			}
		}
		job.Legs = job.Legs[1:]
	}
	for _, l := range job.Legs {
		p.target[l.To]++
	}
	return job, len(job.Legs) > 0
}

// nearest is the retrieve closest to where the store ends, among the first
// lookAhead that wait; without a store the most urgent one.
func (p *planner) nearest(stores, retrieves []Leg) Leg {
	const lookAhead = 4
	if len(stores) == 0 {
		return retrieves[0]
	}
	end, _ := p.Site.Location(stores[0].To)
	among := retrieves[:min(len(retrieves), lookAhead)]
	return slices.MinFunc(among, func(a, b Leg) int {
		return int(p.apart(end, a.From) - p.apart(end, b.From))
	})
}

func (p *planner) apart(a wms.Location, id wms.LocationID) int64 {
	b, _ := p.Site.Location(id)
	return max(abs(a.Bay-b.Bay), 2*abs(a.Level-b.Level))
}

func abs(v int64) int64 { return max(v, -v) }
