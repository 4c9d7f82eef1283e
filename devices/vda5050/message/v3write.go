package message

import (
	"encoding/json"
	"errors"
)

// Version30 is written into the headers of version 3.0.
const Version30 = "3.0.0"

// Version 3.0 names much anew, drops what can be derived and nests what was
// flat. The types below are its wire form; the rest of the program knows only
// the types of 2.1.

type orderV3 struct {
	Header
	OrderID       string   `json:"orderId"`
	OrderUpdateID Uint     `json:"orderUpdateId"`
	Nodes         []nodeV3 `json:"nodes"`
	Edges         []edgeV3 `json:"edges"`
}

type nodeV3 struct {
	NodeID       string          `json:"nodeId"`
	SequenceID   Uint            `json:"sequenceId"`
	Released     bool            `json:"released"`
	NodePosition *nodePositionV3 `json:"nodePosition,omitempty"`
	Actions      []Action        `json:"actions"`
}

type nodePositionV3 struct {
	X                     float64   `json:"x"`
	Y                     float64   `json:"y"`
	Theta                 *float64  `json:"theta,omitempty"`
	AllowedDeviationXY    *ellipsis `json:"allowedDeviationXY,omitempty"`
	AllowedDeviationTheta float64   `json:"allowedDeviationTheta,omitempty"`
	MapID                 string    `json:"mapId"`
}

// ellipsis has the half axes A and B, turned by Theta.
type ellipsis struct {
	A     float64 `json:"a"`
	B     float64 `json:"b"`
	Theta float64 `json:"theta"`
}

type edgeV3 struct {
	EdgeID       string   `json:"edgeId"`
	SequenceID   Uint     `json:"sequenceId"`
	Released     bool     `json:"released"`
	MaximumSpeed float64  `json:"maximumSpeed,omitempty"`
	MaxHeight    float64  `json:"maximumMobileRobotHeight,omitempty"`
	Length       float64  `json:"length,omitempty"`
	Actions      []Action `json:"actions"`
}

// MarshalOrderV3 writes an order for a vehicle of 3.0. Zone sets are no part
// of its orders.
func MarshalOrderV3(o Order) ([]byte, error) {
	if err := CheckOrder(&o); err != nil {
		return nil, err
	}
	w := orderV3{Header: o.Header, OrderID: o.OrderID, OrderUpdateID: o.OrderUpdateID, Nodes: []nodeV3{}, Edges: []edgeV3{}}
	for i := range o.Nodes {
		n := &o.Nodes[i]
		w.Nodes = append(w.Nodes, nodeV3{n.NodeID, n.SequenceID, n.Released, positionV3(n.NodePosition), noNil(n.Actions)})
	}
	for i := range o.Edges {
		e := &o.Edges[i]
		w.Edges = append(w.Edges, edgeV3{e.EdgeID, e.SequenceID, e.Released, e.MaxSpeed, e.MaxHeight, e.Length, noNil(e.Actions)})
	}
	return json.Marshal(w)
}

func positionV3(p *NodePosition) *nodePositionV3 {
	if p == nil {
		return nil
	}
	w := &nodePositionV3{X: p.X, Y: p.Y, Theta: p.Theta, AllowedDeviationTheta: max(p.AllowedDeviationTheta, -p.AllowedDeviationTheta), MapID: p.MapID}
	if r := p.AllowedDeviationXY; r > 0 {
		w.AllowedDeviationXY = &ellipsis{A: r, B: r}
	}
	return w
}

// instantNamesV3 are the instant actions that 3.0 calls otherwise.
var instantNamesV3 = map[string]string{ActionInitPosition: "initializePosition"}

// MarshalInstantActionsV3 writes instant actions for a vehicle of 3.0, where
// none of them blocks.
func MarshalInstantActionsV3(a InstantActions) ([]byte, error) {
	if err := errors.Join(checkHeader(&a.Header), checkActions("instantActions", a.Actions)); err != nil {
		return nil, err
	}
	actions := make([]Action, 0, len(a.Actions))
	for _, action := range a.Actions {
		action.BlockingType = BlockingNone
		if name, ok := instantNamesV3[action.ActionType]; ok {
			action.ActionType = name
		}
		actions = append(actions, action)
	}
	a.Actions = actions
	return json.Marshal(a)
}
