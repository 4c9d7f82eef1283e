package wms

// TwinDevice is a simulated machine and what can go wrong with it at will.
type TwinDevice struct {
	ID        DeviceID    `json:"id"`
	Warehouse WarehouseID `json:"warehouse"`
	Class     string      `json:"class"`
	Faults    []TwinFault `json:"faults"`
}

// TwinFault is one of a simulated machine's faults.
type TwinFault struct {
	Code string `json:"code"` // restart, frozen_heartbeat, jam, emergency_stop, no_reads, chute_full, breakdown, silent, obstacle, lost
	On   bool   `json:"on"`
	// Once: it happens and passes; there is nothing to switch off.
	Once bool `json:"once"`
}
