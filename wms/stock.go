package wms

// StockStatus says what a unit of stock may be used for.
type StockStatus string

const (
	Available  StockStatus = "available"
	OnHold     StockStatus = "hold"
	Damaged    StockStatus = "damaged"
	Quarantine StockStatus = "quarantine"
	Expired    StockStatus = "expired"
	Recalled   StockStatus = "recalled"   // its lot is recalled; nothing may be done with it but send it away
	Assembling StockStatus = "assembling" // set aside as a component of an assembly
	Transit    StockStatus = "in_transit" // shown for stock on the road to a warehouse; never stored
)

// Item is the master record of a SKU. Quantities everywhere are whole base
// units of the item.
type Item struct {
	SKU         SKU    `json:"sku" cbor:"1,keyasint"`
	Description string `json:"description" cbor:"2,keyasint,omitempty"`
	LengthMM    int64  `json:"length_mm,omitempty" cbor:"3,keyasint,omitempty"`
	WidthMM     int64  `json:"width_mm,omitempty" cbor:"4,keyasint,omitempty"`
	HeightMM    int64  `json:"height_mm,omitempty" cbor:"5,keyasint,omitempty"`
	WeightG     int64  `json:"weight_g,omitempty" cbor:"6,keyasint,omitempty"`
	GTIN        string `json:"gtin,omitempty" cbor:"7,keyasint,omitempty"`
	// CaseQty and PalletQty are base units per full case and pallet; 0 if the
	// item is not packed so.
	CaseQty   int64 `json:"case_qty,omitempty" cbor:"8,keyasint,omitempty"`
	PalletQty int64 `json:"pallet_qty,omitempty" cbor:"9,keyasint,omitempty"`
	// Class is the velocity class A, B or C; empty if not known.
	Class string `json:"class,omitempty" cbor:"10,keyasint,omitempty"`
	// What must be known of every unit received, moved and shipped.
	LotTracked    bool `json:"lot_tracked,omitempty" cbor:"11,keyasint,omitempty"`
	SerialTracked bool `json:"serial_tracked,omitempty" cbor:"12,keyasint,omitempty"`
	ExpiryTracked bool `json:"expiry_tracked,omitempty" cbor:"13,keyasint,omitempty"`
	// ShelfLifeDays is from production to expiry. MinReceiveDays must be left
	// of it at receipt, MinShipDays when it leaves for a customer.
	ShelfLifeDays  int64 `json:"shelf_life_days,omitempty" cbor:"14,keyasint,omitempty"`
	MinReceiveDays int64 `json:"min_receive_days,omitempty" cbor:"15,keyasint,omitempty"`
	MinShipDays    int64 `json:"min_ship_days,omitempty" cbor:"16,keyasint,omitempty"`
	// Rotation says which stock goes first; empty: fefo where it expires, else fifo.
	Rotation    Rotation    `json:"rotation,omitempty" cbor:"17,keyasint,omitempty"`
	Temperature Temperature `json:"temperature,omitempty" cbor:"18,keyasint,omitempty"`
	// Hazard is the UN class of dangerous goods ("3", "2.1"); empty: none.
	Hazard string `json:"hazard,omitempty" cbor:"19,keyasint,omitempty"`
	Family string `json:"family,omitempty" cbor:"20,keyasint,omitempty"`
	// Owner is whose goods these are (3PL); empty: the operator's own.
	Owner      string      `json:"owner,omitempty" cbor:"21,keyasint,omitempty"`
	Packagings []Packaging `json:"packagings,omitempty" cbor:"22,keyasint,omitempty"`
	// Fragile: nothing may be packed on top of it.
	Fragile bool `json:"fragile,omitempty" cbor:"23,keyasint,omitempty"`
	// ValueMinor is what holding a unit ties up, in minor units of money; 0: unknown.
	ValueMinor int64 `json:"value_minor,omitempty" cbor:"24,keyasint,omitempty"`
	// Substitutes may stand in for it, one for one, where the customer allows
	// that; the best first.
	Substitutes []SKU `json:"substitutes,omitempty" cbor:"25,keyasint,omitempty"`
}

