// Package wms is the language of the domain: typed ids, the nouns of a
// warehouse, their states, events and errors. It is a leaf: it imports nothing
// of ours, holds no behaviour beyond parsing and state names, and every other
// package may use it.
package wms

// Ids are opaque strings. They are unique within the network unless the
// comment says otherwise.
type (
	// SKU names an item (stock keeping unit).
	SKU string
	// WarehouseID names a warehouse, and its partition in the store.
	WarehouseID string
	// LocationID names a place in one warehouse; unique within it. It is also
	// the barcode on the place's label.
	LocationID string
	// HandlingUnitID is the barcode of a pallet, tote, case or carton: its
	// licence plate, or its SSCC (18 digits) when it has one. At most 20 bytes.
	HandlingUnitID string
	// OrderID names a customer's order.
	OrderID string
	// ShipmentID names the part of an order that one warehouse serves.
	ShipmentID string
	// TaskID names one piece of work for a person.
	TaskID string
	// TransportID names the wish to bring a handling unit somewhere.
	TransportID string
	// MissionID names one leg of a transport on one machine: the JobId of a
	// PLC, the orderId of a vehicle. A UUID, 36 bytes; never reused.
	MissionID string
	// DeviceID names a machine of the site file.
	DeviceID string
	// UserID names a person or program that acts.
	UserID string
	// ReceiptID names an expected or running delivery.
	ReceiptID string
)

// Actor says who does something, from where and why; it is journalled with
// every command.
type Actor struct {
	User   UserID `cbor:"1,keyasint,omitempty" json:"user,omitempty"`
	From   string `cbor:"2,keyasint,omitempty" json:"from,omitempty"`
	Reason string `cbor:"3,keyasint,omitempty" json:"reason,omitempty"`
	// Station is the device or place that a face says it is, Request the id of
	// the request, which the log has too.
	Station string `cbor:"4,keyasint,omitempty" json:"station,omitempty"`
	Request string `cbor:"5,keyasint,omitempty" json:"request,omitempty"`
}

// System is the actor of what Aisle does by itself.
func System(reason string) Actor { return Actor{User: "system", Reason: reason} }
