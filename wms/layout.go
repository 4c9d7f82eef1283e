package wms

import "time"

// States of a layout's version.
const (
	LayoutInForce   = "in_force"   // the site runs with it
	LayoutNextStart = "next_start" // the site runs with it from its next start
	LayoutSetAside  = "set_aside"  // the site did not take it; Why says for what
	LayoutPast      = "past"
)

// LayoutStates lists them.
var LayoutStates = []string{LayoutInForce, LayoutNextStart, LayoutSetAside, LayoutPast}

// LayoutVersion is one saved layout of a warehouse; 0 is that of the site file.
type LayoutVersion struct {
	Version  int64     `json:"version" cbor:"1,keyasint"`
	SavedAt  time.Time `json:"saved_at,omitzero" cbor:"2,keyasint,omitempty"`
	SavedBy  UserID    `json:"saved_by,omitempty" cbor:"3,keyasint,omitempty"`
	Note     string    `json:"note,omitempty" cbor:"4,keyasint,omitempty"`
	Restores *int64    `json:"restores,omitempty" cbor:"5,keyasint,omitempty"` // the version that it is a copy of
	Places   int64     `json:"places" cbor:"6,keyasint"`
	Nodes    int64     `json:"nodes" cbor:"7,keyasint"`
	State    string    `json:"state" cbor:"8,keyasint,omitempty"`
	Why      string    `json:"why,omitempty" cbor:"9,keyasint,omitempty"` // set aside, a code
	WhyText  string    `json:"why_text,omitempty" cbor:"10,keyasint,omitempty"`
	InForce  int64     `json:"in_force" cbor:"11,keyasint"` // the version that the site runs with
}

// SiteLayout is the geometry of a warehouse, with the keys of a site file.
type SiteLayout struct {
	Warehouse WarehouseID     `json:"warehouse"`
	Version   LayoutVersion   `json:"version"`
	Layout    map[string]any  `json:"layout"`
	Vehicles  []LayoutVehicle `json:"vehicles"`
	// NodeGapMM is how far apart two nodes are at least.
	NodeGapMM int64 `json:"node_gap_mm"`
}

// LayoutVehicle is a kind of vehicle that drives in a warehouse.
type LayoutVehicle struct {
	Model    string `json:"model"`
	Count    int64  `json:"count"`
	LengthMM int64  `json:"length_mm"`
	WidthMM  int64  `json:"width_mm"`
	MaxLoadG int64  `json:"max_load_g"`
}

// LayoutFinding is something about a layout that is being drawn. An error keeps
// it from being saved.
type LayoutFinding struct {
	Code    string   `json:"code"`
	Level   string   `json:"level"` // error, warning
	Message string   `json:"message"`
	Parts   []string `json:"parts"` // ids that it is about
	XMM     *int64   `json:"x_mm,omitempty"`
	YMM     *int64   `json:"y_mm,omitempty"`
	HaveMM  int64    `json:"have_mm,omitempty"`
	NeedMM  int64    `json:"need_mm,omitempty"`
}

// NewLayout is a draft to be saved as the next version.
type NewLayout struct {
	// Base is the version that it was drawn upon.
	Base   int64          `json:"base"`
	Layout map[string]any `json:"layout"`
	Note   string         `json:"note,omitempty"`
}

// LayoutDraft is what was read from another format, and what was not
// understood.
type LayoutDraft struct {
	Layout   map[string]any  `json:"layout"`
	Warnings []LayoutWarning `json:"warnings"`
	Findings []LayoutFinding `json:"findings"`
}

// LayoutWarning is something in a file that was not taken as it stands.
type LayoutWarning struct {
	Path string `json:"path"`
	Text string `json:"text"`
}
