package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["POST /v1/allocations/what-if"] = `{"name":"a strike","changes":[{"kind":"close","warehouse":"central"}]}`
}

var aReport = wms.WhatIfReport{ID: "WI-000001", MadeAt: when, MadeBy: "ann", WhatIf: wms.WhatIf{Name: "a strike", Changes: []wms.WhatIfChange{{Kind: wms.WhatIfClose, Warehouse: "central"}}}}

func (f *fake) ToPromise(_ context.Context, sku wms.SKU) (wms.ToPromise, error) {
	return wms.ToPromise{SKU: sku, Free: 3}, f.saw("ToPromise", sku)
}

func (f *fake) WhatIf(_ context.Context, c Call, in wms.WhatIf) (wms.WhatIfReport, error) {
	return once(f, "WhatIf", c, in, func() wms.WhatIfReport { return aReport })
}

func (f *fake) WhatIfs(context.Context) ([]wms.WhatIfReport, error) {
	return []wms.WhatIfReport{aReport}, f.saw("WhatIfs", nil)
}

func (f *fake) WhatIfReport(_ context.Context, id string) (wms.WhatIfReport, error) {
	return aReport, f.saw("WhatIfReport", id)
}

func (f *fake) CompareWhatIfs(_ context.Context, a, b string) (wms.WhatIfCompared, error) {
	return wms.WhatIfCompared{A: aReport, B: aReport}, f.saw("CompareWhatIfs", a+b)
}
