package wms

import "time"

// MsgCorrectItem asks the item master to take over what was measured.
const MsgCorrectItem = "item.correct" // warehouse → network: ItemCorrection

// VisionCheck is what a vision, dimension and weigh station saw of a handling
// unit, and what came of it.
type VisionCheck struct {
	ID                 string         `json:"id" cbor:"1,keyasint"`
	Warehouse          WarehouseID    `json:"warehouse" cbor:"2,keyasint"`
	Device             DeviceID       `json:"device" cbor:"3,keyasint"`
	Seq                uint32         `json:"seq" cbor:"4,keyasint"` // the station's number of the scan
	HandlingUnit       HandlingUnitID `json:"handling_unit,omitempty" cbor:"5,keyasint,omitempty"`
	Barcode            string         `json:"barcode,omitempty" cbor:"6,keyasint,omitempty"`
	LengthMM           int64          `json:"length_mm,omitempty" cbor:"7,keyasint,omitempty"`
	WidthMM            int64          `json:"width_mm,omitempty" cbor:"8,keyasint,omitempty"`
	HeightMM           int64          `json:"height_mm,omitempty" cbor:"9,keyasint,omitempty"`
	WeightG            int64          `json:"weight_g,omitempty" cbor:"10,keyasint,omitempty"`
	ConfidencePermille int64          `json:"confidence_permille,omitempty" cbor:"11,keyasint,omitempty"`
	// Picture is the station's own name of the picture; "" when there is none,
	// or when it is not shown any more.
	Picture string       `json:"picture,omitempty" cbor:"12,keyasint,omitempty"`
	At      time.Time    `json:"at" cbor:"13,keyasint"`
	Result  VisionResult `json:"result" cbor:"14,keyasint"`
	Reason  string       `json:"reason,omitempty" cbor:"15,keyasint,omitempty"`
	// Place is where the station put the unit; "" until it said so.
	Place LocationID `json:"place,omitempty" cbor:"16,keyasint,omitempty"`
	// VerdictUS is the wall time from when the scan was read to when the
	// verdict was given to the station; 0: not known.
	VerdictUS  int64           `json:"verdict_us,omitempty" cbor:"17,keyasint,omitempty"`
	Held       []VisionHeld    `json:"held,omitempty" cbor:"18,keyasint,omitempty"`
	Correction *ItemCorrection `json:"correction,omitempty" cbor:"19,keyasint,omitempty"`
	Decision   VisionDecision  `json:"decision,omitempty" cbor:"20,keyasint,omitempty"`
	Note       string          `json:"note,omitempty" cbor:"21,keyasint,omitempty"`
	DecidedBy  UserID          `json:"decided_by,omitempty" cbor:"22,keyasint,omitempty"`
	DecidedAt  *time.Time      `json:"decided_at,omitempty" cbor:"23,keyasint,omitempty"`
	// Differs is what was measured against what the item master expects.
	Differs []VisionDifference `json:"differs,omitempty" cbor:"24,keyasint,omitempty"`
}

// VisionDifference is one measure beyond its tolerance, in the measure's unit.
type VisionDifference struct {
	Measure  VisionMeasure `json:"measure" cbor:"1,keyasint"`
	Measured int64         `json:"measured" cbor:"2,keyasint"`
	Expected int64         `json:"expected" cbor:"3,keyasint"`
	Allowed  int64         `json:"allowed" cbor:"4,keyasint"` // give or take
}

// VisionMeasure says what was measured, and its unit.
type VisionMeasure string

// Measures of a vision station.
const (
	MeasureWeight VisionMeasure = "weight_g"
	MeasureLength VisionMeasure = "length_mm"
	MeasureWidth  VisionMeasure = "width_mm"
	MeasureHeight VisionMeasure = "height_mm"
)

// Waits says whether a person must decide.
func (c VisionCheck) Waits() bool { return c.Result != VisionPassed && c.Decision == "" }

// VisionHeld is goods that a check put into quarantine.
type VisionHeld struct {
	SKU SKU    `json:"sku" cbor:"1,keyasint"`
	Lot string `json:"lot,omitempty" cbor:"2,keyasint,omitempty"`
	Qty int64  `json:"qty" cbor:"3,keyasint"`
}

// ItemCorrection is what a station measured of an item: the weight of a base
// unit, or the size of a packaging. Zeros are left as they are.
type ItemCorrection struct {
	SKU      SKU    `json:"sku" cbor:"1,keyasint"`
	WeightG  int64  `json:"weight_g,omitempty" cbor:"2,keyasint,omitempty"`
	Unit     string `json:"unit,omitempty" cbor:"3,keyasint,omitempty"` // whose size it is
	LengthMM int64  `json:"length_mm,omitempty" cbor:"4,keyasint,omitempty"`
	WidthMM  int64  `json:"width_mm,omitempty" cbor:"5,keyasint,omitempty"`
	HeightMM int64  `json:"height_mm,omitempty" cbor:"6,keyasint,omitempty"`
}

// VisionResult is how a check ended.
type VisionResult string

// Results of vision checks.
const (
	VisionPassed    VisionResult = "passed"
	VisionNoRead    VisionResult = "no_read"    // no code was read, or a value can not be
	VisionMultiRead VisionResult = "multi_read" // two codes
	VisionUnknown   VisionResult = "unknown_unit"
	VisionElsewhere VisionResult = "elsewhere" // the books have it in a rack
	VisionWeight    VisionResult = "weight_differs"
	VisionSize      VisionResult = "size_differs"
	VisionLate      VisionResult = "late" // the verdict came too late
)

// VisionDecision is what a person decides about a unit that did not pass.
type VisionDecision string

// Decisions: the goods are right and go on; they are right and the item master
// is wrong; they stay.
const (
	VisionRelease VisionDecision = "release"
	VisionCorrect VisionDecision = "correct"
	VisionKeep    VisionDecision = "keep"
)

// VisionDecisions lists them.
var VisionDecisions = []VisionDecision{VisionRelease, VisionCorrect, VisionKeep}

// VisionStation is how a station does, over the checks that are kept.
type VisionStation struct {
	Device       DeviceID               `json:"device"`
	Warehouse    WarehouseID            `json:"warehouse"`
	Checks       int64                  `json:"checks"`
	Waiting      int64                  `json:"waiting"` // for a person
	Results      map[VisionResult]int64 `json:"results"`
	VerdictP50US int64                  `json:"verdict_p50_us"`
	VerdictP99US int64                  `json:"verdict_p99_us"`
}
