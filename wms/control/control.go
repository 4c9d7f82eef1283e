// Package control decides what the machines of one warehouse do next: which
// pallets are fetched to which goods-to-person place, which go back to which
// rack cell, over which legs (crane, vehicle), and which crane does what. It
// is pure and keeps nothing: each call looks at a snapshot of what is durable
// and what the machines report, and returns decisions. So a restart of any
// side needs no memory here; the snapshot says it all.
//
// No hand-over can wedge. A unit leaves the rack only when a place at a
// station is bound for it and a P&D station is free; it leaves the station
// only when a rack cell is bound and a P&D station is free; a crane with a
// unit at its P&D always has a cell to put it. So every unit on the floor has
// a free place ahead of it. Units on a conveyor close up to its end, where a
// vehicle or crane has a place for each; while it is full, its beginning is.
// Networks of conveyors have no circles, so that what is nearest to an end can
// always leave; at a divert a unit whose way is blocked for too long makes way.
package control

import (
	"time"

	"github.com/aisle-wms/aisle/routing/asrs"
	"github.com/aisle-wms/aisle/wms"
)

// Snapshot is what one decision looks at.
type Snapshot struct {
	Site       *wms.Site
	Transports []wms.Transport // open ones, most urgent first
	// At lists the units at a place; where a unit stands, UnitAt says.
	At     func(wms.LocationID) []wms.HandlingUnitID
	UnitAt func(wms.HandlingUnitID) wms.LocationID
	// Wanted are the pallets that station work waits for, most urgent first.
	Wanted []wms.HandlingUnitID
	// Whole are pallets that are shipped as they are.
	Whole []wms.HandlingUnitID
	// Leaving are pallets at stations with nothing left to do; Empty says
	// which of them hold nothing.
	Leaving []wms.HandlingUnitID
	Empty   func(wms.HandlingUnitID) bool
	// Incoming are units to be brought on from a hand-over place or dock, with
	// where they go: "" for a rack cell.
	Incoming []Incoming
	Cranes   map[wms.DeviceID]Crane
	// Conveyors that there are; Grants what machines let others do at their
	// places (devices.GrantPut and its like).
	Conveyors map[wms.DeviceID]Crane
	Grants    map[wms.LocationID]int32
	// Strays is what conveyors report where the books have nothing, Stood how
	// long a unit has stood where it is; nil: not known.
	Strays map[wms.LocationID]Stray
	Stood  func(wms.HandlingUnitID) time.Duration
	// Vehicles says whether the site has any that work.
	Vehicles bool
	// Racks is where the cranes move, nil if that is not known: then cells are
	// chosen by bay and level alone.
	Racks *Racks
	Now   time.Time
}

// Racks are the aisles of a site as the planner of crane motion sees them.
type Racks struct {
	Ground *asrs.Ground
	Of     map[wms.DeviceID]int // index in Ground
	// Load says how often a unit's item is fetched and what it weighs, Same
	// how many units of its item each aisle holds.
	Load func(wms.HandlingUnitID) asrs.Load
	Same func(wms.HandlingUnitID) map[wms.DeviceID]int
	// Goods names the one lot of one item that a unit holds, so that any unit of
	// it serves for another; "" if it is empty or holds more. nil: not known.
	Goods func(wms.HandlingUnitID) string
}

// Incoming is a unit that stands where vehicles take over.
type Incoming struct {
	Unit wms.HandlingUnitID
	To   wms.LocationID
}

// Crane is what matters of one.
type Crane struct {
	Online bool // its data is fresh, no fault: work may be planned on it
	Free   bool // it may be given a job now
	Unsure bool // of a conveyor: it may have a job that no transport knows of
}

// NewTransport is a decision to bring a unit somewhere.
type NewTransport struct {
	Unit     wms.HandlingUnitID
	To       wms.LocationID
	Priority int64
}

