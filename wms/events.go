package wms

import "time"

// Event is a fact of the business, journalled with the command that made it.
// Subject is the id of what it happened to; Data is small and carries opaque
// ids only, never names or addresses.
type Event struct {
	Type    string         `cbor:"1,keyasint" json:"type"` // noun.verb: order.placed
	Subject string         `cbor:"2,keyasint" json:"subject"`
	Data    map[string]any `cbor:"3,keyasint,omitempty" json:"data,omitempty"`
}

// Published is the projection of an event that the outside sees. Its version
// V changes when the meaning of Data does.
type Published struct {
	Seq     uint64    `json:"seq"`
	Time    time.Time `json:"time"`
	Type    string    `json:"type"`
	V       int       `json:"v"`
	Subject string    `json:"subject"`
	// Warehouse where it happened; empty: in the network.
	Warehouse WarehouseID    `json:"warehouse,omitempty"`
	Data      map[string]any `json:"data"`
}
