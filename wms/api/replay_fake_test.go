package api

import (
	"context"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

func (f *fake) ReplaySpan(_ context.Context, w wms.WarehouseID) (from, to time.Time, ok bool, err error) {
	return when, when.Add(time.Hour), true, f.saw("ReplaySpan", w)
}

func (f *fake) ReplayPictures(_ context.Context, w wms.WarehouseID, from, _ time.Time, _ time.Duration, _ int) ([]wms.Live, bool, error) {
	return []wms.Live{{Warehouse: w, Time: from}}, true, f.saw("ReplayPictures", w)
}
