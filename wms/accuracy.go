package wms

// ForecastAccuracy is how right the forecasts were that were used, over the weeks
// that have passed since: of an item in a warehouse, a family there, a warehouse or
// all of the network. Shares are of what was asked for; missing, they have no
// meaning (nothing was asked for).
type ForecastAccuracy struct {
	Warehouse WarehouseID `json:"warehouse,omitempty"`
	Family    string      `json:"family,omitempty"`
	SKU       SKU         `json:"sku,omitempty"`
	// Weeks have passed; each was forecast up to 8 times, Forecasts in all.
	Weeks     int64    `json:"weeks"`
	Forecasts int64    `json:"forecasts"`
	WAPE      *float64 `json:"wape,omitempty"`
	MASE      *float64 `json:"mase,omitempty"`
	Bias      *float64 `json:"bias,omitempty"`
	Covered   float64  `json:"covered80"` // share of Forecasts between low and high
	// SumWAPE is of the sum of all items a week, as forecast a week ahead.
	SumWAPE *float64 `json:"sum_wape,omitempty"`
	// Signal is the tracking signal of an item, Correction what its mean is
	// multiplied by because of it.
	Signal     *float64 `json:"signal,omitempty"`
	Correction *float64 `json:"correction,omitempty"`
}
