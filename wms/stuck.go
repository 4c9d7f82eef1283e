package wms

import "time"

// StuckTransport is one that a machine gave up: a person must say where the
// unit is, or let it be tried again.
type StuckTransport struct {
	Transport    TransportID    `json:"transport"`
	Warehouse    WarehouseID    `json:"warehouse"`
	HandlingUnit HandlingUnitID `json:"handling_unit"`
	Device       DeviceID       `json:"device,omitempty"`
	From         LocationID     `json:"from"` // of the leg that failed
	To           LocationID     `json:"to"`
	Goal         LocationID     `json:"goal"` // where the transport was to end
	Location     LocationID     `json:"location"`
	// OnBoard is what the machine reports on its fork or deck now.
	OnBoard string         `json:"on_board,omitempty"`
	Reason  string         `json:"reason"`
	Since   time.Time      `json:"since"`
	Actions []StuckResolve `json:"actions"`
}

// StuckResolve is what a person decides about a stuck transport.
type StuckResolve string

const (
	ResolveRetry    StuckResolve = "retry"     // a new transport to the same goal
	ResolveMoved    StuckResolve = "moved"     // the unit stands where the leg was to end
	ResolveNotMoved StuckResolve = "not_moved" // the unit stands where the leg began
	ResolveCancel   StuckResolve = "cancel"    // it stays where the books have it
)

// StuckResolves lists the decisions.
var StuckResolves = []StuckResolve{ResolveRetry, ResolveMoved, ResolveNotMoved, ResolveCancel}
