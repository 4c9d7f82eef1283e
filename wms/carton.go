package wms

import "time"

// Content is units of an item that lie together.
type Content struct {
	SKU    SKU    `json:"sku" cbor:"1,keyasint"`
	Lot    string `json:"lot,omitempty" cbor:"2,keyasint,omitempty"`
	Serial string `json:"serial,omitempty" cbor:"3,keyasint,omitempty"`
	Qty    int64  `json:"qty" cbor:"4,keyasint"`
}

// PackState is how far the packing of a tote is, where it takes more than one
// label: several cartons, a chosen box or a scale. Nothing of it is booked
// before the last scan of the task.
type PackState struct {
	Weigh bool `json:"weigh,omitempty" cbor:"1,keyasint,omitempty"` // each closed carton is weighed
	// Boxes are the box types that may be scanned, the proposed one first;
	// Left is what still lies in the tote.
	Boxes   []string      `json:"boxes,omitempty" cbor:"2,keyasint,omitempty"`
	Left    []Content     `json:"left,omitempty" cbor:"3,keyasint,omitempty"`
	Cartons []BenchCarton `json:"cartons,omitempty" cbor:"4,keyasint,omitempty"`
}

// BenchCarton is a carton on the bench.
type BenchCarton struct {
	Label HandlingUnitID `json:"label" cbor:"1,keyasint"`
	Box   string         `json:"box,omitempty" cbor:"2,keyasint,omitempty"`
	// Put is what was scanned into it, one entry per scan; Rest what went in
	// besides when it was closed.
	Put    []Content `json:"put,omitempty" cbor:"3,keyasint,omitempty"`
	Rest   []Content `json:"rest,omitempty" cbor:"4,keyasint,omitempty"`
	Closed bool      `json:"closed,omitempty" cbor:"5,keyasint,omitempty"`
	// Whole: closed by its label alone, without a box having been scanned.
	Whole bool `json:"whole,omitempty" cbor:"6,keyasint,omitempty"`
	CartonWeight
}

// CartonWeight is what a carton should weigh and what a scale said. Unweighed
// are the items without a weight in the master: they are left out of what is
// expected, so that only too little can be told.
type CartonWeight struct {
	ExpectedG  int64  `json:"expected_g,omitempty" cbor:"20,keyasint,omitempty"`
	MeasuredG  int64  `json:"measured_g,omitempty" cbor:"21,keyasint,omitempty"`
	Unweighed  []SKU  `json:"unweighed,omitempty" cbor:"22,keyasint,omitempty"`
	AcceptedBy UserID `json:"accepted_by,omitempty" cbor:"23,keyasint,omitempty"` // a weight that differs
	Reason     string `json:"reason,omitempty" cbor:"24,keyasint,omitempty"`
}

// PackedCarton is a package of a shipment: a carton, case or pallet with its label,
// and what was packed into it. It is kept after it left.
type PackedCarton struct {
	ID        HandlingUnitID   `json:"id" cbor:"1,keyasint"`
	Warehouse WarehouseID      `json:"warehouse" cbor:"2,keyasint"`
	Kind      HandlingUnitKind `json:"kind" cbor:"3,keyasint"`
	Shipment  ShipmentID       `json:"shipment" cbor:"4,keyasint"`
	Order     OrderID          `json:"order" cbor:"5,keyasint"`
	Carrier   string           `json:"carrier,omitempty" cbor:"6,keyasint,omitempty"`
	Route     string           `json:"route,omitempty" cbor:"7,keyasint,omitempty"`
	Box       string           `json:"box,omitempty" cbor:"8,keyasint,omitempty"`
	Content   []Content        `json:"content" cbor:"9,keyasint"`
	Task      TaskID           `json:"task,omitempty" cbor:"10,keyasint,omitempty"`
	PackedBy  UserID           `json:"packed_by,omitempty" cbor:"11,keyasint,omitempty"`
	PackedAt  time.Time        `json:"packed_at" cbor:"12,keyasint"`
	Manifest  string           `json:"manifest,omitempty" cbor:"13,keyasint,omitempty"` // that it left with
	CartonWeight
	// Status is that of its shipment, or "removed" if it is no package of it
	// any more; Number and Of count its shipment's packages.
	Status string `json:"status" cbor:"-"`
	Number int    `json:"number,omitempty" cbor:"-"`
	Of     int    `json:"of,omitempty" cbor:"-"`
}

// WeightCheck says how far a closed carton may be from what it should weigh:
// the larger of the two.
type WeightCheck struct {
	On                    bool
	Permille, AtLeastGram int64
}

// Tolerance of a carton that should weigh so much.
func (w WeightCheck) Tolerance(expectedG int64) int64 {
	return max(w.AtLeastGram, expectedG*w.Permille/1000)
}

// Same units, whatever their number.
func (c Content) Same(d Content) bool {
	return c.SKU == d.SKU && c.Lot == d.Lot && c.Serial == d.Serial
}

// AddContent adds units to a list of contents.
func AddContent(list []Content, c Content) []Content {
	for i := range list {
		if list[i].Same(c) {
			list[i].Qty += c.Qty
			return list
		}
	}
	return append(list, c)
}

// Content of a carton on the bench, by item, lot and serial.
func (c BenchCarton) Content() []Content {
	var out []Content
	for _, list := range [][]Content{c.Put, c.Rest} {
		for _, x := range list {
			out = AddContent(out, x)
		}
	}
	return out
}

// Last carton on the bench; nil if there is none.
func (p *PackState) Last() *BenchCarton {
	if p == nil || len(p.Cartons) == 0 {
		return nil
	}
	return &p.Cartons[len(p.Cartons)-1]
}
