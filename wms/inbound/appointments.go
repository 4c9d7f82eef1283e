package inbound

import (
	"fmt"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	appointments = store.NewTable[wms.Appointment]("appointment", 1)
	// docktimes finds the appointments of a dock that still count, by their
	// beginning.
	docktimes = store.NewTable[wms.AppointmentID]("docktime", 1)
)

// maxStay bounds an appointment, and so how far back an overlap can begin.
const maxStay = 24 * time.Hour

// Appoint books a truck's time at a dock. Two may not overlap; one may begin
// when the other ends.
func (h Hall) Appoint(tx store.Tx, a wms.Appointment) (wms.Appointment, error) {
	loc, err := h.Site.MustLocation(a.Dock)
	if err != nil {
		return a, err
	}
	if loc.Kind != wms.KindDockIn && loc.Kind != wms.KindDockOut {
		return a, wms.Refuse(wms.Invalid, "not_a_dock", "%s is a %s; trucks stand at docks", a.Dock, loc.Kind)
	}
	a.From, a.To = a.From.UTC(), a.To.UTC()
	if !a.From.Before(a.To) || a.To.Sub(a.From) > maxStay {
		return a, wms.Refuse(wms.Invalid, "invalid_time", "an appointment ends after it begins and lasts at most %v", maxStay)
	}
	if a.Receipt != "" {
		if _, err := Get(tx, tx.Partition(), a.Receipt); err != nil {
			return a, err
		}
	}
	dock := string(a.Dock)
	err = docktimes.ScanFrom(tx, tx.Partition(), []any{dock}, []any{dock, a.From.Add(-maxStay)}, func(_ store.KeyParts, id wms.AppointmentID) (bool, error) {
		other, err := Appointment(tx, tx.Partition(), id)
		if err != nil || !other.From.Before(a.To) {
			return false, err
		}
		if a.From.Before(other.To) {
			return false, wms.Refuse(wms.Conflict, "dock_taken", "dock %s is taken from %s to %s by appointment %s", a.Dock,
				other.From.Format(time.RFC3339), other.To.Format(time.RFC3339), id).With("appointment", id)
		}
		return true, nil
	})
	if err != nil {
		return a, err
	}
	n, err := tx.NextID("appointment")
	if err != nil {
		return a, err
	}
	a.ID = wms.AppointmentID(fmt.Sprintf("%s-D%06d", tx.Partition(), n))
	a.Warehouse, a.Status, a.ArrivedAt, a.LeftAt = wms.WarehouseID(tx.Partition()), wms.AppointmentPlanned, nil, nil
	tx.Emit(wms.Event{Type: "appointment.planned", Subject: string(a.ID), Data: map[string]any{"dock": dock, "from": a.From, "to": a.To, "receipt": string(a.Receipt)}})
	if err := docktimes.Put(tx, a.ID, dock, a.From, string(a.ID)); err != nil {
		return a, err
	}
	return a, appointments.Put(tx, a, string(a.ID))
}

// Appointment reads one or refuses with unknown_appointment.
func Appointment(r store.Reader, p store.Partition, id wms.AppointmentID) (wms.Appointment, error) {
	a, ok, err := appointments.Get(r, p, string(id))
	if err == nil && !ok {
		err = wms.Refuse(wms.NotFound, "unknown_appointment", "no appointment %q", id)
	}
	return a, err
}

// Appointments reads up to limit of a warehouse behind an id.
func Appointments(r store.Reader, p store.Partition, after wms.AppointmentID, limit int) ([]wms.Appointment, error) {
	var out []wms.Appointment
	err := appointments.ScanFrom(r, p, nil, []any{string(after)}, func(_ store.KeyParts, a wms.Appointment) (bool, error) {
		if a.ID != after {
			out = append(out, a)
		}
		return len(out) < limit, nil
	})
	return out, err
}

// Turn moves an appointment on: planned → arrived → left, or cancelled while
// it is planned. What it is already, it stays.
func Turn(tx store.Tx, id wms.AppointmentID, to string) (wms.Appointment, error) {
	a, err := Appointment(tx, tx.Partition(), id)
	if err != nil || a.Status == to {
		return a, err
	}
	from := map[string]string{wms.AppointmentArrived: wms.AppointmentPlanned, wms.AppointmentLeft: wms.AppointmentArrived,
		wms.AppointmentCancelled: wms.AppointmentPlanned}[to]
	if a.Status != from {
		return a, wms.Refuse(wms.Conflict, "appointment_"+a.Status, "appointment %s is %s; only one that is %s can become %s", id, a.Status, from, to)
	}
	now := tx.Now()
	switch a.Status = to; to {
	case wms.AppointmentArrived:
		a.ArrivedAt = &now
	case wms.AppointmentLeft:
		a.LeftAt = &now
	}
	if to != wms.AppointmentArrived { // the dock is free again
		if err := docktimes.Delete(tx, string(a.Dock), a.From, string(id)); err != nil {
			return a, err
		}
	}
	tx.Emit(wms.Event{Type: "appointment." + to, Subject: string(id), Data: map[string]any{"dock": string(a.Dock), "receipt": string(a.Receipt)}})
	return a, appointments.Put(tx, a, string(id))
}
