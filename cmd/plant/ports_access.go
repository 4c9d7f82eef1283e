package plant

import (
	"context"
	"slices"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/access"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/store"
)

// guardEvery is the wall time between two looks at closed zones: how long a
// vehicle may go on after the alarm, besides the way of the message.
const guardEvery = 100 * time.Millisecond

// pauseAgain is the wall time after which a vehicle that still drives is asked
// again to stand still.
const pauseAgain = 2 * time.Second

// loadAccess reads what is out of service or closed.
func (h *House) loadAccess(r store.Reader) error { return h.access.Load(r, h.Partition()) }

func (p *Plant) refreshAccess(h *House) error { return p.Store.View(h.loadAccess) }

// houseOfDevice finds the house of a device of the site file, whether or not it is
// connected.
func (p *Plant) houseOfDevice(id wms.DeviceID) (*House, string, error) {
	for _, h := range p.Houses {
		for i := range h.Config.Devices {
			if d := &h.Config.Devices[i]; d.ID == string(id) {
				return h, d.Class, nil
			}
		}
	}
	return nil, "", wms.Refuse(wms.NotFound, "unknown_device", "no device %q", id)
}

// DeviceHouse implements api.Access.
func (p *Plant) DeviceHouse(id wms.DeviceID) (wms.WarehouseID, error) {
	h, _, err := p.houseOfDevice(id)
	if err != nil {
		return "", err
	}
	return h.Site.ID, nil
}

// OutOfService implements api.Access.
func (p *Plant) OutOfService(ctx context.Context, c api.Call, id wms.DeviceID, reason string) (wms.Outage, error) {
	h, class, err := p.houseOfDevice(id)
	if err != nil {
		return wms.Outage{}, err
	}
	floor := h.Floor
	floor.Down = func(d wms.DeviceID) bool { return d == id || h.Floor.Down(d) }
	out, res, err := command(ctx, p, c, h.Partition(), "device.out-of-service", func(tx store.Tx) (wms.Outage, error) {
		o, err := access.OutOfService(tx, h.Site, id, reason, c.Actor.User)
		if err != nil || class != "sorter" {
			return o, err
		}
		if o.Tasks, err = floor.ByHand(tx, id); err != nil {
			return o, err
		}
		return o, access.Note(tx, o)
	})
	if err != nil {
		return out, err
	}
	p.settle(ctx, res)
	return out, p.refreshAccess(h)
}

// InService implements api.Access.
func (p *Plant) InService(ctx context.Context, c api.Call, id wms.DeviceID) error {
	h, class, err := p.houseOfDevice(id)
	if err != nil {
		return err
	}
	floor := h.Floor
	floor.Down = func(d wms.DeviceID) bool { return d != id && h.Floor.Down(d) }
	_, res, err := command(ctx, p, c, h.Partition(), "device.in-service", func(tx store.Tx) (bool, error) {
		if err := access.InService(tx, h.Site, id); err != nil || class != "sorter" {
			return true, err
		}
		return true, floor.BySorter(tx, id)
	})
	if err != nil {
		return err
	}
	p.settle(ctx, res)
	return p.refreshAccess(h)
}

