package wms

import "time"

// RuleKind is what an allocation rule does.
type RuleKind string

const (
	RulePrefer RuleKind = "prefer" // a warehouse, as long as it costs at most so much more
	RuleForbid RuleKind = "forbid" // a warehouse
	RuleFence  RuleKind = "fence"  // units of an item for a channel
	RuleKeep   RuleKind = "keep"   // units, or days of cover, that are not promised
)

// RuleKinds lists them.
var RuleKinds = []RuleKind{RulePrefer, RuleForbid, RuleFence, RuleKeep}

// AllocationRule is what a planner tells allocation without code. What is
// empty holds for all: items, channels, countries, services.
type AllocationRule struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Kind      RuleKind    `json:"kind" cbor:"2,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"3,keyasint"`
	SKU       SKU         `json:"sku,omitempty" cbor:"4,keyasint,omitempty"`
	// Channel is whose orders a rule is for; of a fence, whose stock it is.
	Channel string `json:"channel,omitempty" cbor:"5,keyasint,omitempty"`
	Country string `json:"country,omitempty" cbor:"6,keyasint,omitempty"` // prefer, forbid
	Service string `json:"service,omitempty" cbor:"7,keyasint,omitempty"` // prefer, forbid
	UpTo    int64  `json:"up_to,omitempty" cbor:"8,keyasint,omitempty"`   // prefer: minor units
	Units   int64  `json:"units,omitempty" cbor:"9,keyasint,omitempty"`   // fence, keep
	Days    int64  `json:"days,omitempty" cbor:"10,keyasint,omitempty"`   // keep
	Note    string `json:"note,omitempty" cbor:"11,keyasint,omitempty"`

	// Version counts changes of all rules. By and At say who made it and when.
	Version int64     `json:"version" cbor:"12,keyasint"`
	By      UserID    `json:"by" cbor:"13,keyasint"`
	At      time.Time `json:"at" cbor:"14,keyasint"`
	Deleted bool      `json:"deleted,omitempty" cbor:"15,keyasint,omitempty"` // in a history
}

// RuleHistory is a rule with all it was before, the latest first.
type RuleHistory struct {
	AllocationRule
	History []AllocationRule `json:"history"`
}

// Asked is what allocation rules look at of an order.
type Asked struct{ Channel, Country, Service string }
