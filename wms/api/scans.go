package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Scans says what a scanned payload is. Warehouses limits where places and
// handling units are looked for; empty: everywhere.
type Scans interface {
	ParseScan(ctx context.Context, payload string, warehouses []wms.WarehouseID) (wms.Scan, error)
}

// scanRoutes ask about codes.
func (f *face) scanRoutes() []route {
	return []route{{method: "POST", path: "/v1/scans/parse", roles: join(floor, lookers), missing: f.Scans == nil, do: parseScan}}
}

func parseScan(r *request) (answer, error) {
	var in struct {
		Payload   string          `json:"payload"`
		Warehouse wms.WarehouseID `json:"warehouse"` // places and units of this one only
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.optionalWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	among := r.who.Warehouses
	if in.Warehouse != "" {
		among = []wms.WarehouseID{in.Warehouse}
	}
	out, err := r.face.Scans.ParseScan(r.ctx, in.Payload, among)
	if err != nil {
		return answer{}, err
	}
	out.Readings, out.Found = filled(out.Readings), filled(out.Found)
	return ok(out), nil
}
