package vda5050

import (
	"fmt"
	"math"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// leg is a node of an order with the edge that leads to it.
type leg struct {
	edge message.Edge
	node message.Node
}

// legsAfter writes steps as what follows node last.
func legsAfter(last message.Node, steps []devices.Step, released bool) []leg {
	out := make([]leg, 0, len(steps))
	for _, s := range steps {
		n := nodeOf(s, last.SequenceID+2, released)
		e := message.Edge{
			EdgeID: s.Edge, SequenceID: last.SequenceID + 1, Released: released,
			StartNodeID: last.NodeID, EndNodeID: n.NodeID, MaxSpeed: metres(s.MaxSpeedMMPerS), MaxHeight: metres(s.MaxHeightMM),
		}
		if e.EdgeID == "" {
			e.EdgeID = last.NodeID + "-" + n.NodeID
		}
		out = append(out, leg{e, n})
		last = n
	}
	return out
}

func nodeOf(s devices.Step, sequence message.Uint, released bool) message.Node {
	n := message.Node{NodeID: s.Node, SequenceID: sequence, Released: released}
	if s.Map != "" {
		n.NodePosition = &message.NodePosition{
			X: metres(s.X), Y: metres(s.Y), AllowedDeviationXY: metres(s.AllowedDeviation), MapID: s.Map,
		}
		if s.Theta != nil {
			theta := math.Remainder(float64(*s.Theta)/1000, 2*math.Pi)
			n.NodePosition.Theta = &theta
		}
	}
	for _, a := range s.Actions {
		n.Actions = append(n.Actions, actionOf(a))
	}
	return n
}

func actionOf(a devices.Action) message.Action {
	m := message.Action{ActionType: a.Type, ActionID: a.ID, BlockingType: message.BlockingHard}
	if a.Station != "" {
		m.Parameters = append(m.Parameters, message.Parameter{Key: "stationName", Value: a.Station})
	}
	if a.HandlingUnit != "" {
		m.Parameters = append(m.Parameters, message.Parameter{Key: "loadId", Value: a.HandlingUnit})
	}
	if a.LoadType != "" {
		m.Parameters = append(m.Parameters, message.Parameter{Key: "loadType", Value: a.LoadType})
	}
	return m
}

func metres(mm int64) float64 { return float64(mm) / 1000 }

func millimetres(m float64) int64 { return int64(math.Round(m * 1000)) }

// compose writes an order message: the first node, then the legs.
func compose(id string, update message.Uint, first message.Node, legs []leg) *message.Order {
	o := &message.Order{OrderID: id, OrderUpdateID: update, Nodes: []message.Node{first}}
	for _, l := range legs {
		o.Nodes = append(o.Nodes, l.node)
		o.Edges = append(o.Edges, l.edge)
	}
	return o
}

// checkSteps says what is wrong with steps that shall follow node last.
func checkSteps(id string, last message.Node, released, horizon []devices.Step) error {
	legs := legsAfter(last, released, true)
	if len(legs) > 0 {
		last2 := legs[len(legs)-1].node
		legs = append(legs, legsAfter(last2, horizon, false)...)
	} else {
		legs = legsAfter(last, horizon, false)
	}
	if err := message.CheckPath(compose(id, 0, last, legs)); err != nil {
		return fmt.Errorf("vda5050: %w", err)
	}
	return nil
}
