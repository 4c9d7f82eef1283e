package wms

import "time"

// Outage is a machine that a supervisor took out of service: no work is
// planned on it, what only it reaches is not promised, and people do by hand
// what they can.
type Outage struct {
	Device    DeviceID    `json:"device" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Reason    string      `json:"reason" cbor:"3,keyasint"`
	By        UserID      `json:"by" cbor:"4,keyasint"`
	Since     time.Time   `json:"since" cbor:"5,keyasint"`
	// Tasks is how much work was made for people, or sent another way.
	Tasks int64 `json:"tasks" cbor:"6,keyasint,omitempty"`
	// Blocked is how many units can't be promised meanwhile.
	Blocked int64 `json:"blocked" cbor:"7,keyasint,omitempty"`
}

// ZoneState says who may be in a zone.
type ZoneState string

const (
	ZoneOpen       ZoneState = "open"
	ZoneRestricted ZoneState = "restricted" // nobody and nothing enters; what is inside ends its work
	ZoneEvacuated  ZoneState = "evacuated"  // vehicles stand still, nothing is released, no work is handed out
)

// Zone is a rectangle of a warehouse's floor that can be closed.
type Zone struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	XMM       int64       `json:"x_mm" cbor:"3,keyasint,omitempty"` // lower left corner
	YMM       int64       `json:"y_mm" cbor:"4,keyasint,omitempty"`
	WidthMM   int64       `json:"width_mm" cbor:"5,keyasint"`
	DepthMM   int64       `json:"depth_mm" cbor:"6,keyasint"`
	State     ZoneState   `json:"state" cbor:"7,keyasint"`
	Reason    string      `json:"reason,omitempty" cbor:"8,keyasint,omitempty"`
	By        UserID      `json:"by,omitempty" cbor:"9,keyasint,omitempty"`
	Since     *time.Time  `json:"since,omitempty" cbor:"10,keyasint,omitempty"`
	// Paused are the vehicles that were stopped for it.
	Paused []DeviceID `json:"paused" cbor:"11,keyasint,omitempty"`
}

// Holds says whether a point of the floor is in the zone.
func (z Zone) Holds(xMM, yMM int64) bool {
	return xMM >= z.XMM && yMM >= z.YMM && xMM <= z.XMM+z.WidthMM && yMM <= z.YMM+z.DepthMM
}
