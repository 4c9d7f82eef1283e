package wms

// BoxType is a kind of carton that orders are packed into. Sizes are inner.
type BoxType struct {
	ID       string `json:"id" cbor:"1,keyasint"`
	Name     string `json:"name,omitempty" cbor:"2,keyasint,omitempty"`
	LengthMM int64  `json:"length_mm" cbor:"3,keyasint"`
	WidthMM  int64  `json:"width_mm" cbor:"4,keyasint"`
	HeightMM int64  `json:"height_mm" cbor:"5,keyasint"`
	TareG    int64  `json:"tare_g,omitempty" cbor:"6,keyasint,omitempty"`
	MaxG     int64  `json:"max_g" cbor:"7,keyasint"` // with the carton's own weight
	Inactive bool   `json:"inactive,omitempty" cbor:"8,keyasint,omitempty"`
}

// CartonPlan says which cartons some units would go into.
type CartonPlan struct {
	Cartons []PlannedCarton `json:"cartons"`
	// Unfit are items that go into no box, each with the reason.
	Unfit []Unfit `json:"unfit"`
	// AtLeast is a number of cartons that no packing can be below.
	AtLeast int64 `json:"at_least"`
}

// PlannedCarton is one carton of a plan. WeightG is that of the full carton,
// FillPermille the share of its volume that is used.
type PlannedCarton struct {
	Box          string        `json:"box"`
	WeightG      int64         `json:"weight_g"`
	FillPermille int64         `json:"fill_permille"`
	Content      []ContentLine `json:"content"`
}

// ContentLine is how many of an item lie in a carton, in the order in which
// they are put there.
type ContentLine struct {
	SKU SKU   `json:"sku"`
	Qty int64 `json:"qty"`
}

// Unfit is an item that can not be packed.
type Unfit struct {
	SKU    SKU    `json:"sku"`
	Qty    int64  `json:"qty"`
	Code   string `json:"code"` // size_unknown, too_large, too_heavy, no_box
	Reason string `json:"reason"`
}
