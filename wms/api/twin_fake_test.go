package api

import "github.com/aisle-wms/aisle/wms"

func init() {
	bodies["POST /v1/twin/devices/:id/faults"] = `{"fault":"restart","on":true}`
	systemNouns["TwinDevice"], systemNouns["TwinFault"] = wms.TwinDevice{}, wms.TwinFault{}
}

var aTwinDevice = wms.TwinDevice{ID: "x-1", Warehouse: "central", Class: "crane", Faults: []wms.TwinFault{{Code: "restart", Once: true}, {Code: "frozen_heartbeat", On: true}}}

type fakeTwin struct{ f *fake }

func (t fakeTwin) Devices() []wms.TwinDevice { return []wms.TwinDevice{aTwinDevice} }

func (t fakeTwin) Suffer(id wms.DeviceID, fault string, on bool) (wms.TwinDevice, error) {
	return aTwinDevice, t.f.saw("Suffer", []any{id, fault, on})
}
