package wms

import "time"

// ReturnID names a customer's return; it begins with its warehouse.
type ReturnID string

// States of a return.
const (
	ReturnExpected  = "expected"  // announced, not here yet
	ReturnArrived   = "arrived"   // at the dock; the clock runs
	ReturnClosed    = "closed"    // every unit is decided on, the refund is due
	ReturnCancelled = "cancelled" // it never came
)

// Verdicts of an inspection.
const (
	VerdictRestock    = "restock"    // as new: it may be sold again
	VerdictQuarantine = "quarantine" // kept apart until somebody decides
	VerdictScrap      = "scrap"
)

// Verdicts lists them.
var Verdicts = []string{VerdictRestock, VerdictQuarantine, VerdictScrap}

// Return is goods that come back from a customer (RMA).
type Return struct {
	ID        ReturnID     `json:"id" cbor:"1,keyasint"`
	Order     OrderID      `json:"order" cbor:"2,keyasint"`
	Warehouse WarehouseID  `json:"warehouse" cbor:"3,keyasint"`
	Status    string       `json:"status" cbor:"4,keyasint"`
	Lines     []ReturnLine `json:"lines" cbor:"5,keyasint"`
	CreatedAt time.Time    `json:"created_at" cbor:"6,keyasint"`
	ArrivedAt *time.Time   `json:"arrived_at,omitempty" cbor:"7,keyasint,omitempty"`
	ClosedAt  *time.Time   `json:"closed_at,omitempty" cbor:"8,keyasint,omitempty"`
	// TurnaroundHours is from arrival to the last decision, or to now while
	// it is not closed.
	TurnaroundHours *float64 `json:"turnaround_hours,omitempty" cbor:"9,keyasint,omitempty"`
}

// ReturnLine counts from 1 within its return. What is neither restocked,
// quarantined, scrapped nor missing is not decided yet.
type ReturnLine struct {
	Line        int    `json:"line" cbor:"1,keyasint"`
	SKU         SKU    `json:"sku" cbor:"2,keyasint"`
	Qty         int64  `json:"qty" cbor:"3,keyasint"`
	Reason      string `json:"reason,omitempty" cbor:"4,keyasint,omitempty"`
	Restocked   int64  `json:"restocked" cbor:"5,keyasint,omitempty"`
	Quarantined int64  `json:"quarantined" cbor:"6,keyasint,omitempty"`
	Scrapped    int64  `json:"scrapped" cbor:"7,keyasint,omitempty"`
	Missing     int64  `json:"missing" cbor:"8,keyasint,omitempty"` // announced, but not in the parcel
}

// Open is what is not decided yet.
func (l ReturnLine) Open() int64 { return l.Qty - l.Restocked - l.Quarantined - l.Scrapped - l.Missing }

// NewReturn is the body of POST /v1/returns.
type NewReturn struct {
	Order     OrderID         `json:"order"`
	Warehouse WarehouseID     `json:"warehouse,omitempty"` // default: where most of it came from
	Lines     []NewReturnLine `json:"lines"`
}

// NewReturnLine is what a customer wants to send back, and why.
type NewReturnLine struct {
	SKU    SKU    `json:"sku"`
	Qty    int64  `json:"qty"`
	Reason string `json:"reason,omitempty"`
}

// Inspection is the body of POST /v1/returns/{id}/inspect.
type Inspection struct {
	Line    int        `json:"line"`
	Qty     int64      `json:"qty"`
	Verdict string     `json:"verdict"`
	Lot     string     `json:"lot,omitempty"` // needed where the order was served from several lots
	Serial  string     `json:"serial,omitempty"`
	Expires *time.Time `json:"expires,omitempty"`
	Note    string     `json:"note,omitempty"`
}

// Messages of returns between the network's partition and a warehouse's.
const (
	MsgReturn       = "return.expected" // network → warehouse: Return
	MsgReturnClosed = "return.closed"   // warehouse → network: ReturnClosedMsg
)

// ReturnClosedMsg gives back the right to return what did not come.
type ReturnClosedMsg struct {
	Return  ReturnID  `cbor:"1,keyasint"`
	Order   OrderID   `cbor:"2,keyasint"`
	Missing []LineQty `cbor:"3,keyasint,omitempty"` // Line is the return's
}
