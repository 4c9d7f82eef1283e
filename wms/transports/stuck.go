package transports

import (
	"slices"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
)

// stuck holds the transports that failed and that nobody has decided about.
var stuck = store.NewTable[time.Time]("transportstuck", 1)

// Stuck lists them, with the decisions that are safe for each: one may only
// say that a unit stands in a place that has room for it.
func Stuck(r store.Reader, p store.Partition, site *wms.Site) ([]wms.StuckTransport, error) {
	var out []wms.StuckTransport
	err := stuck.Scan(r, p, nil, func(k store.KeyParts, since time.Time) (bool, error) {
		t, err := Get(r, p, wms.TransportID(k.Str()))
		if err != nil {
			return false, err
		}
		u, there, err := ledger.Unit(r, p, t.HandlingUnit)
		if err != nil || !there {
			return true, err // it has left the building
		}
		s := wms.StuckTransport{Transport: t.ID, Warehouse: t.Warehouse, HandlingUnit: u.ID, Goal: t.To, Location: u.Location,
			Reason: t.Reason, Since: since, From: t.From, To: t.To}
		if n := len(t.Missions); n > 0 {
			m := t.Missions[n-1]
			s.Device, s.From, s.To = m.Device, m.From, m.To
		}
		s.Actions, err = safe(r, p, site, s)
		out = append(out, s)
		return true, err
	})
	return out, err
}

func safe(r store.Reader, p store.Partition, site *wms.Site, s wms.StuckTransport) ([]wms.StuckResolve, error) {
	other, open, err := OfUnit(r, p, s.HandlingUnit)
	if err != nil {
		return nil, err
	}
	if open && other != "" { // it is on its way again: there is nothing to say
		return []wms.StuckResolve{wms.ResolveCancel}, nil
	}
	var out []wms.StuckResolve
	if s.Location != s.Goal {
		out = append(out, wms.ResolveRetry)
	}
	for action, at := range map[wms.StuckResolve]wms.LocationID{wms.ResolveMoved: s.To, wms.ResolveNotMoved: s.From} {
		ok, err := room(r, p, site, at, s.HandlingUnit)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, action)
		}
	}
	slices.SortFunc(out, func(a, b wms.StuckResolve) int {
		return slices.Index(wms.StuckResolves, a) - slices.Index(wms.StuckResolves, b)
	})
	return append(out, wms.ResolveCancel), nil
}

// room says whether a unit may stand in a place of the site.
func room(r store.Reader, p store.Partition, site *wms.Site, at wms.LocationID, u wms.HandlingUnitID) (bool, error) {
	loc, known := site.Location(at)
	if !known {
		return false, nil
	}
	here, err := ledger.UnitsAt(r, p, at)
	return slices.Contains(here, u) || loc.CapacityHU == 0 || int64(len(here)) < loc.CapacityHU, err
}

// Resolve carries out a person's decision about a stuck transport. Arrived is
// called with where the unit stands now, so that its work there goes on. What
// is answered is the transport that goes on, or the stuck one.
func Resolve(tx store.Tx, site *wms.Site, id wms.TransportID, action wms.StuckResolve,
	arrived func(u wms.HandlingUnitID, at wms.LocationID) error) (wms.Transport, error) {
	all, err := Stuck(tx, tx.Partition(), site)
	if err != nil {
		return wms.Transport{}, err
	}
	i := slices.IndexFunc(all, func(s wms.StuckTransport) bool { return s.Transport == id })
	if i < 0 {
		return wms.Transport{}, wms.Refuse(wms.Conflict, "not_stuck", "transport %s is not stuck, or somebody has decided already", id)
	}
	s := all[i]
	if !slices.Contains(s.Actions, action) {
		return wms.Transport{}, wms.Refuse(wms.Conflict, "not_safe", "%s is not safe for %s now; what is: %v", action, s.HandlingUnit, s.Actions)
	}
	t, err := Get(tx, tx.Partition(), id)
	if err != nil {
		return t, err
	}
	if err := stuck.Delete(tx, string(id)); err != nil {
		return t, err
	}
	at := s.Location
	switch action {
	case wms.ResolveMoved:
		at = s.To
	case wms.ResolveNotMoved:
		at = s.From
	}
	if err := ledger.MoveUnit(tx, s.HandlingUnit, s.Location, at, "resolve"); err != nil {
		return t, err
	}
	tx.Emit(wms.Event{Type: "transport.resolved", Subject: string(id), Data: map[string]any{
		"unit": string(s.HandlingUnit), "action": string(action), "from": string(s.Location), "at": string(at)}})
	if goesOn := action == wms.ResolveRetry || action == wms.ResolveMoved && at != t.To; goesOn {
		return New(tx, site, wms.Transport{HandlingUnit: t.HandlingUnit, To: t.To, Priority: t.Priority, Deadline: t.Deadline, Planned: t.Planned})
	}
	return t, arrived(s.HandlingUnit, at)
}
