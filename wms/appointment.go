package wms

import "time"

// AppointmentID names a truck's time at a dock; it begins with its warehouse.
type AppointmentID string

// States of an appointment.
const (
	AppointmentPlanned   = "planned"
	AppointmentArrived   = "arrived"
	AppointmentLeft      = "left"
	AppointmentCancelled = "cancelled"
)

// Appointment is a truck's time at a dock.
type Appointment struct {
	ID        AppointmentID `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID   `json:"warehouse" cbor:"2,keyasint"`
	Dock      LocationID    `json:"dock" cbor:"3,keyasint"`
	From      time.Time     `json:"from" cbor:"4,keyasint"`
	To        time.Time     `json:"to" cbor:"5,keyasint"`
	Supplier  string        `json:"supplier,omitempty" cbor:"6,keyasint,omitempty"`
	Carrier   string        `json:"carrier,omitempty" cbor:"7,keyasint,omitempty"`
	Receipt   ReceiptID     `json:"receipt,omitempty" cbor:"8,keyasint,omitempty"`
	Status    string        `json:"status" cbor:"9,keyasint"`
	ArrivedAt *time.Time    `json:"arrived_at,omitempty" cbor:"10,keyasint,omitempty"`
	LeftAt    *time.Time    `json:"left_at,omitempty" cbor:"11,keyasint,omitempty"`
}
