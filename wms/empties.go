package wms

import "time"

// EmptyType is a kind of returnable load carrier that is counted and not
// numbered: a pool pallet, a crate, a roll cage.
type EmptyType struct {
	ID      string `json:"id" cbor:"1,keyasint"`
	Name    string `json:"name,omitempty" cbor:"2,keyasint,omitempty"`
	Deposit int64  `json:"deposit,omitempty" cbor:"3,keyasint,omitempty"` // minor units for one
}

// EmptiesMove brings empties from one side to another. Of places and partners
// one on each side: from a partner they are received, to a partner they are
// given; neither on a side is a correction.
type EmptiesMove struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Type      string      `json:"type" cbor:"3,keyasint"`
	Qty       int64       `json:"qty" cbor:"4,keyasint"`
	From      LocationID  `json:"from,omitempty" cbor:"5,keyasint,omitempty"`
	To        LocationID  `json:"to,omitempty" cbor:"6,keyasint,omitempty"`
	// FromPartner and ToPartner are supplier:ID, carrier:ID or owner:ID.
	FromPartner string `json:"from_partner,omitempty" cbor:"7,keyasint,omitempty"`
	ToPartner   string `json:"to_partner,omitempty" cbor:"8,keyasint,omitempty"`
	// Receipt or Return that they came with, Note what people write.
	Receipt ReceiptID `json:"receipt,omitempty" cbor:"9,keyasint,omitempty"`
	Return  ReturnID  `json:"return,omitempty" cbor:"10,keyasint,omitempty"`
	Note    string    `json:"note,omitempty" cbor:"11,keyasint,omitempty"`
	By      UserID    `json:"by,omitempty" cbor:"12,keyasint,omitempty"`
	At      time.Time `json:"at" cbor:"13,keyasint"`
}

// EmptiesCount is how many of a type a place holds.
type EmptiesCount struct {
	Type     string     `json:"type"`
	Location LocationID `json:"location"`
	Qty      int64      `json:"qty"`
}

// EmptiesBalance is what a partner owes of a type; below zero we owe them.
type EmptiesBalance struct {
	Warehouse WarehouseID `json:"warehouse"`
	Partner   string      `json:"partner"`
	Type      string      `json:"type"`
	Qty       int64       `json:"qty"`
	Deposit   int64       `json:"deposit"` // minor units, by the type's present deposit
}

// EmptiesTask asks for empties to be brought from one place to another.
type EmptiesTask struct {
	Warehouse WarehouseID `json:"warehouse"`
	Type      string      `json:"type"`
	Qty       int64       `json:"qty"`
	From      LocationID  `json:"from"`
	To        LocationID  `json:"to"`
}
