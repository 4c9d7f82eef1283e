package wms

import "time"

// BillOfMaterials says what one unit of a kit is made of.
type BillOfMaterials struct {
	SKU   SKU       `json:"sku" cbor:"1,keyasint"`
	Lines []BOMLine `json:"lines" cbor:"2,keyasint"`
}

// BOMLine is a component of one kit.
type BOMLine struct {
	SKU SKU   `json:"sku" cbor:"1,keyasint"`
	Qty int64 `json:"qty" cbor:"2,keyasint"`
}

// NewAssembly is the body of POST /v1/assemblies.
type NewAssembly struct {
	Warehouse   WarehouseID `json:"warehouse"`
	SKU         SKU         `json:"sku"`
	Qty         int64       `json:"qty"`
	Location    LocationID  `json:"location"`              // where what is made will lie
	Lot         string      `json:"lot,omitempty"`         // of what is made
	Disassemble bool        `json:"disassemble,omitempty"` // kits into components
	// Bench is where people make it; empty: no tasks are made.
	Bench LocationID `json:"bench,omitempty"`
}

// Assembly turns components into kits, or kits into components.
type Assembly struct {
	ID        string         `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID    `json:"warehouse" cbor:"2,keyasint"`
	SKU       SKU            `json:"sku" cbor:"3,keyasint"`
	Qty       int64          `json:"qty" cbor:"4,keyasint"`
	Location  LocationID     `json:"location" cbor:"5,keyasint"`
	Lot       string         `json:"lot,omitempty" cbor:"6,keyasint,omitempty"`
	Apart     bool           `json:"disassemble,omitempty" cbor:"7,keyasint,omitempty"`
	Status    string         `json:"status" cbor:"8,keyasint"` // open, done, cancelled
	Parts     []AssemblyPart `json:"parts" cbor:"9,keyasint"`
	Makes     []BOMLine      `json:"makes" cbor:"10,keyasint"`
	CreatedAt time.Time      `json:"created_at" cbor:"11,keyasint"`
	EndedAt   *time.Time     `json:"ended_at,omitempty" cbor:"12,keyasint,omitempty"`
	Bench     LocationID     `json:"bench,omitempty" cbor:"13,keyasint,omitempty"`
}

// AssemblyPart is stock set aside for an assembly where it lies.
type AssemblyPart struct {
	SKU      SKU        `json:"sku" cbor:"1,keyasint"`
	Location LocationID `json:"location" cbor:"2,keyasint"`
	Lot      string     `json:"lot,omitempty" cbor:"3,keyasint,omitempty"`
	Serial   string     `json:"serial,omitempty" cbor:"4,keyasint,omitempty"`
	Owner    string     `json:"owner,omitempty" cbor:"5,keyasint,omitempty"`
	Qty      int64      `json:"qty" cbor:"6,keyasint"`
}
