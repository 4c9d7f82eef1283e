package message

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsWrittenForV3ValidatesAndHasNoLeftovers(t *testing.T) {
	o := order()
	o.Version = Version30
	raw, err := MarshalOrderV3(o)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "schema-3.0", TopicOrder, raw)
	instant, err := MarshalInstantActionsV3(InstantActions{Header: o.Header, Actions: []Action{
		{ActionType: ActionInitPosition, ActionID: "a", BlockingType: BlockingHard, Parameters: []Parameter{{"x", 1.0}}},
		{ActionType: ActionCancelOrder, ActionID: "b", BlockingType: BlockingHard}}})
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "schema-3.0", TopicInstantActions, instant)
	// The schemas accept unknown fields, so words of 2.1 would pass unnoticed.
	for _, word := range []string{"startNodeId", "endNodeId", "maxSpeed", "maxHeight", "zoneSetId", `"initPosition"`, `"HARD"`} {
		if strings.Contains(string(instant), word) || word != `"HARD"` && strings.Contains(string(raw), word) {
			t.Errorf("a word of 2.1 in a message of 3.0: %s", word)
		}
	}
	if o.Nodes[0].Actions[0].BlockingType != BlockingHard || !strings.Contains(string(raw), `"allowedDeviationXY":{"a":0.1,"b":0.1,"theta":0}`) || !strings.Contains(string(raw), `"maximumMobileRobotHeight":2.5`) {
		t.Errorf("%s", raw)
	}
}

const stateOfV3 = `{"headerId":7,"timestamp":"2026-03-02T12:00:00.000Z","version":"3.0.0","manufacturer":"aisle","serialNumber":"C001",
	"orderId":"M1","orderUpdateId":2,"lastNodeId":"A","lastNodeSequenceId":4,
	"nodeStates":[{"nodeId":"B","sequenceId":6,"released":true,"nodePosition":{"x":1,"y":2,"mapId":"floor"}}],
	"edgeStates":[{"edgeId":"AB","sequenceId":5,"released":true}],
	"mobileRobotPosition":{"x":1.5,"y":-2,"theta":0.5,"mapId":"floor","localized":true},
	"driving":true,"paused":false,"loads":[{"loadId":"HU1"}],
	"actionStates":[{"actionId":"p","actionStatus":"RETRIABLE","actionResult":"no load"}],
	"instantActionStates":[{"actionId":"c","actionType":"cancelOrder","actionStatus":"RUNNING"}],
	"powerSupply":{"stateOfCharge":81.5,"charging":false},"operatingMode":"TEACH_IN",
	"errors":[{"errorType":"NO_ROUTE_TO_TARGET","errorLevel":"CRITICAL"}],
	"safetyState":{"activeEmergencyStop":"REMOTE","fieldViolation":false}}`

