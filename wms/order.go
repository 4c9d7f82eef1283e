package wms

import "time"

// OrderStatus is the state of an order as the outside sees it.
type OrderStatus string

const (
	OrderPromised       OrderStatus = "promised"
	OrderPartlyPromised OrderStatus = "partly_promised"
	OrderBackordered    OrderStatus = "backordered"
	OrderReleased       OrderStatus = "released"
	OrderPicking        OrderStatus = "picking"
	OrderPacked         OrderStatus = "packed"
	OrderPartlyShipped  OrderStatus = "partly_shipped"
	OrderShipped        OrderStatus = "shipped"
	OrderCancelled      OrderStatus = "cancelled"
)

// OrderStatuses lists all states in the order in which an order passes them.
var OrderStatuses = []OrderStatus{OrderBackordered, OrderPartlyPromised, OrderPromised, OrderReleased,
	OrderPicking, OrderPacked, OrderPartlyShipped, OrderShipped, OrderCancelled}

// ShipTo is a customer's destination. All of it but the country is personal:
// it is kept encrypted, apart from the order and its journal.
type ShipTo struct {
	Name     string   `json:"name,omitempty"`
	Address  string   `json:"address,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	Phone    string   `json:"phone,omitempty"`
	Email    string   `json:"email,omitempty"`
	Country  string   `json:"country"`
	Lat      *float64 `json:"lat,omitempty"`
	Lon      *float64 `json:"lon,omitempty"`
}

// OrderLine is what a customer wants.
type OrderLine struct {
	SKU SKU   `json:"sku" cbor:"1,keyasint"`
	Qty int64 `json:"qty" cbor:"2,keyasint"`
	// Unit is what Qty counts; default base units. An answer counts base units.
	Unit string `json:"unit,omitempty" cbor:"3,keyasint,omitempty"`
	// Lot, when set, is the only one that will do. MinDays of shelf life must
	// be left when it leaves; default what the item says.
	Lot     string `json:"lot,omitempty" cbor:"4,keyasint,omitempty"`
	MinDays int64  `json:"min_days,omitempty" cbor:"5,keyasint,omitempty"`
}

// OrderedLine is a line as it stands. Substitutes serve Replaced units of it; a
// substitute is a line of its own that names in For the line it serves, and has
// a Qty of 0 once it serves nothing of it any more.
type OrderedLine struct {
	OrderLine
	Replaced int64 `json:"replaced,omitempty" cbor:"6,keyasint,omitempty"`
	For      int   `json:"for,omitempty" cbor:"7,keyasint,omitempty"`
}

// NewOrder is the body of POST /v1/orders.
type NewOrder struct {
	ID             OrderID     `json:"id,omitempty"`
	Channel        string      `json:"channel,omitempty"`
	ShipTo         ShipTo      `json:"ship_to"`
	Lines          []OrderLine `json:"lines"`
	Service        string      `json:"service,omitempty"`
	ShipBy         *time.Time  `json:"ship_by,omitempty"`
	AllowBackorder *bool       `json:"allow_backorder,omitempty"` // default true
	// AllowSubstitutes lets substitutes of an item stand in for what is in stock nowhere.
	AllowSubstitutes bool `json:"allow_substitutes,omitempty"`
}

// Plain are an order's lines without what stands in for what.
func (o OrderView) Plain() []OrderLine {
	out := make([]OrderLine, len(o.Lines))
	for i, l := range o.Lines {
		out[i] = l.OrderLine
	}
	return out
}

// Promise says which warehouse serves how much of a line, and when it leaves.
type Promise struct {
	Line      int         `json:"line" cbor:"1,keyasint"` // from 1
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Qty       int64       `json:"qty" cbor:"3,keyasint"`
	ShipDate  string      `json:"ship_date" cbor:"4,keyasint"` // YYYY-MM-DD
}

// ShipmentStatus is the state of the part of an order one warehouse serves.
type ShipmentStatus string

const (
	ShipmentPromised  ShipmentStatus = "promised"
	ShipmentReleased  ShipmentStatus = "released"
	ShipmentPicking   ShipmentStatus = "picking"
	ShipmentPacked    ShipmentStatus = "packed"
	ShipmentShipped   ShipmentStatus = "shipped"
	ShipmentCancelled ShipmentStatus = "cancelled"
)

// ShipmentView is a shipment as the outside sees it.
type ShipmentView struct {
	ID        ShipmentID     `json:"id"`
	Warehouse WarehouseID    `json:"warehouse"`
	Status    ShipmentStatus `json:"status"`
	Carrier   string         `json:"carrier,omitempty"`
	SSCC      []string       `json:"sscc"`
}

// OrderView is an order as the outside sees it.
type OrderView struct {
	ID        OrderID        `json:"id"`
	Status    OrderStatus    `json:"status"`
	Channel   string         `json:"channel,omitempty"`
	Country   string         `json:"country,omitempty"`
	PlacedAt  time.Time      `json:"placed_at"`
	ShipBy    *time.Time     `json:"ship_by,omitempty"`
	ShippedAt *time.Time     `json:"shipped_at,omitempty"`
	Lines     []OrderedLine  `json:"lines"`
	Promises  []Promise      `json:"promises"`
	Shipments []ShipmentView `json:"shipments"`
	// Backorders are what is not promised; only when one order is asked for.
	Backorders []Backorder `json:"backorders,omitempty"`
}

// Preview is the body of POST /v1/allocations/preview's answer.
type Preview struct {
	Promises   []Promise         `json:"promises"`
	Cost       float64           `json:"cost"` // minor units
	Considered []ConsideredPlace `json:"considered"`
	// Short is what could not be promised, and when it is expected.
	Short []Backorder `json:"short,omitempty"`
}

// ConsideredPlace explains one warehouse of a Preview.
type ConsideredPlace struct {
	Warehouse WarehouseID        `json:"warehouse"`
	Chosen    bool               `json:"chosen"`
	Cost      float64            `json:"cost"`
	Parts     map[string]float64 `json:"parts"`
	Days      int                `json:"days"`
	Reason    string             `json:"reason"` // why it lost, or why it won
}
