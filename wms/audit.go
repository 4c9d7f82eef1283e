package wms

import "time"

// AuditRecord is one command in the journal: who did what, when, from where
// and why, and what came of it.
type AuditRecord struct {
	Seq    uint64    `json:"seq"`
	At     time.Time `json:"at"`
	Part   string    `json:"partition"` // net or a warehouse
	Kind   string    `json:"kind"`
	User   UserID    `json:"user"`
	From   string    `json:"from"`
	Reason string    `json:"reason"`
	// Cause is the record whose message led to this one; 0: nobody's.
	Cause  uint64  `json:"cause,omitempty"`
	Events []Event `json:"events"`
}

// StockAsOf is what lay in a warehouse after a journal record.
type StockAsOf struct {
	Seq       uint64      `json:"seq"`
	At        time.Time   `json:"at"`
	Warehouse WarehouseID `json:"warehouse"`
	Data      []PastStock `json:"data"`
}

// PastStock is a row of StockAsOf. A handling unit stands for the place of what
// lies in it.
type PastStock struct {
	SKU          SKU            `json:"sku"`
	Location     LocationID     `json:"location,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	Lot          string         `json:"lot,omitempty"`
	Serial       string         `json:"serial,omitempty"`
	Owner        string         `json:"owner,omitempty"`
	Status       StockStatus    `json:"status"`
	OnHand       int64          `json:"on_hand"`
	Reserved     int64          `json:"reserved"`
}
