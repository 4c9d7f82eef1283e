package twin

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/fleetapi"
	"github.com/aisle-wms/aisle/simulator/opening"
)

// addFleet makes a maker's fleet with its controller.
func (t *Twin) addFleet(w *config.Warehouse, d *config.Device, c *config.Controller, addr string) error {
	_, token, err := t.Secrets.FleetLogin(c)
	if err != nil {
		return err
	}
	m := w.VehicleModel(d)
	o := fleetapi.Config{ID: d.ID, Warehouse: w.ID, Addr: addr, CertFile: t.Secrets.PLCCert(c.ID), KeyFile: t.Secrets.PLCKey(c.ID), Token: token,
		Vehicles: int(d.Vehicles), SpeedMMPerS: m.SpeedMMPerS, Load: time.Duration(m.LoadMS) * time.Millisecond,
		Unload: time.Duration(m.UnloadMS) * time.Millisecond, Speed: t.Speed, Seed: t.Seed, Logger: t.Logger}
	for _, id := range d.Places {
		loc, ok := w.Location(id)
		if !ok {
			return fmt.Errorf("fleet %s: place %q is not a location of %s", d.ID, id, w.ID)
		}
		o.Stations = append(o.Stations, fleetapi.Station{ID: id, Place: opening.PlaceID(w.ID, id), XMM: loc.XMM, YMM: loc.YMM})
	}
	f, err := fleetapi.New(o, t.World)
	if err != nil {
		return err
	}
	t.fleets = append(t.fleets, f)
	return nil
}
