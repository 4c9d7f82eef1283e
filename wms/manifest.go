package wms

import "time"

// ManifestStatus is the state of a manifest.
type ManifestStatus string

const (
	ManifestOpen      ManifestStatus = "open"
	ManifestLoading   ManifestStatus = "loading"
	ManifestClosed    ManifestStatus = "closed"
	ManifestHanded    ManifestStatus = "handed_over"
	ManifestCancelled ManifestStatus = "cancelled"
)

// ManifestStatuses lists them.
var ManifestStatuses = []ManifestStatus{ManifestOpen, ManifestLoading, ManifestClosed, ManifestHanded, ManifestCancelled}

// Manifest is one truck's load: what a carrier takes away from a dock.
type Manifest struct {
	ID        string         `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID    `json:"warehouse" cbor:"2,keyasint"`
	Carrier   string         `json:"carrier" cbor:"3,keyasint,omitempty"`
	Route     string         `json:"route,omitempty" cbor:"4,keyasint,omitempty"` // empty: all of the carrier's
	Dock      LocationID     `json:"dock" cbor:"5,keyasint"`
	DepartsAt *time.Time     `json:"departs_at,omitempty" cbor:"6,keyasint,omitempty"`
	Status    ManifestStatus `json:"status" cbor:"7,keyasint"`
	// Auto: nobody opened it; it was opened by the first load, and ends with
	// its day.
	Auto     bool       `json:"auto,omitempty" cbor:"8,keyasint,omitempty"`
	OpenedBy UserID     `json:"opened_by,omitempty" cbor:"9,keyasint,omitempty"`
	OpenedAt time.Time  `json:"opened_at" cbor:"10,keyasint"`
	ClosedBy UserID     `json:"closed_by,omitempty" cbor:"11,keyasint,omitempty"`
	ClosedAt *time.Time `json:"closed_at,omitempty" cbor:"12,keyasint,omitempty"`
	HandedBy UserID     `json:"handed_by,omitempty" cbor:"13,keyasint,omitempty"`
	HandedAt *time.Time `json:"handed_at,omitempty" cbor:"14,keyasint,omitempty"`
	// Vehicle is its registration, Seal the number on its door.
	Vehicle    string       `json:"vehicle,omitempty" cbor:"15,keyasint,omitempty"`
	Seal       string       `json:"seal,omitempty" cbor:"16,keyasint,omitempty"`
	Cartons    int64        `json:"cartons" cbor:"17,keyasint"`
	Shipments  int64        `json:"shipments" cbor:"18,keyasint"`
	WeightG    int64        `json:"weight_g" cbor:"19,keyasint"`
	LeftBehind []LeftBehind `json:"left_behind,omitempty" cbor:"20,keyasint,omitempty"`
}

// LeftBehind is a carton that should have gone and did not, and why.
type LeftBehind struct {
	Carton   HandlingUnitID `json:"carton" cbor:"1,keyasint"`
	Shipment ShipmentID     `json:"shipment,omitempty" cbor:"2,keyasint,omitempty"`
	Reason   string         `json:"reason" cbor:"3,keyasint"`
}

// ManifestCarton is a package on a manifest.
type ManifestCarton struct {
	Seq      int64          `json:"seq" cbor:"1,keyasint"`
	Carton   HandlingUnitID `json:"carton" cbor:"2,keyasint"`
	Shipment ShipmentID     `json:"shipment" cbor:"3,keyasint"`
	Order    OrderID        `json:"order" cbor:"4,keyasint"`
	WeightG  int64          `json:"weight_g,omitempty" cbor:"5,keyasint,omitempty"`
	LoadedBy UserID         `json:"loaded_by,omitempty" cbor:"6,keyasint,omitempty"`
	LoadedAt time.Time      `json:"loaded_at" cbor:"7,keyasint"`
}

// Loaded is a shipment that was put on a truck.
type Loaded struct {
	Shipment       ShipmentID
	Order          OrderID
	Carrier, Route string
	Dock           LocationID
	By             UserID
	Cartons        []ManifestCarton
}

// NewManifest is the body of POST /v1/manifests.
type NewManifest struct {
	Warehouse WarehouseID `json:"warehouse"`
	Carrier   string      `json:"carrier"`
	Route     string      `json:"route,omitempty"`
	Dock      LocationID  `json:"dock,omitempty"` // default the carrier's
	DepartsAt *time.Time  `json:"departs_at,omitempty"`
	Vehicle   string      `json:"vehicle,omitempty"`
}

// ManifestScan answers a carton scanned on: its shipment, and how many of its
// cartons are on.
type ManifestScan struct {
	Manifest Manifest   `json:"manifest"`
	Shipment ShipmentID `json:"shipment"`
	Scanned  int        `json:"scanned"`
	Of       int        `json:"of"`
}

// CloseManifest is the body of …/close: why cartons stay behind, one by one or
// all others for one reason.
type CloseManifest struct {
	LeftBehind []LeftBehind `json:"left_behind,omitempty"`
	Reason     string       `json:"reason,omitempty"`
	Vehicle    string       `json:"vehicle,omitempty"`
	Seal       string       `json:"seal,omitempty"`
}

// HandOver is the body of …/hand-over. Driver and Signature are personal: they
// are kept apart from the journal.
type HandOver struct {
	Driver    string `json:"driver"`
	Signature string `json:"signature,omitempty"` // a text, or where the picture is
	Vehicle   string `json:"vehicle,omitempty"`
	Seal      string `json:"seal,omitempty"`
}

// ManifestProof says who took a load.
type ManifestProof struct {
	Manifest  string    `json:"manifest" cbor:"1,keyasint"`
	Driver    string    `json:"driver" cbor:"2,keyasint"`
	Signature string    `json:"signature,omitempty" cbor:"3,keyasint,omitempty"`
	Vehicle   string    `json:"vehicle,omitempty" cbor:"4,keyasint,omitempty"`
	Seal      string    `json:"seal,omitempty" cbor:"5,keyasint,omitempty"`
	At        time.Time `json:"at" cbor:"6,keyasint"`
	By        UserID    `json:"by" cbor:"7,keyasint"`
}
