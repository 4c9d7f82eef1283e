package message

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var header = Header{HeaderID: 7, Timestamp: Timestamp(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)), Version: Version21, Manufacturer: "aisle", SerialNumber: "C001"}

func validate(t *testing.T, version string, topic Topic, raw []byte) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", version, string(topic)+".schema"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(string(topic), doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(string(topic))
	if err != nil {
		t.Fatal(err)
	}
	got, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err == nil {
		err = s.Validate(got)
	}
	if err != nil {
		t.Errorf("%s: %v\n%s", topic, err, raw)
	}
}

// order is as full as Aisle writes them.
func order() Order {
	theta := -math.Pi
	return Order{
		Header: header, OrderID: "M1", OrderUpdateID: 3,
		Nodes: []Node{
			{NodeID: "A", SequenceID: 4, Released: true, NodePosition: &NodePosition{X: 1.5, Y: -2, Theta: &theta, AllowedDeviationXY: 0.1, MapID: "floor"},
				Actions: []Action{{ActionType: ActionPick, ActionID: "p", BlockingType: BlockingHard, Parameters: []Parameter{{"stationName", "S1"}}}}},
			{NodeID: "B", SequenceID: 6},
		},
		Edges: []Edge{{EdgeID: "AB", SequenceID: 5, StartNodeID: "A", EndNodeID: "B", MaxSpeed: 1.2, MaxHeight: 2.5}},
	}
}

func TestWhatIsWrittenValidates(t *testing.T) {
	write := func(topic Topic, raw []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		validate(t, "schema-2.1.0", topic, raw)
	}
	raw, err := MarshalOrder(order())
	write(TopicOrder, raw, err)
	back, err := UnmarshalOrder(raw)
	if err != nil {
		t.Fatal(err)
	}
	again, err := MarshalOrder(back)
	if err != nil || string(again) != string(raw) {
		t.Errorf("an order that was read is written otherwise: %v\n%s\n%s", err, raw, again)
	}
	raw, err = MarshalInstantActions(InstantActions{Header: header})
	write(TopicInstantActions, raw, err)
	raw, err = MarshalState(State{Header: header, OperatingMode: ModeAutomatic, SafetyState: SafetyState{EStop: EStopNone}})
	write(TopicState, raw, err)
	raw, err = MarshalState(State{Header: header, OperatingMode: ModeManual, SafetyState: SafetyState{EStop: "MANUAL"},
		NodeStates:  []NodeState{{NodeID: "A", SequenceID: 2, NodePosition: order().Nodes[0].NodePosition}},
		EdgeStates:  []EdgeState{{EdgeID: "E", SequenceID: 1}},
		AGVPosition: &AGVPosition{MapID: "floor"}, Velocity: &Velocity{}, Loads: []Load{{LoadID: "x"}},
		ActionStates: []ActionState{{ActionID: "a", ActionStatus: StatusFailed, ResultDescription: "why"}},
		Errors:       []Error{{ErrorType: ErrorOrder, ErrorLevel: LevelWarning, ErrorReferences: []ErrorReference{{"orderId", "M1"}}}}})
	write(TopicState, raw, err)
	raw, err = MarshalVisualization(Visualization{Header: header, AGVPosition: &AGVPosition{}, Velocity: &Velocity{VX: 1}})
	write(TopicVisualization, raw, err)
	raw, err = MarshalConnection(Connection{Header: header, ConnectionState: ConnectionBroken})
	write(TopicConnection, raw, err)
}

