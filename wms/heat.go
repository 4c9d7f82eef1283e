package wms

// HeatKind is what a heat map shows of each bay.
type HeatKind string

// Kinds of heat.
const (
	HeatFill     HeatKind = "fill"     // per mille of its places that hold something
	HeatVelocity HeatKind = "velocity" // thousandths of units a day promised of what lies there, over the last week
	HeatAge      HeatKind = "age"      // days since it was put there, of what lies longest
)

// HeatKinds lists them.
var HeatKinds = []HeatKind{HeatFill, HeatVelocity, HeatAge}

// Heat is a warehouse seen from above.
type Heat struct {
	Warehouse WarehouseID `json:"warehouse"`
	By        HeatKind    `json:"by"`
	Max       int64       `json:"max"` // of the values
	Bays      []HeatBay   `json:"bays"`
}

// HeatBay is a column of places.
type HeatBay struct {
	XMM     int64 `json:"x_mm"` // south-west corner
	YMM     int64 `json:"y_mm"`
	WidthMM int64 `json:"width_mm"`
	DepthMM int64 `json:"depth_mm"`
	Value   int64 `json:"value"`
}
