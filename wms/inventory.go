package wms

import "time"

// PendingAdjustment is an adjustment above the warehouse's limit.
type PendingAdjustment struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Location  LocationID  `json:"location" cbor:"3,keyasint"`
	SKU       SKU         `json:"sku" cbor:"4,keyasint"`
	Delta     int64       `json:"delta" cbor:"5,keyasint"`
	Reason    string      `json:"reason" cbor:"6,keyasint"`
	Lot       string      `json:"lot,omitempty" cbor:"7,keyasint,omitempty"`
	Status    string      `json:"status" cbor:"8,keyasint"` // pending, approved, rejected
	By        UserID      `json:"by" cbor:"9,keyasint"`
	At        time.Time   `json:"at" cbor:"10,keyasint"`
	DecidedBy UserID      `json:"decided_by,omitempty" cbor:"11,keyasint,omitempty"`
	DecidedAt *time.Time  `json:"decided_at,omitempty" cbor:"12,keyasint,omitempty"`
}

// HoldRecord is a hold in one warehouse, until it is released.
type HoldRecord struct {
	ID           string         `json:"id" cbor:"1,keyasint"`
	Warehouse    WarehouseID    `json:"warehouse" cbor:"2,keyasint"`
	Location     LocationID     `json:"location,omitempty" cbor:"3,keyasint,omitempty"`
	Lot          string         `json:"lot,omitempty" cbor:"4,keyasint,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty" cbor:"5,keyasint,omitempty"`
	Reason       string         `json:"reason" cbor:"6,keyasint"`
	Qty          int64          `json:"qty" cbor:"7,keyasint"` // units it took out of sale
	Status       string         `json:"status" cbor:"8,keyasint"`
	At           time.Time      `json:"at" cbor:"9,keyasint"`
	ReleasedAt   *time.Time     `json:"released_at,omitempty" cbor:"10,keyasint,omitempty"`
	Released     int64          `json:"released,omitempty" cbor:"11,keyasint,omitempty"` // units that went back into sale
}

// StatusChange is the body of POST /v1/stock/status.
type StatusChange struct {
	Warehouse    WarehouseID    `json:"warehouse"`
	Location     LocationID     `json:"location,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	SKU          SKU            `json:"sku"`
	Lot          string         `json:"lot,omitempty"` // empty: any
	Serial       string         `json:"serial,omitempty"`
	Qty          int64          `json:"qty,omitempty"`  // 0: all of it
	From         StockStatus    `json:"from,omitempty"` // default available
	To           StockStatus    `json:"to"`             // or scrap: written off
	Reason       string         `json:"reason"`
}

// ScrapStatus as the goal of a StatusChange destroys the units.
const ScrapStatus StockStatus = "scrap"

// LotCorrection is the body of POST /v1/stock/lots: units were booked under a
// wrong lot or expiry.
type LotCorrection struct {
	Warehouse    WarehouseID    `json:"warehouse"`
	Location     LocationID     `json:"location,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	SKU          SKU            `json:"sku"`
	FromLot      string         `json:"from_lot"`
	ToLot        string         `json:"to_lot"`
	Qty          int64          `json:"qty,omitempty"` // 0: all of it
	Expires      *time.Time     `json:"expires,omitempty"`
	Reason       string         `json:"reason"`
}

// Changed answers both: how many units, and the promises that lost theirs.
type Changed struct {
	Qty   int64   `json:"qty"`
	Freed []Freed `json:"freed"`
}

// ExpirySweep is the body of POST /v1/stock/expiry; the sweep also runs by
// itself every day of site time.
type ExpirySweep struct {
	Warehouse WarehouseID `json:"warehouse"`
}

// Swept answers it, in base units.
type Swept struct {
	Warehouse WarehouseID `json:"warehouse"`
	Expired   int64       `json:"expired"`
	TooShort  int64       `json:"too_short"` // less than min_ship_days left: held
	Warned    int         `json:"warned"`    // lots that expire soon
}

// SerialHistory is GET /v1/serials/{serial}: where units with a serial are and
// what happened to them.
type SerialHistory struct {
	Serial string       `json:"serial"`
	Now    []SerialNow  `json:"now"`
	Moves  []SerialStep `json:"moves"`
}

// SerialNow is where a unit is, or how it left.
type SerialNow struct {
	Warehouse    WarehouseID    `json:"warehouse"`
	SKU          SKU            `json:"sku"`
	Lot          string         `json:"lot,omitempty"`
	Status       StockStatus    `json:"status,omitempty"`
	Location     LocationID     `json:"location,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	Left         string         `json:"left,omitempty"` // customer, loss, sent …: no longer in the building
	Order        OrderID        `json:"order,omitempty"`
	Shipment     ShipmentID     `json:"shipment,omitempty"`
	Since        time.Time      `json:"since"`
}

// SerialStep is one move of a unit.
type SerialStep struct {
	Warehouse WarehouseID `json:"warehouse"`
	At        time.Time   `json:"at"`
	SKU       SKU         `json:"sku"`
	From      string      `json:"from"`
	To        string      `json:"to"`
	Status    StockStatus `json:"status"`
	Why       string      `json:"why"`
}
