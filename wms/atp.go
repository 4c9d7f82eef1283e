package wms

import "time"

// Arrival is stock that is announced for a warehouse.
type Arrival struct {
	Warehouse WarehouseID `json:"warehouse"`
	Qty       int64       `json:"qty"`
	// ExpectedAt is nil when nobody said, or when the day has passed.
	ExpectedAt *time.Time `json:"expected_at"`
	Source     string     `json:"source"` // the receipt's id, or the transfer's
}

// ToPromise is what can be promised of an item, now and later.
type ToPromise struct {
	SKU     SKU   `json:"sku"`
	Free    int64 `json:"free"`    // in all warehouses
	Waiting int64 `json:"waiting"` // units that orders wait for
	// Dates are the arrivals in the order in which they are expected, each with
	// what is then free after those who wait were served.
	Dates []ToPromiseDate `json:"dates"`
}

// ToPromiseDate is one arrival.
type ToPromiseDate struct {
	Arrival
	Available int64 `json:"available"`
}

// Backorder says when the units of a line that are not promised are expected.
type Backorder struct {
	Line       int        `json:"line"`
	Qty        int64      `json:"qty"`
	ExpectedAt *time.Time `json:"expected_at"` // nil: what is announced does not cover it
}
