package message

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// MarshalOrder writes an order that any vehicle of 2.1 must understand.
func MarshalOrder(o Order) ([]byte, error) {
	if err := CheckOrder(&o); err != nil {
		return nil, err
	}
	o.Nodes, o.Edges = fill(o.Nodes), fill(o.Edges)
	for i := range o.Nodes {
		o.Nodes[i].Actions = noNil(o.Nodes[i].Actions)
	}
	for i := range o.Edges {
		o.Edges[i].Actions = noNil(o.Edges[i].Actions)
	}
	return json.Marshal(o)
}

// MarshalInstantActions writes instant actions.
func MarshalInstantActions(a InstantActions) ([]byte, error) {
	if err := errors.Join(checkHeader(&a.Header), checkActions("instantActions", a.Actions)); err != nil {
		return nil, err
	}
	a.Actions = noNil(a.Actions)
	return json.Marshal(a)
}

// MarshalInstantActionsLib writes instant actions under the key of version
// 1.1, which the npm package vda-5050-lib 1.4 reads in 2.0 too.
func MarshalInstantActionsLib(a InstantActions) ([]byte, error) {
	if err := errors.Join(checkHeader(&a.Header), checkActions("instantActions", a.Actions)); err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Header
		Actions []Action `json:"instantActions"`
	}{a.Header, noNil(a.Actions)})
}

// MarshalState writes a state.
func MarshalState(s State) ([]byte, error) {
	if err := checkHeader(&s.Header); err != nil {
		return nil, err
	}
	s.NodeStates, s.EdgeStates = noNil(s.NodeStates), noNil(s.EdgeStates)
	s.ActionStates, s.Errors = noNil(s.ActionStates), noNil(s.Errors)
	return json.Marshal(s)
}

// MarshalVisualization writes a visualization.
func MarshalVisualization(v Visualization) ([]byte, error) { return json.Marshal(v) }

// MarshalConnection writes a connection message.
func MarshalConnection(c Connection) ([]byte, error) {
	if err := checkHeader(&c.Header); err != nil {
		return nil, err
	}
	return json.Marshal(c)
}

// MarshalFactsheet writes a factsheet.
func MarshalFactsheet(f Factsheet) ([]byte, error) {
	if err := checkHeader(&f.Header); err != nil {
		return nil, err
	}
	return json.Marshal(f)
}

func noNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// fill copies a list, so that filling in its elements leaves the caller's.
func fill[T any](list []T) []T { return append(make([]T, 0, len(list)), list...) }

func checkHeader(h *Header) error {
	if err := errors.Join(CheckName("manufacturer", h.Manufacturer), CheckName("serialNumber", h.SerialNumber)); err != nil {
		return err
	}
	if h.Version == "" || h.Timestamp == "" {
		return fmt.Errorf("header of %s/%s has no version or no timestamp", h.Manufacturer, h.SerialNumber)
	}
	return nil
}

// CheckOrder says what is wrong with an order, by the rules of the text that
// the schema does not know: the alternation of nodes and edges, their
// sequence, a base in one piece.
func CheckOrder(o *Order) error {
	if err := checkHeader(&o.Header); err != nil {
		return err
	}
	return CheckPath(o)
}

// CheckPath is CheckOrder without the header.
func CheckPath(o *Order) error {
	switch {
	case o.OrderID == "":
		return errors.New("orderId is empty")
	case len(o.Nodes) == 0:
		return fmt.Errorf("order %s has no nodes", o.OrderID)
	case len(o.Edges) != len(o.Nodes)-1:
		return fmt.Errorf("order %s has %d edges for %d nodes, not one less", o.OrderID, len(o.Edges), len(o.Nodes))
	case !o.Nodes[0].Released:
		return fmt.Errorf("order %s: its first node is not released", o.OrderID)
	}
	for i := range o.Nodes {
		if err := checkNode(&o.Nodes[i]); err != nil {
			return fmt.Errorf("order %s: nodes[%d]: %w", o.OrderID, i, err)
		}
		if i == 0 {
			continue
		}
		if err := checkStep(&o.Nodes[i-1], &o.Edges[i-1], &o.Nodes[i]); err != nil {
			return fmt.Errorf("order %s: edges[%d]: %w", o.OrderID, i-1, err)
		}
	}
	return nil
}

func checkNode(n *Node) error {
	if n.NodeID == "" {
		return errors.New("nodeId is empty")
	}
	if p := n.NodePosition; p != nil {
		switch {
		case !finite(p.X) || !finite(p.Y):
			return fmt.Errorf("node %s: position (%v, %v) is no place", n.NodeID, p.X, p.Y)
		case p.MapID == "":
			return fmt.Errorf("node %s: mapId is empty", n.NodeID)
		case p.Theta != nil && (!finite(*p.Theta) || math.Abs(*p.Theta) > math.Pi):
			return fmt.Errorf("node %s: theta %v is not within -pi and pi", n.NodeID, *p.Theta)
		case !(p.AllowedDeviationXY >= 0) || math.IsInf(p.AllowedDeviationXY, 0):
			return fmt.Errorf("node %s: allowedDeviationXY %v is negative or no number", n.NodeID, p.AllowedDeviationXY)
		case !(math.Abs(p.AllowedDeviationTheta) <= math.Pi):
			return fmt.Errorf("node %s: allowedDeviationTheta %v is not within -pi and pi", n.NodeID, p.AllowedDeviationTheta)
		}
	}
	return checkActions("node "+n.NodeID, n.Actions)
}

func checkStep(from *Node, e *Edge, to *Node) error {
	switch {
	case e.EdgeID == "":
		return errors.New("edgeId is empty")
	case e.StartNodeID != from.NodeID || e.EndNodeID != to.NodeID:
		return fmt.Errorf("edge %s leads from %q to %q, its nodes are %q and %q", e.EdgeID, e.StartNodeID, e.EndNodeID, from.NodeID, to.NodeID)
	case e.SequenceID != from.SequenceID+1 || to.SequenceID != e.SequenceID+1:
		return fmt.Errorf("edge %s: sequence %d, %d, %d has a gap", e.EdgeID, from.SequenceID, e.SequenceID, to.SequenceID)
	case to.Released && !from.Released:
		return fmt.Errorf("node %s is released after one that is not", to.NodeID)
	case e.Released != to.Released:
		return fmt.Errorf("edge %s is released=%t and its end %s is not the same", e.EdgeID, e.Released, to.NodeID)
	case !(e.MaxSpeed >= 0) || math.IsInf(e.MaxSpeed, 0):
		return fmt.Errorf("edge %s: maxSpeed %v is negative or no number", e.EdgeID, e.MaxSpeed)
	case !(e.MaxHeight >= 0) || math.IsInf(e.MaxHeight, 0):
		return fmt.Errorf("edge %s: maxHeight %v is negative or no number", e.EdgeID, e.MaxHeight)
	}
	return checkActions("edge "+e.EdgeID, e.Actions)
}

func checkActions(where string, actions []Action) error {
	for i, a := range actions {
		switch {
		case a.ActionID == "" || a.ActionType == "":
			return fmt.Errorf("%s: action %d has no actionId or no actionType", where, i)
		case a.BlockingType != BlockingNone && a.BlockingType != BlockingSoft && a.BlockingType != BlockingHard:
			return fmt.Errorf("%s: action %s: blockingType %q is none of NONE, SOFT, HARD", where, a.ActionID, a.BlockingType)
		}
		for _, p := range a.Parameters {
			if p.Key == "" || p.Value == nil {
				return fmt.Errorf("%s: action %s: a parameter has no key or no value", where, a.ActionID)
			}
		}
	}
	return nil
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }
