package wms

import "time"

// VMIAgreement lets a supplier keep some items of a warehouse in stock by
// itself, between two bounds.
type VMIAgreement struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Supplier  string      `json:"supplier" cbor:"2,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"3,keyasint"`
	Items     []VMIBound  `json:"items" cbor:"4,keyasint"`
	// MinDays and MaxDays are the bounds, as cover of the forecast; an item may
	// have its own in units.
	MinDays int64 `json:"min_days" cbor:"5,keyasint"`
	MaxDays int64 `json:"max_days" cbor:"6,keyasint"`
	// LeadDays is the least time between a proposal and the goods, AheadDays the
	// most.
	LeadDays  int64 `json:"lead_days" cbor:"7,keyasint,omitempty"`
	AheadDays int64 `json:"ahead_days" cbor:"8,keyasint"`
	// AutoQty approves proposals by itself as long as of no item more than so many
	// units are approved and not on their way; 0: none.
	AutoQty int64 `json:"auto_qty,omitempty" cbor:"9,keyasint,omitempty"`
	// Ended agreements are kept: what was approved under them may still come.
	Ended bool      `json:"ended,omitempty" cbor:"10,keyasint,omitempty"`
	PutBy UserID    `json:"put_by" cbor:"11,keyasint"`
	PutAt time.Time `json:"put_at" cbor:"12,keyasint"`
}

// VMIBound is an item of an agreement; Min and Max in units, 0: by days.
type VMIBound struct {
	SKU SKU   `json:"sku" cbor:"1,keyasint"`
	Min int64 `json:"min,omitempty" cbor:"2,keyasint,omitempty"`
	Max int64 `json:"max,omitempty" cbor:"3,keyasint,omitempty"`
}

// VMIItem is what a supplier sees of an item that it keeps in stock. Quantities
// are base units.
type VMIItem struct {
	Agreement   string      `json:"agreement"`
	Warehouse   WarehouseID `json:"warehouse"`
	SKU         SKU         `json:"sku"`
	Description string      `json:"description"`
	Free        int64       `json:"free"`     // can be promised
	OnOrder     int64       `json:"on_order"` // on its way, or approved
	Proposed    int64       `json:"proposed"` // and not decided yet
	Owed        int64       `json:"owed"`     // customers wait for it
	Min         int64       `json:"min"`
	Max         int64       `json:"max"`
	// Wanted brings the item to its most; what is on its way counts as there.
	Wanted int64 `json:"wanted"`
	// CoverDays is how long what is there lasts; null: nothing is expected to be
	// asked for.
	CoverDays *float64 `json:"cover_days"`
	// Mean, Low and High are the forecast of the coming weeks.
	Mean []float64 `json:"mean"`
	Low  []float64 `json:"low"`
	High []float64 `json:"high"`
}

// States of a supplier's proposal.
const (
	VMIProposed  = "proposed"
	VMIApproved  = "approved"
	VMIShipped   = "shipped"
	VMIReceived  = "received"
	VMIRejected  = "rejected"
	VMIWithdrawn = "withdrawn"
)

// VMIProposal is a delivery that a supplier proposes, and what became of it.
type VMIProposal struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Agreement string      `json:"agreement" cbor:"2,keyasint"`
	Supplier  string      `json:"supplier" cbor:"3,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"4,keyasint"`
	Status    string      `json:"status" cbor:"5,keyasint"`
	Lines     []VMILine   `json:"lines" cbor:"6,keyasint"`
	ArrivesAt time.Time   `json:"arrives_at" cbor:"7,keyasint"`
	MadeBy    UserID      `json:"made_by" cbor:"8,keyasint"`
	MadeAt    time.Time   `json:"made_at" cbor:"9,keyasint"`
	DecidedBy UserID      `json:"decided_by,omitempty" cbor:"10,keyasint,omitempty"` // empty: by the agreement
	DecidedAt *time.Time  `json:"decided_at,omitempty" cbor:"11,keyasint,omitempty"`
	Note      string      `json:"note,omitempty" cbor:"12,keyasint,omitempty"`
	// Shipment is what the supplier announced, Receipt what it became.
	Shipment  []ReceiptLine `json:"shipment,omitempty" cbor:"13,keyasint,omitempty"`
	Reference string        `json:"reference,omitempty" cbor:"14,keyasint,omitempty"` // the supplier's own
	Receipt   ReceiptID     `json:"receipt,omitempty" cbor:"15,keyasint,omitempty"`
	ShippedAt *time.Time    `json:"shipped_at,omitempty" cbor:"16,keyasint,omitempty"`
}

// VMILine is a quantity of an item, and what of it was received.
type VMILine struct {
	SKU      SKU   `json:"sku" cbor:"1,keyasint"`
	Qty      int64 `json:"qty" cbor:"2,keyasint"`
	Received int64 `json:"received,omitempty" cbor:"3,keyasint,omitempty"`
}

// NewVMIProposal is the body of POST /v1/vmi/proposals.
type NewVMIProposal struct {
	Agreement string    `json:"agreement"`
	Lines     []VMILine `json:"lines"`
	ArrivesAt time.Time `json:"arrives_at"`
}

// VMIShipment is the body of POST /v1/vmi/proposals/{id}/ship: the goods that
// are on their way, by lot; without lines all that was approved.
type VMIShipment struct {
	Lines     []ReceiptLine `json:"lines,omitempty"`
	ArrivesAt *time.Time    `json:"arrives_at,omitempty"` // default: as proposed
	Reference string        `json:"reference,omitempty"`
}

// VMIVerdict is the body of POST /v1/vmi/proposals/approve and …/reject.
type VMIVerdict struct {
	IDs  []string `json:"ids"`
	Note string   `json:"note,omitempty"`
}
