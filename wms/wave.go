package wms

import "time"

// WaveStatus is the state of a wave.
type WaveStatus string

const (
	WavePlanned   WaveStatus = "planned"  // its shipments wait for its release
	WaveReleased  WaveStatus = "released" // they go to the floor, as it takes them
	WaveDone      WaveStatus = "done"     // all have left or were cancelled
	WaveCancelled WaveStatus = "cancelled"
)

// WaveStatuses are all of them.
var WaveStatuses = []WaveStatus{WavePlanned, WaveReleased, WaveDone, WaveCancelled}

// Wave is a set of shipments that is released to the floor together.
type Wave struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Name      string      `json:"name,omitempty" cbor:"3,keyasint,omitempty"`
	Status    WaveStatus  `json:"status" cbor:"4,keyasint"`
	// Shipments that were put into it, and how many of them are not ended.
	Shipments  int        `json:"shipments" cbor:"5,keyasint"`
	Open       int        `json:"open" cbor:"6,keyasint"`
	Lines      int        `json:"lines" cbor:"7,keyasint"`
	Units      int64      `json:"units" cbor:"8,keyasint"`
	Leaves     *time.Time `json:"leaves,omitempty" cbor:"9,keyasint,omitempty"` // the first departure among them
	By         UserID     `json:"by,omitempty" cbor:"10,keyasint,omitempty"`
	CreatedAt  time.Time  `json:"created_at" cbor:"11,keyasint"`
	ReleasedAt *time.Time `json:"released_at,omitempty" cbor:"12,keyasint,omitempty"`
	EndedAt    *time.Time `json:"ended_at,omitempty" cbor:"13,keyasint,omitempty"`
}

// NewWave asks for a wave of promised shipments that are in none: those of the
// orders named, or all of a carrier, route and departure, the most urgent
// first, as far as the bounds allow.
type NewWave struct {
	Warehouse    WarehouseID `json:"warehouse"`
	Name         string      `json:"name"`
	Orders       []OrderID   `json:"orders"`
	Carrier      string      `json:"carrier"`
	Route        string      `json:"route"`
	LeavesBy     *time.Time  `json:"leaves_by"`
	MaxShipments int         `json:"max_shipments"`
	MaxLines     int         `json:"max_lines"`
	Release      bool        `json:"release"` // at once
}

// WaveView is a wave with how far it is.
type WaveView struct {
	Wave
	States    map[ShipmentStatus]int `json:"states"`
	LinesDone int                    `json:"lines_done"`
	// Waiting are shipments that can't be released yet, with the reason.
	Waiting  []WaveWaits   `json:"waiting"`
	Forecast *WorkForecast `json:"forecast"` // null once it has ended
}

// WaveWaits is a shipment of a wave that waits.
type WaveWaits struct {
	Shipment ShipmentID `json:"shipment"`
	Order    OrderID    `json:"order"`
	Reason   string     `json:"reason"`
}

// WorkForecast is when work will be done. Finish is null when nobody works.
type WorkForecast struct {
	At      time.Time             `json:"at"`
	Finish  *time.Time            `json:"finish"`
	Late    bool                  `json:"late"` // after the first departure
	People  int                   `json:"people"`
	LabourS int64                 `json:"labour_s"` // of its own work
	AheadS  int64                 `json:"ahead_s"`  // of what is more urgent
	Kinds   map[TaskKind]WorkLeft `json:"kinds"`
}

// WorkLeft is what is left of a kind of work. SecondsEach is measured where
// enough was done lately, else the engineered standard.
type WorkLeft struct {
	Tasks       int     `json:"tasks"`
	SecondsEach float64 `json:"seconds_each"`
	Measured    bool    `json:"measured"`
}

// Ways to release shipments to the floor.
const (
	ReleaseContinuous = "continuous" // by itself, the most urgent first
	ReleaseWaves      = "waves"      // only in waves
)
