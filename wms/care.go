package wms

import "time"

// StockCare is an item in a warehouse that needs care: it does not sell, lasts
// too long, or will not be sold before it expires; and what to do about it.
type StockCare struct {
	Warehouse WarehouseID `json:"warehouse"`
	SKU       SKU         `json:"sku"`
	Class     string      `json:"class"` // expiring, dead, excess, slow, new
	Free      int64       `json:"free"`
	OnOrder   int64       `json:"on_order"`
	// PerWeekMilli is what is expected to be asked for, in thousandths of a unit.
	PerWeekMilli int64 `json:"per_week_milli"`
	// CoverWeeks is how long it lasts; null: nothing is expected.
	CoverWeeks *float64 `json:"cover_weeks"`
	// WeeksSinceSale is null where it never sold, as far as is known.
	WeeksSinceSale *int  `json:"weeks_since_sale"`
	BoundMinor     int64 `json:"bound_minor"`    // value of what is free
	ExcessUnits    int64 `json:"excess_units"`   // beyond what will be sold in a year
	ExpiringUnits  int64 `json:"expiring_units"` // that will not be sold in time
	// ExpiresOn is the day from which the first of them may not be shipped any
	// more.
	ExpiresOn string `json:"expires_on,omitempty"`
	// Advice is bring (to To), stop (buying), markdown (by CutPermille),
	// give_back, clear or wait; it is about Units and worth so much.
	Advice      string      `json:"advice,omitempty"`
	Units       int64       `json:"units"`
	To          WarehouseID `json:"to,omitempty"`
	CutPermille int64       `json:"cut_permille,omitempty"`
	WorthMinor  int64       `json:"worth_minor"`
}

// StockCareReport is a look at all stock, from when.
type StockCareReport struct {
	At     time.Time        `json:"at"`
	Series int              `json:"series"` // items in warehouses with stock
	Sums   []StockCareClass `json:"sums"`
	Data   []StockCare      `json:"data"` // those of the question, what is worth most first
}

// StockCareClass sums up a class in a warehouse.
type StockCareClass struct {
	Warehouse  WarehouseID `json:"warehouse"`
	Class      string      `json:"class"`
	Items      int         `json:"items"`
	Units      int64       `json:"units"`
	BoundMinor int64       `json:"bound_minor"`
	WorthMinor int64       `json:"worth_minor"` // of what is advised
}
