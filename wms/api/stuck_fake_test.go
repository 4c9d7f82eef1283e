package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/transports/:id/resolve"] = `{"action":"retry","reason":"looked"}`
	systemNouns["StuckTransport"], systemNouns["ResolveTransport"] = wms.StuckTransport{}, resolveBody{}
}

func (f *fake) StuckTransports(_ context.Context, w wms.WarehouseID) ([]wms.StuckTransport, error) {
	return []wms.StuckTransport{{Transport: "t-1", Warehouse: "central", HandlingUnit: "P1", Since: when, Actions: wms.StuckResolves}}, f.saw("StuckTransports", w)
}

func (f *fake) ResolveTransport(_ context.Context, c Call, id wms.TransportID, action wms.StuckResolve) (wms.Transport, error) {
	return once(f, "ResolveTransport", c, action, func() wms.Transport { return transport(id) })
}
