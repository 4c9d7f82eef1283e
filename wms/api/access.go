package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Access is what may not be used for the moment: machines out of service, and
// closed zones.
type Access interface {
	// DeviceHouse is the warehouse of a device of the site file.
	DeviceHouse(id wms.DeviceID) (wms.WarehouseID, error)
	OutOfService(ctx context.Context, c Call, id wms.DeviceID, reason string) (wms.Outage, error)
	InService(ctx context.Context, c Call, id wms.DeviceID) error
	Outages(ctx context.Context) ([]wms.Outage, error)
	PutZone(ctx context.Context, c Call, z wms.Zone) (wms.Zone, error)
	Zone(ctx context.Context, id string) (wms.Zone, error)
	Zones(ctx context.Context) ([]wms.Zone, error)
	SetZone(ctx context.Context, c Call, id string, state wms.ZoneState, reason string) (wms.Zone, error)
}

func (f *face) accessRoutes() []route {
	none := f.Access == nil
	chiefs := []string{RoleSupervisor}
	// Whoever is on the floor may raise the alarm; a fire panel is a device.
	anyone := []string{RolePicker, RoleReceiver, RoleSupervisor, RoleDevice}
	watchers := append([]string{RoleDevice}, lookers...)
	set := func(state wms.ZoneState) func(*request) (answer, error) {
		return func(r *request) (answer, error) { return setZone(r, state) }
	}
	return []route{
		{method: "GET", path: "/v1/outages", roles: watchers, missing: none, do: listOutages},
		{method: "POST", path: "/v1/devices/:id/out-of-service", roles: chiefs, missing: none, do: outOfService},
		{method: "POST", path: "/v1/devices/:id/in-service", roles: chiefs, missing: none, do: inService},
		{method: "GET", path: "/v1/zones", roles: join(floor, watchers), missing: none, do: listZones},
		{method: "PUT", path: "/v1/zones/:id", roles: adminOnly, missing: none, do: putZone},
		{method: "GET", path: "/v1/zones/:id", roles: join(floor, watchers), missing: none, do: getZone},
		{method: "POST", path: "/v1/zones/:id/evacuate", roles: anyone, missing: none, do: set(wms.ZoneEvacuated)},
		{method: "POST", path: "/v1/zones/:id/restrict", roles: anyone, missing: none, do: set(wms.ZoneRestricted)},
		{method: "POST", path: "/v1/zones/:id/release", roles: chiefs, missing: none, do: set(wms.ZoneOpen)},
	}
}

// reason is the body of what needs one.
type reason struct {
	Reason string `json:"reason"`
}

func (r *request) reasoned() (reason, Call, error) {
	var in reason
	if err := r.decode(&in); err != nil {
		return in, Call{}, err
	}
	call, err := r.call()
	call.Actor.Reason = in.Reason
	return in, call, err
}

func listOutages(r *request) (answer, error) {
	all, err := r.face.Access.Outages(r.ctx)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, all, func(o wms.Outage) wms.WarehouseID { return o.Warehouse }), ""), nil
}

// siteDevice is the device of the path, connected or not, if the caller may use
// its warehouse.
func (r *request) siteDevice() (wms.DeviceID, error) {
	id, err := r.id("id")
	if err != nil {
		return "", err
	}
	w, err := r.face.Access.DeviceHouse(wms.DeviceID(id))
	if err != nil {
		return "", err
	}
	return wms.DeviceID(id), r.mayUse(w)
}

func outOfService(r *request) (answer, error) {
	d, err := r.siteDevice()
	if err != nil {
		return answer{}, err
	}
	in, call, err := r.reasoned()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Access.OutOfService(r.ctx, call, d, in.Reason)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func inService(r *request) (answer, error) {
	d, err := r.siteDevice()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	if err := r.face.Access.InService(r.ctx, call, d); err != nil {
		return answer{}, err
	}
	return nothing, nil
}

func tidyZone(z wms.Zone) wms.Zone {
	z.Paused = filled(z.Paused)
	return z
}

func listZones(r *request) (answer, error) {
	all, err := r.face.Access.Zones(r.ctx)
	if err != nil {
		return answer{}, err
	}
	for i := range all {
		all[i] = tidyZone(all[i])
	}
	return listed(onlyMine(r, all, func(z wms.Zone) wms.WarehouseID { return z.Warehouse }), ""), nil
}

// zoneBody is what a client may say about a zone.
type zoneBody struct {
	Warehouse wms.WarehouseID `json:"warehouse"`
	XMM       int64           `json:"x_mm"`
	YMM       int64           `json:"y_mm"`
	WidthMM   int64           `json:"width_mm"`
	DepthMM   int64           `json:"depth_mm"`
}

func putZone(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	var in zoneBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Access.PutZone(r.ctx, call, wms.Zone{ID: id, Warehouse: in.Warehouse, XMM: in.XMM, YMM: in.YMM, WidthMM: in.WidthMM, DepthMM: in.DepthMM})
	if err != nil {
		return answer{}, err
	}
	return ok(tidyZone(out)), nil
}

// myZone is the zone of the path, if the caller may use its warehouse.
func (r *request) myZone() (wms.Zone, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Zone{}, err
	}
	z, err := r.face.Access.Zone(r.ctx, id)
	if err != nil {
		return z, err
	}
	return z, r.mayUse(z.Warehouse)
}

func getZone(r *request) (answer, error) {
	z, err := r.myZone()
	if err != nil {
		return answer{}, err
	}
	return ok(tidyZone(z)), nil
}

func setZone(r *request, state wms.ZoneState) (answer, error) {
	z, err := r.myZone()
	if err != nil {
		return answer{}, err
	}
	var in reason
	var call Call
	if state == wms.ZoneOpen {
		call, err = r.bodyless()
	} else {
		in, call, err = r.reasoned()
	}
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Access.SetZone(r.ctx, call, z.ID, state, in.Reason)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyZone(out)), nil
}
