package message

type stateV3 struct {
	Header
	OrderID             string          `json:"orderId"`
	OrderUpdateID       Uint            `json:"orderUpdateId"`
	LastNodeID          string          `json:"lastNodeId"`
	LastNodeSequenceID  Uint            `json:"lastNodeSequenceId"`
	NodeStates          []nodeStateV3   `json:"nodeStates"`
	EdgeStates          []EdgeState     `json:"edgeStates"`
	MobileRobotPosition *positionOfV3   `json:"mobileRobotPosition"`
	Velocity            *Velocity       `json:"velocity"`
	Loads               []Load          `json:"loads"`
	Driving             bool            `json:"driving"`
	Paused              bool            `json:"paused"`
	NewBaseRequest      bool            `json:"newBaseRequest"`
	ActionStates        []actionStateV3 `json:"actionStates"`
	InstantActionStates []actionStateV3 `json:"instantActionStates"`
	PowerSupply         struct {
		StateOfCharge float64 `json:"stateOfCharge"`
		Charging      bool    `json:"charging"`
	} `json:"powerSupply"`
	OperatingMode string  `json:"operatingMode"`
	Errors        []Error `json:"errors"`
	SafetyState   struct {
		ActiveEmergencyStop string `json:"activeEmergencyStop"`
		FieldViolation      bool   `json:"fieldViolation"`
	} `json:"safetyState"`
	StateOf30
}

type positionOfV3 struct {
	X         float64 `json:"x"`
	Y         float64 `json:"y"`
	Theta     float64 `json:"theta"`
	MapID     string  `json:"mapId"`
	Localized bool    `json:"localized"`
}

func (p *positionOfV3) v2() *AGVPosition {
	if p == nil {
		return nil
	}
	return &AGVPosition{X: p.X, Y: p.Y, Theta: p.Theta, MapID: p.MapID, PositionInitialized: p.Localized}
}

type actionStateV3 struct {
	ActionID     string       `json:"actionId"`
	ActionType   string       `json:"actionType"`
	ActionStatus ActionStatus `json:"actionStatus"`
	ActionResult string       `json:"actionResult"`
}

// statusRetriable of 3.0: failed, and waiting for a retry or for being given
// up. It has not ended; in the words of 2.1 it is paused.
const statusRetriable ActionStatus = "RETRIABLE"

// UnmarshalStateV3 reads a state of 3.0 into the words of 2.1: states of
// instant actions stand behind those of the order, and error types and levels
// keep their names.
func UnmarshalStateV3(raw []byte) (s State, note string, err error) {
	var w stateV3
	if note, err = read(TopicState, raw, &w); err != nil {
		return s, note, err
	}
	s = State{
		Header: w.Header, OrderID: w.OrderID, OrderUpdateID: w.OrderUpdateID,
		LastNodeID: w.LastNodeID, LastNodeSequenceID: w.LastNodeSequenceID, EdgeStates: w.EdgeStates,
		AGVPosition: w.MobileRobotPosition.v2(), Velocity: w.Velocity, Loads: w.Loads,
		Driving: w.Driving, Paused: w.Paused, NewBaseRequest: w.NewBaseRequest,
		BatteryState:  BatteryState{BatteryCharge: w.PowerSupply.StateOfCharge, Charging: w.PowerSupply.Charging},
		OperatingMode: w.OperatingMode, Errors: w.Errors,
		SafetyState: SafetyState{EStop: w.SafetyState.ActiveEmergencyStop, FieldViolation: w.SafetyState.FieldViolation},
		Extra:       w.StateOf30.orNil(),
	}
	for _, n := range w.NodeStates {
		s.NodeStates = append(s.NodeStates, NodeState{n.NodeID, n.SequenceID, n.Released, positionIn(n.NodePosition)})
	}
	if s.OperatingMode == "TEACH_IN" {
		s.OperatingMode = ModeTeachIn
	}
	for _, list := range [][]actionStateV3{w.ActionStates, w.InstantActionStates} {
		for _, a := range list {
			if a.ActionStatus == statusRetriable {
				a.ActionStatus = StatusPaused
			}
			s.ActionStates = append(s.ActionStates, ActionState{a.ActionID, a.ActionType, a.ActionStatus, a.ActionResult})
		}
	}
	return s, note, nil
}

// UnmarshalVisualizationV3 reads a visualization of 3.0.
func UnmarshalVisualizationV3(raw []byte) (v Visualization, err error) {
	var w struct {
		Header
		MobileRobotPosition *positionOfV3 `json:"mobileRobotPosition"`
		Velocity            *Velocity     `json:"velocity"`
	}
	_, err = read(TopicVisualization, raw, &w)
	return Visualization{w.Header, w.MobileRobotPosition.v2(), w.Velocity}, err
}

// connectionsV3 says what the states of 3.0 are in 2.1. Who hibernates cannot
// be driven.
var connectionsV3 = map[string]string{"CONNECTION_BROKEN": ConnectionBroken, "HIBERNATING": ConnectionOffline}

// UnmarshalConnectionV3 reads a connection message of 3.0.
func UnmarshalConnectionV3(raw []byte) (c Connection, err error) {
	if _, err = read(TopicConnection, raw, &c); err != nil {
		return c, err
	}
	if state, ok := connectionsV3[c.ConnectionState]; ok {
		c.ConnectionState = state
	}
	return c, checkConnection(&c)
}

// UnmarshalFactsheetV3 reads of a factsheet of 3.0 what Aisle uses.
func UnmarshalFactsheetV3(raw []byte) (f Factsheet, note string, err error) {
	var w struct {
		Header
		TypeSpecification struct {
			SeriesName     string   `json:"seriesName"`
			SupportedZones []string `json:"supportedZones"`
		} `json:"typeSpecification"`
		ProtocolLimits struct {
			MaximumArrayLengths MaxArrayLens `json:"maximumArrayLengths"`
		} `json:"protocolLimits"`
	}
	note, err = read(TopicFactsheet, raw, &w)
	f.Header, f.TypeSpecification.SeriesName, f.TypeSpecification.SupportedZones = w.Header, w.TypeSpecification.SeriesName, w.TypeSpecification.SupportedZones
	f.ProtocolLimits.MaxArrayLens = w.ProtocolLimits.MaximumArrayLengths
	return f, note, err
}
