package wms

import "time"

// AlertRule watches a measure: a figure of the board (its code) over the last
// Days, or one that lists what is wrong: item_cover (days that an item's free
// stock lasts), supplier_late (days that a delivery is late), order_age (hours
// since an order that is not shipped was placed).
type AlertRule struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Measure   string      `json:"measure" cbor:"2,keyasint"`
	Warehouse WarehouseID `json:"warehouse,omitempty" cbor:"3,keyasint,omitempty"` // empty: the network, or every warehouse's items
	// Above and Below are the thresholds; one of them is set.
	Above *float64 `json:"above,omitempty" cbor:"4,keyasint,omitempty"`
	Below *float64 `json:"below,omitempty" cbor:"5,keyasint,omitempty"`
	Days  int64    `json:"days,omitempty" cbor:"6,keyasint,omitempty"` // of the board; 0: 7
	// ForHours is how long it must be so before anybody is told.
	ForHours int64 `json:"for_hours,omitempty" cbor:"7,keyasint,omitempty"`
	// Allow is how many wrong ones a listing measure may have.
	Allow int64  `json:"allow,omitempty" cbor:"8,keyasint,omitempty"`
	Level string `json:"level" cbor:"9,keyasint"` // info, warning, critical
	// Owner has DueHours to deal with it; then it is EscalateTo's.
	Owner      UserID `json:"owner,omitempty" cbor:"10,keyasint,omitempty"`
	DueHours   int64  `json:"due_hours" cbor:"11,keyasint"`
	EscalateTo UserID `json:"escalate_to,omitempty" cbor:"12,keyasint,omitempty"`

	PutBy UserID    `json:"put_by" cbor:"13,keyasint"`
	PutAt time.Time `json:"put_at" cbor:"14,keyasint"`
}

// Measures that list what is wrong.
const (
	MeasureItemCover    = "item_cover"
	MeasureSupplierLate = "supplier_late"
	MeasureOrderAge     = "order_age"
)

// States of an alert.
const (
	AlertOpen         = "open"
	AlertAcknowledged = "acknowledged"
	AlertSnoozed      = "snoozed"
	AlertDone         = "done" // by a person, or by itself when the measure was right again
)

// Alert is one thing to deal with: a rule has at most one that is not done.
type Alert struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Rule      string      `json:"rule" cbor:"2,keyasint"`
	Measure   string      `json:"measure" cbor:"3,keyasint"`
	Warehouse WarehouseID `json:"warehouse,omitempty" cbor:"4,keyasint,omitempty"`
	Level     string      `json:"level" cbor:"5,keyasint"`
	Status    string      `json:"status" cbor:"6,keyasint"`
	// Value is that of the measure now, or how many are wrong; Worst the worst
	// since it is open.
	Value float64        `json:"value" cbor:"7,keyasint"`
	Worst float64        `json:"worst" cbor:"8,keyasint"`
	Above *float64       `json:"above,omitempty" cbor:"9,keyasint,omitempty"`
	Below *float64       `json:"below,omitempty" cbor:"10,keyasint,omitempty"`
	List  []AlertSubject `json:"list,omitempty" cbor:"11,keyasint,omitempty"` // the worst of them

	Since       time.Time  `json:"since" cbor:"12,keyasint"`
	Owner       UserID     `json:"owner,omitempty" cbor:"13,keyasint,omitempty"`
	DueAt       time.Time  `json:"due_at" cbor:"14,keyasint"`
	EscalatedAt *time.Time `json:"escalated_at,omitempty" cbor:"15,keyasint,omitempty"`
	SnoozedTill *time.Time `json:"snoozed_till,omitempty" cbor:"16,keyasint,omitempty"`
	ClosedAt    *time.Time `json:"closed_at,omitempty" cbor:"17,keyasint,omitempty"`
	ClosedBy    UserID     `json:"closed_by,omitempty" cbor:"18,keyasint,omitempty"` // empty: by itself
	Note        string     `json:"note,omitempty" cbor:"19,keyasint,omitempty"`
}

// AlertSubject is one of those that are wrong.
type AlertSubject struct {
	ID        string      `json:"id" cbor:"1,keyasint"` // of an item, a receipt, an order
	Warehouse WarehouseID `json:"warehouse,omitempty" cbor:"2,keyasint,omitempty"`
	Value     float64     `json:"value" cbor:"3,keyasint"`
}

// AlertChange is the body of POST /v1/alerts/{id}/…: acknowledge, assign (to
// Owner), snooze (Hours), close.
type AlertChange struct {
	Owner UserID `json:"owner,omitempty"`
	Hours int64  `json:"hours,omitempty"`
	Note  string `json:"note,omitempty"`
}
