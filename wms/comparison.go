package wms

import "time"

// HostStock is a row of another system's stock.
type HostStock struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	SKU       SKU         `json:"sku" cbor:"2,keyasint"`
	Qty       int64       `json:"qty" cbor:"3,keyasint"`
}

// NewComparison is the body of POST /v1/hosts/{id}/comparisons: all that the
// host believes to be on hand, and when it believed so.
type NewComparison struct {
	At   *time.Time  `json:"at,omitempty"` // site time; default now
	Rows []HostStock `json:"rows"`
}

// Comparison of a host's stock with ours. What is equal is only counted.
type Comparison struct {
	N           uint64       `json:"n" cbor:"1,keyasint"`
	Host        HostID       `json:"host" cbor:"2,keyasint"`
	At          time.Time    `json:"at" cbor:"3,keyasint"`
	MadeAt      time.Time    `json:"made_at" cbor:"4,keyasint"`
	Rows        int64        `json:"rows" cbor:"5,keyasint"`
	Equal       int64        `json:"equal" cbor:"6,keyasint"`
	Explained   int64        `json:"explained" cbor:"7,keyasint"`
	Unexplained int64        `json:"unexplained" cbor:"8,keyasint"` // items with a rest that nothing explains
	Differences []Difference `json:"differences" cbor:"9,keyasint,omitempty"`
	// Seq is the last record that the comparison knows; the next one looks for
	// causes from there on.
	Seq uint64 `json:"-" cbor:"10,keyasint"`
}

// Difference of one item in one warehouse: ours - host = the causes and the
// rest.
type Difference struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	SKU       SKU         `json:"sku" cbor:"2,keyasint"`
	Ours      int64       `json:"ours" cbor:"3,keyasint"`
	Host      int64       `json:"host" cbor:"4,keyasint"`
	Causes    []Cause     `json:"causes" cbor:"5,keyasint,omitempty"`
	Rest      int64       `json:"rest" cbor:"6,keyasint,omitempty"`
}

// Cause explains part of a difference. not_confirmed and not_told are facts of
// the journal; held, unshipped and in_transit are ways of counting that make
// the rest come out exactly.
type Cause struct {
	Kind string   `json:"kind" cbor:"1,keyasint"`
	Qty  int64    `json:"qty" cbor:"2,keyasint"`                      // ours - host
	What string   `json:"what" cbor:"3,keyasint"`                     // receipt, shipment, adjustment …
	Refs []string `json:"refs,omitempty" cbor:"4,keyasint,omitempty"` // the first ids or sequence numbers
}
