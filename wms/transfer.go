package wms

import "time"

// TransferLine is what goes from one warehouse to another.
type TransferLine struct {
	SKU SKU   `json:"sku" cbor:"1,keyasint"`
	Qty int64 `json:"qty" cbor:"2,keyasint"`
}

// NewTransfer is the body of POST /v1/transfers.
type NewTransfer struct {
	From  WarehouseID    `json:"from"`
	To    WarehouseID    `json:"to"`
	Lines []TransferLine `json:"lines"`
}

// Transfer is a transfer as the outside sees it: what the source ships is the
// part of an order, what the destination receives a record of its own.
type Transfer struct {
	ID        string              `json:"id"`
	From      WarehouseID         `json:"from"`
	To        WarehouseID         `json:"to"`
	Status    string              `json:"status"` // requested, released, picking, packed, in_transit, receiving, received, cancelled
	CreatedAt time.Time           `json:"created_at"`
	Lines     []TransferStateLine `json:"lines"`
	Shipments []ShipmentView      `json:"shipments"`
	Units     []TransferUnit      `json:"handling_units"` // on the road or received
}

// TransferStateLine says how far a line is.
type TransferStateLine struct {
	SKU      SKU   `json:"sku"`
	Qty      int64 `json:"qty"`
	Promised int64 `json:"promised"` // bound at the source, shipped or not
	Shipped  int64 `json:"shipped"`
	Received int64 `json:"received"`
	Damaged  int64 `json:"damaged"` // of those received
	Short    int64 `json:"short"`   // shipped and not received when it was closed
	Over     int64 `json:"over"`    // received beyond what was shipped
}

// TransferUnit is a carton or pallet of a transfer.
type TransferUnit struct {
	ID       HandlingUnitID `json:"id" cbor:"1,keyasint"`
	Kind     string         `json:"kind" cbor:"2,keyasint"`
	Content  []TransferLine `json:"content" cbor:"3,keyasint"`
	Received bool           `json:"received" cbor:"4,keyasint,omitempty"`
}

// TransferReceive is the body of POST /v1/transfers/{id}/receive: a whole
// handling unit as it was sent, or units of an item.
type TransferReceive struct {
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	SKU          SKU            `json:"sku,omitempty"`
	Qty          int64          `json:"qty,omitempty"`
	Lot          string         `json:"lot,omitempty"`
	Damaged      bool           `json:"damaged,omitempty"`
	Location     LocationID     `json:"location,omitempty"` // default the first inbound dock
}

// MsgTransit tells the destination what is on the road: TransferSent. Between the
// two commands the goods are in the outbox, durable.
const MsgTransit = "transfer.transit"

// TransferSent is one shipment of a transfer that left its source.
type TransferSent struct {
	Transfer string        `cbor:"1,keyasint"`
	From     WarehouseID   `cbor:"2,keyasint"`
	To       WarehouseID   `cbor:"3,keyasint"`
	Back     bool          `cbor:"5,keyasint,omitempty"` // it was turned round
	Rows     []TransferRow `cbor:"4,keyasint"`
}

// TransferRow is stock in a unit that left.
type TransferRow struct {
	Unit    HandlingUnitID   `cbor:"1,keyasint,omitempty"`
	Kind    HandlingUnitKind `cbor:"2,keyasint,omitempty"`
	SKU     SKU              `cbor:"3,keyasint"`
	Lot     string           `cbor:"4,keyasint,omitempty"`
	Serial  string           `cbor:"5,keyasint,omitempty"`
	Owner   string           `cbor:"6,keyasint,omitempty"`
	Qty     int64            `cbor:"7,keyasint"`
	Expires time.Time        `cbor:"8,keyasint"`
}
