package wms

import "time"

// ChuteAssignment says what a sorter's chute takes. A tote goes to a chute that
// lists its shipment (a wave, the orders of a put-wall), else to one of its
// route, else to one of its carrier, else to one that takes any.
type ChuteAssignment struct {
	Sorter    DeviceID     `json:"sorter" cbor:"1,keyasint"`
	Chute     int64        `json:"chute" cbor:"2,keyasint"`
	Shipments []ShipmentID `json:"shipments,omitempty" cbor:"3,keyasint,omitempty"`
	Routes    []string     `json:"routes,omitempty" cbor:"4,keyasint,omitempty"`
	Carriers  []string     `json:"carriers,omitempty" cbor:"5,keyasint,omitempty"`
	Any       bool         `json:"any,omitempty" cbor:"6,keyasint,omitempty"`
	// Orders: it takes no totes but the parcels of one order at a time, picked
	// in a batch (see PickSort).
	Orders bool `json:"orders,omitempty" cbor:"12,keyasint,omitempty"`
	// Wave or put-wall that the shipments are, for people.
	Label string `json:"label,omitempty" cbor:"7,keyasint,omitempty"`

	// Version counts the changes of the chute; 0 is what the site file says.
	Version int64     `json:"version" cbor:"8,keyasint,omitempty"`
	By      UserID    `json:"by,omitempty" cbor:"9,keyasint,omitempty"`
	At      time.Time `json:"at,omitzero" cbor:"10,keyasint,omitempty"`
	Reason  string    `json:"reason,omitempty" cbor:"11,keyasint,omitempty"`
}

// ChuteHistory is an assignment with all that were before, the latest first.
type ChuteHistory struct {
	ChuteAssignment
	History []ChuteAssignment `json:"history"`
}

// SorterChute is a chute as it is now, with its assignment.
type SorterChute struct {
	ChuteAssignment
	Location LocationID `json:"location"`
	Count    int64      `json:"count"`
	Full     bool       `json:"full"`
	Enabled  bool       `json:"enabled"`
	// Holds is the shipment whose parcels gather here.
	Holds ShipmentID `json:"holds,omitempty"`
}
