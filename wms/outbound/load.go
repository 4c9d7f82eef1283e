package outbound

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/tasks"
)

// onManifest tells who keeps manifests that a shipment's packages are on the
// truck, while they are still known here.
func (f Floor) onManifest(tx store.Tx, s Shipment, t wms.Task) error {
	if f.Loaded == nil {
		return nil
	}
	l := wms.Loaded{Shipment: s.ID, Order: s.Order, Carrier: s.Carrier, Route: s.Route, Dock: t.To, By: t.Assignee}
	var kept []wms.PackedCarton
	for _, unit := range s.Packages {
		u, err := ledger.MustUnit(tx, tx.Partition(), unit)
		if err != nil {
			return err
		}
		c, had, err := cartons.Get(tx, tx.Partition(), string(unit))
		if err != nil {
			return err
		}
		if had {
			kept = append(kept, c)
		}
		g := c.MeasuredG
		if g == 0 {
			g = max(u.WeightG, c.ExpectedG)
		}
		l.Cartons = append(l.Cartons, wms.ManifestCarton{Carton: unit, WeightG: g})
	}
	id, err := f.Loaded(tx, l)
	if err != nil {
		return err
	}
	for _, c := range kept {
		c.Manifest = id
		if err := cartons.Put(tx, c, string(c.ID)); err != nil {
			return err
		}
	}
	return nil
}

// LoadOne puts one carton on the truck at a dock for a person: it claims the
// loading of its shipment if nobody has begun it, and ends it with its last
// carton. It answers how many of its cartons are on.
func (f Floor) LoadOne(tx store.Tx, c wms.PackedCarton, dock wms.LocationID, who wms.UserID) (scanned, of int, err error) {
	all, err := tasks.OfShipment(tx, tx.Partition(), c.Shipment)
	if err != nil {
		return 0, 0, err
	}
	i := slices.IndexFunc(all, func(t wms.Task) bool { return t.Kind == wms.TaskLoad && !tasks.Ended(t.Status) })
	if i < 0 {
		return 0, 0, wms.Refuse(wms.Conflict, "not_packed", "carton %s waits for the rest of its shipment %s, which is not packed yet", c.ID, c.Shipment)
	}
	t, err := tasks.Claim(tx, all[i].ID, who)
	if err != nil {
		return 0, 0, err
	}
	if at := slices.Index(t.Units, c.ID); at >= 0 && at < t.Step {
		return 0, 0, wms.Refuse(wms.Conflict, "loaded_already", "carton %s is on the truck already", c.ID)
	}
	if t.Step == 0 && t.To != dock {
		t.To = dock
		if err := tasks.Put(tx, t); err != nil {
			return 0, 0, err
		}
	}
	if t.To != dock {
		return 0, 0, wms.Refuse(wms.Conflict, "other_dock", "shipment %s is being loaded at %s", c.Shipment, t.To)
	}
	step, err := f.Confirm(tx, t.ID, who, wms.Confirmation{Scans: []string{string(c.ID)}})
	if err == nil && step.Step == tasks.ScanDock {
		_, err = f.Confirm(tx, t.ID, who, wms.Confirmation{Scans: []string{string(dock)}})
	}
	return t.Step + 1, len(t.Units), err
}

// WaitingFor lists the packages that stand packed for a carrier, and a route
// unless it is empty, at most so many shipments' of them. It refuses while one
// of them is half on a truck at the dock.
func (f Floor) WaitingFor(r store.Reader, carrier, route string, dock wms.LocationID) ([]wms.LeftBehind, error) {
	p := store.Partition(f.Site.ID)
	ids, err := With(r, p, wms.ShipmentPacked, maxWaiting)
	if err != nil {
		return nil, err
	}
	var out []wms.LeftBehind
	for _, id := range ids {
		s, err := Get(r, p, id)
		if err != nil {
			return nil, err
		}
		if s.Carrier != carrier || route != "" && s.Route != route {
			continue
		}
		all, err := tasks.OfShipment(r, p, id)
		if err != nil {
			return nil, err
		}
		for _, t := range all {
			if t.Kind != wms.TaskLoad || tasks.Ended(t.Status) {
				continue
			}
			if t.Step > 0 && t.To == dock {
				return nil, wms.Refuse(wms.Conflict, "loading_unfinished", "%d of %d cartons of shipment %s are on the truck: load the others, or take them back", min(t.Step, len(t.Units)), len(t.Units), id).
					With("shipment", id).With("task", t.ID)
			}
			for _, u := range t.Units {
				out = append(out, wms.LeftBehind{Carton: u, Shipment: id})
			}
		}
	}
	return out, nil
}
