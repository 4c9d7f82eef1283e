package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/appointments"] = `{"warehouse":"central","dock":"IN-1","from":"2026-03-02T08:00:00Z","to":"2026-03-02T09:00:00Z"}`
}

func appointment(id wms.AppointmentID) wms.Appointment {
	return wms.Appointment{ID: id, Warehouse: "central", Dock: "IN-1", From: when, To: when.Add(3600e9), Status: wms.AppointmentPlanned}
}

func (f *fake) NewAppointment(_ context.Context, c Call, a wms.Appointment) (wms.Appointment, error) {
	return once(f, "NewAppointment", c, a, func() wms.Appointment { return appointment("a-1") })
}

func (f *fake) Appointment(_ context.Context, id wms.AppointmentID) (wms.Appointment, error) {
	return appointment(id), f.saw("Appointment", id)
}

func (f *fake) ListAppointments(_ context.Context, w wms.WarehouseID, _ Page) ([]wms.Appointment, string, error) {
	return []wms.Appointment{appointment("a-1")}, "", f.saw("ListAppointments", w)
}

func (f *fake) TurnAppointment(_ context.Context, c Call, id wms.AppointmentID, to string) (wms.Appointment, error) {
	return once(f, "TurnAppointment", c, to, func() wms.Appointment { return appointment(id) })
}
