package wms

import "time"

// ProblemReport is what a person said does not work, with photos perhaps.
type ProblemReport struct {
	ID        string         `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID    `json:"warehouse" cbor:"2,keyasint"`
	Code      string         `json:"code" cbor:"3,keyasint"` // as of an Exception
	Note      string         `json:"note,omitempty" cbor:"4,keyasint,omitempty"`
	Qty       *int64         `json:"qty,omitempty" cbor:"5,keyasint,omitempty"`
	Task      TaskID         `json:"task,omitempty" cbor:"6,keyasint,omitempty"`
	Kind      TaskKind       `json:"kind,omitempty" cbor:"7,keyasint,omitempty"`
	Order     OrderID        `json:"order,omitempty" cbor:"8,keyasint,omitempty"`
	SKU       SKU            `json:"sku,omitempty" cbor:"9,keyasint,omitempty"`
	Place     LocationID     `json:"place,omitempty" cbor:"10,keyasint,omitempty"`
	By        UserID         `json:"by" cbor:"11,keyasint"`
	At        time.Time      `json:"at" cbor:"12,keyasint"`
	ClosedBy  UserID         `json:"closed_by,omitempty" cbor:"13,keyasint,omitempty"`
	ClosedAt  *time.Time     `json:"closed_at,omitempty" cbor:"14,keyasint,omitempty"`
	Answer    string         `json:"answer,omitempty" cbor:"15,keyasint,omitempty"` // of who closed it
	Photos    []ProblemPhoto `json:"photos" cbor:"16,keyasint,omitempty"`
}

// ProblemPhoto is a photo of a report. Hash is the SHA-256 of what the device
// took, by which it says beforehand that it will come.
type ProblemPhoto struct {
	Hash   string     `json:"hash" cbor:"1,keyasint"`
	State  PhotoState `json:"state" cbor:"2,keyasint"`
	Type   string     `json:"type,omitempty" cbor:"3,keyasint,omitempty"`
	Width  int64      `json:"width,omitempty" cbor:"4,keyasint,omitempty"`
	Height int64      `json:"height,omitempty" cbor:"5,keyasint,omitempty"`
	Bytes  int64      `json:"bytes,omitempty" cbor:"6,keyasint,omitempty"`
}

// PhotoState is what has become of a photo.
type PhotoState string

// States of photos.
const (
	PhotoAwaited PhotoState = "awaited" // announced; the device still has it
	PhotoKept    PhotoState = "kept"
	PhotoErased  PhotoState = "erased" // old, or one too many
)

// NewProblem is the body of POST /v1/problems: a problem with no task.
type NewProblem struct {
	Warehouse WarehouseID `json:"warehouse"`
	Code      string      `json:"code"`
	Note      string      `json:"note,omitempty"`
	Place     LocationID  `json:"place,omitempty"`
	SKU       SKU         `json:"sku,omitempty"`
	Photos    []string    `json:"photos,omitempty"`
}

// Photo is a picture as it is kept.
type Photo struct {
	Type string `cbor:"1,keyasint"`
	Data []byte `cbor:"2,keyasint"`
}
