package wms

import "time"

// Destination is where an order goes, as one reader may see it: clear, or
// masked. Country is no personal datum and is always there.
type Destination struct {
	Order    OrderID  `json:"order"`
	Masked   bool     `json:"masked"`
	Name     string   `json:"name,omitempty"`
	Address  string   `json:"address,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	Phone    string   `json:"phone,omitempty"`
	Email    string   `json:"email,omitempty"`
	Country  string   `json:"country,omitempty"`
	Lat      *float64 `json:"lat,omitempty"`
	Lon      *float64 `json:"lon,omitempty"`
}

// Customer names a person by what orders hold of them. All that is given must
// match.
type Customer struct {
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	Email    string `json:"email,omitempty"`
}

// NewErasure is the body of POST /v1/privacy/erasures: one of Order, Orders
// and Customer, and why.
type NewErasure struct {
	Order    OrderID   `json:"order,omitempty"`
	Orders   []OrderID `json:"orders,omitempty"`
	Customer *Customer `json:"customer,omitempty"`
	Reason   string    `json:"reason"`
}

// What set an erasure off.
const (
	ErasedByRequest   = "request"
	ErasedByRetention = "retention"
	ErasedBefore      = "restore" // its key was destroyed before the data came back from a backup
	ErasedLost        = "lost"    // its key was lost
)

// Erasure is the record that personal data of orders was destroyed. It holds
// none of it.
type Erasure struct {
	ID     uint64    `json:"id" cbor:"1,keyasint"`
	At     time.Time `json:"at" cbor:"2,keyasint"` // site time
	By     UserID    `json:"by" cbor:"3,keyasint"`
	From   string    `json:"from,omitempty" cbor:"4,keyasint,omitempty"`
	Reason string    `json:"reason" cbor:"5,keyasint"`
	Cause  string    `json:"cause" cbor:"6,keyasint"`            // request, retention, restore, lost
	Orders []OrderID `json:"orders" cbor:"7,keyasint,omitempty"` // whose data is destroyed
	// Done is when the keys were destroyed; absent until then.
	Done *time.Time `json:"done,omitempty" cbor:"8,keyasint,omitempty"`
}

// ErasureAnswer says what an erasure did, or would do.
type ErasureAnswer struct {
	Erasure
	DryRun bool `json:"dry_run" cbor:"20,keyasint,omitempty"`
	// Without are orders of the request that hold no personal data, because it
	// was erased before or never given.
	Without []OrderID `json:"without" cbor:"21,keyasint,omitempty"`
	// Unreadable counts orders whose data a search could not read.
	Unreadable int `json:"unreadable" cbor:"22,keyasint,omitempty"`
}

// Access is a line of the access log: somebody saw personal data in clear.
type Access struct {
	ID    uint64    `json:"id" cbor:"1,keyasint"`
	At    time.Time `json:"at" cbor:"2,keyasint"` // site time
	By    UserID    `json:"by" cbor:"3,keyasint"`
	From  string    `json:"from,omitempty" cbor:"4,keyasint,omitempty"`
	Order OrderID   `json:"order" cbor:"5,keyasint"`
	Task  TaskID    `json:"task,omitempty" cbor:"6,keyasint,omitempty"`
	Why   string    `json:"why,omitempty" cbor:"7,keyasint,omitempty"` // the reason given
}
