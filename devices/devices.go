// Package devices holds the contract of every class of machine: what the
// control layer (wms/control) may ask of it and what it reports. Adapters
// (devices/vda5050, devices/plc, …) implement these over a protocol; nobody
// outside them knows which.
//
// All calls are quick and never wait for the machine: they hand an intent to
// the adapter, which repeats it until the machine confirmed it. What happened
// comes back as Report values through the function given at Start, from one
// goroutine per device, in order. A Report may come twice (after a restart of
// either side); missions carry an id for ever, so the receiver can tell.
package devices

import (
	"context"
	"time"
)

// Class of a device.
type Class string

const (
	ClassVehicle Class = "vehicle" // AGV, AMR
	ClassCrane   Class = "crane"   // AS/RS stacker crane; the job device of the PLC contract
	ClassSorter  Class = "sorter"
	ClassVision  Class = "vision"
	// ClassConveyor is a route of conveyor stations or a transfer: a job device
	// whose jobs lead from station to station.
	ClassConveyor Class = "conveyor"
)

// Device is what every machine is to us.
type Device interface {
	ID() string
	Class() Class
	// Run connects, keeps the connection and delivers reports until ctx ends.
	Run(ctx context.Context, report func(Report)) error
	// Status is the last known picture; safe from any goroutine.
	Status() Status
}

// Status is the common picture of a device.
type Status struct {
	Online   bool      // connected and its data fresh
	Ready    bool      // may be given new work now
	Mode     string    // protocol's own word: Idle, Execute, AUTOMATIC …
	Fault    string    // empty: none; else code and text
	Severity int       // 1-1000
	Since    time.Time // wall time of the last change of the above
	LastSeen time.Time // wall time of the last message
	Protocol string    // "VDA 5050 2.1", "urn:aisle:plc:1"
	Detail   map[string]any
}

// Pauser is the optional capability behind POST /v1/devices/{id}/pause.
type Pauser interface {
	Pause(ctx context.Context) error
	Resume(ctx context.Context) error
}

// FaultClearer is the optional capability behind …/clear-fault.
type FaultClearer interface {
	ClearFault(ctx context.Context) error
}

// Report is something a machine said. Exactly one field beside Device and At
// is set.
type Report struct {
	Device  string
	At      time.Time     // wall time of arrival
	Status  *Status       // a change of Status
	Job     *JobDone      // crane, conveyor
	Vehicle *VehicleState // vehicle: position, load, order progress
	Induct  *Induction    // sorter
	Divert  *DivertDone   // sorter
	Scan    *VisionScan   // vision
	Gate    *GatePicture  // gate
	Carry   *CarryState   // a maker's fleet
}