// Outages implements api.Access.
func (p *Plant) Outages(context.Context) ([]wms.Outage, error) {
	return view(p, func(r store.Reader) ([]wms.Outage, error) {
		all := []wms.Outage{}
		for _, h := range p.Houses {
			list, err := access.Outages(r, h.Partition())
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		return all, nil
	})
}

// PutZone implements api.Access.
func (p *Plant) PutZone(ctx context.Context, c api.Call, z wms.Zone) (wms.Zone, error) {
	h, err := p.House(z.Warehouse)
	if err != nil {
		return z, err
	}
	if other, err := p.zoneHouse(z.ID); err == nil && other != h {
		return z, wms.Refuse(wms.Conflict, "zone_elsewhere", "zone %s is in warehouse %s", z.ID, other.Site.ID)
	}
	out, _, err := command(ctx, p, c, h.Partition(), "zone.put", func(tx store.Tx) (wms.Zone, error) { return access.PutZone(tx, z) })
	if err != nil {
		return out, err
	}
	return out, p.refreshAccess(h)
}

func (p *Plant) zoneHouse(id string) (*House, error) {
	for _, h := range p.Houses {
		_, err := view(p, func(r store.Reader) (wms.Zone, error) { return access.GetZone(r, h.Partition(), id) })
		if err == nil {
			return h, nil
		}
		if wms.CodeOf(err) != "unknown_zone" {
			return nil, err
		}
	}
	return nil, wms.Refuse(wms.NotFound, "unknown_zone", "no zone %q", id)
}

// Zone implements api.Access.
func (p *Plant) Zone(_ context.Context, id string) (wms.Zone, error) {
	h, err := p.zoneHouse(id)
	if err != nil {
		return wms.Zone{}, err
	}
	return view(p, func(r store.Reader) (wms.Zone, error) { return access.GetZone(r, h.Partition(), id) })
}

// Zones implements api.Access.
func (p *Plant) Zones(context.Context) ([]wms.Zone, error) {
	return view(p, func(r store.Reader) ([]wms.Zone, error) {
		all := []wms.Zone{}
		for _, h := range p.Houses {
			list, err := access.Zones(r, h.Partition())
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		return all, nil
	})
}

// SetZone implements api.Access. Vehicles are stopped before it answers, as
// far as they can be reached.
func (p *Plant) SetZone(ctx context.Context, c api.Call, id string, state wms.ZoneState, reason string) (wms.Zone, error) {
	h, err := p.zoneHouse(id)
	if err != nil {
		return wms.Zone{}, err
	}
	_, _, err = command(ctx, p, c, h.Partition(), "zone."+string(state), func(tx store.Tx) (wms.Zone, error) {
		return access.SetZone(tx, id, state, reason, c.Actor.User)
	})
	if err != nil {
		return wms.Zone{}, err
	}
	if err := p.refreshAccess(h); err != nil {
		return wms.Zone{}, err
	}
	if h.Line != nil {
		if err := h.Line.guard(ctx); err != nil {
			return wms.Zone{}, err
		}
	}
	return p.Zone(ctx, id)
}

// closedTask says whether a task's place is closed to people.
func (h *House) closedTask(t wms.Task) (zone string, closed bool) {
	pic := h.access.Look()
	if len(pic.Zones) == 0 {
		return "", false
	}
	for _, at := range []wms.LocationID{t.From, t.To} {
		if l, ok := h.Site.Location(at); ok && l.Kind != wms.KindRackCell {
			if zone, closed = pic.Closed(l); closed {
				return zone, true
			}
		}
	}
	return "", false
}

// guardZones keeps vehicles out of closed zones until ctx ends.
func (l *Line) guardZones(ctx context.Context) error {
	for {
		if err := l.guard(ctx); err != nil {
			return ignoreDone(ctx, err)
		}
		if pause(ctx, guardEvery); ctx.Err() != nil {
			return nil
		}
	}
}

// guard stops the vehicles that are in an evacuated zone, or have leave to
// drive into it, and lets those go on that stood still for a zone that is open
// again. Which ones stand still is durable.
func (l *Line) guard(ctx context.Context) error {
	l.guarding.Lock()
	defer l.guarding.Unlock()
	pic := l.house.access.Look()
	evacuated := func(id wms.DeviceID) bool {
		return slices.ContainsFunc(pic.Zones, func(z wms.Zone) bool { return z.State == wms.ZoneEvacuated && l.inZone(z, id) })
	}
	changed := false
	for _, z := range pic.Zones {
		paused := []wms.DeviceID{}
		for _, id := range z.Paused {
			if _, ours := l.vehicles[id]; !ours {
				continue
			}
			if z.State == wms.ZoneEvacuated || evacuated(id) {
				paused = append(paused, id)
				l.keepPaused(ctx, id)
			} else if err := l.pauser(id).Resume(ctx); err != nil {
				l.log.Warn("vehicle not resumed", "vehicle", id, "zone", z.ID, "error", err)
				paused = append(paused, id)
			}
		}
		if z.State == wms.ZoneEvacuated {
			for id := range l.vehicles {
				if !slices.Contains(paused, id) && !l.vehicles[id].State().Paused && l.inZone(z, id) {
					l.keepPaused(ctx, id)
					paused = append(paused, id)
				}
			}
		}
		slices.Sort(paused)
		if slices.Equal(paused, z.Paused) {
			continue
		}
		changed = true
		if _, err := l.plant.do(ctx, l.house.Partition(), "zone.vehicles", func(tx store.Tx) error { return access.SetPaused(tx, z.ID, paused) }); err != nil {
			return err
		}
	}
	if changed {
		return l.plant.refreshAccess(l.house)
	}
	return nil
}

func (l *Line) pauser(id wms.DeviceID) devices.Pauser {
	if p, can := l.vehicles[id].(devices.Pauser); can {
		return p
	}
	return cannotPause{}
}

// keepPaused asks a vehicle to stand still, again after it was restarted.
func (l *Line) keepPaused(ctx context.Context, id wms.DeviceID) {
	if l.vehicles[id].State().Paused || time.Since(l.pausedAt[id]) < pauseAgain {
		return
	}
	l.pausedAt[id] = time.Now()
	if err := l.pauser(id).Pause(ctx); err != nil {
		l.log.Warn("vehicle not paused", "vehicle", id, "error", err)
	}
}

type cannotPause struct{}

func (cannotPause) Pause(context.Context) error {
	return wms.Refuse(wms.Conflict, "not_supported", "this vehicle can't pause")
}
func (cannotPause) Resume(context.Context) error { return nil }

// inZone says whether a vehicle is in a zone or has leave to drive into it.
func (l *Line) inZone(z wms.Zone, id wms.DeviceID) bool {
	s := l.vehicles[id].State()
	if s.Online && z.Holds(s.X, s.Y) {
		return true
	}
	return slices.ContainsFunc(s.Remaining, func(node string) bool {
		n, known := l.nodes[node]
		return known && z.Holds(n[0], n[1])
	})
}

// closeNodes tells the fleet which nodes may not be entered, after a change.
func (l *Line) closeNodes() {
	pic := l.house.access.Look()
	if l.fleet == nil || pic == l.closedBy {
		return
	}
	l.closedBy = pic
	l.fleet.Close(func(xMM, yMM int64) (enter, inside bool) {
		for _, z := range pic.Zones {
			if z.Holds(xMM, yMM) {
				enter = enter || z.State != wms.ZoneOpen
				inside = inside || z.State == wms.ZoneEvacuated
			}
		}
		return enter, inside
	})
}
