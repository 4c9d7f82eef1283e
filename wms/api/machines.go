package api

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
)

var transportStatuses = []string{"waiting", "active", "done", "failed", "cancelled"}

// machineRoutes are transports, devices and the figures of the site.
func (f *face) machineRoutes() []route {
	noTransports, noMachines := f.Transports == nil, f.Machines == nil
	watchers := append([]string{RoleDevice}, lookers...)
	chiefs := []string{RoleSupervisor}
	rs := []route{
		{method: "POST", path: "/v1/transports", roles: []string{RoleSupervisor, RoleDevice}, missing: noTransports, do: newTransport},
		{method: "GET", path: "/v1/transports", roles: watchers, query: []string{"warehouse", "status"}, paged: true,
			missing: noTransports, do: listTransports},
		{method: "GET", path: "/v1/transports/:id", roles: watchers, missing: noTransports, do: getTransport},
		{method: "POST", path: "/v1/transports/:id/cancel", roles: chiefs, missing: noTransports, do: cancelTransport},
		{method: "GET", path: "/v1/devices", roles: watchers, query: []string{"warehouse"}, missing: noMachines, do: listDevices},
		{method: "GET", path: "/v1/devices/:id", roles: watchers, missing: noMachines, do: getDevice},
		{method: "POST", path: "/v1/devices/:id/test", roles: chiefs, missing: noMachines, do: testConnection},
		{method: "GET", path: "/v1/fleet", roles: watchers, missing: noMachines, do: fleet},
		{method: "GET", path: "/v1/live", roles: watchers, query: []string{"warehouse"}, missing: noMachines, do: live},
		{method: "GET", path: "/v1/kpis", roles: lookers, query: []string{"from", "to"}, missing: f.Figures == nil, do: kpis},
	}
	for _, verb := range []string{"pause", "resume", "clear-fault", "release"} {
		rs = append(rs, route{method: "POST", path: "/v1/devices/:id/" + verb, roles: chiefs, missing: noMachines,
			do: func(r *request) (answer, error) { return command(r, verb) }})
	}
	return rs
}

func tidyTransport(t wms.Transport) wms.Transport {
	t.Missions = filled(t.Missions)
	return t
}

// newTransportBody is what a client may say about a transport.
type newTransportBody struct {
	Warehouse    wms.WarehouseID    `json:"warehouse"`
	HandlingUnit wms.HandlingUnitID `json:"handling_unit"`
	To           wms.LocationID     `json:"to"`
	Priority     int64              `json:"priority"`
	Deadline     *time.Time         `json:"deadline"`
	After        []wms.TransportID  `json:"after"`
}

func newTransport(r *request) (answer, error) {
	var in newTransportBody
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.HandlingUnit == "" || in.To == "" {
		return answer{}, invalid(codeInvalidField, "handling_unit and to are needed").With("field", "handling_unit")
	}
	if err := r.optionalWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Transports.NewTransport(r.ctx, call, wms.Transport{Warehouse: in.Warehouse,
		HandlingUnit: in.HandlingUnit, To: in.To, Priority: in.Priority, Deadline: in.Deadline, After: in.After})
	if err != nil {
		return answer{}, err
	}
	return created(tidyTransport(out)), nil
}

func listTransports(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	status, err := oneOf(r, "status", transportStatuses)
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	transports, next, err := r.face.Transports.ListTransports(r.ctx, w, status, p)
	if err != nil {
		return answer{}, err
	}
	transports = onlyMine(r, transports, func(t wms.Transport) wms.WarehouseID { return t.Warehouse })
	for i := range transports {
		transports[i] = tidyTransport(transports[i])
	}
	return listed(transports, next), nil
}

// myTransport is the transport of the path, if the caller may use its
// warehouse.
func (r *request) myTransport() (wms.Transport, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Transport{}, err
	}
	t, err := r.face.Transports.Transport(r.ctx, wms.TransportID(id))
	if err != nil {
		return t, err
	}
	return t, r.mayUse(t.Warehouse)
}

