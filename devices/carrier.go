package devices

import "time"

// ClassFleet is a fleet of vehicles behind its maker's controller: it takes
// transports and routes its vehicles itself.
const ClassFleet Class = "fleet"

// Carry is one transport for such a fleet. Its ID is ours and stays for ever:
// the same Carry may be submitted again at any time and is done once.
type Carry struct {
	ID           string
	HandlingUnit string
	From, To     string // locations
	// OnBoard names the vehicle that has the unit already; From is "" then.
	OnBoard  string
	Priority int64
	Deadline time.Time // zero: none
}

// CarryPhase is how far a Carry is.
type CarryPhase string

const (
	CarryQueued    CarryPhase = "queued"
	CarryAssigned  CarryPhase = "assigned"
	CarryPicking   CarryPhase = "picking"
	CarryCarrying  CarryPhase = "carrying"
	CarryDelivered CarryPhase = "delivered"
	CarryFailed    CarryPhase = "failed"
	CarryCancelled CarryPhase = "cancelled"
)

// Ended says that nothing follows.
func (p CarryPhase) Ended() bool {
	return p == CarryDelivered || p == CarryFailed || p == CarryCancelled
}

// Handover is what a vehicle that stands at a station asks leave for.
type Handover string

const (
	HandoverNone Handover = ""
	HandoverPick Handover = "pick"
	HandoverDrop Handover = "drop"
)

// CarryState is the controller's word on one Carry.
type CarryState struct {
	ID      string
	Phase   CarryPhase
	Vehicle string // as the controller calls it, "" while none has it
	Asks    Handover
	Reason  string // of a failure
	// Again: it failed before anything was picked up, for a cause that passes.
	Again bool
}

// CarrierVehicle is one vehicle of the fleet, for the map.
type CarrierVehicle struct {
	ID              string // as the controller calls it
	X, Y            int64  // mm
	Theta           int64  // milliradians
	BatteryPermille int32
	State           string // idle, driving, waiting, handling, charging, fault
	Load, CarryID   string
}

// Carrier is a maker's fleet controller. Calls never wait for it; what it did
// comes back as Report.Carry.
type Carrier interface {
	Device
	// Submit hands over a transport. It is asked for by its ID before it is
	// sent, and sent again only when the controller does not know it. One that
	// is under way is left alone.
	Submit(Carry) error
	// Cancel asks to give it up; the answer is a CarryState.
	Cancel(id string) error
	// Permit answers Asks: the hand-over may begin.
	Permit(id string, h Handover)
	// Acknowledge forgets a Carry whose end was made durable.
	Acknowledge(id string)
	Fleet() []CarrierVehicle
}
