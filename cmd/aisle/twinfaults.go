package main

import (
	"sync/atomic"

	"github.com/aisle-wms/aisle/cmd/twin"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
)

// twinSwitch is the way to the twin's faults: the doors open before the twin.
type twinSwitch struct{ twin atomic.Pointer[twin.Twin] }

// Devices implements api.Twin.
func (s *twinSwitch) Devices() []wms.TwinDevice {
	if t := s.twin.Load(); t != nil {
		return t.Devices()
	}
	return nil
}

// Suffer implements api.Twin.
func (s *twinSwitch) Suffer(id wms.DeviceID, fault string, on bool) (wms.TwinDevice, error) {
	if t := s.twin.Load(); t != nil {
		return t.Suffer(id, fault, on)
	}
	return wms.TwinDevice{}, wms.Refuse(wms.Unavailable, "twin_starting", "the simulation is starting; try again in a moment")
}

// simulated is the twin as the API knows it; nil without one.
func (s *site) simulated() api.Twin {
	if s.twin == nil {
		return nil
	}
	return s.twin
}
