package plant

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/inbound"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/transports"
)

// priorityStore is that of pallets which machines bring into the rack.
const priorityStore = 40

// craneWorks says whether new work may be planned on a crane.
func (h *House) craneWorks(id wms.DeviceID) bool {
	c, ok := h.Line.cranes[id]
	return ok && works(c.Status()) && !h.access.Look().Down[id]
}

// drives says whether vehicles fetch from a place now: one of them works and
// the roadmap leads there.
func (h *House) drives(from wms.LocationID) bool {
	rm := h.Config.Layout.Roadmap
	if h.Line.fleet == nil || rm == nil {
		return false
	}
	reached := false
	for _, s := range rm.Stations {
		reached = reached || s.Location == string(from)
	}
	if !reached {
		return false
	}
	down := h.access.Look().Down
	for id, v := range h.Line.vehicles {
		if works(v.Status()) && !down[id] {
			return true
		}
	}
	return false
}

// craneOf is the crane of a rack cell that machines serve; "" of other places.
func (h *House) craneOf(to wms.LocationID) wms.DeviceID {
	if l, _ := h.Site.Location(to); h.Line != nil && l.Kind == wms.KindRackCell {
		return l.Device
	}
	return ""
}

// splitWays says which pallets machines bring from the dock straight into the
// rack. Where no vehicle drives there, a person brings the pallet to a free
// P&D station of the crane, as far as there is room; where the crane does not
// work either, the way stays as the rules have it.
func (p *Plant) splitWays(r store.Reader, h *House, ways []inbound.Way) (people, machines []inbound.Way, err error) {
	taken := map[wms.LocationID]int64{}
	for _, w := range ways {
		crane := h.craneOf(w.To)
		switch {
		case w.Due.Unit == "" || crane == "" || !h.craneWorks(crane):
			people = append(people, w)
		case h.drives(w.Due.Dock):
			machines = append(machines, w)
		default:
			for _, id := range h.Site.Of(wms.KindPnDIn) {
				l, _ := h.Site.Location(id)
				if l.Device != crane {
					continue
				}
				room, err := p.hall(h).RoomAt(r, id)
				if err != nil {
					return nil, nil, err
				}
				if room-taken[id] > 0 {
					taken[id]++
					w.To = id
					people = append(people, w)
					break
				}
			}
		}
	}
	return people, machines, nil
}

// sendByMachine makes the transport of a pallet from the dock to its cell.
func (p *Plant) sendByMachine(ctx context.Context, h *House, w inbound.Way) error {
	_, err := p.do(ctx, h.Partition(), "putaway.machine", func(tx store.Tx) error {
		ok, err := p.hall(h).GiveToMachines(tx, w)
		if err != nil || !ok {
			return err
		}
		_, err = transports.New(tx, h.Site, wms.Transport{HandlingUnit: w.Due.Unit, To: w.To, Priority: priorityStore, Planned: true})
		return err
	})
	if wms.CodeOf(err) != "internal" {
		err = nil // somebody else moves it: the next look decides
	}
	return err
}

// giveBack gives pallets back whose machines stopped working before they
// began: another cell is found, or a person brings them. It is called by the
// loop that drives the fleet.
func (l *Line) giveBack(ctx context.Context) error {
	var back []wms.Transport
	err := l.plant.Store.View(func(r store.Reader) error {
		mine, err := inbound.WithMachines(r, l.house.Partition())
		if err != nil || len(mine) == 0 {
			return err
		}
		open, err := transports.Open(r, l.house.Partition())
		for _, t := range open {
			begun := len(t.Missions) > 1 || (len(t.Missions) == 1 && t.Missions[0].Status != transports.Planned)
			if mine[t.HandlingUnit] && !begun && (!l.house.drives(t.From) || !l.house.craneWorks(l.house.craneOf(t.To))) {
				back = append(back, t)
			}
		}
		return err
	})
	for _, t := range back {
		if err != nil {
			break
		}
		if len(t.Missions) > 0 {
			if done, gone := l.fleet.CancelMission(l.plant.Clock.Now(), t.Missions[0].ID); gone == nil && !done {
				continue // a vehicle has been told of it: it says how that ended
			}
		}
		_, err = l.plant.do(ctx, l.house.Partition(), "putaway.back", func(tx store.Tx) error {
			if _, err := transports.Cancel(tx, t.ID); err != nil {
				return err
			}
			return l.plant.hall(l.house).TakeBack(tx, t.HandlingUnit)
		})
		if err != nil && wms.CodeOf(err) != "internal" {
			err = nil // it has moved on meanwhile
		}
	}
	return err
}

// boundFor counts the units that transports bring to places.
func boundFor(r store.Reader, part store.Partition) (map[wms.LocationID]int64, error) {
	open, err := transports.Open(r, part)
	out := map[wms.LocationID]int64{}
	for _, t := range open {
		if u, _, err := ledger.Unit(r, part, t.HandlingUnit); err == nil && u.Location != t.To {
			out[t.To]++
		}
	}
	return out, err
}