func TestWrongOrdersAreNotWritten(t *testing.T) {
	nan, far := math.NaN(), 4.0
	for want, spoil := range map[string]func(*Order){
		"manufacturer":          func(o *Order) { o.Manufacturer = "a/b" },
		"serialNumber is empty": func(o *Order) { o.SerialNumber = "" },
		"orderId is empty":      func(o *Order) { o.OrderID = "" },
		"no nodes":              func(o *Order) { o.Nodes = nil },
		"not one less":          func(o *Order) { o.Edges = nil },
		"not released":          func(o *Order) { o.Nodes[0].Released = false },
		"nodeId is empty":       func(o *Order) { o.Nodes[1].NodeID = "" },
		"is no place":           func(o *Order) { o.Nodes[0].NodePosition.X = nan },
		"theta 4":               func(o *Order) { o.Nodes[0].NodePosition.Theta = &far },
		"mapId":                 func(o *Order) { o.Nodes[0].NodePosition.MapID = "" },
		"allowedDeviationXY":    func(o *Order) { o.Nodes[0].NodePosition.AllowedDeviationXY = -1 },
		"leads from":            func(o *Order) { o.Edges[0].EndNodeID = "C" },
		"has a gap":             func(o *Order) { o.Nodes[1].SequenceID = 8 },
		"is not the same":       func(o *Order) { o.Edges[0].Released = true },
		"maxSpeed":              func(o *Order) { o.Edges[0].MaxSpeed = nan },
		"maxHeight":             func(o *Order) { o.Edges[0].MaxHeight = -1 },
		"blockingType":          func(o *Order) { o.Nodes[0].Actions[0].BlockingType = "hard" },
		"no actionId":           func(o *Order) { o.Nodes[0].Actions[0].ActionID = "" },
		"no value":              func(o *Order) { o.Nodes[0].Actions[0].Parameters[0].Value = nil },
		"released after": func(o *Order) {
			o.Nodes = append(o.Nodes, Node{NodeID: "C", SequenceID: 8, Released: true})
			o.Edges = append(o.Edges, Edge{EdgeID: "BC", SequenceID: 7, StartNodeID: "B", EndNodeID: "C", Released: true})
		},
	} {
		o := order()
		spoil(&o)
		if _, err := MarshalOrder(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestReadingIsLenient(t *testing.T) {
	s, note, err := UnmarshalState([]byte(`{"headerId":"12","orderId":"M1","orderUpdateId":2.0,"lastNodeId":"A","lastNodeSequenceId":4,
		"nodeStates":null,"unknown":{"x":1},"batteryState":{"batteryCharge":"high"},"driving":true,"actionStates":[{"actionId":"a","actionStatus":"PAUSED"}]}`))
	want := State{Header: Header{HeaderID: 12}, OrderID: "M1", OrderUpdateID: 2, LastNodeID: "A", LastNodeSequenceID: 4, Driving: true,
		ActionStates: []ActionState{{ActionID: "a", ActionStatus: StatusPaused}}}
	if err != nil || !strings.Contains(note, "batteryCharge") {
		t.Errorf("note %q, err %v", note, err)
	}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
	if f, note, err := UnmarshalFactsheet([]byte(`{"protocolLimits":{"maxArrayLens":{"order.nodes":20}},"agvGeometry":{"wheelDefinitions":[]},"typeSpecification":[]}`)); err != nil || f.ProtocolLimits.MaxArrayLens.OrderNodes != 20 || note == "" {
		t.Errorf("%+v, %q, %v", f, note, err)
	}
}

func TestUnreadable(t *testing.T) {
	for name, raw := range map[string]string{
		"no JSON": `{`, "a list": `[]`, "a word": `"x"`, "negative sequence": `{"lastNodeSequenceId":-1}`,
		"half a sequence": `{"nodeStates":[{"nodeId":"A","sequenceId":1.5}]}`, "huge": strings.Repeat(" ", MaxBytes+1),
	} {
		if s, _, err := UnmarshalState([]byte(raw)); err == nil {
			t.Errorf("%s: read as %+v", name, s)
		}
	}
	if _, err := UnmarshalConnection([]byte(`{"connectionState":"AWAY"}`)); err == nil {
		t.Error("an unknown connection state was read")
	}
	if _, err := UnmarshalOrder([]byte(`{"orderId":5}`)); err == nil {
		t.Error("a vehicle took an order with a number for an id")
	}
}

func FuzzState(f *testing.F) {
	f.Add([]byte(`{"headerId":1,"orderId":"M1","nodeStates":[{"nodeId":"A","sequenceId":2,"released":true}],"actionStates":[{"actionId":"a","actionStatus":"FINISHED"}]}`))
	f.Add([]byte(`{"headerId":4294967295,"timestamp":"1991-03-11T11:40:03.12Z","errors":[{"errorType":"x","errorReferences":null}],"agvPosition":{"x":1e308}}`))
	f.Add([]byte(`{"nodeStates":{},"lastNodeSequenceId":"7"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, _, err := UnmarshalState(raw)
		if err != nil {
			return
		}
		_ = s.Time()
		if _, err := json.Marshal(s); err != nil {
			t.Errorf("was read and cannot be written: %v", err)
		}
	})
}

func FuzzOrder(f *testing.F) {
	raw, err := MarshalOrder(order())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"orderId":"x","nodes":[{"nodeId":"A","released":true,"nodePosition":{"x":1,"y":2}}],"edges":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := UnmarshalOrder(raw)
		if err != nil || CheckOrder(&o) != nil {
			return
		}
		if _, err := MarshalOrder(o); err != nil {
			t.Errorf("was accepted and cannot be written: %v", err)
		}
	})
}
