package wms

import "time"

// Message kinds between the network's partition and a warehouse's. They go
// through the durable outbox; the types below are their payloads.
const (
	MsgPromise  = "shipment.promise"  // network → warehouse: PromisedShipment
	MsgCancel   = "shipment.cancel"   // network → warehouse: CancelShipment
	MsgReduce   = "shipment.reduce"   // network → warehouse: ReduceShipment
	MsgProgress = "shipment.progress" // warehouse → network: ShipmentProgress
	MsgTooLate  = "shipment.too_late" // warehouse → network: TooLate
	MsgShort    = "shipment.short"    // warehouse → network: ShipmentShort
	MsgSupply   = "supply.changed"    // warehouse → network: SupplyChange
)

// PromisedLine carries the facts of its item along, so that a site needs no
// other partition.
type PromisedLine struct {
	Line      int    `cbor:"1,keyasint"` // of the order, from 1
	SKU       SKU    `cbor:"2,keyasint"`
	Qty       int64  `cbor:"3,keyasint"`
	VolumeMM3 int64  `cbor:"4,keyasint,omitempty"`
	WeightG   int64  `cbor:"5,keyasint,omitempty"`
	CaseQty   int64  `cbor:"6,keyasint,omitempty"`
	PalletQty int64  `cbor:"7,keyasint,omitempty"`
	GTIN      string `cbor:"8,keyasint,omitempty"`
	// What stock will do, and which of it goes first.
	Lot      string   `cbor:"9,keyasint,omitempty"`
	MinDays  int64    `cbor:"10,keyasint,omitempty"`
	Rotation Rotation `cbor:"11,keyasint,omitempty"`
}

// PromisedShipment asks a warehouse to serve part of an order.
type PromisedShipment struct {
	ID       ShipmentID     `cbor:"1,keyasint"`
	Order    OrderID        `cbor:"2,keyasint"`
	Carrier  string         `cbor:"3,keyasint,omitempty"`
	Route    string         `cbor:"4,keyasint,omitempty"`
	Priority int64          `cbor:"5,keyasint"` // smaller leaves first
	Lines    []PromisedLine `cbor:"6,keyasint"`
	To       WarehouseID    `cbor:"7,keyasint,omitempty"` // of a transfer
	// What a carrier's service is chosen by: the country, and the promised day
	// there (YYYY-MM-DD).
	Country string `cbor:"8,keyasint,omitempty"`
	Due     string `cbor:"9,keyasint,omitempty"`
	// Leaves is when the departure is that it is promised for.
	Leaves time.Time `cbor:"10,keyasint,omitempty"`
}

// CancelShipment asks a warehouse to give a shipment up.
type CancelShipment struct {
	Shipment ShipmentID `cbor:"1,keyasint"`
}

// TooLate answers CancelShipment: it is being loaded or has left.
type TooLate struct {
	Order    OrderID    `cbor:"1,keyasint"`
	Shipment ShipmentID `cbor:"2,keyasint"`
}

// ReduceShipment asks a warehouse to give units of a promise back because
// stock was lost or a replan moves them; it does so if the shipment is not released yet.
type ReduceShipment struct {
	Shipment ShipmentID `cbor:"1,keyasint"`
	Lines    []LineQty  `cbor:"2,keyasint"`
	// Move: not because of a loss, but to serve them from elsewhere.
	Move bool `cbor:"3,keyasint,omitempty"`
}

// LineQty is a quantity of an order's line.
type LineQty struct {
	Line int   `cbor:"1,keyasint"`
	SKU  SKU   `cbor:"2,keyasint"`
	Qty  int64 `cbor:"3,keyasint"`
}

// ShipmentProgress tells the network of a shipment's state. Lines is set with
// shipped: what left.
type ShipmentProgress struct {
	Order     OrderID          `cbor:"1,keyasint"`
	Shipment  ShipmentID       `cbor:"2,keyasint"`
	Warehouse WarehouseID      `cbor:"3,keyasint"`
	Status    ShipmentStatus   `cbor:"4,keyasint"`
	Packages  []HandlingUnitID `cbor:"5,keyasint,omitempty"`
	Lines     []LineQty        `cbor:"6,keyasint,omitempty"`
	At        time.Time        `cbor:"7,keyasint"`
	Carrier   string           `cbor:"8,keyasint,omitempty"` // who carries it now; empty: as promised
}

// ShipmentShort tells the network that a warehouse can't keep part of a
// promise. Asked repeats the request it answers, if it does.
type ShipmentShort struct {
	Order     OrderID     `cbor:"1,keyasint"`
	Shipment  ShipmentID  `cbor:"2,keyasint"`
	Warehouse WarehouseID `cbor:"3,keyasint"`
	Lines     []LineQty   `cbor:"4,keyasint"`
	Asked     []LineQty   `cbor:"5,keyasint,omitempty"`
	Empty     bool        `cbor:"6,keyasint,omitempty"` // nothing is left of the shipment
	Move      bool        `cbor:"7,keyasint,omitempty"` // as asked
}

// SupplyChange tells the network how much more or less a warehouse can sell.
type SupplyChange struct {
	Warehouse WarehouseID `cbor:"1,keyasint"`
	SKU       SKU         `cbor:"2,keyasint"`
	Delta     int64       `cbor:"3,keyasint"`
}
