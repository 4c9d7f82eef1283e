package wms

// ConnectionTest is how far one gets towards a machine, step by step.
type ConnectionTest struct {
	Device DeviceID         `json:"device"`
	Good   bool             `json:"good"`
	Steps  []ConnectionStep `json:"steps"`
}

// ConnectionStep is one of: reach (its address answers on the network), session
// (logged in, and data is fresh), heard (its last word), ready (it may be given
// work).
type ConnectionStep struct {
	Step   string `json:"step"`
	Good   bool   `json:"good"`
	Detail string `json:"detail"` // an address, a time, a fault
	MS     int64  `json:"ms,omitempty"`
}
