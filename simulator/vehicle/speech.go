package vehicle

import "github.com/aisle-wms/aisle/devices/vda5050/message"

// speech is how a vehicle's version of VDA 5050 is read and written.
type speech struct {
	v3           bool
	header       string // the header's version
	face, topics string // the first two levels of its topics
	order        func([]byte) (message.Order, error)
	instant      func([]byte) (message.InstantActions, error)
	state        func(message.State, func(actionID string) bool) ([]byte, error)
	visual       func(message.Visualization, message.Uint) ([]byte, error)
	connection   func(message.Connection) ([]byte, error)
	factsheet    func(message.Factsheet) ([]byte, error)
}

var speech21 = &speech{
	header: message.Version21, face: "uagv", topics: "v2",
	order: message.UnmarshalOrder, instant: message.UnmarshalInstantActions,
	state:      func(s message.State, _ func(string) bool) ([]byte, error) { return message.MarshalState(s) },
	visual:     func(v message.Visualization, _ message.Uint) ([]byte, error) { return message.MarshalVisualization(v) },
	connection: message.MarshalConnection, factsheet: message.MarshalFactsheet,
}

var speech30 = &speech{
	v3: true, header: message.Version30, face: "vda5050", topics: "v3",
	order: message.UnmarshalOrderV3, instant: message.UnmarshalInstantActionsV3,
	state: message.MarshalStateV3, visual: message.MarshalVisualizationV3,
	connection: message.MarshalConnectionV3, factsheet: message.MarshalFactsheetV3,
}

func speechOf(version string) *speech {
	if version == "3.0" {
		return speech30
	}
	return speech21
}
