package wms

// PickFace is a place where people pick an item, kept between a least and a
// most by bringing units from where the rest of it lies.
type PickFace struct {
	Warehouse WarehouseID `json:"warehouse" cbor:"1,keyasint"`
	Location  LocationID  `json:"location" cbor:"2,keyasint"`
	SKU       SKU         `json:"sku" cbor:"3,keyasint"`
	Min       int64       `json:"min" cbor:"4,keyasint"` // below it, units are brought
	Max       int64       `json:"max" cbor:"5,keyasint"` // up to it
}

// PickFaceState is a pick face as it stands.
type PickFaceState struct {
	PickFace
	OnHand int64 `json:"on_hand"`
	Free   int64 `json:"free"`   // not reserved for picks
	Coming int64 `json:"coming"` // on replenish tasks
	// State: ok, coming (work is made), low (work will be made), empty_reserve
	// (below the least and nothing to bring).
	State string `json:"state"`
}
