package plant

import (
	"context"
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/users"
)

// siteOf is what the processes know of a warehouse of the site file.
func siteOf(w *config.Warehouse) *wms.Site {
	f := w.Flow
	s := &wms.Site{ID: wms.WarehouseID(w.ID), Name: w.Name, ToBench: f.ToBench,
		ToteVolumeMM3: f.Tote.VolumeML * 1000, ToteMaxG: f.Tote.MaxG, TotesPerCart: f.TotesPerCart, Totes: f.Totes,
		BulkFrom: f.BulkFromUnits, OpenOrders: f.OpenOrders,
		RouteChutes: map[string][]wms.LocationID{}, CarrierDocks: map[string][]wms.LocationID{}}
	for _, l := range w.Locations() {
		loc := wms.Location{ID: wms.LocationID(l.ID), Kind: wms.LocationKind(l.Kind), Zone: l.Zone, XMM: l.XMM, YMM: l.YMM,
			Aisle: l.Aisle, Bay: l.Bay, Level: l.Level, CapacityHU: l.CapacityHU, Side: l.Side, Depth: l.Depth,
			Device: wms.DeviceID(l.Device), PnD: l.PnD}
		switch loc.Kind {
		case wms.KindStation: // each station is a zone of its own: its person works there
			loc.Zone = w.Layout.Stations[l.Aisle-1].ID
		case wms.KindChute:
			loc.Chute = l.Bay
		}
		s.Locations = append(s.Locations, loc)
	}
	for _, so := range w.Layout.Sorters {
		for _, c := range so.Chutes {
			for _, r := range c.Routes {
				s.RouteChutes[r] = append(s.RouteChutes[r], wms.LocationID(c.Location))
			}
		}
	}
	for _, d := range w.Layout.Docks {
		for _, c := range d.Carriers {
			s.CarrierDocks[c] = append(s.CarrierDocks[c], wms.LocationID(d.ID))
		}
	}
	for _, c := range w.Layout.Conveyors {
		x := wms.Conveyor{Device: wms.DeviceID(c.Device)}
		for _, st := range c.Stations {
			x.Stations = append(x.Stations, wms.LocationID(st.Location))
		}
		s.Conveyors = append(s.Conveyors, x)
	}
	for _, d := range w.Layout.Diverts {
		s.Diverts = append(s.Diverts, wms.Divert{At: wms.LocationID(d.Location), Fallback: wms.LocationID(d.Fallback),
			BlockedAfter: time.Duration(d.BlockedAfterS) * time.Second})
	}
	return s.Index()
}

// seed makes the users be those of the site files and registers the empty
// totes, once.
func (p *Plant) seed(ctx context.Context) error {
	var people []users.Person
	for _, w := range p.Network.Warehouses {
		for _, x := range w.People {
			people = append(people, users.Person{ID: wms.UserID(x.ID), Name: x.Name, Badge: x.Badge, PIN: x.PIN, Roles: x.Roles,
				Warehouses: warehousesOf(w, x)})
		}
	}
	token, err := users.AdminTokenFile(p.TokenFile())
	if err != nil {
		return err
	}
	if p.Users, err = users.New(users.Options{Store: p.Store, AdminToken: token, HashMemoryKiB: p.PINMemoryKiB,
		SessionLife: time.Duration(p.Network.Security.SessionLifeMin) * time.Minute, SessionIdle: time.Duration(p.Network.Security.SessionIdleMin) * time.Minute}); err != nil {
		return err
	}
	if p.signOn, err = p.newSignOn(); err != nil {
		return err
	}
	if err := p.Users.Seed(ctx, people); err != nil {
		return err
	}
	first := int64(1)
	for _, h := range p.Houses {
		if err := p.registerTotes(ctx, h, first); err != nil {
			return err
		}
		first += h.Site.Totes
	}
	return nil
}

func warehousesOf(w *config.Warehouse, x config.Person) []wms.WarehouseID {
	for _, r := range x.Roles {
		if r == "admin" || r == "planner" || r == "supervisor" {
			return nil
		}
	}
	return []wms.WarehouseID{wms.WarehouseID(w.ID)}
}

var registered = store.NewTable[int64]("totes", 1)

// registerTotes records the totes that a site has from the start. Their ids
// are those on their labels, T-00001 and on, counted over the network's sites
// in their order.
func (p *Plant) registerTotes(ctx context.Context, h *House, first int64) error {
	done := false
	err := p.Store.View(func(r store.Reader) error {
		_, had, err := registered.Get(r, h.Partition())
		done = had
		return err
	})
	if err != nil || done {
		return err
	}
	_, err = p.do(ctx, h.Partition(), "equipment.register", func(tx store.Tx) error {
		for n := first; n < first+h.Site.Totes; n++ {
			u := wms.HandlingUnit{ID: wms.HandlingUnitID(fmt.Sprintf("T-%05d", n)), Kind: wms.Tote, Location: h.Site.First(wms.KindToteStack)}
			if err := ledger.AddUnit(tx, u); err != nil {
				return err
			}
		}
		return registered.Put(tx, h.Site.Totes)
	})
	return err
}
