package wms

import "time"

// NewRecall is the body of POST /v1/recalls.
type NewRecall struct {
	SKU    SKU    `json:"sku"`
	Lot    string `json:"lot"`
	Reason string `json:"reason"`
}

// Recall of a lot: from its record on nothing of it may be promised, picked,
// packed, loaded or put back into stock anywhere.
type Recall struct {
	ID       string       `json:"id" cbor:"1,keyasint"`
	SKU      SKU          `json:"sku" cbor:"2,keyasint"`
	Lot      string       `json:"lot" cbor:"3,keyasint"`
	Reason   string       `json:"reason" cbor:"4,keyasint"`
	Status   string       `json:"status" cbor:"5,keyasint"` // freezing, frozen, lifted
	At       time.Time    `json:"at" cbor:"6,keyasint"`
	LiftedAt *time.Time   `json:"lifted_at,omitempty" cbor:"7,keyasint,omitempty"`
	Parts    []RecallPart `json:"parts" cbor:"8,keyasint"`
}

// RecallPart is what one warehouse did about a recall.
type RecallPart struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	FrozenAt  *time.Time  `json:"frozen_at,omitempty" cbor:"2,keyasint,omitempty"`
	Qty       int64       `json:"qty" cbor:"3,keyasint,omitempty"` // units that became frozen
	// Withdrawn counts promises that lost their units.
	Withdrawn int `json:"withdrawn" cbor:"4,keyasint,omitempty"`
	// Blocked units are kept from new promises until the warehouse answers.
	Blocked int64 `json:"-" cbor:"5,keyasint,omitempty"`
}

// RecallReport is GET /v1/recalls/{id}: where the lot is and where it went.
type RecallReport struct {
	Recall
	Totals RecallTotals    `json:"totals"`
	Stock  []RecallStock   `json:"stock"`
	Orders []RecallShipped `json:"orders"`
	// Moved between warehouses, and used up in assemblies.
	Transfers  []RecallShipped `json:"transfers"`
	Assemblies []RecallShipped `json:"assemblies"`
}

// RecallTotals sum the report up in base units.
type RecallTotals struct {
	OnHand        int64 `json:"on_hand"` // in the buildings
	InTransit     int64 `json:"in_transit"`
	Frozen        int64 `json:"frozen"` // of both
	Shipped       int64 `json:"shipped"`
	Orders        int   `json:"orders"`
	HandlingUnits int   `json:"handling_units"`
}

// RecallStock is one place where units of the lot are.
type RecallStock struct {
	Warehouse    WarehouseID    `json:"warehouse"`
	Location     LocationID     `json:"location,omitempty"`
	Place        string         `json:"place"` // kind of location; vehicle, crane, sorter, cart, in_transit
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	Shipment     ShipmentID     `json:"shipment,omitempty"` // the unit is bound to
	Transfer     string         `json:"transfer,omitempty"`
	Serial       string         `json:"serial,omitempty"`
	Status       StockStatus    `json:"status"`
	Qty          int64          `json:"qty"`
}

// RecallShipped is one shipment that units of the lot left with.
type RecallShipped struct {
	Order     OrderID          `json:"order,omitempty"`
	Shipment  ShipmentID       `json:"shipment,omitempty"`
	Assembly  string           `json:"assembly,omitempty"`
	Warehouse WarehouseID      `json:"warehouse"`
	Qty       int64            `json:"qty"`
	At        time.Time        `json:"at"`
	Units     []HandlingUnitID `json:"handling_units"`
	Serials   []string         `json:"serials,omitempty"`
}

// Messages of a recall.
const (
	MsgFreeze = "recall.freeze" // network → warehouse: FreezeLot
	MsgFrozen = "recall.frozen" // warehouse → network: LotFrozen
	MsgThaw   = "recall.thaw"   // network → warehouse: FreezeLot
)

// FreezeLot asks a warehouse to take a lot out of everything.
type FreezeLot struct {
	Recall string `cbor:"1,keyasint"`
	SKU    SKU    `cbor:"2,keyasint"`
	Lot    string `cbor:"3,keyasint"`
}

// LotFrozen answers it.
type LotFrozen struct {
	Recall    string      `cbor:"1,keyasint"`
	Warehouse WarehouseID `cbor:"2,keyasint"`
	Qty       int64       `cbor:"3,keyasint"`
	Withdrawn int         `cbor:"4,keyasint"`
	At        time.Time   `cbor:"5,keyasint"`
}
