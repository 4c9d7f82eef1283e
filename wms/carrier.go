package wms

import "time"

// CarrierService is one product of a carrier and what it costs: the body of
// PUT /v1/carriers/{id}/services/{service}. Money is in minor units.
type CarrierService struct {
	Carrier  string `json:"carrier" cbor:"1,keyasint"`
	Service  string `json:"service" cbor:"2,keyasint"`
	Name     string `json:"name,omitempty" cbor:"3,keyasint,omitempty"`
	Currency string `json:"currency" cbor:"4,keyasint"`
	// Warehouses that it collects from; none: all.
	Warehouses []WarehouseID `json:"warehouses,omitempty" cbor:"5,keyasint,omitempty"`
	// VolumetricDivisor is cm³ per kg: light parcels are charged by volume. 0:
	// by weight only.
	VolumetricDivisor int64 `json:"volumetric_divisor,omitempty" cbor:"6,keyasint,omitempty"`
	// SurchargePermille is added to each price, for fuel.
	SurchargePermille int64      `json:"surcharge_permille,omitempty" cbor:"7,keyasint,omitempty"`
	Zones             []RateZone `json:"zones" cbor:"8,keyasint"`
	Inactive          bool       `json:"inactive,omitempty" cbor:"9,keyasint,omitempty"`
}

// RateZone is the countries with one price list. The country "*" is each that
// no other zone has.
type RateZone struct {
	ID        string        `json:"id" cbor:"1,keyasint"`
	Countries []string      `json:"countries" cbor:"2,keyasint"`
	Days      int64         `json:"days" cbor:"3,keyasint"` // from collection to the customer
	Surcharge int64         `json:"surcharge,omitempty" cbor:"4,keyasint,omitempty"`
	Breaks    []WeightBreak `json:"breaks" cbor:"5,keyasint"`
}

// WeightBreak is the price of a parcel above one weight and up to another.
type WeightBreak struct {
	AboveG int64 `json:"above_g" cbor:"1,keyasint"`
	UpToG  int64 `json:"up_to_g" cbor:"2,keyasint"`
	Price  int64 `json:"price" cbor:"3,keyasint"`
}

// QuoteQuery asks which service would carry a parcel: the body of POST
// /v1/quotes.
type QuoteQuery struct {
	Warehouse WarehouseID `json:"warehouse,omitempty"`
	Country   string      `json:"country"`
	WeightG   int64       `json:"weight_g"`
	VolumeMM3 int64       `json:"volume_mm3,omitempty"`
	// Day it leaves, and Due the last day on which it may arrive (YYYY-MM-DD).
	Day string `json:"day,omitempty"`
	Due string `json:"due,omitempty"`
}

// CarrierChoice says which service carries a shipment, and why.
type CarrierChoice struct {
	Shipment ShipmentID `json:"shipment,omitempty" cbor:"1,keyasint,omitempty"`
	Carrier  string     `json:"carrier,omitempty" cbor:"2,keyasint,omitempty"`
	Service  string     `json:"service,omitempty" cbor:"3,keyasint,omitempty"`
	Price    int64      `json:"price" cbor:"4,keyasint,omitempty"`
	Currency string     `json:"currency,omitempty" cbor:"5,keyasint,omitempty"`
	Arrives  string     `json:"arrives,omitempty" cbor:"6,keyasint,omitempty"`
	Due      string     `json:"due,omitempty" cbor:"7,keyasint,omitempty"`
	Late     bool       `json:"late,omitempty" cbor:"8,keyasint,omitempty"` // nothing meets the promised day
	// ForcedBy is who chose, and Reason why; empty: the rates did.
	ForcedBy   UserID              `json:"forced_by,omitempty" cbor:"9,keyasint,omitempty"`
	Reason     string              `json:"reason,omitempty" cbor:"10,keyasint,omitempty"`
	At         time.Time           `json:"at" cbor:"11,keyasint"`
	Considered []ConsideredService `json:"considered" cbor:"12,keyasint,omitempty"`
}

// ConsideredService explains one service of a choice. Verdict is chosen,
// dearer, too_late, late, no_zone, too_heavy, not_from_here or inactive.
type ConsideredService struct {
	Carrier     string `json:"carrier" cbor:"1,keyasint"`
	Service     string `json:"service" cbor:"2,keyasint"`
	Verdict     string `json:"verdict" cbor:"3,keyasint"`
	Zone        string `json:"zone,omitempty" cbor:"4,keyasint,omitempty"`
	ChargeableG int64  `json:"chargeable_g,omitempty" cbor:"5,keyasint,omitempty"`
	Price       int64  `json:"price,omitempty" cbor:"6,keyasint,omitempty"`
	Arrives     string `json:"arrives,omitempty" cbor:"7,keyasint,omitempty"`
}

