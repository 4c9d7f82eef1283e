package wms

import "time"

// QualityRule says when received goods are inspected by a sample: those of a
// supplier, of an item, or of an item from a supplier; the more exact rule
// goes before.
type QualityRule struct {
	ID       string `json:"id" cbor:"1,keyasint"`
	Supplier string `json:"supplier,omitempty" cbor:"2,keyasint,omitempty"`
	SKU      SKU    `json:"sku,omitempty" cbor:"3,keyasint,omitempty"`
	AQL      string `json:"aql" cbor:"4,keyasint"` // 1.0, 2.5, or none: not inspected
}

// States of a quality inspection.
const (
	InspectionWaiting  = "waiting"
	InspectionAccepted = "accepted"
	InspectionRejected = "rejected"
)

// InspectionStatuses lists them.
var InspectionStatuses = []string{InspectionWaiting, InspectionAccepted, InspectionRejected}

// QualityInspection is a sample that decides on received goods: Sample units
// are looked at; with up to Accept defective ones the goods are released, with
// Reject or more they are held.
type QualityInspection struct {
	ID        InspectionID  `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID   `json:"warehouse" cbor:"2,keyasint"`
	Receipt   ReceiptID     `json:"receipt" cbor:"3,keyasint"`
	Supplier  string        `json:"supplier,omitempty" cbor:"4,keyasint,omitempty"`
	SKU       SKU           `json:"sku" cbor:"5,keyasint"`
	Lot       string        `json:"lot,omitempty" cbor:"6,keyasint,omitempty"`
	Qty       int64         `json:"qty" cbor:"7,keyasint"` // the lot's size
	AQL       string        `json:"aql" cbor:"8,keyasint"`
	Letter    string        `json:"letter" cbor:"9,keyasint"` // sample size code letter of the plan used
	Sample    int64         `json:"sample" cbor:"10,keyasint"`
	Accept    int64         `json:"accept" cbor:"11,keyasint"`
	Reject    int64         `json:"reject" cbor:"12,keyasint"`
	Status    string        `json:"status" cbor:"13,keyasint"`
	Inspected int64         `json:"inspected" cbor:"14,keyasint,omitempty"`
	Defects   int64         `json:"defects" cbor:"15,keyasint,omitempty"`
	Note      string        `json:"note,omitempty" cbor:"16,keyasint,omitempty"`
	CreatedAt time.Time     `json:"created_at" cbor:"17,keyasint"`
	DecidedAt *time.Time    `json:"decided_at,omitempty" cbor:"18,keyasint,omitempty"`
	DecidedBy UserID        `json:"decided_by,omitempty" cbor:"19,keyasint,omitempty"`
	Task      TaskID        `json:"task,omitempty" cbor:"20,keyasint,omitempty"`
	Goods     []SampledPart `json:"goods" cbor:"21,keyasint"`
}

// SampledPart is where some of the goods wait.
type SampledPart struct {
	Location     LocationID     `json:"location,omitempty" cbor:"1,keyasint,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty" cbor:"2,keyasint,omitempty"`
	Qty          int64          `json:"qty" cbor:"3,keyasint"`
}

// SampleResult is the body of POST /v1/inspections/{id}/result.
type SampleResult struct {
	Inspected int64  `json:"inspected"`
	Defects   int64  `json:"defects"`
	Note      string `json:"note,omitempty"`
}