func getTransport(r *request) (answer, error) {
	t, err := r.myTransport()
	if err != nil {
		return answer{}, err
	}
	return ok(tidyTransport(t)), nil
}

func cancelTransport(r *request) (answer, error) {
	t, err := r.myTransport()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	if t, err = r.face.Transports.CancelTransport(r.ctx, call, t.ID); err != nil {
		return answer{}, err
	}
	return ok(tidyTransport(t)), nil
}

func listDevices(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	devices := []wms.DeviceView{}
	for _, d := range onlyMine(r, r.face.Machines.Devices(), deviceWarehouse) {
		if w == "" || d.Warehouse == w {
			devices = append(devices, d)
		}
	}
	return listed(devices, ""), nil
}

func deviceWarehouse(d wms.DeviceView) wms.WarehouseID { return d.Warehouse }

// myDevice is the device of the path, if the caller may use its warehouse.
func (r *request) myDevice() (wms.DeviceView, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.DeviceView{}, err
	}
	d, err := r.face.Machines.Device(wms.DeviceID(id))
	if err != nil {
		return d, err
	}
	return d, r.mayUse(d.Warehouse)
}

func getDevice(r *request) (answer, error) {
	d, err := r.myDevice()
	if err != nil {
		return answer{}, err
	}
	return ok(d), nil
}

func command(r *request, verb string) (answer, error) {
	d, err := r.myDevice()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	if err := r.face.Machines.Command(r.ctx, call, d.ID, verb); err != nil {
		return answer{}, err
	}
	if d, err = r.face.Machines.Device(d.ID); err != nil {
		return answer{}, err
	}
	return ok(d), nil
}

func fleet(r *request) (answer, error) {
	vehicles := r.face.Machines.Fleet()
	if len(r.who.Warehouses) == 0 {
		return listed(vehicles, ""), nil
	}
	place := map[wms.DeviceID]wms.WarehouseID{}
	for _, d := range r.face.Machines.Devices() {
		place[d.ID] = d.Warehouse
	}
	return listed(onlyMine(r, vehicles, func(v wms.LiveVehicle) wms.WarehouseID { return place[v.ID] }), ""), nil
}

func live(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	picture, err := r.face.Machines.Live(w)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyLive(picture)), nil
}

func tidyLive(l wms.Live) wms.Live {
	l.Vehicles, l.Cranes, l.Chutes = filled(l.Vehicles), filled(l.Cranes), filled(l.Chutes)
	l.People, l.Alarms = filled(l.People), filled(l.Alarms)
	if l.Orders == nil {
		l.Orders = map[wms.OrderStatus]int64{}
	}
	if l.KPIs == nil {
		l.KPIs = map[string]float64{}
	}
	return l
}

// kpis answers the figures of [from, to); the zero times mean from the start
// and until now.
func kpis(r *request) (answer, error) {
	from, err := r.when("from", time.Time{})
	if err != nil {
		return answer{}, err
	}
	to, err := r.when("to", time.Time{})
	if err != nil {
		return answer{}, err
	}
	if !to.IsZero() && !from.Before(to) {
		return answer{}, badParameter("from", "must be before to")
	}
	figures, err := r.face.Figures.KPIs(r.ctx, from, to)
	if err != nil {
		return answer{}, err
	}
	if figures == nil {
		figures = map[string]float64{}
	}
	return ok(figures), nil
}

// testConnection dials where a machine is reached; nothing is told to it.
func testConnection(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	d, err := r.face.Machines.Device(wms.DeviceID(id))
	if err != nil {
		return answer{}, err
	}
	if err := r.mayUse(d.Warehouse); err != nil {
		return answer{}, err
	}
	out, err := r.face.Machines.TestConnection(r.ctx, d.ID)
	out.Steps = filled(out.Steps)
	return ok(out), err
}
