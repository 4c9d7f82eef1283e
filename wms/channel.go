package wms

// MsgBlocked tells the network how much of a warehouse's free stock of an item
// is out of reach, as by a machine that is out of service: warehouse →
// network, SupplyBlocked. It replaces what was said before.
const MsgBlocked = "supply.blocked"

// SupplyBlocked is its payload.
type SupplyBlocked struct {
	Warehouse WarehouseID `cbor:"1,keyasint"`
	SKU       SKU         `cbor:"2,keyasint"`
	Qty       int64       `cbor:"3,keyasint,omitempty"`
}

// Channel is a way to sell: a shop, a marketplace, a sales team.
type Channel struct {
	ID string `json:"id" cbor:"1,keyasint"`
	// Fences keep stock for this channel: of what is free in a warehouse, the
	// last Qty units are promised to its orders only.
	Fences []Fence `json:"fences" cbor:"2,keyasint,omitempty"`
	// Buffer is kept back from what the channel is told of every item, against
	// orders that it takes before it hears of the last sale. Buffers says
	// otherwise for some items.
	Buffer  int64    `json:"buffer" cbor:"3,keyasint,omitempty"`
	Buffers []Buffer `json:"buffers" cbor:"4,keyasint,omitempty"`
}

// Fence is stock kept for a channel.
type Fence struct {
	SKU       SKU         `json:"sku" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Qty       int64       `json:"qty" cbor:"3,keyasint"`
}

// Buffer is kept back of one item.
type Buffer struct {
	SKU SKU   `json:"sku" cbor:"1,keyasint"`
	Qty int64 `json:"qty" cbor:"2,keyasint"`
}

// Availability is what a channel can sell of an item.
type Availability struct {
	Channel    string                `json:"channel"`
	SKU        SKU                   `json:"sku"`
	Available  int64                 `json:"available"`
	Warehouses map[WarehouseID]int64 `json:"warehouses"` // before the buffer
}
