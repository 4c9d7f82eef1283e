package wms

import "time"

// WhatIf asks how what is promised and not released, and what waits, would be
// served if something were otherwise.
type WhatIf struct {
	Name    string         `json:"name" cbor:"1,keyasint,omitempty"`
	Changes []WhatIfChange `json:"changes" cbor:"2,keyasint"`
}

// Kinds of WhatIfChange.
const (
	WhatIfClose     = "close"      // Warehouse serves nothing
	WhatIfMoveStock = "move_stock" // Qty of SKU lie in To instead of Warehouse
	WhatIfTariff    = "tariff"     // Lane costs Percent of what it does; of its price, or of its weight
	WhatIfHandling  = "handling"   // handling in Warehouse costs Percent of what it does
	WhatIfCutOff    = "cut_off"    // Warehouse closes its day at CutOff
	WhatIfDemand    = "demand"     // Percent of the orders
)

// WhatIfChange is one thing that is otherwise.
type WhatIfChange struct {
	Kind      string      `json:"kind" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse,omitempty" cbor:"2,keyasint,omitempty"`
	To        WarehouseID `json:"to,omitempty" cbor:"3,keyasint,omitempty"`
	SKU       SKU         `json:"sku,omitempty" cbor:"4,keyasint,omitempty"`
	Qty       int64       `json:"qty,omitempty" cbor:"5,keyasint,omitempty"`
	Lane      string      `json:"lane,omitempty" cbor:"6,keyasint,omitempty"`
	Percent   int64       `json:"percent,omitempty" cbor:"7,keyasint,omitempty"`
	CutOff    string      `json:"cut_off,omitempty" cbor:"8,keyasint,omitempty"`
}

// PlanFigures are a plan in numbers. Money in minor units.
type PlanFigures struct {
	Orders     int   `json:"orders" cbor:"1,keyasint"`
	Shipments  int   `json:"shipments" cbor:"2,keyasint"`
	Units      int64 `json:"units" cbor:"3,keyasint"`
	ShortUnits int64 `json:"short_units" cbor:"4,keyasint"`
	// Cost is the sum of Parts: lane, weight, handling and split.
	Cost       float64            `json:"cost" cbor:"5,keyasint"`
	Parts      map[string]float64 `json:"parts" cbor:"6,keyasint"`
	LowerBound float64            `json:"lower_bound" cbor:"7,keyasint"` // no plan with as few short units costs less
	// Days is the mean, by shipment, until it is with the customer.
	Days        float64         `json:"days" cbor:"8,keyasint"`
	LaterOrders int             `json:"later_orders" cbor:"9,keyasint"` // than promised now
	Warehouses  []WarehousePlan `json:"warehouses" cbor:"10,keyasint"`
	Flows       []PlanFlow      `json:"flows" cbor:"11,keyasint,omitempty"` // the most units first
}

// PlanFlow is what goes from a warehouse to customers in one cell of a grid of
// degrees, or, without coordinates, to a country.
type PlanFlow struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	Country   string      `json:"country" cbor:"2,keyasint"`
	Lat       *float64    `json:"lat,omitempty" cbor:"3,keyasint,omitempty"` // the cell's middle
	Lon       *float64    `json:"lon,omitempty" cbor:"4,keyasint,omitempty"`
	Shipments int         `json:"shipments" cbor:"5,keyasint"`
	Units     int64       `json:"units" cbor:"6,keyasint"`
}

// WarehousePlan is a warehouse's part of a plan.
type WarehousePlan struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	Shipments int         `json:"shipments" cbor:"2,keyasint"`
	Units     int64       `json:"units" cbor:"3,keyasint"`
	Cost      float64     `json:"cost" cbor:"4,keyasint"`
}

// WhatIfReport has three plans side by side: the promises as they are, the
// best that was found for things as they are, and for things as asked.
type WhatIfReport struct {
	ID       string    `json:"id" cbor:"1,keyasint"`
	MadeAt   time.Time `json:"made_at" cbor:"2,keyasint"`
	MadeBy   UserID    `json:"made_by" cbor:"3,keyasint,omitempty"`
	WhatIf   `cbor:"10,keyasint"`
	Now      PlanFigures    `json:"now" cbor:"4,keyasint"`
	Base     PlanFigures    `json:"base" cbor:"5,keyasint"`
	Changed  PlanFigures    `json:"changed" cbor:"6,keyasint"`
	Left     int            `json:"left_out" cbor:"7,keyasint"` // orders that can't be planned anew: of a lot, or without a lane
	Differ   int            `json:"differ" cbor:"8,keyasint"`   // orders that base and changed serve otherwise
	Examples []WhatIfDiffer `json:"examples" cbor:"9,keyasint"` // the first of them
}

// WhatIfDiffer is an order that two plans serve otherwise.
type WhatIfDiffer struct {
	Order   OrderID       `json:"order" cbor:"1,keyasint"`
	Base    []WarehouseID `json:"base" cbor:"2,keyasint"`
	Changed []WarehouseID `json:"changed" cbor:"3,keyasint"`
	Cost    float64       `json:"cost" cbor:"4,keyasint"` // changed less base
}

// WhatIfCompared is the changed plan of two reports side by side.
type WhatIfCompared struct {
	A          WhatIfReport `json:"a"`
	B          WhatIfReport `json:"b"`
	Difference PlanFigures  `json:"difference"` // B's changed plan less A's
}
