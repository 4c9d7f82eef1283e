package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// PickFaces are kept filled from reserve places.
type PickFaces interface {
	PutPickFace(ctx context.Context, c Call, f wms.PickFace) (wms.PickFace, error)
	DeletePickFace(ctx context.Context, c Call, w wms.WarehouseID, id wms.LocationID) error
	ListPickFaces(ctx context.Context, w wms.WarehouseID, p Page) ([]wms.PickFaceState, string, error)
}

func (f *face) pickFaceRoutes() []route {
	none := f.PickFaces == nil
	return []route{
		{method: "GET", path: "/v1/warehouses/:id/pick-faces", roles: join(floor, lookers), paged: true, missing: none, do: listPickFaces},
		{method: "PUT", path: "/v1/warehouses/:id/pick-faces/:location", roles: sellers, missing: none, do: putPickFace},
		{method: "DELETE", path: "/v1/warehouses/:id/pick-faces/:location", roles: sellers, missing: none, do: deletePickFace},
	}
}

func listPickFaces(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	data, next, err := r.face.PickFaces.ListPickFaces(r.ctx, w, p)
	return listed(data, next), err
}

func putPickFace(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	id, err := r.id("location")
	if err != nil {
		return answer{}, err
	}
	var in wms.PickFace
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if in.Location != "" && string(in.Location) != id {
		return answer{}, invalid(codeInvalidField, "location is %q in the path and %q in the body", id, in.Location).With("field", "location")
	}
	in.Warehouse, in.Location = w, wms.LocationID(id)
	out, err := r.face.PickFaces.PutPickFace(r.ctx, call, in)
	return ok(out), err
}

func deletePickFace(r *request) (answer, error) {
	w, err := r.pathWarehouse()
	if err != nil {
		return answer{}, err
	}
	id, err := r.id("location")
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	return nothing, r.face.PickFaces.DeletePickFace(r.ctx, call, w, wms.LocationID(id))
}

// pickFaceColumns are those of a file of pick faces.
var pickFaceColumns = []column[wms.PickFace]{
	{"warehouse", true, text(func(f *wms.PickFace) *wms.WarehouseID { return &f.Warehouse })},
	{"location", true, text(func(f *wms.PickFace) *wms.LocationID { return &f.Location })},
	{"sku", true, text(func(f *wms.PickFace) *wms.SKU { return &f.SKU })},
	{"min", true, number(1, func(f *wms.PickFace) *int64 { return &f.Min })},
	{"max", true, number(1, func(f *wms.PickFace) *int64 { return &f.Max })},
}