// Rotation is the order in which stock of an item is used up.
type Rotation string

const (
	FEFO Rotation = "fefo" // first expired, first out
	FIFO Rotation = "fifo"
	LIFO Rotation = "lifo"
)

// Temperature is the climate an item must be kept in.
type Temperature string

const (
	Ambient Temperature = "ambient"
	Chilled Temperature = "chilled"
	Frozen  Temperature = "frozen"
)

// VolumeMM3 of one base unit, at least 1.
func (i Item) VolumeMM3() int64 { return max(1, i.LengthMM*i.WidthMM*i.HeightMM) }

// LocationKind says what a place is for.
type LocationKind string

const (
	KindShelf     LocationKind = "shelf"
	KindRackCell  LocationKind = "rack_cell"
	KindPnDIn     LocationKind = "pnd_in"  // towards the rack
	KindPnDOut    LocationKind = "pnd_out" // out of the rack
	KindStation   LocationKind = "station" // goods-to-person
	KindBench     LocationKind = "bench"
	KindInduction LocationKind = "induction"
	KindChute     LocationKind = "chute"
	KindReject    LocationKind = "reject"
	KindDockIn    LocationKind = "dock_in"
	KindDockOut   LocationKind = "dock_out"
	KindStaging   LocationKind = "staging"
	KindToteStack LocationKind = "tote_stack"
	KindHandover  LocationKind = "handover"
	KindCheck     LocationKind = "check"
	KindVision    LocationKind = "vision"
	KindConveyor  LocationKind = "conveyor" // a station of a conveyor, if no other machine's
	KindDevice    LocationKind = "device"   // a machine's deck: a vehicle, a crane, the inside of a sorter
	KindCart      LocationKind = "cart"     // a picker's cart
)

// Location is a place in a warehouse.
type Location struct {
	ID   LocationID   `json:"id" cbor:"1,keyasint"`
	Kind LocationKind `json:"kind" cbor:"2,keyasint"`
	Zone string       `json:"zone,omitempty" cbor:"3,keyasint,omitempty"`
	XMM  int64        `json:"x_mm" cbor:"4,keyasint,omitempty"`
	YMM  int64        `json:"y_mm" cbor:"5,keyasint,omitempty"`
	// Aisle, Bay and Level count from 1; 0 where they mean nothing.
	Aisle int64 `json:"aisle,omitempty" cbor:"6,keyasint,omitempty"`
	Bay   int64 `json:"bay,omitempty" cbor:"7,keyasint,omitempty"`
	Level int64 `json:"level,omitempty" cbor:"8,keyasint,omitempty"`
	// CapacityHU is how many handling units fit; 0 for no limit.
	CapacityHU int64 `json:"capacity_hu,omitempty" cbor:"9,keyasint,omitempty"`
	// Side and Depth of a rack cell, from 1.
	Side  int64 `json:"side,omitempty" cbor:"10,keyasint,omitempty"`
	Depth int64 `json:"depth,omitempty" cbor:"11,keyasint,omitempty"`
	// Device is the crane of a rack cell or P&D station, the sorter of an
	// induction or chute. PnD is the number of a P&D station, Chute of a chute.
	Device DeviceID `json:"device,omitempty" cbor:"12,keyasint,omitempty"`
	PnD    int64    `json:"pnd,omitempty" cbor:"13,keyasint,omitempty"`
	Chute  int64    `json:"chute,omitempty" cbor:"14,keyasint,omitempty"`
	// Rule says what may be put here, if anything was ever said.
	Rule *LocationRule `json:"rule,omitempty" cbor:"15,keyasint,omitempty"`
}

// HandlingUnitKind says what a handling unit is.
type HandlingUnitKind string

const (
	Pallet HandlingUnitKind = "pallet"
	Tote   HandlingUnitKind = "tote"
	Case   HandlingUnitKind = "case"
	Carton HandlingUnitKind = "carton" // packed for the customer, carries an SSCC
	Parcel HandlingUnitKind = "parcel" // one unit on its way over the sorter to the chute of its shipment
)

