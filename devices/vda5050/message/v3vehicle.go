package message

import (
	"encoding/json"
	"errors"
	"slices"
)

// What a vehicle of 3.0 writes and reads. The rest of the program, the twin
// included, knows only the types of 2.1 and the error types of 3.0.

// Predefined error types of 3.0; they tell apart what 2.1 lumps together.
const (
	ErrorV3Validation   = "VALIDATION_FAILURE"
	ErrorV3Action       = "INVALID_ORDER_ACTION"
	ErrorV3Order        = "INVALID_ORDER"
	ErrorV3Outdated     = "OUTDATED_ORDER_UPDATE"
	ErrorV3SameUpdate   = "SAME_ORDER_UPDATE_ID"
	ErrorV3Cancelled    = "ORDER_UPDATE_FOLLOWING_CANCEL"
	ErrorV3Busy         = "OTHER_ORDER_ACTIVE"
	ErrorV3FarAway      = "START_NODE_OUT_OF_RANGE"
	ErrorV3Map          = "UNKNOWN_MAP_ID"
	ErrorV3Mode         = "MOBILE_ROBOT_NOT_AVAILABLE"
	ErrorV3NoOrder      = "NO_ORDER_TO_CANCEL"
	ErrorV3Localization = "LOCALIZATION_ERROR"
	ErrorV3Unreachable  = "NODE_UNREACHABLE"
)

var errorNamesV2 = map[string]string{
	ErrorV3Validation: ErrorValidation, ErrorV3Action: ErrorOrder, ErrorV3Order: ErrorOrder, ErrorV3Outdated: ErrorOrderUpdate,
	ErrorV3Cancelled: ErrorOrderUpdate, ErrorV3Busy: ErrorOrder, ErrorV3FarAway: ErrorNoRoute, ErrorV3Map: ErrorOrder,
	ErrorV3Mode: ErrorOrder, ErrorV3NoOrder: ErrorNoOrderToCancel, ErrorV3Localization: "localizationError",
}

// ErrorNameV2 is what 2.1 calls an error of 3.0.
func ErrorNameV2(name string) string {
	if old, ok := errorNamesV2[name]; ok {
		return old
	}
	return name
}

type stateOutV3 struct {
	Header
	OrderID             string          `json:"orderId"`
	OrderUpdateID       Uint            `json:"orderUpdateId"`
	LastNodeID          string          `json:"lastNodeId"`
	LastNodeSequenceID  Uint            `json:"lastNodeSequenceId"`
	NodeStates          []nodeStateV3   `json:"nodeStates"`
	EdgeStates          []EdgeState     `json:"edgeStates"`
	MobileRobotPosition *positionOfV3   `json:"mobileRobotPosition,omitempty"`
	Velocity            *Velocity       `json:"velocity,omitempty"`
	Loads               []Load          `json:"loads"`
	Driving             bool            `json:"driving"`
	Paused              bool            `json:"paused"`
	NewBaseRequest      bool            `json:"newBaseRequest"`
	ActionStates        []actionStateV3 `json:"actionStates"`
	InstantActionStates []actionStateV3 `json:"instantActionStates"`
	PowerSupply         powerSupplyV3   `json:"powerSupply"`
	OperatingMode       string          `json:"operatingMode"`
	Errors              []Error         `json:"errors"`
	SafetyState         safetyStateV3   `json:"safetyState"`
	*StateOf30
}

type nodeStateV3 struct {
	NodeID       string          `json:"nodeId"`
	SequenceID   Uint            `json:"sequenceId"`
	Released     bool            `json:"released"`
	NodePosition *nodePositionV3 `json:"nodePosition,omitempty"`
}

type powerSupplyV3 struct {
	StateOfCharge float64 `json:"stateOfCharge"`
	Charging      bool    `json:"charging"`
}

type safetyStateV3 struct {
	ActiveEmergencyStop string `json:"activeEmergencyStop"`
	FieldViolation      bool   `json:"fieldViolation"`
}

// stopsV3 are the emergency stops that 3.0 names otherwise.
var stopsV3 = map[string]string{"AUTOACK": "REMOTE"}

