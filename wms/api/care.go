package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// StockCare says which stock needs care, and what to do about it.
type StockCare interface {
	StockCare(ctx context.Context, w wms.WarehouseID, class string) (wms.StockCareReport, error)
}

var careClasses = []string{"expiring", "dead", "excess", "slow", "new"}

// maxCare is how many items one answer lists; the table has all.
const maxCare = 1000

func (f *face) careRoutes() []route {
	none := f.StockCare == nil
	return []route{
		{method: "GET", unlimited: true, slow: true, path: "/v1/stock-care", roles: lookers, query: []string{"warehouse", "class"}, missing: none, do: func(r *request) (answer, error) {
			out, err := r.stockCare()
			out.Data = out.Data[:min(len(out.Data), maxCare)]
			return ok(out), err
		}},
		{method: "GET", unlimited: true, slow: true, path: "/v1/stock-care/export", roles: lookers, query: []string{"warehouse", "class", "format"}, missing: none, do: exportCare},
	}
}

func (r *request) stockCare() (wms.StockCareReport, error) {
	class, err := oneOf(r, "class", careClasses)
	if err != nil {
		return wms.StockCareReport{}, err
	}
	return r.face.StockCare.StockCare(r.ctx, wms.WarehouseID(r.q("warehouse")), class)
}

func exportCare(r *request) (answer, error) {
	out, err := r.stockCare()
	if err != nil {
		return answer{}, err
	}
	head := []string{"warehouse", "sku", "class", "free", "on_order", "per_week", "cover_weeks", "weeks_since_sale", "bound_minor", "excess_units", "expiring_units", "expires_on", "advice", "units", "to", "cut_permille", "worth_minor"}
	return r.table("stock-care", head, func(row func([]any) error) error {
		for _, x := range out.Data {
			var cover, since any = "", ""
			if x.CoverWeeks != nil {
				cover = *x.CoverWeeks
			}
			if x.WeeksSinceSale != nil {
				since = int64(*x.WeeksSinceSale)
			}
			if err := row([]any{string(x.Warehouse), string(x.SKU), x.Class, x.Free, x.OnOrder, float64(x.PerWeekMilli) / 1000, cover, since, x.BoundMinor, x.ExcessUnits, x.ExpiringUnits, x.ExpiresOn,
				x.Advice, x.Units, string(x.To), x.CutPermille, x.WorthMinor}); err != nil {
				return err
			}
		}
		return nil
	})
}
