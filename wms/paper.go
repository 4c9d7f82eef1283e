package wms

import "time"

// PaperList is work printed for when the handhelds or the network are down.
// Its tasks are kept from everybody else until the results are keyed in.
type PaperList struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Kind      TaskKind    `json:"kind" cbor:"3,keyasint"`
	Status    string      `json:"status" cbor:"4,keyasint"` // open, keyed
	By        UserID      `json:"by" cbor:"5,keyasint"`
	CreatedAt time.Time   `json:"created_at" cbor:"6,keyasint"`
	Rows      []PaperRow  `json:"rows" cbor:"7,keyasint"`
	Receipt   ReceiptID   `json:"receipt,omitempty" cbor:"8,keyasint,omitempty"` // of a list of kind receive
}

// PaperReceive is the kind of a list of what a delivery should bring; its rows
// have no tasks.
const PaperReceive TaskKind = "receive"

// PaperEntry is one thing that was written into a row of a count or a
// delivery.
type PaperEntry struct {
	SKU     SKU        `json:"sku,omitempty"` // of a delivery: the row's if absent
	Qty     int64      `json:"qty"`
	Lot     string     `json:"lot,omitempty"`
	Serials []string   `json:"serials,omitempty"`
	Expires *time.Time `json:"expires,omitempty"`
	Damaged bool       `json:"damaged,omitempty"`
}

// PaperRow is one task of a list.
type PaperRow struct {
	Row  int            `json:"row" cbor:"1,keyasint"`
	Task TaskID         `json:"task" cbor:"2,keyasint"`
	SKU  SKU            `json:"sku,omitempty" cbor:"3,keyasint,omitempty"`
	Lot  string         `json:"lot,omitempty" cbor:"4,keyasint,omitempty"`
	Qty  int64          `json:"qty,omitempty" cbor:"5,keyasint,omitempty"`
	From LocationID     `json:"from,omitempty" cbor:"6,keyasint,omitempty"`
	To   LocationID     `json:"to,omitempty" cbor:"7,keyasint,omitempty"`
	Unit HandlingUnitID `json:"unit,omitempty" cbor:"8,keyasint,omitempty"`
	Done *int64         `json:"done,omitempty" cbor:"9,keyasint,omitempty"` // what was keyed in
	// Skipped says that the work was given back.
	Skipped bool `json:"skipped,omitempty" cbor:"10,keyasint,omitempty"`
}

// PaperResult is what a person wrote into a row.
type PaperResult struct {
	Row int        `json:"row"`
	Qty *int64     `json:"qty,omitempty"` // default: as asked
	To  LocationID `json:"to,omitempty"`  // default: as asked
	// Entries are what was counted or received; none in a count: it is empty.
	Entries []PaperEntry `json:"entries,omitempty"`
	// Skip gives the row's work back undone.
	Skip bool `json:"skip,omitempty"`
}
