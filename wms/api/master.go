package api

import (
	"cmp"
	"strconv"

	"github.com/aisle-wms/aisle/wms"
)

var locationKinds = []wms.LocationKind{wms.KindShelf, wms.KindRackCell, wms.KindPnDIn, wms.KindPnDOut, wms.KindStation,
	wms.KindBench, wms.KindInduction, wms.KindChute, wms.KindReject, wms.KindDockIn, wms.KindDockOut, wms.KindStaging,
	wms.KindToteStack, wms.KindHandover, wms.KindCheck, wms.KindVision, wms.KindConveyor, wms.KindDevice, wms.KindCart}

// masterRoutes are items and places.
func (f *face) masterRoutes() []route {
	noItems, noSites := f.Items == nil, f.Sites == nil
	return []route{
		{method: "GET", path: "/v1/items", roles: everybody, owned: true, paged: true, missing: noItems, do: listItems},
		{method: "GET", path: "/v1/items/:sku", roles: everybody, owned: true, missing: noItems, do: getItem},
		{method: "GET", path: "/v1/items/:sku/convert", roles: everybody, owned: true, query: []string{"qty", "from", "to"}, missing: noItems, do: convertQty},
		{method: "PUT", path: "/v1/items/:sku", roles: sellers, owned: true, missing: noItems, do: putItem},
		{method: "GET", path: "/v1/warehouses", roles: everybody, owned: true, missing: noSites, do: listWarehouses},
		{method: "GET", path: "/v1/warehouses/:id/locations", roles: everybody, query: []string{"kind"}, paged: true,
			missing: noSites, do: listLocations},
		{method: "GET", path: "/v1/layout", roles: everybody, query: []string{"warehouse"}, missing: noSites, do: layout},
	}
}

func listItems(r *request) (answer, error) {
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	items, next, err := r.face.Items.ListItems(r.ctx, p)
	if err != nil {
		return answer{}, err
	}
	return listed(mineOnly(r, items, func(i wms.Item) string { return i.Owner }), next), nil
}

func getItem(r *request) (answer, error) {
	sku, err := r.id("sku")
	if err != nil {
		return answer{}, err
	}
	item, err := r.myItem(wms.SKU(sku))
	if err != nil {
		return answer{}, err
	}
	return ok(item), nil
}

// converted is a quantity in another unit of measure.
type converted struct {
	SKU  wms.SKU `json:"sku"`
	Qty  int64   `json:"qty"`
	Unit string  `json:"unit"`
}

// convertQty turns a quantity of one unit of an item into another, exactly.
func convertQty(r *request) (answer, error) {
	sku, err := r.id("sku")
	if err != nil {
		return answer{}, err
	}
	qty, err := strconv.ParseInt(cmp.Or(r.vals.Get("qty"), "1"), 10, 64)
	if err != nil {
		return answer{}, invalid(codeInvalidParameter, "qty must be a whole number, not %q", r.vals.Get("qty")).With("parameter", "qty")
	}
	item, err := r.myItem(wms.SKU(sku))
	if err != nil {
		return answer{}, err
	}
	to := r.vals.Get("to")
	out, err := item.Convert(qty, r.vals.Get("from"), to)
	if err != nil {
		return answer{}, err
	}
	if to == "" {
		to = wms.Each
	}
	return ok(converted{item.SKU, out, to}), nil
}

func putItem(r *request) (answer, error) {
	sku, err := r.id("sku")
	if err != nil {
		return answer{}, err
	}
	var item wms.Item
	if err := r.decode(&item); err != nil {
		return answer{}, err
	}
	if item.SKU != "" && item.SKU != wms.SKU(sku) {
		return answer{}, invalid(codeInvalidField, "the body's sku %q is not the path's %q", item.SKU, sku).With("field", "sku")
	}
	item.SKU = wms.SKU(sku)
	if err := r.mayPutItem(&item); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	item, err = r.face.Items.PutItem(r.ctx, call, item)
	if err != nil {
		return answer{}, err
	}
	return ok(item), nil
}

func listWarehouses(r *request) (answer, error) {
	return listed(onlyMine(r, r.face.Sites.Warehouses(), func(w Warehouse) wms.WarehouseID { return w.ID }), ""), nil
}

func listLocations(r *request) (answer, error) {
	id, err := r.id("id")
	if err != nil {
		return answer{}, err
	}
	w := wms.WarehouseID(id)
	if err := r.mayUse(w); err != nil {
		return answer{}, err
	}
	kind, err := oneOf(r, "kind", locationKinds)
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	places, next, err := r.face.Sites.Locations(w, kind, p)
	if err != nil {
		return answer{}, err
	}
	return listed(places, next), nil
}

func layout(r *request) (answer, error) {
	w, err := r.needWarehouse()
	if err != nil {
		return answer{}, err
	}
	floor, err := r.face.Sites.Floor(w)
	if err != nil {
		return answer{}, err
	}
	floor.Shapes, floor.Nodes, floor.Edges = filled(floor.Shapes), filled(floor.Nodes), filled(floor.Edges)
	return ok(floor), nil
}

// filled makes a JSON list of a nil one.
func filled[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
