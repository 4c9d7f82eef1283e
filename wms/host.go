package wms

import "time"

// HostID names another system: an ERP, a shop, a marketplace.
type HostID string

// Host is a connection to another system: what it is told, and where its
// orders belong. PUT /v1/hosts/{id} takes it, with the secret.
type Host struct {
	ID   HostID `json:"id" cbor:"1,keyasint"`
	Kind string `json:"kind" cbor:"2,keyasint"` // erp, shop, marketplace
	// URL takes our messages; empty: the host is told nothing.
	URL string `json:"url,omitempty" cbor:"3,keyasint,omitempty"`
	// Events are the types it is told of: receipt.closed, or receipt.* for all
	// of a noun.
	Events []string `json:"events" cbor:"4,keyasint,omitempty"`
	// Channel of its orders, and the one whose availability it is told.
	Channel string `json:"channel,omitempty" cbor:"5,keyasint,omitempty"`
	// Prefix goes before its order ids here. With one, the host is told of its
	// own orders only.
	Prefix string `json:"prefix,omitempty" cbor:"6,keyasint,omitempty"`
	// Batch is how many messages go in one call at most; default 20.
	Batch  int64 `json:"batch,omitempty" cbor:"7,keyasint,omitempty"`
	Paused bool  `json:"paused,omitempty" cbor:"8,keyasint,omitempty"`
}

// NewHost is the body of PUT /v1/hosts/{id}. Without a secret the old one
// stays.
type NewHost struct {
	Host
	Secret string `json:"secret,omitempty"`
}

// HostView is a host and how far its messages are.
type HostView struct {
	Host
	State       string     `json:"state"`     // silent (no URL), paused, current, behind, failing
	Delivered   uint64     `json:"delivered"` // every message up to this sequence number is delivered or parked
	Last        uint64     `json:"last"`      // the last sequence number there is
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
	Failures    int64      `json:"failures"` // in a row
	LastError   string     `json:"last_error,omitempty"`
	Parked      int64      `json:"parked"` // messages that the host refuses, and what waits behind them
}

// HostMessage is what a host is told. ID is the same however often it is
// sent; Seq grows; messages with one Key come in the order of Seq.
type HostMessage struct {
	ID        string         `json:"id"`
	Seq       uint64         `json:"seq"`
	Key       string         `json:"key"`
	Type      string         `json:"type"`
	V         int            `json:"v"`
	Time      time.Time      `json:"time"`
	Subject   string         `json:"subject"`
	Warehouse WarehouseID    `json:"warehouse,omitempty"`
	Data      map[string]any `json:"data"`
}

// Delivery is an entry of a host's delivery log.
type Delivery struct {
	N        uint64    `json:"n" cbor:"1,keyasint"`
	Seq      uint64    `json:"seq" cbor:"2,keyasint"`
	Key      string    `json:"key" cbor:"3,keyasint"`
	Type     string    `json:"type" cbor:"4,keyasint"`
	At       time.Time `json:"at" cbor:"5,keyasint"`                         // site time
	Result   string    `json:"result" cbor:"6,keyasint"`                     // delivered, parked, dropped
	Status   int64     `json:"status,omitempty" cbor:"7,keyasint,omitempty"` // HTTP
	Attempts int64     `json:"attempts" cbor:"8,keyasint"`
	LagMS    int64     `json:"lag_ms" cbor:"9,keyasint,omitempty"`           // site time from the event
	Again    bool      `json:"again,omitempty" cbor:"10,keyasint,omitempty"` // by a replay
	Error    string    `json:"error,omitempty" cbor:"11,keyasint,omitempty"`
}

// Replay is the body of POST /v1/hosts/{id}/replay: send again what has a
// sequence number of From or more.
type Replay struct {
	From uint64 `json:"from"`
}

// Drop is the body of POST /v1/hosts/{id}/drop: the host will never take this
// parked message; what waits behind it goes on.
type Drop struct {
	Seq    uint64 `json:"seq"`
	Reason string `json:"reason"`
}

// InboxResult says what became of one order of POST /v1/inbox/{host}.
type InboxResult struct {
	ID      string  `json:"id"`     // the host's own
	Status  string  `json:"status"` // accepted, repeated, refused
	Order   OrderID `json:"order,omitempty"`
	Code    string  `json:"code,omitempty"`
	Message string  `json:"message,omitempty"`
}