// HandlingUnit is where a pallet, tote, case or carton stands and whom it
// serves. What is in it the ledger knows.
type HandlingUnit struct {
	ID       HandlingUnitID   `json:"id" cbor:"1,keyasint"`
	Kind     HandlingUnitKind `json:"kind" cbor:"2,keyasint"`
	Location LocationID       `json:"location" cbor:"3,keyasint"`
	// Shipment it is bound to; empty: free stock or an empty tote.
	Shipment ShipmentID `json:"shipment,omitempty" cbor:"4,keyasint,omitempty"`
	SSCC     string     `json:"sscc,omitempty" cbor:"5,keyasint,omitempty"`
	WeightG  int64      `json:"weight_g,omitempty" cbor:"6,keyasint,omitempty"`
	// Leaving: a transport will take it from here, so no work may begin on it.
	Leaving bool `json:"leaving,omitempty" cbor:"7,keyasint,omitempty"`
	// Batch: the tote holds goods of several shipments, or will.
	Batch string `json:"batch,omitempty" cbor:"8,keyasint,omitempty"`
}

// StockRow is one line of GET /v1/stock. Location is null for what is
// promised but not yet placed at a location; such a row has no stock on hand
// and its available is minus what is reserved, so that the sums are right.
type StockRow struct {
	Warehouse    WarehouseID    `json:"warehouse"`
	Location     *LocationID    `json:"location"`
	SKU          SKU            `json:"sku"`
	Lot          string         `json:"lot,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	Owner        string         `json:"owner,omitempty"`
	Status       StockStatus    `json:"status"`
	OnHand       int64          `json:"on_hand"`
	Reserved     int64          `json:"reserved"`
	Available    int64          `json:"available"`
}

// Adjustment is the body of POST /v1/stock/adjustments.
type Adjustment struct {
	Warehouse WarehouseID `json:"warehouse"`
	Location  LocationID  `json:"location"`
	SKU       SKU         `json:"sku"`
	Delta     int64       `json:"delta"`
	Unit      string      `json:"unit,omitempty"` // what Delta counts; default base units
	Reason    string      `json:"reason"`
	Lot       string      `json:"lot,omitempty"`
}

// Adjusted answers it: what is on hand now, and which promises a loss freed.
type Adjusted struct {
	Warehouse WarehouseID `json:"warehouse"`
	Location  LocationID  `json:"location"`
	SKU       SKU         `json:"sku"`
	OnHand    int64       `json:"on_hand"`
	Freed     []Freed     `json:"freed"`
	// Pending is the id of the adjustment if it waits for approval.
	Pending string `json:"pending,omitempty"`
}

// Freed is a promise that lost its stock.
type Freed struct {
	Order OrderID `json:"order"`
	Line  int     `json:"line"`
	Qty   int64   `json:"qty"`
}

// StockMove is the body of POST /v1/stock/moves: units of a SKU, or a whole
// handling unit, from one location to another of the same warehouse.
type StockMove struct {
	Warehouse    WarehouseID    `json:"warehouse,omitempty"` // needed where from is not unique in the network
	SKU          SKU            `json:"sku,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	From         LocationID     `json:"from"`
	To           LocationID     `json:"to"`
	Qty          int64          `json:"qty,omitempty"`
	Unit         string         `json:"unit,omitempty"` // what Qty counts; default base units
	Lot          string         `json:"lot,omitempty"`
}

// Hold is the body of POST /v1/stock/holds; exactly one of the three.
type Hold struct {
	Warehouse    WarehouseID    `json:"warehouse,omitempty"`
	Location     LocationID     `json:"location,omitempty"`
	Lot          string         `json:"lot,omitempty"`
	HandlingUnit HandlingUnitID `json:"handling_unit,omitempty"`
	Reason       string         `json:"reason"`
}

// Held answers it.
type Held struct {
	Qty   int64   `json:"qty"`
	Freed []Freed `json:"freed"`
	// Holds are the ids under which to release it, one per warehouse.
	Holds []string `json:"holds"`
}
