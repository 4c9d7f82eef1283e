package plant

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/replenish"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/supply"
)

// keepForecasts judges what was forecast of the weeks that have passed, and keeps
// this week's forecasts of a warehouse, some at a time.
func (p *Plant) keepForecasts(ctx context.Context, f *replenish.Forecaster, book *occasionBook, w wms.WarehouseID, past []series, families map[wms.SKU]string, now time.Time) error {
	week := supply.Week(now)
	for len(past) > 0 {
		some := past[:min(len(past), supplyItems)]
		past = past[len(some):]
		skus := make([]wms.SKU, len(some))
		for i, s := range some {
			skus[i] = s.sku
		}
		missing, err := view(p, func(r store.Reader) ([]int, error) { return supply.Missing(r, w, skus, week) })
		if err != nil {
			return err
		}
		told := make([]supply.Told, 0, len(missing))
		for _, i := range missing {
			s := some[i]
			if len(s.weeks) == 0 {
				continue
			}
			said := book.forecast(f, s.weeks, s.touched)
			told = append(told, supply.Told{SKU: s.sku, Family: families[s.sku], Mean: said.Mean, Low: said.Low[0], High: said.High[0], Step: replenish.NaiveError(s.weeks), Past: s.weeks})
		}
		if len(told) == 0 {
			continue
		}
		if _, err := p.do(ctx, store.Network, "supply.forecasts", func(tx store.Tx) error { return supply.KeepForecasts(tx, w, week, told) }); err != nil {
			return err
		}
	}
	return nil
}

// ForecastAccuracy implements api.Forecasts.
func (p *Plant) ForecastAccuracy(_ context.Context, by string, w wms.WarehouseID, weeks int64, page api.Page) (out []wms.ForecastAccuracy, next string, err error) {
	first := supply.Week(p.Clock.Now()) - weeks
	err = p.Store.View(func(r store.Reader) (err error) {
		if by == "item" {
			out, next, err = supply.ItemAccuracy(r, w, first, wms.SKU(page.After), page.Limit)
			return err
		}
		if out, err = supply.Accuracy(r, by, w, first); err != nil {
			return err
		}
		out, next = pageOf(out, page, func(a wms.ForecastAccuracy) string { return string(a.Warehouse) + "/" + a.Family })
		return nil
	})
	return out, next, err
}

// pageOf cuts a page out of a sorted list.
func pageOf[T any](list []T, page api.Page, name func(T) string) (out []T, next string) {
	for _, x := range list {
		if page.After != "" && name(x) <= page.After {
			continue
		}
		if len(out) == page.Limit {
			return out, name(out[len(out)-1])
		}
		out = append(out, x)
	}
	return out, ""
}

// analogies are what items that never sold are expected to sell: like their family
// in the warehouse.
func analogies(past map[wms.WarehouseID][]series, families map[wms.SKU]string) map[wms.WarehouseID]map[string]replenish.Forecast {
	out := map[wms.WarehouseID]map[string]replenish.Forecast{}
	for w, list := range past {
		like := map[string][][]float64{}
		for _, s := range list {
			if family := families[s.sku]; family != "" {
				like[family] = append(like[family], s.weeks)
			}
		}
		out[w] = map[string]replenish.Forecast{}
		for family, pasts := range like {
			if f, ok := replenish.Analogy(pasts, supplyAhead); ok {
				out[w][family] = f
			}
		}
	}
	return out
}

// newItemForecast is of an item that nobody has ordered yet, by its family; false:
// there is none, or too few of it sold.
func (p *Plant) newItemForecast(w wms.WarehouseID, sku wms.SKU, now time.Time) (wms.ItemForecast, bool, error) {
	item, err := view(p, func(r store.Reader) (wms.Item, error) { return items.Get(r, sku) })
	if err != nil {
		if wms.CodeOf(err) == "unknown_sku" {
			err = nil
		}
		return wms.ItemForecast{}, false, err
	}
	p.supply.mu.Lock()
	f, ok := p.supply.analogies[w][item.Family]
	p.supply.mu.Unlock()
	if !ok || item.Family == "" {
		return wms.ItemForecast{}, false, nil
	}
	return wms.ItemForecast{Warehouse: w, SKU: sku, Method: f.Method, Class: f.Class.String(), Past: []int64{},
		FirstWeek: supply.Monday(supply.Week(now)).Format(time.DateOnly), Mean: f.Mean, Median: f.Median, Low: f.Low, High: f.High}, true, nil
}
