package wms

import "time"

// PickMode is how orders become carts.
type PickMode string

// Modes of picking.
const (
	PickDiscrete PickMode = "discrete" // one shipment on a cart
	PickCluster  PickMode = "cluster"  // several shipments on a cart, each in totes of its own
	PickZone     PickMode = "zone"     // like cluster, but a cart keeps to one section of aisles; what belongs together is put together at the bench
	PickSort     PickMode = "sort"     // goods of many shipments mixed in totes; the sorter parts them, a chute for each shipment
)

// PickPolicies say how the shelf areas of a warehouse are picked.
type PickPolicies struct {
	Warehouse WarehouseID  `json:"warehouse" cbor:"1,keyasint"`
	Version   int64        `json:"version" cbor:"2,keyasint"` // 0: as the site file says
	ChangedAt *time.Time   `json:"changed_at,omitempty" cbor:"3,keyasint,omitempty"`
	ChangedBy UserID       `json:"changed_by,omitempty" cbor:"4,keyasint,omitempty"`
	Areas     []PickPolicy `json:"areas" cbor:"5,keyasint"`
	Sorts     bool         `json:"sorts,omitempty" cbor:"-"` // a sorter is there for mode sort; told only
}

// PickPolicy is how one shelf area is picked. What is 0 or left out is as the
// site file has it.
type PickPolicy struct {
	Area       string         `json:"area" cbor:"1,keyasint"`
	Mode       PickMode       `json:"mode" cbor:"2,keyasint"`
	CartTotes  int64          `json:"cart_totes" cbor:"3,keyasint,omitempty"`
	MaxLines   int64          `json:"max_lines" cbor:"4,keyasint,omitempty"`    // of a cart
	MaxWeightG int64          `json:"max_weight_g" cbor:"5,keyasint,omitempty"` // of what is picked on a cart
	Sections   []AisleSection `json:"sections" cbor:"6,keyasint,omitempty"`     // of zone: each aisle in one
	Tour       string         `json:"tour" cbor:"7,keyasint,omitempty"`         // exact, s-shape, return, midpoint, largest-gap, combined
	HeavyFirst bool           `json:"heavy_first" cbor:"8,keyasint,omitempty"`
	// MaxUnits of a shipment that mode sort parts at the sorter, 12 if 0; larger
	// ones are picked into totes of their own.
	MaxUnits int64 `json:"max_units,omitempty" cbor:"9,keyasint,omitempty"`
	Aisles   int64 `json:"aisles,omitempty" cbor:"-"` // the area's, told only
}

// AisleSection is a run of aisles, counted from 1.
type AisleSection struct {
	From int64 `json:"from" cbor:"1,keyasint"`
	To   int64 `json:"to" cbor:"2,keyasint"`
}

// PickComparison is how candidates would have picked the same orders.
type PickComparison struct {
	Warehouse WarehouseID  `json:"warehouse"`
	Area      string       `json:"area"`
	Orders    int          `json:"orders"` // with what waits, and what was picked lately
	Lines     int          `json:"lines"`
	Waiting   int          `json:"waiting"` // of the lines
	Pickers   int          `json:"pickers"`
	Seed      uint64       `json:"seed"`
	Results   []PickResult `json:"results"` // the policy in force first, then the candidates
}

// PickResult is how one policy did.
type PickResult struct {
	Policy       PickPolicy `json:"policy"`
	Current      bool       `json:"current"`
	Carts        int        `json:"carts"`
	WalkedMM     int64      `json:"walked_mm"`
	MMPerLine    int64      `json:"mm_per_line"`
	LinesPerHour float64    `json:"lines_per_hour"` // of one picker, putting together at the bench included
	WaitedS      int64      `json:"waited_s"`       // of all pickers, for somebody at the same place
	TogetherS    int64      `json:"together_s"`     // putting together what came on several carts
	SortS        int64      `json:"sort_s"`         // laying units on the sorter one by one, and taking them out of its chutes
	FinishS      int64      `json:"finish_s"`       // until the last cart is done
	PredictedS   int64      `json:"predicted_s"`    // the same by standard times, beforehand
	Late         int        `json:"late"`           // shipments whose carts end after their departure
}
