package wms

import "time"

// LocationRule says what may be put into a place; it changes while the
// program runs, as the building does not. Limits of 0 mean none.
type LocationRule struct {
	MaxVolumeMM3 int64       `json:"max_volume_mm3,omitempty" cbor:"1,keyasint,omitempty"`
	MaxWeightG   int64       `json:"max_weight_g,omitempty" cbor:"2,keyasint,omitempty"`
	Temperature  Temperature `json:"temperature,omitempty" cbor:"3,keyasint,omitempty"` // empty: ambient
	// Hazards are the classes of dangerous goods allowed here, Classes the
	// velocity classes of items; no classes: all.
	Hazards []string `json:"hazards,omitempty" cbor:"4,keyasint,omitempty"`
	Classes []string `json:"classes,omitempty" cbor:"5,keyasint,omitempty"`
	Mixed   bool     `json:"mixed,omitempty" cbor:"6,keyasint,omitempty"`   // may hold several items or lots
	Blocked string   `json:"blocked,omitempty" cbor:"7,keyasint,omitempty"` // why nothing may be put here now
}

// Settings of a warehouse that may be changed while the program runs.
type Settings struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	Putaway   string      `json:"putaway" cbor:"2,keyasint,omitempty"` // auto (default) or manual
	// WeighTolerancePermille and SizeToleranceMM are how far a weighed or
	// measured unit may be from the master before it is checked.
	WeighTolerancePermille int64 `json:"weigh_tolerance_permille" cbor:"3,keyasint,omitempty"`
	WeighToleranceG        int64 `json:"weigh_tolerance_g" cbor:"4,keyasint,omitempty"`
	SizeToleranceMM        int64 `json:"size_tolerance_mm" cbor:"5,keyasint,omitempty"`
	// PalletTareG is what an empty pallet weighs.
	PalletTareG int64 `json:"pallet_tare_g" cbor:"6,keyasint,omitempty"`
	// PackWeigh has every carton weighed at the bench; it may differ from what
	// it should weigh by the larger of the two.
	PackWeigh             bool  `json:"pack_weigh" cbor:"7,keyasint,omitempty"`
	PackTolerancePermille int64 `json:"pack_tolerance_permille" cbor:"8,keyasint,omitempty"`
	PackToleranceG        int64 `json:"pack_tolerance_g" cbor:"9,keyasint,omitempty"`
	// Release is continuous (default) or waves.
	Release string `json:"release,omitempty" cbor:"15,keyasint,omitempty"`
}

// Supplier, Carrier and Owner are business partners. Code is what their own
// papers call us or them.
type (
	// Supplier sends goods.
	Supplier struct {
		ID   string `json:"id" cbor:"1,keyasint"`
		Name string `json:"name" cbor:"2,keyasint,omitempty"`
		GLN  string `json:"gln,omitempty" cbor:"3,keyasint,omitempty"`
		// OverPercent is how much more than announced may be received; 0: any.
		OverPercent int64 `json:"over_percent,omitempty" cbor:"4,keyasint,omitempty"`
		Inactive    bool  `json:"inactive,omitempty" cbor:"5,keyasint,omitempty"`
	}
	// Carrier takes goods away.
	Carrier struct {
		ID       string   `json:"id" cbor:"1,keyasint"`
		Name     string   `json:"name" cbor:"2,keyasint,omitempty"`
		SCAC     string   `json:"scac,omitempty" cbor:"3,keyasint,omitempty"`
		Services []string `json:"services,omitempty" cbor:"4,keyasint,omitempty"`
		Inactive bool     `json:"inactive,omitempty" cbor:"5,keyasint,omitempty"`
	}
	// Owner has goods here (3PL) and pays for what is done with them. Rates
	// are minor units per activity; storage_day is per unit and day.
	Owner struct {
		ID       string           `json:"id" cbor:"1,keyasint"`
		Name     string           `json:"name" cbor:"2,keyasint,omitempty"`
		Currency string           `json:"currency,omitempty" cbor:"3,keyasint,omitempty"`
		Rates    map[string]int64 `json:"rates,omitempty" cbor:"4,keyasint,omitempty"`
		Inactive bool             `json:"inactive,omitempty" cbor:"5,keyasint,omitempty"`
	}
)

// Kinds of activity that an owner is billed for.
const (
	ActReceipt    = "receipt"
	ActPutaway    = "putaway"
	ActPick       = "pick"
	ActPack       = "pack"
	ActReturn     = "return"
	ActStorageDay = "storage_day"
)

// Activities lists them.
var Activities = []string{ActReceipt, ActPutaway, ActPick, ActPack, ActReturn, ActStorageDay}

// Activity is what was done with an owner's goods on one day: how often, and
// with how many units. Of storage days Qty is units on hand.
type Activity struct {
	Owner     string      `json:"owner" cbor:"1,keyasint"`
	Warehouse WarehouseID `json:"warehouse" cbor:"2,keyasint"`
	Day       string      `json:"day" cbor:"3,keyasint"` // YYYY-MM-DD, UTC
	Kind      string      `json:"kind" cbor:"4,keyasint"`
	Count     int64       `json:"count" cbor:"5,keyasint"`
	Qty       int64       `json:"qty" cbor:"6,keyasint"`
	Amount    int64       `json:"amount" cbor:"7,keyasint"` // minor units, by the owner's present rates
}

// DayOf is the UTC day of a moment.
func DayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }
