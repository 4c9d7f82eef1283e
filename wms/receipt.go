package wms

import "time"

// ReceiptLine is one line of a delivery: expected, or found on the truck.
type ReceiptLine struct {
	SKU      SKU        `json:"sku" cbor:"1,keyasint"`
	Qty      int64      `json:"qty" cbor:"2,keyasint"`
	Lot      string     `json:"lot,omitempty" cbor:"3,keyasint,omitempty"`
	Expires  *time.Time `json:"expires,omitempty" cbor:"4,keyasint,omitempty"`
	Received int64      `json:"received" cbor:"5,keyasint,omitempty"`
	Damaged  int64      `json:"damaged,omitempty" cbor:"6,keyasint,omitempty"` // of what was received
	// Unannounced says that nobody expected this item, or this lot of it.
	Unannounced bool `json:"unannounced,omitempty" cbor:"7,keyasint,omitempty"`
}

// States of a receipt.
const (
	ReceiptExpected  = "expected"
	ReceiptReceiving = "receiving"
	ReceiptClosed    = "closed"
)

// Receipt is a delivery: announced (ASN) or, without lines, blind.
type Receipt struct {
	ID         ReceiptID     `json:"id" cbor:"1,keyasint"`
	Warehouse  WarehouseID   `json:"warehouse" cbor:"2,keyasint"`
	Supplier   string        `json:"supplier,omitempty" cbor:"3,keyasint,omitempty"`
	ExpectedAt *time.Time    `json:"expected_at,omitempty" cbor:"4,keyasint,omitempty"`
	Status     string        `json:"status" cbor:"5,keyasint"`
	Lines      []ReceiptLine `json:"lines" cbor:"6,keyasint"`
	// Putaway is auto or manual; empty: as the warehouse has it.
	Putaway string `json:"putaway,omitempty" cbor:"7,keyasint,omitempty"`
	Blind   bool   `json:"blind,omitempty" cbor:"8,keyasint,omitempty"`
	// Discrepancies is there once it is closed.
	Discrepancies []Discrepancy `json:"discrepancies,omitempty" cbor:"9,keyasint,omitempty"`
	ClosedAt      *time.Time    `json:"closed_at,omitempty" cbor:"10,keyasint,omitempty"`
	// Booked is what the call that this answers has booked.
	Booked *Booked `json:"booked,omitempty" cbor:"11,keyasint,omitempty"`
}

// Discrepancy is an item of which another quantity came than was expected, or
// some of it damaged.
type Discrepancy struct {
	SKU      SKU   `json:"sku" cbor:"1,keyasint"`
	Expected int64 `json:"expected" cbor:"2,keyasint"`
	Received int64 `json:"received" cbor:"3,keyasint"`
	Damaged  int64 `json:"damaged,omitempty" cbor:"4,keyasint,omitempty"`
}

// Booked says where received units stand now and as what.
type Booked struct {
	SKU          SKU            `json:"sku" cbor:"1,keyasint"`
	Qty          int64          `json:"qty" cbor:"2,keyasint"`
	Lot          string         `json:"lot,omitempty" cbor:"3,keyasint,omitempty"`
	Status       StockStatus    `json:"status" cbor:"4,keyasint"`
	Location     LocationID     `json:"location" cbor:"5,keyasint"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty" cbor:"6,keyasint,omitempty"`
	Inspection   InspectionID   `json:"inspection,omitempty" cbor:"7,keyasint,omitempty"` // they wait for it
	Reason       string         `json:"reason,omitempty" cbor:"8,keyasint,omitempty"`     // why they may not be sold
}

// ReceiveLine is the body of POST /v1/receipts/{id}/lines: what really came
// off the truck. It stands at the inbound dock until it is put away.
type ReceiveLine struct {
	SKU          SKU              `json:"sku"`
	Qty          int64            `json:"qty"`
	Unit         string           `json:"unit,omitempty"` // what Qty counts; default base units
	Lot          string           `json:"lot,omitempty"`
	Expires      *time.Time       `json:"expires,omitempty"`
	Serials      []string         `json:"serials,omitempty"`
	HandlingUnit HandlingUnitID   `json:"handling_unit,omitempty"` // "new" for one that is made now
	Kind         HandlingUnitKind `json:"handling_unit_kind,omitempty"`
	Damaged      bool             `json:"damaged,omitempty"`
	Location     LocationID       `json:"location,omitempty"` // the dock; default the first inbound one
	// Unannounced books a lot of an announced item that was not expected.
	Unannounced bool `json:"unannounced,omitempty"`
	// Scans are raw codes of the goods: they say what is left out above.
	Scans []string `json:"scans,omitempty"`
}

// NewUnit as a handling unit's id asks for a new one.
const NewUnit HandlingUnitID = "new"

// InspectionID names a quality inspection; it begins with its warehouse.
type InspectionID string

// Modes of put-away after receipt.
const (
	PutawayAuto   = "auto"   // work is made at once
	PutawayManual = "manual" // somebody moves the goods by hand
)
