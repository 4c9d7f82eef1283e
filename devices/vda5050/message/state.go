package message

// State is everything a vehicle says about itself and its order.
type State struct {
	Header
	OrderID            string        `json:"orderId"`
	OrderUpdateID      Uint          `json:"orderUpdateId"`
	LastNodeID         string        `json:"lastNodeId"`
	LastNodeSequenceID Uint          `json:"lastNodeSequenceId"`
	NodeStates         []NodeState   `json:"nodeStates"`
	EdgeStates         []EdgeState   `json:"edgeStates"`
	AGVPosition        *AGVPosition  `json:"agvPosition,omitempty"`
	Velocity           *Velocity     `json:"velocity,omitempty"`
	Loads              []Load        `json:"loads,omitempty"`
	Driving            bool          `json:"driving"`
	Paused             bool          `json:"paused"`
	NewBaseRequest     bool          `json:"newBaseRequest,omitempty"`
	ActionStates       []ActionState `json:"actionStates"`
	BatteryState       BatteryState  `json:"batteryState"`
	OperatingMode      string        `json:"operatingMode"`
	Errors             []Error       `json:"errors"`
	SafetyState        SafetyState   `json:"safetyState"`
	Extra              *StateOf30    `json:"-"` // of 3.0 only
}

// NodeState is a node still to be reached.
type NodeState struct {
	NodeID       string        `json:"nodeId"`
	SequenceID   Uint          `json:"sequenceId"`
	Released     bool          `json:"released"`
	NodePosition *NodePosition `json:"nodePosition,omitempty"`
}

// EdgeState is an edge still to be driven.
type EdgeState struct {
	EdgeID     string `json:"edgeId"`
	SequenceID Uint   `json:"sequenceId"`
	Released   bool   `json:"released"`
}

// AGVPosition in metres and radians.
type AGVPosition struct {
	X                   float64 `json:"x"`
	Y                   float64 `json:"y"`
	Theta               float64 `json:"theta"`
	MapID               string  `json:"mapId"`
	PositionInitialized bool    `json:"positionInitialized"`
}

// Velocity in the vehicle's own coordinates.
type Velocity struct {
	VX    float64 `json:"vx"`
	VY    float64 `json:"vy"`
	Omega float64 `json:"omega"`
}

// Load is something on board.
type Load struct {
	LoadID   string `json:"loadId,omitempty"`
	LoadType string `json:"loadType,omitempty"`
}

// ActionStatus of an action.
type ActionStatus string

const (
	StatusWaiting      ActionStatus = "WAITING"
	StatusInitializing ActionStatus = "INITIALIZING"
	StatusRunning      ActionStatus = "RUNNING"
	StatusPaused       ActionStatus = "PAUSED" // in the text of 2.1, not in its schema
	StatusFinished     ActionStatus = "FINISHED"
	StatusFailed       ActionStatus = "FAILED"
)

// Ended says that nothing more will come of the action.
func (s ActionStatus) Ended() bool { return s == StatusFinished || s == StatusFailed }

// ActionState is how far an action is.
type ActionState struct {
	ActionID          string       `json:"actionId"`
	ActionType        string       `json:"actionType,omitempty"`
	ActionStatus      ActionStatus `json:"actionStatus"`
	ResultDescription string       `json:"resultDescription,omitempty"`
}

// BatteryState; charge in percent.
type BatteryState struct {
	BatteryCharge float64 `json:"batteryCharge"`
	Charging      bool    `json:"charging"`
}

// Operating modes.
const (
	ModeAutomatic     = "AUTOMATIC"
	ModeSemiautomatic = "SEMIAUTOMATIC"
	ModeManual        = "MANUAL"
	ModeService       = "SERVICE"
	ModeTeachIn       = "TEACHIN"
)

// Predefined error types, as the text of 2.1 and its flow chart name them.
const (
	ErrorValidation      = "validationError"
	ErrorOrder           = "orderError"
	ErrorOrderUpdate     = "orderUpdateError"
	ErrorNoRoute         = "noRouteError"
	ErrorNoOrderToCancel = "noOrderToCancel"
)

// Error levels.
const (
	LevelWarning  = "WARNING"
	LevelUrgent   = "URGENT"   // 3.0
	LevelCritical = "CRITICAL" // 3.0
	LevelFatal    = "FATAL"
)

// Error is something a vehicle complains about.
type Error struct {
	ErrorType        string           `json:"errorType"`
	ErrorReferences  []ErrorReference `json:"errorReferences,omitempty"`
	ErrorDescription string           `json:"errorDescription,omitempty"`
	ErrorHint        string           `json:"errorHint,omitempty"`
	ErrorLevel       string           `json:"errorLevel"`
}

// ErrorReference names what an error is about.
type ErrorReference struct {
	ReferenceKey   string `json:"referenceKey"`
	ReferenceValue string `json:"referenceValue"`
}

// Reference finds a reference of an error by its key.
func (e *Error) Reference(key string) (string, bool) {
	for _, r := range e.ErrorReferences {
		if r.ReferenceKey == key {
			return r.ReferenceValue, true
		}
	}
	return "", false
}

// SafetyState; EStop is NONE when all is well.
type SafetyState struct {
	EStop          string `json:"eStop"`
	FieldViolation bool   `json:"fieldViolation"`
}

// EStopNone says that no emergency stop is active.
const EStopNone = "NONE"

// Visualization is a quick position between two states.
type Visualization struct {
	Header
	AGVPosition *AGVPosition `json:"agvPosition,omitempty"`
	Velocity    *Velocity    `json:"velocity,omitempty"`
}

// Connection states.
const (
	ConnectionOnline  = "ONLINE"
	ConnectionOffline = "OFFLINE"
	ConnectionBroken  = "CONNECTIONBROKEN"
)

// Connection is retained by the broker; its last will says CONNECTIONBROKEN.
type Connection struct {
	Header
	ConnectionState string `json:"connectionState"`
}
