package outbound

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	chutes       = store.NewTable[wms.ChuteAssignment]("chute", 1)        // sorter, number: changed ones
	chuteHistory = store.NewTable[wms.ChuteAssignment]("chutehistory", 1) // sorter, number, version
)

// maxListed bounds each list of an assignment, maxLabel its words in bytes.
const (
	maxListed = 500
	maxLabel  = 80
)

// Assignment of a chute: what was last said, or what the site file says.
func (f Floor) Assignment(r store.Reader, loc wms.Location) (wms.ChuteAssignment, error) {
	a, changed, err := chutes.Get(r, store.Partition(f.Site.ID), string(loc.Device), loc.Chute)
	if err != nil || changed {
		return a, err
	}
	a = wms.ChuteAssignment{Sorter: loc.Device, Chute: loc.Chute, Any: slices.Contains(f.Site.RouteChutes[""], loc.ID)}
	for route, at := range f.Site.RouteChutes {
		if route != "" && slices.Contains(at, loc.ID) {
			a.Routes = append(a.Routes, route)
		}
	}
	slices.Sort(a.Routes)
	return a, nil
}

// Chute finds a sorter's chute or refuses; the reject lane is none.
func (f Floor) Chute(sorter wms.DeviceID, number int64) (wms.Location, error) {
	for _, id := range f.Site.Of(wms.KindChute) {
		if l, _ := f.Site.Location(id); l.Device == sorter && l.Chute == number {
			return l, nil
		}
	}
	return wms.Location{}, wms.Refuse(wms.NotFound, "unknown_chute", "sorter %s has no chute %d that takes anything: chutes count from 1", sorter, number)
}

// AssignChute says what a chute takes from now on. What is on its way to it
// already keeps its decision. A version that is not nil must be the present one.
func (f Floor) AssignChute(tx store.Tx, a wms.ChuteAssignment, by wms.UserID, version *int64, carrier func(string) bool) (wms.ChuteAssignment, error) {
	loc, err := f.Chute(a.Sorter, a.Chute)
	if err != nil {
		return a, err
	}
	was, err := f.Assignment(tx, loc)
	if err != nil {
		return a, err
	}
	if version != nil && *version != was.Version {
		return a, wms.Refuse(wms.Conflict, "chute_changed", "chute %d of %s has version %d, not %d: somebody changed it, look again", a.Chute, a.Sorter, was.Version, *version)
	}
	if len(a.Shipments) > maxListed || len(a.Routes) > maxListed || len(a.Carriers) > maxListed || len(a.Label) > maxLabel {
		return a, wms.Refuse(wms.Invalid, "invalid_field", "shipments, routes and carriers of a chute have at most %d entries each, label %d bytes", maxListed, maxLabel)
	}
	if a.Orders && (a.Any || len(a.Shipments)+len(a.Routes)+len(a.Carriers) > 0) {
		return a, wms.Refuse(wms.Invalid, "invalid_field", "a chute for orders takes one order at a time and nothing else: leave shipments, routes, carriers and any out").With("field", "orders")
	}
	for _, s := range a.Shipments {
		if _, err := Get(tx, tx.Partition(), s); err != nil {
			return a, err
		}
	}
	for _, r := range a.Routes {
		if _, known := f.Site.RouteChutes[r]; !known || r == "" {
			return a, wms.Refuse(wms.Invalid, "unknown_route", "no lane from %s has route %.60q", f.Site.ID, r)
		}
	}
	for _, c := range a.Carriers {
		if !carrier(c) {
			return a, wms.Refuse(wms.Invalid, "unknown_carrier", "no carrier %.60q", c)
		}
	}
	a.Version, a.By, a.At = was.Version+1, by, tx.Now()
	tx.Emit(wms.Event{Type: "sorter.assigned", Subject: string(loc.ID), Data: map[string]any{"sorter": string(a.Sorter), "chute": a.Chute,
		"version": a.Version, "routes": a.Routes, "carriers": a.Carriers, "shipments": len(a.Shipments), "any": a.Any, "orders": a.Orders, "label": a.Label, "reason": a.Reason}})
	if err := chuteHistory.Put(tx, was, string(a.Sorter), a.Chute, was.Version); err != nil {
		return a, err
	}
	return a, chutes.Put(tx, a, string(a.Sorter), a.Chute)
}

// ChuteHistory lists what a chute took before, the latest first.
func (f Floor) ChuteHistory(r store.Reader, sorter wms.DeviceID, number int64) (wms.ChuteHistory, error) {
	loc, err := f.Chute(sorter, number)
	if err != nil {
		return wms.ChuteHistory{}, err
	}
	h := wms.ChuteHistory{History: []wms.ChuteAssignment{}}
	if h.ChuteAssignment, err = f.Assignment(r, loc); err != nil {
		return h, err
	}
	err = chuteHistory.Scan(r, store.Partition(f.Site.ID), []any{string(sorter), number}, func(_ store.KeyParts, a wms.ChuteAssignment) (bool, error) {
		h.History = append(h.History, a)
		return true, nil
	})
	slices.Reverse(h.History)
	return h, err
}

// ChutesFor lists where a shipment's totes may go as chutes are assigned now:
// what names it most closely wins.
func (f Floor) ChutesFor(r store.Reader, s Shipment) ([]wms.Location, error) {
	var found [4][]wms.Location
	for _, id := range f.Site.Of(wms.KindChute) {
		loc, _ := f.Site.Location(id)
		a, err := f.Assignment(r, loc)
		if err != nil {
			return nil, err
		}
		switch {
		case a.Orders: // of parcels
		case slices.Contains(a.Shipments, s.ID):
			found[0] = append(found[0], loc)
		case slices.Contains(a.Routes, s.Route):
			found[1] = append(found[1], loc)
		case slices.Contains(a.Carriers, s.Carrier):
			found[2] = append(found[2], loc)
		case a.Any:
			found[3] = append(found[3], loc)
		}
	}
	for _, at := range found {
		if len(at) > 0 {
			return at, nil
		}
	}
	return nil, nil
}
