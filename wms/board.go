package wms

// Board is how the supply chain does in a span of days: of the network, a
// warehouse, or an item in it.
type Board struct {
	From      string        `json:"from"` // days, YYYY-MM-DD, both inclusive, UTC
	To        string        `json:"to"`
	Warehouse WarehouseID   `json:"warehouse,omitempty"`
	SKU       SKU           `json:"sku,omitempty"`
	Figures   []BoardFigure `json:"figures"`
	Index     BoardIndex    `json:"index"`
	// Parts are the warehouses of the network; Items those of a warehouse, or of
	// the network, that moved most.
	Parts []BoardPart `json:"parts"`
	Items []BoardItem `json:"items"`
}

// BoardFigure is one figure: Value is Scale times Of out of Over.
type BoardFigure struct {
	Code   string   `json:"code"`
	Family string   `json:"family"` // inventory, logistics, orders, forecast, cost, work
	Unit   string   `json:"unit"`   // share, hours, days, a_year, per_100, per_1000, each
	Value  *float64 `json:"value"`  // null: nothing to measure
	Of     float64  `json:"of"`
	Over   float64  `json:"over"`
	Better string   `json:"better"` // high or low
	Target *float64 `json:"target,omitempty"`
	// Trend is the figure of each day of the span; null where there was nothing.
	Trend []*float64 `json:"trend"`
	// Behind says that the events behind it can be listed.
	Behind bool `json:"behind"`
}

// BoardIndex is the supply-chain flexibility index, 0 to 100, and its parts;
// null where there is nothing to measure.
type BoardIndex struct {
	Value    *float64 `json:"value"`
	Response *float64 `json:"response"`
	Cost     *float64 `json:"cost"`
	Stock    *float64 `json:"stock"`
	Fill     *float64 `json:"fill"`
	Capacity *float64 `json:"capacity"`
}

// BoardPart is a warehouse beside the others.
type BoardPart struct {
	Warehouse WarehouseID         `json:"warehouse"`
	Values    map[string]*float64 `json:"values"` // by code
}

// BoardItem is an item's part.
type BoardItem struct {
	SKU      SKU      `json:"sku"`
	Shipped  int64    `json:"shipped"`
	Received int64    `json:"received"`
	Returned int64    `json:"returned"`
	Lost     int64    `json:"lost"` // less what was found
	OnHand   int64    `json:"on_hand"`
	Turnover *float64 `json:"turnover"`   // a year
	Cover    *float64 `json:"cover_days"` // at the speed of the span
}

// BoardEvent is an event behind a figure.
type BoardEvent struct {
	Seq       uint64         `json:"seq"`
	Time      string         `json:"time"`
	Type      string         `json:"type"`
	Subject   string         `json:"subject"`
	Warehouse WarehouseID    `json:"warehouse,omitempty"`
	Data      map[string]any `json:"data"`
}
