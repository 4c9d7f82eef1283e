package trade

// Costs are the parts of what a trade costs, in minor units.
type Costs struct {
	Shipping  float64 `json:"shipping"` // lanes without weight and customs
	Weight    float64 `json:"weight"`
	Handling  float64 `json:"handling"`
	Customs   float64 `json:"customs"`
	Split     float64 `json:"split_penalties"`
	Storage   float64 `json:"storage"`
	Transfers float64 `json:"transfers"`
	Late      float64 `json:"late_days"`
	// Beside logistics: what stock ties up, and what suppliers charge an order.
	Holding float64 `json:"holding"`
	Buying  float64 `json:"buying"`
}

// Logistics is their sum without Holding and Buying.
func (c Costs) Logistics() float64 {
	return c.Shipping + c.Weight + c.Handling + c.Customs + c.Split + c.Storage + c.Transfers + c.Late
}

// Result is what a policy made of a setup.
type Result struct {
	Policy string  `json:"policy"`
	Costs  Costs   `json:"costs"`
	Total  float64 `json:"logistics"`

	Orders    int     `json:"orders"`
	Shipments int     `json:"shipments"`
	Split     int     `json:"split_orders"`
	Asked     int64   `json:"units_asked"`
	Served    int64   `json:"units_served"`
	Lost      int64   `json:"units_lost"`
	Lines     int     `json:"lines"`
	LostLines int     `json:"lines_short"`
	Waiting   int64   `json:"units_still_waiting"`
	LateDays  int     `json:"days_late"`
	MeanDays  float64 `json:"delivery_days"`           // from placing to the last delivery, mean of orders
	Shipped48 float64 `json:"shipped_within_48h"`      // share of orders all of whose shipments left
	Full48    float64 `json:"shipped_full_within_48h"` // and nothing was missing
	Given48   float64 `json:"delivered_within_2_days"`
	Pallets   int     `json:"transfer_pallets"`
	Moved     int64   `json:"units_transferred"`
	Stock     float64 `json:"mean_stock_units"`
	Value     float64 `json:"mean_stock_value"`
	Turnover  float64 `json:"turnover"` // a year, at selling prices

	by map[string]int // shipments by warehouse
}

// From is how many shipments a warehouse sent.
func (r Result) From(warehouse string) int { return r.by[warehouse] }

// StockOut is the share of units asked for that were not there.
func (r Result) StockOut() float64 { return float64(r.Lost) / float64(max(1, r.Asked)) }

// StockOutLines is the share of lines that were not served in full.
func (r Result) StockOutLines() float64 { return float64(r.LostLines) / float64(max(1, r.Lines)) }