// ForcedService is the body of POST /v1/shipments/{id}/carrier.
type ForcedService struct {
	Carrier string `json:"carrier"`
	Service string `json:"service"`
	Reason  string `json:"reason"`
}

// NumberRange is tracking numbers that a carrier gave to a warehouse: PUT
// /v1/carriers/{id}/ranges/{range} takes it. A number is Prefix, the counter in
// Width digits, a check digit if Check says so, and Suffix.
type NumberRange struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Carrier   string      `json:"carrier" cbor:"2,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"3,keyasint"`
	Prefix    string      `json:"prefix,omitempty" cbor:"4,keyasint,omitempty"`
	Suffix    string      `json:"suffix,omitempty" cbor:"5,keyasint,omitempty"`
	From      int64       `json:"from" cbor:"6,keyasint"`
	To        int64       `json:"to" cbor:"7,keyasint"`
	Width     int64       `json:"width" cbor:"8,keyasint"`
	Check     string      `json:"check,omitempty" cbor:"9,keyasint,omitempty"` // none (default), gs1 or s10
	// WarnBelow is how few may be left before an alarm says so.
	WarnBelow int64 `json:"warn_below,omitempty" cbor:"10,keyasint,omitempty"`
	// Next is the counter's next value, Left how many there are: answers only.
	Next int64 `json:"next" cbor:"11,keyasint"`
	Left int64 `json:"left" cbor:"12,keyasint,omitempty"`
}

// CarrierLink is how a carrier's own system is spoken with: PUT
// /v1/carriers/{id}/link takes it, with the secret.
type CarrierLink struct {
	Carrier string `json:"carrier" cbor:"1,keyasint"`
	// URL of its waybill interface; empty: numbers come from ranges.
	URL     string `json:"url,omitempty" cbor:"2,keyasint,omitempty"`
	Account string `json:"account,omitempty" cbor:"3,keyasint,omitempty"` // who we are there
	Sign    string `json:"sign" cbor:"4,keyasint"`                        // md5 (default) or hmac-sha256
	// TimeoutMS bounds one call (default 5000). FallbackAfterS is how long a
	// waybill is waited for until a range gives the number; 0: for ever.
	TimeoutMS      int64 `json:"timeout_ms,omitempty" cbor:"5,keyasint,omitempty"`
	FallbackAfterS int64 `json:"fallback_after_s,omitempty" cbor:"6,keyasint,omitempty"`
	Paused         bool  `json:"paused,omitempty" cbor:"7,keyasint,omitempty"`
	// Codes are the carrier's codes of tracking and what they mean here.
	Codes map[string]TrackStatus `json:"codes,omitempty" cbor:"8,keyasint,omitempty"`
}

// NewCarrierLink is the body. Without a secret the old one stays.
type NewCarrierLink struct {
	CarrierLink
	Secret string `json:"secret,omitempty"`
}

// CarrierLinkView is a link and how it is.
type CarrierLinkView struct {
	CarrierLink
	State     string `json:"state"`    // none, paused, working, failing, broken (only tried now and again)
	Failures  int64  `json:"failures"` // in a row
	LastError string `json:"last_error,omitempty"`
}

// WaybillStatus is the state of a waybill.
type WaybillStatus string

// States of a waybill. Voiding: the carrier has yet to be told.
const (
	WaybillWaiting WaybillStatus = "waiting"
	WaybillRefused WaybillStatus = "refused"
	WaybillIssued  WaybillStatus = "issued"
	WaybillVoiding WaybillStatus = "voiding"
	WaybillVoid    WaybillStatus = "void"
)

// WaybillStatuses are all of them.
var WaybillStatuses = []WaybillStatus{WaybillWaiting, WaybillRefused, WaybillIssued, WaybillVoiding, WaybillVoid}

