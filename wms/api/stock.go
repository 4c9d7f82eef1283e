package api

import (
	"net/http"

	"github.com/aisle-wms/aisle/wms"
)

// stockRoutes are what is where.
func (f *face) stockRoutes() []route {
	none := f.Stock == nil
	return []route{
		{method: "GET", path: "/v1/stock", roles: join(floor, lookers), owned: true, query: []string{"sku", "warehouse", "location", "lot"},
			paged: true, missing: none, do: listStock},
		{method: "POST", path: "/v1/stock/adjustments", roles: []string{RoleSupervisor}, missing: none, do: adjust},
		{method: "POST", path: "/v1/stock/moves", roles: floor, missing: none, do: move},
		{method: "POST", path: "/v1/stock/holds", roles: []string{RoleSupervisor, RoleReceiver}, missing: none, do: hold},
	}
}

func listStock(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	q := StockQuery{SKU: wms.SKU(r.q("sku")), Warehouse: w, Location: wms.LocationID(r.q("location")), Lot: r.q("lot")}
	rows, next, err := r.face.Stock.ListStock(r.ctx, q, p)
	if err != nil {
		return answer{}, err
	}
	if rows, err = r.myStock(rows); err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, rows, func(s wms.StockRow) wms.WarehouseID { return s.Warehouse }), next), nil
}

func adjust(r *request) (answer, error) {
	var in wms.Adjustment
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Reason
	out, err := r.face.Stock.Adjust(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	out.Freed = filled(out.Freed)
	if out.Pending != "" {
		return answer{http.StatusAccepted, out}, nil
	}
	return ok(out), nil
}

func move(r *request) (answer, error) {
	var in wms.StockMove
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if (in.SKU == "") == (in.HandlingUnit == "") {
		return answer{}, invalid(codeInvalidField, "exactly one of sku and handling_unit is needed").With("field", "sku")
	}
	if err := r.optionalWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Stock.Move(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func hold(r *request) (answer, error) {
	var in wms.Hold
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	named := 0
	for _, name := range []string{string(in.Location), in.Lot, string(in.HandlingUnit)} {
		if name != "" {
			named++
		}
	}
	if named != 1 {
		return answer{}, invalid(codeInvalidField, "exactly one of location, lot and handling_unit is needed").
			With("field", "location")
	}
	if err := r.optionalWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	call.Actor.Reason = in.Reason
	out, err := r.face.Stock.Hold(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	out.Freed = filled(out.Freed)
	out.Holds = filled(out.Holds)
	return ok(out), nil
}

// bodyWarehouse checks the warehouse that a body must name. A caller with one
// warehouse need not name it.
func (r *request) bodyWarehouse(w *wms.WarehouseID) error {
	if err := r.optionalWarehouse(w); err != nil {
		return err
	}
	if *w == "" {
		return invalid(codeInvalidField, "warehouse is needed").With("field", "warehouse")
	}
	return nil
}

// optionalWarehouse checks the warehouse that a body may name. A caller who
// is limited to some warehouses may not leave it open.
func (r *request) optionalWarehouse(w *wms.WarehouseID) error {
	if *w != "" {
		return r.mayUse(*w)
	}
	switch len(r.who.Warehouses) {
	case 0:
	case 1:
		*w = r.who.Warehouses[0]
	default:
		return invalid(codeInvalidField, "warehouse is needed: you may use several").With("field", "warehouse")
	}
	return nil
}
