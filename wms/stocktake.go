package wms

import "time"

// NewStockTake is the body of POST /v1/stock-takes.
type NewStockTake struct {
	Warehouse WarehouseID `json:"warehouse"`
	Reason    string      `json:"reason"`
}

// StockTake counts all stock of a warehouse that stands still for it: loose
// units and pallets, not the totes, which are empty then.
type StockTake struct {
	ID          string                `json:"id" cbor:"1,keyasint"`
	Warehouse   WarehouseID           `json:"warehouse" cbor:"2,keyasint"`
	Reason      string                `json:"reason" cbor:"3,keyasint"`
	Status      string                `json:"status" cbor:"4,keyasint"` // open, done, cancelled
	Locations   int                   `json:"locations" cbor:"5,keyasint"`
	Counted     int                   `json:"counted" cbor:"6,keyasint"`
	OpenedBy    UserID                `json:"opened_by" cbor:"7,keyasint"`
	OpenedAt    time.Time             `json:"opened_at" cbor:"8,keyasint"`
	EndedBy     UserID                `json:"ended_by,omitempty" cbor:"9,keyasint,omitempty"`
	EndedAt     *time.Time            `json:"ended_at,omitempty" cbor:"10,keyasint,omitempty"`
	SurplusQty  int64                 `json:"surplus_qty" cbor:"11,keyasint"` // of what is counted so far
	MissingQty  int64                 `json:"missing_qty" cbor:"12,keyasint"`
	Differences []StockTakeDifference `json:"differences" cbor:"13,keyasint"` // the first 1000 of them, by location
}

// StockTakeDifference is where a count and the books do not agree. Without a
// SKU it says that the handling unit is missing here, or is here and the books
// have it elsewhere or don't know it.
type StockTakeDifference struct {
	Location LocationID `json:"location" cbor:"1,keyasint"`
	SKU      SKU        `json:"sku,omitempty" cbor:"2,keyasint,omitempty"`
	Lot      string     `json:"lot,omitempty" cbor:"3,keyasint,omitempty"`
	Expected int64      `json:"expected" cbor:"4,keyasint"`
	Counted  int64      `json:"counted" cbor:"5,keyasint"`

	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty" cbor:"6,keyasint,omitempty"`
}

// StockTakeRow is what was counted at a location, loose or in a handling unit.
// All rows of a location come together; one without a SKU and with qty 0 says
// that the location, or the unit, is empty.
type StockTakeRow struct {
	Location LocationID `json:"location" cbor:"1,keyasint"`
	SKU      SKU        `json:"sku,omitempty" cbor:"2,keyasint,omitempty"`
	Lot      string     `json:"lot,omitempty" cbor:"3,keyasint,omitempty"`
	Expires  string     `json:"expires,omitempty" cbor:"4,keyasint,omitempty"` // YYYY-MM-DD
	Qty      int64      `json:"qty" cbor:"5,keyasint"`

	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty" cbor:"6,keyasint,omitempty"`
}
