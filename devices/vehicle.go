package devices

// Vehicle is one AGV or AMR that we route. Its adapter speaks the protocol;
// which nodes it may enter and when is decided by the fleet control
// (wms/control/fleet), which appends to the vehicle's released route.
//
// One order at a time. An order has an id (a MissionID, or any unique id for
// a move without load), grows by Extend and is complete when its last step
// was given with Last and the vehicle reported all of it.
type Vehicle interface {
	Device
	// Start opens a new order at the node the vehicle stands on: steps[0] must
	// be that node. Steps after the released ones may be given as horizon.
	// Starting the OrderID that is under way again is ignored.
	Start(order Order) error
	// Extend releases further steps of the order under way; steps[0] follows
	// the last released node. The adapter sends updates one at a time, each
	// confirmed by a state before the next, merging what has piled up.
	Extend(orderID string, steps []Step, horizon []Step) error
	// Cancel gives the order up (cancelOrder) and reports Cancelled when done.
	Cancel(orderID string) error
	State() VehicleState
}

// Step is one node of a route with what to do there. The edge to it from the
// step before is named by Edge ("" for the first step).
type Step struct {
	Node string
	Edge string
	// X, Y in mm and Theta in milliradians on map Map; AllowedDeviation in mm.
	X, Y, AllowedDeviation int64
	Theta                  *int64
	Map                    string
	Actions                []Action
	// MaxSpeedMMPerS on the edge to this node and MaxHeightMM of the vehicle
	// with its load there, 0 for no limit.
	MaxSpeedMMPerS int64
	MaxHeightMM    int64
}

// Action at a node, blocking HARD. ID is unique for ever.
type Action struct {
	ID   string
	Type string // pick, drop, startCharging, stopCharging …
	// Station and HandlingUnit become the parameters stationName and loadId.
	Station, HandlingUnit string
	// LoadType becomes the parameter loadType.
	LoadType string
}

// Order is the start of a route.
type Order struct {
	ID      string
	Steps   []Step // released; the first is where the vehicle stands
	Horizon []Step // announced, not released
}

// ActionState is the vehicle's word on one action.
type ActionState string

const (
	ActionWaiting      ActionState = "WAITING"
	ActionInitializing ActionState = "INITIALIZING"
	ActionRunning      ActionState = "RUNNING"
	ActionPaused       ActionState = "PAUSED"
	ActionFinished     ActionState = "FINISHED"
	ActionFailed       ActionState = "FAILED"
)

// VehicleState is what the last state message said, plus what the adapter
// knows of the order's delivery.
type VehicleState struct {
	Online        bool
	OrderID       string
	LastNode      string // last node reached, "" if unknown
	LastSequence  int64  // its sequenceId
	StepsReached  int    // number of steps of the order under way that were reached, counting the first
	StepsReleased int    // confirmed by the vehicle
	// Remaining are the released nodes not yet reached, in order, as the
	// vehicle reports them: what a restarted master rebuilds its picture from.
	Remaining []string
	// Planned are nodes of the way that a vehicle which moves freely shares.
	Planned         []string
	Driving         bool
	Paused          bool
	X, Y            int64 // mm
	Theta           int64 // milliradians
	Map             string
	PositionKnown   bool
	BatteryPermille int32
	Charging        bool
	Loads           []string               // load ids on board
	Actions         map[string]ActionState // of the order under way
	Mode            string                 // AUTOMATIC, SEMIAUTOMATIC, MANUAL, SERVICE, TEACHIN
	EStop           string
	Errors          []VehicleError
	// Idle: no order, or the order under way is complete and all its actions
	// ended: a new one may start.
	Idle      bool
	Cancelled string // the order that was cancelled last
	Rejected  string // the order that the vehicle refused last, with the reason in Errors
}

// VehicleError is an entry of the state's errors.
type VehicleError struct {
	Type, Level, Description string // Level WARNING or FATAL (3.0: also URGENT, CRITICAL)
	References               map[string]string
}
