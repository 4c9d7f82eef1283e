package wms

import "time"

// NewCount is the body of POST /v1/counts: locations by name, or a rule.
type NewCount struct {
	Warehouse WarehouseID  `json:"warehouse"`
	Locations []LocationID `json:"locations,omitempty"`
	// Rule: all, zone:NAME, abc (due by the class of what lies there), zero
	// (believed empty), oldest (longest not counted).
	Rule  string `json:"rule,omitempty"`
	Limit int    `json:"limit,omitempty"` // of locations a rule takes; default all, for oldest 50
	// ShowExpected tells the counter what should be there; default blind.
	ShowExpected bool `json:"show_expected,omitempty"`
}

// Count is a list of locations to be counted.
type Count struct {
	ID           string          `json:"id" cbor:"1,keyasint"`
	Warehouse    WarehouseID     `json:"warehouse" cbor:"2,keyasint"`
	Rule         string          `json:"rule,omitempty" cbor:"3,keyasint,omitempty"`
	Status       string          `json:"status" cbor:"4,keyasint"` // open, approval, done, cancelled
	ShowExpected bool            `json:"show_expected,omitempty" cbor:"5,keyasint,omitempty"`
	CreatedAt    time.Time       `json:"created_at" cbor:"6,keyasint"`
	EndedAt      *time.Time      `json:"ended_at,omitempty" cbor:"7,keyasint,omitempty"`
	Total        int             `json:"total" cbor:"8,keyasint"`
	Open         int             `json:"open" cbor:"9,keyasint"`     // locations to count or recount
	Waiting      int             `json:"waiting" cbor:"10,keyasint"` // for approval
	Locations    []CountLocation `json:"locations,omitempty" cbor:"-"`
}

// CountLocation is one location of a count.
type CountLocation struct {
	Location    LocationID        `json:"location" cbor:"1,keyasint"`
	Status      string            `json:"status" cbor:"2,keyasint"` // open, recount, approval, done, rejected, cancelled
	Task        TaskID            `json:"task,omitempty" cbor:"3,keyasint,omitempty"`
	Counters    []UserID          `json:"counters" cbor:"4,keyasint,omitempty"`
	CountedAt   *time.Time        `json:"counted_at,omitempty" cbor:"5,keyasint,omitempty"`
	Differences []CountDifference `json:"differences" cbor:"6,keyasint,omitempty"` // of the last count
	Tally       []CountLine       `json:"-" cbor:"7,keyasint,omitempty"`           // what the running count found
	Unit        HandlingUnitID    `json:"-" cbor:"8,keyasint,omitempty"`           // that is being counted
	Zero        bool              `json:"zero_check,omitempty" cbor:"9,keyasint,omitempty"`
}

// CountLine is what a counter found.
type CountLine struct {
	Unit   HandlingUnitID `cbor:"1,keyasint,omitempty"`
	SKU    SKU            `cbor:"2,keyasint,omitempty"` // empty: the unit itself
	Lot    string         `cbor:"3,keyasint,omitempty"`
	Serial string         `cbor:"4,keyasint,omitempty"`
	Qty    int64          `cbor:"5,keyasint"`
}

// CountDifference is a difference between count and books at one moment.
// Without a SKU it says that the handling unit itself is missing, or stands
// here and not where the books have it.
type CountDifference struct {
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty" cbor:"1,keyasint,omitempty"`
	SKU          SKU            `json:"sku,omitempty" cbor:"2,keyasint,omitempty"`
	Lot          string         `json:"lot,omitempty" cbor:"3,keyasint,omitempty"`
	Serial       string         `json:"serial,omitempty" cbor:"4,keyasint,omitempty"`
	Expected     int64          `json:"expected" cbor:"5,keyasint"`
	Counted      int64          `json:"counted" cbor:"6,keyasint"`
}

// Delta is what was found too much; negative: missing.
func (d CountDifference) Delta() int64 { return d.Counted - d.Expected }

// CountVerdict is the body of POST /v1/counts/{id}/approve and …/reject.
type CountVerdict struct {
	Location LocationID `json:"location,omitempty"` // empty: all that wait
	Reason   string     `json:"reason,omitempty"`
}

// StockSettings are a warehouse's rules for changing stock outside orders.
type StockSettings struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"-"`
	// AdjustLimitQty: an adjustment of more units waits for approval.
	AdjustLimitQty int64 `json:"adjust_limit_qty" cbor:"1,keyasint"`
	// RecountLimitQty: differences of more units are counted again by somebody
	// else. ApproveLimitQty: differences of more units wait for approval.
	RecountLimitQty int64 `json:"recount_limit_qty" cbor:"2,keyasint"`
	ApproveLimitQty int64 `json:"approve_limit_qty" cbor:"3,keyasint"`
	// ZeroCheck asks whoever empties a location whether it is empty.
	ZeroCheck bool `json:"zero_check" cbor:"4,keyasint"`
	// CountMinutes of site time bound how long a count may keep pickers from
	// its location.
	CountMinutes int64 `json:"count_minutes" cbor:"5,keyasint"`
	// Days between counts of a location with items of class A, B and C.
	DaysA int64 `json:"days_a" cbor:"6,keyasint"`
	DaysB int64 `json:"days_b" cbor:"7,keyasint"`
	DaysC int64 `json:"days_c" cbor:"8,keyasint"`
	// WarnDays before the expiry of stock an event says so.
	WarnDays int64 `json:"warn_days" cbor:"9,keyasint"`
}
