package vda5050

import (
	"fmt"
	"slices"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// Version of the protocol that a vehicle speaks, as site files write it.
type Version string

// The versions spoken.
const (
	Version21 Version = "2.1"
	Version30 Version = "3.0"
	// VersionLib is a vehicle made with the npm package vda-5050-lib 1.4: 2.0
	// with the key of instant actions that 1.1 had, and no factsheet.
	VersionLib Version = "2.0/vda-5050-lib"
)

// profile is what differs between versions: topics, headers, and how messages
// of package message are written and read. The session knows only
// its dialect.
type profile struct {
	name    string // for people
	header  string // the header's version
	face    string // the usual interface name, first level of its topics
	topics  string // the level between interface name and manufacturer
	dialect dialect
	// extras are parameters that its vehicles want with an action of a type
	// besides what the standard's text names.
	extras map[string][]message.Parameter
	// bareStitch: the first node of an update goes without its actions, which
	// such a vehicle would list a second time, as waiting.
	bareStitch bool
	order      func(message.Order) ([]byte, error)
	instant    func(message.InstantActions) ([]byte, error)
	state      func([]byte) (message.State, string, error)
	visual     func([]byte) (message.Visualization, error)
	connection func([]byte) (message.Connection, error)
	factsheet  func([]byte) (message.Factsheet, string, error)
	asks       bool // its vehicles ask before they enter zones
}

// dialect is what the session itself does otherwise.
type dialect struct {
	cancelNamesOrder bool // cancelOrder carries the orderId
	clearsInstants   bool // states list ended instant actions until they are cleared
}

var profiles = map[Version]*profile{
	Version21: {
		name: "VDA 5050 2.1", header: message.Version21, face: "uagv", topics: "v2",
		order: message.MarshalOrder, instant: message.MarshalInstantActions,
		state: message.UnmarshalState, visual: message.UnmarshalVisualization,
		connection: message.UnmarshalConnection, factsheet: message.UnmarshalFactsheet,
	},
	VersionLib: {
		name: "VDA 5050 2.0 (vda-5050-lib)", header: message.Version20, face: "uagv", topics: "v2",
		extras: map[string][]message.Parameter{message.ActionPick: floorLoad, message.ActionDrop: floorLoad}, bareStitch: true,
		order: message.MarshalOrder, instant: message.MarshalInstantActionsLib,
		state: message.UnmarshalState, visual: message.UnmarshalVisualization,
		connection: message.UnmarshalConnection, factsheet: message.UnmarshalFactsheet,
	},
	Version30: {
		name: "VDA 5050 3.0", header: message.Version30, face: "vda5050", topics: "v3",
		dialect: dialect{cancelNamesOrder: true, clearsInstants: true}, asks: true,
		order: message.MarshalOrderV3, instant: message.MarshalInstantActionsV3,
		state: message.UnmarshalStateV3, visual: message.UnmarshalVisualizationV3,
		connection: message.UnmarshalConnectionV3, factsheet: message.UnmarshalFactsheetV3,
	},
}

// floorLoad is what the package's virtual vehicle wants to know before it
// picks or drops.
var floorLoad = []message.Parameter{{Key: "stationType", Value: "floor"}, {Key: "loadType", Value: "EPAL"}}

// dress makes an order as the profile's vehicles want it.
func (p *profile) dress(o message.Order) message.Order {
	if len(p.extras) == 0 && !p.bareStitch {
		return o
	}
	o.Nodes = slices.Clone(o.Nodes)
	for i := range o.Nodes {
		o.Nodes[i].Actions = slices.Clone(o.Nodes[i].Actions)
		for j := range o.Nodes[i].Actions {
			a := &o.Nodes[i].Actions[j]
			a.Parameters = slices.Concat(a.Parameters, p.extras[a.ActionType])
		}
	}
	if p.bareStitch && o.OrderUpdateID > 0 {
		o.Nodes[0].Actions = nil
	}
	return o
}

func profileOf(v Version) (*profile, error) {
	if v == "" {
		v = Version21
	}
	if p := profiles[v]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("vda5050: version %q is not spoken here: 2.1, 3.0 and 2.0/vda-5050-lib are", v)
}
