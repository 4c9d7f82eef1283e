package vda5050

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// strictVehicle takes orders over as the flow chart of the standard says
// (2.1, figure 8) and drives a node whenever it is told to. Refusals are
// remembered: there must be none.
type strictVehicle struct {
	st       message.State
	driven   []string
	refused  []string
	contents map[string]string // of each order and update id: must never differ
}

func (v *strictVehicle) take(o message.Order) {
	key := fmt.Sprintf("%s/%d", o.OrderID, o.OrderUpdateID)
	raw, _ := json.Marshal([]any{o.Nodes, o.Edges})
	if had, ok := v.contents[key]; ok && had != string(raw) {
		v.refused = append(v.refused, key+" came with other content")
	}
	v.contents[key] = string(raw)
	switch {
	case o.OrderID == v.st.OrderID && o.OrderUpdateID == v.st.OrderUpdateID:
		return
	case o.OrderID == v.st.OrderID && o.OrderUpdateID < v.st.OrderUpdateID:
		v.refused = append(v.refused, key+" is old")
		return
	case o.OrderID == v.st.OrderID:
		id, seq := v.st.LastNodeID, v.st.LastNodeSequenceID
		var base []message.NodeState
		for _, n := range v.st.NodeStates {
			if n.Released {
				base = append(base, n)
				id, seq = n.NodeID, n.SequenceID
			}
		}
		if o.Nodes[0].NodeID != id || o.Nodes[0].SequenceID != seq {
			v.refused = append(v.refused, fmt.Sprintf("%s begins at %s/%d, not at %s/%d", key, o.Nodes[0].NodeID, o.Nodes[0].SequenceID, id, seq))
			return
		}
		v.st.NodeStates = base
	default:
		if len(v.st.NodeStates) > 0 || o.Nodes[0].NodeID != v.st.LastNodeID {
			v.refused = append(v.refused, key+" came too early or elsewhere")
			return
		}
		v.st.OrderID, v.st.LastNodeSequenceID = o.OrderID, 0
	}
	v.st.OrderUpdateID = o.OrderUpdateID
	for _, n := range o.Nodes[1:] {
		v.st.NodeStates = append(v.st.NodeStates, message.NodeState{NodeID: n.NodeID, SequenceID: n.SequenceID, Released: n.Released})
	}
}

func (v *strictVehicle) drive() {
	if len(v.st.NodeStates) > 0 && v.st.NodeStates[0].Released {
		n := v.st.NodeStates[0]
		v.st.LastNodeID, v.st.LastNodeSequenceID = n.NodeID, n.SequenceID
		v.st.NodeStates = append([]message.NodeState(nil), v.st.NodeStates[1:]...)
		v.driven = append(v.driven, n.NodeID)
	}
}

// Whatever is lost or doubled, and whenever the master restarts: the vehicle
// drives exactly the steps that were given, in order, and refuses nothing.
func TestEveryStepIsDrivenOnceOverALossyLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := &strictVehicle{contents: map[string]string{}}
		v.st = message.State{Header: message.Header{Version: message.Version21}, LastNodeID: "N0", OperatingMode: message.ModeAutomatic}
		s := newSession(testSettings("m1"))
		now := noon
		lossy := true
		do := func(e any) error {
			acts, err := s.step(now, e)
			for _, a := range acts {
				if a.order == nil {
					continue
				}
				if err := message.CheckOrder(a.order); err != nil {
					t.Fatal(err)
				}
				if copies := rapid.IntRange(0, 2).Draw(t, "copies"); copies > 0 || !lossy {
					v.take(*a.order)
					if copies == 2 {
						v.take(*a.order)
					}
				}
			}
			return err
		}
		speak := func() {
			now = now.Add(50 * time.Millisecond)
			v.st.HeaderID++
			v.st.Timestamp = message.Timestamp(now)
			st := v.st
			st.NodeStates = append([]message.NodeState(nil), v.st.NodeStates...)
			if !lossy || rapid.Bool().Draw(t, "heard") {
				_ = do(evState{st})
			}
		}
		v.st.ActionStates = []message.ActionState{{ActionID: "aisle-stateRequest-m1-1", ActionStatus: message.StatusFinished}}
		_ = do(evLink{true})
		_ = do(evFactsheet{message.Factsheet{ProtocolLimits: message.ProtocolLimits{MaxArrayLens: message.MaxArrayLens{OrderNodes: 3}}}})
		lossy = false
		speak()
		lossy = true
		var want []string
		given := 0
		next := func() string { given++; return fmt.Sprintf("N%d", given) }
		if err := do(evStart{devices.Order{ID: "M1", Steps: path("N0"), Horizon: path("N1")}}); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 60).Draw(t, "length") {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				words := next()
				if rapid.Bool().Draw(t, "two") {
					words += " " + next()
				}
				if err := do(evExtend{"M1", path(words), path(fmt.Sprintf("N%d", given+1))}); err != nil {
					t.Fatal(err)
				}
				want = append(want, strings.Fields(words)...)
			case 1, 2:
				v.drive()
				speak()
			case 3:
				speak()
			case 4:
				now = now.Add(1100 * time.Millisecond)
				_ = do(evTick{})
			case 5:
				_ = do(evLink{rapid.Bool().Draw(t, "up")})
			}
		}
		lossy = false
		_ = do(evLink{true})
		for range 200 {
			v.drive()
			now = now.Add(1100 * time.Millisecond)
			speak()
			_ = do(evTick{})
		}
		if got := strings.Join(v.driven, " "); got != strings.Join(want, " ") || len(v.refused) > 0 {
			t.Fatalf("driven %s\nwanted %s\nrefused %v", got, strings.Join(want, " "), v.refused)
		}
	})
}

