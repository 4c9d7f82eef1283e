package message

// Order is the path a vehicle is given. Nodes and Edges count by SequenceID:
// nodes even, edges odd, in order.
type Order struct {
	Header
	OrderID       string `json:"orderId"`
	OrderUpdateID Uint   `json:"orderUpdateId"`
	ZoneSetID     string `json:"zoneSetId,omitempty"`
	Nodes         []Node `json:"nodes"`
	Edges         []Edge `json:"edges"`
}

// Node is a point of the path, with what to do there.
type Node struct {
	NodeID       string        `json:"nodeId"`
	SequenceID   Uint          `json:"sequenceId"`
	Description  string        `json:"nodeDescription,omitempty"`
	Released     bool          `json:"released"`
	NodePosition *NodePosition `json:"nodePosition,omitempty"`
	Actions      []Action      `json:"actions"`
}

// NodePosition in metres and radians on a map.
type NodePosition struct {
	X                     float64  `json:"x"`
	Y                     float64  `json:"y"`
	Theta                 *float64 `json:"theta,omitempty"`
	AllowedDeviationXY    float64  `json:"allowedDeviationXY,omitempty"`
	AllowedDeviationTheta float64  `json:"allowedDeviationTheta,omitempty"`
	MapID                 string   `json:"mapId"`
}

// Edge leads from one node to the next.
type Edge struct {
	EdgeID      string   `json:"edgeId"`
	SequenceID  Uint     `json:"sequenceId"`
	Released    bool     `json:"released"`
	StartNodeID string   `json:"startNodeId"`
	EndNodeID   string   `json:"endNodeId"`
	MaxSpeed    float64  `json:"maxSpeed,omitempty"`  // m/s, 0 for no limit
	MaxHeight   float64  `json:"maxHeight,omitempty"` // m, of the vehicle with its load; 0 for no limit
	Length      float64  `json:"length,omitempty"`
	Actions     []Action `json:"actions"`
}

// BlockingType of an action.
type BlockingType string

const (
	BlockingNone BlockingType = "NONE"
	BlockingSoft BlockingType = "SOFT"
	BlockingHard BlockingType = "HARD"
	// BlockingSingle is of 3.0: other actions wait, driving does not.
	BlockingSingle BlockingType = "SINGLE"
)

// The predefined actions that Aisle uses.
const (
	ActionPick             = "pick"
	ActionDrop             = "drop"
	ActionStartCharging    = "startCharging"
	ActionStopCharging     = "stopCharging"
	ActionFinePositioning  = "finePositioning"
	ActionStartPause       = "startPause"
	ActionStopPause        = "stopPause"
	ActionCancelOrder      = "cancelOrder"
	ActionStateRequest     = "stateRequest"
	ActionFactsheetRequest = "factsheetRequest"
	ActionInitPosition     = "initPosition"
	ActionClearInstant     = "clearInstantActions" // 3.0
)

// Action is something to do besides driving.
type Action struct {
	ActionType   string       `json:"actionType"`
	ActionID     string       `json:"actionId"`
	BlockingType BlockingType `json:"blockingType"`
	Parameters   []Parameter  `json:"actionParameters,omitempty"`
}

// Parameter of an action. Value is a string, number, boolean, list or object.
type Parameter struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
}

// Text is the value of a parameter that is a string, or "".
func (a *Action) Text(key string) string {
	for _, p := range a.Parameters {
		if p.Key == key {
			s, _ := p.Value.(string)
			return s
		}
	}
	return ""
}

// Number is the value of a parameter that is a number.
func (a *Action) Number(key string) (float64, bool) {
	for _, p := range a.Parameters {
		if p.Key == key {
			f, ok := p.Value.(float64)
			return f, ok
		}
	}
	return 0, false
}

// InstantActions are done as soon as they arrive.
type InstantActions struct {
	Header
	Actions []Action `json:"actions"`
}
