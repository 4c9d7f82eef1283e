package inventory

import (
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var settings = store.NewTable[wms.StockSettings]("stocksettings", 1)

// Defaults are a warehouse's settings until it sets its own.
var Defaults = wms.StockSettings{AdjustLimitQty: 10_000_000, ApproveLimitQty: 100, CountMinutes: 15,
	DaysA: 30, DaysB: 90, DaysC: 180, WarnDays: 14}

// SettingsOf reads a warehouse's settings.
func SettingsOf(r store.Reader, p store.Partition) (wms.StockSettings, error) {
	s, had, err := settings.Get(r, p)
	if !had {
		s = Defaults
	}
	s.Warehouse = wms.WarehouseID(p)
	return s, err
}

// Set replaces a warehouse's settings.
func Set(tx store.Tx, s wms.StockSettings) (wms.StockSettings, error) {
	s.Warehouse = wms.WarehouseID(tx.Partition())
	for _, n := range []int64{s.AdjustLimitQty, s.RecountLimitQty, s.ApproveLimitQty, s.DaysA, s.DaysB, s.DaysC, s.WarnDays} {
		if n < 0 || n > 1_000_000_000 {
			return s, wms.Refuse(wms.Invalid, "invalid_settings", "limits and days are 0 to 1,000,000,000, not %d", n)
		}
	}
	if s.CountMinutes < 1 || s.CountMinutes > 24*60 {
		return s, wms.Refuse(wms.Invalid, "invalid_settings", "count_minutes is 1 to 1440, not %d", s.CountMinutes)
	}
	tx.Emit(wms.Event{Type: "stock.settings", Subject: string(s.Warehouse), Data: map[string]any{
		"adjust_limit_qty": s.AdjustLimitQty, "approve_limit_qty": s.ApproveLimitQty}})
	return s, settings.Put(tx, s)
}
