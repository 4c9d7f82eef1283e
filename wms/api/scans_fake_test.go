package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() { bodies["POST /v1/scans/parse"] = `{"payload":"]C110L1","warehouse":"central"}` }

func (f *fake) ParseScan(_ context.Context, payload string, _ []wms.WarehouseID) (wms.Scan, error) {
	return wms.Scan{Payload: payload, Clear: true}, f.saw("ParseScan", payload)
}