// Leg is a decision to begin the next leg of a transport. Crane is set for
// crane legs, Conveyor for those on a conveyor.
type Leg struct {
	Transport wms.TransportID
	Unit      wms.HandlingUnitID
	From, To  wms.LocationID
	Crane     wms.DeviceID
	Conveyor  wms.DeviceID
	// Fallback says why a conveyor brings it to the fallback of a divert. A
	// stray that nobody knows has no transport.
	Fallback string
	// Anew: To is another rack cell than the transport's, one that is better on
	// the crane's way; the transport goes there.
	Anew bool

	planned bool
	since   time.Time
	rank    int // of its transport, 0 the most urgent
}

// CraneJob is one or two legs for one crane; two are a dual command: a store
// and then a retrieve.
type CraneJob struct {
	Device wms.DeviceID
	Legs   []Leg
}

// Decisions of one look. At most MaxNew new transports are made at a time.
type Decisions struct {
	New      []NewTransport
	Vehicles []Leg
	Jobs     []CraneJob
	Belts    []Leg
}

// MaxNew bounds the new transports of one look; the next look goes on.
const MaxNew = 16

// Priorities of transports: what frees a place goes before what needs one.
const (
	priorityBack    = 10
	priorityWhole   = 20
	priorityStation = 30
	priorityStore   = 40
)

type planner struct {
	Snapshot
	moving map[wms.HandlingUnitID]bool
	target map[wms.LocationID]int64 // places that transports and legs are bound for
	going  map[wms.LocationID]int64 // those that legs under way and legs of this look on conveyors bring something to
	deep   map[lane][]wms.LocationID
}

// Plan decides.
func Plan(s Snapshot) Decisions {
	p := planner{Snapshot: s, moving: map[wms.HandlingUnitID]bool{}, target: map[wms.LocationID]int64{}, going: map[wms.LocationID]int64{}}
	for _, t := range s.Transports {
		p.moving[t.HandlingUnit] = true
		p.target[t.To]++
		if m := active(t); m != nil {
			p.going[m.To]++
			if m.To != t.To {
				p.target[m.To]++
			}
		}
	}
	var d Decisions
	p.newTransports(&d)
	p.legs(&d)
	return d
}

// active is the leg under way, if any.
func active(t wms.Transport) *wms.Mission {
	if t.Status != "active" || len(t.Missions) == 0 {
		return nil
	}
	return &t.Missions[len(t.Missions)-1]
}

// room says whether a place can take one more unit than stand there and are
// bound for it.
func (p *planner) room(l wms.LocationID) bool {
	loc, ok := p.Site.Location(l)
	if _, stray := p.Strays[l]; !ok || stray {
		return false
	}
	return loc.CapacityHU == 0 || int64(len(p.At(l)))+p.target[l] < loc.CapacityHU
}

func (p *planner) bring(d *Decisions, u wms.HandlingUnitID, to wms.LocationID, priority int64) {
	if to == "" || p.moving[u] || len(d.New) >= MaxNew {
		return
	}
	p.moving[u] = true
	p.target[to]++
	d.New = append(d.New, NewTransport{u, to, priority})
}

func (p *planner) newTransports(d *Decisions) {
	for _, u := range p.Leaving {
		if p.moving[u] {
			continue
		}
		if p.Empty(u) {
			p.bring(d, u, p.emptiesPlace(), priorityBack)
			continue
		}
		p.bring(d, u, p.freeCell(u), priorityBack)
	}
	for _, in := range p.Incoming {
		to := in.To
		if to == "" {
			to = p.freeCell(in.Unit)
		}
		if at := p.UnitAt(in.Unit); to == "" && !p.Site.Ends(at) {
			to = p.fallback(at)
		}
		if to != "" && !p.moving[in.Unit] && p.room(to) {
			p.bring(d, in.Unit, to, priorityStore)
		}
	}
	for _, u := range p.Whole {
		if p.Site.Kind(p.UnitAt(u)) != wms.KindStaging && p.reachable(u) {
			p.bring(d, u, p.palletStage(), priorityWhole)
		}
	}
	for _, u := range p.Wanted {
		if p.moving[u] || p.Site.Kind(p.UnitAt(u)) == wms.KindStation {
			continue
		}
		if !p.reachable(u) {
			continue
		}
		place := p.freeStation()
		if place == "" {
			return
		}
		p.bring(d, u, place, priorityStation)
	}
}

