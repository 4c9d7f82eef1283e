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
	for _, word := range []string{"startNodeId", "endNodeId", "maxSpeed", "zoneSetId", `"initPosition"`, `"HARD"`} {
		if strings.Contains(string(instant), word) || word != `"HARD"` && strings.Contains(string(raw), word) {
			t.Errorf("a word of 2.1 in a message of 3.0: %s", word)
		}
	}
	if o.Nodes[0].Actions[0].BlockingType != BlockingHard || !strings.Contains(string(raw), `"allowedDeviationXY":{"a":0.1,"b":0.1,"theta":0}`) {
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
