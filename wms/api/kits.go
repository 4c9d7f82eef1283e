package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

// Kits are made of components and taken apart.
type Kits interface {
	PutBOM(ctx context.Context, c Call, b wms.BillOfMaterials) (wms.BillOfMaterials, error)
	BOM(ctx context.Context, sku wms.SKU) (wms.BillOfMaterials, error)
	NewAssembly(ctx context.Context, c Call, n wms.NewAssembly) (wms.Assembly, error)
	Assembly(ctx context.Context, id string) (wms.Assembly, error)
	EndAssembly(ctx context.Context, c Call, id string, complete bool) (wms.Assembly, error)
}

func (f *face) kitRoutes() []route {
	none := f.Kits == nil
	return []route{
		{method: "PUT", path: "/v1/items/:sku/bom", roles: sellers, missing: none, do: putBOM},
		{method: "GET", path: "/v1/items/:sku/bom", roles: join(floor, lookers), missing: none, do: func(r *request) (answer, error) {
			sku, err := r.id("sku")
			if err != nil {
				return answer{}, err
			}
			out, err := r.face.Kits.BOM(r.ctx, wms.SKU(sku))
			return ok(out), err
		}},
		{method: "POST", path: "/v1/assemblies", roles: sellers, missing: none, do: newAssembly},
		{method: "GET", path: "/v1/assemblies/:id", roles: join(floor, lookers), missing: none, do: func(r *request) (answer, error) {
			a, err := r.myAssembly()
			return ok(a), err
		}},
		{method: "POST", path: "/v1/assemblies/:id/complete", roles: floor, missing: none, do: func(r *request) (answer, error) { return endAssembly(r, true) }},
		{method: "POST", path: "/v1/assemblies/:id/cancel", roles: sellers, missing: none, do: func(r *request) (answer, error) { return endAssembly(r, false) }},
	}
}

func putBOM(r *request) (answer, error) {
	sku, err := r.id("sku")
	if err != nil {
		return answer{}, err
	}
	var in wms.BillOfMaterials
	call, err := r.body1(&in)
	if err != nil {
		return answer{}, err
	}
	if in.SKU != "" && string(in.SKU) != sku {
		return answer{}, invalid(codeInvalidField, "sku is %q in the path and %q in the body", sku, in.SKU).With("field", "sku")
	}
	in.SKU = wms.SKU(sku)
	out, err := r.face.Kits.PutBOM(r.ctx, call, in)
	return ok(out), err
}

func newAssembly(r *request) (answer, error) {
	var in wms.NewAssembly
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
	out, err := r.face.Kits.NewAssembly(r.ctx, call, in)
	return created(out), err
}

// myAssembly is the assembly of the path, if the caller may use its warehouse.
func (r *request) myAssembly() (wms.Assembly, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Assembly{}, err
	}
	a, err := r.face.Kits.Assembly(r.ctx, id)
	if err != nil {
		return a, err
	}
	return a, r.mayUse(a.Warehouse)
}

func endAssembly(r *request, complete bool) (answer, error) {
	a, err := r.myAssembly()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	out, err := r.face.Kits.EndAssembly(r.ctx, call, a.ID, complete)
	return ok(out), err
}