// MarshalStateV3 writes a state of 3.0; instant names the ids of instant
// actions, whose states stand in a list of their own.
func MarshalStateV3(s State, instant func(actionID string) bool) ([]byte, error) {
	if err := checkHeader(&s.Header); err != nil {
		return nil, err
	}
	w := stateOutV3{
		Header: s.Header, OrderID: s.OrderID, OrderUpdateID: s.OrderUpdateID, LastNodeID: s.LastNodeID, LastNodeSequenceID: s.LastNodeSequenceID,
		NodeStates: make([]nodeStateV3, 0, len(s.NodeStates)), EdgeStates: noNil(s.EdgeStates), MobileRobotPosition: positionOut(s.AGVPosition),
		Velocity: s.Velocity, Loads: noNil(s.Loads), Driving: s.Driving, Paused: s.Paused, NewBaseRequest: s.NewBaseRequest,
		ActionStates: []actionStateV3{}, InstantActionStates: []actionStateV3{},
		PowerSupply:   powerSupplyV3{s.BatteryState.BatteryCharge, s.BatteryState.Charging},
		OperatingMode: s.OperatingMode, Errors: noNil(s.Errors), SafetyState: safetyStateV3{s.SafetyState.EStop, s.SafetyState.FieldViolation},
		StateOf30: s.Extra,
	}
	if w.OperatingMode == ModeTeachIn {
		w.OperatingMode = "TEACH_IN"
	}
	if stop, ok := stopsV3[w.SafetyState.ActiveEmergencyStop]; ok {
		w.SafetyState.ActiveEmergencyStop = stop
	}
	for _, n := range s.NodeStates {
		w.NodeStates = append(w.NodeStates, nodeStateV3{n.NodeID, n.SequenceID, n.Released, positionV3(n.NodePosition)})
	}
	for _, a := range s.ActionStates {
		list := &w.ActionStates
		if instant(a.ActionID) {
			list = &w.InstantActionStates
		}
		*list = append(*list, actionStateV3{a.ActionID, a.ActionType, a.ActionStatus, a.ResultDescription})
	}
	return json.Marshal(w)
}

func positionOut(p *AGVPosition) *positionOfV3 {
	if p == nil {
		return nil
	}
	return &positionOfV3{X: p.X, Y: p.Y, Theta: p.Theta, MapID: p.MapID, Localized: p.PositionInitialized}
}

// MarshalVisualizationV3 writes a visualization of 3.0; state is the header id
// of the last state.
func MarshalVisualizationV3(v Visualization, state Uint) ([]byte, error) {
	return json.Marshal(struct {
		Header
		ReferenceStateHeaderID Uint          `json:"referenceStateHeaderId"`
		MobileRobotPosition    *positionOfV3 `json:"mobileRobotPosition,omitempty"`
		Velocity               *Velocity     `json:"velocity,omitempty"`
	}{v.Header, state, positionOut(v.AGVPosition), v.Velocity})
}

// MarshalConnectionV3 writes a connection message of 3.0.
func MarshalConnectionV3(c Connection) ([]byte, error) {
	if c.ConnectionState == ConnectionBroken {
		c.ConnectionState = "CONNECTION_BROKEN"
	}
	return MarshalConnection(c)
}

// kinematicsV3 are the kinds of drive that 3.0 calls otherwise.
var kinematicsV3 = map[string]string{"DIFF": "DIFFERENTIAL", "OMNI": "OMNIDIRECTIONAL", "THREEWHEEL": "THREE_WHEEL"}

type object = map[string]any

