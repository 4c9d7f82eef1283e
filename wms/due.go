package wms

import "time"

// DueShipment is a shipment that leaves soon, or should have left, and what it
// waits for.
type DueShipment struct {
	Shipment ShipmentID     `json:"shipment"`
	Order    OrderID        `json:"order"`
	Status   ShipmentStatus `json:"status"`
	Carrier  string         `json:"carrier,omitempty"`
	Leaves   time.Time      `json:"leaves"`
	Late     bool           `json:"late"`
	Lines    int            `json:"lines"`
	Wave     string         `json:"wave,omitempty"`
	Reason   DueReason      `json:"reason"`
	// Tasks that wait for it, Who has it in hand, and Note says more, where the
	// reason has them.
	Tasks int    `json:"tasks,omitempty"`
	Who   UserID `json:"who,omitempty"`
	Note  string `json:"note,omitempty"`
}

// DueReason is what a shipment waits for.
type DueReason string

const (
	DueWave     DueReason = "wave"     // its wave is not released, or it is in none
	DueStock    DueReason = "stock"    // goods are not at a place to pick from
	DueRelease  DueReason = "release"  // the floor is full
	DueMachines DueReason = "machines" // a unit is on its way by machines
	DueCart     DueReason = "cart"     // no cart holds its lines yet
	DueWork     DueReason = "work"     // nobody has taken its tasks
	DueInWork   DueReason = "in_work"  // somebody works on it
	DueSorting  DueReason = "sorting"  // its totes are between picking and packing
	DueLoading  DueReason = "loading"  // packed; nobody loads it
)

// DueReasons are all of them.
var DueReasons = []DueReason{DueWave, DueStock, DueRelease, DueMachines, DueCart, DueWork, DueInWork, DueSorting, DueLoading}
