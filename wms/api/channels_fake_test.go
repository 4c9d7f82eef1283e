package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/channels/:id"] = `{"fences":[{"sku":"S1","warehouse":"central","qty":5}],"buffer":1}`
}

func (f *fake) PutChannel(_ context.Context, c Call, ch wms.Channel) (wms.Channel, error) {
	return once(f, "PutChannel", c, ch, func() wms.Channel { return ch })
}

func (f *fake) Channel(_ context.Context, id string) (wms.Channel, error) {
	return wms.Channel{ID: id}, f.saw("Channel", id)
}

func (f *fake) ListChannels(context.Context) ([]wms.Channel, error) {
	return []wms.Channel{{ID: "web"}}, f.saw("ListChannels", nil)
}

func (f *fake) Availability(_ context.Context, id string, sku wms.SKU, _ Page) ([]wms.Availability, string, error) {
	return []wms.Availability{{Channel: id, SKU: sku, Warehouses: map[wms.WarehouseID]int64{"central": 3}}}, "", f.saw("Availability", sku)
}