// MarshalFactsheetV3 writes a factsheet of 3.0.
func MarshalFactsheetV3(f Factsheet) ([]byte, error) {
	if err := checkHeader(&f.Header); err != nil {
		return nil, err
	}
	t, p := &f.TypeSpecification, &f.PhysicalParameters
	drive := t.AGVKinematic
	if name, ok := kinematicsV3[drive]; ok {
		drive = name
	}
	actions := []object{}
	for _, a := range f.ProtocolFeatures.AGVActions {
		kind := a.ActionType
		if name, ok := instantNamesV3[kind]; ok {
			kind = name
		}
		actions = append(actions, object{"actionType": kind, "actionScopes": a.ActionScopes, "pauseAllowed": false, "cancelAllowed": false})
	}
	kind := object{"seriesName": t.SeriesName, "mobileRobotKinematics": drive, "mobileRobotClass": t.AGVClass, "maximumLoadMass": t.MaxLoadMass,
		"localizationTypes": noNil(t.LocalizationTypes), "navigationTypes": noNil(t.NavigationTypes)}
	if t.SupportedZones != nil {
		kind["supportedZones"] = t.SupportedZones
	}
	loads := object{"loadPositions": noNil(f.LoadSpecification.LoadPositions)}
	if len(f.LoadSpecification.LoadSets) > 0 {
		loads["loadSets"] = f.LoadSpecification.LoadSets
	}
	return json.Marshal(struct {
		Header
		TypeSpecification   object `json:"typeSpecification"`
		PhysicalParameters  object `json:"physicalParameters"`
		ProtocolLimits      object `json:"protocolLimits"`
		ProtocolFeatures    object `json:"protocolFeatures"`
		MobileRobotGeometry object `json:"mobileRobotGeometry"`
		LoadSpecification   object `json:"loadSpecification"`
	}{
		f.Header,
		kind,
		object{"minimumSpeed": p.SpeedMin, "maximumSpeed": p.SpeedMax, "maximumAcceleration": p.AccelerationMax, "maximumDeceleration": p.DecelerationMax,
			"minimumHeight": p.HeightMax, "maximumHeight": p.HeightMax, "width": p.Width, "length": p.Length},
		object{"maximumStringLengths": object{}, "maximumArrayLengths": f.ProtocolLimits.MaxArrayLens,
			"timing": object{"minimumOrderInterval": f.ProtocolLimits.Timing.MinOrderInterval, "minimumStateInterval": f.ProtocolLimits.Timing.MinStateInterval}},
		object{"optionalParameters": noNil(f.ProtocolFeatures.OptionalParameters), "mobileRobotActions": actions},
		object{},
		loads,
	})
}

// UnmarshalOrderV3 reads an order of 3.0, as a vehicle does. Its edges lead
// from node to node in order.
func UnmarshalOrderV3(raw []byte) (o Order, err error) {
	var w orderV3
	note, err := read(TopicOrder, raw, &w)
	if err == nil && note != "" {
		err = errors.New(note)
	}
	o = Order{Header: w.Header, OrderID: w.OrderID, OrderUpdateID: w.OrderUpdateID}
	for i := range w.Nodes {
		n := &w.Nodes[i]
		o.Nodes = append(o.Nodes, Node{NodeID: n.NodeID, SequenceID: n.SequenceID, Released: n.Released, NodePosition: positionIn(n.NodePosition), Actions: n.Actions})
	}
	for i := range w.Edges {
		e := &w.Edges[i]
		edge := Edge{EdgeID: e.EdgeID, SequenceID: e.SequenceID, Released: e.Released, MaxSpeed: e.MaximumSpeed, MaxHeight: e.MaxHeight, Length: e.Length, Actions: e.Actions}
		if i+1 < len(o.Nodes) {
			edge.StartNodeID, edge.EndNodeID = o.Nodes[i].NodeID, o.Nodes[i+1].NodeID
		}
		o.Edges = append(o.Edges, edge)
	}
	return o, err
}

func positionIn(p *nodePositionV3) *NodePosition {
	if p == nil {
		return nil
	}
	n := &NodePosition{X: p.X, Y: p.Y, Theta: p.Theta, AllowedDeviationTheta: p.AllowedDeviationTheta, MapID: p.MapID}
	if d := p.AllowedDeviationXY; d != nil {
		n.AllowedDeviationXY = min(d.A, d.B)
	}
	return n
}

// UnmarshalInstantActionsV3 reads instant actions of 3.0 under the names of
// 2.1.
func UnmarshalInstantActionsV3(raw []byte) (a InstantActions, err error) {
	a, err = UnmarshalInstantActions(raw)
	a.Actions = slices.Clone(a.Actions)
	for i := range a.Actions {
		for old, name := range instantNamesV3 {
			if a.Actions[i].ActionType == name {
				a.Actions[i].ActionType = old
			}
		}
	}
	return a, err
}
