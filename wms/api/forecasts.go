package api

import (
	"context"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
)

// Forecasts says how right the forecasts were that were used.
type Forecasts interface {
	// ForecastAccuracy is by item (of a warehouse, page by page), family, warehouse
	// or network, over the last so many whole weeks.
	ForecastAccuracy(ctx context.Context, by string, w wms.WarehouseID, weeks int64, p Page) ([]wms.ForecastAccuracy, string, error)
}

const (
	accuracyWeeks     = 13
	accuracyMostWeeks = 104
)

func (f *face) forecastRoutes() []route {
	return []route{
		{method: "GET", unlimited: true, path: "/v1/forecasts/accuracy", roles: lookers, paged: true, query: []string{"by", "warehouse", "weeks"}, missing: f.Forecasts == nil, do: forecastAccuracy},
	}
}

func forecastAccuracy(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	by, err := oneOf(r, "by", []string{"item", "family", "warehouse", "network"})
	if err != nil {
		return answer{}, err
	}
	if by == "" {
		by = "warehouse"
	}
	w, err := r.warehouse()
	if by == "item" {
		w, err = r.needWarehouse()
	}
	if err != nil {
		return answer{}, err
	}
	weeks := int64(accuracyWeeks)
	if text := r.q("weeks"); text != "" {
		if weeks, err = strconv.ParseInt(text, 10, 64); err != nil || weeks < 1 || weeks > accuracyMostWeeks {
			return answer{}, badParameter("weeks", "must be a whole number from 1 to %d", accuracyMostWeeks)
		}
	}
	if by == "network" && (w != "" || len(r.who.Warehouses) > 0) {
		return answer{}, badParameter("by", "can't be network for one warehouse, or for somebody who may not see all: ask by warehouse")
	}
	list, next, err := r.face.Forecasts.ForecastAccuracy(r.ctx, by, w, weeks, p)
	return listed(onlyMine(r, list, func(a wms.ForecastAccuracy) wms.WarehouseID { return a.Warehouse }), next), err
}
