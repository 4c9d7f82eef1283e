package wms

import "time"

// Kinds of occasions.
const (
	OccasionPromotion = "promotion" // the price is cut (or, below 0, raised) for some days
	OccasionCalendar  = "calendar"  // a feast, a sale of everybody's, days on which customers are shut
)

// Occasion is a known cause of demand that is not as usual: forecasts learn what
// it did and expect the same of it.
type Occasion struct {
	ID   string `json:"id" cbor:"1,keyasint"`
	Kind string `json:"kind" cbor:"2,keyasint"`
	// Name of a calendar occasion: those of the same name teach each other.
	Name string `json:"name,omitempty" cbor:"3,keyasint,omitempty"`
	From string `json:"from" cbor:"4,keyasint"` // days, YYYY-MM-DD, both inclusive
	To   string `json:"to" cbor:"5,keyasint"`
	// Yearly says that it comes on the same days of every year.
	Yearly bool `json:"yearly,omitempty" cbor:"6,keyasint,omitempty"`
	// CutPermille of the price, of a promotion.
	CutPermille int64 `json:"cut_permille,omitempty" cbor:"7,keyasint,omitempty"`
	// Whom it touches; empty: all.
	Warehouses []WarehouseID `json:"warehouses,omitempty" cbor:"8,keyasint,omitempty"`
	SKUs       []SKU         `json:"skus,omitempty" cbor:"9,keyasint,omitempty"`
	Families   []string      `json:"families,omitempty" cbor:"10,keyasint,omitempty"`
	PutBy      UserID        `json:"put_by" cbor:"11,keyasint"`
	PutAt      time.Time     `json:"put_at" cbor:"12,keyasint"`

	// Learned is what the last supply run found; nil before.
	Learned *OccasionEffect `json:"learned,omitempty" cbor:"-"`
}

// OccasionEffect is what a cause does to demand.
type OccasionEffect struct {
	// Factor is by what a whole week of it multiplies demand, Low and High what
	// it may be instead, in two cases of three.
	Factor float64 `json:"factor"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Weeks  int     `json:"weeks"` // of items that it was learned from
}
