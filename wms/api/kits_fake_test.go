package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/items/:sku/bom"] = `{"lines":[{"sku":"S2","qty":2}]}`
	bodies["POST /v1/assemblies"] = `{"warehouse":"central","sku":"S1","qty":1,"location":"A-01"}`
}

func (f *fake) PutBOM(_ context.Context, c Call, b wms.BillOfMaterials) (wms.BillOfMaterials, error) {
	return once(f, "PutBOM", c, b, func() wms.BillOfMaterials { return b })
}

func (f *fake) BOM(_ context.Context, sku wms.SKU) (wms.BillOfMaterials, error) {
	return wms.BillOfMaterials{SKU: sku, Lines: []wms.BOMLine{{SKU: "S2", Qty: 2}}}, f.saw("BOM", sku)
}

func (f *fake) Assembly(_ context.Context, id string) (wms.Assembly, error) {
	return wms.Assembly{ID: id, Warehouse: "central", SKU: "S1", Qty: 1, Location: "A-01", Status: "open", CreatedAt: when,
		Parts: []wms.AssemblyPart{{SKU: "S2", Location: "A-01", Qty: 2}}, Makes: []wms.BOMLine{{SKU: "S1", Qty: 1}}}, f.saw("Assembly", id)
}

func (f *fake) NewAssembly(ctx context.Context, c Call, n wms.NewAssembly) (wms.Assembly, error) {
	a, _ := f.Assembly(ctx, "central-K00001")
	return once(f, "NewAssembly", c, n, func() wms.Assembly { return a })
}

func (f *fake) EndAssembly(ctx context.Context, c Call, id string, complete bool) (wms.Assembly, error) {
	a, _ := f.Assembly(ctx, id)
	return once(f, "EndAssembly", c, []any{id, complete}, func() wms.Assembly { return a })
}