// Nothing that a vehicle says makes the session panic or write a bad message.
func TestNonsenseFromTheVehicle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSession(testSettings("m1"))
		now := noon
		ids := rapid.SampledFrom([]string{"", "M1", "M2", "x"})
		nodes := rapid.SampledFrom([]string{"", "N0", "N1", "N2"})
		num := rapid.Uint32Range(0, 6)
		do := func(e any) {
			acts, _ := s.step(now, e)
			for _, a := range acts {
				if a.order != nil && message.CheckOrder(a.order) != nil {
					t.Fatal(message.CheckOrder(a.order))
				}
			}
			_ = s.vehicleState(now)
			_ = s.wake(now)
		}
		do(evLink{true})
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.Int64Range(0, 3000).Draw(t, "ms")) * time.Millisecond)
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				do(evStart{devices.Order{ID: rapid.SampledFrom([]string{"M1", "M2", "M3"}).Draw(t, "id"), Steps: path("N0 N1"), Horizon: path("N2")}})
			case 1:
				do(evExtend{ids.Draw(t, "id"), path("N2"), nil})
			case 2:
				do(evCancel{ids.Draw(t, "id")})
			case 3:
				do(evConnection{rapid.SampledFrom([]string{message.ConnectionOnline, message.ConnectionOffline, message.ConnectionBroken}).Draw(t, "state")})
			default:
				st := message.State{Header: message.Header{HeaderID: message.Uint(num.Draw(t, "head")), Timestamp: message.Timestamp(now)},
					OrderID: ids.Draw(t, "order"), OrderUpdateID: message.Uint(num.Draw(t, "update")),
					LastNodeID: nodes.Draw(t, "last"), LastNodeSequenceID: message.Uint(num.Draw(t, "seq")),
					OperatingMode: rapid.SampledFrom([]string{"AUTOMATIC", "MANUAL", ""}).Draw(t, "mode")}
				for range rapid.IntRange(0, 3).Draw(t, "nodes") {
					st.NodeStates = append(st.NodeStates, message.NodeState{NodeID: nodes.Draw(t, "node"), SequenceID: message.Uint(num.Draw(t, "nseq")), Released: rapid.Bool().Draw(t, "rel")})
				}
				if rapid.Bool().Draw(t, "error") {
					st.Errors = []message.Error{{ErrorType: message.ErrorOrder}}
				}
				if rapid.Bool().Draw(t, "action") {
					st.ActionStates = []message.ActionState{{ActionID: cancelPrefix("M1") + "m1-1", ActionType: message.ActionCancelOrder,
						ActionStatus: rapid.SampledFrom([]message.ActionStatus{"RUNNING", "FINISHED", "FAILED", "ODD"}).Draw(t, "status")}}
				}
				do(evState{st})
			}
		}
	})
}
