package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Appointments are trucks' times at docks. TurnAppointment moves one on to
// arrived, left or cancelled.
type Appointments interface {
	NewAppointment(ctx context.Context, c Call, a wms.Appointment) (wms.Appointment, error)
	Appointment(ctx context.Context, id wms.AppointmentID) (wms.Appointment, error)
	ListAppointments(ctx context.Context, w wms.WarehouseID, p Page) ([]wms.Appointment, string, error)
	TurnAppointment(ctx context.Context, c Call, id wms.AppointmentID, to string) (wms.Appointment, error)
}

func (f *face) appointmentRoutes() []route {
	none := f.Inbound == nil
	receivers := []string{RoleReceiver, RoleSupervisor}
	turn := func(to string) func(r *request) (answer, error) {
		return func(r *request) (answer, error) { return r.turnAppointment(to) }
	}
	return []route{
		{method: "POST", path: "/v1/appointments", roles: join(receivers, sellers), missing: none, do: newAppointment},
		{method: "GET", path: "/v1/appointments", roles: join(receivers, lookers), query: []string{"warehouse"}, paged: true, missing: none, do: listAppointments},
		{method: "GET", path: "/v1/appointments/:id", roles: join(receivers, lookers), missing: none, do: getAppointment},
		{method: "POST", path: "/v1/appointments/:id/arrive", roles: receivers, missing: none, do: turn(wms.AppointmentArrived)},
		{method: "POST", path: "/v1/appointments/:id/leave", roles: receivers, missing: none, do: turn(wms.AppointmentLeft)},
		{method: "POST", path: "/v1/appointments/:id/cancel", roles: join(receivers, sellers), missing: none, do: turn(wms.AppointmentCancelled)},
	}
}

func newAppointment(r *request) (answer, error) {
	var in wms.Appointment
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.ID != "" || in.Status != "" || in.ArrivedAt != nil || in.LeftAt != nil {
		return answer{}, invalid(codeInvalidField, "id, status, arrived_at and left_at are not the client's to set").With("field", "status")
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Inbound.NewAppointment(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return created(out), nil
}

func listAppointments(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	list, next, err := r.face.Inbound.ListAppointments(r.ctx, w, p)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, list, func(a wms.Appointment) wms.WarehouseID { return a.Warehouse }), next), nil
}

func (r *request) myAppointment() (wms.Appointment, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Appointment{}, err
	}
	a, err := r.face.Inbound.Appointment(r.ctx, wms.AppointmentID(id))
	if err != nil {
		return a, err
	}
	return a, r.mayUse(a.Warehouse)
}

func getAppointment(r *request) (answer, error) {
	a, err := r.myAppointment()
	if err != nil {
		return answer{}, err
	}
	return ok(a), nil
}

func (r *request) turnAppointment(to string) (answer, error) {
	a, err := r.myAppointment()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	if a, err = r.face.Inbound.TurnAppointment(r.ctx, call, a.ID, to); err != nil {
		return answer{}, err
	}
	return ok(a), nil
}