// reachable says whether the machine that must fetch a unit works.
func (p *planner) reachable(u wms.HandlingUnitID) bool {
	if !p.Vehicles {
		return false
	}
	loc, _ := p.Site.Location(p.UnitAt(u))
	return loc.Kind != wms.KindRackCell || p.Cranes[loc.Device].Online
}

// freeStation is the free place whose station has the least to do.
func (p *planner) freeStation() wms.LocationID {
	load := map[string]int64{}
	for _, id := range p.Site.Of(wms.KindStation) {
		loc, _ := p.Site.Location(id)
		load[stationOf(loc)] += int64(len(p.At(id))) + p.target[id]
	}
	best := wms.LocationID("")
	var least int64
	for _, id := range p.Site.Of(wms.KindStation) {
		loc, _ := p.Site.Location(id)
		if p.room(id) && (best == "" || load[stationOf(loc)] < least) {
			best, least = id, load[stationOf(loc)]
		}
	}
	return best
}

func stationOf(l wms.Location) string { return l.Zone }

// freeCell chooses a rack cell for a unit: by routing/asrs where the racks are
// known, else in the aisle with the fewest units bound for it the lowest cell
// nearest to the P&D stations.
//
// What stands before a crane that works stays in its aisle, if there is room.
func (p *planner) freeCell(u wms.HandlingUnitID) wms.LocationID {
	at, _ := p.Site.Location(p.UnitAt(u))
	if at.Kind == wms.KindPnDIn && p.Cranes[at.Device].Online {
		if id := p.cellIn(u, at.Device); id != "" {
			return id
		}
	}
	return p.cellIn(u, "")
}

// cellIn is freeCell in the aisle of one crane, or of any.
func (p *planner) cellIn(u wms.HandlingUnitID, only wms.DeviceID) wms.LocationID {
	if p.Racks != nil {
		return p.bestCell(u, only)
	}
	best := wms.LocationID("")
	var bestCost int64
	for _, id := range p.Site.Of(wms.KindRackCell) {
		loc, _ := p.Site.Location(id)
		if !p.Cranes[loc.Device].Online || (only != "" && loc.Device != only) {
			continue
		}
		cost := max(loc.Bay, 3*loc.Level) + 4*p.bound(loc.Device)
		if best != "" && cost >= bestCost {
			continue
		}
		if p.room(id) && p.reaches(id) {
			best, bestCost = id, cost
		}
	}
	return best
}

// bound counts the transports on their way to a crane's aisle.
func (p *planner) bound(d wms.DeviceID) int64 {
	n := int64(0)
	for id, k := range p.target {
		if loc, ok := p.Site.Location(id); ok && loc.Device == d && loc.Kind == wms.KindRackCell {
			n += k
		}
	}
	return n
}

// palletStage is a free place where vehicles leave pallets for the dock.
func (p *planner) palletStage() wms.LocationID {
	for _, id := range p.Site.Of(wms.KindStaging) {
		if loc, _ := p.Site.Location(id); loc.CapacityHU > 0 && loc.Device == "" && p.room(id) {
			return id
		}
	}
	return ""
}

// emptiesPlace is where emptied pallets are collected: the tote stack behind
// the first one, which is for totes.
func (p *planner) emptiesPlace() wms.LocationID {
	if stacks := p.Site.Of(wms.KindToteStack); len(stacks) > 1 {
		return stacks[1]
	}
	return ""
}
