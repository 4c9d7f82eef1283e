package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	for _, verb := range []string{"POST /v1/devices/:id/out-of-service", "POST /v1/zones/:id/evacuate", "POST /v1/zones/:id/restrict"} {
		bodies[verb] = `{"reason":"fire alarm"}`
	}
	bodies["PUT /v1/zones/:id"] = `{"warehouse":"central","width_mm":1000,"depth_mm":1000}`
	systemNouns["Outage"], systemNouns["Zone"], systemNouns["NewZone"], systemNouns["Reason"] = wms.Outage{}, wms.Zone{}, zoneBody{}, reason{}
}

func zone(id string) wms.Zone {
	return wms.Zone{ID: id, Warehouse: "central", WidthMM: 1000, DepthMM: 1000, State: wms.ZoneOpen}
}

func (f *fake) OutOfService(_ context.Context, c Call, id wms.DeviceID, why string) (wms.Outage, error) {
	return once(f, "OutOfService", c, why, func() wms.Outage {
		return wms.Outage{Device: id, Warehouse: "central", Reason: why, By: c.Actor.User, Since: when}
	})
}

func (f *fake) DeviceHouse(id wms.DeviceID) (wms.WarehouseID, error) {
	return "central", f.saw("DeviceHouse", id)
}

func (f *fake) InService(_ context.Context, c Call, id wms.DeviceID) error {
	_, err := once(f, "InService", c, id, func() bool { return true })
	return err
}

func (f *fake) Outages(context.Context) ([]wms.Outage, error) {
	return []wms.Outage{{Device: "crane-1", Warehouse: "central", Since: when}}, f.saw("Outages", nil)
}

func (f *fake) PutZone(_ context.Context, c Call, z wms.Zone) (wms.Zone, error) {
	return once(f, "PutZone", c, z, func() wms.Zone { return zone(z.ID) })
}

func (f *fake) Zone(_ context.Context, id string) (wms.Zone, error) {
	return zone(id), f.saw("Zone", id)
}

func (f *fake) Zones(context.Context) ([]wms.Zone, error) {
	return []wms.Zone{zone("Z")}, f.saw("Zones", nil)
}

func (f *fake) SetZone(_ context.Context, c Call, id string, state wms.ZoneState, _ string) (wms.Zone, error) {
	return once(f, "SetZone", c, state, func() wms.Zone { z := zone(id); z.State = state; return z })
}