// Waybill is the carrier's number of one carton, and what its label shows
// besides the address. ID is our own reference, the same however often the
// carrier is asked.
type Waybill struct {
	ID        string         `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID    `json:"warehouse" cbor:"2,keyasint"`
	Unit      HandlingUnitID `json:"handling_unit" cbor:"3,keyasint"`
	Shipment  ShipmentID     `json:"shipment" cbor:"4,keyasint"`
	Order     OrderID        `json:"order" cbor:"5,keyasint"`
	Carrier   string         `json:"carrier" cbor:"6,keyasint"`
	Service   string         `json:"service,omitempty" cbor:"7,keyasint,omitempty"`
	WeightG   int64          `json:"weight_g,omitempty" cbor:"8,keyasint,omitempty"`
	Status    WaybillStatus  `json:"status" cbor:"9,keyasint"`
	// Source of the number: carrier, range or manual.
	Source string `json:"source,omitempty" cbor:"10,keyasint,omitempty"`
	Number string `json:"number,omitempty" cbor:"11,keyasint,omitempty"`
	// Mark is the destination in large letters (大头笔), SortCode and RouteCode
	// what the carrier's machines and drivers go by.
	Mark      string     `json:"mark,omitempty" cbor:"12,keyasint,omitempty"`
	SortCode  string     `json:"sort_code,omitempty" cbor:"13,keyasint,omitempty"`
	RouteCode string     `json:"route_code,omitempty" cbor:"14,keyasint,omitempty"`
	Error     string     `json:"error,omitempty" cbor:"15,keyasint,omitempty"` // why there is no number yet
	AskedAt   time.Time  `json:"asked_at" cbor:"16,keyasint"`
	IssuedAt  *time.Time `json:"issued_at,omitempty" cbor:"17,keyasint,omitempty"`
	VoidedAt  *time.Time `json:"voided_at,omitempty" cbor:"18,keyasint,omitempty"`
	// Ask: its number comes from the carrier's system. Stray: that system may
	// hold a number for it that was not used.
	Ask   bool `json:"-" cbor:"19,keyasint,omitempty"`
	Stray bool `json:"-" cbor:"20,keyasint,omitempty"`
	// Tracking is the last of its events by the carrier's clock.
	Tracking TrackStatus `json:"tracking,omitempty" cbor:"21,keyasint,omitempty"`
}

// WaybillNumber is the body of POST /v1/waybills/{id}/number.
type WaybillNumber struct {
	Number string `json:"number"`
}

// TrackStatus is what happened to a parcel on its way.
type TrackStatus string

// What tracking may say.
const (
	TrackPickedUp  TrackStatus = "picked_up"
	TrackInTransit TrackStatus = "in_transit"
	TrackOut       TrackStatus = "out_for_delivery"
	TrackDelivered TrackStatus = "delivered"
	TrackException TrackStatus = "exception"
	TrackReturned  TrackStatus = "returned"
)

// TrackStatuses are all of them.
var TrackStatuses = []TrackStatus{TrackPickedUp, TrackInTransit, TrackOut, TrackDelivered, TrackException, TrackReturned}

// NewTracking is an event as a carrier tells it. It holds no free text: that
// of carriers has names and telephone numbers in it.
type NewTracking struct {
	ID     string    `json:"id"` // the carrier's own; an event is taken once
	Number string    `json:"number"`
	Code   string    `json:"code"` // one of ours, or one of the link's codes
	At     time.Time `json:"at"`
	Place  string    `json:"place,omitempty"` // code of a depot
	// Proof is the carrier's reference to its proof of delivery, Handed to whom
	// it was given: recipient, neighbour, reception, locker or safe_place.
	Proof  string `json:"proof,omitempty"`
	Handed string `json:"handed,omitempty"`
}

// TrackingEvent is one that was taken.
type TrackingEvent struct {
	ID      string      `json:"id" cbor:"1,keyasint"`
	Number  string      `json:"number" cbor:"2,keyasint"`
	Status  TrackStatus `json:"status" cbor:"3,keyasint"`
	Code    string      `json:"code" cbor:"4,keyasint"`
	At      time.Time   `json:"at" cbor:"5,keyasint"`
	Place   string      `json:"place,omitempty" cbor:"6,keyasint,omitempty"`
	Proof   string      `json:"proof,omitempty" cbor:"7,keyasint,omitempty"`
	Handed  string      `json:"handed,omitempty" cbor:"8,keyasint,omitempty"`
	TakenAt time.Time   `json:"taken_at" cbor:"9,keyasint"` // site time
}

// TrackingResult says what became of one event.
type TrackingResult struct {
	ID       string     `json:"id"`
	Status   string     `json:"status"` // accepted, repeated, refused
	Shipment ShipmentID `json:"shipment,omitempty"`
	Code     string     `json:"code,omitempty"`
	Message  string     `json:"message,omitempty"`
}

// ParcelView is a carton on its way.
type ParcelView struct {
	Waybill
	Events []TrackingEvent `json:"events"`
}

// ShipmentTracking is where the cartons of a shipment are: GET
// /v1/shipments/{id}/tracking.
type ShipmentTracking struct {
	Shipment  ShipmentID     `json:"shipment"`
	Order     OrderID        `json:"order"`
	Warehouse WarehouseID    `json:"warehouse"`
	Status    ShipmentStatus `json:"status"`
	Carrier   string         `json:"carrier,omitempty"`
	Service   string         `json:"service,omitempty"`
	// Delivered counts cartons; Proof are the proofs of their delivery.
	Delivered int64           `json:"delivered"`
	Parcels   []ParcelView    `json:"parcels"`
	Proof     []TrackingEvent `json:"proof"`
}