func TestStateOfV3(t *testing.T) {
	validate(t, "schema-3.0", TopicState, []byte(stateOfV3))
	got, note, err := UnmarshalStateV3([]byte(stateOfV3))
	if err != nil || note != "" {
		t.Fatal(note, err)
	}
	h := header
	h.Version = Version30
	want := State{
		Header: h, OrderID: "M1", OrderUpdateID: 2, LastNodeID: "A", LastNodeSequenceID: 4,
		NodeStates:  []NodeState{{NodeID: "B", SequenceID: 6, Released: true, NodePosition: &NodePosition{X: 1, Y: 2, MapID: "floor"}}},
		EdgeStates:  []EdgeState{{EdgeID: "AB", SequenceID: 5, Released: true}},
		AGVPosition: &AGVPosition{X: 1.5, Y: -2, Theta: 0.5, MapID: "floor", PositionInitialized: true},
		Driving:     true, Loads: []Load{{LoadID: "HU1"}},
		ActionStates: []ActionState{{ActionID: "p", ActionStatus: StatusPaused, ResultDescription: "no load"},
			{ActionID: "c", ActionType: ActionCancelOrder, ActionStatus: StatusRunning}},
		BatteryState: BatteryState{BatteryCharge: 81.5}, OperatingMode: ModeTeachIn,
		Errors:      []Error{{ErrorType: "NO_ROUTE_TO_TARGET", ErrorLevel: LevelCritical}},
		SafetyState: SafetyState{EStop: "REMOTE"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestOtherMessagesOfV3(t *testing.T) {
	for said, want := range map[string]string{"ONLINE": ConnectionOnline, "OFFLINE": ConnectionOffline, "CONNECTION_BROKEN": ConnectionBroken, "HIBERNATING": ConnectionOffline} {
		c, err := UnmarshalConnectionV3([]byte(`{"connectionState":"` + said + `"}`))
		if err != nil || c.ConnectionState != want {
			t.Errorf("%s: %+v, %v", said, c, err)
		}
	}
	if _, err := UnmarshalConnectionV3([]byte(`{"connectionState":"ASLEEP"}`)); err == nil {
		t.Error("an unknown connection state was read")
	}
	v, err := UnmarshalVisualizationV3([]byte(`{"mobileRobotPosition":{"x":1,"y":2,"theta":0,"mapId":"m","localized":true}}`))
	if err != nil || v.AGVPosition == nil || v.AGVPosition.Y != 2 {
		t.Errorf("%+v, %v", v, err)
	}
	f, note, err := UnmarshalFactsheetV3([]byte(`{"typeSpecification":{"seriesName":"S"},"protocolLimits":{"maximumArrayLengths":{"order.nodes":12}}}`))
	if err != nil || note != "" || f.ProtocolLimits.MaxArrayLens.OrderNodes != 12 || f.TypeSpecification.SeriesName != "S" {
		t.Errorf("%+v, %s, %v", f, note, err)
	}
}

func FuzzStateV3(f *testing.F) {
	f.Add([]byte(stateOfV3))
	f.Add([]byte(`{"powerSupply":[],"instantActionStates":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if s, _, err := UnmarshalStateV3(raw); err == nil {
			_ = s.Time()
		}
	})
}

// TestVehicleOfV3: what a vehicle writes in 3.0 validates, has no words of 2.1,
// and is read as it was meant.
func TestVehicleOfV3(t *testing.T) {
	h := header
	h.Version = Version30
	s := State{
		Header: h, OrderID: "M1", LastNodeID: "A", LastNodeSequenceID: 4,
		NodeStates:  []NodeState{{NodeID: "B", SequenceID: 6, NodePosition: &NodePosition{X: 1, Y: 2, MapID: "floor", AllowedDeviationXY: 0.1}}},
		EdgeStates:  []EdgeState{{EdgeID: "AB", SequenceID: 5}},
		AGVPosition: &AGVPosition{X: 1.5, Y: -2, Theta: 0.5, MapID: "floor", PositionInitialized: true}, Velocity: &Velocity{VX: 1},
		Loads: []Load{{LoadID: "HU1"}}, Errors: []Error{{ErrorType: ErrorV3Busy, ErrorLevel: LevelWarning}},
		ActionStates: []ActionState{{"p", ActionPick, StatusRunning, ""}, {"c", ActionCancelOrder, StatusFinished, "done"}},
		BatteryState: BatteryState{BatteryCharge: 81.5, Charging: true}, OperatingMode: ModeTeachIn, SafetyState: SafetyState{EStop: "MANUAL"},
	}
	raw, err := MarshalStateV3(s, func(id string) bool { return id == "c" })
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "schema-3.0", TopicState, raw)
	back, note, err := UnmarshalStateV3(raw)
	if d := cmp.Diff(s, back); d != "" || note != "" || err != nil {
		t.Error(d, note, err)
	}
	if !strings.Contains(string(raw), `"instantActionStates":[{"actionId":"c"`) {
		t.Errorf("%s", raw)
	}
	s.SafetyState.EStop, s.NodeStates, s.AGVPosition = "AUTOACK", nil, nil
	stopped, err := MarshalStateV3(s, func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "schema-3.0", TopicState, stopped)
	for _, c := range []string{ConnectionOnline, ConnectionOffline, ConnectionBroken} {
		said, err := MarshalConnectionV3(Connection{Header: h, ConnectionState: c})
		if err != nil {
			t.Fatal(err)
		}
		validate(t, "schema-3.0", TopicConnection, said)
		if heard, err := UnmarshalConnectionV3(said); err != nil || heard.ConnectionState != c {
			t.Errorf("%s: %+v, %v", c, heard, err)
		}
	}
	shown, err := MarshalVisualizationV3(Visualization{Header: h, AGVPosition: back.AGVPosition, Velocity: &Velocity{}}, 7)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "schema-3.0", TopicVisualization, shown)
	sheet, err := MarshalFactsheetV3(Factsheet{Header: h, TypeSpecification: TypeSpecification{SeriesName: "S", AGVKinematic: "DIFF", AGVClass: "CARRIER"},
		ProtocolFeatures: ProtocolFeatures{AGVActions: []AGVAction{{ActionInitPosition, []string{"INSTANT"}}},
			OptionalParameters: []OptionalParameter{{"order.nodes.nodePosition", "REQUIRED"}}}})
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "schema-3.0", TopicFactsheet, sheet)
	for _, word := range []string{"agv", "batteryState", "eStop\"", "resultDescription", "positionInitialized", "TEACHIN", "maxLoadMass", `"initPosition"`} {
		if strings.Contains(string(raw)+string(shown)+string(sheet), word) {
			t.Errorf("a word of 2.1 in a message of 3.0: %s", word)
		}
	}
}

func TestOrderOfV3IsReadAsWritten(t *testing.T) {
	o := order()
	raw, err := MarshalOrderV3(o)
	if err != nil {
		t.Fatal(err)
	}
	back, err := UnmarshalOrderV3(raw)
	if err != nil {
		t.Fatal(err)
	}
	again, err := MarshalOrderV3(back)
	if err != nil || string(again) != string(raw) || back.Edges[0].StartNodeID != "A" || back.Nodes[0].NodePosition.AllowedDeviationXY != 0.1 {
		t.Errorf("%v\n%s\n%s", err, raw, again)
	}
	said, err := MarshalInstantActionsV3(InstantActions{Header: o.Header, Actions: []Action{{ActionType: ActionInitPosition, ActionID: "a", BlockingType: BlockingHard}}})
	if err != nil {
		t.Fatal(err)
	}
	if heard, err := UnmarshalInstantActionsV3(said); err != nil || heard.Actions[0].ActionType != ActionInitPosition {
		t.Errorf("%+v, %v", heard, err)
	}
}

func FuzzOrderV3(f *testing.F) {
	f.Add([]byte(`{"orderId":"M1","nodes":[{"nodeId":"A","nodePosition":{"allowedDeviationXY":{"a":1}}}],"edges":[{},{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if o, err := UnmarshalOrderV3(raw); err == nil {
			_ = CheckPath(&o)
		}
	})
}
