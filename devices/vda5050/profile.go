package vda5050

import (
	"fmt"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// Version of the protocol that a vehicle speaks, as site files write it.
type Version string

// Version21 is VDA 5050 2.1.
const Version21 Version = "2.1"

// profile is what differs between versions: topics, headers, and how messages
// of package message are written and read. The session knows none of it.
type profile struct {
	name       string // for people
	header     string // the header's version
	topics     string // levels between interface name and manufacturer
	order      func(message.Order) ([]byte, error)
	instant    func(message.InstantActions) ([]byte, error)
	state      func([]byte) (message.State, string, error)
	visual     func([]byte) (message.Visualization, error)
	connection func([]byte) (message.Connection, error)
	factsheet  func([]byte) (message.Factsheet, string, error)
}

var profiles = map[Version]*profile{
	Version21: {
		name: "VDA 5050 2.1", header: message.Version21, topics: "v2",
		order: message.MarshalOrder, instant: message.MarshalInstantActions,
		state: message.UnmarshalState, visual: message.UnmarshalVisualization,
		connection: message.UnmarshalConnection, factsheet: message.UnmarshalFactsheet,
	},
}

func profileOf(v Version) (*profile, error) {
	if v == "" {
		v = Version21
	}
	if p := profiles[v]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("vda5050: version %q is not spoken here: 2.1 is", v)
}
